/* SPDX-License-Identifier: PostgreSQL
 *
 * lite2pg diff: two sources through one mapping, compared as PostgreSQL schemas.
 */
#include <config.h>

#include <string.h>
#include <unistd.h>

#include "cli/command.h"
#include "diff/migrate.h"

#define AT(member) offsetof(struct options, member)

static const struct option options_diff[] = {
	{ 0, "format", false, OPTION_CHOICE, AT(diff_format), "text|markdown|json|sql",
	  DIFF_FORMAT_TEXT, "the form of the differences; sql is the migration script" },
	{ 0, "offline", false, OPTION_FLAG, AT(offline), NULL, 0,
	  "the script may lock what it likes: the short form, in one transaction" },
	{ 0, "allow", false, OPTION_LIST, AT(allow), "HAZARD", 0,
	  "put out the statements that have it, not comments; all for every one; may be repeated" },
	{ 0 },
};

/* ---------------------------------------------------------------- one side */

static void set_lower_options(struct compilation *c, const struct options *options)
{
	c->options.target = (uint8_t)options->target;
	vec_each(const char *, glob, options->include.items)
		vec_push(options->arena, &c->options.include, *glob);
	vec_each(const char *, glob, options->exclude.items)
		vec_push(options->arena, &c->options.exclude, *glob);
}

static enum exit_status compile_side(struct compilation *c, const struct options *options,
				     uint32_t argument)
{
	enum exit_status status = cli_rules(c, options);

	if (status == EXIT_DONE)
		status = compile_sources(c, &options->arguments.items.items[argument], 1);
	if (status == EXIT_DONE)
		status = compile_lower(c);
	return cli_explained(c, status);
}

/* What translating a schema has to tell is told by compile; here it stands in the way. */
static void report(const struct options *options, const struct compilation *c)
{
	struct options quiet = *options;

	quiet.quiet = !options->verbose;
	cli_report(&quiet, &c->ctx.diags, &c->ctx.sources);
}

/* What the comparison itself found, behind the TOLD first. */
static void report_rest(const struct options *options, const struct compilation *c, uint32_t told)
{
	struct diag_list rest = c->ctx.diags;

	rest.items.items += told;
	rest.items.count -= told;
	rest.errors = rest.warnings = 0;
	if (rest.items.count)
		cli_report(options, &rest, &c->ctx.sources);
}

/* ---------------------------------------------------------------- the answer */

static unsigned allowed_hazards(const struct options *options)
{
	unsigned allowed = 0;

	vec_each(const char *, name, options->allow.items)
		allowed |= hazard_find(*name);
	return allowed;
}

static enum exit_status print_changes(const struct options *options, const struct change_list *list)
{
	static const enum diff_color colors[] = { [DIAG_COLOR_NEVER] = DIFF_PLAIN,
						  [DIAG_COLOR_ALWAYS] = DIFF_COLORED,
						  [DIAG_COLOR_DEBUG] = DIFF_TAGGED };
	struct strbuf out = { 0 };

	switch ((enum diff_format)options->diff_format) {
	case DIFF_FORMAT_TEXT:
		diff_print_text(&out, list, colors[cli_color(options, STDOUT_FILENO)]);
		break;
	case DIFF_FORMAT_MARKDOWN:
		diff_print_markdown(&out, list);
		break;
	case DIFF_FORMAT_JSON:
		diff_print_json(&out, list);
		break;
	case DIFF_FORMAT_SQL:
		diff_print_sql(&out, list, options->offline, allowed_hazards(options));
		break;
	}
	return cli_print(&out, change_list_is_empty(list) ? EXIT_DONE : EXIT_NO);
}

/* As diff(1): errors in a source are trouble, not a difference. */
static enum exit_status compare(const struct options *options, struct compilation *old,
				struct compilation *new)
{
	struct change_list list = { 0 };
	uint32_t told;

	if (compile_side(old, options, 0) != EXIT_DONE) {
		report(options, old);
		return EXIT_CANNOT;
	}
	if (compile_side(new, options, 1) != EXIT_DONE) {
		report(options, new);
		return EXIT_CANNOT;
	}
	report(options, new);
	told = new->ctx.diags.items.count;
	diff_schemas(&list, &old->target, &new->target, &new->rules);
	report_rest(options, new, told);
	if (new->ctx.diags.errors)
		return EXIT_CANNOT;
	return print_changes(options, &list);
}

static enum exit_status unknown_hazard(const struct command *command, const char *name)
{
	const char *names[HAZARD_COUNT], *meant;

	for (int i = 0; i < HAZARD_COUNT; i++)
		names[i] = hazard_infos[i].name;
	meant = options_suggest(name, names, HAZARD_COUNT);
	if (meant)
		return cli_usage_error(command, "no hazard is named '%s'; did you mean '%s'?", name,
				       meant);
	return cli_usage_error(command, "no hazard is named '%s'", name);
}

static enum exit_status check_usage(const struct command *command, const struct options *options)
{
	const struct text_list *arguments = &options->arguments;

	if (arguments->items.count != 2)
		return cli_usage_error(command,
				       arguments->items.count < 2
					       ? "OLD and NEW are two sources"
					       : "too many arguments: OLD and NEW are two sources");
	if (strcmp(arguments->items.items[0], "-") == 0 &&
	    strcmp(arguments->items.items[1], "-") == 0)
		return cli_usage_error(command, "only one of OLD and NEW can be standard input");
	vec_each(const char *, name, options->allow.items)
		if (!hazard_find(*name))
			return unknown_hazard(command, *name);
	return EXIT_DONE;
}

static enum exit_status run(const struct command *command, struct options *options)
{
	struct compilation old, new;
	enum exit_status status = check_usage(command, options);

	if (status != EXIT_DONE)
		return status;
	compilation_init(&old);
	compilation_init(&new);
	set_lower_options(&old, options);
	set_lower_options(&new, options);
	status = cli_set_levels(command, options, &old.ctx.diags);
	if (status == EXIT_DONE)
		status = cli_set_levels(command, options, &new.ctx.diags);
	if (status == EXIT_DONE)
		status = compare(options, &old, &new);
	compilation_free(&old);
	compilation_free(&new);
	return status;
}

const struct command command_diff = {
	.name = "diff",
	.summary = "tell how two schemas differ as PostgreSQL schemas",
	.usage = "[OPTION]... OLD NEW",
	.description = "Translates OLD and NEW through the same mapping and prints how the "
		       "PostgreSQL schemas\n"
		       "differ.  Either is a SOURCE as for compile, a FIFO too.  Exit status: 0 no "
		       "difference,\n"
		       "1 differences, 2 trouble.",
	.example = "  lite2pg diff old.sql new.sql\n"
		   "  lite2pg diff -m app.map <(git show main:schema.sql) schema.sql\n"
		   "  lite2pg diff --format=sql --allow=drop-column old.sql new.sql > "
		   "migrate.sql\n",
	.tables = { { "Comparison", options_diff },
		    { "Translation", options_mapping },
		    { "Messages", options_messages },
		    { "Help", options_general } },
	.run = run,
};
