/* SPDX-License-Identifier: PostgreSQL
 *
 * Changes as a comment on a pull request: a table of what changes and what it risks, then
 * the definitions behind a fold.  Text of the schema stands in code spans and code blocks, with
 * fences that it can't end.
 */
#include <config.h>

#include <string.h>

#include "diff/changes.h"
#include "postgres/print.h"

static const char *const marks[] = { "+", "-", "~", "~" };

/* The longest run of backticks in TEXT. */
static unsigned backticks(const char *text, size_t len)
{
	unsigned run = 0, longest = 0;

	for (size_t i = 0; i < len; i++) {
		run = text[i] == '`' ? run + 1 : 0;
		longest = run > longest ? run : longest;
	}
	return longest;
}

static void add_ticks(struct strbuf *out, unsigned count)
{
	while (count--)
		strbuf_add_char(out, '`');
}

/* In one line: a cell of a table ends at "|" and at line ends. */
static void add_code(struct strbuf *out, const char *text, size_t len)
{
	unsigned ticks = backticks(text, len) + 1;

	add_ticks(out, ticks);
	strbuf_add_text(out, ticks > 1 ? " " : "");
	for (const char *end = text + len; text < end;) {
		const char *bar = memchr(text, '|', (size_t)(end - text));

		pg_print_visible(out, text, (size_t)((bar ? bar : end) - text));
		strbuf_add_text(out, bar ? "\\|" : "");
		text = bar ? bar + 1 : end;
	}
	strbuf_add_text(out, ticks > 1 ? " " : "");
	add_ticks(out, ticks);
}

static void add_hazards(struct strbuf *out, const struct change *change)
{
	bool any = false;

	for (unsigned i = 0; i < HAZARD_COUNT; i++) {
		bool bad = hazard_infos[i].families & FAMILY_DESTRUCTIVE;

		if (!(change->told & (1U << i)))
			continue;
		strbuf_addf(out, "%s%s%s%s", any ? ", " : "", bad ? "**" : "", hazard_infos[i].name,
			    bad ? "**" : "");
		any = true;
	}
}

static void add_row(struct strbuf *out, const struct change_list *list, const struct change *change)
{
	struct strbuf text = { 0 };

	strbuf_addf(out, "| %s | ", change->harmless ? "=" : marks[change->kind]);
	if (change->table)
		add_code(out, change->table, strlen(change->table));
	strbuf_add_text(out, " | ");
	change_sentence(&text, change);
	add_code(out, text.text, text.len);
	strbuf_add_text(out, " | ");
	add_hazards(out, change);
	strbuf_add_text(out, " | ");
	strbuf_clear(&text);
	change_positions(&text, list, change->old_span, change->new_span);
	if (text.len)
		add_code(out, text.text, text.len);
	strbuf_add_text(out, " |\n");
	strbuf_free(&text);
}

static void add_lines(struct strbuf *out, const char *text, char mark)
{
	while (text && *text) {
		size_t len = strcspn(text, "\n");

		if (len)
			strbuf_addf(out, "%c %.*s\n", mark, (int)len, text);
		text += len + (text[len] == '\n');
	}
}

static void add_details(struct strbuf *out, const struct change_list *list)
{
	struct strbuf text = { 0 };
	unsigned ticks;

	vec_each(struct change *, change, list->items) {
		if ((*change)->harmless)
			continue;
		strbuf_addf(
			&text, "@@ %s%s%s %s%s%s @@\n", (*change)->table ? (*change)->table : "",
			(*change)->table ? ": " : "", change_object_name(*change), (*change)->name,
			(*change)->aspect == DIFF_WHOLE ? "" : " ",
			(*change)->aspect == DIFF_WHOLE ? ""
							: change_aspect_name((*change)->aspect));
		if ((*change)->kind != CHANGE_ADD)
			add_lines(&text, (*change)->old_text, '-');
		if ((*change)->kind != CHANGE_DROP)
			add_lines(&text, (*change)->new_text, '+');
	}
	ticks = backticks(text.text, text.len) + 1;
	ticks = ticks < 3 ? 3 : ticks;
	strbuf_add_text(out, "\n<details>\n<summary>Definitions</summary>\n\n");
	add_ticks(out, ticks);
	strbuf_add_text(out, "diff\n");
	strbuf_add(out, text.text, text.len);
	add_ticks(out, ticks);
	strbuf_add_text(out, "\n\n</details>\n");
	strbuf_free(&text);
}

static void add_questions(struct strbuf *out, const struct change_list *list)
{
	vec_each(struct rename_question, question, list->questions) {
		strbuf_add_text(out, "\n- Renamed? If so, add to the mapping: ");
		add_code(out, question->hint, strlen(question->hint));
	}
	if (list->questions.count)
		strbuf_add_char(out, '\n');
}

void diff_print_markdown(struct strbuf *out, const struct change_list *list)
{
	const uint32_t *count = list->count;

	if (!list->items.count) {
		strbuf_add_text(out, "The PostgreSQL schema does not change.\n");
		return;
	}
	strbuf_addf(out,
		    "### PostgreSQL schema: %u added, %u dropped, %u changed, %u renamed\n\n"
		    "| | Table | Change | Hazards | Where |\n|---|---|---|---|---|\n",
		    count[CHANGE_ADD], count[CHANGE_DROP], count[CHANGE_MODIFY],
		    count[CHANGE_RENAME]);
	vec_each(struct change *, change, list->items)
		add_row(out, list, *change);
	add_questions(out, list);
	if (!change_list_is_empty(list))
		add_details(out, list);
}
