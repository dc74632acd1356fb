/* SPDX-License-Identifier: PostgreSQL
 *
 * Truth values.  SQLite has none: a condition is a number, true when it is not
 * zero, and a comparison gives 0 or 1.  PostgreSQL has boolean and nothing else in
 * a condition.  Constants are folded away: AND true, OR false.
 */
#include <config.h>

#include "lower/parameter.h"

static bool is_constant(const struct lowered *value, bool truth)
{
	return value->expr->kind == EXPR_BOOLEAN && value->expr->boolean == truth;
}

static void make_boolean(struct lowered *value, struct expr *expr)
{
	value->expr = expr;
	value->type = type_of(PG_BOOLEAN);
	value->storage = STORAGE_BOOLEAN;
	value->has_affinity = false;
	value->collated = NULL;
	value->literal = NULL;
}

static bool literal_truth(struct walk *w, struct lowered *value)
{
	bool is_null;
	bool truth = fold_truth(w->arena, value->literal, &is_null);

	make_boolean(value, is_null ? build_cast(w, build_null(w, value->source), "boolean")
				    : build_boolean(w, truth, value->source));
	return true;
}

/* An integer that counts booleans alone: CASE WHEN ... THEN 1 ELSE 0 END and the like stay. */
static bool number_truth(struct walk *w, struct lowered *value)
{
	struct expr *zero = build_integer(w, 0, value->source);

	make_boolean(value, build_binary(w, OP_NE, value->expr, zero, value->source));
	return true;
}

bool boolean_truth(struct walk *w, struct lowered *value)
{
	bool done;

	if (parameter_is_open(value))
		parameter_settle(w, value, type_of(PG_BOOLEAN), PLACE_INFERS);
	if (value->literal)
		return literal_truth(w, value);
	if (value->type.kind == PG_BOOLEAN)
		return true;
	if (value->storage == STORAGE_NULL) {
		make_boolean(value, build_cast(w, build_null(w, value->source), "boolean"));
		return true;
	}
	if (!storage_is_number(value->storage) || type_is_time(&value->type)) {
		struct lowered text = *value;

		if (value->storage != STORAGE_BLOB && !convert_text(w, &text))
			return false;
		if (!rewrite_operation(w, "sqlite_truth", &text, value, &done))
			return false;
		if (done)
			return true;
		if (!convert_real(w, value))
			return false;
	}
	return number_truth(w, value);
}

struct expr *boolean_unless_null(struct walk *w, bool truth, const struct lowered *a,
				 const struct lowered *b, struct span span)
{
	struct expr *nulls = NULL;
	const struct lowered *values[2] = { a, b };

	for (int i = 0; i < 2; i++) {
		struct expr *test;

		if (!values[i] || !values[i]->nullable)
			continue;
		test = expr_unary(w->arena, truth ? OP_NOT_NULL : OP_IS_NULL, values[i]->expr,
				  span);
		nulls = nulls ? build_binary(w, truth ? OP_AND : OP_OR, nulls, test, span) : test;
	}
	if (!nulls)
		return build_boolean(w, truth, span);
	return build_binary(w, truth ? OP_OR : OP_AND, nulls, build_null(w, span), span);
}

bool boolean_logic(struct walk *w, const struct expr *expr, struct lowered *out)
{
	struct lowered left, right;
	bool is_and = expr->op == OP_AND;
	bool left_done = walk_truth(w, expr->binary.left, &left);

	/* both sides are lowered, so that both are told */
	if (!walk_truth(w, expr->binary.right, &right) || !left_done)
		return false;
	if (is_constant(&left, is_and) || is_constant(&right, !is_and)) {
		*out = right;
	} else if (is_constant(&right, is_and) || is_constant(&left, !is_and)) {
		*out = left;
	} else {
		infer_result(out, build_binary(w, expr->op, left.expr, right.expr, expr->span),
			     PG_BOOLEAN, expr->span);
		infer_combine(out, &left);
		infer_combine(out, &right);
	}
	out->source = expr->span;
	return true;
}

static enum expr_op opposite(enum expr_op op)
{
	switch ((int)op) {
	case OP_EQ:
		return OP_NE;
	case OP_NE:
		return OP_EQ;
	case OP_IS_NULL:
		return OP_NOT_NULL;
	case OP_NOT_NULL:
		return OP_IS_NULL;
	case OP_IS_DISTINCT:
		return OP_IS_NOT_DISTINCT;
	case OP_IS_NOT_DISTINCT:
		return OP_IS_DISTINCT;
	case OP_REGEX:
		return OP_NOT_REGEX;
	case OP_NOT_REGEX:
		return OP_REGEX;
	default:
		return OP_NONE;
	}
}

/* NOT of what is a number's or a column's truth is written as the opposite; NOT that the
 * source wrote before a comparison stays. */
static struct expr *negate(struct walk *w, const struct expr *source, struct lowered *value)
{
	struct expr *expr = value->expr;

	if (expr->kind == EXPR_BOOLEAN)
		return build_boolean(w, !expr->boolean, expr->span);
	if (source->kind == EXPR_NAME && opposite(expr->op) != OP_NONE && expr->kind == EXPR_BINARY)
		return build_binary(w, opposite(expr->op), expr->binary.left, expr->binary.right,
				    expr->span);
	return build_not(w, expr);
}

bool boolean_not(struct walk *w, const struct expr *expr, struct lowered *out)
{
	struct lowered value;

	if (!walk_truth(w, expr->operand, &value))
		return false;
	*out = value;
	make_boolean(out, negate(w, expr->operand, &value));
	out->source = expr->span;
	return true;
}

static bool is_truth_name(struct walk *w, const struct expr *expr, bool *out_truth)
{
	struct lowered value;
	int64_t integer;

	if (expr->kind != EXPR_NAME || expr->name->of || expr->name->column.quote != QUOTE_NONE)
		return false;
	if (!slice_equal_nocase(expr->name->column.text, SLICE("true")) &&
	    !slice_equal_nocase(expr->name->column.text, SLICE("false")))
		return false;
	if (!walk_expr(w, expr, ANY_VALUE, &value) || !lowered_integer(&value, &integer))
		return false;
	*out_truth = integer != 0;
	return true;
}

/* x IS TRUE asks for x's truth; x = TRUE compares with 1 (lang_expr.html#booleanexpr). */
bool boolean_is_test(struct walk *w, const struct expr *expr, struct lowered *out, bool *done)
{
	static const enum expr_op tests[2][2] = { { OP_IS_FALSE, OP_IS_NOT_FALSE },
						  { OP_IS_TRUE, OP_IS_NOT_TRUE } };
	struct lowered value;
	bool truth;

	/* SQLite does not resolve names in a DEFAULT: there x IS TRUE is x IS 1 */
	*done = w->request->context != IN_DEFAULT && is_truth_name(w, expr->binary.right, &truth);
	if (!*done)
		return true;
	if (!walk_truth(w, expr->binary.left, &value))
		return false;
	*out = value;
	make_boolean(out, expr_unary(w->arena, tests[truth][expr->op == OP_IS_NOT], value.expr,
				     expr->span));
	out->nullable = false;
	return true;
}

/* ---------------------------------------------------------------- NULL that does not matter */

static bool is_null_truth(const struct expr *expr)
{
	return expr->kind == EXPR_NULL ||
	       (expr->kind == EXPR_CAST && expr->cast.operand->kind == EXPR_NULL);
}

struct expr *boolean_settle(struct walk *w, struct expr *expr, bool null_passes)
{
	struct expr *left, *right;
	bool is_and;

	if (is_null_truth(expr))
		return build_boolean(w, null_passes, expr->span);
	if (expr->kind != EXPR_BINARY || (expr->op != OP_AND && expr->op != OP_OR))
		return expr;
	is_and = expr->op == OP_AND;
	left = boolean_settle(w, expr->binary.left, null_passes);
	right = boolean_settle(w, expr->binary.right, null_passes);
	if (left->kind == EXPR_BOOLEAN)
		return left->boolean == is_and ? right : left;
	if (right->kind == EXPR_BOOLEAN)
		return right->boolean == is_and ? left : right;
	if (left == expr->binary.left && right == expr->binary.right)
		return expr;
	return build_binary(w, expr->op, left, right, expr->span);
}
