/* SPDX-License-Identifier: PostgreSQL
 *
 * lite2pg explain CODE: what a diagnostic means and what to do about it.
 */
#include <config.h>

#include <string.h>

#include "cli/command.h"
#include "diag/diag.h"

static const struct option options_explain[] = {
	{ 'W', NULL, false, OPTION_LIST, offsetof(struct options, warnings), "NAME", 0,
	  "the diagnostic as messages name it" },
	{ 0 },
};

static const char *default_level(enum diag_severity severity)
{
	switch (severity) {
	case DIAG_ERROR:
		return "an error: there is no output";
	case DIAG_WARNING:
		return "a warning";
	case DIAG_NOTE:
		return "a note";
	case DIAG_IGNORED:
		break;
	}
	return "not reported unless asked for";
}

static enum exit_status unknown_code(const struct command *command, const char *name)
{
	const char *names[DIAG_CODE_COUNT], *meant;

	for (int i = 0; i < DIAG_CODE_COUNT; i++)
		names[i] = diag_code_info((enum diag_code)i)->name;
	meant = options_suggest(name, names, DIAG_CODE_COUNT);
	if (meant)
		return cli_usage_error(command, "no diagnostic is named '%s'; did you mean '%s'?",
				       name, meant);
	return cli_usage_error(command, "no diagnostic is named '%s'", name);
}

/* As the messages print them: [-Wname], [-Werror=name]. */
static const char *bare_name(const char *name)
{
	if (name[0] == '[')
		name++;
	if (strncmp(name, "-W", 2) == 0)
		name += 2;
	if (strncmp(name, "error=", 6) == 0)
		name += 6;
	return name;
}

static void print_code(struct strbuf *out, enum diag_code code)
{
	const struct diag_code_info *info = diag_code_info(code);

	strbuf_addf(out, "%s: %s\n\n%s\n\nBy default this is %s.\n", info->name, info->summary,
		    info->explanation, default_level(info->severity));
}

static void list_codes(struct strbuf *out)
{
	for (int i = 0; i < DIAG_CODE_COUNT; i++) {
		const struct diag_code_info *info = diag_code_info((enum diag_code)i);

		strbuf_addf(out, "%-28s %s\n", info->name, info->summary);
	}
}

static enum exit_status run(const struct command *command, struct options *options)
{
	struct strbuf out = { 0 };

	vec_each(const char *, warning, options->warnings.items)
		vec_push(options->arena, &options->arguments.items, *warning);
	if (options->arguments.items.count == 0)
		list_codes(&out);
	vec_each(const char *, argument, options->arguments.items) {
		char *name = arena_copy(options->arena, bare_name(*argument),
					strcspn(bare_name(*argument), "]"));
		enum diag_code code;

		if (!diag_code_find(name, &code)) {
			strbuf_free(&out);
			return unknown_code(command, name);
		}
		if (out.len)
			strbuf_add_char(&out, '\n');
		print_code(&out, code);
	}
	return cli_print(&out, EXIT_DONE);
}

const struct command command_explain = {
	.name = "explain",
	.summary = "tell what a diagnostic means and what to do",
	.usage = "[CODE]...",
	.description =
		"Prints what the diagnostic CODE means, an example, and what to do about it.\n"
		"Without CODE, lists all of them.",
	.example = "  lite2pg explain syntax\n  lite2pg explain -Wnarrowed-integer\n",
	.tables = { { "Options", options_explain }, { "Help", options_general } },
	.run = run,
};
