/* SPDX-License-Identifier: PostgreSQL
 *
 * Copies of expressions, names and comments into longer-lived memory, as small as can be.
 */
#include <config.h>

#include <string.h>

#include "base/arena.h"
#include "sql/ast.h"

static void *copy_bytes(struct tree_copy *copy, const void *old, size_t size)
{
	return memcpy(arena_alloc(copy->to, size), old, size);
}

#define COPY(copy, old) copy_bytes((copy), (old), sizeof(*(old)))

/* A VEC() without spare room. */
#define COPY_LIST(copy, list)                                                               \
	do {                                                                                \
		if ((list)->count)                                                          \
			(list)->items = copy_bytes((copy), (list)->items,                   \
						   (list)->count * sizeof(*(list)->items)); \
		(list)->cap = (list)->count;                                                \
	} while (0)

void tree_copy_text(struct tree_copy *copy, struct slice *text)
{
	if (text->ptr && arena_holds(copy->from, copy->mark, text->ptr))
		text->ptr = arena_copy(copy->to, text->ptr, text->len);
}

struct name *tree_copy_name(struct tree_copy *copy, const struct name *name)
{
	struct name *new;

	if (!name)
		return NULL;
	new = COPY(copy, name);
	tree_copy_text(copy, &new->text);
	return new;
}

void tree_copy_names(struct tree_copy *copy, struct name_list *list)
{
	COPY_LIST(copy, &list->names);
	vec_each(struct name, name, list->names)
		tree_copy_text(copy, &name->text);
}

struct comments *tree_copy_comments(struct tree_copy *copy, const struct comments *comments)
{
	struct comments *new;

	if (!comments)
		return NULL;
	new = COPY(copy, comments);
	COPY_LIST(copy, &new->above);
	vec_each(struct comment, comment, new->above)
		tree_copy_text(copy, &comment->text);
	tree_copy_text(copy, &new->behind.text);
	return new;
}

/* ---------------------------------------------------------------- what is no operand */

static struct expr_list *copy_list(struct tree_copy *copy, const struct expr_list *list)
{
	struct expr_list *new;

	if (!list)
		return NULL;
	new = COPY(copy, list);
	COPY_LIST(copy, &new->exprs);
	return new;
}

static struct ordering *copy_ordering(struct tree_copy *copy, const struct ordering *ordering)
{
	struct ordering *new;

	if (!ordering)
		return NULL;
	new = COPY(copy, ordering);
	COPY_LIST(copy, &new->terms);
	return new;
}

static void copy_qualified(struct tree_copy *copy, struct qualified_name *name)
{
	tree_copy_text(copy, &name->schema.text);
	tree_copy_text(copy, &name->object.text);
}

static struct window *copy_window(struct tree_copy *copy, const struct window *window)
{
	struct window *new;

	if (!window)
		return NULL;
	new = COPY(copy, window);
	tree_copy_text(copy, &new->name.text);
	tree_copy_text(copy, &new->base.text);
	new->partition_by = copy_list(copy, window->partition_by);
	new->order_by = copy_ordering(copy, window->order_by);
	return new;
}

static struct call *copy_call(struct tree_copy *copy, const struct call *call)
{
	struct call *new = COPY(copy, call);

	copy_qualified(copy, &new->function);
	COPY_LIST(copy, &new->arguments.exprs);
	new->order_by = copy_ordering(copy, call->order_by);
	new->over = copy_window(copy, call->over);
	return new;
}

static struct in_clause *copy_in(struct tree_copy *copy, const struct in_clause *in)
{
	struct in_clause *new = COPY(copy, in);

	copy->shares |= in->select != NULL;
	if (new->table) {
		new->table = COPY(copy, new->table);
		copy_qualified(copy, new->table);
	}
	new->list = copy_list(copy, in->list);
	new->arguments = copy_list(copy, in->arguments);
	return new;
}

static struct column_reference *copy_reference(struct tree_copy *copy,
					       const struct column_reference *name)
{
	struct column_reference *new = COPY(copy, name);

	tree_copy_text(copy, &new->column.text);
	if (new->of) {
		new->of = COPY(copy, new->of);
		tree_copy_text(copy, &new->of->schema.text);
		tree_copy_text(copy, &new->of->table.text);
	}
	return new;
}

static struct type_name *copy_type(struct tree_copy *copy, const struct type_name *type)
{
	struct type_name *new = COPY(copy, type);

	tree_copy_text(copy, &new->text);
	return new;
}

static struct case_clause *copy_cases(struct tree_copy *copy, const struct case_clause *cases)
{
	struct case_clause *new = COPY(copy, cases);

	COPY_LIST(copy, &new->whens);
	return new;
}

static struct hole *copy_hole(struct tree_copy *copy, const struct hole *hole)
{
	struct hole *new = COPY(copy, hole);

	tree_copy_text(copy, &new->name);
	tree_copy_text(copy, &new->guard);
	return new;
}

/* ---------------------------------------------------------------- expressions */

/* All of EXPR but its operands, which are still the old ones. */
static void copy_node(struct tree_copy *copy, struct expr *expr)
{
	switch (expr->kind) {
	case EXPR_INTEGER:
	case EXPR_REAL:
	case EXPR_STRING:
	case EXPR_BLOB:
	case EXPR_PARAMETER:
	case EXPR_VERBATIM:
		tree_copy_text(copy, &expr->text);
		break;
	case EXPR_NAME:
		expr->name = copy_reference(copy, expr->name);
		break;
	case EXPR_HOLE:
		expr->hole = copy_hole(copy, expr->hole);
		break;
	case EXPR_IN:
		expr->in = copy_in(copy, expr->in);
		break;
	case EXPR_COLLATE:
		expr->collate.collation = tree_copy_name(copy, expr->collate.collation);
		break;
	case EXPR_CAST:
		expr->cast.type = copy_type(copy, expr->cast.type);
		break;
	case EXPR_CALL:
		expr->call = copy_call(copy, expr->call);
		break;
	case EXPR_CASE:
		expr->cases = copy_cases(copy, expr->cases);
		break;
	case EXPR_EXISTS:
	case EXPR_SUBQUERY:
		copy->shares = true;
		break;
	case EXPR_ROW:
	case EXPR_ARRAY:
		expr->list = copy_list(copy, expr->list);
		break;
	case EXPR_LIKE:
		expr->like = COPY(copy, expr->like);
		break;
	case EXPR_BETWEEN:
		expr->between = COPY(copy, expr->between);
		break;
	case EXPR_EXTRACT:
		expr->extract = COPY(copy, expr->extract);
		tree_copy_text(copy, &expr->extract->field);
		break;
	case EXPR_TYPED_LITERAL:
		expr->typed = COPY(copy, expr->typed);
		tree_copy_text(copy, &expr->typed->type);
		tree_copy_text(copy, &expr->typed->value);
		break;
	case EXPR_NULL:
	case EXPR_SUBSCRIPT:
	case EXPR_BOOLEAN:
	case EXPR_CURRENT:
	case EXPR_UNARY:
	case EXPR_BINARY:
	case EXPR_RAISE:
	case EXPR_DEFAULT:
		break;
	}
}

static void copy_operand(struct expr **operand, void *data)
{
	*operand = tree_copy_expr(data, *operand);
}

struct expr *tree_copy_expr(struct tree_copy *copy, const struct expr *expr)
{
	struct expr *new;

	if (!expr || !arena_holds(copy->from, copy->mark, expr))
		return (struct expr *)expr;
	new = COPY(copy, expr);
	copy_node(copy, new);
	expr_each_operand(new, copy_operand, copy);
	return new;
}
