/* SPDX-License-Identifier: PostgreSQL
 *
 * Identifiers, strings and comments: the only places where user text enters SQL.
 *
 * Key words are those of all supported servers together (keywords.list), so a schema
 * compiled for one version can be given to the next.
 */
#include <config.h>

#include "postgres/print.h"

#include <string.h>
#include <utf8proc.h>

enum keyword_category { NO_KEYWORD, U, C, T, R };

static const struct keyword {
	const char *word;
	enum keyword_category category;
} keywords[] = {
#define PG_KEYWORD(word, category) { word, category },
#include "postgres/keywords.list"
#undef PG_KEYWORD
};

enum { KEYWORD_COUNT = sizeof(keywords) / sizeof(keywords[0]) };

static enum keyword_category keyword_category(const char *word, size_t len)
{
	size_t low = 0, high = len > 0 ? KEYWORD_COUNT : 0;

	while (low < high) {
		size_t middle = (low + high) / 2;
		const char *at = keywords[middle].word;
		int order = *word - *at; /* most are told apart by it, without a call */

		if (order == 0)
			order = strncmp(word, at, len);
		if (order == 0 && at[len] == '\0')
			return keywords[middle].category;
		if (order > 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NO_KEYWORD;
}

bool pg_keyword_is_reserved(struct slice word)
{
	return keyword_category(word.ptr, word.len) >= T;
}

bool pg_keyword_is_any(struct slice word)
{
	char lower[32];

	if (word.len > sizeof(lower))
		return false;
	for (uint32_t i = 0; i < word.len; i++)
		lower[i] = ascii_lower(word.ptr[i]);
	return keyword_category(lower, word.len) != NO_KEYWORD;
}

bool pg_keyword_may_be_type(struct slice word)
{
	enum keyword_category category = keyword_category(word.ptr, word.len);

	return category != C && category != R;
}

/* What PostgreSQL's scanner takes without quotes and leaves as it is (scan.l, identifier).
 * Bytes over 127 would pass too, but folding them depends on the server's locale. */
static bool is_plain(const char *name, size_t len)
{
	if (len == 0 || !((name[0] >= 'a' && name[0] <= 'z') || name[0] == '_'))
		return false;
	for (size_t i = 1; i < len; i++)
		if (!((name[i] >= 'a' && name[i] <= 'z') || (name[i] >= '0' && name[i] <= '9') ||
		      name[i] == '_'))
			return false;
	return true;
}

static void print_quoted(struct strbuf *out, const char *text, size_t len, char quote)
{
	strbuf_add_char(out, quote);
	while (len > 0) {
		const char *end = memchr(text, quote, len);
		size_t run = end ? (size_t)(end - text) + 1 : len;

		strbuf_add(out, text, run);
		if (end)
			strbuf_add_char(out, quote);
		text += run;
		len -= run;
	}
	strbuf_add_char(out, quote);
}

static void print_name(struct strbuf *out, struct slice name, enum keyword_category first_quoted)
{
	if (is_plain(name.ptr, name.len) && keyword_category(name.ptr, name.len) < first_quoted)
		strbuf_add_slice(out, name);
	else
		print_quoted(out, name.ptr, name.len, '"');
}

void pg_print_identifier(struct strbuf *out, const char *name)
{
	print_name(out, slice_of(name), T);
}

void pg_print_name(struct strbuf *out, struct slice name)
{
	print_name(out, name, T);
}

/* coalesce(), left() and their like are called by their bare words. */
void pg_print_function_name(struct strbuf *out, struct slice name)
{
	print_name(out, name, R);
}

void pg_print_string(struct strbuf *out, struct slice text)
{
	print_quoted(out, text.ptr, text.len, '\'');
}

/* ---------------------------------------------------------------- comments */

static bool is_line_end(char c)
{
	return c == '\n' || c == '\r';
}

/* A server refuses text that is not UTF-8, in a comment too, and a
 * terminal obeys control characters. */
void pg_print_visible(struct strbuf *out, const char *text, size_t len)
{
	while (len > 0) {
		utf8proc_int32_t point;
		utf8proc_ssize_t size = utf8proc_iterate((const utf8proc_uint8_t *)text,
							 (utf8proc_ssize_t)len, &point);

		if (size <= 0) {
			strbuf_add_text(out, "\xef\xbf\xbd");
			size = 1;
		} else if ((point < 0x20 && point != '\t') || (point >= 0x7f && point < 0xa0)) {
			strbuf_add_char(out, ' ');
		} else {
			strbuf_add(out, text, (size_t)size);
		}
		text += size;
		len -= (size_t)size;
	}
}

static void indent_line(struct strbuf *out, unsigned indent)
{
	while (indent--)
		strbuf_add_char(out, ' ');
}

void pg_print_comment(struct strbuf *out, struct slice text, unsigned indent)
{
	const char *at = text.ptr, *end = text.ptr + text.len;

	do {
		const char *line = at;
		size_t len;

		while (at < end && !is_line_end(*at))
			at++;
		len = (size_t)(at - line);
		while (len > 0 && (line[len - 1] == ' ' || line[len - 1] == '\t'))
			len--;
		indent_line(out, indent);
		/* "----" stays a rule, not "-- --". */
		strbuf_add_text(out, len && *line != '-' ? "-- " : "--");
		pg_print_visible(out, line, len);
		strbuf_add_char(out, '\n');
		if (at < end && *at++ == '\r' && at < end && *at == '\n')
			at++;
	} while (at < end);
}
