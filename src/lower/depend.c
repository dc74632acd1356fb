/* SPDX-License-Identifier: PostgreSQL
 *
 * What GROUP BY determines: a source has one row in a group when the columns of one of its keys
 * are grouped by, or are equal to a constant or to columns of sources that have one row.
 */
#include <config.h>

#include "lower/query.h"

/* left = right, of WHERE or ON; `only` is the source that it may determine, or 0 for all. */
struct equality {
	const struct expr *left, *right;
	uint32_t only;
};

struct dependencies {
	struct walk *w;
	const struct arm *arm;
	VEC(struct equality) equalities;
	VEC(uint32_t) determined; /* ids of sources */
};

bool dependencies_hold(const struct dependencies *d, uint32_t source)
{
	vec_each(const uint32_t, id, d->determined) {
		if (*id == source)
			return true;
	}
	return false;
}

/* ---------------------------------------------------------------- equalities */

static void add_equalities(struct dependencies *d, const struct expr *expr, uint32_t only)
{
	struct equality equality;

	if (!expr || expr->kind != EXPR_BINARY)
		return;
	if (expr->op == OP_AND) {
		add_equalities(d, expr->binary.left, only);
		add_equalities(d, expr->binary.right, only);
	}
	if (expr->op != OP_EQ)
		return;
	equality = (struct equality){ expr->binary.left, expr->binary.right, only };
	vec_push(d->w->arena, &d->equalities, equality);
}

/* The condition of LEFT JOIN says something of the joined rows alone. */
static void add_joins(struct dependencies *d, const struct from_clause *from, uint32_t *place)
{
	if (!from)
		return;
	vec_each(const struct from_item, item, from->items) {
		if (item->nested)
			add_joins(d, item->nested, place);
		else
			++*place;
		if (item->join <= JOIN_CROSS)
			add_equalities(d, item->on, 0);
		else if (item->join == JOIN_LEFT && !item->nested)
			add_equalities(d, item->on, d->arm->scope->sources.items[*place - 1].id);
	}
}

/* ---------------------------------------------------------------- keys */

struct reach {
	struct dependencies *d;
	bool fixed;
};

static bool is_grouped(const struct dependencies *d, const struct expr *name)
{
	if (d->arm->core->group_by)
		vec_each(struct expr *const, group, d->arm->core->group_by->exprs) {
			if ((*group)->kind == EXPR_NAME &&
			    scope_origin(d->w, *group) == scope_origin(d->w, name) &&
			    slice_equal((*group)->name->column.text, name->name->column.text))
				return true;
		}
	return false;
}

/* Columns of queries around are constants here. */
static bool is_own(const struct dependencies *d, uint32_t origin)
{
	vec_each(const struct scope_source, source, d->arm->scope->sources) {
		if (source->id == origin)
			return true;
	}
	return false;
}

static void check_fixed(struct expr **operand, void *data)
{
	struct reach *reach = data;
	uint32_t origin = (*operand)->kind == EXPR_NAME ? scope_origin(reach->d->w, *operand) : 0;

	if ((*operand)->kind == EXPR_SUBQUERY || (*operand)->kind == EXPR_EXISTS ||
	    (*operand)->kind == EXPR_IN || ((*operand)->kind == EXPR_NAME && !origin))
		reach->fixed = false;
	else if (origin && is_own(reach->d, origin) && !is_grouped(reach->d, *operand) &&
		 !dependencies_hold(reach->d, origin))
		reach->fixed = false;
	else
		expr_each_operand(*operand, check_fixed, reach);
}

static bool is_fixed(struct dependencies *d, const struct expr *expr)
{
	struct reach reach = { d, true };
	struct expr *operand = (struct expr *)expr;

	check_fixed(&operand, &reach);
	return reach.fixed;
}

static bool is_column(const struct dependencies *d, const struct expr *expr, uint32_t source,
		      const char *column)
{
	return expr->kind == EXPR_NAME && scope_origin(d->w, expr) == source &&
	       slice_equal(expr->name->column.text, slice_of(column));
}

static bool column_is_fixed(struct dependencies *d, uint32_t source, const char *column)
{
	if (d->arm->core->group_by)
		vec_each(struct expr *const, group, d->arm->core->group_by->exprs) {
			if (is_column(d, *group, source, column))
				return true;
		}
	vec_each(const struct equality, equality, d->equalities) {
		if (equality->only && equality->only != source)
			continue;
		if (is_column(d, equality->left, source, column) && is_fixed(d, equality->right))
			return true;
		if (is_column(d, equality->right, source, column) && is_fixed(d, equality->left))
			return true;
	}
	return false;
}

static bool has_fixed_key(struct dependencies *d, const struct scope_source *source)
{
	if (!source->table)
		return false;
	vec_each(struct pg_constraint *const, constraint, source->table->table->constraints) {
		bool fixed =
			(*constraint)->kind == PG_PRIMARY_KEY || (*constraint)->kind == PG_UNIQUE;

		vec_each(const char *const, column, (*constraint)->columns.names)
			fixed = fixed && column_is_fixed(d, source->id, *column);
		/* a NULL is equal to nothing, but it is grouped by: of the primary key there is
		 * none */
		if (fixed && ((*constraint)->kind == PG_PRIMARY_KEY || !d->arm->core->group_by))
			return true;
	}
	return false;
}

struct dependencies *dependencies_find(struct walk *w, const struct arm *arm)
{
	struct dependencies *d = arena_object(w->arena, struct dependencies);
	uint32_t place = 0, before;

	*d = (struct dependencies){ .w = w, .arm = arm };
	add_joins(d, arm->core->from, &place);
	add_equalities(d, arm->core->where, 0);
	do {
		before = d->determined.count;
		vec_each(const struct scope_source, source, arm->scope->sources) {
			if (!dependencies_hold(d, source->id) && has_fixed_key(d, source))
				vec_push(w->arena, &d->determined, source->id);
		}
	} while (d->determined.count > before);
	return d;
}
