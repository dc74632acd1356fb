/* SPDX-License-Identifier: PostgreSQL
 *
 * A line difference by Myers' greedy algorithm ("An O(ND) Difference Algorithm and Its
 * Variations", 1986).  The furthest points of each round are kept to walk back, so memory
 * grows with the square of the number of differing lines; past LIMIT of them the rest of
 * both texts counts as replaced, which is still a correct difference.
 */
#include <config.h>

#include "cli/unified.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

enum { CONTEXT = 3, LIMIT = 2000 };

struct line {
	const char *text;
	size_t len; /* with its line end */
};

struct lines {
	struct line *items;
	size_t count;
};

/* One line of the edit script: of the old text, of the new, or of both. */
struct edit {
	char sign; /* ' ', '-', '+' */
	size_t old, new;
};

struct script {
	struct edit *items;
	size_t count;
};

static struct lines split(struct unified_text text)
{
	struct lines lines = { 0 };
	size_t cap = 16;

	lines.items = xmalloc(cap * sizeof(*lines.items));
	for (size_t at = 0; at < text.len;) {
		const char *start = text.text + at;
		const char *end = memchr(start, '\n', text.len - at);
		size_t len = end ? (size_t)(end - start) + 1 : text.len - at;

		if (lines.count == cap)
			lines.items = xrealloc(lines.items, (cap *= 2) * sizeof(*lines.items));
		lines.items[lines.count++] = (struct line){ start, len };
		at += len;
	}
	return lines;
}

static bool same(const struct line *a, const struct line *b)
{
	return a->len == b->len && memcmp(a->text, b->text, a->len) == 0;
}

static void add(struct script *script, char sign, size_t old, size_t new)
{
	script->items[script->count++] = (struct edit){ sign, old, new };
}

/* The middle of the two texts, between what they have in common at both ends. */
struct middle {
	const struct line *a, *b;
	long n, m;
};

/* One round more: from each diagonal's furthest point one edit on, then along equal lines.
 * V is indexed from -d to d.  True when the ends are reached. */
static bool extend(const struct middle *mid, long *v, const long *previous, long d)
{
	for (long k = -d; k <= d; k += 2) {
		long x;

		if (d == 0)
			x = 0;
		else if (k == -d || (k != d && previous[k - 1] < previous[k + 1]))
			x = previous[k + 1];
		else
			x = previous[k - 1] + 1;
		while (x < mid->n && x - k < mid->m && x - k >= 0 &&
		       same(&mid->a[x], &mid->b[x - k]))
			x++;
		v[k] = x;
		if (x >= mid->n && x - k >= mid->m)
			return true;
	}
	return false;
}

/* From the end back to the start through the rounds; the script comes out backwards. */
static void walk_back(struct script *script, const struct middle *mid, long **rounds, long d,
		      size_t offset)
{
	long x = mid->n, y = mid->m;

	for (; d > 0; d--) {
		const long *v = rounds[d - 1] + d; /* room for one diagonal more on each side */
		long k = x - y;
		bool down = k == -d || (k != d && v[k - 1] < v[k + 1]);
		long from = down ? v[k + 1] : v[k - 1];
		long from_y = from - (down ? k + 1 : k - 1);

		while (x > from + !down && y > from_y + down) {
			x--, y--;
			add(script, ' ', offset + (size_t)x, offset + (size_t)y);
		}
		if (down)
			add(script, '+', offset + (size_t)x, offset + (size_t)--y);
		else
			add(script, '-', offset + (size_t)--x, offset + (size_t)y);
	}
	while (x > 0 && y > 0) {
		x--, y--;
		add(script, ' ', offset + (size_t)x, offset + (size_t)y);
	}
}

static void replace_all(struct script *script, const struct middle *mid, size_t offset)
{
	for (long y = mid->m; y > 0; y--)
		add(script, '+', offset + (size_t)mid->n, offset + (size_t)y - 1);
	for (long x = mid->n; x > 0; x--)
		add(script, '-', offset + (size_t)x - 1, offset);
}

static void compare(struct script *script, const struct middle *mid, size_t offset)
{
	long *rounds[LIMIT + 1];
	long d = 0;
	bool found = false;

	for (; d <= LIMIT && d <= mid->n + mid->m && !found; d++) {
		size_t room = 2 * (size_t)d + 3;

		rounds[d] = xmalloc(room * sizeof(long));
		for (size_t i = 0; i < room; i++)
			rounds[d][i] = -1;
		found = extend(mid, rounds[d] + d + 1, d ? rounds[d - 1] + d : NULL, d);
	}
	if (found)
		walk_back(script, mid, rounds, d - 1, offset);
	else
		replace_all(script, mid, offset);
	while (d > 0)
		free(rounds[--d]);
}

static void reverse(struct edit *items, size_t count)
{
	for (size_t i = 0; i < count / 2; i++) {
		struct edit edit = items[i];

		items[i] = items[count - 1 - i];
		items[count - 1 - i] = edit;
	}
}

static struct script edit_script(const struct lines *old, const struct lines *new)
{
	struct script script = { xmalloc((old->count + new->count + 1) * sizeof(struct edit)), 0 };
	size_t head = 0, tail = 0, start;

	while (head < old->count && head < new->count &&same(&old->items[head], &new->items[head]))
		add(&script, ' ', head, head), head++;
	while (tail < old->count - head &&
	       tail < new->count - head &&same(&old->items[old->count - 1 - tail],
					       &new->items[new->count - 1 - tail]))
		tail++;
	start = script.count;
	compare(&script,
		&(struct middle){ old->items + head, new->items + head,
				  (long)(old->count - head - tail),
				  (long)(new->count - head - tail) },
		head);
	reverse(script.items + start, script.count - start);
	for (; tail; tail--)
		add(&script, ' ', old->count - tail, new->count - tail);
	return script;
}

static void print_line(struct strbuf *out, char sign, const struct line *line)
{
	strbuf_add_char(out, sign);
	strbuf_add(out, line->text, line->len);
	if (line->text[line->len - 1] != '\n')
		strbuf_add_text(out, "\n\\ No newline at end of file\n");
}

/* The edits FIRST up to LAST, under a line that says where they stand. */
static void print_hunk(struct strbuf *out, const struct script *script, const struct lines *old,
		       const struct lines *new, size_t first, size_t last)
{
	size_t olds = 0, news = 0;

	for (size_t i = first; i < last; i++) {
		olds += script->items[i].sign != '+';
		news += script->items[i].sign != '-';
	}
	strbuf_addf(out, "@@ -%zu,%zu +%zu,%zu @@\n", script->items[first].old + (olds > 0), olds,
		    script->items[first].new + (news > 0), news);
	for (size_t i = first; i < last; i++) {
		const struct edit *edit = &script->items[i];

		print_line(out, edit->sign,
			   edit->sign == '+' ? &new->items[edit->new] : &old->items[edit->old]);
	}
}

static void print_script(struct strbuf *out, const struct script *script, const struct lines *old,
			 const struct lines *new)
{
	for (size_t i = 0; i < script->count; i++) {
		size_t first, last, quiet = 0;

		if (script->items[i].sign == ' ')
			continue;
		first = i > CONTEXT ? i - CONTEXT : 0;
		for (last = i + 1; last < script->count && quiet <= 2 * CONTEXT; last++)
			quiet = script->items[last].sign == ' ' ? quiet + 1 : 0;
		if (quiet > CONTEXT)
			last -= quiet - CONTEXT;
		print_hunk(out, script, old, new, first, last);
		i = last - 1;
	}
}

bool unified_diff(struct strbuf *out, struct unified_text old, struct unified_text new)
{
	struct lines a, b;
	struct script script;

	if (old.len == new.len && (old.len == 0 || memcmp(old.text, new.text, old.len) == 0))
		return false;
	a = split(old);
	b = split(new);
	script = edit_script(&a, &b);
	strbuf_addf(out, "--- %s\n+++ %s\n", old.name, new.name);
	print_script(out, &script, &a, &b);
	free(script.items);
	free(a.items);
	free(b.items);
	return true;
}
