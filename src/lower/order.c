/* SPDX-License-Identifier: PostgreSQL
 *
 * ORDER BY of a query, and windows.  NULL is SQLite's smallest value: first when ascending, last
 * when descending, the reverse of PostgreSQL's; it is written where a term may be NULL.
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
	if (expr->kind == EXPR_NAME && !expr->name->of)
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

/* ---------------------------------------------------------------- windows */

static bool bound_lower(struct walk *w, struct frame_bound *bound)
{
	struct lowered offset;

	if (!bound->offset)
		return true;
	if (!walk_value(w, bound->offset, &offset))
		return false;
	bound->offset = offset.expr;
	return true;
}

bool window_lower(struct walk *w, const struct window *window, struct window **out)
{
	struct window *made = arena_object(w->arena, struct window);

	*made = *window;
	*out = made;
	if (window->name.symbol)
		made->name =
			build_name(w, name_identifier(w->l, &window->name, w->request->object));
	if (window->base.symbol)
		made->base =
			build_name(w, name_identifier(w->l, &window->base, w->request->object));
	if (window->partition_by) {
		made->partition_by = arena_object(w->arena, struct expr_list);
		vec_each(struct expr *const, expr, window->partition_by->exprs) {
			struct lowered value;

			if (!walk_value(w, *expr, &value))
				return false;
			if (type_is_text(&value.type))
				collation_apply(w, &value, value.collation, false);
			vec_push(w->arena, &made->partition_by->exprs, value.expr);
		}
	}
	if (window->order_by && !order_lower(w, window->order_by, NULL, &made->order_by))
		return false;
	return bound_lower(w, &made->start) && bound_lower(w, &made->end);
}
