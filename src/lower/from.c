/* SPDX-License-Identifier: PostgreSQL
 *
 * FROM: the sources that a query reads, and what their columns are.
 */
#include <config.h>

#include "lower/query.h"

static bool refuse(struct walk *w, struct span span, const char *what)
{
	walk_refuse(w, D_UNSUPPORTED_VIEW, span, "%s is not translated yet", what);
	return false;
}

static struct name plain_name(struct walk *w, const char *text)
{
	return build_name(w, text);
}

static void set_source_name(struct walk *w, const struct from_item *item, struct from_item *out,
			    struct scope_source *source, const char *table)
{
	const char *alias;

	source->output = table;
	source->alias = item->table.object.symbol;
	if (!item->alias.symbol)
		return;
	alias = name_identifier(w->l, &item->alias, w->request->object);
	out->alias = plain_name(w, alias);
	source->output = alias;
	source->alias = item->alias.symbol;
}

static void take_columns(struct walk *w, struct scope_source *source,
			 const struct result_list *results)
{
	vec_each(const struct scope_column, column, results->columns)
		vec_push(w->arena, &source->columns, *column);
}

static const struct common *find_common(const struct walk *w, const struct symbol *name)
{
	for (const struct common *common = w->commons; common; common = common->next)
		if (common->name == name)
			return common;
	return NULL;
}

static bool table_source(struct walk *w, const struct from_item *item, struct from_item *out,
			 struct scope_source *source)
{
	const struct symbol *name = item->table.object.symbol;
	const struct common *common = item->table.schema.symbol ? NULL : find_common(w, name);
	struct sqlite_table *table = common ? NULL : sqlite_find_table(w->l->source, name);
	struct sqlite_view *view = common || table ? NULL : sqlite_find_view(w->l->source, name);
	const struct known_view *known;

	if (common) {
		out->table.object = plain_name(w, common->output);
		take_columns(w, source, common->results);
		set_source_name(w, item, out, source, common->output);
		return true;
	}
	if (view) {
		known = view_get(w->l, view);
		if (!known) {
			walk_refuse(w, D_UNSUPPORTED_VIEW, item->span,
				    "this reads view '%.*s', which is not translated",
				    SLICE_ARGS(view->name.text));
			return false;
		}
		out->table.object = plain_name(w, known->view->name);
		take_columns(w, source, &known->results);
		query_depends(w, known->view->name);
		set_source_name(w, item, out, source, known->view->name);
		return true;
	}
	source->table = table ? lower_find_table(w->l, table) : NULL;
	if (!source->table) {
		walk_refuse(w, D_UNSUPPORTED_VIEW, item->span,
			    "there is no table or view '%.*s' in PostgreSQL",
			    SLICE_ARGS(item->table.object.text));
		return false;
	}
	out->table.object = plain_name(w, source->table->table->name);
	query_depends(w, source->table->table->name);
	set_source_name(w, item, out, source, source->table->table->name);
	return true;
}

static bool subquery_source(struct walk *w, const struct from_item *item, struct from_item *out,
			    struct scope_source *source)
{
	struct result_list results = { 0 };
	const char *alias;

	if (!select_lower(w, item->select, NULL, &out->select, &results))
		return false;
	take_columns(w, source, &results);
	/* PostgreSQL before 16 wants a name */
	alias = item->alias.symbol ? name_identifier(w->l, &item->alias, w->request->object)
				   : arena_printf(w->arena, "subquery_%u", ++w->subqueries);
	out->alias = plain_name(w, alias);
	source->alias = item->alias.symbol;
	source->output = alias;
	return true;
}

static bool one_source(struct walk *w, const struct from_item *item, struct from_item *out,
		       struct scope *scope)
{
	struct scope_source source = { 0 };
	bool done;

	if (item->arguments)
		return refuse(w, item->span, "a table-valued function");
	if (item->nested)
		return refuse(w, item->span, "a join in parentheses");
	done = item->select ? subquery_source(w, item, out, &source)
			    : table_source(w, item, out, &source);
	if (!done)
		return false;
	source.nullable = item->join == JOIN_LEFT || item->join == JOIN_FULL;
	if (item->join == JOIN_RIGHT || item->join == JOIN_FULL)
		vec_each(struct scope_source, earlier, scope->sources)
			earlier->nullable = true;
	vec_push(w->arena, &scope->sources, source);
	return true;
}

bool source_column(const struct scope_source *source, const struct symbol *name,
		   struct scope_column *out)
{
	int32_t column;

	if (source->table) {
		column = sqlite_find_column(source->table->source, name);
		if (column < 0 || !source->table->columns[column])
			return false;
		infer_column(source->table, column, &out->value);
		out->name = name;
		out->spelling = source->table->source->columns.items[column]->name.text;
		out->output = source->table->columns[column]->name;
		return true;
	}
	vec_each(const struct scope_column, derived, source->columns) {
		if (derived->name == name) {
			*out = *derived;
			return true;
		}
	}
	return false;
}

/* A column of USING must be of one class on both sides, and compare by bytes. */
static bool use_column(struct walk *w, struct scope *scope, const struct name *name,
		       struct from_item *out)
{
	struct scope_source *right = &scope->sources.items[scope->sources.count - 1];
	struct scope_column left_column, right_column;
	bool found = false;

	for (uint32_t i = 0; i + 1 < scope->sources.count && !found; i++)
		found = source_column(&scope->sources.items[i], name->symbol, &left_column);
	if (!found || !source_column(right, name->symbol, &right_column)) {
		walk_refuse(w, D_UNKNOWN_COLUMN, name->span,
			    "column '%.*s' is not on both sides of the join",
			    SLICE_ARGS(name->text));
		return false;
	}
	if (left_column.value.storage != right_column.value.storage ||
	    left_column.value.collation != COLLATION_BINARY ||
	    slice_compare(slice_of(left_column.output), slice_of(right_column.output)) != 0)
		return refuse(w, name->span, "USING over columns of several types");
	vec_push(w->arena, &right->merged, name->symbol);
	vec_push(w->arena, &out->using->names, build_name(w, left_column.output));
	return true;
}

static bool join_using(struct walk *w, const struct from_item *item, struct from_item *out,
		       struct scope *scope)
{
	out->using = arena_object(w->arena, struct name_list);
	vec_each(const struct name, name, item->using->names) {
		if (!use_column(w, scope, name, out))
			return false;
	}
	return true;
}

static void names_of(struct walk *w, const struct scope_source *source, struct name_list *out)
{
	if (source->table)
		vec_each(struct sqlite_column *const, column, source->table->source->columns)
			vec_push(w->arena, &out->names, (*column)->name);
	vec_each(const struct scope_column, column, source->columns) {
		struct name name = { .text = column->spelling, .symbol = column->name };

		vec_push(w->arena, &out->names, name);
	}
}

static bool join_natural(struct walk *w, struct from_item *out, struct scope *scope)
{
	struct scope_source *right = &scope->sources.items[scope->sources.count - 1];
	struct name_list names = { 0 };
	struct scope_column ignored;

	names_of(w, right, &names);
	out->natural = false;
	out->using = arena_object(w->arena, struct name_list);
	vec_each(const struct name, name, names.names) {
		bool shared = false;

		for (uint32_t i = 0; i + 1 < scope->sources.count && !shared; i++)
			shared = source_column(&scope->sources.items[i], name->symbol, &ignored);
		if (shared && !use_column(w, scope, name, out))
			return false;
	}
	if (!out->using->names.count)
		out->using = NULL;
	return true;
}

/* A comma binds less than JOIN in PostgreSQL, equally in SQLite. */
static void settle_join(struct walk *w, struct from_item *out, bool only_commas)
{
	if (out->on || out->using)
		out->join =
			out->join == JOIN_COMMA || out->join == JOIN_CROSS ? JOIN_INNER : out->join;
	else if (out->join == JOIN_INNER || (out->join == JOIN_COMMA && !only_commas))
		out->join = JOIN_CROSS;
	else if (out->join != JOIN_COMMA && out->join != JOIN_CROSS)
		out->on = build_boolean(w, true, out->span);
}

static bool only_commas(const struct from_clause *from)
{
	for (uint32_t i = 1; i < from->items.count; i++)
		if (from->items.items[i].join != JOIN_COMMA || from->items.items[i].on)
			return false;
	return true;
}

static bool join_condition(struct walk *w, const struct from_item *item, struct from_item *out,
			   struct scope *scope)
{
	struct lowered on;

	if (item->natural && !join_natural(w, out, scope))
		return false;
	if (item->using && !join_using(w, item, out, scope))
		return false;
	if (!item->on)
		return true;
	if (!walk_truth(w, item->on, &on))
		return false;
	out->on = boolean_settle(w, on.expr, false);
	return true;
}

bool from_lower(struct walk *w, const struct from_clause *from, struct scope *scope,
		struct from_clause **out)
{
	bool commas;

	*out = NULL;
	if (!from)
		return true;
	commas = only_commas(from);
	*out = arena_object(w->arena, struct from_clause);
	for (uint32_t i = 0; i < from->items.count; i++) {
		const struct from_item *item = &from->items.items[i];
		struct from_item copy = { .join = item->join, .span = item->span };

		if (!one_source(w, item, &copy, scope) || !join_condition(w, item, &copy, scope))
			return false;
		if (i)
			settle_join(w, &copy, commas);
		vec_push(w->arena, &(*out)->items, copy);
	}
	return true;
}
