/* SPDX-License-Identifier: PostgreSQL
 *
 * The walk over an expression: each node in its natural form.  Rules are asked first, so
 * that a mapping can say what becomes of any call or operator; what no rule names is
 * lowered by its operands' types.
 */
#include <config.h>

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lower/fulltext.h"
#include "lower/parameter.h"

/* ---------------------------------------------------------------- diagnostics */

enum { LOOK_BACK = 16 };

/* An alias is lowered wherever it is named: what was just told of it is not told again. */
static struct diagnostic *find_told(const struct diag_list *list, enum diag_code code,
				    struct span span, const char *text)
{
	uint32_t count = list->items.count;

	for (uint32_t i = count; i > 0 && i + LOOK_BACK > count; i--) {
		struct diagnostic *diag = list->items.items[i - 1];

		if (diag->code == code && diag->span.start == span.start &&
		    diag->span.end == span.end && !strcmp(diag->message, text))
			return diag;
	}
	return NULL;
}

__attribute__((format(printf, 4, 0))) static struct diagnostic *
add_diagnostic(struct walk *w, enum diag_code code, struct span span, const char *format,
	       va_list args, bool refuse)
{
	char text[1024];
	struct diagnostic *diag;

	vsnprintf(text, sizeof(text), format, args);
	if (refuse)
		return lower_refuse(w->l, code, span, request_object(w->l, w->request), "%s", text);
	diag = find_told(&w->ctx->diags, code, span, text);
	if (diag)
		return diag;
	diag = diag_add(&w->ctx->diags, code, span, "%s", text);
	diag->object = request_object(w->l, w->request);
	return diag;
}

struct diagnostic *walk_refuse(struct walk *w, enum diag_code code, struct span span,
			       const char *format, ...)
{
	struct diagnostic *diag;
	va_list args;

	va_start(args, format);
	diag = add_diagnostic(w, code, span, format, args, true);
	va_end(args);
	return diag;
}

struct diagnostic *walk_warn(struct walk *w, enum diag_code code, struct span span,
			     const char *format, ...)
{
	struct diagnostic *diag;
	va_list args;

	va_start(args, format);
	diag = add_diagnostic(w, code, span, format, args, false);
	va_end(args);
	return diag;
}

/* ---------------------------------------------------------------- results kept for rules */

struct memo_entry {
	const struct expr *expr;
	struct lowered *value;
};

struct memo {
	struct memo_entry *entries;
	uint32_t cap, count;
};

static struct memo_entry *memo_slot(const struct memo *memo, const struct expr *expr)
{
	uint32_t at = (uint32_t)((uintptr_t)expr >> 4) * 2654435769u & (memo->cap - 1);

	while (memo->entries[at].expr && memo->entries[at].expr != expr)
		at = (at + 1) & (memo->cap - 1);
	return &memo->entries[at];
}

const struct lowered *memo_find(const struct walk *w, const struct expr *expr)
{
	return w->memo->cap ? memo_slot(w->memo, expr)->value : NULL;
}

static void memo_grow(struct walk *w)
{
	struct memo old = *w->memo;

	w->memo->cap = old.cap ? old.cap * 2 : 16;
	w->memo->entries = arena_alloc(w->l->scratch, w->memo->cap * sizeof(*old.entries));
	for (uint32_t i = 0; i < old.cap; i++)
		if (old.entries[i].expr)
			*memo_slot(w->memo, old.entries[i].expr) = old.entries[i];
}

void memo_set(struct walk *w, const struct expr *expr, const struct lowered *value)
{
	struct memo_entry *entry;

	if (w->memo->count * 2 >= w->memo->cap)
		memo_grow(w);
	entry = memo_slot(w->memo, expr);
	if (!entry->expr)
		w->memo->count++;
	entry->expr = expr;
	entry->value = arena_object(w->l->scratch, struct lowered);
	*entry->value = *value;
}

struct expr *walk_placeholder(struct walk *w, const struct lowered *value)
{
	struct expr *leaf = expr_new(w->arena, EXPR_PARAMETER, value->source);

	memo_set(w, leaf, value);
	return leaf;
}

void walk_init(struct walk *w, struct lowering *l, const struct expr_request *request)
{
	*w = (struct walk){ .l = l, .ctx = l->ctx, .arena = l->scratch, .request = request };
	w->memo = arena_object(l->scratch, struct memo);
}

void walk_end(struct lowering *l, struct arena_mark mark, struct expr **expr)
{
	struct tree_copy copy = { .to = l->arena, .from = l->scratch, .mark = mark };

	*expr = tree_copy_expr(&copy, *expr);
	if (!copy.shares)
		arena_release(l->scratch, mark);
}

struct expr_state *expr_state(struct lowering *l)
{
	if (!l->exprs)
		l->exprs = arena_object(l->arena, struct expr_state);
	return l->exprs;
}

/* ---------------------------------------------------------------- operators */

static void numeric_result(struct lowered *out, struct expr *expr, const struct lowered *left,
			   const struct lowered *right, struct span span)
{
	enum pg_type_kind type = PG_INTEGER;

	if (left->type.kind == PG_DOUBLE || right->type.kind == PG_DOUBLE ||
	    left->type.kind == PG_REAL || right->type.kind == PG_REAL)
		type = PG_DOUBLE;
	else if (left->type.kind == PG_NUMERIC || right->type.kind == PG_NUMERIC)
		type = PG_NUMERIC;
	else if (left->type.kind == PG_BIGINT || right->type.kind == PG_BIGINT)
		type = PG_BIGINT;
	infer_result(out, expr, type, span);
	infer_combine(out, left);
	infer_combine(out, right);
}

/* A literal that is not zero divides without a guard. */
static bool is_nonzero(const struct lowered *value)
{
	return value->literal &&
	       ((value->literal->storage == STORAGE_INTEGER && value->literal->integer) ||
		(value->literal->storage == STORAGE_REAL && value->literal->real != 0.0));
}

static void guard_zero(struct walk *w, struct lowered *divisor)
{
	struct expr *arguments[2] = { divisor->expr, build_integer(w, 0, divisor->source) };

	if (is_nonzero(divisor))
		return;
	divisor->expr = build_call(w, "nullif", divisor->source, 2, arguments);
	divisor->nullable = true;
	divisor->literal = NULL;
}

/* Bare 1.5 is numeric in PostgreSQL; beside a double it becomes one, beside an integer not. */
static void type_reals(struct walk *w, struct lowered *left, struct lowered *right)
{
	if (left->type.kind == PG_DOUBLE && !left->literal && right->literal)
		return;
	if (right->type.kind == PG_DOUBLE && !right->literal && left->literal)
		return;
	convert_typed(w, left);
	convert_typed(w, right);
}

static bool fold_literals(struct walk *w, enum expr_op op, const struct lowered *left,
			  const struct lowered *right, struct span span, struct lowered *out)
{
	struct value value;

	if (!left->literal || !right->literal ||
	    !fold_operator(w->arena, op, left->literal, right->literal, &value))
		return false;
	infer_value(w, &value, span, out);
	if (value.storage == STORAGE_NULL)
		convert_cast(w, out, AFFINITY_NUMERIC, span);
	return true;
}

/* A text or blob whose number is known only when a row is seen. */
static bool is_textual(const struct lowered *value)
{
	return !value->literal &&
	       (value->storage == STORAGE_TEXT || value->storage == STORAGE_BLOB);
}

/* A text beside a real is a real, too: numeric would not hold an infinite one. */
static bool convert_operands(struct walk *w, struct lowered *left, struct lowered *right,
			     bool is_division)
{
	bool real = is_division || left->storage == STORAGE_REAL || right->storage == STORAGE_REAL;

	return (is_textual(left) && real ? convert_real(w, left) : convert_operand(w, left)) &&
	       (is_textual(right) && real ? convert_real(w, right) : convert_operand(w, right));
}

/* A parameter beside a number is one of its type.  A product of integers and a divisor have casts
 * and calls around them, in which PostgreSQL would see another type. */
static void type_parameter(struct walk *w, enum expr_op op, struct lowered *value,
			   const struct lowered *other)
{
	bool adds = op == OP_ADD || op == OP_SUBTRACT;

	if (!value->parameter || parameter_is_open(other) || !storage_is_number(other->storage))
		return;
	if ((op == OP_MULTIPLY || other->literal) && type_is_integer(&other->type))
		parameter_settle(w, value, type_of(PG_BIGINT), PLACE_CASTS);
	else if (type_is_time(&other->type) || other->type.kind == PG_BOOLEAN)
		parameter_settle(w, value, type_of(PG_NUMERIC), PLACE_CASTS);
	else
		parameter_settle(w, value, other->type, adds ? PLACE_INFERS : PLACE_CASTS);
}

static bool is_truth(const struct expr *expr)
{
	return (expr->kind == EXPR_UNARY && expr->op >= OP_NOT && expr->op <= OP_IS_NOT_FALSE) ||
	       (expr->kind == EXPR_BINARY && expr->op >= OP_OR && expr->op <= OP_IS_NOT_DISTINCT) ||
	       expr->kind == EXPR_LIKE || expr->kind == EXPR_IN || expr->kind == EXPR_BETWEEN;
}

/* A quotient by a number, or a sum of truth values. */
static bool is_small(const struct expr *expr)
{
	if (expr->kind != EXPR_BINARY)
		return false;
	if (expr->op == OP_DIVIDE)
		return expr->binary.right->kind == EXPR_INTEGER ||
		       expr->binary.right->kind == EXPR_REAL;
	return is_truth(expr->binary.left) && is_truth(expr->binary.right);
}

/* SQLite goes on with a real where 64 bits are too few, and with infinity where a real is too
 * great.  lower_summary() tells that once. */
static void note_range(struct walk *w, const struct expr *expr, const struct lowered *out)
{
	struct expr_state *state = expr_state(w->l);

	if (state->has_arithmetic || out->type.kind == PG_NUMERIC || is_small(expr))
		return;
	state->has_arithmetic = true;
	state->arithmetic = expr->span;
}

static bool arithmetic(struct walk *w, const struct expr *expr, struct lowered *left,
		       struct lowered *right, struct lowered *out)
{
	bool is_division = expr->op == OP_DIVIDE;
	bool texts;

	type_parameter(w, expr->op, left, right);
	type_parameter(w, expr->op, right, left);
	texts = is_textual(left) || is_textual(right);

	if (fold_literals(w, expr->op, left, right, expr->span, out))
		return true;
	if (!convert_operands(w, left, right, is_division))
		return false;
	if (left->storage == STORAGE_NULL || right->storage == STORAGE_NULL) {
		struct value null = { .storage = STORAGE_NULL };

		infer_value(w, &null, expr->span, out);
		return convert_cast(w, out, AFFINITY_NUMERIC, expr->span);
	}
	type_reals(w, left, right);
	if (is_division)
		guard_zero(w, right);
	/* the product of two 32-bit integers may need more */
	if (expr->op == OP_MULTIPLY && left->type.kind != PG_BIGINT &&
	    right->type.kind != PG_BIGINT && type_is_integer(&left->type) &&
	    type_is_integer(&right->type)) {
		left->expr = build_cast(w, left->expr, "bigint");
		left->type = type_of(PG_BIGINT);
	}
	numeric_result(out, build_binary(w, expr->op, left->expr, right->expr, expr->span), left,
		       right, expr->span);
	note_range(w, expr, out);
	if (is_division && (out->type.kind == PG_NUMERIC || texts))
		walk_warn(w, D_NUMERIC_DIVISION, expr->span,
			  "SQLite divides two integers without a remainder, also when they stand "
			  "in a "
			  "NUMERIC or TEXT column; PostgreSQL keeps the fraction");
	return true;
}

static bool modulo(struct walk *w, const struct expr *expr, struct lowered *left,
		   struct lowered *right, struct lowered *out)
{
	bool texts = is_textual(left) || is_textual(right);
	bool real;

	if (fold_literals(w, expr->op, left, right, expr->span, out))
		return true;
	if ((left->literal && !convert_operand(w, left)) ||
	    (right->literal && !convert_operand(w, right)))
		return false;
	real = left->storage == STORAGE_REAL || right->storage == STORAGE_REAL;
	if (!convert_integer(w, left) || !convert_integer(w, right))
		return false;
	guard_zero(w, right);
	numeric_result(out, build_binary(w, expr->op, left->expr, right->expr, expr->span), left,
		       right, expr->span);
	if (texts && !real)
		walk_warn(w, D_NUMERIC_DIVISION, expr->span,
			  "SQLite gives a real where the text holds one; here the remainder is an "
			  "integer");
	return !real || convert_real(w, out);
}

static bool bits(struct walk *w, const struct expr *expr, struct lowered *left,
		 struct lowered *right, struct lowered *out)
{
	if (fold_literals(w, expr->op, left, right, expr->span, out))
		return true;
	if (!convert_integer(w, left) || !convert_integer(w, right))
		return false;
	numeric_result(out, build_binary(w, expr->op, left->expr, right->expr, expr->span), left,
		       right, expr->span);
	return true;
}

static bool concatenate(struct walk *w, const struct expr *expr, struct lowered *left,
			struct lowered *right, struct lowered *out)
{
	if (left->storage != STORAGE_TEXT || right->storage != STORAGE_TEXT)
		if (fold_literals(w, expr->op, left, right, expr->span, out))
			return true;
	parameter_settle(w, left, type_of(PG_TEXT), PLACE_INFERS);
	parameter_settle(w, right, type_of(PG_TEXT), PLACE_INFERS);
	if (!convert_text(w, left) || !convert_text(w, right))
		return false;
	infer_result(out, build_binary(w, OP_CONCAT, left->expr, right->expr, expr->span), PG_TEXT,
		     expr->span);
	infer_combine(out, left);
	infer_combine(out, right);
	if (left->collated && right->collated)
		out->collated = left->collated;
	return true;
}

static bool binary(struct walk *w, const struct expr *expr, struct lowered *out)
{
	struct lowered left, right;
	bool left_done = walk_expr(w, expr->binary.left, ANY_VALUE, &left);

	if (!walk_expr(w, expr->binary.right, ANY_VALUE, &right) || !left_done)
		return false;
	switch ((int)expr->op) {
	case OP_MODULO:
		return modulo(w, expr, &left, &right, out);
	case OP_BIT_AND:
	case OP_BIT_OR:
	case OP_SHIFT_LEFT:
	case OP_SHIFT_RIGHT:
		return bits(w, expr, &left, &right, out);
	case OP_CONCAT:
		return concatenate(w, expr, &left, &right, out);
	default:
		return arithmetic(w, expr, &left, &right, out);
	}
}

static bool walk_binary(struct walk *w, const struct expr *expr, struct lowered *out)
{
	switch ((int)expr->op) {
	case OP_AND:
	case OP_OR:
		return boolean_logic(w, expr, out);
	case OP_EQ:
	case OP_NE:
	case OP_LT:
	case OP_LE:
	case OP_GT:
	case OP_GE:
	case OP_IS:
	case OP_IS_NOT:
	case OP_IS_DISTINCT:
	case OP_IS_NOT_DISTINCT:
		return compare_binary(w, expr, out);
	case OP_ADD:
	case OP_SUBTRACT:
	case OP_MULTIPLY:
	case OP_DIVIDE:
	case OP_MODULO:
	case OP_BIT_AND:
	case OP_BIT_OR:
	case OP_SHIFT_LEFT:
	case OP_SHIFT_RIGHT:
	case OP_CONCAT:
		return binary(w, expr, out);
	default:
		walk_refuse(w, D_UNSUPPORTED_EXPRESSION, expr->span,
			    "no rule says what becomes of this operator with these operands");
		return false;
	}
}

static bool negative(struct walk *w, const struct expr *expr, struct lowered *out)
{
	struct value value;

	if (fold_literal(expr, &value)) {
		infer_value(w, &value, expr->span, out);
		return true;
	}
	if (!walk_expr(w, expr->operand, ANY_VALUE, out))
		return false;
	if (out->literal) {
		struct value zero = { .storage = STORAGE_INTEGER };

		fold_operator(w->arena, OP_SUBTRACT, &zero, out->literal, &value);
		infer_value(w, &value, expr->span, out);
		return true;
	}
	if (!convert_operand(w, out))
		return false;
	if (out->storage == STORAGE_NULL)
		return true;
	out->expr = expr_unary(w->arena, OP_NEGATE, out->expr, expr->span);
	note_range(w, expr, out);
	return true;
}

static bool walk_unary(struct walk *w, const struct expr *expr, struct lowered *out)
{
	switch ((int)expr->op) {
	case OP_NOT:
		return boolean_not(w, expr, out);
	case OP_IS_NULL:
	case OP_NOT_NULL:
		if (!walk_expr(w, expr->operand, ANY_VALUE, out))
			return false;
		bool immutable = out->immutable, constant = out->constant;

		infer_result(out, expr_unary(w->arena, expr->op, out->expr, expr->span), PG_BOOLEAN,
			     expr->span);
		out->immutable = immutable;
		out->constant = constant;
		return true;
	case OP_NEGATE:
		if (!negative(w, expr, out))
			return false;
		break;
	case OP_BIT_NOT:
		if (!walk_expr(w, expr->operand, ANY_VALUE, out) || !convert_integer(w, out))
			return false;
		if (out->storage == STORAGE_NULL)
			break;
		out->expr = expr_unary(w->arena, OP_BIT_NOT, out->expr, expr->span);
		out->literal = NULL;
		break;
	default: /* + keeps the collation, but not the affinity */
		if (!walk_expr(w, expr->operand, ANY_VALUE, out))
			return false;
		out->has_affinity = false;
		return true;
	}
	out->has_affinity = out->has_collation = out->collation_explicit = false;
	out->conversion = NULL;
	out->source = expr->span;
	return true;
}

/* ---------------------------------------------------------------- the other forms */

static bool walk_collate(struct walk *w, const struct expr *expr, struct lowered *out)
{
	if (!walk_expr(w, expr->collate.operand, ANY_VALUE, out))
		return false;
	out->collation = collation_of(expr->collate.collation->text);
	out->collation_explicit = out->has_collation = w->collates = true;
	if (out->collation != COLLATION_OTHER)
		return true;
	walk_refuse(w, D_COLLATION, expr->span,
		    "collation '%.*s' is the application's own; PostgreSQL does not have it",
		    SLICE_ARGS(expr->collate.collation->text));
	return false;
}

static bool walk_cast(struct walk *w, const struct expr *expr, struct lowered *out)
{
	struct lowered value;

	if (!walk_expr(w, expr->cast.operand, ANY_VALUE, &value))
		return false;
	*out = value;
	if (!convert_cast(w, out, affinity_of(expr->cast.type->text), expr->span))
		return false;
	out->collation = value.collation;
	out->has_collation = value.has_collation;
	out->collation_explicit = value.collation_explicit;
	return true;
}

/* CASE base WHEN value: each a comparison of its own. */
static bool case_condition(struct walk *w, const struct case_clause *cases,
			   const struct lowered *base, const struct expr *when, struct lowered *out)
{
	struct lowered value;

	if (!cases->base)
		return walk_truth(w, when, out);
	if (!walk_expr(w, when, ANY_VALUE, &value))
		return false;
	return compare_values(w, OP_EQ, base, &value, when->span, out);
}

static bool walk_case(struct walk *w, const struct expr *expr, struct want want,
		      struct lowered *out)
{
	const struct case_clause *from = expr->cases;
	struct case_clause *cases = arena_object(w->arena, struct case_clause);
	uint32_t count = from->whens.count + (from->otherwise ? 1 : 0);
	struct lowered *values = arena_alloc(w->arena, count * sizeof(*values));
	struct lowered base = { 0 };
	const struct lowered *type = NULL;

	if (from->base && !walk_expr(w, from->base, ANY_VALUE, &base))
		return false;
	infer_result(out, NULL, PG_UNKNOWN, expr->span);
	for (uint32_t i = 0; i < from->whens.count; i++) {
		struct when_clause when = { 0 };
		struct lowered condition;

		if (!case_condition(w, from, &base, from->whens.items[i].when, &condition) ||
		    !walk_expr(w, from->whens.items[i].then, ANY_VALUE, &values[i]))
			return false;
		when.when = condition.expr;
		infer_combine(out, &condition);
		vec_push(w->arena, &cases->whens, when);
	}
	if (from->otherwise && !walk_expr(w, from->otherwise, ANY_VALUE, &values[count - 1]))
		return false;
	if (!convert_alike(w, values, count, want.boolean, expr->span))
		return false;
	out->nullable = !from->otherwise;
	for (uint32_t i = 0; i < count; i++) {
		infer_combine(out, &values[i]);
		if (i < from->whens.count)
			cases->whens.items[i].then = values[i].expr;
		else
			cases->otherwise = values[i].expr;
		if (values[i].storage != STORAGE_NULL &&
		    (!type || type->storage == STORAGE_INTEGER || type_is_time(&values[i].type)))
			type = &values[i];
	}
	out->expr = expr_new(w->arena, EXPR_CASE, expr->span);
	out->expr->cases = cases;
	expr_update_height(out->expr);
	out->type = type ? type->type : type_of(PG_UNKNOWN);
	out->storage = type ? type->storage : STORAGE_NULL;
	out->conversion = type ? type->conversion : NULL;
	return true;
}

static bool walk_call(struct walk *w, const struct expr *expr)
{
	const struct name *function = &expr->call->function.object;
	struct diagnostic *diag =
		walk_refuse(w, D_UNKNOWN_FUNCTION, expr->span,
			    "no rule says what function '%.*s' with %u argument%s becomes",
			    SLICE_ARGS(function->text), expr->call->arguments.exprs.count,
			    expr->call->arguments.exprs.count == 1 ? "" : "s");

	diag_help(&w->ctx->diags, diag, "Add a rule: rewrite %.*s(%s) -> ...;",
		  SLICE_ARGS(function->text), expr->call->arguments.exprs.count ? "$x" : "");
	return false;
}

static bool walk_node(struct walk *w, const struct expr *expr, struct want want,
		      struct lowered *out)
{
	switch (expr->kind) {
	case EXPR_NULL:
	case EXPR_INTEGER:
	case EXPR_REAL:
	case EXPR_STRING:
	case EXPR_BLOB:
		infer_literal(w, expr, out);
		return true;
	case EXPR_NAME:
		return scope_resolve(w, expr, out);
	case EXPR_UNARY:
		return walk_unary(w, expr, out);
	case EXPR_BINARY:
		return walk_binary(w, expr, out);
	case EXPR_LIKE:
		return like_lower(w, expr, out);
	case EXPR_BETWEEN:
		return compare_between(w, expr, out);
	case EXPR_IN:
		if (expr->in->list)
			return compare_in(w, expr, out);
		return query_in(w, expr, out);
	case EXPR_COLLATE:
		return walk_collate(w, expr, out);
	case EXPR_CAST:
		return walk_cast(w, expr, out);
	case EXPR_CASE:
		return walk_case(w, expr, want, out);
	case EXPR_CALL:
	case EXPR_CURRENT:
		if (expr->kind == EXPR_CALL)
			return walk_call(w, expr);
		break;
	case EXPR_EXISTS:
	case EXPR_SUBQUERY:
		return query_operand(w, expr, out);
	case EXPR_PARAMETER:
		return parameter_lower(w, expr, out);
	case EXPR_BOOLEAN:
	case EXPR_HOLE:
	case EXPR_ROW:
	case EXPR_RAISE:
	case EXPR_EXTRACT:
	case EXPR_ARRAY:
	case EXPR_TYPED_LITERAL:
	case EXPR_DEFAULT:
	case EXPR_SUBSCRIPT:
	case EXPR_VERBATIM:
		break;
	}
	walk_refuse(w, D_UNSUPPORTED_EXPRESSION, expr->span, "this expression is not translated");
	return false;
}

/* A CAST that a rule rewrote has the affinity of its type all the same. */
static void cast_result(struct walk *w, const struct expr *expr, struct lowered *out)
{
	const struct lowered *operand = memo_find(w, expr->cast.operand);

	out->has_affinity = true;
	out->affinity = affinity_of(expr->cast.type->text);
	if (!operand)
		return;
	out->collation = operand->collation;
	out->has_collation = operand->has_collation;
	out->collation_explicit = operand->collation_explicit;
}

static bool may_have_rules(enum expr_kind kind)
{
	return kind == EXPR_CALL || kind == EXPR_BINARY || kind == EXPR_UNARY ||
	       kind == EXPR_LIKE || kind == EXPR_CURRENT || kind == EXPR_CAST || kind == EXPR_IN ||
	       kind == EXPR_BETWEEN || kind == EXPR_COLLATE;
}

/* What is about a full-text table no rule knows. */
static bool search(struct walk *w, const struct expr *expr, struct lowered *out, bool *out_done)
{
	return fulltext_match(w, expr, out, out_done) &&
	       (*out_done || fulltext_call(w, expr, out, out_done));
}

static const struct expr *first_collate(const struct expr *expr);

static void look_for_collate(struct expr **operand, void *found)
{
	const struct expr **first = found;

	if (!*first)
		*first = first_collate(*operand);
}

/* The leftmost COLLATE inside EXPR, or NULL; subqueries keep theirs. */
static const struct expr *first_collate(const struct expr *expr)
{
	const struct expr *found = NULL;

	if (expr->kind == EXPR_COLLATE)
		return expr;
	expr_each_operand((struct expr *)expr, look_for_collate, &found);
	return found;
}

/* A COLLATE anywhere inside an expression that gives a text is the collation of the whole
 * (sqlite3ExprCollSeq() looks for it by the flag EP_Collate). */
static void inherit_collation(const struct expr *expr, struct lowered *out)
{
	const struct expr *collate = type_is_text(&out->type) ? first_collate(expr) : NULL;

	if (!collate)
		return;
	out->collation = collation_of(collate->collate.collation->text);
	out->collation_explicit = out->has_collation = true;
}

bool walk_expr(struct walk *w, const struct expr *expr, struct want want, struct lowered *out)
{
	bool done = false;

	if (expr->kind == EXPR_PARAMETER) {
		const struct lowered *known = memo_find(w, expr);

		if (known) {
			*out = *known;
			return true;
		}
	}
	/* the cast tells the parameter's type */
	if (expr->kind == EXPR_CAST && expr->cast.operand->kind == EXPR_PARAMETER &&
	    expr->cast.operand->parameter.number)
		return walk_cast(w, expr, out);
	if (expr->kind == EXPR_CALL && w->program_call && w->program_call(w, expr, out))
		return true;
	if (w->l->searches && w->scope && !search(w, expr, out, &done))
		return false;
	if (done)
		return true;
	if (may_have_rules(expr->kind) && !rewrite_apply(w, RULE_REWRITE, expr, want, out, &done))
		return false;
	if (done && expr->kind == EXPR_CAST)
		cast_result(w, expr, out);
	if (!done && !walk_node(w, expr, want, out))
		return false;
	if (w->collates && !out->collation_explicit)
		inherit_collation(expr, out);
	return true;
}

bool walk_value(struct walk *w, const struct expr *expr, struct lowered *out)
{
	return walk_expr(w, expr, ANY_VALUE, out) && convert_value(w, out) && convert_typed(w, out);
}

bool walk_truth(struct walk *w, const struct expr *expr, struct lowered *out)
{
	return walk_expr(w, expr, ANY_TRUTH, out) && boolean_truth(w, out);
}

/* ---------------------------------------------------------------- the face */

static void table_scope(struct walk *w, struct scope *scope)
{
	struct scope_source source = { 0 };

	*scope = (struct scope){ 0 };
	w->scope = scope;
	if (!w->request->table)
		return;
	source.table = w->request->table;
	source.alias = w->request->table->source->name.symbol;
	source.output = w->request->table->table->name;
	/* room for one: a schema has a scope for each CHECK */
	scope->sources.items = arena_object(w->arena, struct scope_source);
	scope->sources.cap = 1;
	vec_push(w->arena, &scope->sources, source);
}

void walk_start(struct walk *w, struct scope *scope, struct lowering *l,
		const struct expr_request *request)
{
	walk_init(w, l, request);
	table_scope(w, scope);
}

static bool settle_value(struct walk *w, const struct expr_request *request, struct lowered *out)
{
	const struct sqlite_column *column =
		request->table && request->column >= 0
			? request->table->source->columns.items[request->column]
			: NULL;

	if (request->target.kind == PG_UNKNOWN)
		return convert_value(w, out) && convert_typed(w, out);
	if (!convert_stored(w, out, &request->target, column ? column->affinity : AFFINITY_BLOB))
		return false;
	return true;
}

/* Operands that a translation names twice double the tree with each level they nest. */
enum { MAX_NODES = 200000, SAFE_HEIGHT = 12 };

static void count_nodes(struct expr **operand, void *data)
{
	uint32_t *count = data;

	if (++*count < MAX_NODES)
		expr_each_operand(*operand, count_nodes, count);
}

static bool is_too_large(struct walk *w, const struct expr *source, struct expr *expr)
{
	uint32_t count = 0;

	if (source->height <= SAFE_HEIGHT)
		return false;
	count_nodes(&expr, &count);
	if (count < MAX_NODES)
		return false;
	walk_refuse(w, D_UNSUPPORTED_EXPRESSION, source->span,
		    "nested so deep, its translation has more than %d parts", MAX_NODES);
	return true;
}

static bool lower_whole(struct lowering *l, const struct expr *expr,
			const struct expr_request *request, struct lowered *out)
{
	struct walk w;
	struct scope scope;
	struct want want = { .boolean = request->boolean, .type = request->target };

	walk_start(&w, &scope, l, request);
	if (!walk_expr(&w, expr, want, out) || is_too_large(&w, expr, out->expr))
		return false;
	if (!request->boolean)
		return settle_value(&w, request, out);
	if (!boolean_truth(&w, out))
		return false;
	out->expr = boolean_settle(&w, out->expr, request->context == IN_CHECK);
	return true;
}

bool lower_expr(struct lowering *l, const struct expr *expr, const struct expr_request *request,
		struct lowered *out)
{
	struct arena_mark mark = arena_mark(l->scratch);
	bool done = lower_whole(l, expr, request, out);

	if (!done)
		out->expr = NULL;
	else if (out->type.name && arena_holds(l->scratch, mark, out->type.name))
		out->type.name = arena_copy(l->arena, out->type.name, strlen(out->type.name));
	out->literal = NULL;
	walk_end(l, mark, &out->expr);
	return done;
}
