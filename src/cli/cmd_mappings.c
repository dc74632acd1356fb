/* SPDX-License-Identifier: PostgreSQL
 *
 * lite2pg mappings: the presets that are built into the program.
 */
#include <config.h>

#include <string.h>

#include "cli/command.h"
#include "mapping/rules.h"

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

static enum exit_status run(const struct command *command, struct options *options)
{
	struct strbuf out = { 0 };

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

const struct command command_mappings = {
	.name = "mappings",
	.summary = "print the presets built into the program",
	.usage = "[NAME]...",
	.description = "Prints the text of the preset NAME, to read or to start one's own mapping "
		       "from.\nWithout NAME, lists the presets.",
	.example = "  lite2pg mappings\n  lite2pg mappings default > my.map\n",
	.tables = { { "Options", options_general } },
	.run = run,
};
