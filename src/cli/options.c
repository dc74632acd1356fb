/* SPDX-License-Identifier: PostgreSQL
 *
 * The command-line parser and the help text of option tables.  getopt_long() is not used:
 * it keeps its state in globals, prints its own messages and knows no "did you mean".
 */
#include <config.h>

#include "cli/options.h"

#include <string.h>

enum { HELP_COLUMN = 28, HELP_WIDTH = 80 };

struct parser {
	struct options *options;
	const struct option_table *tables;
	char *const *argv;
	int argc;
	int at; /* the argument being read */
	const char *message;
};

void options_init(struct options *options, struct arena *arena)
{
	*options = (struct options){ .arena = arena, .target = TARGET_DEFAULT };
}

#define each_option(option, tables)                                                                \
	for (const struct option_table *table = (tables); table->options; table++)                 \
		for (const struct option *option = table->options; option->letter || option->name; \
		     option++)

static bool fail(struct parser *p, const char *message)
{
	p->message = message;
	return false;
}

/* --------------------------------------------------------------- suggestions */

const char *options_suggest(const char *word, const char *const *words, size_t count)
{
	const char *best = NULL;
	unsigned limit = strlen(word) > 5 ? 3 : strlen(word) > 3 ? 2 : 1;

	for (size_t i = 0; i < count; i++) {
		unsigned distance = edit_distance(slice_of(word), slice_of(words[i]), limit);

		if (distance <= limit) {
			best = words[i];
			limit = distance ? distance - 1 : 0;
			if (distance == 0)
				break;
		}
	}
	return best;
}

static const char *suggest_long(struct parser *p, const char *name)
{
	const char *names[128];
	size_t count = 0;

	each_option(option, p->tables) if (option->name && !option->single_dash && count < 128)
		names[count++] = option->name;
	return options_suggest(name, names, count);
}

/* --------------------------------------------------------------- values */

static bool set_choice(struct parser *p, const struct option *option, const char *spelled,
		       const char *value)
{
	const char *words[32];
	size_t count = 0;
	char *list = arena_copy(p->options->arena, option->argument, strlen(option->argument));
	const char *meant;
	char *save = NULL;

	for (char *word = strtok_r(list, "|", &save); word && count < 32;
	     word = strtok_r(NULL, "|", &save)) {
		if (strcmp(word, value) == 0) {
			*(int *)((char *)p->options + option->at) =
				option->first_value + (int)count;
			return true;
		}
		words[count++] = word;
	}
	meant = value[strspn(value, "0123456789")] ? options_suggest(value, words, count) : NULL;
	if (meant)
		return fail(p, arena_printf(p->options->arena,
					    "'%s' is no value of '%s'; did you mean '%s'?", value,
					    spelled, meant));
	return fail(p, arena_printf(p->options->arena, "'%s' is no value of '%s': it takes %s",
				    value, spelled, option->argument));
}

static bool set(struct parser *p, const struct option *option, const char *spelled,
		const char *value)
{
	char *member = (char *)p->options + option->at;

	switch (option->kind) {
	case OPTION_FLAG:
		*(bool *)member = true;
		return true;
	case OPTION_TEXT:
		*(const char **)member = value;
		return true;
	case OPTION_LIST: {
		struct text_list *list = (struct text_list *)member;

		vec_push(p->options->arena, &list->items, value);
		return true;
	}
	case OPTION_CHOICE:
		return set_choice(p, option, spelled, value);
	}
	return false;
}

/* VALUE is what was attached to the option, or NULL: then the next argument is its value. */
static bool take(struct parser *p, const struct option *option, const char *spelled,
		 const char *value)
{
	if (option->kind == OPTION_FLAG) {
		if (value)
			return fail(
				p, arena_printf(p->options->arena, "'%s' takes no value", spelled));
		return set(p, option, spelled, NULL);
	}
	if (!value && p->at + 1 < p->argc)
		value = p->argv[++p->at];
	if (!value)
		return fail(p, arena_printf(p->options->arena, "'%s' needs a value: %s", spelled,
					    option->argument));
	return set(p, option, spelled, value);
}

/* --------------------------------------------------------------- spellings */

/* The option of this name, or the first that starts with it; *OUT_OTHER is a second one that
 * starts with it too. */
static const struct option *find_long(struct parser *p, const char *name, size_t len,
				      const struct option **out_other)
{
	const struct option *found = NULL;

	*out_other = NULL;
	each_option(option, p->tables)
	{
		if (!option->name || option->single_dash || strncmp(option->name, name, len) != 0)
			continue;
		if (strlen(option->name) == len) {
			*out_other = NULL;
			return option;
		}
		if (found)
			*out_other = option;
		else
			found = option;
	}
	return found;
}

static bool parse_long(struct parser *p, const char *argument)
{
	const char *equals = strchr(argument, '=');
	size_t len = equals ? (size_t)(equals - argument) - 2 : strlen(argument + 2);
	const char *name = arena_copy(p->options->arena, argument + 2, len);
	const struct option *other, *found = find_long(p, name, len, &other);
	const char *meant;

	if (other)
		return fail(p,
			    arena_printf(p->options->arena, "'--%s' is ambiguous: '--%s' or '--%s'",
					 name, found->name, other->name));
	if (found)
		return take(p, found, arena_printf(p->options->arena, "--%s", found->name),
			    equals ? equals + 1 : NULL);
	meant = suggest_long(p, name);
	if (meant)
		return fail(p, arena_printf(p->options->arena,
					    "unknown option '--%s'; did you mean '--%s'?", name,
					    meant));
	return fail(p, arena_printf(p->options->arena, "unknown option '--%s'", name));
}

static const struct option *find_letter(struct parser *p, char letter)
{
	each_option(option, p->tables) if (option->letter == letter) return option;
	return NULL;
}

/* -MD, -MF FILE, -MFFILE. */
static const struct option *find_single_dash(struct parser *p, const char *text)
{
	each_option(option, p->tables)
	{
		size_t len = option->name ? strlen(option->name) : 0;

		if (!option->single_dash || strncmp(option->name, text, len) != 0)
			continue;
		if (option->kind != OPTION_FLAG || text[len] == '\0')
			return option;
	}
	return NULL;
}

static bool parse_short(struct parser *p, const char *argument)
{
	const struct option *option = find_single_dash(p, argument + 1);

	if (option) {
		const char *rest = argument + 1 + strlen(option->name);

		return take(p, option, arena_printf(p->options->arena, "-%s", option->name),
			    *rest ? rest : NULL);
	}
	for (const char *letter = argument + 1; *letter; letter++) {
		const char *spelled = arena_printf(p->options->arena, "-%c", *letter);

		option = find_letter(p, *letter);
		if (!option)
			return fail(p, arena_printf(p->options->arena, "unknown option '%s'",
						    letter == argument + 1 ? argument : spelled));
		if (option->kind != OPTION_FLAG)
			return take(p, option, spelled, letter[1] ? letter + 1 : NULL);
		if (!take(p, option, spelled, NULL))
			return false;
	}
	return true;
}

bool options_parse(struct options *options, const struct option_table *tables, int argc,
		   char *const *argv, const char **out_message)
{
	struct parser p = { .options = options, .tables = tables, .argv = argv, .argc = argc };
	bool ended = false, good = true;

	for (p.at = 1; p.at < argc && good; p.at++) {
		const char *argument = argv[p.at];

		if (ended || argument[0] != '-' || argument[1] == '\0')
			vec_push(options->arena, &options->arguments.items, argument);
		else if (strcmp(argument, "--") == 0)
			ended = true;
		else if (argument[1] == '-')
			good = parse_long(&p, argument);
		else
			good = parse_short(&p, argument);
	}
	*out_message = p.message;
	return good;
}

/* --------------------------------------------------------------- help */

static void print_spelling(struct strbuf *out, const struct option *option)
{
	bool takes = option->kind != OPTION_FLAG;

	if (option->single_dash) {
		strbuf_addf(out, "  -%s%s%s", option->name, takes ? " " : "",
			    takes ? option->argument : "");
		return;
	}
	if (option->letter)
		strbuf_addf(out, "  -%c", option->letter);
	else
		strbuf_add_text(out, "    ");
	if (!option->name)
		strbuf_addf(out, "%s", takes ? option->argument : "");
	else
		strbuf_addf(out, "%s --%s%s%s", option->letter ? "," : " ", option->name,
			    takes ? "=" : "", takes ? option->argument : "");
}

/* Words up to the width, each line started at the help column. */
static void print_filled(struct strbuf *out, const char *text, size_t column)
{
	for (;;) {
		size_t word = strcspn(text, " ");

		if (column + word > HELP_WIDTH) {
			strbuf_addf(out, "\n%*s", HELP_COLUMN, "");
			column = HELP_COLUMN;
		}
		strbuf_add(out, text, word);
		column += word + 1;
		text += word;
		if (!*text)
			break;
		text++;
		if (column + strcspn(text, " ") <= HELP_WIDTH)
			strbuf_add_char(out, ' ');
	}
	strbuf_add_char(out, '\n');
}

void options_print_help(struct strbuf *out, const struct option_table *tables)
{
	for (const struct option_table *table = tables; table->options; table++) {
		strbuf_addf(out, "\n%s:\n", table->title);
		for (const struct option *option = table->options; option->letter || option->name;
		     option++) {
			size_t start = out->len, used;

			print_spelling(out, option);
			used = out->len - start;
			if (used + 2 > HELP_COLUMN)
				strbuf_addf(out, "\n%*s", HELP_COLUMN, "");
			else
				strbuf_addf(out, "%*s", (int)(HELP_COLUMN - used), "");
			print_filled(out, option->help, HELP_COLUMN);
		}
	}
}
