/* SPDX-License-Identifier: PostgreSQL
 *
 * A map from bytes to pointers, exact (case matters).  For names that differ
 * only in ASCII case, use the interned symbol's text as the key.
 */
#ifndef STRMAP_H
#define STRMAP_H

#include "base/str.h"

struct strmap;

struct strmap *strmap_new(void);
void strmap_free(struct strmap *map);

/* NULL when there is none. */
void *strmap_find(const struct strmap *map, struct slice key);

/* Sets or replaces.  The key's bytes are copied; VALUE is not NULL. */
void strmap_set(struct strmap *map, struct slice key, void *value);

/* Takes the entry out; nothing happens when there is none. */
void strmap_remove(struct strmap *map, struct slice key);

#endif
