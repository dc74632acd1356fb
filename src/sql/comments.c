/* SPDX-License-Identifier: PostgreSQL
 *
 * Which comment belongs to what.  Inside CREATE TABLE, one on lines of its own belongs to
 * the column below, one behind a column to that column, one behind the "(" to the
 * table, and what follows the last column to the table's end.  Above a statement, those
 * that touch it belong to it: a blank line parts.
 */
#include <config.h>

#include <string.h>

#include "sql/internal.h"

struct reader {
	struct arena *arena;
	const struct source *source;
	const struct comment *next, *end;
};

static const char *text_at(const struct reader *r, uint32_t position)
{
	return r->source->text.ptr + (position - r->source->base);
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\f';
}

/* Whether nothing stands in front of the comment on its line. */
static bool own_line(const struct reader *r, const struct comment *comment)
{
	const char *at = text_at(r, comment->span.start);

	while (at > r->source->text.ptr && is_blank(at[-1]))
		at--;
	return at == r->source->text.ptr || at[-1] == '\n';
}

static unsigned line_ends(const struct reader *r, uint32_t from, uint32_t to)
{
	const char *at = text_at(r, from), *end = text_at(r, to);
	unsigned count = 0;

	for (; at < end && (at = memchr(at, '\n', (size_t)(end - at))); at++)
		count++;
	return count;
}

static struct comments *comments_of(struct reader *r, struct comments **place)
{
	if (!*place)
		*place = arena_object(r->arena, struct comments);
	return *place;
}

static void add_above(struct reader *r, struct comments **place, const struct comment *comment)
{
	struct comments *comments = comments_of(r, place);

	vec_push(r->arena, &comments->above, *comment);
}

static void add_behind(struct reader *r, struct comments **place, const struct comment *comment)
{
	struct comments *comments = comments_of(r, place);

	if (comments->behind.text.len)
		vec_push(r->arena, &comments->above, *comment);
	else
		comments->behind = *comment;
}

/* The comments in front of STATEMENT, from the one after the last blank line on. */
static void take_above(struct reader *r, struct comments **place, uint32_t start)
{
	const struct comment *first = r->next, *stop;
	uint32_t below = start;

	while (r->next < r->end && r->next->span.end <= start)
		r->next++;
	for (stop = r->next; stop > first; stop--) {
		if (!own_line(r, stop - 1) || line_ends(r, stop[-1].span.end, below) > 1)
			break;
		below = stop[-1].span.start;
	}
	for (; stop < r->next; stop++)
		add_above(r, place, stop);
}

/* All comments up to position END. */
static void take_all(struct reader *r, struct comments **place, uint32_t end)
{
	for (; r->next < r->end && r->next->span.start < end; r->next++)
		add_above(r, place, r->next);
}

/* The comments between the table's name and its first column. */
static void take_head(struct reader *r, struct create_table *table, struct column_def *first)
{
	for (; r->next < r->end && r->next->span.end <= first->span.start; r->next++)
		if (own_line(r, r->next) || !line_ends(r, r->next->span.end, first->span.start))
			add_above(r, &first->comments, r->next);
		else
			add_behind(r, &table->comments, r->next);
}

/* The comments inside COLUMN, and those behind it on its last line; but one behind the comma
 * with the next column on the same line stands in front of that one.  NEXT is where what
 * follows begins. */
static void take_column(struct reader *r, struct column_def *column, uint32_t next)
{
	take_all(r, &column->comments, column->span.end);
	for (; r->next < r->end && r->next->span.end <= next; r->next++) {
		const char *from = text_at(r, column->span.end);
		bool comma = memchr(from, ',', r->next->span.start - column->span.end) != NULL;

		if (line_ends(r, column->span.end, r->next->span.start) ||
		    (comma && !line_ends(r, r->next->span.end, next)))
			break;
		add_behind(r, &column->comments, r->next);
	}
}

static void attach_table(struct reader *r, struct create_table *table, struct span span)
{
	if (table->columns.count)
		take_head(r, table, table->columns.items[0]);
	for (uint32_t i = 0; i < table->columns.count && r->next < r->end; i++) {
		struct column_def *column = table->columns.items[i];
		bool last = i + 1 == table->columns.count;

		take_all(r, &column->comments, column->span.start);
		take_column(r, column, last ? span.end : table->columns.items[i + 1]->span.start);
	}
	take_all(r, table->columns.count ? &table->trailing_comments : &table->comments, span.end);
}

/* A comment behind the ";" is not read yet. */
static void take_after(struct reader *r, struct comments **place, uint32_t position)
{
	const char *at = text_at(r, position), *start;
	const char *limit = r->source->text.ptr + r->source->text.len;
	struct comment comment;

	while (at < limit && (is_blank(*at) || *at == ';'))
		at++;
	if (limit - at < 2 || at[0] != '-' || at[1] != '-')
		return;
	for (start = at; at < limit && *at != '\n';)
		at++;
	comment.text = (struct slice){ start, (uint32_t)(at - start) };
	comment.span.start = position + (uint32_t)(start - text_at(r, position));
	comment.span.end = comment.span.start + comment.text.len;
	add_behind(r, place, &comment);
}

static struct comments **place_of(struct statement *statement)
{
	switch (statement->kind) {
	case STATEMENT_CREATE_TABLE:
		return &statement->create_table->comments;
	case STATEMENT_CREATE_INDEX:
		return &statement->create_index->comments;
	case STATEMENT_CREATE_VIEW:
		return &statement->create_view->comments;
	case STATEMENT_CREATE_TRIGGER:
		return &statement->create_trigger->comments;
	case STATEMENT_CREATE_VIRTUAL_TABLE:
		return &statement->create_virtual_table->comments;
	case STATEMENT_ALTER_TABLE:
	case STATEMENT_DROP:
	case STATEMENT_SELECT:
	case STATEMENT_INSERT:
	case STATEMENT_UPDATE:
	case STATEMENT_DELETE:
	case STATEMENT_TRANSACTION:
	case STATEMENT_PRAGMA:
	case STATEMENT_ANALYZE:
	case STATEMENT_REINDEX:
	case STATEMENT_VACUUM:
	case STATEMENT_ATTACH:
	case STATEMENT_DETACH:
		break;
	}
	return NULL;
}

void comments_attach(struct arena *arena, const struct source *source, struct statement *statement,
		     const struct sql_comments *comments)
{
	struct reader r = { .arena = arena,
			    .source = source,
			    .next = comments->items,
			    .end = comments->items + comments->count };
	struct comments **place = place_of(statement);

	if (statement->kind == STATEMENT_ALTER_TABLE &&
	    statement->alter_table->kind == ALTER_ADD_COLUMN)
		place = &statement->alter_table->definition->comments;
	if (!place)
		return;
	take_above(&r, place, statement->span.start);
	if (statement->kind == STATEMENT_CREATE_TABLE)
		attach_table(&r, statement->create_table, statement->span);
	take_all(&r, place, statement->span.end);
	take_after(&r, place, statement->span.end);
}
