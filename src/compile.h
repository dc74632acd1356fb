/* SPDX-License-Identifier: PostgreSQL
 *
 * The chain from sources to the PostgreSQL schema: one call a pass, stop at errors.
 */
#ifndef COMPILE_H
#define COMPILE_H

#include "lower/lower.h"

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

#endif
