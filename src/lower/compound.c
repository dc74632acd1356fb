/* SPDX-License-Identifier: PostgreSQL
 *
 * The arms of a compound, and the rows of VALUES: each column gets one type.  SQLite keeps every
 * value as it is; PostgreSQL has one type a column, and where it finds none by itself the values
 * are converted and that is told.
 */
#include <config.h>

#include "lower/query.h"

/* One value of a column, and where its tree hangs. */
struct cell {
	struct lowered *value;
	struct expr **slot;
};
struct cell_list {
	VEC(struct cell) cells;
};

static bool refuse_counts(struct walk *w, struct span span)
{
	walk_refuse(w, D_UNSUPPORTED_VIEW, span,
		    "the arms of a compound do not have the same number of columns");
	return false;
}

static bool add_cells(struct walk *w, struct arm *arm, uint32_t column, struct span span,
		      struct cell_list *out)
{
	for (uint32_t r = 0; r < arm->rows.count; r++) {
		struct result_list *row = &arm->rows.items[r];
		struct cell cell;

		if (column >= row->columns.count)
			return refuse_counts(w, span);
		cell.value = &row->columns.items[column].value;
		cell.slot = arm->core->values.count
				    ? &arm->core->values.items[r]->exprs.items[column]
				    : &arm->core->results.columns.items[column].expr;
		vec_push(w->arena, &out->cells, cell);
	}
	return true;
}

/* PostgreSQL takes two bare NULLs for texts before it sees the third arm. */
static void type_nulls(struct walk *w, struct lowered *values, uint32_t count)
{
	const struct lowered *typed = NULL;
	struct strbuf name = { 0 };

	for (uint32_t i = 0; i < count && !typed; i++)
		if (values[i].storage != STORAGE_NULL && values[i].type.kind != PG_UNKNOWN)
			typed = &values[i];
	if (!typed || count < 3)
		return;
	pg_type_print(&name, &typed->type);
	for (uint32_t i = 0; i < count; i++)
		if (values[i].storage == STORAGE_NULL && values[i].literal)
			values[i].expr = build_cast(w, values[i].expr,
						    arena_copy(w->arena, name.text, name.len));
	strbuf_free(&name);
}

/* What the column is for who reads it: the type that PostgreSQL gives it, with the affinity and
 * collation of the first arm's. */
static struct lowered column_value(const struct lowered *values, uint32_t count)
{
	struct lowered result = values[0];

	for (uint32_t i = 1; i < count; i++) {
		bool wider = values[i].type.kind > result.type.kind &&
			     values[i].type.kind <= PG_DOUBLE && result.type.kind >= PG_SMALLINT &&
			     result.type.kind <= PG_DOUBLE;

		result.nullable |= values[i].nullable;
		result.constant &= values[i].constant;
		if (values[i].storage == STORAGE_NULL || (result.storage != STORAGE_NULL && !wider))
			continue;
		result.type = values[i].type;
		result.storage = values[i].storage;
		result.conversion = values[i].conversion;
	}
	result.literal = NULL;
	return result;
}

static bool unify(struct walk *w, struct cell_list *list, struct span span)
{
	uint32_t count = list->cells.count;
	struct lowered *values = arena_alloc(w->arena, count * sizeof(*values));

	for (uint32_t i = 0; i < count; i++)
		values[i] = *list->cells.items[i].value;
	if (!convert_alike(w, values, count, false, span))
		return false;
	type_nulls(w, values, count);
	for (uint32_t i = 0; i < count; i++) {
		*list->cells.items[i].slot = values[i].expr;
		*list->cells.items[i].value = values[i];
	}
	*list->cells.items[0].value = column_value(values, count);
	return true;
}

static enum collation_kind compound_collation(const struct cell_list *list)
{
	vec_each(const struct cell, cell, list->cells)
		if (cell->value->has_collation)
			return cell->value->collation;
	return COLLATION_BINARY;
}

/* UNION, INTERSECT and EXCEPT compare texts by the column's collation in SQLite. */
static void tell_collation(struct walk *w, const struct arm_list *list, struct lowered value,
			   enum collation_kind collation)
{
	value.collation = collation;
	if (value.storage != STORAGE_TEXT || collation == COLLATION_BINARY ||
	    collation_folds(w, &value))
		return;
	vec_each(const struct arm, arm, list->arms) {
		if (arm->core->op == COMPOUND_NONE || arm->core->op == COMPOUND_UNION_ALL)
			continue;
		walk_warn(
			w, D_APPROXIMATE_EXPRESSION, arm->core->span,
			"SQLite takes texts that differ by their collation alone for one row here; "
			"PostgreSQL compares them by their bytes");
		return;
	}
}

bool arms_unify(struct walk *w, struct arm_list *list, struct span span)
{
	struct result_list *first = &list->arms.items[0].rows.items[0];

	if (list->arms.count == 1 && list->arms.items[0].rows.count == 1)
		return true;
	vec_each(const struct arm, arm, list->arms) {
		if (arm->rows.items[0].columns.count != first->columns.count)
			return refuse_counts(w, span);
	}
	list->collations = arena_alloc(w->arena, first->columns.count * sizeof(*list->collations));
	for (uint32_t c = 0; c < first->columns.count; c++) {
		struct cell_list cells = { 0 };

		vec_each(struct arm, arm, list->arms) {
			if (!add_cells(w, arm, c, span, &cells))
				return false;
		}
		list->collations[c] = compound_collation(&cells);
		if (!unify(w, &cells, span))
			return false;
		tell_collation(w, list, first->columns.items[c].value, list->collations[c]);
	}
	return true;
}
