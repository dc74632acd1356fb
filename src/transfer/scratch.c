/* SPDX-License-Identifier: PostgreSQL
 *
 * The compiled schema as the server has it: made in a schema of its own, read back, and taken back
 * with the transaction.  Nothing that is there is locked but the definitions of helper functions,
 * which are replaced by themselves.
 */
#include <config.h>

#include <string.h>

#include "base/arena.h"
#include "emit/ddl.h"
#include "postgres/print.h"
#include "transfer/internal.h"

static const char create_schema[] = "CREATE SCHEMA IF NOT EXISTS ";
static const char create_function[] = "CREATE FUNCTION ";

const char *scratch_helpers(const struct pg_schema *schema)
{
	size_t len = sizeof(create_schema) - 1;

	vec_each(const struct pg_statement, helper, schema->prelude)
		if (strncmp(helper->text, create_schema, len) == 0)
			return arena_copy(schema->ctx->arena, helper->text + len,
					  strcspn(helper->text + len, ";"));
	return NULL;
}

struct slice scratch_function(const struct pg_statement *helper)
{
	size_t len = sizeof(create_function) - 1;
	const char *name, *end;

	if (strncmp(helper->text, create_function, len) != 0)
		return (struct slice){ "", 0 };
	end = helper->text + len + strcspn(helper->text + len, "(");
	for (name = end; name[-1] != '.' && name[-1] != ' ';)
		name--;
	return (struct slice){ name, (uint32_t)(end - name) };
}

static bool run_and_free(struct client *client, struct strbuf *sql)
{
	bool good = !sql->len || client_run(client, sql->text);

	strbuf_free(sql);
	return good;
}

/* A schema in front of what the session's search_path has. */
static bool make_schema(struct client *client, const struct pg_schema *schema, const char *name)
{
	struct strbuf sql = { 0 };

	strbuf_addf(&sql, "CREATE SCHEMA %s;\nSELECT set_config('search_path', ", name);
	strbuf_addf(&sql, "'%s, ' || current_setting('search_path'), true);\n", name);
	vec_each(const char *, extension, schema->extensions) {
		strbuf_add_text(&sql, "CREATE EXTENSION IF NOT EXISTS ");
		pg_print_identifier(&sql, *extension);
		strbuf_add_text(&sql, ";\n");
	}
	return run_and_free(client, &sql);
}

/* A function that is there already is replaced: the one that is there may differ. */
static bool make_function(struct client *client, const struct pg_statement *helper)
{
	struct strbuf sql = { 0 };

	strbuf_addf(&sql, "CREATE OR REPLACE FUNCTION %s",
		    helper->text + sizeof(create_function) - 1);
	return run_and_free(client, &sql);
}

/* duplicate_object, unique_violation */
static bool is_there(const struct client *client)
{
	return strcmp(client->state, "42710") == 0 || strcmp(client->state, "23505") == 0;
}

/* What can't be replaced is made, or it is there: then it is the live side's, too. */
static bool make_other(struct reader *reader, const struct pg_statement *helper)
{
	struct client *client = reader->client;

	if (!client_run(client, "SAVEPOINT helper"))
		return false;
	if (client_run(client, helper->text))
		return true;
	if (!is_there(client) || !client_run(client, "ROLLBACK TO SAVEPOINT helper"))
		return false;
	strmap_set(reader->functions, slice_of(helper->text), (void *)helper->text);
	return true;
}

static bool make_helpers(struct reader *reader, const struct pg_schema *schema)
{
	vec_each(const struct pg_statement, helper, schema->prelude) {
		bool made = scratch_function(helper).len ? make_function(reader->client, helper)
							 : make_other(reader, helper);

		if (!made)
			return false;
	}
	return true;
}

static bool make_rest(struct client *client, const struct pg_schema *schema)
{
	struct pg_schema local = *schema;
	struct output ddl;

	local.schema_name = NULL;
	local.prelude.count = local.temporary_tables.count = local.temporary_views.count = 0;
	output_open_memory(&ddl);
	emit_ddl(&ddl, &local, DDL_ALL);
	return run_and_free(client, &ddl.buf);
}

/* A server that only follows another refuses. */
static bool begin(struct client *client)
{
	if (client_run(client, "BEGIN READ WRITE; SET LOCAL lock_timeout = '5s'"))
		return true;
	memcpy(client->state, "25006", sizeof(client->state));
	return false;
}

bool scratch_read(struct reader *reader, struct client *client, struct pg_schema *out,
		  const struct pg_schema *schema, const char *helpers)
{
	const char *name =
		arena_printf(client->arena, "lite2pg_scratch_%d", PQbackendPID(client->connection));
	struct client failed;
	bool good;

	reader_open(reader, client, out, name);
	reader->helpers = helpers;
	good = begin(client) && make_schema(client, schema, name) && make_helpers(reader, schema) &&
	       make_rest(client, schema) && reader_read(reader);
	failed = *client;
	if (!client_run(client, "ROLLBACK"))
		return false;
	*client = failed;
	return good;
}
