/* SPDX-License-Identifier: PostgreSQL
 *
 * last_insert_rowid() and changes() in a trigger's body.  They are about the statement before:
 * where one is named, that statement hands its key to a variable, or its rows are counted.
 */
#include <config.h>

#include "lower/trigger.h"

#define KEY_VARIABLE   "inserted_key"
#define COUNT_VARIABLE "changed_rows"

static bool variable(struct walk *w, const char *name, struct span span, struct lowered *out)
{
	infer_result(out, build_column(w, NULL, name, span), PG_BIGINT, span);
	out->constant = out->immutable = false;
	out->nullable = true;
	return true;
}

/* ---------------------------------------------------------------- last_insert_rowid() */

/* INSERT ... RETURNING key INTO the variable, of one row that is surely inserted. */
static bool key_of_insert(struct trigger_body *body, struct span span, struct lowered *out)
{
	struct walk *w = body->w;
	struct plpgsql_statement *last = body->last_insert;
	struct insert *insert = last->sql->insert;
	struct result_column key = { .kind = RESULT_EXPR };

	if (!insert->returning) {
		insert->returning = arena_object(w->arena, struct result_columns);
		key.expr = build_column(w, NULL, body->last_key, span);
		vec_push(w->arena, &insert->returning->columns, key);
		last->into = KEY_VARIABLE;
	}
	body->needs_key = true;
	return variable(w, KEY_VARIABLE, span, out);
}

/* Before the body inserts anything, AFTER INSERT has the row's own number. */
static bool key_of_row(struct trigger_body *body, const struct expr *call, struct lowered *out)
{
	struct walk *w = body->w;
	struct name none = { 0 };
	const struct create_trigger *definition = body->definition;

	if (body->inserts || definition->event != TRIGGER_INSERT ||
	    definition->time != TRIGGER_AFTER)
		return false;
	return walk_expr(
		w,
		expr_name(w->arena, none, build_name(w, "new"), build_name(w, "rowid"), call->span),
		ANY_VALUE, out);
}

/* ---------------------------------------------------------------- changes() */

static bool count_of_last(struct trigger_body *body, struct span span, struct lowered *out)
{
	struct walk *w = body->w;
	struct plpgsql_block *block = body->block;
	uint32_t at = body->last_change; /* how many statements stand up to it */

	if (!at)
		return false;
	if (at == block->statements.count || block->statements.items[at]->kind != PLPGSQL_COUNT) {
		plpgsql_add(w->arena, block, PLPGSQL_COUNT)->value = COUNT_VARIABLE;
		for (uint32_t i = block->statements.count - 1; i > at; i--) {
			struct plpgsql_statement *moved = block->statements.items[i];

			block->statements.items[i] = block->statements.items[i - 1];
			block->statements.items[i - 1] = moved;
		}
	}
	body->needs_count = true;
	return variable(w, COUNT_VARIABLE, span, out);
}

/* ---------------------------------------------------------------- the hook */

bool program_call(struct walk *w, const struct expr *expr, struct lowered *out)
{
	struct trigger_body *body = w->program;
	struct slice name = expr->call->function.object.text;

	if (expr->call->arguments.exprs.count || expr->call->star)
		return false;
	if (slice_equal_nocase(name, SLICE("last_insert_rowid")))
		return body->last_insert ? key_of_insert(body, expr->span, out)
					 : key_of_row(body, expr, out);
	if (slice_equal_nocase(name, SLICE("changes")))
		return count_of_last(body, expr->span, out);
	return false;
}

void program_variables(const struct trigger_body *body, struct pg_name_list *out)
{
	if (body->needs_key)
		vec_push(body->w->arena, &out->names, KEY_VARIABLE);
	if (body->needs_count)
		vec_push(body->w->arena, &out->names, COUNT_VARIABLE);
}

/* Notes what the statement that was lowered last has changed. */
void program_note(struct trigger_body *body, const struct statement *source, const struct dml *dml)
{
	struct plpgsql_block *block = body->block;
	bool plain = block->statements.count &&
		     block->statements.items[block->statements.count - 1] == dml->last;

	body->last_change = plain ? block->statements.count : 0;
	if (source->kind != STATEMENT_INSERT)
		return;
	body->inserts = true;
	body->last_insert = NULL;
	body->last_key = dml->key;
	if (plain && dml->key && dml->single && !dml->last->sql->insert->upserts.count)
		body->last_insert = dml->last;
}
