/* SPDX-License-Identifier: PostgreSQL
 *
 * Which tables and columns of the source become tables and columns, and their names.
 * What stays out is told: by whom it is excluded, or why it has no place in a
 * PostgreSQL schema.
 */
#include <config.h>

#include "lower/fulltext.h"
#include "sqlite/virtual.h"

#include <fnmatch.h>
#include <string.h>

/* pg_attribute's limit (MaxHeapAttributeNumber). */
enum { COLUMNS_MAX = 1600 };

const char *object_of(struct lowering *l, const struct lowered_table *table, int32_t column)
{
	struct slice name = table->source->name.text, other;

	if (column < 0)
		return arena_copy(l->arena, name.ptr, name.len);
	other = table->source->columns.items[column]->name.text;
	return arena_printf(l->arena, "%.*s.%.*s", SLICE_ARGS(name), SLICE_ARGS(other));
}

const char *request_object(struct lowering *l, const struct expr_request *request)
{
	if (request->object || !request->owner)
		return request->object;
	return object_of(l, request->owner, request->owner_column);
}

struct lowered_table *lower_find_table(const struct lowering *l, const struct sqlite_table *table)
{
	return table ? l->by_order[table->order] : NULL;
}

static bool matches_any(const char *name, const char *const *globs, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++)
		if (fnmatch(globs[i], name, FNM_CASEFOLD) == 0)
			return true;
	return false;
}

bool name_is_excluded(const struct lowering *l, const struct name *name)
{
	const struct lower_options *options = l->options;
	const char *text = name->symbol->text;

	if (options->include.count &&
	    !matches_any(text, options->include.items, options->include.count))
		return true;
	return matches_any(text, options->exclude.items, options->exclude.count);
}

bool table_is_excluded(const struct lowering *l, const struct sqlite_table *table)
{
	struct target target = { 0 };

	return name_is_excluded(l, &table->name) ||
	       (rule_for_table(l->rules, table, &target) && target.kind == TARGET_EXCLUDE);
}

/* A rule's rename is the name itself. */
static const char *table_name(struct lowering *l, const struct sqlite_table *table,
			      const struct target *target)
{
	if (target->rename)
		return name_take(l, NAME_TABLE, target->rename, table->name.span);
	return name_table(l, &table->name);
}

/* False when a rule leaves the column out. */
static bool fill_column(struct lowering *l, const struct sqlite_table *table,
			const struct sqlite_column *source, struct pg_column *column)
{
	struct target target = { 0 };

	/* what a module computes; the rowid of a full-text table becomes a column */
	if (source->hidden && !source->is_rowid)
		return false;
	if (rule_for_column_name(l->rules, table, source, &target) && target.kind == TARGET_EXCLUDE)
		return false;
	column->name = target.rename;
	column->source = source;
	column->span = source->span;
	return true;
}

/* The columns of both sides are the same list until one is left out. */
void separate_columns(struct lowering *l, struct lowered_table *table)
{
	const struct pg_table *to = table->table;
	struct pg_column **columns;

	if (table->columns && table->columns != to->columns.items)
		return;
	columns = arena_alloc(l->arena, table->source->columns.count * sizeof(*table->columns));
	memcpy(columns, to->columns.items, to->columns.count * sizeof(*columns));
	table->columns = columns;
}

static void add_columns(struct lowering *l, struct lowered_table *lowered)
{
	const struct sqlite_table *source = lowered->source;
	uint32_t count = source->columns.count;
	struct pg_table *table = lowered->table;

	struct pg_column *columns = arena_alloc(l->arena, count * sizeof(*columns));

	vec_reserve(l->arena, &table->columns, count);
	for (uint32_t i = 0; i < count; i++) {
		bool kept = fill_column(l, source, source->columns.items[i], &columns[i]);

		if (!kept)
			separate_columns(l, lowered);
		if (lowered->columns)
			lowered->columns[i] = kept ? &columns[i] : NULL;
		if (kept)
			vec_push(l->arena, &table->columns, &columns[i]);
	}
	if (!lowered->columns)
		lowered->columns = table->columns.items;
	if (table->columns.count > COLUMNS_MAX)
		lower_refuse(l, D_TOO_MANY_COLUMNS, source->name.span, object_of(l, lowered, -1),
			     "table '%.*s' has %u columns; PostgreSQL allows %d",
			     SLICE_ARGS(source->name.text), table->columns.count, COLUMNS_MAX);
	name_columns(l, lowered);
}

static void add_table(struct lowering *l, const struct sqlite_table *source)
{
	struct lowered_table *lowered = &l->tables[l->table_count];
	struct target target = { 0 };
	struct pg_table *table;

	if (source->kind == TABLE_SHADOW || name_is_excluded(l, &source->name) ||
	    virtual_obstacle(l, source))
		return;
	if (rule_for_table(l->rules, source, &target) && target.kind == TARGET_EXCLUDE)
		return;
	table = arena_object(l->arena, struct pg_table);
	table->name = table_name(l, source, &target);
	table->if_not_exists = source->if_not_exists;
	table->temporary = source->temporary;
	table->source = source;
	table->comments = source->comments;
	table->trailing_comments = source->trailing_comments;
	table->span = source->span;
	*lowered = (struct lowered_table){ .source = source, .table = table };
	lowered->is_view = fulltext_content(l, source) != NULL;
	lowered->first_column = l->column_count;
	l->column_count += source->columns.count;
	l->by_order[source->order] = lowered;
	l->table_count++;
	add_columns(l, lowered);
	if (source->temporary) {
		vec_push(l->arena, &l->out->temporary_tables, table);
		return;
	}
	place_table(l, lowered, &target);
	if (!lowered->is_view)
		vec_push(l->arena, &l->out->tables, table);
}

/* A temporary table hides another one of its name, which has to be made and named in the DDL. */
static void add_temporary(struct lowering *l, const struct sqlite_table *source)
{
	if (!name_is_taken(l->names, NAME_TABLE, name_identifier(l, &source->name, NULL)))
		add_table(l, source);
}

void lower_tables(struct lowering *l)
{
	l->tables = arena_alloc(l->arena, l->source->tables.count * sizeof(*l->tables));
	l->by_order = arena_alloc(l->arena, (l->source->next_order + 1) * sizeof(*l->by_order));
	vec_each(struct sqlite_table *, table, l->source->tables)
		if (!(*table)->temporary)
			add_table(l, *table);
	vec_each(struct sqlite_table *, table, l->source->tables)
		if ((*table)->temporary)
			add_temporary(l, *table);
}
