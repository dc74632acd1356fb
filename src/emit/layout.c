/* SPDX-License-Identifier: PostgreSQL
 *
 * Two texts of one statement are read token by token.  Where they agree the source's layout is
 * kept; where they part, the source's tokens are left out up to the next two tokens that agree, and
 * the new ones are put in their place.  So what comes out is always the new statement.
 */
#include <config.h>

#include "emit/layout.h"

#include <string.h>

#include "base/vec.h"
#include "postgres/print.h"
#include "sql/split.h"

/* How far it is looked for where the texts agree again, and how much may be new. */
enum { LOOK_AHEAD = 24, FREE_CHANGES = 12 };

struct token {
	struct slice gap; /* in front of it: blanks and comments */
	struct slice text;
	enum split_kind kind;
};

struct tokens {
	VEC(struct token) list;
};

struct layout {
	struct strbuf *out;
	const struct tokens *source, *made;
	void (*comment)(struct strbuf *out, struct slice text);
	bool keeps_parentheses; /* the source's own, which are not needed */
	uint32_t s, m;		/* the next tokens */
	uint32_t open;		/* parentheses that only the source has */
	bool after_new;		/* the token before has no counterpart in the source */
	uint32_t changes;
};

/* ---------------------------------------------------------------- tokens */

static bool is_operator(char c)
{
	switch (c) {
	case '+':
	case '-':
	case '*':
	case '/':
	case '<':
	case '>':
	case '=':
	case '~':
	case '!':
	case '@':
	case '#':
	case '%':
	case '^':
	case '&':
	case '|':
	case ':':
		return true;
	default:
		return false;
	}
}

static bool is_variable_mark(char c)
{
	return c == '?' || c == ':' || c == '@' || c == '$';
}

static bool begins_comment(struct slice text, uint32_t at)
{
	return at + 1 < text.len && ((text.ptr[at] == '-' && text.ptr[at + 1] == '-') ||
				     (text.ptr[at] == '/' && text.ptr[at + 1] == '*'));
}

/* Operators of several characters, and parameters, are one token. */
static uint32_t join_signs(struct slice text, uint32_t at, uint32_t end)
{
	enum split_kind kind;
	uint32_t next;

	if (is_variable_mark(text.ptr[at]) && end < text.len && !is_operator(text.ptr[end])) {
		next = split_token(text, end, text.len, &kind);
		return kind == SPLIT_WORD ? next : end;
	}
	if (is_operator(text.ptr[at]))
		while (end < text.len && is_operator(text.ptr[end]) && !begins_comment(text, end))
			end++;
	return end;
}

static void read_tokens(struct arena *arena, struct slice text, struct tokens *out)
{
	uint32_t gap = 0, end;

	for (uint32_t at = 0; at < text.len; at = end) {
		struct token token;

		end = split_token(text, at, text.len, &token.kind);
		if (token.kind == SPLIT_SPACE || token.kind == SPLIT_COMMENT)
			continue;
		if (token.kind == SPLIT_SIGN)
			end = join_signs(text, at, end);
		token.gap = (struct slice){ text.ptr + gap, at - gap };
		token.text = (struct slice){ text.ptr + at, end - at };
		vec_push(arena, &out->list, token);
		gap = end;
	}
}

static bool is_sign(const struct token *token, const char *sign)
{
	return slice_equal(token->text, slice_of(sign));
}

static bool is_the_word(const struct token *token, const char *word)
{
	return token->kind == SPLIT_WORD && slice_equal_nocase(token->text, slice_of(word));
}

static bool is_parameter(const struct token *token)
{
	return token->kind == SPLIT_SIGN && is_variable_mark(token->text.ptr[0]) &&
	       token->text.len >= 1 && !(token->text.len > 1 && is_operator(token->text.ptr[1]));
}

/* What stands between the quotes. */
static struct slice inside(const struct token *token)
{
	struct slice text = token->text;

	if (token->kind != SPLIT_QUOTED || text.len < 2)
		return text;
	return (struct slice){ text.ptr + 1, text.len - 2 };
}

/* Whether MADE stands where SOURCE stood. */
static bool agrees(const struct token *source, const struct token *made)
{
	if (is_parameter(source) || is_parameter(made))
		return is_parameter(source) && is_parameter(made);
	if (source->kind == SPLIT_SIGN || made->kind == SPLIT_SIGN) {
		if (source->kind != made->kind)
			return false;
		return slice_equal(source->text, made->text) ||
		       (is_sign(source, "==") && is_sign(made, "=")) ||
		       (is_sign(source, "!=") && is_sign(made, "<>"));
	}
	return slice_equal_nocase(inside(source), inside(made));
}

/* How an agreeing token is spelled: as in the source where that is the same to PostgreSQL. */
static struct slice spelling(const struct token *source, const struct token *made)
{
	if (source->kind == SPLIT_WORD && made->kind == SPLIT_WORD)
		return source->text;
	return is_sign(source, "!=") ? source->text : made->text;
}

/* ---------------------------------------------------------------- writing */

static bool is_word_end(char c)
{
	return (c >= '0' && c <= '9') || (ascii_lower(c) >= 'a' && ascii_lower(c) <= 'z') ||
	       c == '_' || c == '$' || (c & 0x80);
}

/* Whether LEFT and RIGHT would be read as one token without a blank. */
static bool would_join(char left, char right)
{
	return (is_word_end(left) && is_word_end(right)) ||
	       (is_operator(left) && is_operator(right)) || (left == '\'' && right == '\'') ||
	       (left == '"' && right == '"') || (is_word_end(left) && right == '\'');
}

static bool has_comment(struct slice gap)
{
	for (uint32_t i = 0; i + 1 < gap.len; i++)
		if (begins_comment(gap, i))
			return true;
	return false;
}

/* The comments of GAP, and its blanks where BLANKS. */
static void add_gap(struct layout *l, struct slice gap, bool blanks)
{
	for (uint32_t at = 0, end; at < gap.len; at = end) {
		enum split_kind kind;
		struct slice part;

		end = split_token(gap, at, gap.len, &kind);
		part = (struct slice){ gap.ptr + at, end - at };
		if (kind == SPLIT_COMMENT) {
			l->comment(l->out, part);
			if (!blanks)
				strbuf_add_char(l->out, part.ptr[0] == '-' ? '\n' : ' ');
		} else if (blanks) {
			strbuf_add_slice(l->out, part);
		}
	}
}

static void add_text(struct layout *l, struct slice text, bool joins)
{
	size_t len = l->out->len;

	if (!joins && len && text.len && would_join(l->out->text[len - 1], text.ptr[0]))
		strbuf_add_char(l->out, ' ');
	strbuf_add_slice(l->out, text);
}

/* A token of the new text whose gap in the source is SOURCE's; none: the gap that it has itself. */
static void add_token(struct layout *l, const struct token *source, const struct token *made,
		      struct slice text)
{
	bool joins = made->gap.len == 0 && !(source && has_comment(source->gap));
	bool tight = joins && l->m && is_word_end(l->made->list.items[l->m - 1].text.ptr[0]) &&
		     made->kind == SPLIT_QUOTED; /* E'...' */

	if (!source)
		strbuf_add_slice(l->out, made->gap);
	else if (!tight)
		add_gap(l, source->gap, !(l->after_new && joins));
	add_text(l, text, joins);
	l->after_new = false;
}

/* One in the place of other tokens, of which SOURCE is the first. */
static void add_new_token(struct layout *l, const struct token *source, const struct token *made)
{
	if (!source || (source->gap.len == 0 && made->gap.len)) {
		add_token(l, NULL, made, made->text);
	} else if (made->gap.len) {
		add_token(l, source, made, made->text);
	} else {
		add_gap(l, source->gap, false);
		add_text(l, made->text, true);
	}
	l->after_new = true;
}

/* ---------------------------------------------------------------- where the texts part */

static const struct token *source_at(const struct layout *l, uint32_t ahead)
{
	uint32_t at = l->s + ahead;

	return at < l->source->list.count ? &l->source->list.items[at] : NULL;
}

static const struct token *made_at(const struct layout *l, uint32_t ahead)
{
	uint32_t at = l->m + ahead;

	return at < l->made->list.count ? &l->made->list.items[at] : NULL;
}

static bool agree_at(const struct layout *l, uint32_t s, uint32_t m)
{
	const struct token *source = source_at(l, s), *made = made_at(l, m);

	if (!source || !made)
		return !source && !made;
	return agrees(source, made);
}

/* INNER and OUTER before JOIN. */
static bool is_idle_word(const struct layout *l)
{
	const struct token *here = source_at(l, 0), *next = source_at(l, 1), *made = made_at(l, 0);

	return (is_the_word(here, "INNER") || is_the_word(here, "OUTER")) && next &&
	       is_the_word(next, "JOIN") && made && is_the_word(made, "JOIN");
}

/* AS that the source did not write, in front of a word that is no key word. */
static bool is_idle_as(const struct layout *l)
{
	const struct token *made = made_at(l, 0), *alias = made_at(l, 1);

	return made && is_the_word(made, "AS") && alias && alias->kind == SPLIT_WORD &&
	       agree_at(l, 0, 1) && !pg_keyword_is_any(alias->text);
}

static bool keep_parenthesis(struct layout *l, const struct token *source)
{
	if (!l->keeps_parentheses)
		return false;
	if (is_sign(source, "("))
		l->open++;
	else if (is_sign(source, ")") && l->open)
		l->open--;
	else
		return false;
	return true;
}

/* What only one of them has, and means nothing. */
static bool take_idle(struct layout *l)
{
	const struct token *source = source_at(l, 0);

	if (source && (is_idle_word(l) || keep_parenthesis(l, source))) {
		add_gap(l, source->gap, true);
		add_text(l, source->text, false);
		l->s++;
		return true;
	}
	if (!source || !is_idle_as(l))
		return false;
	l->m++;
	return true;
}

/* The least that both have to skip until two tokens in turn agree. */
static bool find_agreement(const struct layout *l, uint32_t *out_s, uint32_t *out_m)
{
	for (uint32_t sum = 1; sum <= LOOK_AHEAD; sum++)
		for (uint32_t s = 0; s <= sum; s++)
			if (agree_at(l, s, sum - s) && agree_at(l, s + 1, sum - s + 1)) {
				*out_s = s;
				*out_m = sum - s;
				return true;
			}
	return false;
}

static bool take_change(struct layout *l)
{
	uint32_t s, m;

	if (!find_agreement(l, &s, &m))
		return false;
	l->changes += s + m;
	for (uint32_t i = 0; i < m; i++) {
		add_new_token(l, i == 0 && s ? source_at(l, 0) : NULL, made_at(l, 0));
		l->m++;
	}
	for (uint32_t i = m && s ? 1 : 0; i < s; i++)
		add_gap(l, source_at(l, i)->gap, false);
	l->s += s;
	return true;
}

static bool take_all(struct layout *l)
{
	while (l->s < l->source->list.count || l->m < l->made->list.count) {
		const struct token *source = source_at(l, 0), *made = made_at(l, 0);

		if (source && made && agrees(source, made)) {
			add_token(l, source, made, spelling(source, made));
			l->s++;
			l->m++;
		} else if (!take_idle(l) && (l->keeps_parentheses || !take_change(l))) {
			return false;
		}
	}
	return !l->open && l->changes <= FREE_CHANGES + l->made->list.count / 4;
}

/* First as if nothing changed, when parentheses that are not needed may stay. */
bool layout_keep(struct strbuf *out, struct arena *arena, struct slice source, struct slice made,
		 void (*comment)(struct strbuf *out, struct slice text))
{
	struct tokens source_tokens = { 0 }, made_tokens = { 0 };
	size_t before = out->len;

	read_tokens(arena, source, &source_tokens);
	read_tokens(arena, made, &made_tokens);
	for (int changes = 0; changes < 2; changes++) {
		struct layout l = { .out = out,
				    .source = &source_tokens,
				    .made = &made_tokens,
				    .comment = comment,
				    .keeps_parentheses = !changes };

		if (take_all(&l))
			return true;
		out->len = before;
		if (out->text)
			out->text[before] = '\0';
	}
	return false;
}
