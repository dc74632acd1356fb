/* SPDX-License-Identifier: PostgreSQL
 *
 * Statements that keep the index of a full-text table: commands such as 'optimize', and the
 * changes by which triggers and applications hold the index of external content in step
 * with its table.  PostgreSQL does both by itself, so they are left out, and told.
 */
#include <config.h>

#include "lower/fulltext.h"

static const struct lowered_table *fulltext_target(const struct lowering *l,
						   const struct name *name)
{
	const struct sqlite_table *table = sqlite_find_table(l->source, name->symbol);
	const struct lowered_table *lowered = table ? lower_find_table(l, table) : NULL;

	return lowered && lowered->fulltext ? lowered : NULL;
}

static bool is_self(const struct lowered_table *table, const struct name *name)
{
	return name->symbol == table->source->name.symbol;
}

/* The command that an INSERT gives in the column named as the table; or none. */
static struct slice command_of(const struct lowered_table *table, const struct insert *insert)
{
	const struct select_core *core;

	if (!insert->columns || !insert->select || insert->select->cores.count != 1)
		return (struct slice){ 0 };
	core = insert->select->cores.items[0];
	for (uint32_t i = 0; i < insert->columns->names.count; i++) {
		const struct expr *value = NULL;

		if (!is_self(table, &insert->columns->names.items[i]))
			continue;
		if (core->values.count == 1 && i < core->values.items[0]->exprs.count)
			value = core->values.items[0]->exprs.items[i];
		else if (!core->values.count && i < core->results.columns.count)
			value = core->results.columns.items[i].expr;
		if (value && value->kind == EXPR_STRING)
			return value->text;
	}
	return (struct slice){ 0 };
}

/* ---------------------------------------------------------------- triggers */

/* What a trigger writes into the full-text table. */
struct sync {
	const struct lowered_table *table;
	const struct create_trigger *trigger;
};

static bool is_rowid(const struct sync *sync, const struct name *name)
{
	int32_t rowid = sync->table->source->rowid_column;

	return scope_is_rowid_name(name->text) ||
	       name->symbol == sync->table->source->columns.items[rowid]->name.symbol;
}

/* Whether VALUE is that column of the row ROW (NULL: of either) that FULLTEXT has as NAME. */
static bool is_same_column(const struct sync *sync, const struct name *name,
			   const struct expr *value, const char *row)
{
	const struct fulltext *fulltext = sync->table->fulltext;
	const struct sqlite_table *content = fulltext->content->source;
	const struct name *own;

	if (value->kind != EXPR_NAME || !value->name->of)
		return false;
	own = &value->name->of->table;
	if (row ? !slice_equal_nocase(own->text, slice_of(row))
		: !slice_equal_nocase(own->text, SLICE("new")) &&
			  !slice_equal_nocase(own->text, SLICE("old")))
		return false;
	if (!is_rowid(sync, name))
		return name->symbol == value->name->column.symbol;
	return scope_is_rowid_name(value->name->column.text) ||
	       (fulltext->content_rowid >= 0 &&
		value->name->column.symbol ==
			content->columns.items[fulltext->content_rowid]->name.symbol);
}

static const struct expr *inserted(const struct insert *insert, uint32_t i)
{
	const struct select_core *core = insert->select->cores.items[0];

	if (core->values.count)
		return i < core->values.items[0]->exprs.count
			       ? core->values.items[0]->exprs.items[i]
			       : NULL;
	return i < core->results.columns.count ? core->results.columns.items[i].expr : NULL;
}

static bool is_plain_insert(const struct insert *insert)
{
	const struct select_core *core;

	if (!insert->columns || !insert->select || insert->with || insert->upserts.count ||
	    insert->returning || insert->select->cores.count != 1)
		return false;
	core = insert->select->cores.items[0];
	return core->values.count <= 1 && !core->from && !core->where;
}

static bool insert_is_sync(const struct sync *sync, const struct insert *insert)
{
	struct slice command = command_of(sync->table, insert);
	bool deletes = slice_equal_nocase(command, SLICE("delete"));

	if (command.len && !deletes)
		return true;
	if (!is_plain_insert(insert))
		return false;
	for (uint32_t i = 0; i < insert->columns->names.count; i++) {
		const struct name *name = &insert->columns->names.items[i];
		const struct expr *value = inserted(insert, i);

		if (!value)
			return false;
		if (!is_self(sync->table, name) &&
		    !is_same_column(sync, name, value, deletes ? "old" : "new"))
			return false;
	}
	return true;
}

/* rowid = old.id */
static bool names_the_row(const struct sync *sync, const struct expr *where)
{
	const struct expr *name, *value;

	if (!where || where->kind != EXPR_BINARY || where->op != OP_EQ)
		return false;
	name = where->binary.left;
	value = where->binary.right;
	return name->kind == EXPR_NAME && is_rowid(sync, &name->name->column) &&
	       is_same_column(sync, &name->name->column, value, NULL);
}

static bool update_is_sync(const struct sync *sync, const struct update *update)
{
	if (update->from || update->with || update->returning || update->limit ||
	    !names_the_row(sync, update->where))
		return false;
	vec_each(const struct assignment, item, update->set.items) {
		if (item->columns.names.count != 1 ||
		    !is_same_column(sync, &item->columns.names.items[0], item->value, "new"))
			return false;
	}
	return true;
}

static const struct target_table *target_of(const struct statement *statement)
{
	switch ((int)statement->kind) {
	case STATEMENT_INSERT:
		return &statement->insert->table;
	case STATEMENT_UPDATE:
		return &statement->update->table;
	case STATEMENT_DELETE:
		return &statement->delete->table;
	default:
		return NULL;
	}
}

bool fulltext_statement_is_sync(const struct lowering *l, const struct sqlite_trigger *trigger,
				const struct statement *statement)
{
	const struct target_table *target = target_of(statement);
	struct sync sync = { .table = target ? fulltext_target(l, &target->name.object) : NULL,
			     .trigger = trigger->definition };

	if (!sync.table || !sync.table->is_view || trigger->definition->when ||
	    sync.table->fulltext->content->source->name.symbol != trigger->table.symbol)
		return false;
	if (statement->kind == STATEMENT_INSERT)
		return insert_is_sync(&sync, statement->insert);
	if (statement->kind == STATEMENT_UPDATE)
		return update_is_sync(&sync, statement->update);
	return !statement->delete->with && !statement->delete->limit &&
	       names_the_row(&sync, statement->delete->where);
}

bool fulltext_trigger_is_sync(struct lowering *l, const struct sqlite_trigger *trigger)
{
	uint32_t count = 0;

	vec_each(struct statement *const, statement, trigger->definition->body)
		count += fulltext_statement_is_sync(l, trigger, *statement);
	if (count == 0 || count < trigger->definition->body.count)
		return false;
	diag_add(&l->ctx->diags, D_FULLTEXT_SYNC, trigger->span,
		 "trigger '%.*s' keeps the index of a full-text table, which PostgreSQL does by "
		 "itself; it is left out",
		 SLICE_ARGS(trigger->name.text))
		->object = arena_copy(l->arena, trigger->name.text.ptr, trigger->name.text.len);
	return true;
}

/* ---------------------------------------------------------------- other statements */

bool fulltext_command(struct walk *w, const struct insert *insert, bool *out_done)
{
	const struct lowered_table *table = fulltext_target(w->l, &insert->table.name.object);
	struct slice command = table ? command_of(table, insert) : (struct slice){ 0 };
	struct span span = insert->table.name.object.span;

	if (!command.len)
		return true;
	*out_done = true;
	if (slice_equal_nocase(command, SLICE("delete")) && !table->is_view) {
		walk_refuse(w, D_UNSUPPORTED_STATEMENT, span,
			    "write DELETE: PostgreSQL keeps the texts of this table");
		return false;
	}
	diag_add(&w->ctx->diags, D_FULLTEXT_SYNC, span,
		 "PostgreSQL keeps the index of '%.*s' by itself; this is left out",
		 SLICE_ARGS(table->source->name.text));
	return true;
}
