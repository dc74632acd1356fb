/* SPDX-License-Identifier: PostgreSQL
 *
 * Tokens and statements are printed while they are read, so that dumps of any size need
 * little memory; the later passes print their models.
 */
#include <config.h>

#include "cli/dump.h"

#include <errno.h>
#include <string.h>

#include "cli/command.h"
#include "sql/parse.h"
#include "sql/print.h"
#include "sqlite/read.h"

struct dump {
	struct compilation *compilation;
	const struct options *options;
	struct output out;
};

static bool print_tree(struct statement *statement, void *data)
{
	struct dump *dump = data;

	print_statement(&dump->out.buf, statement);
	output_flush(&dump->out);
	return false;
}

static enum exit_status dump_file(struct dump *dump, const char *path)
{
	struct context *ctx = &dump->compilation->ctx;
	struct source *source = source_read(&ctx->sources, path);
	bool good;

	if (!source)
		return cli_cannot("cannot read '%s': %s", path, strerror(errno));
	if (source->text.len >= 16 && memcmp(source->text.ptr, "SQLite format 3", 16) == 0)
		return cli_cannot("'%s' is a database: only SQL text has tokens and statements",
				  path);
	if (dump->options->dump == DUMP_TOKENS)
		good = parse_dump_tokens(ctx, source, &dump->out.buf);
	else
		good = parse_script(ctx, source, print_tree, dump);
	return good ? EXIT_DONE : EXIT_NO;
}

static enum exit_status dump_files(struct dump *dump)
{
	enum exit_status status = EXIT_DONE;

	vec_each(const char *, argument, dump->options->arguments.items) {
		struct source_files files = { 0 };
		const char *message = NULL;

		if (read_expand(&dump->compilation->ctx, *argument, &files, &message) != READ_DONE)
			return cli_cannot("%s", message);
		vec_each(const char *, path, files.paths) {
			enum exit_status one = dump_file(dump, *path);

			if (one == EXIT_CANNOT)
				return one;
			if (one == EXIT_NO)
				status = one;
		}
	}
	return status;
}

static enum exit_status dump_schema(struct dump *dump)
{
	const struct text_list *sources = &dump->options->arguments;
	enum exit_status status =
		compile_sources(dump->compilation, sources->items.items, sources->items.count);

	if (status != EXIT_CANNOT)
		sqlite_schema_dump(&dump->compilation->source, &dump->out.buf);
	return status;
}

static enum exit_status dump_rules(struct dump *dump)
{
	const struct text_list *mappings = &dump->options->mappings;
	enum exit_status status =
		compile_rules(dump->compilation, mappings->items.items, mappings->items.count);

	if (status == EXIT_DONE && dump->options->dump == DUMP_RULES)
		rule_set_dump(&dump->compilation->rules, &dump->out.buf);
	return status;
}

static enum exit_status dump_postgres(struct dump *dump)
{
	struct compilation *c = dump->compilation;
	const struct text_list *sources = &dump->options->arguments;
	enum exit_status status = dump_rules(dump);

	if (status == EXIT_DONE)
		status = compile_sources(c, sources->items.items, sources->items.count);
	if (status == EXIT_DONE)
		status = compile_lower(c);
	if (status == EXIT_DONE)
		pg_schema_dump(&c->target, &dump->out.buf);
	return status;
}

static enum exit_status run(struct dump *dump)
{
	switch ((enum dump_choice)dump->options->dump) {
	case DUMP_TOKENS:
	case DUMP_AST:
		return dump_files(dump);
	case DUMP_SCHEMA:
		return dump_schema(dump);
	case DUMP_RULES:
		return dump_rules(dump);
	case DUMP_POSTGRES:
		return dump_postgres(dump);
	case DUMP_NOTHING:
		break;
	}
	return EXIT_INTERNAL;
}

enum exit_status dump_pass(struct compilation *compilation, const struct options *options)
{
	struct dump dump = { .compilation = compilation, .options = options };
	enum exit_status status;

	output_open(&dump.out, NULL);
	status = cli_explained(compilation, run(&dump));
	cli_report(options, &compilation->ctx.diags, &compilation->ctx.sources);
	if (!output_close(&dump.out))
		return cli_cannot("cannot write to standard output: %s", strerror(dump.out.error));
	return status;
}
