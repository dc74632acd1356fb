/* SPDX-License-Identifier: PostgreSQL
 *
 * INSERT OR IGNORE and INSERT OR REPLACE.  REPLACE takes the rows away that are in the way of the
 * new one: over one key that is DO UPDATE of all columns, where nobody can tell the difference;
 * over several, or where foreign keys and triggers see the old row go, a DELETE before the INSERT.
 */
#include <config.h>

#include "lower/dml.h"
#include "lower/parameter.h"

void tell_fail(struct walk *w, struct span span)
{
	walk_warn(w, D_CONFLICT_CLAUSE, span,
		  "FAIL keeps what the statement did before the row that fails; PostgreSQL undoes "
		  "the whole statement");
}

/* ---------------------------------------------------------------- IGNORE */

static struct expr *not_null_guard(struct walk *w, const struct dml_target *target,
				   const struct insert_rows *rows, const char *relation)
{
	const struct lowered_table *table = target->source.table;
	struct expr *all = NULL;

	vec_each(const struct given, given, rows->given) {
		struct expr *value = given->value.expr, *test;

		if (!given->value.nullable || value->kind == EXPR_DEFAULT || !table ||
		    !table->source->columns.items[given->slot.number]->not_null)
			continue;
		if (relation)
			value = build_column(w, relation, given->slot.column->name, rows->span);
		test = expr_unary(w->arena, OP_NOT_NULL, value, rows->span);
		all = all ? expr_binary(w->arena, OP_AND, all, test, rows->span) : test;
	}
	return all;
}

/* The rows of VALUES in FROM have types of their own: text where all are NULL or bare literals. */
static struct expr *typed_column(struct walk *w, const char *relation,
				 const struct pg_column *column, struct span span)
{
	struct expr *expr = build_column(w, relation, column->name, span);
	struct strbuf type = { 0 };

	if (type_is_text(&column->type))
		return expr;
	pg_type_print(&type, &column->type);
	expr = build_cast(w, expr, arena_copy(w->arena, type.text, type.len));
	strbuf_free(&type);
	return expr;
}

static struct select *select_all(struct walk *w, const struct insert_rows *rows,
				 const char *relation, struct expr *where)
{
	struct select *select = arena_object(w->arena, struct select);
	struct select_core *core = arena_object(w->arena, struct select_core);

	vec_each(const struct given, given, rows->given) {
		struct result_column result = { .kind = RESULT_EXPR, .expr = given->value.expr };

		if (relation)
			result.expr = typed_column(w, relation, given->slot.column, rows->span);
		vec_push(w->arena, &core->results.columns, result);
	}
	core->where = where;
	vec_push(w->arena, &select->cores, core);
	return select;
}

static void name_given(struct walk *w, const struct insert_rows *rows, struct name_list *out)
{
	vec_each(const struct given, given, rows->given)
		vec_push(w->arena, &out->names, build_name(w, given->slot.column->name));
}

/* FROM (rows) AS RELATION (columns) */
static struct from_clause *rows_as(struct walk *w, const struct insert_rows *rows,
				   const char *relation)
{
	struct from_clause *from = arena_object(w->arena, struct from_clause);
	struct from_item item = { .select = rows->select, .alias = build_name(w, relation) };

	item.alias_columns = arena_object(w->arena, struct name_list);
	name_given(w, rows, item.alias_columns);
	vec_push(w->arena, &from->items, item);
	return from;
}

/* A NULL that its column does not take makes SQLite skip the row. */
static void skip_nulls(struct walk *w, const struct dml_target *target, struct insert_rows *rows,
		       struct insert *made)
{
	const char *relation = rows->single ? NULL : "inserted";
	struct expr *guard = not_null_guard(w, target, rows, relation);

	if (!guard)
		return;
	made->select = select_all(w, rows, relation, guard);
	if (!rows->single)
		made->select->cores.items[0]->from = rows_as(w, rows, relation);
}

/* Rows that a CHECK refuses are skipped, too. */
static void skip_checked(struct walk *w, const struct dml_target *target,
			 const struct insert_rows *rows, struct dml *out)
{
	struct plpgsql_statement *try;

	if (!target->source.table || !target->source.table->source->checks.count)
		return;
	if (out->form == DML_STATEMENTS || !rows->single) {
		walk_warn(w, D_CONFLICT_CLAUSE, rows->span,
			  "OR IGNORE skips the rows that a CHECK refuses; PostgreSQL refuses the "
			  "statement");
		return;
	}
	try = plpgsql_add(w->arena, out->block, PLPGSQL_TRY);
	try->text = SLICE("check_violation");
	out->block = &try->block;
}

static bool ignore_lower(struct walk *w, const struct dml_target *target, struct insert_rows *rows,
			 struct insert *made, struct dml *out)
{
	struct upsert nothing = { 0 };
	struct unique_keys keys = { 0 };

	if (!target->source.table)
		return true;
	unique_keys_of(w, target->source.table, rows, &keys);
	if (keys.list.count)
		vec_push(w->arena, &made->upserts, nothing);
	skip_nulls(w, target, rows, made);
	skip_checked(w, target, rows, out);
	return true;
}

/* ---------------------------------------------------------------- NULL and REPLACE */

static struct expr **place_of(const struct insert_rows *rows, uint32_t i)
{
	const struct select_core *core = rows->select->cores.items[0];

	if (rows->single)
		return &core->values.items[0]->exprs.items[i];
	if (rows->select->cores.count > 1 || core->values.count)
		return NULL;
	return &core->results.columns.items[i].expr;
}

/* REPLACE puts the default where a NULL would go into a NOT NULL column. */
static void default_for_nulls(struct walk *w, const struct dml_target *target,
			      struct insert_rows *rows)
{
	for (uint32_t i = 0; i < rows->given.count; i++) {
		struct given *given = &rows->given.items[i];
		const struct pg_column *column = given->slot.column;
		struct expr **place = place_of(rows, i), *either[2];

		if (!place || !given->value.nullable || !column->not_null ||
		    !column->default_value || !target->source.table)
			continue;
		parameter_cast(&given->value);
		either[0] = given->value.expr;
		either[1] = column->default_value;
		if (given->value.storage == STORAGE_NULL && rows->single)
			*place = expr_new(w->arena, EXPR_DEFAULT, rows->span);
		else
			*place = build_call(w, "coalesce", rows->span, 2, either);
		given->value.expr = *place;
		given->value.nullable = false;
	}
}

/* ---------------------------------------------------------------- what sees a row go */

static bool has_trigger(struct lowering *l, const struct sqlite_table *table,
			bool (*is)(const struct create_trigger *trigger))
{
	vec_each(struct sqlite_trigger *const, trigger,
		 dependents_of(l, table->name.symbol)->triggers) {
		if (!(*trigger)->temporary && is((*trigger)->definition))
			return true;
	}
	return false;
}

static bool sees_update(const struct create_trigger *trigger)
{
	return trigger->event == TRIGGER_UPDATE ||
	       (trigger->event == TRIGGER_INSERT && trigger->time == TRIGGER_AFTER);
}

static bool sees_delete(const struct create_trigger *trigger)
{
	return trigger->event == TRIGGER_DELETE;
}

struct references {
	bool plain;  /* a row that is referred to can't go */
	bool acting; /* what refers to it changes with it */
};

static bool acts(enum fk_action action)
{
	return action == FK_CASCADE || action == FK_SET_NULL || action == FK_SET_DEFAULT;
}

/* How foreign keys of other tables look at the rows of TABLE. */
static struct references references_to(struct lowering *l, const struct sqlite_table *table)
{
	struct references found = { 0 };

	vec_each(const struct sqlite_foreign_key *const, key,
		 dependents_of(l, table->name.symbol)->foreign_keys) {
		found.acting |= acts((*key)->on_delete);
		found.plain |= !acts((*key)->on_delete);
	}
	return found;
}

/* ---------------------------------------------------------------- REPLACE */

static bool is_of_key(const struct unique_key *key, int32_t column)
{
	if (!key->plain)
		return false;
	vec_each(const struct index_key, part, key->index->keys) {
		if (part->column == column)
			return true;
	}
	return false;
}

/* ON CONFLICT (key) DO UPDATE SET all other columns = excluded's, which have the defaults of
 * those that are given no value. */
static void update_all(struct walk *w, const struct dml_target *target,
		       const struct unique_key *key, struct insert *made)
{
	struct upsert upsert = { .target = key->target, .target_where = key->where };
	struct assignments *set = arena_object(w->arena, struct assignments);

	for (uint32_t i = 0; i < target_column_count(target); i++) {
		struct assignment assignment = { 0 };
		struct slot slot;

		if (!target_slot_at(w, target, i, &slot) || is_of_key(key, (int32_t)i))
			continue;
		vec_push(w->arena, &assignment.columns.names, build_name(w, slot.column->name));
		assignment.value = build_column(w, "excluded", slot.column->name, NOWHERE);
		vec_push(w->arena, &set->items, assignment);
	}
	if (set->items.count)
		upsert.set = set;
	vec_push(w->arena, &made->upserts, upsert);
}

/* The rows of a query as a relation that the conditions of the DELETE may name. */
static void add_rows_source(struct walk *w, const struct insert_rows *rows, struct scope *scope)
{
	struct scope_source source = { 0 };

	vec_each(const struct given, given, rows->given) {
		struct scope_column column = { .output = given->slot.column->name,
					       .value = given->value };

		column.spelling = slice_of(column.output);
		column.name = given->slot.name;
		column.value.literal = NULL;
		vec_push(w->arena, &source.columns, column);
	}
	scope_add(w, scope, &source, ROWS_NAME, ROWS_NAME, QUALIFIED_ONLY);
}

static bool keys_are_columns(const struct unique_keys *keys)
{
	vec_each(const struct unique_key, key, keys->list) {
		vec_each(const struct index_key, part, key->index->keys) {
			if (part->column < 0)
				return false;
		}
	}
	return true;
}

static bool delete_condition(struct walk *w, const struct dml_target *target,
			     const struct unique_keys *keys, const struct insert_rows *rows,
			     struct expr **out)
{
	struct expr *any = NULL;

	vec_each(const struct unique_key, key, keys->list) {
		struct expr *same = key_condition(w, target->source.table, key, rows);

		if (key->index->where)
			same = expr_binary(w->arena, OP_AND, same, key->index->where, rows->span);
		any = any ? expr_binary(w->arena, OP_OR, any, same, rows->span) : same;
	}
	return condition_lower(w, any, out);
}

static bool delete_first(struct walk *w, const struct dml_target *target,
			 const struct unique_keys *keys, struct insert_rows *rows, struct dml *out)
{
	struct delete *made = arena_object(w->arena, struct delete);

	if (!keys_are_columns(keys)) {
		walk_refuse(w, D_UNSUPPORTED_STATEMENT, rows->span,
			    "REPLACE over several keys, one of them over an expression, has no "
			    "translation");
		return false;
	}
	made->table = target->table;
	target->scope->qualify = !rows->single;
	if (!rows->single) {
		made->using = rows_as(w, rows, ROWS_NAME);
		add_rows_source(w, rows, target->scope);
	}
	w->scope = target->scope;
	if (!delete_condition(w, target, keys, rows, &made->where))
		return false;
	dml_add(w, out, STATEMENT_DELETE, rows->span)->delete = made;
	return true;
}

static void tell_delete(struct walk *w, const struct dml_target *target,
			struct references references, struct span span)
{
	const struct sqlite_table *table = target->source.table->source;

	if (!w->l->source->recursive_triggers && has_trigger(w->l, table, sees_delete))
		walk_warn(w, D_CONFLICT_CLAUSE, span,
			  "REPLACE fires no DELETE triggers in SQLite; here it is a DELETE and an "
			  "INSERT, and fires them");
	if (references.plain)
		walk_warn(w, D_CONFLICT_CLAUSE, span,
			  "REPLACE may take a row away that others refer to, when the new one has "
			  "its key; here the DELETE is refused");
}

static void tell_rows(struct walk *w, const struct insert_rows *rows)
{
	if (!rows->single)
		walk_warn(w, D_CONFLICT_CLAUSE, rows->span,
			  "of several rows with one key REPLACE keeps the last; PostgreSQL refuses "
			  "a statement that brings them");
}

static bool replace_lower(struct walk *w, const struct dml_target *target, struct insert_rows *rows,
			  struct insert *made, struct dml *out)
{
	struct unique_keys keys = { 0 };
	const struct sqlite_table *table;
	struct references references;

	if (!target->source.table)
		return true;
	table = target->source.table->source;
	unique_keys_of(w, target->source.table, rows, &keys);
	default_for_nulls(w, target, rows);
	if (!keys.list.count)
		return true;
	tell_rows(w, rows);
	references = references_to(w->l, table);
	if (keys.list.count == 1 && !references.acting && !has_trigger(w->l, table, sees_update) &&
	    !(w->l->source->recursive_triggers && has_trigger(w->l, table, sees_delete))) {
		update_all(w, target, &keys.list.items[0], made);
		return true;
	}
	tell_delete(w, target, references, rows->span);
	return delete_first(w, target, &keys, rows, out);
}

/* ---------------------------------------------------------------- the clause */

static void tell_fired_by_insert(struct walk *w, const struct insert *insert,
				 const struct dml_target *target, struct span span)
{
	enum conflict_action action = insert->replace ? CONFLICT_REPLACE : insert->conflict;

	if (action != CONFLICT_DEFAULT)
		tell_fired(w, target, TRIGGER_INSERT, action, span);
	vec_each(const struct upsert, upsert, insert->upserts) {
		if (!upsert->set)
			continue;
		tell_fired(w, target, TRIGGER_UPDATE, CONFLICT_ABORT, span);
		return;
	}
}

bool conflict_lower(struct walk *w, const struct insert *insert, const struct dml_target *target,
		    struct insert_rows *rows, struct insert *made, struct dml *out)
{
	bool replaces = insert->replace || insert->conflict == CONFLICT_REPLACE;

	tell_fired_by_insert(w, insert, target, rows->span);
	if (insert->conflict == CONFLICT_FAIL)
		tell_fail(w, rows->span);
	if (insert->upserts.count && !upsert_lower(w, insert, target, rows, made, out))
		return false;
	if (replaces && !insert->upserts.count)
		return replace_lower(w, target, rows, made, out);
	if (insert->conflict == CONFLICT_IGNORE && !insert->upserts.count)
		return ignore_lower(w, target, rows, made, out);
	if (insert->upserts.count && (replaces || insert->conflict == CONFLICT_IGNORE))
		walk_warn(w, D_CONFLICT_CLAUSE, rows->span, "OR %s beside ON CONFLICT is not kept",
			  replaces ? "REPLACE" : "IGNORE");
	return true;
}
