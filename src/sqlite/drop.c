/* SPDX-License-Identifier: PostgreSQL
 *
 * DROP TABLE, INDEX, VIEW and TRIGGER, with what goes along: a table's indexes and
 * triggers, a virtual table's shadow tables.  Foreign keys and views that mention
 * a dropped table stay as they are, as in SQLite.
 */
#include <config.h>

#include "sqlite/internal.h"

static struct diag_list *diags_of(struct sqlite_schema *schema)
{
	return &schema->ctx->diags;
}

static void no_such(struct sqlite_schema *schema, const struct drop *drop, const char *kind)
{
	if (!drop->if_exists)
		diag_add(diags_of(schema), D_NO_SUCH_OBJECT, drop->name.object.span,
			 "no such %s: '%.*s'", kind, SLICE_ARGS(drop->name.object.text));
}

static void drop_trigger_at(struct sqlite_schema *schema, uint32_t position)
{
	struct sqlite_trigger *trigger = schema->triggers.items[position];

	remove_trigger(schema, trigger);
	list_remove(schema, &schema->triggers, position);
}

/* A trigger belongs to the object that its table name means from where the trigger is. */
bool trigger_is_on(const struct sqlite_schema *schema, const struct sqlite_trigger *trigger,
		   const struct symbol *name, enum database database)
{
	struct qualified_name target = trigger->definition->table;
	struct relation *found;

	target.object = trigger->table;
	if (target.object.symbol != name)
		return false;
	if (!target.schema.symbol && !trigger->temporary)
		return database == DATABASE_MAIN;
	found = find_relation(schema, &target);
	return found && found->database == database;
}

static void drop_triggers_of(struct sqlite_schema *schema, const struct symbol *name,
			     enum database database)
{
	for (uint32_t i = schema->triggers.count; i-- > 0;)
		if (trigger_is_on(schema, schema->triggers.items[i], name, database))
			drop_trigger_at(schema, i);
}

static void drop_shadows_of(struct sqlite_schema *schema, const struct sqlite_table *owner)
{
	for (uint32_t i = schema->tables.count; i-- > 0;)
		if (schema->tables.items[i]->owner == owner)
			drop_table(schema, schema->tables.items[i]);
}

/* Where an object of a list in order of creation stands. */
#define position_in(list, object, out)                                     \
	do {                                                               \
		uint32_t low = 0, high = (list).count;                     \
		while (low < high) {                                       \
			uint32_t middle = low + (high - low) / 2;          \
			if ((list).items[middle]->order < (object)->order) \
				low = middle + 1;                          \
			else                                               \
				high = middle;                             \
		}                                                          \
		*(out) = low;                                              \
	} while (0)

void drop_table(struct sqlite_schema *schema, struct sqlite_table *table)
{
	enum database database = database_of(table->temporary);
	uint32_t position;

	drop_triggers_of(schema, table->name.symbol, database);
	vec_each(struct sqlite_index *, index, table->indexes) {
		if ((*index)->origin == INDEX_CREATED)
			remove_relation(schema, database, (*index)->name.symbol);
	}
	if (table->kind == TABLE_VIRTUAL)
		drop_shadows_of(schema, table);
	position_in(schema->tables, table, &position);
	list_remove(schema, &schema->tables, position);
	remove_relation(schema, database, table->name.symbol);
}

static void drop_view(struct sqlite_schema *schema, struct sqlite_view *view)
{
	enum database database = database_of(view->temporary);
	uint32_t position;

	drop_triggers_of(schema, view->name.symbol, database);
	position_in(schema->views, view, &position);
	list_remove(schema, &schema->views, position);
	remove_relation(schema, database, view->name.symbol);
}

/* DROP TABLE and DROP VIEW. */
static void drop_relation(struct sqlite_schema *schema, const struct drop *drop)
{
	const struct name *name = &drop->name.object;
	struct relation *found = find_relation(schema, &drop->name);

	if (found && found->kind == drop->kind) {
		if (drop->kind == OBJECT_TABLE)
			drop_table(schema, found->table);
		else
			drop_view(schema, found->view);
	} else if (found && found->kind != OBJECT_INDEX) {
		diag_add(diags_of(schema), D_NO_SUCH_OBJECT, name->span,
			 "'%.*s' is a %s: use DROP %s", SLICE_ARGS(name->text),
			 found->kind == OBJECT_TABLE ? "table" : "view",
			 found->kind == OBJECT_TABLE ? "TABLE" : "VIEW");
	} else if (name_has_prefix(name, "sqlite_stat") && drop->kind == OBJECT_TABLE) {
		return; /* ANALYZE's tables are not in the model. */
	} else if (drop->kind == OBJECT_TABLE && !drop->if_exists) {
		report_no_such_table(schema, &drop->name);
	} else {
		no_such(schema, drop, "view");
	}
}

/* sqlite_autoindex_TABLE_N */
static bool is_automatic(const struct sqlite_schema *schema, const struct name *name)
{
	if (!name_has_prefix(name, "sqlite_autoindex_"))
		return false;
	vec_each(struct sqlite_table *, table, schema->tables) {
		struct slice rest = { name->symbol->text + 17, name->symbol->len - 17 };
		struct slice own = (*table)->name.text;

		if (rest.len > own.len && rest.ptr[own.len] == '_' &&
		    slice_equal_nocase((struct slice){ rest.ptr, own.len }, own))
			return true;
	}
	return false;
}

static void drop_index(struct sqlite_schema *schema, const struct drop *drop)
{
	struct relation *found = find_relation(schema, &drop->name);
	struct sqlite_index *index;

	if (is_automatic(schema, &drop->name.object)) {
		diag_add(diags_of(schema), D_BAD_KEY, drop->name.object.span,
			 "the index of a UNIQUE or PRIMARY KEY constraint can't be dropped");
		return;
	}
	if (!found || found->kind != OBJECT_INDEX) {
		no_such(schema, drop, "index");
		return;
	}
	index = found->index;
	for (uint32_t i = 0; i < index->table->indexes.count; i++)
		if (index->table->indexes.items[i] == index) {
			list_remove(schema, &index->table->indexes, i);
			break;
		}
	remove_relation(schema, found->database, index->name.symbol);
}

static void drop_trigger(struct sqlite_schema *schema, const struct drop *drop)
{
	struct sqlite_trigger *trigger = find_trigger(schema, &drop->name);
	uint32_t position;

	if (!trigger) {
		no_such(schema, drop, "trigger");
		return;
	}
	position_in(schema->triggers, trigger, &position);
	drop_trigger_at(schema, position);
}

void apply_drop(struct sqlite_schema *schema, struct drop *drop)
{
	if (!check_database(schema, &drop->name))
		return;
	switch (drop->kind) {
	case OBJECT_TABLE:
	case OBJECT_VIEW:
		drop_relation(schema, drop);
		break;
	case OBJECT_INDEX:
		drop_index(schema, drop);
		break;
	case OBJECT_TRIGGER:
		drop_trigger(schema, drop);
		break;
	}
}
