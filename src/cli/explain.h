/* SPDX-License-Identifier: PostgreSQL
 *
 * explain SOURCE TABLE[.COLUMN]: which rules made a column what it is.
 */
#ifndef EXPLAIN_H
#define EXPLAIN_H

#include "compile.h"

/* Adds what became of COLUMN of TABLE and why; of all columns when COLUMN is negative.  Requires
 * a lowering that was traced. */
void explain_table(struct strbuf *out, struct compilation *c, const struct sqlite_table *table,
		   int32_t column);

#endif
