/* SPDX-License-Identifier: PostgreSQL
 *
 * What the files that lower queries share.
 */
#ifndef LOWER_QUERY_H
#define LOWER_QUERY_H

#include "lower/expr.h"
#include "lower/parts.h"

/* A common table expression in scope. */
struct common {
	const struct common *next;
	const struct symbol *name;
	const char *output;
	const struct result_list *results;
};

/* A view that has been lowered, or could not be. */
struct known_view {
	struct pg_view *view; /* NULL: refused, or being lowered */
	struct result_list results;
};
struct view_list {
	struct known_view **by_order; /* sqlite_view.order -> known_view, or NULL */
};

/* Lowers VIEW if that has not been done.  NULL when it can't be. */
const struct known_view *view_get(struct lowering *l, const struct sqlite_view *view);

/* Notes that the view being made reads the relation NAME. */
void query_depends(struct walk *w, const char *name);

/* from.c */
bool from_lower(struct walk *w, const struct from_clause *from, struct scope *scope,
		struct from_clause **out);
bool source_column(const struct scope_source *source, const struct symbol *name,
		   struct scope_column *out);

/* order.c: ORDER BY of a query, with SQLite's place for NULL written out. */
bool order_lower(struct walk *w, const struct ordering *order, const struct select_core *core,
		 struct ordering **out);

/* aggregate.c: refuses columns that are neither grouped by nor determined by the group. */
bool aggregate_check(struct walk *w, const struct select_core *core, const struct scope *scope,
		     const struct ordering *order);

/* OVER (...), a window's definition. */
bool window_lower(struct walk *w, const struct window *window, struct window **out);

#endif
