/* SPDX-License-Identifier: PostgreSQL
 *
 * What makes the rows of a table unique: primary key, UNIQUE, unique indexes; how ON CONFLICT names
 * each in PostgreSQL, and which of them the rows of an INSERT can violate.
 */
#include <config.h>

#include <string.h>

#include "lower/dml.h"

/* ---------------------------------------------------------------- in PostgreSQL */

static void add_term(struct walk *w, struct unique_key *key, struct expr *expr)
{
	struct ordering_term term = { .expr = expr };

	vec_push(w->arena, &key->target->terms, term);
}

static bool has_span(struct span a, struct span b)
{
	return a.start == b.start && a.end == b.end;
}

static const struct pg_index *index_of(const struct lowered_table *table,
				       const struct sqlite_index *index)
{
	vec_each(struct pg_index *const, made, table->table->indexes) {
		if ((*made)->unique && has_span((*made)->span, index->span))
			return *made;
	}
	return NULL;
}

static void target_of_index(struct walk *w, const struct pg_index *index, struct unique_key *out)
{
	vec_each(const struct pg_index_key, key, index->keys) {
		out->plain &= key->column != NULL;
		add_term(w, out,
			 key->column ? build_column(w, NULL, key->column, index->span) : key->expr);
	}
	out->where = index->where;
}

/* False when a column of the key is left out. */
static bool target_of_columns(struct walk *w, const struct lowered_table *table,
			      const struct sqlite_index *index, struct unique_key *out)
{
	vec_each(const struct index_key, key, index->keys) {
		if (key->column < 0 || !table->columns[key->column])
			return false;
		add_term(w, out,
			 build_column(w, NULL, table->columns[key->column]->name, index->span));
	}
	return true;
}

static bool unique_key_of(struct walk *w, const struct lowered_table *table,
			  const struct sqlite_index *index, struct unique_key *out)
{
	const struct pg_index *made = index_of(table, index);

	*out = (struct unique_key){ .index = index,
				    .plain = true,
				    .target = arena_object(w->arena, struct ordering) };
	if (!made)
		return target_of_columns(w, table, index, out);
	target_of_index(w, made, out);
	return true;
}

static bool is_unique(const struct sqlite_index *index)
{
	return (index->unique || index->origin != INDEX_CREATED) && !index->duplicate;
}

/* ---------------------------------------------------------------- what can be violated */

static const struct given *given_for(const struct insert_rows *rows, int32_t column)
{
	vec_each(const struct given, given, rows->given) {
		if (given->slot.number == column)
			return given;
	}
	return NULL;
}

static bool is_null(const struct given *given)
{
	return given->value.expr && given->value.expr->kind == EXPR_NULL;
}

/* A column without a value has its default, or NULL, which equals nothing. */
static bool may_equal(const struct lowered_table *table, const struct insert_rows *rows,
		      int32_t column)
{
	const struct sqlite_column *source = table->source->columns.items[column];
	const struct given *given = given_for(rows, column);

	if (given)
		return !is_null(given) && given->value.expr->kind != EXPR_DEFAULT;
	return !source->is_rowid && (source->default_value || source->generated != NOT_GENERATED);
}

static bool may_conflict(const struct lowered_table *table, const struct insert_rows *rows,
			 const struct sqlite_index *index)
{
	vec_each(const struct index_key, key, index->keys) {
		if (key->column >= 0 && !may_equal(table, rows, key->column))
			return false;
	}
	return true;
}

void unique_keys_of(struct walk *w, const struct lowered_table *table,
		    const struct insert_rows *rows, struct unique_keys *out)
{
	vec_each(struct sqlite_index *const, index, table->source->indexes) {
		struct unique_key key;

		if (!is_unique(*index) || (rows && !may_conflict(table, rows, *index)))
			continue;
		if (unique_key_of(w, table, *index, &key))
			vec_push(w->arena, &out->list, key);
	}
}

/* ---------------------------------------------------------------- by its columns */

static const struct expr *without_collation(const struct expr *expr)
{
	while (expr->kind == EXPR_COLLATE)
		expr = expr->collate.operand;
	return expr;
}

static bool is_key(const struct lowered_table *table, const struct index_key *key,
		   const struct expr *term)
{
	int32_t column;

	if (key->column < 0)
		return expr_same(key->expr, term);
	return term->kind == EXPR_NAME &&
	       (sqlite_resolve(table->source, term, &column) == RESOLVED_COLUMN ||
		scope_is_rowid_name(term->name->column.text)) &&
	       column == key->column;
}

static bool has_key(const struct lowered_table *table, const struct sqlite_index *index,
		    const struct expr *term)
{
	vec_each(const struct index_key, key, index->keys) {
		if (is_key(table, key, term))
			return true;
	}
	return false;
}

static bool is_named(const struct lowered_table *table, const struct sqlite_index *index,
		     const struct upsert *upsert)
{
	if (!is_unique(index) || index->keys.count != upsert->target->terms.count ||
	    (index->where && !upsert->target_where))
		return false;
	vec_each(const struct ordering_term, term, upsert->target->terms) {
		if (!has_key(table, index, without_collation(term->expr)))
			return false;
	}
	return true;
}

bool unique_key_named(struct walk *w, const struct lowered_table *table,
		      const struct upsert *upsert, struct unique_key *out)
{
	vec_each(struct sqlite_index *const, index, table->source->indexes) {
		if (is_named(table, *index, upsert) && unique_key_of(w, table, *index, out))
			return true;
	}
	walk_refuse(w, D_UNSUPPORTED_STATEMENT, upsert->target->terms.items[0].expr->span,
		    "the columns of ON CONFLICT are no key of table '%.*s'",
		    SLICE_ARGS(table->source->name.text));
	return false;
}

bool column_is_bound(const struct lowered_table *table, int32_t column)
{
	const struct sqlite_column *source = table->source->columns.items[column];

	if (source->not_null || table->source->checks.count)
		return true;
	vec_each(struct sqlite_index *const, index, table->source->indexes) {
		vec_each(const struct index_key, key, (*index)->keys) {
			if (is_unique(*index) && (key->column == column || key->column < 0))
				return true;
		}
	}
	return false;
}

/* ---------------------------------------------------------------- as a condition */

static struct expr *source_name(struct walk *w, const char *table, const struct name *column)
{
	struct name none = { 0 };

	return expr_name(w->arena, none, table ? build_name(w, table) : none, *column,
			 column->span);
}

static struct expr *key_value(struct walk *w, const struct sqlite_column *column, int32_t number,
			      const struct insert_rows *rows)
{
	const struct given *given = given_for(rows, number);

	if (!given)
		return column->default_value;
	if (given->source)
		return (struct expr *)given->source;
	return source_name(w, ROWS_NAME, &column->name);
}

struct expr *key_condition(struct walk *w, const struct lowered_table *table,
			   const struct unique_key *key, const struct insert_rows *rows)
{
	struct expr *all = NULL;

	vec_each(const struct index_key, part, key->index->keys) {
		const struct sqlite_column *column = table->source->columns.items[part->column];
		struct expr *same =
			expr_binary(w->arena, OP_EQ, source_name(w, NULL, &column->name),
				    key_value(w, column, part->column, rows), rows->span);

		all = all ? expr_binary(w->arena, OP_AND, all, same, rows->span) : same;
	}
	return all;
}
