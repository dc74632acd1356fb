/* SPDX-License-Identifier: PostgreSQL
 *
 * LIKE and GLOB.  SQLite's LIKE ignores the case of A to Z alone and has no escape
 * character of its own; PostgreSQL's has the backslash, and its ILIKE folds what the
 * collation says.  A pattern that is known is written in the plainest form that means the same.
 */
#include <config.h>

#include <string.h>

#include "lower/parameter.h"

static bool has_letters(struct slice text)
{
	for (uint32_t i = 0; i < text.len; i++)
		if (ascii_lower(text.ptr[i]) >= 'a' && ascii_lower(text.ptr[i]) <= 'z')
			return true;
	return false;
}

static struct expr *like_node(struct walk *w, enum expr_op op, struct expr *operand,
			      struct expr *pattern, struct expr *escape, const struct expr *source)
{
	struct expr *expr = expr_new(w->arena, EXPR_LIKE, source->span);

	expr->op = op;
	expr->negated = source->negated;
	expr->like = arena_object(w->arena, struct like_clause);
	expr->like->operand = operand;
	expr->like->pattern = pattern;
	expr->like->escape = escape;
	expr_update_height(expr);
	return expr;
}

/* False, or NULL for a NULL operand: what never matches. */
static void never(struct walk *w, const struct lowered *operand, const struct expr *source,
		  struct lowered *out)
{
	infer_result(out, boolean_unless_null(w, source->negated, operand, NULL, source->span),
		     PG_BOOLEAN, source->span);
	infer_combine(out, operand);
}

/* Debian's SQLite is built with LIKE_DOESNT_MATCH_BLOBS. */
static void never_blob(struct walk *w, const struct lowered *operand, const struct expr *source,
		       struct lowered *out)
{
	walk_warn(w, D_COMPARISON_CONSTANT, source->span, "a pattern never matches a blob");
	never(w, operand, source, out);
}

/* A pattern that ends in its escape character matches nothing; PostgreSQL reports an error. */
static bool ends_in_escape(struct slice pattern, char escape)
{
	uint32_t count = 0;

	while (count < pattern.len && pattern.ptr[pattern.len - 1 - count] == escape)
		count++;
	return count % 2 == 1;
}

static void pin(struct walk *w, struct lowered *operand)
{
	if (operand->collated && !strcmp(operand->collated, "C"))
		return;
	operand->expr = build_collate(w, operand->expr, "C");
	operand->collated = "C";
}

static bool lower_like(struct walk *w, const struct expr *expr, struct lowered *out)
{
	struct lowered operand, pattern, escape = { 0 };
	struct expr *escape_expr = NULL;
	bool plain;

	if (!walk_expr(w, expr->like->operand, ANY_VALUE, &operand) ||
	    !walk_expr(w, expr->like->pattern, ANY_VALUE, &pattern) ||
	    (expr->like->escape && !walk_expr(w, expr->like->escape, ANY_VALUE, &escape)))
		return false;
	if (operand.storage == STORAGE_BLOB || pattern.storage == STORAGE_BLOB) {
		never_blob(w, &operand, expr, out);
		return true;
	}
	parameter_settle(w, &operand, type_of(PG_TEXT), PLACE_INFERS);
	parameter_settle(w, &pattern, type_of(PG_TEXT), PLACE_INFERS);
	if (!convert_text(w, &operand) || !convert_text(w, &pattern))
		return false;
	plain = pattern.literal && !has_letters(pattern.literal->text);
	if (expr->like->escape) {
		if (pattern.literal && escape.literal && escape.literal->text.len == 1 &&
		    ends_in_escape(pattern.literal->text, escape.literal->text.ptr[0])) {
			never(w, &operand, expr, out);
			return true;
		}
		escape_expr = escape.expr;
	} else if (!pattern.literal ||
		   (pattern.literal->text.len &&
		    memchr(pattern.literal->text.ptr, '\\', pattern.literal->text.len))) {
		escape_expr = build_string(w, SLICE(""), expr->span);
	}
	if (!plain || operand.collation == COLLATION_NOCASE)
		pin(w, &operand);
	infer_result(out,
		     like_node(w, plain ? OP_LIKE : OP_ILIKE, operand.expr, pattern.expr,
			       escape_expr, expr),
		     PG_BOOLEAN, expr->span);
	infer_combine(out, &operand);
	infer_combine(out, &pattern);
	return true;
}

static bool lower_glob(struct walk *w, const struct expr *expr, struct lowered *out, bool *done)
{
	struct lowered operand, pattern;
	struct slice text;
	struct expr *right;
	bool is_like, is_never;

	if (!walk_expr(w, expr->like->pattern, ANY_VALUE, &pattern))
		return false;
	*done = pattern.literal && pattern.storage == STORAGE_TEXT;
	if (!*done)
		return true;
	if (!walk_expr(w, expr->like->operand, ANY_VALUE, &operand))
		return false;
	if (operand.storage == STORAGE_BLOB) {
		never_blob(w, &operand, expr, out);
		return true;
	}
	if (!convert_text(w, &operand))
		return false;
	text = glob_translate(w->arena, pattern.literal->text, &is_like, &is_never);
	if (is_never) {
		never(w, &operand, expr, out);
		return true;
	}
	if (operand.collation == COLLATION_NOCASE && operand.collated)
		pin(w, &operand);
	right = build_string(w, text, expr->like->pattern->span);
	infer_result(out,
		     is_like ? like_node(w, OP_LIKE, operand.expr, right, NULL, expr)
			     : build_binary(w, expr->negated ? OP_NOT_REGEX : OP_REGEX,
					    operand.expr, right, expr->span),
		     PG_BOOLEAN, expr->span);
	infer_combine(out, &operand);
	return true;
}

bool like_lower(struct walk *w, const struct expr *expr, struct lowered *out)
{
	bool done = false;

	if (expr->op == OP_LIKE)
		return lower_like(w, expr, out);
	if (expr->op == OP_GLOB && (!lower_glob(w, expr, out, &done) || done))
		return done;
	walk_refuse(w, D_UNSUPPORTED_EXPRESSION, expr->span,
		    "no rule says what becomes of this operator");
	return false;
}
