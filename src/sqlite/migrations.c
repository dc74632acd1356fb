/* SPDX-License-Identifier: PostgreSQL
 *
 * Which files of a folder are migrations, and their order.  A version is the numbers
 * at the front of the name: 0001_users.sql, V1.2__users.sql, 20240131120000_users.sql,
 * 2024-01-31-120000_users/up.sql, 10.sql.
 */
#include <config.h>

#include "sqlite/migrations.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Files that take a migration back, by the end of their names. */
static const char *const backward[] = { ".down.sql", ".undo.sql", ".rollback.sql" };

/* The same for tools that write pairs: left out where the forward file is there. */
static const struct {
	const char *down, *up;
} pairs[] = {
	{ "_down.sql", "_up.sql" },
	{ "-down.sql", "-up.sql" },
	{ "down.sql", "up.sql" },
};

/* The file inside a folder that is one migration. */
static const char *const inner[] = { "up.sql", "migration.sql" };

struct migration {
	const char *path;
	const char *name;    /* the file's or its folder's */
	const char *version; /* where the numbers start in it, or NULL */
	bool repeatable;     /* R__name.sql: run after all versions */
};

struct migration_list {
	VEC(struct migration) items;
};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool ends_with(const char *name, const char *end)
{
	struct slice text = slice_of(name), tail = slice_of(end);

	return text.len >= tail.len &&
	       slice_equal_nocase((struct slice){ text.ptr + text.len - tail.len, tail.len }, tail);
}

static bool file_exists(const char *path)
{
	struct stat status;

	return stat(path, &status) == 0 && S_ISREG(status.st_mode);
}

static bool has_forward_twin(struct context *ctx, const char *folder, const char *name)
{
	for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++) {
		int stem = (int)(strlen(name) - strlen(pairs[i].down));

		if (ends_with(name, pairs[i].down) &&
		    file_exists(
			    arena_printf(ctx->arena, "%s/%.*s%s", folder, stem, name, pairs[i].up)))
			return true;
	}
	return false;
}

static bool is_forward(struct context *ctx, const char *folder, const char *name)
{
	if (name[0] == '.' || !ends_with(name, ".sql"))
		return false;
	for (size_t i = 0; i < sizeof(backward) / sizeof(*backward); i++)
		if (ends_with(name, backward[i]))
			return false;
	/* U1__undo.sql */
	if (name[0] == 'U' && is_digit(name[1]) && strstr(name, "__"))
		return false;
	return !has_forward_twin(ctx, folder, name);
}

static const char *find_version(const char *name)
{
	if ((name[0] == 'V' || name[0] == 'v') && is_digit(name[1]))
		return name + 1;
	return is_digit(name[0]) ? name : NULL;
}

static void add(struct context *ctx, struct migration_list *list, const char *path,
		const char *name)
{
	struct migration migration = { .path = path,
				       .name = arena_copy(ctx->arena, name, strlen(name)),
				       .repeatable = strncmp(name, "R__", 3) == 0 };

	migration.version = find_version(migration.name);
	vec_push(ctx->arena, &list->items, migration);
}

static void add_entry(struct context *ctx, struct migration_list *list, const char *folder,
		      const char *name)
{
	const char *path = arena_printf(ctx->arena, "%s/%s", folder, name);
	struct stat status;

	if (name[0] == '.' || stat(path, &status) != 0)
		return;
	if (!S_ISDIR(status.st_mode)) {
		if (is_forward(ctx, folder, name))
			add(ctx, list, path, name);
		return;
	}
	for (size_t i = 0; i < sizeof(inner) / sizeof(*inner); i++) {
		const char *file = arena_printf(ctx->arena, "%s/%s", path, inner[i]);

		if (file_exists(file)) {
			add(ctx, list, file, name);
			return;
		}
	}
}

/* ---------------------------------------------------------------- order */

/* Takes one number of a version from *AT; false at the version's end. */
static bool next_number(const char **at, struct slice *out)
{
	const char *start = *at, *end;

	while (*start == '0' && is_digit(start[1]))
		start++;
	for (end = start; is_digit(*end);)
		end++;
	if (end == start || !(*end == '\0' || strchr("._-", *end)))
		return false;
	*out = (struct slice){ start, (uint32_t)(end - start) };
	*at = end;
	if (*end && is_digit(end[1]))
		(*at)++;
	return true;
}

static int compare_numbers(struct slice a, struct slice b)
{
	if (a.len != b.len)
		return a.len < b.len ? -1 : 1;
	return memcmp(a.ptr, b.ptr, a.len);
}

static int compare_versions(const char *a, const char *b)
{
	struct slice left, right;

	for (;;) {
		bool more_left = next_number(&a, &left);
		bool more_right = next_number(&b, &right);
		int order;

		if (!more_left || !more_right)
			return more_left - more_right;
		order = compare_numbers(left, right);
		if (order)
			return order;
	}
}

static int compare(const void *left, const void *right)
{
	const struct migration *a = left, *b = right;
	int order = a->repeatable - b->repeatable;

	if (!order)
		order = !a->version - !b->version;
	if (!order && a->version && b->version)
		order = compare_versions(a->version, b->version);
	return order ? order : strverscmp(a->name, b->name);
}

enum read_result migrations_expand(struct context *ctx, const char *folder,
				   struct source_files *files, const char **out_message)
{
	struct migration_list list = { 0 };
	struct dirent *entry;
	DIR *stream = opendir(folder);

	if (!stream) {
		*out_message = arena_printf(ctx->arena, "%s: %s", folder, strerror(errno));
		return READ_FAILED;
	}
	while ((entry = readdir(stream)))
		add_entry(ctx, &list, folder, entry->d_name);
	closedir(stream);
	if (list.items.count == 0) {
		*out_message = arena_printf(ctx->arena, "%s: no migrations (*.sql) in this folder",
					    folder);
		return READ_FAILED;
	}
	qsort(list.items.items, list.items.count, sizeof(*list.items.items), compare);
	vec_each(struct migration, migration, list.items)
		vec_push(ctx->arena, &files->paths, migration->path);
	return READ_DONE;
}
