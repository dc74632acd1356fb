/* SPDX-License-Identifier: PostgreSQL
 *
 * Product files.  Text is added to `buf` and leaves in pieces by output_flush(), so a
 * large product needs little memory.  A named file is written beside its place and
 * renamed by output_close(): a failure leaves the old file as it was.  Products that belong
 * together are each finished first and only then closed.
 */
#ifndef OUTPUT_H
#define OUTPUT_H

#include <stdbool.h>

#include "base/str.h"

struct output {
	struct strbuf buf;
	const char *path; /* NULL: standard output */
	char *target;	  /* the file at the end of PATH's symbolic links */
	char *temporary;  /* beside it, until it is renamed; empty after that */
	int fd;
	int error; /* errno of the first failure; sticky */
	bool in_memory;
};

/* PATH NULL or "-": standard output.  False with errno in output->error. */
bool output_open(struct output *output, const char *path);

/* Keeps all in `buf`; nothing is written. */
void output_open_memory(struct output *output);

/* The file is a program: whoever may read it may run it. */
void output_set_executable(struct output *output);

/* Writes what was added when it is more than a block. */
void output_flush(struct output *output);

/* Writes the rest, but does not put the file in its place yet. */
bool output_finish(struct output *output);

/* Finishes it and puts the file in its place.  False with errno in output->error. */
bool output_close(struct output *output);

/* Drops what was written. */
void output_abandon(struct output *output);

#endif
