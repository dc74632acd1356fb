/* SPDX-License-Identifier: PostgreSQL
 *
 * The steps of lower_schema(), in the order in which it takes them, and what they share.
 * Each step runs over all tables before the next one starts: types need the foreign
 * keys of the whole schema, names need each other, expressions need the types.
 */
#ifndef LOWER_PARTS_H
#define LOWER_PARTS_H

#include "lower/internal.h"

/* ---- name.c */

/* What a name is the name of.  Relations share one namespace; constraints are looked at when
 * PostgreSQL chooses a name. */
enum name_kind {
	NAME_TABLE,
	NAME_VIEW,
	NAME_INDEX,
	NAME_SEQUENCE,
	NAME_TYPE,
	NAME_INDEX_CONSTRAINT, /* PRIMARY KEY, UNIQUE: a relation and a constraint */
	NAME_CONSTRAINT,       /* CHECK, FOREIGN KEY */
	NAME_FUNCTION,	       /* without arguments */
	NAME_TRIGGER,
};

/* EXPECTED: about how many names it will hold. */
struct name_space *name_space_new(uint32_t expected);
void name_space_free(struct name_space *space);

/* The identifier that NAME means in PostgreSQL, by `set identifiers`: at most 63 bytes, not
 * empty.  Changes that are not mere case are told.  OBJECT as in diagnostics. */
const char *name_identifier(struct lowering *l, const struct name *name, const char *object);

/* Takes WANTED for a new object, or, where it is taken, WANTED with a number behind it, which is
 * told. */
const char *name_take(struct lowering *l, enum name_kind kind, const char *wanted,
		      struct span span);
/* False when it is taken already. */
bool name_try(struct name_space *space, enum name_kind kind, const char *name, struct span span);
bool name_is_taken(const struct name_space *space, enum name_kind kind, const char *name);

/* TEXT with {table}, {column} and {hash} in it replaced by names, cut to 63 bytes. */
const char *name_of_column(struct lowering *l, const struct lowered_table *table,
			   const struct pg_column *column, const char *text);

/* At most 63 bytes of TEXT. */
const char *name_cut(struct lowering *l, const char *text);

/* A table's or column's own name, clear of what PostgreSQL has under the same name. */
const char *name_table(struct lowering *l, const struct name *name);
void name_columns(struct lowering *l, struct lowered_table *table);

/* Names the constraints that the source did not, as PostgreSQL would. */
void name_constraints(struct lowering *l, struct lowered_table *table);
/* The same for an index whose name is a wish. */
void name_index(struct lowering *l, struct pg_index *index);

/* ---- table.c */

/* The tables that stay, with their names and their columns' names. */
void lower_tables(struct lowering *l);

/* Call before one of the columns is left out. */
void separate_columns(struct lowering *l, struct lowered_table *table);
/* True when an option or a rule leaves the table out. */
bool table_is_excluded(const struct lowering *l, const struct sqlite_table *table);
/* The same by --include and --exclude alone, for views. */
bool name_is_excluded(const struct lowering *l, const struct name *name);

/* ---- type.c */

/* The rules' answer for each column. */
void lower_types(struct lowering *l);

/* A default that is not of the column's type, or the only thing that says one. */
void type_follow_default(struct lowering *l, const struct lowered_table *table, uint32_t i);
/* CHECKs that let in values of another type only. */
void type_follow_checks(struct lowering *l, const struct lowered_table *table, uint32_t i);
/* NULL is BINARY. */
enum collation_kind collation_named(const struct name *name);
/* CREATE EXTENSION, once, in order of the names. */
void lower_extension(struct lowering *l, const char *name);
/* True for COLUMN IN ('a', 'b'), which an enum's labels say. */
bool check_gives_enum(const struct sqlite_column *column, const struct expr *check);
/* Whether all labels that TARGET gives are in such a CHECK. */
bool check_lists_labels(const struct expr *check, const struct target *target);

/* The rule that gave the column its type; NULL when none did. */
const struct rule *type_rule(const struct lowering *l, const struct lowered_table *table,
			     uint32_t column);

/* Notes for `explain` that the column's type is another one now. */
void trace_type(struct lowering *l, const struct pg_column *column, const char *why);

/* ---- family.c */

/* One type for each key and what references it. */
void lower_families(struct lowering *l);
/* True when the column references another one by a foreign key that holds. */
bool family_is_child(const struct lowering *l, const struct lowered_table *table, uint32_t column);
/* True when a foreign key refers to the column by a folding collation. */
bool family_is_folded(const struct lowering *l, const struct lowered_table *table, uint32_t column);
void key_families_free(struct key_families *families);

/* ---- column.c */

/* NOT NULL, numbering, collation; then DEFAULT and generated values. */
void lower_columns(struct lowering *l, struct lowered_table *table);
void lower_values(struct lowering *l, struct lowered_table *table);

/* The column that takes the place of the rowid of a table that has no alias for it; NULL when there
 * is none yet and it may not be MADE. */
struct pg_column *rowid_made(struct lowering *l, struct lowered_table *table, bool made,
			     struct span span);

/* ---- foreign_key.c */

/* PostgreSQL's INDEX_MAX_KEYS. */
enum { KEY_COLUMNS_MAX = 32 };

/* A foreign key with its parent found. */
struct key_link {
	struct lowered_table *parent;
	int32_t columns[KEY_COLUMNS_MAX]; /* of the parent */
	const char *reason;		  /* why there is no link */
	bool folded; /* the parent's collation folds: the link is between key columns */
};

/* False, with the reason in OUT, when PostgreSQL can't have this foreign key. */
bool foreign_key_link(const struct lowering *l, const struct lowered_table *table,
		      const struct sqlite_foreign_key *key, struct key_link *out);
void lower_foreign_keys(struct lowering *l, struct lowered_table *table);

/* ---- constraint.c */

void lower_constraints(struct lowering *l, struct lowered_table *table);

/* True when the primary key may hold NULL and stays so, as UNIQUE. */
bool key_stays_nullable(const struct lowering *l, const struct lowered_table *table);
/* True when SQLite lets the columns of this primary key be NULL. */
bool key_admits_null(const struct lowered_table *table, const struct sqlite_index *index);
/* How the text of a key's column compares there: BINARY for what is no text. */
enum collation_kind key_collation(const struct lowering *l, const struct lowered_table *table,
				  const struct index_key *key);
/* The column generated from a column whose collation folds: `k_nocase` is lower(k).  Unique in
 * a parent, it is what foreign keys refer to.  Made once; NULL, told, when it can't be. */
struct pg_column *folded_column(struct lowering *l, struct lowered_table *table, int32_t column,
				enum collation_kind collation);
/* Adds UNIQUE over the columns unless a key over the same columns is there. */
void ensure_unique(struct lowering *l, struct pg_table *table, const struct pg_name_list *columns,
		   struct span span);
/* The source's name of a constraint, clear of the table's other ones and of other relations. */
const char *constraint_name(struct lowering *l, struct pg_table *table, enum name_kind kind,
			    const struct name *name);
/* True when a rule makes a constraint of this index, and PostgreSQL has one that says the same. */
bool index_is_key(struct lowering *l, const struct lowered_table *table,
		  const struct sqlite_index *index, struct target *target);
/* SQLite keeps 1, '1' and x'31' apart where a column has no type: told of the columns of a key. */
void tell_typeless_key(struct lowering *l, const struct lowered_table *table,
		       const struct sqlite_index *index);
/* True when a rule leaves the constraint of that name out. */
bool constraint_is_excluded(const struct lowering *l, const struct name *name);

/* ---- index.c */

void lower_indexes(struct lowering *l, struct lowered_table *table);

/* False, told, for a column of a type that PostgreSQL can't sort. */
bool index_key_has_order(struct lowering *l, const struct lowered_table *table,
			 const struct index_key *key);

/* An index for CREATE INDEX or for a UNIQUE that PostgreSQL has only as an index.  NULL, told,
 * when a key can't be translated. */
struct pg_index *index_new(struct lowering *l, struct lowered_table *table,
			   const struct sqlite_index *source);

/* ---- place.c */

/* Partitions, and distribution by Citus, as TARGET asks for. */
void place_table(struct lowering *l, const struct lowered_table *table,
		 const struct target *target);
/* Once all keys are there: each must hold the columns by which its table is placed. */
void lower_placement(struct lowering *l, struct lowered_table *table);
/* Then: leaves out the foreign keys that Citus could not check on one node. */
void lower_placed_keys(struct lowering *l, struct lowered_table *table);

/* ---- unsupported.c */

/* What lowering does not translate: each is told at its position. */
void lower_unsupported(struct lowering *l);
/* Under `set unsupported = comment`: puts the source text of SPAN among what was left out. */
void leave_out(struct lowering *l, enum pg_section section, struct span span, const char *what);
/* conflict_clause.c: tells what a conflict clause FAIL keeps. */
void lower_conflict(struct lowering *l, enum conflict_action action, struct span span,
		    const struct lowered_table *table, int32_t column);

/* How many things one message names. */
enum { NAMED_MAX = 5 };

/* ---- classes.c */

/* Storage classes, as bits; NULL is always let in. */
enum classes {
	CLASS_NONE = 0,
	CLASS_INTEGER = 1,
	CLASS_REAL = 2,
	CLASS_TEXT = 4,
	CLASS_BLOB = 8,
	CLASS_ANY = 15,
};

/* Those that the table's CHECKs let into the column. */
unsigned checks_admit(struct lowering *l, const struct lowered_table *table,
		      const struct sqlite_column *column);

/* ---- summary.c */

/* What is different all over the schema, told once for each kind. */
void lower_summary(struct lowering *l);

/* ---- enforced.c */

/* That columns hold values of their type only. */
void lower_enforced(struct lowering *l);

/* ---- small helpers */

/* Room for COUNT items of a list that is empty still, and no more: most lists of a big schema
 * have one item. */
#define vec_reserve(arena, vec, n)                                                        \
	do {                                                                              \
		(vec)->items = arena_alloc((arena), (size_t)(n) * sizeof(*(vec)->items)); \
		(vec)->cap = (n);                                                         \
	} while (0)

/* "table.column" as the source names it, for diagnostics; made only when something is told. */
const char *object_of(struct lowering *l, const struct lowered_table *table, int32_t column);

#endif
