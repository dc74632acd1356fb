/* SPDX-License-Identifier: PostgreSQL
 *
 * One statement of an application: its parameters are numbered, it is lowered, and lowered once
 * more when a parameter's type became known only behind its first place.
 */
#include <config.h>

#include "lower/statement.h"

#include <string.h>

#include "lower/dml.h"
#include "lower/parameter.h"
#include "lower/query.h"

struct statements {
	struct lowering *l;
	struct arena *lasting; /* the schema's; l->arena is the statement's */
	struct arena_mark arena_start, scratch_start;
	uint32_t prelude; /* statements of it that the schema has */
	struct pg_name_list extensions;
	uint32_t told; /* diagnostics that nothing of a statement is in */
};

/* ---------------------------------------------------------------- the session */

struct statements *lower_statements_open(struct lowering *l)
{
	struct statements *s = arena_object(l->arena, struct statements);

	views_close(l);
	prelude_open(l);
	s->l = l;
	s->lasting = l->arena;
	s->prelude = l->out->prelude.count;
	vec_each(const char *const, extension, l->out->extensions)
		vec_push(s->lasting, &s->extensions.names, *extension);
	l->arena = arena_new();
	s->arena_start = arena_mark(l->arena);
	s->scratch_start = arena_mark(l->scratch);
	return s;
}

void lower_statements_close(struct statements *s)
{
	arena_free(s->l->arena);
	s->l->arena = s->lasting;
	lower_close(s->l);
}

/* Diagnostics outlive the statement. */
static void keep_objects(struct statements *s)
{
	struct diag_list *diags = &s->l->ctx->diags;

	for (; s->told < diags->items.count; s->told++) {
		struct diagnostic *diag = diags->items.items[s->told];

		if (diag->object && arena_holds(s->l->arena, s->arena_start, diag->object))
			diag->object = arena_copy(s->lasting, diag->object, strlen(diag->object));
	}
}

void lower_statement_end(struct statements *s)
{
	keep_objects(s);
	arena_release(s->l->scratch, s->scratch_start);
	arena_release(s->l->arena, s->arena_start);
	s->scratch_start = arena_mark(s->l->scratch);
	s->arena_start = arena_mark(s->l->arena);
}

static bool has_extension(const struct statements *s, const char *name)
{
	vec_each(const char *const, extension, s->extensions.names) {
		if (!strcmp(*extension, name))
			return true;
	}
	return false;
}

void lower_statement_needs(struct statements *s, struct statement_needs *out)
{
	struct arena *arena = s->l->arena;
	struct pg_schema *schema = s->l->out;

	s->l->arena = s->lasting;
	*out = (struct statement_needs){ 0 };
	vec_each(const char *const, extension, schema->extensions) {
		struct strbuf text = { 0 };

		if (has_extension(s, *extension))
			continue;
		strbuf_add_text(&text, "CREATE EXTENSION IF NOT EXISTS ");
		pg_print_identifier(&text, *extension);
		strbuf_add_char(&text, ';');
		vec_push(s->lasting, &out->ddl, arena_copy(s->lasting, text.text, text.len));
		strbuf_free(&text);
	}
	lower_prelude(s->l);
	for (uint32_t i = s->prelude; i < schema->prelude.count; i++)
		vec_push(s->lasting, &out->ddl, schema->prelude.items[i].text);
	s->l->arena = arena;
}

/* ---------------------------------------------------------------- queries */

static const struct expr_request in_query = { .context = IN_QUERY, .column = -1 };

static bool lower_select(struct walk *w, const struct statement *source,
			 struct lowered_statement *out, struct result_list *results)
{
	struct statement *made = arena_object(w->arena, struct statement);

	made->kind = STATEMENT_SELECT;
	made->span = source->span;
	vec_push(w->arena, &out->statements, made);
	w->whole_statement = true;
	if (!select_lower(w, source->select, NULL, &made->select, results))
		return false;
	stars_keep(w, source->select, made->select);
	return true;
}

/* The values of VALUES have their column's type for PostgreSQL, those of a SELECT do not. */
static bool moves_values(const struct statement *made)
{
	if (made->kind != STATEMENT_INSERT || !made->insert->select)
		return false;
	vec_each(struct select_core *const, core, made->insert->select->cores)
		if (!(*core)->values.count)
			return true;
	return false;
}

static bool lower_change(struct walk *w, const struct statement *source,
			 struct lowered_statement *out, struct result_list *results)
{
	struct dml dml = { .form = DML_STATEMENTS };

	if (!dml_lower(w, source, NULL, &dml))
		return false;
	vec_each(struct plpgsql_statement *const, statement, dml.block->statements) {
		vec_push(w->arena, &out->statements, (*statement)->sql);
		w->l->parameters->cast_all |= moves_values((*statement)->sql);
	}
	out->left_out = out->statements.count == 0;
	if (out->left_out)
		return true;
	if (out->statements.count > 1) {
		w->l->parameters->cast_all = true;
		walk_warn(w, D_SEVERAL_STATEMENTS, source->span,
			  "this becomes %u statements, to be run in one transaction",
			  out->statements.count);
	}
	*results = dml.returning;
	stars_keep_returning(w, source, out->statements.items[out->statements.count - 1]);
	return true;
}

static bool query(struct walk *w, const struct statement *source, struct lowered_statement *out,
		  struct result_list *results)
{
	if (source->kind == STATEMENT_SELECT)
		return lower_select(w, source, out, results);
	return lower_change(w, source, out, results);
}

static void describe(struct walk *w, const struct parameters *parameters,
		     const struct result_list *results, struct lowered_statement *out)
{
	for (uint32_t i = 0; i < parameters->count; i++) {
		const struct parameter *from = &parameters->items[i];
		struct statement_parameter parameter = {
			.number = from->number,
			.name = from->name,
			.type = from->type,
			.used = from->span.end != 0,
		};

		vec_push(w->arena, &out->parameters, parameter);
	}
	vec_each(const struct scope_column, column, results->columns) {
		const struct lowered *value = &column->value;
		struct statement_column described = { slice_of(column->output), value->type };

		/* a NULL and a bare text are texts in a result */
		if (value->type.kind == PG_UNKNOWN)
			described.type = type_of(PG_TEXT);
		vec_push(w->arena, &out->columns, described);
	}
}

/* What was told is told once. */
static void forget_diagnostics(struct diag_list *list, const struct diag_list *before)
{
	list->items.count = before->items.count;
	list->errors = before->errors;
	list->warnings = before->warnings;
}

/* A parameter may stand where only what is beside it decides: coalesce(a, ?) of a NOT NULL column.
 */
static void tell_lost(struct lowering *l, struct parameters *parameters,
		      const struct lowered_statement *made)
{
	struct strbuf text = { 0 };

	if (!parameters->count)
		return;
	vec_each(struct statement *const, statement, made->statements)
		pg_print_line(&text, *statement);
	parameters_find(parameters, (struct slice){ text.text, (uint32_t)text.len });
	parameters_tell_lost(l, parameters);
	strbuf_free(&text);
}

enum { MAX_ROUNDS = 8 }; /* a type widens from smallint to double, no further */

static bool query_lower(struct lowering *l, const struct statement *source,
			struct lowered_statement *out)
{
	struct diag_list before = l->ctx->diags;
	struct parameters parameters;
	struct result_list results;
	struct walk w;
	bool done;

	if (!parameters_number(l, &source->parameters, &parameters))
		return false;
	before = l->ctx->diags;
	l->parameters = &parameters;
	for (int round = 0; round < MAX_ROUNDS; round++) {
		if (round)
			forget_diagnostics(&l->ctx->diags, &before);
		out->statements.count = 0;
		results = (struct result_list){ 0 };
		walk_init(&w, l, &in_query);
		done = query(&w, source, out, &results);
		if (!parameters_again(&parameters))
			break;
	}
	if (done && !out->left_out) {
		parameters_finish(&w, &parameters);
		tell_lost(l, &parameters, out);
		describe(&w, &parameters, &results, out);
	}
	l->parameters = NULL;
	return done;
}

/* ---------------------------------------------------------------- the rest */

static const char *savepoint(struct lowering *l, const char *words, const struct name *name)
{
	struct strbuf text = { 0 };
	const char *made;

	strbuf_add_text(&text, words);
	pg_print_identifier(&text, name_identifier(l, name, NULL));
	made = arena_copy(l->scratch, text.text, text.len);
	strbuf_free(&text);
	return made;
}

static const char *transaction(struct lowering *l, const struct statement *source)
{
	const struct transaction *t = source->transaction;

	switch (t->kind) {
	case TRANSACTION_BEGIN:
		if (t->mode.len && !slice_equal_nocase(t->mode, SLICE("DEFERRED")))
			diag_add(&l->ctx->diags, D_QUERY_MODE, source->span,
				 "BEGIN %.*s takes no lock in PostgreSQL", SLICE_ARGS(t->mode));
		return "BEGIN";
	case TRANSACTION_COMMIT:
		return "COMMIT";
	case TRANSACTION_ROLLBACK:
		return "ROLLBACK";
	case TRANSACTION_SAVEPOINT:
		return savepoint(l, "SAVEPOINT ", &t->savepoint);
	case TRANSACTION_RELEASE:
		return savepoint(l, "RELEASE SAVEPOINT ", &t->savepoint);
	case TRANSACTION_ROLLBACK_TO:
		break;
	}
	return savepoint(l, "ROLLBACK TO SAVEPOINT ", &t->savepoint);
}

static bool leave_out_statement(struct lowering *l, const struct statement *source,
				struct lowered_statement *out)
{
	diag_add(&l->ctx->diags, D_QUERY_LEFT_OUT, source->span,
		 "PostgreSQL has no counterpart of this statement: it is left out");
	out->left_out = true;
	return true;
}

bool lower_statement(struct statements *s, const struct statement *source,
		     struct lowered_statement *out)
{
	struct lowering *l = s->l;

	*out = (struct lowered_statement){ .source = source };
	if (source->flaw) {
		diag_add(&l->ctx->diags, D_REFUSED, source->flaw_span, "%s", source->flaw);
		return false;
	}
	if (source->explain != EXPLAIN_NONE)
		return leave_out_statement(l, source, out);
	switch (source->kind) {
	case STATEMENT_SELECT:
	case STATEMENT_INSERT:
	case STATEMENT_UPDATE:
	case STATEMENT_DELETE:
		return query_lower(l, source, out);
	case STATEMENT_TRANSACTION:
		out->text = transaction(l, source);
		return true;
	case STATEMENT_ANALYZE:
		if (source->utility->name.object.symbol)
			return leave_out_statement(l, source, out);
		out->text = "ANALYZE";
		return true;
	case STATEMENT_PRAGMA:
	case STATEMENT_REINDEX:
	case STATEMENT_VACUUM:
	case STATEMENT_ATTACH:
	case STATEMENT_DETACH:
		return leave_out_statement(l, source, out);
	case STATEMENT_CREATE_TABLE:
	case STATEMENT_CREATE_INDEX:
	case STATEMENT_CREATE_VIEW:
	case STATEMENT_CREATE_TRIGGER:
	case STATEMENT_CREATE_VIRTUAL_TABLE:
	case STATEMENT_ALTER_TABLE:
	case STATEMENT_DROP:
		break;
	}
	lower_refuse(l, D_QUERY_SCHEMA, source->span, NULL,
		     "this changes the schema, which stands in the source that --schema names");
	return false;
}
