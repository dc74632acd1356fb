/* SPDX-License-Identifier: PostgreSQL
 *
 * What is different all over the schema, told once each: the narrowings that a preset makes
 * because it was asked to, with the line that widens them; the primary keys that admit
 * NULL; how keys are numbered; that foreign keys are checked.
 */
#include <config.h>

#include "lower/expr.h"
#include "lower/parts.h"

enum narrowing {
	NARROWED_INTEGER,
	NARROWED_LENGTH,
	NARROWED_DECIMAL,
	TYPED_BOOLEAN,
	TYPED_TIME,
	TYPELESS,
	BY_AFFINITY,
	STORED,
	COLLATED,
	NARROWING_COUNT,
	NARROWED_NOT
};

struct tally {
	uint32_t count;
	struct strbuf names; /* of the first few columns */
	struct span first;
};

/* Only what a preset chose: the user's own rule is the user's choice. */
static enum narrowing narrowing_of(const struct lowering *l, const struct lowered_table *table,
				   uint32_t i)
{
	const struct pg_column *column = table->columns[i];
	const struct rule *rule = type_rule(l, table, i);
	const struct pg_type *type;

	if (!column || !rule || !rule->preset)
		return NARROWED_NOT;
	type = &column->type;
	/* NUMERIC is the affinity of all names that show no other. */
	if (rule->kind == RULE_AFFINITY && column->source->affinity == AFFINITY_NUMERIC &&
	    !family_is_child(l, table, i))
		return BY_AFFINITY;
	if ((type->kind == PG_INTEGER || type->kind == PG_SMALLINT) &&
	    (column->source->affinity == AFFINITY_INTEGER ||
	     column->source->affinity == AFFINITY_NUMERIC))
		return NARROWED_INTEGER;
	if (type->kind == PG_BOOLEAN)
		return TYPED_BOOLEAN;
	if (type->kind >= PG_DATE && type->kind <= PG_TIMESTAMPTZ)
		return TYPED_TIME;
	if (type->kind == PG_TEXT && column->source->affinity == AFFINITY_BLOB &&
	    !column->holds_text && !column->source->generated && !family_is_child(l, table, i))
		return TYPELESS;
	if (!type->parameter_count)
		return NARROWED_NOT;
	if (type->kind == PG_VARCHAR || type->kind == PG_CHAR)
		return NARROWED_LENGTH;
	return type->kind == PG_NUMERIC ? NARROWED_DECIMAL : NARROWED_NOT;
}

/* PostgreSQL 15 has no VIRTUAL columns. */
static bool becomes_stored(const struct lowered_table *table, uint32_t i)
{
	return table->columns[i] && table->columns[i]->generated_as &&
	       table->source->columns.items[i]->generated == GENERATED_AS_VIRTUAL;
}

/* SQLite's collation is in the schema's own expressions and keys; what the application asks of
 * the column compares bytes, unless the column's type folds by itself. */
static bool loses_collation(const struct lowering *l, const struct lowered_table *table, uint32_t i)
{
	const struct name *collation = table->source->columns.items[i]->rare->collation;

	if (!table->columns[i] || !collation || !type_is_text(&table->columns[i]->type))
		return false;
	if (slice_equal_nocase(collation->text, SLICE("rtrim")))
		return true;
	return l->settings->nocase == NOCASE_LOWER &&
	       slice_equal_nocase(collation->text, SLICE("nocase"));
}

static void count_column(struct tally *tally, const struct lowered_table *table, uint32_t i)
{
	const struct sqlite_column *column = table->source->columns.items[i];

	if (tally->count == 0)
		tally->first = column->type.span.end ? column->type.span : column->span;
	if (tally->count++ < NAMED_MAX)
		strbuf_addf(&tally->names, "%s%.*s.%.*s", tally->names.len ? ", " : "",
			    SLICE_ARGS(table->source->name.text), SLICE_ARGS(column->name.text));
}

static void name_rest_of(struct tally *tally)
{
	if (tally->count > NAMED_MAX)
		strbuf_addf(&tally->names, " and %u more", tally->count - NAMED_MAX);
}

/* Where the database numbers keys: SQLite looks at the rows, PostgreSQL at a sequence. */
static void tell_numbering(struct lowering *l)
{
	struct tally tally = { 0 };
	struct diagnostic *diag;

	for (uint32_t t = 0; t < l->table_count; t++) {
		int32_t i = l->tables[t].source->rowid_column;

		if (i >= 0 && l->tables[t].columns[i] && l->tables[t].columns[i]->identity)
			count_column(&tally, &l->tables[t], (uint32_t)i);
	}
	if (tally.count == 0)
		return;
	name_rest_of(&tally);
	diag = diag_add(
		&l->ctx->diags, D_KEY_NUMBERING, tally.first,
		"SQLite numbers %u key%s from the largest one in the table, PostgreSQL from "
		"a sequence: %s",
		tally.count, tally.count == 1 ? "" : "s", tally.names.text);
	diag_note(&l->ctx->diags, diag,
		  "an explicit key does not move the sequence, and an explicit "
		  "NULL is refused");
	strbuf_free(&tally.names);
}

static const struct sqlite_index *nullable_key(const struct lowered_table *table)
{
	vec_each(struct sqlite_index *, index, table->source->indexes) {
		if ((*index)->origin == INDEX_PRIMARY_KEY && key_admits_null(table, *index))
			return *index;
	}
	return NULL;
}

/* The primary keys that admit NULL in SQLite: all of them stay so, or none. */
static void tell_nullable(struct lowering *l)
{
	bool unique = l->settings->nullable_keys != NULLABLE_KEYS_PRIMARY;
	struct tally tally = { 0 };
	struct diagnostic *diag;

	for (uint32_t t = 0; t < l->table_count; t++) {
		const struct sqlite_index *index = nullable_key(&l->tables[t]);

		if (!index)
			continue;
		if (tally.count == 0)
			tally.first = index->span;
		if (tally.count++ < NAMED_MAX)
			strbuf_addf(&tally.names, "%s%.*s", tally.names.len ? ", " : "",
				    SLICE_ARGS(l->tables[t].source->name.text));
	}
	if (tally.count == 0)
		return;
	name_rest_of(&tally);
	diag = diag_add(&l->ctx->diags, unique ? D_KEY_AS_UNIQUE : D_NULLABLE_KEY, tally.first,
			"SQLite admits NULL in the primary key%s of %s; %s",
			tally.count == 1 ? "" : "s", tally.names.text,
			!unique		   ? "PostgreSQL refuses it"
			: tally.count == 1 ? "it becomes UNIQUE"
					   : "they become UNIQUE");
	diag_help(&l->ctx->diags, diag,
		  "Write NOT NULL at %s columns, or in the mapping: set nullable_keys = %s;",
		  tally.count == 1 ? "its" : "their", unique ? "primary" : "unique");
	strbuf_free(&tally.names);
}

static void tell_enforced(struct lowering *l)
{
	uint32_t count = 0;
	struct span first = NOWHERE;
	struct diagnostic *diag;

	for (uint32_t t = 0; t < l->table_count; t++)
		vec_each(struct pg_constraint *, c, l->tables[t].table->constraints) {
			if ((*c)->kind == PG_FOREIGN_KEY && count++ == 0)
				first = (*c)->span;
		}
	/* a source that asks for the check means what PostgreSQL does */
	if (count == 0 || l->source->foreign_keys_on)
		return;
	diag = diag_add(
		&l->ctx->diags, D_FOREIGN_KEYS_ENFORCED, first,
		"SQLite checks foreign keys only after PRAGMA foreign_keys = ON; PostgreSQL "
		"always checks %s",
		count == 1 ? "this one" : "these");
	if (count > 1)
		diag_note(&l->ctx->diags, diag, "the schema has %u foreign keys", count);
}

static void tell(struct lowering *l, enum narrowing narrowing, struct tally *tally)
{
	static const struct {
		enum diag_code code;
		const char *what, *help;
	} texts[NARROWING_COUNT] = {
		[NARROWED_INTEGER] = { D_NARROWED_INTEGER,
				       "integers of 64 bits in SQLite, of 32 here",
				       "To widen them, write: type INTEGER -> bigint;" },
		[NARROWED_LENGTH] = { D_NARROWED_LENGTH,
				      "lengths that SQLite does not check, and PostgreSQL does",
				      "To widen them, write: type VARCHAR(n) -> text;" },
		[NARROWED_DECIMAL] = { D_NARROWED_DECIMAL,
				       "sizes that SQLite does not check, and PostgreSQL rounds to",
				       "To widen them, write: type DECIMAL(p, s) -> numeric;" },
		[TYPED_BOOLEAN] = { D_TYPED_BOOLEAN,
				    "numbers in SQLite, true or false here, so a = 1 and sum(a) "
				    "fail",
				    "To keep numbers, write: type BOOLEAN -> smallint;" },
		[TYPED_TIME] = { D_TYPED_TIME,
				 "dates in any form in SQLite, one form here, and no other values",
				 "To keep the texts, write: type DATETIME -> text;" },
		[TYPELESS] = { D_TYPELESS_COLUMN,
			       "no type, so that values keep theirs in SQLite, and are text here",
			       "To give one a type, write: column TABLE.COLUMN -> TYPE;" },
		[BY_AFFINITY] = { D_TYPE_BY_AFFINITY,
				  "a type that no rule names, so that they hold numbers here, and "
				  "anything in SQLite",
				  "To say what it is, write: type NAME -> TYPE;" },
		[STORED] = { D_VIRTUAL_COLUMN,
			     "values that SQLite computes when they are read, and PostgreSQL "
			     "stores",
			     NULL },
		[COLLATED] = { D_COLLATED_COLUMN,
			       "a collation that this schema's keys and checks keep, and the "
			       "application's own comparisons lose",
			       "Compare lower(column) there, or for NOCASE write: set nocase = "
			       "citext;" },
	};
	struct diagnostic *diag;

	if (tally->count == 0)
		return;
	name_rest_of(tally);
	diag = diag_add(&l->ctx->diags, texts[narrowing].code, tally->first, "%u column%s %s: %s",
			tally->count, tally->count == 1 ? " has" : "s have", texts[narrowing].what,
			tally->names.text);
	if (texts[narrowing].help)
		diag_help(&l->ctx->diags, diag, "%s", texts[narrowing].help);
	strbuf_free(&tally->names);
}

static void tell_arithmetic(struct lowering *l)
{
	if (l->exprs && l->exprs->has_arithmetic)
		diag_add(&l->ctx->diags, D_ARITHMETIC_RANGE, l->exprs->arithmetic,
			 "where a result is out of its type's range, here and elsewhere, SQLite "
			 "goes on with a real and PostgreSQL raises an error");
	if (l->exprs && l->exprs->has_comparison)
		diag_add(&l->ctx->diags, D_COMPARISON_PRECISION, l->exprs->comparison,
			 "where an integer has more than 53 bits, here and elsewhere, PostgreSQL "
			 "compares it with a real as a real, and SQLite as it is");
}

void lower_summary(struct lowering *l)
{
	struct tally tallies[NARROWING_COUNT] = { 0 };

	for (uint32_t t = 0; t < l->table_count; t++)
		for (uint32_t i = 0; i < l->tables[t].source->columns.count; i++) {
			enum narrowing narrowing = narrowing_of(l, &l->tables[t], i);

			if (narrowing < NARROWING_COUNT)
				count_column(&tallies[narrowing], &l->tables[t], i);
			if (becomes_stored(&l->tables[t], i))
				count_column(&tallies[STORED], &l->tables[t], i);
			if (loses_collation(l, &l->tables[t], i))
				count_column(&tallies[COLLATED], &l->tables[t], i);
		}
	for (int i = 0; i < NARROWING_COUNT; i++)
		tell(l, (enum narrowing)i, &tallies[i]);
	tell_nullable(l);
	tell_numbering(l);
	tell_enforced(l);
	tell_arithmetic(l);
}
