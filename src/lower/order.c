/* SPDX-License-Identifier: PostgreSQL
 *
 * ORDER BY of a query, and windows.  NULL is SQLite's smallest value: first when ascending, last
 * when descending, the reverse of PostgreSQL's; it is written where a term may be NULL.
 */
#include <config.h>

#include "lower/query.h"

static const struct result_column *by_position(const struct expr *expr,
					       const struct select_core *core)
{
	struct value place;

	if (!fold_literal(expr, &place) || place.storage != STORAGE_INTEGER || place.integer < 1 ||
	    place.integer > core->results.columns.count)
		return NULL;
	return &core->results.columns.items[place.integer - 1];
}

static const struct result_column *by_alias(const struct expr *expr, const struct select_core *core)
{
	if (expr->kind != EXPR_NAME || expr->name->of)
		return NULL;
	vec_each(const struct result_column, result, core->results.columns) {
		if (result->alias.symbol && result->alias.symbol == expr->name->column.symbol)
			return result;
	}
	return NULL;
}

/* A result column by its number or its alias, also under COLLATE (resolve.c,
 * resolveOrderGroupBy). */
static const struct expr *term_expr(struct walk *w, const struct expr *expr,
				    const struct select_core *core)
{
	const struct result_column *result = by_position(expr, core);

	if (!result)
		result = by_alias(expr, core);
	if (result && result->kind == RESULT_EXPR)
		return result->expr;
	if (expr->kind == EXPR_COLLATE) {
		struct expr *operand = (struct expr *)term_expr(w, expr->collate.operand, core);

		if (operand != expr->collate.operand)
			return expr_collate(w->arena, operand, *expr->collate.collation,
					    expr->span);
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

/* A text of SQLite's that PostgreSQL holds in a type with another order, or with none. */
static bool has_other_order(const struct lowered *value)
{
	enum pg_type_kind kind = value->type.kind;

	return value->storage == STORAGE_TEXT && !value->type.array &&
	       (kind == PG_JSON || kind == PG_JSONB || kind == PG_ENUM || kind == PG_INET);
}

bool order_lower(struct walk *w, const struct ordering *order, const struct select_core *core,
		 struct ordering **out)
{
	*out = arena_object(w->arena, struct ordering);
	vec_each(const struct ordering_term, term, order->terms) {
		struct ordering_term made = *term;
		struct lowered value;

		if (!walk_value(w, core ? term_expr(w, term->expr, core) : term->expr, &value))
			return false;
		if (value.literal || expr_is_literal(value.expr))
			continue;
		if (has_other_order(&value) && !convert_text(w, &value))
			return false;
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

/* ---------------------------------------------------------------- LIMIT */

/* LIMIT -1 is no limit, and a negative OFFSET is 0; PostgreSQL refuses both. */
static bool count_lower(struct walk *w, const struct expr *expr, bool is_limit, struct expr **out)
{
	struct lowered value;
	struct expr *arguments[2];
	int64_t number;

	if (!expr)
		return true;
	if (!walk_value(w, expr, &value) || !convert_integer(w, &value))
		return false;
	if (lowered_integer(&value, &number) && number < 0)
		return true;
	*out = value.expr;
	if (value.literal)
		return true;
	arguments[0] = value.expr;
	arguments[1] = build_integer(w, is_limit ? -1 : 0, expr->span);
	*out = build_call(w, "greatest", expr->span, 2, arguments);
	if (!is_limit)
		return true;
	arguments[0] = *out;
	*out = build_call(w, "nullif", expr->span, 2, arguments);
	return true;
}

bool limit_lower(struct walk *w, const struct select *select, struct select *out)
{
	const struct scope *own = w->scope;
	bool done;

	w->scope = NULL;
	done = count_lower(w, select->limit, true, &out->limit) &&
	       count_lower(w, select->offset, false, &out->offset);
	w->scope = own;
	return done;
}

/* ---------------------------------------------------------------- ORDER BY of a whole query */

/* SELECT the columns of INNER, so that its rows can be ordered by expressions over them. */
static struct select *wrap(struct walk *w, struct select *inner, const struct result_list *results)
{
	struct select *outer = arena_object(w->arena, struct select);
	struct select_core *core = arena_object(w->arena, struct select_core);
	struct from_item item = { .select = inner, .span = inner->span };

	vec_each(const struct scope_column, column, results->columns) {
		struct result_column result = { .kind = RESULT_EXPR, .span = inner->span };

		result.expr = build_column(w, NULL, column->output, inner->span);
		vec_push(w->arena, &core->results.columns, result);
	}
	item.alias = build_name(w, arena_printf(w->arena, "subquery_%u", ++w->subqueries));
	core->from = arena_object(w->arena, struct from_clause);
	core->span = outer->span = inner->span;
	vec_push(w->arena, &core->from->items, item);
	vec_push(w->arena, &outer->cores, core);
	outer->with = inner->with;
	inner->with = NULL;
	return outer;
}

struct replacing {
	struct walk *w;
	const struct select_core *core;
	const struct result_list *results;
	bool missed; /* a column is no part of the result */
};

static void replace_result(struct expr **operand, void *data)
{
	struct replacing *r = data;

	for (uint32_t i = 0; i < r->core->results.columns.count; i++) {
		if (!expr_same(r->core->results.columns.items[i].expr, *operand))
			continue;
		*operand = build_column(r->w, NULL, r->results->columns.items[i].output,
					(*operand)->span);
		return;
	}
	if ((*operand)->kind == EXPR_NAME && scope_origin(r->w, *operand))
		r->missed = true;
	query_each_operand(*operand, replace_result, r);
}

static bool is_result(const struct select_core *core, const struct expr *expr)
{
	vec_each(const struct result_column, result, core->results.columns) {
		if (expr_same(result->expr, expr))
			return true;
	}
	return false;
}

/* PostgreSQL orders the rows of SELECT DISTINCT by result columns alone. */
static bool order_distinct(struct walk *w, const struct select_core *core,
			   const struct result_list *results, struct select **made)
{
	struct ordering *order = (*made)->order_by;
	struct replacing replacing = { w, core, results, false };
	bool plain = !core->distinct_on;

	vec_each(const struct ordering_term, term, order->terms)
		plain &= is_result(core, term->expr);
	if (plain)
		return true;
	vec_each(struct ordering_term, term, order->terms) {
		replace_result(&term->expr, &replacing);
		if (replacing.missed) {
			walk_refuse(
				w, D_UNSUPPORTED_VIEW, term->expr->span,
				"SELECT DISTINCT is ordered by what is no result column: which of "
				"the rows that are one decides is open in SQLite, and PostgreSQL "
				"refuses it");
			return false;
		}
	}
	(*made)->order_by = NULL;
	*made = wrap(w, *made, results);
	(*made)->order_by = order;
	return true;
}

/* The result column of an arm that the term is, or -1. */
static int64_t column_of_term(struct walk *w, const struct expr *term, const struct arm_list *list,
			      const struct result_list *results)
{
	struct value place;

	if (fold_literal(term, &place) && place.storage == STORAGE_INTEGER && place.integer >= 1 &&
	    place.integer <= results->columns.count)
		return place.integer - 1;
	vec_each(const struct arm, arm, list->arms) {
		const struct result_list *row = &arm->rows.items[0];
		struct lowered value;

		if (term->kind == EXPR_NAME && !term->name->of)
			for (uint32_t i = 0; i < row->columns.count; i++)
				if (row->columns.items[i].name == term->name->column.symbol)
					return i;
		if (term->kind == EXPR_NAME && arm->source->values.count)
			continue;
		w->scope = arm->scope;
		for (uint32_t i = 0; i < arm->source->results.columns.count; i++) {
			const struct result_column *result = &arm->source->results.columns.items[i];

			if (result->kind != RESULT_EXPR || result->expr->kind != term->kind ||
			    arm->source->results.columns.count != row->columns.count ||
			    term->kind == EXPR_NAME || !walk_value(w, term, &value))
				continue;
			if (expr_same(value.expr, row->columns.items[i].value.expr))
				return i;
		}
	}
	return -1;
}

static bool order_compound(struct walk *w, const struct select *select, const struct arm_list *list,
			   const struct result_list *results, struct select **made)
{
	struct ordering *order = arena_object(w->arena, struct ordering);
	bool plain = true;

	vec_each(const struct ordering_term, term, select->order_by->terms) {
		struct ordering_term copy = *term;
		const struct expr *expr = term->expr;
		struct lowered value;
		int64_t column;

		while (expr->kind == EXPR_COLLATE)
			expr = expr->collate.operand;
		column = column_of_term(w, expr, list, results);
		if (column < 0) {
			walk_refuse(w, D_UNSUPPORTED_VIEW, term->expr->span,
				    "this ORDER BY is no column of the compound");
			return false;
		}
		value = results->columns.items[column].value;
		value.literal = NULL;
		if (list->collations)
			value.collation = list->collations[column];
		value.expr = build_column(w, NULL, results->columns.items[column].output,
					  term->expr->span);
		if (term->expr->kind == EXPR_COLLATE)
			value.collation = collation_of(term->expr->collate.collation->text);
		if ((type_is_text(&value.type) || value.type.kind == PG_CITEXT) &&
		    !collation_apply(w, &value, value.collation, true))
			return false;
		plain &= value.expr->kind == EXPR_NAME;
		copy.expr = value.expr;
		copy.nulls = nulls_of(term, value.nullable);
		vec_push(w->arena, &order->terms, copy);
	}
	if (!plain)
		*made = wrap(w, *made, results);
	(*made)->order_by = order;
	return true;
}

bool order_results(struct walk *w, const struct select *select, const struct arm_list *list,
		   const struct result_list *results, struct select **made)
{
	const struct arm *arm = &list->arms.items[0];
	bool done = true;

	if (!select->order_by)
		return true;
	if (list->arms.count > 1 || arm->source->values.count)
		return order_compound(w, select, list, results, made);
	w->scope = arm->scope;
	done = order_lower(w, select->order_by, arm->source, &(*made)->order_by);
	if (done && (arm->core->distinct || arm->core->distinct_on) && (*made)->order_by)
		done = order_distinct(w, arm->core, results, made);
	return done;
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
