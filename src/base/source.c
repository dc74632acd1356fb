/* SPDX-License-Identifier: PostgreSQL
 *
 * Reading sources whole, and from positions to lines and columns.
 */
#include <config.h>

#include "base/source.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"

struct source *source_add(struct source_map *map, const char *name, struct slice text)
{
	struct source *source;
	uint32_t base = map->next_base ? map->next_base : 1;

	if (text.len >= UINT32_MAX - base - 1) {
		errno = EFBIG;
		return NULL;
	}
	source = arena_object(map->arena, struct source);
	source->name = arena_copy(map->arena, name, strlen(name));
	source->text = text;
	source->base = base;
	map->next_base = base + text.len + 1;
	vec_push(map->arena, &map->sources, source);
	return source;
}

/* How much is left to read of a regular file; 0 for anything else. */
static size_t size_left(int fd)
{
	off_t at = lseek(fd, 0, SEEK_CUR);
	struct stat about;

	if (at < 0 || fstat(fd, &about) != 0 || !S_ISREG(about.st_mode) || about.st_size <= at ||
	    about.st_size - at >= UINT32_MAX)
		return 0;
	return (size_t)(about.st_size - at);
}

/* Reads up to LEN bytes; fewer at the end of the file.  -1 with errno set. */
static ssize_t read_up_to(int fd, char *text, size_t len)
{
	size_t have = 0;

	while (have < len) {
		ssize_t got = read(fd, text + have, len - have);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -1;
		if (got == 0)
			break;
		have += (size_t)got;
	}
	return (ssize_t)have;
}

/* A file's text is read straight to its place; only what its size did not tell of is added to
 * BUF, behind a copy of that. */
static bool read_all(struct arena *arena, int fd, struct slice *out, struct strbuf *buf)
{
	size_t size = size_left(fd);
	char *text = size ? arena_alloc(arena, size + 1) : "", chunk[65536];
	ssize_t got = read_up_to(fd, text, size);

	if (got < 0)
		return false;
	*out = (struct slice){ text, (uint32_t)got };
	while ((got = read_up_to(fd, chunk, sizeof(chunk))) > 0) {
		if (buf->len == 0)
			strbuf_add_slice(buf, *out);
		strbuf_add(buf, chunk, (size_t)got);
		if (buf->len >= UINT32_MAX) {
			errno = EFBIG;
			return false;
		}
	}
	if (buf->len)
		*out = (struct slice){ arena_copy(arena, buf->text, buf->len), (uint32_t)buf->len };
	return got == 0;
}

struct source *source_read_fd(struct source_map *map, const char *name, int fd)
{
	struct strbuf buf = { 0 };
	struct source *source = NULL;
	struct slice text;

	if (read_all(map->arena, fd, &text, &buf))
		source = source_add(map, name, text);
	strbuf_free(&buf);
	return source;
}

struct source *source_read(struct source_map *map, const char *path)
{
	struct source *source;
	int fd, saved;

	if (strcmp(path, "-") == 0)
		return source_read_fd(map, path, STDIN_FILENO);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return NULL;
	source = source_read_fd(map, path, fd);
	saved = errno;
	close(fd);
	errno = saved;
	if (source)
		source->path = source->name;
	return source;
}

static struct source *find(const struct source_map *map, uint32_t position)
{
	uint32_t low = 0, high = map->sources.count;

	if (position == 0)
		return NULL;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		struct source *source = map->sources.items[middle];

		if (position < source->base)
			high = middle;
		else if (position > source->base + source->text.len)
			low = middle + 1;
		else
			return source;
	}
	return NULL;
}

const struct source *source_find(const struct source_map *map, uint32_t position)
{
	return find(map, position);
}

/* The offsets at which the lines start, and the place that was asked for last: many
 * diagnostics in one long line count its characters once. */
struct source_lines {
	uint32_t count;
	uint32_t last_offset, last_line, last_column;
	uint32_t starts[];
};

static struct source_lines *lines_of(struct arena *arena, struct source *source)
{
	const char *text = source->text.ptr, *end = text + source->text.len;
	uint32_t count = 1;
	struct source_lines *lines;

	if (source->lines)
		return source->lines;
	for (const char *p = text; (p = memchr(p, '\n', (size_t)(end - p))); p++)
		count++;
	lines = arena_alloc(arena, sizeof(*lines) + count * sizeof(*lines->starts));
	lines->count = 1;
	for (const char *p = text; (p = memchr(p, '\n', (size_t)(end - p))); p++)
		lines->starts[lines->count++] = (uint32_t)(p + 1 - text);
	source->lines = lines;
	return lines;
}

/* The last line that starts at or before OFFSET, counted from 0. */
static uint32_t line_at(const struct source_lines *lines, uint32_t offset)
{
	uint32_t low = 0, high = lines->count;

	while (high - low > 1) {
		uint32_t middle = low + (high - low) / 2;

		if (lines->starts[middle] <= offset)
			low = middle;
		else
			high = middle;
	}
	return low;
}

static uint32_t column_at(struct source_lines *lines, const char *text, uint32_t line,
			  uint32_t offset)
{
	uint32_t at = lines->starts[line], column = 1;

	if (lines->last_line == line && lines->last_offset >= at && lines->last_offset <= offset &&
	    lines->last_column) {
		at = lines->last_offset;
		column = lines->last_column;
	}
	for (; at < offset; at++)
		column += ((unsigned char)text[at] & 0xC0) != 0x80;
	lines->last_line = line;
	lines->last_offset = offset;
	lines->last_column = column;
	return column;
}

bool source_locate(const struct source_map *map, uint32_t position, struct location *out)
{
	struct source *source = find(map, position);
	struct source_lines *lines;
	uint32_t line, offset, start, end;

	if (!source)
		return false;
	lines = lines_of(map->arena, source);
	offset = position - source->base;
	line = line_at(lines, offset);
	start = lines->starts[line];
	end = line + 1 < lines->count ? lines->starts[line + 1] - 1 : source->text.len;
	*out = (struct location){ .source = source, .line = line + 1 };
	out->column = column_at(lines, source->text.ptr, line, offset);
	if (end > start && source->text.ptr[end - 1] == '\r')
		end--;
	out->text = (struct slice){ source->text.ptr + start, end - start };
	return true;
}

struct slice source_slice(const struct source_map *map, struct span span)
{
	const struct source *source = source_find(map, span.start);

	if (!source || span.end < span.start || span.end > source->base + source->text.len)
		return (struct slice){ "", 0 };
	return (struct slice){ source->text.ptr + (span.start - source->base),
			       span.end - span.start };
}

struct span span_join(struct span a, struct span b)
{
	if (a.end == 0)
		return b;
	if (b.end == 0)
		return a;
	return (struct span){ a.start < b.start ? a.start : b.start,
			      a.end > b.end ? a.end : b.end };
}
