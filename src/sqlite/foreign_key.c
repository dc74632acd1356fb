/* SPDX-License-Identifier: PostgreSQL
 *
 * What a foreign key points to: fkey.c's sqlite3FkLocateIndex over the model.
 */
#include <config.h>

#include "sqlite/internal.h"

/* The parent is looked for in the child's own database. */
static struct sqlite_table *find_parent(const struct sqlite_schema *schema,
					const struct sqlite_table *child,
					const struct sqlite_foreign_key *key,
					const char **out_reason)
{
	struct relation *found =
		find_relation_in(schema, database_of(child->temporary), key->parent.symbol);

	*out_reason = "the parent table does not exist";
	if (!found || found->kind == OBJECT_INDEX)
		return NULL;
	*out_reason = "the parent is a view";
	if (found->kind == OBJECT_VIEW)
		return NULL;
	*out_reason = "the parent is a virtual table";
	return found->table->kind == TABLE_VIRTUAL ? NULL : found->table;
}

/* A key's collation is its column's own. */
static bool default_collation(const struct sqlite_table *table, const struct index_key *key)
{
	const struct name *own = table->columns.items[key->column]->rare->collation;

	if (!key->collation)
		return true;
	if (!own)
		return name_is(key->collation, "binary");
	return key->collation->symbol == own->symbol;
}

/* The position in the foreign key of the parent column that an index key is, or -1. */
static int32_t match_key(const struct sqlite_table *parent, const struct sqlite_foreign_key *key,
			 const struct index_key *index_key)
{
	const struct symbol *name;

	if (index_key->column < 0 || !default_collation(parent, index_key))
		return -1;
	name = parent->columns.items[index_key->column]->name.symbol;
	for (uint32_t i = 0; i < key->parent_columns.names.count; i++)
		if (key->parent_columns.names.items[i].symbol == name)
			return (int32_t)i;
	return -1;
}

static bool match_index(const struct sqlite_table *parent, const struct sqlite_foreign_key *key,
			const struct sqlite_index *index, int32_t *out_columns)
{
	if (!index->unique || index->where || index->keys.count != key->columns.count)
		return false;
	if (key->parent_columns.names.count == 0) {
		for (uint32_t i = 0; i < index->keys.count; i++)
			out_columns[i] = index->keys.items[i].column;
		return index->origin == INDEX_PRIMARY_KEY;
	}
	vec_each(struct index_key, index_key, index->keys) {
		int32_t position = match_key(parent, key, index_key);

		if (position < 0)
			return false;
		out_columns[position] = index_key->column;
	}
	return true;
}

static bool names_exist(const struct sqlite_table *parent, const struct sqlite_foreign_key *key,
			const char **out_reason)
{
	*out_reason = "the parent table has no such column";
	vec_each(struct name, name, key->parent_columns.names) {
		if (sqlite_find_column(parent, name->symbol) < 0)
			return false;
	}
	*out_reason = "the parent columns are neither the primary key nor unique together";
	if (key->parent_columns.names.count == 0)
		*out_reason = "the parent table has no primary key of as many columns";
	return true;
}

bool sqlite_foreign_key_parent(const struct sqlite_schema *schema, const struct sqlite_table *child,
			       const struct sqlite_foreign_key *key,
			       struct sqlite_table **out_table, int32_t *out_columns,
			       const char **out_reason)
{
	struct sqlite_table *parent = find_parent(schema, child, key, out_reason);

	*out_table = parent;
	if (!parent || !names_exist(parent, key, out_reason))
		return false;
	vec_each(struct sqlite_index *, index, parent->indexes) {
		if (match_index(parent, key, *index, out_columns))
			return true;
	}
	return false;
}
