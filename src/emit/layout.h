/* SPDX-License-Identifier: PostgreSQL
 *
 * A statement as it was laid out in the source: what is the same keeps its spelling, its line
 * ends and its comments.
 */
#ifndef EMIT_LAYOUT_H
#define EMIT_LAYOUT_H

#include "base/arena.h"
#include "base/str.h"

/* Adds MADE, a statement as it is printed in one line, in the layout of SOURCE, from which it was
 * made.  The tokens that come out are MADE's, but for the case of letters outside quotes and for
 * words and parentheses that change nothing.  COMMENT adds a comment of the source.  False, and
 * nothing added, when the two have too little in common. */
bool layout_keep(struct strbuf *out, struct arena *arena, struct slice source, struct slice made,
		 void (*comment)(struct strbuf *out, struct slice text));

#endif
