/* SPDX-License-Identifier: PostgreSQL
 *
 * Unit tests of src/cli and of the dependency file: what needs no schema.
 */
#include <config.h>

#include <stdlib.h>
#include <string.h>

#include "cli/options.h"
#include "cli/unified.h"
#include "emit/depfile.h"
#include "units.h"

void equal_texts_have_no_difference(void **state)
{
	struct strbuf out = { 0 };

	(void)state;
	assert_false(unified_diff(&out, (struct unified_text){ "f", "a\n", 2 },
				  (struct unified_text){ "f", "a\n", 2 }));
	assert_false(unified_diff(&out, (struct unified_text){ "f", NULL, 0 },
				  (struct unified_text){ "f", "", 0 }));
	assert_int_equal(out.len, 0);
}

/* Applies a unified difference of whole lines without a missing newline. */
static char *applied(const char *old, const char *diff)
{
	char *made = calloc(1, strlen(old) + strlen(diff) + 1);
	size_t line = 1;

	diff = strchr(strchr(diff, '\n') + 1, '\n') + 1;
	while (*diff) {
		size_t len = strcspn(diff, "\n") + 1;

		if (*diff == '@') {
			size_t start = strtoul(diff + 4, NULL, 10);
			size_t count = strtoul(strchr(diff, ',') + 1, NULL, 10);

			for (start += count == 0; line < start; line++) {
				strncat(made, old, strcspn(old, "\n") + 1);
				old += strcspn(old, "\n") + 1;
			}
		} else {
			if (*diff != '+') {
				assert_int_equal(strncmp(old, diff + 1, len - 1), 0);
				old += strcspn(old, "\n") + 1;
				line++;
			}
			if (*diff != '-')
				strncat(made, diff + 1, len - 1);
		}
		diff += len;
	}
	return strcat(made, old);
}

static void random_text(char *text, unsigned *seed, int lines)
{
	for (int i = 0; i < lines; i++) {
		*seed = *seed * 1103515245u + 12345u;
		*text++ = (char)('a' + (*seed >> 16) % 5);
		*text++ = '\n';
	}
	*text = '\0';
}

void differences_apply(void **state)
{
	unsigned seed = 1;
	char old[128], new[128];

	(void)state;
	for (int i = 0; i < 3000; i++) {
		struct strbuf out = { 0 };
		char *made;

		random_text(old, &seed, i % 31);
		random_text(new, &seed, i % 29);
		if (!unified_diff(&out, (struct unified_text){ "f", old, strlen(old) },
				  (struct unified_text){ "f", new, strlen(new) }))
			continue;
		made = applied(old, out.text);
		assert_string_equal(made, new);
		free(made);
		strbuf_free(&out);
	}
}

static const struct option some_options[] = {
	{ 'o', "output", false, OPTION_TEXT, offsetof(struct options, output), "FILE", 0, "" },
	{ 0, "loader", false, OPTION_TEXT, offsetof(struct options, loader), "FILE", 0, "" },
	{ 0, "check", false, OPTION_FLAG, offsetof(struct options, check), NULL, 0, "" },
	{ 0, "color", false, OPTION_CHOICE, offsetof(struct options, color), "auto|always|never", 0,
	  "" },
	{ 'q', "quiet", false, OPTION_FLAG, offsetof(struct options, quiet), NULL, 0, "" },
	{ 'v', "verbose", false, OPTION_FLAG, offsetof(struct options, verbose), NULL, 0, "" },
	{ 'W', NULL, false, OPTION_LIST, offsetof(struct options, warnings), "NAME", 0, "" },
	{ 0, "MF", true, OPTION_TEXT, offsetof(struct options, depfile_path), "FILE", 0, "" },
	{ 0 },
};
static const struct option_table some_tables[] = { { "Some", some_options }, { NULL, NULL } };

/* ARGUMENTS are separated by blanks.  NULL, or the message. */
static const char *parse(struct options *options, struct arena *arena, const char *arguments)
{
	char *argv[16] = { "command" }, *save = NULL;
	char *text = arena_copy(arena, arguments, strlen(arguments));
	const char *message = NULL;
	int argc = 1;

	for (char *word = strtok_r(text, " ", &save); word; word = strtok_r(NULL, " ", &save))
		argv[argc++] = word;
	options_init(options, arena);
	return options_parse(options, some_tables, argc, argv, &message) ? NULL : message;
}

void options_stand_anywhere(void **state)
{
	struct arena *arena = arena_new();
	struct options o;

	(void)state;
	assert_null(parse(&o, arena, "a -qofile b --check -Wno-x -MF d - -- --loader"));
	assert_int_equal(o.arguments.items.count, 4);
	assert_string_equal(o.arguments.items.items[2], "-");
	assert_string_equal(o.arguments.items.items[3], "--loader");
	assert_string_equal(o.output, "file");
	assert_string_equal(o.warnings.items.items[0], "no-x");
	assert_string_equal(o.depfile_path, "d");
	assert_true(o.quiet && o.check && !o.verbose);
	arena_free(arena);
}

void options_shorten_while_unambiguous(void **state)
{
	struct arena *arena = arena_new();
	struct options o;

	(void)state;
	assert_null(parse(&o, arena, "--out=x --color never --lo y"));
	assert_string_equal(o.output, "x");
	assert_string_equal(o.loader, "y");
	assert_int_equal(o.color, 2);
	assert_string_equal(parse(&o, arena, "--c"), "'--c' is ambiguous: '--check' or '--color'");
	assert_string_equal(parse(&o, arena, "--lodaer x"),
			    "unknown option '--lodaer'; did you mean '--loader'?");
	assert_string_equal(parse(&o, arena, "-x"), "unknown option '-x'");
	assert_string_equal(parse(&o, arena, "--check=1"), "'--check' takes no value");
	assert_string_equal(parse(&o, arena, "-o"), "'-o' needs a value: FILE");
	assert_string_equal(parse(&o, arena, "--color=alway"),
			    "'alway' is no value of '--color'; did you mean 'always'?");
	arena_free(arena);
}

void depfile_names_are_quoted_for_make(void **state)
{
	static const char *const targets[] = { "out.sql", "load.sh" };
	static const char *const files[] = { "a b.sql", "c$#.map", "a b.sql" };
	struct output out;

	(void)state;
	output_open_memory(&out);
	emit_depfile(&out, targets, 2, files, 3);
	assert_string_equal(out.buf.text, "out.sql load.sh: \\\n  a\\ b.sql \\\n  c$$\\#.map\n"
					  "\na\\ b.sql:\n\nc$$\\#.map:\n");
	output_abandon(&out);
}
