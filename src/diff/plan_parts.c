/* SPDX-License-Identifier: PostgreSQL
 *
 * Constraints and indexes: those that changed, and those that have to go and come back because
 * of what happens to their columns or to the key that they need.
 */
#include <config.h>

#include <string.h>

#include "diff/migrate.h"
#include "emit/ddl.h"
#include "postgres/print.h"

struct parts {
	struct migration *m;
	struct strmap *seen; /* addresses of new constraints and indexes that changes are about */
};

static struct slice address(const void *const *pointer)
{
	return (struct slice){ (const char *)pointer, sizeof(*pointer) };
}

static bool is_partitioned(const struct pg_table *table)
{
	return table->placement && table->placement->partition;
}

/* ---------------------------------------------------------------- constraints: statements */

static void drop_constraint(struct migration *m, const char *table, const struct pg_constraint *c,
			    unsigned hazards)
{
	strbuf_add_text(plan_alter(m, table), "DROP CONSTRAINT ");
	pg_print_identifier(&m->text, c->name);
	plan_add(m, c->kind == PG_FOREIGN_KEY ? PHASE_DROP_FOREIGN_KEY : PHASE_DROP_PART, table,
		 LOCK_ACCESS_EXCLUSIVE, WORK_CATALOG, hazards);
}

static void validate(struct migration *m, enum phase phase, const char *table, const char *name)
{
	strbuf_add_text(plan_alter(m, table), "VALIDATE CONSTRAINT ");
	pg_print_identifier(&m->text, name);
	plan_add(m, phase, table, LOCK_SHARE_UPDATE_EXCLUSIVE, WORK_SCAN, 0);
}

/* Without what PostgreSQL must look up in the rows, where that can come later. */
static void add_checked(struct migration *m, const struct pg_table *table,
			const struct pg_constraint *c)
{
	bool key = c->kind == PG_FOREIGN_KEY;
	bool later = !m->offline && !(key && is_partitioned(table));

	strbuf_add_text(plan_alter(m, table->name), "ADD ");
	emit_constraint(&m->text, c, true);
	strbuf_add_text(&m->text, later ? " NOT VALID" : "");
	plan_add(m, key ? PHASE_FOREIGN_KEY : PHASE_CHECK, table->name,
		 key ? LOCK_SHARE_ROW_EXCLUSIVE : LOCK_ACCESS_EXCLUSIVE,
		 later ? WORK_CATALOG : WORK_SCAN, 0);
	if (later)
		validate(m, key ? PHASE_VALIDATE_KEY : PHASE_VALIDATE, table->name, c->name);
}

static void add_deferral(struct strbuf *out, const struct pg_constraint *c)
{
	strbuf_add_text(out, c->initially_deferred ? " DEFERRABLE INITIALLY DEFERRED"
			     : c->deferrable	   ? " DEFERRABLE"
						   : "");
}

/* The index first, without a lock on the rows. */
static void add_key(struct migration *m, const struct pg_table *table,
		    const struct pg_constraint *c)
{
	if (m->offline || is_partitioned(table)) {
		strbuf_add_text(plan_alter(m, table->name), "ADD ");
		emit_constraint(&m->text, c, true);
		plan_add(m, PHASE_KEY, table->name, LOCK_ACCESS_EXCLUSIVE, WORK_SCAN, 0);
		return;
	}
	strbuf_add_text(&m->text, "CREATE UNIQUE INDEX CONCURRENTLY ");
	pg_print_identifier(&m->text, c->name);
	strbuf_add_text(&m->text, " ON ");
	pg_print_identifier(&m->text, table->name);
	for (uint32_t i = 0; i < c->columns.names.count; i++) {
		strbuf_add_text(&m->text, i ? ", " : " (");
		pg_print_identifier(&m->text, c->columns.names.items[i]);
	}
	strbuf_add_char(&m->text, ')');
	plan_add(m, PHASE_INDEX, table->name, LOCK_SHARE_UPDATE_EXCLUSIVE, WORK_SCAN, 0);
	strbuf_add_text(plan_alter(m, table->name), "ADD CONSTRAINT ");
	pg_print_identifier(&m->text, c->name);
	strbuf_add_text(&m->text, c->kind == PG_PRIMARY_KEY ? " PRIMARY KEY" : " UNIQUE");
	strbuf_add_text(&m->text, " USING INDEX ");
	pg_print_identifier(&m->text, c->name);
	add_deferral(&m->text, c);
	plan_add(m, PHASE_KEY, table->name, LOCK_ACCESS_EXCLUSIVE, WORK_CATALOG, 0);
}

static void add_constraint(struct migration *m, const struct pg_table *table,
			   const struct pg_constraint *c)
{
	if (c->kind == PG_CHECK || c->kind == PG_FOREIGN_KEY)
		add_checked(m, table, c);
	else
		add_key(m, table, c);
}

/* ---------------------------------------------------------------- indexes: statements */

static void drop_index(struct migration *m, const char *table, const struct pg_index *index)
{
	strbuf_add_text(&m->text, "DROP INDEX ");
	pg_print_identifier(&m->text, index->name);
	plan_add(m, PHASE_DROP_PART, table, LOCK_ACCESS_EXCLUSIVE, WORK_CATALOG, 0);
}

static void add_index(struct migration *m, const struct pg_index *index, bool plain)
{
	strbuf_add_text(&m->text, index->unique ? "CREATE UNIQUE INDEX " : "CREATE INDEX ");
	strbuf_add_text(&m->text, plain ? "" : "CONCURRENTLY ");
	pg_print_identifier(&m->text, index->name);
	strbuf_add_text(&m->text, " ON ");
	emit_index_definition(&m->text, index);
}

static void add_index_to(struct migration *m, const struct pg_table *table,
			 const struct pg_index *index)
{
	bool plain = m->offline || is_partitioned(table);

	add_index(m, index, plain);
	plan_add(m, PHASE_INDEX, table->name, plain ? LOCK_SHARE : LOCK_SHARE_UPDATE_EXCLUSIVE,
		 WORK_SCAN, 0);
}

/* ---------------------------------------------------------------- what has to go and come back */

static bool any_touched(const struct migration *m, const char *table,
			const struct pg_name_list *columns, unsigned touch)
{
	const struct table_plan *plan = plan_of(m, table);

	if (!plan)
		return false;
	vec_each(const char *, name, columns->names) {
		const struct column_plan *column = strmap_find(plan->by_name, slice_of(*name));

		if (column && (column->touch & touch))
			return true;
	}
	return false;
}

static bool constraint_returns(const struct migration *m, const struct pg_table *table,
			       const struct pg_constraint *c)
{
	const struct table_plan *parent;

	switch (c->kind) {
	case PG_CHECK:
		return plan_mentions_touched(m, table->name, c->check);
	case PG_PRIMARY_KEY:
	case PG_UNIQUE:
		return any_touched(m, table->name, &c->columns, TOUCH_NEW);
	case PG_FOREIGN_KEY:
		break;
	}
	parent = plan_of(m, c->parent->name);
	return (parent && parent->keys_change) ||
	       any_touched(m, table->name, &c->columns, TOUCH_NEW | TOUCH_TYPE) ||
	       any_touched(m, c->parent->name, &c->parent_columns, TOUCH_NEW | TOUCH_TYPE);
}

static bool index_returns(const struct migration *m, const struct pg_table *table,
			  const struct pg_index *index)
{
	if (plan_mentions_touched(m, table->name, index->where))
		return true;
	vec_each(struct pg_index_key, key, index->keys) {
		struct pg_name_list column = { { &key->column, 1, 1 } };

		if (key->expr ? plan_mentions_touched(m, table->name, key->expr)
			      : any_touched(m, table->name, &column,
					    TOUCH_NEW | (key->operator_class ? TOUCH_TYPE : 0)))
			return true;
	}
	return false;
}

/* ---------------------------------------------------------------- changes */

static void see(struct parts *p, const void *part)
{
	strmap_set(p->seen, address(&part), (void *)p);
}

static bool is_key(const struct change *change)
{
	const struct pg_constraint *c;

	if (change->object == DIFF_INDEX)
		return (change->old.index && change->old.index->unique) ||
		       (change->new.index && change->new.index->unique);
	c = change->old.constraint ? change->old.constraint : change->new.constraint;
	return c->kind == PG_PRIMARY_KEY || c->kind == PG_UNIQUE;
}

static bool concerns_parts(const struct change *change)
{
	return (change->object == DIFF_CONSTRAINT || change->object == DIFF_INDEX) &&
	       change->old_table && change->new_table;
}

static bool is_primary(const struct change *change)
{
	if (change->object != DIFF_CONSTRAINT)
		return false;
	return (change->old.constraint && change->old.constraint->kind == PG_PRIMARY_KEY) ||
	       (change->new.constraint && change->new.constraint->kind == PG_PRIMARY_KEY);
}

/* Which tables' keys change, so that what references them waits. */
static void note_keys(struct parts *p)
{
	vec_each(struct change *, each, p->m->list->items) {
		struct table_plan *plan;

		if (!concerns_parts(*each) || (*each)->kind == CHANGE_RENAME || !is_key(*each))
			continue;
		plan = plan_of(p->m, (*each)->new_table->name);
		plan->keys_change = true;
		plan->primary_changes = plan->primary_changes || is_primary(*each);
	}
	vec_each(struct table_plan *, plan, p->m->plans)
		vec_each(struct pg_constraint *, c, (*plan)->new->constraints)
			if (((*c)->kind == PG_PRIMARY_KEY || (*c)->kind == PG_UNIQUE) &&
			    constraint_returns(p->m, (*plan)->new, *c))
				(*plan)->keys_change = true;
	vec_each(struct table_plan *, plan, p->m->plans)
		vec_each(struct pg_index *, index, (*plan)->new->indexes)
			if ((*index)->unique && index_returns(p->m, (*plan)->new, *index))
				(*plan)->keys_change = true;
}

static void drop_old(struct parts *p, const struct change *change)
{
	if (change->object == DIFF_INDEX)
		drop_index(p->m, change->table, change->old.index);
	else
		drop_constraint(p->m, change->table, change->old.constraint, 0);
}

static void add_new(struct parts *p, const struct change *change)
{
	if (change->object == DIFF_INDEX)
		add_index_to(p->m, change->new_table, change->new.index);
	else
		add_constraint(p->m, change->new_table, change->new.constraint);
}

static bool returns(struct parts *p, const struct change *change)
{
	return change->object == DIFF_INDEX
		       ? index_returns(p->m, change->new_table, change->new.index)
		       : constraint_returns(p->m, change->new_table, change->new.constraint);
}

static void rename_part(struct migration *m, const struct change *change)
{
	struct part_rename rename = { change->object == DIFF_INDEX ? RENAME_INDEX
								   : RENAME_CONSTRAINT,
				      change->table, change->old_text, change->new_text };

	vec_push(m->arena, &m->renames, rename);
}

static void plan_change(struct parts *p, const struct change *change)
{
	switch (change->kind) {
	case CHANGE_DROP:
		drop_old(p, change);
		break;
	case CHANGE_ADD:
		add_new(p, change);
		break;
	case CHANGE_RENAME:
		if (!returns(p, change)) {
			rename_part(p->m, change);
			break;
		}
		/* fall through */
	case CHANGE_MODIFY:
		drop_old(p, change);
		add_new(p, change);
		break;
	}
	if (change->new.constraint)
		see(p, change->object == DIFF_INDEX ? (const void *)change->new.index
						    : change->new.constraint);
}

static void plan_unchanged(struct parts *p, const struct pg_table *table)
{
	vec_each(struct pg_constraint *, c, table->constraints) {
		const void *part = *c;

		if (strmap_find(p->seen, address(&part)) || !constraint_returns(p->m, table, *c))
			continue;
		drop_constraint(p->m, table->name, *c, 0);
		add_constraint(p->m, table, *c);
	}
	vec_each(struct pg_index *, index, table->indexes) {
		const void *part = *index;

		if (strmap_find(p->seen, address(&part)) || !index_returns(p->m, table, *index))
			continue;
		drop_index(p->m, table->name, *index);
		add_index_to(p->m, table, *index);
	}
}

void plan_parts(struct migration *m)
{
	struct parts p = { .m = m, .seen = strmap_new() };

	note_keys(&p);
	vec_each(struct change *, change, m->list->items)
		if (concerns_parts(*change))
			plan_change(&p, *change);
	vec_each(struct table_pair, pair, m->list->pairs)
		if (pair->old)
			plan_unchanged(&p, pair->new);
	strmap_free(p.seen);
}

/* ---------------------------------------------------------------- whole tables */

/* A key that the table can't have yet: its parent comes later, or its parent's key does. */
static bool key_comes_later(const struct migration *m, const struct pg_constraint *c)
{
	const struct table_plan *parent = plan_of(m, c->parent->name);

	return c->separate || (parent && parent->keys_change);
}

static void add_table(struct migration *m, struct pg_table *table)
{
	struct step *step;

	vec_each(struct pg_constraint *, c, table->constraints)
		if ((*c)->kind == PG_FOREIGN_KEY)
			(*c)->separate = key_comes_later(m, *c);
	emit_table(&m->text, table);
	m->text.len -= 2; /* ";\n" */
	step = plan_add(m, PHASE_TABLE, NULL, LOCK_NONE, WORK_CATALOG, 0);
	step->text += strspn(step->text, "\n");
	vec_each(struct pg_index *, index, table->indexes) {
		add_index(m, *index, true);
		plan_add(m, PHASE_TABLE, NULL, LOCK_NONE, WORK_CATALOG, 0);
	}
	vec_each(struct pg_constraint *, c, table->constraints) {
		if ((*c)->kind != PG_FOREIGN_KEY || !(*c)->separate)
			continue;
		strbuf_add_text(plan_alter(m, table->name), "ADD ");
		emit_constraint(&m->text, *c, true);
		plan_add(m, PHASE_FOREIGN_KEY, (*c)->parent->name, LOCK_SHARE_ROW_EXCLUSIVE,
			 WORK_CATALOG, 0);
	}
}

static void drop_table(struct migration *m, const struct pg_table *table)
{
	vec_each(struct pg_constraint *, c, table->constraints)
		if ((*c)->kind == PG_FOREIGN_KEY && (*c)->separate)
			drop_constraint(m, table->name, *c, HAZARD_DROP_TABLE);
	strbuf_add_text(&m->text, "DROP TABLE ");
	pg_print_identifier(&m->text, table->name);
	plan_add(m, PHASE_DROP_TABLE, table->name, LOCK_ACCESS_EXCLUSIVE, WORK_CATALOG,
		 HAZARD_DROP_TABLE);
}

void plan_tables(struct migration *m)
{
	vec_each(struct table_pair, pair, m->list->pairs)
		if (!pair->old)
			add_table(m, pair->new);
	for (uint32_t i = m->list->dropped.count; i-- > 0;)
		drop_table(m, m->list->dropped.items[i]);
	vec_each(struct change *, change, m->list->items) {
		if ((*change)->aspect != DIFF_PLACEMENT)
			continue;
		plan_add(m, PHASE_TABLE, (*change)->table, LOCK_ACCESS_EXCLUSIVE, WORK_REWRITE, 0)
			->note = "the rows have to be moved to a table that is placed anew: not "
				 "part of this script";
	}
}
