/* SPDX-License-Identifier: PostgreSQL
 *
 * Patterns: whether a source expression has the form of a rule's pattern, and the operands that
 * its holes stand for.
 */
#include <config.h>

#include <string.h>

#include "lower/rewrite.h"

struct binding *matching_find(struct matching *m, struct slice name)
{
	vec_each(struct binding, binding, m->bindings)
		if (slice_equal(binding->hole->name, name))
			return binding;
	return NULL;
}

const struct lowered *matching_value(struct matching *m, const struct expr *template)
{
	const struct binding *binding;

	if (template->kind != EXPR_HOLE || m->again)
		return NULL;
	binding = matching_find(m, template->hole->name);
	return binding && !binding->hole->is_list ? &binding->value : NULL;
}

enum match lower_operand(struct walk *w, const struct expr *source, struct lowered *out)
{
	const struct lowered *known = memo_find(w, source);

	if (known) {
		*out = *known;
		return MATCH_YES;
	}
	if (!walk_expr(w, source, ANY_VALUE, out))
		return MATCH_FAILED;
	memo_set(w, source, out);
	return MATCH_YES;
}

/* Guards that ask only what was written need no lowering. */
static bool form_holds(struct slice guard, const struct expr *source)
{
	if (word_is(guard, "column"))
		return source->kind == EXPR_NAME || source->kind == EXPR_PARAMETER;
	if (word_is(guard, "string"))
		return source->kind == EXPR_STRING || source->kind == EXPR_NAME ||
		       source->kind == EXPR_PARAMETER;
	return true;
}

static enum match bind_one(struct matching *m, const struct hole *hole, const struct expr *source,
			   struct lowered *out)
{
	enum match match;

	if (!hole->converts && !form_holds(hole->guard, source))
		return MATCH_NO;
	match = lower_operand(m->w, source, out);
	if (match == MATCH_YES && hole->guard.len && !hole->converts &&
	    !guard_admits(hole->guard, source, out))
		return MATCH_NO;
	return match;
}

bool expr_same(const struct expr *a, const struct expr *b)
{
	struct strbuf x = { 0 }, y = { 0 };
	bool same;

	if (a == b)
		return true;
	if (a->kind != b->kind || a->op != b->op || a->height != b->height)
		return false;
	pg_print_expr(&x, a);
	pg_print_expr(&y, b);
	same = x.len == y.len && (!x.len || !memcmp(x.text, y.text, x.len));
	strbuf_free(&x);
	strbuf_free(&y);
	return same;
}

static enum match match_hole(struct matching *m, const struct expr *pattern,
			     const struct expr *source)
{
	struct binding *bound = matching_find(m, pattern->hole->name);
	struct binding binding = { .hole = pattern->hole, .source = source };
	enum match match;

	if (bound)
		return expr_same(bound->source, source) ? MATCH_YES : MATCH_NO;
	match = bind_one(m, pattern->hole, source, &binding.value);
	if (match == MATCH_YES)
		vec_push(m->w->arena, &m->bindings, binding);
	return match;
}

static enum match match_rest(struct matching *m, const struct hole *hole,
			     const struct expr_list *list, uint32_t first)
{
	struct binding binding = { .hole = hole };

	for (uint32_t i = first; i < list->exprs.count; i++) {
		struct lowered value;
		enum match match = bind_one(m, hole, list->exprs.items[i], &value);

		if (match != MATCH_YES)
			return match;
		vec_push(m->w->arena, &binding.sources, list->exprs.items[i]);
		vec_push(m->w->arena, &binding.values, value);
	}
	vec_push(m->w->arena, &m->bindings, binding);
	return MATCH_YES;
}

static bool is_rest(const struct expr *pattern)
{
	return pattern->kind == EXPR_HOLE && pattern->hole->is_list;
}

static enum match match_list(struct matching *m, const struct expr_list *pattern,
			     const struct expr_list *source)
{
	uint32_t i;

	for (i = 0; i < pattern->exprs.count; i++) {
		enum match match;

		if (is_rest(pattern->exprs.items[i]))
			return match_rest(m, pattern->exprs.items[i]->hole, source, i);
		if (i >= source->exprs.count)
			return MATCH_NO;
		match = match_expr(m, pattern->exprs.items[i], source->exprs.items[i]);
		if (match != MATCH_YES)
			return match;
	}
	return i == source->exprs.count ? MATCH_YES : MATCH_NO;
}

static enum match match_call(struct matching *m, const struct call *pattern,
			     const struct call *source)
{
	if (pattern->function.object.symbol != source->function.object.symbol ||
	    pattern->star != source->star || (pattern->distinct && !source->distinct))
		return MATCH_NO;
	return match_list(m, &pattern->arguments, &source->arguments);
}

/* CAST(x AS INTEGER) in a pattern stands for every type of INTEGER affinity; any other name for
 * itself. */
static bool type_matches(struct slice pattern, struct slice source)
{
	static const char *const affinities[] = { "INTEGER", "TEXT", "REAL", "NUMERIC", "BLOB" };

	for (size_t i = 0; i < 5; i++)
		if (slice_equal_nocase(pattern, slice_of(affinities[i])))
			return affinity_of(pattern) == affinity_of(source);
	return slice_equal_nocase(pattern, source);
}

static enum match match_pair(struct matching *m, const struct expr *pattern1,
			     const struct expr *source1, const struct expr *pattern2,
			     const struct expr *source2)
{
	enum match match = match_expr(m, pattern1, source1);

	return match == MATCH_YES ? match_expr(m, pattern2, source2) : match;
}

static enum match match_like(struct matching *m, const struct expr *pattern,
			     const struct expr *source)
{
	enum match match;

	if (!pattern->like->escape != !source->like->escape)
		return MATCH_NO;
	match = match_pair(m, pattern->like->operand, source->like->operand, pattern->like->pattern,
			   source->like->pattern);
	if (match == MATCH_YES && pattern->like->escape)
		match = match_expr(m, pattern->like->escape, source->like->escape);
	m->negated = source->negated && !pattern->negated;
	return match;
}

static enum match match_in(struct matching *m, const struct expr *pattern,
			   const struct expr *source)
{
	enum match match;

	if (!pattern->in->list || !source->in->list || pattern->negated != source->negated)
		return MATCH_NO;
	match = match_expr(m, pattern->in->operand, source->in->operand);
	return match == MATCH_YES ? match_list(m, pattern->in->list, source->in->list) : match;
}

static enum match yes(bool truth)
{
	return truth ? MATCH_YES : MATCH_NO;
}

/* SQLite's date functions read these words in any case (date.c, parseDateOrTime, parseModifier). */
static bool is_date_word(struct slice text)
{
	static const char *const words[] = { "now",	     "localtime",    "utc",
					     "unixepoch",    "julianday",    "auto",
					     "subsec",	     "start of day", "start of month",
					     "start of year" };

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (slice_equal(text, slice_of(words[i])))
			return true;
	return false;
}

enum match match_expr(struct matching *m, const struct expr *pattern, const struct expr *source)
{
	enum match match;

	if (pattern->kind == EXPR_HOLE)
		return match_hole(m, pattern, source);
	if (pattern->kind != source->kind || pattern->op != source->op)
		return MATCH_NO;
	switch ((int)pattern->kind) {
	case EXPR_NULL:
	case EXPR_CURRENT:
		return MATCH_YES;
	case EXPR_INTEGER:
	case EXPR_REAL:
	case EXPR_BLOB:
	case EXPR_STRING:
		return yes(slice_equal(pattern->text, source->text) ||
			   (is_date_word(pattern->text) &&
			    slice_equal_nocase(pattern->text, source->text)));
	case EXPR_NAME:
		return yes(pattern->name->column.symbol == source->name->column.symbol &&
			   !source->name->of);
	case EXPR_UNARY:
		return match_expr(m, pattern->operand, source->operand);
	case EXPR_BINARY:
		return match_pair(m, pattern->binary.left, source->binary.left,
				  pattern->binary.right, source->binary.right);
	case EXPR_LIKE:
		return match_like(m, pattern, source);
	case EXPR_IN:
		return match_in(m, pattern, source);
	case EXPR_BETWEEN:
		if (pattern->negated != source->negated)
			return MATCH_NO;
		match = match_pair(m, pattern->between->operand, source->between->operand,
				   pattern->between->low, source->between->low);
		return match == MATCH_YES
			       ? match_expr(m, pattern->between->high, source->between->high)
			       : match;
	case EXPR_COLLATE:
		if (pattern->collate.collation->symbol != source->collate.collation->symbol)
			return MATCH_NO;
		return match_expr(m, pattern->collate.operand, source->collate.operand);
	case EXPR_CAST:
		if (!type_matches(pattern->cast.type->text, source->cast.type->text))
			return MATCH_NO;
		return match_expr(m, pattern->cast.operand, source->cast.operand);
	case EXPR_CALL:
		return match_call(m, pattern->call, source->call);
	default:
		return MATCH_NO;
	}
}
