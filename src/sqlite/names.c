/* SPDX-License-Identifier: PostgreSQL
 *
 * FROM items and their columns, and what a name means among them: resolve.c's
 * lookupName and select.c's sqlite3ColumnsFromExprList over the model.
 */
#include <config.h>

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sqlite/internal.h"
#include "sqlite/names_internal.h"

void names_walk_init(struct names_walk *walk, const struct sqlite_schema *schema)
{
	*walk = (struct names_walk){ .schema = schema,
				     .arena = arena_new(),
				     .known = strmap_new() };
}

void names_walk_free(struct names_walk *walk)
{
	strmap_free(walk->known);
	arena_free(walk->arena);
}

struct names_views {
	struct arena *arena;
	struct strmap *known; /* view -> its columns */
	uint32_t depth;
};

struct names_views *names_views_new(void)
{
	struct names_views *views = xmalloc(sizeof(*views));

	*views = (struct names_views){ .arena = arena_new(), .known = strmap_new() };
	return views;
}

void names_views_free(struct names_views *views)
{
	strmap_free(views->known);
	arena_free(views->arena);
	free(views);
}

void names_problem(struct names_walk *walk, struct span span, const char *format, ...)
{
	char message[512];
	va_list args;

	if (!walk->problem)
		return;
	va_start(args, format);
	vsnprintf(message, sizeof(message), format, args);
	va_end(args);
	walk->problem(walk, span, message);
}

/* ---------------------------------------------------------------- columns by name */

static struct slice pointer_key(const void *const *pointer)
{
	return (struct slice){ (const char *)pointer, sizeof(*pointer) };
}

static struct names_columns *new_columns(struct names_walk *walk, const void *owner)
{
	struct names_columns *columns = arena_object(walk->arena, struct names_columns);

	if (owner)
		strmap_set(walk->known, pointer_key(&owner), columns);
	return columns;
}

static struct names_columns *open_columns(struct names_walk *walk)
{
	struct names_columns *columns = new_columns(walk, NULL);

	columns->open = true;
	return columns;
}

static void set_name(struct names_walk *walk, struct names_column *column, struct slice name)
{
	column->name = name;
	column->symbol = context_symbol(walk->schema->ctx, name);
}

static struct names_column from_table_column(const struct sqlite_table *table, uint32_t position)
{
	const struct sqlite_column *column = table->columns.items[position];

	return (struct names_column){
		.name = column->name.text,
		.symbol = column->name.symbol,
		.has_affinity = true,
		.affinity = column->affinity,
		.type = column->type.text,
		.type_as_source = column->type.text,
		.collation = column->rare->collation,
		.table = table,
		.column = (int32_t)position,
		.hidden = column->hidden,
	};
}

const struct names_columns *names_table_columns_of(struct names_walk *walk,
						   const struct sqlite_table *table)
{
	const void *owner = table;
	struct names_columns *columns = strmap_find(walk->known, pointer_key(&owner));

	if (columns)
		return columns;
	columns = new_columns(walk, table);
	columns->open = table->kind != TABLE_ORDINARY && table->columns.count == 0;
	for (uint32_t i = 0; i < table->columns.count; i++)
		vec_push(walk->arena, &columns->list, from_table_column(table, i));
	return columns;
}

int32_t names_find_column(const struct names_item *item, const struct symbol *name)
{
	for (uint32_t i = 0; i < item->columns->list.count; i++)
		if (item->columns->list.items[i].symbol == name)
			return (int32_t)i;
	return -1;
}

bool names_is_merged(const struct from_item *from, const struct symbol *name)
{
	if (!from)
		return false;
	if (from->using)
		vec_each(struct name, each, from->using->names) {
			if (each->symbol == name)
				return true;
		}
	return from->natural;
}

/* ---------------------------------------------------------------- FROM items */

struct common_match {
	const struct common_table *table;
	struct with_scope *with;
};

static struct common_match find_common(struct names_walk *walk, const struct qualified_name *name)
{
	if (!name->schema.symbol)
		for (struct with_scope *with = walk->with; with; with = with->outer)
			vec_each(struct common_table, table, with->clause->tables) {
				if (table->name.symbol == name->object.symbol)
					return (struct common_match){ table, with };
			}
	return (struct common_match){ NULL, NULL };
}

static void rename_columns(struct names_walk *walk, struct names_columns *columns,
			   const struct name_list *names)
{
	for (uint32_t i = 0; i < names->names.count; i++) {
		struct names_column *column;

		if (i == columns->list.count)
			vec_push(walk->arena, &columns->list, (struct names_column){ 0 });
		column = &columns->list.items[i];
		column->name = names->names.items[i].text;
		column->symbol = names->names.items[i].symbol;
	}
	columns->open = false;
}

/* The columns that a WITH's table has, seen from where it is defined. */
static const struct names_columns *common_columns(struct names_walk *walk,
						  struct common_match match)
{
	struct with_scope *here = walk->with;
	const struct names_columns *inner;
	struct names_columns *columns;

	walk->with = match.with;
	inner = names_select_columns(walk, match.table->select, NULL);
	walk->with = here;
	if (!match.table->columns)
		return inner;
	columns = new_columns(walk, NULL);
	columns->open = inner->open;
	vec_each(struct names_column, column, inner->list)
		vec_push(walk->arena, &columns->list, *column);
	rename_columns(walk, columns, match.table->columns);
	return columns;
}

/* Tables that are there without being created. */
static bool is_builtin(const struct name *name)
{
	static const char *const names[] = { "json_each",   "json_tree",     "generate_series",
					     "dbstat",	    "sqlite_dbpage", "bytecode",
					     "tables_used", "sqlite_stmt" };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (name_is(name, names[i]))
			return true;
	return name_has_prefix(name, "sqlite_") || name_has_prefix(name, "pragma_");
}

/* Objects in main see main only, unless the name says otherwise. */
static struct relation *find_seen(struct names_walk *walk, const struct qualified_name *name)
{
	if (!name->schema.symbol && !walk->temporary)
		return find_relation_in(walk->schema, DATABASE_MAIN, name->object.symbol);
	return find_relation(walk->schema, name);
}

static bool is_other_database(struct names_walk *walk, const struct name *schema)
{
	return schema->symbol && schema->symbol != walk->schema->state->main &&
	       schema->symbol != walk->schema->state->temp;
}

struct names_item names_table_item(struct names_walk *walk, const struct qualified_name *name,
				   const struct name *alias, bool function)
{
	struct names_item item = { .name = name->object };
	struct common_match common = find_common(walk, name);
	struct relation *found = common.table || function ? NULL : find_seen(walk, name);

	if (alias && alias->symbol) {
		item.name = *alias;
		item.aliased = true;
	}
	if (common.table) {
		item.common = common.table;
		item.columns = common_columns(walk, common);
	} else if (found && found->kind == OBJECT_TABLE) {
		item.table = found->table;
		item.columns = names_table_columns_of(walk, found->table);
	} else if (found && found->kind == OBJECT_VIEW) {
		item.view = found->view;
		item.columns = names_view_columns(walk, found->view);
	} else {
		item.columns = open_columns(walk);
		if (!function && !is_builtin(&name->object) &&
		    !is_other_database(walk, &name->schema))
			names_problem(walk, name->object.span, "no such table: %.*s",
				      SLICE_ARGS(name->object.text));
	}
	return item;
}

static struct names_item from_item(struct names_walk *walk, struct names_scope *scope,
				   const struct from_item *from)
{
	struct names_item item;

	if (from->select) {
		item = (struct names_item){ .name = from->alias,
					    .aliased = true,
					    .select = from->select };
		item.columns = names_select_columns(walk, from->select, scope->outer);
	} else {
		item = names_table_item(walk, &from->table, &from->alias, from->arguments != NULL);
	}
	item.from = from;
	return item;
}

/* (a JOIN b) AS x: the columns of all, by that name. */
static void add_group(struct names_walk *walk, struct names_scope *scope,
		      const struct from_item *from, uint32_t first)
{
	struct names_item group = { .name = from->alias, .aliased = true, .qualified_only = true };
	struct names_columns *columns = new_columns(walk, NULL);

	for (uint32_t i = first; i < scope->items.count; i++) {
		const struct names_columns *inner = scope->items.items[i].columns;

		columns->open |= inner->open;
		vec_each(struct names_column, column, inner->list)
			vec_push(walk->arena, &columns->list, *column);
	}
	group.columns = columns;
	vec_push(walk->arena, &scope->items, group);
}

void names_add_from(struct names_walk *walk, struct names_scope *scope,
		    const struct from_clause *from)
{
	vec_each(struct from_item, each, from->items) {
		uint32_t first = scope->items.count;

		if (!each->nested) {
			vec_push(walk->arena, &scope->items, from_item(walk, scope, each));
			continue;
		}
		names_add_from(walk, scope, each->nested);
		if (each->alias.symbol)
			add_group(walk, scope, each, first);
	}
}

/* ---------------------------------------------------------------- what a name means */

static bool is_rowid_name(const struct symbol *symbol)
{
	return strcmp(symbol->text, "rowid") == 0 || strcmp(symbol->text, "oid") == 0 ||
	       strcmp(symbol->text, "_rowid_") == 0;
}

static bool has_rowid(const struct names_item *item)
{
	return !item->table || !item->table->without_rowid;
}

static struct reference rowid_of(const struct names_item *item)
{
	return (struct reference){ .kind = REFERENCE_ROWID,
				   .item = item,
				   .column = item->table ? item->table->rowid_column : -1 };
}

static bool is_named(const struct names_item *item, const struct column_reference *name)
{
	return item->name.symbol == name->of->table.symbol &&
	       !(name->of->schema.symbol && !(item->table || item->view));
}

static struct reference resolve_qualified(struct names_scope *scope,
					  const struct column_reference *name)
{
	struct reference open = { .kind = REFERENCE_NOTHING };

	vec_each(struct names_item, item, scope->items) {
		int32_t column;

		if (!is_named(item, name))
			continue;
		column = names_find_column(item, name->column.symbol);
		if (column >= 0)
			return (struct reference){ REFERENCE_COLUMN, item, column, 0, NULL };
		if (is_rowid_name(name->column.symbol) && has_rowid(item))
			return rowid_of(item);
		if (item->columns->open)
			open = (struct reference){ .kind = REFERENCE_OPEN, .item = item };
	}
	return open;
}

static const struct result_column *find_alias(const struct result_columns *results,
					      const struct symbol *name)
{
	vec_each(struct result_column, result, results->columns) {
		if (result->alias.symbol == name)
			return result;
	}
	return NULL;
}

/* Among the columns of all items; those that a join merges are one. */
static struct reference resolve_column(struct names_scope *scope, const struct symbol *name)
{
	struct reference found = { .kind = REFERENCE_NOTHING };

	vec_each(struct names_item, item, scope->items) {
		int32_t column = item->qualified_only ? -1 : names_find_column(item, name);

		if (column < 0)
			continue;
		if (found.kind == REFERENCE_NOTHING)
			found = (struct reference){ REFERENCE_COLUMN, item, column, 0, NULL };
		else if (!names_is_merged(item->from, name))
			found.kind = REFERENCE_AMBIGUOUS;
	}
	return found;
}

static struct reference resolve_bare(struct names_scope *scope, const struct symbol *name)
{
	struct reference found = resolve_column(scope, name);
	const struct result_column *alias = NULL;
	const struct names_item *only = NULL, *open = NULL;
	uint32_t count = 0;

	if (found.kind != REFERENCE_NOTHING)
		return found;
	vec_each(struct names_item, item, scope->items) {
		if (item->qualified_only)
			continue;
		count++;
		only = item;
		if (item->columns->open)
			open = item;
	}
	if (count == 1 && is_rowid_name(name) && has_rowid(only))
		return rowid_of(only);
	if (scope->results)
		alias = find_alias(scope->results, name);
	if (alias)
		return (struct reference){ .kind = REFERENCE_ALIAS, .alias = alias };
	if (open)
		return (struct reference){ .kind = REFERENCE_OPEN, .item = open };
	return found;
}

struct reference names_resolve(struct names_walk *walk, struct names_scope *scope,
			       const struct expr *expr)
{
	const struct column_reference *name = expr->name;
	struct reference found = { .kind = REFERENCE_NOTHING };
	uint32_t levels = 0;

	(void)walk;
	for (; scope; scope = scope->outer, levels++) {
		found = name->of ? resolve_qualified(scope, name)
				 : resolve_bare(scope, name->column.symbol);
		found.levels = levels;
		if (found.kind != REFERENCE_NOTHING)
			return found;
	}
	if (name->of)
		return found;
	if (name->column.quote == QUOTE_DOUBLE || name->column.quote == QUOTE_SINGLE)
		found.kind = REFERENCE_STRING;
	else if (name->column.quote == QUOTE_NONE && name_is(&name->column, "true"))
		found.kind = REFERENCE_TRUE;
	else if (name->column.quote == QUOTE_NONE && name_is(&name->column, "false"))
		found.kind = REFERENCE_FALSE;
	return found;
}

/* A column that a RIGHT or FULL JOIN merges is coalesce() of both sides: an expression. */
static bool is_coalesced(const struct names_scope *scope, const struct symbol *name)
{
	vec_each(struct names_item, item, scope->items) {
		if (item->from &&
		    (item->from->join == JOIN_RIGHT || item->from->join == JOIN_FULL) &&
		    names_is_merged(item->from, name) && names_find_column(item, name) >= 0)
			return true;
	}
	return false;
}

static void make_expression(struct names_column *column)
{
	column->has_affinity = false;
	column->type = column->type_as_source = SLICE("");
	column->collation = NULL;
	column->table = NULL;
	column->column = -1;
}

/* ---------------------------------------------------------------- result columns */

static const struct expr *skip_collate(const struct expr *expr)
{
	while (expr->kind == EXPR_COLLATE)
		expr = expr->collate.operand;
	return expr;
}

static void take_column(struct names_column *column, const struct reference *reference)
{
	if (reference->kind == REFERENCE_ROWID) {
		column->has_affinity = true;
		column->affinity = AFFINITY_INTEGER;
		column->type = SLICE("INTEGER");
		column->table = reference->item->table;
		column->column = reference->column;
		if (reference->item->table && reference->column >= 0)
			*column = from_table_column(reference->item->table,
						    (uint32_t)reference->column);
		return;
	}
	*column = reference->item->columns->list.items[reference->column];
	column->type = column->type_as_source;
	column->hidden = false;
}

/* What is known of an expression's value: sqlite3ExprAffinity and columnType. */
static void take_expr(struct names_walk *walk, struct names_scope *scope,
		      struct names_column *column, const struct expr *expr)
{
	const struct names_columns *inner;
	struct reference reference;

	expr = skip_collate(expr);
	if (expr->kind == EXPR_NAME) {
		reference = names_resolve(walk, scope, expr);
		if (reference.kind == REFERENCE_COLUMN || reference.kind == REFERENCE_ROWID)
			take_column(column, &reference);
		if (reference.kind == REFERENCE_COLUMN && reference.levels == 0 &&
		    !expr->name->of && is_coalesced(scope, expr->name->column.symbol))
			make_expression(column);
	} else if (expr->kind == EXPR_CAST) {
		column->has_affinity = true;
		column->affinity = affinity_of(expr->cast.type->text);
	} else if (expr->kind == EXPR_SUBQUERY) {
		inner = names_select_columns(walk, expr->select, scope);
		if (inner->list.count)
			*column = inner->list.items[0];
	}
}

static bool is_truth_word(struct slice name)
{
	return slice_equal_nocase(name, SLICE("true")) || slice_equal_nocase(name, SLICE("false"));
}

static struct slice written_name(struct names_walk *walk, struct names_scope *scope,
				 const struct result_column *result)
{
	const struct expr *expr = skip_collate(result->expr);
	struct reference reference;

	if (expr->kind != EXPR_NAME)
		return source_slice(&walk->schema->ctx->sources, result->span);
	reference = names_resolve(walk, scope, expr);
	if (reference.kind == REFERENCE_COLUMN)
		return reference.item->columns->list.items[reference.column].name;
	if (reference.kind == REFERENCE_ROWID && reference.column >= 0)
		return reference.item->table->columns.items[reference.column]->name.text;
	if (reference.kind == REFERENCE_ROWID)
		return SLICE("rowid");
	if (reference.kind == REFERENCE_STRING)
		return source_slice(&walk->schema->ctx->sources, result->span);
	return expr->name->column.text;
}

/* Names outlive the walk, as the names that are written do. */
static struct slice made_name(struct names_walk *walk, uint32_t number)
{
	return slice_of(arena_printf(walk->schema->ctx->arena, "column%u", number));
}

static void add_result(struct names_walk *walk, struct names_scope *scope,
		       struct names_columns *columns, const struct result_column *result)
{
	struct names_column column = { .column = -1 };
	struct slice name = result->alias.text;

	take_expr(walk, scope, &column, result->expr);
	if (!result->alias.symbol) {
		name = written_name(walk, scope, result);
		if (name.len == 0 || is_truth_word(name))
			name = made_name(walk, columns->list.count + 1);
	}
	set_name(walk, &column, name);
	vec_push(walk->arena, &columns->list, column);
}

static void add_star(struct names_walk *walk, const struct names_scope *scope,
		     const struct names_item *item, bool qualified, struct names_columns *columns)
{
	columns->open |= item->columns->open;
	vec_each(struct names_column, column, item->columns->list) {
		if (column->hidden)
			continue;
		if (!qualified && names_is_merged(item->from, column->symbol)) {
			uint32_t i = 0;

			while (i < columns->list.count &&
			       columns->list.items[i].symbol != column->symbol)
				i++;
			if (i < columns->list.count)
				continue;
		}
		vec_push(walk->arena, &columns->list, *column);
		columns->list.items[columns->list.count - 1].type = column->type_as_source;
		if (!qualified && is_coalesced(scope, column->symbol))
			make_expression(&columns->list.items[columns->list.count - 1]);
	}
}

static void add_results(struct names_walk *walk, struct names_scope *scope,
			struct names_columns *columns, const struct result_columns *results)
{
	vec_each(struct result_column, result, results->columns) {
		if (result->kind == RESULT_EXPR) {
			add_result(walk, scope, columns, result);
			continue;
		}
		vec_each(struct names_item, item, scope->items) {
			if (result->kind == RESULT_STAR && !item->qualified_only)
				add_star(walk, scope, item, false, columns);
			else if (result->kind == RESULT_TABLE_STAR &&
				 item->name.symbol == result->table.symbol)
				add_star(walk, scope, item, true, columns);
		}
	}
}

static void add_values(struct names_walk *walk, struct names_scope *scope,
		       struct names_columns *columns, const struct expr_list *row)
{
	vec_each(struct expr *, value, row->exprs) {
		struct names_column column = { .column = -1 };

		take_expr(walk, scope, &column, *value);
		set_name(walk, &column, made_name(walk, columns->list.count + 1));
		vec_push(walk->arena, &columns->list, column);
	}
}

static void add_core(struct names_walk *walk, const struct select_core *core,
		     struct names_scope *outer, struct names_columns *columns)
{
	struct names_scope scope = { .outer = outer };

	if (core->from)
		names_add_from(walk, &scope, core->from);
	columns->open = false;
	if (core->values.count)
		add_values(walk, &scope, columns, core->values.items[0]);
	else
		add_results(walk, &scope, columns, &core->results);
	vec_each(struct names_column, column, columns->list)
		column->type_as_source = column->type;
}

static void add_last_types(struct names_walk *walk, const struct select_core *core,
			   struct names_scope *outer, struct names_columns *columns)
{
	struct names_columns last = { 0 };

	add_core(walk, core, outer, &last);
	for (uint32_t i = 0; i < columns->list.count && i < last.list.count; i++)
		columns->list.items[i].type_as_source = last.list.items[i].type;
}

static bool is_taken(const struct names_columns *columns, uint32_t count,
		     const struct symbol *symbol)
{
	for (uint32_t i = 0; i < count; i++)
		if (columns->list.items[i].symbol == symbol)
			return true;
	return false;
}

/* A name that is taken gets ":1", ":2" ...; SQLite starts over from what stands before the colon.
 */
static void make_unique(struct names_walk *walk, struct names_columns *columns)
{
	for (uint32_t i = 0; i < columns->list.count; i++) {
		struct names_column *column = &columns->list.items[i];
		uint32_t number = 0;

		while (is_taken(columns, i, column->symbol)) {
			uint32_t len = column->name.len, digits = len;

			while (digits > 1 && column->name.ptr[digits - 1] >= '0' &&
			       column->name.ptr[digits - 1] <= '9')
				digits--;
			if (digits > 0 && column->name.ptr[digits - 1] == ':')
				len = digits - 1;
			set_name(walk, column,
				 slice_of(arena_printf(walk->schema->ctx->arena, "%.*s:%u",
						       (int)len, column->name.ptr, ++number)));
		}
	}
}

const struct names_columns *names_select_columns(struct names_walk *walk,
						 const struct select *select,
						 struct names_scope *outer)
{
	const void *owner = select;
	struct names_columns *columns = strmap_find(walk->known, pointer_key(&owner));
	struct with_scope with = { select->with, walk->with };

	/* Also found while it is being made: a table that reads itself. */
	if (columns)
		return columns;
	columns = new_columns(walk, select);
	columns->open = true;
	if (select->with)
		walk->with = &with;
	add_core(walk, select->cores.items[0], outer, columns);
	if (select->cores.count > 1)
		add_last_types(walk, select->cores.items[select->cores.count - 1], outer, columns);
	make_unique(walk, columns);
	walk->with = with.outer;
	return columns;
}

static struct names_columns *make_view_columns(struct names_walk *walk,
					       const struct sqlite_view *view)
{
	struct names_columns *columns = new_columns(walk, view);
	const struct names_columns *inner;
	struct with_scope *with = walk->with;
	bool temporary = walk->temporary;

	columns->open = true;
	walk->with = NULL;
	walk->temporary = view->temporary;
	inner = names_select_columns(walk, view->definition->select, NULL);
	walk->with = with;
	walk->temporary = temporary;
	columns->open = inner->open;
	vec_each(struct names_column, column, inner->list)
		vec_push(walk->arena, &columns->list, *column);
	if (view->definition->columns)
		rename_columns(walk, columns, view->definition->columns);
	return columns;
}

/* In a walk of their own, of which the columns alone are kept. */
static const struct names_columns *keep_view_columns(struct names_walk *walk,
						     const struct sqlite_view *view)
{
	struct names_views *views = walk->views;
	struct names_columns *kept = arena_object(views->arena, struct names_columns);
	const struct names_columns *made;
	const void *owner = view;
	struct names_walk own;

	kept->open = true;
	strmap_set(views->known, pointer_key(&owner), kept);
	if (views->depth == MAX_VIEW_DEPTH)
		return kept;
	views->depth++;
	names_walk_init(&own, walk->schema);
	own.views = views;
	made = make_view_columns(&own, view);
	kept->open = made->open;
	vec_each(struct names_column, column, made->list)
		vec_push(views->arena, &kept->list, *column);
	names_walk_free(&own);
	views->depth--;
	return kept;
}

const struct names_columns *names_view_columns(struct names_walk *walk,
					       const struct sqlite_view *view)
{
	const void *owner = view;
	struct strmap *known = walk->views ? walk->views->known : walk->known;
	struct names_columns *columns = strmap_find(known, pointer_key(&owner));

	if (columns)
		return columns;
	return walk->views ? keep_view_columns(walk, view) : make_view_columns(walk, view);
}
