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

/* What lowering did to the columns and expressions, in order, for `explain`. */
struct rule_use {
	struct span span; /* the expression of the source */
	const struct rule *rule;
};
struct type_step {
	const struct sqlite_column *column;
	struct pg_type type;
	const char *why;
};
struct lower_trace {
	VEC(struct rule_use) uses;
	VEC(struct type_step) steps;
};

struct lower_options {
	uint8_t target;		   /* server major version, 13 ... 18 */
	VEC(const char *) include; /* globs over table names; empty: all */
	VEC(const char *) exclude;
	struct lower_trace *trace; /* to be filled, or NULL */
};

/* What the lowering of a schema knows, for the statements that come after it (statement.h).  Its
 * errors are in the context's diagnostics. */
struct lowering;
struct lowering *lower_open(struct pg_schema *out, const struct sqlite_schema *schema,
			    struct rule_set *rules, const struct lower_options *options)
	__attribute__((returns_nonnull));
void lower_close(struct lowering *l);

/* Both.  False when an error was reported. */
bool lower_schema(struct pg_schema *out, const struct sqlite_schema *schema, struct rule_set *rules,
		  const struct lower_options *options);

#endif
