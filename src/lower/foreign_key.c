/* SPDX-License-Identifier: PostgreSQL
 *
 * Foreign keys.  SQLite takes any and complains when rows change; PostgreSQL wants the
 * parent, its key and comparable types when the key is declared, so what could never
 * have worked is left out and told.  The parent's collation governs: where it
 * folds, the key is between the columns generated from both sides.
 */
#include <config.h>

#include "lower/parts.h"

#include <string.h>

/* ---------------------------------------------------------------- the link */

static bool sets_values(enum fk_action action)
{
	return action == FK_CASCADE || action == FK_SET_NULL || action == FK_SET_DEFAULT;
}

/* PostgreSQL refuses actions that would write to a generated column (tablecmds.c,
 * ATAddForeignKeyConstraint). */
static bool actions_write_children(const struct sqlite_foreign_key *key)
{
	return sets_values(key->on_update) || key->on_delete == FK_SET_NULL ||
	       key->on_delete == FK_SET_DEFAULT;
}

static bool parent_folds(const struct lowering *l, const struct key_link *link, uint32_t i)
{
	struct index_key key = { .column = link->columns[i] };

	return key_collation(l, link->parent, &key) != COLLATION_BINARY;
}

bool foreign_key_link(const struct lowering *l, const struct lowered_table *table,
		      const struct sqlite_foreign_key *key, struct key_link *out)
{
	struct sqlite_table *parent;

	*out = (struct key_link){ .reason = "it has more than 32 columns" };
	if (key->columns.count > KEY_COLUMNS_MAX)
		return false;
	if (!sqlite_foreign_key_parent(l->source, table->source, key, &parent, out->columns,
				       &out->reason))
		return false;
	out->parent = lower_find_table(l, parent);
	out->reason = "the table that it references is left out";
	if (!out->parent)
		return false;
	out->reason = "temporary tables reference temporary ones only, which are made before them";
	if (table->source->temporary && (!out->parent->source->temporary || out->parent > table))
		return false;
	out->reason = "a column of it is left out";
	for (uint32_t i = 0; i < key->columns.count; i++) {
		if (!table->columns[key->columns.items[i]] ||
		    !out->parent->columns[out->columns[i]])
			return false;
		out->folded |= parent_folds(l, out, i);
	}
	out->folded &= !actions_write_children(key);
	out->reason = NULL;
	return true;
}

/* ---------------------------------------------------------------- comparing types */

/* How wide a number type is, for keys: a child may be compared with a parent that is not
 * narrower.  0: no number. */
static int number_rank(const struct pg_type *type)
{
	if (type_is_integer(type))
		return 1;
	if (type->kind == PG_NUMERIC)
		return 2;
	return type->kind == PG_REAL || type->kind == PG_DOUBLE ? 3 : 0;
}

/* What PostgreSQL 15 was seen to take. */
static bool types_compare(const struct pg_type *child, const struct pg_type *parent)
{
	if (child->array || parent->array)
		return pg_type_equal(child, parent);
	if (number_rank(child))
		return number_rank(child) <= number_rank(parent);
	if (type_is_text(child))
		return type_is_text(parent);
	if (child->kind == PG_CITEXT)
		return parent->kind == PG_CITEXT || type_is_text(parent);
	if (child->kind == parent->kind && child->kind != PG_ENUM && child->kind != PG_OTHER)
		return child->kind != PG_JSON;
	return pg_type_equal(child, parent);
}

/* ---------------------------------------------------------------- building */

static void drop_key(struct lowering *l, const struct lowered_table *table,
		     const struct sqlite_foreign_key *key, const char *reason)
{
	struct diagnostic *diag;

	diag = diag_add(&l->ctx->diags, D_FOREIGN_KEY_DROPPED, key->span,
			"the foreign key to '%.*s' is left out: %s", SLICE_ARGS(key->parent.text),
			reason);
	diag->object = object_of(l, table, key->columns.items[0]);
}

static bool same_types(struct lowering *l, const struct lowered_table *table,
		       const struct sqlite_foreign_key *key, const struct key_link *link)
{
	for (uint32_t i = 0; i < key->columns.count; i++) {
		const struct pg_type *child = &table->columns[key->columns.items[i]]->type;
		const struct pg_type *parent = &link->parent->columns[link->columns[i]]->type;
		struct strbuf reason = { 0 };

		if (types_compare(child, parent))
			continue;
		strbuf_add_text(&reason, "PostgreSQL does not compare ");
		pg_type_print(&reason, child);
		strbuf_add_text(&reason, " with ");
		pg_type_print(&reason, parent);
		drop_key(l, table, key, reason.text);
		strbuf_free(&reason);
		return false;
	}
	return true;
}

/* The columns on both sides; where the parent's collation folds, the generated ones. */
static bool both_sides(struct lowering *l, struct lowered_table *table,
		       const struct sqlite_foreign_key *key, const struct key_link *link,
		       struct pg_constraint *out)
{
	vec_reserve(l->arena, &out->columns.names, key->columns.count);
	vec_reserve(l->arena, &out->parent_columns.names, key->columns.count);
	for (uint32_t i = 0; i < key->columns.count; i++) {
		struct pg_column *child = table->columns[key->columns.items[i]];
		struct pg_column *parent = link->parent->columns[link->columns[i]];
		struct index_key parent_key = { .column = link->columns[i] };
		enum collation_kind collation = key_collation(l, link->parent, &parent_key);

		if (link->folded && collation != COLLATION_BINARY) {
			child = folded_column(l, table, key->columns.items[i], collation);
			parent = folded_column(l, link->parent, link->columns[i], collation);
		}
		if (!child || !parent)
			return false;
		vec_push(l->arena, &out->columns.names, child->name);
		vec_push(l->arena, &out->parent_columns.names, parent->name);
	}
	return true;
}

static bool child_is_generated(const struct lowered_table *table,
			       const struct sqlite_foreign_key *key)
{
	for (uint32_t i = 0; i < key->columns.count; i++)
		if (table->columns[key->columns.items[i]]->generated_as)
			return true;
	return false;
}

static enum fk_action readonly_action(enum fk_action action, bool on_update)
{
	bool writes =
		on_update ? sets_values(action) : action == FK_SET_NULL || action == FK_SET_DEFAULT;

	return writes ? FK_NO_ACTION_DEFAULT : action;
}

/* A generated child can't be written to: not by SQLite either, which finds out later. */
static void drop_actions(struct lowering *l, const struct lowered_table *table,
			 const struct sqlite_foreign_key *key, struct pg_constraint *c)
{
	struct diagnostic *diag;

	if (!child_is_generated(table, key) || !actions_write_children(key))
		return;
	c->on_delete = readonly_action(key->on_delete, false);
	c->on_update = readonly_action(key->on_update, true);
	diag = diag_add(&l->ctx->diags, D_FOREIGN_KEY_ACTION, key->span,
			"an action can't write to a generated column; it is left out");
	diag->object = object_of(l, table, key->columns.items[0]);
}

static void tell_folded(struct lowering *l, const struct lowered_table *table,
			const struct sqlite_foreign_key *key, const struct pg_constraint *c)
{
	struct diagnostic *diag;

	diag = diag_add(&l->ctx->diags, D_FOLDED_COLUMN, key->span,
			"the key is matched by the parent's collation, through generated columns "
			"such as '%s'",
			c->columns.names.items[0]);
	diag->object = object_of(l, table, key->columns.items[0]);
}

static void tell_case_kept(struct lowering *l, const struct lowered_table *table,
			   const struct sqlite_foreign_key *key)
{
	struct diagnostic *diag;

	diag = diag_add(&l->ctx->diags, D_FOREIGN_KEY_CASE, key->span,
			"SQLite matches this key by the parent's collation; here it is matched "
			"exactly, because its actions can't write to generated columns");
	diag->object = object_of(l, table, key->columns.items[0]);
}

static bool parent_folds_somewhere(const struct lowering *l, const struct sqlite_foreign_key *key,
				   const struct key_link *link)
{
	for (uint32_t i = 0; i < key->columns.count; i++)
		if (parent_folds(l, link, i))
			return true;
	return false;
}

/* True when the parent's key is a CREATE UNIQUE INDEX, which stands behind the tables. */
static bool parent_key_is_index(const struct pg_constraint *c)
{
	vec_each(struct pg_constraint *, other, c->parent->constraints) {
		const struct pg_name_list *names = &(*other)->columns;
		uint32_t found = 0;

		if (((*other)->kind != PG_PRIMARY_KEY && (*other)->kind != PG_UNIQUE) ||
		    names->names.count != c->parent_columns.names.count)
			continue;
		for (uint32_t i = 0; i < names->names.count; i++)
			for (uint32_t j = 0; j < names->names.count; j++)
				found += strcmp(names->names.items[i],
						c->parent_columns.names.items[j]) == 0;
		if (found == names->names.count)
			return false;
	}
	return true;
}

static void lower_foreign_key(struct lowering *l, struct lowered_table *table,
			      const struct sqlite_foreign_key *key)
{
	struct key_link link;
	struct pg_constraint *c;

	if (constraint_is_excluded(l, key->constraint_name))
		return;
	if (!foreign_key_link(l, table, key, &link)) {
		drop_key(l, table, key, link.reason);
		return;
	}
	if (!same_types(l, table, key, &link))
		return;
	c = arena_object(l->arena, struct pg_constraint);
	c->kind = PG_FOREIGN_KEY;
	c->parent = link.parent->table;
	c->on_delete = key->on_delete;
	c->on_update = key->on_update;
	c->deferrable = key->deferred || key->deferrable == DEFERRABLE;
	c->initially_deferred = key->deferred;
	c->span = key->span;
	if (!both_sides(l, table, key, &link, c)) {
		drop_key(l, table, key, "its folded columns can't be translated");
		return;
	}
	if (parent_folds_somewhere(l, key, &link)) {
		ensure_unique(l, link.parent->table, &c->parent_columns, key->span);
		if (link.folded)
			tell_folded(l, table, key, c);
		else
			tell_case_kept(l, table, key);
	}
	drop_actions(l, table, key, c);
	c->separate = parent_key_is_index(c);
	c->name = constraint_name(l, table->table, NAME_CONSTRAINT, key->constraint_name);
	vec_push(l->arena, &table->table->constraints, c);
}

void lower_foreign_keys(struct lowering *l, struct lowered_table *table)
{
	vec_each(struct sqlite_foreign_key *, key, table->source->foreign_keys)
		lower_foreign_key(l, table, *key);
}
