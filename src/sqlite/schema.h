/* SPDX-License-Identifier: PostgreSQL
 *
 * The SQLite schema: what sqlite_schema and the pragmas table_xinfo, index_xinfo
 * and foreign_key_list would say after the statements applied so far.  Statements
 * are applied in order (schema_apply), so a dump, a chain of migrations and a
 * single file that mean the same end in the same model.
 *
 * Expressions are the parser's nodes, unresolved.  The model keeps what SQLite
 * ignores too (MATCH, a conflict clause, the declared type's parameters), because
 * lowering has to tell what becomes of it.
 */
#ifndef SQLITE_SCHEMA_H
#define SQLITE_SCHEMA_H

#include "diag/context.h"
#include "sql/ast.h"

/* sqlite.org/datatype3.html section 3.1 */
enum affinity { AFFINITY_BLOB, AFFINITY_TEXT, AFFINITY_NUMERIC, AFFINITY_INTEGER, AFFINITY_REAL };

/* From the declared type's text, by the five rules in order; no type is BLOB. */
enum affinity affinity_of(struct slice declared_type);
const char *affinity_name(enum affinity affinity);

enum generated_kind { NOT_GENERATED, GENERATED_AS_VIRTUAL, GENERATED_AS_STORED };

/* What few columns have. */
struct sqlite_column_rare {
	struct expr *generated_as;	 /* or NULL */
	struct name *collation;		 /* or NULL: BINARY */
	const struct comments *comments; /* or NULL */
	struct name *not_null_name;	 /* CONSTRAINT name NOT NULL, or NULL */
	struct span not_null_span;	 /* of a NOT NULL with a name or a conflict clause */
};

/* Of a big schema there are more columns than anything else: members are packed. */
struct sqlite_column {
	struct name name;
	struct type_name type;
	enum affinity affinity : 3;
	enum conflict_action not_null_conflict : 3;
	enum generated_kind generated : 2;
	bool not_null : 1;	   /* NOT NULL, or implied: WITHOUT ROWID and STRICT keys */
	bool not_null_written : 1; /* by a constraint of its own */
	bool is_rowid : 1;	   /* the table's rowid alias */
	bool hidden : 1;	   /* of a virtual table: SELECT * leaves it out */
	bool default_parenthesized : 1;
	uint16_t primary_key; /* 1-based position in the primary key; 0: not in it */
	struct span span;
	struct span default_span;   /* the value's text, as PRAGMA table_xinfo shows it */
	struct expr *default_value; /* or NULL */
	const struct sqlite_column_rare *rare; /* never NULL */
};

/* PRIMARY KEY and UNIQUE constraints, and CREATE INDEX: one struct, as in
 * SQLite, where each is an index but for the rowid alias. */
enum SMALL index_origin {
	INDEX_CREATED,
	INDEX_UNIQUE,
	INDEX_PRIMARY_KEY
}; /* index_list: c, u, pk */

struct index_key {
	struct expr *expr;	/* without its outer COLLATE; NULL for a column */
	struct name *collation; /* written at the key, or NULL: the column's own */
	struct span span;
	int32_t column; /* position in the table, or -1: expr */
	bool descending;
};

struct sqlite_index {
	struct name name; /* INDEX_CREATED; else CONSTRAINT's name or none */
	enum index_origin origin;
	bool unique;
	bool if_not_exists;
	bool is_rowid; /* PRIMARY KEY that is the rowid alias: SQLite makes no index */
	bool autoincrement;
	/* Same columns and collations as another: SQLite makes one index for both, which the
	 * primary key keeps, else the first. */
	bool duplicate;
	enum conflict_action conflict;
	int32_t column; /* a column constraint's column, else -1 */
	/* sqlite_autoindex_TABLE_N's N; 0 when there is no automatic index */
	uint32_t automatic;
	uint32_t order; /* as created, over all objects */
	VEC(struct index_key) keys;
	struct expr *where; /* partial index */
	struct sqlite_table *table;
	const struct comments *comments;
	struct span span;
};

struct sqlite_check {
	struct name *name; /* or NULL */
	struct expr *expr;
	enum conflict_action conflict;
	int32_t column; /* a column constraint's column, else -1 */
	struct span span;
};

struct sqlite_foreign_key {
	struct name *constraint_name; /* or NULL */
	struct name parent;
	VEC(int32_t) columns;		 /* child columns, positions in the table */
	struct name_list parent_columns; /* names as written, or empty: the parent's primary key */
	enum fk_action on_delete, on_update; /* NO_ACTION_DEFAULT when not written */
	struct name match;		     /* written MATCH, which SQLite ignores */
	bool deferred; /* DEFERRABLE INITIALLY DEFERRED: the only form that defers
			  (foreignkeys.html 4.2) */
	enum deferrable deferrable;
	enum initially initially;
	int32_t column; /* a column constraint's column, else -1 */
	struct span span;
};

enum table_kind { TABLE_ORDINARY, TABLE_VIRTUAL, TABLE_SHADOW };

struct sqlite_table {
	struct name name;
	enum table_kind kind;
	bool temporary;
	bool without_rowid;
	bool strict;
	bool if_not_exists;
	bool altered;	      /* by an ALTER: the source no longer holds its text */
	int32_t rowid_column; /* the rowid alias's position, or -1 */
	bool autoincrement;
	VEC(struct sqlite_column *) columns;
	VEC(struct sqlite_index *)
	indexes; /* constraints in declared order, then CREATE INDEX in order */
	VEC(struct sqlite_check) checks;
	VEC(struct sqlite_foreign_key *) foreign_keys;
	struct select
		*as_select; /* CREATE TABLE ... AS; its columns are set as SQLite infers them */
	/* TABLE_VIRTUAL */
	struct name module;
	VEC(struct slice) arguments;
	struct sqlite_table *owner;		  /* TABLE_SHADOW: the virtual table */
	const struct comments *comments;	  /* or NULL, as the next */
	const struct comments *trailing_comments; /* own-line ones behind the last column */
	uint32_t written; /* where its name stands in CREATE TABLE; 0: made by a module */
	struct span span;
	uint32_t order;
};

struct sqlite_view {
	struct name name;
	bool temporary;
	bool if_not_exists;
	const struct create_view *definition;
	struct span span;
	uint32_t order;
};

struct sqlite_trigger {
	struct name name;
	bool temporary;
	const struct create_trigger *definition;
	struct name table; /* or view */
	struct span span;
	uint32_t order;
};

/* An ALTER TABLE ... RENAME among the statements: what a table or column was called before. */
struct sqlite_rename {
	const struct sqlite_table *table;
	const struct sqlite_column *column; /* NULL: the table itself */
	const struct symbol *from, *to;
};

/* Rows that the source itself inserts (a dump, seed rows of a migration): not
 * part of the schema; counted so that a diagnostic can tell they stay behind. */
struct sqlite_schema {
	struct context *ctx;
	VEC(struct sqlite_table *) tables; /* in order of creation */
	VEC(struct sqlite_view *) views;
	VEC(struct sqlite_trigger *) triggers;
	VEC(struct sqlite_rename) renames; /* in order; for diff */
	struct sqlite_state *state;	   /* opaque: lookup by symbol, transactions, settings */
	uint32_t next_order;
	VEC(struct span) data_statements; /* first few INSERT/UPDATE/DELETE statements */
	uint64_t data_statement_count;
	bool foreign_keys_on; /* a PRAGMA foreign_keys = ON was among the statements */
	bool recursive_triggers; /* the same of PRAGMA recursive_triggers */
	const char *database; /* the path when read from a database file, else NULL */
};

void sqlite_schema_init(struct sqlite_schema *schema, struct context *ctx);
void sqlite_schema_free(struct sqlite_schema *schema);

/* Applies one statement.  Reports what SQLite would refuse (no such table, duplicate
 * column ...) as errors at their place.  True when the model keeps the statement's tree. */
bool sqlite_schema_apply(struct sqlite_schema *schema, struct statement *statement);

/* The end of one source: a transaction that is open still is reported and taken as committed. */
void sqlite_schema_end_source(struct sqlite_schema *schema);

/* NULL when there is none.  Main and temp objects share the model; where both have the name
 * it is the temporary one's. */
struct sqlite_table *sqlite_find_table(const struct sqlite_schema *schema,
				       const struct symbol *name);
struct sqlite_view *sqlite_find_view(const struct sqlite_schema *schema, const struct symbol *name);
struct sqlite_index *sqlite_find_index(const struct sqlite_schema *schema,
				       const struct symbol *name);

/* Position of the column, or -1. */
int32_t sqlite_find_column(const struct sqlite_table *table, const struct symbol *name);

/* What NAME means in an expression over TABLE's columns, by SQLite's rules (resolve.c, lookupName).
 */
enum resolution {
	RESOLVED_COLUMN,
	RESOLVED_ROWID, /* rowid, oid, _rowid_: *OUT_COLUMN is the alias's position, or -1 */
	RESOLVED_STRING,
	RESOLVED_TRUE,
	RESOLVED_FALSE,
	RESOLVED_NOTHING
};
enum resolution sqlite_resolve(const struct sqlite_table *table, const struct expr *name,
			       int32_t *out_column);

/* The parent's table and key columns of a foreign key: false, and the reason in
 * *OUT_REASON, when SQLite would call it a mismatch or the table is missing
 * (foreignkeys.html section 3). */
bool sqlite_foreign_key_parent(const struct sqlite_schema *schema, const struct sqlite_table *child,
			       const struct sqlite_foreign_key *key,
			       struct sqlite_table **out_table, int32_t *out_columns,
			       const char **out_reason);

/* Prints the model for --dump=schema. */
void sqlite_schema_dump(const struct sqlite_schema *schema, struct strbuf *out);

#endif
