/* SPDX-License-Identifier: PostgreSQL
 *
 * What a filled template is: its type, whether it is constant, and whether PostgreSQL lets it stand
 * in an index or a generated column.
 */
#include <config.h>

#include <stdlib.h>

#include "lower/rewrite.h"

/* Functions of PostgreSQL that may not stand in an index or a generated column. */
static const char *const unstable[] = {
#define UNSTABLE(name) #name,
#include "lower/unstable.list"
#undef UNSTABLE
};

static int compare_words(const void *key, const void *item)
{
	const struct slice *name = key;
	struct slice word = slice_of(*(const char *const *)item);

	return slice_compare(*name, word);
}

struct checking {
	struct matching *m;
	struct stability result;
};

static void check_operand(struct checking *check, const struct lowered *value)
{
	check->result.stable &= value->immutable;
	check->result.constant &= value->constant;
}

static void check_hole(struct checking *check, const struct hole *hole)
{
	const struct binding *binding = matching_find(check->m, hole->name);

	if (!binding)
		return;
	if (!binding->hole->is_list)
		check_operand(check, &binding->value);
	vec_each(const struct lowered, value, binding->values)
		check_operand(check, value);
}

static bool reads_session(const struct expr *expr)
{
	return expr->kind == EXPR_CURRENT ||
	       (expr->kind == EXPR_CALL &&
		bsearch(&expr->call->function.object.text, unstable,
			sizeof(unstable) / sizeof(*unstable), sizeof(*unstable), compare_words));
}

/* How a time reads as a text depends on DateStyle and IntervalStyle, and how it is read from one
 * does as well. */
static bool cast_is_stable(struct matching *m, const struct expr *cast)
{
	struct pg_type from, to;

	if (!pg_type_parse(NULL, cast->cast.type->text, &to))
		return true;
	if (!type_is_time(&to) && !type_is_text(&to))
		return true;
	from = template_type(m, cast->cast.operand);
	if (type_is_text(&to))
		return from.kind != PG_INTERVAL && !type_is_time(&from);
	return from.kind == PG_DATE || from.kind == PG_TIMESTAMP || from.kind == to.kind;
}

static void check_node(struct expr **operand, void *data)
{
	struct expr *expr = *operand;
	struct checking *check = data;

	if (expr->kind == EXPR_HOLE) {
		check_hole(check, expr->hole);
		return;
	}
	if (reads_session(expr))
		check->result = (struct stability){ false, false };
	if (expr->kind == EXPR_CAST)
		check->result.stable &= cast_is_stable(check->m, expr);
	expr_each_operand(expr, check_node, check);
}

struct stability template_stability(struct matching *m, struct expr *template)
{
	struct checking check = { m, { true, true } };

	check_node(&template, &check);
	return check.result;
}

static struct pg_type binary_type(struct matching *m, const struct expr *template)
{
	struct pg_type left = template_type(m, template->binary.left);
	struct pg_type right = template_type(m, template->binary.right);

	if (template->op == OP_CONCAT || template->op == OP_LONG_ARROW ||
	    template->op == OP_JSON_PATH)
		return type_of(PG_TEXT);
	if (template->op == OP_AT_TIME_ZONE)
		return type_of(left.kind == PG_TIMESTAMP ? PG_TIMESTAMPTZ : PG_TIMESTAMP);
	if (template->op >= OP_OR && template->op <= OP_IS_NOT_DISTINCT)
		return type_of(PG_BOOLEAN);
	if (template->op == OP_REGEX || template->op == OP_NOT_REGEX || template->op == OP_TS_MATCH)
		return type_of(PG_BOOLEAN);
	return left.kind == PG_DOUBLE || right.kind == PG_UNKNOWN ? left : right;
}

/* The type of alternatives of types A and B: the wider of two numbers, else the first known. */
static struct pg_type common_type(struct pg_type a, struct pg_type b)
{
	bool numbers = a.kind >= PG_SMALLINT && a.kind <= PG_DOUBLE && b.kind >= PG_SMALLINT &&
		       b.kind <= PG_DOUBLE;

	if (a.kind == PG_UNKNOWN)
		return b;
	return numbers && b.kind > a.kind ? b : a;
}

static struct pg_type case_type(struct matching *m, const struct case_clause *cases)
{
	struct pg_type type = { 0 };

	vec_each(const struct when_clause, when, cases->whens)
		type = common_type(type, template_type(m, when->then));
	return cases->otherwise ? common_type(type, template_type(m, cases->otherwise)) : type;
}

/* abs, substr ... give what they get first; these the widest of what they get. */
static bool gives_alternative(struct slice function)
{
	return word_is(function, "coalesce") || word_is(function, "nullif") ||
	       word_is(function, "greatest") || word_is(function, "least");
}

static struct pg_type call_type(struct matching *m, const struct call *call)
{
	bool alternatives = gives_alternative(call->function.object.text);
	const struct lowered *only = template_certain_first(m, call);
	struct pg_type type = { 0 };

	if (only)
		return only->type;
	vec_each(struct expr *, argument, call->arguments.exprs) {
		const struct binding *list = (*argument)->kind == EXPR_HOLE
						     ? matching_find(m, (*argument)->hole->name)
						     : NULL;

		if (!list || !list->hole->is_list) {
			type = common_type(type, template_type(m, *argument));
		} else if (alternatives) {
			vec_each(const struct lowered, value, list->values)
				type = common_type(type, value->type);
		}
		if (!alternatives && type.kind != PG_UNKNOWN)
			break;
	}
	return type;
}

struct pg_type template_type(struct matching *m, const struct expr *template)
{
	const struct lowered *value = matching_value(m, template);
	struct pg_type type = { 0 };

	if (value)
		return value->type;
	switch ((int)template->kind) {
	case EXPR_INTEGER:
		return type_of(PG_INTEGER);
	case EXPR_REAL:
		return type_of(PG_NUMERIC);
	case EXPR_STRING:
		return type_of(PG_TEXT);
	case EXPR_BOOLEAN:
	case EXPR_LIKE:
	case EXPR_IN:
	case EXPR_BETWEEN:
	case EXPR_EXISTS:
		return type_of(PG_BOOLEAN);
	case EXPR_UNARY:
		if (template->op >= OP_NOT && template->op <= OP_IS_NOT_FALSE)
			return type_of(PG_BOOLEAN);
		return template_type(m, template->operand);
	case EXPR_BINARY:
		return binary_type(m, template);
	case EXPR_CAST:
		pg_type_parse(m->w->arena, template->cast.type->text, &type);
		return type;
	case EXPR_COLLATE:
		return template_type(m, template->collate.operand);
	case EXPR_CASE:
		return case_type(m, template->cases);
	case EXPR_EXTRACT:
		return type_of(PG_NUMERIC);
	case EXPR_CALL:
		return call_type(m, template->call);
	default:
		return type;
	}
}
