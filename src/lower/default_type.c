/* SPDX-License-Identifier: PostgreSQL
 *
 * What a default shows of its column's type.  SQLite stores a default that can't be converted
 * as it is: INT DEFAULT 'none' holds texts, so the column is text, and BOOLEAN DEFAULT 1000
 * holds no truth values.  And a column that was
 * declared without a type is of its default's.
 */
#include <config.h>

#include "lower/expr.h"
#include "lower/parts.h"

static bool is_number_type(const struct pg_type *type)
{
	return type_is_integer(type) || type->kind == PG_NUMERIC || type->kind == PG_REAL ||
	       type->kind == PG_DOUBLE;
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

	if (value->storage == STORAGE_TEXT && is_number_type(type))
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
		   enum pg_type_kind kind, enum diag_code code, const char *why)
{
	struct pg_column *column = table->columns[i];
	struct diagnostic *diag;

	column->type = pg_type_of(kind);
	column->conversion = NULL;
	diag = diag_add(&l->ctx->diags, code, column->source->default_span, "%s %s", why,
			column->type.name);
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
			follow(l, table, i, PG_BIGINT, D_TYPE_FROM_DEFAULT,
			       "what the default computes has 64 bits; the column is");
		return;
	}
	kind = typeless ? kind_of_value(&value) : wider_kind(type, &value);
	if (kind == PG_UNKNOWN)
		return;
	if (typeless)
		follow(l, table, i, kind, D_TYPE_FROM_DEFAULT,
		       "the column has no type; its default says");
	else
		follow(l, table, i, kind, D_DEFAULT_WIDENS,
		       "the default is not of the column's type; the column is");
}
