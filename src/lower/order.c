/* SPDX-License-Identifier: PostgreSQL
 *
 * ORDER BY of a query.  NULL is SQLite's smallest value: first when ascending, last when
 * descending, the reverse of PostgreSQL's; it is written where a term may be NULL.
 */
#include <config.h>

#include "lower/query.h"

/* A result column by its number or its alias. */
static const struct expr *term_expr(const struct expr *expr, const struct select_core *core)
{
	struct value place;

	if (fold_literal(expr, &place) && place.storage == STORAGE_INTEGER && place.integer >= 1 &&
	    place.integer <= core->results.columns.count &&
	    core->results.columns.items[place.integer - 1].kind == RESULT_EXPR)
		return core->results.columns.items[place.integer - 1].expr;
	if (expr->kind == EXPR_NAME && !expr->name->table.symbol)
		vec_each(const struct result_column, result, core->results.columns) {
			if (result->alias.symbol &&
			    result->alias.symbol == expr->name->column.symbol)
				return result->expr;
		}
	return expr;
}

static enum nulls_order nulls_of(const struct ordering_term *term, bool nullable)
{
	if (term->nulls != NULLS_DEFAULT)
		return term->nulls;
	if (!nullable)
		return NULLS_DEFAULT;
	return term->order == SORT_DESC ? NULLS_LAST : NULLS_FIRST;
}

bool order_lower(struct walk *w, const struct ordering *order, const struct select_core *core,
		 struct ordering **out)
{
	*out = arena_object(w->arena, struct ordering);
	vec_each(const struct ordering_term, term, order->terms) {
		struct ordering_term made = *term;
		struct lowered value;

		if (!walk_value(w, core ? term_expr(term->expr, core) : term->expr, &value))
			return false;
		if (value.literal)
			continue;
		if (type_is_text(&value.type) || value.type.kind == PG_CITEXT)
			collation_apply(w, &value, value.collation, true);
		made.expr = value.expr;
		made.nulls = nulls_of(term, value.nullable);
		vec_push(w->arena, &(*out)->terms, made);
	}
	if (!(*out)->terms.count)
		*out = NULL;
	return true;
}
