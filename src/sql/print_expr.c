/* SPDX-License-Identifier: PostgreSQL
 *
 * Names, literals and expressions in SQLite's dialect.  Parentheses follow from
 * the precedence of SQLite's grammar, the same as in grammar/sql.y.
 */
#include <config.h>

#include "sql/parse.h"
#include "sql/print_internal.h"

/* From loose to tight. */
enum precedence {
	PREC_ANY,
	PREC_OR,
	PREC_AND,
	PREC_NOT,
	PREC_EQUALITY,
	PREC_COMPARISON,
	PREC_REGEX,
	PREC_BITS,
	PREC_SUM,
	PREC_PRODUCT,
	PREC_CONCAT,
	PREC_TIME_ZONE,
	PREC_COLLATE,
	PREC_SIGN,
	PREC_PRIMARY,
};

static const struct {
	const char *text;
	enum precedence precedence;
} operators[] = {
	[OP_NEGATE] = { "-", PREC_SIGN },
	[OP_PLUS] = { "+", PREC_SIGN },
	[OP_BIT_NOT] = { "~", PREC_SIGN },
	[OP_NOT] = { "NOT ", PREC_NOT },
	[OP_IS_NULL] = { " IS NULL", PREC_EQUALITY },
	[OP_NOT_NULL] = { " IS NOT NULL", PREC_EQUALITY },
	[OP_IS_TRUE] = { " IS TRUE", PREC_EQUALITY },
	[OP_IS_NOT_TRUE] = { " IS NOT TRUE", PREC_EQUALITY },
	[OP_IS_FALSE] = { " IS FALSE", PREC_EQUALITY },
	[OP_IS_NOT_FALSE] = { " IS NOT FALSE", PREC_EQUALITY },
	[OP_OR] = { " OR ", PREC_OR },
	[OP_AND] = { " AND ", PREC_AND },
	[OP_EQ] = { " = ", PREC_EQUALITY },
	[OP_NE] = { " <> ", PREC_EQUALITY },
	[OP_LT] = { " < ", PREC_COMPARISON },
	[OP_LE] = { " <= ", PREC_COMPARISON },
	[OP_GT] = { " > ", PREC_COMPARISON },
	[OP_GE] = { " >= ", PREC_COMPARISON },
	[OP_IS] = { " IS ", PREC_EQUALITY },
	[OP_IS_NOT] = { " IS NOT ", PREC_EQUALITY },
	[OP_IS_DISTINCT] = { " IS DISTINCT FROM ", PREC_EQUALITY },
	[OP_IS_NOT_DISTINCT] = { " IS NOT DISTINCT FROM ", PREC_EQUALITY },
	[OP_BIT_AND] = { " & ", PREC_BITS },
	[OP_BIT_OR] = { " | ", PREC_BITS },
	[OP_SHIFT_LEFT] = { " << ", PREC_BITS },
	[OP_SHIFT_RIGHT] = { " >> ", PREC_BITS },
	[OP_ADD] = { " + ", PREC_SUM },
	[OP_SUBTRACT] = { " - ", PREC_SUM },
	[OP_MULTIPLY] = { " * ", PREC_PRODUCT },
	[OP_DIVIDE] = { " / ", PREC_PRODUCT },
	[OP_MODULO] = { " % ", PREC_PRODUCT },
	[OP_CONCAT] = { " || ", PREC_CONCAT },
	[OP_ARROW] = { " -> ", PREC_CONCAT },
	[OP_LONG_ARROW] = { " ->> ", PREC_CONCAT },
	[OP_REGEX] = { " ~ ", PREC_REGEX },
	[OP_NOT_REGEX] = { " !~ ", PREC_REGEX },
	[OP_JSON_PATH] = { " #>> ", PREC_REGEX },
	[OP_TS_MATCH] = { " @@ ", PREC_REGEX },
	[OP_AT_TIME_ZONE] = { " AT TIME ZONE ", PREC_TIME_ZONE },
	[OP_LIKE] = { " LIKE ", PREC_EQUALITY },
	[OP_GLOB] = { " GLOB ", PREC_EQUALITY },
	[OP_REGEXP] = { " REGEXP ", PREC_EQUALITY },
	[OP_MATCH] = { " MATCH ", PREC_EQUALITY },
	[OP_ILIKE] = { " ILIKE ", PREC_EQUALITY },
	[OP_CURRENT_TIME] = { "CURRENT_TIME", PREC_PRIMARY },
	[OP_CURRENT_DATE] = { "CURRENT_DATE", PREC_PRIMARY },
	[OP_CURRENT_TIMESTAMP] = { "CURRENT_TIMESTAMP", PREC_PRIMARY },
};

/* ---------------------------------------------------------------- names and strings */

static void print_quoted(struct strbuf *out, struct slice text, char quote)
{
	strbuf_add_char(out, quote);
	for (uint32_t i = 0; i < text.len; i++) {
		if (text.ptr[i] == quote)
			strbuf_add_char(out, quote);
		strbuf_add_char(out, text.ptr[i]);
	}
	strbuf_add_char(out, quote);
}

void print_string(struct strbuf *out, struct slice value)
{
	print_quoted(out, value, '\'');
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (c & 0x80);
}

static bool is_identifier(struct slice text)
{
	if (text.len == 0 || !is_letter(text.ptr[0]))
		return false;
	for (uint32_t i = 1; i < text.len; i++)
		if (!is_letter(text.ptr[i]) && text.ptr[i] != '$' &&
		    !(text.ptr[i] >= '0' && text.ptr[i] <= '9'))
			return false;
	return true;
}

void print_name(struct strbuf *out, const struct name *name)
{
	if (is_identifier(name->text) && !keyword_is_sqlite(name->text))
		strbuf_add_slice(out, name->text);
	else
		print_quoted(out, name->text, '"');
}

/* Words that mean something else at the beginning of some expressions: "(with", "ROWS current". */
static bool begins_otherwise(struct slice text)
{
	return slice_equal_nocase(text, SLICE("WITH")) ||
	       slice_equal_nocase(text, SLICE("CURRENT")) ||
	       slice_equal_nocase(text, SLICE("UNBOUNDED"));
}

/* A column's name alone.  In double quotes it may be a string to SQLite, so it must keep
 * them or must not get them. */
static void print_column(struct strbuf *out, const struct name *name)
{
	if (name->quote == QUOTE_DOUBLE)
		print_quoted(out, name->text, '"');
	else if (is_identifier(name->text) &&
		 (name->quote == QUOTE_NONE ? !begins_otherwise(name->text)
					    : !keyword_is_sqlite(name->text)))
		strbuf_add_slice(out, name->text);
	else
		print_quoted(out, name->text, '`');
}

static void print_function(struct strbuf *out, const struct name *name)
{
	if (is_identifier(name->text) &&
	    (name->quote == QUOTE_NONE || !keyword_is_sqlite(name->text)))
		strbuf_add_slice(out, name->text);
	else
		print_quoted(out, name->text, '"');
}

void print_qualified(struct strbuf *out, const struct qualified_name *name)
{
	if (name->schema.symbol) {
		print_name(out, &name->schema);
		strbuf_add_char(out, '.');
	}
	print_name(out, &name->object);
}

void print_name_list(struct strbuf *out, const struct name_list *list)
{
	strbuf_add_char(out, '(');
	for (uint32_t i = 0; i < list->names.count; i++) {
		if (i)
			strbuf_add_text(out, ", ");
		print_name(out, &list->names.items[i]);
	}
	strbuf_add_char(out, ')');
}

static void print_reference(struct strbuf *out, const struct column_reference *name)
{
	if (!name->of) {
		print_column(out, &name->column);
		return;
	}
	if (name->of->schema.symbol) {
		print_name(out, &name->of->schema);
		strbuf_add_char(out, '.');
	}
	print_name(out, &name->of->table);
	strbuf_add_char(out, '.');
	print_name(out, &name->column);
}

static void print_hole(struct strbuf *out, const struct hole *hole)
{
	strbuf_add_char(out, '$');
	strbuf_add_slice(out, hole->name);
	if (hole->is_list)
		strbuf_add_text(out, "...");
	if (hole->guard.len == 0)
		return;
	strbuf_add_text(out, hole->converts ? ": to " : ": ");
	strbuf_add_slice(out, hole->guard);
}

/* ---------------------------------------------------------------- expressions */

static enum precedence precedence_of(const struct expr *expr)
{
	switch (expr->kind) {
	case EXPR_UNARY:
	case EXPR_BINARY:
		return operators[expr->op].precedence;
	case EXPR_LIKE:
	case EXPR_BETWEEN:
	case EXPR_IN:
		return PREC_EQUALITY;
	case EXPR_COLLATE:
		return PREC_COLLATE;
	case EXPR_NULL:
	case EXPR_INTEGER:
	case EXPR_REAL:
	case EXPR_STRING:
	case EXPR_BLOB:
	case EXPR_BOOLEAN:
	case EXPR_CURRENT:
	case EXPR_NAME:
	case EXPR_PARAMETER:
	case EXPR_HOLE:
	case EXPR_CAST:
	case EXPR_CALL:
	case EXPR_CASE:
	case EXPR_EXISTS:
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
	return PREC_PRIMARY;
}

/* EXPR as the operand of something that binds at LEAST so tightly. */
static void print_operand(struct strbuf *out, const struct expr *expr, enum precedence least)
{
	bool parentheses = precedence_of(expr) < least;

	if (parentheses)
		strbuf_add_char(out, '(');
	print_expr(out, expr);
	if (parentheses)
		strbuf_add_char(out, ')');
}

void print_exprs(struct strbuf *out, const struct expr_list *list)
{
	for (uint32_t i = 0; i < list->exprs.count; i++) {
		if (i)
			strbuf_add_text(out, ", ");
		print_expr(out, list->exprs.items[i]);
	}
}

static void print_unary(struct strbuf *out, const struct expr *expr)
{
	enum precedence precedence = operators[expr->op].precedence;
	const char *text = operators[expr->op].text;

	if (text[0] == ' ') {
		print_operand(out, expr->operand, precedence);
		strbuf_add_text(out, text);
		return;
	}
	strbuf_add_text(out, text);
	/* "--" would begin a comment. */
	if (expr->op == OP_NEGATE && expr->operand->kind == EXPR_UNARY &&
	    expr->operand->op == OP_NEGATE)
		strbuf_add_char(out, ' ');
	print_operand(out, expr->operand, precedence);
}

static void print_binary(struct strbuf *out, const struct expr *expr)
{
	enum precedence precedence = operators[expr->op].precedence;

	print_operand(out, expr->binary.left, precedence);
	strbuf_add_text(out, operators[expr->op].text);
	print_operand(out, expr->binary.right, precedence + 1);
}

static void print_like(struct strbuf *out, const struct expr *expr)
{
	print_operand(out, expr->like->operand, PREC_EQUALITY);
	strbuf_add_text(out, expr->negated ? " NOT" : "");
	strbuf_add_text(out, operators[expr->op].text);
	print_operand(out, expr->like->pattern, PREC_COMPARISON);
	if (!expr->like->escape)
		return;
	strbuf_add_text(out, " ESCAPE ");
	print_operand(out, expr->like->escape, PREC_COMPARISON);
}

static void print_between(struct strbuf *out, const struct expr *expr)
{
	print_operand(out, expr->between->operand, PREC_EQUALITY);
	strbuf_add_text(out, expr->negated ? " NOT BETWEEN " : " BETWEEN ");
	print_operand(out, expr->between->low, PREC_COMPARISON);
	strbuf_add_text(out, " AND ");
	print_operand(out, expr->between->high, PREC_COMPARISON);
}

static void print_in(struct strbuf *out, const struct expr *expr)
{
	const struct in_clause *in = expr->in;

	print_operand(out, in->operand, PREC_EQUALITY);
	strbuf_add_text(out, expr->negated ? " NOT IN " : " IN ");
	if (in->table)
		print_qualified(out, in->table);
	if (in->list || in->select || in->arguments)
		strbuf_add_char(out, '(');
	if (in->list)
		print_exprs(out, in->list);
	if (in->select)
		print_select(out, in->select);
	if (in->arguments)
		print_exprs(out, in->arguments);
	if (in->list || in->select || in->arguments)
		strbuf_add_char(out, ')');
}

static void print_call(struct strbuf *out, const struct call *call)
{
	uint32_t count = call->arguments.exprs.count;

	if (call->function.schema.symbol) {
		print_name(out, &call->function.schema);
		strbuf_add_char(out, '.');
	}
	print_function(out, &call->function.object);
	strbuf_add_text(out, call->distinct ? "(DISTINCT " : call->star ? "(*" : "(");
	for (uint32_t i = 0; i < count; i++) {
		strbuf_add_text(out, i ? ", " : "");
		strbuf_add_text(out, call->variadic && i == count - 1 ? "VARIADIC " : "");
		print_expr(out, call->arguments.exprs.items[i]);
	}
	if (call->order_by) {
		strbuf_add_text(out, " ORDER BY ");
		print_ordering(out, call->order_by);
	}
	strbuf_add_char(out, ')');
	if (call->filter) {
		strbuf_add_text(out, " FILTER (WHERE ");
		print_expr(out, call->filter);
		strbuf_add_char(out, ')');
	}
	if (!call->over)
		return;
	strbuf_add_text(out, " OVER ");
	if (call->over->is_reference) {
		print_name(out, &call->over->base);
		return;
	}
	strbuf_add_char(out, '(');
	print_window(out, call->over);
	strbuf_add_char(out, ')');
}

static void print_case(struct strbuf *out, const struct case_clause *cases)
{
	strbuf_add_text(out, "CASE");
	if (cases->base) {
		strbuf_add_char(out, ' ');
		print_expr(out, cases->base);
	}
	vec_each(struct when_clause, clause, cases->whens) {
		strbuf_add_text(out, " WHEN ");
		print_expr(out, clause->when);
		strbuf_add_text(out, " THEN ");
		print_expr(out, clause->then);
	}
	if (cases->otherwise) {
		strbuf_add_text(out, " ELSE ");
		print_expr(out, cases->otherwise);
	}
	strbuf_add_text(out, " END");
}

/* OPEN, the select, and a parenthesis. */
static void print_subquery(struct strbuf *out, const char *open, const struct select *select)
{
	strbuf_add_text(out, open);
	print_select(out, select);
	strbuf_add_char(out, ')');
}

static void print_list(struct strbuf *out, const char *open, const struct expr_list *list,
		       char close)
{
	strbuf_add_text(out, open);
	print_exprs(out, list);
	strbuf_add_char(out, close);
}

static void print_raise(struct strbuf *out, const struct expr *expr)
{
	strbuf_addf(out, "RAISE(%s", print_conflict(expr->raise.action));
	if (expr->raise.message) {
		strbuf_add_text(out, ", ");
		print_expr(out, expr->raise.message);
	}
	strbuf_add_char(out, ')');
}

void print_expr(struct strbuf *out, const struct expr *expr)
{
	switch (expr->kind) {
	case EXPR_NULL:
		strbuf_add_text(out, "NULL");
		break;
	case EXPR_INTEGER:
	case EXPR_REAL:
	case EXPR_PARAMETER:
		strbuf_add_slice(out, expr->text);
		break;
	case EXPR_STRING:
		print_string(out, expr->text);
		break;
	case EXPR_BLOB:
		strbuf_addf(out, "x'%.*s'", SLICE_ARGS(expr->text));
		break;
	case EXPR_BOOLEAN:
		strbuf_add_text(out, expr->boolean ? "TRUE" : "FALSE");
		break;
	case EXPR_CURRENT:
		strbuf_add_text(out, operators[expr->op].text);
		break;
	case EXPR_NAME:
		print_reference(out, expr->name);
		break;
	case EXPR_HOLE:
		print_hole(out, expr->hole);
		break;
	case EXPR_UNARY:
		print_unary(out, expr);
		break;
	case EXPR_BINARY:
		print_binary(out, expr);
		break;
	case EXPR_LIKE:
		print_like(out, expr);
		break;
	case EXPR_BETWEEN:
		print_between(out, expr);
		break;
	case EXPR_IN:
		print_in(out, expr);
		break;
	case EXPR_COLLATE:
		print_operand(out, expr->collate.operand, PREC_COLLATE);
		strbuf_add_text(out, " COLLATE ");
		print_name(out, expr->collate.collation);
		break;
	case EXPR_CAST:
		strbuf_add_text(out, "CAST(");
		print_expr(out, expr->cast.operand);
		strbuf_add_text(out, " AS ");
		strbuf_add_slice(out, expr->cast.type->text);
		strbuf_add_char(out, ')');
		break;
	case EXPR_CALL:
		print_call(out, expr->call);
		break;
	case EXPR_CASE:
		print_case(out, expr->cases);
		break;
	case EXPR_EXISTS:
		print_subquery(out, expr->negated ? "NOT EXISTS (" : "EXISTS (", expr->select);
		break;
	case EXPR_SUBQUERY:
		print_subquery(out, "(", expr->select);
		break;
	case EXPR_ROW:
		print_list(out, "(", expr->list, ')');
		break;
	case EXPR_RAISE:
		print_raise(out, expr);
		break;
	case EXPR_EXTRACT:
		strbuf_addf(out, "EXTRACT(%.*s FROM ", SLICE_ARGS(expr->extract->field));
		print_expr(out, expr->extract->operand);
		strbuf_add_char(out, ')');
		break;
	case EXPR_ARRAY:
		print_list(out, "ARRAY[", expr->list, ']');
		break;
	case EXPR_TYPED_LITERAL:
		strbuf_add_slice(out, expr->typed->type);
		strbuf_add_char(out, ' ');
		print_string(out, expr->typed->value);
		break;
	case EXPR_DEFAULT:
		strbuf_add_text(out, "DEFAULT");
		break;
	case EXPR_SUBSCRIPT:
		print_expr(out, expr->subscript.operand);
		strbuf_addf(out, "[%u]", expr->subscript.number);
		break;
	case EXPR_VERBATIM:
		strbuf_add_slice(out, expr->text);
		break;
	}
}
