/* SPDX-License-Identifier: PostgreSQL
 *
 * What scanner, grammar and driver of the SQL parser share.  The scanner gives
 * tokens as spans; the grammar's actions build nodes from the spans' text; the
 * driver in parse.c sits between the two.
 */
#ifndef SQL_INTERNAL_H
#define SQL_INTERNAL_H

#include "diag/context.h"
#include "sql/ast.h"

/* Which language the scanner reads. */
enum sql_mode { SQL_SCRIPT, SQL_EXPRESSION, SQL_TEMPLATE };

struct sql_token {
	int kind;     /* a token of the grammar */
	int fallback; /* what it is where the parser has no use for KIND; 0: nothing */
	struct span span;
};

/* ---------------------------------------------------------------- the scanner, grammar/sql.l */

struct sql_scanner;

/* Reads SOURCE from the byte at OFFSET up to LIMIT. */
struct sql_scanner *sql_scan_open(const struct source *source, uint32_t offset, uint32_t limit,
				  enum sql_mode mode);
void sql_scan_close(struct sql_scanner *scanner);

/* The next token: SQL_END at the end, SQL_ILLEGAL for text that is none. */
enum { SQL_END = 0, SQL_ILLEGAL = -1 };
struct sql_token sql_scan(struct sql_scanner *scanner);

/* The comments since the statement's beginning; the driver empties the list. */
struct sql_comments {
	struct comment *items;
	uint32_t count;
	uint32_t cap;
};
struct sql_comments *sql_scan_comments(struct sql_scanner *scanner);

enum sql_keyword_use { RESERVED, FALLBACK, WINDOWED, TEMPLATE, TEMPLATE_RESERVED };
struct sql_keyword {
	struct slice text;
	int token;
	enum sql_keyword_use use;
};
extern const struct sql_keyword sql_keywords[];
extern const size_t sql_keyword_count;

/* ---------------------------------------------------------------- the parser, grammar/sql.y */

/* What the actions read and write. */
struct sql_parser {
	struct context *ctx;
	struct arena *arena;
	const char *text; /* of the source */
	uint32_t base;	  /* the position of its first byte */
	enum sql_mode mode;

	struct statement *statement; /* a complete one, for the driver to take */
	struct expr *expr;	     /* likewise, in the expression modes */
	bool module_arguments;	     /* CREATE VIRTUAL TABLE ... USING module was read */
	bool failed;		     /* an action refused the statement and said why */
	const char *flaw;	     /* see struct statement */
	struct span flaw_span;
	struct expr_list parameters; /* of the statement so far */
	void *automaton; /* the push parser's state */
};

enum sql_push { SQL_PUSH_MORE, SQL_PUSH_ACCEPTED, SQL_PUSH_ERROR };

void sql_parser_reset(struct sql_parser *parser);
void sql_parser_close(struct sql_parser *parser);
enum sql_push sql_parser_push(struct sql_parser *parser, struct sql_token token);

/* What KIND, which may fall back to FALLBACK, becomes in the parser's state: Lemon's
 * rule, which prefers the fallback to a default reduction. */
int sql_parser_choose(const struct sql_parser *parser, int kind, int fallback);

/* Whether the parser could go on with a token of KIND. */
bool sql_parser_accepts(const struct sql_parser *parser, int kind);

/* The token's name for messages: "')'", "SELECT", "a name". */
const char *sql_token_name(int kind);

/* ---------------------------------------------------------------- parse.c */

/* The error for text that is no token. */
void parse_report_illegal(struct context *ctx, const struct source *source, struct span span);

/* ---------------------------------------------------------------- comments.c */

/* Hangs the COMMENTS found in the statement's stretch of text on its parts. */
void comments_attach(struct arena *arena, const struct source *source, struct statement *statement,
		     const struct sql_comments *comments);

#endif
