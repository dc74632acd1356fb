/* SPDX-License-Identifier: PostgreSQL
 *
 * The options of `set NAME = VALUE`, as a table: read, checked and printed from it.
 */
#include <config.h>

#include <stddef.h>
#include <string.h>

#include "mapping/internal.h"

enum option_type { OPTION_WORD, OPTION_SWITCH, OPTION_NAME };

struct option {
	const char *name;
	enum option_type type;
	size_t offset;
	const char *const words[5]; /* WORD: in the order of the enum */
};

#define OPTION(name, type) #name, type, offsetof(struct settings, name)

static const struct option options[] = {
	{ OPTION(identifiers, OPTION_WORD), { "as-written", "lower", "preserve", "snake" } },
	{ OPTION(unsupported, OPTION_WORD), { "error", "comment" } },
	{ OPTION(key, OPTION_WORD), { "serial", "identity" } },
	{ OPTION(nocase, OPTION_WORD), { "lower", "citext", "icu" } },
	{ OPTION(nullable_keys, OPTION_WORD), { "primary", "unique" } },
	{ OPTION(prelude, OPTION_SWITCH), { "off", "on" } },
	{ OPTION(prelude_schema, OPTION_NAME), { 0 } },
	{ OPTION(schema, OPTION_NAME), { 0 } },
	{ OPTION(foreign_key_names, OPTION_NAME), { 0 } },
	{ OPTION(text_collation, OPTION_NAME), { 0 } },
};
enum { OPTION_COUNT = sizeof(options) / sizeof(options[0]) };

void settings_init(struct settings *settings)
{
	*settings = (struct settings){ .prelude = true, .prelude_schema = "sqlite_compat" };
}

/* All enums of struct settings start at 0 without gaps, so they are read as one. */
static unsigned get_word(const struct settings *settings, const struct option *option)
{
	const char *member = (const char *)settings + option->offset;
	enum identifiers word;

	if (option->type == OPTION_SWITCH)
		return *(const bool *)member;
	memcpy(&word, member, sizeof(word));
	return word;
}

static void set_word(struct settings *settings, const struct option *option, unsigned value)
{
	char *member = (char *)settings + option->offset;
	enum identifiers word = (enum identifiers)value;

	if (option->type == OPTION_SWITCH)
		*(bool *)member = value != 0;
	else
		memcpy(member, &word, sizeof(word));
}

static size_t word_count(const struct option *option)
{
	size_t count = 0;

	while (count < 5 && option->words[count])
		count++;
	return count;
}

static void report(struct rule_set *rules, struct span span, const char *what, struct slice word,
		   const char *const *words, size_t count)
{
	const char *meant = word_suggest(word, words, count);
	struct diag_list *diags = &rules->ctx->diags;
	struct diagnostic *diag = diag_add(diags, D_MAPPING_UNKNOWN_OPTION, span,
					   "unknown %s '%.*s'", what, SLICE_ARGS(word));
	struct strbuf all = { 0 };

	if (meant) {
		diag_help(diags, diag, "Did you mean '%s'?", meant);
		diag_fix(diags, diag, span, meant, false);
		return;
	}
	for (size_t i = 0; i < count; i++)
		strbuf_addf(&all, "%s%s", i ? ", " : "", words[i]);
	diag_help(diags, diag, "It is one of: %s.", all.text);
	strbuf_free(&all);
}

static void set_name(struct rule_set *rules, const struct option *option, struct slice value)
{
	char *member = (char *)&rules->settings + option->offset;
	bool none = value.len == 0 || slice_equal(value, SLICE("none"));

	*(const char **)member = none ? NULL : arena_copy(rules->ctx->arena, value.ptr, value.len);
}

static void set_value(struct rule_set *rules, const struct option *option,
		      const struct map_statement *statement)
{
	size_t count = word_count(option);

	if (option->type == OPTION_NAME) {
		set_name(rules, option, statement->value);
		return;
	}
	for (size_t i = 0; i < count; i++)
		if (slice_equal(statement->value, slice_of(option->words[i]))) {
			set_word(&rules->settings, option, (unsigned)i);
			return;
		}
	report(rules, statement->value_span,
	       arena_printf(rules->ctx->arena, "value for %s", option->name), statement->value,
	       option->words, count);
}

void settings_apply(struct rule_set *rules, const struct map_statement *statement)
{
	const char *names[OPTION_COUNT];

	for (size_t i = 0; i < OPTION_COUNT; i++) {
		names[i] = options[i].name;
		if (slice_equal(statement->name, slice_of(options[i].name))) {
			set_value(rules, &options[i], statement);
			return;
		}
	}
	report(rules, statement->name_span, "option", statement->name, names, OPTION_COUNT);
}

void settings_dump(const struct settings *settings, struct strbuf *out)
{
	for (size_t i = 0; i < OPTION_COUNT; i++) {
		const struct option *option = &options[i];
		const char *member = (const char *)settings + option->offset;

		strbuf_addf(out, "set %s = ", option->name);
		if (option->type != OPTION_NAME)
			strbuf_add_text(out, option->words[get_word(settings, option)]);
		else if (*(const char *const *)member)
			strbuf_addf(out, "\"%s\"", *(const char *const *)member);
		else
			strbuf_add_text(out, "none");
		strbuf_add_text(out, ";\n");
	}
}
