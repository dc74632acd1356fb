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

/* Those that are not lowered by now count as such that can't be. */
void views_close(struct lowering *l);

/* Notes that the view being made reads the relation NAME. */
void query_depends(struct walk *w, const char *name);

/* ---- statements around a query (triggers, INSERT, UPDATE, DELETE)
 *
 * A SELECT is lowered within a scope that holds what it may name from outside:
 *
 *     struct scope rows = { 0 };
 *     relation_source(&w, &name, span, &relation);
 *     scope_add(&w, &rows, &relation, "new", "NEW", QUALIFIED_ONLY);
 *     select_lower(&w, select, &rows, &made, &results);       expr.h
 *
 * `results` tells each result column's name and type.  Other expressions: set w.scope to the
 * scope and call walk_value(), walk_truth().
 */

/* What the relation NAME is: a table, a view, a table of a WITH.  OUT gets its columns; alias and
 * output are its own name.  The view being made depends on it then.  False after a diagnostic. */
bool relation_source(struct walk *w, const struct qualified_name *name, struct span span,
		     struct scope_source *out);

enum scope_names { ANY_NAME, QUALIFIED_ONLY };

/* RELATION's columns are known in SCOPE by ALIAS (in lower case), in PostgreSQL by OUTPUT. */
void scope_add(struct walk *w, struct scope *scope, const struct scope_source *relation,
	       const char *alias, const char *output, enum scope_names names);

/* WITH: its tables are in w->commons from here on, until the caller sets that back. */
bool with_lower(struct walk *w, const struct with_clause *with, const struct scope *outer,
		struct with_clause **out);

/* Result columns (also of RETURNING) in w->scope; LIST gets what each is. */
bool results_lower(struct walk *w, const struct result_columns *results, struct result_columns *out,
		   struct result_list *list);

/* ---- clauses */

/* from.c: FROM also of an UPDATE.  The items are added to SCOPE, which has to be w->scope. */
bool from_lower(struct walk *w, const struct from_clause *from, struct scope *scope,
		struct from_clause **out);
bool source_column(const struct scope_source *source, const struct symbol *name,
		   struct scope_column *out);

/* A condition of WHERE, ON, HAVING: *OUT is NULL where it is always true. */
bool condition_lower(struct walk *w, const struct expr *expr, struct expr **out);

/* order.c: ORDER BY of a query, with SQLite's place for NULL written out. */
bool order_lower(struct walk *w, const struct ordering *order, const struct select_core *core,
		 struct ordering **out);

/* aggregate.c: refuses columns that are neither grouped by nor determined by the group. */
bool aggregate_check(struct walk *w, const struct select_core *core, const struct scope *scope,
		     const struct ordering *order);

/* star.c: writes * again where SOURCE has it and MADE has just the columns that * is in PostgreSQL. */
void stars_keep(struct walk *w, const struct select *source, struct select *made);
void stars_keep_returning(struct walk *w, const struct statement *source, struct statement *made);

/* OVER (...), a window's definition. */
bool window_lower(struct walk *w, const struct window *window, struct window **out);

#endif
