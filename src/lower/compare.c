/* SPDX-License-Identifier: PostgreSQL
 *
 * Comparisons: =, <>, <, <=, >, >=, IS, BETWEEN and IN (list).  SQLite first applies an
 * affinity (datatype3.html section 4.2), then orders NULL < numbers < texts < blobs, then
 * uses a collation.  All three are decided here from the operands' types, so that
 * PostgreSQL compares two values of one type or nothing at all.
 */
#include <config.h>

#include <string.h>

#include "lower/parameter.h"

enum verdict {
	COMPARE_DIRECT,	  /* both have one type now */
	COMPARE_CONSTANT, /* different classes: `rank` tells which is the smaller */
	COMPARE_MIXED,	  /* a number with a text that may hold a number */
};

struct comparison {
	struct lowered left, right;
	enum verdict verdict;
	int rank; /* CONSTANT: -1 when the left is always smaller */
};

enum applied { APPLY_NOTHING, APPLY_TEXT, APPLY_NUMERIC };

static enum applied applied_affinity(const struct lowered *left, const struct lowered *right)
{
	enum affinity affinity;

	if (left->has_affinity && right->has_affinity)
		return left->affinity >= AFFINITY_NUMERIC || right->affinity >= AFFINITY_NUMERIC
			       ? APPLY_NUMERIC
			       : APPLY_NOTHING;
	if (!left->has_affinity && !right->has_affinity)
		return APPLY_NOTHING;
	affinity = left->has_affinity ? left->affinity : right->affinity;
	if (affinity == AFFINITY_TEXT)
		return APPLY_TEXT;
	return affinity >= AFFINITY_NUMERIC ? APPLY_NUMERIC : APPLY_NOTHING;
}

enum collation_kind compare_collation(const struct lowered *left, const struct lowered *right)
{
	if (left->collation_explicit)
		return left->collation;
	if (right && right->collation_explicit)
		return right->collation;
	if (left->has_collation)
		return left->collation;
	if (right && right->has_collation)
		return right->collation;
	return COLLATION_BINARY;
}

static bool apply(struct walk *w, struct lowered *value, enum applied applied)
{
	struct value number;

	if (applied == APPLY_TEXT && storage_is_number(value->storage) &&
	    !type_is_time(&value->type)) {
		bool has_affinity = value->has_affinity;
		enum affinity affinity = value->affinity;

		if (!convert_text(w, value))
			return false;
		value->has_affinity = has_affinity;
		value->affinity = affinity;
	}
	if (applied == APPLY_NUMERIC && value->literal && value->storage == STORAGE_TEXT &&
	    fold_number(value->literal->text, &number))
		infer_value(w, &number, value->source, value);
	return true;
}

static int class_of(const struct lowered *value)
{
	if (storage_is_number(value->storage))
		return 1;
	return value->storage == STORAGE_BLOB ? 3 : 2;
}

static const struct pg_enum *find_enum(struct walk *w, const char *name)
{
	vec_each(struct pg_enum *, type, w->l->out->enums)
		if (!strcmp((*type)->name, name))
			return *type;
	return NULL;
}

/* Whether LITERAL can be read as a value of TYPE by PostgreSQL. */
bool compare_reads_as(struct walk *w, const struct lowered *literal, const struct pg_type *type)
{
	struct slice text = literal->literal ? literal->literal->text : (struct slice){ 0 };
	const struct pg_enum *labels;

	if (!literal->literal || literal->storage != STORAGE_TEXT)
		return false;
	if (type->kind == PG_UUID) {
		if (text.len != 36)
			return false;
		for (uint32_t i = 0; i < text.len; i++) {
			char c = text.ptr[i];
			bool dash = i == 8 || i == 13 || i == 18 || i == 23;

			if (dash ? c != '-' : !((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f')))
				return false;
		}
		return true;
	}
	if (type_is_time(type)) {
		struct expr *ignored;

		return time_literal(w, text, type, literal->source, &ignored);
	}
	if (type->kind == PG_JSON || type->kind == PG_JSONB)
		return json_is_valid(text);
	labels = type->kind == PG_ENUM ? find_enum(w, type->name) : NULL;
	if (labels)
		vec_each(const struct slice, label, labels->labels)
			if (slice_equal(*label, text))
				return true;
	return false;
}

/* Types that are texts in SQLite but not in PostgreSQL: kept where both sides agree. */
static bool meet_as_text(struct walk *w, struct comparison *c, bool ordered)
{
	struct lowered *l = &c->left, *r = &c->right;
	bool left_plain = type_is_text(&l->type), right_plain = type_is_text(&r->type);

	if (left_plain && right_plain)
		return true;
	if (l->type.kind == PG_CITEXT || r->type.kind == PG_CITEXT)
		return true;
	if (pg_type_equal(&l->type, &r->type) &&
	    (l->type.kind == PG_UUID || (l->type.kind == PG_ENUM && !ordered)))
		return true;
	if (!left_plain && l->type.kind != PG_JSON && l->type.kind != PG_JSONB &&
	    (l->type.kind == PG_UUID || !ordered) && compare_reads_as(w, r, &l->type))
		return true;
	if (!right_plain && r->type.kind != PG_JSON && r->type.kind != PG_JSONB &&
	    (r->type.kind == PG_UUID || !ordered) && compare_reads_as(w, l, &r->type))
		return true;
	return convert_text(w, l) && convert_text(w, r);
}

/* Makes both sides comparable; an IN list's items count as having no affinity. */
/* PostgreSQL makes a real of the integer, which keeps 53 of its bits; SQLite compares it as it is.
 * lower_summary() tells that once. */
static void note_precision(struct walk *w, const struct lowered *left, const struct lowered *right)
{
	struct expr_state *state = expr_state(w->l);
	const struct lowered *integer = left->type.kind == PG_BIGINT ? left : right;
	const struct lowered *real = integer == left ? right : left;

	if (state->has_comparison || integer->type.kind != PG_BIGINT ||
	    real->type.kind != PG_DOUBLE || real->literal)
		return;
	state->has_comparison = true;
	state->comparison = integer->source;
}

static bool prepare(struct walk *w, struct comparison *c, bool ordered, bool in_list)
{
	struct lowered item = c->right;
	enum applied applied;
	enum collation_kind collation;

	if (in_list)
		item.has_affinity = false;
	applied = applied_affinity(&c->left, &item);
	collation = compare_collation(&c->left, in_list ? NULL : &c->right);
	if (!apply(w, &c->left, applied) || !apply(w, &c->right, applied))
		return false;
	c->verdict = COMPARE_DIRECT;
	if (class_of(&c->left) != class_of(&c->right)) {
		const struct lowered *text = class_of(&c->left) == 2 ? &c->left : &c->right;

		c->verdict = (applied == APPLY_NUMERIC || infer_is_typeless(text)) &&
					     !text->literal && class_of(text) == 2 &&
					     type_is_text(&text->type) &&
					     class_of(&c->left) + class_of(&c->right) == 3
				     ? COMPARE_MIXED
				     : COMPARE_CONSTANT;
		c->rank = class_of(&c->left) < class_of(&c->right) ? -1 : 1;
		return true;
	}
	if (class_of(&c->left) != 2) {
		note_precision(w, &c->left, &c->right);
		return convert_value(w, &c->left) && convert_value(w, &c->right);
	}
	if (!meet_as_text(w, c, ordered))
		return false;
	if (!type_is_text(&c->left.type) && c->left.type.kind != PG_CITEXT)
		return true;
	if (!type_is_text(&c->right.type) && c->right.type.kind != PG_CITEXT)
		return true;
	/* Where one side alone has the ICU collation, both are folded by lower(). */
	if (w->l->settings->nocase == NOCASE_ICU && !c->left.literal && !c->right.literal &&
	    collation_folds(w, &c->left) != collation_folds(w, &c->right) &&
	    (!collation_unfold(w, &c->left) || !collation_unfold(w, &c->right)))
		return false;
	/* "C" on one side is enough; the left's collation holds when both have one */
	return collation_apply(w, &c->left, collation, ordered) &&
	       collation_apply(w, &c->right, collation,
			       ordered && (c->left.literal || collation != COLLATION_BINARY));
}

static bool is_ordered(enum expr_op op)
{
	return op == OP_LT || op == OP_LE || op == OP_GT || op == OP_GE;
}

/* What OP says when the left is smaller (-1), equal (0) or greater (1). */
static bool holds(enum expr_op op, int order)
{
	switch ((int)op) {
	case OP_EQ:
	case OP_IS:
	case OP_IS_NOT_DISTINCT:
		return order == 0;
	case OP_LT:
		return order < 0;
	case OP_LE:
		return order <= 0;
	case OP_GT:
		return order > 0;
	case OP_GE:
		return order >= 0;
	default:
		return order != 0;
	}
}

static enum expr_op postgres_op(enum expr_op op)
{
	if (op == OP_IS)
		return OP_IS_NOT_DISTINCT;
	if (op == OP_IS_NOT)
		return OP_IS_DISTINCT;
	return op;
}

static bool is_null_safe(enum expr_op op)
{
	return op == OP_IS || op == OP_IS_NOT || op == OP_IS_DISTINCT || op == OP_IS_NOT_DISTINCT;
}

static void truth_result(struct lowered *out, struct expr *expr, const struct lowered *left,
			 const struct lowered *right, enum expr_op op, struct span span)
{
	infer_result(out, expr, PG_BOOLEAN, span);
	infer_combine(out, left);
	infer_combine(out, right);
	if (is_null_safe(op))
		out->nullable = false;
}

static void warn_constant(struct walk *w, const struct lowered *left, const struct lowered *right,
			  bool truth, struct span span)
{
	static const char *const classes[] = { "", "a number", "a text", "a blob" };

	walk_warn(w, D_COMPARISON_CONSTANT, span,
		  "%s is compared with %s: SQLite never converts one to the other here, so this "
		  "is always %s",
		  classes[class_of(left)], classes[class_of(right)], truth ? "true" : "false");
}

static struct expr *is_null(struct walk *w, const struct lowered *value)
{
	return expr_unary(w->arena, OP_IS_NULL, value->expr, value->source);
}

static void constant_result(struct walk *w, enum expr_op op, const struct comparison *c,
			    struct span span, struct lowered *out)
{
	bool truth = holds(op, c->rank);
	struct expr *expr;

	warn_constant(w, &c->left, &c->right, truth, span);
	if (!is_null_safe(op))
		expr = boolean_unless_null(w, truth, &c->left, &c->right, span);
	else if (!c->left.nullable || !c->right.nullable)
		expr = build_boolean(w, truth, span);
	else {
		expr = build_binary(w, OP_AND, is_null(w, &c->left), is_null(w, &c->right), span);
		expr = truth ? build_not(w, expr) : expr;
	}
	truth_result(out, expr, &c->left, &c->right, op, span);
}

/* A number with a text column under NUMERIC affinity: the text counts as a number only when all
 * of it is one; otherwise it is greater than any number. */
static bool mixed_result(struct walk *w, enum expr_op op, struct comparison *c, struct span span,
			 struct lowered *out)
{
	bool text_is_left = class_of(&c->left) == 2;
	const struct lowered *text = text_is_left ? &c->left : &c->right;
	struct lowered *other = text_is_left ? &c->right : &c->left;
	bool otherwise = holds(op, text_is_left ? 1 : -1);
	enum expr_op plain = op == OP_IS ? OP_EQ : op == OP_IS_NOT ? OP_NE : op;
	struct lowered number;
	struct expr *parts[2];
	struct expr *expr;
	bool done;

	convert_value(w, other);
	if (!rewrite_operation(w, "sqlite_numeric", text, &number, &done))
		return false;
	if (!done) {
		walk_refuse(w, D_EXPRESSION_TYPE, span,
			    "a number is compared with a text that may hold a number: no rule says "
			    "how");
		return false;
	}
	parts[0] = build_binary(w, plain, text_is_left ? number.expr : other->expr,
				text_is_left ? other->expr : number.expr, span);
	parts[1] = boolean_unless_null(w, otherwise, text, is_null_safe(op) ? NULL : other, span);
	expr = build_call(w, "coalesce", span, 2, parts);
	if (is_null_safe(op)) {
		struct case_clause *cases = arena_object(w->arena, struct case_clause);
		struct when_clause when = { is_null(w, text), is_null(w, other) };

		if (op == OP_IS_NOT)
			when.then = build_not(w, when.then);
		vec_push(w->arena, &cases->whens, when);
		parts[1] = build_boolean(w, otherwise, span);
		cases->otherwise = build_call(w, "coalesce", span, 2, parts);
		expr = expr_new(w->arena, EXPR_CASE, span);
		expr->cases = cases;
		expr_update_height(expr);
	}
	truth_result(out, expr, &c->left, &c->right, op, span);
	return true;
}

/* ---------------------------------------------------------------- booleans */

static bool is_truth_text(const struct lowered *value, bool *out_truth)
{
	struct slice text;

	if (!value->literal || value->storage != STORAGE_TEXT)
		return false;
	text = value->literal->text;
	*out_truth = slice_equal_nocase(text, SLICE("true")) || slice_equal(text, SLICE("t"));
	return *out_truth || slice_equal_nocase(text, SLICE("false")) ||
	       slice_equal(text, SLICE("f"));
}

/* A boolean column against a literal: x = 1 is x. */
static bool boolean_literal(struct walk *w, enum expr_op op, const struct lowered *value,
			    const struct lowered *literal, struct span span, struct lowered *out)
{
	static const enum expr_op tests[2][2] = { { OP_IS_NOT_FALSE, OP_IS_FALSE },
						  { OP_IS_NOT_TRUE, OP_IS_TRUE } };
	struct value number = *literal->literal;
	bool truth, wanted;
	struct expr *expr = value->expr;

	if (is_truth_text(literal, &truth)) {
		walk_warn(
			w, D_COMPARISON_CONSTANT, span,
			"SQLite compares with the text '%.*s'; the column is boolean now, and the "
			"text is taken as its value",
			SLICE_ARGS(number.text));
		number = (struct value){ .storage = STORAGE_INTEGER, .integer = truth };
	} else {
		fold_affinity(w->arena, &number, AFFINITY_NUMERIC);
	}
	if (number.storage != STORAGE_INTEGER || (number.integer != 0 && number.integer != 1) ||
	    is_ordered(op))
		return false;
	wanted = holds(op, 0);
	truth = number.integer != 0;
	if (is_null_safe(op) && value->nullable)
		expr = expr_unary(w->arena, tests[truth][wanted], expr, span);
	else if (truth != wanted)
		expr = build_not(w, expr);
	truth_result(out, expr, value, literal, op, span);
	return true;
}

/* *OUT_DONE tells whether the operands were booleans that compare as such. */
static bool compare_booleans(struct walk *w, enum expr_op op, const struct lowered *left,
			     const struct lowered *right, struct span span, struct lowered *out)
{
	bool left_is = left->type.kind == PG_BOOLEAN, right_is = right->type.kind == PG_BOOLEAN;

	if (left_is && right_is) {
		truth_result(out, build_binary(w, postgres_op(op), left->expr, right->expr, span),
			     left, right, op, span);
		return true;
	}
	if (left_is && right->literal && right->storage != STORAGE_NULL)
		return boolean_literal(w, op, left, right, span, out);
	if (right_is && left->literal && left->storage != STORAGE_NULL && !is_ordered(op))
		return boolean_literal(w, op, right, left, span, out);
	return false;
}

/* ---------------------------------------------------------------- all comparisons */

static bool compare_null(struct walk *w, enum expr_op op, const struct lowered *left,
			 const struct lowered *right, struct span span, struct lowered *out)
{
	const struct lowered *other = left->storage == STORAGE_NULL ? right : left;
	struct expr *expr;

	if (!is_null_safe(op)) {
		expr = build_cast(w, build_null(w, span), "boolean");
	} else if (other->storage == STORAGE_NULL) {
		expr = build_boolean(w, holds(op, 0), span);
	} else {
		expr = expr_unary(w->arena, holds(op, 0) ? OP_IS_NULL : OP_NOT_NULL, other->expr,
				  span);
	}
	truth_result(out, expr, left, right, op, span);
	return true;
}

/* A parameter on one side has the type of the other. */
static void meet(struct walk *w, struct comparison *c)
{
	if (parameter_is_open(&c->left) && parameter_is_open(&c->right)) {
		parameter_guess(w, &c->left, type_of(PG_TEXT));
		parameter_guess(w, &c->right, type_of(PG_TEXT));
	}
	parameter_meet(w, &c->left, &c->right, PLACE_INFERS);
	parameter_meet(w, &c->right, &c->left, PLACE_INFERS);
}

bool compare_values(struct walk *w, enum expr_op op, const struct lowered *left,
		    const struct lowered *right, struct span span, struct lowered *out)
{
	struct comparison c = { .left = *left, .right = *right };
	bool done;

	if (left->storage == STORAGE_NULL || right->storage == STORAGE_NULL)
		return compare_null(w, op, left, right, span, out);
	meet(w, &c);
	left = &c.left;
	right = &c.right;
	if (left->literal && right->literal && left->storage != STORAGE_TEXT) {
		truth_result(out,
			     build_boolean(w,
					   holds(op, fold_compare(left->literal, right->literal)),
					   span),
			     left, right, op, span);
		return true;
	}
	if (compare_booleans(w, op, left, right, span, out))
		return true;
	if (!compare_time(w, op, &c.left, &c.right, span, out, &done))
		return false;
	if (done)
		return true;
	if (!prepare(w, &c, is_ordered(op), false))
		return false;
	if (c.verdict == COMPARE_CONSTANT) {
		constant_result(w, op, &c, span, out);
		return true;
	}
	if (c.verdict == COMPARE_MIXED)
		return mixed_result(w, op, &c, span, out);
	truth_result(out, build_binary(w, postgres_op(op), c.left.expr, c.right.expr, span), left,
		     right, op, span);
	return true;
}

static struct want want_like(const struct lowered *other)
{
	struct want want = ANY_VALUE;

	if (type_is_time(&other->type))
		want.type = other->type;
	return want;
}

/* EXPR where a value like OTHER is wanted.  A rule may give a time for it; it stands for the number
 * or the text that OTHER stands for only where SQLite would have that, too. */
static bool walk_like(struct walk *w, const struct expr *expr, const struct lowered *other,
		      struct lowered *out)
{
	struct lowered natural;

	if (!walk_expr(w, expr, want_like(other), out))
		return false;
	if (expr->kind == EXPR_NAME || !type_is_time(&other->type) ||
	    !pg_type_equal(&out->type, &other->type) || out->storage == other->storage)
		return true;
	if (!walk_expr(w, expr, ANY_VALUE, &natural))
		return false;
	if (storage_is_number(natural.storage) != storage_is_number(other->storage)) {
		*out = natural;
		return true;
	}
	out->storage = other->storage;
	out->conversion = other->conversion;
	return true;
}

static bool compare_rows(struct walk *w, const struct expr *expr, struct lowered *out);

bool compare_binary(struct walk *w, const struct expr *expr, struct lowered *out)
{
	struct lowered left, right;
	bool done = false;

	if (expr->binary.left->kind == EXPR_ROW && expr->binary.right->kind == EXPR_ROW)
		return compare_rows(w, expr, out);
	if ((expr->binary.left->kind == EXPR_ROW && expr->binary.right->kind == EXPR_SUBQUERY) ||
	    (expr->binary.left->kind == EXPR_SUBQUERY && expr->binary.right->kind == EXPR_ROW))
		return query_compare_row(w, expr, out);
	if (expr->op == OP_IS || expr->op == OP_IS_NOT) {
		bool lowered = boolean_is_test(w, expr, out, &done);

		if (!lowered || done)
			return lowered;
	}
	done = walk_expr(w, expr->binary.left, ANY_VALUE, &left);
	if (!(done ? walk_like(w, expr->binary.right, &left, &right)
		   : walk_expr(w, expr->binary.right, ANY_VALUE, &right)) ||
	    !done)
		return false;
	if (type_is_time(&right.type) && !type_is_time(&left.type) &&
	    (expr->binary.left->kind == EXPR_CALL || expr->binary.left->kind == EXPR_CURRENT) &&
	    !walk_like(w, expr->binary.left, &right, &left))
		return false;
	return compare_values(w, expr->op, &left, &right, expr->span, out);
}

/* ---------------------------------------------------------------- rows */

static struct expr *row_of(struct walk *w, struct expr_list *list, struct span span)
{
	struct expr *row = expr_new(w->arena, EXPR_ROW, span);

	row->list = list;
	expr_update_height(row);
	return row;
}

/* NULL in a row needs the type of its partner. */
static void type_null(struct walk *w, struct lowered *value, const struct lowered *partner)
{
	struct strbuf name = { 0 };

	if (value->storage != STORAGE_NULL || !partner->type.name)
		return;
	pg_type_print(&name, &partner->type);
	value->expr = build_cast(w, value->expr, arena_copy(w->arena, name.text, name.len));
	strbuf_free(&name);
}

/* Two times of one type are compared as they are, any other as SQLite had them. */
static bool settle_times(struct walk *w, struct lowered *left, struct lowered *right)
{
	if (pg_type_equal(&left->type, &right->type) ||
	    (!type_is_time(&left->type) && !type_is_time(&right->type)))
		return true;
	return (!type_is_time(&left->type) || convert_stored_form(w, left)) &&
	       (!type_is_time(&right->type) || convert_stored_form(w, right));
}

bool compare_settle(struct walk *w, struct lowered *left, struct lowered *right, enum compared *out)
{
	struct comparison c;
	bool booleans = left->type.kind == PG_BOOLEAN && right->type.kind == PG_BOOLEAN;

	*out = COMPARED_ALIKE;
	type_null(w, left, right);
	type_null(w, right, left);
	if (left->storage == STORAGE_NULL || right->storage == STORAGE_NULL || booleans)
		return true;
	if (!convert_value(w, left) || !convert_value(w, right) || !settle_times(w, left, right))
		return false;
	if (type_is_time(&left->type))
		return true;
	c = (struct comparison){ .left = *left, .right = *right };
	if (!prepare(w, &c, false, false))
		return false;
	*left = c.left;
	*right = c.right;
	*out = c.verdict == COMPARE_DIRECT     ? COMPARED_ALIKE
	       : c.verdict == COMPARE_CONSTANT ? COMPARED_NEVER
					       : COMPARED_MIXED;
	return true;
}

static bool compare_rows(struct walk *w, const struct expr *expr, struct lowered *out)
{
	const struct expr_list *left = expr->binary.left->list, *right = expr->binary.right->list;
	struct expr_list *rows[2] = { arena_object(w->arena, struct expr_list),
				      arena_object(w->arena, struct expr_list) };

	infer_result(out, NULL, PG_BOOLEAN, expr->span);
	for (uint32_t i = 0; i < left->exprs.count && i < right->exprs.count; i++) {
		struct comparison c;

		if (!walk_value(w, left->exprs.items[i], &c.left) ||
		    !walk_value(w, right->exprs.items[i], &c.right))
			return false;
		meet(w, &c);
		type_null(w, &c.left, &c.right);
		type_null(w, &c.right, &c.left);
		infer_combine(out, &c.left);
		infer_combine(out, &c.right);
		if (c.left.storage != STORAGE_NULL && c.right.storage != STORAGE_NULL) {
			if (!prepare(w, &c, is_ordered(expr->op), false))
				return false;
			if (c.verdict != COMPARE_DIRECT) {
				walk_refuse(w, D_EXPRESSION_TYPE, expr->span,
					    "row values whose columns have different types");
				return false;
			}
		}
		vec_push(w->arena, &rows[0]->exprs, c.left.expr);
		vec_push(w->arena, &rows[1]->exprs, c.right.expr);
	}
	out->expr =
		build_binary(w, postgres_op(expr->op), row_of(w, rows[0], expr->binary.left->span),
			     row_of(w, rows[1], expr->binary.right->span), expr->span);
	return true;
}

/* ---------------------------------------------------------------- BETWEEN */

/* x BETWEEN low AND high as two comparisons, for rows and for operands of several types. */
static bool between_halves(struct walk *w, const struct expr *expr, struct expr *operand,
			   struct lowered *out)
{
	struct expr *low = expr_binary(w->arena, OP_GE, operand, expr->between->low, expr->span);
	struct expr *high = expr_binary(w->arena, OP_LE, operand, expr->between->high, expr->span);
	struct expr *both = expr_binary(w->arena, OP_AND, low, high, expr->span);

	if (!walk_truth(w, both, out))
		return false;
	if (expr->negated)
		out->expr = build_not(w, out->expr);
	return true;
}

static bool is_plain(const struct lowered *value)
{
	return value->storage != STORAGE_NULL && value->type.kind != PG_BOOLEAN &&
	       !type_is_time(&value->type);
}

bool compare_between(struct walk *w, const struct expr *expr, struct lowered *out)
{
	struct comparison low = { 0 }, high = { 0 };
	struct lowered value;
	struct expr *between;

	if (expr->between->operand->kind == EXPR_ROW)
		return between_halves(w, expr, expr->between->operand, out);
	if (!walk_expr(w, expr->between->operand, ANY_VALUE, &value) ||
	    !walk_expr(w, expr->between->low, ANY_VALUE, &low.right) ||
	    !walk_expr(w, expr->between->high, ANY_VALUE, &high.right))
		return false;
	convert_value(w, &value);
	convert_value(w, &low.right);
	convert_value(w, &high.right);
	parameter_meet(w, &value, &low.right, PLACE_INFERS);
	parameter_meet(w, &value, &high.right, PLACE_INFERS);
	low.left = high.left = value;
	meet(w, &low);
	meet(w, &high);
	value = low.left;
	/* $1 BETWEEN $2 AND 5: PostgreSQL looks at the first two alone */
	if (value.parameter) {
		parameter_cast(&value);
		parameter_cast(&low.right);
		parameter_cast(&high.right);
	}
	if (!is_plain(&value) || !is_plain(&low.right) || !is_plain(&high.right))
		return between_halves(w, expr, walk_placeholder(w, &value), out);
	if (!prepare(w, &low, true, false) || !prepare(w, &high, true, false))
		return false;
	if (low.verdict != COMPARE_DIRECT || high.verdict != COMPARE_DIRECT ||
	    low.left.type.kind != high.left.type.kind)
		return between_halves(w, expr, walk_placeholder(w, &value), out);
	between = expr_new(w->arena, EXPR_BETWEEN, expr->span);
	between->negated = expr->negated;
	between->between = arena_object(w->arena, struct between_clause);
	between->between->operand = low.left.expr;
	between->between->low = low.right.expr;
	between->between->high = high.right.expr;
	expr_update_height(between);
	truth_result(out, between, &low.left, &low.right, OP_GE, expr->span);
	infer_combine(out, &high.right);
	return true;
}

/* ---------------------------------------------------------------- IN (list) */

/* A boolean column IN a list of 0 and 1. */
static bool in_booleans(struct walk *w, const struct lowered *value, const struct lowered *items,
			uint32_t count, bool negated, struct span span, struct lowered *out)
{
	bool zero = false, one = false;
	struct expr *expr;

	for (uint32_t i = 0; i < count; i++) {
		struct value number;

		if (!items[i].literal)
			return false;
		number = *items[i].literal;
		fold_affinity(w->arena, &number, AFFINITY_NUMERIC);
		if (number.storage != STORAGE_INTEGER)
			return false;
		zero |= number.integer == 0;
		one |= number.integer == 1;
	}
	if (zero == one)
		expr = boolean_unless_null(w, zero != negated, value, NULL, span);
	else
		expr = one != negated ? value->expr : build_not(w, value->expr);
	truth_result(out, expr, value, value, OP_EQ, span);
	return true;
}

static bool in_alternatives(struct walk *w, const struct expr *expr, const struct lowered *value,
			    const struct lowered *items, uint32_t count, struct lowered *out)
{
	infer_result(out, NULL, PG_BOOLEAN, expr->span);
	for (uint32_t i = 0; i < count; i++) {
		struct lowered one, item = items[i];

		item.has_affinity = false;
		if (!compare_values(w, OP_EQ, value, &item, item.source, &one))
			return false;
		out->expr = out->expr ? build_binary(w, OP_OR, out->expr, one.expr, expr->span)
				      : one.expr;
		infer_combine(out, &one);
	}
	if (expr->negated)
		out->expr = build_not(w, out->expr);
	return true;
}

static bool in_empty(struct walk *w, const struct expr *expr, struct lowered *out)
{
	infer_result(out, build_boolean(w, expr->negated, expr->span), PG_BOOLEAN, expr->span);
	return true;
}

static bool in_rows(struct walk *w, const struct expr *expr, struct lowered *out)
{
	struct expr *all = NULL;

	for (uint32_t i = 0; i < expr->in->list->exprs.count; i++) {
		struct expr *item = expr->in->list->exprs.items[i];
		struct expr *equal =
			expr_binary(w->arena, OP_EQ, expr->in->operand, item, item->span);

		all = all ? expr_binary(w->arena, OP_OR, all, equal, expr->span) : equal;
	}
	if (!walk_truth(w, all, out))
		return false;
	if (expr->negated)
		out->expr = build_not(w, out->expr);
	return true;
}

bool compare_in(struct walk *w, const struct expr *expr, struct lowered *out)
{
	const struct expr_list *list = expr->in->list;
	struct in_clause *in = arena_object(w->arena, struct in_clause);
	struct lowered value, *items;
	uint32_t count = list->exprs.count;

	if (!count)
		return in_empty(w, expr, out);
	if (expr->in->operand->kind == EXPR_ROW)
		return in_rows(w, expr, out);
	if (!walk_expr(w, expr->in->operand, ANY_VALUE, &value))
		return false;
	items = arena_alloc(w->arena, count * sizeof(*items));
	for (uint32_t i = 0; i < count; i++)
		if (!walk_like(w, list->exprs.items[i], &value, &items[i]))
			return false;
	for (uint32_t i = 0; i < count; i++)
		parameter_meet(w, &value, &items[i], PLACE_CASTS);
	for (uint32_t i = 0; i < count; i++)
		parameter_meet(w, &items[i], &value, PLACE_INFERS);
	if (value.type.kind == PG_BOOLEAN &&
	    in_booleans(w, &value, items, count, expr->negated, expr->span, out))
		return true;
	if (type_is_time(&value.type) || value.storage == STORAGE_NULL)
		return in_alternatives(w, expr, &value, items, count, out);
	convert_value(w, &value);
	in->list = arena_object(w->arena, struct expr_list);
	infer_result(out, NULL, PG_BOOLEAN, expr->span);
	infer_combine(out, &value);
	for (uint32_t i = 0; i < count; i++) {
		struct comparison c = { .left = value, .right = items[i] };

		infer_combine(out, &items[i]);
		if (items[i].storage != STORAGE_NULL) {
			if (!prepare(w, &c, false, true))
				return false;
			if (c.verdict == COMPARE_MIXED)
				return in_alternatives(w, expr, &value, items, count, out);
			if (c.verdict == COMPARE_CONSTANT) {
				if (items[i].nullable)
					return in_alternatives(w, expr, &value, items, count, out);
				warn_constant(w, &c.left, &c.right, false, items[i].source);
				continue;
			}
		}
		in->operand = c.left.expr;
		vec_push(w->arena, &in->list->exprs, c.right.expr);
	}
	if (!in->list->exprs.count) {
		out->expr = boolean_unless_null(w, expr->negated, &value, NULL, expr->span);
		return true;
	}
	if (!in->operand)
		in->operand = value.expr;
	out->expr = expr_new(w->arena, EXPR_IN, expr->span);
	out->expr->negated = expr->negated;
	out->expr->in = in;
	expr_update_height(out->expr);
	return true;
}
