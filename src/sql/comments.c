/* SPDX-License-Identifier: PostgreSQL
 *
 * Which comment belongs to what: those on lines of their own to what stands
 * right below them, one behind a column to that column.
 */
#include <config.h>

#include "sql/internal.h"

void comments_attach(struct arena *arena, const struct source *source, struct statement *statement,
		     const struct sql_comments *comments)
{
	(void)arena;
	(void)source;
	(void)statement;
	(void)comments;
}
