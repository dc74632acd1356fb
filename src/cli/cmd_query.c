/* SPDX-License-Identifier: PostgreSQL
 *
 * lite2pg query: statements of an application in, the same for PostgreSQL out.
 */
#include <config.h>

#include <errno.h>
#include <string.h>

#include "cli/command.h"
#include "cli/products.h"
#include "emit/query.h"
#include "sql/parse.h"

#define AT(member) offsetof(struct options, member)

static const struct option options_query[] = {
	{ 0, "schema", false, OPTION_LIST, AT(schemas), "SOURCE", 0,
	  "what `compile` compiles: the schema that the statements are for; may be repeated" },
	{ 0, "lines", false, OPTION_FLAG, AT(lines), NULL, 0,
	  "each line is a statement, and a line comes out for each, empty after an error" },
	{ 0, "format", false, OPTION_CHOICE, AT(query_format), "sql|json", 0,
	  "SQL, or a JSON document with each statement's SQL, parameters and result columns" },
	{ 'o', "output", false, OPTION_TEXT, AT(output), "FILE", 0,
	  "write to FILE, not to standard output" },
	{ 0, "prelude", false, OPTION_TEXT, AT(prelude), "FILE", 0,
	  "write the helper functions that the statements call and the schema's DDL lacks" },
	{ 0 },
};

struct job {
	const struct command *command;
	struct options *options;
	struct compilation compilation;
	struct statements *statements;
	struct products products;
	struct query_writer writer;
	/* the statement being read */
	const struct split_piece *piece;
	uint32_t first; /* its first diagnostic */
	bool delivered;
};

/* ---------------------------------------------------------------- statements */

static bool take_statement(struct statement *statement, void *data)
{
	struct job *job = data;
	struct lowered_statement made;
	bool good;

	good = lower_statement(job->statements, statement, &made);
	query_statement(&job->writer, job->piece, good ? &made : NULL, job->first);
	lower_statement_end(job->statements);
	job->delivered = true;
	return false;
}

static void take_piece(struct job *job, const struct source *source,
		       const struct split_piece *piece)
{
	struct context *ctx = &job->compilation.ctx;

	job->piece = piece;
	job->first = ctx->diags.items.count;
	job->delivered = false;
	parse_range(ctx, source, piece->start, piece->next, take_statement, job);
	if (!job->delivered)
		query_statement(&job->writer, piece, NULL, job->first);
}

static void take_range(struct job *job, const struct source *source, uint32_t start, uint32_t end)
{
	struct split_piece piece;

	for (; split_next(source->text, start, end, &piece); start = piece.next)
		take_piece(job, source, &piece);
}

static void take_lines(struct job *job, const struct source *source)
{
	struct slice text = source->text;
	uint32_t start = 0;

	while (start < text.len) {
		const char *end = memchr(text.ptr + start, '\n', text.len - start);
		uint32_t stop = end ? (uint32_t)(end - text.ptr) : text.len;

		take_range(job, source, start, stop);
		start = stop + 1;
	}
}

static struct source *read_statements(struct job *job)
{
	const struct text_list *arguments = &job->options->arguments;
	const char *path = arguments->items.count ? arguments->items.items[0] : "-";
	struct source *source = source_read(&job->compilation.ctx.sources, path);

	if (!source)
		cli_cannot("cannot read '%s': %s", path, strerror(errno));
	return source;
}

/* ---------------------------------------------------------------- products */

static bool write_prelude(struct job *job, const struct statement_needs *needs)
{
	struct output *out;

	if (!job->options->prelude)
		return true;
	out = products_add(&job->products, job->options->prelude);
	if (!out)
		return false;
	vec_each(const char *const, ddl, needs->ddl)
		strbuf_addf(&out->buf, "%s\n", *ddl);
	return true;
}

/* Statements that need what is not there fail when they run. */
static void tell_needs(struct job *job, const struct statement_needs *needs)
{
	if (!needs->ddl.count || job->options->prelude || job->writer.json)
		return;
	diag_add(&job->compilation.ctx.diags, D_QUERY_PRELUDE, NOWHERE,
		 "the statements call helper functions that the schema's DDL does not have: write "
		 "them with --prelude FILE");
}

static enum exit_status translate(struct job *job, const struct source *source)
{
	struct statement_needs needs;
	struct output *out = products_add(&job->products, job->options->output);

	if (!out)
		return EXIT_CANNOT;
	job->writer = (struct query_writer){
		.out = out,
		.source = source,
		.ctx = &job->compilation.ctx,
		.json = job->options->query_format != 0,
		.lines = job->options->lines,
		.comments = job->compilation.rules.settings.unsupported == UNSUPPORTED_COMMENT,
	};
	/* one bad statement does not stop the next ones, and neither do twenty */
	job->compilation.ctx.diags.max_errors = 0;
	query_begin(&job->writer);
	if (job->options->lines)
		take_lines(job, source);
	else
		take_range(job, source, 0, source->text.len);
	lower_statement_needs(job->statements, &needs);
	query_end(&job->writer, &needs);
	tell_needs(job, &needs);
	if (!write_prelude(job, &needs)) {
		products_abandon(&job->products);
		return EXIT_CANNOT;
	}
	return products_commit(&job->products);
}

/* ---------------------------------------------------------------- the command */

static enum exit_status query(struct job *job)
{
	struct compilation *c = &job->compilation;
	const struct text_list *schemas = &job->options->schemas;
	enum exit_status status = cli_rules(c, job->options);
	struct source *source = NULL;

	if (status == EXIT_DONE)
		status = compile_sources(c, schemas->items.items, schemas->items.count);
	if (status == EXIT_DONE)
		status = compile_statements(c, &job->statements);
	if (status == EXIT_DONE) {
		source = read_statements(job);
		status = source ? translate(job, source) : EXIT_CANNOT;
	}
	cli_report(job->options, &c->ctx.diags, &c->ctx.sources);
	if (job->statements)
		lower_statements_close(job->statements);
	if (!source)
		return cli_explained(c, status);
	return status == EXIT_DONE && c->ctx.diags.errors ? EXIT_NO : status;
}

static enum exit_status check_usage(const struct command *command, const struct options *options)
{
	if (!options->schemas.items.count)
		return cli_usage_error(command, "--schema is missing");
	if (options->arguments.items.count > 1)
		return cli_usage_error(command, "one FILE of statements at a time");
	return EXIT_DONE;
}

static enum exit_status run(const struct command *command, struct options *options)
{
	struct job job = { .command = command, .options = options };
	enum exit_status status = check_usage(command, options);

	if (status != EXIT_DONE)
		return status;
	compilation_init(&job.compilation);
	job.compilation.options.target = (uint8_t)options->target;
	vec_each(const char *, glob, options->include.items)
		vec_push(options->arena, &job.compilation.options.include, *glob);
	vec_each(const char *, glob, options->exclude.items)
		vec_push(options->arena, &job.compilation.options.exclude, *glob);
	status = cli_set_levels(command, options, &job.compilation.ctx.diags);
	if (status == EXIT_DONE)
		status = query(&job);
	compilation_free(&job.compilation);
	return status;
}

const struct command command_query = {
	.name = "query",
	.summary = "translate an application's statements against a schema",
	.usage = "[OPTION]... --schema SOURCE [FILE]",
	.description =
		"Translates the statements of FILE, or of standard input, for the schema that\n"
		"`compile` makes of the SOURCEs with the same mappings.  Parameters (?, ?5, :a, "
		"@a,\n"
		"$a) become $1, $2 ... with SQLite's own numbers.",
	.example = "  lite2pg query --schema schema.sql queries.sql > queries-pg.sql\n"
		   "  lite2pg query -m app.map --schema app.db --format=json queries.sql\n"
		   "  echo 'SELECT * FROM users WHERE id = ?' | lite2pg query --lines --schema "
		   "app.db\n",
	.tables = { { "Statements", options_query },
		    { "Translation", options_mapping },
		    { "Messages", options_messages },
		    { "Help", options_general } },
	.run = run,
};
