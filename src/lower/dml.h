/* SPDX-License-Identifier: PostgreSQL
 *
 * INSERT, UPDATE and DELETE of SQLite's as statements of PostgreSQL's: for the bodies of triggers
 * and for statements of applications.
 *
 *     struct dml dml = { .form = DML_STATEMENTS };
 *     if (dml_lower(&w, statement, outer, &dml))
 *             each of dml.block's statements is a PLPGSQL_SQL: print its `sql`;
 *             dml.returning tells the columns of the last one's RETURNING.
 *
 * One statement may become several: INSERT OR REPLACE over two keys is a DELETE and an INSERT,
 * which have to run in one transaction.
 */
#ifndef LOWER_DML_H
#define LOWER_DML_H

#include "lower/query.h"
#include "postgres/plpgsql.h"

enum dml_form {
	DML_STATEMENTS, /* SQL alone */
	DML_PROGRAM,	/* PL/pgSQL may stand around it */
};

struct dml {
	enum dml_form form;
	struct plpgsql_block *block; /* where the statements go; NULL: a new one */
	struct result_list returning;
	struct plpgsql_statement *last; /* that does what the source's statement does */
	bool single;			/* an INSERT of one row of VALUES */
	const char *key;		/* of an INSERT: the column that is the rowid; or NULL */
};

/* Lowers an INSERT, UPDATE or DELETE within OUTER (or NULL), whose names it may use.  False after a
 * diagnostic. */
bool dml_lower(struct walk *w, const struct statement *statement, const struct scope *outer,
	       struct dml *out);

/* ---------------------------------------------------------------- inside */

/* The table or view that a statement changes. */
struct dml_target {
	struct scope_source source;
	const char *relation;	   /* its own name */
	struct target_table table; /* as it is printed */
	struct scope *scope;	   /* with the target as its first source, inside OUTER */
};

/* Opens TABLE as the target of EVENT and sets w->scope to its scope. */
bool target_open(struct walk *w, const struct target_table *table, enum trigger_event event,
		 const struct scope *outer, struct dml_target *out);

/* A column of the target into which a value goes. */
struct slot {
	int32_t number;			/* in the source's table, or -1: of a view */
	const struct symbol *name;	/* as SQLite knows it */
	const struct pg_column *column; /* of a view: made up */
	enum affinity affinity;
	bool is_rowid; /* NULL means the next number there */
};

/* The column NAME (or the rowid); false after a diagnostic. */
bool target_slot(struct walk *w, const struct dml_target *target, const struct name *name,
		 struct slot *out);
/* The column number NUMBER; false when it is left out or takes no values. */
bool target_slot_at(struct walk *w, const struct dml_target *target, uint32_t number,
		    struct slot *out);
uint32_t target_column_count(const struct dml_target *target);

/* assign.c: what EXPR, or VALUE, becomes in the column. */
bool assign_expr(struct walk *w, const struct slot *slot, const struct expr *expr,
		 struct lowered *out);
bool assign_value(struct walk *w, const struct slot *slot, struct lowered *value);
/* Expressions made of trees that the target's column can't tell apart: DEFAULT and the next
 * number of a column that numbers its rows. */
bool slot_numbers_rows(const struct slot *slot);
struct expr *assign_next_number(struct walk *w, const struct dml_target *target,
				const struct slot *slot, struct span span);
bool set_lower(struct walk *w, const struct dml_target *target, const struct assignments *set,
	       struct assignments *out);

/* Each for one statement (insert.c, update.c, delete.c). */
bool insert_lower(struct walk *w, const struct insert *insert, const struct scope *outer,
		  struct dml *out);
bool update_lower(struct walk *w, const struct update *update, const struct scope *outer,
		  struct dml *out);
bool delete_lower(struct walk *w, const struct delete *delete, const struct scope *outer,
		  struct dml *out);
/* RETURNING of all three. */
bool returning_lower(struct walk *w, const struct result_columns *returning, struct dml *out,
		     struct result_columns **made);
/* ORDER BY and LIMIT of UPDATE and DELETE: the condition becomes one on the rows' own places. */
struct row_limit {
	const struct target_table *table;
	struct expr *where;
	struct ordering *order_by;
	struct expr *limit, *offset;
};
bool limit_rows(struct walk *w, const struct dml_target *target, const struct row_limit *limit,
		struct expr **where);
/* Puts a statement into the block: OUT->last is it. */
struct statement *dml_add(struct walk *w, struct dml *out, enum statement_kind kind,
			  struct span span);

/* ---------------------------------------------------------------- what a change meets */

/* dependents.c: in the order of the source; never NULL. */
struct dependents {
	VEC(struct sqlite_trigger *) triggers;
	VEC(const struct sqlite_foreign_key *) foreign_keys; /* that refer to it */
};
const struct dependents *dependents_of(struct lowering *l, const struct symbol *relation);

/* ---------------------------------------------------------------- conflicts */

/* A value of an INSERT: of one row, or of all rows when it is the same for each. */
struct given {
	struct slot slot;
	const struct expr *source; /* NULL: a query's result column */
	struct lowered value;
};

/* The rows of one INSERT. */
struct insert_rows {
	VEC(struct given) given; /* by column, in the order of the statement */
	struct select *select;	 /* lowered; NULL: DEFAULT VALUES */
	bool single;		 /* one row of VALUES */
	struct span span;
};

/* unique_key.c: what makes the rows of a table unique. */
struct unique_key {
	const struct sqlite_index *index;
	struct ordering *target; /* of ON CONFLICT in PostgreSQL */
	struct expr *where;	 /* of a partial index there */
	bool plain;		 /* columns alone */
};
struct unique_keys {
	VEC(struct unique_key) list;
};
/* The keys over which a row of ROWS may conflict; ROWS NULL: all. */
void unique_keys_of(struct walk *w, const struct lowered_table *table,
		    const struct insert_rows *rows, struct unique_keys *out);
/* The key that a written conflict target means; false after a diagnostic. */
bool unique_key_named(struct walk *w, const struct lowered_table *table,
		      const struct upsert *upsert, struct unique_key *out);
/* Whether a value of the column can make a row conflict: NOT NULL, CHECK, a key. */
bool column_is_bound(const struct lowered_table *table, int32_t column);

/* replace.c, upsert.c: what MADE does with rows that conflict. */
bool conflict_lower(struct walk *w, const struct insert *insert, const struct dml_target *target,
		    struct insert_rows *rows, struct insert *made, struct dml *out);
bool upsert_lower(struct walk *w, const struct insert *insert, const struct dml_target *target,
		  const struct insert_rows *rows, struct insert *made, struct dml *out);
/* Tells of triggers that a statement fires whose statements resolve conflicts otherwise. */
void tell_fired(struct walk *w, const struct dml_target *target, enum trigger_event event,
		enum conflict_action outer, struct span span);
/* Tells what FAIL keeps. */
void tell_fail(struct walk *w, struct span span);
/* COLUMN = VALUE for each column of KEY, ANDed, as SQLite's expression: values of ROWS, or, when
 * they come from a query, columns of a relation called ROWS_NAME. */
struct expr *key_condition(struct walk *w, const struct lowered_table *table,
			   const struct unique_key *key, const struct insert_rows *rows);
#define ROWS_NAME "replacing"

#endif
