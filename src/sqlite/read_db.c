/* SPDX-License-Identifier: PostgreSQL
 *
 * Reading a database file's sqlite_schema and leaving no trace.
 *
 * A database with a rollback journal mode is opened read-only with SQLite's locks: a
 * reader writes nothing.  One in WAL mode would get -wal and -shm files from any reader:
 * without a -wal it is complete in itself and is opened as immutable; with one, the
 * two files are copied to a private folder and read there.  A rollback journal that was
 * left by a crash goes the same way, because only a writer may play it back.
 */
#include <config.h>

#include "sqlite/read_db.h"

#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sql/parse.h"
#include "sqlite/internal.h"

enum { BUSY_TIMEOUT_MS = 2000, COPY_ATTEMPTS = 5 };

/* What belongs to one reading; all of it is given back by reading_close(). */
struct reading {
	struct sqlite_schema *schema;
	const char *path;
	const char *folder; /* the private copy's, or NULL */
	const char *problem;
	sqlite3 *db;
};

static const char *const companions[] = { "", "-wal", "-journal" };

/* ---------------------------------------------------------------- the private copy */

static bool copy_bytes(int from, int to)
{
	char block[65536];
	ssize_t got;

	while ((got = read(from, block, sizeof(block))) > 0)
		if (write(to, block, (size_t)got) != got)
			return false;
	return got == 0;
}

static bool copy_file(const char *from, const char *to)
{
	int in = open(from, O_RDONLY | O_CLOEXEC), out;
	bool done;

	if (in < 0)
		return errno == ENOENT;
	out = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	done = out >= 0 && copy_bytes(in, out);
	close(in);
	if (out >= 0)
		done = close(out) == 0 && done;
	return done;
}

/* The files' sizes and times of change, to see a writer at work. */
struct state_of_files {
	struct {
		off_t size;
		struct timespec changed;
	} files[3];
};

static struct state_of_files look_at_files(struct arena *arena, const char *path)
{
	struct state_of_files state;
	struct stat status;

	memset(&state, 0, sizeof(state));
	for (int i = 0; i < 3; i++) {
		if (stat(arena_printf(arena, "%s%s", path, companions[i]), &status) != 0)
			continue;
		state.files[i].size = status.st_size;
		state.files[i].changed = status.st_mtim;
	}
	return state;
}

static bool copy_all(struct reading *reading, const char *copy)
{
	struct arena *arena = reading->schema->ctx->arena;

	for (int i = 0; i < 3; i++)
		if (!copy_file(arena_printf(arena, "%s%s", reading->path, companions[i]),
			       arena_printf(arena, "%s%s", copy, companions[i])))
			return false;
	return true;
}

/* The path of a copy made while nobody wrote, or NULL. */
static const char *make_copy(struct reading *reading)
{
	struct arena *arena = reading->schema->ctx->arena;
	const char *parent = getenv("TMPDIR");
	char *folder =
		arena_printf(arena, "%s/lite2pg-XXXXXX", parent && *parent ? parent : "/tmp");
	const char *copy;

	if (!mkdtemp(folder)) {
		reading->problem = arena_printf(arena, "%s: %s", folder, strerror(errno));
		return NULL;
	}
	reading->folder = folder;
	copy = arena_printf(arena, "%s/copy.db", folder);
	for (int i = 0; i < COPY_ATTEMPTS; i++) {
		struct state_of_files before = look_at_files(arena, reading->path), after;

		if (!copy_all(reading, copy)) {
			reading->problem = arena_printf(arena, "it can't be copied to %s: %s",
							folder, strerror(errno));
			return NULL;
		}
		after = look_at_files(arena, reading->path);
		if (memcmp(&before, &after, sizeof(before)) == 0)
			return copy;
	}
	reading->problem = "another process is writing to the database";
	return NULL;
}

static void remove_copy(struct reading *reading)
{
	static const char *const made[] = { "", "-wal", "-journal", "-shm" };
	struct arena *arena = reading->schema->ctx->arena;

	if (!reading->folder)
		return;
	for (size_t i = 0; i < sizeof(made) / sizeof(*made); i++)
		unlink(arena_printf(arena, "%s/copy.db%s", reading->folder, made[i]));
	rmdir(reading->folder);
}

/* ---------------------------------------------------------------- opening */

static bool has_content(struct reading *reading, const char *companion)
{
	struct stat status;

	return stat(arena_printf(reading->schema->ctx->arena, "%s%s", reading->path, companion),
		    &status) == 0 &&
	       status.st_size > 0;
}

/* Byte 18 of the header: 2 in WAL mode (fileformat2.html 1.3.3). */
static bool is_wal_mode(const char *path)
{
	char header[20] = { 0 };
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	bool wal;

	if (fd < 0)
		return false;
	wal = read(fd, header, sizeof(header)) == sizeof(header) && header[18] == 2;
	close(fd);
	return wal;
}

/* PATH as a file: URI, in which only some characters stand for themselves. */
static char *file_uri(struct arena *arena, const char *path, const char *query)
{
	struct strbuf uri = { 0 };
	char *result;

	strbuf_add_text(&uri, path[0] == '/' ? "file://" : "file:");
	for (const char *p = path; *p; p++)
		if (strchr("%?#", *p))
			strbuf_addf(&uri, "%%%02x", (unsigned char)*p);
		else
			strbuf_add_char(&uri, *p);
	strbuf_addf(&uri, "?%s", query);
	result = arena_copy(arena, uri.text, uri.len);
	strbuf_free(&uri);
	return result;
}

static bool open_uri(struct reading *reading, const char *path, const char *query, int flags)
{
	const char *uri = file_uri(reading->schema->ctx->arena, path, query);

	if (sqlite3_open_v2(uri, &reading->db, flags | SQLITE_OPEN_URI | SQLITE_OPEN_EXRESCODE,
			    NULL) != SQLITE_OK)
		return false;
	sqlite3_busy_timeout(reading->db, BUSY_TIMEOUT_MS);
	/* Objects whose SQL this SQLite would not take are ours to report. */
	sqlite3_db_config(reading->db, SQLITE_DBCONFIG_WRITABLE_SCHEMA, 1, NULL);
	return true;
}

static bool open_database(struct reading *reading)
{
	bool wal = is_wal_mode(reading->path);
	const char *copy;

	if (!has_content(reading, wal ? "-wal" : "-journal"))
		return open_uri(reading, reading->path, wal ? "mode=ro&immutable=1" : "mode=ro",
				SQLITE_OPEN_READONLY);
	/* A journal that a writer at work holds is not hot: SQLite's locks tell. */
	copy = make_copy(reading);
	return copy && open_uri(reading, copy, "mode=rw", SQLITE_OPEN_READWRITE);
}

/* ---------------------------------------------------------------- objects */

struct object {
	const char *type;
	const char *name;
	struct slice sql;
};
struct object_list {
	VEC(struct object) items;
};

static const char *column_copy(struct arena *arena, sqlite3_stmt *query, int column, uint32_t *len)
{
	const char *text = (const char *)sqlite3_column_text(query, column);

	*len = (uint32_t)sqlite3_column_bytes(query, column);
	return arena_copy(arena, text ? text : "", *len);
}

/* All objects that were made by SQL: automatic indexes have none. */
static bool list_objects(struct reading *reading, struct object_list *list)
{
	struct arena *arena = reading->schema->ctx->arena;
	sqlite3_stmt *query = NULL;
	int result = sqlite3_prepare_v2(
		reading->db,
		"SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY rowid",
		-1, &query, NULL);

	if (result == SQLITE_OK)
		while ((result = sqlite3_step(query)) == SQLITE_ROW) {
			struct object object;
			uint32_t len;

			object.type = column_copy(arena, query, 0, &len);
			object.name = column_copy(arena, query, 1, &len);
			object.sql.ptr = column_copy(arena, query, 2, &object.sql.len);
			vec_push(arena, &list->items, object);
		}
	sqlite3_finalize(query);
	return result == SQLITE_DONE;
}

static bool apply(struct statement *statement, void *data)
{
	return sqlite_schema_apply(data, statement);
}

/* "app.db:users": control characters would break the lines of diagnostics. */
static const char *source_name(struct arena *arena, const char *path, const char *object)
{
	char *name = arena_printf(arena, "%s:%s", path, object);

	for (char *p = name; *p; p++)
		if ((unsigned char)*p < ' ')
			*p = '?';
	return name;
}

static bool apply_object(struct reading *reading, const struct object *object)
{
	struct context *ctx = reading->schema->ctx;
	struct source *source = source_add(
		&ctx->sources, source_name(ctx->arena, reading->path, object->name), object->sql);

	if (!source) {
		reading->problem = "the sources are larger than 4 GB";
		return false;
	}
	parse_script(ctx, source, apply, reading->schema);
	return true;
}

/* Tables come before what stands on them, whatever a VACUUM or writable_schema did to
 * their order; each keeps its place in the order of creation. */
static bool apply_objects(struct reading *reading, const struct object_list *list)
{
	static const char *const phases[] = { "table", "index", "view", "trigger" };
	struct sqlite_schema *schema = reading->schema;
	uint32_t first = schema->next_order;

	for (size_t phase = 0; phase < sizeof(phases) / sizeof(*phases); phase++)
		for (uint32_t i = 0; i < list->items.count; i++) {
			const struct object *object = &list->items.items[i];

			if (strcmp(object->type, phases[phase]) != 0)
				continue;
			schema->next_order = first + i;
			if (!apply_object(reading, object))
				return false;
		}
	schema->next_order = first + list->items.count;
	return true;
}

static void reading_close(struct reading *reading)
{
	sqlite3_close(reading->db);
	remove_copy(reading);
}

static const char *sqlite_problem(struct reading *reading)
{
	int code = sqlite3_errcode(reading->db);

	if (code == SQLITE_BUSY)
		return "another process has locked the database";
	if (code == SQLITE_NOTADB)
		return "not an SQLite database, or an encrypted one";
	return arena_printf(reading->schema->ctx->arena, "%s", sqlite3_errmsg(reading->db));
}

/* make should depend on the database, which has objects for sources. */
static void add_dependency(struct context *ctx, const char *path)
{
	struct source *source = source_add(&ctx->sources, path, SLICE(""));

	if (source)
		source->path = source->name;
}

enum read_result read_database(struct sqlite_schema *schema, const char *path,
			       const char **out_message)
{
	struct reading reading = { .schema = schema, .path = path };
	struct object_list objects = { 0 };
	uint32_t errors = schema->ctx->diags.errors;
	bool done;

	add_dependency(schema->ctx, path);
	schema->state->loading = true;
	done = open_database(&reading) && list_objects(&reading, &objects);
	if (!done && !reading.problem)
		reading.problem = sqlite_problem(&reading);
	done = done && apply_objects(&reading, &objects);
	schema->state->loading = false;
	reading_close(&reading);
	if (!done) {
		*out_message = arena_printf(schema->ctx->arena, "%s: %s", path, reading.problem);
		return READ_FAILED;
	}
	if (!schema->database)
		schema->database = path;
	return schema->ctx->diags.errors == errors ? READ_DONE : READ_ERRORS;
}
