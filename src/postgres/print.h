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
void pg_print_name(struct strbuf *out, struct slice name);
/* Of a function: words with a syntax of their own, such as coalesce, stay bare. */
void pg_print_function_name(struct strbuf *out, struct slice name);
/* '...' with standard_conforming_strings on. */
void pg_print_string(struct strbuf *out, struct slice text);
/* The lines of TEXT, each behind "-- " and INDENT blanks, each with a line end.  A line end in
 * the text can't end the comment; bytes that are not UTF-8 and control characters are replaced. */
void pg_print_comment(struct strbuf *out, struct slice text, unsigned indent);

/* TEXT in one line: control characters, line ends too, become blanks. */
void pg_print_visible(struct strbuf *out, const char *text, size_t len);

/* Parentheses where PostgreSQL's precedence needs them, and where a reader would
 * want them (AND inside OR). */
void pg_print_expr(struct strbuf *out, const struct expr *expr);
/* DEFAULT takes less than other places do (gram.y, b_expr): in parentheses where it must. */
void pg_print_default(struct strbuf *out, const struct expr *expr);
/* Its clauses on lines of their own, all but the first INDENT blanks from the left. */
void pg_print_select(struct strbuf *out, const struct select *select, unsigned indent);
/* INSERT, UPDATE, DELETE, SELECT: in one line where it fits, else a clause a line. */
void pg_print_statement(struct strbuf *out, const struct statement *statement, unsigned indent);
/* The same, all in one line. */
void pg_print_line(struct strbuf *out, const struct statement *statement);
/* " AFTER UPDATE OF a, b" */
void pg_print_trigger_events(struct strbuf *out, const struct pg_trigger *trigger);

/* Whether WORD, in any case, is a key word at all. */
bool pg_keyword_is_any(struct slice word);
/* True for words that can't stand bare as a column or table name. */
bool pg_keyword_is_reserved(struct slice word);
/* False for key words that are no names of types. */
bool pg_keyword_may_be_type(struct slice word);

#endif
