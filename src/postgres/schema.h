/* SPDX-License-Identifier: PostgreSQL
 *
 * The PostgreSQL schema: what pg_catalog would hold after the DDL has run.
 * Lowering fills it; emit/ prints it; diff/ compares two of them; transfer/catalog.c
 * fills it from a live database.  Objects are in the order in which the DDL
 * must create them once pg_schema_order() has run.  Expressions are AST nodes
 * of PostgreSQL's dialect, names final: what is printed is what is stored.
 */
#ifndef PG_SCHEMA_H
#define PG_SCHEMA_H

#include "diag/context.h"
#include "sql/ast.h"

struct sqlite_schema;
struct sqlite_table;
struct sqlite_column;

/* What a type can do, for decisions about casts.  postgres/types.list gives each
 * type's kind, its canonical name and its aliases. */
enum SMALL pg_type_kind {
	PG_UNKNOWN, /* an untyped literal, or a type that no list names */
	PG_BOOLEAN,
	PG_SMALLINT,
	PG_INTEGER,
	PG_BIGINT,
	PG_NUMERIC,
	PG_REAL,
	PG_DOUBLE,
	PG_TEXT,
	PG_VARCHAR,
	PG_CHAR,
	PG_CITEXT,
	PG_BYTEA,
	PG_DATE,
	PG_TIME,
	PG_TIMETZ,
	PG_TIMESTAMP,
	PG_TIMESTAMPTZ,
	PG_INTERVAL,
	PG_JSON,
	PG_JSONB,
	PG_UUID,
	PG_INET,
	PG_TSVECTOR,
	PG_ENUM,
	PG_OTHER, /* named by a rule, not in the list: printed as given */
};

struct pg_type {
	enum pg_type_kind kind;
	uint8_t parameter_count;
	bool array;
	int32_t parameters[2];
	/* canonical, without parameters; quoted already for PG_ENUM and PG_OTHER */
	const char *name;
} __attribute__((packed, aligned(4))); /* each column has one */

/* From text such as "varchar(40)", "double precision", "timestamp(0) with time zone",
 * "int8[]".  False when it is no type name at all; an unknown name is PG_OTHER. */
bool pg_type_parse(struct arena *arena, struct slice text, struct pg_type *out);
bool pg_type_equal(const struct pg_type *a, const struct pg_type *b);
void pg_type_print(struct strbuf *out, const struct pg_type *type);
/* A type of KIND without parameters. */
struct pg_type pg_type_of(enum pg_type_kind kind);

enum SMALL pg_identity { PG_NO_IDENTITY, PG_SERIAL, PG_IDENTITY_BY_DEFAULT, PG_IDENTITY_ALWAYS };

/* A function or operator family of the loader that turns stored SQLite values into
 * the column's type; mapping `using NAME`.  NULL: the value goes over as it is. */
struct conversion;

struct pg_column {
	const char *name;
	struct pg_type type;
	bool not_null;
	bool holds_text; /* its source has no type, but CHECKs that let in texts alone */
	bool is_rowid;	 /* added for SQLite's rowid, which is loaded into it */
	enum pg_identity identity;
	const char *collation; /* "C", or NULL: the type's own */
	const char *sequence;  /* an identity's SEQUENCE NAME, or NULL: PostgreSQL's own choice */
	struct expr *default_value; /* or NULL */
	struct expr *generated_as;  /* STORED; or NULL */
	const struct conversion *conversion;
	/* its comments are carried over; NULL for a column that lowering added */
	const struct sqlite_column *source;
	struct span span;
};

struct pg_name_list {
	VEC(const char *) names;
};

enum SMALL pg_constraint_kind { PG_PRIMARY_KEY, PG_UNIQUE, PG_CHECK, PG_FOREIGN_KEY };

struct pg_constraint {
	enum pg_constraint_kind kind;
	bool name_is_default; /* PostgreSQL would choose the same: it is not printed */
	enum fk_action on_delete, on_update;
	bool deferrable, initially_deferred;
	bool separate;	  /* stands in an ALTER TABLE after all tables; set by pg_schema_order() */
	const char *name; /* always set; lowering gives the name that PostgreSQL would */
	/* PRIMARY_KEY, UNIQUE, FOREIGN_KEY: columns of this table; CHECK: of one column when
	 * it was written at that column, so that it is printed there */
	struct pg_name_list columns;
	struct expr *check;
	struct pg_table *parent; /* FOREIGN_KEY */
	struct pg_name_list parent_columns;
	struct span span;
};

struct pg_index_key {
	const char *column; /* or NULL: expr */
	struct expr *expr;
	const char *collation;
	const char *operator_class;
	enum sort_order order;
	enum nulls_order nulls;
};

struct pg_index {
	const char *name;
	bool unique;
	bool if_not_exists;
	const char *method; /* "gin", ...; NULL: btree */
	VEC(struct pg_index_key) keys;
	struct expr *where;
	struct pg_table *table;
	const struct comments *comments;
	struct span span;
};

/* Where a table's rows are, when a rule says it. */
enum SMALL pg_placement_kind {
	PG_PARTITION_RANGE, /* native partitions; one that takes every row is made with the table */
	PG_PARTITION_LIST,
	PG_PARTITION_HASH,
	PG_DISTRIBUTED, /* by Citus, over its nodes */
	PG_REFERENCE,	/* by Citus, on each of its nodes */
};

struct pg_placement {
	enum pg_placement_kind kind;
	struct pg_name_list columns; /* PARTITION: the key; DISTRIBUTED: one */
	const char *partition;	     /* PARTITION: the name of the one that takes every row */
	struct span span;	     /* of the rule's target */
};

struct pg_table {
	const char *name;
	bool if_not_exists;
	bool temporary;
	VEC(struct pg_column *) columns;
	VEC(struct pg_constraint *) constraints;
	VEC(struct pg_index *) indexes;
	const struct pg_placement *placement; /* NULL: whole, and local */
	const struct sqlite_table *source;
	const struct comments *comments;
	const struct comments *trailing_comments;
	struct span span;
	uint32_t order; /* position among the tables after pg_schema_order() */
};

struct pg_enum {
	const char *name;
	VEC(struct slice) labels;
	struct span span;
};

/* A statement that lowering built whole, already SQL: a prelude function, a call of an
 * extension.  Printed as it is. */
enum pg_section { PG_PRE_DATA, PG_POST_DATA };

struct pg_statement {
	enum pg_section section;
	const char *text; /* with its ";" */
	const struct comments *comments;
	struct span span;
};

/* A construct that could not be translated, under `set unsupported = comment`. */
struct pg_view {
	const char *name;
	VEC(const char *) columns;
	struct select *select;
	const char *definition; /* instead of it: the query as a server has it; or NULL */
	bool if_not_exists;
	bool temporary;
	const struct comments *comments;
	struct span span;
	/* what it reads, for the order: names of tables and views */
	VEC(const char *) depends;
};

/* A function of PL/pgSQL without arguments that returns trigger. */
struct pg_function {
	const char *name;
	const char *body; /* what stands between the quotes: "BEGIN ... END" and a line end */
	struct span span;
};

/* What a trigger fires on: several events make one mask. */
enum {
	PG_EVENT_INSERT = 1,
	PG_EVENT_UPDATE = 2,
	PG_EVENT_DELETE = 4,
};

/* FOR EACH ROW.  PostgreSQL fires those of one time and event in the order of their names. */
struct pg_trigger {
	const char *name;
	const char *relation; /* a table, or a view for INSTEAD OF */
	enum trigger_time time;
	uint8_t events;
	bool if_not_exists;
	struct pg_name_list update_of; /* columns; empty: all */
	struct expr *when;	       /* or NULL */
	struct pg_function *function;
	const struct comments *comments;
	struct span span;
};

struct pg_schema {
	struct context *ctx;
	const struct sqlite_schema *source; /* what it was lowered from */
	uint8_t target;			    /* 13 ... 18 */
	VEC(const char *) sources;	    /* what it was compiled from, without folders */
	const char *schema_name;	    /* `set schema`, or NULL */
	VEC(const char *) extensions;	    /* sorted, each once */
	VEC(struct pg_enum *) enums;
	VEC(struct pg_statement) prelude; /* helper functions, in dependency order */
	VEC(struct pg_table *) tables;
	VEC(struct pg_view *) views;
	VEC(struct pg_trigger *) triggers; /* each with its function */
	/* Of a live database: functions for triggers, those that none calls too. */
	VEC(struct pg_function *) functions;
	VEC(struct pg_statement) statements; /* the rest, after the triggers */
	/* Those of the session that runs the DDL: no part of what is loaded or compared. */
	VEC(struct pg_table *) temporary_tables;
	VEC(struct pg_view *) temporary_views;
	/* Source text of what was left out under `set unsupported = comment`, with the reason. */
	VEC(struct pg_statement) left_out;
};

enum { PG_NAME_BYTES = 63 };
/* The most bytes of TEXT, at most LIMIT, that do not end inside a UTF-8 character. */
size_t pg_name_clip(const char *text, size_t limit);
/* The name that PostgreSQL makes from its parts: NAME1_NAME2_LABEL and NUMBER when it is not 0,
 * cut to 63 bytes, the longer part first; NAME2 may be NULL. */
const char *pg_object_name(struct arena *arena, const char *name1, const char *name2,
			   const char *label, unsigned number);

void pg_schema_init(struct pg_schema *schema, struct context *ctx);

/* Puts tables and views behind those that they need, else leaves them in source order, and marks
 * the foreign keys of cycles as separate: their parents come later.  Triggers stay in the order of
 * the source: they come behind all relations, and what their functions name is looked up when
 * they run.  Linear. */
void pg_schema_order(struct pg_schema *schema);

/* For --dump=postgres. */
void pg_schema_dump(const struct pg_schema *schema, struct strbuf *out);

#endif
