/* SPDX-License-Identifier: PostgreSQL
 *
 * CREATE TRIGGER: one function of PL/pgSQL and the trigger that calls it.
 */
#include <config.h>

#include <string.h>

#include "lower/fulltext.h"
#include "lower/trigger.h"

/* ---------------------------------------------------------------- RETURN */

static const char *row_to_return(const struct create_trigger *definition)
{
	if (definition->time == TRIGGER_AFTER)
		return "NULL";
	return definition->event == TRIGGER_DELETE ? "OLD" : "NEW";
}

static void set_flag(struct trigger_body *body, struct plpgsql_block *block, const char *value)
{
	struct plpgsql_statement *statement = plpgsql_add(body->w->arena, block, PLPGSQL_SET_FLAG);

	statement->text = slice_of(body->flag);
	statement->value = value;
}

static bool has_returned(const struct plpgsql_block *block)
{
	uint32_t count = block->statements.count;

	return count && block->statements.items[count - 1]->kind == PLPGSQL_RETURN;
}

void body_return(struct trigger_body *body, struct plpgsql_block *block, const char *value)
{
	if (has_returned(block))
		return;
	if (body->flag)
		set_flag(body, block, "");
	plpgsql_add(body->w->arena, block, PLPGSQL_RETURN)->text = slice_of(value);
}

/* ---------------------------------------------------------------- guards */

/* IF it runs already THEN RETURN, as SQLite does not enter a trigger twice. */
static void guard_by_flag(struct trigger_body *body)
{
	struct walk *w = body->w;
	struct span span = body->source->span;
	struct expr *arguments[2] = { build_string(w, slice_of(body->flag), span),
				      build_boolean(w, true, span) };
	struct expr *running =
		build_binary(w, OP_EQ, build_call(w, "current_setting", span, 2, arguments),
			     build_string(w, SLICE("on"), span), span);
	struct plpgsql_block *block = plpgsql_add_if(w->arena, body->block, running);

	plpgsql_add(w->arena, block, PLPGSQL_RETURN)->text =
		slice_of(row_to_return(body->definition));
	set_flag(body, body->block, "on");
}

static struct expr *depth_is_zero(struct walk *w, struct span span)
{
	return build_binary(w, OP_EQ, build_call(w, "pg_trigger_depth", span, 0, NULL),
			    build_integer(w, 0, span), span);
}

static void tell_guard(struct trigger_body *body, enum trigger_guard guard)
{
	struct diagnostic *diag;

	if (guard == GUARD_NONE)
		return;
	diag = walk_warn(body->w, D_TRIGGER_GUARD, body->source->name.span,
			 "trigger '%.*s' would fire itself again and again; as SQLite does not, a "
			 "guard keeps it from that",
			 SLICE_ARGS(body->source->name.text));
	diag_note(&body->w->ctx->diags, diag,
		  guard == GUARD_DEPTH
			  ? "pg_trigger_depth() = 0: no other trigger or foreign key fires it"
			  : "a setting of the transaction says that it is running, so that other "
			    "triggers can still fire it");
}

static bool is_word(char c, bool first)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
	       (!first && c >= '0' && c <= '9');
}

/* The setting's name has to be an identifier. */
static const char *flag_name(struct lowering *l, const struct sqlite_trigger *source,
			     const char *name)
{
	char *word = arena_copy(l->arena, name, strlen(name));
	bool changed = false;

	for (char *c = word; *c; c++)
		if (!is_word(*c, c == word)) {
			*c = '_';
			changed = true;
		}
	return changed ? arena_printf(l->arena, "lite2pg.%s_%u", word, source->order)
		       : arena_printf(l->arena, "lite2pg.%s", word);
}

/* ---------------------------------------------------------------- WHEN */

static void find_subquery(struct expr **operand, void *data)
{
	bool *found = data;

	if (!*operand || *found)
		return;
	*found = (*operand)->kind == EXPR_SUBQUERY || (*operand)->kind == EXPR_EXISTS ||
		 ((*operand)->kind == EXPR_IN && (*operand)->in->select);
	if (!*found)
		expr_each_operand(*operand, find_subquery, found);
}

static bool has_subquery(struct expr *expr)
{
	bool found = false;

	find_subquery(&expr, &found);
	return found;
}

/* OLD.a IS NOT NEW.a OR ..., as SQLite's expression, for the columns of UPDATE OF. */
static struct expr *columns_change(struct trigger_body *body)
{
	struct walk *w = body->w;
	struct name none = { 0 };
	struct expr *any = NULL;

	vec_each(const struct name, name, body->definition->update_of->names) {
		struct expr *change = expr_binary(
			w->arena, OP_IS_NOT,
			expr_name(w->arena, none, build_name(w, "old"), *name, name->span),
			expr_name(w->arena, none, build_name(w, "new"), *name, name->span),
			name->span);

		any = any ? expr_binary(w->arena, OP_OR, any, change, name->span) : change;
	}
	return any;
}

/* INSTEAD OF UPDATE OF: PostgreSQL does not say which columns of a view a statement names. */
static struct expr *condition_of(struct trigger_body *body)
{
	const struct create_trigger *definition = body->definition;
	struct expr *change;

	if (definition->time != TRIGGER_INSTEAD_OF || !definition->update_of)
		return definition->when;
	walk_warn(body->w, D_TRIGGER_TIMING, definition->update_of->names.items[0].span,
		  "SQLite fires the trigger when a statement names these columns, PostgreSQL when "
		  "one of them changes");
	change = columns_change(body);
	return definition->when ? expr_binary(body->w->arena, OP_AND, change, definition->when,
					      definition->when->span)
				: change;
}

/* WHEN of the trigger where PostgreSQL allows it, else IF around the body. */
static bool lower_when(struct trigger_body *body, struct pg_trigger *made)
{
	struct walk *w = body->w;
	struct expr *source = condition_of(body), *when;

	if (!source)
		return true;
	w->scope = body->rows;
	if (!condition_lower(w, source, &when))
		return false;
	if (!when)
		return true;
	if (body->definition->time != TRIGGER_INSTEAD_OF && !has_subquery(when))
		made->when = when;
	else
		body->block = plpgsql_add_if(w->arena, body->block, when);
	return true;
}

/* ---------------------------------------------------------------- the body */

static bool lower_body(struct trigger_body *body)
{
	bool done = true;

	vec_each(struct statement *const, statement, body->definition->body) {
		struct dml dml = { .form = DML_PROGRAM, .block = body->block };

		if (fulltext_statement_is_sync(body->w->l, body->source, *statement))
			continue;
		if ((*statement)->kind == STATEMENT_SELECT) {
			done &= body_select(body, (*statement)->select);
			continue;
		}
		if (dml_lower(body->w, *statement, body->rows, &dml))
			program_note(body, *statement, &dml);
		else
			done = false;
	}
	return done;
}

const char *trigger_print_body(const struct trigger_body *body, const struct plpgsql_block *block)
{
	struct lowering *l = body->w->l;
	struct pg_name_list variables = { 0 };
	struct strbuf text = { 0 };
	const char *kept;

	if (l->clashes)
		strbuf_add_text(&text, "#variable_conflict use_column\n");
	program_variables(body, &variables);
	if (variables.names.count)
		strbuf_add_text(&text, "DECLARE\n");
	vec_each(const char *const, name, variables.names)
		strbuf_addf(&text, "    %s bigint;\n", *name);
	strbuf_add_text(&text, "BEGIN\n");
	plpgsql_print(&text, block, 4);
	strbuf_add_text(&text, "END\n");
	kept = arena_copy(l->arena, text.text, text.len);
	strbuf_free(&text);
	return kept;
}

/* ---------------------------------------------------------------- the trigger */

/* UPDATE OF: SQLite does not look whether the columns are there. */
static bool lower_columns_of(struct trigger_body *body, const struct scope_source *target,
			     struct pg_trigger *made)
{
	const struct name_list *names = body->definition->update_of;

	if (!names || body->definition->time == TRIGGER_INSTEAD_OF)
		return true;
	vec_each(const struct name, name, names->names) {
		struct scope_column column;

		if (source_column(target, name->symbol, &column))
			vec_push(body->w->l->arena, &made->update_of.names, column.output);
	}
	if (made->update_of.names.count)
		return true;
	diag_add(&body->w->ctx->diags, D_TRIGGER_TIMING, body->source->span,
		 "trigger '%.*s' is on columns that are not there, so it never fires; it is left "
		 "out",
		 SLICE_ARGS(body->source->name.text));
	return false;
}

/* The rows, as they are known in the body. */
static void add_rows(struct trigger_body *body, const struct scope_source *target,
		     struct scope *rows)
{
	const struct create_trigger *definition = body->definition;
	struct scope_source row = *target;

	if (definition->event != TRIGGER_INSERT)
		scope_add(body->w, rows, &row, "old", "old", QUALIFIED_ONLY);
	/* before a row is written, nothing has been checked */
	row.nullable = row.inlines = definition->time != TRIGGER_AFTER;
	if (definition->event != TRIGGER_DELETE)
		scope_add(body->w, rows, &row, "new", "new", QUALIFIED_ONLY);
	body->rows = rows;
}

static void name_trigger(struct lowering *l, const struct sqlite_trigger *source,
			 struct pg_trigger *made)
{
	/* unique in SQLite, so here too unless letters fold */
	made->name = name_take(l, NAME_TRIGGER, name_identifier(l, &source->name, NULL),
			       source->name.span);
	made->function = arena_object(l->arena, struct pg_function);
	/* no function of PostgreSQL's own ends so */
	made->function->name =
		name_take(l, NAME_FUNCTION, pg_object_name(l->arena, made->name, NULL, "fn", 0),
			  source->name.span);
	made->function->span = source->span;
}

/* SQLite's refusal as the whole body.  True when there is a reason for it. */
static bool refuse_always(struct trigger_body *body, struct pg_trigger *made)
{
	struct walk *w = body->w;
	struct plpgsql_block block = { 0 };
	struct span span;
	const char *message = trigger_defect(w->l, body->source, &span);

	if (!message)
		return false;
	walk_warn(w, D_BROKEN_TRIGGER, span,
		  "%s: SQLite refuses each statement that would fire the trigger, and so does this",
		  message);
	plpgsql_add(w->arena, &block, PLPGSQL_RAISE)->text = slice_of(message);
	made->function->body = trigger_print_body(body, &block);
	return true;
}

static bool lower_parts(struct trigger_body *body, enum trigger_guard guard,
			struct pg_trigger *made)
{
	struct walk *w = body->w;
	struct plpgsql_block *all = body->block;

	if (guard == GUARD_FLAG) {
		body->flag = flag_name(w->l, body->source, made->name);
		guard_by_flag(body);
	}
	if (!lower_when(body, made) || !lower_body(body))
		return false;
	body_return(body, all, row_to_return(body->definition));
	if (guard == GUARD_DEPTH) {
		struct expr *top = depth_is_zero(w, body->source->span);

		made->when = made->when ? expr_binary(w->arena, OP_AND, made->when, top, top->span)
					: top;
	}
	made->function->body = trigger_print_body(body, all);
	return true;
}

static bool make_trigger(struct lowering *l, const struct sqlite_trigger *source,
			 enum trigger_guard guard, struct pg_trigger *made)
{
	const struct create_trigger *definition = source->definition;
	struct expr_request request = {
		.context = IN_TRIGGER,
		.column = -1,
		.object = arena_copy(l->arena, source->name.text.ptr, source->name.text.len),
	};
	struct plpgsql_block block = { 0 };
	struct scope rows = { 0 };
	struct scope_source target;
	struct walk w;
	struct trigger_body body = {
		.w = &w, .source = source, .definition = definition, .block = &block
	};

	walk_init(&w, l, &request);
	w.program_call = program_call;
	w.program = &body;
	if (!relation_source(&w, &definition->table, definition->table.object.span, &target))
		return false;
	made->relation = target.output;
	add_rows(&body, &target, &rows);
	if (!lower_columns_of(&body, &target, made))
		return false;
	if (refuse_always(&body, made))
		return true;
	if (!lower_parts(&body, guard, made))
		return false;
	tell_guard(&body, guard);
	tell_timing(&body);
	return true;
}

struct pg_trigger *lower_trigger(struct lowering *l, const struct sqlite_trigger *source,
				 enum trigger_guard guard)
{
	static const uint8_t events[] = { PG_EVENT_INSERT, PG_EVENT_UPDATE, PG_EVENT_DELETE };
	struct arena_mark mark = arena_mark(l->scratch);
	struct pg_trigger *made = arena_object(l->arena, struct pg_trigger);
	const struct create_trigger *definition = source->definition;
	bool done;

	name_trigger(l, source, made);
	made->time = definition->time == TRIGGER_TIME_DEFAULT ? TRIGGER_BEFORE : definition->time;
	made->events = events[definition->event];
	made->if_not_exists = definition->if_not_exists;
	made->comments = definition->comments;
	made->span = source->span;
	done = make_trigger(l, source, guard, made);
	if (!done)
		made->when = NULL;
	walk_end(l, mark, &made->when);
	return done ? made : NULL;
}
