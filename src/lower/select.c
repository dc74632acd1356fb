/* SPDX-License-Identifier: PostgreSQL
 *
 * Queries.
 */
#include <config.h>

#include "lower/expr.h"

bool query_in(struct walk *w, const struct expr *expr, struct lowered *out)
{
	(void)out;
	walk_refuse(w, D_UNSUPPORTED_VIEW, expr->span, "subqueries are not translated yet");
	return false;
}

bool query_operand(struct walk *w, const struct expr *expr, struct lowered *out)
{
	return query_in(w, expr, out);
}
