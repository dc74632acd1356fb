/* SPDX-License-Identifier: PostgreSQL
 *
 * Columns: which are touched, so that what depends on them is made again, and the statements that
 * add, change and drop them.
 */
#include <config.h>

#include <string.h>

#include "diff/migrate.h"
#include "emit/ddl.h"
#include "postgres/print.h"

/* ---------------------------------------------------------------- what is touched */

static struct table_plan *plan_for(struct migration *m, struct pg_table *old, struct pg_table *new)
{
	struct table_plan *plan = plan_of(m, new->name);

	if (plan)
		return plan;
	plan = arena_object(m->arena, struct table_plan);
	*plan = (struct table_plan){ .old = old, .new = new, .by_name = strmap_new() };
	strmap_set(m->by_table, slice_of(new->name), plan);
	vec_push(m->arena, &m->plans, plan);
	return plan;
}

static struct column_plan *column_for(struct migration *m, struct table_plan *plan,
				      const struct pg_column *old, const struct pg_column *new)
{
	const char *name = new ? new->name : old->name;
	struct column_plan *column = strmap_find(plan->by_name, slice_of(name));

	if (column)
		return column;
	column = arena_object(m->arena, struct column_plan);
	column->old = old;
	column->new = new;
	strmap_set(plan->by_name, slice_of(name), column);
	vec_push(m->arena, &plan->columns, column);
	return column;
}

static void touch(struct migration *m, const struct change *change)
{
	struct table_plan *plan = plan_for(m, (struct pg_table *)change->old_table,
					   (struct pg_table *)change->new_table);
	struct column_plan *column = column_for(m, plan, change->old.column, change->new.column);

	column->hazards |= hazards_of(change->hazards, FAMILY_DESTRUCTIVE);
	column->aspects |= 1U << change->aspect;
	if (change->kind == CHANGE_DROP)
		column->touch |= TOUCH_NEW;
	else if (change->aspect == DIFF_TYPE || change->aspect == DIFF_COLLATION)
		column->touch |= change->new.column->generated_as ? TOUCH_NEW : TOUCH_TYPE;
	else if (change->aspect == DIFF_GENERATED && change->new.column->generated_as)
		column->touch |= TOUCH_NEW;
}

static void touch_enums(struct migration *m, const struct table_pair *pair)
{
	vec_each(struct pg_column *, column, pair->new->columns) {
		const struct change *type =
			(*column)->type.kind == PG_ENUM && (*column)->type.name
				? strmap_find(m->replaced, slice_of((*column)->type.name))
				: NULL;

		if (!type)
			continue;
		vec_each(struct pg_column *, old, pair->old->columns) {
			struct column_plan *plan;

			if (strcmp((*old)->name, (*column)->name) != 0)
				continue;
			plan = column_for(m, plan_for(m, pair->old, pair->new), *old, *column);
			plan->touch |= (*column)->generated_as ? TOUCH_NEW : TOUCH_TYPE;
			plan->aspects |= 1U << DIFF_TYPE;
			plan->hazards |= hazards_of(type->hazards, FAMILY_DESTRUCTIVE);
		}
	}
}

/* Generated columns that stay as they are, but for what they are computed from. */
static void touch_generated(struct migration *m, struct table_plan *plan)
{
	vec_each(struct pg_column *, old, plan->old->columns) {
		if (!(*old)->generated_as ||
		    !plan_mentions_touched(m, plan->new->name, (*old)->generated_as))
			continue;
		vec_each(struct pg_column *, new, plan->new->columns)
			if ((*new)->generated_as && strcmp((*new)->name, (*old)->name) == 0)
				column_for(m, plan, *old, *new)->touch |= TOUCH_NEW;
	}
}

void plan_touches(struct migration *m)
{
	vec_each(struct change *, each, m->list->items) {
		const struct change *change = *each;

		if (change->object == DIFF_COLUMN && change->kind != CHANGE_RENAME &&
		    !change->harmless)
			touch(m, change);
		else if ((change->object == DIFF_CONSTRAINT || change->object == DIFF_INDEX) &&
			 change->old_table && change->new_table)
			plan_for(m, (struct pg_table *)change->old_table,
				 (struct pg_table *)change->new_table);
	}
	if (m->has_replaced)
		vec_each(struct table_pair, pair, m->list->pairs)
			if (pair->old)
				touch_enums(m, pair);
	vec_each(struct table_plan *, plan, m->plans)
		touch_generated(m, *plan);
}

/* ---------------------------------------------------------------- statements */

/* "ALTER TABLE t ALTER COLUMN c " */
static struct strbuf *alter_column(struct migration *m, const struct table_plan *plan,
				   const struct pg_column *column)
{
	strbuf_add_text(plan_alter(m, plan->new->name), "ALTER COLUMN ");
	pg_print_identifier(&m->text, column->name);
	strbuf_add_char(&m->text, ' ');
	return &m->text;
}

static void add_step(struct migration *m, enum phase phase, const struct table_plan *plan,
		     const struct column_plan *column, enum work work)
{
	plan_add(m, phase, plan->new->name, LOCK_ACCESS_EXCLUSIVE, work, column->hazards);
}

static void visit_call(struct expr **operand, void *data)
{
	bool *found = data;

	*found = *found || (*operand)->kind == EXPR_CALL ||
		 ((*operand)->kind == EXPR_VERBATIM &&
		  memchr((*operand)->text.ptr, '(', (*operand)->text.len));
	if (!*found)
		expr_each_operand(*operand, visit_call, data);
}

static bool fills_rows(const struct pg_column *column)
{
	struct expr *value = column->default_value;
	bool calls = false;

	if (value)
		visit_call(&value, &calls);
	return calls || column->generated_as || column->identity;
}

static void plan_add_column(struct migration *m, const struct table_plan *plan,
			    const struct column_plan *column)
{
	const struct pg_column *new = column->new;

	strbuf_add_text(plan_alter(m, plan->new->name), "ADD COLUMN ");
	pg_print_identifier(&m->text, new->name);
	strbuf_add_char(&m->text, ' ');
	emit_column_definition(&m->text, new);
	add_step(m, new->generated_as ? PHASE_ADD_GENERATED : PHASE_ADD_COLUMN, plan, column,
		 fills_rows(new) ? WORK_REWRITE : WORK_CATALOG);
}

static void plan_drop_column(struct migration *m, const struct table_plan *plan,
			     const struct column_plan *column, const char *name)
{
	strbuf_add_text(plan_alter(m, plan->new->name), "DROP COLUMN ");
	pg_print_identifier(&m->text, name);
	add_step(m, column->old->generated_as ? PHASE_DROP_GENERATED : PHASE_DROP_COLUMN, plan,
		 column, WORK_CATALOG);
}

/* ---- numbering */

static const char *sequence_of(struct migration *m, const struct table_plan *plan,
			       const struct pg_column *column)
{
	return plan_sequence(m, plan->new->name, column->name, column->sequence);
}

static void drop_identity(struct migration *m, const struct table_plan *plan,
			  const struct column_plan *column)
{
	if (column->old->identity != PG_SERIAL) {
		strbuf_add_text(alter_column(m, plan, column->old), "DROP IDENTITY");
		add_step(m, PHASE_COLUMN, plan, column, WORK_CATALOG);
		return;
	}
	strbuf_add_text(alter_column(m, plan, column->old), "DROP DEFAULT");
	add_step(m, PHASE_COLUMN, plan, column, WORK_CATALOG);
	strbuf_add_text(&m->text, "DROP SEQUENCE ");
	pg_print_identifier(&m->text, sequence_of(m, plan, column->old));
	add_step(m, PHASE_COLUMN, plan, column, WORK_CATALOG);
}

/* 'sequence' as a string that holds an identifier. */
static void add_sequence(struct migration *m, const char *sequence)
{
	struct strbuf name = { 0 };

	pg_print_identifier(&name, sequence);
	pg_print_string(&m->text, (struct slice){ name.text, (uint32_t)name.len });
	strbuf_free(&name);
}

static void add_serial(struct migration *m, const struct table_plan *plan,
		       const struct column_plan *column, const char *sequence)
{
	strbuf_add_text(&m->text, "CREATE SEQUENCE ");
	pg_print_identifier(&m->text, sequence);
	strbuf_add_text(&m->text, " AS ");
	pg_type_print(&m->text, &column->new->type);
	strbuf_add_text(&m->text, " OWNED BY ");
	pg_print_identifier(&m->text, plan->new->name);
	strbuf_add_char(&m->text, '.');
	pg_print_identifier(&m->text, column->new->name);
	add_step(m, PHASE_IDENTITY, plan, column, WORK_CATALOG);
	strbuf_add_text(alter_column(m, plan, column->new), "SET DEFAULT nextval(");
	add_sequence(m, sequence);
	strbuf_add_char(&m->text, ')');
	add_step(m, PHASE_IDENTITY, plan, column, WORK_CATALOG);
}

static void add_identity(struct migration *m, const struct table_plan *plan,
			 const struct column_plan *column)
{
	const char *sequence = sequence_of(m, plan, column->new);

	if (column->new->identity == PG_SERIAL) {
		add_serial(m, plan, column, sequence);
	} else {
		strbuf_addf(alter_column(m, plan, column->new), "ADD GENERATED %s AS IDENTITY",
			    column->new->identity == PG_IDENTITY_ALWAYS ? "ALWAYS" : "BY DEFAULT");
		if (column->new->sequence) {
			strbuf_add_text(&m->text, " (SEQUENCE NAME ");
			pg_print_identifier(&m->text, sequence);
			strbuf_add_char(&m->text, ')');
		}
		add_step(m, PHASE_IDENTITY, plan, column, WORK_CATALOG);
	}
	strbuf_add_text(&m->text, "SELECT setval(");
	add_sequence(m, sequence);
	strbuf_add_text(&m->text, ", greatest(coalesce(max(");
	pg_print_identifier(&m->text, column->new->name);
	strbuf_add_text(&m->text, "), 0) + 1, 1), false) FROM ");
	pg_print_identifier(&m->text, plan->new->name);
	plan_add(m, PHASE_IDENTITY, plan->new->name, LOCK_ACCESS_SHARE, WORK_SCAN, column->hazards);
}

static bool identity_stays(const struct column_plan *column)
{
	return column->old->identity == column->new->identity;
}

static void change_identity(struct migration *m, const struct table_plan *plan,
			    const struct column_plan *column)
{
	enum pg_identity old = column->old->identity, new = column->new->identity;

	if (old && new &&old != PG_SERIAL &&new != PG_SERIAL) {
		strbuf_addf(alter_column(m, plan, column->new), "SET GENERATED %s",
			    new == PG_IDENTITY_ALWAYS ? "ALWAYS" : "BY DEFAULT");
		add_step(m, PHASE_IDENTITY, plan, column, WORK_CATALOG);
		return;
	}
	if (old)
		drop_identity(m, plan, column);
	if (new)
		add_identity(m, plan, column);
}

static void rename_sequence(struct migration *m, const struct table_plan *plan,
			    const struct column_plan *column)
{
	struct part_rename rename = { RENAME_SEQUENCE, plan->new->name,
				      sequence_of(m, plan, column->old),
				      sequence_of(m, plan, column->new) };

	vec_push(m->arena, &m->renames, rename);
}

/* ---- type, default, NULL */

static void change_type(struct migration *m, const struct table_plan *plan,
			const struct column_plan *column)
{
	struct strbuf using = { 0 };
	bool same = pg_type_equal(&column->old->type, &column->new->type) &&
		    !(column->aspects & (1U << DIFF_TYPE));
	struct type_change change =
		type_change_using(&using, column->new->name, column->old, column->new);

	strbuf_add_text(alter_column(m, plan, column->new), "TYPE ");
	pg_type_print(&m->text, &column->new->type);
	if (column->new->collation) {
		strbuf_add_text(&m->text, " COLLATE ");
		pg_print_identifier(&m->text, column->new->collation);
	}
	if (!change.implicit && !same) {
		strbuf_add_text(&m->text, " USING ");
		strbuf_add(&m->text, using.text, using.len);
	}
	strbuf_free(&using);
	add_step(m, PHASE_COLUMN, plan, column, same ? WORK_SCAN : change.work);
	if (same || column->new->identity != PG_SERIAL || !identity_stays(column))
		return;
	strbuf_add_text(&m->text, "ALTER SEQUENCE ");
	pg_print_identifier(&m->text, sequence_of(m, plan, column->new));
	strbuf_add_text(&m->text, " AS ");
	pg_type_print(&m->text, &column->new->type);
	add_step(m, PHASE_COLUMN, plan, column, WORK_CATALOG);
}

static void change_default(struct migration *m, const struct table_plan *plan,
			   const struct column_plan *column)
{
	bool dropped = column->touch && column->old->default_value;

	if (!(column->aspects & (1U << DIFF_DEFAULT)) && !dropped)
		return;
	if (column->new->default_value) {
		strbuf_add_text(alter_column(m, plan, column->new), "SET DEFAULT ");
		pg_print_default(&m->text, column->new->default_value);
	} else if (!dropped && column->old->default_value) {
		strbuf_add_text(alter_column(m, plan, column->new), "DROP DEFAULT");
	} else {
		return;
	}
	add_step(m, PHASE_COLUMN, plan, column, WORK_CATALOG);
}

static bool has_triggers(const struct migration *m, const char *table)
{
	vec_each(struct pg_trigger *, trigger, m->list->new->triggers)
		if (strcmp((*trigger)->relation, table) == 0)
			return true;
	return false;
}

/* No row is written for the application: its triggers, which may be the old ones yet, are still. */
static void switch_triggers(struct migration *m, const struct table_plan *plan,
			    const struct column_plan *column, const char *how)
{
	if (!has_triggers(m, plan->new->name))
		return;
	strbuf_addf(plan_alter(m, plan->new->name), "%s TRIGGER USER", how);
	plan_add(m, PHASE_BACKFILL, plan->new->name, LOCK_SHARE_ROW_EXCLUSIVE, WORK_CATALOG,
		 column->hazards);
}

static bool has_deferred(const struct pg_schema *schema)
{
	vec_each(struct pg_table *, table, schema->tables)
		vec_each(struct pg_constraint *, constraint, (*table)->constraints)
			if ((*constraint)->initially_deferred)
				return true;
	return false;
}

/* What is deferred would still be pending when the table is altered next, which is refused. */
static void check_at_once(struct migration *m)
{
	if (m->phases[PHASE_BACKFILL].steps.count ||
	    !(has_deferred(m->list->old) || has_deferred(m->list->new)))
		return;
	strbuf_add_text(&m->text, "SET CONSTRAINTS ALL IMMEDIATE");
	plan_add(m, PHASE_BACKFILL, NULL, LOCK_NONE, WORK_CATALOG, 0);
}

static void backfill(struct migration *m, const struct table_plan *plan,
		     const struct column_plan *column)
{
	check_at_once(m);
	switch_triggers(m, plan, column, "DISABLE");
	strbuf_add_text(&m->text, "UPDATE ");
	pg_print_identifier(&m->text, plan->new->name);
	strbuf_add_text(&m->text, " SET ");
	pg_print_identifier(&m->text, column->new->name);
	strbuf_add_text(&m->text, " = DEFAULT WHERE ");
	pg_print_identifier(&m->text, column->new->name);
	strbuf_add_text(&m->text, " IS NULL");
	plan_add(m, PHASE_BACKFILL, plan->new->name, LOCK_ROW_EXCLUSIVE, WORK_SCAN,
		 column->hazards);
	switch_triggers(m, plan, column, "ENABLE");
}

/* A validated CHECK spares SET NOT NULL the scan under its lock. */
static void set_not_null(struct migration *m, const struct table_plan *plan,
			 const struct column_plan *column)
{
	const char *check = plan_temporary_name(m, column->new->name);

	if (!m->offline) {
		strbuf_add_text(plan_alter(m, plan->new->name), "ADD CONSTRAINT ");
		pg_print_identifier(&m->text, check);
		strbuf_add_text(&m->text, " CHECK (");
		pg_print_identifier(&m->text, column->new->name);
		strbuf_add_text(&m->text, " IS NOT NULL) NOT VALID");
		add_step(m, PHASE_CHECK, plan, column, WORK_CATALOG);
		strbuf_add_text(plan_alter(m, plan->new->name), "VALIDATE CONSTRAINT ");
		pg_print_identifier(&m->text, check);
		plan_add(m, PHASE_VALIDATE, plan->new->name, LOCK_SHARE_UPDATE_EXCLUSIVE, WORK_SCAN,
			 column->hazards);
	}
	strbuf_add_text(alter_column(m, plan, column->new), "SET NOT NULL");
	add_step(m, PHASE_NOT_NULL, plan, column, m->offline ? WORK_SCAN : WORK_CATALOG);
	if (m->offline)
		return;
	strbuf_add_text(plan_alter(m, plan->new->name), "DROP CONSTRAINT ");
	pg_print_identifier(&m->text, check);
	add_step(m, PHASE_NOT_NULL, plan, column, WORK_CATALOG);
}

static void change_nullability(struct migration *m, const struct table_plan *plan,
			       const struct column_plan *column)
{
	if (!(column->aspects & (1U << DIFF_NULLABILITY)))
		return;
	if (!column_is_not_null(plan->new, column->new)) {
		strbuf_add_text(alter_column(m, plan, column->new), "DROP NOT NULL");
		add_step(m, PHASE_COLUMN, plan, column, WORK_CATALOG);
		return;
	}
	if (column->new->default_value)
		backfill(m, plan, column);
	set_not_null(m, plan, column);
}

static void change_column(struct migration *m, const struct table_plan *plan,
			  const struct column_plan *column)
{
	if (column->old->generated_as && !column->new->generated_as) {
		strbuf_add_text(alter_column(m, plan, column->new), "DROP EXPRESSION");
		add_step(m, PHASE_DROP_GENERATED, plan, column, WORK_CATALOG);
	}
	if (column->touch && column->old->default_value) {
		strbuf_add_text(alter_column(m, plan, column->new), "DROP DEFAULT");
		add_step(m, PHASE_COLUMN, plan, column, WORK_CATALOG);
	}
	if (!identity_stays(column))
		change_identity(m, plan, column);
	else if (column->aspects & (1U << DIFF_IDENTITY))
		rename_sequence(m, plan, column);
	if (column->touch)
		change_type(m, plan, column);
	change_default(m, plan, column);
	change_nullability(m, plan, column);
}

static void plan_column(struct migration *m, const struct table_plan *plan,
			const struct column_plan *column)
{
	if (!column->old) {
		plan_add_column(m, plan, column);
	} else if (!column->new) {
		plan_drop_column(m, plan, column, column->old->name);
	} else if (column->touch & TOUCH_NEW) {
		plan_drop_column(m, plan, column, column->old->name);
		plan_add_column(m, plan, column);
	} else {
		change_column(m, plan, column);
	}
}

void plan_columns(struct migration *m)
{
	vec_each(struct table_plan *, plan, m->plans)
		vec_each(struct column_plan *, column, (*plan)->columns)
			plan_column(m, *plan, *column);
}
