/* SPDX-License-Identifier: PostgreSQL
 *
 * lite2pg explain CODE: what a diagnostic means and what to do about it; explain SOURCE
 * TABLE.COLUMN: why a column becomes what it becomes.  Two arguments ask for the second.
 */
#include <config.h>

#include <string.h>

#include "cli/command.h"
#include "cli/explain.h"
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

static enum exit_status explain_codes(const struct command *command, struct options *options)
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

/* ---------------------------------------------------------------- tables and columns */

static struct slice unquoted(struct slice name)
{
	if (name.len >= 2 && name.ptr[0] == '"' && name.ptr[name.len - 1] == '"')
		return (struct slice){ name.ptr + 1, name.len - 2 };
	return name;
}

static const struct sqlite_table *find_table(struct compilation *c, struct slice name)
{
	return sqlite_find_table(&c->source, context_symbol(&c->ctx, unquoted(name)));
}

/* TABLE, or TABLE.COLUMN split at whichever of its periods gives a table. */
static bool find_object(struct compilation *c, const char *name,
			const struct sqlite_table **out_table, int32_t *out_column)
{
	struct slice whole = slice_of(name);

	*out_column = -1;
	*out_table = find_table(c, whole);
	for (uint32_t i = 0; i < whole.len && !*out_table; i++) {
		struct slice column = { whole.ptr + i + 1, whole.len - i - 1 };

		if (whole.ptr[i] != '.')
			continue;
		*out_table = find_table(c, (struct slice){ whole.ptr, i });
		if (!*out_table)
			continue;
		*out_column =
			sqlite_find_column(*out_table, context_symbol(&c->ctx, unquoted(column)));
		return *out_column >= 0;
	}
	return *out_table != NULL;
}

static enum exit_status print_account(struct compilation *c, const char *name)
{
	struct strbuf out = { 0 };
	const struct sqlite_table *table;
	int32_t column;

	if (!find_object(c, name, &table, &column))
		return cli_cannot(table ? "there is no column '%s'" : "there is no table '%s'",
				  name);
	if (table->kind != TABLE_ORDINARY || table->temporary)
		return cli_cannot("'%.*s' is virtual or temporary: no rules ask for its columns",
				  SLICE_ARGS(table->name.text));
	explain_table(&out, c, table, column);
	return cli_print(&out, EXIT_DONE);
}

/* What lowering has to tell of the column is part of the account, so its errors do not stop it. */
static enum exit_status explain_source(struct compilation *c, const struct options *options)
{
	enum exit_status status = cli_rules(c, options);

	if (status == EXIT_DONE)
		status = compile_sources(c, options->arguments.items.items, 1);
	if (status == EXIT_DONE) {
		compile_lower(c);
		return print_account(c, options->arguments.items.items[1]);
	}
	cli_report(options, &c->ctx.diags, &c->ctx.sources);
	return cli_explained(c, status);
}

static enum exit_status explain_object(struct options *options)
{
	struct lower_trace trace = { 0 };
	struct compilation compilation;
	enum exit_status status;

	compilation_init(&compilation);
	compilation.options.target = (uint8_t)options->target;
	compilation.options.trace = &trace;
	vec_each(const char *, glob, options->include.items)
		vec_push(options->arena, &compilation.options.include, *glob);
	vec_each(const char *, glob, options->exclude.items)
		vec_push(options->arena, &compilation.options.exclude, *glob);
	status = explain_source(&compilation, options);
	compilation_free(&compilation);
	return status;
}

static enum exit_status run(const struct command *command, struct options *options)
{
	if (options->arguments.items.count == 2 && options->warnings.items.count == 0)
		return explain_object(options);
	if (options->arguments.items.count > 2)
		return cli_usage_error(command, "too many arguments: give a CODE, or a SOURCE and "
						"a TABLE.COLUMN");
	return explain_codes(command, options);
}

const struct command command_explain = {
	.name = "explain",
	.summary = "tell what a diagnostic means, or why a column becomes what it becomes",
	.usage = "[CODE]\n[OPTION]... SOURCE TABLE[.COLUMN]",
	.description =
		"Prints what the diagnostic CODE means, an example, and what to do about it;\n"
		"without CODE, lists all of them.  Given a SOURCE and a TABLE or one COLUMN of "
		"it,\n"
		"prints each rule that was considered, the one that won, the rules that fired on\n"
		"its expressions, and what came of it.",
	.example = "  lite2pg explain syntax\n"
		   "  lite2pg explain -Wnarrowed-integer\n"
		   "  lite2pg explain -m app.map schema.sql orders.total\n",
	.tables = { { "Options", options_explain },
		    { "Translation", options_mapping },
		    { "Help", options_general } },
	.run = run,
};
