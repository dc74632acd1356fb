/* SPDX-License-Identifier: PostgreSQL
 *
 * What the files of mapping/ and the grammar share.  The grammar's actions call the map_...
 * functions, which make one statement each and look nothing up but words and types.
 */
#ifndef MAPPING_INTERNAL_H
#define MAPPING_INTERNAL_H

#include <regex.h>

#include "mapping/rules.h"

/* ---------------------------------------------------------------- scanner */

enum map_expr_mode {
	MAP_NO_EXPR,
	MAP_PATTERN,   /* ends at `in CONTEXT`, as, of, -> */
	MAP_TEMPLATE,  /* ends at returns, requires, approximate, ; */
	MAP_CONDITION, /* ends at and, or, `)`, -> */
};

struct map_scanner;

struct map_scanner *map_scan_open(const struct source *source);
void map_scan_close(struct map_scanner *scanner);
/* The next token's number, its text and span (offsets in the source).  With a MODE other than
 * MAP_NO_EXPR an SQL expression comes as one token, comments in it blanked; a template that
 * starts with the word `unsupported` comes as that word. */
int map_scan_next(struct map_scanner *scanner, enum map_expr_mode mode, struct slice *text,
		  struct span *span);

/* ---------------------------------------------------------------- what the grammar makes */

/* An SQL expression with the text it was read from. */
struct map_expr {
	struct expr *expr;
	struct slice text;
	struct span span;
};

struct map_words {
	VEC(struct slice) words;
};

/* A type's name in the text of a rule, before its words mean something. */
struct map_type {
	struct slice name; /* words joined by one blank, without the parentheses */
	struct map_words *parameters;
	bool array;
	bool quoted; /* "my type": taken as it is */
	/* the words behind the parentheses: timestamp(3) with time zone */
	struct slice rest;
	struct span span;
};

struct type_patterns {
	VEC(struct type_pattern) items;
};
struct column_patterns {
	VEC(struct column_pattern) items;
};

enum map_statement_kind { MAP_STATEMENT_RULE, MAP_STATEMENT_SET, MAP_STATEMENT_TEST };

/* A map's statements in order, with those of what it includes in their place. */
struct map_statement {
	enum map_statement_kind kind;
	struct rule *rule;
	struct slice name, value; /* SET */
	struct span name_span, value_span;
	struct rule_test test;
};

struct map_program {
	VEC(struct map_statement) statements;
	bool has_base; /* includes a preset, or says that it wants none */
};

/* One text on the chain of includes. */
struct map_file {
	const struct map_file *parent;
	const struct source *source;
	const char *path; /* or NULL: a preset */
	const char *name;
	struct span include; /* where the parent asks for it */
};

struct map_parser {
	struct context *ctx;
	struct arena *arena;
	struct rule_set *rules;
	const struct map_file *file;
	struct map_program *program;
	uint32_t errors;
	const char *failed; /* why the first file can't be read */
};

/* YYLLOC of the grammar: positions in the space of all sources. */
void map_error(struct map_parser *parser, struct span span, const char *message);

struct map_words *map_word(struct map_parser *parser, struct map_words *list, struct slice word);
struct slice map_join(struct map_parser *parser, struct slice a, struct slice b);

void map_include(struct map_parser *parser, struct slice name, struct span span);
void map_set(struct map_parser *parser, struct slice name, struct span name_span,
	     struct slice value, struct span value_span);
void map_test(struct map_parser *parser, struct slice definition, struct slice expected,
	      struct span span);
/* `default COLUMN DEFINITION` */
void map_test_default(struct map_parser *parser, struct slice definition, struct slice expected,
		      struct span span);
/* `rewrite EXPRESSION [in CONTEXT] [of COLUMN DEFINITIONS]` */
void map_test_rewrite(struct map_parser *parser, struct slice text, struct slice expected,
		      struct span span);

struct type_patterns *map_type_patterns(struct map_parser *parser, struct type_patterns *list,
					struct type_pattern pattern);
struct type_pattern map_type_pattern(struct map_parser *parser, struct map_type type);
struct type_pattern map_regex(struct map_parser *parser, struct slice text, struct span span);
struct column_patterns *map_column_patterns(struct map_parser *parser, struct column_patterns *list,
					    struct slice table, struct slice column,
					    struct span span);
struct column_patterns *map_object_regex(struct map_parser *parser, struct column_patterns *list,
					 struct slice text, struct span span);
struct condition *map_condition(struct map_parser *parser, enum condition_kind kind,
				struct condition *left, struct condition *right);
struct condition *map_condition_text(struct map_parser *parser, enum condition_kind kind,
				     struct slice text);
struct condition *map_condition_regex(struct map_parser *parser, enum condition_kind kind,
				      struct slice text, struct span span);
struct condition *map_condition_expr(struct map_parser *parser, enum condition_kind kind,
				     struct map_expr pattern);

struct target map_target_type(struct map_parser *parser, struct map_type type);
struct target map_target_labels(struct map_parser *parser, struct target target,
				const struct map_words *labels);
struct target map_target_by_references(struct map_parser *parser, struct target target,
				       struct span span);
struct target map_target_enum(struct map_parser *parser, struct slice name, struct span span);
struct target map_target_kind(enum target_kind kind, struct span span);
struct target map_target_index(struct map_parser *parser, struct slice name, struct span span);
struct target map_target_rename(struct map_parser *parser, struct target target, struct slice name);
struct target map_target_collate(struct map_parser *parser, struct target target,
				 struct slice name);
struct target map_target_using(struct map_parser *parser, struct target target, struct slice name,
			       struct span span);
struct target map_target_partition(struct map_parser *parser, struct slice strategy,
				   struct map_words *columns, struct span span);
/* A text search configuration, with its schema or without. */
struct target map_target_configuration(struct map_parser *parser, struct slice schema,
				       struct slice name, struct span span);
struct target map_target_distribute(struct map_parser *parser, struct slice column,
				    struct span span);

/* "unknown WHAT 'WORD'", with the word of the list that was probably meant. */
void map_unknown_word(struct map_parser *parser, enum diag_code code, const char *what,
		      struct slice word, struct span span, const char *const *words, size_t count);

/* A new rule at the end of the program. */
struct rule *map_rule(struct map_parser *parser, enum rule_kind kind, struct span span);

void map_type_rule(struct map_parser *parser, struct type_patterns *types, struct condition *where,
		   struct target target, struct span span);
void map_affinity_rule(struct map_parser *parser, struct slice affinity, struct span affinity_span,
		       struct target target, struct span span);
void map_column_rule(struct map_parser *parser, struct column_patterns *columns,
		     struct type_patterns *types, struct condition *where, struct target target,
		     struct span span);
void map_object_rule(struct map_parser *parser, enum rule_kind kind, struct column_patterns *names,
		     struct target target, struct span span);

/* The expr_context that WORD names; 0: none. */
unsigned map_context(struct slice word);
struct rewrite *map_rewrite(struct map_parser *parser, struct map_expr pattern);
void map_rewrite_context(struct map_parser *parser, struct rewrite *rewrite, struct slice word,
			 struct span span);
void map_rewrite_mode(struct map_parser *parser, struct rewrite *rewrite, struct slice word,
		      struct span span);
void map_rewrite_of(struct map_parser *parser, struct rewrite *rewrite, struct map_type type);
void map_rewrite_returns(struct map_parser *parser, struct rewrite *rewrite, struct map_type type);
void map_rewrite_server(struct map_parser *parser, struct rewrite *rewrite, struct slice number,
			struct span span);
void map_rewrite_rule(struct map_parser *parser, enum rule_kind kind, struct rewrite *rewrite,
		      struct span span);
const char *map_text(struct map_parser *parser, struct slice text);

/* lint.c: SOME and those that the word names; levels and permissions go to the rule set. */
unsigned map_hazard(struct map_parser *parser, unsigned some, struct slice word, struct span span);
void map_lint(struct map_parser *parser, unsigned hazards, struct slice level, struct span span);
void map_allow(struct map_parser *parser, unsigned hazards, struct column_patterns *objects,
	       struct slice reason, struct span span);

/* ---------------------------------------------------------------- words */

/* The word of the list that was probably meant, or NULL. */
const char *word_suggest(struct slice word, const char *const *words, size_t count);

/* In the order of enum affinity; ends with NULL. */
extern const char *const affinity_words[];

/* In the order of enum diag_severity. */
enum { LEVEL_WORDS = DIAG_ERROR + 1 };
extern const char *const level_words[LEVEL_WORDS];

/* Applies a SET statement; reports what it does not know. */
void settings_apply(struct rule_set *rules, const struct map_statement *statement);
void settings_init(struct settings *settings);
void settings_dump(const struct settings *settings, struct strbuf *out);

/* ---------------------------------------------------------------- globs */

struct glob_list {
	VEC(struct slice) globs;
};

/* Whether TEXT matches the glob: * any run, ? any character, {a,b} alternatives; ASCII letters
 * folded.  The arena is used and given back. */
bool glob_match(struct arena *arena, struct slice glob, struct slice text);
/* The same for a glob without braces. */
bool glob_match_plain(struct slice glob, struct slice text);
bool glob_is_literal(struct slice glob);
/* The globs without braces that mean the same together. */
void glob_expand(struct arena *arena, struct slice glob, struct glob_list *out);

/* \1 to \9, behind the whole match. */
enum { REGEX_GROUPS = 10 };

/* Whether a compiled regular expression matches all of TEXT; GROUPS are its captures. */
bool regex_groups(const void *regex, struct slice text, regmatch_t groups[REGEX_GROUPS]);
bool regex_matches(const void *regex, struct slice text);

/* ---------------------------------------------------------------- the index */

/* One pattern of a rule.  Entries of a list are in the order of the rules. */
struct rule_entry {
	struct rule *rule;
	const struct type_pattern *type; /* of RULE_TYPE */
	const void *regex;		 /* of an object's name */
	struct slice table, column;	 /* globs without braces; an object's name is `table` */
};

struct rule_entries {
	VEC(struct rule_entry) items;
};

/* Lists found by a symbol's address. */
struct symbol_index {
	struct symbol_slot {
		const struct symbol *symbol;
		struct rule_entries *entries;
	} * slots;
	uint32_t size; /* a power of two, or 0 */
	uint32_t count;
};

struct rule_list {
	VEC(struct rule *) rules; /* the later first, ends with NULL */
};

enum { OPERATOR_ROOTS = 64, KIND_ROOTS = 32 };

struct candidate_index {
	struct symbol_index calls; /* to entries, the later last */
	struct rule_list **lists;  /* of each slot of `calls` */
	struct rule_list operators[OPERATOR_ROOTS];
	struct rule_list kinds[KIND_ROOTS];
};

struct rule_index {
	struct symbol_index types;	      /* by name */
	struct rule_entries type_globs;	      /* globs and regular expressions */
	struct rule_entries affinities[5];    /* of enum affinity */
	struct symbol_index columns_by_name;  /* literal column */
	struct symbol_index columns_by_table; /* glob column, literal table */
	struct rule_entries column_globs;
	struct symbol_index column_globs_by_name; /* rules_column_globs() */
	struct symbol_index types_by_text;	  /* all that match a declared type, as asked for */
	bool names_columns;			  /* a rule renames a column or leaves it out */
	bool adds_indexes;			  /* a rule gives columns an index */
	struct symbol_index objects[4]; /* table, index, constraint, tokenizer: literal names */
	struct rule_entries object_globs[4];
	struct candidate_index candidates[2]; /* rewrite, default */
};

const struct rule_entries *symbol_index_find(const struct symbol_index *index,
					     const struct symbol *symbol);
/* The symbol's list, which is empty when it is new. */
struct rule_entries *symbol_index_open(struct arena *arena, struct symbol_index *index,
				       const struct symbol *symbol);

/* The entries of column_globs that match a column of that name: found once a name, of which a
 * schema has few. */
const struct rule_entries *rules_column_globs(struct rule_set *rules, const struct symbol *column);

/* A rule's patterns and condition in the language, without its target. */
void rule_dump_head(const struct rule *rule, struct strbuf *out);
void condition_dump(const struct condition *condition, struct strbuf *out);
void type_pattern_dump(const struct type_pattern *pattern, struct strbuf *out);

/* Whether a default or a check, written as TREE, has the pattern's form; $c stands for COLUMN. */
bool pattern_match(const struct expr *pattern, const struct expr *tree,
		   const struct symbol *column);

#endif
