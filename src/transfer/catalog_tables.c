/* SPDX-License-Identifier: PostgreSQL
 *
 * pg_class, pg_attribute and pg_constraint: tables, columns, constraints.  What belongs to an
 * extension or is a partition of another table is no part of a schema.
 */
#include <config.h>

#include <string.h>

#include "base/arena.h"
#include "postgres/print.h"
#include "transfer/internal.h"

/* ---------------------------------------------------------------- tables */

static const char tables_query[] =
	"SELECT c.oid, c.relname, p.partstrat, "
	"ARRAY(SELECT a.attname FROM unnest(p.partattrs::int2[]) WITH ORDINALITY k(number, place) "
	"JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.number ORDER BY k.place) "
	"FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
	"LEFT JOIN pg_partitioned_table p ON p.partrelid = c.oid "
	"WHERE n.nspname = $1 AND c.relkind IN ('r', 'p') AND NOT c.relispartition "
	"AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass "
	"AND d.objid = c.oid AND d.deptype = 'e') ORDER BY c.oid";

static void copy_names(const struct rows *rows, int column, struct arena *arena,
		       struct pg_name_list *out)
{
	struct array_of_texts list = rows_list(rows, column, arena);

	vec_each(const char *, name, list.items)
		vec_push(arena, &out->names, *name);
}

static const struct pg_placement *read_placement(const struct rows *rows, struct arena *arena)
{
	const char *strategy = rows_text(rows, 2);
	struct pg_placement *placement;

	if (!strategy)
		return NULL;
	placement = arena_object(arena, struct pg_placement);
	placement->kind = *strategy == 'r'   ? PG_PARTITION_RANGE
			  : *strategy == 'l' ? PG_PARTITION_LIST
					     : PG_PARTITION_HASH;
	copy_names(rows, 3, arena, &placement->columns);
	return placement;
}

static bool read_relations(struct reader *reader)
{
	struct rows rows;

	if (!rows_open(&rows, reader->client, tables_query, reader->schema, NULL))
		return false;
	while (rows_next(&rows)) {
		struct pg_table *table = arena_object(reader->arena, struct pg_table);

		table->name = rows_copy(&rows, 1, reader->arena);
		table->placement = read_placement(&rows, reader->arena);
		vec_push(reader->arena, &reader->out->tables, table);
		strmap_set(reader->tables, slice_of(rows_text(&rows, 0)), table);
	}
	rows_close(&rows);
	return true;
}

/* ---------------------------------------------------------------- columns */

static const char columns_query[] =
	"SELECT a.attrelid, a.attname, format_type(a.atttypid, a.atttypmod), "
	"CASE WHEN t.typtype = 'e' THEN t.typname END, a.attnotnull, a.attidentity, "
	"a.attgenerated, CASE WHEN a.attcollation <> t.typcollation THEN l.collname END, "
	"pg_get_expr(d.adbin, d.adrelid), s.relname "
	"FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid "
	"JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_type t ON t.oid = a.atttypid "
	"LEFT JOIN pg_collation l ON l.oid = a.attcollation "
	"LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum "
	"LEFT JOIN (pg_depend p JOIN pg_class s ON s.oid = p.objid AND s.relkind = 'S') "
	"ON p.classid = 'pg_class'::regclass AND p.refclassid = 'pg_class'::regclass "
	"AND p.refobjid = a.attrelid AND p.refobjsubid = a.attnum AND p.deptype IN ('a', 'i') "
	"WHERE n.nspname = $1 AND c.relkind IN ('r', 'p') AND a.attnum > 0 "
	"AND NOT a.attisdropped ORDER BY a.attrelid, a.attnum, s.oid";

enum {
	COLUMN_TABLE,
	COLUMN_NAME,
	COLUMN_TYPE,
	COLUMN_ENUM,
	COLUMN_NOT_NULL,
	COLUMN_IDENTITY,
	COLUMN_GENERATED,
	COLUMN_COLLATION,
	COLUMN_DEFAULT,
	COLUMN_SEQUENCE
};

static void read_type(const struct rows *rows, struct arena *arena, struct pg_type *out)
{
	const char *text = rows_copy(rows, COLUMN_TYPE, arena);

	if (rows_text(rows, COLUMN_ENUM)) {
		*out = (struct pg_type){ .kind = PG_ENUM,
					 .name = rows_copy(rows, COLUMN_ENUM, arena) };
		return;
	}
	if (!pg_type_parse(arena, slice_of(text), out))
		*out = (struct pg_type){ .kind = PG_OTHER, .name = text };
}

static bool is_whole_number(const struct pg_type *type)
{
	return type->kind == PG_SMALLINT || type->kind == PG_INTEGER || type->kind == PG_BIGINT;
}

static bool is_serial(const struct rows *rows, const struct pg_type *type)
{
	const char *text = rows_text(rows, COLUMN_DEFAULT);

	return text && strncmp(text, "nextval(", 8) == 0 && rows_text(rows, COLUMN_SEQUENCE) &&
	       is_whole_number(type);
}

/* The sequence's name is kept only where PostgreSQL would have chosen another. */
static void read_numbering(const struct rows *rows, struct arena *arena, const char *table,
			   struct pg_column *column)
{
	const char *identity = rows_text(rows, COLUMN_IDENTITY);

	if (is_serial(rows, &column->type))
		column->identity = PG_SERIAL;
	else if (*identity)
		column->identity = *identity == 'a' ? PG_IDENTITY_ALWAYS : PG_IDENTITY_BY_DEFAULT;
	else
		return;
	column->sequence = rows_copy(rows, COLUMN_SEQUENCE, arena);
	if (column->sequence &&
	    strcmp(column->sequence, pg_object_name(arena, table, column->name, "seq", 0)) == 0)
		column->sequence = NULL;
}

static void read_column(struct reader *reader, const struct rows *rows, struct pg_table *table)
{
	struct arena *arena = reader->arena;
	struct pg_column *column = arena_object(arena, struct pg_column);
	struct pg_type type;

	column->name = rows_copy(rows, COLUMN_NAME, arena);
	read_type(rows, arena, &type);
	column->type = type;
	column->not_null = rows_true(rows, COLUMN_NOT_NULL);
	column->collation = rows_copy(rows, COLUMN_COLLATION, arena);
	read_numbering(rows, arena, table->name, column);
	if (*rows_text(rows, COLUMN_GENERATED))
		column->generated_as = verbatim(arena, rows_copy(rows, COLUMN_DEFAULT, arena));
	else if (!column->identity)
		column->default_value = verbatim(arena, rows_copy(rows, COLUMN_DEFAULT, arena));
	vec_push(arena, &table->columns, column);
}

/* A column that owns several sequences comes several times. */
static bool is_last_column(const struct pg_table *table, const char *name)
{
	return table->columns.count > 0 &&
	       strcmp(table->columns.items[table->columns.count - 1]->name, name) == 0;
}

static bool read_columns(struct reader *reader)
{
	struct rows rows;

	if (!rows_open(&rows, reader->client, columns_query, reader->schema, NULL))
		return false;
	while (rows_next(&rows)) {
		struct pg_table *table = strmap_find(reader->tables, slice_of(rows_text(&rows, 0)));

		if (table && !is_last_column(table, rows_text(&rows, COLUMN_NAME)))
			read_column(reader, &rows, table);
	}
	rows_close(&rows);
	return true;
}

/* ---------------------------------------------------------------- constraints */

static const char constraints_query[] =
	"SELECT o.conrelid, o.conname, o.contype, o.condeferrable, o.condeferred, o.confdeltype, "
	"o.confupdtype, o.confrelid, f.relname, "
	"ARRAY(SELECT a.attname FROM unnest(o.conkey) WITH ORDINALITY k(number, place) "
	"JOIN pg_attribute a ON a.attrelid = o.conrelid AND a.attnum = k.number ORDER BY k.place), "
	"ARRAY(SELECT a.attname FROM unnest(o.confkey) WITH ORDINALITY k(number, place) "
	"JOIN pg_attribute a ON a.attrelid = o.confrelid AND a.attnum = k.number ORDER BY "
	"k.place), "
	"CASE WHEN o.contype = 'c' THEN pg_get_expr(o.conbin, o.conrelid) END "
	"FROM pg_constraint o JOIN pg_namespace n ON n.oid = o.connamespace "
	"LEFT JOIN pg_class f ON f.oid = o.confrelid "
	"WHERE n.nspname = $1 AND o.contype IN ('p', 'u', 'c', 'f') AND o.conparentid = 0 "
	"ORDER BY o.conrelid, o.oid";

enum {
	CONSTRAINT_TABLE,
	CONSTRAINT_ITS_NAME,
	CONSTRAINT_TYPE,
	CONSTRAINT_IS_DEFERRABLE,
	CONSTRAINT_DEFERRED,
	CONSTRAINT_ON_DELETE,
	CONSTRAINT_ON_UPDATE,
	CONSTRAINT_PARENT,
	CONSTRAINT_PARENT_NAME,
	CONSTRAINT_COLUMNS,
	CONSTRAINT_PARENT_COLUMNS,
	CONSTRAINT_EXPRESSION
};

static enum fk_action read_action(const char *letter)
{
	switch (*letter) {
	case 'r':
		return FK_RESTRICT;
	case 'c':
		return FK_CASCADE;
	case 'n':
		return FK_SET_NULL;
	case 'd':
		return FK_SET_DEFAULT;
	default:
		return FK_NO_ACTION_DEFAULT;
	}
}

/* One of another schema is a name and no more. */
static struct pg_table *parent_of(struct reader *reader, const struct rows *rows)
{
	struct pg_table *table =
		strmap_find(reader->tables, slice_of(rows_text(rows, CONSTRAINT_PARENT)));

	if (!table) {
		table = arena_object(reader->arena, struct pg_table);
		table->name = rows_copy(rows, CONSTRAINT_PARENT_NAME, reader->arena);
	}
	return table;
}

static void read_foreign_key(struct reader *reader, const struct rows *rows,
			     struct pg_constraint *constraint)
{
	constraint->parent = parent_of(reader, rows);
	copy_names(rows, CONSTRAINT_PARENT_COLUMNS, reader->arena, &constraint->parent_columns);
	constraint->on_delete = read_action(rows_text(rows, CONSTRAINT_ON_DELETE));
	constraint->on_update = read_action(rows_text(rows, CONSTRAINT_ON_UPDATE));
}

static void read_constraint(struct reader *reader, const struct rows *rows, struct pg_table *table)
{
	struct arena *arena = reader->arena;
	struct pg_constraint *constraint = arena_object(arena, struct pg_constraint);
	char type = *rows_text(rows, CONSTRAINT_TYPE);

	constraint->kind = type == 'p'	 ? PG_PRIMARY_KEY
			   : type == 'u' ? PG_UNIQUE
			   : type == 'c' ? PG_CHECK
					 : PG_FOREIGN_KEY;
	constraint->name = rows_copy(rows, CONSTRAINT_ITS_NAME, arena);
	constraint->deferrable = rows_true(rows, CONSTRAINT_IS_DEFERRABLE);
	constraint->initially_deferred = rows_true(rows, CONSTRAINT_DEFERRED);
	copy_names(rows, CONSTRAINT_COLUMNS, arena, &constraint->columns);
	constraint->check = verbatim(arena, rows_copy(rows, CONSTRAINT_EXPRESSION, arena));
	if (constraint->kind == PG_FOREIGN_KEY)
		read_foreign_key(reader, rows, constraint);
	vec_push(arena, &table->constraints, constraint);
}

static bool read_constraints(struct reader *reader)
{
	struct rows rows;

	if (!rows_open(&rows, reader->client, constraints_query, reader->schema, NULL))
		return false;
	while (rows_next(&rows)) {
		struct pg_table *table = strmap_find(reader->tables, slice_of(rows_text(&rows, 0)));

		if (table)
			read_constraint(reader, &rows, table);
	}
	rows_close(&rows);
	return true;
}

bool read_tables(struct reader *reader)
{
	return read_relations(reader) && read_columns(reader) && read_constraints(reader);
}
