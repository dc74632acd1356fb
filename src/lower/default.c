/* SPDX-License-Identifier: PostgreSQL
 *
 * DEFAULT.  A constant is computed as SQLite would, stored with the column's
 * affinity, and written as a literal of the column's type; a value that does not fit the
 * type is told and left out, because PostgreSQL would refuse the whole table.  Any other
 * expression is lowered, `default` rules first.
 */
#include <config.h>

#include <math.h>
#include <string.h>

#include "lower/expr.h"
#include "lower/parts.h"

struct fitting {
	struct walk *w;
	const struct lowered_table *table;
	int32_t number;
	const struct pg_column *column;
	const struct sqlite_column *source;
	struct span span;
	struct expr **out;
};

static bool misfit(struct fitting *f, const struct value *value, const char *why)
{
	struct slice text = fold_text(f->w->arena, value);
	struct strbuf type = { 0 };
	struct diagnostic *diag;

	pg_type_print(&type, &f->column->type);
	diag = walk_warn(
		f->w, D_DEFAULT_MISFIT, f->span,
		"the default '%.*s' is no value of type %s%s%s; the column gets no default",
		SLICE_ARGS(text), type.text, *why ? ": " : "", why);
	diag->object = object_of(f->w->l, f->table, f->number);
	strbuf_free(&type);
	*f->out = NULL;
	return true;
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
		return misfit(f, value, "");
	if (f->column->type.kind == PG_SMALLINT) {
		low = INT16_MIN;
		high = INT16_MAX;
	} else if (f->column->type.kind == PG_INTEGER) {
		low = INT32_MIN;
		high = INT32_MAX;
	}
	if (value->integer < low || value->integer > high)
		return misfit(f, value, "it is out of range");
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
		return misfit(f, value, "it is out of range");
	if (value->storage == STORAGE_INTEGER)
		return give(f, build_integer(f->w, value->integer, f->span));
	if (value->storage != STORAGE_REAL)
		return misfit(f, value, "");
	if (f->column->type.kind != PG_DOUBLE && isinf(value->real))
		return misfit(f, value, "it is infinite");
	/* what PostgreSQL shows is what SQLite shows */
	if (value->real == (double)(int64_t)value->real && fabs(value->real) < 1e15)
		return give(f, build_integer(f->w, (int64_t)value->real, f->span));
	return give(f, build_real(f->w, value->real, f->span));
}

static bool fit_boolean(struct fitting *f, const struct value *value)
{
	static const char *const words[] = { "false", "f", "no", "off", "true", "t", "yes", "on" };

	if (value->storage == STORAGE_INTEGER && (value->integer == 0 || value->integer == 1))
		return give(f, build_boolean(f->w, value->integer, f->span));
	if (value->storage == STORAGE_TEXT)
		for (size_t i = 0; i < 8; i++)
			if (slice_equal_nocase(value->text, slice_of(words[i])))
				return give(f, build_boolean(f->w, i >= 4, f->span));
	return misfit(f, value, "");
}

static bool fit_text(struct fitting *f, const struct value *value)
{
	const struct pg_type *type = &f->column->type;
	struct value text = *value;
	uint32_t characters = 0;

	if (value->storage == STORAGE_BLOB)
		return misfit(f, value, "it is a blob");
	fold_cast(f->w->arena, &text, AFFINITY_TEXT);
	for (uint32_t i = 0; i < text.text.len; i++)
		characters += ((unsigned char)text.text.ptr[i] & 0xc0) != 0x80;
	if (type->parameter_count && (int64_t)characters > type->parameters[0])
		return misfit(f, value, "it is too long");
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
	return misfit(f, value, "");
}

static bool fit_json(struct fitting *f, const struct value *value)
{
	struct slice text;

	if (value->storage == STORAGE_BLOB)
		return misfit(f, value, "");
	text = fold_text(f->w->arena, value);
	if (!json_is_valid(text))
		return misfit(f, value, "it is no JSON");
	return give(f, build_string(f->w, text, f->span));
}

static bool fit_uuid(struct fitting *f, const struct value *value)
{
	uint32_t digits = 0;

	if (value->storage != STORAGE_TEXT)
		return misfit(f, value, "");
	for (uint32_t i = 0; i < value->text.len; i++) {
		char c = ascii_lower(value->text.ptr[i]);

		if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))
			digits++;
		else if (c != '-' || digits % 4)
			return misfit(f, value, "");
	}
	if (digits != 32)
		return misfit(f, value, "");
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
	return misfit(f, value, "it is none of its labels");
}

/* The column holds arrays of JSON, of which the empty one is an array of any type. */
static bool fit_array(struct fitting *f, const struct value *value)
{
	if (value->storage == STORAGE_TEXT && slice_equal(value->text, SLICE("[]")))
		return give(f, build_string(f->w, SLICE("{}"), f->span));
	return misfit(f, value, "it is no array");
}

/* VALUE, as stored, as a literal of the column's type. */
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

/* DEFAULT name: TRUE and FALSE are numbers, any other word is a string. */
static bool word_value(const struct expr *expr, struct value *out)
{
	const struct name *word;

	if (expr->kind != EXPR_NAME || expr->name->of)
		return false;
	word = &expr->name->column;
	*out = (struct value){ .storage = STORAGE_TEXT, .text = word->text };
	if (word->quote == QUOTE_NONE && slice_equal_nocase(word->text, SLICE("true")))
		*out = (struct value){ .storage = STORAGE_INTEGER, .integer = 1 };
	else if (word->quote == QUOTE_NONE && slice_equal_nocase(word->text, SLICE("false")))
		*out = (struct value){ .storage = STORAGE_INTEGER, .integer = 0 };
	return true;
}

bool default_constant(struct lowering *l, const struct sqlite_column *column, struct value *out)
{
	if (!word_value(column->default_value, out) &&
	    !fold_constant(l->ctx, column->default_value, out))
		return false;
	fold_affinity(l->arena, out, column->affinity);
	return true;
}

static bool fit_value(struct fitting *f, struct value *value)
{
	if (value->storage == STORAGE_NULL)
		return give(f, NULL);
	fold_affinity(f->w->arena, value, f->source->affinity);
	return fit(f, value);
}

/* What SQLite would store, where no conversion of its own makes it the column's: an INTEGER
 * column keeps the text of CURRENT_TIMESTAMP.  NULL when the value fits. */
static const char *stored_unlike(const struct pg_type *type, const struct lowered *value)
{
	bool time = type->kind >= PG_DATE && type->kind <= PG_TIMESTAMPTZ;
	bool number = type_is_integer(type) || type->kind == PG_NUMERIC ||
		      type->kind == PG_DOUBLE || type->kind == PG_REAL;

	if (time && (type_is_integer(&value->type) || value->type.kind == PG_NUMERIC ||
		     value->type.kind == PG_DOUBLE))
		return "a number";
	if (number && value->storage == STORAGE_TEXT)
		return "a text";
	if (number && value->storage == STORAGE_BLOB)
		return "a blob";
	if (type_is_integer(type) && value->storage == STORAGE_REAL)
		return "a real";
	if (type_is_text(type) && value->storage == STORAGE_BLOB)
		return "a blob";
	return NULL;
}

static bool fit_expression(struct fitting *f, struct lowered *lowered)
{
	const char *unlike;
	struct value value;

	if (lowered->literal) {
		value = *lowered->literal;
		return fit_value(f, &value);
	}
	if (lowered->storage == STORAGE_NULL)
		return give(f, NULL);
	unlike = stored_unlike(&f->column->type, lowered);
	if (unlike) {
		walk_warn(f->w, D_DEFAULT_MISFIT, f->span,
			  "SQLite stores what the default computes as %s, which is no value of "
			  "type %s; the column gets no default",
			  unlike, f->column->type.name);
		return give(f, NULL);
	}
	if (!convert_stored(f->w, lowered, &f->column->type, f->source->affinity))
		return false;
	return give(f, lowered->expr);
}

static bool default_expr(struct lowering *l, const struct lowered_table *table, int32_t column,
			 struct expr **out)
{
	const struct sqlite_column *source = table->source->columns.items[column];
	const struct pg_column *target = table->columns[column];
	struct expr_request request = { .context = IN_DEFAULT,
					.column = -1,
					.target = target->type };
	struct want want = { .type = target->type };
	struct scope nothing = { 0 };
	struct fitting f = { .table = table,
			     .number = column,
			     .column = target,
			     .source = source,
			     .span = source->default_value->span,
			     .out = out };
	struct lowered lowered;
	struct value value;
	struct walk w;
	bool done;

	*out = NULL;
	walk_init(&w, l, &request);
	w.scope = &nothing;
	f.w = &w;
	if (!rewrite_apply(&w, RULE_DEFAULT, source->default_value, want, &lowered, &done))
		return false;
	if (done)
		return give(&f, lowered.expr);
	if (word_value(source->default_value, &value) ||
	    fold_constant(l->ctx, source->default_value, &value))
		return fit_value(&f, &value);
	request.object = arena_printf(l->arena, "%.*s.%.*s", SLICE_ARGS(table->source->name.text),
				      SLICE_ARGS(source->name.text));
	if (!walk_expr(&w, source->default_value, want, &lowered))
		return false;
	return fit_expression(&f, &lowered);
}

bool lower_default(struct lowering *l, const struct lowered_table *table, int32_t column,
		   struct expr **out)
{
	struct arena_mark mark = arena_mark(l->scratch);
	bool done = default_expr(l, table, column, out);

	walk_end(l, mark, out);
	return done;
}
