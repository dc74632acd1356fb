/* SPDX-License-Identifier: PostgreSQL
 *
 * Templates: a rule's right side with the operands in its holes.  Casts, tests for NULL and
 * collations that the operands make needless are left out.
 */
#include <config.h>

#include "lower/rewrite.h"

static void fill_list(struct matching *m, const struct expr_list *template, struct expr_list *out,
		      struct span span)
{
	vec_each(struct expr *, item, template->exprs) {
		const struct binding *binding =
			(*item)->kind == EXPR_HOLE ? matching_find(m, (*item)->hole->name) : NULL;

		if (!binding || !binding->hole->is_list) {
			vec_push(m->w->arena, &out->exprs, template_fill(m, *item, span));
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
const struct call *template_carrier(const struct expr *template)
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
		if (found->distinct)
			break;
		template = found->arguments.exprs.count ? found->arguments.exprs.items[0] : NULL;
	}
	return found;
}

/* coalesce's first operand, when that is never NULL: all that is left of the call. */
const struct lowered *template_certain_first(struct matching *m, const struct call *call)
{
	const struct lowered *first = call->arguments.exprs.count
					      ? matching_value(m, call->arguments.exprs.items[0])
					      : NULL;

	return first && !first->nullable && word_is(call->function.object.text, "coalesce") ? first
											    : NULL;
}

static struct expr *fill_call(struct matching *m, const struct expr *template, struct span span)
{
	struct call *call = arena_object(m->w->arena, struct call);
	struct expr *expr = expr_new(m->w->arena, EXPR_CALL, span);
	const struct lowered *only = template_certain_first(m, template->call);

	if (only)
		return only->expr;
	*call = *template->call;
	call->arguments = (struct expr_list){ 0 };
	fill_list(m, &template->call->arguments, &call->arguments, span);
	/* pg_catalog.right is so called only to be no JOIN in SQLite's grammar */
	if (call->function.schema.symbol && word_is(call->function.schema.text, "pg_catalog") &&
	    pg_keyword_is_reserved(call->function.object.text))
		call->function.schema = (struct name){ 0 };
	else if (!call->function.schema.symbol &&
		 is_helper(m->rule->rewrite, call->function.object.text))
		call->function.schema = build_name(m->w, m->w->l->settings->prelude_schema);
	if (template->call == m->carrier && !carry(m, call))
		m->failed = true;
	if (call->filter && template->call != m->carrier)
		call->filter = template_fill(m, call->filter, span);
	if (call->order_by) {
		struct ordering *ordering = arena_object(m->w->arena, struct ordering);

		vec_each(const struct ordering_term, term, call->order_by->terms) {
			struct ordering_term copy = *term;

			copy.expr = template_fill(m, term->expr, span);
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

	cases->base = from->base ? template_fill(m, from->base, span) : NULL;
	vec_each(const struct when_clause, when, from->whens) {
		struct when_clause copy = { template_fill(m, when->when, span),
					    template_fill(m, when->then, span) };

		/* a test for NULL of what is never NULL */
		if (copy.when->kind == EXPR_BOOLEAN && !copy.when->boolean && from->otherwise)
			continue;
		vec_push(m->w->arena, &cases->whens, copy);
	}
	cases->otherwise = from->otherwise ? template_fill(m, from->otherwise, span) : NULL;
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
	const struct lowered *operand = matching_value(m, template->operand);
	int64_t integer;

	if ((template->op == OP_IS_NULL || template->op == OP_NOT_NULL) && operand &&
	    !operand->nullable)
		return build_boolean(m->w, template->op == OP_NOT_NULL, span);
	if (template->op == OP_NEGATE && operand && lowered_integer(operand, &integer) &&
	    integer != INT64_MIN)
		return build_integer(m->w, -integer, span);
	return expr_unary(m->w->arena, template->op, template_fill(m, template->operand, span),
			  span);
}

struct filling {
	struct matching *m;
	struct span span;
};

static void fill_operand(struct expr **operand, void *data)
{
	struct filling *filling = data;

	*operand = template_fill(filling->m, *operand, filling->span);
}

static void fill_in(struct matching *m, const struct in_clause *template, struct in_clause *out,
		    struct span span)
{
	*out = *template;
	if (template->list) {
		out->list = arena_object(m->w->arena, struct expr_list);
		fill_list(m, template->list, out->list, span);
	}
	out->operand = template_fill(m, template->operand, span);
}

static struct expr *fill_other(struct matching *m, const struct expr *template, struct span span)
{
	struct arena *arena = m->w->arena;
	struct expr *expr = expr_new(arena, template->kind, span);
	struct filling filling = { m, span };

	*expr = *template;
	expr->span = span;
	switch ((int)expr->kind) {
	case EXPR_IN:
		expr->in = arena_object(arena, struct in_clause);
		fill_in(m, template->in, expr->in, span);
		return expr;
	case EXPR_LIKE:
		expr->like = arena_object(arena, struct like_clause);
		*expr->like = *template->like;
		break;
	case EXPR_BETWEEN:
		expr->between = arena_object(arena, struct between_clause);
		*expr->between = *template->between;
		break;
	case EXPR_EXTRACT:
		expr->extract = arena_object(arena, struct extract_clause);
		*expr->extract = *template->extract;
		break;
	}
	expr_each_operand(expr, fill_operand, &filling);
	return expr;
}

/* Constants that came of tests for NULL are folded away. */
static struct expr *fill_logic(struct matching *m, const struct expr *template, struct span span)
{
	struct expr *left = template_fill(m, template->binary.left, span);
	struct expr *right = template_fill(m, template->binary.right, span);
	bool is_and = template->op == OP_AND;

	if (left->kind == EXPR_BOOLEAN)
		return left->boolean == is_and ? right : left;
	if (right->kind == EXPR_BOOLEAN)
		return right->boolean == is_and ? left : right;
	return build_binary(m->w, template->op, left, right, span);
}

static struct expr *fill_source(struct matching *m, const struct expr *template, struct span span)
{
	const struct binding *binding = matching_find(m, template->hole->name);

	if (!m->again || !binding || binding->hole->is_list)
		return build_null(m->w, span);
	return (struct expr *)binding->source;
}

struct expr *template_fill(struct matching *m, const struct expr *template, struct span span)
{
	const struct lowered *value = matching_value(m, template);
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
		if (is_needless(template, matching_value(m, template->cast.operand)))
			return template_fill(m, template->cast.operand, span);
		return expr_cast(m->w->arena, template_fill(m, template->cast.operand, span),
				 *template->cast.type, span);
	case EXPR_COLLATE:
		if (is_needless(template, matching_value(m, template->collate.operand)))
			return template_fill(m, template->collate.operand, span);
		return expr_collate(m->w->arena, template_fill(m, template->collate.operand, span),
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
