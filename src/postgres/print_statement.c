/* SPDX-License-Identifier: PostgreSQL
 *
 * INSERT, UPDATE and DELETE in PostgreSQL's dialect: in one line where that is short, else a clause
 * a line as in SELECT.
 */
#include <config.h>

#include "postgres/printer.h"

static void print_target(struct printer *p, const struct target_table *table)
{
	pg_print_qualified(p, &table->name);
	if (!table->alias.symbol)
		return;
	strbuf_add_text(p->out, " AS ");
	pg_print_name(p->out, table->alias.text);
}

static void print_returning(struct printer *p, const struct result_columns *returning)
{
	if (!returning)
		return;
	print_new_line(p, 0);
	strbuf_add_text(p->out, "RETURNING");
	pg_print_results(p, returning);
}

/* ---------------------------------------------------------------- SET */

static void print_assignment(struct printer *p, const struct assignment *assignment)
{
	if (assignment->columns.names.count == 1)
		pg_print_name(p->out, assignment->columns.names.items[0].text);
	else
		pg_print_names(p, &assignment->columns);
	strbuf_add_text(p->out, " = ");
	print_expr_to(p, assignment->value);
}

static void write_assignments(struct printer *p, const void *data)
{
	const struct assignments *set = data;

	strbuf_add_text(p->out, "SET ");
	for (uint32_t i = 0; i < set->items.count; i++) {
		strbuf_add_text(p->out, i ? ", " : "");
		print_assignment(p, &set->items.items[i]);
	}
}

static void print_set(struct printer *p, const struct assignments *set)
{
	print_new_line(p, 0);
	if (print_fits(p, write_assignments, set))
		return;
	strbuf_add_text(p->out, "SET ");
	for (uint32_t i = 0; i < set->items.count; i++) {
		if (i) {
			strbuf_add_char(p->out, ',');
			print_new_line(p, PG_PRINT_INDENT);
		}
		print_assignment(p, &set->items.items[i]);
	}
}

/* ---------------------------------------------------------------- INSERT */

static void print_conflict(struct printer *p, const struct upsert *upsert)
{
	print_new_line(p, 0);
	strbuf_add_text(p->out, "ON CONFLICT");
	if (upsert->target) {
		strbuf_add_text(p->out, " (");
		pg_print_ordering(p, upsert->target);
		strbuf_add_char(p->out, ')');
	}
	if (upsert->target_where) {
		strbuf_add_text(p->out, " WHERE ");
		print_expr_to(p, upsert->target_where);
	}
	if (!upsert->set) {
		strbuf_add_text(p->out, " DO NOTHING");
		return;
	}
	strbuf_add_text(p->out, " DO UPDATE");
	p->indent += PG_PRINT_INDENT;
	print_set(p, upsert->set);
	pg_print_condition(p, "WHERE ", upsert->where);
	p->indent -= PG_PRINT_INDENT;
}

static void print_insert(struct printer *p, const struct insert *insert)
{
	strbuf_add_text(p->out, "INSERT INTO ");
	print_target(p, &insert->table);
	if (insert->columns) {
		strbuf_add_char(p->out, ' ');
		pg_print_names(p, insert->columns);
	}
	if (insert->overriding)
		strbuf_add_text(p->out, " OVERRIDING SYSTEM VALUE");
	print_new_line(p, 0);
	if (insert->select)
		pg_print_select_to(p, insert->select);
	else
		strbuf_add_text(p->out, "DEFAULT VALUES");
	vec_each(const struct upsert, upsert, insert->upserts)
		print_conflict(p, upsert);
	print_returning(p, insert->returning);
}

/* ---------------------------------------------------------------- UPDATE, DELETE */

static void print_from_list(struct printer *p, const char *word, const struct from_clause *from)
{
	if (!from)
		return;
	print_new_line(p, 0);
	strbuf_add_text(p->out, word);
	pg_print_from(p, from);
}

static void print_update(struct printer *p, const struct update *update)
{
	strbuf_add_text(p->out, "UPDATE ");
	print_target(p, &update->table);
	print_set(p, &update->set);
	print_from_list(p, "FROM ", update->from);
	pg_print_condition(p, "WHERE ", update->where);
	print_returning(p, update->returning);
}

static void print_delete(struct printer *p, const struct delete *delete)
{
	strbuf_add_text(p->out, "DELETE FROM ");
	print_target(p, &delete->table);
	print_from_list(p, "USING ", delete->using);
	pg_print_condition(p, "WHERE ", delete->where);
	print_returning(p, delete->returning);
}

/* ---------------------------------------------------------------- any of them */

static const struct with_clause *with_of(const struct statement *statement)
{
	if (statement->kind == STATEMENT_INSERT)
		return statement->insert->with;
	if (statement->kind == STATEMENT_UPDATE)
		return statement->update->with;
	return statement->kind == STATEMENT_DELETE ? statement->delete->with : NULL;
}

static void write_statement(struct printer *p, const void *data)
{
	const struct statement *statement = data;
	const struct with_clause *with = with_of(statement);

	if (with)
		pg_print_with(p, with);
	if (statement->kind == STATEMENT_INSERT)
		print_insert(p, statement->insert);
	else if (statement->kind == STATEMENT_UPDATE)
		print_update(p, statement->update);
	else if (statement->kind == STATEMENT_DELETE)
		print_delete(p, statement->delete);
	else
		pg_print_select_to(p, statement->select);
}

void pg_print_statement(struct strbuf *out, const struct statement *statement, unsigned indent)
{
	struct printer p = { .out = out, .indent = indent };

	if (!print_fits(&p, write_statement, statement))
		write_statement(&p, statement);
}

void pg_print_line(struct strbuf *out, const struct statement *statement)
{
	write_statement(&(struct printer){ .out = out, .flat = true }, statement);
}
