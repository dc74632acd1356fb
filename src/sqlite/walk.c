/* SPDX-License-Identifier: PostgreSQL
 *
 * Through SELECTs, expressions and trigger bodies with the scopes that hold at each place.
 */
#include <config.h>

#include "sqlite/internal.h"
#include "sqlite/names_internal.h"

static void walk_expr(struct names_walk *walk, struct names_scope *scope, struct expr *expr);

static void walk_list(struct names_walk *walk, struct names_scope *scope,
		      const struct expr_list *list)
{
	if (list)
		vec_each(struct expr *, expr, list->exprs)
			walk_expr(walk, scope, *expr);
}

static void walk_ordering(struct names_walk *walk, struct names_scope *scope,
			  const struct ordering *ordering)
{
	if (ordering)
		vec_each(struct ordering_term, term, ordering->terms)
			walk_expr(walk, scope, term->expr);
}

/* ---------------------------------------------------------------- expressions */

static void report_name(struct names_walk *walk, const struct expr *expr, const char *what)
{
	const struct column_reference *name = expr->name;

	if (name->of)
		names_problem(walk, expr->span, "%s: %.*s.%.*s", what,
			      SLICE_ARGS(name->of->table.text), SLICE_ARGS(name->column.text));
	else
		names_problem(walk, expr->span, "%s: %.*s", what, SLICE_ARGS(name->column.text));
}

static void walk_name(struct names_walk *walk, struct names_scope *scope, struct expr *expr)
{
	struct reference reference = names_resolve(walk, scope, expr);

	if (reference.kind == REFERENCE_NOTHING)
		report_name(walk, expr, "no such column");
	else if (reference.kind == REFERENCE_AMBIGUOUS)
		report_name(walk, expr, "ambiguous column name");
	if (walk->reference)
		walk->reference(walk, expr, &reference);
}

static void mention(struct names_walk *walk, struct qualified_name *name,
		    const struct names_item *item)
{
	if (walk->table)
		walk->table(walk, name, item);
}

struct operands {
	struct names_walk *walk;
	struct names_scope *scope;
};

static void walk_operand(struct expr **operand, void *data)
{
	struct operands *operands = data;

	if (*operand)
		walk_expr(operands->walk, operands->scope, *operand);
}

static void walk_expr(struct names_walk *walk, struct names_scope *scope, struct expr *expr)
{
	struct operands operands = { walk, scope };

	if (!expr)
		return;
	if (expr->kind == EXPR_NAME) {
		walk_name(walk, scope, expr);
		return;
	}
	expr_each_operand(expr, walk_operand, &operands);
	if (expr->kind == EXPR_EXISTS || expr->kind == EXPR_SUBQUERY) {
		names_walk_select(walk, expr->select, scope);
	} else if (expr->kind == EXPR_IN && expr->in->select) {
		names_walk_select(walk, expr->in->select, scope);
	} else if (expr->kind == EXPR_IN && expr->in->table) {
		struct names_item item =
			names_table_item(walk, expr->in->table, NULL, expr->in->arguments != NULL);

		item.in_operand = true;
		mention(walk, expr->in->table, &item);
	}
}

/* ---------------------------------------------------------------- FROM */

static void walk_using(struct names_walk *walk, struct names_scope *scope,
		       const struct from_item *from)
{
	if (!from->using)
		return;
	vec_each(struct name, name, from->using->names) {
		bool here = false, left = false;

		vec_each(struct names_item, item, scope->items) {
			bool found =
				names_find_column(item, name->symbol) >= 0 || item->columns->open;

			here |= item->from == from && found;
			left |= item->from != from && found;
			if (item->from == from && walk->column)
				walk->column(walk, name, item,
					     names_find_column(item, name->symbol));
		}
		if (!from->nested && !(here && left))
			names_problem(walk, name->span,
				      "cannot join using column %.*s - "
				      "column not present in both tables",
				      SLICE_ARGS(name->text));
	}
}

static struct names_item *item_of(struct names_scope *scope, const struct from_item *from)
{
	vec_each(struct names_item, item, scope->items) {
		if (item->from == from)
			return item;
	}
	return NULL;
}

static void walk_from(struct names_walk *walk, struct names_scope *scope,
		      const struct from_clause *from)
{
	vec_each(struct from_item, each, from->items) {
		if (each->nested)
			walk_from(walk, scope, each->nested);
		else if (each->select)
			names_walk_select(walk, each->select, scope->outer);
		else
			mention(walk, &each->table, item_of(scope, each));
		walk_list(walk, scope, each->arguments);
		walk_expr(walk, scope, each->on);
		walk_using(walk, scope, each);
	}
}

/* ---------------------------------------------------------------- SELECT */

static void walk_star(struct names_walk *walk, struct names_scope *scope,
		      struct result_column *star)
{
	vec_each(struct names_item, item, scope->items) {
		if (item->name.symbol != star->table.symbol)
			continue;
		if (walk->star)
			walk->star(walk, star, item);
		return;
	}
	names_problem(walk, star->span, "no such table: %.*s", SLICE_ARGS(star->table.text));
}

static void walk_results(struct names_walk *walk, struct names_scope *scope,
			 const struct result_columns *results)
{
	vec_each(struct result_column, result, results->columns) {
		if (result->kind == RESULT_EXPR)
			walk_expr(walk, scope, result->expr);
		else if (result->kind == RESULT_TABLE_STAR)
			walk_star(walk, scope, result);
	}
}

/* Aliases may be named behind the result columns, but do not hide columns. */
static void walk_core(struct names_walk *walk, struct names_scope *scope,
		      const struct select_core *core)
{
	if (core->from) {
		names_add_from(walk, scope, core->from);
		walk_from(walk, scope, core->from);
	}
	vec_each(struct expr_list *, row, core->values)
		walk_list(walk, scope, *row);
	walk_results(walk, scope, &core->results);
	scope->results = &core->results;
	walk_expr(walk, scope, core->where);
	walk_list(walk, scope, core->group_by);
	walk_expr(walk, scope, core->having);
	vec_each(struct window *, window, core->windows) {
		walk_list(walk, scope, (*window)->partition_by);
		walk_ordering(walk, scope, (*window)->order_by);
		walk_expr(walk, scope, (*window)->start.offset);
		walk_expr(walk, scope, (*window)->end.offset);
	}
}

static bool star_gives(const struct result_columns *results, const struct names_scope *scope,
		       const struct symbol *name)
{
	vec_each(struct result_column, result, results->columns) {
		if (result->kind == RESULT_EXPR)
			continue;
		vec_each(struct names_item, item, scope->items) {
			if ((result->kind == RESULT_STAR ||
			     item->name.symbol == result->table.symbol) &&
			    names_find_column(item, name) >= 0)
				return true;
		}
	}
	return false;
}

/* A term of ORDER BY that is nothing but a name is a result column first. */
static bool names_result(struct names_walk *walk, const struct select *select,
			 const struct names_scope *scope, struct expr *term)
{
	struct reference reference = { .kind = REFERENCE_ALIAS, .column = -1 };
	bool found = false;

	while (term->kind == EXPR_COLLATE)
		term = term->collate.operand;
	if (term->kind != EXPR_NAME || term->name->of)
		return false;
	vec_each(struct select_core *, core, select->cores) {
		vec_each(struct result_column, result, (*core)->results.columns) {
			if (result->kind != RESULT_EXPR ||
			    result->alias.symbol != term->name->column.symbol)
				continue;
			reference.alias = result;
			found = true;
			break;
		}
		if (found)
			break;
	}
	if (!found)
		found = star_gives(&select->cores.items[0]->results, scope,
				   term->name->column.symbol);
	if (found && walk->reference)
		walk->reference(walk, term, &reference);
	return found;
}

static void ignore_problem(struct names_walk *walk, struct span span, const char *message)
{
	(void)walk;
	(void)span;
	(void)message;
}

static void walk_order_by(struct names_walk *walk, struct names_scope *scope,
			  const struct select *select)
{
	void (*problem)(struct names_walk *, struct span, const char *) = walk->problem;

	/* A term of a compound may stand for a column of any arm. */
	if (select->cores.count > 1)
		walk->problem = ignore_problem;
	vec_each(struct ordering_term, term, select->order_by->terms) {
		if (!names_result(walk, select, scope, term->expr))
			walk_expr(walk, scope, term->expr);
	}
	walk->problem = problem;
}

/* How many result columns an arm has, or -1 when that can't be told. */
static int64_t count_results(const struct select_core *core, const struct names_scope *scope)
{
	int64_t count = core->values.count ? core->values.items[0]->exprs.count : 0;

	vec_each(struct result_column, result, core->results.columns) {
		if (result->kind == RESULT_EXPR) {
			count++;
			continue;
		}
		vec_each(struct names_item, item, scope->items) {
			bool here = result->kind == RESULT_STAR
					    ? !item->qualified_only
					    : item->name.symbol == result->table.symbol;

			if (!here)
				continue;
			if (item->columns->open ||
			    (item->from && (item->from->using || item->from->natural)))
				return -1;
			vec_each(struct names_column, column, item->columns->list)
				count += !column->hidden;
		}
	}
	return count;
}

static void check_arm(struct names_walk *walk, const struct select_core *core, int64_t count,
		      int64_t first)
{
	if (count >= 0 && first >= 0 && count != first)
		names_problem(walk, core->span,
			      "the SELECTs of a compound do not have the same number of result "
			      "columns");
}

void names_walk_select(struct names_walk *walk, struct select *select, struct names_scope *outer)
{
	struct with_scope with = { select->with, walk->with };
	struct names_scope first = { .outer = outer };
	int64_t columns = -1;

	if (select->with) {
		walk->with = &with;
		vec_each(struct common_table, table, select->with->tables)
			names_walk_select(walk, table->select, outer);
	}
	for (uint32_t i = 0; i < select->cores.count; i++) {
		struct names_scope scope = { .outer = outer };

		walk_core(walk, i ? &scope : &first, select->cores.items[i]);
		if (i == 0)
			columns = count_results(select->cores.items[0], &first);
		else
			check_arm(walk, select->cores.items[i],
				  count_results(select->cores.items[i], &scope), columns);
	}
	if (select->order_by)
		walk_order_by(walk, &first, select);
	walk_expr(walk, NULL, select->limit);
	walk_expr(walk, NULL, select->offset);
	walk->with = with.outer;
}

void names_walk_view(struct names_walk *walk, const struct sqlite_view *view)
{
	walk->temporary = view->temporary;
	names_walk_select(walk, view->definition->select, NULL);
}

void names_walk_table_expr(struct names_walk *walk, const struct sqlite_table *table,
			   struct expr *expr)
{
	struct names_scope scope = { 0 };
	struct names_item item = { .name = table->name, .table = table };

	item.columns = names_table_columns_of(walk, table);
	vec_push(walk->arena, &scope.items, item);
	walk->temporary = table->temporary;
	walk_expr(walk, &scope, expr);
}

/* ---------------------------------------------------------------- trigger bodies */

static void walk_column(struct names_walk *walk, struct name *name, const struct names_item *item)
{
	if (walk->column)
		walk->column(walk, name, item, names_find_column(item, name->symbol));
}

static void walk_columns(struct names_walk *walk, const struct name_list *names,
			 const struct names_item *item)
{
	if (names)
		vec_each(struct name, name, names->names)
			walk_column(walk, name, item);
}

static void walk_set(struct names_walk *walk, struct names_scope *scope,
		     const struct assignments *assignments, const struct names_item *target)
{
	vec_each(struct assignment, each, assignments->items) {
		walk_columns(walk, &each->columns, target);
		walk_expr(walk, scope, each->value);
	}
}

/* The target of a statement as the only item of its scope. */
static void open_target(struct names_walk *walk, struct names_scope *scope,
			struct target_table *target)
{
	struct names_item item = names_table_item(walk, &target->name, &target->alias, false);

	mention(walk, &target->name, &item);
	vec_push(walk->arena, &scope->items, item);
}

static void add_row(struct names_walk *walk, struct names_scope *scope,
		    const struct names_item *target, const char *name)
{
	struct names_item row = *target;

	row.name = (struct name){ .text = slice_of(name),
				  .symbol = symbol_intern_text(walk->schema->ctx->symbols, name) };
	row.qualified_only = true;
	vec_push(walk->arena, &scope->items, row);
}

static void walk_upsert(struct names_walk *walk, struct names_scope *scope,
			const struct upsert *upsert)
{
	struct names_scope conflict = { .outer = scope->outer };
	struct names_item target = scope->items.items[0];

	walk_ordering(walk, scope, upsert->target);
	walk_expr(walk, scope, upsert->target_where);
	vec_push(walk->arena, &conflict.items, target);
	add_row(walk, &conflict, &target, "excluded");
	if (upsert->set)
		walk_set(walk, &conflict, upsert->set, &target);
	walk_expr(walk, &conflict, upsert->where);
}

static void walk_insert(struct names_walk *walk, struct names_scope *scope, struct insert *insert)
{
	open_target(walk, scope, &insert->table);
	walk_columns(walk, insert->columns, &scope->items.items[0]);
	if (insert->select)
		names_walk_select(walk, insert->select, scope->outer);
	vec_each(struct upsert, upsert, insert->upserts)
		walk_upsert(walk, scope, upsert);
}

static void walk_update(struct names_walk *walk, struct names_scope *scope, struct update *update)
{
	struct names_item target;

	open_target(walk, scope, &update->table);
	target = scope->items.items[0];
	if (update->from) {
		names_add_from(walk, scope, update->from);
		walk_from(walk, scope, update->from);
	}
	walk_set(walk, scope, &update->set, &target);
	walk_expr(walk, scope, update->where);
}

static void walk_statement(struct names_walk *walk, struct names_scope *outer,
			   struct statement *statement)
{
	struct names_scope scope = { .outer = outer };
	struct with_scope with = { NULL, walk->with };

	if (statement->kind == STATEMENT_INSERT)
		with.clause = statement->insert->with;
	else if (statement->kind == STATEMENT_UPDATE)
		with.clause = statement->update->with;
	else if (statement->kind == STATEMENT_DELETE)
		with.clause = statement->delete->with;
	if (with.clause) {
		walk->with = &with;
		vec_each(struct common_table, table, with.clause->tables)
			names_walk_select(walk, table->select, outer);
	}
	if (statement->kind == STATEMENT_SELECT) {
		names_walk_select(walk, statement->select, outer);
	} else if (statement->kind == STATEMENT_INSERT) {
		walk_insert(walk, &scope, statement->insert);
	} else if (statement->kind == STATEMENT_UPDATE) {
		walk_update(walk, &scope, statement->update);
	} else if (statement->kind == STATEMENT_DELETE) {
		open_target(walk, &scope, &statement->delete->table);
		walk_expr(walk, &scope, statement->delete->where);
	}
	walk->with = with.outer;
}

void names_walk_trigger(struct names_walk *walk, const struct sqlite_trigger *trigger)
{
	/* The hooks may rename what is written in the tree. */
	struct create_trigger *definition = (struct create_trigger *)trigger->definition;
	struct names_scope rows = { 0 };
	struct names_item target;

	walk->temporary = trigger->temporary;
	target = names_table_item(walk, &definition->table, NULL, false);
	mention(walk, &definition->table, &target);
	walk_columns(walk, definition->update_of, &target);
	if (definition->event != TRIGGER_DELETE)
		add_row(walk, &rows, &target, "new");
	if (definition->event != TRIGGER_INSERT)
		add_row(walk, &rows, &target, "old");
	walk_expr(walk, &rows, definition->when);
	vec_each(struct statement *, statement, definition->body)
		walk_statement(walk, &rows, *statement);
}
