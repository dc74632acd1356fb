/* SPDX-License-Identifier: PostgreSQL
 *
 * From SQLite text to syntax trees.  The grammar is grammar/sql.y; this is the
 * driver between scanner and push parser, which decides where a keyword is an
 * identifier, recovers at ";" and hands over one statement at a time.
 */
#ifndef PARSE_H
#define PARSE_H

#include "diag/context.h"
#include "sql/ast.h"

/* Called with each complete statement, in order.  When it gives false the tree
 * is not needed any more and its memory is used again: dumps of any size parse
 * in the memory of their largest statement. */
typedef bool parse_handler(struct statement *statement, void *data);

/* Parses all of SOURCE.  Errors go to ctx->diags; a statement with an error is
 * not handed over, the ones after it are.  False when there was an error. */
bool parse_script(struct context *ctx, const struct source *source, parse_handler *handle,
		  void *data);

/* Text inside a mapping file that is an SQL expression: holes ($x, $x: text, $x: to text,
 * $list...) and PostgreSQL's operators and forms (::, AT TIME ZONE, ILIKE, ~ ...) are
 * understood; TRUE and FALSE are EXPR_BOOLEANs, "[" begins no name, and "#" begins a comment.
 * Parses the longest expression that starts at byte OFFSET of SOURCE; it ends at "->"
 * outside parentheses, or where the text can't go on: in "$c IN (0, 1) and references"
 * before the "and", but "x and not null" is one expression.  *OUT_END is the offset
 * behind it.  NULL after an error. */
struct expr *parse_template(struct context *ctx, const struct source *source, uint32_t offset,
			    uint32_t *out_end);

/* Makes the error for a statement with a flaw (see struct statement), if it has one. */
void parse_report_flaw(struct context *ctx, const struct statement *statement);

/* An SQL expression held in TEXT, all of it, in SQLite's dialect. */
struct expr *parse_expression(struct context *ctx, const struct source *source);

/* The same for the bytes of SOURCE from START to END, which should be one statement. */
bool parse_range(struct context *ctx, const struct source *source, uint32_t start, uint32_t end,
		 parse_handler *handle, void *data);

/* Prints the tokens of SOURCE, one a line, for --dump=tokens.  False after an error. */
bool parse_dump_tokens(struct context *ctx, const struct source *source, struct strbuf *out);

/* Whether WORD is one of SQLite's 147 keywords, and whether it may be used as an
 * identifier where the grammar has no other use for it. */
bool keyword_is_sqlite(struct slice word);

#endif
