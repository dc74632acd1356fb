/* SPDX-License-Identifier: PostgreSQL
 *
 * Names of PostgreSQL's types: read from rules, compared, printed.  types.list is all that is
 * known of them.
 */
#include <config.h>

#include "postgres/print.h"

#include <string.h>

#include "base/arena.h"

struct type_info {
	enum pg_type_kind kind;
	uint8_t most_parameters;
	const char *name;
	const char *aliases;
};

static const struct type_info types[] = {
#define PG_TYPE(kind, name, most, aliases) { kind, most, name, aliases },
#include "postgres/types.list"
#undef PG_TYPE
};

enum { TYPE_COUNT = sizeof(types) / sizeof(types[0]) };

enum { FLOAT_REAL_BITS = 24, FLOAT_MOST_BITS = 53 };

/* ---------------------------------------------------------------- reading */

struct reader {
	const char *at, *end;
	struct strbuf name; /* words folded, one blank between them */
	unsigned words;
	bool quoted;	     /* a word was in double quotes */
	bool qualified;	     /* schema.type */
	struct slice inside; /* of the parentheses; ptr NULL: none */
	bool array;
};

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool is_word_start(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (c & 0x80);
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static void skip_space(struct reader *r)
{
	while (r->at < r->end && is_space(*r->at))
		r->at++;
}

static bool at_char(struct reader *r, char c)
{
	skip_space(r);
	return r->at < r->end && *r->at == c;
}

static bool take_char(struct reader *r, char c)
{
	if (!at_char(r, c))
		return false;
	r->at++;
	return true;
}

/* "char" is another type than char. */
static void print_type_name(struct strbuf *out, struct slice name)
{
	if (pg_keyword_may_be_type(name))
		pg_print_name(out, name);
	else
		strbuf_addf(out, "\"%.*s\"", SLICE_ARGS(name));
}

static bool read_quoted_word(struct reader *r)
{
	struct strbuf word = { 0 };
	bool closed = false;

	for (r->at++; r->at < r->end && !closed; r->at++) {
		if (*r->at != '"')
			strbuf_add_char(&word, *r->at);
		else if (r->at + 1 < r->end && r->at[1] == '"')
			strbuf_add_char(&word, *r->at++);
		else
			closed = true;
	}
	if (word.len)
		print_type_name(&r->name, (struct slice){ word.text, (uint32_t)word.len });
	r->quoted = true;
	closed &= word.len > 0;
	strbuf_free(&word);
	return closed;
}

static void read_plain_word(struct reader *r)
{
	while (r->at < r->end && (is_word_start(*r->at) || is_digit(*r->at) || *r->at == '$'))
		strbuf_add_char(&r->name, ascii_lower(*r->at++));
}

/* ARRAY behind a type is the standard's spelling of []. */
static bool word_is_array(struct reader *r)
{
	static const char word[] = "array";
	size_t len = sizeof(word) - 1;

	return (size_t)(r->end - r->at) == len &&
	       slice_equal_nocase((struct slice){ r->at, (uint32_t)len }, SLICE("array"));
}

static bool read_words(struct reader *r)
{
	for (;;) {
		skip_space(r);
		if (r->at == r->end || !(is_word_start(*r->at) || *r->at == '"') ||
		    (r->words && word_is_array(r)))
			return true;
		if (r->words && r->name.text[r->name.len - 1] != '.')
			strbuf_add_char(&r->name, ' ');
		r->words++;
		if (*r->at == '"') {
			if (!read_quoted_word(r))
				return false;
		} else {
			read_plain_word(r);
		}
		if (take_char(r, '.')) {
			strbuf_add_char(&r->name, '.');
			r->qualified = true;
		}
	}
}

static bool read_parentheses(struct reader *r)
{
	if (!take_char(r, '('))
		return true;
	r->inside.ptr = r->at;
	while (r->at < r->end && *r->at != ')') {
		char c = *r->at++;

		if (!is_word_start(c) && !is_digit(c) && !is_space(c) && c != ',' && c != '-')
			return false;
	}
	r->inside.len = (uint32_t)(r->at - r->inside.ptr);
	return take_char(r, ')') && r->inside.len > 0;
}

static bool read_array(struct reader *r)
{
	while (take_char(r, '[')) {
		r->array = true;
		skip_space(r);
		while (r->at < r->end && is_digit(*r->at))
			r->at++;
		if (!take_char(r, ']'))
			return false;
	}
	skip_space(r);
	if (!r->array && word_is_array(r)) {
		r->array = true;
		r->at = r->end;
	}
	return r->at == r->end;
}

static bool read_type(struct reader *r)
{
	return read_words(r) && r->words && read_parentheses(r) && read_words(r) && read_array(r) &&
	       r->name.text[r->name.len - 1] != '.';
}

/* ---------------------------------------------------------------- looking up */

static bool has_alias(const char *aliases, struct slice name)
{
	while (*aliases) {
		const char *bar = strchrnul(aliases, '|');

		if (slice_equal((struct slice){ aliases, (uint32_t)(bar - aliases) }, name))
			return true;
		aliases = *bar ? bar + 1 : bar;
	}
	return false;
}

static const struct type_info *type_find(struct slice name)
{
	for (size_t i = 0; i < TYPE_COUNT; i++)
		if (slice_equal(slice_of(types[i].name), name) || has_alias(types[i].aliases, name))
			return &types[i];
	return NULL;
}

static bool parse_parameters(struct slice text, unsigned most, struct pg_type *out)
{
	struct reader r = { 0 };

	if (!text.ptr)
		return true;
	r = (struct reader){ .at = text.ptr, .end = text.ptr + text.len };
	do {
		bool negative = take_char(&r, '-');
		int64_t value = 0;

		skip_space(&r);
		if (r.at == r.end || !is_digit(*r.at) || out->parameter_count == most)
			return false;
		while (r.at < r.end && is_digit(*r.at) && value < INT32_MAX / 10)
			value = value * 10 + (*r.at++ - '0');
		if (r.at < r.end && is_digit(*r.at))
			return false;
		out->parameters[out->parameter_count++] = (int32_t)(negative ? -value : value);
	} while (take_char(&r, ','));
	return r.at == r.end;
}

/* float(1) to float(24) is real, float(25) to float(53) double precision. */
static bool parse_float(struct slice inside, struct pg_type *out)
{
	struct pg_type bits = { 0 };

	if (!parse_parameters(inside, 1, &bits) || bits.parameters[0] < 1 ||
	    bits.parameters[0] > FLOAT_MOST_BITS)
		return false;
	*out = pg_type_of(bits.parameters[0] <= FLOAT_REAL_BITS ? PG_REAL : PG_DOUBLE);
	return true;
}

/* A type of an extension or of the user's: one name, its parameters as they were written. */
static bool parse_other(struct arena *arena, const struct reader *r, struct pg_type *out)
{
	struct slice name = { r->name.text, (uint32_t)r->name.len };

	if (r->words > 1 && !r->qualified)
		return false;
	if (!r->quoted && !pg_keyword_may_be_type(name))
		return false;
	out->kind = PG_OTHER;
	if (r->inside.ptr)
		out->name =
			arena_printf(arena, "%.*s(%.*s)", SLICE_ARGS(name), SLICE_ARGS(r->inside));
	else
		out->name = arena_copy(arena, name.ptr, name.len);
	return true;
}

bool pg_type_parse(struct arena *arena, struct slice text, struct pg_type *out)
{
	struct reader r = { .at = text.ptr, .end = text.ptr + text.len };
	bool good = read_type(&r);
	struct slice name = { r.name.text, (uint32_t)r.name.len };
	const struct type_info *info = good && !r.quoted ? type_find(name) : NULL;

	*out = (struct pg_type){ 0 };
	if (info && r.inside.ptr && slice_equal(name, SLICE("float"))) {
		good = parse_float(r.inside, out);
	} else if (info) {
		out->kind = info->kind;
		out->name = info->name;
		good = parse_parameters(r.inside, info->most_parameters, out);
	} else if (good) {
		good = parse_other(arena, &r, out);
	}
	out->array = r.array;
	strbuf_free(&r.name);
	return good;
}

/* ---------------------------------------------------------------- the rest */

bool pg_type_equal(const struct pg_type *a, const struct pg_type *b)
{
	if (a->kind != b->kind || a->array != b->array || a->parameter_count != b->parameter_count)
		return false;
	for (unsigned i = 0; i < a->parameter_count; i++)
		if (a->parameters[i] != b->parameters[i])
			return false;
	return a->name == b->name || (a->name && b->name && strcmp(a->name, b->name) == 0);
}

void pg_type_print(struct strbuf *out, const struct pg_type *type)
{
	/* An enum's is an identifier, any other the words that the grammar has for it. */
	if (type->kind == PG_ENUM && type->name)
		pg_print_identifier(out, type->name);
	else
		strbuf_add_text(out, type->name);
	for (unsigned i = 0; i < type->parameter_count; i++)
		strbuf_addf(out, "%s%d", i == 0 ? "(" : ",", type->parameters[i]);
	if (type->parameter_count)
		strbuf_add_char(out, ')');
	if (type->array)
		strbuf_add_text(out, "[]");
}

struct pg_type pg_type_of(enum pg_type_kind kind)
{
	if (kind == PG_UNKNOWN)
		return (struct pg_type){ .name = "unknown" };
	for (size_t i = 0; i < TYPE_COUNT; i++)
		if (types[i].kind == kind)
			return (struct pg_type){ .kind = kind, .name = types[i].name };
	return (struct pg_type){ .kind = kind };
}
