/* SPDX-License-Identifier: PostgreSQL
 *
 * Guards: what a rule asks of an operand's type and form, and the operands as the template takes
 * them, converted where the hole says so.  The guards are listed in lite2pg-mapping(5).
 */
#include <config.h>

#include <string.h>

#include "lower/parameter.h"
#include "lower/rewrite.h"

static bool is_integer_like(const struct lowered *value)
{
	return type_is_integer(&value->type) || value->type.kind == PG_BOOLEAN;
}

static bool in_range(const struct lowered *value, int64_t low, int64_t high)
{
	int64_t integer;

	return lowered_integer(value, &integer) && integer >= low && integer <= high;
}

static const struct {
	const char *name;
	enum pg_type_kind type;
} type_guards[] = {
	{ "date", PG_DATE },
	{ "time", PG_TIME },
	{ "timestamp", PG_TIMESTAMP },
	{ "json", PG_JSON },
	{ "timestamptz", PG_TIMESTAMPTZ },
	{ "jsonb", PG_JSONB },
	{ "uuid", PG_UUID },
	{ "numeric", PG_NUMERIC },
	{ "citext", PG_CITEXT },
	{ "enum", PG_ENUM },
	{ "boolean", PG_BOOLEAN },
	{ "bigint", PG_BIGINT },
	{ "interval", PG_INTERVAL },
};

static bool type_guard(struct slice guard, const struct lowered *value)
{
	for (size_t i = 0; i < sizeof(type_guards) / sizeof(*type_guards); i++)
		if (word_is(guard, type_guards[i].name))
			return value->type.kind == type_guards[i].type &&
			       (!type_is_time(&value->type) || value->storage == STORAGE_TEXT);
	return false;
}

/* The type that a parameter has where a rule asks for GUARD.  PG_UNKNOWN: the guard asks for
 * something else. */
static enum pg_type_kind bound_type(struct slice guard)
{
	static const struct {
		const char *name;
		enum pg_type_kind type;
	} types[] = {
		{ "text", PG_TEXT },	  { "integer", PG_BIGINT },  { "real", PG_DOUBLE },
		{ "number", PG_NUMERIC }, { "boolean", PG_BOOLEAN },
	};

	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++)
		if (word_is(guard, types[i].name))
			return types[i].type;
	return PG_UNKNOWN;
}

/* "+30 days": a time modifier that PostgreSQL reads as the same interval.  Months and years are
 * not: SQLite lets January 31 and a month run over into March. */
static bool is_span(struct slice text)
{
	static const char *const units[] = { "second", "minute", "hour", "day" };
	uint32_t at = 0, digits = 0;
	struct slice unit;

	if (at < text.len && (text.ptr[at] == '+' || text.ptr[at] == '-'))
		at++;
	for (; at < text.len && text.ptr[at] >= '0' && text.ptr[at] <= '9'; at++)
		digits++;
	if (!digits || digits > 6 || at == text.len || text.ptr[at] != ' ')
		return false;
	unit = (struct slice){ text.ptr + at + 1, text.len - at - 1 };
	if (unit.len && ascii_lower(unit.ptr[unit.len - 1]) == 's')
		unit.len--;
	for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++)
		if (slice_equal_nocase(unit, slice_of(units[i])))
			return true;
	return false;
}

/* A printf format whose conversions are all among KINDS. */
static bool is_format(struct slice text, const char *kinds)
{
	for (uint32_t i = 0; i < text.len; i++) {
		if (text.ptr[i] != '%')
			continue;
		for (i++; i < text.len && strchr("-+ 0#!,.*l123456789", text.ptr[i]); i++)
			;
		if (i == text.len || !strchr(kinds, text.ptr[i]))
			return false;
	}
	return true;
}

/* The guards are listed in lite2pg-mapping(5). */
static bool guard_holds(struct slice guard, const struct expr *source, const struct lowered *value)
{
	if (word_is(guard, "text"))
		return type_is_text(&value->type);
	/* a time that was a number of seconds in SQLite; those that were texts have their type's */
	if (word_is(guard, "epoch"))
		return value->type.kind == PG_TIMESTAMPTZ && value->storage == STORAGE_INTEGER &&
		       value->conversion && !strcmp(value->conversion->name, "unixepoch");
	if (word_is(guard, "collated"))
		return value->storage == STORAGE_TEXT && value->has_collation &&
		       value->collation != COLLATION_BINARY;
	if (word_is(guard, "nocase"))
		return value->storage == STORAGE_TEXT && value->has_collation &&
		       value->collation == COLLATION_NOCASE;
	if (word_is(guard, "typeless"))
		return infer_is_typeless(value);
	if (word_is(guard, "integer"))
		return is_integer_like(value);
	if (word_is(guard, "real"))
		return value->storage == STORAGE_REAL && !type_is_time(&value->type);
	if (word_is(guard, "number"))
		return storage_is_number(value->storage) && !type_is_time(&value->type);
	if (word_is(guard, "blob"))
		return value->type.kind == PG_BYTEA;
	if (word_is(guard, "null"))
		return value->storage == STORAGE_NULL;
	if (word_is(guard, "literal"))
		return value->literal != NULL;
	if (word_is(guard, "string"))
		return value->literal && value->storage == STORAGE_TEXT;
	if (word_is(guard, "column"))
		return source->kind == EXPR_NAME && !value->literal;
	if (word_is(guard, "constant"))
		return value->constant;
	if (word_is(guard, "positive"))
		return in_range(value, 1, INT32_MAX);
	if (word_is(guard, "natural"))
		return in_range(value, 0, INT32_MAX);
	if (word_is(guard, "negative"))
		return in_range(value, -INT32_MAX, -1);
	if (word_is(guard, "bits"))
		return in_range(value, 0, 63);
	if (word_is(guard, "plain_format"))
		return value->literal && is_format(value->literal->text, "diuxXoscqQwzf%");
	if (word_is(guard, "variable"))
		return !value->literal;
	if (word_is(guard, "span"))
		return value->literal && value->storage == STORAGE_TEXT &&
		       is_span(value->literal->text);
	if (word_is(guard, "any") || word_is(guard, "alike"))
		return true;
	return type_guard(guard, value);
}

bool guard_admits(struct slice guard, const struct expr *source, const struct lowered *value)
{
	if (parameter_is_open(value) && bound_type(guard) != PG_UNKNOWN)
		return true;
	return guard_holds(guard, source, value);
}

/* The conversion that printf's format FORMAT has for the argument at PLACE; 0: none.  A "*" takes
 * an integer. */
static char conversion_at(struct slice format, uint32_t place)
{
	for (uint32_t i = 0; i < format.len; i++) {
		if (format.ptr[i] != '%')
			continue;
		for (i++; i < format.len && strchr("-+ 0#!,.*l0123456789", format.ptr[i]); i++)
			if (format.ptr[i] == '*' && place-- == 0)
				return 'd';
		if (i == format.len)
			break;
		if (format.ptr[i] != '%' && format.ptr[i] != 'n' && place-- == 0)
			return format.ptr[i];
	}
	return 0;
}

/* An argument of printf as the text that its conversion reads: numbers with all their digits. */
static bool convert_formatted(struct matching *m, uint32_t place, struct lowered *value)
{
	const struct lowered *format = &m->bindings.items[0].value;
	bool done;
	char conversion = format->literal ? conversion_at(format->literal->text, place) : 0;

	if (conversion && strchr("diuxXop", conversion) && !convert_integer(m->w, value))
		return false;
	if (conversion && strchr("feEgG", conversion)) {
		if (!convert_real(m->w, value) || !convert_typed(m->w, value))
			return false;
		return rewrite_operation(m->w, "sqlite_digits", value, value, &done);
	}
	return convert_text(m->w, value);
}

/* A time that was a number in SQLite is that number. */
static bool convert_seconds(struct walk *w, struct lowered *value)
{
	struct expr *arguments[2];

	if (!convert_stored_form(w, value) || !convert_text(w, value))
		return false;
	arguments[0] = value->expr;
	arguments[1] = build_string(w, SLICE("null"), value->source);
	value->expr = build_call(w, "coalesce", value->source, 2, arguments);
	value->nullable = false;
	return true;
}

/* A value as it is written in a JSON text: rules say how, by the value's type or by the function
 * that gave it. */
static bool convert_json(struct matching *m, const struct expr *source, struct lowered *value)
{
	struct expr *operand = (struct expr *)source;
	struct expr *call = build_call(m->w, "sqlite_json", source->span, 1, &operand);
	bool done;

	if (type_is_time(&value->type) && storage_is_number(value->storage))
		return convert_seconds(m->w, value);
	return rewrite_apply(m->w, RULE_REWRITE, call, ANY_VALUE, value, &done) &&
	       (done || convert_text(m->w, value));
}

static bool convert_to(struct walk *w, struct slice guard, struct lowered *value)
{
	if (word_is(guard, "text"))
		return convert_text(w, value);
	if (word_is(guard, "integer"))
		return convert_integer(w, value);
	if (word_is(guard, "real"))
		return convert_real(w, value) && convert_typed(w, value);
	if (word_is(guard, "number"))
		return convert_number(w, value) && convert_typed(w, value);
	if (word_is(guard, "blob"))
		return convert_blob(w, value);
	if (word_is(guard, "boolean"))
		return boolean_truth(w, value);
	return true;
}

/* PLACE: of the operand in its list. */
static bool settle_value(struct matching *m, const struct hole *hole, uint32_t place,
			 const struct expr *source, struct lowered *value)
{
	if (hole->converts && word_is(hole->guard, "formatted"))
		return convert_formatted(m, place, value);
	if (hole->converts && word_is(hole->guard, "json_value"))
		return convert_json(m, source, value);
	if (hole->converts)
		return convert_to(m->w, hole->guard, value);
	if (parameter_is_open(value))
		parameter_guess(m->w, value, type_of(bound_type(hole->guard)));
	if (!word_is(hole->guard, "boolean") && !word_is(hole->guard, "any"))
		convert_value(m->w, value);
	return convert_typed(m->w, value);
}

static bool settle_binding(struct matching *m, struct binding *binding)
{
	const struct hole *hole = binding->hole;

	if (!hole->is_list)
		return settle_value(m, hole, 0, binding->source, &binding->value);
	for (uint32_t i = 0; i < binding->values.count; i++)
		if (!settle_value(m, hole, i, binding->sources.items[i], &binding->values.items[i]))
			return false;
	return true;
}

static bool is_alike(const struct binding *binding)
{
	return word_is(binding->hole->guard, "alike");
}

/* All operands with the guard `alike` get one type. */
static bool settle_alike(struct matching *m, struct span span)
{
	VEC(struct lowered) values = { 0 };
	uint32_t next = 0;

	vec_each(const struct binding, binding, m->bindings) {
		if (!is_alike(binding))
			continue;
		if (!binding->hole->is_list)
			vec_push(m->w->arena, &values, binding->value);
		vec_each(const struct lowered, value, binding->values)
			vec_push(m->w->arena, &values, *value);
	}
	if (!values.count)
		return true;
	if (!convert_alike(m->w, values.items, values.count, m->want.boolean, span))
		return false;
	vec_each(struct binding, binding, m->bindings) {
		if (!is_alike(binding))
			continue;
		if (!binding->hole->is_list)
			binding->value = values.items[next++];
		vec_each(struct lowered, value, binding->values)
			*value = values.items[next++];
	}
	return true;
}

bool operands_settle(struct matching *m, struct span span)
{
	if (!settle_alike(m, span))
		return false;
	vec_each(struct binding, binding, m->bindings)
		if (!is_alike(binding) && !settle_binding(m, binding))
			return false;
	return true;
}
