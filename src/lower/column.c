/* SPDX-License-Identifier: PostgreSQL
 *
 * What a column is besides its type: NOT NULL, numbered by the database, its DEFAULT, the
 * expression it is generated from.
 */
#include <config.h>

#include "lower/parts.h"

/* ---------------------------------------------------------------- NOT NULL and numbering */

static bool is_numbered(const struct lowering *l, const struct lowered_table *table, uint32_t i)
{
	const struct pg_column *column = table->columns[i];
	const struct rule *rule = type_rule(l, table, i);

	if (!type_is_integer(&column->type) || column->source->generated)
		return false;
	if (rule && rule->target.kind == TARGET_SERIAL &&
	    (!rule->preset || !column->source->is_rowid))
		return true;
	/* A rowid that references another key takes its numbers from there. */
	return column->source->is_rowid && !family_is_child(l, table, i);
}

/* The source's rowid key whose type holds no numbers: nobody would number it. */
static void tell_not_numbered(struct lowering *l, const struct lowered_table *table, uint32_t i)
{
	const struct pg_column *column = table->columns[i];
	bool child = family_is_child(l, table, i);
	struct diagnostic *diag;

	if (!column->source->is_rowid)
		return;
	diag = diag_add(&l->ctx->diags, D_KEY_NOT_NUMBERED, column->span,
			child ? "the key references another one; the database does not number it"
			      : "SQLite numbers this key; as %s it has to be given a value",
			column->type.name ? column->type.name : "another type");
	diag->object = object_of(l, table, (int32_t)i);
}

/* PostgreSQL names the sequence, past names that are taken by then: what is taken depends on the
 * order of creation.  So a name that is not the first choice is written out, which
 * only an identity can. */
static void name_sequence(struct lowering *l, struct lowered_table *table, struct pg_column *column)
{
	const char *first = pg_object_name(l->arena, table->table->name, column->name, "seq", 0);
	const char *name = first;
	struct diagnostic *diag;

	for (unsigned n = 1; !name_try(l->names, NAME_SEQUENCE, name, column->span); n++)
		name = pg_object_name(l->arena, table->table->name, column->name, "seq", n);
	if (name == first)
		return;
	column->identity = PG_IDENTITY_BY_DEFAULT;
	column->sequence = name;
	diag = diag_add(&l->ctx->diags, D_NAME_CLASH, column->span,
			"the sequence of this key would have the name '%s', which is taken; it is "
			"called '%s'",
			first, name);
	diag->object =
		object_of(l, table, sqlite_find_column(table->source, column->source->name.symbol));
}

static void number(struct lowering *l, struct lowered_table *table, uint32_t i)
{
	struct pg_column *column = table->columns[i];

	if (table->is_view)
		return;
	if (!is_numbered(l, table, i)) {
		tell_not_numbered(l, table, i);
		return;
	}
	column->identity = l->settings->key == KEY_IDENTITY ? PG_IDENTITY_BY_DEFAULT : PG_SERIAL;
	column->not_null = true;
	name_sequence(l, table, column);
}

void lower_columns(struct lowering *l, struct lowered_table *table)
{
	bool nullable_key = key_stays_nullable(l, table);

	for (uint32_t i = 0; i < table->source->columns.count; i++) {
		struct pg_column *column = table->columns[i];

		if (!column)
			continue;
		column->not_null =
			column->source->not_null || (column->source->primary_key && !nullable_key);
		lower_conflict(l, column->source->not_null_conflict,
			       column->source->rare->not_null_span, table, (int32_t)i);
		if (column->source->is_rowid ||
		    (type_rule(l, table, i) &&
		     type_rule(l, table, i)->target.kind == TARGET_SERIAL))
			number(l, table, i);
	}
}

/* ---------------------------------------------------------------- values */

static void lower_column_default(struct lowering *l, struct lowered_table *table, uint32_t i)
{
	struct pg_column *column = table->columns[i];

	/* SQLite numbers a rowid key whatever its DEFAULT says. */
	if (!column->source->default_value || column->identity || column->source->is_rowid)
		return;
	if (!lower_default(l, table, (int32_t)i, &column->default_value))
		leave_out(l, PG_PRE_DATA, column->source->default_span,
			  arena_printf(l->arena, "the default of %s",
				       object_of(l, table, (int32_t)i)));
}

/* SQLite gives the value the column's affinity, not its type: INT AS (1.5) is 1.5.  So the
 * value is asked for as it is where PostgreSQL's cast to the type would change it. */
static struct pg_type wanted_type(const struct pg_column *column)
{
	bool is_number = type_is_integer(&column->type) || column->type.kind == PG_NUMERIC;
	bool typeless = column->source->type.text.len == 0;

	return is_number || typeless ? pg_type_of(PG_UNKNOWN) : column->type;
}

static bool is_inexact(const struct pg_type *type)
{
	return type->kind == PG_DOUBLE || type->kind == PG_REAL;
}

/* The column's type, given the value's. */
static struct pg_type generated_type(const struct pg_column *column, const struct lowered *value)
{
	const struct pg_type *declared = &column->type;

	if (value->type.kind == PG_UNKNOWN)
		return *declared;
	if (column->source->type.text.len == 0)
		return value->type;
	if (type_is_integer(declared) &&
	    (is_inexact(&value->type) || value->type.kind == PG_NUMERIC))
		return value->type;
	if (declared->kind == PG_NUMERIC && is_inexact(&value->type))
		return value->type;
	return *declared;
}

static void leave_column_out(struct lowering *l, struct lowered_table *table, uint32_t i)
{
	struct pg_column *column = table->columns[i];
	struct pg_table *to = table->table;

	/* Where there is no output, nothing that names the column need be told. */
	if (l->settings->unsupported == UNSUPPORTED_ERROR)
		return;
	leave_out(l, PG_PRE_DATA, column->span,
		  arena_printf(l->arena, "column %s", object_of(l, table, (int32_t)i)));
	separate_columns(l, table);
	for (uint32_t at = 0, kept = 0, count = to->columns.count; at < count; at++)
		if (to->columns.items[at] != column)
			to->columns.items[kept++] = to->columns.items[at];
		else
			to->columns.count--;
	table->columns[i] = NULL;
}

static bool lower_generated_value(struct lowering *l, struct lowered_table *table, uint32_t i,
				  struct lowered *value)
{
	struct pg_column *column = table->columns[i];
	const struct sqlite_column *source = column->source;
	struct expr_request request = { .context = IN_GENERATED,
					.table = table,
					.column = (int32_t)i,
					.target = wanted_type(column),
					.owner = table,
					.owner_column = (int32_t)i };

	if (!lower_expr(l, source->rare->generated_as, &request, value))
		return false;
	/* A text for a numeric column: only its affinity can tell what number it is. */
	if (request.target.kind == PG_UNKNOWN && source->type.text.len &&
	    type_is_text(&value->type) && !type_is_text(&column->type)) {
		request.target = column->type;
		if (!lower_expr(l, source->rare->generated_as, &request, value))
			return false;
	}
	if (value->immutable)
		return true;
	lower_refuse(l, D_NOT_IMMUTABLE, source->rare->generated_as->span,
		     request_object(l, &request),
		     "PostgreSQL generates columns from immutable expressions only");
	return false;
}

static void lower_generated(struct lowering *l, struct lowered_table *table, uint32_t i)
{
	struct pg_column *column = table->columns[i];
	struct lowered value = { 0 };

	if (!lower_generated_value(l, table, i, &value)) {
		leave_column_out(l, table, i);
		return;
	}
	constant_settle(l, table, &value.expr);
	column->generated_as = value.expr;
	column->type = generated_type(column, &value);
	if (type_is_text(&column->type) && !column->collation)
		column->collation = l->settings->text_collation;
	if (!type_is_text(&column->type))
		column->collation = NULL;
}

void lower_values(struct lowering *l, struct lowered_table *table)
{
	for (uint32_t i = 0; i < table->source->columns.count; i++) {
		if (!table->columns[i])
			continue;
		if (table->source->columns.items[i]->rare->generated_as)
			lower_generated(l, table, i);
		else
			lower_column_default(l, table, i);
	}
}

/* ---------------------------------------------------------------- rowid */

struct pg_column *rowid_made(struct lowering *l, struct lowered_table *table, bool made,
			     struct span span)
{
	struct pg_column *column;
	struct pg_name_list key = { 0 };

	vec_each(struct pg_column *const, each, table->table->columns) {
		if ((*each)->is_rowid)
			return *each;
	}
	if (!made)
		return NULL;
	column = arena_object(l->arena, struct pg_column);
	*column = (struct pg_column){ .name = "rowid",
				      .type = pg_type_of(PG_BIGINT),
				      .not_null = true,
				      .is_rowid = true,
				      .identity = PG_IDENTITY_BY_DEFAULT,
				      .span = table->source->span };
	vec_push(l->arena, &table->table->columns, column);
	vec_push(l->arena, &key.names, column->name);
	ensure_unique(l, table->table, &key, table->source->span);
	diag_add(&l->ctx->diags, D_ROWID_COLUMN, span,
		 "table '%.*s' gets a column rowid for this; SELECT * of the application sees it",
		 SLICE_ARGS(table->source->name.text))
		->object = object_of(l, table, -1);
	return column;
}
