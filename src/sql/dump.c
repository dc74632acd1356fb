/* SPDX-License-Identifier: PostgreSQL
 *
 * --dump=tokens: "line:column kind text", one token a line, as the scanner gives
 * them: a keyword is one here also where the grammar will take it for a name.
 */
#include <config.h>

#include "sql/internal.h"
#include "sql/parse.h"
#include "sql_parse.h"

/* Where the dump has got to in the text. */
struct place {
	const struct source *source;
	uint32_t at, line, column;
};

static void move_to(struct place *place, uint32_t offset)
{
	const char *text = place->source->text.ptr;

	for (; place->at < offset; place->at++)
		if (text[place->at] == '\n') {
			place->line++;
			place->column = 1;
		} else
			place->column += (text[place->at] & 0xC0) != 0x80;
}

static const char *kind_name(int kind, struct slice text)
{
	switch (kind) {
	case SQL_ILLEGAL:
		return "illegal";
	case T_ID:
		return "name";
	case T_STRING:
		return "string";
	case T_INTEGER:
		return "integer";
	case T_FLOAT:
		return "real";
	case T_BLOB:
		return "blob";
	case T_VARIABLE:
		return "parameter";
	default:
		return (text.ptr[0] | 32) >= 'a' && (text.ptr[0] | 32) <= 'z' ? "keyword" : "sign";
	}
}

/* The text on one line: line ends and backslashes are escaped. */
static void add_text(struct strbuf *out, struct slice text)
{
	for (uint32_t i = 0; i < text.len; i++)
		switch (text.ptr[i]) {
		case '\n':
			strbuf_add_text(out, "\\n");
			break;
		case '\r':
			strbuf_add_text(out, "\\r");
			break;
		case '\0':
			strbuf_add_text(out, "\\0");
			break;
		case '\\':
			strbuf_add_text(out, "\\\\");
			break;
		default:
			strbuf_add_char(out, text.ptr[i]);
		}
	strbuf_add_char(out, '\n');
}

bool parse_dump_tokens(struct context *ctx, const struct source *source, struct strbuf *out)
{
	struct sql_scanner *scanner = sql_scan_open(source, 0, source->text.len, SQL_SCRIPT);
	struct place place = { .source = source, .line = 1, .column = 1 };
	struct sql_token token;
	bool good = true;

	while ((token = sql_scan(scanner)).kind != SQL_END) {
		uint32_t offset = token.span.start - source->base;
		struct slice text = { source->text.ptr + offset,
				      token.span.end - token.span.start };

		move_to(&place, offset);
		strbuf_addf(out, "%u:%u %s ", place.line, place.column,
			    kind_name(token.kind, text));
		add_text(out, text);
		if (token.kind == SQL_ILLEGAL) {
			parse_report_illegal(ctx, source, token.span);
			good = false;
		}
	}
	sql_scan_close(scanner);
	return good;
}
