/* SPDX-License-Identifier: PostgreSQL
 *
 * Comparisons with columns that became date, time or timestamp.  SQLite compares the
 * texts (or the numbers) that were stored.  A literal in the stored form means the
 * same point in time; any other comparison goes over the text form again.
 */
#include <config.h>

#include <string.h>

#include "lower/expr.h"

/* Whether TEXT has the form PICTURE, in which 0 stands for a digit and T for T or a blank. */
static bool has_form(struct slice text, const char *picture)
{
	if (text.len != strlen(picture))
		return false;
	for (uint32_t i = 0; i < text.len; i++) {
		bool digit = text.ptr[i] >= '0' && text.ptr[i] <= '9';

		if (picture[i] == '0' ? !digit : text.ptr[i] != picture[i])
			return false;
	}
	return true;
}

static int two_digits(const char *text)
{
	return (text[0] - '0') * 10 + (text[1] - '0');
}

static bool is_date(struct slice text)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	int year, month, day;

	if (!has_form(text, "0000-00-00"))
		return false;
	year = two_digits(text.ptr) * 100 + two_digits(text.ptr + 2);
	month = two_digits(text.ptr + 5);
	day = two_digits(text.ptr + 8);
	if (year < 1 || month < 1 || month > 12 || day < 1)
		return false;
	if (month == 2 && year % 4 == 0 && (year % 100 || year % 400 == 0))
		return day <= 29;
	return day <= days[month - 1];
}

static bool is_time(struct slice text)
{
	uint32_t fraction = 8;

	if (has_form(text, "00:00"))
		return two_digits(text.ptr) < 24 && two_digits(text.ptr + 3) < 60;
	if (text.len < 8 || !has_form((struct slice){ text.ptr, 8 }, "00:00:00"))
		return false;
	if (two_digits(text.ptr) > 23 || two_digits(text.ptr + 3) > 59 ||
	    two_digits(text.ptr + 6) > 59)
		return false;
	if (text.len == 8)
		return true;
	for (fraction++; fraction < text.len; fraction++)
		if (text.ptr[fraction] < '0' || text.ptr[fraction] > '9')
			return false;
	return text.ptr[8] == '.' && text.len > 9;
}

enum time_form time_form_of(struct slice text)
{
	struct slice zoneless = text;

	if (is_date(text))
		return TIME_FORM_DATE;
	if (is_time(text))
		return TIME_FORM_TIME;
	if (text.len < 16 || !is_date((struct slice){ text.ptr, 10 }) ||
	    (text.ptr[10] != ' ' && text.ptr[10] != 'T'))
		return TIME_FORM_NONE;
	if (zoneless.ptr[zoneless.len - 1] == 'Z')
		zoneless.len--;
	else if (zoneless.len > 6 &&
		 (has_form((struct slice){ zoneless.ptr + zoneless.len - 6, 6 }, "+00:00") ||
		  has_form((struct slice){ zoneless.ptr + zoneless.len - 6, 6 }, "-00:00")))
		zoneless.len -= 6;
	if (!is_time((struct slice){ zoneless.ptr + 11, zoneless.len - 11 }))
		return TIME_FORM_NONE;
	return zoneless.len == text.len ? TIME_FORM_DATETIME : TIME_FORM_ZONED;
}

bool time_literal(struct walk *w, struct slice text, const struct pg_type *type, struct span span,
		  struct expr **out)
{
	enum time_form form = time_form_of(text);

	switch (type->kind) {
	case PG_DATE:
		if (form != TIME_FORM_DATE)
			return false;
		break;
	case PG_TIME:
	case PG_TIMETZ:
		if (form != TIME_FORM_TIME)
			return false;
		break;
	default:
		if (form == TIME_FORM_NONE || form == TIME_FORM_TIME)
			return false;
		/* SQLite's times are UTC; the session's zone must not matter */
		if (type->kind == PG_TIMESTAMPTZ && form != TIME_FORM_ZONED)
			text = slice_of(arena_printf(w->arena, "%.*s%s+00", SLICE_ARGS(text),
						     form == TIME_FORM_DATE ? " 00:00:00" : ""));
		else if (type->kind == PG_TIMESTAMP && form == TIME_FORM_ZONED)
			return false;
	}
	*out = build_string(w, text, span);
	return true;
}

bool time_number(struct walk *w, const struct value *number, const struct lowered *column,
		 struct span span, struct expr **out)
{
	double seconds =
		number->storage == STORAGE_INTEGER ? (double)number->integer : number->real;
	struct expr *argument;

	if (column->storage != STORAGE_INTEGER || !column->conversion)
		return false;
	if (strcmp(column->conversion->name, "unixepoch")) {
		if (strcmp(column->conversion->name, "unixepoch_ms"))
			return false;
		seconds /= 1000;
	}
	argument = seconds == (double)(int64_t)seconds ? build_integer(w, (int64_t)seconds, span)
						       : build_real(w, seconds, span);
	*out = build_call(w, "to_timestamp", span, 1, &argument);
	if (column->type.kind == PG_TIMESTAMP)
		*out = expr_binary(w->arena, OP_AT_TIME_ZONE, *out,
				   build_string(w, SLICE("UTC"), span), span);
	return column->type.kind == PG_TIMESTAMP || column->type.kind == PG_TIMESTAMPTZ;
}

/* A date alone against a timestamp: only >= and < mean the same in both engines, because the
 * text '2024-01-31' comes before '2024-01-31 00:00:00'. */
static void warn_midnight(struct walk *w, enum expr_op op, bool column_is_left,
			  const struct lowered *column, const struct lowered *literal)
{
	enum expr_op op_of_column = op;

	struct slice text = literal->literal->text;

	if (text.len > 10 && text.ptr[10] == 'T') {
		walk_warn(w, D_TIME_COMPARISON, literal->source,
			  "as SQLite's text, a time with T differs from one with a blank; in "
			  "PostgreSQL they are the same time");
		return;
	}
	if (column->type.kind == PG_DATE || time_form_of(text) != TIME_FORM_DATE)
		return;
	if (!column_is_left)
		op_of_column = op == OP_LE ? OP_GE : op == OP_GT ? OP_LT : OP_NONE;
	if (op_of_column == OP_GE || op_of_column == OP_LT)
		return;
	walk_warn(
		w, D_TIME_COMPARISON, literal->source,
		"a date without a time is midnight in PostgreSQL; as SQLite's text it comes before "
		"midnight");
}

static struct expr *literal_as(struct walk *w, const struct lowered *literal,
			       const struct lowered *column)
{
	struct expr *expr = NULL;

	if (literal->storage == STORAGE_TEXT && column->storage == STORAGE_TEXT)
		time_literal(w, literal->literal->text, &column->type, literal->source, &expr);
	else if (storage_is_number(literal->storage) && column->storage == STORAGE_INTEGER &&
		 !time_number(w, literal->literal, column, literal->source, &expr))
		return NULL;
	return expr;
}

static void result(struct walk *w, enum expr_op op, const struct lowered *left,
		   const struct lowered *right, struct span span, struct lowered *out)
{
	enum expr_op postgres = op == OP_IS	  ? OP_IS_NOT_DISTINCT
				: op == OP_IS_NOT ? OP_IS_DISTINCT
						  : op;

	infer_result(out, build_binary(w, postgres, left->expr, right->expr, span), PG_BOOLEAN,
		     span);
	infer_combine(out, left);
	infer_combine(out, right);
}

bool compare_time(struct walk *w, enum expr_op op, struct lowered *left, struct lowered *right,
		  struct span span, struct lowered *out, bool *out_done)
{
	bool left_is = type_is_time(&left->type), right_is = type_is_time(&right->type);
	struct lowered *column = left_is ? left : right;
	struct lowered *other = left_is ? right : left;
	struct expr *expr;

	*out_done = left_is || right_is;
	if (!*out_done)
		return true;
	if (left_is && right_is && left->type.kind == right->type.kind &&
	    left->storage == right->storage) {
		result(w, op, left, right, span, out);
		return true;
	}
	expr = other->literal ? literal_as(w, other, column) : NULL;
	if (expr) {
		if (other->storage == STORAGE_TEXT)
			warn_midnight(w, op, left_is, column, other);
		other->expr = expr;
		result(w, op, left, right, span, out);
		return true;
	}
	/* Over what was stored, as a text or a number, then like any other comparison. */
	*out_done = false;
	if (left_is && !convert_stored_form(w, left))
		return false;
	return !right_is || convert_stored_form(w, right);
}
