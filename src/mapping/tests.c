/* SPDX-License-Identifier: PostgreSQL
 *
 * The lines of `test { ... }` blocks taken apart; lower/rule_test.c runs them.
 */
#include <config.h>

#include <string.h>

#include "mapping/internal.h"

/* A preset's below a file are its own matter. */
static struct rule_test *add_test(struct map_parser *parser, struct slice text,
				  struct slice expected, struct span span)
{
	struct map_statement statement = { .kind = MAP_STATEMENT_TEST };

	if (parser->file->parent)
		return NULL;
	statement.test = (struct rule_test){ .text = text, .expected = expected, .span = span };
	vec_push(parser->arena, &parser->program->statements, statement);
	return &parser->program->statements.items[parser->program->statements.count - 1].test;
}

void map_test(struct map_parser *parser, struct slice definition, struct slice expected,
	      struct span span)
{
	struct rule_test *test = add_test(parser, definition, expected, span);

	if (test)
		test->columns = definition;
}

void map_test_default(struct map_parser *parser, struct slice definition, struct slice expected,
		      struct span span)
{
	struct rule_test *test =
		add_test(parser, map_join(parser, SLICE("default"), definition), expected, span);

	if (!test)
		return;
	test->columns = definition;
	test->context = IN_DEFAULT;
}

static struct slice trim(struct slice text)
{
	while (text.len && strchr(" \t\r\n\f", text.ptr[0])) {
		text.ptr++;
		text.len--;
	}
	while (text.len && strchr(" \t\r\n\f", text.ptr[text.len - 1]))
		text.len--;
	return text;
}

static bool is_blank_at(struct slice text, uint32_t at)
{
	return at < text.len && strchr(" \t\r\n\f", text.ptr[at]);
}

/* Where the word `of` stands outside quotes and parentheses; TEXT's length when it does not. */
static uint32_t find_of(struct slice text)
{
	int depth = 0;
	char quote = 0;

	for (uint32_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];

		if (quote)
			quote = c == quote ? 0 : quote;
		else if (c == '\'' || c == '"' || c == '`')
			quote = c;
		else if (c == '(' || c == ')')
			depth += c == '(' ? 1 : -1;
		else if (depth == 0 && i > 0 && strncmp(text.ptr + i, "of", 2) == 0 &&
			 is_blank_at(text, i - 1) && is_blank_at(text, i + 2))
			return i;
	}
	return text.len;
}

/* Cuts `in CONTEXT` from the end of TEXT, where it stands. */
static enum expr_context cut_context(struct slice *text)
{
	uint32_t word = text->len, in;
	unsigned context;

	while (word > 0 && !is_blank_at(*text, word - 1))
		word--;
	in = trim((struct slice){ text->ptr, word }).len;
	if (in < 3 || strncmp(text->ptr + in - 2, "in", 2) != 0 || !is_blank_at(*text, in - 3))
		return IN_QUERY;
	context = map_context((struct slice){ text->ptr + word, text->len - word });
	if (!context)
		return IN_QUERY;
	*text = trim((struct slice){ text->ptr, in - 2 });
	return (enum expr_context)context;
}

void map_test_rewrite(struct map_parser *parser, struct slice text, struct slice expected,
		      struct span span)
{
	struct rule_test *test =
		add_test(parser, map_join(parser, SLICE("rewrite"), text), expected, span);
	uint32_t of = find_of(text);

	if (!test)
		return;
	test->expression = trim((struct slice){ text.ptr, of });
	if (of < text.len)
		test->columns = trim((struct slice){ text.ptr + of + 2, text.len - of - 2 });
	test->context = cut_context(&test->expression);
	if (!test->expression.len)
		map_error(parser, span, "a test of a rewrite needs an expression");
	if (test->context == IN_TRIGGER)
		map_error(parser, span, "a test has no trigger for its expression");
}
