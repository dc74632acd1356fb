/* SPDX-License-Identifier: PostgreSQL
 *
 * The part of ALTER TABLE that reaches beyond the table: names in other objects.
 */
#ifndef RENAME_H
#define RENAME_H

#include "sqlite/schema.h"

/* Whether all views and triggers name what is there; false after an error at ALTER that names
 * the first that does not.  For a temporary TABLE only temporary objects are looked at.  WHEN is ""
 * or " after ...".  True in legacy mode. */
bool rename_check_schema(struct sqlite_schema *schema, const struct sqlite_table *table,
			 const char *when, struct span alter);

/* Makes double-quoted names that are strings strings, so that no new column captures them. */
void rename_fix_quotes(struct sqlite_schema *schema);

/* Gives the table or column its new name, and that name to all that mentions it. */
void rename_table(struct sqlite_schema *schema, struct sqlite_table *table, const struct name *to);
void rename_column(struct sqlite_schema *schema, struct sqlite_table *table, int32_t column,
		   const struct name *to);

/* Whether EXPR, over TABLE's columns, mentions COLUMN. */
bool rename_mentions(struct sqlite_schema *schema, const struct sqlite_table *table,
		     struct expr *expr, int32_t column);

#endif
