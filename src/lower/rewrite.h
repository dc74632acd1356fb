/* SPDX-License-Identifier: PostgreSQL
 *
 * What the files share that put a rewrite rule to work: one `struct matching` is one rule
 * tried at one expression.
 */
#ifndef LOWER_REWRITE_H
#define LOWER_REWRITE_H

#include "lower/query.h"

enum match { MATCH_NO, MATCH_YES, MATCH_FAILED /* an operand can't be lowered; that was told */ };

struct binding {
	const struct hole *hole;
	const struct expr *source;
	struct lowered value;
	VEC(const struct expr *) sources; /* of a list hole */
	VEC(struct lowered) values;
};

struct matching {
	struct walk *w;
	const struct rule *rule;
	struct want want;
	bool failed;  /* a part that goes with the template could not be lowered */
	bool negated; /* the source says NOT LIKE where the pattern says LIKE */
	/* the source's call when it has DISTINCT, FILTER or OVER, and the template's that takes
	 * them */
	const struct call *aggregate, *carrier;
	bool again; /* the template is SQLite's: operands go in as they were written */
	VEC(struct binding) bindings;
};

static inline bool word_is(struct slice word, const char *text)
{
	return slice_equal(word, slice_of(text));
}

/* guard.c */
/* A parameter without a type is what the guard asks for. */
bool guard_admits(struct slice guard, const struct expr *source, const struct lowered *value);
/* Brings the operands into the form that the template takes.  False after a diagnostic. */
bool operands_settle(struct matching *m, struct span span);

/* match.c */
/* Lowers an operand once for all rules that look at it. */
enum match lower_operand(struct walk *w, const struct expr *source, struct lowered *out);
enum match match_expr(struct matching *m, const struct expr *pattern, const struct expr *source);
struct binding *matching_find(struct matching *m, struct slice name);
/* The operand that a hole of the template stands for; NULL for a list, and for other nodes. */
const struct lowered *matching_value(struct matching *m, const struct expr *template);

/* template.c */
struct expr *template_fill(struct matching *m, const struct expr *template, struct span span);
/* The innermost call of the template along its first operands: sum in coalesce(sum($x), 0). */
const struct call *template_carrier(const struct expr *template);
/* coalesce's first operand, when that is never NULL: all that is left of the call. */
const struct lowered *template_certain_first(struct matching *m, const struct call *call);

/* result.c */
struct pg_type template_type(struct matching *m, const struct expr *template);
struct stability {
	bool stable;   /* PostgreSQL lets it stand in an index or a generated column */
	bool constant; /* reads no column */
};
struct stability template_stability(struct matching *m, struct expr *template);

#endif
