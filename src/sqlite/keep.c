/* SPDX-License-Identifier: PostgreSQL
 *
 * The tree of a statement is large and most of it is in the model already.  Once a table or an
 * index is complete, the expressions, names and comments that the model still has in the tree
 * are copied, and the parser uses the tree's memory again.
 */
#include <config.h>

#include "sqlite/internal.h"

static struct tree_copy copy_of(struct sqlite_schema *schema)
{
	return (struct tree_copy){ .to = schema->ctx->arena,
				   .from = schema->ctx->trees,
				   .mark = schema->ctx->statement };
}

static void keep_column(struct tree_copy *copy, struct sqlite_column *column)
{
	struct sqlite_column_rare *rare;

	tree_copy_text(copy, &column->name.text);
	tree_copy_text(copy, &column->type.text);
	column->default_value = tree_copy_expr(copy, column->default_value);
	if (column->rare == &nothing_rare)
		return;
	rare = column_rare(copy->to, column);
	rare->generated_as = tree_copy_expr(copy, rare->generated_as);
	rare->collation = tree_copy_name(copy, rare->collation);
	rare->not_null_name = tree_copy_name(copy, rare->not_null_name);
	rare->comments = tree_copy_comments(copy, rare->comments);
}

static void keep_index_parts(struct tree_copy *copy, struct sqlite_index *index)
{
	tree_copy_text(copy, &index->name.text);
	vec_each(struct index_key, key, index->keys) {
		key->expr = tree_copy_expr(copy, key->expr);
		key->collation = tree_copy_name(copy, key->collation);
	}
	index->where = tree_copy_expr(copy, index->where);
	index->comments = tree_copy_comments(copy, index->comments);
}

static void keep_foreign_key(struct tree_copy *copy, struct sqlite_foreign_key *key)
{
	key->constraint_name = tree_copy_name(copy, key->constraint_name);
	tree_copy_text(copy, &key->parent.text);
	tree_copy_names(copy, &key->parent_columns);
	tree_copy_text(copy, &key->match.text);
}

bool keep_table(struct sqlite_schema *schema, struct sqlite_table *table)
{
	struct tree_copy copy = copy_of(schema);

	/* What is wrong stays as it is, for the messages. */
	if (table->as_select || schema->ctx->diags.errors)
		return true;
	tree_copy_text(&copy, &table->name.text);
	vec_each(struct sqlite_column *, column, table->columns)
		keep_column(&copy, *column);
	vec_each(struct sqlite_index *, index, table->indexes)
		keep_index_parts(&copy, *index);
	vec_each(struct sqlite_check, check, table->checks) {
		check->name = tree_copy_name(&copy, check->name);
		check->expr = tree_copy_expr(&copy, check->expr);
	}
	vec_each(struct sqlite_foreign_key *, key, table->foreign_keys)
		keep_foreign_key(&copy, *key);
	table->comments = tree_copy_comments(&copy, table->comments);
	table->trailing_comments = tree_copy_comments(&copy, table->trailing_comments);
	return copy.shares;
}

bool keep_index(struct sqlite_schema *schema, struct sqlite_index *index)
{
	struct tree_copy copy = copy_of(schema);

	if (schema->ctx->diags.errors)
		return true;
	keep_index_parts(&copy, index);
	return copy.shares;
}
