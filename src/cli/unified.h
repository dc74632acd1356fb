/* SPDX-License-Identifier: PostgreSQL
 *
 * The difference of two texts in the unified form of diff -u.
 */
#ifndef UNIFIED_H
#define UNIFIED_H

#include "base/str.h"

struct unified_text {
	const char *name;
	const char *text;
	size_t len;
};

/* Adds what turns OLD into NEW, with three lines of context; false when they are equal. */
bool unified_diff(struct strbuf *out, struct unified_text old, struct unified_text new);

#endif
