/* SPDX-License-Identifier: PostgreSQL
 *
 * The source's comments without their marks.
 */
#ifndef COMMENT_H
#define COMMENT_H

#include "sql/ast.h"

/* Adds the lines of one comment, without the marks, the margin of stars, and the blanks behind
 * the last word; no line end behind the last line.  False when a block has no words; a line
 * without any is a rule that the author drew. */
bool comment_text(struct strbuf *out, const struct comment *comment);
bool comment_is_one_line(const struct comment *comment);
/* Those above and the one behind, each on a line of its own; nothing for NULL. */
void comments_text(struct strbuf *out, const struct comments *comments);

#endif
