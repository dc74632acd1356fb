/* SPDX-License-Identifier: PostgreSQL
 *
 * The body of a PL/pgSQL function as a tree, and its printer.  Lowering makes one for each
 * trigger; what a schema keeps is the text.
 */
#ifndef PG_PLPGSQL_H
#define PG_PLPGSQL_H

#include "postgres/print.h"

enum plpgsql_kind {
	PLPGSQL_SQL,	  /* sql, perhaps INTO a variable */
	PLPGSQL_PERFORM,  /* sql: a SELECT of one arm without WITH, whose rows nobody sees */
	PLPGSQL_IF,	  /* branches */
	PLPGSQL_COUNT,	 /* value := the rows of the statement before */
	PLPGSQL_ASSIGN,	 /* target := expr */
	PLPGSQL_RAISE,	  /* text: the message */
	PLPGSQL_RETURN,	  /* text: NEW, OLD or NULL */
	PLPGSQL_TRY,	  /* block; errors of the conditions in text are caught and forgotten */
	PLPGSQL_SET_FLAG, /* set_config(text, value) until the transaction ends */
};

struct plpgsql_block {
	VEC(struct plpgsql_statement *) statements;
};

struct plpgsql_branch {
	struct expr *condition; /* NULL: ELSE */
	struct plpgsql_block block;
};

struct plpgsql_statement {
	enum plpgsql_kind kind;
	struct statement *sql;
	const char *into; /* a variable, or NULL */
	const struct expr *target, *expr;
	struct slice text;
	const char *value;
	VEC(struct plpgsql_branch) branches;
	struct plpgsql_block block;
};

/* Adds a statement of KIND at the end of BLOCK. */
struct plpgsql_statement *plpgsql_add(struct arena *arena, struct plpgsql_block *block,
				      enum plpgsql_kind kind);
/* An IF with its first branch, which is the result. */
struct plpgsql_block *plpgsql_add_if(struct arena *arena, struct plpgsql_block *block,
				     struct expr *condition);

/* The statements of BLOCK, a line each at INDENT blanks. */
void plpgsql_print(struct strbuf *out, const struct plpgsql_block *block, unsigned indent);

#endif
