/* SPDX-License-Identifier: PostgreSQL
 *
 * Rewrite rules at work: finds the first rule whose pattern has the form of the source
 * expression and whose guards hold for the operands' types, and puts the operands
 * into its template.  A template is PostgreSQL's dialect and is not lowered again, and the
 * operands are smaller than the expression; one that is SQLite's is lowered again so deep and
 * so often: so this ends for any set of rules.
 */
#include <config.h>

#include <string.h>

#include "lower/parameter.h"
#include "lower/rewrite.h"

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

/* A rule without holes gives the same in each DEFAULT of a schema, where half of the columns may
 * have datetime('now'): it is filled once. */
static struct expr *fill_default(struct matching *m, struct span span)
{
	struct expr **made = &m->w->l->rule_defaults[m->rule->number];
	struct arena *arena = m->w->arena;

	if (!*made) {
		m->w->arena = m->w->ctx->arena; /* outlives a statement */
		*made = template_fill(m, m->rule->rewrite->template, span);
		m->w->arena = arena;
	}
	return *made;
}

static struct expr *fill(struct matching *m, struct span span)
{
	bool has_operands = m->bindings.count || m->aggregate || m->negated;

	if (m->w->request->context == IN_DEFAULT && !has_operands)
		return fill_default(m, span);
	return negate(m, template_fill(m, m->rule->rewrite->template, span), span);
}

static void set_result(struct matching *m, const struct expr *expr, bool immutable, bool constant,
		       struct lowered *out)
{
	const struct rewrite *rewrite = m->rule->rewrite;
	struct expr *filled = fill(m, expr->span);
	struct pg_type type = rewrite->result.kind != PG_UNKNOWN
				      ? rewrite->result
				      : template_type(m, rewrite->template);
	const struct lowered *same = matching_value(m, rewrite->template);

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

/* How deep rules may rewrite what rules gave, and how often in one statement: what is written twice
 * by each of forty rules is a million million times there. */
enum { MAX_AGAIN = EXPR_MAX_HEIGHT, MAX_REWRITTEN = 1000000 };

/* sqlite(TEMPLATE): SQLite's SQL, with the operands as they were written. */
static const struct expr *template_of_sqlite(const struct expr *template)
{
	if (template->kind != EXPR_CALL || template->call->arguments.exprs.count != 1 ||
	    !word_is(template->call->function.object.text, "sqlite"))
		return NULL;
	return template->call->arguments.exprs.items[0];
}

static bool lower_again(struct matching *m, const struct expr *expr, const struct expr *template,
			struct lowered *out)
{
	bool done;

	if (m->w->rewritten > MAX_REWRITTEN)
		return false;
	if (m->w->inlining >= MAX_AGAIN || m->w->rewritten++ == MAX_REWRITTEN) {
		m->w->rewritten = MAX_REWRITTEN + 1; /* the rest of it, too */
		walk_refuse(m->w, D_UNSUPPORTED_EXPRESSION, expr->span,
			    "rules rewrite this into each other without end")
			->rule = m->rule->span;
		return false;
	}
	m->again = true;
	m->carrier = NULL;
	m->w->inlining++;
	done = walk_expr(m->w, template_fill(m, template, expr->span), m->want, out);
	m->w->inlining--;
	return done;
}

static bool use_rule(struct matching *m, const struct expr *expr, struct lowered *out,
		     bool *out_skipped)
{
	struct expr *template = m->rule->rewrite->template;
	struct stability stability;

	if (!template)
		return refuse_rule(m->w, m->rule, expr);
	if (template_of_sqlite(template))
		return lower_again(m, expr, template_of_sqlite(template), out);
	if (expr->kind == EXPR_CALL && (expr->call->distinct || expr->call->filter ||
					expr->call->over || expr->call->order_by)) {
		m->aggregate = expr->call;
		m->carrier = template_carrier(template);
	}
	if (!operands_settle(m, expr->span))
		return false;
	stability = template_stability(m, template);
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

static bool is_alike_hole(const struct expr *pattern, uint32_t i)
{
	const struct expr_list *list = &pattern->call->arguments;
	const struct expr *hole;

	if (!list->exprs.count)
		return false;
	hole = list->exprs.items[i < list->exprs.count ? i : list->exprs.count - 1];
	return hole->kind == EXPR_HOLE && word_is(hole->hole->guard, "alike") &&
	       (i < list->exprs.count || hole->hole->is_list);
}

static bool meet_operands(struct walk *w, const struct expr *expr)
{
	const struct expr_list *list = &expr->call->arguments;
	struct lowered value, other = { 0 };

	vec_each(struct expr *const, operand, list->exprs) {
		if (lower_operand(w, *operand, &value) == MATCH_FAILED)
			return false;
		if (!parameter_is_open(&value) && value.storage != STORAGE_NULL && !other.expr)
			other = value;
	}
	vec_each(struct expr *const, operand, list->exprs) {
		if (!other.expr || (*operand)->kind != EXPR_PARAMETER)
			continue;
		lower_operand(w, *operand, &value);
		if (!parameter_is_open(&value))
			continue;
		parameter_meet(w, &value, &other, PLACE_CASTS);
		memo_set(w, *operand, &value);
	}
	return true;
}

/* A function takes operands of one type, says one of its rules: a parameter among them has the type
 * of the others before the rules look at it. */
static bool settle_parameters(struct walk *w, struct rule *const *candidates,
			      const struct expr *expr)
{
	bool any = false;

	if (!w->l->parameters || expr->kind != EXPR_CALL || expr->call->arguments.exprs.count < 2)
		return true;
	vec_each(struct expr *const, operand, expr->call->arguments.exprs)
		any |= (*operand)->kind == EXPR_PARAMETER;
	if (!any)
		return true;
	for (; candidates && *candidates; candidates++) {
		const struct expr *pattern = (*candidates)->rewrite->pattern;

		if (pattern->kind == EXPR_CALL && is_alike_hole(pattern, 0) &&
		    is_alike_hole(pattern, expr->call->arguments.exprs.count - 1))
			return meet_operands(w, expr);
	}
	return true;
}

bool rewrite_apply(struct walk *w, enum rule_kind kind, const struct expr *expr, struct want want,
		   struct lowered *out, bool *out_done)
{
	struct rule *const *candidates = rule_candidates(w->l->rules, kind, expr);
	bool any_skipped = false;

	*out_done = false;
	if (!settle_parameters(w, candidates, expr))
		return false;
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
