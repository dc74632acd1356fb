/* SPDX-License-Identifier: PostgreSQL
 *
 * What the grammar's actions make of rewrite and default rules.
 */
#include <config.h>

#include <stdlib.h>

#include "mapping/internal.h"

static const char *const context_words[] = { "default", "check", "generated",
					     "index",	"query", "trigger" };
enum { CONTEXT_COUNT = sizeof(context_words) / sizeof(context_words[0]) };

/* `f() in chekc` reads as SQL, but IN a table is no pattern. */
static void refuse_table(struct map_parser *parser, const struct expr *pattern)
{
	if (pattern->kind == EXPR_IN && pattern->in->table)
		map_unknown_word(parser, D_MAPPING_UNKNOWN_WORD, "context",
				 pattern->in->table->object.text, pattern->in->table->object.span,
				 context_words, CONTEXT_COUNT);
}

/* What a hole may ask for; lowering knows what each means (guard_holds, convert_to).  Presets are
 * held against it by reading their dump in a test. */
static const char *const guard_words[] = {
	"integer",	"real",	      "number",	  "text",     "blob",	  "null",
	"literal",	"string",     "column",	  "constant", "variable", "any",
	"boolean",	"bigint",     "numeric",  "date",     "time",	  "timestamp",
	"timestamptz",	"interval",   "epoch",	  "json",     "jsonb",	  "uuid",
	"citext",	"enum",	      "collated", "nocase",   "typeless", "positive",
	"natural",	"negative",   "bits",	  "alike",    "span",	  "formatted",
	"plain_format", "json_value",
};
enum { GUARD_COUNT = sizeof(guard_words) / sizeof(guard_words[0]) };

static void check_guard(struct map_parser *parser, const struct expr *expr)
{
	struct slice guard = expr->hole->guard;

	if (guard.len == 0)
		return;
	for (size_t i = 0; i < GUARD_COUNT; i++)
		if (slice_equal(guard, slice_of(guard_words[i])))
			return;
	map_unknown_word(parser, D_MAPPING_UNKNOWN_WORD, "guard", guard, expr->span, guard_words,
			 GUARD_COUNT);
}

static void check_guards(struct expr **operand, void *data)
{
	if (*operand && (*operand)->kind == EXPR_HOLE)
		check_guard(data, *operand);
	else if (*operand)
		expr_each_operand(*operand, check_guards, data);
}

struct rewrite *map_rewrite(struct map_parser *parser, struct map_expr pattern)
{
	struct rewrite *rewrite = arena_object(parser->arena, struct rewrite);

	rewrite->pattern = pattern.expr;
	rewrite->pattern_text = pattern.text;
	rewrite->result = rewrite->of = pg_type_of(PG_UNKNOWN);
	refuse_table(parser, pattern.expr);
	if (parser->file->path)
		check_guards(&pattern.expr, parser);
	return rewrite;
}

unsigned map_context(struct slice word)
{
	for (size_t i = 0; i < CONTEXT_COUNT; i++)
		if (slice_equal(word, slice_of(context_words[i])))
			return 1u << i;
	return 0;
}

void map_rewrite_context(struct map_parser *parser, struct rewrite *rewrite, struct slice word,
			 struct span span)
{
	unsigned context = map_context(word);

	rewrite->contexts |= context;
	if (!context)
		map_unknown_word(parser, D_MAPPING_UNKNOWN_WORD, "context", word, span,
				 context_words, CONTEXT_COUNT);
}

void map_rewrite_mode(struct map_parser *parser, struct rewrite *rewrite, struct slice word,
		      struct span span)
{
	static const char *const words[] = { "boolean", "value" };

	rewrite->boolean_only = slice_equal(word, SLICE("boolean"));
	rewrite->value_only = slice_equal(word, SLICE("value"));
	if (!rewrite->boolean_only && !rewrite->value_only)
		map_unknown_word(parser, D_MAPPING_UNKNOWN_WORD, "kind of value", word, span, words,
				 2);
}

void map_rewrite_of(struct map_parser *parser, struct rewrite *rewrite, struct map_type type)
{
	rewrite->of = map_target_type(parser, type).type;
}

void map_rewrite_returns(struct map_parser *parser, struct rewrite *rewrite, struct map_type type)
{
	rewrite->result = map_target_type(parser, type).type;
}

void map_rewrite_server(struct map_parser *parser, struct rewrite *rewrite, struct slice number,
			struct span span)
{
	long version = strtol(number.ptr, NULL, 10);

	if (version < 1 || version > 255)
		map_error(parser, span, "this is no version of PostgreSQL");
	else
		rewrite->minimum_target = (uint8_t)version;
}

void map_rewrite_rule(struct map_parser *parser, enum rule_kind kind, struct rewrite *rewrite,
		      struct span span)
{
	struct rule *rule = map_rule(parser, kind, span);

	if (rewrite->contexts == 0)
		rewrite->contexts = kind == RULE_DEFAULT ? IN_DEFAULT : IN_ANY;
	rule->rewrite = rewrite;
}
