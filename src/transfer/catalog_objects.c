/* SPDX-License-Identifier: PostgreSQL
 *
 * What stands beside the tables: enums, extensions, views, triggers with their functions, and the
 * helper functions of the compiled schema that the database is compared with.
 */
#include <config.h>

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "transfer/internal.h"

/* ---------------------------------------------------------------- enums, extensions */

static const char enums_query[] =
	"SELECT t.typname, ARRAY(SELECT e.enumlabel FROM pg_enum e WHERE e.enumtypid = t.oid "
	"ORDER BY e.enumsortorder) FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace "
	"WHERE n.nspname = $1 AND t.typtype = 'e' AND NOT EXISTS (SELECT FROM pg_depend d "
	"WHERE d.classid = 'pg_type'::regclass AND d.objid = t.oid AND d.deptype = 'e') "
	"ORDER BY t.oid";

static bool read_enums(struct reader *reader)
{
	struct rows rows;

	if (!rows_open(&rows, reader->client, enums_query, reader->schema, NULL))
		return false;
	while (rows_next(&rows)) {
		struct pg_enum *type = arena_object(reader->arena, struct pg_enum);
		struct array_of_texts labels = rows_list(&rows, 1, reader->arena);

		type->name = rows_copy(&rows, 0, reader->arena);
		vec_each(const char *, label, labels.items)
			vec_push(reader->arena, &type->labels, slice_of(*label));
		vec_push(reader->arena, &reader->out->enums, type);
	}
	rows_close(&rows);
	return true;
}

static bool read_extensions(struct reader *reader)
{
	struct rows rows;

	if (!rows_open(&rows, reader->client,
		       "SELECT extname FROM pg_extension WHERE extname <> 'plpgsql' ORDER BY 1",
		       NULL, NULL))
		return false;
	while (rows_next(&rows)) {
		const char *name = rows_copy(&rows, 0, reader->arena);

		vec_push(reader->arena, &reader->out->extensions, name);
	}
	rows_close(&rows);
	return true;
}

/* ---------------------------------------------------------------- views */

static const char views_query[] =
	"SELECT c.oid, c.relname, rtrim(pg_get_viewdef(c.oid), ';') FROM pg_class c "
	"JOIN pg_namespace n ON n.oid = c.relnamespace "
	"WHERE n.nspname = $1 AND c.relkind = 'v' AND NOT EXISTS (SELECT FROM pg_depend d "
	"WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e') "
	"ORDER BY c.oid";

static bool read_views(struct reader *reader)
{
	struct rows rows;

	if (!rows_open(&rows, reader->client, views_query, reader->schema, NULL))
		return false;
	while (rows_next(&rows)) {
		struct pg_view *view = arena_object(reader->arena, struct pg_view);

		view->name = rows_copy(&rows, 1, reader->arena);
		view->definition = rows_copy(&rows, 2, reader->arena);
		vec_push(reader->arena, &reader->out->views, view);
		strmap_set(reader->relations, slice_of(rows_text(&rows, 0)), view);
	}
	rows_close(&rows);
	return true;
}

static const char needs_query[] =
	"SELECT DISTINCT r.ev_class, t.relname FROM pg_rewrite r "
	"JOIN pg_class c ON c.oid = r.ev_class AND c.relkind = 'v' "
	"JOIN pg_namespace n ON n.oid = c.relnamespace "
	"JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid "
	"AND d.refclassid = 'pg_class'::regclass AND d.refobjid <> r.ev_class "
	"JOIN pg_class t ON t.oid = d.refobjid WHERE n.nspname = $1 ORDER BY 1, 2";

static bool read_needs(struct reader *reader)
{
	struct rows rows;

	if (!rows_open(&rows, reader->client, needs_query, reader->schema, NULL))
		return false;
	while (rows_next(&rows)) {
		struct pg_view *view =
			strmap_find(reader->relations, slice_of(rows_text(&rows, 0)));
		const char *name = rows_copy(&rows, 1, reader->arena);

		if (view)
			vec_push(reader->arena, &view->depends, name);
	}
	rows_close(&rows);
	return true;
}

/* ---------------------------------------------------------------- triggers */

static const char bodies_query[] =
	"SELECT p.oid, p.proname, p.prosrc FROM pg_proc p "
	"JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname = $1 "
	"AND p.prorettype = 'trigger'::regtype AND p.pronargs = 0 AND NOT EXISTS (SELECT "
	"FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid "
	"AND d.deptype = 'e') ORDER BY p.oid";

/* The body as the model has it: without the line end behind the quote. */
static struct pg_function *add_function(struct reader *reader, const struct rows *rows, int oid,
					int name, int source)
{
	struct pg_function *function = arena_object(reader->arena, struct pg_function);
	const char *body = rows_text(rows, source);

	function->name = rows_copy(rows, name, reader->arena);
	body += *body == '\n';
	function->body = arena_copy(reader->arena, body, strlen(body));
	strmap_set(reader->bodies, slice_of(rows_text(rows, oid)), function);
	return function;
}

static bool read_bodies(struct reader *reader)
{
	struct rows rows;

	if (!rows_open(&rows, reader->client, bodies_query, reader->schema, NULL))
		return false;
	while (rows_next(&rows)) {
		struct pg_function *function = add_function(reader, &rows, 0, 1, 2);

		vec_push(reader->arena, &reader->out->functions, function);
	}
	rows_close(&rows);
	return true;
}

static const char triggers_query[] =
	"SELECT t.tgname, c.relname, t.tgtype, t.tgfoid, p.proname, p.prosrc, "
	"ARRAY(SELECT a.attname FROM unnest(t.tgattr::int2[]) WITH ORDINALITY k(number, place) "
	"JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.number ORDER BY k.place), "
	"pg_get_triggerdef(t.oid) "
	"FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
	"JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_proc p ON p.oid = t.tgfoid "
	"WHERE n.nspname = $1 AND NOT t.tgisinternal AND t.tgparentid = 0 ORDER BY t.oid";

enum {
	TRIGGER_NAME,
	TRIGGER_RELATION,
	TRIGGER_TYPE,
	TRIGGER_FUNCTION_OID,
	TRIGGER_FUNCTION,
	TRIGGER_BODY,
	TRIGGER_COLUMNS,
	TRIGGER_DEFINITION
};

/* pg_trigger.h */
enum { TYPE_BEFORE = 2, TYPE_INSERT = 4, TYPE_DELETE = 8, TYPE_UPDATE = 16, TYPE_INSTEAD = 64 };

/* It may be one of another schema. */
static struct pg_function *function_of(struct reader *reader, const struct rows *rows)
{
	struct pg_function *function =
		strmap_find(reader->bodies, slice_of(rows_text(rows, TRIGGER_FUNCTION_OID)));

	return function ? function
			: add_function(reader, rows, TRIGGER_FUNCTION_OID, TRIGGER_FUNCTION,
				       TRIGGER_BODY);
}

/* The condition of "... FOR EACH ROW WHEN (...) EXECUTE FUNCTION f()": pg_get_expr() does not
 * print one that has both OLD and NEW. */
static const char *condition_in(struct arena *arena, const char *definition)
{
	static const char start[] = " WHEN (", end[] = ") EXECUTE FUNCTION ";
	const char *from = strstr(definition, start), *to = NULL;

	if (!from)
		return NULL;
	from += sizeof(start) - 1;
	for (const char *at = strstr(from, end); at; at = strstr(at + 1, end))
		to = at;
	return to ? arena_copy(arena, from, (size_t)(to - from)) : NULL;
}

static void read_trigger(struct reader *reader, const struct rows *rows)
{
	struct arena *arena = reader->arena;
	struct pg_trigger *trigger = arena_object(arena, struct pg_trigger);
	struct array_of_texts columns = rows_list(rows, TRIGGER_COLUMNS, arena);
	long type = strtol(rows_text(rows, TRIGGER_TYPE), NULL, 10);

	trigger->name = rows_copy(rows, TRIGGER_NAME, arena);
	trigger->relation = rows_copy(rows, TRIGGER_RELATION, arena);
	trigger->time = type & TYPE_INSTEAD  ? TRIGGER_INSTEAD_OF
			: type & TYPE_BEFORE ? TRIGGER_BEFORE
					     : TRIGGER_AFTER;
	trigger->events = (uint8_t)((type & TYPE_INSERT ? PG_EVENT_INSERT : 0) |
				    (type & TYPE_UPDATE ? PG_EVENT_UPDATE : 0) |
				    (type & TYPE_DELETE ? PG_EVENT_DELETE : 0));
	vec_each(const char *, column, columns.items)
		vec_push(arena, &trigger->update_of.names, *column);
	trigger->when = verbatim(arena, condition_in(arena, rows_text(rows, TRIGGER_DEFINITION)));
	trigger->function = function_of(reader, rows);
	vec_push(arena, &reader->out->triggers, trigger);
}

static bool read_triggers(struct reader *reader)
{
	struct rows rows;

	if (!rows_open(&rows, reader->client, triggers_query, reader->schema, NULL))
		return false;
	while (rows_next(&rows))
		read_trigger(reader, &rows);
	rows_close(&rows);
	return true;
}

/* ---------------------------------------------------------------- helper functions */

static const char helpers_query[] =
	"SELECT p.proname, string_agg(pg_get_functiondef(p.oid), E'\\n' "
	"ORDER BY pg_get_function_identity_arguments(p.oid)) FROM pg_proc p "
	"WHERE p.pronamespace = to_regnamespace($1) AND p.prokind = 'f' GROUP BY p.proname";

/* That the schema is there is known by its own name. */
static bool read_helper_schema(struct reader *reader)
{
	struct rows rows;

	if (!rows_open(&rows, reader->client, "SELECT to_regnamespace($1)", reader->helpers, NULL))
		return false;
	if (rows_next(&rows) && rows_text(&rows, 0))
		strmap_set(reader->functions, SLICE(""), (void *)reader->helpers);
	rows_close(&rows);
	return true;
}

/* By the start of the statement that makes them. */
static bool read_collations(struct reader *reader)
{
	static const char query[] =
		"SELECT 'CREATE COLLATION IF NOT EXISTS ' || quote_ident(c.collname) || ' ' "
		"FROM pg_collation c JOIN pg_namespace n ON n.oid = c.collnamespace "
		"WHERE n.nspname = $1";
	struct rows rows;

	if (!rows_open(&rows, reader->client, query, reader->schema, NULL))
		return false;
	while (rows_next(&rows))
		strmap_set(reader->functions, slice_of(rows_text(&rows, 0)), reader);
	rows_close(&rows);
	return true;
}

static bool read_helpers(struct reader *reader)
{
	struct rows rows;

	if (!read_collations(reader))
		return false;
	if (!reader->helpers)
		return true;
	if (!read_helper_schema(reader))
		return false;
	if (!rows_open(&rows, reader->client, helpers_query, reader->helpers, NULL))
		return false;
	while (rows_next(&rows))
		strmap_set(reader->functions, slice_of(rows_text(&rows, 0)),
			   (void *)rows_copy(&rows, 1, reader->arena));
	rows_close(&rows);
	return true;
}

bool read_objects(struct reader *reader)
{
	return read_enums(reader) && read_extensions(reader) && read_views(reader) &&
	       read_needs(reader) && read_bodies(reader) && read_triggers(reader) &&
	       read_helpers(reader);
}
