/* SPDX-License-Identifier: PostgreSQL
 *
 * The rule set and its index.  Requires: rules in the order of their files.  Provides: for each
 * question of later passes a short list of rules in that order, found by an interned name: a schema
 * of any size asks in time that does not depend on how many rules there are.
 */
#include <config.h>

#include <regex.h>
#include <stdlib.h>
#include <string.h>

#include "base/strmap.h"
#include "mapping/internal.h"

void rule_set_init(struct rule_set *rules, struct context *ctx)
{
	*rules = (struct rule_set){ .ctx = ctx };
	settings_init(&rules->settings);
}

static void free_index(struct rule_index *index);

void rule_set_free(struct rule_set *rules)
{
	vec_each(void *, regex, rules->regexes) {
		regfree(*regex);
		free(*regex);
	}
	if (rules->index)
		free_index(rules->index);
	rules->index = NULL;
	rules->regexes.count = 0;
}

/* ---------------------------------------------------------------- lists by symbol */

static uint32_t slot_of(const struct symbol_index *index, const struct symbol *symbol)
{
	uint32_t slot = (uint32_t)(((uintptr_t)symbol >> 3) * 2654435769u) & (index->size - 1);

	while (index->slots[slot].symbol && index->slots[slot].symbol != symbol)
		slot = (slot + 1) & (index->size - 1);
	return slot;
}

const struct rule_entries *symbol_index_find(const struct symbol_index *index,
					     const struct symbol *symbol)
{
	return index->size ? index->slots[slot_of(index, symbol)].entries : NULL;
}

static void grow(struct symbol_index *index)
{
	struct symbol_index larger = { .size = index->size ? index->size * 2 : 64 };

	larger.slots = xmalloc(larger.size * sizeof(*larger.slots));
	memset(larger.slots, 0, larger.size * sizeof(*larger.slots));
	larger.count = index->count;
	for (uint32_t i = 0; i < index->size; i++)
		if (index->slots[i].symbol)
			larger.slots[slot_of(&larger, index->slots[i].symbol)] = index->slots[i];
	free(index->slots);
	*index = larger;
}

struct rule_entries *symbol_index_open(struct arena *arena, struct symbol_index *index,
				       const struct symbol *symbol)
{
	struct symbol_slot *slot;

	if (index->count * 2 >= index->size)
		grow(index);
	slot = &index->slots[slot_of(index, symbol)];
	if (!slot->symbol) {
		slot->symbol = symbol;
		slot->entries = arena_object(arena, struct rule_entries);
		index->count++;
	}
	return slot->entries;
}

static void symbol_index_add(struct arena *arena, struct symbol_index *index,
			     const struct symbol *symbol, struct rule_entry entry)
{
	vec_push(arena, &symbol_index_open(arena, index, symbol)->items, entry);
}

const struct rule_entries *rules_column_globs(struct rule_set *rules, const struct symbol *column)
{
	struct rule_index *index = rules->index;
	struct arena *arena = rules->ctx->arena;
	const struct rule_entries *known = symbol_index_find(&index->column_globs_by_name, column);
	struct slice name = { column->text, column->len };
	struct rule_entries *found;

	if (known)
		return known;
	found = symbol_index_open(arena, &index->column_globs_by_name, column);
	vec_each(const struct rule_entry, entry, index->column_globs.items)
		if (glob_match_plain(entry->column, name))
			vec_push(arena, &found->items, *entry);
	return found;
}

static void free_index(struct rule_index *index)
{
	struct symbol_index *all[] = { &index->types,
				       &index->columns_by_name,
				       &index->columns_by_table,
				       &index->column_globs_by_name,
				       &index->types_by_text,
				       &index->objects[0],
				       &index->objects[1],
				       &index->objects[2],
				       &index->objects[3],
				       &index->candidates[0].calls,
				       &index->candidates[1].calls };

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		free(all[i]->slots);
}

/* ---------------------------------------------------------------- adding rules to it */

static void index_type(struct rule_set *rules, struct rule *rule)
{
	struct arena *arena = rules->ctx->arena;

	vec_each(struct type_pattern, pattern, rule->types) {
		struct rule_entry entry = { .rule = rule, .type = pattern };

		if (pattern->symbol)
			symbol_index_add(arena, &rules->index->types, pattern->symbol, entry);
		else
			vec_push(arena, &rules->index->type_globs.items, entry);
	}
}

static void index_column_pattern(struct rule_set *rules, struct rule_entry entry)
{
	struct arena *arena = rules->ctx->arena;
	struct rule_index *index = rules->index;

	if (glob_is_literal(entry.column))
		symbol_index_add(arena, &index->columns_by_name,
				 context_symbol(rules->ctx, entry.column), entry);
	else if (glob_is_literal(entry.table))
		symbol_index_add(arena, &index->columns_by_table,
				 context_symbol(rules->ctx, entry.table), entry);
	else
		vec_push(arena, &index->column_globs.items, entry);
}

static void index_columns(struct rule_set *rules, struct rule *rule)
{
	if (rule->target.kind == TARGET_INDEX)
		rules->index->adds_indexes = true;
	else if (rule->target.rename || rule->target.kind == TARGET_EXCLUDE)
		rules->index->names_columns = true;
	vec_each(struct column_pattern, pattern, rule->columns) {
		struct glob_list tables = { 0 }, columns = { 0 };

		glob_expand(rules->ctx->arena, pattern->table, &tables);
		glob_expand(rules->ctx->arena, pattern->column, &columns);
		vec_each(struct slice, table, tables.globs)
			vec_each(struct slice, column, columns.globs)
				index_column_pattern(rules,
						     (struct rule_entry){ .rule = rule,
									  .table = *table,
									  .column = *column });
	}
}

static void index_objects(struct rule_set *rules, struct rule *rule)
{
	struct arena *arena = rules->ctx->arena;
	int kind = (int)rule->kind - RULE_TABLE;

	vec_each(struct column_pattern, pattern, rule->columns) {
		struct rule_entry by_regex = { .rule = rule, .regex = pattern->regex };
		struct glob_list names = { 0 };

		if (pattern->regex) {
			vec_push(arena, &rules->index->object_globs[kind].items, by_regex);
			continue;
		}
		glob_expand(arena, pattern->table, &names);
		vec_each(struct slice, name, names.globs) {
			struct rule_entry entry = { .rule = rule, .table = *name };

			if (glob_is_literal(*name))
				symbol_index_add(arena, &rules->index->objects[kind],
						 context_symbol(rules->ctx, *name), entry);
			else
				vec_push(arena, &rules->index->object_globs[kind].items, entry);
		}
	}
}

static void index_rewrite(struct rule_set *rules, struct rule *rule)
{
	struct arena *arena = rules->ctx->arena;
	struct candidate_index *index = &rules->index->candidates[rule->kind == RULE_DEFAULT];
	const struct expr *root = rule->rewrite->pattern;

	if (root->kind == EXPR_CALL)
		symbol_index_add(arena, &index->calls, root->call->function.object.symbol,
				 (struct rule_entry){ .rule = rule });
	else if (root->op != OP_NONE)
		vec_push(arena, &index->operators[root->op % OPERATOR_ROOTS].rules, rule);
	else
		vec_push(arena, &index->kinds[root->kind % KIND_ROOTS].rules, rule);
}

static void index_rule(struct rule_set *rules, struct rule *rule)
{
	switch (rule->kind) {
	case RULE_TYPE:
		index_type(rules, rule);
		break;
	case RULE_AFFINITY:
		vec_push(rules->ctx->arena, &rules->index->affinities[rule->affinity].items,
			 (struct rule_entry){ .rule = rule });
		break;
	case RULE_COLUMN:
		index_columns(rules, rule);
		break;
	case RULE_TABLE:
	case RULE_INDEX:
	case RULE_CONSTRAINT:
	case RULE_TOKENIZER:
		index_objects(rules, rule);
		break;
	case RULE_REWRITE:
	case RULE_DEFAULT:
		index_rewrite(rules, rule);
		break;
	}
}

/* ---------------------------------------------------------------- candidates */

static void finish_list(struct arena *arena, struct rule_list *list)
{
	for (uint32_t i = 0; i < list->rules.count / 2; i++) {
		struct rule *rule = list->rules.items[i];

		list->rules.items[i] = list->rules.items[list->rules.count - 1 - i];
		list->rules.items[list->rules.count - 1 - i] = rule;
	}
	vec_push(arena, &list->rules, NULL);
}

static void finish_candidates(struct arena *arena, struct candidate_index *index)
{
	for (int i = 0; i < OPERATOR_ROOTS; i++)
		finish_list(arena, &index->operators[i]);
	for (int i = 0; i < KIND_ROOTS; i++)
		finish_list(arena, &index->kinds[i]);
	if (index->calls.size)
		index->lists = arena_alloc(arena, index->calls.size * sizeof(struct rule_list *));
	for (uint32_t i = 0; i < index->calls.size; i++) {
		if (!index->calls.slots[i].symbol)
			continue;
		index->lists[i] = arena_object(arena, struct rule_list);
		vec_each(struct rule_entry, entry, index->calls.slots[i].entries->items)
			vec_push(arena, &index->lists[i]->rules, entry->rule);
		finish_list(arena, index->lists[i]);
	}
}

struct rule *const *rule_candidates(struct rule_set *rules, enum rule_kind kind,
				    const struct expr *expr)
{
	static struct rule *const none[] = { NULL };
	const struct candidate_index *index = &rules->index->candidates[kind == RULE_DEFAULT];
	const struct rule_list *list;

	if (expr->kind == EXPR_CALL) {
		const struct symbol *symbol = expr->call->function.object.symbol;

		if (index->calls.size == 0)
			return none;
		list = index->lists[slot_of(&index->calls, symbol)];
		return list ? list->rules.items : none;
	}
	if (expr->op != OP_NONE)
		return index->operators[expr->op % OPERATOR_ROOTS].rules.items;
	return index->kinds[expr->kind % KIND_ROOTS].rules.items;
}

/* ---------------------------------------------------------------- rules that can't apply */

/* Each pattern of a rule with its condition, as text that is equal when they match the same. */
static void each_head(const struct rule *rule, bool conditional,
		      void (*visit)(struct slice head, const struct rule *rule, void *data),
		      void *data)
{
	struct rule part = *rule;
	struct strbuf text = { 0 };
	uint32_t columns = rule->columns.count ? rule->columns.count : 1;
	uint32_t types = rule->types.count && rule->columns.count == 0 ? rule->types.count : 1;

	if (!conditional)
		part.where = NULL;
	for (uint32_t i = 0; i < columns * types; i++) {
		if (rule->columns.count) {
			part.columns.items = &rule->columns.items[i];
			part.columns.count = 1;
		} else if (rule->types.count) {
			part.types.items = &rule->types.items[i];
			part.types.count = 1;
		}
		strbuf_clear(&text);
		rule_dump_head(&part, &text);
		visit((struct slice){ text.text, (uint32_t)text.len }, rule, data);
	}
	strbuf_free(&text);
}

struct shadow_search {
	struct strmap *later; /* heads of the rules behind */
	uint32_t heads, found;
	const struct rule *by;
};

/* A rewrite may be passed over for what it requires or for not being immutable: only a
 * repetition, or a refusal, leaves nothing to an earlier one. */
static bool leaves_nothing(const struct rule *later, const struct rule *rule)
{
	return !later->rewrite || later->rewrite->unsupported ||
	       slice_equal(later->rewrite->template_text, rule->rewrite->template_text);
}

static void find_head(struct slice head, const struct rule *rule, void *data)
{
	struct shadow_search *search = data;
	const struct rule *later = strmap_find(search->later, head);

	search->heads++;
	if (later && leaves_nothing(later, rule)) {
		search->found++;
		search->by = later;
	}
}

static void remember_head(struct slice head, const struct rule *rule, void *data)
{
	struct shadow_search *search = data;

	strmap_set(search->later, head, (void *)(uintptr_t)rule);
}

static bool is_shadowed(struct shadow_search *search, const struct rule *rule, bool conditional)
{
	search->heads = search->found = 0;
	each_head(rule, conditional, find_head, search);
	return search->heads == search->found;
}

/* A rename stands beside a type: neither shadows the other. */
static bool takes_part(const struct rule *rule)
{
	return !rule->preset && rule->target.kind != TARGET_RENAME_ONLY && !rule->target.rename;
}

static void tell_unreachable(struct rule_set *rules, struct rule *rule, const struct rule *by)
{
	struct diag_list *diags = &rules->ctx->diags;
	struct diagnostic *diag = diag_add(diags, D_UNREACHABLE_RULE, rule->span,
					   "this rule never applies: a later one matches the same");

	diag_label(diags, diag, by->span, "the later rule");
	rule->matched = true; /* not unused as well */
}

/* Searched from the last rule to the first, told from the first to the last. */
static void report_unreachable(struct rule_set *rules)
{
	struct shadow_search search = { .later = strmap_new() };
	uint32_t count = rules->rules.count;
	const struct rule **by = arena_alloc(rules->ctx->arena, (count + 1) * sizeof(*by));

	for (uint32_t i = count; i-- > 0;) {
		struct rule *rule = rules->rules.items[i];

		if (!takes_part(rule))
			continue;
		if (is_shadowed(&search, rule, false) ||
		    (rule->where && is_shadowed(&search, rule, true)))
			by[i] = search.by;
		each_head(rule, true, remember_head, &search);
	}
	for (uint32_t i = 0; i < count; i++)
		if (by[i])
			tell_unreachable(rules, rules->rules.items[i], by[i]);
	strmap_free(search.later);
}

void rule_set_report_unused(struct rule_set *rules)
{
	vec_each(struct rule *, rule, rules->rules)
		if (!(*rule)->preset && !(*rule)->matched)
			diag_add(&rules->ctx->diags, D_UNUSED_RULE, (*rule)->span,
				 "this rule decides nothing in this source");
}

void rule_set_finish(struct rule_set *rules)
{
	const char *message = NULL;

	if (!rules->has_base)
		rule_set_add(rules, "default", &message);
	rules->index = arena_object(rules->ctx->arena, struct rule_index);
	for (uint32_t i = 0; i < rules->rules.count; i++) {
		rules->rules.items[i]->number = i;
		index_rule(rules, rules->rules.items[i]);
	}
	finish_candidates(rules->ctx->arena, &rules->index->candidates[0]);
	finish_candidates(rules->ctx->arena, &rules->index->candidates[1]);
	report_unreachable(rules);
}
