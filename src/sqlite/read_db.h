/* SPDX-License-Identifier: PostgreSQL
 *
 * The schema of a database file, through libsqlite3.
 */
#ifndef READ_DB_H
#define READ_DB_H

#include "sqlite/read.h"

/* Applies the SQL of all objects of the database at PATH; each is a source named
 * "PATH:OBJECT".  Nothing at or beside PATH is written. */
enum read_result read_database(struct sqlite_schema *schema, const char *path,
			       const char **out_message);

#endif
