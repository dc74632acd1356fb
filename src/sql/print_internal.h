/* SPDX-License-Identifier: PostgreSQL
 *
 * What the two halves of the printer share.
 */
#ifndef PRINT_INTERNAL_H
#define PRINT_INTERNAL_H

#include "sql/print.h"

/* A name where only a name can stand: quoted when it has to be. */
void print_name(struct strbuf *out, const struct name *name);
void print_qualified(struct strbuf *out, const struct qualified_name *name);
void print_name_list(struct strbuf *out, const struct name_list *list); /* with parentheses */
void print_exprs(struct strbuf *out, const struct expr_list *list);	/* without */
void print_ordering(struct strbuf *out, const struct ordering *ordering);
void print_window(struct strbuf *out, const struct window *window); /* what is in the parentheses */
void print_from(struct strbuf *out, const struct from_clause *from);
void print_with(struct strbuf *out, const struct with_clause *with);
void print_returning(struct strbuf *out, const struct result_columns *returning);
void print_clause(struct strbuf *out, const char *keyword, const struct expr *expr);
void print_tail(struct strbuf *out, const struct ordering *order_by, const struct expr *limit,
		const struct expr *offset);
void print_string(struct strbuf *out, struct slice value);
const char *print_conflict(enum conflict_action action);

#endif
