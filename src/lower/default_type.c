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

/* Only where a preset chose the type: what the user's own rule says stands. */
void type_follow_default(struct lowering *l, const struct lowered_table *table, uint32_t i)
{
	struct pg_column *column = table->columns[i];
	const struct sqlite_column *source = column->source;
	bool typeless = source->type.text.len == 0 && type_is_text(&column->type);
	enum pg_type_kind kind;
	struct diagnostic *diag;
	struct value value;

	if (!default_constant(l, source, &value))
		return;
	kind = typeless ? kind_of_value(&value) : wider_kind(&column->type, &value);
	if (kind == PG_UNKNOWN)
		return;
	column->type = pg_type_of(kind);
	column->conversion = NULL;
	diag = diag_add(&l->ctx->diags, typeless ? D_TYPE_FROM_DEFAULT : D_DEFAULT_WIDENS,
			source->default_span,
			typeless ? "the column has no type; its default says %s"
				 : "the default is not of the column's type; the column is %s",
			column->type.name);
	diag->object = object_of(l, table, (int32_t)i);
}
