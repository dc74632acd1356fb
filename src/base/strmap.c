/* SPDX-License-Identifier: PostgreSQL
 *
 * uthash behind four functions.
 */
#include <config.h>

#include "base/strmap.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

#define uthash_malloc(size) xmalloc(size)
#include <uthash.h>

struct entry {
	UT_hash_handle hh;
	void *value;
	char key[];
};

struct strmap {
	struct entry *entries;
};

struct strmap *strmap_new(void)
{
	struct strmap *map = xmalloc(sizeof(*map));

	map->entries = NULL;
	return map;
}

void strmap_free(struct strmap *map)
{
	struct entry *entry, *next;

	if (!map)
		return;
	HASH_ITER(hh, map->entries, entry, next)
	{
		HASH_DEL(map->entries, entry);
		free(entry);
	}
	free(map);
}

static struct entry *find(const struct strmap *map, struct slice key)
{
	struct entry *entry;

	HASH_FIND(hh, map->entries, key.ptr, key.len, entry);
	return entry;
}

void *strmap_find(const struct strmap *map, struct slice key)
{
	struct entry *entry = find(map, key);

	return entry ? entry->value : NULL;
}

void strmap_set(struct strmap *map, struct slice key, void *value)
{
	struct entry *entry = find(map, key);

	if (!entry) {
		entry = xmalloc(sizeof(*entry) + key.len);
		memset(entry, 0, sizeof(*entry));
		memcpy(entry->key, key.ptr, key.len);
		HASH_ADD_KEYPTR(hh, map->entries, entry->key, key.len, entry);
	}
	entry->value = value;
}

void strmap_remove(struct strmap *map, struct slice key)
{
	struct entry *entry = find(map, key);

	if (!entry)
		return;
	HASH_DEL(map->entries, entry);
	free(entry);
}
