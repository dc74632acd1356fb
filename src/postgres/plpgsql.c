/* SPDX-License-Identifier: PostgreSQL
 *
 * PL/pgSQL: the tree of a function's body, and the tree as text.
 */
#include <config.h>

#include "postgres/plpgsql.h"

#include <string.h>

struct plpgsql_statement *plpgsql_add(struct arena *arena, struct plpgsql_block *block,
				      enum plpgsql_kind kind)
{
	struct plpgsql_statement *statement = arena_object(arena, struct plpgsql_statement);

	statement->kind = kind;
	vec_push(arena, &block->statements, statement);
	return statement;
}

struct plpgsql_block *plpgsql_add_if(struct arena *arena, struct plpgsql_block *block,
				     struct expr *condition)
{
	struct plpgsql_statement *statement = plpgsql_add(arena, block, PLPGSQL_IF);
	struct plpgsql_branch branch = { .condition = condition };

	vec_push(arena, &statement->branches, branch);
	return &statement->branches.items[0].block;
}

/* ---------------------------------------------------------------- printing */

enum { INDENT = 4 };

static void indent_line(struct strbuf *out, unsigned indent)
{
	while (indent--)
		strbuf_add_char(out, ' ');
}

static void print_line(struct strbuf *out, unsigned indent, const char *text)
{
	indent_line(out, indent);
	strbuf_add_text(out, text);
	strbuf_add_char(out, '\n');
}

static void print_if(struct strbuf *out, const struct plpgsql_statement *statement, unsigned indent)
{
	bool first = true;

	vec_each(const struct plpgsql_branch, branch, statement->branches) {
		indent_line(out, indent);
		if (branch->condition) {
			strbuf_add_text(out, first ? "IF " : "ELSIF ");
			pg_print_expr(out, branch->condition);
			strbuf_add_text(out, " THEN\n");
		} else {
			strbuf_add_text(out, "ELSE\n");
		}
		plpgsql_print(out, &branch->block, indent + INDENT);
		first = false;
	}
	print_line(out, indent, "END IF;");
}

/* PERFORM stands where SELECT stood. */
static void print_perform(struct strbuf *out, const struct plpgsql_statement *statement,
			  unsigned indent)
{
	struct strbuf select = { 0 };

	pg_print_statement(&select, statement->sql, indent);
	strbuf_addf(out, "PERFORM%s", select.text + strlen("SELECT"));
	strbuf_free(&select);
}

/* A message never is the format, where a percent sign would mean something. */
static void print_raise(struct strbuf *out, struct slice message)
{
	strbuf_add_text(out, "RAISE EXCEPTION USING MESSAGE = ");
	pg_print_string(out, message);
	strbuf_add_text(out, ", ERRCODE = 'integrity_constraint_violation'");
}

static void print_set_flag(struct strbuf *out, const struct plpgsql_statement *statement)
{
	strbuf_add_text(out, "PERFORM set_config(");
	pg_print_string(out, statement->text);
	strbuf_addf(out, ", '%s', true)", statement->value);
}

static void print_try(struct strbuf *out, const struct plpgsql_statement *statement,
		      unsigned indent)
{
	print_line(out, indent, "BEGIN");
	plpgsql_print(out, &statement->block, indent + INDENT);
	indent_line(out, indent);
	strbuf_addf(out, "EXCEPTION WHEN %.*s THEN\n", SLICE_ARGS(statement->text));
	print_line(out, indent + INDENT, "NULL;");
	print_line(out, indent, "END;");
}

static void print_simple(struct strbuf *out, const struct plpgsql_statement *statement,
			 unsigned indent)
{
	indent_line(out, indent);
	switch (statement->kind) {
	case PLPGSQL_SQL:
		pg_print_statement(out, statement->sql, indent);
		if (statement->into)
			strbuf_addf(out, " INTO %s", statement->into);
		break;
	case PLPGSQL_PERFORM:
		print_perform(out, statement, indent);
		break;
	case PLPGSQL_COUNT:
		strbuf_addf(out, "GET DIAGNOSTICS %s = ROW_COUNT", statement->value);
		break;
	case PLPGSQL_ASSIGN:
		pg_print_expr(out, statement->target);
		strbuf_add_text(out, " := ");
		pg_print_expr(out, statement->expr);
		break;
	case PLPGSQL_RAISE:
		print_raise(out, statement->text);
		break;
	case PLPGSQL_SET_FLAG:
		print_set_flag(out, statement);
		break;
	case PLPGSQL_RETURN:
		strbuf_addf(out, "RETURN %.*s", SLICE_ARGS(statement->text));
		break;
	case PLPGSQL_IF:
	case PLPGSQL_TRY:
		break;
	}
	strbuf_add_text(out, ";\n");
}

void plpgsql_print(struct strbuf *out, const struct plpgsql_block *block, unsigned indent)
{
	vec_each(struct plpgsql_statement *const, statement, block->statements) {
		if ((*statement)->kind == PLPGSQL_IF)
			print_if(out, *statement, indent);
		else if ((*statement)->kind == PLPGSQL_TRY)
			print_try(out, *statement, indent);
		else
			print_simple(out, *statement, indent);
	}
}

/* ---------------------------------------------------------------- what calls a function */

static void print_columns(struct strbuf *out, const struct pg_name_list *columns)
{
	for (uint32_t i = 0; i < columns->names.count; i++) {
		strbuf_add_text(out, i ? ", " : " OF ");
		pg_print_identifier(out, columns->names.items[i]);
	}
}

void pg_print_trigger_events(struct strbuf *out, const struct pg_trigger *trigger)
{
	static const char *const times[] = { " BEFORE", " BEFORE", " AFTER", " INSTEAD OF" };
	static const struct {
		uint8_t event;
		const char *word;
	} events[] = { { PG_EVENT_INSERT, "INSERT" },
		       { PG_EVENT_UPDATE, "UPDATE" },
		       { PG_EVENT_DELETE, "DELETE" } };
	const char *between = " ";

	strbuf_add_text(out, times[trigger->time]);
	for (size_t i = 0; i < sizeof(events) / sizeof(*events); i++) {
		if (!(trigger->events & events[i].event))
			continue;
		strbuf_addf(out, "%s%s", between, events[i].word);
		if (events[i].event == PG_EVENT_UPDATE)
			print_columns(out, &trigger->update_of);
		between = " OR ";
	}
}
