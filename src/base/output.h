/* SPDX-License-Identifier: PostgreSQL
 *
 * Product files.  Text is added to `buf` and leaves in pieces by output_flush(), so a
 * large product needs little memory.  A named file is written beside its place and
 * renamed by output_close(): a failure leaves the old file as it was.
 */
#ifndef OUTPUT_H
#define OUTPUT_H

#include <stdbool.h>

#include "base/str.h"

struct output {
	struct strbuf buf;
	const char *path; /* NULL: standard output */
	char *temporary;
	int fd;
	int error; /* errno of the first failure; sticky */
};

/* PATH NULL or "-": standard output.  False with errno in output->error. */
bool output_open(struct output *output, const char *path);

/* Writes what was added when it is more than a block. */
void output_flush(struct output *output);

/* Writes the rest and puts the file in its place.  False with errno in output->error. */
bool output_close(struct output *output);

/* Drops what was written. */
void output_abandon(struct output *output);

#endif
