/* SPDX-License-Identifier: PostgreSQL
 *
 * What the printers of expressions and of SELECT share: each holds the other.
 */
#ifndef PG_PRINTER_H
#define PG_PRINTER_H

#include "postgres/print.h"

enum { PG_PRINT_INDENT = 4, PG_PRINT_WIDTH = 80 };

struct printer {
	struct strbuf *out;
	unsigned indent; /* of the line that a clause starts */
	bool flat;	 /* all in one line */
};

void print_expr_to(struct printer *p, const struct expr *expr);
/* EXPR as an operand of AND: in parentheses when it is an OR. */
void print_conjunct(struct printer *p, const struct expr *expr);
void pg_print_exprs(struct printer *p, const struct expr_list *list);
void pg_print_ordering(struct printer *p, const struct ordering *ordering);
/* name, (PARTITION BY ... ORDER BY ... ROWS ...): behind OVER and WINDOW name AS. */
void pg_print_window(struct printer *p, const struct window *window);
/* "(SELECT ...)": in one line where it fits, else on lines of its own. */
void print_subquery(struct printer *p, const struct select *select);
void pg_print_qualified(struct printer *p, const struct qualified_name *name);

#endif
