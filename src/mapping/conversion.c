/* SPDX-License-Identifier: PostgreSQL
 *
 * The conversions that `using NAME` may ask for, from conversions.list.
 */
#include <config.h>

#include "mapping/rules.h"

/* No type reads text that starts with \x and goes on like this, bytea included. */
#define GUARDED(name, fits, value)                                                                 \
	"CASE WHEN %s IS NULL THEN NULL WHEN " fits " THEN " value " ELSE '\\x does not fit " name \
	": ' || quote(%s) END"

const struct conversion conversions[] = {
#define CONVERSION(name, summary, fits, value) \
	{ name, summary, GUARDED(name, fits, value), "(" fits ")", value },
#include "mapping/conversions.list"
#undef CONVERSION
	{ NULL, NULL, NULL, NULL, NULL },
};

const struct conversion *conversion_find(struct slice name)
{
	for (const struct conversion *c = conversions; c->name; c++)
		if (slice_equal(slice_of(c->name), name))
			return c;
	return NULL;
}
