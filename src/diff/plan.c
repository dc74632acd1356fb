/* SPDX-License-Identifier: PostgreSQL
 *
 * What the planning of columns, parts and objects shares: steps, and which columns are touched.
 */
#include <config.h>

#include <string.h>

#include "diff/migrate.h"
#include "postgres/print.h"

struct strbuf *plan_alter(struct migration *m, const char *table)
{
	strbuf_clear(&m->text);
	strbuf_add_text(&m->text, "ALTER TABLE ");
	pg_print_identifier(&m->text, table);
	strbuf_add_char(&m->text, ' ');
	return &m->text;
}

struct step *plan_add(struct migration *m, enum phase phase, const char *on, enum pg_lock lock,
		      enum work work, unsigned hazards)
{
	struct step_list *list = &m->phases[phase];
	struct step step = { .text = m->text.len ? arena_copy(m->arena, m->text.text, m->text.len)
						 : "",
			     .on = on,
			     .lock = lock,
			     .work = work,
			     .hazards = hazards_of(hazards, FAMILY_DESTRUCTIVE) };

	vec_push(m->arena, &list->steps, step);
	strbuf_clear(&m->text);
	return &list->steps.items[list->steps.count - 1];
}

struct table_plan *plan_of(const struct migration *m, const char *table)
{
	return strmap_find(m->by_table, slice_of(table));
}

static bool is_touched(const struct table_plan *plan, struct slice column)
{
	const struct column_plan *found = plan ? strmap_find(plan->by_name, column) : NULL;

	return found && found->touch;
}

bool plan_is_touched(const struct migration *m, const char *table, const char *column)
{
	return is_touched(plan_of(m, table), slice_of(column));
}

struct search {
	const struct table_plan *plan;
	bool found;
};

static bool is_word(char c)
{
	return c == '_' || (c & 0x80) || (c >= '0' && c <= '9') ||
	       (ascii_lower(c) >= 'a' && ascii_lower(c) <= 'z');
}

/* Whether a word of a server's text, bare or in quotes, is the name of a touched column. */
static bool text_mentions(const struct table_plan *plan, struct slice text)
{
	for (uint32_t i = 0, len; i < text.len; i += len ? len : 1) {
		struct slice word = { text.ptr + i, 0 };

		len = 0;
		if (text.ptr[i] == '"') {
			word.ptr++;
			for (len = 1; i + len < text.len && text.ptr[i + len] != '"'; len++)
				word.len++;
			len++;
		} else {
			for (; i + len < text.len && is_word(text.ptr[i + len]); len++)
				word.len++;
		}
		if (word.len && is_touched(plan, word))
			return true;
	}
	return false;
}

static void visit_name(struct expr **operand, void *data)
{
	struct search *search = data;

	if (search->found)
		return;
	if ((*operand)->kind == EXPR_NAME)
		search->found = is_touched(search->plan, (*operand)->name->column.text);
	else if ((*operand)->kind == EXPR_VERBATIM)
		search->found = text_mentions(search->plan, (*operand)->text);
	else
		expr_each_operand(*operand, visit_name, data);
}

bool plan_mentions_touched(const struct migration *m, const char *table, struct expr *expr)
{
	struct search search = { plan_of(m, table), false };

	if (expr && search.plan)
		visit_name(&expr, &search);
	return search.found;
}

const char *plan_temporary_name(struct migration *m, const char *name)
{
	return arena_printf(m->arena, "%.*s_lite2pg_%u", (int)pg_name_clip(name, 40), name,
			    ++m->temporary);
}

const char *plan_sequence(struct migration *m, const char *table, const char *column,
			  const char *sequence)
{
	return sequence ? sequence : pg_object_name(m->arena, table, column, "seq", 0);
}
