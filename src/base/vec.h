/* SPDX-License-Identifier: PostgreSQL
 *
 * Arrays that grow, in an arena.  Declare a member with VEC(type), start it
 * zeroed, add with vec_push(), read `items[0 .. count - 1]`:
 *
 *     VEC(struct column *) columns;
 *     vec_push(arena, &table->columns, column);
 *     vec_each(struct column *, column, table->columns) use(*column);
 */
#ifndef VEC_H
#define VEC_H

#include <stddef.h>
#include <stdint.h>

struct arena;

#define VEC(type)               \
	struct {                \
		type *items;    \
		uint32_t count; \
		uint32_t cap;   \
	}

#define vec_push(arena, vec, item)                                                  \
	do {                                                                        \
		if ((vec)->count == (vec)->cap)                                     \
			(vec)->items = vec_grow((arena), (vec)->items, &(vec)->cap, \
						sizeof(*(vec)->items));             \
		(vec)->items[(vec)->count++] = (item);                              \
	} while (0)

/* VAR is each item's address in turn. */
#define vec_each(type, var, vec) \
	for (type *var = (vec).items; var && var < (vec).items + (vec).count; var++)

/* Twice the room (at least 2 items), the old items copied. */
void *vec_grow(struct arena *arena, void *items, uint32_t *cap, size_t size);

#endif
