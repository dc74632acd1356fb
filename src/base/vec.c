/* SPDX-License-Identifier: PostgreSQL
 *
 * Growth of the arena's arrays.
 */
#include <config.h>

#include "base/vec.h"

#include <string.h>

#include "base/arena.h"

void *vec_grow(struct arena *arena, void *items, uint32_t *cap, size_t size)
{
	uint32_t more = *cap ? *cap * 2 : 2;
	void *grown = arena_alloc(arena, more * size);

	if (*cap)
		memcpy(grown, items, *cap * size);
	*cap = more;
	return grown;
}
