/* SPDX-License-Identifier: PostgreSQL
 *
 * The schema of a live database, for comparing it with one that was compiled.
 */
#ifndef CATALOG_H
#define CATALOG_H

#include "postgres/schema.h"

/* What to read, and what came of it. */
struct catalog {
	const char *uri;
	const char *schema; /* the schema's name; NULL: the first of the search_path */
	/* The compiled schema that it is to be compared with: what means the same reads the same.
	 * NULL: the other side is a database too. */
	const struct pg_schema *beside;
	const char *message; /* why it could not be read */
	const char *warning; /* what the comparison can't tell; or NULL */
};

/* Fills OUT, in the arena of its context.  False: see catalog->message. */
bool catalog_read(struct pg_schema *out, struct catalog *catalog);

#endif
