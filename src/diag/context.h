/* SPDX-License-Identifier: PostgreSQL
 *
 * What every pass of one compilation shares.  There are no globals: two
 * contexts in one process do not know of each other.
 */
#ifndef CONTEXT_H
#define CONTEXT_H

#include "base/arena.h"
#include "base/source.h"
#include "base/str.h"
#include "diag/diag.h"

struct context {
	struct arena *arena;
	struct arena *names; /* the symbols' own, */
	struct arena *trees; /* the syntax trees': parse_script() gives back what nobody keeps */
	struct arena_mark statement; /* where the tree of the statement handed over begins */
	uint32_t parses;     /* calls of the parser so far */
	struct symbol_table *symbols;
	struct source_map sources;
	struct diag_list diags;
};

void context_init(struct context *ctx);
void context_free(struct context *ctx);

/* A name made by a pass, not written by the user. */
static inline const struct symbol *context_symbol(struct context *ctx, struct slice text)
{
	return symbol_intern(ctx->symbols, text);
}

#endif
