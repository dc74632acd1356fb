/* SPDX-License-Identifier: PostgreSQL
 *
 * The language of MATCH, of fts5 and of fts3 and fts4, into the text of a tsquery.  Words fall
 * apart here as the table's tokenizer tells them apart, so that what PostgreSQL reads
 * is letters and digits alone.
 */
#include <config.h>

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "lower/fulltext.h"

enum { MAX_DEPTH = 100, NEAR_DEFAULT = 10, NEAR_MAX = 30 };

enum node_kind { NODE_PHRASE, NODE_NEAR, NODE_AND, NODE_OR, NODE_NOT, NODE_NOTHING };

struct word {
	struct slice text;
	bool prefix;
};

struct node {
	enum node_kind kind;
	struct node *left, *right; /* NEAR: two phrases */
	VEC(struct word) words;	   /* PHRASE */
	unsigned distance;	   /* NEAR */
	uint64_t columns;	   /* that are looked at */
};

#define ALL_COLUMNS UINT64_MAX

struct query {
	const struct lowered_table *table;
	const struct fulltext *fulltext;
	struct arena *arena;
	struct slice text;
	uint32_t at;
	unsigned depth;
	bool single; /* one column is searched */
	struct fts_translation *out;
};

static struct node *fail(struct query *q, const char *why)
{
	if (!q->out->why)
		q->out->why = why;
	return NULL;
}

static struct node *new_node(struct query *q, enum node_kind kind)
{
	struct node *node = arena_object(q->arena, struct node);

	node->kind = kind;
	node->columns = ALL_COLUMNS;
	return node;
}

static struct node *join(struct query *q, enum node_kind kind, struct node *left,
			 struct node *right)
{
	struct node *node;

	if (!left || !right)
		return NULL;
	if (left->kind == NODE_NOTHING || right->kind == NODE_NOTHING)
		return fail(q, "a phrase without words is part of it");
	node = new_node(q, kind);
	node->left = left;
	node->right = right;
	return node;
}

/* ---------------------------------------------------------------- words */

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}

static bool is_ascii_word(char c)
{
	return (c >= '0' && c <= '9') || (ascii_lower(c) >= 'a' && ascii_lower(c) <= 'z');
}

static bool is_letter(const struct query *q, utf8proc_int32_t point)
{
	utf8proc_category_t category;

	if (point < 0x80)
		return is_ascii_word((char)point);
	if (!q->fulltext->unicode)
		return true;
	category = utf8proc_category(point);
	return (category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_LO) ||
	       (category >= UTF8PROC_CATEGORY_ND && category <= UTF8PROC_CATEGORY_NO) ||
	       category == UTF8PROC_CATEGORY_MN || category == UTF8PROC_CATEGORY_MC ||
	       category == UTF8PROC_CATEGORY_CO;
}

/* Without accents: the helper function of the prelude does the same to the table's texts. */
static struct slice unaccented(struct query *q, struct slice word)
{
	char *text = arena_copy(q->arena, word.ptr, word.len);
	utf8proc_uint8_t *apart = utf8proc_NFD((const utf8proc_uint8_t *)text), *whole;
	struct slice result = word;
	struct strbuf kept = { 0 };

	for (utf8proc_uint8_t *c = apart; c && *c; c++) {
		bool mark = (c[0] == 0xcc && c[1] >= 0x80) || (c[0] == 0xcd && c[1] <= 0xaf);

		if (mark)
			c++;
		else
			strbuf_add_char(&kept, (char)*c);
	}
	whole = kept.text ? utf8proc_NFC((const utf8proc_uint8_t *)kept.text) : NULL;
	if (whole)
		result = slice_of(arena_copy(q->arena, (char *)whole, strlen((char *)whole)));
	free(whole);
	free(apart);
	strbuf_free(&kept);
	return result;
}

static struct slice folded(struct query *q, struct slice word)
{
	char *text = arena_copy(q->arena, word.ptr, word.len);
	bool ascii = true;

	for (uint32_t i = 0; i < word.len; i++) {
		text[i] = ascii_lower(text[i]);
		ascii &= (unsigned char)text[i] < 0x80;
	}
	word.ptr = text;
	return ascii || !q->fulltext->unicode || q->fulltext->ascii_folds ? word
									  : unaccented(q, word);
}

static uint32_t letter_at(const struct query *q, struct slice text, uint32_t at)
{
	utf8proc_int32_t point;
	utf8proc_ssize_t size = utf8proc_iterate((const utf8proc_uint8_t *)text.ptr + at,
						 (utf8proc_ssize_t)(text.len - at), &point);

	if (size <= 0)
		return q->fulltext->unicode ? 0 : 1;
	return is_letter(q, point) ? (uint32_t)size : 0;
}

/* Of trigrams the text itself is looked for; one of less than three characters has none. */
static void add_substring(struct query *q, struct node *phrase, struct slice text)
{
	struct word word = { .text = text };
	uint32_t characters = 0;

	for (uint32_t i = 0; i < text.len; i++)
		characters += ((unsigned char)text.ptr[i] & 0xc0) != 0x80;
	if (characters >= 3)
		vec_push(q->arena, &phrase->words, word);
}

/* Adds the words of TEXT to PHRASE. */
static void add_words(struct query *q, struct node *phrase, struct slice text)
{
	uint32_t start, size;

	if (q->fulltext->trigrams) {
		add_substring(q, phrase, text);
		return;
	}
	for (uint32_t i = 0; i < text.len;) {
		struct word word = { 0 };

		for (start = i; i < text.len && (size = letter_at(q, text, i)) > 0; i += size)
			;
		if (i == start) {
			i++;
			continue;
		}
		word.text = folded(q, (struct slice){ text.ptr + start, i - start });
		vec_push(q->arena, &phrase->words, word);
	}
}

/* ---------------------------------------------------------------- what both languages share */

static void skip_blanks(struct query *q)
{
	while (q->at < q->text.len && is_blank(q->text.ptr[q->at]))
		q->at++;
}

static char peek(struct query *q)
{
	skip_blanks(q);
	return q->at < q->text.len ? q->text.ptr[q->at] : '\0';
}

static bool take(struct query *q, char c)
{
	if (peek(q) != c || q->at >= q->text.len)
		return false;
	q->at++;
	return true;
}

static bool is_bare(char c)
{
	return is_ascii_word(c) || c == '_' || c == '\x1a' || (unsigned char)c >= 0x80;
}

/* The bare word that stands next, without taking it. */
static struct slice bare_word(struct query *q)
{
	uint32_t end;

	skip_blanks(q);
	for (end = q->at; end < q->text.len && is_bare(q->text.ptr[end]); end++)
		;
	return (struct slice){ q->text.ptr + q->at, end - q->at };
}

static bool take_word(struct query *q, const char *word)
{
	struct slice next = bare_word(q);

	if (!slice_equal(next, slice_of(word)))
		return false;
	q->at += next.len;
	return true;
}

static bool is_keyword(struct slice word)
{
	return slice_equal(word, SLICE("AND")) || slice_equal(word, SLICE("OR")) ||
	       slice_equal(word, SLICE("NOT"));
}

/* "text", "" a quote in it. */
static bool quoted(struct query *q, struct slice *out)
{
	struct strbuf text = { 0 };

	for (q->at++; q->at < q->text.len; q->at++) {
		if (q->text.ptr[q->at] == '"' &&
		    !(q->at + 1 < q->text.len && q->text.ptr[q->at + 1] == '"'))
			break;
		q->at += q->text.ptr[q->at] == '"';
		strbuf_add_char(&text, q->text.ptr[q->at]);
	}
	*out = text.text ? (struct slice){ arena_copy(q->arena, text.text, text.len),
					   (uint32_t)text.len }
			 : SLICE("");
	strbuf_free(&text);
	if (q->at >= q->text.len) {
		fail(q, "a string in it does not end");
		return false;
	}
	q->at++;
	return true;
}

static int32_t column_named(const struct query *q, struct slice name)
{
	const struct sqlite_table *table = q->table->source;

	for (uint32_t i = 0; i < table->columns.count && i < 64; i++)
		if (!table->columns.items[i]->hidden &&
		    slice_equal_nocase(table->columns.items[i]->name.text, name))
			return (int32_t)i;
	return -1;
}

static void restrict_to(struct node *node, uint64_t columns)
{
	if (!node)
		return;
	node->columns &= columns;
	restrict_to(node->left, columns);
	restrict_to(node->right, columns);
}

static unsigned number(struct query *q)
{
	unsigned value = 0;

	skip_blanks(q);
	while (q->at < q->text.len && q->text.ptr[q->at] >= '0' && q->text.ptr[q->at] <= '9' &&
	       value < 100000)
		value = value * 10 + (unsigned)(q->text.ptr[q->at++] - '0');
	return value;
}

static bool enter(struct query *q)
{
	if (++q->depth <= MAX_DEPTH)
		return true;
	fail(q, "it is nested too deep");
	return false;
}

/* ---------------------------------------------------------------- fts5 (fts5parse.y) */

static struct node *fts5_or(struct query *q);

static bool fts5_string(struct query *q, struct slice *out)
{
	if (peek(q) == '"')
		return quoted(q, out);
	*out = bare_word(q);
	if (out->len == 0) {
		fail(q, "SQLite reports a syntax error in it");
		return false;
	}
	q->at += out->len;
	return true;
}

/* one + "two three" + fo* */
static struct node *fts5_phrase(struct query *q)
{
	struct node *phrase = new_node(q, NODE_PHRASE);
	struct slice text;

	if (take(q, '^'))
		return fail(q, "a tsquery can't ask for the first word of a column");
	do {
		if (!fts5_string(q, &text))
			return NULL;
		add_words(q, phrase, text);
		if (take(q, '*')) {
			if (phrase->words.count)
				phrase->words.items[phrase->words.count - 1].prefix = true;
			break;
		}
	} while (take(q, '+'));
	if (!phrase->words.count)
		phrase->kind = NODE_NOTHING;
	return phrase;
}

/* NEAR(a b, 5), behind its "(". */
static struct node *fts5_near(struct query *q)
{
	struct node *first = fts5_phrase(q), *second = NULL, *near;

	if (first && peek(q) != ')' && peek(q) != ',') {
		second = fts5_phrase(q);
		if (!second)
			return NULL;
	}
	if (!first)
		return NULL;
	if (peek(q) != ')' && peek(q) != ',')
		return fail(q, "NEAR of more than two phrases has no tsquery");
	near = second ? join(q, NODE_NEAR, first, second) : first;
	if (near)
		near->distance = NEAR_DEFAULT;
	if (near && take(q, ','))
		near->distance = number(q);
	return take(q, ')') ? near : fail(q, "SQLite reports a syntax error in it");
}

static bool column_set(struct query *q, uint64_t *out)
{
	bool many = take(q, '{');
	struct slice name;
	int32_t column;

	*out = 0;
	do {
		if (!fts5_string(q, &name))
			return false;
		column = column_named(q, name);
		if (column < 0) {
			fail(q, "it names a column that is not there");
			return false;
		}
		*out |= UINT64_C(1) << column;
	} while (many && !take(q, '}'));
	if (take(q, ':'))
		return true;
	fail(q, "SQLite reports a syntax error in it");
	return false;
}

/* Whether "name :", "{a b} :" or "- name :" stands next. */
static bool is_column_set(struct query *q)
{
	uint32_t start = q->at;
	struct slice name;
	bool is_set = peek(q) == '{' || peek(q) == '-';

	if (!is_set && (peek(q) == '"' || bare_word(q).len)) {
		is_set = fts5_string(q, &name) && peek(q) == ':';
		q->at = start;
	}
	return is_set;
}

static struct node *fts5_parenthesized(struct query *q)
{
	struct node *node;

	if (!enter(q))
		return NULL;
	node = fts5_or(q);
	q->depth--;
	return node && !take(q, ')') ? fail(q, "SQLite reports a syntax error in it") : node;
}

static struct node *fts5_primary(struct query *q, bool *out_is_list)
{
	uint64_t columns = ALL_COLUMNS;
	struct node *node;

	*out_is_list = true;
	if (is_column_set(q)) {
		bool except = take(q, '-');

		if (!column_set(q, &columns))
			return NULL;
		columns = except ? ~columns : columns;
	}
	if (take(q, '(')) {
		*out_is_list = false;
		node = fts5_parenthesized(q);
	} else if (slice_equal(bare_word(q), SLICE("NEAR")) && q->at + 4 < q->text.len &&
		   q->text.ptr[q->at + 4] == '(') {
		q->at += 5;
		node = fts5_near(q);
	} else {
		node = fts5_phrase(q);
	}
	restrict_to(node, columns);
	return node;
}

/* one two three: AND, which binds tightest */
static struct node *fts5_list(struct query *q)
{
	bool is_list, next_is_list;
	struct node *all = fts5_primary(q, &is_list);

	while (all && is_list && q->at < q->text.len) {
		char c = peek(q);
		struct node *next;

		if (c == '\0' || c == ')' || c == '(' || is_keyword(bare_word(q)))
			break;
		next = fts5_primary(q, &next_is_list);
		if (!next)
			return NULL;
		if (all->kind == NODE_NOTHING)
			all = next;
		else if (next->kind != NODE_NOTHING)
			all = join(q, NODE_AND, all, next);
	}
	return all;
}

static struct node *fts5_not(struct query *q)
{
	struct node *node = fts5_list(q);

	while (node && take_word(q, "NOT"))
		node = join(q, NODE_NOT, node, fts5_list(q));
	return node;
}

static struct node *fts5_and(struct query *q)
{
	struct node *node = fts5_not(q);

	while (node && take_word(q, "AND"))
		node = join(q, NODE_AND, node, fts5_not(q));
	return node;
}

static struct node *fts5_or(struct query *q)
{
	struct node *node = fts5_and(q);

	while (node && take_word(q, "OR"))
		node = join(q, NODE_OR, node, fts5_and(q));
	return node;
}

/* ---------------------------------------------------------------- fts3, fts4 (fts3_expr.c) */

static struct node *fts3_or(struct query *q);

/* A keyword of the language: it ends with a blank, a parenthesis or a quote. */
static bool fts3_keyword(struct query *q, const char *word)
{
	uint32_t len = (uint32_t)strlen(word);
	char next;

	skip_blanks(q);
	if (q->at + len > q->text.len || memcmp(q->text.ptr + q->at, word, len) != 0)
		return false;
	next = q->at + len < q->text.len ? q->text.ptr[q->at + len] : ' ';
	if (!is_blank(next) && !strchr("()\"", next) && !(word[1] == 'E' && next == '/'))
		return false;
	q->at += len;
	return true;
}

/* What is neither a word nor part of the language. */
static void fts3_skip(struct query *q)
{
	while (q->at < q->text.len && !strchr("()\"", q->text.ptr[q->at]) &&
	       !letter_at(q, q->text, q->at)) {
		if (q->text.ptr[q->at] == '^')
			fail(q, "a tsquery can't ask for the first word of a column");
		if (q->text.ptr[q->at] == '-')
			q->out->standard_differs = true;
		q->at++;
	}
}

/* "lin* app*": a star behind any word. */
static struct node *fts3_phrase(struct query *q)
{
	struct node *phrase = new_node(q, NODE_PHRASE);
	struct slice text;
	uint32_t start = 0;

	if (!quoted(q, &text))
		return NULL;
	for (uint32_t i = 0; i <= text.len; i++) {
		uint32_t before = phrase->words.count;

		if (i < text.len && text.ptr[i] != '*')
			continue;
		add_words(q, phrase, (struct slice){ text.ptr + start, i - start });
		if (i < text.len && i > start && phrase->words.count > before)
			phrase->words.items[phrase->words.count - 1].prefix = true;
		start = i + 1;
	}
	if (!phrase->words.count)
		phrase->kind = NODE_NOTHING;
	return phrase;
}

static uint64_t fts3_column(struct query *q)
{
	struct slice name = bare_word(q);
	int32_t column;

	if (q->at + name.len >= q->text.len || q->text.ptr[q->at + name.len] != ':')
		return ALL_COLUMNS;
	column = column_named(q, name);
	if (column < 0)
		return ALL_COLUMNS;
	q->at += name.len + 1;
	return UINT64_C(1) << column;
}

static struct node *fts3_word(struct query *q)
{
	uint64_t columns = fts3_column(q);
	struct node *phrase = new_node(q, NODE_PHRASE);
	uint32_t start, size;

	fts3_skip(q);
	if (columns != ALL_COLUMNS && q->at < q->text.len && !letter_at(q, q->text, q->at))
		return fail(q, "SQLite takes one word behind a column's name");
	for (start = q->at; q->at < q->text.len && (size = letter_at(q, q->text, q->at)) > 0;
	     q->at += size)
		;
	add_words(q, phrase, (struct slice){ q->text.ptr + start, q->at - start });
	if (!phrase->words.count)
		return fail(q, "SQLite reports a syntax error in it");
	if (q->at < q->text.len && q->text.ptr[q->at] == '*') {
		phrase->words.items[phrase->words.count - 1].prefix = true;
		q->at++;
	}
	phrase->columns = columns;
	return phrase;
}

static struct node *fts3_primary(struct query *q)
{
	struct node *node;

	fts3_skip(q);
	if (peek(q) == '"')
		return fts3_phrase(q);
	if (!take(q, '('))
		return fts3_word(q);
	q->out->standard_differs = true;
	if (!enter(q))
		return NULL;
	node = fts3_or(q);
	q->depth--;
	return node && !take(q, ')') ? fail(q, "SQLite reports a syntax error in it") : node;
}

static struct node *fts3_near(struct query *q)
{
	struct node *node = fts3_primary(q);

	while (node && fts3_keyword(q, "NEAR")) {
		unsigned distance = NEAR_DEFAULT;

		if (q->at < q->text.len && q->text.ptr[q->at] == '/') {
			q->at++;
			distance = number(q);
		}
		if (node->kind != NODE_PHRASE)
			return fail(q, "NEAR of more than two phrases has no tsquery");
		node = join(q, NODE_NEAR, node, fts3_primary(q));
		if (node)
			node->distance = distance;
	}
	return node;
}

static struct node *fts3_not(struct query *q)
{
	struct node *node = fts3_near(q);

	while (node && fts3_keyword(q, "NOT")) {
		q->out->standard_differs = true;
		node = join(q, NODE_NOT, node, fts3_near(q));
	}
	return node;
}

static bool fts3_or_next(struct query *q)
{
	uint32_t start = q->at;
	bool next = fts3_keyword(q, "OR");

	q->at = start;
	return next;
}

static struct node *fts3_and(struct query *q)
{
	struct node *node = fts3_not(q);

	for (;;) {
		if (!node)
			return NULL;
		fts3_skip(q);
		if (peek(q) == '\0' || peek(q) == ')' || fts3_or_next(q))
			return node;
		if (fts3_keyword(q, "AND"))
			q->out->standard_differs = true;
		node = join(q, NODE_AND, node, fts3_not(q));
	}
}

static struct node *fts3_or(struct query *q)
{
	struct node *node = fts3_and(q);

	while (node && fts3_keyword(q, "OR")) {
		struct node *right = fts3_and(q);

		/* without parentheses, OR binds tighter than AND */
		q->out->standard_differs |= node->kind == NODE_AND ||
					    (right && right->kind == NODE_AND);
		node = join(q, NODE_OR, node, right);
	}
	return node;
}

/* ---------------------------------------------------------------- printing */

static void print(struct query *q, const struct node *node, int within);

/* The weights of the columns in COLUMNS; "" for all.  False when there is none. */
static bool weights_of(struct query *q, uint64_t columns, char *out)
{
	const struct fulltext *fulltext = q->fulltext;
	uint32_t count = 0;

	for (uint32_t i = 0; i < q->table->source->columns.count && i < 64; i++)
		if (fulltext->weights[i] && columns & UINT64_C(1) << i) {
			if (count < WEIGHTS_MAX)
				out[count] = fulltext->weights[i];
			count++;
		}
	if (count == fulltext->indexed) {
		*out = '\0';
		return true;
	}
	if (count == 0)
		fail(q, "it asks for columns that are not indexed");
	else if (fulltext->indexed > WEIGHTS_MAX)
		fail(q, "a tsvector tells no more than four columns apart");
	else
		out[count] = '\0';
	return !q->out->why;
}

static void print_word(struct query *q, const struct word *word, const char *weights)
{
	struct strbuf *out = &q->out->text;
	bool plain = true;

	for (uint32_t i = 0; i < word->text.len; i++)
		plain &= is_ascii_word(word->text.ptr[i]);
	strbuf_add_text(out, plain ? "" : "'");
	strbuf_add_slice(out, word->text);
	strbuf_add_text(out, plain ? "" : "'");
	if (word->prefix || *weights)
		strbuf_addf(out, ":%s%s", word->prefix ? "*" : "", weights);
}

static void print_words(struct query *q, const struct node *phrase, const char *weights)
{
	for (uint32_t i = 0; i < phrase->words.count; i++) {
		strbuf_add_text(&q->out->text, i ? " <-> " : "");
		print_word(q, &phrase->words.items[i], weights);
	}
}

/* The phrases of a NEAR as far from each other as it allows, in both orders. */
static void print_distances(struct query *q, const struct node *near, const char *weights)
{
	struct strbuf *out = &q->out->text;

	for (unsigned n = 0; n <= near->distance + 1; n++)
		for (int back = 0; back < (n ? 2 : 1); back++) {
			strbuf_add_text(out, n ? " | " : "");
			print_words(q, back ? near->right : near->left, weights);
			strbuf_addf(out, " <%u> ", n);
			print_words(q, back ? near->left : near->right, weights);
		}
}

/* PRINT_ONE for each column that is looked at: positions of several are one row of numbers. */
static void print_by_column(struct query *q, const struct node *node, uint64_t columns,
			    void (*print_one)(struct query *q, const struct node *node,
					      const char *weights))
{
	const struct fulltext *fulltext = q->fulltext;
	char weight[2] = "";
	bool first = true;

	if (fulltext->indexed == 1 || fulltext->indexed > WEIGHTS_MAX) {
		q->out->crosses |= fulltext->indexed > 1 && !q->single;
		print_one(q, node, "");
		return;
	}
	for (uint32_t i = 0; i < q->table->source->columns.count && i < 64; i++) {
		if (!fulltext->weights[i] || !(columns & UINT64_C(1) << i))
			continue;
		weight[0] = fulltext->weights[i];
		strbuf_add_text(&q->out->text, first ? "" : " | ");
		print_one(q, node, weight);
		first = false;
	}
}

static void print_leaf(struct query *q, const struct node *node, int within)
{
	uint64_t columns = node->columns;
	char weights[WEIGHTS_MAX + 1];

	if (node->kind == NODE_NEAR)
		columns &= node->left->columns & node->right->columns;
	if (!weights_of(q, columns, weights))
		return;
	if (node->kind == NODE_PHRASE && node->words.count == 1) {
		print_word(q, &node->words.items[0], weights);
		return;
	}
	strbuf_add_text(&q->out->text, within ? "(" : "");
	print_by_column(q, node, columns, node->kind == NODE_NEAR ? print_distances : print_words);
	strbuf_add_text(&q->out->text, within ? ")" : "");
}

static void print_near(struct query *q, const struct node *near, int within)
{
	if (near->left->kind != NODE_PHRASE || near->right->kind != NODE_PHRASE ||
	    near->left->words.count != 1 || near->right->words.count != 1)
		fail(q, "NEAR of phrases has no tsquery");
	else if (near->distance > NEAR_MAX)
		fail(q, "NEAR of more than 30 words has no tsquery of a bearable length");
	else
		print_leaf(q, near, within);
}

/* WITHIN: how tight the operator around binds. */
static void print(struct query *q, const struct node *node, int within)
{
	static const int bind[] = { [NODE_OR] = 1, [NODE_AND] = 2, [NODE_NOT] = 2 };
	bool wrapped;

	if (node->kind == NODE_NEAR) {
		print_near(q, node, within);
		return;
	}
	if (node->kind == NODE_PHRASE) {
		print_leaf(q, node, within);
		return;
	}
	wrapped = bind[node->kind] < within;
	strbuf_add_text(&q->out->text, wrapped ? "(" : "");
	print(q, node->left, bind[node->kind]);
	strbuf_add_text(&q->out->text, node->kind == NODE_OR    ? " | "
				       : node->kind == NODE_NOT ? " & !"
								: " & ");
	print(q, node->right, node->kind == NODE_NOT ? 3 : bind[node->kind]);
	strbuf_add_text(&q->out->text, wrapped ? ")" : "");
}

/* ---------------------------------------------------------------- the whole */

/* False when it is refused; *OUT is NULL when it finds nothing. */
static bool parse(struct query *q, int32_t column, struct node **out)
{
	struct node *node;

	*out = NULL;
	*q->out = (struct fts_translation){ 0 };
	if (!peek(q)) {
		q->out->nothing = true;
		return true;
	}
	node = q->fulltext->module == VIRTUAL_FTS5 ? fts5_or(q) : fts3_or(q);
	if (node && peek(q))
		fail(q, "SQLite reports a syntax error in it");
	if (!node || q->out->why)
		return false;
	q->out->nothing = node->kind == NODE_NOTHING;
	if (q->out->nothing)
		return true;
	if (column >= 0)
		restrict_to(node, UINT64_C(1) << column);
	*out = node;
	return true;
}

bool fts_translate(const struct lowered_table *table, struct arena *arena, struct slice text,
		   int32_t column, struct fts_translation *out)
{
	struct query q = { .table = table,
			   .fulltext = table->fulltext,
			   .arena = arena,
			   .text = text,
			   .out = out };
	struct node *node;

	if (!parse(&q, column, &node))
		return false;
	if (node)
		print(&q, node, 0);
	return !out->why;
}

/* ---------------------------------------------------------------- as a condition */

static bool asks_columns(const struct node *node, uint64_t columns)
{
	return !node || (node->columns == columns && asks_columns(node->left, columns) &&
			 asks_columns(node->right, columns));
}

static void ask_all(struct node *node)
{
	if (!node)
		return;
	node->columns = ALL_COLUMNS;
	ask_all(node->left);
	ask_all(node->right);
}

static uint64_t indexed_columns(const struct query *q)
{
	uint64_t columns = 0;

	for (uint32_t i = 0; i < q->table->source->columns.count && i < 64; i++)
		columns |= q->fulltext->weights[i] ? UINT64_C(1) << i : 0;
	return columns;
}

/* A phrase of trigrams, or what is asked of the same columns throughout, as one tsquery. */
static struct expr *build_leaf(struct query *q, struct node *node, const struct fts_parts *parts)
{
	uint64_t columns = node->columns & indexed_columns(q);
	struct strbuf *text = &q->out->text;
	struct slice made;

	if (columns == 0 || (q->fulltext->trigrams && node->kind == NODE_NEAR)) {
		fail(q, columns ? "NEAR is not of trigrams"
				: "it asks for columns that are not indexed");
		return NULL;
	}
	if (q->fulltext->trigrams && node->words.count > 1) {
		fail(q, "a phrase of several texts is not of trigrams");
		return NULL;
	}
	if (q->fulltext->trigrams)
		return parts->leaf(parts->data, node->words.items[0].text, columns);
	/* of one column no phrase goes on into the next */
	if ((columns & (columns - 1)) == 0)
		q->single = true;
	ask_all(node);
	strbuf_clear(text);
	print(q, node, 0);
	q->single = false;
	if (q->out->why)
		return NULL;
	made.ptr = arena_copy(q->arena, text->text, text->len);
	made.len = (uint32_t)text->len;
	return parts->leaf(parts->data, made, columns);
}

static struct expr *build(struct query *q, struct node *node, const struct fts_parts *parts)
{
	bool leaf = node->kind == NODE_PHRASE || node->kind == NODE_NEAR;
	struct expr *left, *right;

	if (leaf || (!q->fulltext->trigrams && asks_columns(node, node->columns)))
		return build_leaf(q, node, parts);
	left = build(q, node->left, parts);
	right = left ? build(q, node->right, parts) : NULL;
	if (!right)
		return NULL;
	return parts->join(parts->data,
			   node->kind == NODE_OR    ? OP_OR
			   : node->kind == NODE_AND ? OP_AND
						    : OP_NOT,
			   left, right);
}

bool fts_build(const struct lowered_table *table, struct arena *arena, struct slice text,
	       int32_t column, const struct fts_parts *parts, struct fts_translation *out,
	       struct expr **made)
{
	struct query q = { .table = table,
			   .fulltext = table->fulltext,
			   .arena = arena,
			   .text = text,
			   .out = out };
	struct node *node;

	*made = NULL;
	if (!parse(&q, column, &node))
		return false;
	if (node)
		*made = build(&q, node, parts);
	return !out->why;
}
