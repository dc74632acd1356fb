/* SPDX-License-Identifier: PostgreSQL
 *
 * Which rule says what becomes of a table, an index or a constraint, by its name.  Requires a
 * finished rule set.  The later rule wins.
 */
#include <config.h>

#include "mapping/internal.h"

static bool object_matches(const struct rule_entry *entry, const struct name *name)
{
	const struct symbol *symbol = name->symbol;

	if (entry->regex)
		return regex_matches(entry->regex, name->text);
	return glob_match_plain(entry->table, (struct slice){ symbol->text, symbol->len });
}

static const struct rule_entry *best_object(const struct rule_entries *entries,
					    const struct name *name, const struct rule_entry *best)
{
	if (!entries)
		return best;
	for (uint32_t i = entries->items.count; i-- > 0;) {
		const struct rule_entry *entry = &entries->items.items[i];

		if (best && entry->rule->number <= best->rule->number)
			break;
		if (object_matches(entry, name))
			return entry;
	}
	return best;
}

/* \1 in a new name is what the first group of the regular expression took. */
static const char *expand_groups(struct rule_set *rules, const char *text, const void *regex,
				 struct slice name)
{
	regmatch_t groups[REGEX_GROUPS];
	struct strbuf out = { 0 };
	const char *result;

	regex_groups(regex, name, groups);
	for (; *text; text++) {
		regmatch_t *group = text[0] == '\\' && text[1] >= '1' && text[1] <= '9'
					    ? &groups[text[1] - '0']
					    : NULL;

		if (!group)
			strbuf_add_char(&out, *text);
		else if (group->rm_so >= 0)
			strbuf_add(&out, name.ptr + group->rm_so,
				   (size_t)(group->rm_eo - group->rm_so));
		text += group != NULL;
	}
	result = arena_copy(rules->ctx->arena, out.text ? out.text : "", out.len);
	strbuf_free(&out);
	return result;
}

static const struct rule *object_rule(struct rule_set *rules, enum rule_kind kind,
				      const struct name *name, struct target *out)
{
	const struct rule_index *index = rules->index;
	int object = (int)kind - RULE_TABLE;
	const struct rule_entry *entry =
		best_object(symbol_index_find(&index->objects[object], name->symbol), name, NULL);

	entry = best_object(&index->object_globs[object], name, entry);
	if (!entry)
		return NULL;
	entry->rule->matched = true;
	*out = entry->rule->target;
	if (out->rename && entry->regex)
		out->rename = expand_groups(rules, out->rename, entry->regex, name->text);
	return entry->rule;
}

const struct rule *rule_for_table(struct rule_set *rules, const struct sqlite_table *table,
				  struct target *out)
{
	return object_rule(rules, RULE_TABLE, &table->name, out);
}

const struct rule *rule_for_index(struct rule_set *rules, const struct name *name,
				  struct target *out)
{
	return object_rule(rules, RULE_INDEX, name, out);
}

const struct rule *rule_for_tokenizer(struct rule_set *rules, struct slice name, struct target *out)
{
	struct name wanted = { .text = name, .symbol = context_symbol(rules->ctx, name) };

	return object_rule(rules, RULE_TOKENIZER, &wanted, out);
}

const struct rule *rule_for_constraint(struct rule_set *rules, const struct name *name,
				       struct target *out)
{
	return object_rule(rules, RULE_CONSTRAINT, name, out);
}
