/* SPDX-License-Identifier: PostgreSQL
 *
 * R-trees: a table whose coordinates are kept in order by CHECKs, with a GiST index over
 * its boxes where it has two dimensions; where it has others, an index for each.
 */
#include <config.h>

#include "lower/fulltext.h"

static const char *coordinate(const struct lowered_table *table, uint32_t i)
{
	return table->columns[i] ? table->columns[i]->name : NULL;
}

static struct expr *named(struct walk *w, const struct lowered_table *table, uint32_t i)
{
	return build_column(w, NULL, coordinate(table, i), table->source->span);
}

static void check_pair(struct walk *w, struct lowered_table *table, uint32_t i)
{
	struct pg_constraint *check = arena_object(w->arena, struct pg_constraint);

	check->kind = PG_CHECK;
	check->span = table->source->span;
	check->check = build_binary(w, OP_LE, named(w, table, i), named(w, table, i + 1),
				    check->span);
	vec_push(w->arena, &table->table->constraints, check);
}

static struct pg_index *new_index(struct walk *w, struct lowered_table *table, const char *method)
{
	struct pg_index *index = arena_object(w->arena, struct pg_index);

	index->method = method;
	index->table = table->table;
	index->span = table->source->span;
	vec_push(w->arena, &table->table->indexes, index);
	return index;
}

static struct expr *point(struct walk *w, const struct lowered_table *table, uint32_t x, uint32_t y)
{
	struct expr *both[2] = { named(w, table, x), named(w, table, y) };

	return build_call(w, "point", table->source->span, 2, both);
}

/* box(point(x0, y0), point(x1, y1)) */
static void index_boxes(struct walk *w, struct lowered_table *table)
{
	struct pg_index *index = new_index(w, table, "gist");
	struct expr *corners[2] = { point(w, table, 1, 3), point(w, table, 2, 4) };
	struct pg_index_key key = { 0 };

	key.expr = build_call(w, "box", index->span, 2, corners);
	vec_push(w->arena, &index->keys, key);
	index->name = name_take(w->l, NAME_INDEX,
				pg_object_name(w->arena, table->table->name, "box", "idx", 0),
				index->span);
}

static void index_pair(struct walk *w, struct lowered_table *table, uint32_t i)
{
	struct pg_index *index = new_index(w, table, NULL);

	for (uint32_t k = i; k < i + 2; k++) {
		struct pg_index_key key = { .column = coordinate(table, k) };

		vec_push(w->arena, &index->keys, key);
	}
	index->name = name_take(w->l, NAME_INDEX,
				pg_object_name(w->arena, table->table->name,
					       coordinate(table, i), "idx", 0),
				index->span);
}

static void tell(struct lowering *l, const struct lowered_table *table)
{
	struct diagnostic *diag =
		diag_add(&l->ctx->diags, D_RTREE, table->source->span,
			 virtual_module_of(table->source) == VIRTUAL_RTREE
				 ? "SQLite rounds the coordinates of an R-tree outwards to 32 "
				   "bits, PostgreSQL to the nearest"
				 : "SQLite cuts the coordinates of an R-tree to 32-bit integers, "
				   "PostgreSQL rounds them and refuses larger ones");

	diag->object = object_of(l, table, -1);
	if (virtual_coordinates(table->source) == 5)
		diag_note(&l->ctx->diags, diag,
			  "comparisons of coordinates find the same rows; the index serves "
			  "box(point(x0, y0), point(x1, y1)) && box(...)");
}

void lower_rtree(struct lowering *l, struct lowered_table *table)
{
	struct expr_request request = { .context = IN_CHECK, .column = -1, .owner = table,
					.owner_column = -1 };
	uint32_t count = virtual_coordinates(table->source);
	struct walk w;

	if (!virtual_is_rtree(table->source))
		return;
	walk_init(&w, l, &request);
	w.arena = l->arena;
	for (uint32_t i = 1; i < count; i++)
		if (!coordinate(table, i))
			return;
	for (uint32_t i = 1; i < count; i++)
		table->columns[i]->not_null = true;
	for (uint32_t i = 1; i + 1 < count; i += 2)
		check_pair(&w, table, i);
	if (count == 5)
		index_boxes(&w, table);
	else
		for (uint32_t i = 1; i + 1 < count; i += 2)
			index_pair(&w, table, i);
	tell(l, table);
}
