/* SPDX-License-Identifier: PostgreSQL
 *
 * Changes as data: what each is called, the hazards it has, and the lock and work of its plain
 * statement (sql-altertable, "Notes", and the table of lock modes in explicit-locking).
 */
#include <config.h>

#include "diff/changes.h"

#include <string.h>

const char *lock_name(enum pg_lock lock)
{
	static const char *const names[] = {
		"none",	 "ACCESS SHARE",	"ROW EXCLUSIVE",   "SHARE UPDATE EXCLUSIVE",
		"SHARE", "SHARE ROW EXCLUSIVE", "ACCESS EXCLUSIVE"
	};

	return names[lock];
}

const char *work_name(enum work work)
{
	static const char *const names[] = { "changes the catalog only", "scans the table",
					     "rewrites the table" };

	return names[work];
}

const char *work_word(enum work work)
{
	static const char *const words[] = { "catalog", "scan", "rewrite" };

	return words[work];
}

const char *change_object_name(const struct change *change)
{
	static const char *const names[DIFF_OBJECTS] = {
		"extension",  "helper function", "function", "enum",	"table",    "column",
		"constraint", "index",		 "view",     "trigger", "statement"
	};
	static const char *const constraints[] = { "primary key", "unique", "check",
						   "foreign key" };
	const struct pg_constraint *c;

	if (change->object != DIFF_CONSTRAINT)
		return names[change->object];
	c = change->new.constraint ? change->new.constraint : change->old.constraint;
	return constraints[c->kind];
}

const char *change_kind_name(enum change_kind kind)
{
	static const char *const names[] = { "add", "drop", "modify", "rename" };

	return names[kind];
}

const char *change_aspect_name(enum diff_aspect aspect)
{
	static const char *const names[] = { "whole",	"type",	     "collation", "nullability",
					     "default", "generated", "identity",  "definition",
					     "labels",	"placement", "comment",	  "order",
					     "name" };

	return names[aspect];
}

bool change_list_is_empty(const struct change_list *list)
{
	return !list->count[CHANGE_ADD] && !list->count[CHANGE_DROP] &&
	       !list->count[CHANGE_MODIFY] && !list->count[CHANGE_RENAME];
}

/* ---------------------------------------------------------------- hazards and locks */

static void set(struct change *change, enum pg_lock lock, enum work work, unsigned hazards)
{
	change->lock = lock;
	change->work = work;
	change->hazards |= hazards;
	if (lock >= LOCK_SHARE && work == WORK_REWRITE)
		change->hazards |= HAZARD_REWRITE;
	if (lock >= LOCK_SHARE && work == WORK_SCAN)
		change->hazards |= HAZARD_SCAN;
}

static void visit_volatile(struct expr **operand, void *data)
{
	bool *found = data;

	*found = *found || (*operand)->kind == EXPR_CALL ||
		 ((*operand)->kind == EXPR_VERBATIM &&
		  memchr((*operand)->text.ptr, '(', (*operand)->text.len));
	if (!*found)
		expr_each_operand(*operand, visit_volatile, data);
}

/* A default that calls nothing is stored once for all rows that are there. */
static bool is_constant(struct expr *value)
{
	bool calls = false;

	if (value)
		visit_volatile(&value, &calls);
	return !calls;
}

static void classify_new_column(struct change *change)
{
	const struct pg_column *column = change->new.column;
	bool rewrites =
		column->generated_as || column->identity || !is_constant(column->default_value);

	set(change, LOCK_ACCESS_EXCLUSIVE, rewrites ? WORK_REWRITE : WORK_CATALOG,
	    column->generated_as ? HAZARD_NARROW_TYPE : 0);
	if (column->not_null && !column->default_value && !column->identity &&
	    !column->generated_as)
		change->hazards |= HAZARD_NEW_NOT_NULL | HAZARD_NEW_REQUIRED;
}

/* A column that is computed no longer keeps the values that it has. */
static void classify_generated(struct change *change)
{
	if (!change->new.column->generated_as)
		set(change, LOCK_ACCESS_EXCLUSIVE, WORK_CATALOG, 0);
	else
		set(change, LOCK_ACCESS_EXCLUSIVE, WORK_REWRITE,
		    HAZARD_NARROW_TYPE | (change->old.column->generated_as
						  ? 0
						  : HAZARD_DROP_COLUMN | HAZARD_NEW_GENERATED));
}

/* Whether an INSERT may leave the column out. */
static bool fills_in(const struct pg_column *column)
{
	return column->default_value || column->identity;
}

static void classify_column(struct change *change)
{
	struct type_change type;

	switch (change->aspect) {
	case DIFF_TYPE:
		type = type_change_using(NULL, "", change->old.column, change->new.column);
		/* another length is no other type to a program */
		if (type.work != WORK_CATALOG)
			type.hazards |= HAZARD_TYPE_CHANGE;
		set(change, LOCK_ACCESS_EXCLUSIVE, type.work, type.hazards);
		break;
	case DIFF_COLLATION:
		set(change, LOCK_ACCESS_EXCLUSIVE, WORK_SCAN, HAZARD_COLLATION_CHANGE);
		break;
	case DIFF_NULLABILITY:
		if (column_is_not_null(change->new_table, change->new.column))
			set(change, LOCK_ACCESS_EXCLUSIVE, WORK_SCAN,
			    change->new.column->default_value
				    ? HAZARD_BACKFILL
				    : HAZARD_NEW_NOT_NULL | HAZARD_NEW_REQUIRED);
		else
			set(change, LOCK_ACCESS_EXCLUSIVE, WORK_CATALOG, 0);
		break;
	case DIFF_GENERATED:
		classify_generated(change);
		break;
	case DIFF_DEFAULT:
		set(change, LOCK_ACCESS_EXCLUSIVE, WORK_CATALOG,
		    fills_in(change->new.column) ? 0 : HAZARD_DROP_DEFAULT);
		break;
	case DIFF_IDENTITY:
		set(change, LOCK_ACCESS_EXCLUSIVE, WORK_CATALOG,
		    change->old.column->identity && !fills_in(change->new.column)
			    ? HAZARD_DROP_DEFAULT
			    : 0);
		break;
	case DIFF_WHOLE:
	case DIFF_DEFINITION:
	case DIFF_LABELS:
	case DIFF_PLACEMENT:
	case DIFF_NAME:
		set(change, LOCK_ACCESS_EXCLUSIVE, WORK_CATALOG, 0);
		break;
	case DIFF_COMMENT:
	case DIFF_ORDER:
		break;
	}
}

static void classify_constraint(struct change *change)
{
	static const struct {
		enum pg_lock lock;
		unsigned added, dropped;
	} hazards[] = {
		[PG_PRIMARY_KEY] = { LOCK_ACCESS_EXCLUSIVE, HAZARD_NEW_UNIQUE, HAZARD_DROP_KEY },
		[PG_UNIQUE] = { LOCK_ACCESS_EXCLUSIVE, HAZARD_NEW_UNIQUE, HAZARD_DROP_KEY },
		[PG_CHECK] = { LOCK_ACCESS_EXCLUSIVE, HAZARD_NEW_CHECK, 0 },
		[PG_FOREIGN_KEY] = { LOCK_SHARE_ROW_EXCLUSIVE, HAZARD_NEW_FOREIGN_KEY,
				     HAZARD_DROP_FOREIGN_KEY },
	};

	if (change->kind == CHANGE_DROP)
		set(change, LOCK_ACCESS_EXCLUSIVE, WORK_CATALOG,
		    hazards[change->old.constraint->kind].dropped);
	else if (change->kind == CHANGE_RENAME)
		set(change, LOCK_ACCESS_EXCLUSIVE, WORK_CATALOG, 0);
	else
		set(change, hazards[change->new.constraint->kind].lock, WORK_SCAN,
		    hazards[change->new.constraint->kind].added);
}

static void classify_table(struct change *change)
{
	if (change->aspect == DIFF_COMMENT || change->aspect == DIFF_ORDER)
		return;
	if (change->aspect == DIFF_PLACEMENT)
		set(change, LOCK_ACCESS_EXCLUSIVE, WORK_REWRITE, HAZARD_REBUILD);
	else if (change->kind != CHANGE_ADD)
		set(change, LOCK_ACCESS_EXCLUSIVE, WORK_CATALOG,
		    change->kind == CHANGE_DROP ? HAZARD_DROP_TABLE : HAZARD_RENAME);
}

static void classify_index(struct change *change)
{
	if (!change->old_table)
		return;
	if (change->kind == CHANGE_RENAME)
		set(change, LOCK_SHARE_UPDATE_EXCLUSIVE, WORK_CATALOG, 0);
	else if (change->kind == CHANGE_DROP)
		set(change, LOCK_ACCESS_EXCLUSIVE, WORK_CATALOG,
		    change->old.index->unique ? HAZARD_DROP_KEY : HAZARD_DROP_INDEX);
	else
		set(change, LOCK_SHARE, WORK_SCAN,
		    change->new.index->unique ? HAZARD_NEW_UNIQUE : 0);
}

/* Whether every old label is there still: new ones may be put between them. */
static bool labels_only_added(const struct pg_enum *old, const struct pg_enum *new)
{
	uint32_t found = 0;

	for (uint32_t i = 0; i < new->labels.count &&found < old->labels.count; i++)
		found += slice_equal(old->labels.items[found], new->labels.items[i]);
	return found == old->labels.count;
}

static void classify(struct change *change)
{
	switch (change->object) {
	case DIFF_TABLE:
		classify_table(change);
		break;
	case DIFF_COLUMN:
		if (change->kind == CHANGE_ADD)
			classify_new_column(change);
		else if (change->kind == CHANGE_MODIFY)
			classify_column(change);
		else
			set(change, LOCK_ACCESS_EXCLUSIVE, WORK_CATALOG,
			    change->kind == CHANGE_RENAME      ? HAZARD_RENAME
			    : change->old.column->generated_as ? HAZARD_TYPE_CHANGE
							       : HAZARD_DROP_COLUMN);
		break;
	case DIFF_CONSTRAINT:
		classify_constraint(change);
		break;
	case DIFF_INDEX:
		classify_index(change);
		break;
	case DIFF_ENUM:
		if (change->kind == CHANGE_MODIFY &&
		    !labels_only_added(change->old.type, change->new.type))
			change->hazards |= HAZARD_DROP_LABEL;
		break;
	case DIFF_EXTENSION:
		change->hazards |= change->kind == CHANGE_DROP ? HAZARD_DROP_EXTENSION : 0;
		break;
	case DIFF_VIEW:
		set(change, change->kind == CHANGE_ADD ? LOCK_NONE : LOCK_ACCESS_EXCLUSIVE,
		    WORK_CATALOG, change->kind == CHANGE_DROP ? HAZARD_DROP_VIEW : 0);
		break;
	case DIFF_TRIGGER:
		set(change, LOCK_SHARE_ROW_EXCLUSIVE, WORK_CATALOG, 0);
		break;
	case DIFF_HELPER:
	case DIFF_FUNCTION:
	case DIFF_STATEMENT:
	case DIFF_OBJECTS:
		break;
	}
}

struct change *change_add(struct change_list *list, struct change change)
{
	struct change *added = arena_object(list->arena, struct change);

	*added = change;
	classify(added);
	if (!added->harmless)
		list->count[added->kind]++;
	vec_push(list->arena, &list->items, added);
	return added;
}
