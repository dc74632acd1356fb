/* SPDX-License-Identifier: PostgreSQL
 *
 * What a default and the CHECKs show of their column's type.  SQLite stores a default that can't be
 * converted as it is: INT DEFAULT 'none' holds texts, so the column is text, and BOOLEAN DEFAULT
 * 1000 holds no truth values.  BOOLEAN CHECK (a IN ('Y', 'N')) holds nothing but texts.  And a
 * column that was declared without a type is of its default's, or of that which its CHECKs ask for.
 */
#include <config.h>

#include "lower/expr.h"
#include "lower/parts.h"

static bool is_number_type(const struct pg_type *type)
{
	return type_is_integer(type) || type->kind == PG_NUMERIC || type->kind == PG_REAL ||
	       type->kind == PG_DOUBLE;
}

bool default_is_truth(struct slice text, bool *out)
{
	static const char *const words[] = { "false", "f", "no", "off", "true", "t", "yes", "on" };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (slice_equal_nocase(text, slice_of(words[i]))) {
			*out = i >= 4;
			return true;
		}
	return false;
}

static enum pg_type_kind kind_of_value(const struct value *value)
{
	switch ((int)value->storage) {
	case STORAGE_INTEGER:
		return PG_BIGINT;
	case STORAGE_REAL:
		return PG_DOUBLE;
	case STORAGE_BLOB:
		return PG_BYTEA;
	default:
		return PG_UNKNOWN;
	}
}

/* The type that holds VALUE where TYPE does not; PG_UNKNOWN when TYPE does. */
static enum pg_type_kind wider_kind(const struct pg_type *type, const struct value *value)
{
	int64_t limit = type->kind == PG_SMALLINT ? INT16_MAX : INT32_MAX;
	bool truth;

	if (value->storage == STORAGE_TEXT &&
	    (is_number_type(type) ||
	     (type->kind == PG_BOOLEAN && !default_is_truth(value->text, &truth))))
		return PG_TEXT;
	if (type->kind == PG_BOOLEAN && value->storage == STORAGE_INTEGER &&
	    (value->integer < 0 || value->integer > 1))
		return value->integer == (int32_t)value->integer ? PG_INTEGER : PG_BIGINT;
	if (!type_is_integer(type))
		return PG_UNKNOWN;
	if (value->storage == STORAGE_REAL)
		return PG_DOUBLE;
	if (value->storage != STORAGE_INTEGER || type->kind == PG_BIGINT)
		return PG_UNKNOWN;
	return value->integer > limit || value->integer < -limit - 1 ? PG_BIGINT : PG_UNKNOWN;
}

static void follow(struct lowering *l, const struct lowered_table *table, uint32_t i,
		   enum pg_type_kind kind, enum diag_code code, struct span span, const char *why)
{
	struct pg_column *column = table->columns[i];
	struct diagnostic *diag;

	column->type = pg_type_of(kind);
	column->conversion = NULL;
	diag = diag_add(&l->ctx->diags, code, span, "%s %s", why, column->type.name);
	diag->object = object_of(l, table, (int32_t)i);
}

/* Only where a preset chose the type: what the user's own rule says stands.  What a default
 * computes has 64 bits: seconds since 1970 outgrow 32 bits in 2038, milliseconds did in 1970. */
void type_follow_default(struct lowering *l, const struct lowered_table *table, uint32_t i)
{
	const struct pg_type *type = &table->columns[i]->type;
	const struct sqlite_column *source = table->columns[i]->source;
	bool typeless = source->type.text.len == 0 && type_is_text(type);
	enum pg_type_kind kind;
	struct value value;

	if (!default_constant(l, source, &value)) {
		if (type->kind == PG_INTEGER || type->kind == PG_SMALLINT)
			follow(l, table, i, PG_BIGINT, D_TYPE_FROM_DEFAULT, source->default_span,
			       "what the default computes has 64 bits; the column is");
		return;
	}
	kind = typeless ? kind_of_value(&value) : wider_kind(type, &value);
	if (kind == PG_UNKNOWN)
		return;
	if (typeless)
		follow(l, table, i, kind, D_TYPE_FROM_DEFAULT, source->default_span,
		       "the column has no type; its default says");
	else
		follow(l, table, i, kind, D_DEFAULT_WIDENS, source->default_span,
		       "the default is not of the column's type; the column is");
}

/* The type of the one class that CHECKs let in; PG_UNKNOWN when that is no other than TYPE. */
static enum pg_type_kind kind_of_class(const struct pg_type *type, unsigned classes, bool typeless)
{
	bool is_number = is_number_type(type) || type->kind == PG_BOOLEAN;

	switch (classes) {
	case CLASS_TEXT:
		return is_number || (typeless && !type_is_text(type)) ? PG_TEXT : PG_UNKNOWN;
	case CLASS_BLOB:
		return is_number || typeless ? PG_BYTEA : PG_UNKNOWN;
	case CLASS_INTEGER:
		return typeless && !is_number ? PG_BIGINT : PG_UNKNOWN;
	case CLASS_REAL:
	case CLASS_REAL | CLASS_INTEGER:
		return typeless && !is_number ? PG_NUMERIC : PG_UNKNOWN;
	default:
		return PG_UNKNOWN;
	}
}

void type_follow_checks(struct lowering *l, const struct lowered_table *table, uint32_t i)
{
	const struct sqlite_column *source = table->columns[i]->source;
	const struct pg_type *type = &table->columns[i]->type;
	bool typeless = source->type.text.len == 0;
	enum pg_type_kind kind;
	unsigned classes;

	if (!typeless && !is_number_type(type) && type->kind != PG_BOOLEAN)
		return;
	classes = checks_admit(l, table, source);
	table->columns[i]->holds_text = typeless && classes == CLASS_TEXT && type_is_text(type);
	kind = kind_of_class(type, classes, typeless);
	if (kind == PG_UNKNOWN || kind == type->kind)
		return;
	follow(l, table, i, kind, D_TYPE_FROM_CHECK,
	       source->type.span.end ? source->type.span : source->span,
	       "no value of another type passes the CHECK; the column is");
}
