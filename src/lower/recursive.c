/* SPDX-License-Identifier: PostgreSQL
 *
 * WITH RECURSIVE.  SQLite takes one row at a time from a queue, PostgreSQL all that are new:
 * without ORDER BY both give the same rows in the same order.  PostgreSQL wants the types of the
 * first part for all rows, one recursive part, and neither LIMIT nor ORDER BY in it:
 * https://www.sqlite.org/lang_with.html, https://www.postgresql.org/docs/current/queries-with.html
 */
#include <config.h>

#include "lower/query.h"

/* ---------------------------------------------------------------- what is recursive */

static bool reads(const struct from_clause *from, const struct symbol *name)
{
	if (from)
		vec_each(const struct from_item, item, from->items) {
			if (item->nested ? reads(item->nested, name)
					 : !item->select && !item->table.schema.symbol &&
						   item->table.object.symbol == name)
				return true;
		}
	return false;
}

/* The first arm that reads the table itself, or the number of arms. */
static uint32_t first_recursive(const struct common_table *table)
{
	uint32_t i = 0;

	while (i < table->select->cores.count &&
	       !reads(table->select->cores.items[i]->from, table->name.symbol))
		i++;
	return i;
}

bool recursive_is(const struct common_table *table)
{
	uint32_t first = first_recursive(table);

	return first > 0 && first < table->select->cores.count;
}

/* ---------------------------------------------------------------- types */

/* A column's own type is kept where it is passed on as it is; what is computed may grow. */
static bool is_kept(const struct lowered *seed, const struct lowered *step)
{
	return step->expr->kind == EXPR_NAME && pg_type_equal(&seed->type, &step->type);
}

static struct pg_type recursive_type(const struct lowered *seed, const struct lowered *step,
				     const struct lowered *both)
{
	if (is_kept(seed, step))
		return seed->type;
	if (type_is_integer(&both->type) || both->type.kind == PG_BOOLEAN)
		return type_of(PG_BIGINT);
	if (type_is_text(&both->type) || both->storage == STORAGE_NULL)
		return type_of(PG_TEXT);
	return type_of(both->type.kind);
}

static void cast_to(struct walk *w, struct lowered *value, const struct pg_type *type, bool exact)
{
	struct strbuf name = { 0 };

	if (value->type.kind == type->kind && exact && !value->type.parameter_count)
		return;
	pg_type_print(&name, type);
	value->expr = build_cast(w, value->expr, arena_copy(w->arena, name.text, name.len));
	value->type = *type;
	strbuf_free(&name);
}

/* A type that is kept is kept with its collation; computed texts all get one. */
static void settle_type(struct walk *w, struct lowered *seed, struct lowered *step,
			const struct pg_type *type)
{
	bool kept = is_kept(seed, step);
	bool collated = kept && seed->collated == step->collated;

	if (kept && !seed->literal)
		return;
	cast_to(w, seed, type, !seed->literal);
	cast_to(w, step, type, !step->literal);
	if (!type_is_text(type) || collated)
		return;
	seed->expr = build_collate(w, seed->expr, "C");
	step->expr = build_collate(w, step->expr, "C");
	seed->collated = "C";
}

/* ---------------------------------------------------------------- the two parts */

struct parts {
	struct common *common;
	const struct select *select;
	uint32_t first; /* recursive arm */
	struct arm_list seed, step;
};

static struct result_list *seed_row(struct parts *parts)
{
	return &parts->seed.arms.items[0].rows.items[0];
}

static struct result_list *step_row(struct parts *parts)
{
	return &parts->step.arms.items[0].rows.items[0];
}

/* What the recursive part reads: the seed's columns, of the types found so far. */
static void offer(struct walk *w, struct parts *parts, const struct pg_type *types)
{
	struct result_list *results = parts->common->results;

	results->columns.count = 0;
	for (uint32_t i = 0; i < seed_row(parts)->columns.count; i++) {
		struct scope_column column = seed_row(parts)->columns.items[i];

		column.value.literal = NULL;
		column.value.constant = false;
		column.value.nullable = true;
		if (types && types[i].kind != column.value.type.kind) {
			column.value.type = types[i];
			column.value.storage = infer_storage(&types[i], NULL);
			column.value.conversion = NULL;
		}
		vec_push(w->arena, &results->columns, column);
	}
	if (parts->common->source->columns)
		results_rename(w, parts->common->source->columns, results);
}

static bool lower_step(struct walk *w, struct parts *parts)
{
	uint32_t count = parts->select->cores.count;

	parts->step = (struct arm_list){ 0 };
	if (!arms_lower(w, parts->select, parts->first, count, parts->common->outer,
			&parts->step) ||
	    !arms_unify(w, &parts->step, parts->select->span))
		return false;
	if (step_row(parts)->columns.count == seed_row(parts)->columns.count)
		return true;
	walk_refuse(w, D_UNSUPPORTED_VIEW, parts->select->span,
		    "the arms of a compound do not have the same number of columns");
	return false;
}

/* The type of each column over both parts.  *OUT_STABLE: the step was lowered with these. */
static bool find_types(struct walk *w, struct parts *parts, struct pg_type *types, bool *out_stable)
{
	uint32_t count = seed_row(parts)->columns.count;

	*out_stable = true;
	for (uint32_t i = 0; i < count; i++) {
		const struct lowered *offered = &parts->common->results->columns.items[i].value;
		struct lowered both[2] = { seed_row(parts)->columns.items[i].value,
					   step_row(parts)->columns.items[i].value };
		struct lowered *wider = &both[1];

		if (!convert_alike(w, both, 2, false, parts->select->span))
			return false;
		if (both[1].storage == STORAGE_NULL || both[0].type.kind > both[1].type.kind)
			wider = &both[0];
		types[i] = recursive_type(&seed_row(parts)->columns.items[i].value,
					  &step_row(parts)->columns.items[i].value, wider);
		*out_stable &= types[i].kind == offered->type.kind;
	}
	return true;
}

enum { MAX_ROUNDS = 4 };

/* Lowers the recursive part until its types are those that it reads. */
static bool settle_step(struct walk *w, struct parts *parts)
{
	struct diag_mark mark = diag_mark(&w->ctx->diags);
	uint32_t count = seed_row(parts)->columns.count;
	struct pg_type *types = arena_alloc(w->arena, count * sizeof(*types) + 1);
	bool stable = false;

	offer(w, parts, NULL);
	for (int round = 0; round < MAX_ROUNDS && !stable; round++) {
		diag_rewind(&w->ctx->diags, mark);
		if (!lower_step(w, parts) || !find_types(w, parts, types, &stable))
			return false;
		if (!stable)
			offer(w, parts, types);
	}
	for (uint32_t i = 0; i < count; i++) {
		struct lowered values[2] = { seed_row(parts)->columns.items[i].value,
					     step_row(parts)->columns.items[i].value };
		struct scope_column *offered = &parts->common->results->columns.items[i];

		if (!convert_alike(w, values, 2, false, parts->select->span))
			return false;
		settle_type(w, &values[0], &values[1], &types[i]);
		offered->value.collated = values[0].collated;
		seed_row(parts)->columns.items[i].value = values[0];
		step_row(parts)->columns.items[i].value = values[1];
	}
	return true;
}

/* ---------------------------------------------------------------- what PostgreSQL gets */

/* Puts the values of the first row back into the tree of its arm, the other arms' get the same
 * casts. */
static void write_back(struct walk *w, struct arm_list *list)
{
	struct result_list *first = &list->arms.items[0].rows.items[0];

	vec_each(struct arm, arm, list->arms) {
		for (uint32_t r = 0; r < arm->rows.count; r++)
			for (uint32_t c = 0; c < first->columns.count; c++) {
				struct expr **slot =
					arm->core->values.count
						? &arm->core->values.items[r]->exprs.items[c]
						: &arm->core->results.columns.items[c].expr;
				struct lowered value = arm->rows.items[r].columns.items[c].value;

				if (&arm->rows.items[r] == first)
					*slot = first->columns.items[c].value.expr;
				else if (first->columns.items[c].value.expr->kind != EXPR_NAME)
					cast_to(w, &value, &first->columns.items[c].value.type,
						!value.literal);
				if (&arm->rows.items[r] != first)
					*slot = value.expr;
			}
	}
}

static void add_arms(struct walk *w, struct arm_list *list, struct select *out)
{
	vec_each(struct arm, arm, list->arms)
		vec_push(w->arena, &out->cores, arm->core);
}

/* Several recursive parts become one, which takes each new row through all of them. */
static struct select_core *join_steps(struct walk *w, struct parts *parts)
{
	struct select_core *core = arena_object(w->arena, struct select_core);
	struct from_item self = { .table.object = build_name(w, parts->common->output) };
	struct from_item steps = { .join = JOIN_CROSS, .lateral = true };
	struct select_core *first = parts->step.arms.items[0].core;

	core->op = first->op;
	first->op = COMPOUND_NONE;
	steps.alias = build_name(w, "step");
	steps.select = arena_object(w->arena, struct select);
	add_arms(w, &parts->step, steps.select);
	vec_each(struct select_core *const, arm, steps.select->cores) {
		if ((*arm)->op != COMPOUND_NONE)
			(*arm)->op = COMPOUND_UNION_ALL;
	}
	results_separate(w, step_row(parts));
	results_name(w, first, step_row(parts));
	core->from = arena_object(w->arena, struct from_clause);
	vec_push(w->arena, &core->from->items, self);
	vec_push(w->arena, &core->from->items, steps);
	vec_each(const struct scope_column, column, step_row(parts)->columns) {
		struct result_column result = { .kind = RESULT_EXPR };

		result.expr = build_column(w, "step", column->output, parts->select->span);
		vec_push(w->arena, &core->results.columns, result);
	}
	return core;
}

/* LIMIT stands in a second table that reads the recursive one, which PostgreSQL fills only as far
 * as it is read. */
static bool limit_outside(struct walk *w, struct parts *parts, struct select *rows,
			  struct select **out)
{
	struct common_table inner = { .span = parts->select->span };
	struct select *outer = arena_object(w->arena, struct select);
	struct select_core *core = arena_object(w->arena, struct select_core);
	struct from_item item = { 0 };
	struct result_column star = { .kind = RESULT_STAR };
	const char *name = arena_printf(w->arena, "%s_all", parts->common->output);

	inner.name = build_name(w, name);
	inner.select = rows;
	for (uint32_t i = 0; i < parts->step.arms.count; i++)
		recursive_rename(parts->step.arms.items[i].core->from, parts->common->output,
				 inner.name);
	common_add(w, parts->common, &inner);
	item.table.object = inner.name;
	core->from = arena_object(w->arena, struct from_clause);
	vec_push(w->arena, &core->from->items, item);
	vec_push(w->arena, &core->results.columns, star);
	vec_push(w->arena, &outer->cores, core);
	*out = outer;
	return limit_lower(w, parts->select, outer);
}

void recursive_rename(struct from_clause *from, const char *output, struct name name)
{
	vec_each(struct from_item, item, from->items) {
		if (item->nested)
			recursive_rename(item->nested, output, name);
		if (item->select || item->nested || item->arguments ||
		    !slice_equal(item->table.object.text, slice_of(output)))
			continue;
		if (!item->alias.symbol)
			item->alias = item->table.object;
		item->table.object = name;
	}
}

static void tell_order(struct walk *w, const struct parts *parts)
{
	if (parts->select->order_by)
		walk_warn(w, D_APPROXIMATE_EXPRESSION,
			  parts->select->order_by->terms.items[0].expr->span,
			  "SQLite takes the next row of the recursion in this order; PostgreSQL "
			  "takes "
			  "all new rows at once, so they come in another order%s",
			  parts->select->limit ? ", and LIMIT keeps other ones" : "");
}

bool recursive_lower(struct walk *w, struct common *common, struct select **out)
{
	struct parts parts = { .common = common,
			       .select = common->source->select,
			       .first = first_recursive(common->source) };
	struct select *made = arena_object(w->arena, struct select);
	bool several = parts.select->cores.count - parts.first > 1;

	made->span = parts.select->span;
	if (parts.select->with && !with_lower(w, parts.select->with, common->outer, &made->with))
		return false;
	if (!arms_lower(w, parts.select, 0, parts.first, common->outer, &parts.seed) ||
	    !arms_unify(w, &parts.seed, parts.select->span))
		return false;
	results_separate(w, seed_row(&parts));
	common->state = several ? COMMON_STEPS : COMMON_STEP;
	if (!settle_step(w, &parts))
		return false;
	common->made->recursive = true;
	write_back(w, &parts.seed);
	write_back(w, &parts.step);
	if (!common->source->columns)
		results_name(w, parts.seed.arms.items[0].core, seed_row(&parts));
	add_arms(w, &parts.seed, made);
	if (several)
		vec_push(w->arena, &made->cores, join_steps(w, &parts));
	else
		add_arms(w, &parts.step, made);
	tell_order(w, &parts);
	*out = made;
	return !parts.select->limit || limit_outside(w, &parts, made, out);
}
