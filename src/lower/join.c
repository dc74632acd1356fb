/* SPDX-License-Identifier: PostgreSQL
 *
 * Joins: ON, USING and NATURAL.  SQLite compares the columns of USING as `=` does, with their
 * affinities and the left one's collation; PostgreSQL's USING is taken where that is the same,
 * else the comparison is written out.
 */
#include <config.h>

#include "lower/query.h"

/* ---------------------------------------------------------------- USING and NATURAL */

static void mark_nullable(struct scope *scope, struct join_side side)
{
	for (uint32_t i = side.first; i < side.end; i++)
		scope->sources.items[i].nullable = true;
}

static void settle_nulls(struct scope *scope, enum join_kind join, struct join_side left,
			 struct join_side right)
{
	if (join == JOIN_LEFT || join == JOIN_FULL)
		mark_nullable(scope, right);
	if (join == JOIN_RIGHT || join == JOIN_FULL)
		mark_nullable(scope, left);
}

/* Whether PostgreSQL's USING compares and merges them as SQLite does. */
static bool is_plain_pair(const struct lowered *left, const struct lowered *right)
{
	return left->expr->kind == EXPR_NAME && right->expr->kind == EXPR_NAME &&
	       slice_equal(left->expr->name->column.text, right->expr->name->column.text) &&
	       left->storage == right->storage && left->type.kind == right->type.kind &&
	       left->type.kind != PG_JSON && !infer_is_typeless(left) &&
	       (left->collation == COLLATION_BINARY || left->storage != STORAGE_TEXT);
}

struct pair {
	const struct symbol *name;
	struct span span;
	struct lowered left, right;
	int32_t left_place, right_place;
};

static bool find_pair(struct walk *w, struct scope *scope, const struct name *name,
		      struct join_side left, struct join_side right, struct pair *out)
{
	*out = (struct pair){ .name = name->symbol, .span = name->span };
	out->left_place =
		scope_bare(w, scope, left.first, left.end, name->symbol, name->span, &out->left);
	if (out->left_place < 0)
		return false;
	out->right_place =
		scope_bare(w, scope, right.first, right.end, name->symbol, name->span, &out->right);
	return out->right_place >= 0;
}

/* Another item on the left has the name too: PostgreSQL would call it ambiguous. */
static bool is_single(const struct scope *scope, struct join_side left, const struct pair *pair)
{
	struct scope_column ignored;

	for (uint32_t i = left.first; i < left.end; i++) {
		const struct scope_source *source = &scope->sources.items[i];
		bool merged = false;

		if ((int32_t)i == pair->left_place || !source_column(source, pair->name, &ignored))
			continue;
		vec_each(const struct merged_column, column, source->merged)
			merged |= column->name == pair->name && column->how == MERGE_USING;
		if (!merged)
			return false;
	}
	return true;
}

static void merge_pair(struct walk *w, struct scope *scope, const struct pair *pair, enum merge how)
{
	struct merged_column merged = { pair->name, how };

	vec_push(w->arena, &scope->sources.items[pair->right_place].merged, merged);
}

/* Both sides qualified, as they have to be where nothing merges them. */
static bool compare_pair(struct walk *w, struct scope *scope, const struct pair *pair,
			 struct expr **on)
{
	struct lowered left = pair->left, right, equal;

	if (left.expr->kind == EXPR_NAME && !left.expr->name->of &&
	    !scope_column_of(w, &scope->sources.items[pair->left_place], pair->name, true,
			     pair->span, &left))
		return false;
	if (!scope_column_of(w, &scope->sources.items[pair->right_place], pair->name, true,
			     pair->span, &right) ||
	    !compare_values(w, OP_EQ, &left, &right, pair->span, &equal) ||
	    !boolean_truth(w, &equal))
		return false;
	*on = *on ? build_binary(w, OP_AND, *on, equal.expr, pair->span) : equal.expr;
	return true;
}

static bool use_columns(struct walk *w, const struct name_list *names, struct from_item *out,
			struct scope *scope, struct join_side left, struct join_side right)
{
	enum merge how =
		out->join == JOIN_RIGHT || out->join == JOIN_FULL ? MERGE_COALESCE : MERGE_LEFT;
	VEC(struct pair) pairs = { 0 };
	bool plain = true;

	vec_each(const struct name, name, names->names) {
		struct pair pair;

		if (!find_pair(w, scope, name, left, right, &pair)) {
			walk_refuse(w, D_UNKNOWN_COLUMN, name->span,
				    "column '%.*s' is not on both sides of the join",
				    SLICE_ARGS(name->text));
			return false;
		}
		plain &= is_plain_pair(&pair.left, &pair.right) && is_single(scope, left, &pair) &&
			 is_single(scope, right,
				   &(struct pair){ .name = pair.name,
						   .left_place = pair.right_place });
		vec_push(w->arena, &pairs, pair);
	}
	if (plain)
		out->using = arena_object(w->arena, struct name_list);
	vec_each(const struct pair, pair, pairs) {
		merge_pair(w, scope, pair, plain ? MERGE_USING : how);
		if (plain)
			vec_push(w->arena, &out->using->names,
				 build_name(w, pair->left.expr->name->column.text.ptr));
		else if (!compare_pair(w, scope, pair, &out->on))
			return false;
	}
	return true;
}

static void names_of(struct walk *w, const struct scope_source *source, struct name_list *out)
{
	if (source->table)
		vec_each(struct sqlite_column *const, column, source->table->source->columns)
			vec_push(w->arena, &out->names, (*column)->name);
	vec_each(const struct scope_column, column, source->columns) {
		struct name name = { .text = column->spelling, .symbol = column->name };

		vec_push(w->arena, &out->names, name);
	}
}

static bool is_in(const struct name_list *list, const struct symbol *name)
{
	vec_each(const struct name, each, list->names) {
		if (each->symbol == name)
			return true;
	}
	return false;
}

static void common_names(struct walk *w, struct scope *scope, struct span span,
			 struct join_side left, struct join_side right, struct name_list *out)
{
	for (uint32_t i = right.first; i < right.end; i++) {
		struct name_list names = { 0 };

		names_of(w, &scope->sources.items[i], &names);
		vec_each(struct name, name, names.names) {
			struct pair ignored;

			name->span = span;
			if (!is_in(out, name->symbol) &&
			    find_pair(w, scope, name, left, right, &ignored))
				vec_push(w->arena, &out->names, *name);
		}
	}
}

bool join_columns(struct walk *w, const struct from_item *item, struct from_item *out,
		  struct scope *scope, struct join_side left, struct join_side right)
{
	struct name_list names = { 0 };
	bool done = true;

	if (item->natural)
		common_names(w, scope, item->span, left, right, &names);
	if (item->using)
		done = use_columns(w, item->using, out, scope, left, right);
	else if (names.names.count)
		done = use_columns(w, &names, out, scope, left, right);
	settle_nulls(scope, item->join, left, right);
	return done;
}

/* A comma binds less than JOIN in PostgreSQL, equally in SQLite. */
void join_settle(struct from_item *out, bool has_condition, bool only_commas)
{
	if (has_condition || out->on || out->using)
		out->join = out->join <= JOIN_CROSS ? JOIN_INNER : out->join;
	else if (out->join == JOIN_INNER || (out->join == JOIN_COMMA && !only_commas))
		out->join = JOIN_CROSS;
}

/* ---------------------------------------------------------------- ON */

struct reach {
	struct walk *w;
	const struct scope *scope;
	uint32_t end;
	bool beyond;
};

static void find_beyond(struct expr **operand, void *data)
{
	struct reach *reach = data;
	uint32_t origin = (*operand)->kind == EXPR_NAME ? scope_origin(reach->w, *operand) : 0;

	for (uint32_t i = reach->end; origin && i < reach->scope->sources.count; i++)
		reach->beyond |= reach->scope->sources.items[i].id == origin;
	query_each_operand(*operand, find_beyond, reach);
}

bool join_condition(struct walk *w, const struct from_item *item, struct from_item *out,
		    struct scope *scope, uint32_t end)
{
	struct reach reach = { w, scope, end, false };
	struct lowered on;

	if (!item->on)
		return true;
	if (!walk_truth(w, item->on, &on))
		return false;
	on.expr = boolean_settle(w, on.expr, false);
	find_beyond(&on.expr, &reach);
	if (!reach.beyond) {
		out->on = on.expr;
		return true;
	}
	if (out->join > JOIN_CROSS) {
		walk_refuse(w, D_UNSUPPORTED_EXPRESSION, item->on->span,
			    "this ON names a table that is joined later, which PostgreSQL does not "
			    "see here");
		return false;
	}
	out->join = JOIN_CROSS;
	scope->condition = scope->condition ? build_binary(w, OP_AND, scope->condition, on.expr,
							   item->on->span)
					    : on.expr;
	return true;
}
