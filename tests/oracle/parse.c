/* SPDX-License-Identifier: PostgreSQL
 *
 * PostgreSQL's parser over what we write: each file that is named must parse, and each of its key
 * words must be able to stand wherever the printers put a name, each type where they put a type.
 * Prints TAP.
 */
#include <config.h>

#include <errno.h>
#include <pg_query.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/source.h"
#include "postgres/print.h"

static unsigned tests;

static const char *const words[] = {
#define PG_KEYWORD(word, category) word,
#include "postgres/keywords.list"
#undef PG_KEYWORD
};

/* Canonical names and aliases, those of one type separated by "|". */
static const char *const types[] = {
#define PG_TYPE(kind, name, most, aliases) name "|" aliases,
#include "postgres/types.list"
#undef PG_TYPE
};

enum {
	WORD_COUNT = sizeof(words) / sizeof(words[0]),
	TYPE_COUNT = sizeof(types) / sizeof(types[0])
};

static bool parses(const char *sql)
{
	PgQueryParseResult result = pg_query_parse(sql);
	bool good = !result.error;

	if (!good)
		printf("# %s, at byte %d\n", result.error->message, result.error->cursorpos);
	pg_query_free_parse_result(result);
	return good;
}

static void report(bool good, const char *name)
{
	printf("%sok %u - %s\n", good ? "" : "not ", ++tests, name);
}

/* ---------------------------------------------------------------- names */

/* $ stands for the name. */
static const char *const name_places[] = {
	"CREATE TABLE $ ($ integer CHECK ($ > 0), PRIMARY KEY ($), CONSTRAINT $ UNIQUE ($, a))",
	"CREATE TABLE t (a integer CONSTRAINT $ REFERENCES $ ($), CHECK ($ IS NULL OR $ IN (1, "
	"2)))",
	"CREATE TABLE t (a integer GENERATED ALWAYS AS ($ + $ * -$) STORED, $ text)",
	"CREATE UNIQUE INDEX $ ON $ ($, ($ || 'x') COLLATE $ DESC) WHERE $",
	"ALTER TABLE $ ADD CONSTRAINT $ FOREIGN KEY ($) REFERENCES $ ($)",
	"CREATE TYPE $ AS ENUM ('a')",
	"CREATE VIEW $ ($) AS SELECT $, $.$ AS $ FROM $ AS $ JOIN $ USING ($) ORDER BY $",
	"SELECT CASE $ WHEN $ THEN $ ELSE $ END, $ BETWEEN $ AND $, NOT $, $ IS NULL, $::text",
	"WITH $ ($) AS (SELECT 1) SELECT sum($) OVER $ FROM $ WINDOW $ AS (PARTITION BY $)",
};

enum { NAME_PLACE_COUNT = sizeof(name_places) / sizeof(name_places[0]) };

static bool word_fits(const char *place, const char *word)
{
	struct strbuf sql = { 0 };
	bool good;

	for (; *place; place++)
		if (*place == '$')
			pg_print_identifier(&sql, word);
		else
			strbuf_add_char(&sql, *place);
	good = parses(sql.text);
	if (!good)
		printf("# %s\n", sql.text);
	strbuf_free(&sql);
	return good;
}

static void test_words(void)
{
	bool good = true;

	for (unsigned i = 0; i < WORD_COUNT; i++)
		for (unsigned j = 0; j < NAME_PLACE_COUNT; j++)
			good &= word_fits(name_places[j], words[i]);
	report(good, "key words stand wherever a name does");
}

/* ---------------------------------------------------------------- types */

static bool type_fits(struct arena *arena, struct slice name)
{
	struct strbuf sql = { 0 };
	struct pg_type type;
	bool good;

	if (!pg_type_parse(arena, name, &type)) {
		printf("# '%.*s' is no type\n", SLICE_ARGS(name));
		return false;
	}
	strbuf_add_text(&sql, "CREATE TABLE t (a ");
	pg_type_print(&sql, &type);
	strbuf_add_text(&sql, ", b ");
	strbuf_add_slice(&sql, name);
	strbuf_add_text(&sql, "[])");
	good = parses(sql.text);
	strbuf_free(&sql);
	return good;
}

static void test_types(void)
{
	struct arena *arena = arena_new();
	bool good = true;

	for (unsigned i = 0; i < TYPE_COUNT; i++)
		for (const char *at = types[i]; *at;) {
			size_t len = strcspn(at, "|");

			good &= type_fits(arena, (struct slice){ at, (uint32_t)len });
			at += len + (at[len] == '|');
		}
	report(good, "types and their aliases are types");
	arena_free(arena);
}

/* ---------------------------------------------------------------- comments */

static void test_comments(void)
{
	static const char *const texts[] = {
		"one\ntwo",   "one\r\ntwo\rthree", "\\! echo",	 "; DROP TABLE t; --",
		"*/ x /* ''", "a\fb\vc\x01\x7f",   "\xff\xfe x", "\xe2\x80\xa8line",
	};
	bool good = true;

	for (unsigned i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct strbuf sql = { 0 };

		pg_print_comment(&sql, slice_of(texts[i]), 4);
		strbuf_add_text(&sql, "SELECT 1");
		good &= parses(sql.text);
		for (const char *line = sql.text; line; line = strchr(line, '\n')) {
			line += *line == '\n';
			good &= strncmp(line, "    --", 6) == 0 || strcmp(line, "SELECT 1") == 0;
		}
		good &= !strchr(sql.text, '\r') && !strchr(sql.text, '\x7f');
		strbuf_free(&sql);
	}
	report(good, "no text ends its comment");
}

/* ---------------------------------------------------------------- files */

static void test_file(const char *path)
{
	struct arena *arena = arena_new();
	struct source_map map = { .arena = arena, .next_base = 1 };
	struct source *source = source_read(&map, path);

	if (!source)
		printf("# %s\n", strerror(errno));
	report(source && parses(source->text.ptr), path);
	arena_free(arena);
}

int main(int argc, char **argv)
{
	printf("1..%d\n", argc + 2);
	test_words();
	test_types();
	test_comments();
	for (int i = 1; i < argc; i++)
		test_file(argv[i]);
	pg_query_exit();
	return 0;
}
