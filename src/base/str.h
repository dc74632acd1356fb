/* SPDX-License-Identifier: PostgreSQL
 *
 * Text: borrowed slices, a growing buffer, and interned symbols.
 */
#ifndef STR_H
#define STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

/* LEN bytes of somebody else's text; not NUL-terminated.  Twelve bytes, because syntax trees
 * are made of them. */
struct slice {
	const char *ptr;
	uint32_t len;
} __attribute__((packed, aligned(4)));

#define SLICE(literal)	  ((struct slice){ (literal), sizeof(literal) - 1 })
#define SLICE_ARGS(slice) (int)(slice).len, (slice).ptr /* for "%.*s" */

struct slice slice_of(const char *text);
bool slice_equal(struct slice a, struct slice b);
/* Equal when ASCII letters are folded, as SQLite compares names. */
bool slice_equal_nocase(struct slice a, struct slice b);
int slice_compare(struct slice a, struct slice b); /* memcmp order */

/* ASCII only: independent of the locale, as SQLite's own character table. */
static inline char ascii_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}
static inline char ascii_upper(char c)
{
	return c >= 'a' && c <= 'z' ? (char)(c - 32) : c;
}

/* A growing text.  Start with { 0 }; `text` is NUL-terminated once anything
 * was added.  strbuf_free() gives the memory back. */
struct strbuf {
	char *text;
	size_t len;
	size_t cap;
};

void strbuf_add(struct strbuf *buf, const char *text, size_t len);
void strbuf_add_text(struct strbuf *buf, const char *text);
void strbuf_add_slice(struct strbuf *buf, struct slice slice);
void strbuf_add_char(struct strbuf *buf, char c);
void strbuf_addf(struct strbuf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));
void strbuf_clear(struct strbuf *buf);
void strbuf_free(struct strbuf *buf);

/* A name with its ASCII letters folded to lower case, interned: two symbols of
 * one table are the same name exactly when the pointers are equal. */
struct symbol {
	uint32_t len;
	char text[]; /* folded, NUL-terminated */
};

struct symbol_table;

/* Symbols live in ARENA.  The table itself is freed by symbol_table_free(). */
struct symbol_table *symbol_table_new(struct arena *arena);
void symbol_table_free(struct symbol_table *table);
const struct symbol *symbol_intern(struct symbol_table *table, struct slice text);
const struct symbol *symbol_intern_text(struct symbol_table *table, const char *text);

/* The number of single-character edits between A and B, letters folded;
 * at most LIMIT + 1.  For "did you mean". */
unsigned edit_distance(struct slice a, struct slice b, unsigned limit);

#endif
