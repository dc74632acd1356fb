/* SPDX-License-Identifier: PostgreSQL
 *
 * The loader script: POSIX sh over sqlite3 and psql that moves the rows of a database
 * file into the tables of the same compilation.
 */
#ifndef LOADER_H
#define LOADER_H

#include "base/output.h"
#include "postgres/schema.h"

void emit_loader(struct output *out, const struct pg_schema *schema);

#endif
