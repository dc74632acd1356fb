/* SPDX-License-Identifier: PostgreSQL
 *
 * What stands beside the tables: extensions, helper functions, enums, views, triggers.  A view on
 * a column that changes has to go before and comes back after, with the views on it.
 */
#include <config.h>

#include <string.h>

#include "diff/migrate.h"
#include "emit/ddl.h"
#include "postgres/print.h"

static void add_object(struct migration *m, enum phase phase, unsigned hazards)
{
	plan_add(m, phase, NULL, LOCK_NONE, WORK_CATALOG, hazards);
}

static void trim_end(struct strbuf *text)
{
	while (text->len && (text->text[text->len - 1] == '\n' || text->text[text->len - 1] == ';'))
		text->len--;
}

/* ---------------------------------------------------------------- enums */

static void create_type(struct migration *m, const struct pg_enum *type, unsigned hazards)
{
	emit_enum(&m->text, type);
	trim_end(&m->text);
	add_object(m, PHASE_TYPE, hazards);
}

static void drop_type(struct migration *m, const char *name, unsigned hazards)
{
	strbuf_add_text(&m->text, "DROP TYPE ");
	pg_print_identifier(&m->text, name);
	add_object(m, PHASE_DROP_TYPE, hazards);
}

/* The columns change over in between. */
static void replace_type(struct migration *m, const struct change *change)
{
	const char *between = plan_temporary_name(m, change->name);

	strbuf_add_text(&m->text, "ALTER TYPE ");
	pg_print_identifier(&m->text, change->name);
	strbuf_add_text(&m->text, " RENAME TO ");
	pg_print_identifier(&m->text, between);
	add_object(m, PHASE_TYPE, change->hazards);
	create_type(m, change->new.type, change->hazards);
	drop_type(m, between, change->hazards);
}

static bool has_label(const struct pg_enum *type, struct slice label)
{
	vec_each(struct slice, known, type->labels)
		if (slice_equal(*known, label))
			return true;
	return false;
}

static void add_labels(struct migration *m, const struct change *change)
{
	const struct pg_enum *old = change->old.type, *new = change->new.type;

	for (uint32_t i = 0; i < new->labels.count; i++) {
		if (has_label(old, new->labels.items[i]))
			continue;
		strbuf_add_text(&m->text, "ALTER TYPE ");
		pg_print_identifier(&m->text, new->name);
		strbuf_add_text(&m->text, " ADD VALUE ");
		pg_print_string(&m->text, new->labels.items[i]);
		strbuf_add_text(&m->text, i ? " AFTER " : old->labels.count ? " BEFORE " : "");
		if (i || old->labels.count)
			pg_print_string(&m->text,
					i ? new->labels.items[i - 1] : old->labels.items[0]);
		add_object(m, PHASE_LABEL, 0);
	}
}

void plan_types(struct migration *m)
{
	vec_each(struct change *, change, m->list->items) {
		if ((*change)->object != DIFF_ENUM)
			continue;
		if ((*change)->kind == CHANGE_ADD)
			create_type(m, (*change)->new.type, 0);
		else if ((*change)->kind == CHANGE_DROP)
			drop_type(m, (*change)->name, 0);
		else if (strmap_find(m->replaced, slice_of((*change)->name)))
			replace_type(m, *change);
		else
			add_labels(m, *change);
	}
}

/* ---------------------------------------------------------------- extensions, helpers */

static void plan_extension(struct migration *m, const struct change *change)
{
	bool added = change->kind == CHANGE_ADD;

	strbuf_add_text(&m->text,
			added ? "CREATE EXTENSION IF NOT EXISTS " : "DROP EXTENSION IF EXISTS ");
	pg_print_identifier(&m->text, change->name);
	add_object(m, added ? PHASE_EXTENSION : PHASE_DROP_HELPER, change->hazards);
}

static void create_helper(struct migration *m, const struct pg_statement *helper, bool replace)
{
	static const char create[] = "CREATE FUNCTION";
	const char *text = helper->text;

	if (replace && strncmp(text, create, sizeof(create) - 1) == 0) {
		strbuf_add_text(&m->text, "CREATE OR REPLACE FUNCTION");
		text += sizeof(create) - 1;
	}
	strbuf_add_text(&m->text, text);
	plan_add(m, PHASE_HELPER, NULL, LOCK_NONE, WORK_CATALOG, 0)->whole = true;
}

static void drop_helper(struct migration *m, const struct change *change)
{
	static const char schema[] = "CREATE SCHEMA IF NOT EXISTS ";

	if (change->object == DIFF_HELPER)
		strbuf_addf(&m->text, "DROP FUNCTION %s", change->name);
	else if (strncmp(change->name, schema, sizeof(schema) - 1) == 0)
		strbuf_addf(&m->text, "DROP SCHEMA %s", change->name + sizeof(schema) - 1);
	else
		return;
	add_object(m, PHASE_DROP_HELPER, 0);
}

/* Helpers are in the order in which they call each other: dropped from the last. */
void plan_helpers(struct migration *m)
{
	const struct change_list *list = m->list;

	for (uint32_t i = 0; i < list->items.count; i++) {
		const struct change *change = list->items.items[i];

		if (change->object == DIFF_EXTENSION && change->kind == CHANGE_ADD)
			plan_extension(m, change);
		else if ((change->object == DIFF_HELPER || change->object == DIFF_STATEMENT) &&
			 change->kind != CHANGE_DROP)
			create_helper(m, change->new.statement, change->kind == CHANGE_MODIFY);
	}
	for (uint32_t i = list->items.count; i-- > 0;) {
		const struct change *change = list->items.items[i];

		if (change->kind != CHANGE_DROP)
			continue;
		if (change->object == DIFF_EXTENSION)
			plan_extension(m, change);
		else if (change->object == DIFF_HELPER || change->object == DIFF_STATEMENT)
			drop_helper(m, change);
	}
}

/* ---------------------------------------------------------------- views */

struct behind {
	struct migration *m;
	struct strmap *disturbed; /* names of relations whose views and triggers come back */
	struct strmap *changed;	  /* addresses of views and triggers that changes are about */
	struct strmap *old_names; /* an old table's first name to its new one */
};

static struct slice address(const void *const *pointer)
{
	return (struct slice){ (const char *)pointer, sizeof(*pointer) };
}

static bool is_changed(const struct behind *b, const void *object)
{
	return strmap_find(b->changed, address(&object));
}

static void note(struct behind *b, const void *object)
{
	if (object)
		strmap_set(b->changed, address(&object), b);
}

static void disturb(struct behind *b, const char *name)
{
	strmap_set(b->disturbed, slice_of(name), b);
}

static bool has_touched(const struct table_plan *plan)
{
	vec_each(struct column_plan *, column, plan->columns)
		if ((*column)->touch)
			return true;
	return plan->primary_changes;
}

static void note_changes(struct behind *b)
{
	vec_each(struct table_plan *, plan, b->m->plans)
		if (has_touched(*plan))
			disturb(b, (*plan)->new->name);
	vec_each(struct change *, each, b->m->list->items) {
		const struct change *change = *each;

		if (change->object == DIFF_VIEW) {
			note(b, change->old.view);
			note(b, change->new.view);
		} else if (change->object == DIFF_TRIGGER) {
			note(b, change->old.trigger);
			note(b, change->new.trigger);
		} else if (change->object == DIFF_TABLE && change->kind == CHANGE_RENAME) {
			strmap_set(b->old_names, slice_of(change->old_text),
				   (void *)change->new_text);
		}
	}
}

/* What the old schema calls NAME in the text of views and triggers. */
static const char *new_name(const struct behind *b, const char *name)
{
	const char *found = strmap_find(b->old_names, slice_of(name));

	return found ? found : name;
}

static bool is_disturbed(const struct behind *b, const struct pg_view *view)
{
	if (is_changed(b, view))
		return true;
	vec_each(const char *, name, view->depends)
		if (strmap_find(b->disturbed, slice_of(new_name(b, *name))))
			return true;
	return false;
}

static void drop_views(struct behind *b)
{
	const struct pg_schema *old = b->m->list->old;

	vec_each(struct pg_view *, view, old->views)
		if (is_disturbed(b, *view))
			disturb(b, (*view)->name);
	for (uint32_t i = old->views.count; i-- > 0;) {
		const char *name = old->views.items[i]->name;

		if (!strmap_find(b->disturbed, slice_of(name)))
			continue;
		strbuf_add_text(&b->m->text, "DROP VIEW ");
		pg_print_identifier(&b->m->text, name);
		plan_add(b->m, PHASE_DROP_VIEW, name, LOCK_ACCESS_EXCLUSIVE, WORK_CATALOG, 0);
	}
}

static void create_views(struct behind *b)
{
	vec_each(struct pg_view *, view, b->m->list->new->views) {
		if (!is_changed(b, *view) && !strmap_find(b->disturbed, slice_of((*view)->name)))
			continue;
		strbuf_add_text(&b->m->text, "CREATE VIEW ");
		emit_view_definition(&b->m->text, *view);
		add_object(b->m, b->m->late_views ? PHASE_LATE_VIEW : PHASE_VIEW, 0);
	}
}

/* ---------------------------------------------------------------- triggers */

/* On a view that goes, or bound to columns that change. */
static bool trigger_returns(const struct behind *b, const struct pg_trigger *trigger)
{
	const char *relation = new_name(b, trigger->relation);

	if (!strmap_find(b->disturbed, slice_of(relation)))
		return false;
	return trigger->time == TRIGGER_INSTEAD_OF || trigger->when ||
	       trigger->update_of.names.count;
}

static void drop_trigger(struct behind *b, const struct pg_trigger *trigger)
{
	struct migration *m = b->m;
	const char *relation = new_name(b, trigger->relation);

	vec_each(struct pg_table *, table, m->list->dropped)
		if (strcmp(diff_own_name(m->list, *table, (*table)->name), trigger->relation) == 0)
			relation = (*table)->name;
	strbuf_add_text(&m->text, "DROP TRIGGER ");
	pg_print_identifier(&m->text, trigger->name);
	strbuf_add_text(&m->text, " ON ");
	pg_print_identifier(&m->text, relation);
	plan_add(m, PHASE_DROP_TRIGGER, relation, LOCK_ACCESS_EXCLUSIVE, WORK_CATALOG, 0);
}

static void create_trigger(struct behind *b, const struct pg_trigger *trigger)
{
	struct migration *m = b->m;

	emit_trigger(&m->text, trigger, false);
	trim_end(&m->text);
	plan_add(m, m->late_views ? PHASE_LATE_TRIGGER : PHASE_TRIGGER, trigger->relation,
		 LOCK_SHARE_ROW_EXCLUSIVE, WORK_CATALOG, 0);
}

static void drop_triggers(struct behind *b)
{
	vec_each(struct pg_trigger *, trigger, b->m->list->old->triggers)
		if (is_changed(b, *trigger) || trigger_returns(b, *trigger))
			drop_trigger(b, *trigger);
}

static void create_triggers(struct behind *b)
{
	vec_each(struct pg_trigger *, trigger, b->m->list->new->triggers)
		if (is_changed(b, *trigger) || trigger_returns(b, *trigger))
			create_trigger(b, *trigger);
}

static void plan_functions(struct behind *b)
{
	struct migration *m = b->m;

	vec_each(struct change *, each, m->list->items) {
		const struct change *change = *each;

		if (change->object != DIFF_FUNCTION)
			continue;
		if (change->kind == CHANGE_DROP) {
			strbuf_add_text(&m->text, "DROP FUNCTION ");
			pg_print_identifier(&m->text, change->old.function->name);
			strbuf_add_text(&m->text, "()");
			add_object(m, PHASE_DROP_TRIGGER, 0);
			continue;
		}
		emit_function(&m->text, change->new.function, change->kind == CHANGE_MODIFY);
		trim_end(&m->text);
		add_object(m, m->late_views ? PHASE_LATE_TRIGGER : PHASE_TRIGGER, 0);
	}
}

/* A view may group by a primary key, which has to be there. */
static bool needs_keys(const struct migration *m)
{
	vec_each(struct table_plan *, plan, m->plans)
		if ((*plan)->primary_changes)
			return true;
	return false;
}

void plan_views_and_triggers(struct migration *m)
{
	struct behind b = { m, strmap_new(), strmap_new(), strmap_new() };

	m->late_views = m->offline || needs_keys(m);
	note_changes(&b);
	drop_views(&b);
	drop_triggers(&b);
	plan_functions(&b);
	create_views(&b);
	create_triggers(&b);
	strmap_free(b.disturbed);
	strmap_free(b.changed);
	strmap_free(b.old_names);
}
