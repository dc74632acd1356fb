/* SPDX-License-Identifier: PostgreSQL
 *
 * What the files that lower queries share.
 */
#ifndef LOWER_QUERY_H
#define LOWER_QUERY_H

#include "lower/expr.h"
#include "lower/parts.h"

enum common_state {
	COMMON_NEW,
	COMMON_BEGUN,
	COMMON_STEP,  /* its recursive part is being lowered, and may read it */
	COMMON_STEPS, /* likewise one of several recursive parts */
	COMMON_DONE,
	COMMON_FAILED,
};

/* A table of a WITH. */
struct common {
	const struct common *next;
	const struct symbol *name;
	const char *output;
	struct result_list *results;
	enum common_state state;
	const struct common_table *source;
	const struct common *all; /* what is known in it: this WITH's tables, and those around */
	const struct scope *outer;
	struct with_clause *made;
};

/* with.c */
struct common *common_find(struct walk *w, const struct symbol *name);
/* Lowers it if that has not been done.  False when it can't be. */
bool common_get(struct walk *w, struct common *common, struct span span);
void common_add(struct walk *w, const struct common *common, struct common_table *table);

/* recursive.c: a table that reads itself. */
bool recursive_is(const struct common_table *table);
bool recursive_lower(struct walk *w, struct common *common, struct select **out);
/* Where FROM reads OUTPUT it reads NAME, by the old name. */
void recursive_rename(struct from_clause *from, const char *output, struct name name);

/* A view that has been lowered, or could not be. */
struct known_view {
	struct pg_view *view; /* NULL: refused, or being lowered */
	enum { VIEW_NEW, VIEW_BEGUN, VIEW_DONE } state;
	bool broken; /* SQLite can't read it, either */
	struct result_list results;
};
struct view_list {
	struct known_view **by_order; /* sqlite_view.order -> known_view, or NULL */
	uint32_t depth;		      /* of those that are being lowered */
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

/* results.c: result columns (also of RETURNING) in w->scope; LIST gets what each is. */
bool results_lower(struct walk *w, const struct result_columns *results, struct result_columns *out,
		   struct result_list *list);

/* ---- clauses */

/* from.c: FROM also of an UPDATE.  The items are added to SCOPE, which has to be w->scope. */
bool from_lower(struct walk *w, const struct from_clause *from, struct scope *scope,
		struct from_clause **out);
bool source_column(const struct scope_source *source, const struct symbol *name,
		   struct scope_column *out);

/* join.c: the sources of a scope on one side of a join. */
struct join_side {
	uint32_t first, end;
};
/* USING and NATURAL of ITEM, and what the join makes nullable. */
bool join_columns(struct walk *w, const struct from_item *item, struct from_item *out,
		  struct scope *scope, struct join_side left, struct join_side right);
void join_settle(struct from_item *out, bool has_condition, bool only_commas);
/* ON, once all items are known; END: the item's own are the last ones before it. */
bool join_condition(struct walk *w, const struct from_item *item, struct from_item *out,
		    struct scope *scope, uint32_t end);

/* tablefunc.c: json_each(...), pragma_table_info(...), and tables that SQLite has inside. */
bool tablefunc_is(struct walk *w, const struct qualified_name *name);
bool tablefunc_source(struct walk *w, const struct from_item *item, struct from_item *out,
		      struct scope_source *source);

/* As expr_each_operand(), and into the queries that stand as operands. */
void query_each_operand(struct expr *expr, void (*visit)(struct expr **operand, void *data),
			void *data);

/* A condition of WHERE, ON, HAVING: *OUT is NULL where it is always true. */
bool condition_lower(struct walk *w, const struct expr *expr, struct expr **out);

/* Names for the results, as CREATE VIEW v (a, b) and WITH t (a, b) give them. */
void results_rename(struct walk *w, const struct name_list *names, struct result_list *results);
/* Two columns of one name get two. */
void results_separate(struct walk *w, struct result_list *results);
/* Aliases for CORE, so that each result has its name in PostgreSQL. */
void results_name(struct walk *w, struct select_core *core, const struct result_list *results);

/* ---- select.c: one arm of a compound, or the whole query */
struct arm {
	const struct select_core *source;
	struct select_core *core;
	struct scope *scope;
	VEC(struct result_list) rows; /* what its results are: one list, but of VALUES one a row */
};
struct arm_list {
	VEC(struct arm) arms;
	/* by which rows are compared and ordered, for each column of a compound: that of the
	 * leftmost arm that has one (select.c, multiSelectCollSeq()); set by arms_unify() */
	enum collation_kind *collations;
};
bool arms_lower(struct walk *w, const struct select *select, uint32_t first, uint32_t end,
		const struct scope *outer, struct arm_list *out);

/* compound.c: one type for each column of all arms and rows. */
bool arms_unify(struct walk *w, struct arm_list *list, struct span span);

/* order.c: ORDER BY with SQLite's place for NULL written out; CORE as it was written, for its
 * aliases, or NULL. */
bool order_lower(struct walk *w, const struct ordering *order, const struct select_core *core,
		 struct ordering **out);
/* ORDER BY of a query: *MADE is wrapped into another SELECT where PostgreSQL could not have it. */
bool order_results(struct walk *w, const struct select *select, const struct arm_list *list,
		   const struct result_list *results, struct select **made);
bool limit_lower(struct walk *w, const struct select *select, struct select *out);

/* aggregate.c: columns that are neither grouped by nor determined by the group come from the row
 * that SQLite takes them from.  ORDER: the query's, or NULL. */
bool aggregate_settle(struct walk *w, struct arm *arm, struct ordering *order);
/* True when the query gives one row: aggregates without GROUP BY. */
bool aggregate_is_single(const struct select_core *core);

/* depend.c: what determines the rows of a query's sources. */
struct dependencies;
struct dependencies *dependencies_find(struct walk *w, const struct arm *arm);
/* Whether all rows of a group have the same row of the source. */
bool dependencies_hold(const struct dependencies *dependencies, uint32_t source);

/* star.c: writes * again where SOURCE has it and MADE has just the columns that * is in PostgreSQL.
 */
void stars_keep(struct walk *w, const struct select *source, struct select *made);
void stars_keep_returning(struct walk *w, const struct statement *source, struct statement *made);

/* OVER (...), a window's definition. */
bool window_lower(struct walk *w, const struct window *window, struct window **out);

#endif
