/* SPDX-License-Identifier: PostgreSQL
 *
 * Constant GLOB patterns (func.c, patternCompare): * and ? alone make a LIKE pattern,
 * sets make a regular expression.  [^a] negates, [!a] does not; a set without its ] never
 * matches.
 */
#include <config.h>

#include <string.h>

#include "lower/expr.h"

static bool is_simple(struct slice pattern)
{
	return !pattern.len || !memchr(pattern.ptr, '[', pattern.len);
}

static void to_like(struct strbuf *out, struct slice pattern)
{
	for (uint32_t i = 0; i < pattern.len; i++) {
		char c = pattern.ptr[i];

		if (c == '*' || c == '?') {
			strbuf_add_char(out, c == '*' ? '%' : '_');
			continue;
		}
		if (c == '%' || c == '_' || c == '\\')
			strbuf_add_char(out, '\\');
		strbuf_add_char(out, c);
	}
}

static void add_set_character(struct strbuf *out, const char *text, uint32_t len)
{
	if (len == 1 && strchr("\\]^[-", text[0]))
		strbuf_add_char(out, '\\');
	strbuf_add(out, text, len);
}

static uint32_t character_length(struct slice text, uint32_t at)
{
	uint32_t len = 1;

	while (at + len < text.len && ((unsigned char)text.ptr[at + len] & 0xc0) == 0x80)
		len++;
	return len;
}

/* The set that starts behind the [ at AT.  Gives the place behind its ], or 0. */
static uint32_t add_set(struct strbuf *out, struct slice p, uint32_t at)
{
	strbuf_add_char(out, '[');
	if (at < p.len && p.ptr[at] == '^') {
		strbuf_add_char(out, '^');
		at++;
	}
	if (at < p.len && p.ptr[at] == ']') {
		strbuf_add_text(out, "\\]");
		at++;
	}
	while (at < p.len && p.ptr[at] != ']') {
		uint32_t len = character_length(p, at);
		uint32_t dash = at + len;
		uint32_t end_len;

		if (dash + 1 >= p.len || p.ptr[dash] != '-' || p.ptr[dash + 1] == ']') {
			add_set_character(out, p.ptr + at, len);
			at += len;
			continue;
		}
		end_len = character_length(p, dash + 1);
		/* a range that runs backwards holds nothing but, in SQLite, its first character */
		if (slice_compare((struct slice){ p.ptr + at, len },
				  (struct slice){ p.ptr + dash + 1, end_len }) <= 0) {
			add_set_character(out, p.ptr + at, len);
			strbuf_add_char(out, '-');
			add_set_character(out, p.ptr + dash + 1, end_len);
		} else {
			add_set_character(out, p.ptr + at, len);
		}
		at = dash + 1 + end_len;
	}
	if (at >= p.len)
		return 0;
	strbuf_add_char(out, ']');
	return at + 1;
}

static bool to_regex(struct strbuf *out, struct slice p)
{
	uint32_t at = 0, end = p.len;
	uint32_t stars = 0;

	/* * at an end is no anchor there */
	while (at < end && p.ptr[at] == '*')
		at++;
	while (end > at && p.ptr[end - 1] == '*') {
		stars++;
		end--;
	}
	if (stars && memchr(p.ptr + at, '[', end - at)) {
		/* the star may stand inside a set: [*] has its ] behind it, so it is outside */
		const char *open = NULL;

		for (uint32_t i = at; i < end; i++)
			open = p.ptr[i] == '[' && !open ? p.ptr + i : p.ptr[i] == ']' ? NULL : open;
		if (open)
			return false;
	}
	if (at == 0)
		strbuf_add_char(out, '^');
	while (at < end) {
		char c = p.ptr[at];

		if (c == '[') {
			at = add_set(out, (struct slice){ p.ptr, end }, at + 1);
			if (!at)
				return false;
			continue;
		}
		if (c == '*')
			strbuf_add_text(out, ".*");
		else if (c == '?')
			strbuf_add_char(out, '.');
		else {
			if (strchr("\\.+^$|(){}", c))
				strbuf_add_char(out, '\\');
			strbuf_add_char(out, c);
		}
		at++;
	}
	if (!stars)
		strbuf_add_char(out, '$');
	return true;
}

struct slice glob_translate(struct arena *arena, struct slice pattern, bool *out_like,
			    bool *out_never)
{
	struct strbuf text = { 0 };
	struct slice result;

	*out_like = is_simple(pattern);
	*out_never = false;
	if (*out_like)
		to_like(&text, pattern);
	else
		*out_never = !to_regex(&text, pattern);
	result.ptr = arena_copy(arena, text.text ? text.text : "", text.len);
	result.len = (uint32_t)text.len;
	strbuf_free(&text);
	return result;
}
