/* SPDX-License-Identifier: PostgreSQL
 *
 * Lists of diagnostics as text for people, JSON lines or SARIF 2.1.0.
 * Pure: (list, sources) to a buffer.
 */
#ifndef RENDER_H
#define RENDER_H

#include "base/source.h"
#include "base/str.h"
#include "diag/diag.h"

enum diag_format { DIAG_FORMAT_TEXT, DIAG_FORMAT_JSON, DIAG_FORMAT_SARIF };
enum diag_color { DIAG_COLOR_NEVER, DIAG_COLOR_ALWAYS, DIAG_COLOR_DEBUG }; /* debug: <error> tags */

/* "path:line:col: error: message [-Wname]", the source line, a caret, labels, notes, help. */
void render_text(struct strbuf *out, const struct diag_list *list, const struct source_map *sources,
		 enum diag_color color);
/* One JSON object a line. */
void render_json(struct strbuf *out, const struct diag_list *list,
		 const struct source_map *sources);
/* One SARIF log. */
void render_sarif(struct strbuf *out, const struct diag_list *list,
		  const struct source_map *sources);

#endif
