/* SPDX-License-Identifier: PostgreSQL
 *
 * What the files that lower expressions share.  One `struct walk` is one expression
 * being lowered; every node becomes a `struct lowered`: the PostgreSQL tree together
 * with what both engines know of its value.  Decisions about casts, comparisons and
 * truth values are made from that, never from the text.
 */
#ifndef LOWER_EXPR_H
#define LOWER_EXPR_H

#include "lower/internal.h"
#include "postgres/print.h"

/* What the expressions of a schema share. */
struct expr_state {
	struct prelude *prelude; /* prelude.c: the helpers in use; NULL: none */
	struct view_list *views; /* select.c: the columns of the views made so far */
	struct span arithmetic;	 /* the first operation that may leave its type's range */
	bool has_arithmetic;
	struct span comparison; /* the first of an integer of 64 bits with a real */
	bool has_comparison;
};
struct expr_state *expr_state(struct lowering *l);

struct walk;

/* ---------------------------------------------------------------- constants (fold.c) */

/* A value as SQLite would hold it. */
struct value {
	enum storage storage; /* NULL, INTEGER, REAL, TEXT or BLOB */
	int64_t integer;
	double real;
	struct slice text; /* TEXT: the characters; BLOB: hexadecimal digits */
};

/* The value of a literal, signs in front of it included.  False for anything else. */
bool fold_literal(const struct expr *expr, struct value *out);
/* The value of an expression of literals and operators; ARENA for its texts. */
bool fold_constant(struct context *ctx, const struct expr *expr, struct value *out);
/* LEFT OP RIGHT for arithmetic, bits and ||.  False for any other operator. */
bool fold_operator(struct arena *arena, enum expr_op op, const struct value *left,
		   const struct value *right, struct value *out);
/* What SQLite stores when VALUE goes into a column of AFFINITY. */
void fold_affinity(struct arena *arena, struct value *value, enum affinity affinity);
/* The number that arithmetic makes of VALUE: '5.0' is 5.0, '12ab' is 12. */
void fold_operand(struct arena *arena, struct value *value);
/* What CAST(VALUE AS ...) with AFFINITY gives.  False: a text that PostgreSQL can't hold, because
 * it is no UTF-8 or has a zero in it. */
bool fold_cast(struct arena *arena, struct value *value, enum affinity affinity);
/* True when all of TEXT, blanks around it allowed, is a number: the value that NUMERIC
 * affinity makes of it. */
bool fold_number(struct slice text, struct value *out);
/* As SQLite prints a number: 15 digits, always with a point or an exponent when real. */
struct slice fold_text(struct arena *arena, const struct value *value);
/* Whether VALUE is true; SQLite's NULL is neither: *OUT_NULL. */
bool fold_truth(struct arena *arena, const struct value *value, bool *out_null);
/* -1, 0, 1: SQLite's order over all storage classes, texts by their bytes. */
int fold_compare(const struct value *a, const struct value *b);

/* The literal that puts VALUE, as SQLite stores it, into COLUMN (fit.c).  False, with the reason
 * or "" in *WHY, when it is no value of the column's type. */
bool fit_value(struct walk *w, const struct value *value, const struct pg_column *column,
	       struct span span, struct expr **out, const char **why);
/* What SQLite stores for a column's DEFAULT, when that is a constant (default.c). */
bool default_constant(struct lowering *l, const struct sqlite_column *column, struct value *out);

/* The words that PostgreSQL reads as a boolean (default_type.c). */
bool default_is_truth(struct slice text, bool *out);

/* ---------------------------------------------------------------- scopes (scope.c) */

/* A column that a FROM item offers. */
struct scope_column {
	const struct symbol *name; /* as SQLite knows it */
	struct slice spelling;	   /* as SQLite would name a result column of it */
	const char *output;	   /* in PostgreSQL */
	struct lowered value;	   /* without its tree */
	bool hidden;		   /* `*` leaves it out */
};

/* A column that USING or NATURAL merged into that of an item before. */
enum merge {
	MERGE_NONE,
	MERGE_USING,	/* PostgreSQL's USING does it: the bare name means the merged column */
	MERGE_LEFT,	/* the bare name means the item before */
	MERGE_COALESCE, /* ... or this one where that is NULL */
};
struct merged_column {
	const struct symbol *name;
	enum merge how;
};

/* One item of a FROM clause, or a row that a statement around the query has. */
struct scope_source {
	uint32_t id; /* tells sources apart over all scopes: lowered.origin */
	const struct symbol *alias;
	const char *output; /* PostgreSQL's name for it */
	const struct lowered_table *table;
	VEC(struct scope_column) columns; /* of a view or subquery */
	bool nullable;			  /* the far side of an outer join */
	bool qualified_only;		  /* NEW, OLD, excluded: a bare name does not mean it */
	bool inlines; /* NEW before the row is written: generated columns have no value yet */
	/* (a JOIN b) AS x: a second name for the items from `first` to before `end` of the scope */
	bool is_group;
	uint32_t first, end;
	VEC(struct merged_column) merged;
};

struct scope {
	const struct scope *parent;
	VEC(struct scope_source) sources;
	const struct select_core *aliases; /* its result aliases may be used, or NULL */
	bool qualify;			   /* an unqualified name needs its table's in PostgreSQL */
	struct expr *condition;		   /* of FROM: for WHERE */
};

/* ---------------------------------------------------------------- the walk (expr.c) */

struct want {
	bool boolean;	     /* a truth value is wanted */
	struct pg_type type; /* the type that is wanted there, or PG_UNKNOWN */
};

struct memo;

struct walk {
	struct lowering *l;
	struct context *ctx;
	struct arena *arena;
	const struct expr_request *request;
	const struct scope *scope;
	struct memo *memo;    /* results for operands that rules looked at */
	unsigned inlining;    /* depth of generated columns and aliases being put in place */
	unsigned rewritten;   /* how often a rule gave SQLite's SQL, which was lowered again */
	unsigned subqueries;  /* named by number */
	bool whole_statement; /* the next SELECT is: nothing names its columns */
	uint32_t sources;     /* scope_source.id: the last one given */
	bool collates;	      /* a COLLATE was met */
	bool outer;	      /* the name being resolved means a column of a query around */
	const struct common *commons; /* query.h: WITH, innermost first */
	struct pg_view *view;	      /* being made, or NULL */
	/* A call that means something in the program being made (program.c); or NULL. */
	bool (*program_call)(struct walk *w, const struct expr *expr, struct lowered *out);
	void *program;
};

/* json.c */
bool json_is_valid(struct slice text);
/* A JSON array of texts, numbers, true, false and null as PostgreSQL's text of an array; false when
 * the text is something else. */
bool json_to_array(struct slice text, struct strbuf *out);

#define ANY_VALUE ((struct want){ 0 })
#define ANY_TRUTH ((struct want){ .boolean = true })

/* Lowers one node in its natural form: a comparison is a boolean, a literal is bare. */
bool walk_expr(struct walk *w, const struct expr *expr, struct want want, struct lowered *out);
/* The same, then as an SQL value (boolean becomes integer) or as a truth value. */
bool walk_value(struct walk *w, const struct expr *expr, struct lowered *out);
bool walk_truth(struct walk *w, const struct expr *expr, struct lowered *out);

/* A leaf that stands for VALUE in trees that are lowered again. */
struct expr *walk_placeholder(struct walk *w, const struct lowered *value);
void memo_set(struct walk *w, const struct expr *expr, const struct lowered *value);
const struct lowered *memo_find(const struct walk *w, const struct expr *expr);

/* For an expression over the request's table alone; SCOPE is filled in. */
void walk_start(struct walk *w, struct scope *scope, struct lowering *l,
		const struct expr_request *request);
void walk_init(struct walk *w, struct lowering *l, const struct expr_request *request);
/* The end of the work in the scratch arena that began at MARK: of it *EXPR alone is kept. */
void walk_end(struct lowering *l, struct arena_mark mark, struct expr **expr);

struct diagnostic *walk_refuse(struct walk *w, enum diag_code code, struct span span,
			       const char *format, ...) __attribute__((format(printf, 4, 5)));
struct diagnostic *walk_warn(struct walk *w, enum diag_code code, struct span span,
			     const char *format, ...) __attribute__((format(printf, 4, 5)));

/* ---------------------------------------------------------------- types (infer.c) */

bool type_is_time(const struct pg_type *type); /* date, time, timestamp, timestamptz */
bool storage_is_number(enum storage storage);  /* INTEGER, REAL, NUMBER, BOOLEAN */
struct pg_type type_of(enum pg_type_kind kind);
/* What SQLite holds where PostgreSQL has TYPE. */
enum storage infer_storage(const struct pg_type *type, const struct conversion *conversion);
/* A column without a type, whose values keep theirs in SQLite and are texts here: one that looks
 * like a number was one. */
bool infer_is_typeless(const struct lowered *value);
void infer_column(const struct lowered_table *table, int32_t column, struct lowered *out);
void infer_literal(struct walk *w, const struct expr *expr, struct lowered *out);
/* The literal that means VALUE. */
void infer_value(struct walk *w, const struct value *value, struct span span, struct lowered *out);
/* A value without affinity or collation, made of others: constant and immutable as they are. */
void infer_result(struct lowered *out, struct expr *expr, enum pg_type_kind type, struct span span);
void infer_combine(struct lowered *out, const struct lowered *operand);
/* An integer literal. */
bool lowered_integer(const struct lowered *value, int64_t *out);

/* ---------------------------------------------------------------- making trees (build.c) */

struct expr *build_string(struct walk *w, struct slice text, struct span span);
struct expr *build_integer(struct walk *w, int64_t value, struct span span);
struct expr *build_real(struct walk *w, double value, struct span span);
struct expr *build_boolean(struct walk *w, bool value, struct span span);
struct expr *build_null(struct walk *w, struct span span);
struct expr *build_cast(struct walk *w, struct expr *operand, const char *type);
struct expr *build_call(struct walk *w, const char *function, struct span span, uint32_t count,
			struct expr **arguments);
struct expr *build_collate(struct walk *w, struct expr *operand, const char *collation);
struct expr *build_not(struct walk *w, struct expr *operand);
struct expr *build_binary(struct walk *w, enum expr_op op, struct expr *left, struct expr *right,
			  struct span span);
struct expr *build_column(struct walk *w, const char *table, const char *column, struct span span);
struct name build_name(struct walk *w, const char *text);
/* What PostgreSQL takes for the number of a column, or refuses, in ORDER BY and GROUP BY. */
bool expr_is_literal(const struct expr *expr);
/* The literal that means VALUE. */
struct expr *build_value(struct walk *w, const struct value *value, struct span span);

/* ---------------------------------------------------------------- conversions (convert.c) */

/* Each gives the value as SQLite would convert it.  False after a diagnostic. */
bool convert_value(struct walk *w, struct lowered *value);   /* boolean to integer */
bool convert_typed(struct walk *w, struct lowered *value);   /* bare literals get their type */
bool convert_text(struct walk *w, struct lowered *value);    /* as CAST(x AS TEXT), || */
bool convert_integer(struct walk *w, struct lowered *value); /* as CAST(x AS INTEGER) */
bool convert_real(struct walk *w, struct lowered *value);
bool convert_number(struct walk *w, struct lowered *value);
bool convert_operand(struct walk *w, struct lowered *value); /* operand of arithmetic */
bool convert_blob(struct walk *w, struct lowered *value);
/* A date, time or timestamp as the text or number that SQLite had. */
bool convert_stored_form(struct walk *w, struct lowered *value);
bool convert_cast(struct walk *w, struct lowered *value, enum affinity affinity, struct span span);
/* Brings COUNT values to one PostgreSQL type, as the arms of a CASE need it. */
bool convert_alike(struct walk *w, struct lowered *values, uint32_t count, bool boolean,
		   struct span span);
/* VALUE as what a column of TYPE stores: assignment. */
bool convert_stored(struct walk *w, struct lowered *value, const struct pg_type *type,
		    enum affinity affinity);

/* ---------------------------------------------------------------- truth (boolean.c) */

bool boolean_truth(struct walk *w, struct lowered *value);
/* False (or true), but NULL where one of the values is NULL. */
struct expr *boolean_unless_null(struct walk *w, bool truth, const struct lowered *a,
				 const struct lowered *b, struct span span);
/* Where a NULL passes as true does (CHECK), or as false does (WHERE): terms that are there for
 * the difference alone are dropped. */
struct expr *boolean_settle(struct walk *w, struct expr *expr, bool null_passes);
bool boolean_logic(struct walk *w, const struct expr *expr, struct lowered *out);
bool boolean_not(struct walk *w, const struct expr *expr, struct lowered *out);
bool boolean_is_test(struct walk *w, const struct expr *expr, struct lowered *out, bool *done);

/* ---------------------------------------------------------------- comparisons (compare.c) */

bool compare_values(struct walk *w, enum expr_op op, const struct lowered *left,
		    const struct lowered *right, struct span span, struct lowered *out);
bool compare_binary(struct walk *w, const struct expr *expr, struct lowered *out);
bool compare_between(struct walk *w, const struct expr *expr, struct lowered *out);
bool compare_in(struct walk *w, const struct expr *expr, struct lowered *out);
/* Makes two values comparable by PostgreSQL's =.  NEVER: they are of different classes.  MIXED: one
 * is a number, the other a text that may hold one. */
enum compared { COMPARED_ALIKE, COMPARED_NEVER, COMPARED_MIXED };
bool compare_settle(struct walk *w, struct lowered *left, struct lowered *right,
		    enum compared *out);
/* Whether PostgreSQL reads the literal as a value of TYPE, with the meaning that SQLite's text had.
 */
bool compare_reads_as(struct walk *w, const struct lowered *literal, const struct pg_type *type);
/* The collation that compares two values: a written one first, then the left's column. */
enum collation_kind compare_collation(const struct lowered *left, const struct lowered *right);

/* Comparisons with date, time and timestamp columns (compare_time.c).  *OUT_DONE is false when
 * none of the two is one. */
bool compare_time(struct walk *w, enum expr_op op, struct lowered *left, struct lowered *right,
		  struct span span, struct lowered *out, bool *out_done);

/* The forms of SQLite's time strings that PostgreSQL reads the same way. */
enum time_form {
	TIME_FORM_NONE,
	TIME_FORM_DATE,	    /* 2024-01-31 */
	TIME_FORM_TIME,	    /* 12:34[:56[.789]] */
	TIME_FORM_DATETIME, /* both, with a blank or T between */
	TIME_FORM_ZONED,    /* the same with Z or an offset of zero */
};
enum time_form time_form_of(struct slice text);
/* The literal of TYPE that means the time string TEXT.  False when it has another form. */
bool time_literal(struct walk *w, struct slice text, const struct pg_type *type, struct span span,
		  struct expr **out);
/* The same for a number of seconds or milliseconds, by COLUMN's conversion. */
bool time_number(struct walk *w, const struct value *number, const struct lowered *column,
		 struct span span, struct expr **out);

/* collation.c: VALUE as its collation compares it; ORDERED: for < and >, not = alone. */
bool collation_apply(struct walk *w, struct lowered *value, enum collation_kind collation,
		     bool ordered);
enum collation_kind collation_of(struct slice name);
/* Under `set nocase = citext` or `icu`: VALUE's own type or collation ignores case. */
bool collation_folds(const struct walk *w, const struct lowered *value);
/* VALUE as the text that is compared by its bytes. */
bool collation_unfold(struct walk *w, struct lowered *value);

/* ---------------------------------------------------------------- patterns (like.c, glob.c) */

bool like_lower(struct walk *w, const struct expr *expr, struct lowered *out);
/* A constant GLOB pattern as LIKE (*OUT_LIKE) or as a regular expression. */
struct slice glob_translate(struct arena *arena, struct slice pattern, bool *out_like,
			    bool *out_never);

/* ---------------------------------------------------------------- rules (rewrite.c) */

/* The first rule that matches.  *OUT_DONE is false when there is none; the result is false
 * after a diagnostic. */
bool rewrite_apply(struct walk *w, enum rule_kind kind, const struct expr *expr, struct want want,
		   struct lowered *out, bool *out_done);
/* An operation that SQLite has inside (truth of a text ...): rules give it as FUNCTION, a name
 * that starts with "sqlite_".  *OUT_DONE as above. */
bool rewrite_operation(struct walk *w, const char *operation, const struct lowered *operand,
		       struct lowered *out, bool *out_done);

/* match.c: whether two trees are written the same. */
bool expr_same(const struct expr *a, const struct expr *b);

/* prelude.c */
void prelude_open(struct lowering *l);
void prelude_use(struct lowering *l, const char *function);

/* ---------------------------------------------------------------- queries (select.c) */

/* Lowers SELECT within OUTER (or NULL).  COLUMNS gets what each result column is. */
struct result_list {
	VEC(struct scope_column) columns;
};
bool select_lower(struct walk *w, const struct select *select, const struct scope *outer,
		  struct select **out, struct result_list *results);
/* subquery.c: x IN (SELECT ...), (a, b) = (SELECT ...), and subqueries as operands. */
bool query_compare_row(struct walk *w, const struct expr *expr, struct lowered *out);
bool query_in(struct walk *w, const struct expr *expr, struct lowered *out);
bool query_operand(struct walk *w, const struct expr *expr, struct lowered *out);

/* rowid, oid, _rowid_ */
bool scope_is_rowid_name(struct slice name);
bool scope_resolve(struct walk *w, const struct expr *expr, struct lowered *out);
/* The column NAME that SOURCE offers, written with the source's name when QUALIFIED.  False when
 * there is none, or a rule leaves it out. */
bool scope_column_of(struct walk *w, const struct scope_source *source, const struct symbol *name,
		     bool qualified, struct span span, struct lowered *out);
/* What a bare NAME means among the sources FIRST to before END: -1 when nothing, else the
 * source's place. */
int32_t scope_bare(struct walk *w, const struct scope *scope, uint32_t first, uint32_t end,
		   const struct symbol *name, struct span span, struct lowered *out);
/* The id of the source whose column the lowered NAME is, or 0. */
uint32_t scope_origin(const struct walk *w, const struct expr *name);

#endif
