/* SPDX-License-Identifier: PostgreSQL
 *
 * Connection URIs (libpq, "Connection URIs").  A secret is the password before the host and the
 * value of each parameter that holds one.  Errors of libpq may quote any part of a URI, as it is
 * written or with its %XX undone, so both forms of each secret are replaced in them; where it
 * is not clear what part is the password, the URI is refused before libpq sees it.
 */
#include <config.h>

#include "transfer/uri.h"

#include <libpq-fe.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/str.h"
#include "base/vec.h"

static const char *const secret_parameters[] = { "password", "sslpassword", "oauth_client_secret",
						 "scram_client_key", "scram_server_key" };

enum { SECRET_COUNT = sizeof(secret_parameters) / sizeof(secret_parameters[0]) };

/* What stands behind "postgresql://", or NULL. */
static const char *behind_scheme(const char *text)
{
	static const char *const schemes[] = { "postgresql://", "postgres://" };

	for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++)
		if (strncmp(text, schemes[i], strlen(schemes[i])) == 0)
			return text + strlen(schemes[i]);
	return NULL;
}

bool uri_is(const char *text)
{
	return behind_scheme(text) != NULL;
}

bool uri_is_conninfo(const char *text)
{
	PQconninfoOption *options;
	size_t word = strcspn(text, "= \t");
	bool known = false;

	if (!text[word] || !text[word + strspn(text + word, " \t")] || access(text, F_OK) == 0)
		return false;
	if (text[word + strspn(text + word, " \t")] != '=')
		return false;
	options = PQconndefaults();
	for (PQconninfoOption *option = options; option && option->keyword; option++)
		known = known || (strlen(option->keyword) == word &&
				  strncmp(option->keyword, text, word) == 0);
	PQconninfoFree(options);
	return known;
}

const char *uri_problem(const char *uri)
{
	const char *start = behind_scheme(uri);
	size_t authority = strcspn(start, "/");
	const char *at = memchr(start, '@', authority);
	const char *host = at ? at + 1 : start;

	if (strcspn(host, "@") < strcspn(host, "?"))
		return "in the user or password of a connection URI, @ is written as %40 and / as "
		       "%2F";
	return NULL;
}

/* ---------------------------------------------------------------- secrets */

struct secrets {
	VEC(struct slice) items;
};

static int digit_of(char c)
{
	const char *digits = "0123456789abcdef";
	const char *found = c ? strchr(digits, ascii_lower(c)) : NULL;

	return found ? (int)(found - digits) : -1;
}

/* With %XX undone, up to what is not right. */
static struct slice decoded(struct arena *arena, struct slice text)
{
	char *out = arena_copy(arena, text.ptr, text.len);
	uint32_t len = 0;

	for (uint32_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];

		if (c == '%' && i + 2 < text.len && digit_of(text.ptr[i + 1]) >= 0 &&
		    digit_of(text.ptr[i + 2]) >= 0) {
			c = (char)(digit_of(text.ptr[i + 1]) * 16 + digit_of(text.ptr[i + 2]));
			i += 2;
		}
		out[len++] = c;
	}
	return (struct slice){ out, len };
}

static void add_secret(struct arena *arena, struct secrets *secrets, struct slice raw)
{
	struct slice meant = decoded(arena, raw);

	if (raw.len)
		vec_push(arena, &secrets->items, raw);
	if (meant.len && !slice_equal(raw, meant))
		vec_push(arena, &secrets->items, meant);
}

static bool is_secret(struct slice name)
{
	for (size_t i = 0; i < SECRET_COUNT; i++)
		if (slice_equal_nocase(name, slice_of(secret_parameters[i])))
			return true;
	return false;
}

static void add_parameters(struct arena *arena, struct secrets *secrets, const char *at)
{
	while (*at) {
		size_t len = strcspn(at, "&"), name = strcspn(at, "=&");

		if (name < len && is_secret(decoded(arena, (struct slice){ at, (uint32_t)name })))
			add_secret(arena, secrets,
				   (struct slice){ at + name + 1, (uint32_t)(len - name - 1) });
		at += len + (at[len] != '\0');
	}
}

/* Where it is not clear, all before the last @ is a secret. */
static struct slice unclear_part(const char *start)
{
	size_t end = strcspn(start, "?");

	while (end > 0 && start[end - 1] != '@')
		end--;
	return (struct slice){ start, (uint32_t)(end ? end - 1 : 0) };
}

static struct secrets secrets_of(struct arena *arena, const char *uri)
{
	struct secrets secrets = { 0 };
	const char *start = behind_scheme(uri);
	const char *at = memchr(start, '@', strcspn(start, "/"));
	const char *colon = at ? memchr(start, ':', (size_t)(at - start)) : NULL;
	const char *query = strchr(at ? at : start, '?');

	if (uri_problem(uri))
		add_secret(arena, &secrets, unclear_part(start));
	else if (colon)
		add_secret(arena, &secrets,
			   (struct slice){ colon + 1, (uint32_t)(at - colon - 1) });
	if (query)
		add_parameters(arena, &secrets, query + 1);
	return secrets;
}

/* The longest secret that stands at TEXT. */
static uint32_t secret_at(const struct secrets *secrets, const char *text)
{
	uint32_t longest = 0;

	vec_each(const struct slice, secret, secrets->items)
		if (secret->len > longest && strncmp(text, secret->ptr, secret->len) == 0)
			longest = secret->len;
	return longest;
}

const char *uri_redact(struct arena *arena, const char *uri, const char *text)
{
	struct secrets secrets = secrets_of(arena, uri);
	struct strbuf out = { 0 };
	const char *result;

	while (*text) {
		uint32_t len = secret_at(&secrets, text);

		if (len)
			strbuf_add_text(&out, "***");
		else
			strbuf_add_char(&out, *text);
		text += len ? len : 1;
	}
	result = arena_copy(arena, out.len ? out.text : "", out.len);
	strbuf_free(&out);
	return result;
}
