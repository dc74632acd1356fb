/* SPDX-License-Identifier: PostgreSQL
 *
 * Tables and columns that are gone beside those that are new and look like them: a question
 * each, because a rename that is taken for a drop loses the data, and a drop that is
 * taken for a rename keeps what should be gone.
 */
#include <config.h>

#include "diff/changes.h"

#include <string.h>

#include "base/strmap.h"
#include "postgres/print.h"

enum {
	MOST_PAIRS = 4096, /* of tables, of the columns of one table, that are compared */
	MOST_QUESTIONS = 100,
};

static struct slice source_name(const char *name, const struct name *source)
{
	return source ? source->text : slice_of(name);
}

static struct slice table_source(const struct pg_table *table)
{
	return source_name(table->name, table->source ? &table->source->name : NULL);
}

static struct slice column_source(const struct pg_column *column)
{
	return source_name(column->name, column->source ? &column->source->name : NULL);
}

/* A name as mapping files take it. */
static void add_word(struct strbuf *out, struct slice name)
{
	bool plain = name.len > 0;

	for (uint32_t i = 0; i < name.len; i++) {
		char c = ascii_lower(name.ptr[i]);

		plain = plain &&
			(c == '_' || (c >= 'a' && c <= 'z') || (i && c >= '0' && c <= '9'));
	}
	if (plain)
		strbuf_add_slice(out, name);
	else
		pg_print_string(out, name);
}

/* "column t.new -> was old;" */
static const char *hint_text(struct arena *arena, const struct pg_table *table,
			     const struct pg_column *column, struct slice was)
{
	struct strbuf out = { 0 };
	const char *text;

	strbuf_add_text(&out, column ? "column " : "table ");
	add_word(&out, table_source(table));
	if (column) {
		strbuf_add_char(&out, '.');
		add_word(&out, column_source(column));
	}
	strbuf_add_text(&out, " -> was ");
	add_word(&out, was);
	strbuf_add_char(&out, ';');
	text = arena_copy(arena, out.text, out.len);
	strbuf_free(&out);
	return text;
}

/* ---------------------------------------------------------------- columns */

struct column_set {
	VEC(const struct pg_column *) columns;
};

static void missing_columns(struct arena *arena, const struct pg_table *from,
			    const struct pg_table *in, struct column_set *out)
{
	struct strmap *names = strmap_new();

	vec_each(struct pg_column *, column, in->columns)
		strmap_set(names, slice_of((*column)->name), *column);
	vec_each(struct pg_column *, column, from->columns)
		if (!strmap_find(names, slice_of((*column)->name)))
			vec_push(arena, &out->columns, *column);
	strmap_free(names);
}

/* Half of the shorter name may be different, or all of it when nothing else could be meant. */
static unsigned name_distance(struct slice a, struct slice b)
{
	return edit_distance(a, b, (a.len < b.len ? a.len : b.len) / 2);
}

/* "body" and "body_text". */
static bool begins_with(struct slice text, struct slice start)
{
	return start.len >= 3 && text.len > start.len &&
	       slice_equal_nocase((struct slice){ text.ptr, start.len }, start);
}

static bool close_names(struct slice a, struct slice b)
{
	if (begins_with(a, b) || begins_with(b, a))
		return true;
	return name_distance(a, b) <= (a.len < b.len ? a.len : b.len) / 2;
}

static const struct pg_column *similar_column(const struct column_set *gone,
					      const struct column_set *added,
					      const struct pg_column *column)
{
	const struct pg_column *best = NULL;
	unsigned least = 0;

	vec_each(const struct pg_column *, old, gone->columns) {
		unsigned distance;

		if (!pg_type_equal(&(*old)->type, &column->type))
			continue;
		if (gone->columns.count == 1 && added->columns.count == 1)
			return *old;
		distance = name_distance(slice_of((*old)->name), slice_of(column->name));
		if (!close_names(slice_of((*old)->name), slice_of(column->name)) ||
		    (best && distance >= least))
			continue;
		best = *old;
		least = distance;
	}
	return best;
}

static void ask(struct change_list *list, struct rename_question question)
{
	if (list->questions.count < MOST_QUESTIONS)
		vec_push(list->arena, &list->questions, question);
}

static bool same_names(const struct pg_table *a, const struct pg_table *b)
{
	for (uint32_t i = 0; i < a->columns.count && i < b->columns.count; i++)
		if (strcmp(a->columns.items[i]->name, b->columns.items[i]->name) != 0)
			return false;
	return a->columns.count <= b->columns.count;
}

static void ask_about_columns(struct change_list *list, const struct table_pair *pair)
{
	struct column_set gone = { 0 }, added = { 0 };

	if (same_names(pair->old, pair->new))
		return;
	missing_columns(list->arena, pair->old, pair->new, &gone);
	if (!gone.columns.count)
		return;
	missing_columns(list->arena, pair->new, pair->old, &added);
	if ((uint64_t)gone.columns.count * added.columns.count > MOST_PAIRS)
		return;
	vec_each(const struct pg_column *, column, added.columns) {
		const struct pg_column *old = similar_column(&gone, &added, *column);

		if (old)
			ask(list, (struct rename_question){ .old_table = pair->old->name,
							    .old_name = old->name,
							    .new_table = pair->new->name,
							    .new_name = (*column)->name,
							    .hint = hint_text(list->arena,
									      pair->new, *column,
									      column_source(old)),
							    .old_span = old->span,
							    .new_span = (*column)->span });
	}
}

/* ---------------------------------------------------------------- tables */

/* At least two thirds of the columns of both have the same name and type. */
static bool similar_tables(const struct pg_table *a, const struct pg_table *b)
{
	uint32_t most = a->columns.count > b->columns.count ? a->columns.count : b->columns.count;
	uint32_t same = 0;
	struct strmap *names;

	if (a->columns.count * 3 < most * 2 || b->columns.count * 3 < most * 2)
		return false;
	names = strmap_new();
	vec_each(struct pg_column *, column, a->columns)
		strmap_set(names, slice_of((*column)->name), *column);
	vec_each(struct pg_column *, column, b->columns) {
		const struct pg_column *other = strmap_find(names, slice_of((*column)->name));

		same += other && pg_type_equal(&other->type, &(*column)->type);
	}
	strmap_free(names);
	return same * 3 >= most * 2;
}

static void ask_about_table(struct change_list *list, const struct pg_table *table)
{
	vec_each(struct pg_table *, old, list->dropped)
		if (similar_tables(*old, table))
			ask(list,
			    (struct rename_question){
				    .old_table = (*old)->name,
				    .new_table = table->name,
				    .hint = hint_text(list->arena, table, NULL, table_source(*old)),
				    .old_span = (*old)->span,
				    .new_span = table->span });
}

void diff_ask(struct change_list *list)
{
	uint32_t added = 0;

	vec_each(struct table_pair, pair, list->pairs)
		added += !pair->old;
	vec_each(struct table_pair, pair, list->pairs) {
		if (pair->old)
			ask_about_columns(list, pair);
		else if ((uint64_t)added * list->dropped.count <= MOST_PAIRS)
			ask_about_table(list, pair->new);
	}
}
