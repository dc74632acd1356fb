/* SPDX-License-Identifier: PostgreSQL
 *
 * Statements that write to sqlite_schema itself (PRAGMA writable_schema).  Two forms are
 * compiled, because tools and applications use them: a dump's INSERT of a virtual
 * table, and UPDATE ... SET sql = replace(sql, 'a', 'b') WHERE name = 't', which changes a
 * table's constraints without a rebuild.  The rest is refused.
 */
#include <config.h>

#include "sql/parse.h"
#include "sqlite/internal.h"

bool is_schema_table(const struct name *name)
{
	return name_is(name, "sqlite_schema") || name_is(name, "sqlite_master") ||
	       name_is(name, "sqlite_temp_schema") || name_is(name, "sqlite_temp_master");
}

static void refuse(struct sqlite_schema *schema, const struct name *table)
{
	struct diag_list *diags = &schema->ctx->diags;
	struct diagnostic *d =
		diag_add(diags, D_WRITABLE_SCHEMA, table->span,
			 "this change of '%.*s' itself is not compiled", SLICE_ARGS(table->text));

	diag_help(diags, d, "Give the database file as the source: its schema is read as it is.");
}

/* ---------------------------------------------------------------- SQL held in a value */

static bool apply(struct statement *statement, void *data)
{
	return sqlite_schema_apply(data, statement);
}

/* Text that SQLite would take as it stands; it becomes a source named as the object. */
static void apply_text(struct sqlite_schema *schema, struct span where, struct slice text,
		       const struct name *object)
{
	struct context *ctx = schema->ctx;
	const struct source *outer = source_find(&ctx->sources, where.start);
	const char *name = arena_printf(ctx->arena, "%s:%.*s", outer ? outer->name : "",
					SLICE_ARGS(object->text));
	struct source *source = source_add(&ctx->sources, name, text);
	bool loading = schema->state->loading;

	if (!source)
		return;
	schema->state->loading = true;
	parse_script(ctx, source, apply, schema);
	schema->state->loading = loading;
}

static struct slice keep_text(struct sqlite_schema *schema, struct slice text)
{
	return (struct slice){ arena_copy(schema->ctx->arena, text.ptr, text.len), text.len };
}

/* ---------------------------------------------------------------- INSERT */

enum { SCHEMA_COLUMNS = 5, SQL_COLUMN = 4 };

bool apply_schema_insert(struct sqlite_schema *schema, const struct insert *insert)
{
	const struct select *select = insert->select;
	const struct expr_list *row = NULL;
	struct name object = { 0 };

	if (select && select->cores.count == 1 && select->cores.items[0]->values.count == 1)
		row = select->cores.items[0]->values.items[0];
	if (!row || row->exprs.count != SCHEMA_COLUMNS ||
	    row->exprs.items[1]->kind != EXPR_STRING ||
	    row->exprs.items[SQL_COLUMN]->kind != EXPR_STRING) {
		refuse(schema, &insert->table.name.object);
		return true;
	}
	object.text = row->exprs.items[1]->text;
	apply_text(schema, insert->table.name.object.span,
		   keep_text(schema, row->exprs.items[SQL_COLUMN]->text), &object);
	return true;
}

/* ---------------------------------------------------------------- UPDATE */

static bool is_column(const struct expr *expr, const char *name)
{
	return expr->kind == EXPR_NAME && name_is(&expr->name->column, name);
}

/* The string that `name = '...'` asks for among terms joined by AND, or NULL. */
static const struct expr *wanted_name(const struct expr *where)
{
	const struct expr *found;

	if (!where || where->kind != EXPR_BINARY)
		return NULL;
	if (where->op == OP_AND) {
		found = wanted_name(where->binary.left);
		return found ? found : wanted_name(where->binary.right);
	}
	if (where->op == OP_EQ && is_column(where->binary.left, "name") &&
	    where->binary.right->kind == EXPR_STRING)
		return where->binary.right;
	return NULL;
}

/* replace(sql, 'from', 'to') */
static const struct call *wanted_replace(const struct update *update)
{
	const struct assignment *only = update->set.items.items;
	const struct call *call;

	if (update->set.items.count != 1 || only->columns.names.count != 1 ||
	    !name_is(&only->columns.names.items[0], "sql") || only->value->kind != EXPR_CALL)
		return NULL;
	call = only->value->call;
	if (!name_is(&call->function.object, "replace") || call->arguments.exprs.count != 3 ||
	    !is_column(call->arguments.exprs.items[0], "sql") ||
	    call->arguments.exprs.items[1]->kind != EXPR_STRING ||
	    call->arguments.exprs.items[2]->kind != EXPR_STRING)
		return NULL;
	return call;
}

static bool starts_at(struct slice text, uint32_t at, struct slice part)
{
	return part.len <= text.len - at &&
	       slice_equal((struct slice){ text.ptr + at, part.len }, part);
}

static struct slice replace_all(struct sqlite_schema *schema, struct slice text, struct slice from,
				struct slice to)
{
	struct strbuf buf = { 0 };
	struct slice result;

	for (uint32_t at = 0; at < text.len;) {
		if (from.len && starts_at(text, at, from)) {
			strbuf_add_slice(&buf, to);
			at += from.len;
		} else {
			strbuf_add_char(&buf, text.ptr[at++]);
		}
	}
	result = keep_text(schema, (struct slice){ buf.text, (uint32_t)buf.len });
	strbuf_free(&buf);
	return result;
}

/* What sqlite_schema holds for a table that no ALTER has touched. */
static struct slice stored_sql(struct sqlite_schema *schema, const struct sqlite_table *table)
{
	struct span span = { table->written, table->span.end };
	struct slice rest = source_slice(&schema->ctx->sources, span);

	return slice_of(arena_printf(schema->ctx->arena, "CREATE TABLE %.*s", SLICE_ARGS(rest)));
}

/* Indexes made by CREATE INDEX stay, on the columns of the same names. */
static bool move_indexes(struct sqlite_schema *schema, const struct sqlite_table *old,
			 struct sqlite_table *new)
{
	vec_each(struct sqlite_index *, index, old->indexes) {
		if ((*index)->origin != INDEX_CREATED)
			continue;
		remember(schema, *index);
		(*index)->table = new;
		vec_each(struct index_key, key, (*index)->keys) {
			if (key->column < 0)
				continue;
			remember(schema, key);
			key->column = sqlite_find_column(
				new, old->columns.items[key->column]->name.symbol);
			if (key->column < 0)
				return false;
		}
		list_add(schema, &new->indexes, new->indexes.count, *index);
	}
	return true;
}

/* Takes OLD out, applies TEXT and puts the table that it makes in OLD's place. */
static bool replace_table(struct sqlite_schema *schema, struct sqlite_table *old, struct slice text,
			  struct span where)
{
	const struct symbol *symbol = old->name.symbol;
	struct sqlite_table *new;
	uint32_t position = 0;

	while (schema->tables.items[position] != old)
		position++;
	list_remove(schema, &schema->tables, position);
	remove_relation(schema, database_of(old->temporary), symbol);
	apply_text(schema, where, text, &old->name);
	new = sqlite_find_table(schema, symbol);
	if (!new)
		return false;
	new->order = old->order;
	list_remove(schema, &schema->tables, schema->tables.count - 1);
	list_add(schema, &schema->tables, position, new);
	return move_indexes(schema, old, new);
}

bool apply_schema_update(struct sqlite_schema *schema, const struct update *update)
{
	const struct call *call = wanted_replace(update);
	const struct expr *name = wanted_name(update->where);
	struct sqlite_table *table = NULL;

	if (call && name)
		table = sqlite_find_table(schema, context_symbol(schema->ctx, name->text));
	if (!table || table->altered || table->kind != TABLE_ORDINARY || table->as_select ||
	    !replace_table(schema, table,
			   replace_all(schema, stored_sql(schema, table),
				       call->arguments.exprs.items[1]->text,
				       call->arguments.exprs.items[2]->text),
			   update->table.name.object.span))
		refuse(schema, &update->table.name.object);
	return true;
}

bool apply_schema_delete(struct sqlite_schema *schema, const struct delete *delete)
{
	refuse(schema, &delete->table.name.object);
	return true;
}
