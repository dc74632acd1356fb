/* SPDX-License-Identifier: PostgreSQL
 *
 * Making expression nodes and walking over their operands.  Heights are those
 * that SQLite counts against SQLITE_MAX_EXPR_DEPTH (expr.c, exprSetHeight).
 */
#include <config.h>

#include "sql/ast.h"

#include "base/arena.h"

struct expr *expr_new(struct arena *arena, enum expr_kind kind, struct span span)
{
	struct expr *expr = arena_object(arena, struct expr);

	expr->kind = kind;
	expr->span = span;
	expr->height = 1;
	return expr;
}

struct expr *expr_literal(struct arena *arena, enum expr_kind kind, struct slice text,
			  struct span span)
{
	struct expr *expr = expr_new(arena, kind, span);

	expr->text = text;
	return expr;
}

/* One more than HEIGHT; a tree that is far too high stays so. */
static uint16_t above(uint16_t height)
{
	return height < UINT16_MAX ? (uint16_t)(height + 1) : height;
}

struct expr *expr_unary(struct arena *arena, enum expr_op op, struct expr *operand,
			struct span span)
{
	struct expr *expr = expr_new(arena, EXPR_UNARY, span);

	expr->op = op;
	expr->operand = operand;
	expr->height = above(operand->height);
	return expr;
}

struct expr *expr_binary(struct arena *arena, enum expr_op op, struct expr *left,
			 struct expr *right, struct span span)
{
	struct expr *expr = expr_new(arena, EXPR_BINARY, span);

	expr->op = op;
	expr->binary.left = left;
	expr->binary.right = right;
	expr->height = above(left->height > right->height ? left->height : right->height);
	return expr;
}

struct expr *expr_name(struct arena *arena, struct name schema, struct name table,
		       struct name column, struct span span)
{
	struct expr *expr = expr_new(arena, EXPR_NAME, span);

	expr->name = arena_object(arena, struct column_reference);
	expr->name->column = column;
	if (table.symbol) {
		expr->name->of = arena_object(arena, struct qualifier);
		expr->name->of->schema = schema;
		expr->name->of->table = table;
	}
	return expr;
}

struct expr *expr_cast(struct arena *arena, struct expr *operand, struct type_name type,
		       struct span span)
{
	struct expr *expr = expr_new(arena, EXPR_CAST, span);

	expr->cast.operand = operand;
	expr->cast.type = arena_object(arena, struct type_name);
	*expr->cast.type = type;
	expr->height = above(operand->height);
	return expr;
}

struct expr *expr_collate(struct arena *arena, struct expr *operand, struct name collation,
			  struct span span)
{
	struct expr *expr = expr_new(arena, EXPR_COLLATE, span);

	expr->collate.operand = operand;
	expr->collate.collation = arena_object(arena, struct name);
	*expr->collate.collation = collation;
	expr->height = above(operand->height);
	return expr;
}

struct expr *expr_call(struct arena *arena, struct qualified_name function, struct span span,
		       uint32_t count, struct expr **arguments)
{
	struct expr *expr = expr_new(arena, EXPR_CALL, span);

	expr->call = arena_object(arena, struct call);
	expr->call->function = function;
	for (uint32_t i = 0; i < count; i++)
		vec_push(arena, &expr->call->arguments.exprs, arguments[i]);
	expr_update_height(expr);
	return expr;
}

typedef void visitor(struct expr **operand, void *data);

static void visit_one(struct expr **operand, visitor *visit, void *data)
{
	if (*operand)
		visit(operand, data);
}

static void visit_list(struct expr_list *list, visitor *visit, void *data)
{
	if (list)
		vec_each(struct expr *, expr, list->exprs)
			visit(expr, data);
}

static void visit_ordering(struct ordering *ordering, visitor *visit, void *data)
{
	if (ordering)
		vec_each(struct ordering_term, term, ordering->terms)
			visit(&term->expr, data);
}

static void visit_window(struct window *window, visitor *visit, void *data)
{
	if (!window)
		return;
	visit_list(window->partition_by, visit, data);
	visit_ordering(window->order_by, visit, data);
	visit_one(&window->start.offset, visit, data);
	visit_one(&window->end.offset, visit, data);
}

static void visit_call(struct call *call, visitor *visit, void *data)
{
	visit_list(&call->arguments, visit, data);
	visit_ordering(call->order_by, visit, data);
	visit_one(&call->filter, visit, data);
	visit_window(call->over, visit, data);
}

static void visit_case(struct case_clause *cases, visitor *visit, void *data)
{
	visit_one(&cases->base, visit, data);
	vec_each(struct when_clause, clause, cases->whens) {
		visit(&clause->when, data);
		visit(&clause->then, data);
	}
	visit_one(&cases->otherwise, visit, data);
}

void expr_each_operand(struct expr *expr, visitor *visit, void *data)
{
	switch (expr->kind) {
	case EXPR_NULL:
	case EXPR_INTEGER:
	case EXPR_REAL:
	case EXPR_STRING:
	case EXPR_BLOB:
	case EXPR_BOOLEAN:
	case EXPR_CURRENT:
	case EXPR_NAME:
	case EXPR_PARAMETER:
	case EXPR_HOLE:
	case EXPR_EXISTS:
	case EXPR_SUBQUERY:
	case EXPR_TYPED_LITERAL:
	case EXPR_DEFAULT:
	case EXPR_VERBATIM:
		break;
	case EXPR_UNARY:
		visit(&expr->operand, data);
		break;
	case EXPR_BINARY:
		visit(&expr->binary.left, data);
		visit(&expr->binary.right, data);
		break;
	case EXPR_LIKE:
		visit(&expr->like->operand, data);
		visit(&expr->like->pattern, data);
		visit_one(&expr->like->escape, visit, data);
		break;
	case EXPR_BETWEEN:
		visit(&expr->between->operand, data);
		visit(&expr->between->low, data);
		visit(&expr->between->high, data);
		break;
	case EXPR_IN:
		visit(&expr->in->operand, data);
		visit_list(expr->in->list, visit, data);
		visit_list(expr->in->arguments, visit, data);
		break;
	case EXPR_COLLATE:
		visit(&expr->collate.operand, data);
		break;
	case EXPR_CAST:
		visit(&expr->cast.operand, data);
		break;
	case EXPR_SUBSCRIPT:
		visit(&expr->subscript.operand, data);
		break;
	case EXPR_CALL:
		visit_call(expr->call, visit, data);
		break;
	case EXPR_CASE:
		visit_case(expr->cases, visit, data);
		break;
	case EXPR_ROW:
	case EXPR_ARRAY:
		visit_list(expr->list, visit, data);
		break;
	case EXPR_RAISE:
		visit_one(&expr->raise.message, visit, data);
		break;
	case EXPR_EXTRACT:
		visit(&expr->extract->operand, data);
		break;
	}
}

static void raise_to(uint16_t *height, const struct expr *expr)
{
	if (expr && expr->height > *height)
		*height = expr->height;
}

static void raise_to_operand(struct expr **operand, void *height)
{
	raise_to(height, *operand);
}

/* SQLite does not count what stands in FROM. */
static uint16_t select_height(struct select *select)
{
	uint16_t height = 0;

	vec_each(struct select_core *, at, select->cores) {
		struct select_core *core = *at;

		vec_each(struct result_column, column, core->results.columns)
			raise_to(&height, column->expr);
		raise_to(&height, core->where);
		raise_to(&height, core->having);
		visit_list(core->group_by, raise_to_operand, &height);
		vec_each(struct expr_list *, values, core->values)
			visit_list(*values, raise_to_operand, &height);
	}
	visit_ordering(select->order_by, raise_to_operand, &height);
	raise_to(&height, select->limit);
	raise_to(&height, select->offset);
	return height;
}

void expr_update_height(struct expr *expr)
{
	uint16_t height = 0;

	expr_each_operand(expr, raise_to_operand, &height);
	if (expr->kind == EXPR_EXISTS || expr->kind == EXPR_SUBQUERY)
		height = select_height(expr->select);
	else if (expr->kind == EXPR_IN && expr->in->select) {
		uint16_t inner = select_height(expr->in->select);

		height = inner > height ? inner : height;
	}
	if (expr->negated)
		height = above(height);
	expr->height = above(height);
}
