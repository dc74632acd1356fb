/* SPDX-License-Identifier: PostgreSQL
 *
 * A live database's schema into the model that lowering fills.  All is read in one snapshot, by
 * a few queries over the whole schema, so that the cost is linear in it.
 *
 * A server has expressions in a normal form of its own: `status IN ('a', 'b')` is
 * `(status = ANY (ARRAY['a'::text, 'b'::text]))` there, and a view's columns are all qualified.
 * To compare equals, the compiled schema is made on the same server, in a schema of its own and a
 * transaction that is taken back, and is read by the same queries: what has one text in both
 * is the same, in whatever version and with whatever types.  Parsing the server's form would need
 * its coercion rules.  That takes the right to create a schema; without it texts are compared
 * loosely, which is told.
 */
#include <config.h>

#include "transfer/catalog.h"

#include <string.h>

#include "base/arena.h"
#include "transfer/internal.h"
#include "transfer/uri.h"

struct expr *verbatim(struct arena *arena, const char *text)
{
	return text ? expr_literal(arena, EXPR_VERBATIM, slice_of(text), NOWHERE) : NULL;
}

void reader_open(struct reader *reader, struct client *client, struct pg_schema *out,
		 const char *schema)
{
	*reader = (struct reader){ .client = client,
				   .arena = client->arena,
				   .out = out,
				   .schema = schema,
				   .tables = strmap_new(),
				   .relations = strmap_new(),
				   .bodies = strmap_new(),
				   .functions = strmap_new() };
}

void reader_close(struct reader *reader)
{
	strmap_free(reader->tables);
	strmap_free(reader->relations);
	strmap_free(reader->bodies);
	strmap_free(reader->functions);
}

bool reader_read(struct reader *reader)
{
	return read_tables(reader) && read_indexes(reader) && read_objects(reader);
}

/* ---------------------------------------------------------------- the live side */

static const char *first_value(struct client *client, const char *query, const char *parameter)
{
	struct rows rows;
	const char *value = NULL;

	if (!rows_open(&rows, client, query, parameter, NULL))
		return NULL;
	if (rows_next(&rows))
		value = rows_copy(&rows, 0, client->arena);
	rows_close(&rows);
	return value;
}

/* Names are shown without the schema where they are found without it. */
static bool enter_schema(struct client *client, struct catalog *catalog)
{
	static const char exists[] = "SELECT nspname FROM pg_namespace WHERE nspname = $1";
	static const char enter[] = "SELECT set_config('search_path', quote_ident($1) || ', ' || "
				    "current_setting('search_path'), false)";

	if (!catalog->schema) {
		catalog->schema = first_value(client, "SELECT current_schema()", NULL);
		if (!catalog->schema && !client->message)
			client->message = "no schema of the search_path exists";
	} else if (!first_value(client, exists, catalog->schema) && !client->message) {
		client->message =
			arena_printf(client->arena, "there is no schema '%s'", catalog->schema);
	}
	return !client->message && first_value(client, enter, catalog->schema);
}

static bool read_live(struct reader *live, struct client *client, struct pg_schema *out,
		      struct catalog *catalog)
{
	bool good = client_run(client, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY") &&
		    enter_schema(client, catalog);

	reader_open(live, client, out, catalog->schema);
	if (good && catalog->beside)
		live->helpers = scratch_helpers(catalog->beside);
	/* The path is the session's, and stays when the transaction ends. */
	return good && reader_read(live) && client_run(client, "COMMIT");
}

/* ---------------------------------------------------------------- the compiled side */

/* insufficient_privilege, read_only_sql_transaction; out_of_memory: more tables than one
 * transaction may lock */
static bool is_out_of_reach(const struct client *client)
{
	return strcmp(client->state, "42501") == 0 || strcmp(client->state, "25006") == 0 ||
	       strcmp(client->state, "53200") == 0;
}

static bool make_equal(struct reader *live, struct catalog *catalog)
{
	struct client *client = live->client;
	struct pg_schema normal;
	struct reader scratch;
	bool good;

	pg_schema_init(&normal, live->out->ctx);
	good = scratch_read(&scratch, client, &normal, catalog->beside, live->helpers);
	if (good) {
		equal_make(live, &scratch, catalog->beside);
	} else if (is_out_of_reach(client)) {
		catalog->warning =
			arena_printf(client->arena,
				     "%s: expressions are compared by their text, which may tell "
				     "differences that are none, and views by their names",
				     client->message);
		equal_make(live, NULL, catalog->beside);
		good = true;
	} else {
		client->message = arena_printf(client->arena,
					       "the server does not take the compiled schema: %s",
					       client->message);
	}
	reader_close(&scratch);
	return good;
}

/* What the messages call the database. */
static const char *label_of(struct client *client)
{
	return arena_printf(client->arena, "database %s", PQdb(client->connection));
}

bool catalog_read(struct pg_schema *out, struct catalog *catalog)
{
	struct client client;
	struct reader live;
	bool good = client_open(&client, out->ctx->arena, catalog->uri);

	if (good) {
		vec_push(client.arena, &out->sources, label_of(&client));
		good = read_live(&live, &client, out, catalog) &&
		       (!catalog->beside || make_equal(&live, catalog));
		reader_close(&live);
	}
	out->schema_name = catalog->beside ? catalog->beside->schema_name : NULL;
	catalog->message = good ? NULL
				: arena_printf(client.arena, "%s: %s",
					       uri_redact(client.arena, catalog->uri, catalog->uri),
					       client.message);
	client_close(&client);
	if (good)
		pg_schema_order(out);
	return good;
}
