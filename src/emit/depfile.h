/* SPDX-License-Identifier: PostgreSQL
 *
 * A make dependency file, as gcc's -MD writes it.
 */
#ifndef DEPFILE_H
#define DEPFILE_H

#include "base/output.h"

/* "TARGET...: FILE...", and an empty rule for each file, so that make goes on when one of
 * them is gone.  A name that occurs twice is written once. */
void emit_depfile(struct output *out, const char *const *targets, size_t target_count,
		  const char *const *files, size_t file_count);

#endif
