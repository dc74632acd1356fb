/* SPDX-License-Identifier: PostgreSQL
 *
 * Expressions in PostgreSQL's dialect.  Precedence is that of its grammar (gram.y; manual section
 * 4.1.6).  Parentheses stand where it needs them, and where a reader would have to think:
 * AND inside OR, a test inside a comparison, arithmetic beside || or a bit operator.
 */
#include <config.h>

#include "postgres/printer.h"

/* From loose to tight. */
enum level {
	LEVEL_ANY,
	LEVEL_OR,
	LEVEL_AND,
	LEVEL_NOT,
	LEVEL_IS,
	LEVEL_COMPARE,
	LEVEL_LIKE, /* BETWEEN and IN too */
	LEVEL_OPERATOR,
	LEVEL_ADD,
	LEVEL_MULTIPLY,
	LEVEL_AT,
	LEVEL_COLLATE,
	LEVEL_SIGN,
	LEVEL_CAST,
	LEVEL_ATOM,
};

static const struct spelling {
	const char *text;
	enum level level;
} spellings[] = {
	[OP_NEGATE] = { "-", LEVEL_SIGN },
	[OP_PLUS] = { "+", LEVEL_SIGN },
	[OP_BIT_NOT] = { "~", LEVEL_OPERATOR },
	[OP_NOT] = { "NOT ", LEVEL_NOT },
	[OP_IS_NULL] = { " IS NULL", LEVEL_IS },
	[OP_NOT_NULL] = { " IS NOT NULL", LEVEL_IS },
	[OP_IS_TRUE] = { " IS TRUE", LEVEL_IS },
	[OP_IS_NOT_TRUE] = { " IS NOT TRUE", LEVEL_IS },
	[OP_IS_FALSE] = { " IS FALSE", LEVEL_IS },
	[OP_IS_NOT_FALSE] = { " IS NOT FALSE", LEVEL_IS },
	[OP_OR] = { "OR", LEVEL_OR },
	[OP_AND] = { "AND", LEVEL_AND },
	[OP_EQ] = { "=", LEVEL_COMPARE },
	[OP_NE] = { "<>", LEVEL_COMPARE },
	[OP_LT] = { "<", LEVEL_COMPARE },
	[OP_LE] = { "<=", LEVEL_COMPARE },
	[OP_GT] = { ">", LEVEL_COMPARE },
	[OP_GE] = { ">=", LEVEL_COMPARE },
	[OP_IS] = { "IS NOT DISTINCT FROM", LEVEL_IS },
	[OP_IS_NOT] = { "IS DISTINCT FROM", LEVEL_IS },
	[OP_IS_DISTINCT] = { "IS DISTINCT FROM", LEVEL_IS },
	[OP_IS_NOT_DISTINCT] = { "IS NOT DISTINCT FROM", LEVEL_IS },
	[OP_BIT_AND] = { "&", LEVEL_OPERATOR },
	[OP_BIT_OR] = { "|", LEVEL_OPERATOR },
	[OP_SHIFT_LEFT] = { "<<", LEVEL_OPERATOR },
	[OP_SHIFT_RIGHT] = { ">>", LEVEL_OPERATOR },
	[OP_ADD] = { "+", LEVEL_ADD },
	[OP_SUBTRACT] = { "-", LEVEL_ADD },
	[OP_MULTIPLY] = { "*", LEVEL_MULTIPLY },
	[OP_DIVIDE] = { "/", LEVEL_MULTIPLY },
	[OP_MODULO] = { "%", LEVEL_MULTIPLY },
	[OP_CONCAT] = { "||", LEVEL_OPERATOR },
	[OP_ARROW] = { "->", LEVEL_OPERATOR },
	[OP_LONG_ARROW] = { "->>", LEVEL_OPERATOR },
	[OP_REGEX] = { "~", LEVEL_OPERATOR },
	[OP_NOT_REGEX] = { "!~", LEVEL_OPERATOR },
	[OP_JSON_PATH] = { "#>>", LEVEL_OPERATOR },
	[OP_TS_MATCH] = { "@@", LEVEL_OPERATOR },
	[OP_AT_TIME_ZONE] = { "AT TIME ZONE", LEVEL_AT },
	[OP_LIKE] = { "LIKE", LEVEL_LIKE },
	[OP_GLOB] = { "GLOB", LEVEL_LIKE },
	[OP_REGEXP] = { "REGEXP", LEVEL_LIKE },
	[OP_MATCH] = { "MATCH", LEVEL_LIKE },
	[OP_ILIKE] = { "ILIKE", LEVEL_LIKE },
	[OP_CURRENT_TIME] = { "CURRENT_TIME", LEVEL_ATOM },
	[OP_CURRENT_DATE] = { "CURRENT_DATE", LEVEL_ATOM },
	[OP_CURRENT_TIMESTAMP] = { "CURRENT_TIMESTAMP", LEVEL_ATOM },
};

static enum level level_of(const struct expr *expr)
{
	switch (expr->kind) {
	case EXPR_UNARY:
	case EXPR_BINARY:
		return spellings[expr->op].level;
	case EXPR_LIKE:
	case EXPR_BETWEEN:
	case EXPR_IN:
		return LEVEL_LIKE;
	case EXPR_COLLATE:
		return LEVEL_COLLATE;
	case EXPR_CAST:
	case EXPR_BLOB: /* '\x...'::bytea */
		return LEVEL_CAST;
	case EXPR_EXISTS:
		return expr->negated ? LEVEL_NOT : LEVEL_ATOM;
	case EXPR_INTEGER:
	case EXPR_REAL:
		return expr->text.len && expr->text.ptr[0] == '-' ? LEVEL_SIGN : LEVEL_ATOM;
	case EXPR_NULL:
	case EXPR_STRING:
	case EXPR_BOOLEAN:
	case EXPR_CURRENT:
	case EXPR_NAME:
	case EXPR_PARAMETER:
	case EXPR_HOLE:
	case EXPR_CALL:
	case EXPR_CASE:
	case EXPR_SUBQUERY:
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
	return LEVEL_ATOM;
}

/* ---------------------------------------------------------------- operands */

static void parenthesized(struct printer *p, const struct expr *expr, bool needed)
{
	if (needed)
		strbuf_add_char(p->out, '(');
	print_expr_to(p, expr);
	if (needed)
		strbuf_add_char(p->out, ')');
}

static void operand(struct printer *p, const struct expr *expr, enum level loosest)
{
	parenthesized(p, expr, level_of(expr) < loosest);
}

/* Of a calculation: COLLATE and AT TIME ZONE bind tighter than most readers know. */
static void calculated(struct printer *p, const struct expr *expr, enum level loosest)
{
	enum level level = level_of(expr);

	parenthesized(p, expr, level < loosest || level == LEVEL_AT || level == LEVEL_COLLATE);
}

static bool is_arrow(enum expr_op op)
{
	return op == OP_ARROW || op == OP_LONG_ARROW;
}

/* The left operand of ||, ->, & and their like: these all have one precedence in PostgreSQL, in
 * no other language. */
static void left_of_operator(struct printer *p, enum expr_op op, const struct expr *left)
{
	bool same = left->kind == EXPR_BINARY &&
		    (left->op == op || (is_arrow(left->op) && is_arrow(op)));

	calculated(p, left, same ? LEVEL_OPERATOR : LEVEL_AT);
}

/* What may stand where PostgreSQL's grammar has b_expr: no test, no COLLATE, no AT TIME ZONE
 * outside parentheses. */
static bool is_b_expr(const struct expr *expr)
{
	enum level level = level_of(expr);

	if (level < LEVEL_OPERATOR || level == LEVEL_AT || level == LEVEL_COLLATE)
		return false;
	if (expr->kind == EXPR_UNARY)
		return is_b_expr(expr->operand);
	if (expr->kind == EXPR_BINARY)
		return is_b_expr(expr->binary.left) && is_b_expr(expr->binary.right);
	if (expr->kind == EXPR_CAST)
		return level_of(expr->cast.operand) < LEVEL_CAST || is_b_expr(expr->cast.operand);
	return true;
}

/* ---------------------------------------------------------------- kinds */

static bool starts_with_sign(const struct expr *expr)
{
	return level_of(expr) == LEVEL_SIGN;
}

static void print_unary(struct printer *p, const struct expr *expr)
{
	const struct spelling *spelling = &spellings[expr->op];

	switch (spelling->level) {
	case LEVEL_IS: /* behind the operand */
		operand(p, expr->operand, LEVEL_OPERATOR);
		strbuf_add_text(p->out, spelling->text);
		return;
	case LEVEL_NOT:
		strbuf_add_text(p->out, spelling->text);
		operand(p, expr->operand, LEVEL_CAST);
		return;
	default:
		/* "--" would start a comment, "~-" be another operator. */
		strbuf_add_text(p->out, spelling->text);
		parenthesized(p, expr->operand,
			      level_of(expr->operand) < LEVEL_CAST ||
				      starts_with_sign(expr->operand));
		return;
	}
}

/* x IS NULL where lowering left SQLite's IS with a NULL on its right. */
static bool print_is_null(struct printer *p, const struct expr *expr)
{
	bool null = expr->binary.right->kind == EXPR_NULL;

	if (!null || (expr->op != OP_IS && expr->op != OP_IS_NOT))
		return false;
	operand(p, expr->binary.left, LEVEL_OPERATOR);
	strbuf_add_text(p->out, expr->op == OP_IS ? " IS NULL" : " IS NOT NULL");
	return true;
}

static void print_operator(struct printer *p, enum expr_op op)
{
	strbuf_add_char(p->out, ' ');
	strbuf_add_text(p->out, spellings[op].text);
	strbuf_add_char(p->out, ' ');
}

static void print_binary(struct printer *p, const struct expr *expr)
{
	enum level level = spellings[expr->op].level;
	const struct expr *left = expr->binary.left, *right = expr->binary.right;

	switch (level) {
	case LEVEL_OR: /* a OR (b OR c) is a OR b OR c */
		parenthesized(p, left, level_of(left) == LEVEL_AND);
		print_operator(p, expr->op);
		parenthesized(p, right, level_of(right) == LEVEL_AND);
		return;
	case LEVEL_AND:
		print_conjunct(p, left);
		print_operator(p, expr->op);
		print_conjunct(p, right);
		return;
	case LEVEL_OPERATOR:
		left_of_operator(p, expr->op, left);
		print_operator(p, expr->op);
		calculated(p, right, LEVEL_AT);
		return;
	case LEVEL_ADD:
	case LEVEL_MULTIPLY:
		calculated(p, left, level);
		print_operator(p, expr->op);
		calculated(p, right, level + 1);
		return;
	case LEVEL_AT:
		operand(p, left, level);
		print_operator(p, expr->op);
		operand(p, right, level + 1);
		return;
	default: /* tests, which do not associate */
		if (print_is_null(p, expr))
			return;
		operand(p, left, LEVEL_OPERATOR);
		print_operator(p, expr->op);
		operand(p, right, LEVEL_OPERATOR);
		return;
	}
}

static void print_like(struct printer *p, const struct expr *expr)
{
	operand(p, expr->like->operand, LEVEL_OPERATOR);
	strbuf_add_text(p->out, expr->negated ? " NOT" : "");
	print_operator(p, expr->op);
	operand(p, expr->like->pattern, LEVEL_OPERATOR);
	if (!expr->like->escape)
		return;
	strbuf_add_text(p->out, " ESCAPE ");
	operand(p, expr->like->escape, LEVEL_OPERATOR);
}

static void print_between(struct printer *p, const struct expr *expr)
{
	operand(p, expr->between->operand, LEVEL_OPERATOR);
	strbuf_add_text(p->out, expr->negated ? " NOT BETWEEN " : " BETWEEN ");
	parenthesized(p, expr->between->low, !is_b_expr(expr->between->low));
	strbuf_add_text(p->out, " AND ");
	operand(p, expr->between->high, LEVEL_OPERATOR);
}

static void print_in(struct printer *p, const struct expr *expr)
{
	const struct in_clause *in = expr->in;

	operand(p, in->operand, LEVEL_OPERATOR);
	strbuf_add_text(p->out, expr->negated ? " NOT IN " : " IN ");
	if (in->select) {
		print_subquery(p, in->select);
		return;
	}
	strbuf_add_char(p->out, '(');
	if (in->list) {
		pg_print_exprs(p, in->list);
	} else {
		strbuf_add_text(p->out, in->arguments ? "SELECT * FROM " : "TABLE ");
		pg_print_qualified(p, in->table);
		if (in->arguments) {
			strbuf_add_char(p->out, '(');
			pg_print_exprs(p, in->arguments);
			strbuf_add_char(p->out, ')');
		}
	}
	strbuf_add_char(p->out, ')');
}

static void print_case(struct printer *p, const struct case_clause *cases)
{
	strbuf_add_text(p->out, "CASE");
	if (cases->base) {
		strbuf_add_char(p->out, ' ');
		print_expr_to(p, cases->base);
	}
	vec_each(struct when_clause, when, cases->whens) {
		strbuf_add_text(p->out, " WHEN ");
		print_expr_to(p, when->when);
		strbuf_add_text(p->out, " THEN ");
		print_expr_to(p, when->then);
	}
	if (cases->otherwise) {
		strbuf_add_text(p->out, " ELSE ");
		print_expr_to(p, cases->otherwise);
	}
	strbuf_add_text(p->out, " END");
}

static void print_arguments(struct printer *p, const struct call *call)
{
	uint32_t last = call->arguments.exprs.count - 1;

	if (call->star)
		strbuf_add_char(p->out, '*');
	if (call->distinct)
		strbuf_add_text(p->out, "DISTINCT ");
	for (uint32_t i = 0; i < call->arguments.exprs.count; i++) {
		strbuf_add_text(p->out, i ? ", " : "");
		strbuf_add_text(p->out, call->variadic && i == last ? "VARIADIC " : "");
		print_expr_to(p, call->arguments.exprs.items[i]);
	}
	if (!call->order_by)
		return;
	strbuf_add_text(p->out, " ORDER BY ");
	pg_print_ordering(p, call->order_by);
}

static void print_call(struct printer *p, const struct call *call)
{
	if (call->function.schema.symbol) {
		pg_print_name(p->out, call->function.schema.text);
		strbuf_add_char(p->out, '.');
	}
	pg_print_function_name(p->out, call->function.object.text);
	strbuf_add_char(p->out, '(');
	print_arguments(p, call);
	strbuf_add_char(p->out, ')');
	if (call->filter) {
		strbuf_add_text(p->out, " FILTER (WHERE ");
		print_expr_to(p, call->filter);
		strbuf_add_char(p->out, ')');
	}
	if (call->over) {
		strbuf_add_text(p->out, " OVER ");
		pg_print_window(p, call->over);
	}
}

static void print_column(struct printer *p, const struct column_reference *name)
{
	if (name->of && name->of->schema.symbol) {
		pg_print_name(p->out, name->of->schema.text);
		strbuf_add_char(p->out, '.');
	}
	if (name->of) {
		pg_print_name(p->out, name->of->table.text);
		strbuf_add_char(p->out, '.');
	}
	pg_print_name(p->out, name->column.text);
}

static void print_cast(struct printer *p, const struct expr *expr)
{
	operand(p, expr->cast.operand, LEVEL_CAST);
	strbuf_add_text(p->out, "::");
	strbuf_add_slice(p->out, expr->cast.type->text);
}

/* Only a diagnostic or a dump sees it: PostgreSQL has no such expression. */
static void print_raise(struct printer *p, const struct expr *expr)
{
	strbuf_add_text(p->out, "RAISE(");
	if (expr->raise.message)
		print_expr_to(p, expr->raise.message);
	strbuf_add_char(p->out, ')');
}

void print_expr_to(struct printer *p, const struct expr *expr)
{
	struct strbuf *out = p->out;

	switch (expr->kind) {
	case EXPR_NULL:
		strbuf_add_text(out, "NULL");
		return;
	case EXPR_INTEGER:
	case EXPR_REAL:
	case EXPR_PARAMETER:
		strbuf_add_slice(out, expr->text);
		return;
	case EXPR_STRING:
		pg_print_string(out, expr->text);
		return;
	case EXPR_BLOB:
		strbuf_addf(out, "'\\x%.*s'::bytea", SLICE_ARGS(expr->text));
		return;
	case EXPR_BOOLEAN:
		strbuf_add_text(out, expr->boolean ? "true" : "false");
		return;
	case EXPR_CURRENT:
		strbuf_add_text(out, spellings[expr->op].text);
		return;
	case EXPR_NAME:
		print_column(p, expr->name);
		return;
	case EXPR_HOLE:
		strbuf_addf(out, "$%.*s", SLICE_ARGS(expr->hole->name));
		return;
	case EXPR_UNARY:
		print_unary(p, expr);
		return;
	case EXPR_BINARY:
		print_binary(p, expr);
		return;
	case EXPR_LIKE:
		print_like(p, expr);
		return;
	case EXPR_BETWEEN:
		print_between(p, expr);
		return;
	case EXPR_IN:
		print_in(p, expr);
		return;
	case EXPR_COLLATE:
		operand(p, expr->collate.operand, LEVEL_COLLATE);
		strbuf_add_text(out, " COLLATE ");
		pg_print_name(out, expr->collate.collation->text);
		return;
	case EXPR_CAST:
		print_cast(p, expr);
		return;
	case EXPR_CALL:
		print_call(p, expr->call);
		return;
	case EXPR_CASE:
		print_case(p, expr->cases);
		return;
	case EXPR_EXISTS:
		strbuf_add_text(out, expr->negated ? "NOT EXISTS " : "EXISTS ");
		print_subquery(p, expr->select);
		return;
	case EXPR_SUBQUERY:
		print_subquery(p, expr->select);
		return;
	case EXPR_ROW:
		strbuf_add_text(out, expr->list->exprs.count == 1 ? "ROW(" : "(");
		pg_print_exprs(p, expr->list);
		strbuf_add_char(out, ')');
		return;
	case EXPR_RAISE:
		print_raise(p, expr);
		return;
	case EXPR_EXTRACT:
		strbuf_addf(out, "extract(%.*s FROM ", SLICE_ARGS(expr->extract->field));
		print_expr_to(p, expr->extract->operand);
		strbuf_add_char(out, ')');
		return;
	case EXPR_ARRAY:
		strbuf_add_text(out, "ARRAY[");
		pg_print_exprs(p, expr->list);
		strbuf_add_char(out, ']');
		return;
	case EXPR_TYPED_LITERAL:
		strbuf_add_slice(out, expr->typed->type);
		strbuf_add_char(out, ' ');
		pg_print_string(out, expr->typed->value);
		return;
	case EXPR_DEFAULT:
		strbuf_add_text(out, "DEFAULT");
		return;
	case EXPR_SUBSCRIPT:
		strbuf_add_char(out, '(');
		print_expr_to(p, expr->subscript.operand);
		strbuf_addf(out, ")[%u]", expr->subscript.number);
		return;
	case EXPR_VERBATIM:
		strbuf_add_slice(out, expr->text);
		return;
	}
}

/* ---------------------------------------------------------------- parts */

void print_conjunct(struct printer *p, const struct expr *expr)
{
	operand(p, expr, LEVEL_AND);
}

void pg_print_exprs(struct printer *p, const struct expr_list *list)
{
	for (uint32_t i = 0; i < list->exprs.count; i++) {
		strbuf_add_text(p->out, i ? ", " : "");
		print_expr_to(p, list->exprs.items[i]);
	}
}

void pg_print_qualified(struct printer *p, const struct qualified_name *name)
{
	if (name->schema.symbol) {
		pg_print_name(p->out, name->schema.text);
		strbuf_add_char(p->out, '.');
	}
	pg_print_name(p->out, name->object.text);
}

void pg_print_ordering(struct printer *p, const struct ordering *ordering)
{
	static const char *const orders[] = { "", " ASC", " DESC" };
	static const char *const nulls[] = { "", " NULLS FIRST", " NULLS LAST" };

	for (uint32_t i = 0; i < ordering->terms.count; i++) {
		const struct ordering_term *term = &ordering->terms.items[i];

		strbuf_add_text(p->out, i ? ", " : "");
		print_expr_to(p, term->expr);
		strbuf_add_text(p->out, orders[term->order]);
		strbuf_add_text(p->out, nulls[term->nulls]);
	}
}

void pg_print_expr(struct strbuf *out, const struct expr *expr)
{
	print_expr_to(&(struct printer){ .out = out, .flat = true }, expr);
}

void pg_print_default(struct strbuf *out, const struct expr *expr)
{
	struct printer p = { .out = out, .flat = true };

	parenthesized(&p, expr, !is_b_expr(expr));
}
