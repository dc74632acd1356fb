/* SPDX-License-Identifier: PostgreSQL
 *
 * A folder of migrations as a list of files in version order.
 */
#ifndef MIGRATIONS_H
#define MIGRATIONS_H

#include "sqlite/read.h"

/* Adds the files of FOLDER that take the schema forward, in order.  READ_FAILED when it
 * can't be read or holds none. */
enum read_result migrations_expand(struct context *ctx, const char *folder,
				   struct source_files *files, const char **out_message);

#endif
