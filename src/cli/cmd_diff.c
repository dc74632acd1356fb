/* SPDX-License-Identifier: PostgreSQL
 *
 * lite2pg diff: two sources through one mapping, or one and a database, compared as PostgreSQL
 * schemas.
 */
#include <config.h>

#include <string.h>
#include <unistd.h>

#include "cli/command.h"
#include "diag/render.h"
#include "diff/lint.h"
#include "diff/migrate.h"
#include "transfer/catalog.h"
#include "transfer/uri.h"

#define AT(member) offsetof(struct options, member)

static const struct option options_diff[] = {
	{ 0, "format", false, OPTION_CHOICE, AT(diff_format), "text|markdown|json|sql|lint|sarif",
	  DIFF_FORMAT_TEXT,
	  "the form of the differences; sql is the migration script, lint and sarif are the "
	  "hazards alone" },
	{ 0, "offline", false, OPTION_FLAG, AT(offline), NULL, 0,
	  "the script may lock what it likes: the short form, in one transaction" },
	{ 0, "allow", false, OPTION_LIST, AT(allow), "HAZARD,...", 0,
	  "put out the statements that have it, not comments; all for every one; may be repeated" },
	{ 0, "fail-on", false, OPTION_LIST, AT(fail_on), "HAZARD,...", 0,
	  "exit 1 only on these hazards, and on errors: names, or destructive, data, incompatible, "
	  "lock, all; may be repeated" },
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

/* A database is read when the other side is known; till then it has its mapping alone. */
static enum exit_status compile_side(struct compilation *c, const struct options *options,
				     uint32_t argument, uint32_t *out_first_source)
{
	enum exit_status status = cli_rules(c, options);

	*out_first_source = c->ctx.sources.sources.count;
	if (uri_is(options->arguments.items.items[argument]))
		return cli_explained(c, status);
	if (status == EXIT_DONE)
		status = compile_sources(c, &options->arguments.items.items[argument], 1);
	if (status == EXIT_DONE)
		status = compile_lower(c);
	return cli_explained(c, status);
}

/* The schema of the database that ARGUMENT names; OTHER is what it is compared with. */
static enum exit_status read_side(struct compilation *c, const struct options *options,
				  uint32_t argument, const struct compilation *other)
{
	const char *const *arguments = options->arguments.items.items;
	struct catalog catalog = { .uri = arguments[argument],
				   .schema = c->rules.settings.schema,
				   .beside = uri_is(arguments[!argument]) ? NULL : &other->target };

	if (!uri_is(arguments[argument]))
		return EXIT_DONE;
	c->target.target = c->options.target;
	if (!catalog_read(&c->target, &catalog))
		return cli_cannot("%s", catalog.message);
	if (catalog.warning && !options->quiet)
		cli_tell("warning: %s", catalog.warning);
	return EXIT_DONE;
}

/* What translating a schema has to tell is told by compile; here it stands in the way. */
static void report(const struct options *options, const struct compilation *c)
{
	struct options quiet = *options;

	quiet.quiet = !options->verbose;
	cli_report(&quiet, &c->ctx.diags, &c->ctx.sources);
}

/* What the comparison itself found, behind the TOLD first. */
static struct diag_list diags_behind(const struct diag_list *diags, uint32_t told)
{
	struct diag_list rest = *diags;

	rest.items.items += told;
	rest.items.count -= told;
	rest.errors = rest.warnings = 0;
	return rest;
}

static bool prints_findings(const struct options *options)
{
	return options->diff_format == DIFF_FORMAT_LINT ||
	       options->diff_format == DIFF_FORMAT_SARIF;
}

/* With the hazards, when those are what is printed. */
static void report_rest(const struct options *options, const struct compilation *c, uint32_t told)
{
	struct diag_list rest = diags_behind(&c->ctx.diags, told);

	if (rest.items.count && (c->ctx.diags.errors || !prints_findings(options)))
		cli_report(options, &rest, &c->ctx.sources);
}

/* ---------------------------------------------------------------- the answer */

/* The first of the names in "a,b,c", taken off its front. */
static struct slice next_name(const char **list)
{
	size_t len = strcspn(*list, ",");
	struct slice name = { *list, (uint32_t)len };

	*list += len + ((*list)[len] == ',');
	return name;
}

/* False when a name is none; *OUT_NAME is it then. */
static bool find_hazards(const struct text_list *lists, unsigned *out, struct slice *out_name)
{
	*out = 0;
	vec_each(const char *, each, lists->items) {
		const char *list = *each;

		do {
			unsigned found;

			*out_name = next_name(&list);
			found = hazards_find(*out_name);
			if (!found)
				return false;
			*out |= found;
		} while (*list);
	}
	return true;
}

static unsigned known_hazards(const struct text_list *lists)
{
	struct slice name;
	unsigned hazards;

	find_hazards(lists, &hazards, &name);
	return hazards;
}

/* The diagnostics of LIST behind the TOLD first, on standard output. */
static void print_findings(struct strbuf *out, const struct options *options,
			   struct change_list *list, struct lint_sources sources, uint32_t told)
{
	bool sarif = options->diff_format == DIFF_FORMAT_SARIF;
	struct context *ctx = list->new->ctx;
	struct diag_list found;

	lint_report(list, sources, sarif ? LINT_IN_NEW : LINT_WHERE_IT_STANDS);
	found = diags_behind(&ctx->diags, told);
	if (sarif)
		render_sarif(out, &found, &ctx->sources);
	else
		render_text(out, &found, &ctx->sources, cli_color(options, STDOUT_FILENO));
}

static enum exit_status answer(const struct options *options, const struct change_list *list)
{
	bool fails = options->fail_on.items.count
			     ? lint_fails(list, known_hazards(&options->fail_on))
			     : !change_list_is_empty(list);

	return fails ? EXIT_NO : EXIT_DONE;
}

static enum exit_status print_changes(const struct options *options, struct change_list *list,
				      struct lint_sources sources, uint32_t told)
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
		diff_print_sql(&out, list, options->offline, known_hazards(&options->allow));
		break;
	case DIFF_FORMAT_LINT:
	case DIFF_FORMAT_SARIF:
		print_findings(&out, options, list, sources, told);
		break;
	}
	return cli_print(&out, answer(options, list));
}

/* As diff(1): errors in a source are trouble, not a difference. */
static enum exit_status compare(const struct command *command, const struct options *options,
				struct compilation *old, struct compilation *new)
{
	struct change_list list = { 0 };
	struct lint_sources sources;
	uint32_t told;

	if (compile_side(old, options, 0, &sources.old) != EXIT_DONE) {
		report(options, old);
		return EXIT_CANNOT;
	}
	if (compile_side(new, options, 1, &sources.new) != EXIT_DONE) {
		report(options, new);
		return EXIT_CANNOT;
	}
	report(options, new);
	if (read_side(old, options, 0, new) != EXIT_DONE ||
	    read_side(new, options, 1, old) != EXIT_DONE)
		return EXIT_CANNOT;
	told = new->ctx.diags.items.count;
	diff_schemas(&list, &old->target, &new->target, &new->rules);
	rule_set_lint(&new->rules, &new->ctx.diags);
	cli_set_levels(command, options, &new->ctx.diags); /* which beats what the mapping says */
	lint_changes(&list, &new->rules, sources);
	report_rest(options, new, told);
	if (new->ctx.diags.errors)
		return EXIT_CANNOT;
	return print_changes(options, &list, sources, told);
}

static enum exit_status check_hazards(const struct command *command, struct arena *arena,
				      const struct text_list *lists)
{
	struct slice name;
	unsigned hazards;
	const char *meant;

	if (find_hazards(lists, &hazards, &name))
		return EXIT_DONE;
	meant = options_suggest(arena_copy(arena, name.ptr, name.len), hazard_words, HAZARD_WORDS);
	if (meant)
		return cli_usage_error(command, "no hazard is named '%.*s'; did you mean '%s'?",
				       SLICE_ARGS(name), meant);
	return cli_usage_error(command, "no hazard is named '%.*s'", SLICE_ARGS(name));
}

static enum exit_status check_usage(const struct command *command, const struct options *options)
{
	const struct text_list *arguments = &options->arguments;

	if (arguments->items.count != 2)
		return cli_usage_error(
			command,
			arguments->items.count < 2
				? "OLD and NEW are two sources or databases"
				: "too many arguments: OLD and NEW are two sources or databases");
	vec_each(const char *, argument, arguments->items)
		if (uri_is_conninfo(*argument))
			return cli_usage_error(command, "a database is named by a URI, "
							"postgresql://USER@HOST/DATABASE");
	if (strcmp(arguments->items.items[0], "-") == 0 &&
	    strcmp(arguments->items.items[1], "-") == 0)
		return cli_usage_error(command, "only one of OLD and NEW can be standard input");
	if (check_hazards(command, options->arena, &options->allow) != EXIT_DONE)
		return EXIT_CANNOT;
	return check_hazards(command, options->arena, &options->fail_on);
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
		status = compare(command, options, &old, &new);
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
		       "differ.  Either is a SOURCE as for compile, a FIFO too, or the URI of a "
		       "database, whose\n"
		       "schema is read from its catalog.  Exit status: 0 no difference, 1 "
		       "differences, 2 trouble.",
	.example = "  lite2pg diff old.sql new.sql\n"
		   "  lite2pg diff postgresql://localhost/shop schema.sql\n"
		   "  lite2pg diff -m app.map <(git show main:schema.sql) schema.sql\n"
		   "  lite2pg diff --format=sql --allow=drop-column old.sql new.sql > "
		   "migrate.sql\n",
	.tables = { { "Comparison", options_diff },
		    { "Translation", options_mapping },
		    { "Messages", options_messages },
		    { "Help", options_general } },
	.run = run,
};
