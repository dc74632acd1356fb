/* SPDX-License-Identifier: PostgreSQL
 *
 * ALTER TABLE: what SQLite refuses, and the change of the table itself.
 */
#include <config.h>

#include "sqlite/internal.h"
#include "sqlite/rename.h"

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

/* Whether the table has rows decides about the rest (NOT NULL without a default, a default
 * that is not constant, STORED columns): it is SQLite's to refuse. */
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

/* ---------------------------------------------------------------- RENAME */

static void alter_rename_table(struct sqlite_schema *schema, struct sqlite_table *table,
			       const struct alter_table *alter)
{
	enum database database = database_of(table->temporary);
	struct span span = alter->table.object.span;

	if (!check_not_reserved(schema, &table->name) ||
	    !check_not_reserved(schema, &alter->new_name) ||
	    !check_new_relation(schema, &alter->new_name, database, false) ||
	    !rename_check_schema(schema, table, "", span))
		return;
	rename_table(schema, table, &alter->new_name);
	rename_check_schema(schema, table, " after the rename", span);
}

/* The column that the statement names, or -1 after an error. */
static int32_t altered_column(struct sqlite_schema *schema, const struct sqlite_table *table,
			      const struct alter_table *alter)
{
	int32_t column = sqlite_find_column(table, alter->column.symbol);

	if (column < 0)
		report_no_such_column(schema, table, &alter->column);
	return column;
}

static void alter_rename_column(struct sqlite_schema *schema, struct sqlite_table *table,
				const struct alter_table *alter)
{
	int32_t column = altered_column(schema, table, alter);
	int32_t taken = sqlite_find_column(table, alter->new_name.symbol);
	struct span span = alter->column.span;

	if (column < 0 || !rename_check_schema(schema, table, "", span))
		return;
	if (taken >= 0 && taken != column) {
		struct diagnostic *d =
			diag_add(diags_of(schema), D_DUPLICATE_NAME, alter->new_name.span,
				 "duplicate column name: '%.*s'", SLICE_ARGS(alter->new_name.text));

		diag_label(diags_of(schema), d, table->columns.items[taken]->name.span,
			   "first declared here");
		return;
	}
	rename_fix_quotes(schema);
	rename_column(schema, table, column, &alter->new_name);
	rename_check_schema(schema, table, " after the rename", span);
}

/* ---------------------------------------------------------------- DROP COLUMN */

static const char *why_not_dropped(const struct sqlite_table *table, int32_t column)
{
	if (table->columns.items[column]->primary_key)
		return "a PRIMARY KEY column can't be dropped";
	vec_each(struct sqlite_index *, index, table->indexes) {
		if ((*index)->column == column && (*index)->origin == INDEX_UNIQUE)
			return "a UNIQUE column can't be dropped";
	}
	if (table->columns.count == 1)
		return "the only column can't be dropped";
	return NULL;
}

static bool index_uses(struct sqlite_schema *schema, const struct sqlite_index *index,
		       int32_t column)
{
	vec_each(struct index_key, key, index->keys) {
		if (key->column == column ||
		    (key->expr && rename_mentions(schema, index->table, key->expr, column)))
			return true;
	}
	return index->where && rename_mentions(schema, index->table, index->where, column);
}

/* Where the rest of the table uses the column, or NOWHERE. */
static struct span find_use(struct sqlite_schema *schema, const struct sqlite_table *table,
			    int32_t column)
{
	vec_each(struct sqlite_check, check, table->checks) {
		if (check->column != column && rename_mentions(schema, table, check->expr, column))
			return check->span;
	}
	vec_each(struct sqlite_column *, each, table->columns) {
		if ((*each)->generated &&
		    rename_mentions(schema, table, (*each)->rare->generated_as, column))
			return (*each)->span;
	}
	vec_each(struct sqlite_index *, index, table->indexes) {
		if (index_uses(schema, *index, column))
			return (*index)->span;
	}
	vec_each(struct sqlite_foreign_key *, key, table->foreign_keys) {
		if ((*key)->column == column)
			continue;
		vec_each(int32_t, child, (*key)->columns) {
			if (*child == column)
				return (*key)->span;
		}
	}
	return NOWHERE;
}

static void move_position(int32_t *position, int32_t dropped)
{
	if (*position > dropped)
		(*position)--;
}

static void move_index(struct sqlite_schema *schema, struct sqlite_index *index, int32_t dropped)
{
	remember(schema, index);
	move_position(&index->column, dropped);
	vec_each(struct index_key, key, index->keys) {
		remember(schema, key);
		move_position(&key->column, dropped);
	}
}

/* Its own constraints leave with it: they stand in its definition. */
static void drop_foreign_keys(struct sqlite_schema *schema, struct sqlite_table *table,
			      int32_t dropped)
{
	for (uint32_t i = table->foreign_keys.count; i-- > 0;) {
		struct sqlite_foreign_key *key = table->foreign_keys.items[i];

		if (key->column == dropped) {
			list_remove(schema, &table->foreign_keys, i);
			continue;
		}
		remember(schema, key);
		move_position(&key->column, dropped);
		vec_each(int32_t, child, key->columns) {
			remember(schema, child);
			move_position(child, dropped);
		}
	}
}

static void drop_checks(struct sqlite_schema *schema, struct sqlite_table *table, int32_t dropped)
{
	uint32_t kept = 0;

	remember(schema, &table->checks);
	vec_each(struct sqlite_check, check, table->checks) {
		remember(schema, check);
		if (check->column == dropped)
			continue;
		move_position(&check->column, dropped);
		table->checks.items[kept++] = *check;
	}
	table->checks.count = kept;
}

static void drop_column(struct sqlite_schema *schema, struct sqlite_table *table, int32_t column)
{
	vec_each(struct sqlite_index *, index, table->indexes)
		move_index(schema, *index, column);
	drop_foreign_keys(schema, table, column);
	drop_checks(schema, table, column);
	remember(schema, &table->rowid_column);
	move_position(&table->rowid_column, column);
	list_remove(schema, &table->columns, (uint32_t)column);
}

static void alter_drop_column(struct sqlite_schema *schema, struct sqlite_table *table,
			      const struct alter_table *alter)
{
	int32_t column = altered_column(schema, table, alter);
	struct span span = alter->column.span, use;
	const char *problem;

	if (column < 0)
		return;
	problem = why_not_dropped(table, column);
	if (problem) {
		refuse(schema, span, problem, &alter->column);
		return;
	}
	if (!rename_check_schema(schema, table, "", span))
		return;
	use = find_use(schema, table, column);
	if (use.end) {
		struct diagnostic *d = diag_add(diags_of(schema), D_BROKEN_BY_ALTER, span,
						"the column '%.*s' is used and can't be dropped",
						SLICE_ARGS(alter->column.text));

		diag_label(diags_of(schema), d, use, "used here");
		return;
	}
	rename_fix_quotes(schema);
	drop_column(schema, table, column);
	rename_check_schema(schema, table, " after the column is dropped", span);
}

void apply_alter(struct sqlite_schema *schema, struct alter_table *alter)
{
	struct sqlite_table *table = alter_target(schema, alter);

	if (!table)
		return;
	remember(schema, &table->altered);
	table->altered = true;
	switch (alter->kind) {
	case ALTER_ADD_COLUMN:
		add_column(schema, table, alter->definition);
		break;
	case ALTER_RENAME_TABLE:
		alter_rename_table(schema, table, alter);
		break;
	case ALTER_RENAME_COLUMN:
		alter_rename_column(schema, table, alter);
		break;
	case ALTER_DROP_COLUMN:
		alter_drop_column(schema, table, alter);
		break;
	}
}
