/* SPDX-License-Identifier: PostgreSQL
 *
 * Keys of indexes and of ORDER BY: a column by its name where PostgreSQL orders it as
 * SQLite does, else the expression or the collation that does.
 */
#include <config.h>

#include <string.h>

#include "lower/expr.h"

static bool column_key(struct walk *w, const struct lowered_table *table,
		       const struct index_key *key, struct lowered *value)
{
	infer_column(table, key->column, value);
	value->expr = build_column(w, NULL, table->columns[key->column]->name, key->span);
	value->source = key->span;
	return true;
}

static bool expression_key(struct walk *w, const struct index_key *key, struct lowered *value)
{
	if (!walk_value(w, key->expr, value))
		return false;
	/* 'x' and NULL alone have no type in PostgreSQL, and so no order. */
	if (value->type.kind == PG_UNKNOWN || value->expr->kind == EXPR_STRING) {
		value->expr = build_cast(w, value->expr, "text");
		value->type = type_of(PG_TEXT);
		value->literal = NULL;
	}
	if (value->immutable)
		return true;
	walk_refuse(w, D_NOT_IMMUTABLE, key->expr->span,
		    "PostgreSQL takes only immutable expressions in an index");
	return false;
}

/* A column that PostgreSQL orders as SQLite does, which most keys are. */
static bool is_plain(const struct lowered_table *table, const struct index_key *key)
{
	const struct sqlite_column *source;
	const struct pg_column *column;

	if (key->column < 0)
		return false;
	/* the type or collation of a key that it references */
	column = table->columns[key->column];
	if (column->type.kind == PG_CITEXT ||
	    (column->collation && strcmp(column->collation, ICU_NOCASE) == 0))
		return false;
	source = table->source->columns.items[key->column];
	return !source->rare->collation &&
	       (!key->collation || collation_of(key->collation->text) == COLLATION_BINARY);
}

static bool key_of(struct lowering *l, const struct lowered_table *table,
		   const struct index_key *key, struct pg_index_key *out)
{
	struct expr_request request = {
		.context = IN_INDEX,
		.table = table,
		.column = -1,
		.owner = table,
		.owner_column = -1,
	};
	struct lowered value;
	struct expr *plain;
	struct walk w;
	struct scope scope;

	*out = (struct pg_index_key){ 0 };
	if (is_plain(table, key)) {
		out->column = table->columns[key->column]->name;
		return true;
	}
	walk_start(&w, &scope, l, &request);
	if (key->column >= 0 ? !column_key(&w, table, key, &value)
			     : !expression_key(&w, key, &value))
		return false;
	if (key->collation)
		value.collation = collation_of(key->collation->text);
	else if (key->column < 0 && key->expr->kind != EXPR_COLLATE)
		value.collation = COLLATION_BINARY; /* that of a column inside is not used */
	plain = value.expr;
	if ((type_is_text(&value.type) || value.type.kind == PG_CITEXT) &&
	    !collation_apply(&w, &value, value.collation, false))
		return false;
	/* A column's own was told at the column. */
	if (value.collation == COLLATION_OTHER && (key->collation || key->column < 0) &&
	    type_is_text(&value.type)) {
		walk_refuse(&w, D_COLLATION, key->span,
			    "a collation of the application's own; PostgreSQL does not have it");
		return false;
	}
	/* the order of bytes, unless the column has it, or the database's order was asked for */
	if (value.collation == COLLATION_BINARY && type_is_text(&value.type) && key->column < 0 &&
	    l->settings->text_collation && !value.collated)
		out->collation = l->settings->text_collation;
	if (value.expr == plain && key->column >= 0)
		out->column = table->columns[key->column]->name;
	else
		out->expr = value.expr;
	return true;
}

bool lower_index_key(struct lowering *l, const struct lowered_table *table,
		     const struct index_key *key, struct pg_index_key *out)
{
	struct arena_mark mark = arena_mark(l->scratch);
	bool done = key_of(l, table, key, out);

	walk_end(l, mark, &out->expr);
	return done;
}
