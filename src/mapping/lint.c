/* SPDX-License-Identifier: PostgreSQL
 *
 * What a mapping says of the hazards that `diff` finds: their levels, and the objects for which one
 * is allowed, each with the reason.
 */
#include <config.h>

#include "mapping/internal.h"

const char *const level_words[LEVEL_WORDS] = { "ignore", "note", "warning", "error" };

unsigned map_hazard(struct map_parser *parser, unsigned some, struct slice word, struct span span)
{
	unsigned found = hazards_find(word);

	if (!found)
		map_unknown_word(parser, D_UNKNOWN_HAZARD, "hazard", word, span, hazard_words,
				 HAZARD_WORDS);
	return some | found;
}

/* The words are in the order of enum diag_severity. */
void map_lint(struct map_parser *parser, unsigned hazards, struct slice level, struct span span)
{
	struct lint_level result = { hazards, DIAG_IGNORED };
	size_t found = 0;

	while (found < LEVEL_WORDS && !slice_equal(level, slice_of(level_words[found])))
		found++;
	if (found == LEVEL_WORDS) {
		map_unknown_word(parser, D_MAPPING_UNKNOWN_WORD, "level", level, span, level_words,
				 LEVEL_WORDS);
		return;
	}
	result.severity = (enum diag_severity)found;
	vec_push(parser->arena, &parser->rules->levels, result);
}

void map_allow(struct map_parser *parser, unsigned hazards, struct column_patterns *objects,
	       struct slice reason, struct span span)
{
	struct allowance allowance = { .hazards = hazards, .span = span };

	if (reason.len == 0) {
		diag_add(&parser->ctx->diags, D_ALLOW_WITHOUT_REASON, span,
			 "what is allowed needs a reason, in quotes at the end");
		parser->errors++;
		return;
	}
	allowance.reason = map_text(parser, reason);
	vec_each(struct column_pattern, pattern, objects->items)
		vec_push(parser->arena, &allowance.objects, *pattern);
	vec_push(parser->arena, &parser->rules->allowances, allowance);
}

void rule_set_lint(const struct rule_set *rules, struct diag_list *diags)
{
	vec_each(struct lint_level, level, rules->levels)
		for (unsigned i = 0; i < HAZARD_COUNT; i++)
			if (level->hazards & (1U << i))
				diags->levels[hazard_code(i)] = level->severity;
}

static bool names(struct arena *arena, const struct column_pattern *pattern, struct slice object)
{
	if (pattern->regex)
		return regex_matches(pattern->regex, object);
	return glob_match(arena, pattern->table, object);
}

static bool covers(struct arena *arena, const struct allowance *allowance, struct slice table,
		   struct slice name)
{
	vec_each(struct column_pattern, pattern, allowance->objects) {
		bool of_table = table.len && names(arena, pattern, table);

		if (pattern->column.len ? of_table && glob_match(arena, pattern->column, name)
					: of_table || names(arena, pattern, name))
			return true;
	}
	return false;
}

const struct allowance *rule_set_allows(struct rule_set *rules, unsigned number, struct slice table,
					struct slice name)
{
	vec_each(struct allowance, allowance, rules->allowances) {
		if (!(allowance->hazards & (1U << number)) ||
		    !covers(rules->ctx->arena, allowance, table, name))
			continue;
		allowance->used = true;
		return allowance;
	}
	return NULL;
}

void rule_set_report_unused_allowances(struct rule_set *rules)
{
	vec_each(struct allowance, allowance, rules->allowances)
		if (!allowance->used)
			diag_add(&rules->ctx->diags, D_UNUSED_ALLOW, allowance->span,
				 "nothing that is different here has this hazard");
}
