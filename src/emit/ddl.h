/* SPDX-License-Identifier: PostgreSQL
 *
 * The PostgreSQL schema as the DDL that people review.  Requires pg_schema_order().
 */
#ifndef DDL_H
#define DDL_H

#include "base/output.h"
#include "postgres/schema.h"

enum ddl_sections {
	DDL_PRE_DATA = 1,  /* extensions, enums, prelude, tables with their keys and checks */
	DDL_POST_DATA = 2, /* indexes, separate foreign keys, views, triggers */
	DDL_ALL = 3,
};

/* A column's line, without its comma. */
void emit_column(struct strbuf *out, const struct pg_table *table, const struct pg_column *column);
/* Whole statements; REPLACE: CREATE OR REPLACE. */
void emit_function(struct strbuf *out, const struct pg_function *function, bool replace);
void emit_trigger(struct strbuf *out, const struct pg_trigger *trigger, bool replace);
/* What stands behind a column's name, without its constraints but for NOT NULL. */
void emit_column_definition(struct strbuf *out, const struct pg_column *column);
/* One statement, with its comments and line end; the next three without CREATE and ";". */
void emit_table(struct strbuf *out, const struct pg_table *table);
void emit_enum(struct strbuf *out, const struct pg_enum *type);
void emit_index_definition(struct strbuf *out, const struct pg_index *index); /* TABLE (KEYS) ... */
void emit_view_definition(struct strbuf *out, const struct pg_view *view);    /* NAME AS SELECT */
void emit_constraint(struct strbuf *out, const struct pg_constraint *c, bool named);

void emit_ddl(struct output *out, const struct pg_schema *schema, unsigned sections);

#endif
