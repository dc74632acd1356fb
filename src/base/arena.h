/* SPDX-License-Identifier: PostgreSQL
 *
 * Memory that lives and dies together.  Everything a compilation makes (syntax
 * trees, schema models, rules, diagnostics) comes from one arena and is freed
 * by one call; nothing taken from it is freed alone.  An allocation never
 * fails: when memory is out the program says so and exits with status 2.
 */
#ifndef ARENA_H
#define ARENA_H

#include <stdbool.h>
#include <stddef.h>

struct arena;

/* A point to which arena_release() returns the arena. */
struct arena_mark {
	void *object;
};

struct arena *arena_new(void);
void arena_free(struct arena *arena);

/* SIZE bytes, zeroed, aligned for pointers and 64-bit numbers. */
void *arena_alloc(struct arena *arena, size_t size) __attribute__((returns_nonnull, malloc));

/* A copy of LEN bytes with a NUL behind them. */
char *arena_copy(struct arena *arena, const char *text, size_t len);

/* printf into the arena. */
char *arena_printf(struct arena *arena, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Remembers how full the arena is; arena_release() gives back all that was
 * taken since.  Marks nest: release the newer one first. */
struct arena_mark arena_mark(struct arena *arena);
void arena_release(struct arena *arena, struct arena_mark mark);

/* Whether TEXT lies in what was taken from the arena since MARK. */
bool arena_holds(const struct arena *arena, struct arena_mark mark, const void *text);

#define arena_object(arena, type) ((type *)arena_alloc((arena), sizeof(type)))

/* malloc and realloc that exit with a message when memory is out. */
void *xmalloc(size_t size) __attribute__((returns_nonnull, malloc));
void *xrealloc(void *old, size_t size) __attribute__((returns_nonnull));

#endif
