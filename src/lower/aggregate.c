/* SPDX-License-Identifier: PostgreSQL
 *
 * Queries with aggregates: SQLite lets a column stand beside them that is not grouped by and
 * takes it from some row; PostgreSQL refuses it unless the group's key determines it.
 */
#include <config.h>

#include <string.h>

#include "lower/query.h"

static const char *const aggregates[] = { "array_agg",	     "avg",   "bool_and",
					  "bool_or",	     "count", "json_agg",
					  "json_object_agg", "max",   "min",
					  "string_agg",	     "sum" };

static bool is_aggregate(const struct expr *expr)
{
	if (expr->kind != EXPR_CALL || expr->call->over)
		return false;
	for (size_t i = 0; i < sizeof(aggregates) / sizeof(*aggregates); i++)
		if (slice_equal(expr->call->function.object.text, slice_of(aggregates[i])))
			return true;
	return false;
}

static void find_aggregate(struct expr **operand, void *data)
{
	bool *found = data;

	if (is_aggregate(*operand))
		*found = true;
	else if (!*found)
		expr_each_operand(*operand, find_aggregate, found);
}

static bool has_aggregate(struct expr *expr)
{
	bool found = false;

	if (expr)
		find_aggregate(&expr, &found);
	return found;
}

struct grouping {
	struct walk *w;
	const struct select_core *core; /* lowered */
	const struct scope *scope;
	unsigned depth;		 /* of subqueries around */
	const struct expr *bare; /* the first column that is not grouped by */
};

static bool is_grouped(const struct grouping *g, const struct expr *expr)
{
	if (g->core->group_by)
		vec_each(struct expr *const, group, g->core->group_by->exprs) {
			if (expr_same(*group, expr))
				return true;
		}
	return false;
}

static bool groups_column(const struct grouping *g, const char *column)
{
	if (g->core->group_by)
		vec_each(struct expr *const, group, g->core->group_by->exprs) {
			if ((*group)->kind == EXPR_NAME &&
			    slice_equal((*group)->name->column.text, slice_of(column)))
				return true;
		}
	return false;
}

/* All columns of the table's primary key are grouped by. */
static bool is_determined(const struct grouping *g, const struct scope_source *source)
{
	if (!source->table)
		return false;
	vec_each(struct pg_constraint *const, constraint, source->table->table->constraints) {
		bool all = (*constraint)->kind == PG_PRIMARY_KEY;

		vec_each(const char *const, column, (*constraint)->columns.names)
			all = all && groups_column(g, *column);
		if (all)
			return true;
	}
	return false;
}

static bool source_has(const struct scope_source *source, struct slice column)
{
	if (source->table)
		vec_each(struct pg_column *const, candidate, source->table->table->columns) {
			if (slice_equal(slice_of((*candidate)->name), column))
				return true;
		}
	vec_each(const struct scope_column, candidate, source->columns) {
		if (slice_equal(slice_of(candidate->output), column))
			return true;
	}
	return false;
}

/* A column of this query, not of one around it, that the group does not determine. */
static bool is_bare(const struct grouping *g, const struct expr *expr)
{
	vec_each(const struct scope_source, source, g->scope->sources) {
		if (expr->name->of &&
		    !slice_equal(expr->name->of->table.text, slice_of(source->output)))
			continue;
		if (source_has(source, expr->name->column.text))
			return !is_determined(g, source);
	}
	return false;
}

static void find_bare(struct expr **operand, void *data);

static void find_in_query(struct grouping *g, const struct select *select)
{
	g->depth++;
	vec_each(struct select_core *const, core, select->cores) {
		vec_each(struct result_column, result, (*core)->results.columns)
			find_bare(&result->expr, g);
		if ((*core)->where)
			find_bare(&(*core)->where, g);
	}
	g->depth--;
}

static void find_bare(struct expr **operand, void *data)
{
	struct grouping *g = data;

	if (g->bare || is_grouped(g, *operand) || (!g->depth && is_aggregate(*operand)))
		return;
	if ((*operand)->kind == EXPR_SUBQUERY || (*operand)->kind == EXPR_EXISTS)
		find_in_query(g, (*operand)->select);
	if ((*operand)->kind == EXPR_IN && (*operand)->in->select)
		find_in_query(g, (*operand)->in->select);
	/* inside a subquery a column without its table is most likely the subquery's own */
	if (g->depth && (*operand)->kind == EXPR_NAME && !(*operand)->name->of)
		return;
	if ((*operand)->kind == EXPR_NAME && is_bare(g, *operand))
		g->bare = *operand;
	else
		expr_each_operand(*operand, find_bare, g);
}

bool aggregate_check(struct walk *w, const struct select_core *core, const struct scope *scope,
		     const struct ordering *order)
{
	struct grouping g = { .w = w, .core = core, .scope = scope };
	bool grouped = core->group_by || core->having;

	vec_each(const struct result_column, result, core->results.columns)
		grouped |= has_aggregate(result->expr);
	if (!grouped)
		return true;
	vec_each(const struct result_column, result, core->results.columns) {
		struct expr *expr = result->expr;

		find_bare(&expr, &g);
	}
	if (core->having) {
		struct expr *expr = core->having;

		find_bare(&expr, &g);
	}
	if (order)
		vec_each(const struct ordering_term, term, order->terms) {
			struct expr *expr = term->expr;

			find_bare(&expr, &g);
		}
	if (!g.bare)
		return true;
	walk_refuse(w, D_UNSUPPORTED_VIEW, g.bare->span,
		    "column '%.*s' is not grouped by: SQLite takes it from some row of the group, "
		    "PostgreSQL refuses it",
		    SLICE_ARGS(g.bare->name->column.text));
	return false;
}
