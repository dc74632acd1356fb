/* SPDX-License-Identifier: PostgreSQL
 *
 * lite2pg diff: two sources through one mapping, or one and a database, compared as PostgreSQL
 * schemas.
 */
#include <config.h>

#include <string.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/git_change.h"
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
	{ 0, "label", false, OPTION_LIST, AT(labels), "NAME", 0,
	  "call OLD, and when repeated NEW, by this name in what is printed" },
	{ 0 },
};

struct comparison {
	const struct command *command;
	struct options *options;
	struct compilation old, new;
	const char *old_label, *new_label; /* in place of the arguments, or NULL */
	struct lint_sources sources;
	struct change_list list;
	uint32_t told;		      /* diagnostics of NEW before the comparison */
	const struct git_change *git; /* who asks; NULL: somebody else */
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

/* PATH with LABEL in the place of its first part, FILE; PATH itself when that is not its beginning.
 */
static const char *relabel(struct arena *arena, const char *path, const char *file,
			   const char *label)
{
	size_t len = strlen(file);

	if (!path || strncmp(path, file, len) != 0)
		return path;
	return arena_printf(arena, "%s%s", label, path + len);
}

static void relabel_sources(struct compilation *c, uint32_t first, const char *file,
			    const char *label)
{
	for (uint32_t i = first; i < c->ctx.sources.sources.count; i++) {
		struct source *source = c->ctx.sources.sources.items[i];

		source->name = relabel(c->ctx.arena, source->name, file, label);
	}
	c->message = relabel(c->ctx.arena, c->message, file, label);
}

/* A database is read when the other side is known; till then it has its mapping alone. */
static enum exit_status compile_side(struct compilation *c, const struct options *options,
				     const char *const *argument, const char *label,
				     uint32_t *out_first_source)
{
	enum exit_status status = cli_rules(c, options);

	*out_first_source = c->ctx.sources.sources.count;
	if (uri_is(*argument))
		return cli_explained(c, status);
	if (status == EXIT_DONE)
		status = compile_sources(c, argument, 1);
	if (status == EXIT_DONE)
		status = compile_lower(c);
	if (label)
		relabel_sources(c, *out_first_source, *argument, label);
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

/* All that the comparison found, as diagnostics. */
static void print_findings(struct strbuf *out, struct comparison *c)
{
	bool sarif = c->options->diff_format == DIFF_FORMAT_SARIF;
	struct context *ctx = &c->new.ctx;
	struct diag_list found;

	lint_report(&c->list, c->sources, sarif ? LINT_IN_NEW : LINT_WHERE_IT_STANDS);
	found = diags_behind(&ctx->diags, c->told);
	if (sarif)
		render_sarif(out, &found, &ctx->sources);
	else
		render_text(out, &found, &ctx->sources, cli_color(c->options, STDOUT_FILENO));
}

/* git takes any other status than 0 as a crash. */
static enum exit_status answer(const struct comparison *c)
{
	bool fails = c->options->fail_on.items.count
			     ? lint_fails(&c->list, known_hazards(&c->options->fail_on))
			     : !change_list_is_empty(&c->list);

	return fails && !c->git ? EXIT_NO : EXIT_DONE;
}

static void print_text(struct strbuf *out, const struct comparison *c)
{
	static const enum diff_color colors[] = { [DIAG_COLOR_NEVER] = DIFF_PLAIN,
						  [DIAG_COLOR_ALWAYS] = DIFF_COLORED,
						  [DIAG_COLOR_DEBUG] = DIFF_TAGGED };
	enum diag_color color = cli_color(c->options, STDOUT_FILENO);

	if (c->git)
		git_change_print_heading(out, c->git, color == DIAG_COLOR_ALWAYS,
					 c->list.items.count == 0);
	diff_print_text(out, &c->list, colors[color]);
}

static enum exit_status print_changes(struct comparison *c)
{
	struct strbuf out = { 0 };

	switch ((enum diff_format)c->options->diff_format) {
	case DIFF_FORMAT_TEXT:
		print_text(&out, c);
		break;
	case DIFF_FORMAT_MARKDOWN:
		diff_print_markdown(&out, &c->list);
		break;
	case DIFF_FORMAT_JSON:
		diff_print_json(&out, &c->list);
		break;
	case DIFF_FORMAT_SQL:
		diff_print_sql(&out, &c->list, c->options->offline,
			       known_hazards(&c->options->allow));
		break;
	case DIFF_FORMAT_LINT:
	case DIFF_FORMAT_SARIF:
		print_findings(&out, c);
		break;
	}
	return cli_print(&out, answer(c));
}

/* As diff(1): errors in a source are trouble, not a difference.  But git goes on to the next file,
 * so that its user sees the texts, and one error. */
static enum exit_status refuse(struct comparison *c, struct compilation *side)
{
	struct strbuf out = { 0 };

	if (!c->git) {
		report(c->options, side);
		return EXIT_CANNOT;
	}
	vec_each(struct diagnostic *, diag, side->ctx.diags.items) {
		struct diag_list first = side->ctx.diags;

		if ((*diag)->severity != DIAG_ERROR)
			continue;
		first.items.items = diag;
		first.items.count = 1;
		first.errors = first.warnings = 0;
		cli_report(c->options, &first, &side->ctx.sources);
		break;
	}
	git_change_print_texts(&out, c->git, &side->ctx.sources);
	return cli_print(&out, EXIT_DONE);
}

static enum exit_status compare(struct comparison *c)
{
	const char *const *arguments = c->options->arguments.items.items;

	if (compile_side(&c->old, c->options, &arguments[0], c->old_label, &c->sources.old) !=
	    EXIT_DONE)
		return refuse(c, &c->old);
	if (compile_side(&c->new, c->options, &arguments[1], c->new_label, &c->sources.new) !=
	    EXIT_DONE)
		return refuse(c, &c->new);
	report(c->options, &c->new);
	if (read_side(&c->old, c->options, 0, &c->new) != EXIT_DONE ||
	    read_side(&c->new, c->options, 1, &c->old) != EXIT_DONE)
		return EXIT_CANNOT;
	c->told = c->new.ctx.diags.items.count;
	diff_schemas(&c->list, &c->old.target, &c->new.target, &c->new.rules);
	rule_set_lint(&c->new.rules, &c->new.ctx.diags);
	/* which beats what the mapping says */
	cli_set_levels(c->command, c->options, &c->new.ctx.diags);
	lint_changes(&c->list, &c->new.rules, c->sources);
	if (c->git && c->new.ctx.diags.errors)
		return refuse(c, &c->new);
	report_rest(c->options, &c->new, c->told);
	if (c->new.ctx.diags.errors)
		return EXIT_CANNOT;
	return print_changes(c);
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

/* What git calls the sources stands in for what the command line would. */
static void take_git_change(struct options *options, const struct git_change *change)
{
	struct text_list *lists[] = { &options->arguments, &options->labels };
	const char *names[][2] = { { change->old_file, change->new_file },
				   { change->old_name, change->new_name } };

	for (int i = 0; i < 2; i++) {
		lists[i]->items.count = 0;
		vec_push(options->arena, &lists[i]->items, names[i][0]);
		vec_push(options->arena, &lists[i]->items, names[i][1]);
	}
}

static enum exit_status run_comparison(struct comparison *c)
{
	const struct text_list *labels = &c->options->labels;
	enum exit_status status;

	c->old_label = labels->items.count > 0 ? labels->items.items[0] : NULL;
	c->new_label = labels->items.count > 1 ? labels->items.items[1] : NULL;
	compilation_init(&c->old);
	compilation_init(&c->new);
	set_lower_options(&c->old, c->options);
	set_lower_options(&c->new, c->options);
	status = cli_set_levels(c->command, c->options, &c->old.ctx.diags);
	if (status == EXIT_DONE)
		status = cli_set_levels(c->command, c->options, &c->new.ctx.diags);
	if (status == EXIT_DONE)
		status = compare(c);
	compilation_free(&c->old);
	compilation_free(&c->new);
	return status;
}

static enum exit_status run(const struct command *command, struct options *options)
{
	struct git_change change;
	bool for_git = git_change_read(options->arena, &options->arguments, &change);
	struct comparison comparison = { .command = command,
					 .options = options,
					 .git = for_git ? &change : NULL };
	struct strbuf out = { 0 };
	enum exit_status status;

	if (for_git && !change.old_file) {
		git_change_print_heading(&out, &change, false, false);
		return cli_print(&out, EXIT_DONE);
	}
	if (for_git)
		take_git_change(options, &change);
	status = check_usage(command, options);
	return status == EXIT_DONE ? run_comparison(&comparison) : status;
}

const struct command command_diff = {
	.name = "diff",
	.summary = "tell how two schemas differ as PostgreSQL schemas",
	.usage = "[OPTION]... OLD NEW\n"
		 "[OPTION]... PATH OLD-FILE OLD-HEX OLD-MODE NEW-FILE NEW-HEX NEW-MODE",
	.description = "Translates OLD and NEW through the same mapping and prints how the "
		       "PostgreSQL schemas\n"
		       "differ.  Either is a SOURCE as for compile, a FIFO too, or the URI of a "
		       "database, whose\n"
		       "schema is read from its catalog.  Exit status: 0 no difference, 1 "
		       "differences, 2 trouble.\n"
		       "The second form is how git calls it as a driver.",
	.example = "  lite2pg diff old.sql new.sql\n"
		   "  lite2pg diff postgresql://localhost/shop schema.sql\n"
		   "  lite2pg diff -m app.map <(git show main:schema.sql) schema.sql\n"
		   "  lite2pg diff --format=sql --allow=drop-column old.sql new.sql > "
		   "migrate.sql\n"
		   "  git config diff.lite2pg.command 'lite2pg diff -m app.map'\n",
	.tables = { { "Comparison", options_diff },
		    { "Translation", options_mapping },
		    { "Messages", options_messages },
		    { "Help", options_general } },
	.run = run,
};
