/* SPDX-License-Identifier: PostgreSQL
 *
 * All triggers of a schema: those that are left out are told, and the others get names by which
 * PostgreSQL fires them in SQLite's order: the last created first.
 */
#include <config.h>

#include <stdlib.h>
#include <string.h>

#include "lower/fulltext.h"
#include "lower/trigger.h"

/* A trigger goes with its table. */
static bool is_excluded(const struct lowering *l, const struct sqlite_trigger *trigger)
{
	const struct sqlite_table *table = sqlite_find_table(l->source, trigger->table.symbol);

	return table ? table_is_excluded(l, table) : name_is_excluded(l, &trigger->table);
}

static struct pg_trigger *lower_or_leave(struct lowering *l, const struct sqlite_trigger *trigger,
					 enum trigger_guard guard)
{
	const char *name = arena_copy(l->arena, trigger->name.text.ptr, trigger->name.text.len);
	struct pg_trigger *made;

	if (is_excluded(l, trigger))
		return NULL;
	if (trigger->temporary) {
		diag_add(&l->ctx->diags, D_TEMPORARY, trigger->span,
			 "temporary trigger '%s' is no part of the schema; it is left out", name);
		return NULL;
	}
	if (fulltext_trigger_is_sync(l, trigger))
		return NULL;
	made = lower_trigger(l, trigger, guard);
	if (!made)
		leave_out(l, PG_POST_DATA, trigger->span,
			  arena_printf(l->arena, "trigger %s", name));
	return made;
}

/* ---------------------------------------------------------------- firing order */

struct fired {
	struct pg_trigger *trigger;
	uint32_t number; /* as created */
};

static int compare_groups(const struct pg_trigger *a, const struct pg_trigger *b)
{
	int order = strcmp(a->relation, b->relation);

	if (!order)
		order = (int)a->time - (int)b->time;
	return order ? order : (int)a->events - (int)b->events;
}

static int compare_fired(const void *left, const void *right)
{
	const struct fired *a = left, *b = right;
	int order = compare_groups(a->trigger, b->trigger);

	return order ? order : (a->number < b->number) - (a->number > b->number);
}

static bool is_ordered(const struct fired *fired, uint32_t count)
{
	for (uint32_t i = 1; i < count; i++)
		if (strcmp(fired[i - 1].trigger->name, fired[i].trigger->name) >= 0)
			return false;
	return true;
}

static void number_names(struct lowering *l, struct fired *fired, uint32_t count)
{
	int digits = count > 99 ? (count > 999 ? 5 : 3) : count > 9 ? 2 : 1;
	struct diagnostic *diag;

	for (uint32_t i = 0; i < count; i++)
		fired[i].trigger->name = name_cut(l, arena_printf(l->arena, "t%0*u_%s", digits,
								  i + 1, fired[i].trigger->name));
	diag = diag_add(&l->ctx->diags, D_TRIGGER_ORDER, fired[0].trigger->span,
			"SQLite fires the triggers of '%s' for one event from the last created to "
			"the first, PostgreSQL by name; numbers in their names keep the order",
			fired[0].trigger->relation);
	diag->object = fired[0].trigger->relation;
}

static void keep_order(struct lowering *l)
{
	uint32_t count = l->out->triggers.count, end;
	struct fired *fired = xmalloc((count + 1) * sizeof(*fired));

	for (uint32_t i = 0; i < count; i++)
		fired[i] = (struct fired){ l->out->triggers.items[i], i };
	qsort(fired, count, sizeof(*fired), compare_fired);
	for (uint32_t start = 0; start < count; start = end) {
		for (end = start + 1;
		     end < count && !compare_groups(fired[start].trigger, fired[end].trigger);
		     end++)
			;
		if (!is_ordered(fired + start, end - start))
			number_names(l, fired + start, end - start);
	}
	free(fired);
}

/* ---------------------------------------------------------------- all */

/* Variables of PL/pgSQL that a column may have the name of. */
static bool is_variable(const char *name)
{
	static const char *const names[] = {
		"changed_rows", "inserted_key", "found",      "new",	       "old",
		"tg_argv",	"tg_event",	"tg_level",   "tg_name",       "tg_nargs",
		"tg_op",	"tg_relid",	"tg_relname", "tg_table_name", "tg_table_schema",
		"tg_tag",	"tg_when",
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (strcmp(name, names[i]) == 0)
			return true;
	return false;
}

static bool columns_clash(const struct lowering *l)
{
	vec_each(struct pg_table *const, table, l->out->tables) {
		vec_each(struct pg_column *const, column, (*table)->columns) {
			if (is_variable((*column)->name))
				return true;
		}
	}
	return false;
}

void lower_triggers(struct lowering *l)
{
	struct trigger_graph *graph = trigger_graph_new(l);

	l->clashes = columns_clash(l);
	for (uint32_t i = 0; i < l->source->triggers.count; i++) {
		struct pg_trigger *made =
			lower_or_leave(l, l->source->triggers.items[i], trigger_guard_of(graph, i));

		if (made)
			vec_push(l->arena, &l->out->triggers, made);
	}
	trigger_graph_free(graph);
	keep_order(l);
	lower_conflict_clauses(l);
}
