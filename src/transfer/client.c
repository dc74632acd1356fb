/* SPDX-License-Identifier: PostgreSQL
 *
 * libpq: connecting, asking, and errors whose text holds no password.
 */
#include <config.h>

#include "transfer/client.h"

#include <string.h>

#include "base/arena.h"
#include "transfer/uri.h"

enum { OLDEST_SERVER = 130000 };

static void ignore_notice(void *data, const PGresult *result)
{
	(void)data;
	(void)result;
}

/* libpq ends its messages with line ends. */
static bool fail(struct client *client, const char *reason)
{
	size_t len = strlen(reason);

	while (len && reason[len - 1] == '\n')
		len--;
	client->message =
		uri_redact(client->arena, client->uri, arena_copy(client->arena, reason, len));
	return false;
}

bool client_open(struct client *client, struct arena *arena, const char *uri)
{
	const char *const names[] = { "dbname", "fallback_application_name", "client_encoding",
				      NULL };
	const char *const values[] = { uri, "lite2pg", "UTF8", NULL };
	const char *problem = uri_problem(uri);

	*client = (struct client){ .arena = arena, .uri = uri };
	if (problem) {
		client->message = problem;
		return false;
	}
	client->connection = PQconnectdbParams(names, values, true);
	if (PQstatus(client->connection) != CONNECTION_OK)
		return fail(client, PQerrorMessage(client->connection));
	PQsetNoticeReceiver(client->connection, ignore_notice, NULL);
	if (PQserverVersion(client->connection) < OLDEST_SERVER)
		return fail(client, "the server is older than PostgreSQL 13");
	return true;
}

void client_close(struct client *client)
{
	PQfinish(client->connection);
	client->connection = NULL;
}

/* Takes RESULT away when it is a failure. */
static bool check(struct client *client, PGresult *result)
{
	ExecStatusType status = PQresultStatus(result);
	const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
	const char *primary = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);

	if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY)
		return true;
	memset(client->state, 0, sizeof(client->state));
	if (state)
		memcpy(client->state, state, strnlen(state, sizeof(client->state) - 1));
	fail(client, primary ? primary : PQerrorMessage(client->connection));
	PQclear(result);
	return false;
}

bool client_run(struct client *client, const char *sql)
{
	PGresult *result = PQexec(client->connection, sql);

	if (!check(client, result))
		return false;
	PQclear(result);
	return true;
}

/* ---------------------------------------------------------------- rows */

bool rows_open(struct rows *rows, struct client *client, const char *query, const char *first,
	       const char *second)
{
	const char *const values[] = { first, second };
	int count = second ? 2 : first ? 1 : 0;

	*rows = (struct rows){ .at = -1 };
	rows->result = PQexecParams(client->connection, query, count, NULL, values, NULL, NULL, 0);
	if (!check(client, rows->result)) {
		rows->result = NULL;
		return false;
	}
	rows->count = PQntuples(rows->result);
	return true;
}

void rows_close(struct rows *rows)
{
	PQclear(rows->result);
	rows->result = NULL;
}

bool rows_next(struct rows *rows)
{
	return ++rows->at < rows->count;
}

const char *rows_text(const struct rows *rows, int column)
{
	return PQgetisnull(rows->result, rows->at, column)
		       ? NULL
		       : PQgetvalue(rows->result, rows->at, column);
}

const char *rows_copy(const struct rows *rows, int column, struct arena *arena)
{
	const char *text = rows_text(rows, column);

	return text ? arena_copy(arena, text, strlen(text)) : NULL;
}

bool rows_true(const struct rows *rows, int column)
{
	const char *text = rows_text(rows, column);

	return text && *text == 't';
}

/* One element of an array's text form, "..." with \ before what it would end at, or bare. */
static const char *read_element(const char *at, struct strbuf *out)
{
	bool quoted = *at == '"';

	at += quoted;
	while (*at && (quoted ? *at != '"' : *at != ',' && *at != '}')) {
		at += *at == '\\' && at[1];
		strbuf_add_char(out, *at++);
	}
	return at + (quoted && *at);
}

struct array_of_texts rows_list(const struct rows *rows, int column, struct arena *arena)
{
	struct array_of_texts list = { 0 };
	const char *at = rows_text(rows, column);
	struct strbuf element = { 0 };

	while (at && *at && *at != '}' && at[1] != '}') {
		const char *text;

		strbuf_clear(&element);
		at = read_element(at + 1, &element);
		text = arena_copy(arena, element.len ? element.text : "", element.len);
		vec_push(arena, &list.items, text);
	}
	strbuf_free(&element);
	return list;
}
