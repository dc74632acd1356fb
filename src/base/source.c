/* SPDX-License-Identifier: PostgreSQL
 *
 * Reading sources whole, and from positions to lines and columns.
 */
#include <config.h>

#include "base/source.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
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

struct source *source_read_fd(struct source_map *map, const char *name, int fd)
{
	struct strbuf buf = { 0 };
	struct source *source = NULL;
	char chunk[65536];
	ssize_t got;

	while ((got = read(fd, chunk, sizeof(chunk))) != 0) {
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			goto out;
		strbuf_add(&buf, chunk, (size_t)got);
		if (buf.len >= UINT32_MAX) {
			errno = EFBIG;
			goto out;
		}
	}
	source = source_add(
		map, name,
		(struct slice){ arena_copy(map->arena, buf.text, buf.len), (uint32_t)buf.len });
out:
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

const struct source *source_find(const struct source_map *map, uint32_t position)
{
	uint32_t low = 0, high = map->sources.count;

	if (position == 0)
		return NULL;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		const struct source *source = map->sources.items[middle];

		if (position < source->base)
			high = middle;
		else if (position > source->base + source->text.len)
			low = middle + 1;
		else
			return source;
	}
	return NULL;
}

bool source_locate(const struct source_map *map, uint32_t position, struct location *out)
{
	const struct source *source = source_find(map, position);
	const char *line, *at, *end;

	if (!source)
		return false;
	*out = (struct location){ .source = source, .line = 1, .column = 1 };
	at = source->text.ptr + (position - source->base);
	end = source->text.ptr + source->text.len;
	line = source->text.ptr;
	for (const char *p; (p = memchr(line, '\n', (size_t)(at - line))); line = p + 1)
		out->line++;
	for (const char *p = line; p < at; p++)
		out->column += ((unsigned char)*p & 0xC0) != 0x80;
	out->text.ptr = line;
	while (at < end && *at != '\n')
		at++;
	if (at > line && at[-1] == '\r')
		at--;
	out->text.len = (uint32_t)(at - line);
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
