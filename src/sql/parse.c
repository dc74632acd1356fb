/* SPDX-License-Identifier: PostgreSQL
 *
 * The driver between scanner and push parser: it decides where a keyword is a
 * name, reports errors, finds the next statement behind one, and hands the
 * statements over.
 */
#include <config.h>

#include "sql/parse.h"

#include <string.h>

#include "sql/internal.h"
#include "sql_parse.h"

enum { HEAD = 6, AHEAD = 4, RECENT = 4 };

struct driver {
	struct context *ctx;
	const struct source *source;
	struct sql_scanner *scanner;
	struct sql_parser parser;
	uint32_t limit; /* offset at which the text ends */

	struct sql_token ahead[AHEAD]; /* read, but not taken yet */
	int ahead_count;

	/* The statement being read. */
	uint32_t pushed;		 /* its tokens so far */
	struct sql_token recent[RECENT]; /* the last ones, as the parser got them; newest first */
	uint32_t start;			 /* offset of its first token */
	int head[HEAD];			 /* its first tokens */
	bool begun;			 /* a BEGIN was among them */
	int module_depth; /* inside CREATE VIRTUAL TABLE's parentheses; 0: not there */
	uint32_t depth;	  /* of parentheses */

	uint32_t bad_byte; /* the next one that is not UTF-8, or UINT32_MAX */
	uint32_t errors;
};

/* ---------------------------------------------------------------- tokens */

static void driver_open(struct driver *d, struct context *ctx, const struct source *source,
			uint32_t offset, uint32_t limit, enum sql_mode mode)
{
	*d = (struct driver){
		.ctx = ctx,
		.source = source,
		.limit = limit,
		.start = offset,
		.bad_byte = UINT32_MAX,
		.parser = { .ctx = ctx,
			    .arena = ctx->trees,
			    .text = source->text.ptr,
			    .base = source->base,
			    .mode = mode },
	};
	d->scanner = sql_scan_open(source, offset, limit, mode);
	sql_parser_reset(&d->parser);
}

static void driver_close(struct driver *d)
{
	sql_parser_close(&d->parser);
	sql_scan_close(d->scanner);
}

static struct slice token_text(const struct driver *d, struct sql_token token)
{
	return (struct slice){ d->source->text.ptr + (token.span.start - d->source->base),
			       token.span.end - token.span.start };
}

static struct sql_token peek(struct driver *d, int distance)
{
	while (d->ahead_count <= distance)
		d->ahead[d->ahead_count++] = sql_scan(d->scanner);
	return d->ahead[distance];
}

/* What the token is to SQLite's look-ahead (tokenize.c, getToken): all that may be a name is one.
 */
static int kind_ahead(struct driver *d, int distance)
{
	struct sql_token token = peek(d, distance);

	if (token.fallback == T_ID || token.kind == T_STRING || token.kind == T_JOIN_KW ||
	    token.kind == T_WINDOW || token.kind == T_OVER)
		return T_ID;
	return token.kind;
}

/* WINDOW, OVER and FILTER are keywords only in front of what makes them ones
 * (tokenize.c, analyzeWindowKeyword and its neighbours). */
static int windowed_kind(struct driver *d, int kind)
{
	bool after_call = d->recent[0].kind == T_RP;

	if (kind == T_WINDOW && kind_ahead(d, 0) == T_ID && kind_ahead(d, 1) == T_AS)
		return kind;
	if (kind == T_OVER && after_call && (kind_ahead(d, 0) == T_LP || kind_ahead(d, 0) == T_ID))
		return kind;
	if (kind == T_FILTER && after_call && kind_ahead(d, 0) == T_LP)
		return kind;
	return T_ID;
}

static struct sql_token next_token(struct driver *d)
{
	struct sql_token token;

	if (d->ahead_count == 0)
		return sql_scan(d->scanner);
	token = d->ahead[0];
	memmove(d->ahead, d->ahead + 1, (size_t)--d->ahead_count * sizeof(d->ahead[0]));
	return token;
}

/* What stands between the parentheses of CREATE VIRTUAL TABLE is the module's own: any token
 * goes, and only the commas of the outer level part the arguments. */
static int module_kind(struct driver *d, int kind)
{
	if (kind == T_LP)
		return d->module_depth++ ? T_ANY : T_LP;
	if (kind == T_RP && --d->module_depth == 0) {
		d->parser.module_arguments = false;
		return T_RP;
	}
	return kind == T_COMMA && d->module_depth == 1 ? T_COMMA : T_ANY;
}

/* What the token is to the parser in its present state. */
static int token_kind(struct driver *d, struct sql_token token)
{
	int kind = token.kind;

	if (d->parser.module_arguments && (d->module_depth || kind == T_LP))
		return module_kind(d, kind);
	if (kind == T_WINDOW || kind == T_OVER || kind == T_FILTER)
		return windowed_kind(d, kind);
	if (kind == T_AND)
		return sql_parser_choose(&d->parser, T_BETWEEN_AND, T_AND);
	if (kind == T_NOT && d->recent[0].kind == T_IS)
		return T_IS_NOT;
	if (token.fallback)
		return sql_parser_choose(&d->parser, kind, token.fallback);
	return kind;
}

static enum sql_push push(struct driver *d, struct sql_token token)
{
	if (d->pushed < HEAD)
		d->head[d->pushed] = token.kind;
	d->begun |= token.kind == T_BEGIN_KW;
	d->pushed++;
	token.kind = token_kind(d, token);
	for (int i = RECENT - 1; i > 0; i--)
		d->recent[i] = d->recent[i - 1];
	d->recent[0] = token;
	return sql_parser_push(&d->parser, token);
}

static void new_statement(struct driver *d)
{
	d->pushed = 0;
	d->begun = false;
	d->module_depth = 0;
	memset(d->head, 0, sizeof(d->head));
	memset(d->recent, 0, sizeof(d->recent));
	sql_scan_comments(d->scanner)->count = 0;
}

/* ---------------------------------------------------------------- messages */

struct expectation {
	const char *texts[8];
	int count; /* more than there is room for: too many to say */
};

static void expect(struct expectation *expected, const char *text)
{
	for (int i = 0; i < expected->count && i < 8; i++)
		if (strcmp(expected->texts[i], text) == 0)
			return;
	if (expected->count < 8)
		expected->texts[expected->count] = text;
	expected->count++;
}

/* The tokens that could stand where the parser is; what begins an expression, a name
 * or goes on with an expression counts as one. */
static void expected_tokens(struct driver *d, struct expectation *out)
{
	const struct sql_parser *parser = &d->parser;
	bool name = sql_parser_accepts(parser, T_ID);
	bool expression = sql_parser_accepts(parser, T_CASE);
	bool operator= sql_parser_accepts(parser, T_CONCAT);
	static const int signs[] = { T_LP, T_RP, T_COMMA, T_SEMI, T_EQ, T_DOT };

	if (expression)
		expect(out, "an expression");
	else if (name)
		expect(out, "a name");
	else if (sql_parser_accepts(parser, T_INTEGER))
		expect(out, "a number");
	if (operator)
		expect(out, "an operator");
	for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++)
		if (sql_parser_accepts(parser, signs[i]) && !(signs[i] == T_LP && expression) &&
		    !(signs[i] == T_EQ && operator))
			expect(out, sql_token_name(signs[i]));
	for (size_t i = 0; i < sql_keyword_count; i++) {
		int kind = sql_keywords[i].token;
		bool words = expression && (kind == T_NOT || kind == T_CASE || kind == T_CAST ||
					    kind == T_EXISTS || kind == T_RAISE ||
					    kind == T_NULL_KW || kind == T_CTIME_KW);

		if (words || sql_keywords[i].use >= TEMPLATE || kind == T_INDEXED ||
		    (name && (kind == T_JOIN_KW || kind == T_LIKE_KW)))
			continue;
		if (operator&&(kind == T_AND || kind == T_OR || kind == T_IS || kind == T_ISNULL ||
			       kind == T_NOTNULL || kind == T_LIKE_KW || kind == T_MATCH ||
			       kind == T_IN || kind == T_BETWEEN || kind == T_NOT ||
			       kind == T_COLLATE))
			continue;
		if (sql_parser_accepts(parser, kind))
			expect(out, sql_token_name(kind));
	}
}

/* ": expected A, B or C", when these are few. */
static const char *expected_text(struct driver *d, const struct expectation *expected)
{
	struct strbuf buf = { 0 };
	const char *text;

	if (expected->count == 0 || expected->count > 4)
		return "";
	strbuf_add_text(&buf, ": expected ");
	for (int i = 0; i < expected->count; i++) {
		if (i)
			strbuf_add_text(&buf, i == expected->count - 1 ? " or " : ", ");
		strbuf_add_text(&buf, expected->texts[i]);
	}
	text = arena_copy(d->ctx->arena, buf.text, buf.len);
	strbuf_free(&buf);
	return text;
}

/* What the statement is, from its first words. */
static const char *statement_name(const struct driver *d)
{
	int at = 0;

	while (at < HEAD - 1 &&
	       (d->head[at] == T_EXPLAIN || d->head[at] == T_QUERY || d->head[at] == T_PLAN))
		at++;
	switch (d->head[at]) {
	case T_CREATE:
		for (at++; at < HEAD; at++)
			switch (d->head[at]) {
			case T_TABLE:
				return "CREATE TABLE";
			case T_INDEX:
				return "CREATE INDEX";
			case T_VIEW:
				return "CREATE VIEW";
			case T_TRIGGER:
				return "CREATE TRIGGER";
			case T_VIRTUAL:
				return "CREATE VIRTUAL TABLE";
			case T_TEMP:
			case T_UNIQUE:
				continue;
			default:
				return NULL;
			}
		return NULL;
	case T_ALTER:
		return "ALTER TABLE";
	case T_INSERT:
	case T_REPLACE:
		return "INSERT";
	case T_UPDATE:
	case T_DELETE:
	case T_SELECT:
	case T_DROP:
	case T_PRAGMA:
		return sql_token_name(d->head[at]);
	default:
		return NULL;
	}
}

static bool in_trigger(const struct driver *d)
{
	const char *name = statement_name(d);

	return d->begun && name && strcmp(name, "CREATE TRIGGER") == 0;
}

/* Whether a statement of a trigger's body, or its END, can begin with a token of KIND. */
static bool goes_on_in_body(int kind)
{
	switch (kind) {
	case T_SELECT:
	case T_INSERT:
	case T_UPDATE:
	case T_DELETE:
	case T_REPLACE:
	case T_VALUES:
	case T_WITH:
	case T_SEMI:
	case T_END:
		return true;
	default:
		return false;
	}
}

static int compare_words(const struct driver *d, struct sql_token token, const char *const *words)
{
	for (int i = 0; words[i]; i++)
		if (slice_equal_nocase(token_text(d, token), slice_of(words[i])))
			return i;
	return -1;
}

/* TOKEN, which did not fit, begins a statement of its own behind a trigger's body. */
static bool body_has_no_end(const struct driver *d, struct sql_token token)
{
	static const char *const beginnings[] = { "CREATE", "DROP",   "ALTER", "PRAGMA",
						  "BEGIN",  "COMMIT", NULL };

	return in_trigger(d) && d->recent[0].span.start == token.span.start &&
	       d->recent[1].kind == T_SEMI && compare_words(d, token, beginnings) >= 0;
}

/* Whether B is A with two neighbours changed places: one slip, though two edits. */
static bool is_swapped(struct slice a, struct slice b)
{
	uint32_t i = 0;

	if (a.len != b.len)
		return false;
	while (i < a.len && ascii_upper(a.ptr[i]) == b.ptr[i])
		i++;
	return i + 1 < a.len && ascii_upper(a.ptr[i]) == b.ptr[i + 1] &&
	       ascii_upper(a.ptr[i + 1]) == b.ptr[i] &&
	       slice_equal_nocase((struct slice){ a.ptr + i + 2, a.len - i - 2 },
				  (struct slice){ b.ptr + i + 2, b.len - i - 2 });
}

/* The keyword that WORD is most like, among those that could stand here. */
static const struct sql_keyword *similar_keyword(const struct driver *d, struct slice word)
{
	const struct sql_keyword *best = NULL;
	unsigned limit = word.len < 3 ? 0 : word.len < 6 ? 1 : 2;
	unsigned least = limit + 1;

	for (size_t i = 0; i < sql_keyword_count; i++) {
		unsigned distance = edit_distance(word, sql_keywords[i].text, limit + 1);

		distance -= distance == 2 && is_swapped(word, sql_keywords[i].text);
		if (distance < least && distance > 0 && sql_keywords[i].use < TEMPLATE &&
		    sql_parser_accepts(&d->parser, sql_keywords[i].token)) {
			least = distance;
			best = &sql_keywords[i];
		}
	}
	return best;
}

static bool is_word(struct slice text)
{
	for (uint32_t i = 0; i < text.len; i++)
		if (!((text.ptr[i] | 32) >= 'a' && (text.ptr[i] | 32) <= 'z') && text.ptr[i] != '_')
			return false;
	return text.len > 0;
}

/* Reads the statement once more up to its token number COUNT, so that the parser stands
 * where that token came. */
static void driver_replay(struct driver *d, const struct driver *failed, uint32_t count)
{
	driver_open(d, failed->ctx, failed->source, failed->start, failed->limit,
		    failed->parser.mode);
	while (d->pushed < count) {
		push(d, next_token(d));
		if (d->parser.mode != SQL_SCRIPT && d->parser.expr)
			return;
	}
}

static bool suggest(struct driver *at, struct diagnostic *diag, struct sql_token token)
{
	const struct sql_keyword *keyword;
	struct slice word = token_text(at, token);

	if (!is_word(word) || !(keyword = similar_keyword(at, word)))
		return false;
	diag_help(&at->ctx->diags, diag, "Did you mean %.*s?", SLICE_ARGS(keyword->text));
	diag_fix(&at->ctx->diags, diag, token.span, keyword->text.ptr, false);
	return true;
}

/* The slip may be in one of the words before, which the parser took for a name. */
static void suggest_keyword(struct driver *d, struct driver *here, struct diagnostic *diag,
			    struct sql_token token, uint32_t count)
{
	uint32_t behind = d->pushed - count; /* 1 when TOKEN itself was pushed */

	if (suggest(here, diag, token))
		return;
	for (uint32_t i = 1; i <= count && behind + i <= RECENT; i++) {
		struct sql_token word = d->recent[behind + i - 1];
		struct driver before;
		bool found;

		if (word.kind != T_ID || word.span.end - word.span.start < 4 ||
		    keyword_is_sqlite(token_text(d, word)))
			continue;
		driver_replay(&before, d, count - i);
		found = suggest(&before, diag, word);
		driver_close(&before);
		if (found)
			return;
	}
}

static bool enough_errors(const struct driver *d)
{
	const struct diag_list *diags = &d->ctx->diags;

	return diags->max_errors && diags->errors >= diags->max_errors;
}

/* TOKEN does not fit behind the statement's first COUNT tokens. */
static void report_syntax(struct driver *d, struct sql_token token, uint32_t count)
{
	bool unended = body_has_no_end(d, token);
	struct arena_mark mark = arena_mark(d->ctx->trees);
	struct expectation expected = { 0 };
	struct slice text = token_text(d, token);
	struct diagnostic *diag;
	struct driver here;
	const char *list, *what = statement_name(d);

	d->errors++;
	if (enough_errors(d))
		return;
	driver_replay(&here, d, count);
	expected_tokens(&here, &expected);
	list = expected_text(d, &expected);
	if (token.span.start == token.span.end)
		diag = diag_add(&d->ctx->diags, D_SYNTAX, token.span,
				"the text ends inside a statement%s", list);
	else
		diag = diag_add(&d->ctx->diags, D_SYNTAX, token.span,
				"syntax error at '%.*s'%s%s%s",
				(int)(text.len < 60 ? text.len : 60), text.ptr,
				*list || !what ? "" : " in ", *list || !what ? "" : what, list);
	if (unended)
		diag_help(&d->ctx->diags, diag, "End the trigger's body with END.");
	else
		suggest_keyword(d, &here, diag, token, count);
	driver_close(&here);
	arena_release(d->ctx->trees, mark);
}

void parse_report_illegal(struct context *ctx, const struct source *source, struct span span)
{
	const char *text = source->text.ptr + (span.start - source->base);
	uint32_t len = span.end - span.start;
	const char *what = NULL;

	if (text[0] == '\'')
		what = "string";
	else if (text[0] == '"' || text[0] == '`' || text[0] == '[')
		what = "quoted name";
	if (what) {
		span.end = span.start + 1;
		diag_add(&ctx->diags, D_SYNTAX, span, "unterminated %s", what);
	} else if (text[0] == '\0')
		diag_add(&ctx->diags, D_ENCODING, span, "the text holds a NUL byte");
	else if (text[0] & 0x80 || (unsigned char)text[0] < ' ')
		diag_add(&ctx->diags, D_SYNTAX, span, "unrecognized byte 0x%02X",
			 (unsigned char)text[0]);
	else
		diag_add(&ctx->diags, D_SYNTAX, span, "unrecognized token '%.*s'",
			 (int)(len < 60 ? len : 60), text);
}

static void report_lexical(struct driver *d, struct sql_token token)
{
	d->errors++;
	if (!enough_errors(d))
		parse_report_illegal(d->ctx, d->source, token.span);
}

/* ---------------------------------------------------------------- encoding */

/* The length of the UTF-8 character at P, 0 when it is none. */
static unsigned character(const unsigned char *p, size_t left)
{
	unsigned len = *p >= 0xF0 ? 4 : *p >= 0xE0 ? 3 : 2;
	uint32_t code;

	if (*p < 0xC2 || *p > 0xF4 || left < len)
		return 0;
	code = *p & (0x7Fu >> len);
	for (unsigned i = 1; i < len; i++) {
		if ((p[i] & 0xC0) != 0x80)
			return 0;
		code = code << 6 | (p[i] & 0x3F);
	}
	if ((len == 3 && (code < 0x800 || (code >= 0xD800 && code <= 0xDFFF))) ||
	    (len == 4 && (code < 0x10000 || code > 0x10FFFF)))
		return 0;
	return len;
}

/* The position of the first byte from FROM on that is not UTF-8. */
static uint32_t find_bad_byte(const struct driver *d, uint32_t from)
{
	const unsigned char *text = (const unsigned char *)d->source->text.ptr;
	uint32_t at = from - d->source->base;
	uint64_t eight;

	while (at < d->limit) {
		unsigned len = 1;

		if (at + 8 <= d->limit) {
			memcpy(&eight, text + at, 8);
			if (!(eight & 0x8080808080808080u)) {
				at += 8;
				continue;
			}
		}
		if (text[at] >= 0x80)
			len = character(text + at, d->limit - at);
		if (len == 0)
			return d->source->base + at;
		at += len;
	}
	return UINT32_MAX;
}

static bool report_encoding(struct driver *d, struct sql_token token)
{
	if (d->bad_byte < token.span.start)
		d->bad_byte = find_bad_byte(d, token.span.start);
	if (d->bad_byte >= token.span.end)
		return false;
	d->errors++;
	if (!enough_errors(d))
		diag_add(&d->ctx->diags, D_ENCODING, (struct span){ d->bad_byte, d->bad_byte + 1 },
			 "the text is not UTF-8 from byte 0x%02X on",
			 (unsigned char)d->source->text.ptr[d->bad_byte - d->source->base]);
	return true;
}

/* ---------------------------------------------------------------- recovery */

/* Whether the ";" just read ends the statement: in a trigger's body, more of the body
 * may follow, or its END. */
static bool ends_statement(struct driver *d)
{
	if (!in_trigger(d))
		return true;
	if (peek(d, 0).kind == T_END) {
		next_token(d);
		if (peek(d, 0).kind == T_SEMI)
			next_token(d);
		return true;
	}
	return !goes_on_in_body(peek(d, 0).kind);
}

/* Skips the rest of a statement in which TOKEN did not fit. */
static void resynchronize(struct driver *d, struct sql_token token)
{
	while (token.kind != SQL_END) {
		if (token.kind == T_SEMI && ends_statement(d))
			break;
		token = next_token(d);
		d->begun |= token.kind == T_BEGIN_KW;
		if (d->pushed < HEAD)
			d->head[d->pushed++] = token.kind;
		sql_scan_comments(d->scanner)->count = 0;
	}
	sql_parser_reset(&d->parser);
	new_statement(d);
}

/* Takes TOKEN back, which begins the next statement. */
static void begin_again(struct driver *d, struct sql_token token)
{
	memmove(d->ahead + 1, d->ahead, (size_t)d->ahead_count * sizeof(d->ahead[0]));
	d->ahead[0] = token;
	d->ahead_count++;
	sql_parser_reset(&d->parser);
	new_statement(d);
}

/* ".open x" and the like in a dump: a line for the sqlite3 shell, not SQL. */
static bool shell_command(struct driver *d, struct sql_token token)
{
	const char *text = d->source->text.ptr;
	uint32_t at = token.span.start - d->source->base, end;
	struct diagnostic *diag;

	if (d->pushed > 0 || token.kind != T_DOT || (at > 0 && text[at - 1] != '\n') ||
	    at + 1 >= d->limit || !(text[at + 1] >= 'a' && text[at + 1] <= 'z'))
		return false;
	for (end = at; end < d->limit && text[end] != '\n';)
		end++;
	d->errors++;
	if (!enough_errors(d)) {
		uint32_t word = at + 1;

		while (word < end && text[word] >= 'a' && text[word] <= 'z')
			word++;
		diag = diag_add(&d->ctx->diags, D_SYNTAX,
				(struct span){ token.span.start, d->source->base + word },
				"'%.*s' is a command of the sqlite3 shell, not SQL",
				(int)(word - at), text + at);
		diag_help(&d->ctx->diags, diag,
			  "Take the line out, or run the file through sqlite3 and compile the "
			  "database that comes out.");
	}
	sql_scan_close(d->scanner);
	d->scanner = sql_scan_open(d->source, end, d->limit, d->parser.mode);
	d->ahead_count = 0;
	return true;
}

/* ---------------------------------------------------------------- scripts */

/* Hands over the statement that the parser has just completed. */
static void deliver(struct driver *d, struct arena_mark *mark, parse_handler *handle, void *data)
{
	struct statement *statement = d->parser.statement;
	struct sql_comments *comments = sql_scan_comments(d->scanner);
	uint32_t parses = d->ctx->parses;
	bool kept;

	d->parser.statement = NULL;
	comments_attach(d->ctx->trees, d->source, statement, comments);
	d->ctx->statement = *mark;
	kept = handle(statement, data);
	/* A tree that the handler parsed itself stands behind this one. */
	if (kept || d->ctx->parses != parses)
		*mark = arena_mark(d->ctx->trees);
	else
		arena_release(d->ctx->trees, *mark);
}

/* What can't be part of any statement. */
static bool report_unreadable(struct driver *d, struct sql_token token)
{
	if (token.kind == SQL_ILLEGAL) {
		report_lexical(d, token);
		return true;
	}
	if (token.span.end <= d->bad_byte || !report_encoding(d, token))
		return false;
	d->bad_byte = find_bad_byte(d, token.span.end);
	return true;
}

/* The text ends where TOKEN is; SQLite thinks a ";" there. */
static void parse_end(struct driver *d, struct sql_token token, struct arena_mark *mark,
		      parse_handler *handle, void *data)
{
	struct sql_token semicolon = { T_SEMI, 0, token.span };
	uint32_t count = d->pushed, end = d->recent[0].span.end;

	if (count == 0)
		return;
	if (d->module_depth == 0 && push(d, semicolon) != SQL_PUSH_ERROR) {
		if (d->parser.statement) {
			deliver(d, mark, handle, data);
			return;
		}
		count++; /* in a trigger's body */
	}
	token.span = (struct span){ end, end };
	if (d->parser.failed)
		d->errors++;
	else
		report_syntax(d, token, count);
}

/* False at the end of the text. */
static bool parse_token(struct driver *d, struct arena_mark *mark, parse_handler *handle,
			void *data)
{
	struct sql_token token = next_token(d);

	if (token.kind == SQL_END) {
		parse_end(d, token, mark, handle, data);
		return false;
	}
	if (d->pushed == 0) {
		d->start = token.span.start - d->source->base;
		if (shell_command(d, token))
			return true;
	}
	if (report_unreadable(d, token))
		resynchronize(d, token);
	else if (push(d, token) == SQL_PUSH_ERROR) {
		if (d->parser.failed)
			d->errors++;
		else
			report_syntax(d, token, d->pushed - 1);
		if (body_has_no_end(d, token))
			begin_again(d, token);
		else
			resynchronize(d, token);
	} else if (d->parser.statement) {
		deliver(d, mark, handle, data);
		new_statement(d);
		return true;
	} else {
		if (token.kind == T_SEMI && d->pushed == 1)
			d->pushed = 0; /* an empty statement */
		return true;
	}
	arena_release(d->ctx->trees, *mark);
	return true;
}

bool parse_script(struct context *ctx, const struct source *source, parse_handler *handle,
		  void *data)
{
	return parse_range(ctx, source, 0, source->text.len, handle, data);
}

bool parse_range(struct context *ctx, const struct source *source, uint32_t start, uint32_t end,
		 parse_handler *handle, void *data)
{
	struct arena_mark mark;
	struct driver d;

	ctx->parses++;
	mark = arena_mark(ctx->trees);
	driver_open(&d, ctx, source, start, end, SQL_SCRIPT);
	d.bad_byte = find_bad_byte(&d, source->base + start);
	while (parse_token(&d, &mark, handle, data) && !enough_errors(&d))
		continue;
	driver_close(&d);
	return d.errors == 0;
}

void parse_report_flaw(struct context *ctx, const struct statement *statement)
{
	if (statement->flaw)
		diag_add(&ctx->diags, D_REFUSED, statement->flaw_span, "%s", statement->flaw);
}

/* ---------------------------------------------------------------- expressions */

static struct expr *finish_expression(struct driver *d, struct sql_token token)
{
	struct sql_token end = { T_END_EXPRESSION, 0, token.span };

	if (push(d, end) == SQL_PUSH_ERROR ||
	    sql_parser_push(&d->parser, (struct sql_token){ 0 }) == SQL_PUSH_ERROR) {
		if (!d->parser.failed)
			report_syntax(d, token, d->pushed - 1);
		return NULL;
	}
	return d->parser.expr;
}

struct expr *parse_expression(struct context *ctx, const struct source *source)
{
	struct expr *expr = NULL;
	struct driver d;

	ctx->parses++;
	driver_open(&d, ctx, source, 0, source->text.len, SQL_EXPRESSION);
	for (;;) {
		struct sql_token token = next_token(&d);

		if (token.kind == SQL_END) {
			expr = finish_expression(&d, token);
			break;
		}
		if (token.kind == SQL_ILLEGAL) {
			report_lexical(&d, token);
			break;
		}
		if (push(&d, token) == SQL_PUSH_ERROR) {
			if (!d.parser.failed)
				report_syntax(&d, token, d.pushed - 1);
			break;
		}
	}
	driver_close(&d);
	return expr;
}

/* Whether the parser can go on with TOKEN, as itself or as what it falls back to. */
static bool can_take(struct driver *d, struct sql_token token)
{
	int kind = token_kind(d, token);

	return sql_parser_accepts(&d->parser, kind);
}

/* Pushes tokens as long as they fit.  GOOD_END is the end of the longest prefix outside
 * parentheses that is an expression, 0 when there is none; true when all that was taken
 * is one. */
static bool take_template(struct driver *d, uint32_t *good_end, struct sql_token *stop)
{
	uint32_t depth = 0, end = 0;

	*good_end = 0;
	for (;; end = stop->span.end) {
		bool complete = sql_parser_accepts(&d->parser, T_END_EXPRESSION);

		if (complete)
			*good_end = end;
		*stop = next_token(d);
		if (stop->kind == SQL_END || stop->kind == SQL_ILLEGAL ||
		    (stop->kind == T_PTR && depth == 0) || !can_take(d, *stop)) {
			if (depth > 0)
				*good_end = 0;
			return complete;
		}
		depth += stop->kind == T_LP || stop->kind == T_EXTRACT_LP;
		depth -= stop->kind == T_RP;
		if (push(d, *stop) == SQL_PUSH_ERROR)
			return false;
	}
}

struct expr *parse_template(struct context *ctx, const struct source *source, uint32_t offset,
			    uint32_t *out_end)
{
	struct expr *expr = NULL;
	struct sql_token stop;
	struct driver d;
	uint32_t end;
	bool complete;

	ctx->parses++;
	driver_open(&d, ctx, source, offset, source->text.len, SQL_TEMPLATE);
	complete = take_template(&d, &end, &stop);
	if (!complete && end && !d.parser.failed) {
		/* "a and", "f(x) +": what stands before is the expression. */
		driver_close(&d);
		driver_open(&d, ctx, source, offset, end - source->base, SQL_TEMPLATE);
		complete = take_template(&d, &end, &stop);
	}
	if (complete)
		expr = finish_expression(&d, (struct sql_token){ T_END_EXPRESSION, 0, stop.span });
	else if (!d.parser.failed && stop.kind == SQL_ILLEGAL)
		report_lexical(&d, stop);
	else if (!d.parser.failed)
		report_syntax(&d, stop, d.pushed);
	*out_end = end ? end - source->base : offset;
	driver_close(&d);
	return expr;
}

bool keyword_is_sqlite(struct slice word)
{
	for (size_t i = 0; i < sql_keyword_count; i++)
		if (sql_keywords[i].use < TEMPLATE &&
		    slice_equal_nocase(sql_keywords[i].text, word))
			return true;
	return false;
}
