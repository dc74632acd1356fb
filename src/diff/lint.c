/* SPDX-License-Identifier: PostgreSQL
 *
 * From the hazards of the changes to those that somebody has to know of: levels, permissions of the
 * mapping and of comments, positions, words.
 */
#include <config.h>

#include "diff/lint.h"

#include "diff/allow.h"

#define each_hazard(i, hazards)                     \
	for (unsigned i = 0; i < HAZARD_COUNT; i++) \
		if ((hazards) & (1U << i))

struct linter {
	struct change_list *list;
	struct rule_set *rules;
	struct allow_comments old, new;
	const struct source_map *old_sources;
	uint32_t shift; /* of the old sources among the new ones; 0: they are not there */
};

/* ---------------------------------------------------------------- permissions */

static struct slice table_name(const struct pg_table *table, const char *otherwise)
{
	if (table && table->source)
		return slice_of(table->source->name.symbol->text);
	return otherwise ? slice_of(otherwise) : SLICE("");
}

/* The name in SQLite of one side of the change, where it has one. */
static struct slice own_name(const struct change *change, const struct pg_table *table,
			     const union diff_side *side)
{
	if (change->object == DIFF_TABLE)
		return table_name(table, change->name);
	if (change->object == DIFF_COLUMN && side->column && side->column->source)
		return slice_of(side->column->source->name.symbol->text);
	return slice_of(change->name);
}

static const char *allowed_by_mapping(struct linter *l, const struct change *change,
				      unsigned number)
{
	const struct pg_table *tables[] = { change->new_table, change->old_table };
	const union diff_side *sides[] = { &change->new, &change->old };

	for (int i = 0; i < 2; i++) {
		struct slice table = change->object == DIFF_TABLE
					     ? SLICE("")
					     : table_name(tables[i], change->table);
		const struct allowance *found = rule_set_allows(
			l->rules, number, table, own_name(change, tables[i], sides[i]));

		if (found)
			return found->reason;
	}
	return NULL;
}

/* Only the line on which it begins. */
static struct span beginning(struct span span)
{
	return (struct span){ span.start, span.end ? span.start + 1 : 0 };
}

/* At the object itself, or at the beginning of its table. */
static const char *allowed_at(struct allow_comments *comments, const struct change *change,
			      unsigned number, struct span span, const struct pg_table *table)
{
	bool part = change->object == DIFF_COLUMN || change->object == DIFF_CONSTRAINT;
	const struct allow_comment *found = NULL;

	if (span.end)
		found = allow_find(comments, number, part ? span : beginning(span));
	if (!found && table && table->span.end)
		found = allow_find(comments, number, beginning(table->span));
	return found ? found->reason : NULL;
}

static const char *allowed(struct linter *l, const struct change *change, unsigned number)
{
	const char *reason = allowed_by_mapping(l, change, number);

	if (!reason)
		reason = allowed_at(&l->new, change, number, change->new_span, change->new_table);
	if (!reason && change->kind == CHANGE_DROP)
		reason = allowed_at(&l->old, change, number, change->old_span, change->old_table);
	return reason;
}

static void lint_change(struct linter *l, struct change *change)
{
	const struct diag_list *diags = &l->list->new->ctx->diags;

	each_hazard(i, change->hazards)
	{
		struct excuse excuse = { i, allowed(l, change, i) };

		if (excuse.reason)
			vec_push(l->list->arena, &change->excuses, excuse);
		else if (diags->levels[hazard_code(i)] != DIAG_IGNORED)
			change->told |= 1U << i;
	}
}

static void report_unused(struct linter *l)
{
	vec_each(struct allow_comment, comment, l->new.items)
		if (!comment->used)
			diag_add(&l->list->new->ctx->diags, D_UNUSED_ALLOW, comment->span,
				 "nothing that is different here has this hazard");
	rule_set_report_unused_allowances(l->rules);
}

void lint_changes(struct change_list *list, struct rule_set *rules, struct lint_sources sources)
{
	struct linter l = { .list = list, .rules = rules };

	allow_read(&l.new, list->new->ctx, sources.new, true);
	allow_read(&l.old, list->old->ctx, sources.old, false);
	vec_each(struct change *, change, list->items)
		lint_change(&l, *change);
	report_unused(&l);
}

/* ---------------------------------------------------------------- as diagnostics */

/* Both sides in one log need one space of positions. */
static uint32_t adopt_sources(struct context *ctx, const struct source_map *old, uint32_t first)
{
	uint32_t shift = 0;

	for (uint32_t i = first; i < old->sources.count; i++) {
		const struct source *source = old->sources.items[i];
		const struct source *added = source_add(&ctx->sources, source->name, source->text);

		if (!added)
			return 0;
		if (i == first)
			shift = added->base - source->base;
	}
	return shift;
}

static struct span in_old(const struct linter *l, struct span span)
{
	if (!span.end || !l->shift)
		return NOWHERE;
	return (struct span){ span.start + l->shift, span.end + l->shift };
}

static struct span near_in_new(const struct change *change, struct span start)
{
	if (change->new_span.end)
		return change->new_span;
	return change->new_table && change->new_table->span.end ? change->new_table->span : start;
}

static void add_object(struct strbuf *out, const struct change *change)
{
	if (change->table && change->object != DIFF_TABLE)
		strbuf_addf(out, "%s.", change->table);
	strbuf_add_text(out, change->name);
}

static bool has_short_text(const struct change *change)
{
	return change->kind == CHANGE_MODIFY && change->object == DIFF_COLUMN && change->old_text &&
	       change->new_text && change->aspect != DIFF_COMMENT;
}

/* "dropped column 't.a'", "changed type of column 't.a' (integer -> bigint)" */
static void describe(struct strbuf *out, const struct change *change)
{
	static const char *const verbs[] = { "new", "dropped", "changed", "renamed" };

	strbuf_addf(out, "%s ", verbs[change->kind]);
	if (change->kind == CHANGE_MODIFY && change->aspect != DIFF_WHOLE)
		strbuf_addf(out, "%s of ", change_aspect_name(change->aspect));
	strbuf_addf(out, "%s '", change_object_name(change));
	add_object(out, change);
	strbuf_add_char(out, '\'');
	if (has_short_text(change))
		strbuf_addf(out, " (%s -> %s)", change->old_text, change->new_text);
	if (change->kind == CHANGE_RENAME)
		strbuf_addf(out, " (was '%s')", change->old_text);
}

static void report_change(struct linter *l, const struct change *change, enum lint_place place,
			  struct span start)
{
	struct diag_list *diags = &l->list->new->ctx->diags;
	struct span old = in_old(l, change->old_span);
	bool dropped = change->kind == CHANGE_DROP;
	struct span span =
		place == LINT_WHERE_IT_STANDS && dropped ? old : near_in_new(change, start);
	struct strbuf text = { 0 };

	describe(&text, change);
	each_hazard(i, change->told)
	{
		struct diagnostic *diag = diag_add(diags, hazard_code(i), span, "%s: %s", text.text,
						   hazard_infos[i].text);

		if (place == LINT_IN_NEW && old.end)
			diag_label(diags, diag, old, "in the old schema");
	}
	strbuf_free(&text);
}

void lint_report(struct change_list *list, struct lint_sources sources, enum lint_place place)
{
	struct linter l = { .list = list };
	struct context *ctx = list->new->ctx;
	struct span start = NOWHERE;

	if (sources.new < ctx->sources.sources.count)
		start.start = start.end = ctx->sources.sources.items[sources.new]->base;
	l.shift = adopt_sources(ctx, &list->old->ctx->sources, sources.old);
	vec_each(struct change *, change, list->items)
		report_change(&l, *change, place, start);
}

bool lint_fails(const struct change_list *list, unsigned hazards)
{
	const struct diag_list *diags = &list->new->ctx->diags;

	vec_each(struct change *, change, list->items)
		each_hazard(i, (*change)->told) if ((hazards & (1U << i)) ||
						    diags->levels[hazard_code(i)] ==
							    DIAG_ERROR) return true;
	return false;
}
