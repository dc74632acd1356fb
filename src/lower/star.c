/* SPDX-License-Identifier: PostgreSQL
 *
 * SELECT * and RETURNING *: lowering writes the columns out.  Where these are all columns of the
 * tables in their order, as they are, the statement of an application keeps its star.
 */
#include <config.h>

#include "lower/query.h"

static const struct pg_table *table_named(struct walk *w, const struct qualified_name *name)
{
	const struct sqlite_table *table = sqlite_find_table(w->l->source, name->object.symbol);
	const struct lowered_table *lowered = table ? lower_find_table(w->l, table) : NULL;

	return lowered ? lowered->table : NULL;
}

/* The result column number AT is column NAME as it is. */
static bool is_column(const struct result_columns *results, uint32_t at, const char *name)
{
	const struct result_column *column;

	if (at >= results->columns.count)
		return false;
	column = &results->columns.items[at];
	return column->kind == RESULT_EXPR && !column->alias.symbol &&
	       column->expr->kind == EXPR_NAME &&
	       slice_equal(column->expr->name->column.text, slice_of(name));
}

/* Whether the result columns from *AT on are those of TABLE; *AT is moved behind them. */
static bool takes_table(const struct result_columns *results, const struct pg_table *table,
			uint32_t *at)
{
	if (!table)
		return false;
	vec_each(struct pg_column *const, column, table->columns)
		if (!is_column(results, (*at)++, (*column)->name))
			return false;
	return true;
}

/* The result columns that came of one star stand where it stood. */
static bool ends_at(const struct result_columns *results, uint32_t first, uint32_t end)
{
	struct span span = results->columns.items[first].span;

	return end == results->columns.count ||
	       results->columns.items[end].span.start != span.start;
}

static bool is_plain(const struct from_item *item)
{
	return !item->select && !item->nested && !item->arguments && !item->using && !item->natural;
}

struct starred {
	const struct from_clause *from;	     /* of the source, or NULL: */
	const struct qualified_name *target; /* the table that RETURNING is about */
};

static bool item_is_meant(const struct from_item *item, const struct result_column *star)
{
	const struct symbol *name =
		item->alias.symbol ? item->alias.symbol : item->table.object.symbol;

	return star->kind == RESULT_STAR || star->table.symbol == name;
}

/* Whether STAR's columns begin at *AT; *AT is moved behind them. */
static bool takes_star(struct walk *w, const struct starred *starred,
		       const struct result_column *star, const struct result_columns *results,
		       uint32_t *at)
{
	uint32_t first = *at;

	if (starred->target && !takes_table(results, table_named(w, starred->target), at))
		return false;
	if (starred->from)
		vec_each(const struct from_item, item, starred->from->items) {
			if (!is_plain(item))
				return false;
			if (item_is_meant(item, star) &&
			    !takes_table(results, table_named(w, &item->table), at))
				return false;
		}
	return *at > first && ends_at(results, first, *at);
}

static void keep(struct walk *w, const struct starred *starred, const struct result_columns *source,
		 struct result_columns *made)
{
	struct result_columns kept = { 0 };
	uint32_t at = 0;

	vec_each(const struct result_column, column, source->columns) {
		struct result_column copy = *column;
		uint32_t end = at;

		if (at >= made->columns.count)
			return;
		if (column->kind == RESULT_EXPR) {
			vec_push(w->arena, &kept.columns, made->columns.items[at++]);
			continue;
		}
		if (!takes_star(w, starred, column, made, &end))
			return;
		if (column->kind == RESULT_TABLE_STAR)
			copy.table = made->columns.items[at].expr->name->of
					     ? made->columns.items[at].expr->name->of->table
					     : copy.table;
		at = end;
		vec_push(w->arena, &kept.columns, copy);
	}
	if (at == made->columns.count)
		*made = kept;
}

static bool has_star(const struct result_columns *results)
{
	vec_each(const struct result_column, column, results->columns) {
		if (column->kind != RESULT_EXPR)
			return true;
	}
	return false;
}

void stars_keep(struct walk *w, const struct select *source, struct select *made)
{
	if (source->with || source->cores.count != made->cores.count)
		return;
	for (uint32_t i = 0; i < source->cores.count; i++) {
		const struct select_core *core = source->cores.items[i];
		struct starred starred = { .from = core->from };

		if (core->from && has_star(&core->results))
			keep(w, &starred, &core->results, &made->cores.items[i]->results);
	}
}

static const struct result_columns *returning_of(const struct statement *statement,
						 const struct qualified_name **out_table)
{
	switch ((int)statement->kind) {
	case STATEMENT_INSERT:
		*out_table = &statement->insert->table.name;
		return statement->insert->returning;
	case STATEMENT_UPDATE:
		*out_table = &statement->update->table.name;
		return statement->update->from ? NULL : statement->update->returning;
	case STATEMENT_DELETE:
		*out_table = &statement->delete->table.name;
		return statement->delete->returning;
	default:
		return NULL;
	}
}

void stars_keep_returning(struct walk *w, const struct statement *source, struct statement *made)
{
	const struct qualified_name *table = NULL, *ignored;
	const struct result_columns *from = returning_of(source, &table);
	const struct result_columns *to = returning_of(made, &ignored);
	struct starred starred = { .target = table };

	if (from && to && has_star(from))
		keep(w, &starred, from, (struct result_columns *)to);
}
