/* SPDX-License-Identifier: PostgreSQL
 *
 * The arena is an obstack.  Configured with --enable-malloc-arena, each
 * allocation is a malloc of its own, so that AddressSanitizer sees its ends.
 */
#include <config.h>

#include "base/arena.h"

#include <obstack.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define obstack_chunk_alloc xmalloc
#define obstack_chunk_free  free

static void out_of_memory(void)
{
	fputs("lite2pg: out of memory\n", stderr);
	exit(2);
}

void *xmalloc(size_t size)
{
	return xrealloc(NULL, size);
}

void *xrealloc(void *old, size_t size)
{
	void *new = realloc(old, size ? size : 1);

	if (!new)
		out_of_memory();
	return new;
}

#ifdef MALLOC_ARENA

struct block {
	struct block *previous;
	size_t size;
	max_align_t data[];
};

struct arena {
	struct block *newest;
};

struct arena *arena_new(void)
{
	struct arena *arena = xmalloc(sizeof(*arena));

	arena->newest = NULL;
	return arena;
}

static void release_until(struct arena *arena, struct block *last)
{
	while (arena->newest != last) {
		struct block *block = arena->newest;

		arena->newest = block->previous;
		free(block);
	}
}

void arena_free(struct arena *arena)
{
	if (!arena)
		return;
	release_until(arena, NULL);
	free(arena);
}

void *arena_alloc(struct arena *arena, size_t size)
{
	struct block *block = xmalloc(sizeof(*block) + size);

	block->previous = arena->newest;
	block->size = size;
	arena->newest = block;
	return memset(block->data, 0, size);
}

struct arena_mark arena_mark(struct arena *arena)
{
	return (struct arena_mark){ arena->newest };
}

void arena_release(struct arena *arena, struct arena_mark mark)
{
	release_until(arena, mark.object);
}

bool arena_holds(const struct arena *arena, struct arena_mark mark, const void *text)
{
	uintptr_t at = (uintptr_t)text;

	for (const struct block *block = arena->newest; block != mark.object;
	     block = block->previous)
		if (at - (uintptr_t)block->data < block->size)
			return true;
	return false;
}

#else

/* Pointers and 64-bit numbers are the widest that nodes hold. */
enum { ALIGNMENT = 8 };

/* A chunk is half of what the arena has: small arenas stay small, and a big one is made of
 * huge pages, which the kernel clears and finds faster. */
enum { FIRST_CHUNK = 64 * 1024, LAST_CHUNK = 2 * 1024 * 1024, HUGE_PAGE = LAST_CHUNK, SHARE = 2 };

struct arena {
	struct obstack stack;
	size_t held; /* bytes of all chunks */
};

static void *huge_alloc(size_t size)
{
	void *memory;

	if (posix_memalign(&memory, HUGE_PAGE, size) != 0)
		out_of_memory();
#ifdef MADV_HUGEPAGE
	madvise(memory, size, MADV_HUGEPAGE);
#endif
	return memory;
}

static void set_held(struct arena *arena, size_t held)
{
	size_t next = held / SHARE;

	arena->held = held;
	next = next < FIRST_CHUNK ? FIRST_CHUNK : next < LAST_CHUNK ? next : LAST_CHUNK;
	obstack_chunk_size(&arena->stack) = (long)next;
}

static void *chunk_alloc(void *arena, long size)
{
	void *chunk = size < HUGE_PAGE ? xmalloc((size_t)size) : huge_alloc((size_t)size);

	set_held(arena, ((struct arena *)arena)->held + (size_t)size);
	return chunk;
}

static void chunk_free(void *arena, void *chunk)
{
	const struct _obstack_chunk *head = chunk;

	set_held(arena, ((struct arena *)arena)->held - (size_t)(head->limit - (char *)chunk));
	free(chunk);
}

struct arena *arena_new(void)
{
	struct arena *arena = xmalloc(sizeof(*arena));

	arena->held = 0;
	obstack_specify_allocation_with_arg(&arena->stack, FIRST_CHUNK, ALIGNMENT, chunk_alloc,
					    chunk_free, arena);
	return arena;
}

void arena_free(struct arena *arena)
{
	if (!arena)
		return;
	obstack_free(&arena->stack, NULL);
	free(arena);
}

void *arena_alloc(struct arena *arena, size_t size)
{
	return memset(obstack_alloc(&arena->stack, size), 0, size);
}

struct arena_mark arena_mark(struct arena *arena)
{
	return (struct arena_mark){ obstack_alloc(&arena->stack, 0) };
}

void arena_release(struct arena *arena, struct arena_mark mark)
{
	obstack_free(&arena->stack, mark.object);
}

static bool is_between(uintptr_t at, const void *start, const void *end)
{
	return at >= (uintptr_t)start && at <= (uintptr_t)end;
}

bool arena_holds(const struct arena *arena, struct arena_mark mark, const void *text)
{
	const struct _obstack_chunk *chunk = arena->stack.chunk;

	for (; chunk; chunk = chunk->prev) {
		bool oldest = is_between((uintptr_t)mark.object, chunk, chunk->limit);
		const void *start = oldest ? mark.object : chunk;

		if (is_between((uintptr_t)text, start, chunk->limit))
			return true;
		if (oldest)
			break;
	}
	return false;
}

#endif

char *arena_copy(struct arena *arena, const char *text, size_t len)
{
	char *copy = arena_alloc(arena, len + 1);

	if (len)
		memcpy(copy, text, len);
	return copy;
}

char *arena_printf(struct arena *arena, const char *format, ...)
{
	va_list args, again;
	int len;
	char *text;

	va_start(args, format);
	va_copy(again, args);
	len = vsnprintf(NULL, 0, format, args);
	va_end(args);
	text = arena_alloc(arena, (size_t)len + 1);
	vsnprintf(text, (size_t)len + 1, format, again);
	va_end(again);
	return text;
}
