/* SPDX-License-Identifier: PostgreSQL
 *
 * lite2pg mappings: the presets that are built into the program.
 */
#include <config.h>

#include <string.h>

#include "cli/command.h"
#include "mapping/rules.h"

enum { MAX_PRESETS = 64 };

/* The first sentence of the comment that heads the preset. */
static struct slice summary_of(const struct preset *preset)
{
	const char *text = preset->text;
	size_t len;

	while (*text == '#' || *text == ' ' || *text == '\n') {
		if (strncmp(text, "# SPDX", 6) == 0)
			text += strcspn(text, "\n");
		text++;
	}
	len = strcspn(text, ".\n");
	return (struct slice){ text, (uint32_t)len };
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
		for (const struct preset *preset = presets; preset->name; preset++)
			strbuf_addf(&out, "%-12s %.*s\n", preset->name,
				    SLICE_ARGS(summary_of(preset)));
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
