/* SPDX-License-Identifier: PostgreSQL
 *
 * What `lite2pg query` writes: each statement in place of the one of the source, with all that
 * stands between them; or a JSON document that describes each.
 */
#ifndef EMIT_QUERY_H
#define EMIT_QUERY_H

#include "base/output.h"
#include "lower/statement.h"
#include "sql/split.h"

struct query_writer {
	struct output *out;
	const struct source *source;
	const struct context *ctx;
	bool json;
	bool lines;	/* one statement a line */
	bool comments;	/* what has no translation goes out as a comment */
	uint32_t at;	/* the source is written up to here */
	uint32_t count; /* statements so far */
};

void query_begin(struct query_writer *w);
/* PIECE became MADE; MADE NULL: it could not be translated.  FIRST: the number of its first
 * diagnostic. */
void query_statement(struct query_writer *w, const struct split_piece *piece,
		     const struct lowered_statement *made, uint32_t first);
/* The text up to byte END, in which there is no statement. */
void query_gap(struct query_writer *w, uint32_t end);
void query_end(struct query_writer *w, const struct statement_needs *needs);

#endif
