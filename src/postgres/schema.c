/* SPDX-License-Identifier: PostgreSQL
 *
 * The PostgreSQL schema before anything is in it.
 */
#include <config.h>

#include "postgres/schema.h"

enum { DEFAULT_TARGET = 15 };

void pg_schema_init(struct pg_schema *schema, struct context *ctx)
{
	*schema = (struct pg_schema){ .ctx = ctx, .target = DEFAULT_TARGET };
}
