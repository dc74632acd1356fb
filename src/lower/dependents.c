/* SPDX-License-Identifier: PostgreSQL
 *
 * What hangs on each relation of the source: its triggers, and the foreign keys that refer to it.
 * All are gone through once, when the first is asked for.
 */
#include <config.h>

#include "base/strmap.h"
#include "lower/dml.h"

static struct dependents *dependents_place(struct lowering *l, const struct symbol *relation)
{
	struct slice key = { relation->text, relation->len };
	struct dependents *found = strmap_find(l->dependents, key);

	if (!found) {
		found = arena_object(l->ctx->arena, struct dependents);
		strmap_set(l->dependents, key, found);
	}
	return found;
}

static void find_all(struct lowering *l)
{
	struct arena *arena = l->ctx->arena; /* l->arena may be one statement's */

	l->dependents = strmap_new();
	vec_each(struct sqlite_trigger *const, trigger, l->source->triggers)
		vec_push(arena, &dependents_place(l, (*trigger)->table.symbol)->triggers, *trigger);
	vec_each(struct sqlite_table *const, table, l->source->tables) {
		vec_each(struct sqlite_foreign_key *const, key, (*table)->foreign_keys)
			vec_push(arena, &dependents_place(l, (*key)->parent.symbol)->foreign_keys,
				 *key);
	}
}

const struct dependents *dependents_of(struct lowering *l, const struct symbol *relation)
{
	static const struct dependents none;
	const struct dependents *found;

	if (!l->dependents)
		find_all(l);
	found = strmap_find(l->dependents, (struct slice){ relation->text, relation->len });
	return found ? found : &none;
}

void dependents_free(struct lowering *l)
{
	if (l->dependents)
		strmap_free(l->dependents);
}
