/* SPDX-License-Identifier: PostgreSQL
 *
 * RENAME of tables and columns, before all else, so that the rest has the new names only.  Who
 * holds a name that is wanted goes out of the way first, under a name of its own.
 */
#include <config.h>

#include <string.h>

#include "diff/migrate.h"
#include "postgres/print.h"

static void add_rename(struct migration *m, const struct change *change, const char *from,
		       const char *to)
{
	bool is_column = change->object == DIFF_COLUMN;

	plan_alter(m, is_column ? change->table : from);
	strbuf_add_text(&m->text, "RENAME ");
	if (is_column) {
		strbuf_add_text(&m->text, "COLUMN ");
		pg_print_identifier(&m->text, from);
		strbuf_add_char(&m->text, ' ');
	}
	strbuf_add_text(&m->text, "TO ");
	pg_print_identifier(&m->text, to);
	plan_add(m, PHASE_RENAME, is_column ? change->table : from, LOCK_ACCESS_EXCLUSIVE,
		 WORK_CATALOG, 0);
}

struct renames {
	VEC(struct change *) changes; /* renamed and dropped: all that hold an old name */
};

static bool is_rename(const struct change *change)
{
	return change->kind == CHANGE_RENAME;
}

/* Of what is dropped: as the comparison moved it away. */
static const char *name_now(const struct change *change)
{
	return change->object == DIFF_COLUMN ? change->old.column->name : change->old_table->name;
}

static void rename_group(struct migration *m, const struct renames *group)
{
	struct strmap *wanted = strmap_new(), *moved = strmap_new();

	vec_each(struct change *, change, group->changes)
		if (is_rename(*change))
			strmap_set(wanted, slice_of((*change)->new_text), *change);
	vec_each(struct change *, change, group->changes) {
		const char *name = is_rename(*change) ? (*change)->old_text : (*change)->name;
		const char *between;

		if (!strmap_find(wanted, slice_of(name)))
			continue;
		between = is_rename(*change) ? plan_temporary_name(m, name) : name_now(*change);
		add_rename(m, *change, name, between);
		strmap_set(moved, slice_of(name), (void *)between);
	}
	vec_each(struct change *, change, group->changes) {
		const char *from;

		if (!is_rename(*change))
			continue;
		from = strmap_find(moved, slice_of((*change)->old_text));
		add_rename(m, *change, from ? from : (*change)->old_text, (*change)->new_text);
	}
	strmap_free(wanted);
	strmap_free(moved);
}

static bool holds_name(const struct change *change, enum diff_object object)
{
	return change->object == object &&
	       (change->kind == CHANGE_RENAME || change->kind == CHANGE_DROP);
}

static void rename_tables(struct migration *m)
{
	struct renames group = { 0 };

	vec_each(struct change *, change, m->list->items)
		if (holds_name(*change, DIFF_TABLE))
			vec_push(m->arena, &group.changes, *change);
	rename_group(m, &group);
}

/* A table's changes stand together. */
static void rename_columns(struct migration *m)
{
	struct renames group = { 0 };
	const struct pg_table *table = NULL;

	vec_each(struct change *, change, m->list->items) {
		if (!holds_name(*change, DIFF_COLUMN))
			continue;
		if ((*change)->new_table != table) {
			rename_group(m, &group);
			group.changes.count = 0;
		}
		table = (*change)->new_table;
		vec_push(m->arena, &group.changes, *change);
	}
	rename_group(m, &group);
}

/* ---------------------------------------------------------------- parts */

static void rename_part(struct migration *m, const struct part_rename *part, const char *from,
			const char *to)
{
	static const char *const starts[] = {
		[RENAME_INDEX] = "ALTER INDEX ", [RENAME_SEQUENCE] = "ALTER SEQUENCE "
	};

	if (part->kind == RENAME_CONSTRAINT)
		strbuf_add_text(plan_alter(m, part->table), "RENAME CONSTRAINT ");
	else
		strbuf_add_text(&m->text, starts[part->kind]);
	pg_print_identifier(&m->text, from);
	strbuf_add_text(&m->text, part->kind == RENAME_CONSTRAINT ? " TO " : " RENAME TO ");
	pg_print_identifier(&m->text, to);
	plan_add(m, PHASE_RENAME_PART, part->table,
		 part->kind == RENAME_INDEX ? LOCK_SHARE_UPDATE_EXCLUSIVE : LOCK_ACCESS_EXCLUSIVE,
		 WORK_CATALOG, 0);
}

void plan_part_renames(struct migration *m)
{
	struct strmap *wanted = strmap_new();

	vec_each(struct part_rename, part, m->renames)
		strmap_set(wanted, slice_of(part->to), part);
	vec_each(struct part_rename, part, m->renames) {
		const char *between;

		if (!strmap_find(wanted, slice_of(part->from)))
			continue;
		between = plan_temporary_name(m, part->from);
		rename_part(m, part, part->from, between);
		part->from = between;
	}
	vec_each(struct part_rename, part, m->renames)
		rename_part(m, part, part->from, part->to);
	strmap_free(wanted);
}

/* ---------------------------------------------------------------- sequences */

struct old_names {
	const char *table;
	struct strmap *columns; /* by the new name */
};

static void rename_sequence(struct migration *m, const struct old_names *old,
			    const struct pg_table *table, const struct pg_column *was,
			    const struct pg_column *column)
{
	const char *old_column = strmap_find(old->columns, slice_of(column->name));
	const char *from =
		plan_sequence(m, old->table, old_column ? old_column : column->name, was->sequence);
	const char *to = plan_sequence(m, table->name, column->name,
				       column->identity ? column->sequence : was->sequence);
	struct part_rename rename = { RENAME_SEQUENCE, table->name, from, to };

	/* A name that is written out is a difference of its own. */
	if (strcmp(from, to) != 0 && !was->sequence && !column->sequence)
		vec_push(m->arena, &m->renames, rename);
}

static void rename_sequences(struct migration *m, struct old_names *old,
			     const struct change *change)
{
	vec_each(struct pg_column *, was, change->old_table->columns) {
		if (!(*was)->identity)
			continue;
		vec_each(struct pg_column *, column, change->new_table->columns)
			if (strcmp((*was)->name, (*column)->name) == 0)
				rename_sequence(m, old, change->new_table, *was, *column);
	}
	strmap_free(old->columns);
	*old = (struct old_names){ NULL, NULL };
}

/* Those of numbered columns have the name of table and column. */
static void rename_all_sequences(struct migration *m)
{
	struct old_names old = { NULL, NULL };
	const struct change *last = NULL;

	vec_each(struct change *, each, m->list->items) {
		const struct change *change = *each;

		if (!is_rename(change) ||
		    (change->object != DIFF_TABLE && change->object != DIFF_COLUMN))
			continue;
		if (last && last->new_table != change->new_table)
			rename_sequences(m, &old, last);
		if (!old.columns)
			old = (struct old_names){ change->new_table->name, strmap_new() };
		if (change->object == DIFF_TABLE)
			old.table = change->old_text;
		else
			strmap_set(old.columns, slice_of(change->name), (void *)change->old_text);
		last = change;
	}
	if (last)
		rename_sequences(m, &old, last);
}

void plan_renames(struct migration *m)
{
	rename_tables(m);
	rename_columns(m);
	rename_all_sequences(m);
}
