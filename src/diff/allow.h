/* SPDX-License-Identifier: PostgreSQL
 *
 * Comments in an SQL source that allow a hazard: "-- lite2pg: allow drop-column moved to profiles".
 * One behind code is for its line, one on a line of its own for the next line that has code.
 */
#ifndef DIFF_ALLOW_H
#define DIFF_ALLOW_H

#include "diag/context.h"
#include "diag/hazard.h"

struct allow_comment {
	struct span span;
	struct span line; /* that it is for */
	unsigned hazards;
	const char *reason;
	bool used;
};

struct allow_comments {
	VEC(struct allow_comment) items; /* by the lines that they are for */
};

/* Those of CTX's sources from number FIRST on.  When STRICT, comments with mistakes are errors;
 * else they allow nothing. */
void allow_read(struct allow_comments *out, struct context *ctx, uint32_t first, bool strict);

/* What allows the hazard NUMBER for what stands at SPAN; marks it as used.  NULL when nothing
 * does. */
const struct allow_comment *allow_find(struct allow_comments *comments, unsigned number,
				       struct span span);

#endif
