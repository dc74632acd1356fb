/* SPDX-License-Identifier: PostgreSQL
 *
 * Comments as text: of "-- one" and of a block with a star at each line the words remain.
 */
#include <config.h>

#include "emit/comment.h"

#include <string.h>

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool is_block(const struct comment *comment)
{
	return comment->text.ptr[1] == '*';
}

static struct slice drop(struct slice text, uint32_t count)
{
	return (struct slice){ text.ptr + count, text.len - count };
}

static struct slice inside_marks(const struct comment *comment)
{
	struct slice text = comment->text;

	if (is_block(comment) && text.len >= 4 && text.ptr[text.len - 1] == '/' &&
	    text.ptr[text.len - 2] == '*')
		text.len -= 2;
	text = drop(text, 2);
	while (text.len && is_blank(text.ptr[text.len - 1]))
		text.len--;
	return text;
}

static struct slice take_line(struct slice *rest)
{
	const char *end = memchr(rest->ptr, '\n', rest->len);
	struct slice line = { rest->ptr, end ? (uint32_t)(end - rest->ptr) : rest->len };

	*rest = drop(*rest, line.len + (end ? 1 : 0));
	return line;
}

/* Without the blanks and the star that lines of a block comment start with. */
static struct slice without_margin(struct slice line)
{
	while (line.len && (*line.ptr == ' ' || *line.ptr == '\t'))
		line = drop(line, 1);
	if (line.len && *line.ptr == '*') {
		line = drop(line, 1);
		if (line.len && *line.ptr == ' ')
			line = drop(line, 1);
	}
	return line;
}

static void add_block(struct strbuf *out, struct slice rest)
{
	size_t start = out->len;

	for (bool first = true; rest.len; first = false) {
		struct slice line = without_margin(take_line(&rest));

		if (first && line.len == 0)
			continue;
		strbuf_add_text(out, out->len > start || !first ? "\n" : "");
		strbuf_add(out, line.ptr, line.len);
	}
}

bool comment_text(struct strbuf *out, const struct comment *comment)
{
	struct slice text = inside_marks(comment);
	size_t start = out->len;

	if (is_block(comment)) {
		add_block(out, text);
		return out->len > start;
	}
	if (text.len && *text.ptr == ' ')
		text = drop(text, 1);
	strbuf_add(out, text.ptr, text.len);
	return true;
}

bool comment_is_one_line(const struct comment *comment)
{
	struct slice text = inside_marks(comment);

	return !text.len || !memchr(text.ptr, '\n', text.len);
}

void comments_text(struct strbuf *out, const struct comments *comments)
{
	if (!comments)
		return;
	vec_each(struct comment, comment, comments->above) {
		strbuf_add_text(out, out->len ? "\n" : "");
		comment_text(out, comment);
	}
	if (comments->behind.text.len) {
		strbuf_add_text(out, out->len ? "\n" : "");
		comment_text(out, &comments->behind);
	}
}
