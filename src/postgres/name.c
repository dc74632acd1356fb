/* SPDX-License-Identifier: PostgreSQL
 *
 * The names that PostgreSQL gives to what has none: parts joined by "_", the longer ones cut so
 * that all fit (indexcmds.c, makeObjectName).
 */
#include <config.h>

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "postgres/schema.h"

size_t pg_name_clip(const char *text, size_t limit)
{
	size_t len = strlen(text);

	if (len <= limit)
		return len;
	while (limit > 0 && ((unsigned char)text[limit] & 0xc0) == 0x80)
		limit--;
	return limit;
}

static char *add_part(char *end, const char *text, size_t len)
{
	memcpy(end, text, len);
	return end + len;
}

/* Called for each key of the schema: no printf(). */
const char *pg_object_name(struct arena *arena, const char *name1, const char *name2,
			   const char *label, unsigned number)
{
	char tail[16] = "", *text, *end;
	size_t len1 = strlen(name1), len2 = name2 ? strlen(name2) : 0, room;
	size_t label_len = strlen(label);

	if (number)
		snprintf(tail, sizeof(tail), "%u", number);
	room = PG_NAME_BYTES - label_len - 1 - strlen(tail) - (name2 != NULL);
	while (len1 + len2 > room)
		*(len1 > len2 ? &len1 : &len2) -= 1;
	text = end = arena_alloc(arena, len1 + len2 + label_len + strlen(tail) + 3);
	end = add_part(end, name1, pg_name_clip(name1, len1));
	*end++ = '_';
	if (name2) {
		end = add_part(end, name2, pg_name_clip(name2, len2));
		*end++ = '_';
	}
	end = add_part(end, label, label_len);
	add_part(end, tail, strlen(tail));
	return text;
}
