/* SPDX-License-Identifier: PostgreSQL
 *
 * A constant that SQLite stores in a column, as a literal of the type that the column has in
 * PostgreSQL: whether it is a value of that type, and how it is written.
 */
#include <config.h>

#include <math.h>
#include <string.h>

#include "lower/expr.h"

struct fitting {
	struct walk *w;
	const struct pg_column *column;
	struct span span;
	struct expr **out;
	const char *why;
};

static bool misfit(struct fitting *f, const char *why)
{
	f->why = why;
	return false;
}

static bool give(struct fitting *f, struct expr *expr)
{
	*f->out = expr;
	return true;
}

static bool fit_integer(struct fitting *f, const struct value *value)
{
	int64_t low = INT64_MIN, high = INT64_MAX;

	if (value->storage != STORAGE_INTEGER)
		return misfit(f, "");
	if (f->column->type.kind == PG_SMALLINT) {
		low = INT16_MIN;
		high = INT16_MAX;
	} else if (f->column->type.kind == PG_INTEGER) {
		low = INT32_MIN;
		high = INT32_MAX;
	}
	if (value->integer < low || value->integer > high)
		return misfit(f, "it is out of range");
	return give(f, build_integer(f->w, value->integer, f->span));
}

/* numeric(p,s) refuses what has more than p - s digits before the point. */
static bool is_too_large(const struct pg_type *type, double number)
{
	int digits, scale;
	double limit = 1;

	if (type->kind != PG_NUMERIC || !type->parameter_count)
		return false;
	scale = type->parameter_count > 1 ? type->parameters[1] : 0;
	for (digits = type->parameters[0] - scale; digits > 0; digits--)
		limit *= 10;
	for (; digits < 0; digits++)
		limit /= 10;
	return fabs(number) >= limit;
}

static bool fit_number(struct fitting *f, const struct value *value)
{
	double number = value->storage == STORAGE_INTEGER ? (double)value->integer : value->real;

	if (storage_is_number(value->storage) && is_too_large(&f->column->type, number))
		return misfit(f, "it is out of range");
	if (value->storage == STORAGE_INTEGER)
		return give(f, build_integer(f->w, value->integer, f->span));
	if (value->storage != STORAGE_REAL)
		return misfit(f, "");
	if (f->column->type.kind != PG_DOUBLE && isinf(value->real))
		return misfit(f, "it is infinite");
	/* what PostgreSQL shows is what SQLite shows */
	if (value->real == (double)(int64_t)value->real && fabs(value->real) < 1e15)
		return give(f, build_integer(f->w, (int64_t)value->real, f->span));
	return give(f, build_real(f->w, value->real, f->span));
}

static bool fit_boolean(struct fitting *f, const struct value *value)
{
	bool truth;

	if (value->storage == STORAGE_INTEGER && (value->integer == 0 || value->integer == 1))
		return give(f, build_boolean(f->w, value->integer, f->span));
	if (value->storage == STORAGE_TEXT && default_is_truth(value->text, &truth))
		return give(f, build_boolean(f->w, truth, f->span));
	return misfit(f, "");
}

static bool fit_text(struct fitting *f, const struct value *value)
{
	const struct pg_type *type = &f->column->type;
	struct value text = *value;
	uint32_t characters = 0;

	if (value->storage == STORAGE_BLOB)
		return misfit(f, "it is a blob");
	fold_cast(f->w->arena, &text, AFFINITY_TEXT);
	for (uint32_t i = 0; i < text.text.len; i++)
		characters += ((unsigned char)text.text.ptr[i] & 0xc0) != 0x80;
	if (type->parameter_count && (int64_t)characters > type->parameters[0])
		return misfit(f, "it is too long");
	return give(f, build_string(f->w, text.text, f->span));
}

static bool fit_blob(struct fitting *f, const struct value *value)
{
	struct value blob = *value;

	fold_cast(f->w->arena, &blob, AFFINITY_BLOB);
	return give(f, build_string(f->w,
				    slice_of(arena_printf(f->w->arena, "\\x%.*s",
							  SLICE_ARGS(blob.text))),
				    f->span));
}

/* A timestamp of the time zone UTC, which is that of all of SQLite's, needs no zone. */
static struct slice without_utc(struct slice text)
{
	static const char *const zones[] = { "Z", "z", "+00:00", "-00:00" };

	for (size_t i = 0; i < sizeof(zones) / sizeof(*zones); i++) {
		struct slice zone = slice_of(zones[i]);

		if (text.len > zone.len &&
		    memcmp(text.ptr + text.len - zone.len, zone.ptr, zone.len) == 0)
			return (struct slice){ text.ptr, text.len - zone.len };
	}
	return text;
}

static bool fit_time(struct fitting *f, const struct value *value)
{
	struct lowered column = { .type = f->column->type,
				  .conversion = f->column->conversion,
				  .storage =
					  infer_storage(&f->column->type, f->column->conversion) };
	struct slice text = value->text;
	struct expr *expr;

	if (value->storage == STORAGE_TEXT && f->column->type.kind == PG_TIMESTAMP)
		text = without_utc(text);
	if (value->storage == STORAGE_TEXT &&
	    time_literal(f->w, text, &f->column->type, f->span, &expr))
		return give(f, expr);
	if (value->storage == STORAGE_INTEGER && time_number(f->w, value, &column, f->span, &expr))
		return give(f, expr);
	return misfit(f, "");
}

static bool fit_json(struct fitting *f, const struct value *value)
{
	struct slice text;

	if (value->storage == STORAGE_BLOB)
		return misfit(f, "");
	text = fold_text(f->w->arena, value);
	if (!json_is_valid(text))
		return misfit(f, "it is no JSON");
	return give(f, build_string(f->w, text, f->span));
}

static bool fit_uuid(struct fitting *f, const struct value *value)
{
	uint32_t digits = 0;

	if (value->storage != STORAGE_TEXT)
		return misfit(f, "");
	for (uint32_t i = 0; i < value->text.len; i++) {
		char c = ascii_lower(value->text.ptr[i]);

		if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))
			digits++;
		else if (c != '-' || digits % 4)
			return misfit(f, "");
	}
	if (digits != 32)
		return misfit(f, "");
	return give(f, build_string(f->w, value->text, f->span));
}

static bool fit_enum(struct fitting *f, const struct value *value)
{
	if (value->storage == STORAGE_TEXT)
		vec_each(struct pg_enum *, type, f->w->l->out->enums) {
			if (strcmp((*type)->name, f->column->type.name) != 0)
				continue;
			vec_each(const struct slice, label, (*type)->labels) {
				if (slice_equal(*label, value->text))
					return give(f, build_string(f->w, value->text, f->span));
			}
		}
	return misfit(f, "it is none of its labels");
}

/* The column holds arrays of JSON. */
static bool fit_array(struct fitting *f, const struct value *value)
{
	struct strbuf text = { 0 };
	bool fits = value->storage == STORAGE_TEXT && json_to_array(value->text, &text);
	const char *copy = arena_copy(f->w->arena, text.text ? text.text : "", text.len);

	strbuf_free(&text);
	if (!fits)
		return misfit(f, "it is no array");
	return give(f, build_string(f->w, slice_of(copy), f->span));
}

static bool fit(struct fitting *f, const struct value *value)
{
	if (f->column->type.array)
		return fit_array(f, value);
	switch (f->column->type.kind) {
	case PG_BOOLEAN:
		return fit_boolean(f, value);
	case PG_SMALLINT:
	case PG_INTEGER:
	case PG_BIGINT:
		return fit_integer(f, value);
	case PG_NUMERIC:
	case PG_REAL:
	case PG_DOUBLE:
		return fit_number(f, value);
	case PG_TEXT:
	case PG_VARCHAR:
	case PG_CHAR:
	case PG_CITEXT:
		return fit_text(f, value);
	case PG_BYTEA:
		return fit_blob(f, value);
	case PG_DATE:
	case PG_TIME:
	case PG_TIMETZ:
	case PG_TIMESTAMP:
	case PG_TIMESTAMPTZ:
		return fit_time(f, value);
	case PG_JSON:
	case PG_JSONB:
		return fit_json(f, value);
	case PG_UUID:
		return fit_uuid(f, value);
	case PG_ENUM:
		return fit_enum(f, value);
	case PG_UNKNOWN:
	case PG_INTERVAL:
	case PG_INET:
	case PG_TSVECTOR:
	case PG_OTHER:
		break;
	}
	return fit_text(f, value);
}

bool fit_value(struct walk *w, const struct value *value, const struct pg_column *column,
	       struct span span, struct expr **out, const char **why)
{
	struct fitting f = { .w = w, .column = column, .span = span, .out = out, .why = "" };
	bool fits = fit(&f, value);

	*why = f.why;
	return fits;
}
