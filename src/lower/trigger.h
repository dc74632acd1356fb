/* SPDX-License-Identifier: PostgreSQL
 *
 * What the files that lower triggers share.
 */
#ifndef LOWER_TRIGGER_H
#define LOWER_TRIGGER_H

#include "lower/dml.h"

/* How a trigger that can fire itself again is kept from it. */
enum trigger_guard {
	GUARD_NONE,
	GUARD_DEPTH, /* nothing but the trigger itself does that: pg_trigger_depth() tells */
	GUARD_FLAG,
};
/* The body of one trigger being made. */
struct trigger_body {
	struct walk *w;
	const struct sqlite_trigger *source;
	const struct create_trigger *definition;
	const struct scope *rows;    /* NEW and OLD */
	struct plpgsql_block *block; /* where statements go */
	const char *flag;	     /* the setting that says it is running; NULL: none */
	bool ignores;		     /* a RAISE(IGNORE) is in it */
	/* program.c */
	bool inserts;			       /* a statement so far was an INSERT */
	struct plpgsql_statement *last_insert; /* of one row, with a key; or NULL */
	const char *last_key;
	uint32_t last_change; /* statements of the block up to the last that changed rows */
	bool needs_key, needs_count;
};

/* program.c: last_insert_rowid() and changes() by variables, for walk.program_call. */
bool program_call(struct walk *w, const struct expr *expr, struct lowered *out);
void program_note(struct trigger_body *body, const struct statement *source, const struct dml *dml);
void program_variables(const struct trigger_body *body, struct pg_name_list *out);

/* NULL, after a diagnostic, when it can't be translated. */
struct pg_trigger *lower_trigger(struct lowering *l, const struct sqlite_trigger *source,
				 enum trigger_guard guard);

/* RETURN VALUE, the running flag taken back. */
void body_return(struct trigger_body *body, struct plpgsql_block *block, const char *value);

/* "BEGIN ... END" for what is in BLOCK. */
const char *trigger_print_body(const struct trigger_body *body, const struct plpgsql_block *block);

/* broken_trigger.c: what SQLite says when it would run the trigger and something is not there that
 * it names; NULL: all is there. */
const char *trigger_defect(struct lowering *l, const struct sqlite_trigger *trigger,
			   struct span *out_span);

/* conflict_clause.c: those of all tables' constraints, as triggers. */
void lower_conflict_clauses(struct lowering *l);

/* raise.c: SELECT in a body.  What it computes is for its RAISE alone. */
bool body_select(struct trigger_body *body, const struct select *select);

/* timing.c: tells where the moment at which PostgreSQL runs the body makes a difference. */
void tell_timing(const struct trigger_body *body);

/* fires.c */
struct trigger_graph;
struct trigger_graph *trigger_graph_new(struct lowering *l);
enum trigger_guard trigger_guard_of(const struct trigger_graph *graph, uint32_t number);
void trigger_graph_free(struct trigger_graph *graph);

#endif
