/* SPDX-License-Identifier: PostgreSQL
 *
 * Constants inside the expression of a generated column.  PostgreSQL computes them before it has
 * chosen collations, and so refuses lower('A') there whatever COLLATE stands in it.  So what needs
 * a collation is kept from being a constant, by a CASE on a column that gives the same either way.
 * Takes the lowered expression.
 */
#include <config.h>

#include "lower/expr.h"

struct settling {
	struct lowering *l;
	const struct pg_column *column; /* one that is not generated */
	bool constant;			/* reads no column */
};

static bool call_is(const struct expr *expr, const char *name)
{
	return expr->kind == EXPR_CALL && !expr->call->function.schema.text.len &&
	       slice_equal(expr->call->function.object.text, slice_of(name));
}

static bool call_among(const struct expr *expr, const char *const *names)
{
	for (; *names; names++)
		if (call_is(expr, *names))
			return true;
	return false;
}

static bool is_text_cast(const struct expr *expr)
{
	struct pg_type type;

	return expr->kind == EXPR_CAST && pg_type_parse(NULL, expr->cast.type->text, &type) &&
	       type_is_text(&type);
}

static bool may_be_text(const struct expr *expr)
{
	return expr->kind == EXPR_STRING || expr->kind == EXPR_CALL || expr->kind == EXPR_COLLATE ||
	       is_text_cast(expr) || (expr->kind == EXPR_BINARY && expr->op == OP_CONCAT);
}

static bool compares(const struct expr *expr)
{
	if (expr->kind != EXPR_BINARY)
		return false;
	if (expr->op == OP_REGEX || expr->op == OP_NOT_REGEX)
		return true;
	return expr->op >= OP_EQ && expr->op <= OP_IS_NOT_DISTINCT &&
	       may_be_text(expr->binary.left) && may_be_text(expr->binary.right);
}

static bool needs_collation(const struct expr *expr)
{
	static const char *const functions[] = { "lower",	   "upper",	   "initcap",
						 "replace",	   "strpos",	   "split_part",
						 "regexp_replace", "regexp_match", NULL };
	static const char *const comparing[] = { "greatest", "least", "nullif", NULL };

	switch ((int)expr->kind) {
	case EXPR_LIKE:
		return true;
	case EXPR_IN:
		return may_be_text(expr->in->operand);
	case EXPR_BETWEEN:
		return may_be_text(expr->between->operand);
	case EXPR_CALL:
		return call_among(expr, functions) ||
		       (call_among(expr, comparing) &&
			may_be_text(expr->call->arguments.exprs.items[0]));
	default:
		return compares(expr);
	}
}

/* The operand that decides for which collation PostgreSQL looks. */
static struct expr **first_operand(struct expr *expr)
{
	switch ((int)expr->kind) {
	case EXPR_LIKE:
		return &expr->like->operand;
	case EXPR_IN:
		return &expr->in->operand;
	case EXPR_BETWEEN:
		return &expr->between->operand;
	case EXPR_CALL:
		return &expr->call->arguments.exprs.items[0];
	default:
		return &expr->binary.left;
	}
}

/* CASE WHEN column IS NULL THEN value ELSE value END */
static struct expr *make_variable(const struct settling *s, struct expr *value)
{
	struct arena *arena = s->l->arena;
	struct name none = { 0 };
	struct name column = { .text = slice_of(s->column->name), .span = value->span };
	struct expr *name = expr_name(arena, none, none, column, value->span);
	struct expr *expr = expr_new(arena, EXPR_CASE, value->span);
	struct when_clause when = { .when = expr_unary(arena, OP_IS_NULL, name, value->span),
				    .then = value };

	expr->cases = arena_object(arena, struct case_clause);
	vec_push(arena, &expr->cases->whens, when);
	expr->cases->otherwise = value;
	expr_update_height(expr);
	return expr;
}

static void settle(struct expr **operand, void *data)
{
	struct settling *outer = data;
	struct settling s = { outer->l, outer->column, true };
	struct expr *expr = *operand, **first;

	expr_each_operand(expr, settle, &s);
	s.constant &= expr->kind != EXPR_NAME;
	if (s.constant && needs_collation(expr)) {
		first = first_operand(expr);
		if ((*first)->kind == EXPR_COLLATE)
			first = &(*first)->collate.operand;
		*first = make_variable(&s, *first);
		expr_update_height(expr);
		s.constant = false;
	}
	outer->constant &= s.constant;
}

void constant_settle(struct lowering *l, const struct lowered_table *table, struct expr **expr)
{
	struct settling s = { l, NULL, true };

	for (uint32_t i = 0; i < table->source->columns.count && !s.column; i++)
		if (table->columns[i] && !table->source->columns.items[i]->generated)
			s.column = table->columns[i];
	if (s.column)
		settle(expr, &s);
}
