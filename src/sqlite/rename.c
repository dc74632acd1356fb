/* SPDX-License-Identifier: PostgreSQL
 *
 * What an ALTER TABLE changes in other objects: the names in foreign keys, CHECKs,
 * generated columns, indexes, views and triggers, and the checks around it (alter.c of
 * SQLite with legacy_alter_table off; sqlite.org/lang_altertable.html section 2).
 *
 * SQLite edits the text of sqlite_schema; here the same names are edited in the trees.
 */
#include <config.h>

#include "sqlite/rename.h"

#include "sqlite/internal.h"
#include "sqlite/names.h"

/* One ALTER at work on the trees. */
struct edit {
	struct sqlite_schema *schema;
	const struct sqlite_table *table;
	int32_t column;	       /* RENAME COLUMN's, else -1 */
	const struct name *to; /* NULL: nothing is renamed */
	bool found;	       /* `column` was mentioned */
};

static void set_name(struct sqlite_schema *schema, struct name *name, const struct name *to)
{
	remember(schema, name);
	name->text = to->text;
	name->symbol = to->symbol;
	name->quote = to->quote;
}

/* ---------------------------------------------------------------- every tree of the schema */

static void walk_table(struct names_walk *walk, const struct sqlite_table *table)
{
	vec_each(struct sqlite_check, check, table->checks)
		names_walk_table_expr(walk, table, check->expr);
	vec_each(struct sqlite_column *, column, table->columns) {
		if ((*column)->generated)
			names_walk_table_expr(walk, table, (*column)->rare->generated_as);
	}
	vec_each(struct sqlite_index *, index, table->indexes) {
		if ((*index)->origin != INDEX_CREATED)
			continue;
		vec_each(struct index_key, key, (*index)->keys) {
			if (key->expr)
				names_walk_table_expr(walk, table, key->expr);
		}
		if ((*index)->where)
			names_walk_table_expr(walk, table, (*index)->where);
	}
}

static void walk_views_and_triggers(struct names_walk *walk, const struct sqlite_schema *schema)
{
	vec_each(struct sqlite_view *, view, schema->views)
		names_walk_view(walk, *view);
	vec_each(struct sqlite_trigger *, trigger, schema->triggers)
		names_walk_trigger(walk, *trigger);
}

/* ---------------------------------------------------------------- is the schema sound */

struct breakage {
	struct span span;
	const char *message; /* NULL: none */
	struct arena *arena;
};

static void note_breakage(struct names_walk *walk, struct span span, const char *message)
{
	struct breakage *breakage = walk->data;

	if (breakage->message)
		return;
	breakage->span = span;
	breakage->message = arena_printf(breakage->arena, "%s", message);
}

static void report_breakage(struct sqlite_schema *schema, const struct breakage *breakage,
			    const char *kind, const struct name *name, const char *when,
			    struct span alter)
{
	struct diag_list *diags = &schema->ctx->diags;
	struct diagnostic *d =
		diag_add(diags, D_BROKEN_BY_ALTER, alter, "%s '%.*s' is broken%s: %s", kind,
			 SLICE_ARGS(name->text), when, breakage->message);

	diag_label(diags, d, breakage->span, "here");
}

bool rename_check_schema(struct sqlite_schema *schema, const struct sqlite_table *table,
			 const char *when, struct span alter)
{
	struct breakage breakage = { .arena = schema->ctx->arena };
	struct names_walk walk;

	if (schema->state->legacy_alter_table)
		return true;
	names_walk_init(&walk, schema);
	walk.problem = note_breakage;
	walk.data = &breakage;
	for (uint32_t i = 0; i < schema->views.count && !breakage.message; i++) {
		if (table->temporary && !schema->views.items[i]->temporary)
			continue;
		names_walk_view(&walk, schema->views.items[i]);
		if (breakage.message)
			report_breakage(schema, &breakage, "view", &schema->views.items[i]->name,
					when, alter);
	}
	for (uint32_t i = 0; i < schema->triggers.count && !breakage.message; i++) {
		if (table->temporary && !schema->triggers.items[i]->temporary)
			continue;
		names_walk_trigger(&walk, schema->triggers.items[i]);
		if (breakage.message)
			report_breakage(schema, &breakage, "trigger",
					&schema->triggers.items[i]->name, when, alter);
	}
	names_walk_free(&walk);
	return !breakage.message;
}

/* ---------------------------------------------------------------- "text" becomes 'text' */

static void fix_quote(struct names_walk *walk, struct expr *expr, const struct reference *reference)
{
	struct slice text;

	if (reference->kind != REFERENCE_STRING)
		return;
	text = expr->name->column.text;
	remember((struct sqlite_schema *)walk->data, expr);
	expr->kind = EXPR_STRING;
	expr->text = text;
}

void rename_fix_quotes(struct sqlite_schema *schema)
{
	struct names_walk walk;

	names_walk_init(&walk, schema);
	walk.reference = fix_quote;
	walk.data = schema;
	vec_each(struct sqlite_table *, table, schema->tables)
		walk_table(&walk, *table);
	walk_views_and_triggers(&walk, schema);
	names_walk_free(&walk);
}

/* ---------------------------------------------------------------- a table's name */

/* A column qualified by the table's own name. */
static void table_in_reference(struct names_walk *walk, struct expr *expr,
			       const struct reference *reference)
{
	struct edit *edit = walk->data;
	const struct names_item *item = reference->item;

	if (!expr->name->of || !item || item->table != edit->table || item->aliased ||
	    expr->name->of->table.symbol == edit->to->symbol)
		return;
	/* NEW and OLD are no tables; "excluded" SQLite renames as if it were one. */
	if (item->qualified_only && !name_is(&expr->name->of->table, "excluded"))
		return;
	set_name(edit->schema, &expr->name->of->table, edit->to);
}

static void table_in_mention(struct names_walk *walk, struct qualified_name *name,
			     const struct names_item *item)
{
	struct edit *edit = walk->data;

	/* SQLite leaves the table of `x IN table` as it is: what holds it is broken then. */
	if (item && item->table == edit->table && !item->in_operand)
		set_name(edit->schema, &name->object, edit->to);
}

static void table_in_star(struct names_walk *walk, struct result_column *star,
			  const struct names_item *item)
{
	struct edit *edit = walk->data;

	if (item->table == edit->table && !item->aliased)
		set_name(edit->schema, &star->table, edit->to);
}

static void rename_in_trees(struct edit *edit)
{
	struct names_walk walk;

	names_walk_init(&walk, edit->schema);
	walk.reference = table_in_reference;
	walk.table = table_in_mention;
	walk.star = table_in_star;
	walk.data = edit;
	walk_table(&walk, edit->table);
	walk_views_and_triggers(&walk, edit->schema);
	names_walk_free(&walk);
}

static void mark_altered(struct sqlite_schema *schema, struct sqlite_table *table)
{
	remember(schema, &table->altered);
	table->altered = true;
}

static void rename_parents(struct edit *edit)
{
	vec_each(struct sqlite_table *, table, edit->schema->tables) {
		if ((*table)->temporary != edit->table->temporary)
			continue;
		vec_each(struct sqlite_foreign_key *, key, (*table)->foreign_keys) {
			if ((*key)->parent.symbol != edit->table->name.symbol)
				continue;
			mark_altered(edit->schema, *table);
			set_name(edit->schema, &(*key)->parent, edit->to);
		}
	}
}

/* Triggers on the table; in legacy mode nothing else in them changes. */
static void rename_trigger_tables(struct edit *edit)
{
	struct sqlite_schema *schema = edit->schema;
	enum database database = database_of(edit->table->temporary);

	vec_each(struct sqlite_trigger *, trigger, schema->triggers) {
		/* The tree goes with the copy of its table's name. */
		struct create_trigger *definition = (struct create_trigger *)(*trigger)->definition;

		if (!trigger_is_on(schema, *trigger, edit->table->name.symbol, database))
			continue;
		set_name(schema, &(*trigger)->table, edit->to);
		if (definition->table.object.symbol != edit->to->symbol)
			set_name(schema, &definition->table.object, edit->to);
	}
}

static void reenter(struct sqlite_schema *schema, struct sqlite_table *table, const struct name *to)
{
	enum database database = database_of(table->temporary);

	remove_relation(schema, database, table->name.symbol);
	set_name(schema, &table->name, to);
	add_relation(schema, OBJECT_TABLE, database, table);
}

/* The modules' shadow tables follow the virtual table. */
static void rename_shadows(struct sqlite_schema *schema, const struct sqlite_table *owner,
			   const struct name *to)
{
	vec_each(struct sqlite_table *, table, schema->tables) {
		uint32_t prefix = owner->name.text.len;
		struct name name = *to;

		if ((*table)->owner != owner)
			continue;
		name.text = slice_of(arena_printf(
			schema->ctx->arena, "%.*s%.*s", SLICE_ARGS(to->text),
			(int)((*table)->name.text.len - prefix), (*table)->name.text.ptr + prefix));
		name.symbol = context_symbol(schema->ctx, name.text);
		reenter(schema, *table, &name);
	}
}

/* The hidden column of a full-text table that is named as the table. */
static void rename_own_column(struct sqlite_schema *schema, const struct sqlite_table *table,
			      const struct name *to)
{
	vec_each(struct sqlite_column *, column, table->columns) {
		if ((*column)->hidden && (*column)->name.symbol == table->name.symbol)
			set_name(schema, &(*column)->name, to);
	}
}

static void note_rename(struct sqlite_schema *schema, const struct sqlite_table *table,
			const struct sqlite_column *column, const struct name *to)
{
	const struct symbol *from = column ? column->name.symbol : table->name.symbol;
	struct sqlite_rename rename = { table, column, from, to->symbol };

	remember(schema, &schema->renames.count);
	vec_push(schema->ctx->arena, &schema->renames, rename);
}

void rename_table(struct sqlite_schema *schema, struct sqlite_table *table, const struct name *to)
{
	struct edit edit = { schema, table, -1, to, false };

	note_rename(schema, table, NULL, to);
	if (!schema->state->legacy_alter_table || schema->state->foreign_keys)
		rename_parents(&edit);
	rename_trigger_tables(&edit);
	if (!schema->state->legacy_alter_table)
		rename_in_trees(&edit);
	if (table->kind == TABLE_VIRTUAL) {
		rename_shadows(schema, table, to);
		rename_own_column(schema, table, to);
	}
	reenter(schema, table, to);
}

/* ---------------------------------------------------------------- a column's name */

static bool is_edited(const struct edit *edit, const struct names_item *item, int32_t column)
{
	return item && item->table == edit->table && column == edit->column;
}

static void column_in_reference(struct names_walk *walk, struct expr *expr,
				const struct reference *reference)
{
	struct edit *edit = walk->data;

	if ((reference->kind != REFERENCE_COLUMN && reference->kind != REFERENCE_ROWID) ||
	    !is_edited(edit, reference->item, reference->column))
		return;
	edit->found = true;
	if (edit->to)
		set_name(edit->schema, &expr->name->column, edit->to);
}

/* SQLite does not rename in USING: the view is broken then. */
static bool is_using(const struct names_item *item, const struct name *name)
{
	const struct name_list *using = item->from ? item->from->using : NULL;

	return using && name >= using->names.items &&
	       name < using->names.items + using->names.count;
}

static void column_in_list(struct names_walk *walk, struct name *name,
			   const struct names_item *item, int32_t column)
{
	struct edit *edit = walk->data;

	if (is_edited(edit, item, column) && !is_using(item, name))
		set_name(edit->schema, name, edit->to);
}

static void rename_parent_columns(struct edit *edit, const struct symbol *from)
{
	vec_each(struct sqlite_table *, table, edit->schema->tables) {
		if ((*table)->temporary != edit->table->temporary)
			continue;
		vec_each(struct sqlite_foreign_key *, key, (*table)->foreign_keys) {
			if ((*key)->parent.symbol != edit->table->name.symbol)
				continue;
			mark_altered(edit->schema, *table);
			vec_each(struct name, name, (*key)->parent_columns.names) {
				if (name->symbol == from)
					set_name(edit->schema, name, edit->to);
			}
		}
	}
}

void rename_column(struct sqlite_schema *schema, struct sqlite_table *table, int32_t column,
		   const struct name *to)
{
	struct edit edit = { schema, table, column, to, false };
	struct names_walk walk;

	note_rename(schema, table, table->columns.items[column], to);
	names_walk_init(&walk, schema);
	walk.reference = column_in_reference;
	walk.column = column_in_list;
	walk.data = &edit;
	walk_table(&walk, table);
	walk_views_and_triggers(&walk, schema);
	names_walk_free(&walk);
	rename_parent_columns(&edit, table->columns.items[column]->name.symbol);
	set_name(schema, &table->columns.items[column]->name, to);
}

bool rename_mentions(struct sqlite_schema *schema, const struct sqlite_table *table,
		     struct expr *expr, int32_t column)
{
	struct edit edit = { schema, table, column, NULL, false };
	struct names_walk walk;

	names_walk_init(&walk, schema);
	walk.reference = column_in_reference;
	walk.data = &edit;
	names_walk_table_expr(&walk, table, expr);
	names_walk_free(&walk);
	return edit.found;
}
