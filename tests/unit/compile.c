/* SPDX-License-Identifier: PostgreSQL
 *
 * Two compilations in one process do not know of each other.
 */
#include <config.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "compile.h"
#include "emit/ddl.h"
#include "units.h"

static const char *const schemas[2] = {
	"CREATE TABLE users (id INTEGER PRIMARY KEY AUTOINCREMENT, email TEXT NOT NULL UNIQUE);\n"
	"CREATE INDEX by_email ON users (email DESC);\n",
	"CREATE TABLE users (id TEXT PRIMARY KEY, score REAL DEFAULT 0.5 CHECK (score >= 0));\n"
	"CREATE TABLE posts (author TEXT REFERENCES users, body BLOB);\n",
};

struct run {
	struct compilation compilation;
	char path[40];
};

static void run_open(struct run *run, const char *schema)
{
	FILE *file;

	snprintf(run->path, sizeof(run->path), "/tmp/lite2pg-unit.XXXXXX");
	file = fdopen(mkstemp(run->path), "w");
	assert_non_null(file);
	fputs(schema, file);
	fclose(file);
	compilation_init(&run->compilation);
}

static void run_rules(struct run *run)
{
	assert_int_equal(compile_rules(&run->compilation, NULL, 0), EXIT_DONE);
}

static void run_sources(struct run *run)
{
	const char *path = run->path;

	assert_int_equal(compile_sources(&run->compilation, &path, 1), EXIT_DONE);
}

/* The DDL, which the caller frees. */
static char *run_close(struct run *run)
{
	struct output out;

	assert_int_equal(compile_lower(&run->compilation), EXIT_DONE);
	output_open_memory(&out);
	emit_ddl(&out, &run->compilation.target, DDL_ALL);
	compilation_free(&run->compilation);
	unlink(run->path);
	return out.buf.text;
}

static char *compiled_alone(const char *schema)
{
	struct run run;

	run_open(&run, schema);
	run_rules(&run);
	run_sources(&run);
	return run_close(&run);
}

void two_compilations_do_not_meet(void **state)
{
	struct run runs[2];

	(void)state;
	for (int i = 0; i < 2; i++)
		run_open(&runs[i], schemas[i]);
	for (int i = 1; i >= 0; i--)
		run_rules(&runs[i]);
	for (int i = 0; i < 2; i++)
		run_sources(&runs[i]);
	for (int i = 1; i >= 0; i--) {
		char *together = run_close(&runs[i]);
		char *alone = compiled_alone(schemas[i]);

		/* The first line names the source. */
		assert_string_equal(strchr(together, '\n'), strchr(alone, '\n'));
		assert_non_null(strstr(alone, i ? "posts" : "by_email"));
		free(together);
		free(alone);
	}
}
