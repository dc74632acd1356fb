/* SPDX-License-Identifier: PostgreSQL
 *
 * Diagnostics for people, in gcc's form, so that editors find the places:
 *
 *     schema.sql:12:5: warning: message [-Wname]
 *        12 |     total DECIMAL(10,2),
 *           |     ^~~~~
 *     schema.sql:3:1: note: what a label says
 *
 * The gutter is eight columns wide, so that tabs, which are kept, line up in both lines.
 * Whatever a terminal would act on or could not show is written as \xNN.
 */
#include <config.h>

#include "diag/render.h"

#include <string.h>
#include <utf8proc.h>

enum { GUTTER = 8, SHOWN = 100, TAB = 8, MARK_ROOM = 40 };

enum style { STYLE_ERROR, STYLE_WARNING, STYLE_NOTE, STYLE_HELP, STYLE_PLACE, STYLE_FIX };

static const struct {
	const char *on, *tag;
} styles[] = {
	[STYLE_ERROR] = { "\033[1;31m", "error" }, [STYLE_WARNING] = { "\033[1;35m", "warning" },
	[STYLE_NOTE] = { "\033[1;36m", "note" },   [STYLE_HELP] = { "\033[1;36m", "help" },
	[STYLE_PLACE] = { "\033[1m", "place" },	   [STYLE_FIX] = { "\033[32m", "fix" },
};

struct renderer {
	struct strbuf *out;
	const struct source_map *sources;
	enum diag_color color;
};

static void begin(struct renderer *r, enum style style)
{
	if (r->color == DIAG_COLOR_ALWAYS)
		strbuf_add_text(r->out, styles[style].on);
	else if (r->color == DIAG_COLOR_DEBUG)
		strbuf_addf(r->out, "<%s>", styles[style].tag);
}

static void end(struct renderer *r, enum style style)
{
	if (r->color == DIAG_COLOR_ALWAYS)
		strbuf_add_text(r->out, "\033[0m");
	else if (r->color == DIAG_COLOR_DEBUG)
		strbuf_addf(r->out, "</%s>", styles[style].tag);
}

/* --------------------------------------------------------------- characters */

/* One character of a text as it is shown: LEN bytes of it, WIDTH columns. */
struct cell {
	uint32_t len;
	uint32_t width;
	bool escaped;
};

static struct cell cell_of(const char *text, const char *limit)
{
	utf8proc_int32_t code;
	utf8proc_ssize_t len =
		utf8proc_iterate((const utf8proc_uint8_t *)text, limit - text, &code);
	utf8proc_category_t category;

	if (len <= 0)
		return (struct cell){ 1, 4, true };
	category = utf8proc_category(code);
	/* Cf holds the marks that turn the direction of writing: they could hide what is there. */
	if (category == UTF8PROC_CATEGORY_CC || category == UTF8PROC_CATEGORY_CF)
		return (struct cell){ (uint32_t)len, 4 * (uint32_t)len, true };
	return (struct cell){ (uint32_t)len, (uint32_t)utf8proc_charwidth(code), false };
}

static void add_cell(struct strbuf *out, const char *text, struct cell cell)
{
	if (!cell.escaped) {
		strbuf_add(out, text, cell.len);
		return;
	}
	for (uint32_t i = 0; i < cell.len; i++)
		strbuf_addf(out, "\\x%02x", (unsigned char)text[i]);
}

/* A message or a name: line ends in it become blanks. */
static void add_text(struct strbuf *out, const char *text)
{
	const char *limit = text + strlen(text);

	while (text < limit) {
		struct cell cell = cell_of(text, limit);

		if (*text == '\n' || *text == '\t')
			strbuf_add_char(out, ' ');
		else
			add_cell(out, text, cell);
		text += cell.len;
	}
}

/* --------------------------------------------------------------- the quoted line */

/* The part of a line that is quoted and the marks below it. */
struct quotation {
	struct strbuf line, marks;
	uint32_t column; /* display columns so far */
	uint32_t marked; /* mark characters so far */
};

static void add_marks(struct quotation *q, uint32_t count)
{
	for (; count; count--)
		strbuf_add_char(&q->marks, q->marked++ ? '~' : '^');
}

static void add_character(struct quotation *q, const char *text, const char *limit, bool marked)
{
	struct cell cell = cell_of(text, limit);

	if (*text == '\t') {
		cell.width = TAB - q->column % TAB;
		cell.escaped = false;
	}
	add_cell(&q->line, text, cell);
	if (marked)
		add_marks(q, cell.width);
	else if (*text == '\t')
		strbuf_add_char(&q->marks, '\t');
	else
		for (uint32_t i = 0; i < cell.width; i++)
			strbuf_add_char(&q->marks, ' ');
	q->column += cell.width;
}

static void add_dots(struct quotation *q)
{
	strbuf_add_text(&q->line, "...");
	strbuf_add_text(&q->marks, "   ");
	q->column += 3;
}

/* Where to start so that the mark is seen: the line's start unless it is too far off. */
static const char *window_start(struct slice line, const char *mark)
{
	const char *start;

	if (mark - line.ptr <= SHOWN - MARK_ROOM)
		return line.ptr;
	start = mark - MARK_ROOM;
	while (start > line.ptr && ((unsigned char)*start & 0xC0) == 0x80)
		start--;
	return start;
}

static void quote(struct quotation *q, struct slice line, const char *from, const char *to)
{
	const char *limit = line.ptr + line.len;
	const char *at = window_start(line, from);

	if (at > line.ptr)
		add_dots(q);
	while (at < limit && q->column < SHOWN) {
		add_character(q, at, limit, at >= from && at < to);
		at += cell_of(at, limit).len;
	}
	if (at < limit)
		add_dots(q);
	if (!q->marked)
		add_marks(q, 1);
	while (q->marks.len && q->marks.text[q->marks.len - 1] == ' ')
		q->marks.text[--q->marks.len] = '\0';
}

/* A fix of this line stands below its mark, as gcc shows it. */
static bool fix_fits(const struct diagnostic *diag, const struct diag_fix *fix)
{
	return fix->span.start == diag->span.start && fix->span.end == diag->span.end &&
	       !strchr(fix->replacement, '\n');
}

static void add_fix_line(struct renderer *r, const struct diagnostic *diag,
			 const struct quotation *q)
{
	vec_each(struct diag_fix, fix, diag->fixes) {
		if (!fix_fits(diag, fix) || !*fix->replacement)
			continue;
		strbuf_addf(r->out, "%*s | ", GUTTER - 3, "");
		strbuf_add(r->out, q->marks.text, strcspn(q->marks.text, "^"));
		begin(r, STYLE_FIX);
		add_text(r->out, fix->replacement);
		end(r, STYLE_FIX);
		strbuf_add_char(r->out, '\n');
		return;
	}
}

static void add_quotation(struct renderer *r, const struct location *where, struct span span,
			  enum style style, const struct diagnostic *fixes)
{
	struct quotation q = { 0 };
	const struct source *source = where->source;
	const char *from = source->text.ptr + (span.start - source->base);
	const char *to = source->text.ptr + (span.end < source->base + source->text.len
						     ? span.end - source->base
						     : source->text.len);

	quote(&q, where->text, from, to);
	strbuf_addf(r->out, "%*u | %s\n", GUTTER - 3, where->line, q.line.text ? q.line.text : "");
	strbuf_addf(r->out, "%*s | ", GUTTER - 3, "");
	strbuf_add(r->out, q.marks.text, strcspn(q.marks.text, "^"));
	begin(r, style);
	strbuf_add_text(r->out, q.marks.text + strcspn(q.marks.text, "^"));
	end(r, style);
	strbuf_add_char(r->out, '\n');
	if (fixes)
		add_fix_line(r, fixes, &q);
	strbuf_free(&q.line);
	strbuf_free(&q.marks);
}

/* --------------------------------------------------------------- one diagnostic */

static void add_head(struct renderer *r, const struct location *where, enum style style,
		     const char *text)
{
	begin(r, STYLE_PLACE);
	if (where) {
		add_text(r->out, where->source->name);
		strbuf_addf(r->out, ":%u:%u: ", where->line, where->column);
	} else {
		strbuf_add_text(r->out, "lite2pg: ");
	}
	end(r, STYLE_PLACE);
	begin(r, style);
	strbuf_addf(r->out, "%s: ", styles[style].tag);
	end(r, style);
	add_text(r->out, text);
}

static void add_line(struct renderer *r, const struct location *where, enum style style,
		     const char *text)
{
	add_head(r, where, style, text);
	strbuf_add_char(r->out, '\n');
}

static void add_label(struct renderer *r, struct span span, const char *text)
{
	struct location where;
	bool known = source_locate(r->sources, span.start, &where);

	add_line(r, known ? &where : NULL, STYLE_NOTE, text);
	if (known)
		add_quotation(r, &where, span, STYLE_NOTE, NULL);
}

/* A fix that does not fit below the quoted line. */
static void add_far_fix(struct renderer *r, const struct diag_fix *fix)
{
	struct strbuf text = { 0 };
	struct slice old = source_slice(r->sources, fix->span);
	struct location where;
	bool known = source_locate(r->sources, fix->span.start, &where);

	if (!old.len)
		strbuf_addf(&text, "insert '%s'", fix->replacement);
	else if (!*fix->replacement)
		strbuf_addf(&text, "remove '%.*s'", SLICE_ARGS(old));
	else
		strbuf_addf(&text, "write '%s' for '%.*s'", fix->replacement, SLICE_ARGS(old));
	add_line(r, known ? &where : NULL, STYLE_HELP, text.text);
	strbuf_free(&text);
}

static enum style style_of(enum diag_severity severity)
{
	switch (severity) {
	case DIAG_ERROR:
		return STYLE_ERROR;
	case DIAG_WARNING:
		return STYLE_WARNING;
	case DIAG_NOTE:
	case DIAG_IGNORED:
		break;
	}
	return STYLE_NOTE;
}

static void add_diagnostic(struct renderer *r, const struct diagnostic *diag)
{
	const struct diag_code_info *info = diag_code_info(diag->code);
	bool raised = diag->severity == DIAG_ERROR && info->severity != DIAG_ERROR;
	enum style style = style_of(diag->severity);
	struct location where;
	const struct location *place =
		source_locate(r->sources, diag->span.start, &where) ? &where : NULL;

	add_head(r, place, style, diag->message);
	strbuf_addf(r->out, " [-W%s%s]\n", raised ? "error=" : "", info->name);
	if (place)
		add_quotation(r, place, diag->span, style, diag);
	vec_each(struct diag_label, label, diag->labels)
		add_label(r, label->span, label->text);
	vec_each(const char *, note, diag->notes)
		add_line(r, place, STYLE_NOTE, *note);
	if (diag->rule.end)
		add_label(r, diag->rule, "by this rule");
	vec_each(struct diag_fix, fix, diag->fixes)
		if (!place || !fix_fits(diag, fix) || !*fix->replacement)
			add_far_fix(r, fix);
	if (diag->help)
		add_line(r, place, STYLE_HELP, diag->help);
}

static void add_count(struct strbuf *out, uint32_t count, const char *what)
{
	strbuf_addf(out, "%u %s%s", count, what, count == 1 ? "" : "s");
}

void render_text(struct strbuf *out, const struct diag_list *list, const struct source_map *sources,
		 enum diag_color color)
{
	struct renderer r = { .out = out, .sources = sources, .color = color };

	vec_each(struct diagnostic *, diag, list->items)
		add_diagnostic(&r, *diag);
	if (list->errors)
		add_count(out, list->errors, "error");
	if (list->errors && list->warnings)
		strbuf_add_text(out, ", ");
	if (list->warnings)
		add_count(out, list->warnings, "warning");
	if (list->errors || list->warnings)
		strbuf_add_char(out, '\n');
}
