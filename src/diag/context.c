/* SPDX-License-Identifier: PostgreSQL
 *
 * Making and freeing what a compilation shares.
 */
#include <config.h>

#include "diag/context.h"

void context_init(struct context *ctx)
{
	*ctx = (struct context){ .arena = arena_new(), .names = arena_new(), .trees = arena_new() };
	ctx->symbols = symbol_table_new(ctx->names);
	ctx->sources.arena = ctx->arena;
	diag_init(&ctx->diags, ctx->arena);
}

void context_free(struct context *ctx)
{
	symbol_table_free(ctx->symbols);
	arena_free(ctx->trees);
	arena_free(ctx->names);
	arena_free(ctx->arena);
}
