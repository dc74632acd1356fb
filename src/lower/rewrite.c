/* SPDX-License-Identifier: PostgreSQL
 *
 * Rewrite rules at work: finds the first rule whose pattern has the form of the source
 * expression and whose guards hold for the operands' types, and puts the operands
 * into its template.  A template is PostgreSQL's dialect and is not lowered again, and the
 * operands are smaller than the expression: so this ends for any set of rules.
 */
#include <config.h>

#include <stdlib.h>
#include <string.h>

#include "lower/query.h"

enum match { MATCH_NO, MATCH_YES, MATCH_FAILED };

struct binding {
	const struct hole *hole;
	const struct expr *source;
	struct lowered value;
	VEC(const struct expr *) sources; /* of a list hole */
	VEC(struct lowered) values;
};

struct matching {
	struct walk *w;
	const struct rule *rule;
	struct want want;
	bool failed;  /* a part that goes with the template could not be lowered */
	bool negated; /* the source says NOT LIKE where the pattern says LIKE */
	/* the source's call when it has DISTINCT, FILTER or OVER, and the template's that takes
	 * them */
	const struct call *aggregate, *carrier;
	bool again; /* the template is SQLite's: operands go in as they were written */
	VEC(struct binding) bindings;
};

/* ---------------------------------------------------------------- guards */

static bool is_word(struct slice guard, const char *word)
{
	return slice_equal(guard, slice_of(word));
}

static bool is_integer_like(const struct lowered *value)
{
	return type_is_integer(&value->type) || value->type.kind == PG_BOOLEAN;
}

static bool in_range(const struct lowered *value, int64_t low, int64_t high)
{
	int64_t integer;

	return lowered_integer(value, &integer) && integer >= low && integer <= high;
}

static const struct {
	const char *name;
	enum pg_type_kind type;
} type_guards[] = {
	{ "date", PG_DATE },
	{ "time", PG_TIME },
	{ "timestamp", PG_TIMESTAMP },
	{ "json", PG_JSON },
	{ "timestamptz", PG_TIMESTAMPTZ },
	{ "jsonb", PG_JSONB },
	{ "uuid", PG_UUID },
	{ "numeric", PG_NUMERIC },
	{ "citext", PG_CITEXT },
	{ "enum", PG_ENUM },
	{ "boolean", PG_BOOLEAN },
	{ "bigint", PG_BIGINT },
	{ "interval", PG_INTERVAL },
};

static bool type_guard(struct slice guard, const struct lowered *value)
{
	for (size_t i = 0; i < sizeof(type_guards) / sizeof(*type_guards); i++)
		if (is_word(guard, type_guards[i].name))
			return value->type.kind == type_guards[i].type &&
			       (!type_is_time(&value->type) || value->storage == STORAGE_TEXT);
	return false;
}

/* "+30 days": a time modifier that PostgreSQL reads as the same interval.  Months and years are
 * not: SQLite lets January 31 and a month run over into March. */
static bool is_span(struct slice text)
{
	static const char *const units[] = { "second", "minute", "hour", "day" };
	uint32_t at = 0, digits = 0;
	struct slice unit;

	if (at < text.len && (text.ptr[at] == '+' || text.ptr[at] == '-'))
		at++;
	for (; at < text.len && text.ptr[at] >= '0' && text.ptr[at] <= '9'; at++)
		digits++;
	if (!digits || digits > 6 || at == text.len || text.ptr[at] != ' ')
		return false;
	unit = (struct slice){ text.ptr + at + 1, text.len - at - 1 };
	if (unit.len && ascii_lower(unit.ptr[unit.len - 1]) == 's')
		unit.len--;
	for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++)
		if (slice_equal_nocase(unit, slice_of(units[i])))
			return true;
	return false;
}

/* A printf format whose conversions are all among KINDS. */
static bool is_format(struct slice text, const char *kinds)
{
	for (uint32_t i = 0; i < text.len; i++) {
		if (text.ptr[i] != '%')
			continue;
		for (i++; i < text.len && strchr("-+ 0#!,.*l123456789", text.ptr[i]); i++)
			;
		if (i == text.len || !strchr(kinds, text.ptr[i]))
			return false;
	}
	return true;
}

/* The guards are listed in lite2pg-mapping(5). */
static bool guard_holds(struct slice guard, const struct expr *source, const struct lowered *value)
{
	if (is_word(guard, "text"))
		return type_is_text(&value->type);
	/* a time that was a number of seconds in SQLite; those that were texts have their type's */
	if (is_word(guard, "epoch"))
		return value->type.kind == PG_TIMESTAMPTZ && value->storage == STORAGE_INTEGER &&
		       value->conversion && !strcmp(value->conversion->name, "unixepoch");
	if (is_word(guard, "collated"))
		return value->storage == STORAGE_TEXT && value->has_collation &&
		       value->collation != COLLATION_BINARY;
	if (is_word(guard, "typeless"))
		return infer_is_typeless(value);
	if (is_word(guard, "integer"))
		return is_integer_like(value);
	if (is_word(guard, "real"))
		return value->storage == STORAGE_REAL && !type_is_time(&value->type);
	if (is_word(guard, "number"))
		return storage_is_number(value->storage) && !type_is_time(&value->type);
	if (is_word(guard, "blob"))
		return value->type.kind == PG_BYTEA;
	if (is_word(guard, "null"))
		return value->storage == STORAGE_NULL;
	if (is_word(guard, "literal"))
		return value->literal != NULL;
	if (is_word(guard, "string"))
		return value->literal && value->storage == STORAGE_TEXT;
	if (is_word(guard, "column"))
		return source->kind == EXPR_NAME && !value->literal;
	if (is_word(guard, "constant"))
		return value->constant;
	if (is_word(guard, "positive"))
		return in_range(value, 1, INT32_MAX);
	if (is_word(guard, "natural"))
		return in_range(value, 0, INT32_MAX);
	if (is_word(guard, "negative"))
		return in_range(value, -INT32_MAX, -1);
	if (is_word(guard, "bits"))
		return in_range(value, 0, 63);
	if (is_word(guard, "format_of_numbers"))
		return value->literal && is_format(value->literal->text, "diuxXof%");
	if (is_word(guard, "format_of_texts"))
		return value->literal && is_format(value->literal->text, "diuxXoscqQwz%");
	if (is_word(guard, "variable"))
		return !value->literal;
	if (is_word(guard, "span"))
		return value->literal && value->storage == STORAGE_TEXT &&
		       is_span(value->literal->text);
	if (is_word(guard, "any") || is_word(guard, "alike"))
		return true;
	return type_guard(guard, value);
}

static bool convert_to(struct walk *w, struct slice guard, struct lowered *value)
{
	/* a number's text with all its digits, for what reads it as a number again */
	if (is_word(guard, "digits") && value->storage == STORAGE_REAL) {
		value->expr = build_cast(w, value->expr, "text");
		value->type = type_of(PG_TEXT);
		value->literal = NULL;
		return true;
	}
	if (is_word(guard, "digits"))
		return convert_text(w, value);
	if (is_word(guard, "text"))
		return convert_text(w, value);
	if (is_word(guard, "integer"))
		return convert_integer(w, value);
	if (is_word(guard, "real"))
		return convert_real(w, value) && convert_typed(w, value);
	if (is_word(guard, "number"))
		return convert_number(w, value) && convert_typed(w, value);
	if (is_word(guard, "blob"))
		return convert_blob(w, value);
	if (is_word(guard, "boolean"))
		return boolean_truth(w, value);
	return true;
}

/* ---------------------------------------------------------------- the pattern's form */

static enum match match_expr(struct matching *m, const struct expr *pattern,
			     const struct expr *source);

static struct binding *find_binding(struct matching *m, struct slice name)
{
	vec_each(struct binding, binding, m->bindings)
		if (slice_equal(binding->hole->name, name))
			return binding;
	return NULL;
}

static enum match lower_operand(struct matching *m, const struct expr *source, struct lowered *out)
{
	const struct lowered *known = memo_find(m->w, source);

	if (known) {
		*out = *known;
		return MATCH_YES;
	}
	if (!walk_expr(m->w, source, ANY_VALUE, out))
		return MATCH_FAILED;
	memo_set(m->w, source, out);
	return MATCH_YES;
}

/* Guards that ask only what was written need no lowering. */
static bool form_holds(struct slice guard, const struct expr *source)
{
	if (is_word(guard, "column"))
		return source->kind == EXPR_NAME || source->kind == EXPR_PARAMETER;
	if (is_word(guard, "string"))
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
	match = lower_operand(m, source, out);
	if (match == MATCH_YES && hole->guard.len && !hole->converts &&
	    !guard_holds(hole->guard, source, out))
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
	struct binding *bound = find_binding(m, pattern->hole->name);
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

	if (!pattern->like.escape != !source->like.escape)
		return MATCH_NO;
	match = match_pair(m, pattern->like.operand, source->like.operand, pattern->like.pattern,
			   source->like.pattern);
	if (match == MATCH_YES && pattern->like.escape)
		match = match_expr(m, pattern->like.escape, source->like.escape);
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

static enum match match_expr(struct matching *m, const struct expr *pattern,
			     const struct expr *source)
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
		match = match_pair(m, pattern->between.operand, source->between.operand,
				   pattern->between.low, source->between.low);
		return match == MATCH_YES
			       ? match_expr(m, pattern->between.high, source->between.high)
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

/* ---------------------------------------------------------------- the operands' final form */

static bool settle_value(struct matching *m, const struct hole *hole, struct lowered *value)
{
	if (hole->converts)
		return convert_to(m->w, hole->guard, value);
	if (!is_word(hole->guard, "boolean") && !is_word(hole->guard, "any"))
		convert_value(m->w, value);
	return convert_typed(m->w, value);
}

static bool is_alike(const struct binding *binding)
{
	return is_word(binding->hole->guard, "alike");
}

/* All operands with the guard `alike` get one type. */
static bool settle_alike(struct matching *m, struct span span)
{
	VEC(struct lowered) values = { 0 };
	uint32_t next = 0;

	vec_each(const struct binding, binding, m->bindings) {
		if (!is_alike(binding))
			continue;
		if (!binding->hole->is_list)
			vec_push(m->w->arena, &values, binding->value);
		vec_each(const struct lowered, value, binding->values)
			vec_push(m->w->arena, &values, *value);
	}
	if (!values.count)
		return true;
	if (!convert_alike(m->w, values.items, values.count, m->want.boolean, span))
		return false;
	vec_each(struct binding, binding, m->bindings) {
		if (!is_alike(binding))
			continue;
		if (!binding->hole->is_list)
			binding->value = values.items[next++];
		vec_each(struct lowered, value, binding->values)
			*value = values.items[next++];
	}
	return true;
}

static bool settle(struct matching *m, struct span span)
{
	if (!settle_alike(m, span))
		return false;
	vec_each(struct binding, binding, m->bindings) {
		if (is_alike(binding))
			continue;
		if (!binding->hole->is_list && !settle_value(m, binding->hole, &binding->value))
			return false;
		vec_each(struct lowered, value, binding->values)
			if (!settle_value(m, binding->hole, value))
				return false;
	}
	return true;
}

/* ---------------------------------------------------------------- the template */

static struct expr *fill(struct matching *m, const struct expr *template, struct span span);

static const struct lowered *hole_value(struct matching *m, const struct expr *template)
{
	const struct binding *binding;

	if (template->kind != EXPR_HOLE || m->again)
		return NULL;
	binding = find_binding(m, template->hole->name);
	return binding && !binding->hole->is_list ? &binding->value : NULL;
}

static void fill_list(struct matching *m, const struct expr_list *template, struct expr_list *out,
		      struct span span)
{
	vec_each(struct expr *, item, template->exprs) {
		const struct binding *binding =
			(*item)->kind == EXPR_HOLE ? find_binding(m, (*item)->hole->name) : NULL;

		if (!binding || !binding->hole->is_list) {
			vec_push(m->w->arena, &out->exprs, fill(m, *item, span));
			continue;
		}
		for (uint32_t i = 0; i < binding->values.count; i++)
			vec_push(m->w->arena, &out->exprs,
				 m->again ? (struct expr *)binding->sources.items[i]
					  : binding->values.items[i].expr);
	}
}

static bool is_helper(const struct rewrite *rewrite, struct slice name)
{
	vec_each(const char *const, function, rewrite->functions)
		if (slice_equal(slice_of(*function), name))
			return true;
	return false;
}

/* DISTINCT, FILTER, OVER and ORDER BY of the source's aggregate. */
static bool carry(struct matching *m, struct call *call)
{
	const struct call *from = m->aggregate;
	struct lowered condition;

	call->distinct = from->distinct;
	if (from->filter) {
		if (!walk_truth(m->w, from->filter, &condition))
			return false;
		call->filter = condition.expr;
	}
	if (from->order_by && !order_lower(m->w, from->order_by, NULL, &call->order_by))
		return false;
	return !from->over || window_lower(m->w, from->over, &call->over);
}

/* The innermost call of the template along its first operands: sum in coalesce(sum($x), 0). */
static const struct call *find_carrier(const struct expr *template)
{
	const struct call *found = NULL;

	while (template) {
		if (template->kind == EXPR_CAST) {
			template = template->cast.operand;
			continue;
		}
		if (template->kind != EXPR_CALL)
			break;
		found = template->call;
		template = found->arguments.exprs.count ? found->arguments.exprs.items[0] : NULL;
	}
	return found;
}

/* coalesce's first operand, when that is never NULL: all that is left of the call. */
static const struct lowered *certain_first(struct matching *m, const struct call *call)
{
	const struct lowered *first =
		call->arguments.exprs.count ? hole_value(m, call->arguments.exprs.items[0]) : NULL;

	return first && !first->nullable && is_word(call->function.object.text, "coalesce") ? first
											    : NULL;
}

static struct expr *fill_call(struct matching *m, const struct expr *template, struct span span)
{
	struct call *call = arena_object(m->w->arena, struct call);
	struct expr *expr = expr_new(m->w->arena, EXPR_CALL, span);
	const struct lowered *only = certain_first(m, template->call);

	if (only)
		return only->expr;
	*call = *template->call;
	call->arguments = (struct expr_list){ 0 };
	fill_list(m, &template->call->arguments, &call->arguments, span);
	/* pg_catalog.right is so called only to be no JOIN in SQLite's grammar */
	if (call->function.schema.symbol && is_word(call->function.schema.text, "pg_catalog") &&
	    pg_keyword_is_reserved(call->function.object.text))
		call->function.schema = (struct name){ 0 };
	else if (!call->function.schema.symbol &&
		 is_helper(m->rule->rewrite, call->function.object.text))
		call->function.schema = build_name(m->w, m->w->l->settings->prelude_schema);
	if (template->call == m->carrier && !carry(m, call))
		m->failed = true;
	if (call->filter && template->call != m->carrier)
		call->filter = fill(m, call->filter, span);
	if (call->order_by) {
		struct ordering *ordering = arena_object(m->w->arena, struct ordering);

		vec_each(const struct ordering_term, term, call->order_by->terms) {
			struct ordering_term copy = *term;

			copy.expr = fill(m, term->expr, span);
			vec_push(m->w->arena, &ordering->terms, copy);
		}
		call->order_by = ordering;
	}
	expr->call = call;
	return expr;
}

static struct expr *fill_case(struct matching *m, const struct expr *template, struct span span)
{
	struct case_clause *cases = arena_object(m->w->arena, struct case_clause);
	struct expr *expr = expr_new(m->w->arena, EXPR_CASE, span);
	const struct case_clause *from = template->cases;

	cases->base = from->base ? fill(m, from->base, span) : NULL;
	vec_each(const struct when_clause, when, from->whens) {
		struct when_clause copy = { fill(m, when->when, span), fill(m, when->then, span) };

		/* a test for NULL of what is never NULL */
		if (copy.when->kind == EXPR_BOOLEAN && !copy.when->boolean && from->otherwise)
			continue;
		vec_push(m->w->arena, &cases->whens, copy);
	}
	cases->otherwise = from->otherwise ? fill(m, from->otherwise, span) : NULL;
	if (!cases->whens.count)
		return cases->otherwise;
	expr->cases = cases;
	return expr;
}

/* A cast to the type that the operand has, and COLLATE "C" on what has it, are left out. */
static bool is_needless(const struct expr *template, const struct lowered *operand)
{
	struct pg_type type;
	struct arena *none = NULL;
	int64_t integer;

	if (!operand)
		return false;
	if (template->kind == EXPR_COLLATE)
		return operand->collated &&
		       slice_equal(slice_of(operand->collated), template->collate.collation->text);
	if (!pg_type_parse(none, template->cast.type->text, &type) || type.parameter_count)
		return false;
	if (type.kind == PG_INTEGER && lowered_integer(operand, &integer))
		return integer >= INT32_MIN && integer <= INT32_MAX;
	return type.kind == operand->type.kind && !operand->literal &&
	       (type.kind == PG_TEXT || type.kind == PG_DOUBLE || type_is_integer(&type));
}

static struct expr *fill_unary(struct matching *m, const struct expr *template, struct span span)
{
	const struct lowered *operand = hole_value(m, template->operand);
	int64_t integer;

	if ((template->op == OP_IS_NULL || template->op == OP_NOT_NULL) && operand &&
	    !operand->nullable)
		return build_boolean(m->w, template->op == OP_NOT_NULL, span);
	if (template->op == OP_NEGATE && operand && lowered_integer(operand, &integer) &&
	    integer != INT64_MIN)
		return build_integer(m->w, -integer, span);
	return expr_unary(m->w->arena, template->op, fill(m, template->operand, span), span);
}

struct filling {
	struct matching *m;
	struct span span;
};

static void fill_operand(struct expr **operand, void *data)
{
	struct filling *filling = data;

	*operand = fill(filling->m, *operand, filling->span);
}

static struct expr *fill_other(struct matching *m, const struct expr *template, struct span span)
{
	struct expr *expr = expr_new(m->w->arena, template->kind, span);
	struct filling filling = { m, span };

	*expr = *template;
	expr->span = span;
	if (expr->kind == EXPR_IN) {
		expr->in = arena_object(m->w->arena, struct in_clause);
		*expr->in = *template->in;
		if (template->in->list) {
			expr->in->list = arena_object(m->w->arena, struct expr_list);
			fill_list(m, template->in->list, expr->in->list, span);
		}
		expr->in->operand = fill(m, template->in->operand, span);
		return expr;
	}
	expr_each_operand(expr, fill_operand, &filling);
	return expr;
}

/* Constants that came of tests for NULL are folded away. */
static struct expr *fill_logic(struct matching *m, const struct expr *template, struct span span)
{
	struct expr *left = fill(m, template->binary.left, span);
	struct expr *right = fill(m, template->binary.right, span);
	bool is_and = template->op == OP_AND;

	if (left->kind == EXPR_BOOLEAN)
		return left->boolean == is_and ? right : left;
	if (right->kind == EXPR_BOOLEAN)
		return right->boolean == is_and ? left : right;
	return build_binary(m->w, template->op, left, right, span);
}

static struct expr *fill_source(struct matching *m, const struct expr *template, struct span span)
{
	const struct binding *binding = find_binding(m, template->hole->name);

	if (!m->again || !binding || binding->hole->is_list)
		return build_null(m->w, span);
	return (struct expr *)binding->source;
}

static struct expr *fill(struct matching *m, const struct expr *template, struct span span)
{
	const struct lowered *value = hole_value(m, template);
	struct expr *expr;

	if (template->kind == EXPR_BINARY && (template->op == OP_OR || template->op == OP_AND))
		return fill_logic(m, template, span);
	switch ((int)template->kind) {
	case EXPR_HOLE:
		return value ? value->expr : fill_source(m, template, span);
	case EXPR_CALL:
		expr = fill_call(m, template, span);
		break;
	case EXPR_CASE:
		expr = fill_case(m, template, span);
		break;
	case EXPR_UNARY:
		return fill_unary(m, template, span);
	case EXPR_CAST:
		if (is_needless(template, hole_value(m, template->cast.operand)))
			return fill(m, template->cast.operand, span);
		return expr_cast(m->w->arena, fill(m, template->cast.operand, span),
				 *template->cast.type, span);
	case EXPR_COLLATE:
		if (is_needless(template, hole_value(m, template->collate.operand)))
			return fill(m, template->collate.operand, span);
		return expr_collate(m->w->arena, fill(m, template->collate.operand, span),
				    *template->collate.collation, span);
	case EXPR_ROW:
	case EXPR_ARRAY:
		expr = expr_new(m->w->arena, template->kind, span);
		expr->list = arena_object(m->w->arena, struct expr_list);
		fill_list(m, template->list, expr->list, span);
		break;
	default:
		expr = fill_other(m, template, span);
	}
	expr_update_height(expr);
	return expr;
}

/* ---------------------------------------------------------------- what the result is */

/* Functions of PostgreSQL that may not stand in an index or a generated column. */
static const char *const unstable[] = {
#define UNSTABLE(name) #name,
#include "lower/unstable.list"
#undef UNSTABLE
};

static int compare_words(const void *key, const void *item)
{
	const struct slice *name = key;
	struct slice word = slice_of(*(const char *const *)item);

	return slice_compare(*name, word);
}

struct stability {
	struct matching *m;
	bool stable;
	bool constant;
};

static bool is_time_type(struct slice name, struct pg_type *type)
{
	return pg_type_parse(NULL, name, type) && type_is_time(type);
}

static struct pg_type template_type(struct matching *m, const struct expr *template);

static void check_stability(struct expr **operand, void *data)
{
	const struct expr *expr = *operand;
	struct stability *stability = data;
	struct pg_type from, to;

	if (expr->kind == EXPR_HOLE) {
		const struct binding *binding = find_binding(stability->m, expr->hole->name);

		if (!binding)
			return;
		if (!binding->hole->is_list) {
			stability->stable &= binding->value.immutable;
			stability->constant &= binding->value.constant;
		}
		vec_each(const struct lowered, value, binding->values) {
			stability->stable &= value->immutable;
			stability->constant &= value->constant;
		}
		return;
	}
	if (expr->kind == EXPR_CURRENT)
		stability->stable = stability->constant = false;
	if (expr->kind == EXPR_CALL &&
	    bsearch(&expr->call->function.object.text, unstable,
		    sizeof(unstable) / sizeof(*unstable), sizeof(*unstable), compare_words))
		stability->stable = stability->constant = false;
	if (expr->kind == EXPR_CAST && is_time_type(expr->cast.type->text, &to)) {
		from = template_type(stability->m, expr->cast.operand);
		if (from.kind != PG_DATE && from.kind != PG_TIMESTAMP)
			stability->stable &= from.kind == to.kind;
	}
	/* how a date or an interval reads as a text depends on DateStyle and IntervalStyle */
	if (expr->kind == EXPR_CAST && pg_type_parse(NULL, expr->cast.type->text, &to) &&
	    type_is_text(&to)) {
		from = template_type(stability->m, expr->cast.operand);
		stability->stable &= from.kind != PG_INTERVAL && !type_is_time(&from);
	}
	expr_each_operand((struct expr *)expr, check_stability, stability);
}

static struct pg_type binary_type(struct matching *m, const struct expr *template)
{
	struct pg_type left = template_type(m, template->binary.left);
	struct pg_type right = template_type(m, template->binary.right);

	if (template->op == OP_CONCAT || template->op == OP_LONG_ARROW ||
	    template->op == OP_JSON_PATH)
		return type_of(PG_TEXT);
	if (template->op == OP_AT_TIME_ZONE)
		return type_of(left.kind == PG_TIMESTAMP ? PG_TIMESTAMPTZ : PG_TIMESTAMP);
	if (template->op >= OP_OR && template->op <= OP_IS_NOT_DISTINCT)
		return type_of(PG_BOOLEAN);
	if (template->op == OP_REGEX || template->op == OP_NOT_REGEX || template->op == OP_TS_MATCH)
		return type_of(PG_BOOLEAN);
	return left.kind == PG_DOUBLE || right.kind == PG_UNKNOWN ? left : right;
}

/* The type of alternatives of types A and B: the wider of two numbers, else the first known. */
static struct pg_type common_type(struct pg_type a, struct pg_type b)
{
	bool numbers = a.kind >= PG_SMALLINT && a.kind <= PG_DOUBLE && b.kind >= PG_SMALLINT &&
		       b.kind <= PG_DOUBLE;

	if (a.kind == PG_UNKNOWN)
		return b;
	return numbers && b.kind > a.kind ? b : a;
}

static struct pg_type case_type(struct matching *m, const struct case_clause *cases)
{
	struct pg_type type = { 0 };

	vec_each(const struct when_clause, when, cases->whens)
		type = common_type(type, template_type(m, when->then));
	return cases->otherwise ? common_type(type, template_type(m, cases->otherwise)) : type;
}

/* abs, substr ... give what they get first; these the widest of what they get. */
static bool gives_alternative(struct slice function)
{
	return is_word(function, "coalesce") || is_word(function, "nullif") ||
	       is_word(function, "greatest") || is_word(function, "least");
}

static struct pg_type call_type(struct matching *m, const struct call *call)
{
	bool alternatives = gives_alternative(call->function.object.text);
	const struct lowered *only = certain_first(m, call);
	struct pg_type type = { 0 };

	if (only)
		return only->type;
	vec_each(struct expr *, argument, call->arguments.exprs) {
		const struct binding *list = (*argument)->kind == EXPR_HOLE
						     ? find_binding(m, (*argument)->hole->name)
						     : NULL;

		if (!list || !list->hole->is_list) {
			type = common_type(type, template_type(m, *argument));
		} else if (alternatives) {
			vec_each(const struct lowered, value, list->values)
				type = common_type(type, value->type);
		}
		if (!alternatives && type.kind != PG_UNKNOWN)
			break;
	}
	return type;
}

static struct pg_type template_type(struct matching *m, const struct expr *template)
{
	const struct lowered *value = hole_value(m, template);
	struct pg_type type = { 0 };

	if (value)
		return value->type;
	switch ((int)template->kind) {
	case EXPR_INTEGER:
		return type_of(PG_INTEGER);
	case EXPR_REAL:
		return type_of(PG_NUMERIC);
	case EXPR_STRING:
		return type_of(PG_TEXT);
	case EXPR_BOOLEAN:
	case EXPR_LIKE:
	case EXPR_IN:
	case EXPR_BETWEEN:
	case EXPR_EXISTS:
		return type_of(PG_BOOLEAN);
	case EXPR_UNARY:
		if (template->op >= OP_NOT && template->op <= OP_IS_NOT_FALSE)
			return type_of(PG_BOOLEAN);
		return template_type(m, template->operand);
	case EXPR_BINARY:
		return binary_type(m, template);
	case EXPR_CAST:
		pg_type_parse(m->w->arena, template->cast.type->text, &type);
		return type;
	case EXPR_COLLATE:
		return template_type(m, template->collate.operand);
	case EXPR_CASE:
		return case_type(m, template->cases);
	case EXPR_EXTRACT:
		return type_of(PG_NUMERIC);
	case EXPR_CALL:
		return call_type(m, template->call);
	default:
		return type;
	}
}

/* ---------------------------------------------------------------- applying a rule */

static bool same_want(const struct pg_type *of, const struct pg_type *wanted)
{
	if (of->kind == PG_UNKNOWN)
		return true;
	if (type_is_integer(of))
		return type_is_integer(wanted);
	if (type_is_text(of))
		return type_is_text(wanted) || wanted->kind == PG_CITEXT;
	if (of->kind == PG_DOUBLE)
		return wanted->kind == PG_DOUBLE || wanted->kind == PG_REAL;
	return of->kind == wanted->kind;
}

static bool applies(const struct walk *w, const struct rewrite *rewrite, struct want want)
{
	if (!(rewrite->contexts & (unsigned)w->request->context))
		return false;
	if ((rewrite->boolean_only && !want.boolean) || (rewrite->value_only && want.boolean))
		return false;
	if (rewrite->minimum_target > w->l->options->target)
		return false;
	if (rewrite->functions.count && !w->l->settings->prelude)
		return false;
	return same_want(&rewrite->of, &want.type);
}

static void use_requirements(struct matching *m)
{
	struct pg_schema *out = m->w->l->out;

	vec_each(const char *const, function, m->rule->rewrite->functions)
		prelude_use(m->w->l, *function);
	vec_each(const char *const, extension, m->rule->rewrite->extensions) {
		uint32_t place = 0;

		while (place < out->extensions.count &&
		       strcmp(out->extensions.items[place], *extension) < 0)
			place++;
		if (place < out->extensions.count &&
		    !strcmp(out->extensions.items[place], *extension))
			continue;
		vec_push(out->ctx->arena, &out->extensions, *extension);
		for (uint32_t i = out->extensions.count - 1; i > place; i--)
			out->extensions.items[i] = out->extensions.items[i - 1];
		out->extensions.items[place] = *extension;
	}
}

static bool is_immutable_context(const struct walk *w)
{
	return w->request->context == IN_INDEX || w->request->context == IN_GENERATED;
}

static struct expr *negate(struct matching *m, struct expr *expr, struct span span)
{
	if (!m->negated)
		return expr;
	if (expr->kind == EXPR_BINARY && expr->op == OP_REGEX)
		return build_binary(m->w, OP_NOT_REGEX, expr->binary.left, expr->binary.right,
				    span);
	if (expr->kind == EXPR_LIKE) {
		expr->negated = !expr->negated;
		return expr;
	}
	return build_not(m->w, expr);
}

static void set_result(struct matching *m, const struct expr *expr, bool immutable, bool constant,
		       struct lowered *out)
{
	const struct rewrite *rewrite = m->rule->rewrite;
	struct expr *filled = negate(m, fill(m, rewrite->template, expr->span), expr->span);
	struct pg_type type = rewrite->result.kind != PG_UNKNOWN
				      ? rewrite->result
				      : template_type(m, rewrite->template);
	const struct lowered *same = hole_value(m, rewrite->template);

	infer_result(out, filled, type.kind, expr->span);
	out->type = type;
	out->nullable = same ? same->nullable : true;
	out->immutable = immutable;
	out->constant = constant;
	if (same) {
		out->literal = same->literal;
		out->storage = same->storage;
		out->conversion = same->conversion;
	}
	if (filled->kind == EXPR_COLLATE)
		out->collated = filled->collate.collation->text.ptr;
	if (type.kind == PG_UNKNOWN)
		out->storage = STORAGE_DYNAMIC;
}

static bool refuse_rule(struct walk *w, const struct rule *rule, const struct expr *expr)
{
	struct diagnostic *diag = walk_refuse(w, D_UNSUPPORTED_EXPRESSION, expr->span, "%s",
					      rule->rewrite->unsupported);

	diag->rule = rule->span;
	return false;
}

enum { MAX_AGAIN = EXPR_MAX_HEIGHT };

/* sqlite(TEMPLATE): SQLite's SQL, with the operands as they were written. */
static const struct expr *template_of_sqlite(const struct expr *template)
{
	if (template->kind != EXPR_CALL || template->call->arguments.exprs.count != 1 ||
	    !is_word(template->call->function.object.text, "sqlite"))
		return NULL;
	return template->call->arguments.exprs.items[0];
}

static bool lower_again(struct matching *m, const struct expr *expr, const struct expr *template,
			struct lowered *out)
{
	bool done;

	if (m->w->inlining >= MAX_AGAIN) {
		walk_refuse(m->w, D_UNSUPPORTED_EXPRESSION, expr->span,
			    "rules rewrite this into each other without end")
			->rule = m->rule->span;
		return false;
	}
	m->again = true;
	m->carrier = NULL;
	m->w->inlining++;
	done = walk_expr(m->w, fill(m, template, expr->span), m->want, out);
	m->w->inlining--;
	return done;
}

static bool use_rule(struct matching *m, const struct expr *expr, struct lowered *out,
		     bool *out_skipped)
{
	struct stability stability = { m, true, true };
	struct expr *template = m->rule->rewrite->template;

	if (!template)
		return refuse_rule(m->w, m->rule, expr);
	if (template_of_sqlite(template))
		return lower_again(m, expr, template_of_sqlite(template), out);
	if (expr->kind == EXPR_CALL && (expr->call->distinct || expr->call->filter ||
					expr->call->over || expr->call->order_by)) {
		m->aggregate = expr->call;
		m->carrier = find_carrier(template);
	}
	if (!settle(m, expr->span))
		return false;
	check_stability(&template, &stability);
	if (!stability.stable && is_immutable_context(m->w)) {
		*out_skipped = true;
		return true;
	}
	set_result(m, expr, stability.stable, stability.constant, out);
	if (m->failed)
		return false;
	use_requirements(m);
	if (m->rule->rewrite->approximate)
		walk_warn(m->w, D_APPROXIMATE_EXPRESSION, expr->span, "%s",
			  m->rule->rewrite->approximate)
			->rule = m->rule->span;
	return true;
}

/* Notes for `explain` that the rule fires; gives what untrace() takes it back to. */
static uint32_t trace_use(struct walk *w, const struct rule *rule, struct span span)
{
	struct lower_trace *trace = w->l->options->trace;

	if (!trace)
		return 0;
	vec_push(w->l->arena, &trace->uses, ((struct rule_use){ span, rule }));
	return trace->uses.count - 1;
}

/* The rule just noted does not apply after all. */
static void untrace(struct walk *w, uint32_t count)
{
	if (w->l->options->trace)
		w->l->options->trace->uses.count = count;
}

bool rewrite_apply(struct walk *w, enum rule_kind kind, const struct expr *expr, struct want want,
		   struct lowered *out, bool *out_done)
{
	struct rule *const *candidates = rule_candidates(w->l->rules, kind, expr);
	bool any_skipped = false;

	*out_done = false;
	for (; candidates && *candidates; candidates++) {
		struct matching m = { .w = w, .rule = *candidates, .want = want };
		enum match match;
		bool skipped = false;
		uint32_t noted;

		if (!applies(w, (*candidates)->rewrite, want))
			continue;
		match = match_expr(&m, (*candidates)->rewrite->pattern, expr);
		if (match == MATCH_FAILED)
			return false;
		if (match == MATCH_NO)
			continue;
		(*candidates)->matched = true;
		noted = trace_use(w, *candidates, expr->span);
		if (!use_rule(&m, expr, out, &skipped))
			return false;
		any_skipped |= skipped;
		if (skipped) {
			untrace(w, noted);
			continue;
		}
		*out_done = true;
		return true;
	}
	if (any_skipped) {
		walk_refuse(w, D_NOT_IMMUTABLE, expr->span,
			    "PostgreSQL wants an immutable expression in %s, and this depends on a "
			    "setting or on the time",
			    w->request->context == IN_INDEX ? "an index" : "a generated column");
		return false;
	}
	return true;
}

bool rewrite_operation(struct walk *w, const char *operation, const struct lowered *operand,
		       struct lowered *out, bool *out_done)
{
	struct expr *argument = walk_placeholder(w, operand);
	struct expr *call = build_call(w, operation, operand->source, 1, &argument);

	return rewrite_apply(w, RULE_REWRITE, call, ANY_VALUE, out, out_done);
}
