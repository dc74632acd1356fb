/* SPDX-License-Identifier: PostgreSQL
 *
 * Small constructors for the trees that lowering makes.
 */
#include <config.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "lower/expr.h"

struct name build_name(struct walk *w, const char *text)
{
	struct slice slice = slice_of(text);

	return (struct name){ .text = slice, .symbol = context_symbol(w->ctx, slice) };
}

bool expr_is_literal(const struct expr *expr)
{
	if (expr->kind == EXPR_UNARY && expr->op == OP_NEGATE)
		return expr_is_literal(expr->operand);
	return expr->kind == EXPR_NULL || expr->kind == EXPR_INTEGER || expr->kind == EXPR_REAL ||
	       expr->kind == EXPR_STRING || expr->kind == EXPR_BOOLEAN;
}

struct expr *build_string(struct walk *w, struct slice text, struct span span)
{
	return expr_literal(w->arena, EXPR_STRING, text, span);
}

struct expr *build_null(struct walk *w, struct span span)
{
	return expr_new(w->arena, EXPR_NULL, span);
}

struct expr *build_boolean(struct walk *w, bool value, struct span span)
{
	struct expr *expr = expr_new(w->arena, EXPR_BOOLEAN, span);

	expr->boolean = value;
	return expr;
}

static struct slice print_number(struct walk *w, const char *digits)
{
	return slice_of(arena_copy(w->arena, digits, strlen(digits)));
}

/* Half of the columns of a schema have such a default: no printf(). */
static struct slice print_integer(struct walk *w, uint64_t value)
{
	char digits[20];
	uint32_t at = sizeof(digits);

	do
		digits[--at] = (char)('0' + value % 10);
	while (value /= 10);
	return (struct slice){ arena_copy(w->arena, digits + at, sizeof(digits) - at),
			       (uint32_t)sizeof(digits) - at };
}

struct expr *build_integer(struct walk *w, int64_t value, struct span span)
{
	struct expr *literal;

	if (value == INT64_MIN)
		/* PostgreSQL reads the digits before the sign, as numeric */
		return build_cast(w, build_string(w, SLICE("-9223372036854775808"), span),
				  "bigint");
	literal = expr_literal(w->arena, EXPR_INTEGER,
			       print_integer(w, (uint64_t)(value < 0 ? -value : value)), span);
	return value < 0 ? expr_unary(w->arena, OP_NEGATE, literal, span) : literal;
}

struct expr *build_real(struct walk *w, double value, struct span span)
{
	char digits[48];
	struct expr *literal;

	if (isinf(value))
		return build_cast(
			w,
			build_string(w, value < 0 ? SLICE("-Infinity") : SLICE("Infinity"), span),
			"double precision");
	for (int precision = 15; precision <= 17; precision++) {
		snprintf(digits, sizeof(digits), "%.*g", precision, fabs(value));
		double again = 0;

		if (sscanf(digits, "%lf", &again) == 1 && again == fabs(value))
			break;
	}
	if (!strpbrk(digits, ".e"))
		memcpy(digits + strlen(digits), ".0", sizeof(".0"));
	literal = expr_literal(w->arena, EXPR_REAL, print_number(w, digits), span);
	return signbit(value) ? expr_unary(w->arena, OP_NEGATE, literal, span) : literal;
}

struct expr *build_value(struct walk *w, const struct value *value, struct span span)
{
	switch ((int)value->storage) {
	case STORAGE_INTEGER:
		return build_integer(w, value->integer, span);
	case STORAGE_REAL:
		return build_real(w, value->real, span);
	case STORAGE_TEXT:
		return build_string(w, value->text, span);
	case STORAGE_BLOB:
		return build_cast(w,
				  build_string(w,
					       slice_of(arena_printf(w->arena, "\\x%.*s",
								     SLICE_ARGS(value->text))),
					       span),
				  "bytea");
	default:
		return build_null(w, span);
	}
}

struct expr *build_cast(struct walk *w, struct expr *operand, const char *type)
{
	return expr_cast(w->arena, operand, (struct type_name){ .text = slice_of(type) },
			 operand->span);
}

struct expr *build_call(struct walk *w, const char *function, struct span span, uint32_t count,
			struct expr **arguments)
{
	struct qualified_name name = { .object = build_name(w, function) };

	return expr_call(w->arena, name, span, count, arguments);
}

struct expr *build_collate(struct walk *w, struct expr *operand, const char *collation)
{
	struct name name = build_name(w, collation);

	name.quote = QUOTE_DOUBLE;
	return expr_collate(w->arena, operand, name, operand->span);
}

struct expr *build_not(struct walk *w, struct expr *operand)
{
	return expr_unary(w->arena, OP_NOT, operand, operand->span);
}

struct expr *build_binary(struct walk *w, enum expr_op op, struct expr *left, struct expr *right,
			  struct span span)
{
	return expr_binary(w->arena, op, left, right, span);
}

struct expr *build_column(struct walk *w, const char *table, const char *column, struct span span)
{
	struct name none = { 0 };

	return expr_name(w->arena, none, table ? build_name(w, table) : none, build_name(w, column),
			 span);
}
