/* SPDX-License-Identifier: PostgreSQL
 *
 * Syntax trees in PostgreSQL's dialect, and everything that puts user text into
 * SQL: identifiers, literals, comments.  Nothing else quotes.
 */
#ifndef PG_PRINT_H
#define PG_PRINT_H

#include "postgres/schema.h"

/* Quoted only when it must be: not a lower-case identifier, or a word that
 * PostgreSQL reserves (pg_get_keywords() catcode R or T; as a column name C too is free). */
void pg_print_identifier(struct strbuf *out, const char *name);
/* '...' with standard_conforming_strings on. */
void pg_print_string(struct strbuf *out, struct slice text);
/* -- for each line; a line end in the text can't end the comment. */
void pg_print_comment(struct strbuf *out, struct slice text, unsigned indent);

/* Parentheses where PostgreSQL's precedence needs them, and where a reader would
 * want them (AND inside OR). */
void pg_print_expr(struct strbuf *out, const struct expr *expr);
void pg_print_select(struct strbuf *out, const struct select *select, unsigned indent);

/* True for words that can't stand bare as a column or table name. */
bool pg_keyword_is_reserved(struct slice word);

#endif
