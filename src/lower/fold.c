/* SPDX-License-Identifier: PostgreSQL
 *
 * Constant expressions, computed as SQLite computes them: 64-bit integers that
 * become real when they overflow, texts that count as the number they start
 * with, division by zero is NULL.  Functions are not computed here.
 */
#include <config.h>

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "lower/expr.h"

static struct value integer_value(int64_t integer)
{
	return (struct value){ .storage = STORAGE_INTEGER, .integer = integer };
}

static struct value real_value(double real)
{
	/* There is no NaN in SQLite: it is NULL (sqlite3VdbeMemSetDouble). */
	if (isnan(real))
		return (struct value){ .storage = STORAGE_NULL };
	return (struct value){ .storage = STORAGE_REAL, .real = real };
}

static bool is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static double text_to_double(struct slice text)
{
	char small[64];
	char *copy = text.len < sizeof(small) ? small : xmalloc(text.len + 1);
	double result;

	memcpy(copy, text.ptr, text.len);
	copy[text.len] = '\0';
	result = strtod(copy, NULL);
	if (copy != small)
		free(copy);
	return result;
}

/* The longest prefix of TEXT that is a number; *OUT_REAL when it has a point or an exponent. */
static struct slice number_prefix(struct slice text, bool *out_real)
{
	uint32_t start = 0, i, digits = 0;

	*out_real = false;
	while (start < text.len && is_blank(text.ptr[start]))
		start++;
	i = start;
	if (i < text.len && (text.ptr[i] == '-' || text.ptr[i] == '+'))
		i++;
	for (; i < text.len && text.ptr[i] >= '0' && text.ptr[i] <= '9'; i++)
		digits++;
	if (i < text.len && text.ptr[i] == '.') {
		uint32_t behind = i + 1;

		for (; behind < text.len && text.ptr[behind] >= '0' && text.ptr[behind] <= '9';
		     behind++)
			digits++;
		if (digits) {
			i = behind;
			*out_real = true;
		}
	}
	if (!digits)
		return (struct slice){ text.ptr, 0 };
	if (i < text.len && (text.ptr[i] == 'e' || text.ptr[i] == 'E')) {
		uint32_t exponent = i + 1;

		if (exponent < text.len && (text.ptr[exponent] == '-' || text.ptr[exponent] == '+'))
			exponent++;
		if (exponent < text.len && text.ptr[exponent] >= '0' && text.ptr[exponent] <= '9') {
			while (exponent < text.len && text.ptr[exponent] >= '0' &&
			       text.ptr[exponent] <= '9')
				exponent++;
			i = exponent;
			*out_real = true;
		}
	}
	return (struct slice){ text.ptr + start, i - start };
}

static bool digits_to_integer(struct slice digits, int64_t *out)
{
	bool negative = false;
	uint64_t number = 0;
	uint32_t i = 0;

	if (i < digits.len && (digits.ptr[i] == '-' || digits.ptr[i] == '+'))
		negative = digits.ptr[i++] == '-';
	for (; i < digits.len; i++) {
		unsigned digit = (unsigned)(digits.ptr[i] - '0');

		if (number > (UINT64_MAX - digit) / 10)
			return false;
		number = number * 10 + digit;
	}
	if (number > (uint64_t)INT64_MAX + negative)
		return false;
	*out = negative ? (int64_t)(0 - number) : (int64_t)number;
	return true;
}

static struct value number_of_prefix(struct slice number, bool is_real)
{
	int64_t integer;

	if (!is_real && digits_to_integer(number, &integer))
		return integer_value(integer);
	return real_value(text_to_double(number));
}

bool fold_number(struct slice text, struct value *out)
{
	bool is_real;
	struct slice number = number_prefix(text, &is_real);
	const char *end = number.ptr + number.len;

	if (!number.len)
		return false;
	for (; end < text.ptr + text.len; end++)
		if (!is_blank(*end))
			return false;
	*out = number_of_prefix(number, is_real);
	/* "5.0" becomes the integer 5 when it loses nothing (sqlite3VdbeIntegerAffinity). */
	if (out->storage == STORAGE_REAL && out->real > -9.2e18 && out->real < 9.2e18 &&
	    out->real == (double)(int64_t)out->real)
		*out = integer_value((int64_t)out->real);
	return true;
}

static bool hexadecimal(struct slice text, struct value *out)
{
	uint64_t number = 0;

	if (text.len < 3 || text.ptr[0] != '0' || ascii_lower(text.ptr[1]) != 'x')
		return false;
	for (uint32_t i = 2; i < text.len; i++) {
		char c = ascii_lower(text.ptr[i]);

		number = number << 4 | (uint64_t)(c >= 'a' ? c - 'a' + 10 : c - '0');
	}
	*out = integer_value((int64_t)number);
	return true;
}

static void negate(struct value *value)
{
	if (value->storage == STORAGE_REAL)
		value->real = -value->real;
	else if (value->integer == INT64_MIN)
		*value = real_value(9223372036854775808.0);
	else
		value->integer = -value->integer;
}

bool fold_literal(const struct expr *expr, struct value *out)
{
	switch ((int)expr->kind) {
	case EXPR_NULL:
		*out = (struct value){ .storage = STORAGE_NULL };
		return true;
	case EXPR_BOOLEAN:
		*out = integer_value(expr->boolean);
		return true;
	case EXPR_INTEGER:
		if (!hexadecimal(expr->text, out))
			*out = number_of_prefix(expr->text, false);
		return true;
	case EXPR_REAL:
		*out = real_value(text_to_double(expr->text));
		return true;
	case EXPR_STRING:
		*out = (struct value){ .storage = STORAGE_TEXT, .text = expr->text };
		return true;
	case EXPR_BLOB:
		*out = (struct value){ .storage = STORAGE_BLOB, .text = expr->text };
		return true;
	case EXPR_UNARY:
		if (expr->op != OP_NEGATE && expr->op != OP_PLUS)
			return false;
		if (expr->op == OP_NEGATE && expr->operand->kind == EXPR_INTEGER &&
		    slice_equal(expr->operand->text, SLICE("9223372036854775808"))) {
			*out = integer_value(INT64_MIN);
			return true;
		}
		if (!fold_literal(expr->operand, out))
			return false;
		if (expr->op == OP_PLUS)
			return true;
		if (out->storage != STORAGE_INTEGER && out->storage != STORAGE_REAL)
			return false;
		negate(out);
		return true;
	default:
		return false;
	}
}

struct slice fold_text(struct arena *arena, const struct value *value)
{
	char digits[40];
	int len;

	if (value->storage == STORAGE_TEXT || value->storage == STORAGE_BLOB)
		return value->text;
	if (value->storage == STORAGE_INTEGER) {
		len = snprintf(digits, sizeof(digits), "%lld", (long long)value->integer);
	} else if (isinf(value->real)) {
		len = snprintf(digits, sizeof(digits), value->real < 0 ? "-Inf" : "Inf");
	} else {
		char *exponent;

		len = snprintf(digits, sizeof(digits), "%.15g", value->real);
		exponent = strchr(digits, 'e');
		if (!strchr(digits, '.')) {
			char *place = exponent ? exponent : digits + len;

			memmove(place + 2, place, (size_t)(digits + len - place) + 1);
			memcpy(place, ".0", 2);
			len += 2;
		}
		if (value->real == 0.0)
			len = snprintf(digits, sizeof(digits), "0.0");
	}
	return (struct slice){ arena_copy(arena, digits, (size_t)len), (uint32_t)len };
}

static struct slice blob_text(struct arena *arena, struct slice hex)
{
	char *text = arena_alloc(arena, hex.len / 2 + 1);

	for (uint32_t i = 0; i + 1 < hex.len; i += 2) {
		char pair[3] = { hex.ptr[i], hex.ptr[i + 1], '\0' };

		text[i / 2] = (char)strtol(pair, NULL, 16);
	}
	return (struct slice){ text, hex.len / 2 };
}

static struct slice text_blob(struct arena *arena, struct slice text)
{
	static const char digits[] = "0123456789abcdef";
	char *hex = arena_alloc(arena, (size_t)text.len * 2 + 1);

	for (uint32_t i = 0; i < text.len; i++) {
		hex[i * 2] = digits[(unsigned char)text.ptr[i] >> 4];
		hex[i * 2 + 1] = digits[(unsigned char)text.ptr[i] & 15];
	}
	return (struct slice){ hex, text.len * 2 };
}

void fold_affinity(struct arena *arena, struct value *value, enum affinity affinity)
{
	switch (affinity) {
	case AFFINITY_BLOB:
		return;
	case AFFINITY_TEXT:
		if (value->storage == STORAGE_INTEGER || value->storage == STORAGE_REAL)
			*value = (struct value){ .storage = STORAGE_TEXT,
						 .text = fold_text(arena, value) };
		return;
	case AFFINITY_INTEGER:
	case AFFINITY_NUMERIC:
	case AFFINITY_REAL:
		if (value->storage == STORAGE_TEXT) {
			struct value number;

			if (fold_number(value->text, &number))
				*value = number;
		}
		if (value->storage == STORAGE_INTEGER && affinity == AFFINITY_REAL)
			*value = real_value((double)value->integer);
		if (value->storage == STORAGE_REAL && affinity != AFFINITY_REAL &&
		    value->real > -9.2e18 && value->real < 9.2e18 &&
		    value->real == (double)(int64_t)value->real)
			*value = integer_value((int64_t)value->real);
		return;
	}
}

/* The number that arithmetic sees. */
static struct value number_of(struct arena *arena, const struct value *value)
{
	struct slice text = value->text;
	struct slice number;
	bool is_real;

	if (value->storage == STORAGE_BLOB)
		text = blob_text(arena, text);
	else if (value->storage != STORAGE_TEXT)
		return *value;
	number = number_prefix(text, &is_real);
	return number.len ? number_of_prefix(number, is_real) : integer_value(0);
}

static int64_t real_to_integer(double real)
{
	if (real <= -9223372036854775808.0)
		return INT64_MIN;
	if (real >= 9223372036854775807.0)
		return INT64_MAX;
	return (int64_t)real;
}

static int64_t integer_of(struct arena *arena, const struct value *value)
{
	struct slice text = value->text;
	uint32_t start = 0, end;
	int64_t integer;

	if (value->storage == STORAGE_INTEGER)
		return value->integer;
	if (value->storage == STORAGE_REAL)
		return real_to_integer(value->real);
	if (value->storage == STORAGE_BLOB)
		text = blob_text(arena, text);
	while (start < text.len && is_blank(text.ptr[start]))
		start++;
	end = start;
	if (end < text.len && (text.ptr[end] == '-' || text.ptr[end] == '+'))
		end++;
	while (end < text.len && text.ptr[end] >= '0' && text.ptr[end] <= '9')
		end++;
	if (digits_to_integer((struct slice){ text.ptr + start, end - start }, &integer))
		return integer;
	return text.ptr[start] == '-' ? INT64_MIN : INT64_MAX;
}

void fold_operand(struct arena *arena, struct value *value)
{
	*value = number_of(arena, value);
}

/* PostgreSQL's texts hold neither other bytes nor zero. */
static bool is_utf8(struct slice text)
{
	const utf8proc_uint8_t *at = (const utf8proc_uint8_t *)text.ptr;
	utf8proc_ssize_t left = (utf8proc_ssize_t)text.len, size;

	for (; left > 0; at += size, left -= size) {
		utf8proc_int32_t point;

		size = utf8proc_iterate(at, left, &point);
		if (size <= 0 || point == 0)
			return false;
	}
	return true;
}

bool fold_cast(struct arena *arena, struct value *value, enum affinity affinity)
{
	if (value->storage == STORAGE_NULL)
		return true;
	switch (affinity) {
	case AFFINITY_TEXT:
		if (value->storage == STORAGE_BLOB)
			value->text = blob_text(arena, value->text);
		else
			value->text = fold_text(arena, value);
		value->storage = STORAGE_TEXT;
		return is_utf8(value->text);
	case AFFINITY_BLOB:
		if (value->storage != STORAGE_BLOB)
			value->text = text_blob(arena, fold_text(arena, value));
		value->storage = STORAGE_BLOB;
		break;
	case AFFINITY_INTEGER:
		*value = integer_value(integer_of(arena, value));
		break;
	case AFFINITY_REAL:
		*value = number_of(arena, value);
		if (value->storage == STORAGE_INTEGER)
			*value = real_value((double)value->integer);
		break;
	case AFFINITY_NUMERIC:
		if (value->storage == STORAGE_TEXT || value->storage == STORAGE_BLOB) {
			*value = number_of(arena, value);
			fold_affinity(arena, value, AFFINITY_NUMERIC);
		}
		break;
	}
	return true;
}

bool fold_truth(struct arena *arena, const struct value *value, bool *out_null)
{
	struct value number;

	*out_null = value->storage == STORAGE_NULL;
	if (*out_null)
		return false;
	number = number_of(arena, value);
	return number.storage == STORAGE_INTEGER ? number.integer != 0 : number.real != 0.0;
}

static int storage_rank(enum storage storage)
{
	switch ((int)storage) {
	case STORAGE_NULL:
		return 0;
	case STORAGE_TEXT:
		return 2;
	case STORAGE_BLOB:
		return 3;
	default:
		return 1;
	}
}

static int compare_numbers(const struct value *a, const struct value *b)
{
	if (a->storage == STORAGE_INTEGER && b->storage == STORAGE_INTEGER)
		return a->integer < b->integer ? -1 : a->integer > b->integer;
	long double x = a->storage == STORAGE_INTEGER ? (long double)a->integer : a->real;
	long double y = b->storage == STORAGE_INTEGER ? (long double)b->integer : b->real;

	return x < y ? -1 : x > y;
}

int fold_compare(const struct value *a, const struct value *b)
{
	int rank = storage_rank(a->storage) - storage_rank(b->storage);

	if (rank)
		return rank < 0 ? -1 : 1;
	if (storage_rank(a->storage) == 1)
		return compare_numbers(a, b);
	if (a->storage == STORAGE_NULL)
		return 0;
	return slice_compare(a->text, b->text);
}

static struct value arithmetic_real(enum expr_op op, double x, double y)
{
	switch ((int)op) {
	case OP_ADD:
		return real_value(x + y);
	case OP_SUBTRACT:
		return real_value(x - y);
	case OP_MULTIPLY:
		return real_value(x * y);
	default:
		return y == 0.0 ? (struct value){ .storage = STORAGE_NULL } : real_value(x / y);
	}
}

static struct value arithmetic(enum expr_op op, const struct value *a, const struct value *b)
{
	double x = a->storage == STORAGE_INTEGER ? (double)a->integer : a->real;
	double y = b->storage == STORAGE_INTEGER ? (double)b->integer : b->real;
	int64_t result;

	if (a->storage != STORAGE_INTEGER || b->storage != STORAGE_INTEGER)
		return arithmetic_real(op, x, y);
	switch ((int)op) {
	case OP_ADD:
		if (!__builtin_add_overflow(a->integer, b->integer, &result))
			return integer_value(result);
		break;
	case OP_SUBTRACT:
		if (!__builtin_sub_overflow(a->integer, b->integer, &result))
			return integer_value(result);
		break;
	case OP_MULTIPLY:
		if (!__builtin_mul_overflow(a->integer, b->integer, &result))
			return integer_value(result);
		break;
	default:
		if (!b->integer)
			return (struct value){ .storage = STORAGE_NULL };
		if (a->integer == INT64_MIN && b->integer == -1)
			return real_value(9223372036854775808.0);
		return integer_value(a->integer / b->integer);
	}
	return arithmetic_real(op, x, y);
}

static struct value modulo(struct arena *arena, const struct value *a, const struct value *b)
{
	int64_t x = integer_of(arena, a), y = integer_of(arena, b);
	struct value x_number = number_of(arena, a), y_number = number_of(arena, b);

	if (y == 0)
		return (struct value){ .storage = STORAGE_NULL };
	if (y == -1)
		y = 1;
	if (x_number.storage == STORAGE_REAL || y_number.storage == STORAGE_REAL)
		return real_value((double)(x % y));
	return integer_value(x % y);
}

static int64_t shift(int64_t x, int64_t by)
{
	if (by >= 64)
		return 0;
	if (by <= -64)
		return x < 0 ? -1 : 0;
	if (by >= 0)
		return (int64_t)((uint64_t)x << by);
	return x < 0 ? (int64_t) ~(~(uint64_t)x >> -by) : (int64_t)((uint64_t)x >> -by);
}

static int64_t shift_right(int64_t x, int64_t by)
{
	if (by >= 64)
		return x < 0 ? -1 : 0;
	if (by <= -64)
		return 0;
	return by == INT64_MIN ? 0 : shift(x, -by);
}

static bool concatenate(struct arena *arena, const struct value *a, const struct value *b,
			struct value *out)
{
	struct slice left, right;
	char *text;

	if (a->storage == STORAGE_BLOB || b->storage == STORAGE_BLOB)
		return false;
	left = fold_text(arena, a);
	right = fold_text(arena, b);
	text = arena_alloc(arena, (size_t)left.len + right.len + 1);
	memcpy(text, left.ptr, left.len);
	memcpy(text + left.len, right.ptr, right.len);
	*out = (struct value){ .storage = STORAGE_TEXT, .text = { text, left.len + right.len } };
	return true;
}

bool fold_operator(struct arena *arena, enum expr_op op, const struct value *left,
		   const struct value *right, struct value *out)
{
	struct value a = *left, b = *right;

	if (op < OP_BIT_AND || op > OP_CONCAT)
		return false;
	if (a.storage == STORAGE_NULL || b.storage == STORAGE_NULL) {
		*out = (struct value){ .storage = STORAGE_NULL };
		return true;
	}
	switch ((int)op) {
	case OP_ADD:
	case OP_SUBTRACT:
	case OP_MULTIPLY:
	case OP_DIVIDE:
		a = number_of(arena, &a);
		b = number_of(arena, &b);
		*out = arithmetic(op, &a, &b);
		return true;
	case OP_MODULO:
		*out = modulo(arena, &a, &b);
		return true;
	case OP_BIT_AND:
		*out = integer_value(integer_of(arena, &a) & integer_of(arena, &b));
		return true;
	case OP_BIT_OR:
		*out = integer_value(integer_of(arena, &a) | integer_of(arena, &b));
		return true;
	case OP_SHIFT_LEFT:
		*out = integer_value(shift(integer_of(arena, &a), integer_of(arena, &b)));
		return true;
	case OP_SHIFT_RIGHT:
		*out = integer_value(shift_right(integer_of(arena, &a), integer_of(arena, &b)));
		return true;
	default:
		return concatenate(arena, &a, &b, out);
	}
}

static bool fold_binary(struct context *ctx, const struct expr *expr, struct value *out)
{
	struct value left, right;

	return fold_constant(ctx, expr->binary.left, &left) &&
	       fold_constant(ctx, expr->binary.right, &right) &&
	       fold_operator(ctx->arena, expr->op, &left, &right, out);
}

static bool fold_unary(struct context *ctx, const struct expr *expr, struct value *out)
{
	struct value operand;
	bool is_null, truth;

	if (fold_literal(expr, out))
		return true;
	if (!fold_constant(ctx, expr->operand, &operand))
		return false;
	switch ((int)expr->op) {
	case OP_PLUS:
		*out = operand;
		return true;
	case OP_IS_NULL:
	case OP_NOT_NULL:
		*out = integer_value((operand.storage == STORAGE_NULL) == (expr->op == OP_IS_NULL));
		return true;
	default:
		break;
	}
	*out = operand;
	if (operand.storage == STORAGE_NULL)
		return true;
	switch ((int)expr->op) {
	case OP_NEGATE:
		*out = number_of(ctx->arena, &operand);
		negate(out);
		return true;
	case OP_BIT_NOT:
		*out = integer_value(~integer_of(ctx->arena, &operand));
		return true;
	case OP_NOT:
		truth = fold_truth(ctx->arena, &operand, &is_null);
		*out = integer_value(!truth);
		return true;
	default:
		return false;
	}
}

bool fold_constant(struct context *ctx, const struct expr *expr, struct value *out)
{
	switch ((int)expr->kind) {
	case EXPR_UNARY:
		return fold_unary(ctx, expr, out);
	case EXPR_BINARY:
		return fold_binary(ctx, expr, out);
	case EXPR_CAST:
		if (!fold_constant(ctx, expr->cast.operand, out))
			return false;
		return fold_cast(ctx->arena, out, affinity_of(expr->cast.type->text));
	case EXPR_COLLATE:
		return fold_constant(ctx, expr->collate.operand, out);
	default:
		return fold_literal(expr, out);
	}
}
