/* SPDX-License-Identifier: PostgreSQL
 *
 * SELECT in a trigger's body.  Its rows go nowhere, so it stands there for a RAISE, which is a
 * statement in PL/pgSQL: WHERE, the arms of CASE and what FROM finds become conditions around it.
 */
#include <config.h>

#include "lower/trigger.h"

/* ---------------------------------------------------------------- what is inside */

static void find_raise(struct expr **operand, void *data)
{
	bool *found = data;

	if (!*operand || *found)
		return;
	if ((*operand)->kind == EXPR_RAISE)
		*found = true;
	else
		expr_each_operand(*operand, find_raise, found);
}

static bool has_raise(struct expr *expr)
{
	bool found = false;

	find_raise(&expr, &found);
	return found;
}

static bool is_aggregate(const struct call *call)
{
	static const char *const names[] = {
		"count", "sum", "total", "avg", "min", "group_concat", "json_group_array", "max"
	};
	struct slice name = call->function.object.text;

	if (call->over)
		return false;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (slice_equal_nocase(name, slice_of(names[i])))
			return call->star || call->arguments.exprs.count == 1;
	return false;
}

static void find_aggregate(struct expr **operand, void *data)
{
	bool *found = data;

	if (!*operand || *found)
		return;
	if ((*operand)->kind == EXPR_CALL && is_aggregate((*operand)->call))
		*found = true;
	else
		expr_each_operand(*operand, find_aggregate, found);
}

static bool has_aggregate(struct expr *expr)
{
	bool found = false;

	find_aggregate(&expr, &found);
	return found;
}

/* ---------------------------------------------------------------- the statement */

static bool raise_to(struct trigger_body *body, const struct expr *expr,
		     struct plpgsql_block *block)
{
	struct plpgsql_statement *raise;

	if (expr->raise.action == CONFLICT_IGNORE) {
		body->ignores = true;
		body_return(body, block, "NULL");
		return true;
	}
	if (expr->raise.action == CONFLICT_FAIL)
		tell_fail(body->w, expr->span);
	raise = plpgsql_add(body->w->arena, block, PLPGSQL_RAISE);
	raise->text = expr->raise.message->text;
	return true;
}

/* ---------------------------------------------------------------- conditions around it */

/* Where the conditions are looked at: once, or for each row of a SELECT. */
struct around {
	struct trigger_body *body;
	const struct select *select;
};

static struct expr *both(struct walk *w, struct expr *left, struct expr *right)
{
	if (!left || !right)
		return left ? left : right;
	return expr_binary(w->arena, OP_AND, left, right, right->span);
}

/* CONDITION is not true. */
static struct expr *fails(struct walk *w, struct expr *condition)
{
	struct name none = { 0 };
	struct expr *truth =
		expr_name(w->arena, none, none, build_name(w, "true"), condition->span);

	return expr_binary(w->arena, OP_IS_NOT, condition, truth, condition->span);
}

/* SELECT 1 FROM ... WHERE ... AND condition */
static struct select *search_for(const struct around *around, struct expr *condition)
{
	struct walk *w = around->body->w;
	struct select *select = arena_object(w->arena, struct select);
	struct select_core *core = arena_object(w->arena, struct select_core);
	struct result_column one = { .kind = RESULT_EXPR, .alias = build_name(w, "found") };

	*core = *around->select->cores.items[0];
	core->results = (struct result_columns){ 0 };
	one.expr = build_integer(w, 1, core->span);
	vec_push(w->arena, &core->results.columns, one);
	if (condition && (core->group_by || core->having || has_aggregate(condition)))
		core->having = both(w, core->having, condition);
	else
		core->where = both(w, core->where, condition);
	vec_push(w->arena, &select->cores, core);
	select->limit = around->select->limit;
	select->offset = around->select->offset;
	select->span = around->select->span;
	return select;
}

static void drop_names(struct select *select)
{
	vec_each(struct result_column, result, select->cores.items[0]->results.columns)
		result->alias = (struct name){ 0 };
}

static bool rows_exist(const struct around *around, struct expr *condition, struct expr **out)
{
	struct walk *w = around->body->w;
	struct result_list results = { 0 };

	*out = expr_new(w->arena, EXPR_EXISTS, around->select->span);
	if (!select_lower(w, search_for(around, condition), around->body->rows, &(*out)->select,
			  &results))
		return false;
	drop_names((*out)->select);
	return true;
}

static bool lower_condition(const struct around *around, struct expr *condition, struct expr **out)
{
	struct walk *w = around->body->w;
	const struct select_core *core = around->select->cores.items[0];

	if (core->from)
		return rows_exist(around, condition, out);
	w->scope = around->body->rows;
	return condition_lower(w, both(w, core->where, condition), out);
}

static bool raise_if(const struct around *around, const struct expr *raise, struct expr *condition)
{
	struct trigger_body *body = around->body;
	struct plpgsql_block *block = body->block;
	struct expr *lowered = NULL;
	bool always = !condition && !around->select->cores.items[0]->from &&
		      !around->select->cores.items[0]->where;

	if (!always && !lower_condition(around, condition, &lowered))
		return false;
	if (lowered)
		block = plpgsql_add_if(body->w->arena, block, lowered);
	return raise_to(body, raise, block);
}

/* ---------------------------------------------------------------- where it stands */

static bool raise_in(const struct around *around, struct expr *expr, struct expr *condition);

static bool raise_in_case(const struct around *around, const struct case_clause *cases,
			  struct expr *condition)
{
	struct walk *w = around->body->w;

	vec_each(const struct when_clause, when, cases->whens) {
		struct expr *test = when->when;

		if (cases->base)
			test = expr_binary(w->arena, OP_EQ, cases->base, test, test->span);
		if (has_raise(when->then) &&
		    !raise_in(around, when->then, both(w, condition, test)))
			return false;
		/* a RAISE leaves, so what stands behind it need not ask */
		if (when->then->kind != EXPR_RAISE)
			condition = both(w, condition, fails(w, test));
	}
	return !cases->otherwise || !has_raise(cases->otherwise) ||
	       raise_in(around, cases->otherwise, condition);
}

/* iif(test, yes, no) */
static bool raise_in_iif(const struct around *around, const struct call *call,
			 struct expr *condition)
{
	struct walk *w = around->body->w;
	struct expr *const *arguments = call->arguments.exprs.items;

	if (has_raise(arguments[1]) &&
	    !raise_in(around, arguments[1], both(w, condition, arguments[0])))
		return false;
	return !has_raise(arguments[2]) ||
	       raise_in(around, arguments[2], both(w, condition, fails(w, arguments[0])));
}

/* coalesce(a, b, RAISE(...)): when all before it are NULL */
static bool raise_in_coalesce(const struct around *around, const struct call *call,
			      struct expr *condition)
{
	struct walk *w = around->body->w;

	vec_each(struct expr *const, argument, call->arguments.exprs) {
		if (has_raise(*argument))
			return raise_in(around, *argument, condition);
		condition = both(w, condition,
				 expr_unary(w->arena, OP_IS_NULL, *argument, (*argument)->span));
	}
	return true;
}

static bool raise_in(const struct around *around, struct expr *expr, struct expr *condition)
{
	struct slice function = { 0 };

	if (expr->kind == EXPR_RAISE)
		return raise_if(around, expr, condition);
	if (expr->kind == EXPR_CASE && !(expr->cases->base && has_raise(expr->cases->base)))
		return raise_in_case(around, expr->cases, condition);
	if (expr->kind == EXPR_CALL)
		function = expr->call->function.object.text;
	if (slice_equal_nocase(function, SLICE("iif")) && expr->call->arguments.exprs.count == 3)
		return raise_in_iif(around, expr->call, condition);
	if (slice_equal_nocase(function, SLICE("coalesce")) ||
	    slice_equal_nocase(function, SLICE("ifnull")))
		return raise_in_coalesce(around, expr->call, condition);
	walk_refuse(around->body->w, D_UNSUPPORTED_TRIGGER, expr->span,
		    "RAISE inside this expression has no translation");
	return false;
}

/* ---------------------------------------------------------------- SELECT without RAISE */

/* PERFORM takes what stands behind one SELECT. */
static struct select *as_one_arm(struct walk *w, struct select *select)
{
	struct select *outer;
	struct select_core *core;
	struct result_column one = { .kind = RESULT_EXPR };
	struct from_item item = { .select = select, .alias = build_name(w, "query") };

	if (select->cores.count == 1 && !select->with && !select->cores.items[0]->values.count)
		return select;
	outer = arena_object(w->arena, struct select);
	core = arena_object(w->arena, struct select_core);
	one.expr = build_integer(w, 1, select->span);
	vec_push(w->arena, &core->results.columns, one);
	core->from = arena_object(w->arena, struct from_clause);
	vec_push(w->arena, &core->from->items, item);
	vec_push(w->arena, &outer->cores, core);
	return outer;
}

static bool perform(struct trigger_body *body, const struct select *select)
{
	struct walk *w = body->w;
	struct result_list results = { 0 };
	struct plpgsql_statement *statement;
	struct select *made;

	if (!select_lower(w, select, body->rows, &made, &results))
		return false;
	drop_names(made);
	statement = plpgsql_add(w->arena, body->block, PLPGSQL_PERFORM);
	statement->sql = arena_object(w->arena, struct statement);
	statement->sql->kind = STATEMENT_SELECT;
	statement->sql->select = as_one_arm(w, made);
	return true;
}

bool body_select(struct trigger_body *body, const struct select *select)
{
	const struct around around = { body, select };
	const struct select_core *core = select->cores.items[0];
	bool raises = false;

	vec_each(const struct result_column, result, core->results.columns) {
		if (result->kind != RESULT_EXPR || !has_raise(result->expr))
			continue;
		raises = true;
		if (select->cores.count > 1 || select->with ||
		    (select->limit && result->expr->kind != EXPR_RAISE)) {
			walk_refuse(body->w, D_UNSUPPORTED_TRIGGER, result->span,
				    "RAISE in a SELECT of this form has no translation");
			return false;
		}
		if (!raise_in(&around, result->expr, NULL))
			return false;
	}
	return raises || perform(body, select);
}
