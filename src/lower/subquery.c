/* SPDX-License-Identifier: PostgreSQL
 *
 * Queries as operands: a value, EXISTS, IN and rows.  Both sides of IN are compared as = would
 * compare them (sqlite.org/datatype3.html section 4.2), so the subquery's columns are converted
 * where they have to be.
 */
#include <config.h>

#include "lower/query.h"

static bool may_stand(struct walk *w, const struct expr *expr)
{
	if (w->request->context == IN_QUERY || w->request->context == IN_TRIGGER)
		return true;
	walk_refuse(w, D_UNSUPPORTED_EXPRESSION, expr->span, "a subquery can't stand here");
	return false;
}

/* ---------------------------------------------------------------- into the queries */

struct visit {
	void (*visit)(struct expr **operand, void *data);
	void *data;
};

static void visit_one(const struct visit *v, struct expr **expr)
{
	if (*expr)
		v->visit(expr, v->data);
}

static void visit_list(const struct visit *v, struct expr_list *list)
{
	if (list)
		vec_each(struct expr *, expr, list->exprs)
			visit_one(v, expr);
}

static void visit_ordering(const struct visit *v, struct ordering *order)
{
	if (order)
		vec_each(struct ordering_term, term, order->terms)
			visit_one(v, &term->expr);
}

static void visit_select(const struct visit *v, struct select *select);

static void visit_from(const struct visit *v, struct from_clause *from)
{
	if (from)
		vec_each(struct from_item, item, from->items) {
			visit_from(v, item->nested);
			if (item->select)
				visit_select(v, item->select);
			visit_list(v, item->arguments);
			visit_one(v, &item->on);
		}
}

static void visit_core(const struct visit *v, struct select_core *core)
{
	visit_list(v, core->distinct_on);
	vec_each(struct result_column, result, core->results.columns)
		visit_one(v, &result->expr);
	visit_from(v, core->from);
	visit_one(v, &core->where);
	visit_list(v, core->group_by);
	visit_one(v, &core->having);
	vec_each(struct expr_list *, row, core->values)
		visit_list(v, *row);
	vec_each(struct window *, window, core->windows) {
		visit_list(v, (*window)->partition_by);
		visit_ordering(v, (*window)->order_by);
	}
}

static void visit_select(const struct visit *v, struct select *select)
{
	if (select->with)
		vec_each(struct common_table, table, select->with->tables)
			visit_select(v, table->select);
	vec_each(struct select_core *, core, select->cores)
		visit_core(v, *core);
	visit_ordering(v, select->order_by);
	visit_one(v, &select->limit);
	visit_one(v, &select->offset);
}

void query_each_operand(struct expr *expr, void (*visit)(struct expr **operand, void *data),
			void *data)
{
	struct visit v = { visit, data };

	expr_each_operand(expr, visit, data);
	if (expr->kind == EXPR_SUBQUERY || expr->kind == EXPR_EXISTS)
		visit_select(&v, expr->select);
	else if (expr->kind == EXPR_IN && expr->in->select)
		visit_select(&v, expr->in->select);
}

/* ---------------------------------------------------------------- values */

/* SQLite takes the first row of several. */
static void take_first(struct walk *w, struct select *select, struct span span)
{
	const struct select_core *core = select->cores.items[0];
	struct value limit;

	if (select->cores.count == 1 && !core->values.count &&
	    (!core->from || aggregate_is_single(core)))
		return;
	if (!select->limit || (fold_literal(select->limit, &limit) &&
			       limit.storage == STORAGE_INTEGER && limit.integer > 1))
		select->limit = build_integer(w, 1, span);
}

static bool several_columns(struct walk *w, const struct expr *expr)
{
	walk_refuse(w, D_UNSUPPORTED_EXPRESSION, expr->span,
		    "a subquery of several columns can't stand for one value");
	return false;
}

/* Nobody sees what the columns of an operand are called. */
static void forget_names(struct select *select)
{
	if (select->cores.count > 1)
		return;
	vec_each(struct result_column, column, select->cores.items[0]->results.columns)
		column->alias = (struct name){ 0 };
}

bool query_operand(struct walk *w, const struct expr *expr, struct lowered *out)
{
	struct result_list results = { 0 };
	struct select *select;
	struct expr *made = expr_new(w->arena, expr->kind, expr->span);

	if (!may_stand(w, expr) || !select_lower(w, expr->select, w->scope, &select, &results))
		return false;
	forget_names(select);
	made->select = select;
	made->negated = expr->negated;
	if (expr->kind == EXPR_EXISTS) {
		infer_result(out, made, PG_BOOLEAN, expr->span);
		out->constant = false;
		return true;
	}
	if (results.columns.count != 1)
		return several_columns(w, expr);
	take_first(w, select, expr->span);
	*out = results.columns.items[0].value;
	out->expr = made;
	out->literal = NULL;
	out->nullable = true;
	out->constant = false;
	out->has_collation = out->collation_explicit = false;
	out->source = expr->span;
	return true;
}

/* ---------------------------------------------------------------- IN and rows */

/* A query whose rows are compared with a value or a row. */
struct compared_query {
	struct walk *w;
	struct span span;
	struct select *select;
	struct result_list results;
	VEC(struct lowered) left;
	bool closed;	     /* it is read by another SELECT where a column has to be converted */
	bool changed;	     /* a column has to be */
	struct expr *filter; /* rows that could never be equal are left out, or NULL */
	struct expr *unless; /* the left side could not be equal, or NULL */
	const struct lowered *never; /* a left value that equals none, or NULL */
};

/* Columns of a plain SELECT can be written anew where they stand; a filter needs their names. */
static bool is_closed(const struct compared_query *q)
{
	const struct select_core *core = q->select->cores.items[0];
	bool closed = q->select->cores.count > 1 || core->values.count || core->distinct ||
		      core->distinct_on;

	for (uint32_t i = 0; i < q->left.count; i++)
		closed |= storage_is_number(q->left.items[i].storage) &&
			  q->results.columns.items[i].value.storage == STORAGE_TEXT;
	return closed;
}

static void open_query(struct compared_query *q)
{
	q->closed = is_closed(q);
	for (uint32_t i = 0; i < q->results.columns.count; i++) {
		struct scope_column *column = &q->results.columns.items[i];

		if (q->closed)
			column->value.literal = NULL;
		column->value.expr =
			q->closed ? build_column(q->w, NULL, column->output, q->span)
				  : q->select->cores.items[0]->results.columns.items[i].expr;
	}
}

static void wrap_query(struct compared_query *q)
{
	struct walk *w = q->w;
	struct select *outer = arena_object(w->arena, struct select);
	struct select_core *core = arena_object(w->arena, struct select_core);
	struct from_item item = { .select = q->select, .span = q->span };

	item.alias = build_name(w, arena_printf(w->arena, "subquery_%u", ++w->subqueries));
	core->from = arena_object(w->arena, struct from_clause);
	core->where = q->filter;
	vec_push(w->arena, &core->from->items, item);
	vec_push(w->arena, &outer->cores, core);
	q->select = outer;
}

static void write_columns(struct compared_query *q)
{
	struct result_columns *out;

	if (!q->changed)
		return;
	if (q->closed)
		wrap_query(q);
	out = &q->select->cores.items[0]->results;
	out->columns.count = 0;
	vec_each(const struct scope_column, column, q->results.columns) {
		struct result_column result = { .kind = RESULT_EXPR, .span = q->span };

		result.expr = column->value.expr;
		vec_push(q->w->arena, &out->columns, result);
	}
}

static bool as_number(struct walk *w, struct lowered *value, struct lowered *out)
{
	bool done;

	if (!rewrite_operation(w, "sqlite_numeric", value, out, &done))
		return false;
	if (!done)
		walk_refuse(w, D_EXPRESSION_TYPE, value->source,
			    "a number is compared with a text that may hold a number: no rule says "
			    "how");
	return done;
}

static struct expr *both(struct walk *w, enum expr_op op, struct expr *a, struct expr *b,
			 struct span span)
{
	return a ? build_binary(w, op, a, b, span) : b;
}

/* A text that is no number equals no number, which is not the same as not known. */
static bool settle_mixed(struct compared_query *q, struct lowered *left, struct lowered *right)
{
	struct walk *w = q->w;
	bool left_is_text = left->storage == STORAGE_TEXT;
	struct lowered *text = left_is_text ? left : right, number;
	struct expr *known, *lost, *test;

	if (!as_number(w, text, &number))
		return false;
	known = expr_unary(w->arena, OP_NOT_NULL, text->expr, q->span);
	lost = expr_unary(w->arena, OP_IS_NULL, number.expr, q->span);
	if (left_is_text) {
		test = build_binary(w, OP_AND, known, lost, q->span);
		q->unless = both(w, OP_OR, q->unless, test, q->span);
	} else {
		known = expr_unary(w->arena, OP_IS_NULL, text->expr, q->span);
		lost = expr_unary(w->arena, OP_NOT_NULL, number.expr, q->span);
		test = build_binary(w, OP_OR, known, lost, q->span);
		q->filter = both(w, OP_AND, q->filter, test, q->span);
	}
	*text = number;
	return true;
}

static bool settle_column(struct compared_query *q, uint32_t i)
{
	struct lowered *left = &q->left.items[i], *right = &q->results.columns.items[i].value;
	const struct expr *before = right->expr;
	enum compared compared;

	if (!compare_settle(q->w, left, right, &compared))
		return false;
	if (compared == COMPARED_NEVER)
		q->never = left;
	if (compared == COMPARED_MIXED && !settle_mixed(q, left, right))
		return false;
	q->changed |= right->expr != before;
	return true;
}

static bool add_left(struct compared_query *q, const struct expr *operand)
{
	struct lowered value;

	if (operand->kind != EXPR_ROW) {
		if (!walk_expr(q->w, operand, ANY_VALUE, &value))
			return false;
		vec_push(q->w->arena, &q->left, value);
		return true;
	}
	vec_each(struct expr *const, item, operand->list->exprs) {
		if (!walk_expr(q->w, *item, ANY_VALUE, &value))
			return false;
		vec_push(q->w->arena, &q->left, value);
	}
	return true;
}

static bool compare_query(struct compared_query *q, const struct expr *operand,
			  const struct select *select)
{
	bool added = add_left(q, operand);

	if (!select_lower(q->w, select, q->w->scope, &q->select, &q->results) || !added)
		return false;
	if (q->left.count != q->results.columns.count) {
		walk_refuse(q->w, D_UNSUPPORTED_EXPRESSION, q->span,
			    "the subquery has %u column%s where %u should be",
			    q->results.columns.count, q->results.columns.count == 1 ? "" : "s",
			    q->left.count);
		return false;
	}
	open_query(q);
	for (uint32_t i = 0; i < q->left.count; i++)
		if (!settle_column(q, i))
			return false;
	write_columns(q);
	return true;
}

static struct expr *left_side(struct compared_query *q, const struct expr *operand)
{
	struct expr *row;

	if (operand->kind != EXPR_ROW)
		return q->left.items[0].expr;
	row = expr_new(q->w->arena, EXPR_ROW, operand->span);
	row->list = arena_object(q->w->arena, struct expr_list);
	vec_each(const struct lowered, value, q->left)
		vec_push(q->w->arena, &row->list->exprs, value->expr);
	expr_update_height(row);
	return row;
}

/* What holds of a left side that equals no row. */
static void never_equal(struct compared_query *q, bool negated, struct lowered *out)
{
	walk_warn(q->w, D_COMPARISON_CONSTANT, q->span,
		  "the two sides have different types, and SQLite never converts one to the other "
		  "here: no row of the subquery is equal");
	infer_result(out, boolean_unless_null(q->w, negated, q->never, NULL, q->span), PG_BOOLEAN,
		     q->span);
	out->constant = false;
}

static void guard(struct compared_query *q, bool truth, struct lowered *out)
{
	struct case_clause *cases;
	struct when_clause when = { q->unless, build_boolean(q->w, truth, q->span) };

	if (!q->unless)
		return;
	cases = arena_object(q->w->arena, struct case_clause);
	vec_push(q->w->arena, &cases->whens, when);
	cases->otherwise = out->expr;
	out->expr = expr_new(q->w->arena, EXPR_CASE, q->span);
	out->expr->cases = cases;
	expr_update_height(out->expr);
}

/* IN table: all of its columns. */
static struct select *whole_table(struct walk *w, const struct in_clause *in, struct span span)
{
	struct select *select = arena_object(w->arena, struct select);
	struct select_core *core = arena_object(w->arena, struct select_core);
	struct result_column star = { .kind = RESULT_STAR, .span = span };
	struct from_item item = { .table = *in->table, .arguments = in->arguments, .span = span };

	core->from = arena_object(w->arena, struct from_clause);
	core->span = select->span = span;
	vec_push(w->arena, &core->from->items, item);
	vec_push(w->arena, &core->results.columns, star);
	vec_push(w->arena, &select->cores, core);
	return select;
}

bool query_in(struct walk *w, const struct expr *expr, struct lowered *out)
{
	struct compared_query q = { .w = w, .span = expr->span };
	struct in_clause *in = arena_object(w->arena, struct in_clause);
	const struct select *select = expr->in->select;

	if (!may_stand(w, expr))
		return false;
	if (!select)
		select = whole_table(w, expr->in, expr->span);
	if (!compare_query(&q, expr->in->operand, select))
		return false;
	if (q.never) {
		never_equal(&q, expr->negated, out);
		return true;
	}
	in->operand = left_side(&q, expr->in->operand);
	in->select = q.select;
	infer_result(out, expr_new(w->arena, EXPR_IN, expr->span), PG_BOOLEAN, expr->span);
	out->expr->in = in;
	out->expr->negated = expr->negated;
	out->nullable = true;
	out->constant = false;
	guard(&q, expr->negated, out);
	return true;
}

bool query_compare_row(struct walk *w, const struct expr *expr, struct lowered *out)
{
	struct compared_query q = { .w = w, .span = expr->span };
	struct expr *subquery = expr_new(w->arena, EXPR_SUBQUERY, expr->span);
	bool left_is_row = expr->binary.left->kind == EXPR_ROW;
	const struct expr *row = left_is_row ? expr->binary.left : expr->binary.right;
	const struct expr *other = left_is_row ? expr->binary.right : expr->binary.left;

	if (!may_stand(w, expr) || !compare_query(&q, row, other->select))
		return false;
	if (expr->op < OP_EQ || expr->op > OP_GE || q.never || q.unless || q.filter ||
	    (expr->op >= OP_LT && q.changed)) {
		walk_refuse(w, D_UNSUPPORTED_EXPRESSION, expr->span,
			    "PostgreSQL has no comparison of this kind between a row and a query");
		return false;
	}
	take_first(w, q.select, expr->span);
	subquery->select = q.select;
	infer_result(out, NULL, PG_BOOLEAN, expr->span);
	out->expr = build_binary(w, expr->op, left_is_row ? left_side(&q, row) : subquery,
				 left_is_row ? subquery : left_side(&q, row), expr->span);
	out->nullable = true;
	out->constant = false;
	return true;
}
