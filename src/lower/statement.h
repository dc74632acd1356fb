/* SPDX-License-Identifier: PostgreSQL
 *
 * Statements one by one against a schema that was lowered: queries, changes of rows,
 * transactions.
 *
 *     struct statements *s = lower_statements_open(lower_open(&target, &source, &rules, &options));
 *     while (...) {
 *         struct lowered_statement made;
 *         lower_statement(s, statement, &made);   ... print it ...
 *         lower_statement_end(s);                 its memory is used again
 *     }
 *     lower_statements_close(s);
 */
#ifndef LOWER_STATEMENT_H
#define LOWER_STATEMENT_H

#include "lower/lower.h"

struct statement_parameter {
	uint32_t number;
	struct slice name;	    /* as SQLite knows it: ":id", "?5"; empty: it has none */
	struct pg_type type;	    /* PG_UNKNOWN: it is not used */
	bool used;
};

struct statement_column {
	struct slice name;
	struct pg_type type;
};

struct lowered_statement {
	const struct statement *source;
	/* PostgreSQL's: one, or several that have to run in one transaction */
	VEC(struct statement *) statements;
	const char *text; /* of a transaction and the like, in place of statements */
	bool left_out;	  /* it has no counterpart, and was told so */
	VEC(struct statement_parameter) parameters;
	VEC(struct statement_column) columns; /* of the rows that it gives */
};

struct statements;

/* Takes the lowering over. */
struct statements *lower_statements_open(struct lowering *l);
void lower_statements_close(struct statements *s);

/* False after an error. */
bool lower_statement(struct statements *s, const struct statement *statement,
		     struct lowered_statement *out);
/* Ends the use of what lower_statement() made. */
void lower_statement_end(struct statements *s);

/* The helper functions and extensions that the statements so far need beyond what the schema has,
 * as DDL. */
struct statement_needs {
	VEC(const char *) ddl;
};
void lower_statement_needs(struct statements *s, struct statement_needs *out);

#endif
