/* SPDX-License-Identifier: PostgreSQL
 *
 * Changes into statements.  The plan is a list of steps for each phase, phases in an order in
 * which no statement needs what a later one makes or uses what an earlier one has dropped;
 * script.c prints it.
 */
#ifndef DIFF_MIGRATE_H
#define DIFF_MIGRATE_H

#include "base/strmap.h"
#include "diff/changes.h"

enum phase {
	PHASE_LABEL, /* new labels of enums: can't be used where they are added */
	PHASE_RENAME,
	PHASE_EXTENSION,
	PHASE_HELPER,
	PHASE_DROP_TRIGGER,
	PHASE_DROP_VIEW,
	PHASE_DROP_FOREIGN_KEY,
	PHASE_DROP_TABLE,
	PHASE_DROP_PART,
	PHASE_RENAME_PART,
	PHASE_TYPE,
	PHASE_DROP_GENERATED,
	PHASE_DROP_COLUMN,
	PHASE_COLUMN,
	PHASE_TABLE,
	PHASE_ADD_COLUMN,
	PHASE_ADD_GENERATED,
	PHASE_BACKFILL,
	PHASE_CHECK,
	PHASE_VIEW,
	PHASE_TRIGGER,
	PHASE_INDEX,
	PHASE_VALIDATE,
	PHASE_NOT_NULL,
	PHASE_KEY,
	PHASE_IDENTITY,
	PHASE_FOREIGN_KEY,
	PHASE_VALIDATE_KEY,
	PHASE_LATE_VIEW,
	PHASE_LATE_TRIGGER,
	PHASE_DROP_TYPE,
	PHASE_DROP_HELPER,
	PHASE_COUNT
};

struct step {
	const char *text; /* a statement without its ";" */
	const char *on;	  /* the relation that is locked, or NULL */
	enum pg_lock lock;
	enum work work;
	unsigned hazards; /* destructive: put out as a comment unless allowed */
	const char *note; /* instead of the lock */
	bool whole;	  /* the text has its ";" */
};

struct step_list {
	VEC(struct step) steps;
};

/* What befalls a column that has dependents. */
enum touch {
	TOUCH_TYPE = 1, /* another type: what is computed from it is dropped and made again */
	TOUCH_NEW = 2,	/* dropped, or dropped and made again */
};

struct column_plan {
	const struct pg_column *old, *new; /* NULL: added, dropped */
	unsigned aspects;		   /* 1 << enum diff_aspect */
	unsigned touch;
	unsigned hazards; /* of its change: all that is done to it waits until they are allowed */
};

/* A table that stays and what happens to it. */
struct table_plan {
	struct pg_table *old, *new;
	VEC(struct column_plan *) columns;
	struct strmap *by_name; /* columns by their new name, those that go by their old one */
	bool primary_changes;	/* the primary key is */
	bool keys_change;	/* a key or unique index is dropped, added or made again */
};

/* A constraint, index or sequence that gets another name. */
struct part_rename {
	enum { RENAME_CONSTRAINT, RENAME_INDEX, RENAME_SEQUENCE } kind;
	const char *table;
	const char *from, *to;
};

struct migration {
	struct arena *arena;
	const struct change_list *list;
	bool offline;
	unsigned allowed; /* hazards */
	struct step_list phases[PHASE_COUNT];
	VEC(struct table_plan *) plans;
	struct strmap *by_table; /* the new table's name to its plan */
	struct strmap *replaced; /* names of enums that are made anew: their change */
	bool has_replaced;
	VEC(struct part_rename) renames;
	struct strbuf text; /* the statement that is being made */
	bool late_views;    /* they may need a key that comes late */
	uint32_t temporary; /* names taken for a while */
};

/* ---- plan.c */

/* "ALTER TABLE name ": the start of a statement in m->text. */
struct strbuf *plan_alter(struct migration *m, const char *table);
/* Ends the statement in m->text. */
struct step *plan_add(struct migration *m, enum phase phase, const char *on, enum pg_lock lock,
		      enum work work, unsigned hazards);
struct table_plan *plan_of(const struct migration *m, const char *table); /* or NULL */
bool plan_is_touched(const struct migration *m, const char *table, const char *column);
/* Whether EXPR, over TABLE's columns, mentions one that is touched. */
bool plan_mentions_touched(const struct migration *m, const char *table, struct expr *expr);
/* A name for the time between two statements. */
const char *plan_temporary_name(struct migration *m, const char *name);
/* The sequence of a numbered column, by its name or PostgreSQL's. */
const char *plan_sequence(struct migration *m, const char *table, const char *column,
			  const char *sequence);

/* ---- plan_columns.c */

/* What happens to each column; before anything is planned that depends on columns. */
void plan_touches(struct migration *m);
void plan_columns(struct migration *m);

/* ---- plan_rename.c: those in m->renames, once all are there */
void plan_part_renames(struct migration *m);

/* ---- plan_rename.c, plan_parts.c, plan_objects.c: their statements */
void plan_renames(struct migration *m);
void plan_parts(struct migration *m);
void plan_types(struct migration *m);
void plan_helpers(struct migration *m);
void plan_tables(struct migration *m);
void plan_views_and_triggers(struct migration *m);

/* ---- script.c */

/* The migration script of LIST. */
void diff_print_sql(struct strbuf *out, const struct change_list *list, bool offline,
		    unsigned allowed);

#endif
