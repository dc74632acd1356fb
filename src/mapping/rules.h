/* SPDX-License-Identifier: PostgreSQL
 *
 * Mapping files: rules as data, and the question each pass asks of them.
 * The language is in lite2pg-mapping(5).  Precedence: a rule that names a column
 * beats a rule that names a type, which beats an affinity rule; within a kind
 * the later rule wins; among column rules a literal name does not beat a glob.
 */
#ifndef RULES_H
#define RULES_H

#include "diag/hazard.h"
#include "postgres/schema.h"
#include "sqlite/schema.h"

/* ---------------------------------------------------------------- settings */

enum identifiers {
	IDENTIFIERS_AS_WRITTEN,
	IDENTIFIERS_LOWER,
	IDENTIFIERS_PRESERVE,
	IDENTIFIERS_SNAKE
};
enum unsupported { UNSUPPORTED_ERROR, UNSUPPORTED_COMMENT };
enum key_style { KEY_SERIAL, KEY_IDENTITY };
enum nocase { NOCASE_LOWER, NOCASE_CITEXT, NOCASE_ICU };
/* A PRIMARY KEY that admits NULL in SQLite (not INTEGER, no NOT NULL, an ordinary table): a
 * PRIMARY KEY that refuses NULL, or UNIQUE that admits it. */
enum nullable_keys { NULLABLE_KEYS_PRIMARY, NULLABLE_KEYS_UNIQUE };

struct settings {
	enum identifiers identifiers;
	enum unsupported unsupported;
	enum key_style key;
	enum nocase nocase;
	enum nullable_keys nullable_keys; /* set nullable_keys = primary | unique */
	bool prelude;			  /* set prelude = on | off */
	const char *prelude_schema;	  /* set prelude_schema = "sqlite_compat" */
	const char *schema;		  /* set schema = NAME, or NULL */
	/* of foreign keys without a name, with {table}, {columns}, {parent} and
	 * {parent_columns} in it; NULL: PostgreSQL's */
	const char *foreign_key_names;
	const char *text_collation; /* set text_collation = "C", or NULL: the database's */
};

/* ---------------------------------------------------------------- conditions */

enum condition_kind {
	CONDITION_AND,
	CONDITION_OR,
	CONDITION_NOT,
	CONDITION_AUTOINCREMENT,
	CONDITION_PRIMARY_KEY,
	CONDITION_ROWID,      /* the rowid alias */
	CONDITION_REFERENCES, /* [TABLE] */
	CONDITION_STRICT,
	CONDITION_NOT_NULL,
	CONDITION_UNIQUE,
	CONDITION_DEFAULT, /* pattern over the default's tree */
	CONDITION_CHECK,   /* pattern over the table's checks; $c is the column */
	CONDITION_COLLATE,
	CONDITION_COMMENT, /* glob over the comment beside the column */
	CONDITION_GENERATED,
	CONDITION_INDEXED, /* an index over this column alone; a glob or regex of its name */
};

struct condition {
	enum condition_kind kind;
	struct condition *left, *right;
	struct expr *pattern;
	void *regex;	   /* DEFAULT, INDEXED: in place of the pattern; owned by the rule set */
	struct slice text; /* table, collation, glob; DEFAULT, CHECK: the pattern as written */
};

/* ---------------------------------------------------------------- conversions */

/* How a stored value becomes the new type.  conversions.list in mapping/ names each with
 * what it takes: SQL for sqlite3 that gives COPY text, PostgreSQL's cast, the C routine of `load`.
 */
struct conversion {
	const char *name;    /* "iso8601" */
	const char *summary; /* for the manual */
	/* SQLite expression over the column `%s` that gives the text which COPY reads for
	 * the new type; the loader script and audit use it. */
	const char *sqlite;
	/* SQLite condition over `%s` that is true for a value which fits. */
	const char *fits;
	const char *value; /* as `sqlite`, for a value that is known to fit */
};

enum {
#define CONVERSION(name, summary, fits, value) +1
	CONVERSION_COUNT = 0
#include "mapping/conversions.list"
#undef CONVERSION
};

const struct conversion *conversion_find(struct slice name);
/* All of them; ends with a NULL name. */
extern const struct conversion conversions[];

/* ---------------------------------------------------------------- rules */

enum target_kind {
	TARGET_NONE,
	TARGET_TYPE,	/* a PostgreSQL type */
	TARGET_SERIAL,	/* a type that the database numbers: integer or bigint by `width` */
	TARGET_ENUM,	/* labels from the column's CHECK ... IN */
	TARGET_PARENT,	/* the type of the key it references */
	TARGET_EXCLUDE, /* table or column left out */
	TARGET_RENAME_ONLY,
	TARGET_DISTRIBUTE,
	TARGET_REFERENCE,
	TARGET_PARTITION, /* table rules; issue of distribution */
	TARGET_INDEX,	  /* column rules: an index more, called `rename` */
	TARGET_UNIQUE,	  /* index rules: a constraint of the index's name */
	TARGET_PRIMARY_KEY,
	TARGET_CONFIGURATION, /* tokenizer rules: `rename` is its name, `columns` extensions */
	TARGET_WAS,	      /* no rule: a hint for diff, kept apart */
};

enum partition_strategy { PARTITION_NONE, PARTITION_RANGE, PARTITION_LIST, PARTITION_HASH };

struct target {
	enum target_kind kind;
	/* TYPE, SERIAL; for ENUM: its name, with {table} and {column} in it */
	struct pg_type type;
	/* parameters of the type that are captures of the pattern: varchar(n) with n from
	 * VARCHAR(n); 0 none, else 1-based index into the pattern's parameters */
	uint8_t capture[2];
	struct slice capture_name[2]; /* "n", "\\1"; empty: a number */
	const char *rename; /* or NULL; may hold \1 where the object's pattern is a regex */
	const char *collation;
	const struct conversion *conversion;
	bool by_references; /* an integer that has the width of the columns that reference it */
	const char *method, *operator_class; /* INDEX; or NULL */
	enum partition_strategy strategy;
	VEC(struct slice) columns; /* DISTRIBUTE, PARTITION */
	VEC(struct slice) labels;  /* ENUM: those of the rule; none: those of the CHECK */
	struct span span;
};

enum rule_kind {
	RULE_TYPE,
	RULE_AFFINITY,
	RULE_COLUMN,
	RULE_TABLE,
	RULE_INDEX,
	RULE_CONSTRAINT,
	RULE_TOKENIZER,
	RULE_REWRITE,
	RULE_DEFAULT
};

/* One parameter of a declared-type pattern: a capture or the number that must stand there. */
struct type_parameter {
	struct slice name; /* "n"; empty: value */
	int64_t value;
};

/* A declared-type pattern: name with parameters, glob, or regular expression. */
struct type_pattern {
	struct slice name;	     /* blanks folded to one, letters folded; of a regex its text */
	const struct symbol *symbol; /* the name; NULL for a glob or regex */
	uint8_t parameters;	     /* VARCHAR(n): 1 */
	struct type_parameter parameter[2];
	bool any_parameters; /* no parentheses in the pattern: any or none match */
	bool is_regex;
	void *regex; /* compiled; owned by the rule set */
	struct span span;
};

/* table.column with globs and braces: users.is_*, *.{a,b}. */
struct column_pattern {
	struct slice table;
	struct slice column;
	void *regex; /* of an object's name, which is then `table` as written; or NULL */
	struct span span;
};

/* Where an expression stands, for `in CONTEXT`; a set of bits. */
enum expr_context {
	IN_DEFAULT = 1,
	IN_CHECK = 2,
	IN_GENERATED = 4,
	IN_INDEX = 8,
	IN_QUERY = 16,
	IN_TRIGGER = 32,
	IN_ANY = 63,
};

struct rewrite {
	struct slice pattern_text, template_text; /* as written, comments and line ends blanked */
	struct expr *pattern;
	struct expr *template;	       /* NULL when unsupported */
	const char *unsupported;       /* the reason, or NULL */
	const char *approximate;       /* what remains different, or NULL */
	unsigned contexts;	       /* of enum expr_context */
	bool boolean_only, value_only; /* `as boolean`, `as value` */
	struct pg_type result;	       /* `returns TYPE`; PG_UNKNOWN: from the template */
	struct pg_type of;	       /* `of TYPE`: the type wanted there; PG_UNKNOWN: any */
	VEC(const char *) extensions;
	VEC(const char *) functions; /* of the prelude */
	uint8_t minimum_target;	     /* `requires server 14`; 0: any */
};

struct rule {
	enum rule_kind kind;
	struct span span;
	uint32_t number;		/* order over all files: the later wins */
	VEC(struct type_pattern) types; /* RULE_TYPE; RULE_COLUMN's `of TYPE` */
	/* RULE_COLUMN; RULE_TABLE ... RULE_TOKENIZER: .table only, the object's name */
	VEC(struct column_pattern) columns;
	enum affinity affinity; /* RULE_AFFINITY */
	struct condition *where;
	struct target target;
	struct rewrite *rewrite; /* RULE_REWRITE, RULE_DEFAULT */
	bool matched;		 /* for -Wunused-rule */
	bool preset;		 /* from a built-in preset: never reported as unused */
	bool conflict_told;	 /* -Wambiguous-rule, once */
};

/* One line of a `test { ... }` block: what must become of a column definition, of the DEFAULT in
 * one, or of an expression over columns. */
struct rule_test {
	struct slice text;	   /* "amount INTEGER NOT NULL", as it was written */
	enum expr_context context; /* the expression's, or the DEFAULT's; 0: the column's type */
	struct slice columns;	   /* their definitions */
	struct slice expression;   /* empty where the column has it */
	struct slice expected;	   /* "bigint", "timestamptz using unixepoch", "lower(t)" */
	struct span span;
};

/* `table a -> was b`, `column t.x -> was y`: names of the SQLite schema.  They say what a
 * difference of two schemas can't show; compiling one asks for none of them. */
struct rename_hint {
	struct slice table;
	struct slice column; /* empty: the table */
	struct slice was;
	struct span span;
	bool matched; /* there is such an object */
};

/* `lint drop-table, lock -> error;` */
struct lint_level {
	unsigned hazards;
	enum diag_severity severity;
};

/* `allow drop-column users.legacy "moved to profiles";`: names of either SQLite schema. */
struct allowance {
	unsigned hazards;
	VEC(struct column_pattern) objects; /* without a column: the object with its parts */
	const char *reason;
	struct span span;
	bool used;
};

struct rule_set {
	struct context *ctx;
	struct settings settings;
	VEC(struct rule *) rules;
	VEC(struct rename_hint) renames;
	VEC(struct lint_level) levels; /* the later wins */
	VEC(struct allowance) allowances;
	VEC(struct rule_test)
	tests;			  /* of the files named to rule_set_add(), not of presets below */
	struct rule_index *index; /* opaque: by kind, type name, function */
	VEC(const char *) files;  /* that were read, for the depfile */
	VEC(void *) regexes;	  /* regex_t of the type patterns; freed with the set */
	bool has_base;		  /* a preset lies under the rules, or `include none` was said */
};

/* NAME is a preset or a file.  The preset "default" is put under the first file unless that
 * includes a preset or says `include none`.  False after errors, which are in ctx->diags;
 * *OUT_MESSAGE is set when the file can't be read. */
void rule_set_init(struct rule_set *rules, struct context *ctx);
void rule_set_free(struct rule_set *rules);
bool rule_set_add(struct rule_set *rules, const char *name, const char **out_message);
/* After the last rule_set_add() (without any, "default" is added): builds the index, reports
 * unreachable rules. */
void rule_set_finish(struct rule_set *rules);

/* The rule that says what becomes of a column's type, and its target with captures filled in.
 * Column rules first, then type rules, then affinity rules; never NULL with the default preset. */
const struct rule *rule_for_column(struct rule_set *rules, const struct sqlite_schema *schema,
				   const struct sqlite_table *table,
				   const struct sqlite_column *column, struct target *out);
/* The rule for an index or a constraint of that name: renames, excludes; NULL when there is none.
 */
const struct rule *rule_for_index(struct rule_set *rules, const struct name *name,
				  struct target *out);
const struct rule *rule_for_constraint(struct rule_set *rules, const struct name *name,
				       struct target *out);
/* Renames, excludes and placement of a table; NULL when no rule names it. */
const struct rule *rule_for_table(struct rule_set *rules, const struct sqlite_table *table,
				  struct target *out);
/* The text search configuration of a tokenizer; NULL when no rule names it. */
const struct rule *rule_for_tokenizer(struct rule_set *rules, struct slice name,
				      struct target *out);
/* A column rule that only renames or excludes may stand beside one that types it. */
const struct rule *rule_for_column_name(struct rule_set *rules, const struct sqlite_table *table,
					const struct sqlite_column *column, struct target *out);

/* A rule that has to do with a column's type, and why it is used or not. */
struct considered {
	const struct rule *rule;
	bool wins;
	const char *why; /* "a later rule wins" */
};
struct considered_list {
	VEC(struct considered) items;
};

/* The rules whose patterns name the column, its type or its affinity, the strongest first; for
 * `explain`: marks none as matched. */
void rules_consider(struct rule_set *rules, const struct sqlite_table *table,
		    const struct sqlite_column *column, struct considered_list *out);

/* The rule that gives a column an index of its own in PostgreSQL, or NULL. */
const struct rule *rule_for_column_index(struct rule_set *rules, const struct sqlite_table *table,
					 const struct sqlite_column *column, struct target *out);

/* The candidates whose pattern's root could be EXPR's, the best first: by function name and
 * argument count, or by operator.  Ends with NULL.  Lowering matches the holes, because only it
 * knows types. */
struct rule *const *rule_candidates(struct rule_set *rules, enum rule_kind kind,
				    const struct expr *expr);

/* Sets what the mapping says of the levels of hazards. */
void rule_set_lint(const struct rule_set *rules, struct diag_list *diags);

/* What allows the hazard NUMBER for NAME, a part of TABLE or, when that is empty, an object of its
 * own; marks it as used.  NULL when nothing does. */
const struct allowance *rule_set_allows(struct rule_set *rules, unsigned number, struct slice table,
					struct slice name);

/* -Wunused-allow: those that allowed nothing. */
void rule_set_report_unused_allowances(struct rule_set *rules);

/* Built-in presets. */
struct preset {
	const char *name;
	const char *text;
	size_t len;
};
extern const struct preset presets[]; /* ends with a NULL name */
const struct preset *preset_find(const char *name);

/* As it stands behind "->". */
void target_dump(const struct target *target, struct strbuf *out);

/* For --dump=rules. */
void rule_set_dump(const struct rule_set *rules, struct strbuf *out);

/* -Wunused-rule: rules of the user's files that matched nothing. */
void rule_set_report_unused(struct rule_set *rules);

#endif
