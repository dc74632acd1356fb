/* SPDX-License-Identifier: PostgreSQL
 *
 * lite2pg mappings: the presets that are built into the program, and the tests that
 * mapping files carry.
 */
#include <config.h>

#include <stddef.h>
#include <string.h>

#include "cli/command.h"
#include "lower/rule_test.h"

enum { MAX_PRESETS = 64 };

/* What the comment that heads the preset says first: up to its period, or to a colon behind
 * more than a word or two. */
static void add_summary(struct strbuf *out, const struct preset *preset)
{
	const char *text = preset->text;
	size_t start = out->len;

	while (*text == '#' || *text == ' ' || *text == '\n')
		text += strncmp(text, "# SPDX", 6) == 0 ? strcspn(text, "\n") : 1;
	for (; *text && *text != '.'; text++) {
		if (*text == ':' && out->len - start > 20)
			break;
		if (*text != '\n')
			strbuf_add_char(out, *text);
		else if (text[1] == '#' && text[2] == ' ')
			strbuf_add_char(out, *(text += 2));
		else
			break;
	}
}

static enum exit_status unknown_preset(const struct command *command, const char *name)
{
	const char *names[MAX_PRESETS], *meant;
	size_t count = 0;

	for (const struct preset *preset = presets; preset->name && count < MAX_PRESETS; preset++)
		names[count++] = preset->name;
	meant = options_suggest(name, names, count);
	if (meant)
		return cli_usage_error(command, "no preset is named '%s'; did you mean '%s'?", name,
				       meant);
	return cli_usage_error(command, "no preset is named '%s'", name);
}

/* Runs the tests of the preset or file NAME. */
static enum exit_status check(const struct options *options, const char *name, struct strbuf *out)
{
	struct compilation compilation;
	enum exit_status status;

	compilation_init(&compilation);
	status = compile_rules(&compilation, &name, 1);
	if (status == EXIT_DONE && rule_tests_run(&compilation.rules, &compilation.options, out) > 0)
		status = EXIT_NO;
	if (status == EXIT_DONE && compilation.ctx.diags.errors)
		status = EXIT_NO;
	cli_report(options, &compilation.ctx.diags, &compilation.ctx.sources);
	cli_explained(&compilation, status);
	compilation_free(&compilation);
	return status;
}

static enum exit_status check_all(const struct command *command, const struct options *options)
{
	enum exit_status worst = EXIT_DONE;
	struct strbuf out = { 0 };

	if (options->arguments.items.count == 0)
		return cli_usage_error(command, "--check needs a preset or file");
	vec_each(const char *, name, options->arguments.items) {
		enum exit_status status = check(options, *name, &out);

		worst = status > worst ? status : worst;
	}
	return cli_print(&out, worst);
}

static enum exit_status run(const struct command *command, struct options *options)
{
	struct strbuf out = { 0 };

	if (options->check)
		return check_all(command, options);
	if (options->arguments.items.count == 0)
		for (const struct preset *preset = presets; preset->name; preset++) {
			strbuf_addf(&out, "%-12s ", preset->name);
			add_summary(&out, preset);
			strbuf_add_char(&out, '\n');
		}
	vec_each(const char *, name, options->arguments.items) {
		const struct preset *preset = preset_find(*name);

		if (!preset) {
			strbuf_free(&out);
			return unknown_preset(command, *name);
		}
		strbuf_add(&out, preset->text, preset->len);
	}
	return cli_print(&out, EXIT_DONE);
}

static const struct option options_check[] = {
	{ 0, "check", false, OPTION_FLAG, offsetof(struct options, check), NULL, 0,
	  "run the tests that each preset or file NAME holds" },
	{ 0 },
};

const struct command command_mappings = {
	.name = "mappings",
	.summary = "print the presets built into the program",
	.usage = "[NAME]...\n--check NAME...",
	.description = "Prints the text of the preset NAME, to read or to start one's own mapping "
		       "from.\nWithout NAME, lists the presets.",
	.example = "  lite2pg mappings\n  lite2pg mappings default > my.map\n",
	.tables = { { "Check", options_check }, { "Options", options_general } },
	.run = run,
};
