/* SPDX-License-Identifier: PostgreSQL
 *
 * The values of a column as those of its new type: the USING of ALTER COLUMN TYPE.  A conversion
 * of the mapping says what the stored values mean; where only one side has one, the
 * other side holds the stored values themselves.
 */
#include <config.h>

#include <string.h>

#include "diff/changes.h"
#include "postgres/print.h"

/* What a type's values are, as far as casts go. */
enum values {
	VALUES_BOOLEAN,
	VALUES_WHOLE,
	VALUES_NUMBER,
	VALUES_TEXT,
	VALUES_BYTES,
	VALUES_MOMENT,
	VALUES_OTHER
};

static enum values family_of(const struct pg_type *type)
{
	if (type->array)
		return VALUES_OTHER;
	switch (type->kind) {
	case PG_BOOLEAN:
		return VALUES_BOOLEAN;
	case PG_SMALLINT:
	case PG_INTEGER:
	case PG_BIGINT:
		return VALUES_WHOLE;
	case PG_NUMERIC:
	case PG_REAL:
	case PG_DOUBLE:
		return VALUES_NUMBER;
	case PG_TEXT:
	case PG_VARCHAR:
	case PG_CHAR:
	case PG_CITEXT:
		return VALUES_TEXT;
	case PG_BYTEA:
		return VALUES_BYTES;
	case PG_DATE:
	case PG_TIMESTAMP:
	case PG_TIMESTAMPTZ:
		return VALUES_MOMENT;
	case PG_UNKNOWN:
	case PG_TIME:
	case PG_TIMETZ:
	case PG_INTERVAL:
	case PG_JSON:
	case PG_JSONB:
	case PG_UUID:
	case PG_INET:
	case PG_TSVECTOR:
	case PG_ENUM:
	case PG_OTHER:
		break;
	}
	return VALUES_OTHER;
}

/* ---------------------------------------------------------------- templates */

/* What stands for the stored values in PostgreSQL.  %c is the column, %t the new type, %b a
 * moment's type behind timestamptz.  A session of the script has the TimeZone UTC. */
struct template
{
	const char *conversion;
	enum values from; /* VALUES_OTHER: any */
	const char *to;
};

#define EPOCH		  "to_timestamp(%c)::%t"
#define EPOCH_TEXT	  "to_timestamp(%c::text::double precision)::%t"
#define MILLISECONDS	  "to_timestamp(%c / 1000.0)::%t"
#define MILLISECONDS_TEXT "to_timestamp(%c::text::numeric / 1000.0)::%t"
#define IS_NUMBER	  "'^-?[0-9]+([.][0-9]*)?$'"

/* By numbers, else by way of their text; a moment stays one. */
#define BY_NUMBER(name, number, text)                                                  \
	{ name, VALUES_WHOLE, number }, { name, VALUES_NUMBER, number },               \
		{ name, VALUES_MOMENT, "%c::%t" }, { name, VALUES_BYTES, FROM_BYTES }, \
	{                                                                              \
		name, VALUES_OTHER, text                                               \
	}
#define FROM_BYTES "convert_from(%c, 'UTF8')::%t"

static const struct template forwards[] = {
	BY_NUMBER("unixepoch", EPOCH, EPOCH_TEXT),
	BY_NUMBER("unixepoch_ms", MILLISECONDS, MILLISECONDS_TEXT),
	BY_NUMBER("iso8601_or_unixepoch", EPOCH,
		  "CASE WHEN %c::text ~ " IS_NUMBER " THEN " EPOCH_TEXT " ELSE %c::text::%t END"),
	BY_NUMBER("iso8601_or_unixepoch_ms", MILLISECONDS,
		  "CASE WHEN %c::text ~ " IS_NUMBER " THEN " MILLISECONDS_TEXT
		  " ELSE %c::text::%t END"),
	BY_NUMBER("iso8601_utc_or_unixepoch_ms", MILLISECONDS,
		  "CASE WHEN %c::text ~ " IS_NUMBER " THEN " MILLISECONDS_TEXT
		  " ELSE %c::text::%t END"),
	BY_NUMBER("julianday", "to_timestamp((%c - 2440587.5) * 86400)::%t",
		  "to_timestamp((%c::text::double precision - 2440587.5) * 86400)::%t"),
	{ "since_1970", VALUES_TEXT, "(%c::timestamp - timestamp '1970-01-01')::%t" },
	{ "date", VALUES_TEXT, "left(%c, 10)::%t" },
	{ "time_of_day", VALUES_TEXT,
	  "CASE WHEN %c ~ '^[0-9]+:' THEN %c ELSE substr(%c, 12) END::%t" },
	{ "uuid_blob", VALUES_BYTES, "encode(%c, 'hex')::%t" },
	{ "microseconds", VALUES_WHOLE, "(%c * interval '1 microsecond')::%t" },
	{ "seconds", VALUES_WHOLE, "(%c * interval '1 second')::%t" },
	{ "seconds", VALUES_NUMBER, "(%c::double precision * interval '1 second')::%t" },
	{ "json", VALUES_WHOLE, "to_json(%c)::%t" },
	{ "json", VALUES_NUMBER, "to_json(%c)::%t" },
	{ NULL, VALUES_OTHER, NULL },
};

/* From the type of a conversion back to what is stored; `from` is the new type's values. */
#define TO_NUMBER(name, number)                                                                  \
	{ name, VALUES_WHOLE, "(" number ")::%t" }, { name, VALUES_NUMBER, "(" number ")::%t" }, \
	{                                                                                        \
		name, VALUES_TEXT, "trim_scale((" number ")::numeric)::text"                     \
	}

static const struct template backwards[] = {
	TO_NUMBER("unixepoch", "extract(epoch FROM %c)"),
	TO_NUMBER("unixepoch_ms", "extract(epoch FROM %c) * 1000"),
	TO_NUMBER("julianday", "extract(epoch FROM %c) / 86400 + 2440587.5"),
	TO_NUMBER("microseconds", "extract(epoch FROM %c) * 1000000"),
	TO_NUMBER("seconds", "extract(epoch FROM %c)"),
	{ "bool01", VALUES_TEXT, "%c::integer::%t" },
	{ "uuid_blob", VALUES_BYTES, "decode(replace(%c::text, '-', ''), 'hex')" },
	{ NULL, VALUES_OTHER, NULL },
};

static const char *find_template(const struct template *templates, const char *conversion,
				 enum values family)
{
	for (; templates->conversion; templates++)
		if (strcmp(templates->conversion, conversion) == 0 &&
		    (templates->from == family || templates->from == VALUES_OTHER))
			return templates->to;
	return NULL;
}

/* ---------------------------------------------------------------- without a conversion */

static bool is_number(enum values values)
{
	return values == VALUES_WHOLE || values == VALUES_NUMBER;
}

/* A plain cast where it means the same value; else by way of the text, which fails where the new
 * type reads something else or nothing. */
static const char *cast_template(enum values from, enum values to, const struct pg_type *new)
{
	if (from == VALUES_BYTES && to != VALUES_BYTES)
		return to == VALUES_TEXT ? "convert_from(%c, 'UTF8')" : FROM_BYTES;
	if (to == VALUES_BYTES && from != VALUES_BYTES)
		return from == VALUES_TEXT ? "convert_to(%c, 'UTF8')"
					   : "convert_to(%c::text, 'UTF8')";
	/* Behind an assignment cast a text that is too long fails; an explicit one cuts it. */
	if (to == VALUES_TEXT)
		return new->parameter_count ? "%c::text" : "%c::%t";
	if (from == VALUES_BOOLEAN && is_number(to))
		return "%c::integer::%t";
	if (from == VALUES_TEXT || (from == to && from != VALUES_OTHER) ||
	    (is_number(from) && is_number(to)))
		return "%c::%t";
	return "%c::text::%t";
}

/* ---------------------------------------------------------------- what the change does */

static int width_of(const struct pg_type *type)
{
	switch (type->kind) {
	case PG_SMALLINT:
		return 2;
	case PG_INTEGER:
		return 4;
	case PG_BIGINT:
		return 8;
	default:
		return 0;
	}
}

/* Each value of OLD is one of NEW, stored in the same way: no rewrite (tablecmds.c,
 * ATColumnChangeRequiresRewrite, and the length coercions of varchar and numeric). */
static bool is_binary_compatible(const struct pg_type *old, const struct pg_type *new)
{
	if (old->array || new->array)
		return false;
	if ((old->kind == PG_VARCHAR || old->kind == PG_TEXT) &&
	    (new->kind == PG_VARCHAR || new->kind == PG_TEXT))
		return !new->parameter_count ||
		       (old->parameter_count && new->parameters[0] >= old->parameters[0]);
	if (old->kind == PG_NUMERIC && new->kind == PG_NUMERIC)
		return !new->parameter_count ||
		       (old->parameter_count == 2 && new->parameter_count == 2 &&
			old->parameters[1] == new->parameters[1] &&
			new->parameters[0] >= old->parameters[0]);
	/* In a session whose TimeZone is UTC. */
	return old->parameter_count == new->parameter_count &&
	       (old->kind == PG_TIMESTAMP || old->kind == PG_TIMESTAMPTZ) &&
	       (new->kind == PG_TIMESTAMP || new->kind == PG_TIMESTAMPTZ);
}

/* Values that the cast changes without an error. */
static bool is_lossy(const struct pg_type *old, const struct pg_type *new)
{
	enum values from = family_of(old), to = family_of(new);

	if (from == VALUES_NUMBER && to == VALUES_WHOLE)
		return true;
	if (new->kind == PG_REAL &&
	    (from == VALUES_NUMBER || old->kind == PG_BIGINT || old->kind == PG_INTEGER))
		return old->kind != PG_REAL;
	if (new->kind == PG_DOUBLE)
		return old->kind == PG_NUMERIC || old->kind == PG_BIGINT;
	if (new->kind == PG_NUMERIC &&new->parameter_count && from == VALUES_NUMBER)
		return true;
	if (from == VALUES_MOMENT && to == VALUES_MOMENT)
		return new->kind == PG_DATE || (new->parameter_count && old->kind != PG_DATE);
	return from == VALUES_MOMENT && to == VALUES_WHOLE; /* parts of a second */
}

/* Values that the new type does not take. */
static bool may_fail(const struct pg_type *old, const struct pg_type *new)
{
	enum values from = family_of(old), to = family_of(new);

	if (from == VALUES_WHOLE && to == VALUES_WHOLE)
		return width_of(new) < width_of(old);
	if (to == VALUES_TEXT)
		return new->parameter_count > 0 || from == VALUES_BYTES;
	if (from == VALUES_BOOLEAN || (from == VALUES_WHOLE && to == VALUES_NUMBER))
		return new->parameter_count > 0;
	return to != VALUES_BYTES && !(from == VALUES_MOMENT && to == VALUES_MOMENT);
}

static const char *template_of(const struct pg_column *old, const struct pg_column *new)
{
	const char *found = NULL;

	if (new->conversion && !old->conversion)
		found = find_template(forwards, new->conversion->name, family_of(&old->type));
	if (old->conversion && !new->conversion)
		found = find_template(backwards, old->conversion->name, family_of(&new->type));
	return found ? found
		     : cast_template(family_of(&old->type), family_of(&new->type), &new->type);
}

static void fill(struct strbuf *out, const char *template, const char *name,
		 const struct pg_type *type)
{
	for (; *template; template ++) {
		if (*template != '%') {
			strbuf_add_char(out, *template);
			continue;
		}
		template ++;
		if (*template == 'c')
			pg_print_identifier(out, name);
		else
			pg_type_print(out, type);
	}
}

struct type_change type_change_using(struct strbuf *out, const char *name,
				     const struct pg_column *old, const struct pg_column *new)
{
	bool compatible = is_binary_compatible(&old->type, &new->type);
	struct type_change change = { .work = compatible ? WORK_CATALOG : WORK_REWRITE,
				      .implicit = compatible };

	if (out)
		fill(out, template_of(old, new), name, &new->type);
	if (compatible)
		return change;
	if (is_lossy(&old->type, &new->type))
		change.hazards |= HAZARD_LOSSY_TYPE;
	else if (may_fail(&old->type, &new->type))
		change.hazards |= HAZARD_NARROW_TYPE;
	return change;
}
