/* SPDX-License-Identifier: PostgreSQL
 *
 * Tables that a rule partitions, or has Citus distribute.  Both check uniqueness in one
 * partition or node only, so every unique key must hold the columns by which rows are placed;
 * and Citus checks a foreign key only where both of its rows are on one node.
 */
#include <config.h>

#include "lower/parts.h"

#include <string.h>

static enum pg_placement_kind kind_of(const struct target *target)
{
	static const enum pg_placement_kind kinds[] = { [PARTITION_RANGE] = PG_PARTITION_RANGE,
							[PARTITION_LIST] = PG_PARTITION_LIST,
							[PARTITION_HASH] = PG_PARTITION_HASH };

	if (target->kind == TARGET_PARTITION)
		return kinds[target->strategy];
	return target->kind == TARGET_DISTRIBUTE ? PG_DISTRIBUTED : PG_REFERENCE;
}

static bool is_by_citus(const struct pg_placement *placement)
{
	return placement && placement->kind >= PG_DISTRIBUTED;
}

/* ---------------------------------------------------------------- the rule */

/* A rule for many tables need not fit all of them. */
static void tell_no_column(struct lowering *l, const struct lowered_table *table,
			   const struct target *target, struct slice name)
{
	struct diagnostic *diag =
		diag_add(&l->ctx->diags, D_RULE_WITHOUT_EFFECT, table->source->name.span,
			 "table '%.*s' has no column '%.*s' to place its rows by; it stays as it "
			 "is",
			 SLICE_ARGS(table->source->name.text), SLICE_ARGS(name));

	diag->object = object_of(l, table, -1);
	diag->rule = target->span;
}

static bool placement_columns(struct lowering *l, const struct lowered_table *table,
			      const struct target *target, struct pg_name_list *out)
{
	vec_each(struct slice, name, target->columns) {
		int32_t i = sqlite_find_column(table->source, context_symbol(l->ctx, *name));

		if (i < 0 || !table->columns[i]) {
			tell_no_column(l, table, target, *name);
			return false;
		}
		vec_push(l->arena, &out->names, table->columns[i]->name);
	}
	return true;
}

void place_table(struct lowering *l, const struct lowered_table *table, const struct target *target)
{
	struct pg_placement *placement;

	if (target->kind != TARGET_DISTRIBUTE && target->kind != TARGET_REFERENCE &&
	    target->kind != TARGET_PARTITION)
		return;
	placement = arena_object(l->arena, struct pg_placement);
	placement->kind = kind_of(target);
	placement->span = target->span;
	if (placement_columns(l, table, target, &placement->columns))
		table->table->placement = placement;
}

/* ---------------------------------------------------------------- columns and keys */

static bool refuse(struct lowering *l, const struct lowered_table *table, struct span span,
		   const char *text)
{
	struct diagnostic *diag =
		lower_refuse(l, D_PLACEMENT, span, object_of(l, table, -1), "%s", text);

	diag->rule = table->table->placement->span;
	return false;
}

static const struct pg_column *column_named(const struct pg_table *table, const char *name)
{
	vec_each(struct pg_column *, column, table->columns)
		if (strcmp((*column)->name, name) == 0)
			return *column;
	return NULL;
}

static bool columns_can_place(struct lowering *l, const struct lowered_table *table)
{
	const struct pg_placement *placement = table->table->placement;

	if (placement->kind == PG_PARTITION_LIST && placement->columns.names.count > 1)
		return refuse(l, table, table->source->name.span,
			      "PostgreSQL partitions by list of one column only");
	if (placement->columns.names.count > KEY_COLUMNS_MAX)
		return refuse(l, table, table->source->name.span,
			      "PostgreSQL partitions by 32 columns at most");
	vec_each(const char *, name, placement->columns.names) {
		const struct pg_column *column = column_named(table->table, *name);

		if (!column)
			return refuse(l, table, table->source->name.span,
				      "a column to place rows by is left out");
		if (column->generated_as)
			return refuse(l, table, column->span,
				      "rows can't be placed by a generated column");
		if (column->type.kind == PG_JSON)
			return refuse(l, table, column->span,
				      "rows can't be placed by a column of type json");
	}
	return true;
}

static bool list_has(const struct pg_name_list *list, const char *name)
{
	vec_each(const char *, item, list->names)
		if (strcmp(*item, name) == 0)
			return true;
	return false;
}

static bool index_has(const struct pg_index *index, const struct pg_column *column)
{
	vec_each(struct pg_index_key, key, index->keys)
		if (key->column && strcmp(key->column, column->name) == 0 &&
		    (!key->collation ||
		     (column->collation && strcmp(key->collation, column->collation) == 0)))
			return true;
	return false;
}

static bool refuse_key(struct lowering *l, const struct lowered_table *table, struct span span,
		       const char *what, const char *name)
{
	struct diagnostic *diag = lower_refuse(
		l, D_PLACEMENT, span, object_of(l, table, -1),
		"%s does not hold column '%s', by which the table's rows are placed", what, name);

	diag->rule = table->table->placement->span;
	diag_help(&l->ctx->diags, diag, "Put the column into the key, or place rows by another.");
	return false;
}

/* False, told, for the first key that does not hold column NAME. */
static bool keys_hold(struct lowering *l, const struct lowered_table *table, const char *name)
{
	const struct pg_column *column = column_named(table->table, name);

	vec_each(struct pg_constraint *, c, table->table->constraints) {
		bool primary = (*c)->kind == PG_PRIMARY_KEY;

		if ((primary || (*c)->kind == PG_UNIQUE) && !list_has(&(*c)->columns, name))
			return refuse_key(l, table, (*c)->span,
					  primary ? "the primary key" : "the unique key", name);
	}
	vec_each(struct pg_index *, index, table->table->indexes)
		if ((*index)->unique && !index_has(*index, column))
			return refuse_key(l, table, (*index)->span, "the unique index", name);
	return true;
}

/* Citus gives each node a range of a sequence's values, which needs 64 bits. */
static bool identities_are_wide(struct lowering *l, const struct lowered_table *table)
{
	vec_each(struct pg_column *, column, table->table->columns)
		if ((*column)->identity > PG_SERIAL && (*column)->type.kind != PG_BIGINT)
			return refuse(l, table, (*column)->span,
				      "Citus wants identity columns to be bigint");
	return true;
}

static bool can_be_placed(struct lowering *l, const struct lowered_table *table)
{
	const struct pg_placement *placement = table->table->placement;

	if (!columns_can_place(l, table))
		return false;
	if (is_by_citus(placement) && !identities_are_wide(l, table))
		return false;
	vec_each(const char *, name, placement->columns.names)
		if (!keys_hold(l, table, *name))
			return false;
	return true;
}

/* ---------------------------------------------------------------- foreign keys */

/* True when the rows of both sides are on one node: the columns by which they are placed are a
 * pair of the key. */
static bool is_colocated(const struct pg_table *child, const struct pg_constraint *c)
{
	const char *from = child->placement->columns.names.items[0];
	const char *to = c->parent->placement->columns.names.items[0];

	for (uint32_t i = 0; i < c->columns.names.count; i++)
		if (strcmp(c->columns.names.items[i], from) == 0 &&
		    strcmp(c->parent_columns.names.items[i], to) == 0)
			return pg_type_equal(&column_named(child, from)->type,
					     &column_named(c->parent, to)->type);
	return false;
}

static bool sets_values(enum fk_action action)
{
	return action == FK_SET_NULL || action == FK_SET_DEFAULT;
}

/* Why Citus can't keep the key; NULL when it can. */
static const char *why_not_kept(const struct pg_table *child, const struct pg_constraint *c)
{
	const struct pg_placement *placement = child->placement, *parent = c->parent->placement;

	if (placement && placement->kind == PG_DISTRIBUTED &&
	    list_has(&c->columns, placement->columns.names.items[0]) &&
	    (sets_values(c->on_delete) || sets_values(c->on_update) || c->on_update == FK_CASCADE))
		return "its action would write to the column by which rows are placed";
	if (parent && parent->kind == PG_REFERENCE)
		return NULL;
	if (!is_by_citus(placement))
		return "its parent is distributed, and this table is not";
	if (!is_by_citus(parent))
		return "its parent is neither distributed nor a reference table";
	if (placement->kind == PG_REFERENCE)
		return "its parent is distributed, and this is a reference table";
	return is_colocated(child, c) ? NULL
				      : "it does not link the columns by which both tables' rows "
					"are placed";
}

static void tell_not_kept(struct lowering *l, const struct lowered_table *table,
			  const struct pg_constraint *c, const char *why)
{
	const struct pg_placement *placement = is_by_citus(table->table->placement)
						       ? table->table->placement
						       : c->parent->placement;
	struct diagnostic *diag =
		diag_add(&l->ctx->diags, D_KEY_NOT_COLOCATED, c->span,
			 "the foreign key to '%s' is left out: %s", c->parent->name, why);

	diag->object = object_of(l, table, -1);
	diag->rule = placement->span;
}

/* Those that stay come after all tables are placed: Citus places no table that is tied to one
 * that is not placed yet. */
static void check_foreign_keys(struct lowering *l, const struct lowered_table *table)
{
	struct pg_table *to = table->table;
	uint32_t kept = 0;

	vec_each(struct pg_constraint *, constraint, to->constraints) {
		struct pg_constraint *c = *constraint;
		const char *why = NULL;

		if (c->kind == PG_FOREIGN_KEY &&
		    (is_by_citus(to->placement) || is_by_citus(c->parent->placement))) {
			c->separate = true;
			why = why_not_kept(to, c);
		}
		if (why)
			tell_not_kept(l, table, c, why);
		else
			to->constraints.items[kept++] = c;
	}
	to->constraints.count = kept;
}

/* ---------------------------------------------------------------- all tables */

void lower_placement(struct lowering *l, struct lowered_table *table)
{
	struct pg_table *to = table->table;
	struct pg_placement *placement;

	if (!to->placement)
		return;
	if (!can_be_placed(l, table)) {
		to->placement = NULL;
		return;
	}
	if (is_by_citus(to->placement))
		return;
	placement = arena_object(l->arena, struct pg_placement);
	*placement = *to->placement;
	placement->partition =
		name_take(l, NAME_TABLE, pg_object_name(l->arena, to->name, NULL, "default", 0),
			  table->source->name.span);
	to->placement = placement;
}

void lower_placed_keys(struct lowering *l, struct lowered_table *table)
{
	if (table->table->constraints.count)
		check_foreign_keys(l, table);
}
