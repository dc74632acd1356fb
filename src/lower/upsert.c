/* SPDX-License-Identifier: PostgreSQL
 *
 * ON CONFLICT ... DO.  PostgreSQL takes one clause, and for DO UPDATE wants to know the key; where
 * SQLite has more, and the row is one, a program looks first which key is in the way.
 */
#include <config.h>

#include "lower/dml.h"

/* A clause with the keys over which it may be asked. */
struct clause {
	const struct upsert *upsert;
	struct unique_key key;
	bool has_key;
};
struct clauses {
	VEC(struct clause) list;
	uint32_t keys; /* that the rows may violate */
};

/* ---------------------------------------------------------------- one clause */

/* SET and WHERE may name the row that is there and the one that was to come. */
static bool set_clause(struct walk *w, const struct dml_target *target, const struct upsert *upsert,
		       struct upsert *made)
{
	bool done;

	if (!upsert->set)
		return true;
	scope_add(w, target->scope, &target->source, "excluded", "excluded", QUALIFIED_ONLY);
	target->scope->qualify = true;
	w->scope = target->scope;
	made->set = arena_object(w->arena, struct assignments);
	done = set_lower(w, target, upsert->set, made->set) &&
	       condition_lower(w, upsert->where, &made->where);
	target->scope->sources.count--;
	target->scope->qualify = false;
	return done;
}

static bool native_clause(struct walk *w, const struct dml_target *target,
			  const struct clause *clause, struct insert *made)
{
	struct upsert upsert = { 0 };

	if (clause->has_key) {
		upsert.target = clause->key.target;
		upsert.target_where = clause->key.where;
	}
	if (!set_clause(w, target, clause->upsert, &upsert))
		return false;
	vec_push(w->arena, &made->upserts, upsert);
	return true;
}

/* ---------------------------------------------------------------- which clauses matter */

static bool is_known(const struct clauses *clauses, const struct unique_key *key)
{
	vec_each(const struct clause, clause, clauses->list) {
		if (clause->has_key && clause->key.index == key->index)
			return true;
	}
	return false;
}

/* A clause without a target is asked for each key that no clause before it names. */
static void spread_clause(struct walk *w, const struct upsert *upsert,
			  const struct unique_keys *keys, struct clauses *out)
{
	struct clause clause = { .upsert = upsert };

	if (!upsert->set && !out->list.count) {
		vec_push(w->arena, &out->list, clause);
		return;
	}
	clause.has_key = true;
	vec_each(const struct unique_key, key, keys->list) {
		clause.key = *key;
		if (!is_known(out, key))
			vec_push(w->arena, &out->list, clause);
	}
}

static bool may_be_asked(const struct unique_keys *keys, const struct unique_key *key)
{
	vec_each(const struct unique_key, other, keys->list) {
		if (other->index == key->index)
			return true;
	}
	return false;
}

static bool find_clauses(struct walk *w, const struct insert *insert,
			 const struct lowered_table *table, const struct insert_rows *rows,
			 struct clauses *out)
{
	struct unique_keys keys = { 0 };

	unique_keys_of(w, table, rows, &keys);
	out->keys = keys.list.count;
	vec_each(const struct upsert, upsert, insert->upserts) {
		struct clause clause = { .upsert = upsert, .has_key = true };

		if (!upsert->target) {
			spread_clause(w, upsert, &keys, out);
			continue;
		}
		if (!unique_key_named(w, table, upsert, &clause.key))
			return false;
		/* the only clause stays, whether it is needed or not */
		if ((insert->upserts.count == 1 || may_be_asked(&keys, &clause.key)) &&
		    !is_known(out, &clause.key))
			vec_push(w->arena, &out->list, clause);
	}
	return true;
}

static bool all_do_nothing(const struct clauses *clauses)
{
	vec_each(const struct clause, clause, clauses->list) {
		if (clause->upsert->set)
			return false;
	}
	return true;
}

/* ---------------------------------------------------------------- several */

/* FROM (SELECT value AS column, ...) AS excluded */
static struct from_clause *excluded_row(struct walk *w, const struct insert_rows *rows)
{
	struct from_clause *from = arena_object(w->arena, struct from_clause);
	struct from_item item = { .alias = build_name(w, "excluded") };
	struct select_core *core = arena_object(w->arena, struct select_core);

	vec_each(const struct given, given, rows->given) {
		struct result_column result = { .kind = RESULT_EXPR,
						.alias = build_name(w, given->slot.column->name) };
		struct strbuf type = { 0 };

		if (given->value.expr->kind == EXPR_DEFAULT)
			continue;
		pg_type_print(&type, &given->slot.column->type);
		result.expr = given->value.expr;
		if (result.expr->kind != EXPR_NAME)
			result.expr = build_cast(w, result.expr,
						 arena_copy(w->arena, type.text, type.len));
		strbuf_free(&type);
		vec_push(w->arena, &core->results.columns, result);
	}
	item.select = arena_object(w->arena, struct select);
	vec_push(w->arena, &item.select->cores, core);
	vec_push(w->arena, &from->items, item);
	return from;
}

static void find_excluded(struct expr **operand, void *data)
{
	bool *found = data;
	const struct expr *expr = *operand;

	if (!expr || *found)
		return;
	if (expr->kind == EXPR_NAME)
		*found = expr->name->of &&
			 slice_equal(expr->name->of->table.text, SLICE("excluded"));
	else if (expr->kind == EXPR_SUBQUERY || expr->kind == EXPR_EXISTS || expr->kind == EXPR_IN)
		*found = true; /* perhaps */
	else
		expr_each_operand(*operand, find_excluded, found);
}

static bool needs_excluded(const struct upsert *parts)
{
	struct expr *where = parts->where;
	bool found = false;

	find_excluded(&where, &found);
	vec_each(struct assignment, assignment, parts->set->items)
		find_excluded(&assignment->value, &found);
	return found;
}

/* UPDATE of the row that is in the way. */
static bool update_row(struct walk *w, const struct dml_target *target, const struct clause *clause,
		       const struct insert_rows *rows, struct expr *same,
		       struct plpgsql_block *block)
{
	struct dml out = { .form = DML_PROGRAM, .block = block };
	struct update *made = arena_object(w->arena, struct update);
	struct upsert parts = { 0 };

	if (!set_clause(w, target, clause->upsert, &parts))
		return false;
	made->table = target->table;
	made->set = *parts.set;
	if (needs_excluded(&parts))
		made->from = excluded_row(w, rows);
	made->where =
		parts.where ? expr_binary(w->arena, OP_AND, same, parts.where, rows->span) : same;
	dml_add(w, &out, STATEMENT_UPDATE, rows->span)->update = made;
	return true;
}

/* EXISTS (SELECT 1 FROM target WHERE same) */
static struct expr *row_exists(struct walk *w, const struct dml_target *target, struct expr *same,
			       struct span span)
{
	struct select_core *core = arena_object(w->arena, struct select_core);
	struct from_item item = { .table = target->table.name, .alias = target->table.alias };
	struct result_column one = { .kind = RESULT_EXPR, .expr = build_integer(w, 1, span) };
	struct expr *exists = expr_new(w->arena, EXPR_EXISTS, span);

	vec_push(w->arena, &core->results.columns, one);
	core->from = arena_object(w->arena, struct from_clause);
	vec_push(w->arena, &core->from->items, item);
	core->where = same;
	exists->select = arena_object(w->arena, struct select);
	vec_push(w->arena, &exists->select->cores, core);
	return exists;
}

/* IF the key of each clause but the last is taken: its action; ELSE the INSERT with the last. */
static bool chain(struct walk *w, const struct dml_target *target, const struct clauses *clauses,
		  const struct insert_rows *rows, struct insert *made, struct dml *out)
{
	struct plpgsql_statement *fork = plpgsql_add(w->arena, out->block, PLPGSQL_IF);
	struct plpgsql_branch otherwise = { 0 };
	uint32_t last = clauses->list.count - 1;

	for (uint32_t i = 0; i < last; i++) {
		const struct clause *clause = &clauses->list.items[i];
		struct plpgsql_branch branch = { 0 };
		struct expr *same;

		target->scope->qualify = true;
		w->scope = target->scope;
		if (!condition_lower(w, key_condition(w, target->source.table, &clause->key, rows),
				     &same))
			return false;
		branch.condition = row_exists(w, target, same, rows->span);
		if (clause->upsert->set &&
		    !update_row(w, target, clause, rows, same, &branch.block))
			return false;
		vec_push(w->arena, &fork->branches, branch);
	}
	target->scope->qualify = false;
	vec_push(w->arena, &fork->branches, otherwise);
	out->block = &fork->branches.items[last].block;
	return native_clause(w, target, &clauses->list.items[last], made);
}

static bool several(struct walk *w, const struct dml_target *target, const struct clauses *clauses,
		    const struct insert_rows *rows, struct insert *made, struct dml *out)
{
	struct clause nothing = clauses->list.items[0];

	if (all_do_nothing(clauses) && clauses->list.count >= clauses->keys) {
		nothing.has_key = false;
		return native_clause(w, target, &nothing, made);
	}
	if (out->form == DML_PROGRAM && rows->single && !made->returning)
		return chain(w, target, clauses, rows, made, out);
	walk_refuse(w, D_UNSUPPORTED_STATEMENT, rows->span,
		    "an ON CONFLICT over several keys needs a program here; PostgreSQL's INSERT "
		    "takes one");
	return false;
}

/* DO UPDATE of a row that the same statement brought. */
static void tell_repeated(struct walk *w, const struct insert_rows *rows,
			  const struct clauses *clauses)
{
	bool updates = false;

	vec_each(const struct clause, clause, clauses->list)
		updates |= clause->upsert->set != NULL;
	if (updates && !rows->single)
		walk_warn(
			w, D_CONFLICT_CLAUSE, rows->span,
			"of several rows with one key the later ones update the first; PostgreSQL "
			"refuses a statement that brings them");
}

bool upsert_lower(struct walk *w, const struct insert *insert, const struct dml_target *target,
		  const struct insert_rows *rows, struct insert *made, struct dml *out)
{
	struct clauses clauses = { 0 };

	if (!target->source.table)
		return true;
	if (!find_clauses(w, insert, target->source.table, rows, &clauses))
		return false;
	if (!clauses.list.count)
		return true;
	tell_repeated(w, rows, &clauses);
	if (clauses.list.count > 1)
		return several(w, target, &clauses, rows, made, out);
	return native_clause(w, target, &clauses.list.items[0], made);
}
