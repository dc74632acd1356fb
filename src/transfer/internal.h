/* SPDX-License-Identifier: PostgreSQL
 *
 * What the files that read a catalog share.
 */
#ifndef TRANSFER_INTERNAL_H
#define TRANSFER_INTERNAL_H

#include "base/strmap.h"
#include "postgres/schema.h"
#include "transfer/client.h"

/* The reading of one schema. */
struct reader {
	struct client *client;
	struct arena *arena;
	struct pg_schema *out;
	const char *schema;	  /* its name */
	const char *helpers;	  /* the schema of helper functions as SQL has it; or NULL */
	struct strmap *tables;	  /* by oid: struct pg_table */
	struct strmap *relations; /* views and indexes by oid */
	struct strmap *bodies;	  /* functions of triggers by oid: struct pg_function */
	/* Definitions of helper functions by name, all overloads in one; "" when their schema is
	 * there; of a scratch one, the texts of other helpers that were there before. */
	struct strmap *functions;
};

void reader_open(struct reader *reader, struct client *client, struct pg_schema *out,
		 const char *schema);
void reader_close(struct reader *reader);
/* Everything; false with client->message. */
bool reader_read(struct reader *reader);

/* catalog_tables.c, catalog_indexes.c, catalog_objects.c: its parts */
bool read_tables(struct reader *reader);
bool read_indexes(struct reader *reader);
bool read_objects(struct reader *reader);

struct expr *verbatim(struct arena *arena, const char *text); /* NULL: NULL */

/* ---- scratch.c */

/* Makes SCHEMA's DDL in a schema of its own, reads that back into OUT and the helper functions
 * into READER, and takes all of it back. */
bool scratch_read(struct reader *reader, struct client *client, struct pg_schema *out,
		  const struct pg_schema *schema, const char *helpers);
/* The functions of SCHEMA's helpers are in this schema, as SQL has its name; or NULL. */
const char *scratch_helpers(const struct pg_schema *schema);
/* The name of the function that HELPER creates, without its schema; or an empty one. */
struct slice scratch_function(const struct pg_statement *helper);

/* ---- equal.c */

/* What LIVE has in common with COMPILED reads as it does there.  SCRATCH is COMPILED as the
 * server of LIVE has it; NULL: expressions are compared as loose texts, views by name. */
void equal_make(struct reader *live, const struct reader *scratch,
		const struct pg_schema *compiled);

#endif
