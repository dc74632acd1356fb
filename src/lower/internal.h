/* SPDX-License-Identifier: PostgreSQL
 *
 * What the files of lower/ share: the state of one lowering, the tables made so far,
 * and the lowering of an expression.
 */
#ifndef LOWER_INTERNAL_H
#define LOWER_INTERNAL_H

#include "lower/lower.h"

/* A table of the source with what it becomes.  `columns[i]` is what the source's column i
 * becomes, NULL when it is left out (a rule excludes it, or it can't be translated). */
struct lowered_table {
	const struct sqlite_table *source;
	struct pg_table *table;
	struct pg_column **columns;
	uint32_t first_column; /* the columns' numbers over the whole schema, for families */
	const struct fulltext *fulltext; /* fulltext.h: of a full-text table, once it is made */
	bool is_view; /* its columns are read through a view: a full-text table of external content */
};

struct name_space;   /* name.c: the relations and constraints of the schema */
struct key_families; /* family.c */

struct lowering {
	struct context *ctx;
	struct arena *arena;
	struct arena *scratch; /* for the work on one expression */
	const struct sqlite_schema *source;
	struct rule_set *rules;
	const struct settings *settings;
	const struct lower_options *options;
	struct pg_schema *out;
	struct lowered_table *tables; /* those that are not left out, in source order */
	uint32_t table_count;
	uint32_t column_count;
	struct lowered_table **by_order; /* sqlite_table.order -> lowered_table, or NULL */
	bool searches; /* there is a full-text table */
	struct name_space *names;
	struct key_families *families;
	struct expr **rule_defaults; /* what rules without holes give in a DEFAULT, by number */
	uint32_t *column_rules;	     /* that typed each column: its number + 1, or 0 */
	VEC(struct pg_index *) unnamed_indexes; /* their `name` is a wish still */
	struct diagnostic *quoted_string;	/* the last one told, of that table's expressions */
	const struct lowered_table *quoted_string_owner;
	struct expr_state *exprs;      /* expr.c: views, helpers in use; made when first used */
	bool clashes;		       /* a column has the name of a variable in triggers */
	struct names_views *views;     /* their columns as SQLite sees them */
	struct strmap *dependents;     /* dependents.c; made when first asked for */
	struct parameters *parameters; /* of the statement being lowered; NULL: it may have none */
};

/* What a table of the source becomes; NULL when it is left out (excluded, virtual, temporary). */
struct lowered_table *lower_find_table(const struct lowering *l, const struct sqlite_table *table);

/* smallint, integer, bigint; text, varchar, char.  Arrays are neither. */
bool type_is_integer(const struct pg_type *type);
bool type_is_text(const struct pg_type *type);

/* What kind of value SQLite would hold, as far as it is known before a row is seen. */
enum storage {
	STORAGE_NULL,
	STORAGE_INTEGER,
	STORAGE_REAL,
	STORAGE_TEXT,
	STORAGE_BLOB,
	STORAGE_BOOLEAN, /* an integer 0 or 1 that PostgreSQL holds as boolean */
	STORAGE_NUMBER,	 /* integer or real, or PostgreSQL's numeric */
	STORAGE_DYNAMIC, /* anything */
};

enum collation_kind { COLLATION_BINARY, COLLATION_NOCASE, COLLATION_RTRIM, COLLATION_OTHER };

/* An expression in PostgreSQL's dialect with what both engines know of its value. */
struct lowered {
	struct expr *expr;
	struct pg_type type;  /* in PostgreSQL; PG_UNKNOWN for an untyped literal */
	enum storage storage; /* in SQLite */
	bool has_affinity;    /* columns and CASTs have one (datatype3.html 3.2), the rest none */
	enum affinity affinity;
	enum collation_kind collation;
	bool collation_explicit;
	bool has_collation;		     /* a column's, or written: it decides comparisons */
	const struct conversion *conversion; /* of the column that it is, or NULL */
	bool nullable;
	bool constant;	/* no column, no volatile function */
	bool immutable; /* in PostgreSQL: may stand in an index or a generated column */
	const char
		*collated; /* the collation that PostgreSQL derives: "C", or NULL: the database's */
	const struct value *literal;	 /* the value, when it is one literal (expr.h) */
	struct parameter_use *parameter; /* the parameter that it is (parameter.h), or NULL */
	struct span source;		 /* what it was lowered from */
	uint32_t origin; /* of a query's column: the id of the source (expr.h) that has it */
};

struct expr_request {
	enum expr_context context;
	const struct lowered_table *table; /* scope; NULL: no columns (DEFAULT) */
	int32_t column; /* being defined (generated): other generated columns are inlined; or -1 */
	bool boolean;	/* a truth value is wanted */
	struct pg_type target; /* the type that the value is stored as, or PG_UNKNOWN */
	/* What diagnostics name: OBJECT, "orders.total"; when that is NULL, the OWNER with this
	 * column, or -1. */
	const char *object;
	const struct lowered_table *owner;
	int32_t owner_column;
};

/* Made when it is asked for: most expressions give no diagnostic. */
const char *request_object(struct lowering *l, const struct expr_request *request);

/* Lowers EXPR.  False when it can't be: an error (or, under `set unsupported = comment`, a warning)
 * was reported at the place inside EXPR that is to blame. */
bool lower_expr(struct lowering *l, const struct expr *expr, const struct expr_request *request,
		struct lowered *out);

/* DEFAULT of a column: constants folded to the value that SQLite would store, then fitted to the
 * column's type; `default` rules first.  *OUT is NULL when there is no default to give (DEFAULT
 * NULL, or told why not). */
bool lower_default(struct lowering *l, const struct lowered_table *table, int32_t column,
		   struct expr **out);

/* A key of an index or an ORDER BY: the expression with the collation that SQLite would use. */
bool lower_index_key(struct lowering *l, const struct lowered_table *table,
		     const struct index_key *key, struct pg_index_key *out);

/* Keeps from being constants in a generated column's lowered expression what PostgreSQL can't
 * compute there. */
void constant_settle(struct lowering *l, const struct lowered_table *table, struct expr **expr);

/* A view: every construct of its SELECT, or false and a diagnostic at what can't be translated. */
bool lower_view(struct lowering *l, const struct sqlite_view *view);

/* All triggers, likewise; after all views. */
void lower_triggers(struct lowering *l);

void dependents_free(struct lowering *l);

/* Puts the helper functions that lowered expressions call and that are not there yet into
 * l->out->prelude, in dependency order.  Called after everything is lowered. */
void lower_prelude(struct lowering *l);

/* Reports CODE at SPAN as what could not be translated: an error, or a warning under `set
 * unsupported = comment`. Gives the diagnostic so that notes can be hung on it. */
struct diagnostic *lower_refuse(struct lowering *l, enum diag_code code, struct span span,
				const char *object, const char *format, ...)
	__attribute__((format(printf, 5, 6)));

/* The name of the ICU collation that `set nocase = icu` makes. */
#define ICU_NOCASE "nocase"

#endif
