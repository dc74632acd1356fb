/* SPDX-License-Identifier: PostgreSQL
 *
 * What the names in SELECTs and in triggers mean.  A walk goes through a statement with
 * SQLite's scopes (FROM items, aliases, WITH, outer queries, OLD and NEW, excluded) and
 * tells, for each mention of a table or column, which one it is:
 *
 *     struct names_walk walk;
 *     names_walk_init(&walk, schema);
 *     walk.reference = my_reference;      any of the hooks may stay NULL
 *     names_walk_view(&walk, view);
 *     names_walk_free(&walk);
 *
 * The hooks get the nodes themselves and may change what is written in them, but not
 * the shape of the tree.  What the walk makes (scopes, column lists) lives until
 * names_walk_free(); tables and columns are the model's.
 */
#ifndef NAMES_H
#define NAMES_H

#include "sqlite/schema.h"

/* A column that a FROM item offers. */
struct names_column {
	struct slice name;
	const struct symbol *symbol;
	bool has_affinity; /* columns and CASTs have one (datatype3.html 3.2), the rest none */
	enum affinity affinity;
	struct slice type; /* the declared type that it passes on, or empty */
	/* The same for who reads from it: SQLite takes the first arm's types for a view's own
	 * columns, the last arm's for those of a FROM item (select.c, columnType). */
	struct slice type_as_source;
	const struct name *collation;	  /* of the column that it is, or NULL */
	const struct sqlite_table *table; /* the table's column that it passes on, or NULL */
	int32_t column;			  /* its position; -1: the rowid */
	bool hidden;			  /* of a virtual table: `*` leaves it out */
};

struct names_columns {
	VEC(struct names_column) list;
	bool open; /* there may be others: a table-valued function, an unknown module */
};

/* Something that has columns: a FROM item, the target of an INSERT, the row NEW. */
struct names_item {
	struct name name; /* by which columns are qualified; no symbol: it has none */
	bool aliased;
	bool qualified_only;		  /* NEW, OLD, excluded */
	bool in_operand;		  /* x IN table */
	const struct sqlite_table *table; /* exactly one of these, or none when it is open */
	const struct sqlite_view *view;
	const struct common_table *common;
	const struct select *select;
	const struct names_columns *columns; /* never NULL */
	const struct from_item *from;	     /* NULL for what is no FROM item */
};

/* One level of names. */
struct names_scope {
	struct names_scope *outer;
	VEC(struct names_item) items;
	const struct result_columns *results; /* whose aliases may be named; or NULL */
};

enum reference_kind {
	REFERENCE_COLUMN,
	REFERENCE_ROWID, /* `column` is the position of the alias, or -1 */
	REFERENCE_ALIAS, /* a result column of the same SELECT */
	REFERENCE_STRING,
	REFERENCE_TRUE,
	REFERENCE_FALSE,
	REFERENCE_OPEN, /* perhaps a column of an item whose columns are not known */
	REFERENCE_AMBIGUOUS,
	REFERENCE_NOTHING,
};

struct reference {
	enum reference_kind kind;
	const struct names_item *item;
	int32_t column;	 /* position in item->columns, which is that in the table */
	uint32_t levels; /* 0: this SELECT; 1: the one around it ... */
	const struct result_column *alias; /* NULL: a column that a `*` stands for */
};

struct with_scope;

/* How deep views read views that are created behind them, or are asked for first. */
enum { MAX_VIEW_DEPTH = 500 };

/* The columns of views, for many walks over a schema that does not change: each view's are made
 * once.  What is wrong inside a view that another one reads is no problem of the other then. */
struct names_views;
struct names_views *names_views_new(void);
void names_views_free(struct names_views *views);

struct names_walk {
	const struct sqlite_schema *schema;
	struct arena *arena;
	void *data;
	/* A column name in an expression. */
	void (*reference)(struct names_walk *walk, struct expr *name,
			  const struct reference *reference);
	/* A table's name in FROM, IN, INSERT INTO, UPDATE, DELETE FROM. */
	void (*table)(struct names_walk *walk, struct qualified_name *name,
		      const struct names_item *item);
	/* A bare column name: INSERT's list, SET, UPDATE OF, USING.  COLUMN is -1 when it is none.
	 */
	void (*column)(struct names_walk *walk, struct name *name, const struct names_item *item,
		       int32_t column);
	/* name.* */
	void (*star)(struct names_walk *walk, struct result_column *star,
		     const struct names_item *item);
	/* A name that means nothing: "no such column: a.b". */
	void (*problem)(struct names_walk *walk, struct span span, const char *message);
	struct names_views *views; /* or NULL */
	/* The rest belongs to names.c and walk.c. */
	struct with_scope *with;
	struct strmap *known; /* select or view -> its columns */
	bool temporary;	      /* what is walked is temporary: it sees temp's objects */
};

void names_walk_init(struct names_walk *walk, const struct sqlite_schema *schema);
void names_walk_free(struct names_walk *walk);

void names_walk_view(struct names_walk *walk, const struct sqlite_view *view);
void names_walk_trigger(struct names_walk *walk, const struct sqlite_trigger *trigger);
void names_walk_select(struct names_walk *walk, struct select *select, struct names_scope *outer);
/* An expression over one table's columns: CHECK, generated columns, indexes. */
void names_walk_table_expr(struct names_walk *walk, const struct sqlite_table *table,
			   struct expr *expr);

/* The result columns of SELECT, named and typed as CREATE TABLE AS and CREATE VIEW do
 * (select.c, sqlite3ColumnsFromExprList). */
const struct names_columns *names_select_columns(struct names_walk *walk,
						 const struct select *select,
						 struct names_scope *outer);
const struct names_columns *names_view_columns(struct names_walk *walk,
					       const struct sqlite_view *view);

/* What the column name EXPR means in SCOPE. */
struct reference names_resolve(struct names_walk *walk, struct names_scope *scope,
			       const struct expr *expr);

#endif
