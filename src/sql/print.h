/* SPDX-License-Identifier: PostgreSQL
 *
 * Syntax trees back into SQLite's dialect.  Printing and parsing again gives
 * the same text; parentheses stand only where SQLite's precedence needs them.
 */
#ifndef PRINT_H
#define PRINT_H

#include "sql/ast.h"

void print_expr(struct strbuf *out, const struct expr *expr);
void print_select(struct strbuf *out, const struct select *select);
void print_column_def(struct strbuf *out, const struct column_def *column);
/* With its ";" and a line end. */
void print_statement(struct strbuf *out, const struct statement *statement);

#endif
