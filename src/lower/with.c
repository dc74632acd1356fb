/* SPDX-License-Identifier: PostgreSQL
 *
 * WITH.  SQLite's tables may name each other in any order and themselves without RECURSIVE; each
 * is lowered when it is first named, so that PostgreSQL gets what it reads before it.
 */
#include <config.h>

#include "lower/query.h"

static bool common_lower(struct walk *w, struct common *common)
{
	const struct scope *scope = w->scope;
	const struct common *commons = w->commons;
	struct common_table copy = { .materialized = common->source->materialized,
				     .span = common->source->span };
	bool done;

	common->state = COMMON_BEGUN;
	common->results = arena_object(w->arena, struct result_list);
	w->commons = common->all;
	w->scope = common->outer;
	if (recursive_is(common->source))
		done = recursive_lower(w, common, &copy.select);
	else
		done = select_lower(w, common->source->select, common->outer, &copy.select,
				    common->results);
	w->commons = commons;
	w->scope = scope;
	common->state = done ? COMMON_DONE : COMMON_FAILED;
	if (!done)
		return false;
	if (common->source->columns)
		results_rename(w, common->source->columns, common->results);
	common_add(w, common, &copy);
	return true;
}

void common_add(struct walk *w, const struct common *common, struct common_table *table)
{
	if (!table->name.symbol)
		table->name = build_name(w, common->output);
	if (common->source->columns) {
		table->columns = arena_object(w->arena, struct name_list);
		vec_each(const struct scope_column, column, common->results->columns)
			vec_push(w->arena, &table->columns->names, build_name(w, column->output));
	}
	vec_push(w->arena, &common->made->tables, *table);
}

struct common *common_find(struct walk *w, const struct symbol *name)
{
	const struct common *common = w->commons;

	while (common && common->name != name)
		common = common->next;
	return (struct common *)common;
}

bool common_get(struct walk *w, struct common *common, struct span span)
{
	if (common->state == COMMON_NEW)
		return common_lower(w, common);
	if (common->state == COMMON_BEGUN) {
		walk_refuse(w, D_UNSUPPORTED_VIEW, span,
			    "'%.*s' reads itself where SQLite can't have it, either",
			    SLICE_ARGS(common->source->name.text));
		return false;
	}
	return common->state != COMMON_FAILED;
}

bool with_lower(struct walk *w, const struct with_clause *with, const struct scope *outer,
		struct with_clause **out)
{
	const struct common *next = w->commons;
	bool done = true;

	*out = arena_object(w->arena, struct with_clause);
	vec_each(const struct common_table, table, with->tables) {
		struct common *common = arena_object(w->arena, struct common);

		common->next = w->commons;
		common->name = table->name.symbol;
		common->output = name_identifier(w->l, &table->name, w->request->object);
		common->source = table;
		common->outer = outer;
		common->made = *out;
		w->commons = common;
	}
	for (const struct common *common = w->commons; common != next; common = common->next)
		((struct common *)common)->all = w->commons;
	vec_each(const struct common_table, table, with->tables)
		done &= common_get(w, common_find(w, table->name.symbol), table->span);
	return done;
}
