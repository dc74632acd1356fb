/* SPDX-License-Identifier: PostgreSQL
 *
 * Conflict clauses of constraints: NOT NULL ON CONFLICT REPLACE and their like.  They are about
 * every statement that brings a row, so a trigger keeps them: it looks at the row before the
 * constraints do, in SQLite's order (insert.c, sqlite3GenerateConstraintChecks): NOT NULL, then
 * keys.  SQLite takes such a clause at a CHECK and ignores it.
 */
#include <config.h>

#include <string.h>

#include "base/strmap.h"
#include "lower/trigger.h"

/* ---------------------------------------------------------------- telling */

void lower_conflict(struct lowering *l, enum conflict_action action, struct span span,
		    const struct lowered_table *table, int32_t column)
{
	struct diagnostic *diag;

	/* A failed statement undoes itself, and in PostgreSQL its transaction: ABORT and ROLLBACK.
	 */
	if (action != CONFLICT_FAIL)
		return;
	diag = diag_add(&l->ctx->diags, D_CONFLICT_CLAUSE, span,
			"ON CONFLICT FAIL keeps the rows before the one that fails; PostgreSQL "
			"undoes the whole statement");
	diag->object = object_of(l, table, column);
}

static bool is_kept(enum conflict_action action)
{
	return action == CONFLICT_IGNORE || action == CONFLICT_REPLACE;
}

static void tell_key(struct lowering *l, const struct lowered_table *table,
		     const struct sqlite_index *index)
{
	struct diagnostic *diag = diag_add(
		&l->ctx->diags, D_CONFLICT_CLAUSE, index->span,
		"ON CONFLICT %s is kept by a trigger, which does not see the rows that another "
		"transaction has not committed",
		index->conflict == CONFLICT_IGNORE ? "IGNORE" : "REPLACE");

	diag->object = object_of(l, table, -1);
}

/* ---------------------------------------------------------------- the parts of the body */

struct keeper {
	struct trigger_body body;
	const struct lowered_table *table;
	struct scope rows;
};

static struct expr *row_name(struct walk *w, const char *row, const struct name *column)
{
	struct name none = { 0 };

	return expr_name(w->arena, none, build_name(w, row), *column, column->span);
}

static struct expr *new_is_null(struct walk *w, const struct sqlite_column *column)
{
	return expr_unary(w->arena, OP_IS_NULL, row_name(w, "new", &column->name),
			  column->name.span);
}

static bool add_if(struct keeper *k, struct expr *source, struct plpgsql_block **out)
{
	struct walk *w = k->body.w;
	struct lowered value;

	w->scope = &k->rows;
	if (!walk_truth(w, source, &value))
		return false;
	*out = plpgsql_add_if(w->arena, k->body.block, boolean_settle(w, value.expr, false));
	return true;
}

static void skip_row(struct keeper *k, struct plpgsql_block *block)
{
	plpgsql_add(k->body.w->arena, block, PLPGSQL_RETURN)->text = SLICE("NULL");
}

static bool keep_not_null(struct keeper *k, uint32_t i)
{
	const struct sqlite_column *source = k->table->source->columns.items[i];
	const struct pg_column *column = k->table->columns[i];
	struct plpgsql_statement *assign;
	struct plpgsql_block *block;

	if (!column || !source->not_null || !is_kept(source->not_null_conflict) ||
	    (source->not_null_conflict == CONFLICT_REPLACE && !column->default_value))
		return true;
	if (!add_if(k, new_is_null(k->body.w, source), &block))
		return false;
	if (source->not_null_conflict == CONFLICT_IGNORE) {
		skip_row(k, block);
		return true;
	}
	assign = plpgsql_add(k->body.w->arena, block, PLPGSQL_ASSIGN);
	assign->target = build_column(k->body.w, "new", column->name, source->name.span);
	assign->expr = column->default_value;
	return true;
}

/* ---------------------------------------------------------------- keys */

/* NEW's values of the key's columns. */
static void give_new(struct keeper *k, const struct unique_key *key, struct insert_rows *rows)
{
	vec_each(const struct index_key, part, key->index->keys) {
		struct given given = { .slot = { .number = part->column } };

		given.source = row_name(k->body.w, "new",
					&k->table->source->columns.items[part->column]->name);
		vec_push(k->body.w->arena, &rows->given, given);
	}
}

/* An UPDATE that leaves the key as it is meets nothing but the row itself. */
static struct expr *key_is_new(struct keeper *k, const struct unique_key *key)
{
	struct walk *w = k->body.w;
	struct expr *all = NULL;

	vec_each(const struct index_key, part, key->index->keys) {
		const struct name *name = &k->table->source->columns.items[part->column]->name;
		struct expr *same = expr_binary(w->arena, OP_EQ, row_name(w, "new", name),
						row_name(w, "old", name), name->span);

		all = all ? expr_binary(w->arena, OP_AND, all, same, name->span) : same;
	}
	return expr_binary(w->arena, OP_IS_NOT, all,
			   expr_name(w->arena, (struct name){ 0 }, (struct name){ 0 },
				     build_name(w, "true"), key->index->span),
			   key->index->span);
}

static struct expr *row_exists(struct keeper *k, struct expr *where)
{
	struct walk *w = k->body.w;
	struct expr *exists = expr_new(w->arena, EXPR_EXISTS, where->span);
	struct select_core *core = arena_object(w->arena, struct select_core);
	struct from_item item = { .table.object = k->table->source->name };
	struct result_column one = { .kind = RESULT_EXPR, .alias = build_name(w, "found") };

	one.expr = build_integer(w, 1, where->span);
	vec_push(w->arena, &core->results.columns, one);
	core->from = arena_object(w->arena, struct from_clause);
	vec_push(w->arena, &core->from->items, item);
	core->where = where;
	exists->select = arena_object(w->arena, struct select);
	vec_push(w->arena, &exists->select->cores, core);
	return exists;
}

static bool delete_rows(struct keeper *k, struct plpgsql_block *block, struct expr *where)
{
	struct delete delete = { .table.name.object = k->table->source->name, .where = where };
	struct statement statement = { .kind = STATEMENT_DELETE, .delete = &delete };
	struct dml dml = { .form = DML_PROGRAM, .block = block };

	return dml_lower(k->body.w, &statement, &k->rows, &dml);
}

static bool keep_key(struct keeper *k, const struct unique_key *key)
{
	struct walk *w = k->body.w;
	struct insert_rows rows = { .single = true, .span = key->index->span };
	struct expr *condition = key_is_new(k, key), *same;
	struct plpgsql_block *block;

	tell_key(w->l, k->table, key->index);
	give_new(k, key, &rows);
	same = key_condition(w, k->table, key, &rows);
	if (key->index->conflict == CONFLICT_IGNORE)
		condition = expr_binary(w->arena, OP_AND, condition, row_exists(k, same),
					key->index->span);
	if (!add_if(k, condition, &block))
		return false;
	if (key->index->conflict == CONFLICT_REPLACE)
		return delete_rows(k, block, same);
	skip_row(k, block);
	return true;
}

static bool keep_keys(struct keeper *k, const struct unique_keys *keys, enum conflict_action action)
{
	vec_each(const struct unique_key, key, keys->list) {
		if (key->index->conflict == action && !keep_key(k, key))
			return false;
	}
	return true;
}

/* REPLACE comes last, so that nothing is taken away for a row that is skipped. */
static bool keep_all(struct keeper *k)
{
	struct unique_keys keys = { 0 };

	for (uint32_t i = 0; i < k->table->source->columns.count; i++)
		if (!keep_not_null(k, i))
			return false;
	unique_keys_of(k->body.w, k->table, NULL, &keys);
	return keep_keys(k, &keys, CONFLICT_IGNORE) && keep_keys(k, &keys, CONFLICT_REPLACE);
}

/* ---------------------------------------------------------------- the trigger */

static bool has_clause(const struct sqlite_table *table)
{
	vec_each(struct sqlite_column *const, column, table->columns) {
		if (is_kept((*column)->not_null_conflict))
			return true;
	}
	vec_each(struct sqlite_index *const, index, table->indexes) {
		if (is_kept((*index)->conflict))
			return true;
	}
	return false;
}

/* For each relation the name of its BEFORE trigger that runs last. */
static struct strmap *last_before(const struct lowering *l)
{
	struct strmap *last = strmap_new();

	vec_each(struct pg_trigger *const, trigger, l->out->triggers) {
		struct slice relation = slice_of((*trigger)->relation);
		const char *known = strmap_find(last, relation);

		if ((*trigger)->time == TRIGGER_BEFORE &&
		    (!known || strcmp((*trigger)->name, known) > 0))
			strmap_set(last, relation, (void *)(uintptr_t)(*trigger)->name);
	}
	return last;
}

/* SQLite looks at the constraints behind all BEFORE triggers: the name has to sort behind theirs.
 */
static const char *name_behind(struct lowering *l, const char *table, const char *last)
{
	const char *name = pg_object_name(l->arena, table, NULL, "on_conflict", 0);

	while (last && strcmp(last, name) >= 0)
		name = name_cut(l, arena_printf(l->arena, "z%s", name));
	return name;
}

static void add_row(struct keeper *k, const char *name, bool inlines)
{
	struct walk *w = k->body.w;
	struct scope_source row = { .table = k->table, .nullable = true, .inlines = inlines };

	scope_add(w, &k->rows, &row, name, name, QUALIFIED_ONLY);
}

static struct pg_trigger *make(struct lowering *l, const struct lowered_table *table,
			       const char *last)
{
	struct pg_trigger *made = arena_object(l->arena, struct pg_trigger);
	struct span span = table->source->name.span;

	made->name = name_behind(l, table->table->name, last);
	made->relation = table->table->name;
	made->time = TRIGGER_BEFORE;
	made->events = PG_EVENT_INSERT | PG_EVENT_UPDATE;
	made->if_not_exists = table->table->if_not_exists;
	made->span = span;
	made->function = arena_object(l->arena, struct pg_function);
	made->function->name = name_take(l, NAME_FUNCTION,
					 pg_object_name(l->arena, made->name, NULL, "fn", 0), span);
	made->function->span = span;
	return made;
}

static void keep_clauses(struct lowering *l, const struct lowered_table *table, const char *last)
{
	struct expr_request request = { .context = IN_TRIGGER,
					.column = -1,
					.object = object_of(l, table, -1) };
	struct arena_mark mark = arena_mark(l->scratch);
	struct plpgsql_block block = { 0 };
	struct keeper k = { .table = table };
	struct pg_trigger *made;
	struct walk w;

	walk_init(&w, l, &request);
	k.body.w = &w;
	k.body.block = &block;
	add_row(&k, "old", false);
	add_row(&k, "new", true);
	if (keep_all(&k) && block.statements.count) {
		plpgsql_add(w.arena, &block, PLPGSQL_RETURN)->text = SLICE("NEW");
		made = make(l, table, last);
		made->function->body = trigger_print_body(&k.body, &block);
		vec_push(l->arena, &l->out->triggers, made);
	}
	arena_release(l->scratch, mark);
}

void lower_conflict_clauses(struct lowering *l)
{
	struct strmap *last = last_before(l);

	for (uint32_t i = 0; i < l->table_count; i++)
		if (has_clause(l->tables[i].source))
			keep_clauses(l, &l->tables[i],
				     strmap_find(last, slice_of(l->tables[i].table->name)));
	strmap_free(last);
}
