/* SPDX-License-Identifier: PostgreSQL
 *
 * Whether a text is JSON as PostgreSQL reads it (RFC 8259), and JSON arrays as PostgreSQL writes
 * arrays.
 */
#include <config.h>

#include <string.h>

#include "lower/expr.h"

struct json {
	const char *at, *end;
	unsigned depth;
};

enum { JSON_MAX_DEPTH = 500 };

static bool value(struct json *json);

static void blanks(struct json *json)
{
	while (json->at < json->end && memchr(" \t\n\r", *json->at, 4))
		json->at++;
}

static bool next_is(struct json *json, char c)
{
	blanks(json);
	if (json->at == json->end || *json->at != c)
		return false;
	json->at++;
	return true;
}

static bool escape(struct json *json)
{
	if (json->at == json->end)
		return false;
	if (*json->at != 'u')
		return memchr("\"\\/bfnrt", *json->at++, 8) != NULL;
	json->at++;
	for (int i = 0; i < 4; i++, json->at++) {
		char c;

		if (json->at == json->end)
			return false;
		c = ascii_lower(*json->at);
		if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f')))
			return false;
	}
	return true;
}

static bool string(struct json *json)
{
	if (!next_is(json, '"'))
		return false;
	while (json->at < json->end && *json->at != '"') {
		if ((unsigned char)*json->at < ' ')
			return false;
		if (*json->at++ == '\\' && !escape(json))
			return false;
	}
	return json->at < json->end && *json->at++ == '"';
}

static bool digits(struct json *json)
{
	const char *start = json->at;

	while (json->at < json->end && *json->at >= '0' && *json->at <= '9')
		json->at++;
	return json->at > start;
}

static bool number(struct json *json)
{
	if (*json->at == '-')
		json->at++;
	if (json->at < json->end && *json->at == '0')
		json->at++;
	else if (!digits(json))
		return false;
	if (json->at < json->end && *json->at == '.') {
		json->at++;
		if (!digits(json))
			return false;
	}
	if (json->at < json->end && ascii_lower(*json->at) == 'e') {
		json->at++;
		if (json->at < json->end && (*json->at == '+' || *json->at == '-'))
			json->at++;
		return digits(json);
	}
	return true;
}

static bool member(struct json *json, char close)
{
	return close == ']' ? value(json) : string(json) && next_is(json, ':') && value(json);
}

static bool members(struct json *json, char close)
{
	bool valid = true;

	json->at++;
	if (next_is(json, close))
		return true;
	if (json->depth++ > JSON_MAX_DEPTH)
		return false;
	do
		valid = member(json, close);
	while (valid && next_is(json, ','));
	json->depth--;
	return valid && next_is(json, close);
}

static bool word(struct json *json, const char *text)
{
	size_t len = strlen(text);

	if ((size_t)(json->end - json->at) < len || memcmp(json->at, text, len) != 0)
		return false;
	json->at += len;
	return true;
}

static bool value(struct json *json)
{
	blanks(json);
	if (json->at == json->end)
		return false;
	switch (*json->at) {
	case '{':
		return members(json, '}');
	case '[':
		return members(json, ']');
	case '"':
		return string(json);
	case 't':
		return word(json, "true");
	case 'f':
		return word(json, "false");
	case 'n':
		return word(json, "null");
	default:
		return number(json);
	}
}

bool json_is_valid(struct slice text)
{
	struct json json = { text.ptr, text.ptr + text.len, 0 };

	if (!value(&json))
		return false;
	blanks(&json);
	return json.at == json.end;
}

/* ---------------------------------------------------------------- arrays */

static char unescaped(char c)
{
	static const char letters[] = "bfnrt", meant[] = "\b\f\n\r\t";
	const char *letter = strchr(letters, c);

	return letter ? meant[letter - letters] : c;
}

/* "a\"b" of JSON as the same of an array; false for \u0041, which only a default in JSON holds. */
static bool add_string(struct strbuf *out, struct slice text)
{
	strbuf_add_char(out, '"');
	for (uint32_t i = 1; i + 1 < text.len; i++) {
		char c = text.ptr[i];

		if (c == '\\' && text.ptr[i + 1] == 'u')
			return false;
		if (c == '\\')
			c = unescaped(text.ptr[++i]);
		if (c == '"' || c == '\\')
			strbuf_add_char(out, '\\');
		strbuf_add_char(out, c);
	}
	strbuf_add_char(out, '"');
	return true;
}

static bool add_item(struct strbuf *out, struct slice text)
{
	if (text.ptr[0] == '"')
		return add_string(out, text);
	strbuf_add_slice(out, text); /* a number, true, false, null */
	return text.ptr[0] != '[' && text.ptr[0] != '{';
}

bool json_to_array(struct slice text, struct strbuf *out)
{
	struct json json = { text.ptr, text.ptr + text.len, 0 };
	bool fits = json_is_valid(text) && next_is(&json, '[');

	strbuf_add_char(out, '{');
	if (fits && !next_is(&json, ']'))
		do {
			const char *start;

			blanks(&json);
			start = json.at;
			value(&json);
			strbuf_add_text(out, out->len > 1 ? "," : "");
			fits = add_item(out, (struct slice){ start, (uint32_t)(json.at - start) });
		} while (fits && next_is(&json, ','));
	strbuf_add_char(out, '}');
	return fits;
}
