/* SPDX-License-Identifier: PostgreSQL
 *
 * What the arguments of a virtual table say: its module, the options and which of its
 * columns are what.  The columns themselves are in the model as those of other tables.
 */
#ifndef VIRTUAL_H
#define VIRTUAL_H

#include "sqlite/schema.h"

enum virtual_module {
	VIRTUAL_OTHER,
	VIRTUAL_FTS3,
	VIRTUAL_FTS4,
	VIRTUAL_FTS5,
	VIRTUAL_RTREE,
	VIRTUAL_RTREE_I32,
};

enum virtual_module virtual_module_of(const struct sqlite_table *table);
bool virtual_is_fulltext(const struct sqlite_table *table);
bool virtual_is_rtree(const struct sqlite_table *table);

/* The value of an option, its quotes undone, in ARENA.  False when it is not there. */
bool virtual_option(const struct sqlite_table *table, const char *name, struct arena *arena,
		    struct slice *out);

/* The first word of TEXT, its quotes undone; *OUT_REST is what follows it. */
struct slice virtual_first_word(struct arena *arena, struct slice text, struct slice *out_rest);

/* False for a column of a full-text table that MATCH does not look at. */
bool virtual_column_is_indexed(const struct sqlite_table *table, uint32_t column,
			       struct arena *arena);

/* How many columns of an R-tree are its key and coordinates: the others are auxiliary. */
uint32_t virtual_coordinates(const struct sqlite_table *table);

/* The table that a full-text table of external content reads its columns from: its name, or
 * none.  *OUT_EMPTY: content='', no columns are kept. */
struct slice virtual_content(const struct sqlite_table *table, struct arena *arena,
			     bool *out_empty);

#endif
