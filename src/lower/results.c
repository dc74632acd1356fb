/* SPDX-License-Identifier: PostgreSQL
 *
 * Result columns: what each is, and the name that SQLite gives it (select.c,
 * sqlite3GenerateColumnNames and sqlite3ColumnsFromExprList).  `*` is written out, because only
 * SQLite's columns belong to it, in SQLite's order.
 */
#include <config.h>

#include "lower/query.h"

struct results {
	struct result_list *list;   /* what each is */
	struct result_columns *out; /* in PostgreSQL */
};

static void add_result(struct walk *w, struct results *results, struct scope_column *column,
		       struct span span)
{
	struct result_column result = { .kind = RESULT_EXPR,
					.expr = column->value.expr,
					.span = span };

	vec_push(w->arena, &results->out->columns, result);
	vec_push(w->arena, &results->list->columns, *column);
}

/* ---------------------------------------------------------------- the star */

static bool is_merged(const struct scope_source *source, const struct symbol *name)
{
	vec_each(const struct merged_column, merged, source->merged) {
		if (merged->name == name)
			return true;
	}
	return false;
}

static bool merges_later(const struct scope *scope, uint32_t place, const struct symbol *name)
{
	for (uint32_t i = place + 1; i < scope->sources.count; i++)
		if (is_merged(&scope->sources.items[i], name))
			return true;
	return false;
}

static void star_column(struct walk *w, struct results *results, uint32_t place,
			const struct symbol *name, bool qualified, struct span span)
{
	const struct scope *scope = w->scope;
	const struct scope_source *source = &scope->sources.items[place];
	struct scope_column column = { 0 };

	if (!qualified && is_merged(source, name))
		return;
	if (!source_column(source, name, &column))
		return; /* a rule leaves it out */
	if (!qualified && merges_later(scope, place, name)) {
		if (scope_bare(w, scope, 0, scope->sources.count, name, span, &column.value) < 0)
			return;
	} else if (!scope_column_of(w, source, name, scope->sources.count > 1, span,
				    &column.value)) {
		return;
	}
	add_result(w, results, &column, span);
}

static void star_source(struct walk *w, struct results *results, uint32_t place, bool qualified,
			struct span span)
{
	const struct scope_source *source = &w->scope->sources.items[place];

	if (source->table)
		vec_each(struct sqlite_column *const, column, source->table->source->columns) {
			if (!(*column)->hidden)
				star_column(w, results, place, (*column)->name.symbol, qualified,
					    span);
		}
	vec_each(const struct scope_column, column, source->columns) {
		if (!column->hidden)
			star_column(w, results, place, column->name, qualified, span);
	}
}

static bool star(struct walk *w, struct results *results, const struct result_column *result)
{
	bool qualified = result->kind == RESULT_TABLE_STAR, found = false;

	for (uint32_t i = 0; i < w->scope->sources.count; i++) {
		const struct scope_source *source = &w->scope->sources.items[i];

		if (qualified ? source->alias != result->table.symbol : source->qualified_only)
			continue;
		found = true;
		if (!source->is_group)
			star_source(w, results, i, qualified, result->span);
		for (uint32_t m = source->first; source->is_group && m < source->end; m++)
			star_source(w, results, m, false, result->span);
		if (qualified)
			break;
	}
	if (found)
		return true;
	walk_refuse(w, D_UNKNOWN_COLUMN, result->span, "there is nothing for * to stand for");
	return false;
}

/* ---------------------------------------------------------------- names */

/* The name that SQLite gives a result column: its alias, a column's own name, or its text. */
static struct name result_name(struct walk *w, const struct result_column *result)
{
	struct name name = { .span = result->span };

	if (result->alias.symbol)
		return result->alias;
	if (result->expr->kind == EXPR_NAME)
		name.text = result->expr->name->column.text;
	else
		name.text = source_slice(&w->ctx->sources, result->span);
	name.symbol = context_symbol(w->ctx, name.text);
	name.quote = QUOTE_DOUBLE;
	if (result->expr->kind == EXPR_NAME)
		name.quote = result->expr->name->column.quote;
	return name;
}

static bool column_by_output(const struct scope_source *source, struct slice output,
			     struct scope_column *out)
{
	if (source->table)
		vec_each(struct sqlite_column *const, column, source->table->source->columns) {
			if (source_column(source, (*column)->name.symbol, out) &&
			    slice_equal(slice_of(out->output), output))
				return true;
		}
	vec_each(const struct scope_column, column, source->columns) {
		*out = *column;
		if (slice_equal(slice_of(out->output), output))
			return true;
	}
	return false;
}

/* A column without an alias keeps the name that it has where it comes from, however it is spelled
 * here, and a rule's name for it. */
static bool own_name(struct walk *w, const struct result_column *result, const struct expr *made,
		     struct scope_column *out)
{
	struct scope_column found = { 0 };
	uint32_t origin;

	while (made->kind == EXPR_COLLATE)
		made = made->collate.operand;
	origin = made->kind == EXPR_NAME ? scope_origin(w, made) : 0;
	if (result->alias.symbol || !origin)
		return false;
	for (const struct scope *scope = w->scope; scope; scope = scope->parent)
		vec_each(const struct scope_source, source, scope->sources) {
			if (source->id != origin ||
			    !column_by_output(source, made->name->column.text, &found))
				continue;
			out->name = found.name;
			out->spelling = found.spelling;
			out->output = found.output;
			return true;
		}
	return false;
}

/* A column that USING made of two keeps the name of the first. */
static bool merged_name(const struct walk *w, const struct result_column *result,
			struct scope_column *out)
{
	struct scope_column found = { 0 };

	if (result->alias.symbol || result->expr->kind != EXPR_NAME)
		return false;
	vec_each(const struct scope_source, source, w->scope->sources) {
		if (result->expr->name->of ||
		    !source_column(source, result->expr->name->column.symbol, &found))
			continue;
		out->name = found.name;
		out->spelling = found.spelling;
		out->output = found.output;
		return true;
	}
	return false;
}

static bool one_result(struct walk *w, struct results *results, const struct result_column *result)
{
	struct scope_column column = { 0 };
	struct name name;

	if (!walk_value(w, result->expr, &column.value))
		return false;
	if (!own_name(w, result, column.value.expr, &column) && !merged_name(w, result, &column)) {
		name = result_name(w, result);
		column.name = name.symbol;
		column.spelling = name.text;
		column.output = name_identifier(w->l, &name, w->request->object);
	}
	add_result(w, results, &column, result->span);
	return true;
}

bool results_lower(struct walk *w, const struct result_columns *results, struct result_columns *out,
		   struct result_list *list)
{
	struct results made = { list, out };
	bool done = true;

	vec_each(const struct result_column, result, results->columns) {
		if (result->kind == RESULT_EXPR)
			done &= one_result(w, &made, result);
		else
			done &= star(w, &made, result);
	}
	return done;
}

void results_rename(struct walk *w, const struct name_list *names, struct result_list *results)
{
	for (uint32_t i = 0; i < names->names.count && i < results->columns.count; i++) {
		const struct name *name = &names->names.items[i];
		struct scope_column *column = &results->columns.items[i];

		column->name = name->symbol;
		column->spelling = name->text;
		column->output = name_identifier(w->l, name, w->request->object);
	}
}

/* Two columns of one name: SQLite calls the second "id:1". */
void results_separate(struct walk *w, struct result_list *results)
{
	for (uint32_t i = 1; i < results->columns.count; i++) {
		struct scope_column *column = &results->columns.items[i];
		unsigned number = 0;

		for (uint32_t j = 0; j < i; j++) {
			if (!slice_equal(slice_of(results->columns.items[j].output),
					 slice_of(column->output)))
				continue;
			column->output = arena_printf(w->arena, "%.*s:%u",
						      SLICE_ARGS(column->spelling), ++number);
			column->spelling = slice_of(column->output);
			column->name = context_symbol(w->ctx, column->spelling);
			j = UINT32_MAX;
		}
	}
}

void results_name(struct walk *w, struct select_core *core, const struct result_list *results)
{
	for (uint32_t i = 0; i < core->results.columns.count; i++) {
		struct result_column *column = &core->results.columns.items[i];
		const char *output = results->columns.items[i].output;

		column->alias = (struct name){ 0 };
		if (column->expr->kind != EXPR_NAME ||
		    !slice_equal(column->expr->name->column.text, slice_of(output)))
			column->alias = build_name(w, output);
	}
}
