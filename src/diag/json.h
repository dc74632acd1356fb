/* SPDX-License-Identifier: PostgreSQL
 *
 * What the two JSON renderers share.
 */
#ifndef DIAG_JSON_H
#define DIAG_JSON_H

#include <jansson.h>

#include "base/source.h"
#include "diag/diag.h"

/* Where a span begins and ends: 1-based, in code points, the end behind the last one. */
struct region {
	struct location start, end;
};

/* False for nowhere. */
bool region_of(const struct source_map *sources, struct span span, struct region *out);

/* A string; bytes that are not UTF-8 become U+FFFD, because JSON can't hold them. */
json_t *json_text(const char *text, size_t len);

/* One diagnostic, as render_json() prints it. */
json_t *json_diagnostic(const struct diagnostic *diag, const struct source_map *sources);

/* "error", "warning", "note". */
const char *severity_name(enum diag_severity severity);

#endif
