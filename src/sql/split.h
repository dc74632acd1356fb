/* SPDX-License-Identifier: PostgreSQL
 *
 * Where statements begin and end in a text, right or wrong: found by quotes, comments and ";"
 * alone, as SQLite's shell finds them (sqlite3_complete()).
 */
#ifndef SPLIT_H
#define SPLIT_H

#include "base/str.h"

/* Bytes of the text. */
struct split_piece {
	uint32_t start; /* of the first token; LIMIT when there is none */
	uint32_t end;	/* behind the last one; the ";" is none */
	uint32_t next;	/* behind the ";", or LIMIT */
	bool closed;	/* there is a ";" */
};

/* The first statement of TEXT's bytes from AT up to LIMIT.  False when there is none left. */
bool split_next(struct slice text, uint32_t at, uint32_t limit, struct split_piece *out);

enum split_kind { SPLIT_SPACE, SPLIT_COMMENT, SPLIT_WORD, SPLIT_QUOTED, SPLIT_SIGN };

/* The end of the token that begins at AT, which is before LIMIT. */
uint32_t split_token(struct slice text, uint32_t at, uint32_t limit, enum split_kind *out_kind);

#endif
