/* SPDX-License-Identifier: PostgreSQL
 *
 * The chain from sources to the PostgreSQL schema: one call a pass, stop at errors.
 */
#ifndef COMPILE_H
#define COMPILE_H

#include "lower/lower.h"
#include "lower/statement.h"

enum exit_status {
	EXIT_DONE = 0,
	EXIT_NO = 1,	   /* errors in the source, stale, different */
	EXIT_CANNOT = 2,   /* usage, file, connection */
	EXIT_INTERNAL = 70 /* a bug of ours */
};

struct compilation {
	struct context ctx;
	struct rule_set rules;
	struct sqlite_schema source;
	struct pg_schema target;
	struct lower_options options;
	const char *message; /* why it could not run, with EXIT_CANNOT */
};

void compilation_init(struct compilation *c);
void compilation_free(struct compilation *c);

/* Each pass in turn; each gives EXIT_DONE to go on. */
enum exit_status compile_rules(struct compilation *c, const char *const *mappings, size_t count);
enum exit_status compile_sources(struct compilation *c, const char *const *arguments, size_t count);
enum exit_status compile_lower(struct compilation *c);

/* The same, kept for statements against the schema: *OUT is closed by lower_statements_close(), and
 * NULL when there was an error.  What can't be translated of the schema is left out of it; that and
 * all but errors is what compile_lower() tells, and is not told here. */
enum exit_status compile_statements(struct compilation *c, struct statements **out);

#endif
