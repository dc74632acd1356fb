/* SPDX-License-Identifier: PostgreSQL
 *
 * Queries with aggregates.  In SQLite a column may stand beside them that is not grouped by: it
 * comes from the row that has the min() or max() if there is one, else from any row of the group
 * (sqlite.org/lang_select.html, "bare columns").  PostgreSQL wants to be told the row.
 */
#include <config.h>

#include "lower/query.h"

static const char *const aggregates[] = { "array_agg",	     "avg",   "bool_and",
					  "bool_or",	     "count", "json_agg",
					  "json_object_agg", "max",   "min",
					  "string_agg",	     "sum" };

static bool is_called(const struct expr *expr, const char *name)
{
	return expr->kind == EXPR_CALL && !expr->call->over &&
	       slice_equal(expr->call->function.object.text, slice_of(name));
}

static bool is_aggregate(const struct expr *expr)
{
	for (size_t i = 0; i < sizeof(aggregates) / sizeof(*aggregates); i++)
		if (is_called(expr, aggregates[i]))
			return true;
	return false;
}

/* ---------------------------------------------------------------- what is in the query */

struct search {
	bool found;
	const struct call *extremum; /* the last min() or max() */
	unsigned extrema;
};

static void find_aggregate(struct expr **operand, void *data)
{
	struct search *search = data;

	if (!is_aggregate(*operand)) {
		expr_each_operand(*operand, find_aggregate, search);
		return;
	}
	search->found = true;
	if (!is_called(*operand, "max") && !is_called(*operand, "min"))
		return;
	search->extremum = (*operand)->call;
	search->extrema++;
}

static void search_in(struct search *search, struct expr *expr)
{
	if (expr)
		find_aggregate(&expr, search);
}

static void search_core(struct search *search, const struct select_core *core)
{
	vec_each(const struct result_column, result, core->results.columns)
		search_in(search, result->expr);
	search_in(search, core->having);
}

bool aggregate_is_single(const struct select_core *core)
{
	struct search search = { 0 };

	search_core(&search, core);
	return search.found && !core->group_by;
}

/* ---------------------------------------------------------------- columns that PostgreSQL takes */

struct grouping {
	struct walk *w;
	const struct arm *arm;
	struct dependencies *dependencies;
	struct search search;
	unsigned depth; /* of subqueries around */
	bool told;
};

static const struct scope_source *own_source(const struct grouping *g, uint32_t origin)
{
	vec_each(const struct scope_source, source, g->arm->scope->sources) {
		if (origin && source->id == origin)
			return source;
	}
	return NULL;
}

static bool same_column(const struct grouping *g, const struct expr *a, const struct expr *b)
{
	return a->kind == EXPR_NAME && b->kind == EXPR_NAME && scope_origin(g->w, a) &&
	       scope_origin(g->w, a) == scope_origin(g->w, b) &&
	       slice_equal(a->name->column.text, b->name->column.text);
}

static bool is_grouped(const struct grouping *g, const struct expr *expr)
{
	if (g->arm->core->group_by)
		vec_each(struct expr *const, group, g->arm->core->group_by->exprs) {
			if (same_column(g, *group, expr) ||
			    (expr->kind != EXPR_NAME && expr_same(*group, expr)))
				return true;
		}
	return false;
}

static bool groups_column(const struct grouping *g, const struct scope_source *source,
			  const char *column)
{
	if (g->arm->core->group_by)
		vec_each(struct expr *const, group, g->arm->core->group_by->exprs) {
			if ((*group)->kind == EXPR_NAME &&
			    scope_origin(g->w, *group) == source->id &&
			    slice_equal((*group)->name->column.text, slice_of(column)))
				return true;
		}
	return false;
}

/* All columns of the table's primary key are grouped by: PostgreSQL knows what that means. */
static bool is_determined(const struct grouping *g, const struct scope_source *source)
{
	if (!source->table)
		return false;
	vec_each(struct pg_constraint *const, constraint, source->table->table->constraints) {
		bool all = (*constraint)->kind == PG_PRIMARY_KEY;

		vec_each(const char *const, column, (*constraint)->columns.names)
			all = all && groups_column(g, source, *column);
		if (all)
			return true;
	}
	return false;
}

/* ---------------------------------------------------------------- columns that it does not */

static void add_term(struct walk *w, struct ordering *order, struct expr *expr,
		     enum sort_order direction, bool nullable)
{
	struct ordering_term term = { .expr = expr, .order = direction };

	/* NULL is no minimum and no maximum */
	term.nulls = nullable ? NULLS_LAST : NULLS_DEFAULT;
	vec_push(w->arena, &order->terms, term);
}

/* SQLite reads a table's rows by their key, if nothing else asks for another order. */
static void key_order(struct walk *w, const struct scope *scope, struct span span,
		      struct ordering *order)
{
	const struct scope_source *source;

	if (!scope->sources.count)
		return;
	source = &scope->sources.items[0];
	if (!source->table)
		return;
	vec_each(struct sqlite_column *const, column, source->table->source->columns) {
		struct lowered key;

		if (!(*column)->primary_key ||
		    !scope_column_of(w, source, (*column)->name.symbol, scope->sources.count > 1,
				     span, &key))
			continue;
		if (type_is_text(&key.type))
			collation_apply(w, &key, COLLATION_BINARY, true);
		add_term(w, order, key.expr, SORT_DEFAULT, false);
	}
}

/* (array_agg(column ORDER BY ...))[1] */
static struct expr *from_row(struct grouping *g, struct expr *column)
{
	struct walk *w = g->w;
	struct expr *call = build_call(w, "array_agg", column->span, 1, &column);
	struct expr *subscript = expr_new(w->arena, EXPR_SUBSCRIPT, column->span);
	struct ordering *order = arena_object(w->arena, struct ordering);
	const struct call *extremum = g->search.extremum;

	if (extremum)
		add_term(w, order, extremum->arguments.exprs.items[0],
			 slice_equal(extremum->function.object.text, SLICE("max")) ? SORT_DESC
										   : SORT_DEFAULT,
			 true);
	key_order(w, g->arm->scope, column->span, order);
	if (order->terms.count)
		call->call->order_by = order;
	if (extremum)
		call->call->filter = extremum->filter;
	subscript->subscript.operand = call;
	subscript->subscript.number = 1;
	expr_update_height(subscript);
	return subscript;
}

static struct expr *from_any_row(struct grouping *g, struct expr *column)
{
	struct expr *call = build_call(g->w, "array_agg", column->span, 1, &column);
	struct expr *subscript = expr_new(g->w->arena, EXPR_SUBSCRIPT, column->span);

	subscript->subscript.operand = call;
	subscript->subscript.number = 1;
	expr_update_height(subscript);
	return subscript;
}

/* ---------------------------------------------------------------- the order of what is joined */

static bool is_joining(const struct expr *expr)
{
	return is_called(expr, "string_agg") || is_called(expr, "json_agg") ||
	       is_called(expr, "json_object_agg");
}

/* The rows come from a query that is ordered, or in the order of the key. */
static bool comes_ordered(struct grouping *g, struct ordering *order, struct span span)
{
	const struct from_clause *from = g->arm->core->from;
	const struct scope *scope = g->arm->scope;
	const struct sqlite_table *table;

	if (!from || from->items.count != 1 || scope->sources.count != 1)
		return !from;
	if (from->items.items[0].select)
		return from->items.items[0].select->order_by != NULL;
	table = scope->sources.items[0].table ? scope->sources.items[0].table->source : NULL;
	if (!table || (table->rowid_column < 0 && !table->without_rowid))
		return from->items.items[0].arguments != NULL;
	key_order(g->w, scope, span, order);
	return order->terms.count > 0;
}

static void order_joining(struct expr **operand, void *data)
{
	struct grouping *g = data;
	struct expr *expr = *operand;
	struct ordering *order = arena_object(g->w->arena, struct ordering);

	if (!is_aggregate(expr)) {
		expr_each_operand(expr, order_joining, g);
		return;
	}
	if (!is_joining(expr) || expr->call->order_by)
		return;
	if (expr->call->distinct || !comes_ordered(g, order, expr->span)) {
		walk_warn(g->w, D_APPROXIMATE_EXPRESSION, expr->span,
			  "SQLite joins the values in the order in which it reads the rows, "
			  "PostgreSQL in another one");
		return;
	}
	if (order->terms.count)
		expr->call->order_by = order;
}

/* ---------------------------------------------------------------- each column */

static void tell(struct grouping *g, const struct expr *column)
{
	if (g->told || g->search.extrema == 1)
		return;
	g->told = true;
	walk_warn(g->w, D_BARE_COLUMN, column->span,
		  "column '%.*s' is not grouped by: SQLite takes it from %s, which may be another "
		  "row than here",
		  SLICE_ARGS(column->name->column.text),
		  g->search.extrema ? "the row of one of several min() and max()"
				    : "any row of the group");
}

/* An aggregate inside a subquery belongs to the query whose columns alone it has. */
struct owner {
	const struct grouping *g;
	bool own, other;
};

static void find_owner(struct expr **operand, void *data)
{
	struct owner *owner = data;

	if ((*operand)->kind == EXPR_NAME) {
		if (own_source(owner->g, scope_origin(owner->g->w, *operand)))
			owner->own = true;
		else
			owner->other = true;
	}
	expr_each_operand(*operand, find_owner, owner);
}

static bool is_own_aggregate(const struct grouping *g, struct expr *expr)
{
	struct owner owner = { g, false, false };

	if (!is_aggregate(expr))
		return false;
	if (!g->depth)
		return true;
	find_owner(&expr, &owner);
	return owner.own && !owner.other;
}

static void settle_bare(struct expr **operand, void *data);

static void settle_query(struct grouping *g, struct expr *expr)
{
	g->depth++;
	query_each_operand(expr, settle_bare, g);
	g->depth--;
}

static void settle_bare(struct expr **operand, void *data)
{
	struct grouping *g = data;
	struct expr *expr = *operand;
	const struct scope_source *source;

	if (is_grouped(g, expr) || is_own_aggregate(g, expr))
		return;
	if (expr->kind == EXPR_SUBQUERY || expr->kind == EXPR_EXISTS) {
		settle_query(g, expr);
		return;
	}
	if (expr->kind != EXPR_NAME) {
		query_each_operand(expr, settle_bare, g);
		return;
	}
	source = own_source(g, scope_origin(g->w, expr));
	if (!source || is_determined(g, source))
		return;
	if (dependencies_hold(g->dependencies, source->id)) {
		*operand = from_any_row(g, expr);
		return;
	}
	tell(g, expr);
	*operand = from_row(g, expr);
}

static void settle_windows(struct grouping *g)
{
	vec_each(struct window *const, window, g->arm->core->windows) {
		if ((*window)->partition_by)
			vec_each(struct expr *, expr, (*window)->partition_by->exprs)
				settle_bare(expr, g);
		if ((*window)->order_by)
			vec_each(struct ordering_term, term, (*window)->order_by->terms)
				settle_bare(&term->expr, g);
	}
}

bool aggregate_settle(struct walk *w, struct arm *arm, struct ordering *order)
{
	struct grouping g = { .w = w, .arm = arm };
	struct select_core *core = arm->core;

	search_core(&g.search, core);
	if (order)
		vec_each(const struct ordering_term, term, order->terms)
			search_in(&g.search, term->expr);
	if (!g.search.found && !core->group_by && !core->having)
		return true;
	g.dependencies = dependencies_find(w, arm);
	vec_each(struct result_column, result, core->results.columns) {
		order_joining(&result->expr, &g);
		settle_bare(&result->expr, &g);
	}
	if (core->having)
		settle_bare(&core->having, &g);
	settle_windows(&g);
	if (order)
		vec_each(struct ordering_term, term, order->terms)
			settle_bare(&term->expr, &g);
	return true;
}
