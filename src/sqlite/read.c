/* SPDX-License-Identifier: PostgreSQL
 *
 * SOURCE arguments: told apart, read, parsed and applied.
 */
#include <config.h>

#include "sqlite/read.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sql/parse.h"
#include "sqlite/internal.h"
#include "sqlite/migrations.h"
#include "sqlite/read_db.h"

enum read_result read_expand(struct context *ctx, const char *argument, struct source_files *files,
			     const char **out_message)
{
	struct stat status;

	if (strcmp(argument, "-") == 0) {
		vec_push(ctx->arena, &files->paths, argument);
		return READ_DONE;
	}
	if (stat(argument, &status) != 0) {
		*out_message = arena_printf(ctx->arena, "%s: %s", argument, strerror(errno));
		return READ_FAILED;
	}
	if (S_ISDIR(status.st_mode))
		return migrations_expand(ctx, argument, files, out_message);
	vec_push(ctx->arena, &files->paths, argument);
	return READ_DONE;
}

/* Only a regular file can be asked without losing what it says. */
bool read_is_database(const char *path)
{
	static const char magic[16] = "SQLite format 3";
	char header[sizeof(magic)];
	struct stat status;
	ssize_t got;
	int fd;

	if (strcmp(path, "-") == 0 || stat(path, &status) != 0 || !S_ISREG(status.st_mode))
		return false;
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	got = read(fd, header, sizeof(header));
	close(fd);
	return got == sizeof(header) && memcmp(header, magic, sizeof(magic)) == 0;
}

/* ---------------------------------------------------------------- text */

/* Why TEXT can't be SQL, or NULL. */
static const char *why_no_text(struct slice text)
{
	uint32_t looked_at = text.len < 4096 ? text.len : 4096;

	if (text.len >= 2 &&
	    (memcmp(text.ptr, "\xff\xfe", 2) == 0 || memcmp(text.ptr, "\xfe\xff", 2) == 0))
		return "the text is UTF-16; lite2pg reads UTF-8";
	if (memchr(text.ptr, '\0', looked_at))
		return "neither SQL text nor an SQLite database (it may be encrypted or damaged)";
	return NULL;
}

/* The word behind "--" by which a line opens a part of a migration. */
static const struct section {
	const char *mark;
	bool left_out;
} sections[] = {
	{ "+goose up", false },	  { "+goose down", true },  { "migrate:up", false },
	{ "migrate:down", true }, { "+migrate up", false }, { "+migrate down", true },
};

static const struct section *find_section(const char *line, const char *end)
{
	while (line < end && (*line == ' ' || *line == '\t'))
		line++;
	if (end - line < 2 || line[0] != '-' || line[1] != '-')
		return NULL;
	for (line += 2; line < end && (*line == ' ' || *line == '\t');)
		line++;
	for (size_t i = 0; i < sizeof(sections) / sizeof(*sections); i++) {
		struct slice mark = slice_of(sections[i].mark);

		if ((size_t)(end - line) >= mark.len &&
		    slice_equal_nocase((struct slice){ line, mark.len }, mark))
			return &sections[i];
	}
	return NULL;
}

static bool has_sections(struct slice text)
{
	return memmem(text.ptr, text.len, "+goose", 6) ||
	       memmem(text.ptr, text.len, "+migrate", 8) ||
	       memmem(text.ptr, text.len, "migrate:", 8);
}

/* Blanks out the parts of a migration that take it back: positions stay what they are. */
static void leave_out_down(struct arena *arena, struct source *source)
{
	char *text, *end;
	bool left_out = false;

	if (!has_sections(source->text))
		return;
	text = arena_copy(arena, source->text.ptr, source->text.len);
	source->text.ptr = text;
	end = text + source->text.len;
	for (char *line = text; line < end;) {
		char *line_end = memchr(line, '\n', (size_t)(end - line));
		const struct section *section;

		if (!line_end)
			line_end = end;
		section = find_section(line, line_end);
		if (section)
			left_out = section->left_out;
		if (left_out)
			memset(line, ' ', (size_t)(line_end - line));
		line = line_end + 1;
	}
}

static bool apply(struct statement *statement, void *data)
{
	return sqlite_schema_apply(data, statement);
}

static enum read_result read_text(struct sqlite_schema *schema, const char *path,
				  const char **out_message)
{
	struct context *ctx = schema->ctx;
	struct source *source = source_read(&ctx->sources, path);
	uint32_t errors = ctx->diags.errors;
	const char *problem;

	if (!source) {
		*out_message = arena_printf(ctx->arena, "%s: %s", path, strerror(errno));
		return READ_FAILED;
	}
	problem = why_no_text(source->text);
	if (problem) {
		*out_message = arena_printf(ctx->arena, "%s: %s", path, problem);
		return READ_FAILED;
	}
	leave_out_down(ctx->arena, source);
	parse_script(ctx, source, apply, schema);
	sqlite_schema_end_source(schema);
	return ctx->diags.errors == errors ? READ_DONE : READ_ERRORS;
}

enum read_result read_source(struct sqlite_schema *schema, const char *path,
			     const char **out_message)
{
	if (read_is_database(path))
		return read_database(schema, path, out_message);
	return read_text(schema, path, out_message);
}
