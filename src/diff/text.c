/* SPDX-License-Identifier: PostgreSQL
 *
 * Changes for people at a terminal: grouped by table, "+" new, "-" gone, "~" different, "?" a
 * question, with the positions in both sources and what each change means for a live server.
 */
#include <config.h>

#include <string.h>

#include "diff/changes.h"
#include "postgres/print.h"

enum style {
	STYLE_ADD,
	STYLE_DROP,
	STYLE_MODIFY,
	STYLE_RENAME,
	STYLE_QUESTION,
	STYLE_HAZARD,
	STYLE_TABLE
};

static const struct {
	const char *mark, *on, *tag;
} styles[] = {
	[STYLE_ADD] = { "+", "\033[32m", "add" },
	[STYLE_DROP] = { "-", "\033[31m", "drop" },
	[STYLE_MODIFY] = { "~", "\033[33m", "modify" },
	[STYLE_RENAME] = { "~", "\033[33m", "rename" },
	[STYLE_QUESTION] = { "?", "\033[1;36m", "question" },
	[STYLE_HAZARD] = { "!", "\033[1;35m", "hazard" },
	[STYLE_TABLE] = { "~", "\033[1m", "table" },
};

struct text {
	struct strbuf *out;
	struct strbuf line; /* scratch: names of the schema, which a terminal must not obey */
	const struct change_list *list;
	enum diff_color color;
};

static void begin(struct text *t, enum style style)
{
	if (t->color == DIFF_COLORED)
		strbuf_add_text(t->out, styles[style].on);
	else if (t->color == DIFF_TAGGED)
		strbuf_addf(t->out, "<%s>", styles[style].tag);
}

static void end(struct text *t, enum style style)
{
	if (t->color == DIFF_COLORED)
		strbuf_add_text(t->out, "\033[0m");
	else if (t->color == DIFF_TAGGED)
		strbuf_addf(t->out, "</%s>", styles[style].tag);
}

/* ---------------------------------------------------------------- shared with the others */

static bool add_position(struct strbuf *out, const struct pg_schema *schema, struct span span,
			 const char *before)
{
	struct location at;

	if (!span.end || !source_locate(&schema->ctx->sources, span.start, &at))
		return false;
	strbuf_addf(out, "%s%s:%u:%u", before, at.source->name, at.line, at.column);
	return true;
}

void change_positions(struct strbuf *out, const struct change_list *list, struct span old,
		      struct span new)
{
	bool any = add_position(out, list->old, old, "");

	add_position(out, list->new, new, any ? ", " : "");
}

static void add_name(struct strbuf *out, const struct change *change)
{
	strbuf_addf(out, "%s ", change_object_name(change));
	if (change->object == DIFF_FUNCTION || change->object == DIFF_HELPER ||
	    change->object == DIFF_STATEMENT)
		strbuf_add_text(out, change->name);
	else
		pg_print_identifier(out, change->name);
}

static const char *or_none(const char *text)
{
	return text ? text : "none";
}

/* The definition goes over several lines. */
static bool is_long(const struct change *change)
{
	switch (change->object) {
	case DIFF_TABLE:
		return change->kind == CHANGE_ADD;
	case DIFF_VIEW:
	case DIFF_TRIGGER:
	case DIFF_FUNCTION:
	case DIFF_STATEMENT:
		return true;
	case DIFF_HELPER:
		return change->kind == CHANGE_MODIFY;
	case DIFF_EXTENSION:
	case DIFF_ENUM:
	case DIFF_COLUMN:
	case DIFF_CONSTRAINT:
	case DIFF_INDEX:
	case DIFF_OBJECTS:
		break;
	}
	return false;
}

void change_sentence(struct strbuf *out, const struct change *change)
{
	add_name(out, change);
	switch (change->kind) {
	case CHANGE_ADD:
	case CHANGE_DROP:
		if (change->object == DIFF_COLUMN || change->object == DIFF_CONSTRAINT ||
		    change->object == DIFF_INDEX)
			strbuf_addf(
				out, "%s %s", change->object == DIFF_COLUMN ? "" : ":",
				or_none(change->new_text ? change->new_text : change->old_text));
		break;
	case CHANGE_RENAME:
		strbuf_add_text(out, ": was ");
		pg_print_identifier(out, change->old_text);
		break;
	case CHANGE_MODIFY:
		strbuf_addf(out, ": %s", change_aspect_name(change->aspect));
		if (change->aspect == DIFF_ORDER)
			strbuf_add_text(out, " of the columns");
		else if (change->aspect != DIFF_COMMENT && !is_long(change))
			strbuf_addf(out, " %s -> %s", or_none(change->old_text),
				    or_none(change->new_text));
		break;
	}
}

/* ---------------------------------------------------------------- one change */

static void indent(struct text *t, unsigned depth)
{
	while (depth--)
		strbuf_add_text(t->out, "  ");
}

/* What was gathered in t->line. */
static void flush_line(struct text *t)
{
	pg_print_visible(t->out, t->line.text, t->line.len);
	strbuf_clear(&t->line);
}

static void print_positions(struct text *t, struct span old, struct span new)
{
	change_positions(&t->line, t->list, old, new);
	if (!t->line.len)
		return;
	strbuf_add_text(t->out, "  (");
	flush_line(t);
	strbuf_add_char(t->out, ')');
}

static void print_hazards(struct text *t, const struct change *change, unsigned depth)
{
	for (unsigned i = 0; i < HAZARD_COUNT; i++) {
		if (!(change->told & (1U << i)))
			continue;
		indent(t, depth + 1);
		begin(t, STYLE_HAZARD);
		strbuf_addf(t->out, "! %s: %s", hazard_infos[i].name, hazard_infos[i].text);
		end(t, STYLE_HAZARD);
		strbuf_add_char(t->out, '\n');
	}
	vec_each(struct excuse, excuse, change->excuses) {
		indent(t, depth + 1);
		strbuf_addf(&t->line, "%s is allowed: %s", hazard_infos[excuse->number].name,
			    excuse->reason);
		flush_line(t);
		strbuf_add_char(t->out, '\n');
	}
}

/* The definition of what is new, one "+" a line, as the DDL has it. */
static void print_definition(struct text *t, const char *text, enum style style, unsigned depth)
{
	while (text && *text) {
		size_t len = strcspn(text, "\n");

		if (len) {
			indent(t, depth);
			begin(t, style);
			strbuf_addf(t->out, "%s ", styles[style].mark);
			pg_print_visible(t->out, text, len);
			end(t, style);
			strbuf_add_char(t->out, '\n');
		}
		text += len + (text[len] == '\n');
	}
}

static void print_change(struct text *t, const struct change *change, unsigned depth)
{
	enum style style = (enum style)change->kind;

	indent(t, depth);
	begin(t, style);
	strbuf_addf(t->out, "%s ", change->harmless ? "=" : styles[style].mark);
	change_sentence(&t->line, change);
	flush_line(t);
	end(t, style);
	print_positions(t, change->old_span, change->new_span);
	strbuf_add_char(t->out, '\n');
	print_hazards(t, change, depth);
	if (!is_long(change) || change->harmless)
		return;
	if (change->kind != CHANGE_ADD)
		print_definition(t, change->old_text, STYLE_DROP, depth + 1);
	if (change->kind != CHANGE_DROP)
		print_definition(t, change->new_text, STYLE_ADD, depth + 1);
}

/* ---------------------------------------------------------------- groups */

/* A table that stays has a line of its own above its changes. */
static void print_heading(struct text *t, const struct change *change)
{
	begin(t, STYLE_TABLE);
	strbuf_add_text(t->out, "~ table ");
	pg_print_identifier(&t->line, change->table);
	flush_line(t);
	end(t, STYLE_TABLE);
	print_positions(t, change->old_table->span, change->new_table->span);
	strbuf_add_char(t->out, '\n');
}

static bool of_kept_table(const struct change *change)
{
	return change->table && change->old_table && change->new_table;
}

static unsigned depth_of(const struct change *change)
{
	return change->table && change->object != DIFF_TABLE ? 1 : of_kept_table(change);
}

static void print_changes(struct text *t)
{
	const struct pg_table *table = NULL;

	vec_each(struct change *, each, t->list->items) {
		const struct change *change = *each;

		if (of_kept_table(change) && change->new_table != table)
			print_heading(t, change);
		table = change->new_table;
		print_change(t, change, depth_of(change));
	}
}

static void print_questions(struct text *t)
{
	vec_each(struct rename_question, question, t->list->questions) {
		begin(t, STYLE_QUESTION);
		strbuf_addf(t->out, "? was %s ", question->old_name ? "column" : "table");
		pg_print_identifier(&t->line,
				    question->old_name ? question->old_name : question->old_table);
		strbuf_add_text(&t->line, " renamed?  If so, add to the mapping: ");
		strbuf_add_text(&t->line, question->hint);
		flush_line(t);
		end(t, STYLE_QUESTION);
		print_positions(t, question->old_span, question->new_span);
		strbuf_add_char(t->out, '\n');
	}
}

static void print_summary(struct text *t)
{
	const uint32_t *count = t->list->count;

	if (change_list_is_empty(t->list))
		return;
	strbuf_addf(t->out, "%u added, %u dropped, %u changed, %u renamed\n", count[CHANGE_ADD],
		    count[CHANGE_DROP], count[CHANGE_MODIFY], count[CHANGE_RENAME]);
}

void diff_print_text(struct strbuf *out, const struct change_list *list, enum diff_color color)
{
	struct text t = { .out = out, .list = list, .color = color };

	print_changes(&t);
	print_questions(&t);
	print_summary(&t);
	strbuf_free(&t.line);
}
