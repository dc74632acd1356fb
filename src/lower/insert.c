/* SPDX-License-Identifier: PostgreSQL
 *
 * INSERT: its columns are always named, because those of the PostgreSQL table may be more; each
 * value is what its column holds; NULL for a column that numbers its rows is the next number.
 */
#include <config.h>

#include "lower/dml.h"

/* ---------------------------------------------------------------- columns */

static bool named_columns(struct walk *w, const struct name_list *names,
			  const struct dml_target *target, struct insert_rows *rows)
{
	vec_each(const struct name, name, names->names) {
		struct given given = { 0 };

		if (!target_slot(w, target, name, &given.slot))
			return false;
		vec_push(w->arena, &rows->given, given);
	}
	return true;
}

/* Without a list: all columns but the generated ones. */
static bool all_columns(struct walk *w, const struct dml_target *target, struct span span,
			struct insert_rows *rows)
{
	for (uint32_t i = 0; i < target_column_count(target); i++) {
		struct given given = { 0 };

		if (target->source.table && target->source.table->source->columns.items[i]->hidden)
			continue;
		if (target_slot_at(w, target, i, &given.slot)) {
			vec_push(w->arena, &rows->given, given);
			continue;
		}
		if (given.slot.column)
			continue;
		walk_refuse(w, D_EXCLUDED_COLUMN, span,
			    "a column of '%s' is left out, and this gives it a value",
			    target->relation);
		return false;
	}
	return true;
}

static void name_columns_of(struct walk *w, const struct insert_rows *rows, struct insert *made)
{
	made->columns = arena_object(w->arena, struct name_list);
	vec_each(const struct given, given, rows->given) {
		vec_push(w->arena, &made->columns->names, build_name(w, given->slot.column->name));
		made->overriding |= given->slot.column->identity == PG_IDENTITY_ALWAYS &&
				    given->value.expr->kind != EXPR_DEFAULT;
	}
}

static bool count_matches(struct walk *w, const struct insert_rows *rows, uint32_t count)
{
	if (rows->given.count == count)
		return true;
	walk_refuse(w, D_UNSUPPORTED_STATEMENT, rows->span, "%u values for %u columns", count,
		    rows->given.count);
	return false;
}

/* ---------------------------------------------------------------- VALUES */

static void number_row(struct walk *w, const struct dml_target *target, const struct slot *slot,
		       struct lowered *value)
{
	struct expr *either[2];

	if (!slot_numbers_rows(slot) || !value->nullable)
		return;
	if (value->storage == STORAGE_NULL) {
		value->expr = expr_new(w->arena, EXPR_DEFAULT, value->source);
		return;
	}
	either[0] = value->expr;
	either[1] = assign_next_number(w, target, slot, value->source);
	value->expr = build_call(w, "coalesce", value->source, 2, either);
	value->nullable = false;
}

/* What is known of a column over all rows: NULL only when it is NULL in each. */
static void take_value(struct given *given, const struct lowered *value, bool first)
{
	bool nullable = value->nullable || (!first && given->value.nullable);

	if (first || given->value.storage == STORAGE_NULL)
		given->value = *value;
	given->value.nullable = nullable;
}

static bool one_row(struct walk *w, const struct dml_target *target, const struct expr_list *list,
		    struct insert_rows *rows, struct expr_list *out)
{
	for (uint32_t i = 0; i < list->exprs.count; i++) {
		struct given *given = &rows->given.items[i];
		struct lowered value;

		if (!assign_expr(w, &given->slot, list->exprs.items[i], &value))
			return false;
		number_row(w, target, &given->slot, &value);
		take_value(given, &value, !given->value.expr);
		given->source = rows->single ? list->exprs.items[i] : NULL;
		vec_push(w->arena, &out->exprs, value.expr);
	}
	return true;
}

static bool values_rows(struct walk *w, const struct dml_target *target,
			const struct select_core *values, struct insert_rows *rows)
{
	struct select_core *core = arena_object(w->arena, struct select_core);

	rows->select = arena_object(w->arena, struct select);
	rows->single = values->values.count == 1;
	vec_push(w->arena, &rows->select->cores, core);
	vec_each(struct expr_list *const, row, values->values) {
		struct expr_list *made = arena_object(w->arena, struct expr_list);

		if (!count_matches(w, rows, (*row)->exprs.count) ||
		    !one_row(w, target, *row, rows, made))
			return false;
		vec_push(w->arena, &core->values, made);
	}
	return true;
}

/* ---------------------------------------------------------------- SELECT */

/* What a column of the query needs on its way in. */
static bool assign_result(struct walk *w, const struct dml_target *target, struct given *given,
			  const struct scope_column *column)
{
	given->value = column->value;
	if (!assign_value(w, &given->slot, &given->value))
		return false;
	if (!slot_numbers_rows(&given->slot) || !given->value.nullable)
		return true;
	if (given->value.storage == STORAGE_NULL) {
		given->value.expr =
			assign_next_number(w, target, &given->slot, given->value.source);
		return true;
	}
	number_row(w, target, &given->slot, &given->value);
	return true;
}

static bool is_simple(const struct select *select)
{
	const struct select_core *core = select->cores.items[0];

	return select->cores.count == 1 && !core->distinct && !core->values.count;
}

/* SELECT ... FROM (query) AS inserted */
static void wrap_query(struct walk *w, struct result_list *results, struct select **select)
{
	struct select *outer = arena_object(w->arena, struct select);
	struct select_core *core = arena_object(w->arena, struct select_core);
	struct from_item item = { .select = *select, .alias = build_name(w, "inserted") };

	core->from = arena_object(w->arena, struct from_clause);
	vec_push(w->arena, &core->from->items, item);
	vec_each(struct scope_column, column, results->columns) {
		struct result_column result = { .kind = RESULT_EXPR };

		column->value.expr =
			build_column(w, "inserted", column->output, column->value.source);
		column->value.literal = NULL;
		result.expr = column->value.expr;
		vec_push(w->arena, &core->results.columns, result);
	}
	vec_push(w->arena, &outer->cores, core);
	*select = outer;
}

static bool assign_results(struct walk *w, const struct dml_target *target,
			   const struct result_list *results, struct insert_rows *rows,
			   bool *out_changed)
{
	*out_changed = false;
	for (uint32_t i = 0; i < rows->given.count; i++) {
		const struct scope_column *column = &results->columns.items[i];

		if (!assign_result(w, target, &rows->given.items[i], column))
			return false;
		*out_changed |= rows->given.items[i].value.expr != column->value.expr;
	}
	return true;
}

static void take_results(struct insert_rows *rows)
{
	struct result_columns *columns = &rows->select->cores.items[0]->results;

	for (uint32_t i = 0; i < rows->given.count; i++) {
		columns->columns.items[i].expr = rows->given.items[i].value.expr;
		columns->columns.items[i].alias = (struct name){ 0 };
	}
}

static bool query_rows(struct walk *w, const struct dml_target *target, const struct select *select,
		       const struct scope *outer, struct insert_rows *rows)
{
	struct result_list results = { 0 };
	bool changed;

	if (!select_lower(w, select, outer, &rows->select, &results) ||
	    !count_matches(w, rows, results.columns.count) ||
	    !assign_results(w, target, &results, rows, &changed))
		return false;
	if (!changed)
		return true;
	if (!is_simple(rows->select)) {
		wrap_query(w, &results, &rows->select);
		if (!assign_results(w, target, &results, rows, &changed))
			return false;
	}
	take_results(rows);
	return true;
}

/* ---------------------------------------------------------------- the whole */

static bool rows_lower(struct walk *w, const struct insert *insert, const struct dml_target *target,
		       const struct scope *outer, struct insert_rows *rows)
{
	const struct select *select = insert->select;

	if (!select)
		return true;
	if (insert->columns ? !named_columns(w, insert->columns, target, rows)
			    : !all_columns(w, target, rows->span, rows))
		return false;
	w->scope = outer;
	if (select->cores.count == 1 && select->cores.items[0]->values.count && !select->with &&
	    !select->order_by && !select->limit)
		return values_rows(w, target, select->cores.items[0], rows);
	return query_rows(w, target, select, outer, rows);
}

static const char *rowid_column(const struct dml_target *target)
{
	const struct lowered_table *table = target->source.table;

	if (!table || table->source->rowid_column < 0 ||
	    !table->columns[table->source->rowid_column])
		return NULL;
	return table->columns[table->source->rowid_column]->name;
}

bool insert_lower(struct walk *w, const struct insert *insert, const struct scope *outer,
		  struct dml *out)
{
	struct insert *made = arena_object(w->arena, struct insert);
	struct insert_rows rows = { .span = insert->table.name.object.span };
	struct plpgsql_block *block = out->block;
	struct dml_target target;

	if (insert->with && !with_lower(w, insert->with, outer, &made->with))
		return false;
	if (!target_open(w, &insert->table, TRIGGER_INSERT, outer, &target) ||
	    !rows_lower(w, insert, &target, outer, &rows))
		return false;
	made->table = target.table;
	made->select = rows.select;
	if (insert->select)
		name_columns_of(w, &rows, made);
	w->scope = target.scope;
	if (!returning_lower(w, insert->returning, out, &made->returning) ||
	    !conflict_lower(w, insert, &target, &rows, made, out))
		return false;
	dml_add(w, out, STATEMENT_INSERT, rows.span)->insert = made;
	out->single = rows.single && made->select == rows.select;
	out->key = rowid_column(&target);
	out->block = block;
	return true;
}
