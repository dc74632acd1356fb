/* SPDX-License-Identifier: PostgreSQL
 *
 * Finds the comments by their mark, tells strings from comments as the splitter of statements does,
 * and works out the line that each is for.
 */
#include <config.h>

#include "diff/allow.h"

#include <string.h>

#include "sql/split.h"

static const char mark[] = "lite2pg:";

struct reader {
	struct allow_comments *out;
	struct context *ctx;
	const struct source *source;
	struct slice text;
	uint32_t waiting; /* the first comment in OUT that has no line yet */
	bool strict;
};

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\f';
}

static bool is_letter(char c)
{
	return ascii_lower(c) >= 'a' && ascii_lower(c) <= 'z';
}

static struct slice trim(struct slice text)
{
	while (text.len && (is_blank(text.ptr[0]) || text.ptr[0] == '\n')) {
		text.ptr++;
		text.len--;
	}
	while (text.len && (is_blank(text.ptr[text.len - 1]) || text.ptr[text.len - 1] == '\n'))
		text.len--;
	return text;
}

/* Takes WORD and the blanks behind it off the front of TEXT. */
static bool take_word(struct slice *text, const char *word)
{
	size_t len = strlen(word);

	if (text->len < len || memcmp(text->ptr, word, len) != 0)
		return false;
	if (is_letter(word[len - 1]) && text->len > len && is_letter(text->ptr[len]))
		return false;
	*text = trim((struct slice){ text->ptr + len, text->len - (uint32_t)len });
	return true;
}

/* The line around offset AT, in the space of all sources. */
static struct span line_of(const struct reader *r, uint32_t at)
{
	const char *end = memchr(r->text.ptr + at, '\n', r->text.len - at);
	uint32_t start = at;

	while (start > 0 && r->text.ptr[start - 1] != '\n')
		start--;
	return (struct span){ r->source->base + start,
			      r->source->base +
				      (end ? (uint32_t)(end - r->text.ptr) : r->text.len) };
}

static bool own_line(const struct reader *r, uint32_t at)
{
	while (at > 0 && is_blank(r->text.ptr[at - 1]))
		at--;
	return at == 0 || r->text.ptr[at - 1] == '\n';
}

static struct span span_of(const struct reader *r, struct slice text)
{
	uint32_t start = r->source->base + (uint32_t)(text.ptr - r->text.ptr);

	return (struct span){ start, start + text.len };
}

static void unknown(struct reader *r, struct slice name)
{
	struct diag_list *diags = &r->ctx->diags;
	const char *meant = NULL;
	unsigned best = 3;
	struct diagnostic *diag;

	if (!r->strict)
		return;
	for (size_t i = 0; i < HAZARD_WORDS; i++) {
		unsigned distance = edit_distance(name, slice_of(hazard_words[i]), best);

		if (distance >= best)
			continue;
		best = distance;
		meant = hazard_words[i];
	}
	diag = diag_add(diags, D_UNKNOWN_HAZARD, span_of(r, name), "unknown hazard '%.*s'",
			SLICE_ARGS(name));
	if (meant)
		diag_help(diags, diag, "Did you mean '%s'?", meant);
}

/* Takes "drop-column, drop-table" off the front of TEXT. */
static unsigned take_hazards(struct reader *r, struct slice *text)
{
	unsigned hazards = 0;
	bool more = true;

	while (more) {
		struct slice name = { text->ptr, 0 };
		unsigned found;

		while (name.len < text->len && name.ptr[name.len] != ',' &&
		       name.ptr[name.len] != '\n' && !is_blank(name.ptr[name.len]))
			name.len++;
		found = hazards_find(name);
		if (!found) {
			unknown(r, name);
			return 0;
		}
		hazards |= found;
		*text = trim((struct slice){ text->ptr + name.len, text->len - name.len });
		more = take_word(text, ",");
	}
	return hazards;
}

static void read_comment(struct reader *r, uint32_t at, struct slice comment)
{
	struct allow_comment allow = { .span = span_of(r, comment) };
	bool block = comment.ptr[0] == '/';
	struct slice text = { comment.ptr + 2, comment.len - (block ? 4 : 2) };

	text = trim(text);
	if (!take_word(&text, mark) || !take_word(&text, "allow"))
		return;
	allow.hazards = take_hazards(r, &text);
	if (!allow.hazards)
		return;
	if (text.len == 0) {
		if (r->strict)
			diag_add(&r->ctx->diags, D_ALLOW_WITHOUT_REASON, allow.span,
				 "what is allowed needs a reason behind its name");
		return;
	}
	allow.reason = arena_copy(r->ctx->arena, text.ptr, text.len);
	allow.line = line_of(r, at);
	vec_push(r->ctx->arena, &r->out->items, allow);
	if (!own_line(r, at))
		r->waiting = r->out->items.count;
}

static void read_text(struct reader *r)
{
	enum split_kind kind;

	r->waiting = r->out->items.count;
	for (uint32_t at = 0, end; at < r->text.len; at = end) {
		end = split_token(r->text, at, r->text.len, &kind);
		if (kind == SPLIT_SPACE)
			continue;
		if (kind == SPLIT_COMMENT) {
			if (end - at >= 4)
				read_comment(r, at, (struct slice){ r->text.ptr + at, end - at });
			continue;
		}
		if (r->waiting == r->out->items.count)
			continue;
		for (struct span line = line_of(r, at); r->waiting < r->out->items.count;)
			r->out->items.items[r->waiting++].line = line;
	}
}

void allow_read(struct allow_comments *out, struct context *ctx, uint32_t first, bool strict)
{
	struct reader r = { .out = out, .ctx = ctx, .strict = strict };

	for (uint32_t i = first; i < ctx->sources.sources.count; i++) {
		r.source = ctx->sources.sources.items[i];
		r.text = r.source->text;
		if (memmem(r.text.ptr, r.text.len, mark, strlen(mark)))
			read_text(&r);
	}
}

const struct allow_comment *allow_find(struct allow_comments *comments, unsigned number,
				       struct span span)
{
	uint32_t low = 0, high = comments->items.count;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (comments->items.items[middle].line.end < span.start)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < comments->items.count; low++) {
		struct allow_comment *comment = &comments->items.items[low];

		if (comment->line.start >= span.end)
			break;
		if (!(comment->hazards & (1U << number)))
			continue;
		comment->used = true;
		return comment;
	}
	return NULL;
}
