/* SPDX-License-Identifier: PostgreSQL
 *
 * Command-line options as tables.  One table says how an option is spelled, what it takes,
 * where its value goes and what --help prints of it; the parser, the help text and the
 * manual's test all read it.  Parsing follows GNU: options anywhere among the arguments,
 * "--" ends them, long ones may be shortened while unambiguous.
 */
#ifndef OPTIONS_H
#define OPTIONS_H

#include "base/arena.h"
#include "base/str.h"
#include "base/vec.h"

struct text_list {
	VEC(const char *) items;
};

/* What a command line asked for.  Choices are positions in the option's list of words. */
struct options {
	struct arena *arena;
	struct text_list arguments;

	struct text_list mappings;
	struct text_list include, exclude;
	struct text_list warnings; /* each without its -W */
	int target;		   /* enum target_choice */
	int unsupported;	   /* enum unsupported_choice */
	int message_format;	   /* enum diag_format */
	int color;		   /* enum color_choice */
	bool quiet, verbose;

	const char *output;
	const char *loader;
	int section; /* enum section_choice */
	int emit;    /* enum emit_choice */
	int dump;    /* enum dump_choice */
	bool check;

	int diff_format; /* enum diff_format */
	bool offline;
	struct text_list allow, fail_on, labels;

	bool depfile;
	const char *depfile_path;
	struct text_list depfile_targets;

	struct text_list schemas;
	bool lines;
	int query_format; /* 0 SQL, 1 JSON */
	const char *prelude;

	bool help, version;
};

/* In the order of the words in the tables. */
enum target_choice { TARGET_OLDEST = 13, TARGET_DEFAULT = 15 };
enum unsupported_choice { UNSUPPORTED_AS_MAPPED, UNSUPPORTED_IS_ERROR, UNSUPPORTED_IS_COMMENT };
enum color_choice { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER, COLOR_DEBUG };
enum section_choice { SECTION_ALL, SECTION_PRE_DATA, SECTION_DATA, SECTION_POST_DATA };
enum diff_format {
	DIFF_FORMAT_TEXT,
	DIFF_FORMAT_MARKDOWN,
	DIFF_FORMAT_JSON,
	DIFF_FORMAT_SQL,
	DIFF_FORMAT_LINT,
	DIFF_FORMAT_SARIF
};
enum emit_choice { EMIT_DDL, EMIT_JSON, EMIT_DOT, EMIT_MERMAID };
enum dump_choice { DUMP_NOTHING, DUMP_TOKENS, DUMP_AST, DUMP_SCHEMA, DUMP_RULES, DUMP_POSTGRES };

enum option_kind {
	OPTION_FLAG,   /* bool */
	OPTION_TEXT,   /* const char *, the last one given */
	OPTION_LIST,   /* struct text_list, all that were given */
	OPTION_CHOICE, /* int: first_value + position in the list of words */
};

/* Spelled -L, --NAME or both; -NAME when single_dash (gcc's -MD). */
struct option {
	char letter;
	const char *name;
	bool single_dash;
	enum option_kind kind;
	size_t at;	      /* offset in struct options */
	const char *argument; /* how help names the argument; for a choice "a|b|c" */
	int first_value;
	const char *help;
};

/* A table ends with an option that has neither letter nor name. */
struct option_table {
	const char *title; /* of its paragraph in the help text */
	const struct option *options;
};

enum { MAX_OPTION_TABLES = 5 }; /* with the one that ends the list */

void options_init(struct options *options, struct arena *arena);

/* Parses ARGV[1 ...].  False, and in *OUT_MESSAGE what is wrong, when it can't. */
bool options_parse(struct options *options, const struct option_table *tables, int argc,
		   char *const *argv, const char **out_message);

void options_print_help(struct strbuf *out, const struct option_table *tables);

/* The word of COUNT in WORDS that WORD may have been meant to be, or NULL. */
const char *options_suggest(const char *word, const char *const *words, size_t count);

#endif
