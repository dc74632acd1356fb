/* SPDX-License-Identifier: PostgreSQL
 *
 * UPDATE, also FROM other tables, and the rows that ORDER BY and LIMIT choose.
 */
#include <config.h>

#include "lower/dml.h"
#include "lower/query.h"

/* ---------------------------------------------------------------- LIMIT */

/* The rows' own places, of a SELECT over the same table with the same conditions. */
static bool chosen_rows(struct walk *w, const struct dml_target *target,
			const struct select *select, struct select **out)
{
	struct result_list results = { 0 };
	struct result_column *column;

	if (!select_lower(w, select, target->scope->parent, out, &results))
		return false;
	column = &(*out)->cores.items[0]->results.columns.items[0];
	column->expr = build_column(w, target->source.output, "ctid", select->span);
	column->alias = (struct name){ 0 };
	return true;
}

bool limit_rows(struct walk *w, const struct dml_target *target, const struct row_limit *limit,
		struct expr **where)
{
	struct result_column one = { .kind = RESULT_EXPR };
	struct from_item from = { .table = limit->table->name, .alias = limit->table->alias };
	struct select_core *core = arena_object(w->arena, struct select_core);
	struct select select = { .order_by = limit->order_by,
				 .limit = limit->limit,
				 .offset = limit->offset,
				 .span = limit->table->name.object.span };
	struct in_clause *in = arena_object(w->arena, struct in_clause);

	if (!limit->limit)
		return true;
	one.expr = build_integer(w, 1, select.span);
	one.span = select.span;
	vec_push(w->arena, &core->results.columns, one);
	core->from = arena_object(w->arena, struct from_clause);
	vec_push(w->arena, &core->from->items, from);
	core->where = limit->where;
	core->span = select.span;
	vec_push(w->arena, &select.cores, core);
	if (!chosen_rows(w, target, &select, &in->select))
		return false;
	in->operand = build_column(w, target->source.output, "ctid", select.span);
	*where = expr_new(w->arena, EXPR_IN, select.span);
	(*where)->in = in;
	w->scope = target->scope;
	return true;
}

/* ---------------------------------------------------------------- OR ... */

/* Whether the statement gives a value to a column of a key or a NOT NULL one. */
static bool may_conflict(const struct dml_target *target, const struct assignments *set)
{
	const struct lowered_table *table = target->source.table;

	if (!table)
		return false;
	vec_each(const struct assignment, assignment, set->items) {
		vec_each(const struct name, name, assignment->columns.names) {
			int32_t number = sqlite_find_column(table->source, name->symbol);

			if (number < 0 || column_is_bound(table, number))
				return true;
		}
	}
	return false;
}

/* What OR asks for where a row conflicts.  A failing statement undoes itself. */
static bool settle_conflict(struct walk *w, const struct update *update,
			    const struct dml_target *target, struct dml *out)
{
	struct span span = update->table.name.object.span;
	struct plpgsql_statement *try;

	if (update->conflict != CONFLICT_DEFAULT)
		tell_fired(w, target, TRIGGER_UPDATE, update->conflict, span);
	if (update->conflict == CONFLICT_FAIL)
		tell_fail(w, span);
	if ((update->conflict != CONFLICT_IGNORE && update->conflict != CONFLICT_REPLACE) ||
	    !may_conflict(target, &update->set))
		return true;
	if (update->conflict == CONFLICT_REPLACE || out->form == DML_STATEMENTS) {
		walk_refuse(w, D_UNSUPPORTED_STATEMENT, span,
			    "UPDATE OR %s of a column in a key has no counterpart",
			    update->conflict == CONFLICT_REPLACE ? "REPLACE" : "IGNORE");
		return false;
	}
	walk_warn(w, D_CONFLICT_CLAUSE, span,
		  "OR IGNORE skips the rows that conflict; here one that does undoes the whole "
		  "UPDATE, which is the same when it is of one row");
	try = plpgsql_add(w->arena, out->block, PLPGSQL_TRY);
	try->text = SLICE("unique_violation OR not_null_violation OR check_violation");
	out->block = &try->block;
	return true;
}

/* ---------------------------------------------------------------- rows that are changed already */

/* What a subquery of SET reads of the table that the UPDATE changes. */
struct own_rows {
	const struct update *update;
	const struct symbol *name; /* by which the UPDATE's own row is known */
	bool is_source;		   /* the subquery reads the table under another name */
	bool reads_row;		   /* it depends on the row that is changed */
	bool reads_changed;	   /* it reads a column that is changed */
	uint32_t depth;		   /* of subqueries */
	struct span found;
};

static bool is_assigned(const struct update *update, const struct symbol *column)
{
	vec_each(const struct assignment, assignment, update->set.items) {
		vec_each(const struct name, name, assignment->columns.names) {
			if (name->symbol == column)
				return true;
		}
	}
	return false;
}

static bool from_has(const struct from_clause *from, const struct own_rows *own)
{
	if (!from)
		return false;
	vec_each(const struct from_item, item, from->items) {
		const struct symbol *alias = item->alias.symbol;

		if (item->nested
			    ? from_has(item->nested, own)
			    : item->table.object.symbol == own->update->table.name.object.symbol &&
				      alias && alias != own->name)
			return true;
	}
	return false;
}

static void look_for_own(struct expr **operand, void *data)
{
	struct own_rows *own = data;
	struct expr *expr = *operand;
	bool query = expr->kind == EXPR_SUBQUERY || expr->kind == EXPR_EXISTS;

	if (expr->kind == EXPR_NAME && own->depth) {
		bool of_row = expr->name->of && expr->name->of->table.symbol == own->name;

		own->reads_row |= of_row;
		own->reads_changed |=
			!of_row && is_assigned(own->update, expr->name->column.symbol);
	}
	if (query)
		vec_each(struct select_core *const, core, expr->select->cores)
			own->is_source |= from_has((*core)->from, own);
	own->depth += query;
	query_each_operand(expr, look_for_own, own);
	own->depth -= query;
	if (query && own->is_source && own->reads_row && own->reads_changed && !own->found.end)
		own->found = expr->span;
}

/* Whether WHERE asks for one value of the key that numbers the rows. */
static bool is_of_one_row(const struct sqlite_table *table, const struct expr *where)
{
	const struct expr *name;

	if (!where || where->kind != EXPR_BINARY)
		return false;
	if (where->op == OP_AND)
		return is_of_one_row(table, where->binary.left) ||
		       is_of_one_row(table, where->binary.right);
	name = where->binary.left;
	return where->op == OP_EQ && name->kind == EXPR_NAME && table->rowid_column >= 0 &&
	       sqlite_find_column(table, name->name->column.symbol) == table->rowid_column;
}

/* SQLite sets row after row, and a subquery that it runs for each sees the rows before as they are
 * by then. */
static void tell_own_rows(struct walk *w, const struct update *update,
			  const struct dml_target *target)
{
	const struct target_table *table = &update->table;
	struct own_rows own = { .update = update,
				.name = table->alias.symbol ? table->alias.symbol
							    : table->name.object.symbol };

	if (!target->source.table || update->from ||
	    is_of_one_row(target->source.table->source, update->where))
		return;
	vec_each(const struct assignment, assignment, update->set.items) {
		struct expr *value = assignment->value;

		look_for_own(&value, &own);
	}
	if (own.found.end)
		walk_warn(w, D_UPDATE_ORDER, own.found,
			  "SQLite has changed the rows before when it reads this for a row; "
			  "PostgreSQL reads them all as they were");
}

/* ---------------------------------------------------------------- the whole */

static bool lower_clauses(struct walk *w, const struct update *update, struct dml_target *target,
			  struct update *made, struct dml *out)
{
	struct row_limit limit = { &update->table, update->where, update->order_by, update->limit,
				   update->offset };

	return from_lower(w, update->from, target->scope, &made->from) &&
	       set_lower(w, target, &update->set, &made->set) &&
	       condition_lower(w, update->where, &made->where) &&
	       limit_rows(w, target, &limit, &made->where) &&
	       returning_lower(w, update->returning, out, &made->returning);
}

bool update_lower(struct walk *w, const struct update *update, const struct scope *outer,
		  struct dml *out)
{
	struct update *made = arena_object(w->arena, struct update);
	struct plpgsql_block *block = out->block;
	struct dml_target target;

	if (update->with && !with_lower(w, update->with, outer, &made->with))
		return false;
	if (!target_open(w, &update->table, TRIGGER_UPDATE, outer, &target))
		return false;
	made->table = target.table;
	if (!lower_clauses(w, update, &target, made, out) ||
	    !settle_conflict(w, update, &target, out))
		return false;
	tell_own_rows(w, update, &target);
	dml_add(w, out, STATEMENT_UPDATE, update->table.name.object.span)->update = made;
	out->block = block;
	return true;
}
