/* SPDX-License-Identifier: PostgreSQL
 *
 * Column affinity from the declared type (sqlite.org/datatype3.html section 3.1).
 */
#include <config.h>

#include "sqlite/schema.h"

static const struct {
	const char *part;
	enum affinity affinity;
} rules[] = {
	/* The first that is found decides. */
	{ "int", AFFINITY_INTEGER }, { "char", AFFINITY_TEXT }, { "clob", AFFINITY_TEXT },
	{ "text", AFFINITY_TEXT },   { "blob", AFFINITY_BLOB }, { "real", AFFINITY_REAL },
	{ "floa", AFFINITY_REAL },   { "doub", AFFINITY_REAL },
};

static bool contains(struct slice text, const char *part)
{
	for (uint32_t start = 0; start < text.len; start++) {
		uint32_t i = 0;

		while (part[i] && start + i < text.len &&
		       ascii_lower(text.ptr[start + i]) == part[i])
			i++;
		if (!part[i])
			return true;
	}
	return false;
}

enum affinity affinity_of(struct slice declared_type)
{
	if (declared_type.len == 0)
		return AFFINITY_BLOB;
	for (size_t i = 0; i < sizeof(rules) / sizeof(*rules); i++)
		if (contains(declared_type, rules[i].part))
			return rules[i].affinity;
	return AFFINITY_NUMERIC;
}

const char *affinity_name(enum affinity affinity)
{
	static const char *const names[] = {
		[AFFINITY_BLOB] = "blob",	[AFFINITY_TEXT] = "text",
		[AFFINITY_NUMERIC] = "numeric", [AFFINITY_INTEGER] = "integer",
		[AFFINITY_REAL] = "real",
	};

	return names[affinity];
}
