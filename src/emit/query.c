/* SPDX-License-Identifier: PostgreSQL
 *
 * Statements as text keep their order, the comments and the blank lines between them, and where
 * they are much the same their layout.  A comment inside a statement that had to be written anew
 * comes before it.  The JSON document is described in lite2pg(1); schemas/query.schema.json is its
 * schema.
 */
#include <config.h>

#include "emit/query.h"

#include <stdlib.h>
#include <string.h>

#include "diag/json.h"
#include "emit/layout.h"
#include "postgres/print.h"

static struct slice text_of(const struct query_writer *w, uint32_t start, uint32_t end)
{
	return (struct slice){ w->source->text.ptr + start, end - start };
}

/* ---------------------------------------------------------------- comments */

/* PostgreSQL's comments nest, SQLite's do not; and SQLite's may never end. */
static bool is_comment_there(struct slice text)
{
	if (text.ptr[0] == '-')
		return true;
	for (uint32_t i = 2; i + 1 < text.len; i++)
		if (text.ptr[i] == '/' && text.ptr[i + 1] == '*')
			return false;
	return text.len >= 4 && text.ptr[text.len - 2] == '*' && text.ptr[text.len - 1] == '/';
}

static void add_comment(struct strbuf *out, struct slice text)
{
	if (is_comment_there(text)) {
		strbuf_add_slice(out, text);
		return;
	}
	text.ptr += 2;
	text.len -= 2;
	if (text.len >= 2 && !memcmp(text.ptr + text.len - 2, "*/", 2))
		text.len -= 2;
	pg_print_comment(out, text, 0);
}

/* What stands between statements: blanks, comments and ";". */
static void write_between(struct query_writer *w, uint32_t start, uint32_t end)
{
	struct slice text = w->source->text;
	uint32_t behind;

	for (; start < end; start = behind) {
		enum split_kind kind;

		behind = split_token(text, start, end, &kind);
		if (kind == SPLIT_COMMENT)
			add_comment(&w->out->buf, text_of(w, start, behind));
		else if (kind == SPLIT_SPACE)
			strbuf_add_slice(&w->out->buf, text_of(w, start, behind));
	}
}

/* Comments inside a statement that is written anew. */
static void write_inner_comments(struct query_writer *w, const struct split_piece *piece)
{
	struct slice text = w->source->text;
	uint32_t at, behind;

	for (at = piece->start; at < piece->end; at = behind) {
		enum split_kind kind;

		behind = split_token(text, at, piece->end, &kind);
		if (kind != SPLIT_COMMENT)
			continue;
		add_comment(&w->out->buf, text_of(w, at, behind));
		strbuf_add_char(&w->out->buf, w->lines ? ' ' : '\n');
	}
}

void query_gap(struct query_writer *w, uint32_t end)
{
	if (!w->json)
		write_between(w, w->at, end);
	w->at = end;
}

/* ---------------------------------------------------------------- statements as text */

/* In the source's layout; false when there is too little of it. */
static bool add_as_written(const struct query_writer *w, struct strbuf *out,
			   const struct split_piece *piece, const struct statement *statement)
{
	struct arena_mark mark = arena_mark(w->ctx->trees);
	struct strbuf line = { 0 };
	bool kept;

	pg_print_line(&line, statement);
	kept = layout_keep(out, w->ctx->trees, text_of(w, piece->start, piece->end),
			   (struct slice){ line.text, (uint32_t)line.len }, add_comment);
	strbuf_free(&line);
	arena_release(w->ctx->trees, mark);
	return kept;
}

/* Written anew. */
static void add_statements(const struct query_writer *w, struct strbuf *out,
			   const struct lowered_statement *made)
{
	bool first = true;

	if (made->text)
		strbuf_add_text(out, made->text);
	vec_each(struct statement *const, statement, made->statements) {
		if (!first)
			strbuf_add_text(out, w->lines ? "; " : ";\n");
		first = false;
		if (w->lines)
			pg_print_line(out, *statement);
		else
			pg_print_statement(out, *statement, 0);
	}
}

static void write_as_comment(struct query_writer *w, const struct split_piece *piece)
{
	pg_print_comment(&w->out->buf, text_of(w, piece->start, piece->end), 0);
	/* the line end that stands behind it in the source is kept */
	if (w->out->buf.len && w->out->buf.text[w->out->buf.len - 1] == '\n')
		w->out->buf.len--;
}

static void write_made(struct query_writer *w, const struct split_piece *piece,
		       const struct lowered_statement *made)
{
	if (made->statements.count == 1 &&
	    add_as_written(w, &w->out->buf, piece, made->statements.items[0]))
		return;
	write_inner_comments(w, piece);
	add_statements(w, &w->out->buf, made);
}

static void write_statement(struct query_writer *w, const struct split_piece *piece,
			    const struct lowered_statement *made)
{
	query_gap(w, piece->start);
	if (made && !made->left_out) {
		write_made(w, piece, made);
	} else if (w->comments || made) {
		write_as_comment(w, piece);
	}
	w->at = piece->end;
	if (made && !made->left_out && !w->lines && !piece->closed)
		strbuf_add_char(&w->out->buf, ';');
	else
		query_gap(w, piece->next);
	if (made && !made->left_out && piece->closed)
		strbuf_add_char(&w->out->buf, ';');
}

/* ---------------------------------------------------------------- statements as JSON */

static const char *const kinds[] = {
	[STATEMENT_CREATE_TABLE] = "create table",
	[STATEMENT_CREATE_INDEX] = "create index",
	[STATEMENT_CREATE_VIEW] = "create view",
	[STATEMENT_CREATE_TRIGGER] = "create trigger",
	[STATEMENT_CREATE_VIRTUAL_TABLE] = "create virtual table",
	[STATEMENT_ALTER_TABLE] = "alter table",
	[STATEMENT_DROP] = "drop",
	[STATEMENT_SELECT] = "select",
	[STATEMENT_INSERT] = "insert",
	[STATEMENT_UPDATE] = "update",
	[STATEMENT_DELETE] = "delete",
	[STATEMENT_TRANSACTION] = "transaction",
	[STATEMENT_PRAGMA] = "pragma",
	[STATEMENT_ANALYZE] = "analyze",
	[STATEMENT_REINDEX] = "reindex",
	[STATEMENT_VACUUM] = "vacuum",
	[STATEMENT_ATTACH] = "attach",
	[STATEMENT_DETACH] = "detach",
};

static json_t *json_slice(struct slice text)
{
	return json_text(text.ptr, text.len);
}

static json_t *json_pg_type(const struct pg_type *type)
{
	struct strbuf text = { 0 };
	json_t *made;

	if (type->kind == PG_UNKNOWN)
		return json_null();
	pg_type_print(&text, type);
	made = json_text(text.text, text.len);
	strbuf_free(&text);
	return made;
}

static json_t *parameters_of(const struct lowered_statement *made)
{
	json_t *array = json_array();

	vec_each(const struct statement_parameter, parameter, made->parameters) {
		json_t *object = json_object();

		json_object_set_new(object, "number", json_integer(parameter->number));
		json_object_set_new(object, "name",
				    parameter->name.len ? json_slice(parameter->name)
							: json_null());
		json_object_set_new(object, "type", json_pg_type(&parameter->type));
		json_array_append_new(array, object);
	}
	return array;
}

static json_t *columns_of(const struct lowered_statement *made)
{
	json_t *array = json_array();

	vec_each(const struct statement_column, column, made->columns) {
		json_t *object = json_object();

		json_object_set_new(object, "name", json_slice(column->name));
		json_object_set_new(object, "type", json_pg_type(&column->type));
		json_array_append_new(array, object);
	}
	return array;
}

static json_t *sql_of(const struct query_writer *w, const struct split_piece *piece,
		      const struct lowered_statement *made)
{
	struct strbuf text = { 0 };
	json_t *sql;

	if (!made || made->left_out)
		return json_null();
	if (made->statements.count != 1 ||
	    !add_as_written(w, &text, piece, made->statements.items[0]))
		add_statements(w, &text, made);
	sql = json_text(text.text, text.len);
	strbuf_free(&text);
	return sql;
}

/* Each of several statements that one became. */
static json_t *steps_of(const struct lowered_statement *made)
{
	json_t *array = json_array();

	vec_each(struct statement *const, statement, made->statements) {
		struct strbuf text = { 0 };

		pg_print_statement(&text, *statement, 0);
		json_array_append_new(array, json_text(text.text, text.len));
		strbuf_free(&text);
	}
	return array;
}

static json_t *diagnostics_of(const struct query_writer *w, uint32_t first)
{
	const struct diag_list *list = &w->ctx->diags;
	json_t *array = json_array();

	for (uint32_t i = first; i < list->items.count; i++)
		json_array_append_new(array,
				      json_diagnostic(list->items.items[i], &w->ctx->sources));
	return array;
}

static void set_place(const struct query_writer *w, json_t *object, const struct split_piece *piece)
{
	struct location where;

	if (!source_locate(&w->ctx->sources, w->source->base + piece->start, &where))
		return;
	json_object_set_new(object, "line", json_integer(where.line));
	json_object_set_new(object, "column", json_integer(where.column));
}

static json_t *statement_object(const struct query_writer *w, const struct split_piece *piece,
				const struct lowered_statement *made, uint32_t first)
{
	json_t *object = json_object();

	set_place(w, object, piece);
	json_object_set_new(object, "source", json_slice(text_of(w, piece->start, piece->end)));
	json_object_set_new(object, "kind",
			    made ? json_string(kinds[made->source->kind]) : json_null());
	json_object_set_new(object, "sql", sql_of(w, piece, made));
	if (made) {
		if (made->statements.count > 1)
			json_object_set_new(object, "steps", steps_of(made));
		json_object_set_new(object, "parameters", parameters_of(made));
		json_object_set_new(object, "columns", columns_of(made));
	}
	json_object_set_new(object, "diagnostics", diagnostics_of(w, first));
	return object;
}

static void write_object(struct query_writer *w, json_t *object)
{
	char *line = json_dumps(object, JSON_COMPACT);

	strbuf_add_text(&w->out->buf, line);
	free(line);
	json_decref(object);
}

/* ---------------------------------------------------------------- the face */

void query_begin(struct query_writer *w)
{
	if (w->json)
		strbuf_add_text(&w->out->buf, "{\"statements\": [");
}

void query_statement(struct query_writer *w, const struct split_piece *piece,
		     const struct lowered_statement *made, uint32_t first)
{
	if (w->json) {
		strbuf_add_text(&w->out->buf, w->count ? ",\n" : "\n");
		write_object(w, statement_object(w, piece, made, first));
		w->at = piece->next;
	} else {
		write_statement(w, piece, made);
	}
	w->count++;
	output_flush(w->out);
}

static void write_needs(struct query_writer *w, const struct statement_needs *needs)
{
	json_t *array = json_array();

	vec_each(const char *const, ddl, needs->ddl)
		json_array_append_new(array, json_text(*ddl, strlen(*ddl)));
	strbuf_add_text(&w->out->buf, "\n],\n\"prelude\": ");
	write_object(w, array);
	strbuf_add_text(&w->out->buf, "}\n");
}

void query_end(struct query_writer *w, const struct statement_needs *needs)
{
	query_gap(w, w->source->text.len);
	if (w->json)
		write_needs(w, needs);
}
