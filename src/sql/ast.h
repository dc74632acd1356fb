/* SPDX-License-Identifier: PostgreSQL
 *
 * The syntax tree of SQL, shared by both dialects.  The parser fills it from
 * SQLite text (and from the templates of mapping files), lowering builds the
 * same nodes for PostgreSQL, and each dialect has a printer.  Nodes live in the
 * compilation's arena; text is borrowed from the sources or from the arena.
 * A node says what was written, never what it means: names are not resolved,
 * TRUE is a name, "x" is a name with QUOTE_DOUBLE.
 *
 * Statements and expressions follow https://sqlite.org/lang.html, whose terms
 * (column-def, table-constraint, result-column ...) name the members.
 */
#ifndef AST_H
#define AST_H

#include "base/arena.h"
#include "base/source.h"
#include "base/str.h"
#include "base/vec.h"

struct select;
struct expr;

/* Trees of large schemas are kept whole: enums of nodes take one byte. */
#define SMALL __attribute__((packed))

/* How a name was quoted.  QUOTE_DOUBLE and QUOTE_SINGLE names fall back to
 * strings, or strings to names, where SQLite says so (sqlite.org/quirks.html). */
enum SMALL quote { QUOTE_NONE, QUOTE_DOUBLE, QUOTE_BRACKET, QUOTE_BACKTICK, QUOTE_SINGLE };

struct name {
	struct slice text; /* as declared, quotes undone */
	enum quote quote;
	struct span span;
	const struct symbol *symbol; /* folded and interned; NULL: no name here */
};

/* [schema.]object */
struct qualified_name {
	struct name schema;
	struct name object;
};

struct expr_list {
	VEC(struct expr *) exprs;
};
struct name_list {
	VEC(struct name) names;
};

enum SMALL sort_order { SORT_DEFAULT, SORT_ASC, SORT_DESC };
enum SMALL nulls_order { NULLS_DEFAULT, NULLS_FIRST, NULLS_LAST };

/* indexed-column or ordering-term.  A COLLATE on it is an EXPR_COLLATE around the expression. */
struct ordering_term {
	struct expr *expr;
	enum sort_order order;
	enum nulls_order nulls;
};
struct ordering {
	VEC(struct ordering_term) terms;
};

enum SMALL conflict_action {
	CONFLICT_DEFAULT, /* no clause */
	CONFLICT_ROLLBACK,
	CONFLICT_ABORT,
	CONFLICT_FAIL,
	CONFLICT_IGNORE,
	CONFLICT_REPLACE,
};

/* type-name: all of its words with the parentheses, as written but for outer blanks. */
struct type_name {
	struct slice text; /* "VARCHAR(255)", "UNSIGNED BIG INT"; empty when there is none */
	struct span span;
};

/* ---------------------------------------------------------------- expressions */

enum SMALL expr_kind {
	EXPR_NULL,
	EXPR_INTEGER,	/* literal: digits or 0x...; text as written */
	EXPR_REAL,	/* literal */
	EXPR_STRING,	/* literal: value, quotes undone */
	EXPR_BLOB,	/* literal: text is its hexadecimal digits */
	EXPR_BOOLEAN,	/* PostgreSQL only: SQLite's TRUE is an EXPR_NAME (a pattern's
			 * TRUE is an EXPR_BOOLEAN and has to match that name) */
	EXPR_CURRENT,	/* CURRENT_TIME, CURRENT_DATE, CURRENT_TIMESTAMP: op */
	EXPR_NAME,	/* [[schema.]table.]column; `*` of a template is no name */
	EXPR_PARAMETER, /* ?, ?1, :a, @b, $c: text as written */
	EXPR_HOLE,	/* $x in a mapping file's pattern or template: text without the $, guard */
	EXPR_UNARY,
	EXPR_BINARY,
	EXPR_LIKE,    /* [NOT] LIKE, GLOB, REGEXP, MATCH, ILIKE: op, negated, escape */
	EXPR_BETWEEN, /* operand, low, high, negated */
	EXPR_IN,      /* operand, then list, select or table */
	EXPR_COLLATE, /* operand, collation */
	EXPR_CAST,    /* operand, type */
	EXPR_CALL,
	EXPR_CASE,
	EXPR_EXISTS,	    /* select */
	EXPR_SUBQUERY,	    /* select as a value */
	EXPR_ROW,	    /* (a, b): two or more */
	EXPR_RAISE,	    /* conflict action and message */
	EXPR_EXTRACT,	    /* PostgreSQL only: extract(field FROM operand) */
	EXPR_ARRAY,	    /* PostgreSQL only: ARRAY[...] */
	EXPR_TYPED_LITERAL, /* PostgreSQL only: interval '1 day' */
	EXPR_DEFAULT,	    /* PostgreSQL only: DEFAULT among the values of a row */
	EXPR_SUBSCRIPT,	    /* PostgreSQL only: operand[number] */
	EXPR_VERBATIM,	    /* PostgreSQL only: text as a server has it */
};

/* Operators, in one list so that a printer's table can give spelling and precedence. */
enum SMALL expr_op {
	OP_NONE,
	/* unary */
	OP_NEGATE,
	OP_PLUS,
	OP_BIT_NOT,
	OP_NOT,
	OP_IS_NULL,  /* x ISNULL, x IS NULL written postfix */
	OP_NOT_NULL, /* x NOTNULL, x NOT NULL */
	OP_IS_TRUE,  /* PostgreSQL only, as are the next three */
	OP_IS_NOT_TRUE,
	OP_IS_FALSE,
	OP_IS_NOT_FALSE,
	/* binary */
	OP_OR,
	OP_AND,
	OP_EQ, /* = and == */
	OP_NE, /* <> and != */
	OP_LT,
	OP_LE,
	OP_GT,
	OP_GE,
	OP_IS, /* x IS y: SQLite's null-safe equality, also with y NULL */
	OP_IS_NOT,
	OP_IS_DISTINCT,	    /* IS DISTINCT FROM */
	OP_IS_NOT_DISTINCT, /* IS NOT DISTINCT FROM */
	OP_BIT_AND,
	OP_BIT_OR,
	OP_SHIFT_LEFT,
	OP_SHIFT_RIGHT,
	OP_ADD,
	OP_SUBTRACT,
	OP_MULTIPLY,
	OP_DIVIDE,
	OP_MODULO,
	OP_CONCAT,
	OP_ARROW,      /* -> */
	OP_LONG_ARROW, /* ->> */
	/* binary, PostgreSQL only */
	OP_REGEX, /* ~ */
	OP_NOT_REGEX,
	OP_JSON_PATH, /* #>> */
	OP_TS_MATCH,  /* @@ */
	OP_AT_TIME_ZONE,
	/* EXPR_LIKE */
	OP_LIKE,
	OP_GLOB,
	OP_REGEXP,
	OP_MATCH,
	OP_ILIKE, /* PostgreSQL only */
	/* EXPR_CURRENT */
	OP_CURRENT_TIME,
	OP_CURRENT_DATE,
	OP_CURRENT_TIMESTAMP,
};

struct when_clause {
	struct expr *when;
	struct expr *then;
};

enum SMALL frame_unit { FRAME_NONE, FRAME_ROWS, FRAME_RANGE, FRAME_GROUPS };
enum SMALL frame_bound_kind {
	BOUND_NONE,
	BOUND_UNBOUNDED_PRECEDING,
	BOUND_PRECEDING,
	BOUND_CURRENT_ROW,
	BOUND_FOLLOWING,
	BOUND_UNBOUNDED_FOLLOWING,
};
enum SMALL frame_exclude {
	EXCLUDE_NONE,
	EXCLUDE_NO_OTHERS,
	EXCLUDE_CURRENT_ROW,
	EXCLUDE_GROUP,
	EXCLUDE_TIES,
};
struct frame_bound {
	enum frame_bound_kind kind;
	struct expr *offset;
};

/* window-defn, and the OVER clause of a call. */
struct window {
	struct name name;  /* of a WINDOW clause's definition */
	struct name base;  /* OVER name, OVER (name ...) */
	bool is_reference; /* OVER name, without parentheses */
	struct expr_list *partition_by;
	struct ordering *order_by;
	enum frame_unit unit;
	struct frame_bound start, end;
	enum frame_exclude exclude;
	struct span span;
};

struct call {
	struct qualified_name function; /* the schema part only in PostgreSQL */
	struct expr_list arguments;
	bool distinct;
	bool star;		   /* f(*) */
	bool variadic;		   /* PostgreSQL only: the last argument is VARIADIC */
	struct ordering *order_by; /* inside the parentheses */
	struct expr *filter;
	struct window *over;
};

/* A hole's guard in a pattern: `$x: text` matches only text, `$x: to text` takes
 * anything and converts it as SQLite would. */
struct hole {
	struct slice name;  /* without the dollar sign */
	struct slice guard; /* "text", "int", "literal", ...; empty when there is none */
	bool converts;
	bool is_list; /* $list...: the rest of the arguments */
};

/* Of a big schema there are more expressions than anything else but columns: what is more than
 * two pointers is a clause of its own. */
struct expr {
	enum expr_kind kind;
	enum expr_op op;
	bool negated;	 /* LIKE, BETWEEN, IN, EXISTS */
	uint16_t height; /* 1 for a leaf; at most EXPR_MAX_HEIGHT */
	struct span span;
	union {
		struct slice text; /* literals, EXPR_PARAMETER, EXPR_VERBATIM */
		struct {
			struct slice text;
			uint32_t number; /* set by lowering; 0: none */
		} parameter;
		bool boolean;	   /* EXPR_BOOLEAN */
		struct column_reference {
			struct name column;
			struct qualifier {
				struct name schema; /* often none */
				struct name table;
			} * of; /* NULL: the column's name stands alone */
		} * name;	/* EXPR_NAME */
		struct hole *hole;
		struct expr *operand; /* EXPR_UNARY */
		struct {
			struct expr *operand;
			uint32_t number;
		} subscript;
		struct {
			struct expr *left, *right;
		} binary;
		struct like_clause {
			struct expr *operand, *pattern, *escape; /* escape: or NULL */
		} * like;
		struct between_clause {
			struct expr *operand, *low, *high;
		} * between;
		struct in_clause {
			struct expr *operand;
			struct expr_list *list; /* or NULL */
			struct select *select;	/* or NULL */
			/* IN table, IN table-function(...); or NULL */
			struct qualified_name *table;
			struct expr_list *arguments; /* of a table-valued function, or NULL */
		} * in;
		struct {
			struct expr *operand;
			struct name *collation;
		} collate;
		struct {
			struct expr *operand;
			struct type_name *type;
		} cast;
		struct call *call;
		struct case_clause {
			struct expr *base; /* or NULL */
			VEC(struct when_clause) whens;
			struct expr *otherwise; /* or NULL */
		} * cases;
		struct select *select;	/* EXPR_EXISTS, EXPR_SUBQUERY */
		struct expr_list *list; /* EXPR_ROW, EXPR_ARRAY */
		struct {
			enum conflict_action action;
			struct expr *message; /* a string; NULL for IGNORE */
		} raise;
		struct extract_clause {
			struct slice field;
			struct expr *operand;
		} * extract;
		struct typed_literal {
			struct slice type;
			struct slice value;
		} * typed;
	};
};

/* SQLITE_MAX_EXPR_DEPTH, sqlite.org/limits.html */
enum { EXPR_MAX_HEIGHT = 1000 };

/* ---------------------------------------------------------------- SELECT */

enum SMALL join_kind {
	JOIN_COMMA,
	JOIN_INNER, /* also a bare JOIN */
	JOIN_CROSS,
	JOIN_LEFT,
	JOIN_RIGHT,
	JOIN_FULL,
};

enum SMALL indexed_by { INDEXED_DEFAULT, INDEXED_BY, NOT_INDEXED };

/* table-or-subquery with the join operator on its left. */
struct from_item {
	enum join_kind join; /* of the first item: JOIN_COMMA, meaningless */
	bool natural;
	struct qualified_name table;
	struct expr_list *arguments; /* table-valued function, or NULL */
	struct select *select;	     /* subquery, or NULL */
	struct from_clause *nested;  /* (a JOIN b), or NULL */
	struct name alias;
	struct name_list *alias_columns; /* PostgreSQL only: AS alias (a, b); or NULL */
	enum indexed_by indexed;
	struct name index;
	struct expr *on;	 /* or NULL */
	struct name_list *using; /* or NULL */
	bool lateral;		 /* PostgreSQL only */
	struct span span;
};
struct from_clause {
	VEC(struct from_item) items;
};

enum SMALL result_kind { RESULT_EXPR, RESULT_STAR, RESULT_TABLE_STAR };

struct result_column {
	enum result_kind kind;
	struct expr *expr;
	struct name table; /* RESULT_TABLE_STAR */
	struct name alias;
	struct span span; /* SQLite names an unnamed column by this text */
};
struct result_columns {
	VEC(struct result_column) columns;
};

enum SMALL compound_op {
	COMPOUND_NONE,
	COMPOUND_UNION,
	COMPOUND_UNION_ALL,
	COMPOUND_INTERSECT,
	COMPOUND_EXCEPT
};

/* One arm of a compound: SELECT ..., or VALUES ... when `values` has rows. */
struct select_core {
	enum compound_op op; /* that joins it to the arm before; COMPOUND_NONE for the first */
	bool distinct;
	struct expr_list *distinct_on; /* PostgreSQL only */
	struct result_columns results;
	struct from_clause *from; /* or NULL */
	struct expr *where;
	struct expr_list *group_by;
	struct expr *having;
	VEC(struct window *) windows;
	VEC(struct expr_list *) values;
	struct span span;
};

enum SMALL materialized { MATERIALIZED_DEFAULT, MATERIALIZED, NOT_MATERIALIZED };

struct common_table {
	struct name name;
	struct name_list *columns; /* or NULL */
	enum materialized materialized;
	struct select *select;
	struct span span;
};
struct with_clause {
	bool recursive;
	VEC(struct common_table) tables;
};

struct select {
	struct with_clause *with;
	VEC(struct select_core *) cores; /* at least one; left-associative */
	struct ordering *order_by;
	struct expr *limit;
	struct expr *offset;
	struct span span;
};

/* ---------------------------------------------------------------- CREATE TABLE */

enum SMALL fk_action {
	FK_NO_ACTION_DEFAULT,
	FK_NO_ACTION,
	FK_RESTRICT,
	FK_CASCADE,
	FK_SET_NULL,
	FK_SET_DEFAULT
};
enum SMALL deferrable { DEFERRABLE_DEFAULT, DEFERRABLE, NOT_DEFERRABLE };
enum SMALL initially { INITIALLY_DEFAULT, INITIALLY_IMMEDIATE, INITIALLY_DEFERRED };

struct foreign_key_clause {
	struct name table;
	struct name_list *columns; /* or NULL: the parent's primary key */
	enum fk_action on_delete, on_update;
	struct name match; /* MATCH name: parsed and ignored by SQLite */
	enum deferrable deferrable;
	enum initially initially;
	struct span span;
};

enum SMALL constraint_kind {
	/* of a column or of a table */
	CONSTRAINT_PRIMARY_KEY,
	CONSTRAINT_UNIQUE,
	CONSTRAINT_CHECK,
	CONSTRAINT_FOREIGN_KEY,
	/* of a column only */
	CONSTRAINT_NOT_NULL,
	CONSTRAINT_NULL,
	CONSTRAINT_DEFAULT,
	CONSTRAINT_COLLATE,
	CONSTRAINT_GENERATED,
	CONSTRAINT_DEFERRABLE, /* [NOT] DEFERRABLE that stands apart from its REFERENCES */
	CONSTRAINT_NAME_ONLY,  /* CONSTRAINT name with nothing behind it, which SQLite takes */
};

enum SMALL generated_storage { GENERATED_DEFAULT, GENERATED_VIRTUAL, GENERATED_STORED };

struct constraint {
	enum constraint_kind kind;
	enum conflict_action conflict;
	enum sort_order order;		/* column constraint PRIMARY KEY ASC|DESC */
	enum generated_storage storage; /* GENERATED */
	bool autoincrement;
	bool parenthesized; /* DEFAULT (expr), not a bare literal or word */
	bool always;	    /* GENERATED ALWAYS was written */
	struct span span;
	struct name *name; /* CONSTRAINT name, or NULL */
	struct expr *expr; /* CHECK, DEFAULT, GENERATED */
	union {
		struct name *collation;		 /* COLLATE */
		struct ordering *columns;	 /* table constraints PRIMARY KEY and UNIQUE */
		struct name_list *child_columns; /* table constraint FOREIGN KEY */
	};
	struct foreign_key_clause *foreign_key; /* FOREIGN_KEY; DEFERRABLE: its two members */
};

/* A comment of the source, with its marks. */
struct comment {
	struct slice text; /* one comment as written: "-- ..." or slash-star ... */
	struct span span;
};

/* The comments that stand by a table or column: those above it on lines of
 * their own, and the one behind it on its last line. */
struct comments {
	VEC(struct comment) above;
	struct comment behind; /* text.len 0: none */
};

struct column_def {
	struct name name;
	struct type_name type;
	struct span span;
	VEC(struct constraint *) constraints;
	struct comments *comments; /* or NULL */
};

struct create_table {
	struct qualified_name name;
	bool temporary;
	bool if_not_exists;
	bool without_rowid;
	bool strict;
	struct select *select; /* CREATE TABLE ... AS, or NULL */
	VEC(struct column_def *) columns;
	VEC(struct constraint *) constraints;
	struct comments *comments; /* above the statement, or behind its "(" */
	/* Own-line comments between the last column and the ")", or NULL. */
	struct comments *trailing_comments;
};

struct create_index {
	struct qualified_name name;
	bool unique;
	bool if_not_exists;
	struct name table;
	struct ordering columns;
	struct expr *where;
	struct comments *comments;
};

struct create_view {
	struct qualified_name name;
	bool temporary;
	bool if_not_exists;
	struct name_list *columns;
	struct select *select;
	struct comments *comments;
};

enum SMALL trigger_time { TRIGGER_TIME_DEFAULT, TRIGGER_BEFORE, TRIGGER_AFTER, TRIGGER_INSTEAD_OF };
enum SMALL trigger_event { TRIGGER_INSERT, TRIGGER_UPDATE, TRIGGER_DELETE };

struct create_trigger {
	struct qualified_name name;
	bool temporary;
	bool if_not_exists;
	enum trigger_time time;
	enum trigger_event event;
	struct name_list *update_of; /* or NULL */
	struct qualified_name table;
	bool for_each_row; /* was written */
	struct expr *when;
	VEC(struct statement *) body; /* INSERT, UPDATE, DELETE, SELECT */
	struct comments *comments;
};

struct create_virtual_table {
	struct qualified_name name;
	bool if_not_exists;
	struct name module;
	VEC(struct slice) arguments; /* as written, outer blanks cut */
	struct comments *comments;
};

/* ---------------------------------------------------------------- other statements */

enum alter_kind { ALTER_RENAME_TABLE, ALTER_RENAME_COLUMN, ALTER_ADD_COLUMN, ALTER_DROP_COLUMN };

struct alter_table {
	enum alter_kind kind;
	struct qualified_name table;
	struct name column;   /* RENAME COLUMN, DROP COLUMN */
	struct name new_name; /* RENAME TO, RENAME COLUMN */
	struct column_def *definition;
};

enum object_kind { OBJECT_TABLE, OBJECT_INDEX, OBJECT_VIEW, OBJECT_TRIGGER };

struct drop {
	enum object_kind kind;
	bool if_exists;
	struct qualified_name name;
};

/* column = expr, or (a, b) = expr */
struct assignment {
	struct name_list columns;
	struct expr *value;
};
struct assignments {
	VEC(struct assignment) items;
};

/* ON CONFLICT ... DO ... */
struct upsert {
	struct ordering *target; /* or NULL */
	struct expr *target_where;
	struct assignments *set; /* NULL: DO NOTHING */
	struct expr *where;
};

/* qualified-table-name of INSERT, UPDATE and DELETE */
struct target_table {
	struct qualified_name name;
	struct name alias;
	enum indexed_by indexed;
	struct name index;
};

struct insert {
	struct with_clause *with;
	bool replace; /* REPLACE INTO */
	enum conflict_action conflict;
	struct target_table table;
	struct name_list *columns;
	bool overriding;       /* PostgreSQL only: OVERRIDING SYSTEM VALUE */
	struct select *select; /* NULL: DEFAULT VALUES */
	VEC(struct upsert) upserts;
	struct result_columns *returning;
};

struct update {
	struct with_clause *with;
	enum conflict_action conflict;
	struct target_table table;
	struct assignments set;
	struct from_clause *from;
	struct expr *where;
	struct result_columns *returning;
	struct ordering *order_by;
	struct expr *limit, *offset;
};

struct delete
{
	struct with_clause *with;
	struct target_table table;
	struct from_clause *using; /* PostgreSQL only */
	struct expr *where;
	struct result_columns *returning;
	struct ordering *order_by;
	struct expr *limit, *offset;
};

enum transaction_kind {
	TRANSACTION_BEGIN,
	TRANSACTION_COMMIT, /* also END */
	TRANSACTION_ROLLBACK,
	TRANSACTION_SAVEPOINT,
	TRANSACTION_RELEASE,
	TRANSACTION_ROLLBACK_TO,
};

struct transaction {
	enum transaction_kind kind;
	struct slice mode; /* DEFERRED, IMMEDIATE, EXCLUSIVE or empty */
	struct name savepoint;
};

struct pragma {
	struct qualified_name name;
	struct slice value; /* as written, signs and quotes included; empty when there is none */
	bool call;	    /* PRAGMA name(value), not name = value */
};

/* ANALYZE, REINDEX, VACUUM, DETACH: name; ATTACH: exprs. */
struct utility {
	struct qualified_name name;
	struct expr *file;   /* ATTACH file, VACUUM INTO file */
	struct expr *schema; /* ATTACH ... AS schema, DETACH schema */
	struct expr *key;
};

enum SMALL statement_kind {
	STATEMENT_CREATE_TABLE,
	STATEMENT_CREATE_INDEX,
	STATEMENT_CREATE_VIEW,
	STATEMENT_CREATE_TRIGGER,
	STATEMENT_CREATE_VIRTUAL_TABLE,
	STATEMENT_ALTER_TABLE,
	STATEMENT_DROP,
	STATEMENT_SELECT,
	STATEMENT_INSERT,
	STATEMENT_UPDATE,
	STATEMENT_DELETE,
	STATEMENT_TRANSACTION,
	STATEMENT_PRAGMA,
	STATEMENT_ANALYZE,
	STATEMENT_REINDEX,
	STATEMENT_VACUUM,
	STATEMENT_ATTACH,
	STATEMENT_DETACH,
};

enum SMALL explain { EXPLAIN_NONE, EXPLAIN, EXPLAIN_QUERY_PLAN };

/* FLAW: SQLite's grammar takes the statement and its parser then refuses it ("unknown table
 * option: x").  Such a statement is handed over and printed as it was written; whoever
 * applies it reports the flaw (parse_report_flaw()).  NULL: none. */
struct statement {
	enum statement_kind kind;
	enum explain explain;
	struct span span;  /* without the ";" */
	struct slice text; /* likewise, as written */
	const char *flaw;
	struct span flaw_span;
	struct expr_list parameters; /* those that stand in it, in the order of the text */
	union {
		struct create_table *create_table;
		struct create_index *create_index;
		struct create_view *create_view;
		struct create_trigger *create_trigger;
		struct create_virtual_table *create_virtual_table;
		struct alter_table *alter_table;
		struct drop *drop;
		struct select *select;
		struct insert *insert;
		struct update *update;
		struct delete *delete;
		struct transaction *transaction;
		struct pragma *pragma;
		struct utility *utility;
	};
};

/* ---------------------------------------------------------------- making nodes
 *
 * One constructor a shape, used by the grammar, by rule templates and by
 * lowering.  Each sets `height` from its operands; the parser reports a tree
 * over EXPR_MAX_HEIGHT.  SPAN is where a diagnostic about the node points.
 */
struct expr *expr_new(struct arena *arena, enum expr_kind kind, struct span span);
struct expr *expr_literal(struct arena *arena, enum expr_kind kind, struct slice text,
			  struct span span);
struct expr *expr_unary(struct arena *arena, enum expr_op op, struct expr *operand,
			struct span span);
struct expr *expr_binary(struct arena *arena, enum expr_op op, struct expr *left,
			 struct expr *right, struct span span);
struct expr *expr_name(struct arena *arena, struct name schema, struct name table,
		       struct name column, struct span span);
struct expr *expr_cast(struct arena *arena, struct expr *operand, struct type_name type,
		       struct span span);
struct expr *expr_collate(struct arena *arena, struct expr *operand, struct name collation,
			  struct span span);
/* A call of FUNCTION (unqualified, or "schema.function") with COUNT arguments. */
struct expr *expr_call(struct arena *arena, struct qualified_name function, struct span span,
		       uint32_t count, struct expr **arguments);

/* Calls VISIT for each direct operand of EXPR (not inside sub-selects), in source order.
 * VISIT gets the address of the pointer, so that it can replace it. */
void expr_each_operand(struct expr *expr, void (*visit)(struct expr **operand, void *data),
		       void *data);

/* Copies what is to outlive the memory taken from FROM since MARK: expressions and text only when
 * they lie there, the rest always.  Lists get exactly their size.  A select is not copied but
 * shared, and told. */
struct tree_copy {
	struct arena *to;
	const struct arena *from;
	struct arena_mark mark;
	bool shares;
};
struct expr *tree_copy_expr(struct tree_copy *copy, const struct expr *expr); /* NULL: NULL */
struct name *tree_copy_name(struct tree_copy *copy, const struct name *name); /* likewise */
struct comments *tree_copy_comments(struct tree_copy *copy, const struct comments *comments);
void tree_copy_names(struct tree_copy *copy, struct name_list *list);
void tree_copy_text(struct tree_copy *copy, struct slice *text);

/* Sets `height` from the operands. */
void expr_update_height(struct expr *expr);

#endif
