/* SPDX-License-Identifier: PostgreSQL
 *
 * compile --dump: what a pass made, as text.
 */
#ifndef DUMP_H
#define DUMP_H

#include "cli/options.h"
#include "compile.h"

/* Runs the passes up to the one that options->dump names and prints its result on standard
 * output.  Diagnostics are reported, too. */
enum exit_status dump_pass(struct compilation *compilation, const struct options *options);

#endif
