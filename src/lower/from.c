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

static bool view_source(struct walk *w, const struct sqlite_view *view, struct span span,
			struct scope_source *out)
{
	const struct known_view *known = view_get(w->l, view);

	if (!known) {
		walk_refuse(w, D_UNSUPPORTED_VIEW, span,
			    "this reads view '%.*s', which is not translated",
			    SLICE_ARGS(view->name.text));
		return false;
	}
	take_columns(w, out, &known->results);
	out->output = known->view->name;
	query_depends(w, out->output);
	return true;
}

bool relation_source(struct walk *w, const struct qualified_name *name, struct span span,
		     struct scope_source *out)
{
	const struct symbol *symbol = name->object.symbol;
	const struct common *common = name->schema.symbol ? NULL : find_common(w, symbol);
	struct sqlite_table *table = common ? NULL : sqlite_find_table(w->l->source, symbol);
	struct sqlite_view *view = common || table ? NULL : sqlite_find_view(w->l->source, symbol);

	*out = (struct scope_source){ .alias = symbol };
	if (common) {
		take_columns(w, out, common->results);
		out->output = common->output;
		return true;
	}
	if (view)
		return view_source(w, view, span, out);
	out->table = table ? lower_find_table(w->l, table) : NULL;
	if (!out->table) {
		walk_refuse(w, D_UNSUPPORTED_VIEW, span,
			    "there is no table or view '%.*s' in PostgreSQL",
			    SLICE_ARGS(name->object.text));
		return false;
	}
	out->output = out->table->table->name;
	query_depends(w, out->output);
	return true;
}

void scope_add(struct walk *w, struct scope *scope, const struct scope_source *relation,
	       const char *alias, const char *output, enum scope_names names)
{
	struct scope_source source = *relation;

	source.alias = context_symbol(w->ctx, slice_of(alias));
	source.output = output;
	source.qualified_only = names == QUALIFIED_ONLY;
	vec_push(w->arena, &scope->sources, source);
}

static bool table_source(struct walk *w, const struct from_item *item, struct from_item *out,
			 struct scope_source *source)
{
	const char *alias;

	if (!relation_source(w, &item->table, item->span, source))
		return false;
	out->table.object = build_name(w, source->output);
	if (!item->alias.symbol)
		return true;
	alias = name_identifier(w->l, &item->alias, w->request->object);
	out->alias = build_name(w, alias);
	source->output = alias;
	source->alias = item->alias.symbol;
	return true;
}

static bool subquery_source(struct walk *w, const struct from_item *item, struct from_item *out,
			    const struct scope *scope, struct scope_source *source)
{
	struct result_list results = { 0 };
	const char *alias;

	if (!select_lower(w, item->select, scope->parent, &out->select, &results))
		return false;
	take_columns(w, source, &results);
	/* PostgreSQL before 16 wants a name */
	alias = item->alias.symbol ? name_identifier(w->l, &item->alias, w->request->object)
				   : arena_printf(w->arena, "subquery_%u", ++w->subqueries);
	out->alias = build_name(w, alias);
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
	done = item->select ? subquery_source(w, item, out, scope, &source)
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
