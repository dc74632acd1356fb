/* SPDX-License-Identifier: PostgreSQL
 *
 * The patterns of `where default` and `where check` against a tree of the source, by form alone: no
 * name is resolved and no type is known.  (Rewrite patterns are matched by lowering.)
 */
#include <config.h>

#include "mapping/internal.h"

struct matcher {
	const struct symbol *column; /* what $c stands for, or NULL */
};

static bool match(const struct matcher *m, const struct expr *pattern, const struct expr *tree);

static bool is_column(const struct matcher *m, const struct expr *tree)
{
	return tree->kind == EXPR_NAME && tree->name->column.symbol == m->column;
}

static bool is_true_or_false(const struct expr *tree)
{
	return tree->kind == EXPR_BOOLEAN ||
	       (tree->kind == EXPR_NAME && tree->name->of == NULL &&
		tree->name->column.quote == QUOTE_NONE &&
		(slice_equal_nocase(tree->name->column.text, SLICE("true")) ||
		 slice_equal_nocase(tree->name->column.text, SLICE("false"))));
}

static const struct expr *unsigned_number(const struct expr *tree)
{
	while (tree->kind == EXPR_UNARY && (tree->op == OP_NEGATE || tree->op == OP_PLUS))
		tree = tree->operand;
	return tree;
}

/* "x" where no name can stand is the string 'x'. */
static bool is_string(const struct expr *tree)
{
	return tree->kind == EXPR_STRING ||
	       (tree->kind == EXPR_NAME && tree->name->column.quote == QUOTE_DOUBLE &&
		tree->name->of == NULL);
}

static bool guard_takes(struct slice guard, const struct expr *tree)
{
	enum expr_kind kind = unsigned_number(tree)->kind;
	bool number = kind == EXPR_INTEGER || kind == EXPR_REAL;

	if (guard.len == 0)
		return true;
	if (slice_equal(guard, SLICE("integer")))
		return kind == EXPR_INTEGER;
	if (slice_equal(guard, SLICE("real")))
		return kind == EXPR_REAL;
	if (slice_equal(guard, SLICE("number")) || slice_equal(guard, SLICE("numeric")))
		return number;
	if (slice_equal(guard, SLICE("string")) || slice_equal(guard, SLICE("text")))
		return is_string(tree);
	if (slice_equal(guard, SLICE("blob")))
		return kind == EXPR_BLOB;
	if (slice_equal(guard, SLICE("null")))
		return kind == EXPR_NULL;
	if (slice_equal(guard, SLICE("boolean")))
		return is_true_or_false(tree);
	if (slice_equal(guard, SLICE("column")))
		return tree->kind == EXPR_NAME;
	if (slice_equal(guard, SLICE("literal")))
		return number || is_string(tree) || kind == EXPR_BLOB || kind == EXPR_NULL ||
		       is_true_or_false(tree);
	return false;
}

static bool match_hole(const struct matcher *m, const struct hole *hole, const struct expr *tree)
{
	if (m->column && slice_equal(hole->name, SLICE("c")))
		return is_column(m, tree);
	return guard_takes(hole->guard, tree);
}

static bool match_list(const struct matcher *m, const struct expr_list *pattern,
		       const struct expr_list *tree)
{
	uint32_t count = pattern ? pattern->exprs.count : 0;

	if (!pattern || !tree)
		return pattern == tree;
	for (uint32_t i = 0; i < count; i++) {
		const struct expr *p = pattern->exprs.items[i];

		if (p->kind == EXPR_HOLE && p->hole->is_list) {
			for (uint32_t j = i; j < tree->exprs.count; j++)
				if (!match_hole(m, p->hole, tree->exprs.items[j]))
					return false;
			return true;
		}
		if (i >= tree->exprs.count || !match(m, p, tree->exprs.items[i]))
			return false;
	}
	return count == tree->exprs.count;
}

static bool match_optional(const struct matcher *m, const struct expr *pattern,
			   const struct expr *tree)
{
	return pattern && tree ? match(m, pattern, tree) : !pattern && !tree;
}

static bool match_cases(const struct matcher *m, const struct case_clause *pattern,
			const struct case_clause *tree)
{
	if (pattern->whens.count != tree->whens.count ||
	    !match_optional(m, pattern->base, tree->base) ||
	    !match_optional(m, pattern->otherwise, tree->otherwise))
		return false;
	for (uint32_t i = 0; i < pattern->whens.count; i++)
		if (!match(m, pattern->whens.items[i].when, tree->whens.items[i].when) ||
		    !match(m, pattern->whens.items[i].then, tree->whens.items[i].then))
			return false;
	return true;
}

static struct slice string_text(const struct expr *expr)
{
	return expr->kind == EXPR_STRING ? expr->text : expr->name->column.text;
}

static bool match_call(const struct matcher *m, const struct call *pattern, const struct call *tree)
{
	return pattern->function.object.symbol == tree->function.object.symbol &&
	       pattern->star == tree->star && pattern->distinct == tree->distinct &&
	       !tree->filter && !tree->over && !tree->order_by &&
	       match_list(m, &pattern->arguments, &tree->arguments);
}

static bool match_same_kind(const struct matcher *m, const struct expr *pattern,
			    const struct expr *tree)
{
	switch (pattern->kind) {
	case EXPR_NULL:
	case EXPR_CURRENT:
		return true;
	case EXPR_INTEGER:
	case EXPR_REAL:
	case EXPR_BLOB:
		return slice_equal_nocase(pattern->text, tree->text);
	case EXPR_STRING:
	case EXPR_PARAMETER:
		return slice_equal(pattern->text, tree->text);
	case EXPR_BOOLEAN:
		return pattern->boolean == tree->boolean;
	case EXPR_NAME:
		return pattern->name->column.symbol == tree->name->column.symbol;
	case EXPR_UNARY:
		return match(m, pattern->operand, tree->operand);
	case EXPR_BINARY:
		return match(m, pattern->binary.left, tree->binary.left) &&
		       match(m, pattern->binary.right, tree->binary.right);
	case EXPR_LIKE:
		return match(m, pattern->like->operand, tree->like->operand) &&
		       match(m, pattern->like->pattern, tree->like->pattern) &&
		       match_optional(m, pattern->like->escape, tree->like->escape);
	case EXPR_BETWEEN:
		return match(m, pattern->between->operand, tree->between->operand) &&
		       match(m, pattern->between->low, tree->between->low) &&
		       match(m, pattern->between->high, tree->between->high);
	case EXPR_IN:
		return match(m, pattern->in->operand, tree->in->operand) && !tree->in->select &&
		       match_list(m, pattern->in->list, tree->in->list);
	case EXPR_COLLATE:
		return pattern->collate.collation->symbol == tree->collate.collation->symbol &&
		       match(m, pattern->collate.operand, tree->collate.operand);
	case EXPR_CAST:
		return slice_equal_nocase(pattern->cast.type->text, tree->cast.type->text) &&
		       match(m, pattern->cast.operand, tree->cast.operand);
	case EXPR_CALL:
		return match_call(m, pattern->call, tree->call);
	case EXPR_CASE:
		return match_cases(m, pattern->cases, tree->cases);
	case EXPR_ROW:
	case EXPR_ARRAY:
		return match_list(m, pattern->list, tree->list);
	case EXPR_HOLE:
	case EXPR_EXISTS:
	case EXPR_SUBQUERY:
	case EXPR_RAISE:
	case EXPR_EXTRACT:
	case EXPR_TYPED_LITERAL:
	case EXPR_DEFAULT:
	case EXPR_SUBSCRIPT:
	case EXPR_VERBATIM:
		return false;
	}
	return false;
}

static bool match(const struct matcher *m, const struct expr *pattern, const struct expr *tree)
{
	if (pattern->kind == EXPR_HOLE)
		return match_hole(m, pattern->hole, tree);
	if (pattern->kind == EXPR_STRING && is_string(tree))
		return slice_equal(pattern->text, string_text(tree));
	if (pattern->kind == EXPR_BOOLEAN && is_true_or_false(tree) && tree->kind == EXPR_NAME)
		return pattern->boolean ==
		       slice_equal_nocase(tree->name->column.text, SLICE("true"));
	return pattern->kind == tree->kind && pattern->op == tree->op &&
	       pattern->negated == tree->negated && match_same_kind(m, pattern, tree);
}

bool pattern_match(const struct expr *pattern, const struct expr *tree, const struct symbol *column)
{
	struct matcher m = { column };

	return match(&m, pattern, tree);
}
