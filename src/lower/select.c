/* SPDX-License-Identifier: PostgreSQL
 *
 * SELECT: each clause in the scope that its FROM makes, arm by arm; then what holds for all arms:
 * types, ORDER BY, LIMIT.  Names and types of the result columns are kept for what reads the
 * query.
 */
#include <config.h>

#include "lower/query.h"

/* ---------------------------------------------------------------- conditions */

bool condition_lower(struct walk *w, const struct expr *expr, struct expr **out)
{
	struct lowered value;

	*out = NULL;
	if (!expr)
		return true;
	if (!walk_truth(w, expr, &value))
		return false;
	*out = boolean_settle(w, value.expr, false);
	if ((*out)->kind == EXPR_BOOLEAN && (*out)->boolean)
		*out = NULL;
	return true;
}

/* WHERE, and the conditions of joins that could not stay with them. */
static bool where_lower(struct walk *w, const struct select_core *core, const struct scope *scope,
			struct expr **out)
{
	if (!condition_lower(w, core->where, out))
		return false;
	if (scope->condition)
		*out = *out ? build_binary(w, OP_AND, scope->condition, *out, core->span)
			    : scope->condition;
	return true;
}

/* ---------------------------------------------------------------- GROUP BY */

static const struct expr *by_position(const struct expr *expr, const struct select_core *core)
{
	struct value place;

	if (!fold_literal(expr, &place) || place.storage != STORAGE_INTEGER)
		return expr;
	if (place.integer < 1 || place.integer > core->results.columns.count)
		return expr;
	if (core->results.columns.items[place.integer - 1].kind != RESULT_EXPR)
		return expr;
	return core->results.columns.items[place.integer - 1].expr;
}

static const char *constant_type(const struct lowered *value)
{
	return value->storage == STORAGE_INTEGER ? "bigint" : "text";
}

static bool group_by(struct walk *w, const struct select_core *core, struct select_core *out)
{
	if (!core->group_by)
		return true;
	out->group_by = arena_object(w->arena, struct expr_list);
	vec_each(struct expr *const, term, core->group_by->exprs) {
		struct lowered value;

		if (!walk_value(w, by_position(*term, core), &value))
			return false;
		if (value.storage == STORAGE_TEXT &&
		    !collation_apply(w, &value, value.collation, false))
			return false;
		/* a bare constant would be the number of a column */
		if (expr_is_literal(value.expr))
			value.expr = build_cast(w, value.expr, constant_type(&value));
		vec_push(w->arena, &out->group_by->exprs, value.expr);
	}
	return true;
}

/* ---------------------------------------------------------------- one arm */

static bool values_lower(struct walk *w, const struct select_core *core, struct arm *arm)
{
	vec_each(struct expr_list *const, values, core->values) {
		struct expr_list *out = arena_object(w->arena, struct expr_list);
		struct result_list row = { 0 };

		for (uint32_t i = 0; i < (*values)->exprs.count; i++) {
			struct scope_column column = { 0 };

			if (!walk_value(w, (*values)->exprs.items[i], &column.value))
				return false;
			vec_push(w->arena, &out->exprs, column.value.expr);
			column.spelling = slice_of(arena_printf(w->arena, "column%u", i + 1));
			column.name = context_symbol(w->ctx, column.spelling);
			column.output = column.spelling.ptr;
			vec_push(w->arena, &row.columns, column);
		}
		vec_push(w->arena, &arm->core->values, out);
		vec_push(w->arena, &arm->rows, row);
	}
	return true;
}

static bool windows_lower(struct walk *w, const struct select_core *core, struct select_core *out)
{
	vec_each(struct window *const, window, core->windows) {
		struct window *made;

		if (!window_lower(w, *window, &made))
			return false;
		vec_push(w->arena, &out->windows, made);
	}
	return true;
}

/* SELECT DISTINCT keeps one of the rows whose texts are equal by their collation. */
static bool distinct_lower(struct walk *w, const struct result_list *row, struct select_core *made)
{
	struct expr_list *keys = arena_object(w->arena, struct expr_list);
	bool folds = false;

	if (!made->distinct)
		return true;
	vec_each(const struct scope_column, column, row->columns) {
		struct lowered key = column->value;

		if (key.storage == STORAGE_TEXT && key.collation != COLLATION_BINARY) {
			if (!collation_apply(w, &key, key.collation, false))
				return false;
			folds |= key.expr != column->value.expr;
		}
		vec_push(w->arena, &keys->exprs, key.expr);
	}
	if (!folds)
		return true;
	walk_warn(w, D_APPROXIMATE_EXPRESSION, made->span,
		  "of rows that differ by the collation of a text alone SQLite keeps the first "
		  "that it "
		  "reads, PostgreSQL any");
	made->distinct = false;
	made->distinct_on = keys;
	return true;
}

static bool arm_lower(struct walk *w, const struct select_core *core, const struct scope *outer,
		      struct arm *out)
{
	struct scope *scope = arena_object(w->arena, struct scope);
	struct result_list row = { 0 };
	struct select_core *made = arena_object(w->arena, struct select_core);
	bool resulted;

	*scope = (struct scope){ .parent = outer };
	*out = (struct arm){ .source = core, .core = made, .scope = scope };
	w->scope = scope;
	made->op = core->op;
	made->distinct = core->distinct;
	made->span = core->span;
	if (core->values.count)
		return values_lower(w, core, out);
	if (!from_lower(w, core->from, scope, &made->from))
		return false;
	scope->aliases = core;
	if (!windows_lower(w, core, made))
		return false;
	/* Both report what is wrong with them. */
	resulted = results_lower(w, &core->results, &made->results, &row);
	vec_push(w->arena, &out->rows, row);
	return where_lower(w, core, scope, &made->where) && resulted &&
	       distinct_lower(w, &row, made) && group_by(w, core, made) &&
	       condition_lower(w, core->having, &made->having);
}

/* ---------------------------------------------------------------- the whole */

bool arms_lower(struct walk *w, const struct select *select, uint32_t first, uint32_t end,
		const struct scope *outer, struct arm_list *out)
{
	bool done = true;

	for (uint32_t i = first; i < end; i++) {
		struct arm arm;

		done &= arm_lower(w, select->cores.items[i], outer, &arm);
		vec_push(w->arena, &out->arms, arm);
		w->scope = outer;
	}
	return done;
}

static bool settle_groups(struct walk *w, struct arm_list *list, struct select *made,
			  struct result_list *results)
{
	bool done = true;

	vec_each(struct arm, arm, list->arms) {
		bool own_order = list->arms.count == 1 && made->cores.items[0] == arm->core;

		w->scope = arm->scope;
		done &= aggregate_settle(w, arm, own_order ? made->order_by : NULL);
	}
	results_name(w, list->arms.items[0].core, results);
	return done;
}

bool select_lower(struct walk *w, const struct select *select, const struct scope *outer,
		  struct select **out, struct result_list *results)
{
	const struct scope *own = w->scope;
	const struct common *commons = w->commons;
	struct select *made = arena_object(w->arena, struct select);
	struct arm_list list = { 0 };
	bool whole = w->whole_statement, done = true;

	w->whole_statement = false;
	made->span = select->span;
	if (select->with)
		done = with_lower(w, select->with, outer, &made->with);
	done = done && arms_lower(w, select, 0, select->cores.count, outer, &list) &&
	       arms_unify(w, &list, select->span);
	if (done) {
		*results = list.arms.items[0].rows.items[0];
		vec_each(struct arm, arm, list.arms)
			vec_push(w->arena, &made->cores, arm->core);
		if (!whole)
			results_separate(w, results);
		results_name(w, made->cores.items[0], results);
		done = order_results(w, select, &list, results, &made) &&
		       settle_groups(w, &list, made, results) && limit_lower(w, select, made);
	}
	w->scope = own;
	w->commons = commons;
	*out = made;
	return done;
}
