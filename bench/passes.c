/* SPDX-License-Identifier: PostgreSQL
 *
 * passes FILE MAPPING: compiles FILE pass by pass and prints each one's name and CPU time in
 * seconds, one a line.  "scan" reads the tokens alone; no other pass includes it but "parse".
 */
#include <config.h>

#include <stdio.h>
#include <time.h>

#include "compile.h"
#include "emit/ddl.h"
#include "emit/loader.h"
#include "sql/internal.h"
#include "sql/parse.h"

struct bench {
	struct compilation compilation;
	VEC(struct statement) statements;
	struct timespec began;
};

static void start(struct bench *bench)
{
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &bench->began);
}

static void stop(const struct bench *bench, const char *pass)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	printf("%s %.6f\n", pass,
	       (double)(now.tv_sec - bench->began.tv_sec) +
		       (double)(now.tv_nsec - bench->began.tv_nsec) / 1e9);
}

static void scan(const struct source *source)
{
	struct sql_scanner *scanner = sql_scan_open(source, 0, source->text.len, SQL_SCRIPT);

	while (sql_scan(scanner).kind != SQL_END)
		sql_scan_comments(scanner)->count = 0;
	sql_scan_close(scanner);
}

static bool keep(struct statement *statement, void *data)
{
	struct bench *bench = data;

	vec_push(bench->compilation.ctx.arena, &bench->statements, *statement);
	return true;
}

static void emit(struct bench *bench, void (*print)(struct output *out, const struct pg_schema *))
{
	struct output out;

	if (!output_open(&out, "/dev/null"))
		return;
	print(&out, &bench->compilation.target);
	output_close(&out);
}

static void print_ddl(struct output *out, const struct pg_schema *schema)
{
	emit_ddl(out, schema, DDL_ALL);
}

static bool read_schema(struct bench *bench, const char *path)
{
	struct compilation *c = &bench->compilation;
	struct source *source = source_read(&c->ctx.sources, path);

	if (!source)
		return false;
	start(bench);
	scan(source);
	stop(bench, "scan");

	start(bench);
	parse_script(&c->ctx, source, keep, bench);
	stop(bench, "parse");

	start(bench);
	vec_each(struct statement, statement, bench->statements)
		sqlite_schema_apply(&c->source, statement);
	sqlite_schema_end_source(&c->source);
	stop(bench, "catalog");
	return c->ctx.diags.errors == 0;
}

static bool compile(struct bench *bench, const char *path, const char *mapping)
{
	start(bench);
	if (compile_rules(&bench->compilation, &mapping, 1) != EXIT_DONE)
		return false;
	stop(bench, "rules");
	if (!read_schema(bench, path))
		return false;

	start(bench);
	if (compile_lower(&bench->compilation) != EXIT_DONE)
		return false;
	stop(bench, "lowering");

	start(bench);
	emit(bench, print_ddl);
	stop(bench, "DDL");

	start(bench);
	emit(bench, emit_loader);
	stop(bench, "loader");
	return true;
}

int main(int argc, char **argv)
{
	struct bench bench = { 0 };
	bool good;

	if (argc != 3)
		return 2;
	compilation_init(&bench.compilation);
	good = compile(&bench, argv[1], argv[2]);
	compilation_free(&bench.compilation);
	return good ? 0 : 1;
}
