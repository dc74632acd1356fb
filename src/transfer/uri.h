/* SPDX-License-Identifier: PostgreSQL
 *
 * Connection URIs: told from sources, and kept from telling their passwords.
 */
#ifndef URI_H
#define URI_H

#include <stdbool.h>

struct arena;

/* postgresql://... or postgres://... */
bool uri_is(const char *text);

/* A connection string of the other form, `host=db dbname=shop`, which is no file. */
bool uri_is_conninfo(const char *text);

/* NULL, or why it is not clear where the password in URI ends. */
const char *uri_problem(const char *uri);

/* TEXT with *** for each secret of URI, as it is written there and as it is meant. */
const char *uri_redact(struct arena *arena, const char *uri, const char *text);

#endif
