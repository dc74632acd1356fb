/* SPDX-License-Identifier: PostgreSQL
 *
 * SOURCE arguments into a schema: .sql files, standard input, folders of
 * migrations, SQLite database files (told by their header).
 */
#ifndef SQLITE_READ_H
#define SQLITE_READ_H

#include "sqlite/schema.h"

enum read_result {
	READ_DONE,
	READ_ERRORS, /* the SQL has errors: they are in ctx->diags; exit 1 */
	READ_FAILED, /* a file can't be read: *OUT_MESSAGE says which and why; exit 2 */
};

/* One SOURCE argument's files, in the order in which they are applied. */
struct source_files {
	VEC(const char *) paths;
};

/* Expands a folder of migrations into its files in version order; anything else is
 * itself.  READ_FAILED when it does not exist. */
enum read_result read_expand(struct context *ctx, const char *argument, struct source_files *files,
			     const char **out_message);

/* Reads and applies one file. */
enum read_result read_source(struct sqlite_schema *schema, const char *path,
			     const char **out_message);

/* True when FD starts with the 16 bytes of an SQLite database (fileformat2.html 1.3). */
bool read_is_database(const char *path);

#endif
