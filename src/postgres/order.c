/* SPDX-License-Identifier: PostgreSQL
 *
 * The order in which the DDL creates tables and views: that of the source, but that what
 * an object needs is moved in front of the first that needs it.  A walk in depth over the
 * references, with a stack of its own, because a chain of them may be as long as the schema.
 */
#include <config.h>

#include "postgres/schema.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/strmap.h"

enum state { WAITING, OPEN, PLACED };

struct walk {
	uint8_t *states;
	uint32_t *stack;
	uint32_t *next; /* how many needs of each were looked at */
	uint32_t *placed;
	uint32_t placed_count;
};

/* The number of the AT-th object that NUMBER needs; NUMBER itself: none there; -1: no more. */
typedef int64_t need_at(void *data, uint32_t number, uint32_t at);

static void walk_from(struct walk *w, uint32_t start, need_at *need, void *data)
{
	uint32_t depth = 0;

	w->stack[depth++] = start;
	w->states[start] = OPEN;
	while (depth > 0) {
		uint32_t number = w->stack[depth - 1];
		int64_t other = need(data, number, w->next[number]++);

		if (other < 0) {
			w->states[number] = PLACED;
			w->placed[w->placed_count++] = number;
			depth--;
		} else if (w->states[other] == WAITING) {
			w->states[other] = OPEN;
			w->stack[depth++] = (uint32_t)other;
		}
	}
}

/* The numbers 0 ... COUNT - 1 in their new order; free() it. */
static uint32_t *order(uint32_t count, need_at *need, void *data)
{
	size_t size = count * sizeof(uint32_t);
	struct walk w = { xmalloc(count), xmalloc(size), xmalloc(size), xmalloc(size), 0 };

	memset(w.states, WAITING, count);
	memset(w.next, 0, size);
	for (uint32_t i = 0; i < count; i++)
		if (w.states[i] == WAITING)
			walk_from(&w, i, need, data);
	free(w.states);
	free(w.stack);
	free(w.next);
	return w.placed;
}

/* ---------------------------------------------------------------- tables */

static int64_t parent_at(void *data, uint32_t number, uint32_t at)
{
	const struct pg_schema *schema = data;
	const struct pg_table *table = schema->tables.items[number];
	const struct pg_constraint *constraint;

	if (at >= table->constraints.count)
		return -1;
	constraint = table->constraints.items[at];
	if (constraint->kind != PG_FOREIGN_KEY || constraint->separate)
		return number;
	return constraint->parent->order;
}

static void order_tables(struct pg_schema *schema)
{
	uint32_t count = schema->tables.count;
	struct pg_table **old = xmalloc(count * sizeof(struct pg_table *));
	uint32_t *numbers;

	for (uint32_t i = 0; i < count; i++) {
		old[i] = schema->tables.items[i];
		old[i]->order = i;
	}
	numbers = order(count, parent_at, schema);
	for (uint32_t i = 0; i < count; i++) {
		schema->tables.items[i] = old[numbers[i]];
		schema->tables.items[i]->order = i;
	}
	free(numbers);
	free(old);
}

static void separate_forward_keys(const struct pg_schema *schema)
{
	vec_each(struct pg_table *, table, schema->tables) {
		vec_each(struct pg_constraint *, constraint, (*table)->constraints) {
			struct pg_constraint *c = *constraint;

			if (c->kind == PG_FOREIGN_KEY && c->parent->order > (*table)->order)
				c->separate = true;
		}
	}
}

/* ---------------------------------------------------------------- views */

struct views {
	struct pg_schema *schema;
	struct strmap
		*by_name; /* to the view's place in `items`, so that the pointer is a number */
};

static int64_t view_at(void *data, uint32_t number, uint32_t at)
{
	const struct views *views = data;
	struct pg_view **items = views->schema->views.items;
	struct pg_view **other;

	if (at >= items[number]->depends.count)
		return -1;
	other = strmap_find(views->by_name, slice_of(items[number]->depends.items[at]));
	return other ? other - items : number;
}

static void order_views(struct pg_schema *schema)
{
	uint32_t count = schema->views.count;
	struct views views = { schema, strmap_new() };
	struct pg_view **ordered = xmalloc(count * sizeof(struct pg_view *));
	uint32_t *numbers;

	vec_each(struct pg_view *, view, schema->views)
		strmap_set(views.by_name, slice_of((*view)->name), view);
	numbers = order(count, view_at, &views);
	for (uint32_t i = 0; i < count; i++)
		ordered[i] = schema->views.items[numbers[i]];
	if (count)
		memcpy(schema->views.items, ordered, count * sizeof(struct pg_view *));
	free(numbers);
	free(ordered);
	strmap_free(views.by_name);
}

void pg_schema_order(struct pg_schema *schema)
{
	order_tables(schema);
	separate_forward_keys(schema);
	order_views(schema);
}
