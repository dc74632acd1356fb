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

/* Ends the line, or, when all is flat, adds a blank.  MORE: blanks beyond the indent. */
void print_new_line(struct printer *p, unsigned more);
/* Whether what WRITE adds fits into the rest of the line; what it wrote stays only then. */
bool print_fits(struct printer *p, void (*write)(struct printer *p, const void *data),
		const void *data);
void print_expr_to(struct printer *p, const struct expr *expr);
/* EXPR as an operand of AND: in parentheses when it is an OR. */
void print_conjunct(struct printer *p, const struct expr *expr);
void pg_print_exprs(struct printer *p, const struct expr_list *list);
void pg_print_ordering(struct printer *p, const struct ordering *ordering);
/* name, (PARTITION BY ... ORDER BY ... ROWS ...): behind OVER and WINDOW name AS. */
void pg_print_window(struct printer *p, const struct window *window);
/* "(SELECT ...)": in one line where it fits, else on lines of its own. */
void print_subquery(struct printer *p, const struct select *select);
void pg_print_select_to(struct printer *p, const struct select *select);
void pg_print_with(struct printer *p, const struct with_clause *with);
void pg_print_from(struct printer *p, const struct from_clause *from);
void pg_print_results(struct printer *p, const struct result_columns *results);
/* " WHERE ..." on a line of its own; nothing when EXPR is NULL. */
void pg_print_condition(struct printer *p, const char *word, const struct expr *expr);
void pg_print_names(struct printer *p, const struct name_list *names);
void pg_print_qualified(struct printer *p, const struct qualified_name *name);

#endif
