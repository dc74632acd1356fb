/* SPDX-License-Identifier: PostgreSQL
 *
 * What is known of a value before a row is seen: the storage class that SQLite
 * would give it, its affinity and collation (datatype3.html sections 3, 4 and 7), and
 * the type that PostgreSQL gives it.
 */
#include <config.h>

#include <string.h>

#include "lower/expr.h"

struct pg_type type_of(enum pg_type_kind kind)
{
	return pg_type_of(kind);
}

bool type_is_time(const struct pg_type *type)
{
	return type->kind == PG_DATE || type->kind == PG_TIME || type->kind == PG_TIMETZ ||
	       type->kind == PG_TIMESTAMP || type->kind == PG_TIMESTAMPTZ;
}

bool storage_is_number(enum storage storage)
{
	return storage == STORAGE_INTEGER || storage == STORAGE_REAL || storage == STORAGE_NUMBER ||
	       storage == STORAGE_BOOLEAN;
}

/* A conversion's name tells what the column held: unixepoch numbers, uuid_blob blobs. */
static enum storage converted_from(const struct conversion *conversion)
{
	if (!conversion)
		return STORAGE_TEXT;
	if (!strncmp(conversion->name, "unixepoch", 9))
		return STORAGE_INTEGER;
	if (!strcmp(conversion->name, "julianday"))
		return STORAGE_REAL;
	if (strstr(conversion->name, "blob"))
		return STORAGE_BLOB;
	return STORAGE_TEXT;
}

enum storage infer_storage(const struct pg_type *type, const struct conversion *conversion)
{
	switch (type->kind) {
	case PG_BOOLEAN:
		return STORAGE_BOOLEAN;
	case PG_SMALLINT:
	case PG_INTEGER:
	case PG_BIGINT:
		return STORAGE_INTEGER;
	case PG_NUMERIC:
		return STORAGE_NUMBER;
	case PG_REAL:
	case PG_DOUBLE:
		return STORAGE_REAL;
	case PG_BYTEA:
		return STORAGE_BLOB;
	case PG_UNKNOWN:
		return STORAGE_DYNAMIC;
	default:
		return converted_from(conversion);
	}
}

void infer_column(const struct lowered_table *table, int32_t column, struct lowered *out)
{
	const struct sqlite_column *source = table->source->columns.items[column];
	const struct pg_column *target = table->columns[column];

	*out = (struct lowered){
		.type = target->type,
		.storage = infer_storage(&target->type, target->conversion),
		.has_affinity = !target->holds_text, /* its values are known without */
		.affinity = source->affinity,
		.collation = source->rare->collation ? collation_of(source->rare->collation->text)
						     : COLLATION_BINARY,
		.has_collation = true,
		.conversion = target->conversion,
		.nullable = !target->not_null,
		.immutable = true,
		.collated = target->collation,
	};
}

bool infer_is_typeless(const struct lowered *value)
{
	return value->has_affinity && value->affinity == AFFINITY_BLOB &&
	       value->storage == STORAGE_TEXT && type_is_text(&value->type) && !value->literal;
}

/* All that is known of a literal but its expression. */
static void set_literal(struct walk *w, const struct value *value, struct span span,
			struct lowered *out)
{
	struct value *copy = arena_object(w->arena, struct value);

	*copy = *value;
	*out = (struct lowered){
		.literal = copy,
		.storage = value->storage,
		.nullable = value->storage == STORAGE_NULL,
		.constant = true,
		.immutable = true,
		.source = span,
	};
	switch ((int)value->storage) {
	case STORAGE_INTEGER:
		out->type = type_of(value->integer >= INT32_MIN && value->integer <= INT32_MAX
					    ? PG_INTEGER
					    : PG_BIGINT);
		break;
	case STORAGE_REAL:
		out->type = type_of(PG_DOUBLE);
		break;
	case STORAGE_TEXT:
		out->type = type_of(PG_TEXT);
		break;
	case STORAGE_BLOB:
		out->type = type_of(PG_BYTEA);
		break;
	default:
		break;
	}
}

/* Printed for PostgreSQL, the literal is what build_value() would make of its value. */
static bool is_same_literal(const struct expr *expr)
{
	if (expr->kind == EXPR_STRING)
		return true;
	if (expr->kind != EXPR_INTEGER || expr->text.len > 18)
		return false;
	for (uint32_t i = 0; i < expr->text.len; i++)
		if (expr->text.ptr[i] < '0' || expr->text.ptr[i] > '9')
			return false;
	return expr->text.len == 1 || expr->text.ptr[0] != '0';
}

/* The trees of both dialects share what is the same in them. */
void infer_literal(struct walk *w, const struct expr *expr, struct lowered *out)
{
	struct value value = { 0 };

	fold_literal(expr, &value);
	set_literal(w, &value, expr->span, out);
	out->expr =
		is_same_literal(expr) ? (struct expr *)expr : build_value(w, &value, expr->span);
}

void infer_value(struct walk *w, const struct value *literal, struct span span, struct lowered *out)
{
	set_literal(w, literal, span, out);
	out->expr = build_value(w, literal, span);
}

bool lowered_integer(const struct lowered *value, int64_t *out)
{
	if (!value->literal || value->literal->storage != STORAGE_INTEGER)
		return false;
	*out = value->literal->integer;
	return true;
}

void infer_result(struct lowered *out, struct expr *expr, enum pg_type_kind type, struct span span)
{
	*out = (struct lowered){
		.expr = expr,
		.type = type_of(type),
		.constant = true,
		.immutable = true,
		.source = span,
	};
	out->storage = infer_storage(&out->type, NULL);
}

void infer_combine(struct lowered *out, const struct lowered *operand)
{
	out->nullable |= operand->nullable;
	out->constant &= operand->constant;
	out->immutable &= operand->immutable;
}
