/* SPDX-License-Identifier: PostgreSQL
 *
 * Tokens are told apart no further than it takes to find a ";" that ends a statement: the ones
 * inside a CREATE TRIGGER end its steps, up to an END behind one of them.
 */
#include <config.h>

#include "sql/split.h"

#include <string.h>

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
	       c == '_' || (c & 0x80);
}

/* The end of the comment that begins at AT, or AT when none does. */
static uint32_t skip_comment(struct slice text, uint32_t at, uint32_t limit)
{
	const char *end;

	if (at + 1 >= limit)
		return at;
	if (text.ptr[at] == '-' && text.ptr[at + 1] == '-') {
		end = memchr(text.ptr + at, '\n', limit - at);
		return end ? (uint32_t)(end - text.ptr) : limit;
	}
	if (text.ptr[at] != '/' || text.ptr[at + 1] != '*')
		return at;
	for (at += 2; at + 1 < limit; at++)
		if (text.ptr[at] == '*' && text.ptr[at + 1] == '/')
			return at + 2;
	return limit;
}

/* Behind the quote that ends what AT begins; a doubled one is part of it. */
static uint32_t skip_quoted(struct slice text, uint32_t at, uint32_t limit)
{
	char quote = text.ptr[at] == '[' ? ']' : text.ptr[at];

	for (at++; at < limit; at++) {
		if (text.ptr[at] != quote)
			continue;
		if (quote == ']' || at + 1 == limit || text.ptr[at + 1] != quote)
			return at + 1;
		at++;
	}
	return limit;
}

uint32_t split_token(struct slice text, uint32_t at, uint32_t limit, enum split_kind *out_kind)
{
	char c = text.ptr[at];

	if (is_word(c)) {
		*out_kind = SPLIT_WORD;
		while (++at < limit && is_word(text.ptr[at]))
			;
		return at;
	}
	if (is_space(c)) {
		*out_kind = SPLIT_SPACE;
		while (++at < limit && is_space(text.ptr[at]))
			;
		return at;
	}
	*out_kind = SPLIT_COMMENT;
	if (skip_comment(text, at, limit) > at)
		return skip_comment(text, at, limit);
	if (c == '\'' || c == '"' || c == '`' || c == '[') {
		*out_kind = SPLIT_QUOTED;
		return skip_quoted(text, at, limit);
	}
	*out_kind = SPLIT_SIGN;
	return at + 1;
}

/* ---------------------------------------------------------------- statements */

/* How far the words at the statement's beginning are CREATE [TEMP] TRIGGER. */
enum head { HEAD_START, HEAD_EXPLAIN, HEAD_CREATE, HEAD_TRIGGER, HEAD_OTHER };

struct splitter {
	enum head head;
	enum { BODY, AFTER_SEMICOLON, AFTER_END } body; /* of a trigger */
};

static enum head next_head(enum head head, struct slice word)
{
	if (head == HEAD_START && slice_equal_nocase(word, SLICE("EXPLAIN")))
		return HEAD_EXPLAIN;
	if (head == HEAD_EXPLAIN &&
	    (slice_equal_nocase(word, SLICE("QUERY")) || slice_equal_nocase(word, SLICE("PLAN"))))
		return HEAD_EXPLAIN;
	if (head <= HEAD_EXPLAIN && slice_equal_nocase(word, SLICE("CREATE")))
		return HEAD_CREATE;
	if (head == HEAD_CREATE && (slice_equal_nocase(word, SLICE("TEMP")) ||
				    slice_equal_nocase(word, SLICE("TEMPORARY"))))
		return HEAD_CREATE;
	if (head == HEAD_CREATE && slice_equal_nocase(word, SLICE("TRIGGER")))
		return HEAD_TRIGGER;
	return HEAD_OTHER;
}

static void take_word(struct splitter *s, struct slice word)
{
	if (s->head != HEAD_TRIGGER)
		s->head = next_head(s->head, word);
	else if (s->body == AFTER_SEMICOLON && slice_equal_nocase(word, SLICE("END")))
		s->body = AFTER_END;
	else
		s->body = BODY;
}

static void take_other(struct splitter *s)
{
	s->body = BODY;
	if (s->head != HEAD_TRIGGER)
		s->head = HEAD_OTHER;
}

/* Whether the ";" ends the statement. */
static bool semicolon_ends(struct splitter *s)
{
	if (s->head != HEAD_TRIGGER || s->body == AFTER_END)
		return true;
	s->body = AFTER_SEMICOLON;
	return false;
}

bool split_next(struct slice text, uint32_t at, uint32_t limit, struct split_piece *out)
{
	struct splitter s = { HEAD_START, BODY };
	uint32_t behind;

	*out = (struct split_piece){ .start = limit, .end = limit, .next = limit };
	for (; at < limit; at = behind) {
		enum split_kind kind;

		behind = split_token(text, at, limit, &kind);
		if (kind == SPLIT_SPACE || kind == SPLIT_COMMENT)
			continue;
		if (kind == SPLIT_SIGN && text.ptr[at] == ';') {
			if (out->start == limit || !semicolon_ends(&s))
				continue;
			out->next = behind;
			out->closed = true;
			return true;
		}
		if (kind == SPLIT_WORD)
			take_word(&s, (struct slice){ text.ptr + at, behind - at });
		else
			take_other(&s);
		if (out->start == limit)
			out->start = at;
		out->end = behind;
	}
	return out->start < limit;
}
