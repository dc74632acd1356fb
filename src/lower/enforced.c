/* SPDX-License-Identifier: PostgreSQL
 *
 * That PostgreSQL holds columns to their types, told once: SQLite stores any value in any column
 * of a table that is not STRICT, unless a CHECK tells the classes that it may have.
 */
#include <config.h>

#include "lower/parts.h"

static bool is_one_class(unsigned classes)
{
	return classes == (CLASS_INTEGER | CLASS_REAL) || (classes & (classes - 1)) == 0;
}

/* What a user's own rule types is the user's choice; booleans, times and columns without a type
 * are told for themselves, and the classes of a rowid key SQLite checks too. */
static bool is_enforced(struct lowering *l, const struct lowered_table *table, uint32_t i)
{
	const struct sqlite_column *source = table->source->columns.items[i];
	const struct pg_column *column = table->columns[i];
	const struct rule *rule = type_rule(l, table, i);

	if (!column || !rule || !rule->preset || source->is_rowid || source->generated)
		return false;
	if (column->type.kind == PG_BOOLEAN ||
	    (column->type.kind >= PG_DATE && column->type.kind <= PG_TIMESTAMPTZ))
		return false;
	if (type_is_text(&column->type) && source->affinity == AFFINITY_BLOB)
		return false;
	return !is_one_class(checks_admit(l, table, source));
}

static bool is_rounded(const struct lowered_table *table, uint32_t i)
{
	const struct sqlite_column *source = table->source->columns.items[i];
	const struct pg_column *column = table->columns[i];

	return column && type_is_integer(&column->type) && !source->is_rowid && !source->generated;
}

struct enforced {
	uint32_t count;
	struct span first;
};

static void count_column(struct enforced *enforced, const struct sqlite_column *column)
{
	if (enforced->count++ == 0)
		enforced->first = column->type.span.end ? column->type.span : column->span;
}

static void tell_any(struct lowering *l, const struct enforced *any)
{
	struct diagnostic *diag = diag_add(
		&l->ctx->diags, D_TYPES_ENFORCED, any->first,
		"SQLite stores values of any type in %u column%s; PostgreSQL refuses or converts "
		"those of another type",
		any->count, any->count == 1 ? "" : "s");

	diag_help(&l->ctx->diags, diag,
		  "Make the tables STRICT or add CHECK (typeof(column) = '...'), or pass "
		  "-Wno-types-enforced.");
}

static void tell_rounded(struct lowering *l, const struct enforced *strict)
{
	diag_add(&l->ctx->diags, D_TYPES_ENFORCED, strict->first,
		 "a STRICT table refuses 1.5 in %s; PostgreSQL rounds it",
		 strict->count == 1 ? "this integer column" : "its integer columns");
}

void lower_enforced(struct lowering *l)
{
	struct enforced any = { 0 }, strict = { 0 };

	for (uint32_t t = 0; t < l->table_count; t++) {
		const struct lowered_table *table = &l->tables[t];

		for (uint32_t i = 0; i < table->source->columns.count; i++) {
			const struct sqlite_column *column = table->source->columns.items[i];

			if (!table->source->strict && is_enforced(l, table, i))
				count_column(&any, column);
			else if (table->source->strict && is_rounded(table, i))
				count_column(&strict, column);
		}
	}
	if (any.count)
		tell_any(l, &any);
	else if (strict.count)
		tell_rounded(l, &strict);
}
