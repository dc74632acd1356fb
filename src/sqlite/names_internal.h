/* SPDX-License-Identifier: PostgreSQL
 *
 * Between names.c, which knows what a name means, and walk.c, which goes through statements.
 */
#ifndef NAMES_INTERNAL_H
#define NAMES_INTERNAL_H

#include "sqlite/names.h"

/* The WITH clauses around a place, innermost first. */
struct with_scope {
	const struct with_clause *clause;
	struct with_scope *outer;
};

/* The items of FROM into SCOPE, which has its outer scope set. */
void names_add_from(struct names_walk *walk, struct names_scope *scope,
		    const struct from_clause *from);

/* What a table's name means: a common table, a table or view, or an open item after a problem. */
struct names_item names_table_item(struct names_walk *walk, const struct qualified_name *name,
				   const struct name *alias, bool function);

/* Position of the column in the item, or -1. */
int32_t names_find_column(const struct names_item *item, const struct symbol *name);

/* Whether the right side of a join shares NAME with the left: USING or NATURAL. */
bool names_is_merged(const struct from_item *from, const struct symbol *name);

const struct names_columns *names_table_columns_of(struct names_walk *walk,
						   const struct sqlite_table *table);

void names_problem(struct names_walk *walk, struct span span, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

#endif
