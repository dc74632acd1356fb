/* SPDX-License-Identifier: PostgreSQL
 *
 * lite2pg compile: sources and mappings in, DDL, loader script and dependency file out.
 */
#include <config.h>

#include <string.h>

#include "cli/command.h"
#include "cli/dump.h"
#include "cli/products.h"
#include "emit/ddl.h"
#include "emit/depfile.h"
#include "emit/graph.h"
#include "emit/json.h"
#include "emit/loader.h"

#define AT(member) offsetof(struct options, member)

static const struct option options_products[] = {
	{ 'o', "output", false, OPTION_TEXT, AT(output), "FILE", 0,
	  "write the product to FILE, not to standard output" },
	{ 0, "loader", false, OPTION_TEXT, AT(loader), "FILE", 0,
	  "write the script that moves the rows of a database to FILE" },
	{ 0, "section", false, OPTION_CHOICE, AT(section), "pre-data|data|post-data",
	  SECTION_PRE_DATA,
	  "only what must come before the data, the loader script, or what is better after it" },
	{ 0, "emit", false, OPTION_CHOICE, AT(emit), "ddl|json|dot|mermaid", EMIT_DDL,
	  "write the DDL, the compiled schema as JSON, or a diagram for Graphviz or Mermaid" },
	{ 0, "check", false, OPTION_FLAG, AT(check), NULL, 0,
	  "write nothing; print how the files on disk differ and exit 1 when they do" },
	{ 0, "dump", false, OPTION_CHOICE, AT(dump), "tokens|ast|schema|rules|postgres",
	  DUMP_TOKENS, "stop after that pass and print what it made" },
	{ 0, "MD", true, OPTION_FLAG, AT(depfile), NULL, 0,
	  "write a make dependency file, named as the output with the suffix .d" },
	{ 0, "MF", true, OPTION_TEXT, AT(depfile_path), "FILE", 0,
	  "name the dependency file; implies -MD" },
	{ 0, "MT", true, OPTION_LIST, AT(depfile_targets), "TARGET", 0,
	  "the target of the dependency rule; without it the products" },
	{ 0 },
};

struct job {
	const struct command *command;
	struct options *options;
	struct compilation compilation;
	struct products products;
};

/* --------------------------------------------------------------- products */

/* The DDL, or what --emit asks for in its place. */
static bool add_schema(struct job *job)
{
	static void (*const emitters[])(struct output *, const struct pg_schema *) = {
		[EMIT_JSON] = emit_json,
		[EMIT_DOT] = emit_dot,
		[EMIT_MERMAID] = emit_mermaid,
	};
	static const unsigned sections[] = { [SECTION_ALL] = DDL_ALL,
					     [SECTION_PRE_DATA] = DDL_PRE_DATA,
					     [SECTION_POST_DATA] = DDL_POST_DATA };
	struct output *out = products_add(&job->products, job->options->output);

	if (!out)
		return false;
	if (job->options->emit != EMIT_DDL)
		emitters[job->options->emit](out, &job->compilation.target);
	else if (job->options->section == SECTION_DATA)
		emit_loader(out, &job->compilation.target);
	else
		emit_ddl(out, &job->compilation.target, sections[job->options->section]);
	return true;
}

static bool add_loader(struct job *job)
{
	struct output *out;

	if (!job->options->loader)
		return true;
	out = products_add(&job->products, job->options->loader);
	if (!out)
		return false;
	emit_loader(out, &job->compilation.target);
	if (!job->products.check)
		output_set_executable(out);
	return true;
}

/* "dir/schema.sql" -> "dir/schema.d", as gcc names it. */
static const char *depfile_path(const struct options *options)
{
	const char *slash, *dot;
	size_t len;

	if (options->depfile_path)
		return options->depfile_path;
	slash = strrchr(options->output, '/');
	dot = strrchr(slash ? slash : options->output, '.');
	len = dot && dot != options->output && dot[-1] != '/' ? (size_t)(dot - options->output)
							      : strlen(options->output);
	return arena_printf(options->arena, "%.*s.d", (int)len, options->output);
}

static void collect_targets(const struct options *options, struct text_list *targets)
{
	vec_each(const char *, target, options->depfile_targets.items)
		vec_push(options->arena, &targets->items, *target);
	if (targets->items.count)
		return;
	if (options->output)
		vec_push(options->arena, &targets->items, options->output);
	if (options->loader)
		vec_push(options->arena, &targets->items, options->loader);
}

static void collect_files(struct job *job, struct text_list *files)
{
	struct compilation *c = &job->compilation;

	vec_each(struct source *, source, c->ctx.sources.sources)
		if ((*source)->path)
			vec_push(job->options->arena, &files->items, (*source)->path);
	if (c->source.database)
		vec_push(job->options->arena, &files->items, c->source.database);
	vec_each(const char *, file, c->rules.files)
		vec_push(job->options->arena, &files->items, *file);
}

static bool add_depfile(struct job *job)
{
	struct text_list targets = { 0 }, files = { 0 };
	struct output *out;

	if ((!job->options->depfile && !job->options->depfile_path) || job->products.check)
		return true;
	out = products_add(&job->products, depfile_path(job->options));
	if (!out)
		return false;
	collect_targets(job->options, &targets);
	collect_files(job, &files);
	emit_depfile(out, targets.items.items, targets.items.count, files.items.items,
		     files.items.count);
	return true;
}

static void tell(const struct job *job)
{
	const struct compilation *c = &job->compilation;
	uint32_t indexes = 0;

	if (!job->options->verbose)
		return;
	vec_each(struct source *, source, c->ctx.sources.sources)
		if ((*source)->path)
			cli_tell("read '%s' (%u bytes)", (*source)->path, (*source)->text.len);
	vec_each(struct pg_table *, table, c->target.tables)
		indexes += (*table)->indexes.count;
	cli_tell("for PostgreSQL %u: tables %u, indexes %u, views %u", c->target.target,
		 c->target.tables.count, indexes, c->target.views.count);
}

static enum exit_status write_products(struct job *job)
{
	tell(job);
	if (add_schema(job) && add_loader(job) && add_depfile(job))
		return products_commit(&job->products);
	products_abandon(&job->products);
	return EXIT_CANNOT;
}

/* --------------------------------------------------------------- the command */

static enum exit_status compile(struct job *job)
{
	struct compilation *c = &job->compilation;
	const struct text_list *sources = &job->options->arguments;
	enum exit_status status;

	status = cli_rules(c, job->options);
	if (status == EXIT_DONE)
		status = compile_sources(c, sources->items.items, sources->items.count);
	if (status == EXIT_DONE)
		status = compile_lower(c);
	cli_report(job->options, &c->ctx.diags, &c->ctx.sources);
	if (cli_explained(c, status) == EXIT_DONE && c->ctx.diags.errors)
		status = EXIT_NO;
	return status == EXIT_DONE ? write_products(job) : status;
}

static bool same_file(const char *a, const char *b)
{
	return a && b && strcmp(a, b) == 0;
}

static enum exit_status check_usage(const struct command *command, const struct options *options)
{
	const char *output = options->output;
	bool to_stdout = !output || strcmp(output, "-") == 0;
	bool depends = options->depfile || options->depfile_path;

	if (!options->arguments.items.count && options->dump != DUMP_RULES)
		return cli_usage_error(command, "SOURCE is missing");
	if (same_file(output, options->loader) || (to_stdout && same_file("-", options->loader)))
		return cli_usage_error(command, "the DDL and the loader can't both go to '%s'",
				       options->loader);
	if (options->emit != EMIT_DDL && options->section != SECTION_ALL)
		return cli_usage_error(command, "--section is of the DDL, not of --emit");
	if (options->check && to_stdout)
		return cli_usage_error(command, "--check compares with a file: name it with -o");
	if (options->check && same_file("-", options->loader))
		return cli_usage_error(command,
				       "--check compares with a file: --loader names none");
	if (depends && to_stdout && !options->depfile_path)
		return cli_usage_error(command, "-MD needs -o or -MF to name the file");
	if (depends && to_stdout && !options->loader && !options->depfile_targets.items.count)
		return cli_usage_error(command, "the dependency rule needs a target: -o or -MT");
	if (!depends && options->depfile_targets.items.count)
		return cli_usage_error(command, "-MT needs -MD or -MF");
	return EXIT_DONE;
}

static void set_lower_options(struct job *job)
{
	struct lower_options *lower = &job->compilation.options;

	lower->target = (uint8_t)job->options->target;
	vec_each(const char *, glob, job->options->include.items)
		vec_push(job->options->arena, &lower->include, *glob);
	vec_each(const char *, glob, job->options->exclude.items)
		vec_push(job->options->arena, &lower->exclude, *glob);
}

static enum exit_status run(const struct command *command, struct options *options)
{
	struct job job = { .command = command, .options = options };
	enum exit_status status = check_usage(command, options);

	if (status != EXIT_DONE)
		return status;
	job.products.check = options->check;
	compilation_init(&job.compilation);
	set_lower_options(&job);
	status = cli_set_levels(command, options, &job.compilation.ctx.diags);
	if (status == EXIT_DONE)
		status = options->dump ? dump_pass(&job.compilation, options) : compile(&job);
	compilation_free(&job.compilation);
	return status;
}

const struct command command_compile = {
	.name = "compile",
	.summary = "translate a schema to PostgreSQL's DDL and write its loader script",
	.usage = "[OPTION]... SOURCE...",
	.description = "Translates the schema that the SOURCEs make together.  A SOURCE is an .sql "
		       "file, \"-\",\n"
		       "an SQLite database file, or a folder of migrations, applied in the order "
		       "of versions.",
	.example = "  lite2pg compile schema.sql > schema-pg.sql\n"
		   "  lite2pg compile -m app.map -o schema-pg.sql --loader load.sh app.db\n"
		   "  lite2pg compile --check -m app.map -o schema-pg.sql migrations/\n",
	.tables = { { "Products", options_products },
		    { "Translation", options_mapping },
		    { "Messages", options_messages },
		    { "Help", options_general } },
	.run = run,
};
