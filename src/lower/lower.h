/* SPDX-License-Identifier: PostgreSQL
 *
 * SQLite schema + rules -> PostgreSQL schema.  Requires: a schema without errors, a
 * finished rule set.  Provides: every construct of the source in OUT, or a diagnostic at
 * its position that says what is missing or different.  Neither input is changed
 * but for the rules' `matched` marks.
 */
#ifndef LOWER_H
#define LOWER_H

#include "mapping/rules.h"
#include "postgres/schema.h"
#include "sqlite/schema.h"

struct lower_options {
	uint8_t target;		   /* server major version, 13 ... 18 */
	VEC(const char *) include; /* globs over table names; empty: all */
	VEC(const char *) exclude;
};

/* False when an error was reported. */
bool lower_schema(struct pg_schema *out, const struct sqlite_schema *schema, struct rule_set *rules,
		  const struct lower_options *options);

#endif
