/* SPDX-License-Identifier: PostgreSQL
 *
 * The texts being compiled and positions in them.  All texts of a compilation
 * share one space of 32-bit byte offsets, so a span needs no file: position P
 * belongs to the source with base <= P <= base + length.  Line and column are
 * worked out only when something is printed.
 */
#ifndef SOURCE_H
#define SOURCE_H

#include "base/str.h"
#include "base/vec.h"

struct arena;

/* Bytes START up to, not including, END.  { 0, 0 } is "nowhere". */
struct span {
	uint32_t start;
	uint32_t end;
};

#define NOWHERE ((struct span){ 0, 0 })

struct source {
	const char *name;	    /* as the user gave it, "-" for standard input */
	const char *path;	    /* the file that make should depend on, or NULL */
	struct slice text;	    /* NUL-terminated one byte past its end */
	uint32_t base;		    /* the position of its first byte */
	struct source_lines *lines; /* opaque: where lines start, made when first asked for */
};

/* Where a position is, for people: 1-based line, 1-based column in code points. */
struct location {
	const struct source *source;
	uint32_t line;
	uint32_t column;
	struct slice text; /* the whole line, without its line end */
};

struct source_map {
	struct arena *arena;
	VEC(struct source *) sources;
	uint32_t next_base; /* starts at 1: position 0 is nowhere */
};

/* Adds TEXT, which must live as long as the map and have a NUL at text.ptr[text.len].
 * NULL when the position space (4 GB) is full. */
struct source *source_add(struct source_map *map, const char *name, struct slice text);

/* Reads all of a file or, for "-", of standard input.  NULL with errno set
 * when it can't be read; EFBIG when the position space is full. */
struct source *source_read(struct source_map *map, const char *path);

/* Reads a file that is open already. */
struct source *source_read_fd(struct source_map *map, const char *name, int fd);

/* NULL for nowhere. */
const struct source *source_find(const struct source_map *map, uint32_t position);

/* False for nowhere.  The first call for a source reads all of it, later ones search. */
bool source_locate(const struct source_map *map, uint32_t position, struct location *out);

struct slice source_slice(const struct source_map *map, struct span span);

/* The smallest span that covers both; NOWHERE counts as nothing. */
struct span span_join(struct span a, struct span b);

#endif
