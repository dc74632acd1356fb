/* SPDX-License-Identifier: PostgreSQL
 *
 * CREATE INDEX: plain, unique, partial, over expressions.  An index that only makes queries
 * faster may be left out with an error; one that is unique is a constraint, and is
 * treated no differently.
 */
#include <config.h>

#include <string.h>

#include "lower/parts.h"

bool index_key_has_order(struct lowering *l, const struct lowered_table *table,
			 const struct index_key *key)
{
	const struct pg_column *column = key->column >= 0 ? table->columns[key->column] : NULL;

	if (!column || column->type.kind != PG_JSON)
		return true;
	lower_refuse(l, D_NO_INDEX_METHOD, key->span, object_of(l, table, key->column),
		     "PostgreSQL can't index type %s; jsonb can be indexed", column->type.name);
	return false;
}

static bool lower_key_of(struct lowering *l, struct lowered_table *table,
			 const struct index_key *key, bool constraint, struct pg_index *index)
{
	struct pg_index_key lowered = { 0 };
	struct diagnostic *diag;

	if (key->column >= 0 && !table->columns[key->column]) {
		diag = diag_add(&l->ctx->diags, D_DEPENDS_ON_EXCLUDED, key->span,
				"the index is left out with a column that it names");
		diag->object = object_of(l, table, key->column);
		return false;
	}
	if (!index_key_has_order(l, table, key) || !lower_index_key(l, table, key, &lowered))
		return false;
	/* Only queries ask for an order; a constraint's means nothing. */
	if (key->descending && !constraint)
		lowered.order = SORT_DESC;
	vec_push(l->arena, &index->keys, lowered);
	return true;
}

static bool lower_where(struct lowering *l, struct lowered_table *table,
			const struct sqlite_index *source, struct pg_index *index)
{
	struct expr_request request = { .context = IN_INDEX,
					.table = table,
					.column = -1,
					.boolean = true,
					.owner = table,
					.owner_column = -1 };
	struct lowered value = { 0 };

	if (!source->where)
		return true;
	if (!lower_expr(l, source->where, &request, &value))
		return false;
	if (!value.immutable) {
		lower_refuse(l, D_NOT_IMMUTABLE, source->where->span, request_object(l, &request),
			     "PostgreSQL takes only immutable expressions in an index");
		return false;
	}
	if (value.expr->kind != EXPR_BOOLEAN || !value.expr->boolean)
		index->where = value.expr;
	return true;
}

struct pg_index *index_new(struct lowering *l, struct lowered_table *table,
			   const struct sqlite_index *source)
{
	struct pg_index *index = arena_object(l->arena, struct pg_index);

	index->unique = source->unique || source->origin != INDEX_CREATED;
	index->if_not_exists = source->if_not_exists;
	index->table = table->table;
	index->comments = source->comments;
	index->span = source->span;
	if (source->keys.count > KEY_COLUMNS_MAX) {
		lower_refuse(l, D_TOO_MANY_KEYS, source->span, object_of(l, table, -1),
			     "the index has %u columns; PostgreSQL allows %d", source->keys.count,
			     KEY_COLUMNS_MAX);
		return NULL;
	}
	vec_reserve(l->arena, &index->keys, source->keys.count);
	vec_each(struct index_key, key, source->keys) {
		if (!lower_key_of(l, table, key, source->origin != INDEX_CREATED, index))
			return NULL;
	}
	if (!lower_where(l, table, source, index))
		return NULL;
	vec_push(l->arena, &table->table->indexes, index);
	return index;
}

static void lower_index(struct lowering *l, struct lowered_table *table,
			const struct sqlite_index *source)
{
	struct target target = { 0 };
	struct pg_index *index;
	const char *wanted;

	if (rule_for_index(l->rules, &source->name, &target) && target.kind == TARGET_EXCLUDE)
		return;
	if (index_is_key(l, table, source, &target))
		return; /* with the constraints */
	index = index_new(l, table, source);
	if (index && index->unique)
		tell_typeless_key(l, table, source);
	if (target.kind != TARGET_RENAME_ONLY)
		target.rename = NULL; /* of the constraint that it is not */
	wanted = target.rename ? target.rename : name_identifier(l, &source->name, NULL);
	if (index)
		index->name = name_take(l, NAME_INDEX, wanted, source->name.span);
	else
		leave_out(l, PG_POST_DATA, source->span,
			  arena_printf(l->arena, "index %s", wanted));
}

/* varchar_pattern_ops and its kin are for texts, whatever made another type of the column. */
static bool takes_class(const struct pg_type *type, const char *class)
{
	const char *patterns = class ? strstr(class, "_pattern_ops") : NULL;

	return !patterns || type_is_text(type) || type->kind == PG_CITEXT;
}

/* The index that a rule gives a column; `none` takes back what an earlier rule says. */
static void add_index(struct lowering *l, struct lowered_table *table, uint32_t i)
{
	const struct pg_column *column = table->columns[i];
	struct target target = { 0 };
	struct pg_index *index;

	if (!column || !rule_for_column_index(l->rules, table->source, column->source, &target) ||
	    strcmp(target.rename, "none") == 0 ||
	    !takes_class(&column->type, target.operator_class))
		return;
	index = arena_object(l->arena, struct pg_index);
	index->table = table->table;
	index->span = target.span;
	index->method = target.method;
	vec_push(l->arena, &index->keys,
		 ((struct pg_index_key){ .column = column->name,
					 .operator_class = target.operator_class }));
	index->name = name_take(l, NAME_INDEX, name_of_column(l, table, column, target.rename),
				target.span);
	vec_push(l->arena, &table->table->indexes, index);
}

void lower_indexes(struct lowering *l, struct lowered_table *table)
{
	vec_each(struct sqlite_index *, index, table->source->indexes) {
		if ((*index)->origin == INDEX_CREATED)
			lower_index(l, table, *index);
	}
	for (uint32_t i = 0; i < table->source->columns.count; i++)
		add_index(l, table, i);
}
