/* SPDX-License-Identifier: PostgreSQL
 *
 * One connection to a server.  A failure says why in `message`, without any password.
 */
#ifndef CLIENT_H
#define CLIENT_H

#include <libpq-fe.h>
#include <stdbool.h>

#include "base/str.h"
#include "base/vec.h"

struct client {
	struct arena *arena;
	const char *uri;
	PGconn *connection;
	const char *message; /* of the last failure */
	char state[6];	     /* its SQLSTATE, or "" */
};

/* Always followed by client_close(). */
bool client_open(struct client *client, struct arena *arena, const char *uri);
void client_close(struct client *client);

/* Statements whose rows nobody needs, several in one text too. */
bool client_run(struct client *client, const char *sql);

/* The rows of a query, one after the other. */
struct rows {
	PGresult *result;
	int at, count;
};

/* With up to two parameters, $1 and $2, each NULL or a text. */
bool rows_open(struct rows *rows, struct client *client, const char *query, const char *first,
	       const char *second);
void rows_close(struct rows *rows);
bool rows_next(struct rows *rows);

/* A value of the present row: text that lives as long as the rows do, NULL for NULL. */
const char *rows_text(const struct rows *rows, int column);
/* The same, copied; NULL for NULL. */
const char *rows_copy(const struct rows *rows, int column, struct arena *arena);
bool rows_true(const struct rows *rows, int column);

struct array_of_texts {
	VEC(const char *) items;
};
/* Of an array of texts. */
struct array_of_texts rows_list(const struct rows *rows, int column, struct arena *arena);

#endif
