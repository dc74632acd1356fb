/* SPDX-License-Identifier: PostgreSQL
 *
 * Open addressing with linear probing: no node an entry, because a big schema has a name for
 * each of its objects.
 */
#include <config.h>

#include "base/strmap.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

enum { FIRST_SIZE = 16 };

struct entry {
	void *value; /* NULL: free */
	uint32_t hash;
	uint32_t key; /* where its length and then its bytes start in `keys` */
};

struct strmap {
	struct entry *entries; /* NULL until the first one */
	uint32_t count, mask;
	struct strbuf keys; /* a key that was taken out stays */
};

struct strmap *strmap_new(void)
{
	struct strmap *map = xmalloc(sizeof(*map));

	*map = (struct strmap){ 0 };
	return map;
}

void strmap_free(struct strmap *map)
{
	if (!map)
		return;
	free(map->entries);
	strbuf_free(&map->keys);
	free(map);
}

static uint32_t hash_of(struct slice key)
{
	uint32_t hash = 2166136261u; /* FNV-1a */

	for (uint32_t i = 0; i < key.len; i++)
		hash = (hash ^ (unsigned char)key.ptr[i]) * 16777619u;
	return hash ^ hash >> 15;
}

static struct slice key_of(const struct strmap *map, const struct entry *entry)
{
	const char *at = map->keys.text + entry->key;
	struct slice key = { .ptr = at + sizeof(key.len) };

	memcpy(&key.len, at, sizeof(key.len));
	return key;
}

/* The key's entry, or the free one where it belongs. */
static struct entry *find(const struct strmap *map, struct slice key, uint32_t hash)
{
	uint32_t at = hash & map->mask;

	while (map->entries[at].value &&
	       (map->entries[at].hash != hash || !slice_equal(key_of(map, &map->entries[at]), key)))
		at = (at + 1) & map->mask;
	return &map->entries[at];
}

void *strmap_find(const struct strmap *map, struct slice key)
{
	return map->count ? find(map, key, hash_of(key))->value : NULL;
}

static void grow(struct strmap *map)
{
	struct strmap old = *map;
	uint32_t size = old.entries ? (old.mask + 1) * 2 : FIRST_SIZE;

	map->entries = xmalloc(size * sizeof(*map->entries));
	memset(map->entries, 0, size * sizeof(*map->entries));
	map->mask = size - 1;
	for (uint32_t i = 0; old.entries && i <= old.mask; i++) {
		uint32_t at = old.entries[i].hash & map->mask;

		while (map->entries[at].value)
			at = (at + 1) & map->mask;
		map->entries[at] = old.entries[i];
	}
	free(old.entries);
}

void strmap_set(struct strmap *map, struct slice key, void *value)
{
	uint32_t hash = hash_of(key);
	struct entry *entry;

	if (!map->entries || map->count >= map->mask / 4 * 3)
		grow(map);
	entry = find(map, key, hash);
	if (!entry->value) {
		entry->hash = hash;
		entry->key = (uint32_t)map->keys.len;
		strbuf_add(&map->keys, (const char *)&key.len, sizeof(key.len));
		strbuf_add(&map->keys, key.ptr, key.len);
		map->count++;
	}
	entry->value = value;
}

/* The entries behind move up where that brings them nearer to their place. */
void strmap_remove(struct strmap *map, struct slice key)
{
	struct entry *hole;

	if (!strmap_find(map, key))
		return;
	hole = find(map, key, hash_of(key));
	map->count--;
	for (uint32_t at = (uint32_t)(hole - map->entries);;) {
		struct entry *next;
		uint32_t home;

		at = (at + 1) & map->mask;
		next = &map->entries[at];
		if (!next->value)
			break;
		home = next->hash & map->mask;
		if (((at - home) & map->mask) <
		    ((at - (uint32_t)(hole - map->entries)) & map->mask))
			continue;
		*hole = *next;
		hole = next;
	}
	*hole = (struct entry){ 0 };
}
