/* SPDX-License-Identifier: PostgreSQL
 *
 * Slices, the growing buffer and the symbol table.  The symbol table is an open-addressing
 * hash over the folded bytes; it doubles at half full.
 */
#include <config.h>

#include "base/str.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

struct slice slice_of(const char *text)
{
	return (struct slice){ text, (uint32_t)strlen(text) };
}

bool slice_equal(struct slice a, struct slice b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

bool slice_equal_nocase(struct slice a, struct slice b)
{
	if (a.len != b.len)
		return false;
	for (uint32_t i = 0; i < a.len; i++)
		if (ascii_lower(a.ptr[i]) != ascii_lower(b.ptr[i]))
			return false;
	return true;
}

int slice_compare(struct slice a, struct slice b)
{
	uint32_t common = a.len < b.len ? a.len : b.len;
	int order = common ? memcmp(a.ptr, b.ptr, common) : 0;

	return order ? order : (a.len > b.len) - (a.len < b.len);
}

static void reserve(struct strbuf *buf, size_t more)
{
	if (buf->len + more + 1 <= buf->cap)
		return;
	buf->cap = buf->cap * 2 > buf->len + more + 1 ? buf->cap * 2 : buf->len + more + 64;
	buf->text = xrealloc(buf->text, buf->cap);
}

void strbuf_add(struct strbuf *buf, const char *text, size_t len)
{
	reserve(buf, len);
	if (len)
		memcpy(buf->text + buf->len, text, len);
	buf->len += len;
	buf->text[buf->len] = '\0';
}

void strbuf_add_text(struct strbuf *buf, const char *text)
{
	strbuf_add(buf, text, strlen(text));
}

void strbuf_add_slice(struct strbuf *buf, struct slice slice)
{
	strbuf_add(buf, slice.ptr, slice.len);
}

void strbuf_add_char(struct strbuf *buf, char c)
{
	reserve(buf, 1);
	buf->text[buf->len++] = c;
	buf->text[buf->len] = '\0';
}

void strbuf_addf(struct strbuf *buf, const char *format, ...)
{
	va_list args, again;
	int len;

	va_start(args, format);
	va_copy(again, args);
	len = vsnprintf(NULL, 0, format, args);
	va_end(args);
	reserve(buf, (size_t)len);
	vsnprintf(buf->text + buf->len, (size_t)len + 1, format, again);
	va_end(again);
	buf->len += (size_t)len;
}

void strbuf_clear(struct strbuf *buf)
{
	buf->len = 0;
	if (buf->text)
		buf->text[0] = '\0';
}

void strbuf_free(struct strbuf *buf)
{
	free(buf->text);
	*buf = (struct strbuf){ 0 };
}

struct symbol_slot {
	uint32_t hash;
	const struct symbol *symbol;
};

struct symbol_table {
	struct arena *arena;
	struct symbol_slot *slots;
	uint32_t mask;
	uint32_t count;
};

struct symbol_table *symbol_table_new(struct arena *arena)
{
	struct symbol_table *table = xmalloc(sizeof(*table));

	*table = (struct symbol_table){ .arena = arena, .mask = 1023 };
	table->slots = xmalloc((table->mask + 1) * sizeof(*table->slots));
	memset(table->slots, 0, (table->mask + 1) * sizeof(*table->slots));
	return table;
}

void symbol_table_free(struct symbol_table *table)
{
	if (!table)
		return;
	free(table->slots);
	free(table);
}

static uint32_t hash_folded(struct slice text)
{
	uint32_t hash = 2166136261u; /* FNV-1a */

	for (uint32_t i = 0; i < text.len; i++)
		hash = (hash ^ (unsigned char)ascii_lower(text.ptr[i])) * 16777619u;
	return hash ^ hash >> 15;
}

static void grow(struct symbol_table *table)
{
	uint32_t mask = table->mask * 2 + 1;
	struct symbol_slot *slots = xmalloc((mask + 1) * sizeof(*slots));

	memset(slots, 0, (mask + 1) * sizeof(*slots));
	for (uint32_t i = 0; i <= table->mask; i++) {
		uint32_t at = table->slots[i].hash & mask;

		if (!table->slots[i].symbol)
			continue;
		while (slots[at].symbol)
			at = (at + 1) & mask;
		slots[at] = table->slots[i];
	}
	free(table->slots);
	table->slots = slots;
	table->mask = mask;
}

const struct symbol *symbol_intern(struct symbol_table *table, struct slice text)
{
	uint32_t hash = hash_folded(text);
	uint32_t at = hash & table->mask;
	struct symbol *symbol;

	for (; table->slots[at].symbol; at = (at + 1) & table->mask) {
		const struct symbol *have = table->slots[at].symbol;

		if (table->slots[at].hash == hash &&
		    slice_equal_nocase((struct slice){ have->text, have->len }, text))
			return have;
	}
	symbol = arena_alloc(table->arena, sizeof(*symbol) + text.len + 1);
	symbol->len = text.len;
	for (uint32_t i = 0; i < text.len; i++)
		symbol->text[i] = ascii_lower(text.ptr[i]);
	table->slots[at] = (struct symbol_slot){ hash, symbol };
	if (++table->count > table->mask / 2)
		grow(table);
	return symbol;
}

const struct symbol *symbol_intern_text(struct symbol_table *table, const char *text)
{
	return symbol_intern(table, slice_of(text));
}

unsigned edit_distance(struct slice a, struct slice b, unsigned limit)
{
	enum { LONGEST = 64 };
	unsigned row[LONGEST + 1];

	if (a.len > LONGEST || b.len > LONGEST || a.len > b.len + limit || b.len > a.len + limit)
		return limit + 1;
	for (uint32_t j = 0; j <= b.len; j++)
		row[j] = j;
	for (uint32_t i = 1; i <= a.len; i++) {
		unsigned diagonal = row[0];

		row[0] = i;
		for (uint32_t j = 1; j <= b.len; j++) {
			unsigned same = ascii_lower(a.ptr[i - 1]) == ascii_lower(b.ptr[j - 1]);
			unsigned best = diagonal + !same;

			diagonal = row[j];
			if (row[j] + 1 < best)
				best = row[j] + 1;
			if (row[j - 1] + 1 < best)
				best = row[j - 1] + 1;
			row[j] = best;
		}
	}
	return row[b.len];
}
