/* SPDX-License-Identifier: PostgreSQL
 *
 * FROM: the sources that a query reads, and what their columns are.  The items are made known
 * first, from left to right; then come the conditions of the joins, which may name all of them in
 * SQLite (select.c, sqlite3ProcessJoin).
 */
#include <config.h>

#include "lower/fulltext.h"

static void take_columns(struct walk *w, struct scope_source *source,
			 const struct result_list *results)
{
	vec_each(const struct scope_column, column, results->columns)
		vec_push(w->arena, &source->columns, *column);
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
	struct common *common = name->schema.symbol ? NULL : common_find(w, symbol);
	struct sqlite_table *table = common ? NULL : sqlite_find_table(w->l->source, symbol);
	struct sqlite_view *view = common || table ? NULL : sqlite_find_view(w->l->source, symbol);

	*out = (struct scope_source){ .alias = symbol };
	if (common) {
		if (!common_get(w, common, span))
			return false;
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
	source.id = ++w->sources;
	vec_push(w->arena, &scope->sources, source);
}

/* ---------------------------------------------------------------- items */

static bool is_taken(const struct scope *scope, const char *output)
{
	vec_each(const struct scope_source, source, scope->sources) {
		if (slice_equal(slice_of(source->output), slice_of(output)))
			return true;
	}
	return false;
}

/* FROM t, t: PostgreSQL wants another name for the second. */
static const char *own_name(struct walk *w, const struct scope *scope, const char *output)
{
	const char *name = output;

	for (unsigned number = 2; is_taken(scope, name); number++)
		name = arena_printf(w->arena, "%s_%u", output, number);
	return name;
}

static void add_source(struct walk *w, struct scope *scope, const struct from_item *item,
		       struct from_item *out, struct scope_source *source)
{
	const char *table = out->table.object.symbol ? source->output : NULL;

	if (item->alias.symbol) {
		source->output = name_identifier(w->l, &item->alias, w->request->object);
		source->alias = item->alias.symbol;
	}
	source->output = own_name(w, scope, source->output);
	if (!table || out->arguments || !slice_equal(slice_of(table), slice_of(source->output)))
		out->alias = build_name(w, source->output);
	source->id = ++w->sources;
	vec_push(w->arena, &scope->sources, *source);
}

/* One of several recursive parts: the row that all of them take is there already. */
static bool is_step(struct walk *w, const struct qualified_name *name)
{
	const struct common *common =
		name->schema.symbol ? NULL : common_find(w, name->object.symbol);

	return common && common->state == COMMON_STEPS;
}

static struct select *row_of(struct walk *w, const struct scope_source *source, struct span span)
{
	struct select *select = arena_object(w->arena, struct select);
	struct select_core *core = arena_object(w->arena, struct select_core);

	vec_each(const struct scope_column, column, source->columns) {
		struct result_column result = { .kind = RESULT_EXPR, .span = span };

		result.expr = build_column(w, source->output, column->output, span);
		vec_push(w->arena, &core->results.columns, result);
	}
	vec_push(w->arena, &select->cores, core);
	return select;
}

static bool table_item(struct walk *w, const struct from_item *item, struct from_item *out,
		       struct scope *scope)
{
	struct scope_source source;

	if ((item->arguments || tablefunc_is(w, &item->table)) && !fulltext_is_call(w, item)) {
		if (!tablefunc_source(w, item, out, &source))
			return false;
	} else if (!relation_source(w, &item->table, item->span, &source)) {
		return false;
	} else if (is_step(w, &item->table)) {
		out->select = row_of(w, &source, item->span);
	} else {
		out->table.object = build_name(w, source.output);
	}
	add_source(w, scope, item, out, &source);
	return true;
}

static bool subquery_item(struct walk *w, const struct from_item *item, struct from_item *out,
			  struct scope *scope)
{
	struct scope_source source = { 0 };
	struct result_list results = { 0 };

	if (!select_lower(w, item->select, scope->parent, &out->select, &results))
		return false;
	take_columns(w, &source, &results);
	/* PostgreSQL before 16 wants a name */
	if (!item->alias.symbol)
		source.output = arena_printf(w->arena, "subquery_%u", ++w->subqueries);
	add_source(w, scope, item, out, &source);
	return true;
}

static bool items_lower(struct walk *w, const struct from_clause *from, struct scope *scope,
			bool nested, struct from_clause *out);

/* (a JOIN b) [AS x]: PostgreSQL's alias would hide a and b. */
static bool group_item(struct walk *w, const struct from_item *item, struct from_item *out,
		       struct scope *scope)
{
	struct scope_source group = { .is_group = true, .qualified_only = true };

	group.first = scope->sources.count;
	out->nested = arena_object(w->arena, struct from_clause);
	if (!items_lower(w, item->nested, scope, true, out->nested))
		return false;
	group.end = scope->sources.count;
	if (!item->alias.symbol)
		return true;
	group.alias = item->alias.symbol;
	group.output = name_identifier(w->l, &item->alias, w->request->object);
	group.id = ++w->sources;
	vec_push(w->arena, &scope->sources, group);
	return true;
}

/* (t) is t. */
static struct from_item without_parentheses(const struct from_item *item)
{
	struct from_item inner = *item;

	while (inner.nested && inner.nested->items.count == 1) {
		struct name alias = inner.alias;

		inner = inner.nested->items.items[0];
		inner.join = item->join;
		inner.natural = item->natural;
		inner.on = item->on;
		inner.using = item->using;
		if (alias.symbol)
			inner.alias = alias;
	}
	return inner;
}

static bool item_lower(struct walk *w, const struct from_item *item, struct from_item *out,
		       struct scope *scope)
{
	if (item->nested)
		return group_item(w, item, out, scope);
	return item->select ? subquery_item(w, item, out, scope) : table_item(w, item, out, scope);
}

static bool only_commas(const struct from_clause *from)
{
	for (uint32_t i = 1; i < from->items.count; i++)
		if (from->items.items[i].join != JOIN_COMMA || from->items.items[i].on ||
		    from->items.items[i].using || from->items.items[i].natural)
			return false;
	return true;
}

static bool items_lower(struct walk *w, const struct from_clause *from, struct scope *scope,
			bool nested, struct from_clause *out)
{
	struct join_side left = { .first = scope->sources.count };
	bool commas = only_commas(from) && !nested;

	for (uint32_t i = 0; i < from->items.count; i++) {
		struct from_item item = without_parentheses(&from->items.items[i]);
		struct from_item copy = { .join = item.join, .span = item.span };
		struct join_side right;

		left.end = right.first = scope->sources.count;
		if (!item_lower(w, &item, &copy, scope))
			return false;
		right.end = scope->sources.count;
		if (i && !join_columns(w, &item, &copy, scope, left, right))
			return false;
		if (i)
			join_settle(&copy, item.on != NULL, commas);
		vec_push(w->arena, &out->items, copy);
	}
	return true;
}

/* ---------------------------------------------------------------- conditions */

/* t('words'): a condition of the join where that is an outer one, else of the query. */
static bool search_condition(struct walk *w, const struct from_item *item, struct from_item *out,
			     struct scope *scope, const struct scope_source *source)
{
	bool outer = item->join > JOIN_CROSS && scope->sources.count > 1;
	struct expr **place = outer ? &out->on : &scope->condition;
	struct expr *made;

	if (!fulltext_is_call(w, item))
		return true;
	if (!fulltext_argument(w, item, source, &made))
		return false;
	if (*place && !((*place)->kind == EXPR_BOOLEAN && (*place)->boolean))
		made = build_binary(w, OP_AND, *place, made, item->span);
	*place = made;
	return true;
}

static bool conditions_lower(struct walk *w, const struct from_clause *from, struct scope *scope,
			     struct from_clause *out, uint32_t *end)
{
	for (uint32_t i = 0; i < from->items.count; i++) {
		struct from_item item = without_parentheses(&from->items.items[i]);
		struct from_item *made = &out->items.items[i];

		if (item.nested) {
			if (!conditions_lower(w, item.nested, scope, made->nested, end))
				return false;
			*end += item.alias.symbol != NULL;
		} else {
			++*end;
		}
		if (!join_condition(w, &item, made, scope, *end) ||
		    !search_condition(w, &item, made, scope, &scope->sources.items[*end - 1]))
			return false;
	}
	return true;
}

bool from_lower(struct walk *w, const struct from_clause *from, struct scope *scope,
		struct from_clause **out)
{
	uint32_t end = scope->sources.count;

	*out = NULL;
	if (!from)
		return true;
	*out = arena_object(w->arena, struct from_clause);
	return items_lower(w, from, scope, false, *out) &&
	       conditions_lower(w, from, scope, *out, &end);
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
