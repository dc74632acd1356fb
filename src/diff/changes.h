/* SPDX-License-Identifier: PostgreSQL
 *
 * What is different between two PostgreSQL schemas, as data.  compare.c makes the list, every
 * format prints it, migrate.c makes statements of it.  A change points into both
 * schemas; positions of its old side belong to the old schema's sources.
 */
#ifndef DIFF_CHANGES_H
#define DIFF_CHANGES_H

#include "diag/hazard.h"
#include "mapping/rules.h"
#include "postgres/schema.h"

enum SMALL change_kind { CHANGE_ADD, CHANGE_DROP, CHANGE_MODIFY, CHANGE_RENAME };

enum SMALL diff_object {
	DIFF_EXTENSION,
	DIFF_HELPER, /* a function of the prelude */
	DIFF_FUNCTION,
	DIFF_ENUM,
	DIFF_TABLE,
	DIFF_COLUMN,
	DIFF_CONSTRAINT,
	DIFF_INDEX,
	DIFF_VIEW,
	DIFF_TRIGGER,
	DIFF_STATEMENT,
	DIFF_OBJECTS
};

/* What of the object is different, when it is there in both. */
enum SMALL diff_aspect {
	DIFF_WHOLE,
	DIFF_TYPE,
	DIFF_COLLATION,
	DIFF_NULLABILITY,
	DIFF_DEFAULT,
	DIFF_GENERATED,
	DIFF_IDENTITY,
	DIFF_DEFINITION,
	DIFF_LABELS,
	DIFF_PLACEMENT,
	DIFF_COMMENT,
	DIFF_ORDER,
	DIFF_NAME,
};

/* On the table, as PostgreSQL's manual names them (13.3.1), weakest first. */
enum SMALL pg_lock {
	LOCK_NONE,
	LOCK_ACCESS_SHARE,
	LOCK_ROW_EXCLUSIVE,
	LOCK_SHARE_UPDATE_EXCLUSIVE,
	LOCK_SHARE,
	LOCK_SHARE_ROW_EXCLUSIVE,
	LOCK_ACCESS_EXCLUSIVE,
};
const char *lock_name(enum pg_lock lock); /* "ACCESS EXCLUSIVE" */

enum SMALL work { WORK_CATALOG, WORK_SCAN, WORK_REWRITE };
const char *work_name(enum work work); /* "rewrites the table" */
const char *work_word(enum work work); /* "rewrite" */

/* The object itself, for those that want more than the text. */
union diff_side {
	const struct pg_enum *type;
	const struct pg_column *column;
	const struct pg_constraint *constraint;
	const struct pg_index *index;
	const struct pg_view *view;
	const struct pg_function *function; /* of a trigger; */
	const struct pg_trigger *trigger;
	const struct pg_statement *statement; /* a function of the prelude, and the rest */
};

/* A hazard that somebody allows for this change. */
struct excuse {
	unsigned number;
	const char *reason;
};

struct change {
	enum change_kind kind;
	enum diff_object object;
	enum diff_aspect aspect;
	bool harmless;	   /* told, but no difference: names of constraints, order, comments */
	enum pg_lock lock; /* the strongest that the plain statement takes ... */
	enum work work;	   /* ... and what it does under it */
	unsigned hazards;
	unsigned told; /* those that are neither allowed nor silenced; lint.c */
	VEC(struct excuse) excuses;
	const char *table; /* its name in the new schema, or NULL: not part of a table */
	const char *name;
	const char *old_text, *new_text; /* the definition, or what differs of it; or NULL */
	const struct pg_table *old_table, *new_table;
	union diff_side old, new;
	struct span old_span, new_span;
};

/* "Was b renamed to a?": never assumed. */
struct rename_question {
	const char *old_table, *old_name; /* old_name NULL: the table itself */
	const char *new_table, *new_name;
	const char *hint; /* the line for the mapping */
	struct span old_span, new_span;
};

/* A table that is in both, under its new name. */
struct table_pair {
	struct pg_table *old, *new;
};

/* A dropped table or column whose name something renamed takes: it has another one in the old
 * schema, under which a migration drops it. */
struct moved_name {
	const void *object;
	const char *name; /* its own */
};

struct change_list {
	struct arena *arena;
	struct pg_schema *old, *new;
	VEC(struct change *) items; /* tables one after the other, in the new schema's order */
	VEC(struct rename_question) questions;
	VEC(struct table_pair) pairs; /* in the new schema's order; old NULL: added */
	VEC(struct pg_table *) dropped;
	VEC(struct moved_name) moved;
	uint32_t count[4]; /* by kind, without the harmless */
};

/* Adds a change with its lock, work and hazards worked out. */
struct change *change_add(struct change_list *list, struct change change);

/* "table", "column", "foreign key". */
const char *change_object_name(const struct change *change);
const char *change_kind_name(enum change_kind kind);	 /* "add" */
const char *change_aspect_name(enum diff_aspect aspect); /* "type" */

/* Without the harmless ones. */
bool change_list_is_empty(const struct change_list *list);

/* ---- rename.c */

/* Fills the pairs, and the questions: what each table and column was before, by the hints of
 * the mapping, the RENAMEs of a chain of migrations, and its name.  The old schema
 * then has the new names throughout; what was renamed is in LIST. */
void diff_pair(struct change_list *list, struct rule_set *rules);

/* The name of a dropped table or column, where NAME is what the old schema has now. */
const char *diff_own_name(const struct change_list *list, const void *object, const char *name);

/* ---- similar.c */

/* Fills the questions. */
void diff_ask(struct change_list *list);

/* ---- compare.c */

/* All differences.  OLD is given the new names of what was renamed. */
void diff_schemas(struct change_list *list, struct pg_schema *old, struct pg_schema *new,
		  struct rule_set *rules);

/* NOT NULL, or implied by a key or by the database's numbering. */
bool column_is_not_null(const struct pg_table *table, const struct pg_column *column);

/* ---- text.c, markdown.c, json.c: the list in a form of its own */

enum diff_color { DIFF_PLAIN, DIFF_COLORED, DIFF_TAGGED };

/* The positions of both sides, behind ", " when both are known: "old.sql:3:5, new.sql:4:5". */
void change_positions(struct strbuf *out, const struct change_list *list, struct span old,
		      struct span new);
/* Without marks: "column email text NOT NULL", "column age: type integer -> bigint". */
void change_sentence(struct strbuf *out, const struct change *change);

void diff_print_text(struct strbuf *out, const struct change_list *list, enum diff_color color);
void diff_print_markdown(struct strbuf *out, const struct change_list *list);
void diff_print_json(struct strbuf *out, const struct change_list *list);

/* ---- using.c */

/* How the values of OLD become NEW's. */
struct type_change {
	enum work work;
	unsigned hazards;
	bool implicit; /* without USING: PostgreSQL's assignment cast does it, or fails */
};
/* Adds the expression over the column NAME to OUT when it is not NULL. */
struct type_change type_change_using(struct strbuf *out, const char *name,
				     const struct pg_column *old, const struct pg_column *new);

#endif
