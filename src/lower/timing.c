/* SPDX-License-Identifier: PostgreSQL
 *
 * When a trigger runs.  SQLite runs AFTER triggers behind each row; PostgreSQL behind the whole
 * statement, when the others of its rows are there, too.  That makes a difference for a body that
 * looks at rows of the trigger's own table other than the one that it was fired for.
 */
#include <config.h>

#include <string.h>

#include "lower/trigger.h"

struct timing {
	const struct trigger_body *body;
	const struct symbol *table;
	struct span other_rows; /* where the first other row is looked at */
	struct span changed;	/* where rows of the table are changed */
	struct span number;	/* where NEW's automatic number is read */
	unsigned views;		/* how many more are looked into */
	bool any_row;		/* each mention counts, also of the row itself */
	bool inserts;		/* INSERTs count, too */
};

enum { MANY_VIEWS = 1000 };

static void note(struct span *first, struct span span)
{
	if (!first->end)
		*first = span;
}

/* ---------------------------------------------------------------- the row itself */

static bool is_row(const struct symbol *name)
{
	return slice_equal((struct slice){ name->text, name->len }, SLICE("new")) ||
	       slice_equal((struct slice){ name->text, name->len }, SLICE("old"));
}

/* The number of a table's column that alone tells its rows apart, or -1. */
static int32_t only_key(const struct sqlite_table *table)
{
	if (table->rowid_column >= 0)
		return table->rowid_column;
	vec_each(struct sqlite_index *const, index, table->indexes) {
		if ((*index)->origin == INDEX_PRIMARY_KEY && (*index)->keys.count == 1)
			return (*index)->keys.items[0].column;
	}
	return -1;
}

static bool is_key_name(const struct sqlite_table *table, const struct expr *expr, bool of_row)
{
	int32_t key = only_key(table);
	bool qualified;

	if (expr->kind != EXPR_NAME)
		return false;
	qualified = expr->name->of && expr->name->of->table.symbol &&
		    is_row(expr->name->of->table.symbol);
	if (qualified != of_row)
		return false;
	if (scope_is_rowid_name(expr->name->column.text))
		return true;
	return key >= 0 && sqlite_find_column(table, expr->name->column.symbol) == key;
}

/* key = NEW.key, ANDed to whatever else. */
static bool is_key_of_row(const struct sqlite_table *table, const struct expr *where)
{
	const struct expr *left, *right;

	if (!where || where->kind != EXPR_BINARY)
		return false;
	left = where->binary.left;
	right = where->binary.right;
	if (where->op == OP_AND)
		return is_key_of_row(table, left) || is_key_of_row(table, right);
	return (where->op == OP_EQ || where->op == OP_IS) &&
	       ((is_key_name(table, left, false) && is_key_name(table, right, true)) ||
		(is_key_name(table, right, false) && is_key_name(table, left, true)));
}

static bool is_own_row(const struct timing *t, const struct expr *where)
{
	const struct sqlite_table *table = sqlite_find_table(t->body->w->l->source, t->table);

	return table && !t->any_row && is_key_of_row(table, where);
}

/* ---------------------------------------------------------------- what is read */

static void look_at_select(struct timing *t, const struct select *select);

static void look_at(struct expr **operand, void *data)
{
	struct timing *t = data;
	const struct expr *expr = *operand;
	const struct sqlite_table *table = sqlite_find_table(t->body->w->l->source, t->table);

	if (!expr)
		return;
	if (table && t->body->definition->event == TRIGGER_INSERT &&
	    is_key_name(table, expr, true) &&
	    (table->rowid_column >= 0 || scope_is_rowid_name(expr->name->column.text)))
		note(&t->number, expr->span);
	expr_each_operand(*operand, look_at, t);
	if (expr->kind == EXPR_SUBQUERY || expr->kind == EXPR_EXISTS)
		look_at_select(t, expr->select);
	if (expr->kind == EXPR_IN && expr->in->select)
		look_at_select(t, expr->in->select);
	if (expr->kind == EXPR_IN && expr->in->table && expr->in->table->object.symbol == t->table)
		note(&t->other_rows, expr->span);
}

static void look_at_expr(struct timing *t, struct expr *expr)
{
	look_at(&expr, t);
}

static void look_at_list(struct timing *t, const struct expr_list *list)
{
	if (list)
		vec_each(struct expr *const, expr, list->exprs)
			look_at_expr(t, *expr);
}

/* Whether NAME is the trigger's table, or a view that reads it. */
static bool reads_table(struct timing *t, const struct symbol *name)
{
	struct timing inner = { .body = t->body, .table = t->table, .any_row = t->any_row };
	const struct sqlite_view *view;

	if (name == t->table)
		return true;
	view = name ? sqlite_find_view(t->body->w->l->source, name) : NULL;
	if (!view || !t->views)
		return view != NULL; /* too many to look into */
	inner.views = t->views - 1;
	look_at_select(&inner, view->definition->select);
	t->views = inner.views;
	return inner.other_rows.end;
}

static void look_at_from(struct timing *t, const struct from_clause *from, const struct expr *where)
{
	if (!from)
		return;
	vec_each(const struct from_item, item, from->items) {
		if (item->nested)
			look_at_from(t, item->nested, where);
		else if (item->select)
			look_at_select(t, item->select);
		else if (reads_table(t, item->table.object.symbol) &&
			 !(item->table.object.symbol == t->table && is_own_row(t, where)))
			note(&t->other_rows, item->span);
		look_at_expr(t, item->on);
	}
}

static void look_at_core(struct timing *t, const struct select_core *core)
{
	look_at_from(t, core->from, core->where);
	vec_each(const struct result_column, result, core->results.columns)
		look_at_expr(t, result->expr);
	vec_each(struct expr_list *const, row, core->values)
		look_at_list(t, *row);
	look_at_expr(t, core->where);
	look_at_list(t, core->group_by);
	look_at_expr(t, core->having);
}

static void look_at_select(struct timing *t, const struct select *select)
{
	if (select->with)
		vec_each(const struct common_table, common, select->with->tables)
			look_at_select(t, common->select);
	vec_each(struct select_core *const, core, select->cores)
		look_at_core(t, *core);
}

/* ---------------------------------------------------------------- what is changed */

static void look_at_set(struct timing *t, const struct assignments *set)
{
	vec_each(const struct assignment, assignment, set->items)
		look_at_expr(t, assignment->value);
}

static void change(struct timing *t, const struct target_table *target, const struct expr *where)
{
	if (target->name.object.symbol != t->table)
		return;
	note(&t->changed, target->name.object.span);
	if (!is_own_row(t, where))
		note(&t->other_rows, target->name.object.span);
}

static void look_at_statement(struct timing *t, const struct statement *statement)
{
	const struct insert *insert = statement->insert;

	switch ((int)statement->kind) {
	case STATEMENT_SELECT:
		look_at_select(t, statement->select);
		break;
	case STATEMENT_INSERT:
		if (t->inserts && insert->table.name.object.symbol == t->table)
			note(&t->other_rows, insert->table.name.object.span);
		if (insert->select)
			look_at_select(t, insert->select);
		vec_each(const struct upsert, upsert, insert->upserts) {
			if (upsert->set)
				look_at_set(t, upsert->set);
		}
		break;
	case STATEMENT_UPDATE:
		change(t, &statement->update->table, statement->update->where);
		look_at_from(t, statement->update->from, statement->update->where);
		look_at_set(t, &statement->update->set);
		look_at_expr(t, statement->update->where);
		break;
	default:
		change(t, &statement->delete->table, statement->delete->where);
		look_at_expr(t, statement->delete->where);
		break;
	}
}

static void look_at_trigger(struct timing *t, const struct create_trigger *definition)
{
	look_at_expr(t, definition->when);
	vec_each(struct statement *const, statement, definition->body)
		look_at_statement(t, *statement);
}

/* ---------------------------------------------------------------- beside other triggers */

static const struct target_table *target_of(const struct statement *statement)
{
	if (statement->kind == STATEMENT_INSERT)
		return &statement->insert->table;
	if (statement->kind == STATEMENT_UPDATE)
		return &statement->update->table;
	return statement->kind == STATEMENT_DELETE ? &statement->delete->table : NULL;
}

/* Whether OTHER mentions a table that WRITER changes: *OUT is where. */
static bool shares_table(const struct trigger_body *body, const struct create_trigger *writer,
			 const struct create_trigger *other, struct span *out)
{
	vec_each(struct statement *const, statement, writer->body) {
		const struct target_table *target = target_of(*statement);
		struct timing t = { .body = body, .views = MANY_VIEWS, .any_row = true };

		if (!target)
			continue;
		/* two INSERTs into one table only change the order in which rows came */
		t.inserts = (*statement)->kind != STATEMENT_INSERT;
		t.table = target->name.object.symbol;
		look_at_trigger(&t, other);
		*out = target->name.object.span;
		if (t.other_rows.end)
			return true;
	}
	return false;
}

/* SQLite runs the BEFORE and the AFTER triggers of one row before it turns to the next. */
static void tell_interleaved(const struct trigger_body *body)
{
	const struct sqlite_trigger *after = body->source;
	struct span span;

	vec_each(struct sqlite_trigger *const, other,
		 dependents_of(body->w->l, after->table.symbol)->triggers) {
		const struct create_trigger *before = (*other)->definition;

		if (before->event != body->definition->event || before->time == TRIGGER_AFTER ||
		    (!shares_table(body, body->definition, before, &span) &&
		     !shares_table(body, before, body->definition, &span)))
			continue;
		walk_warn(body->w, D_TRIGGER_TIMING, span,
			  "triggers '%.*s' and '%.*s' run in turn for each row in SQLite; "
			  "PostgreSQL runs the first for all rows, then the second",
			  SLICE_ARGS((*other)->name.text), SLICE_ARGS(after->name.text));
		return;
	}
}

static bool has_after(struct lowering *l, const struct symbol *table, enum trigger_event event)
{
	vec_each(struct sqlite_trigger *const, trigger, dependents_of(l, table)->triggers) {
		if (!(*trigger)->temporary && (*trigger)->definition->event == event &&
		    (*trigger)->definition->time == TRIGGER_AFTER)
			return true;
	}
	return false;
}

static bool causes(enum fk_action action, enum trigger_event event, enum trigger_event caused)
{
	if (action == FK_CASCADE)
		return event == caused;
	return (action == FK_SET_NULL || action == FK_SET_DEFAULT) && caused == TRIGGER_UPDATE;
}

/* What a foreign key does to the child's rows fires their triggers behind the parent's. */
static void tell_cascade(const struct trigger_body *body)
{
	struct lowering *l = body->w->l;
	const struct sqlite_table *table = sqlite_find_table(l->source, body->source->table.symbol);
	enum trigger_event event = body->definition->event;

	if (!table)
		return;
	vec_each(struct sqlite_foreign_key *const, key, table->foreign_keys) {
		const struct symbol *parent = (*key)->parent.symbol;

		if ((!causes((*key)->on_delete, TRIGGER_DELETE, event) ||
		     !has_after(l, parent, TRIGGER_DELETE)) &&
		    (!causes((*key)->on_update, TRIGGER_UPDATE, event) ||
		     !has_after(l, parent, TRIGGER_UPDATE)))
			continue;
		walk_warn(
			body->w, D_TRIGGER_TIMING, body->source->name.span,
			"when a foreign key's action fires it, this trigger runs behind the AFTER "
			"triggers of '%.*s', in SQLite before them",
			SLICE_ARGS((*key)->parent.text));
		return;
	}
}

/* RAISE(IGNORE) behind a row keeps the triggers that come next from running. */
static void tell_ignored(const struct trigger_body *body)
{
	vec_each(struct sqlite_trigger *const, other,
		 dependents_of(body->w->l, body->source->table.symbol)->triggers) {
		if (*other == body->source)
			return;
		if ((*other)->definition->event != body->definition->event ||
		    (*other)->definition->time != TRIGGER_AFTER)
			continue;
		walk_warn(body->w, D_TRIGGER_TIMING, body->source->name.span,
			  "RAISE(IGNORE) in it keeps trigger '%.*s' from running for the row in "
			  "SQLite, not in PostgreSQL",
			  SLICE_ARGS((*other)->name.text));
		return;
	}
}

/* ---------------------------------------------------------------- telling */

static void tell_after(struct timing *t)
{
	if (t->other_rows.end)
		walk_warn(
			t->body->w, D_TRIGGER_TIMING, t->other_rows,
			"SQLite runs this behind each row, PostgreSQL behind the whole statement: "
			"it sees all rows of '%s' that the statement changes",
			t->table->text);
}

static void tell_before(struct timing *t)
{
	if (t->changed.end && t->body->definition->event != TRIGGER_INSERT)
		walk_warn(
			t->body->w, D_TRIGGER_TIMING, t->changed,
			"PostgreSQL refuses a statement whose BEFORE trigger changes the row that "
			"the statement is about to change");
	if (t->number.end)
		walk_warn(t->body->w, D_TRIGGER_TIMING, t->number,
			  "before the row is inserted SQLite has -1 for a number that it chooses "
			  "itself, PostgreSQL the number");
}

void tell_timing(const struct trigger_body *body)
{
	const struct create_trigger *definition = body->definition;
	struct timing t = { .body = body,
			    .table = body->source->table.symbol,
			    .views = MANY_VIEWS };

	if (definition->time == TRIGGER_INSTEAD_OF)
		return;
	look_at_trigger(&t, definition);
	if (definition->time != TRIGGER_AFTER) {
		tell_before(&t);
		return;
	}
	tell_after(&t);
	tell_interleaved(body);
	tell_cascade(body);
	if (body->ignores)
		tell_ignored(body);
}
