/* SPDX-License-Identifier: PostgreSQL
 *
 * ALTER TABLE.
 */
#include <config.h>

#include "sqlite/internal.h"

static struct diag_list *diags_of(struct sqlite_schema *schema)
{
	return &schema->ctx->diags;
}

static void refuse(struct sqlite_schema *schema, struct span span, const char *message,
		   const struct name *name)
{
	diag_add(diags_of(schema), D_BAD_ALTER, span, "%s: '%.*s'", message,
		 SLICE_ARGS(name->text));
}

/* The table that may be altered as KIND asks, or NULL after an error. */
static struct sqlite_table *alter_target(struct sqlite_schema *schema,
					 const struct alter_table *alter)
{
	const struct name *name = &alter->table.object;
	struct relation *found;

	if (!check_database(schema, &alter->table))
		return NULL;
	found = find_relation(schema, &alter->table);
	if (!found || found->kind == OBJECT_INDEX) {
		report_no_such_table(schema, &alter->table);
		return NULL;
	}
	if (found->kind == OBJECT_VIEW) {
		refuse(schema, name->span, "a view can't be altered", name);
		return NULL;
	}
	if (found->table->kind == TABLE_VIRTUAL && alter->kind != ALTER_RENAME_TABLE) {
		refuse(schema, name->span, "a virtual table's columns can't be altered", name);
		return NULL;
	}
	return found->table;
}

/* ---------------------------------------------------------------- ADD COLUMN */

/* What stands in the definition goes in front of the table's own constraints, where the
 * text is put (alter.c, sqlite3AlterFinishAddColumn). */
static void sort_in_front(struct sqlite_schema *schema, struct sqlite_table *table)
{
	uint32_t last = table->foreign_keys.count, to = 0;
	struct sqlite_check moved;

	while (last > 0 && to < last && table->foreign_keys.items[to]->column >= 0)
		to++;
	for (uint32_t i = to; i < last; i++) {
		struct sqlite_foreign_key *key = table->foreign_keys.items[i];

		if (key->column < 0)
			continue;
		list_remove(schema, &table->foreign_keys, i);
		list_add(schema, &table->foreign_keys, to++, key);
	}
	for (uint32_t i = 0, front = 0; i < table->checks.count; i++) {
		if (table->checks.items[i].column < 0)
			continue;
		moved = table->checks.items[i];
		for (uint32_t j = i; j > front; j--)
			table->checks.items[j] = table->checks.items[j - 1];
		table->checks.items[front++] = moved;
	}
}

static bool check_added(struct sqlite_schema *schema, const struct column_def *definition)
{
	const struct name *name = &definition->name;
	bool fine = true;

	vec_each(struct constraint *, constraint, definition->constraints) {
		const struct constraint *c = *constraint;
		const char *problem = NULL;

		if (c->kind == CONSTRAINT_PRIMARY_KEY)
			problem = "a PRIMARY KEY column can't be added";
		else if (c->kind == CONSTRAINT_UNIQUE)
			problem = "a UNIQUE column can't be added";
		else if (c->kind == CONSTRAINT_GENERATED && c->storage == GENERATED_STORED)
			problem = "a STORED generated column can't be added";
		if (!problem)
			continue;
		refuse(schema, c->span, problem, name);
		fine = false;
	}
	return fine;
}

static void add_column(struct sqlite_schema *schema, struct sqlite_table *table,
		       struct column_def *definition)
{
	struct sqlite_check *checks;
	int32_t position = (int32_t)table->columns.count;

	if (!check_added(schema, definition))
		return;
	/* Their items move: a rollback gets the old ones back. */
	remember(schema, &table->columns);
	remember(schema, &table->checks);
	checks = table->checks.items;
	table->checks.items =
		arena_alloc(schema->ctx->arena, (table->checks.count + 1) * sizeof(*checks));
	for (uint32_t i = 0; i < table->checks.count; i++)
		table->checks.items[i] = checks[i];
	table->checks.cap = table->checks.count + 1;
	table_add_column(schema, table, definition);
	sort_in_front(schema, table);
	table_check_column(schema, table, position);
}

void apply_alter(struct sqlite_schema *schema, struct alter_table *alter)
{
	struct sqlite_table *table = alter_target(schema, alter);

	if (!table)
		return;
	switch (alter->kind) {
	case ALTER_ADD_COLUMN:
		add_column(schema, table, alter->definition);
		break;
	case ALTER_RENAME_TABLE:
	case ALTER_RENAME_COLUMN:
	case ALTER_DROP_COLUMN:
		refuse(schema, alter->table.object.span, "this ALTER TABLE is not compiled",
		       &alter->table.object);
		break;
	}
}
