/* SPDX-License-Identifier: PostgreSQL
 *
 * ?, ?5, :a, @a and $a: numbered as SQLite numbers them (lang_expr.html#varparam), typed by
 * what they meet.
 */
#include <config.h>

#include "lower/parameter.h"

#include <string.h>

#include "base/strmap.h"
#include "sql/split.h"

/* SQLite has at most 32766 of them where nobody changed that (limits.html), and Debian's 250000;
 * a message of PostgreSQL's protocol holds 65535. */
enum { NUMBER_MAX = 65535 };

/* ---------------------------------------------------------------- numbers */

struct numbering {
	struct strmap *names; /* made for the first name */
	uint32_t last;
};

static bool written_number(struct slice text, uint32_t *out)
{
	uint64_t number = 0;

	for (uint32_t i = 1; i < text.len; i++)
		if (number <= NUMBER_MAX)
			number = number * 10 + (uint64_t)(text.ptr[i] - '0');
	*out = (uint32_t)number;
	return number >= 1 && number <= NUMBER_MAX;
}

static uint32_t number_of_name(struct numbering *n, struct slice name)
{
	uintptr_t known;

	if (!n->names)
		n->names = strmap_new();
	known = (uintptr_t)strmap_find(n->names, name);
	if (!known) {
		known = ++n->last;
		strmap_set(n->names, name, (void *)known);
	}
	return (uint32_t)known;
}

static bool number_one(struct lowering *l, struct numbering *n, struct expr *expr)
{
	struct slice text = expr->text;
	uint32_t number = 0;
	bool good = true;

	if (text.ptr[0] != '?')
		number = number_of_name(n, text);
	else if (text.len == 1)
		number = ++n->last;
	else
		good = written_number(text, &number);
	if (good && number <= NUMBER_MAX) {
		n->last = number > n->last ? number : n->last;
		expr->parameter.number = number;
		return true;
	}
	diag_add(&l->ctx->diags, D_PARAMETER, expr->span,
		 "the number of a parameter is one of 1 to %d", NUMBER_MAX);
	return false;
}

static void note_place(struct parameters *out, const struct expr *expr)
{
	struct parameter *parameter = &out->items[expr->parameter.number - 1];

	if (parameter->span.end)
		return;
	parameter->span = expr->span;
	if (expr->text.len > 1)
		parameter->name = expr->text;
}

/* $1 is used, $2 is not: PostgreSQL wants to know the types of all up to the greatest. */
static void tell_gap(struct lowering *l, const struct parameters *parameters)
{
	for (uint32_t i = 0; i < parameters->count; i++) {
		if (parameters->items[i].span.end)
			continue;
		diag_add(
			&l->ctx->diags, D_PARAMETER_GAP,
			parameters->items[parameters->count - 1].span,
			"parameter $%u is not used: PostgreSQL takes the statement only when it is "
			"told a type for it",
			i + 1);
		return;
	}
}

bool parameters_number(struct lowering *l, const struct expr_list *list, struct parameters *out)
{
	struct numbering numbering = { 0 };
	bool good = true;

	*out = (struct parameters){ 0 };
	vec_each(struct expr *const, expr, list->exprs) {
		good = number_one(l, &numbering, *expr);
		if (!good)
			break;
	}
	if (numbering.names)
		strmap_free(numbering.names);
	if (!good || !list->exprs.count)
		return good;
	out->count = numbering.last;
	out->items = arena_alloc(l->scratch, out->count * sizeof(*out->items));
	for (uint32_t i = 0; i < out->count; i++)
		out->items[i].number = i + 1;
	vec_each(struct expr *const, expr, list->exprs)
		note_place(out, *expr);
	tell_gap(l, out);
	return true;
}

/* ---------------------------------------------------------------- types */

bool parameter_lower(struct walk *w, const struct expr *expr, struct lowered *out)
{
	struct parameters *parameters = w->l->parameters;
	struct parameter_use *use;
	struct parameter *parameter;

	if (!parameters || !expr->parameter.number) {
		walk_refuse(w, D_PARAMETER, expr->span, "a parameter can't stand here");
		return false;
	}
	parameter = &parameters->items[expr->parameter.number - 1];
	use = arena_object(w->arena, struct parameter_use);
	use->parameter = parameter;
	use->expr = expr_literal(w->arena, EXPR_PARAMETER,
				 slice_of(arena_printf(w->arena, "$%u", parameter->number)),
				 expr->span);
	use->open = parameter->type.kind == PG_UNKNOWN;
	vec_push(w->arena, &parameters->uses, use);
	*out = (struct lowered){
		.expr = use->expr,
		.type = parameter->type,
		.storage = use->open ? STORAGE_DYNAMIC : parameter->storage,
		.conversion = parameter->conversion,
		.nullable = true,
		.constant = true,
		.immutable = true,
		.parameter = use,
		.source = expr->span,
	};
	return true;
}

bool parameter_is_open(const struct lowered *value)
{
	return value->parameter && value->type.kind == PG_UNKNOWN;
}

/* Bound values have no length: a text that is too long is told by the column. */
static struct pg_type bindable(struct pg_type type)
{
	if (type.kind == PG_VARCHAR || type.kind == PG_CHAR)
		return type_of(PG_TEXT);
	if (type.parameter_count && type.kind != PG_OTHER)
		type.parameter_count = 0;
	return type;
}

static bool is_wider(enum pg_type_kind kind, enum pg_type_kind than)
{
	return kind >= PG_SMALLINT && kind <= PG_DOUBLE && than >= PG_SMALLINT &&
	       than <= PG_DOUBLE && kind > than;
}

static void give_type(struct parameters *parameters, struct parameter *parameter,
		      struct pg_type type, enum storage storage)
{
	if (parameter->type.kind == PG_UNKNOWN || parameter->guessed) {
		bool other = parameter->guessed && type.kind != parameter->type.kind;

		parameters->stale |= other;
		parameter->guessed &= !other;
		parameter->type = type;
		parameter->storage = storage;
	} else if (is_wider(type.kind, parameter->type.kind)) {
		parameter->type = type;
		parameter->storage = storage;
		parameters->stale = true;
	}
}

void parameter_settle(struct walk *w, struct lowered *value, struct pg_type type,
		      enum parameter_place place)
{
	struct parameter_use *use = value->parameter;
	struct parameter *parameter;
	bool same;

	if (!use || value->expr != use->expr || type.kind == PG_UNKNOWN)
		return;
	parameter = use->parameter;
	type = bindable(type);
	give_type(w->l->parameters, parameter, type, infer_storage(&type, parameter->conversion));
	same = pg_type_equal(&parameter->type, &type);
	use->inferred = same && (use->settled ? use->inferred : place == PLACE_INFERS);
	use->settled = true;
	use->open = false;
	if (value->type.kind == PG_UNKNOWN) {
		value->type = parameter->type;
		value->storage = parameter->storage;
	}
}

void parameter_cast(struct lowered *value)
{
	if (value->parameter)
		value->parameter->inferred = false;
}

void parameter_guess(struct walk *w, struct lowered *value, struct pg_type type)
{
	struct parameter *parameter = value->parameter->parameter;
	bool guess = parameter->type.kind == PG_UNKNOWN || parameter->guessed;

	if (type.kind == PG_UNKNOWN)
		return;
	parameter_settle(w, value, type, PLACE_CASTS);
	parameter->guessed = guess;
}

void parameter_meet(struct walk *w, struct lowered *value, const struct lowered *other,
		    enum parameter_place place)
{
	struct parameter_use *use = value->parameter;
	struct pg_type type = other->type;

	if (!use || other->storage == STORAGE_NULL)
		return;
	if (parameter_is_open(other))
		return;
	/* a number of the statement tells no more than that it is one */
	if (other->literal && type_is_integer(&type)) {
		type = type_of(PG_BIGINT);
		place = PLACE_CASTS;
	}
	/* json has no operators: it is compared as a text */
	if (type.kind == PG_UNKNOWN || type.kind == PG_JSON || type.kind == PG_JSONB)
		type = type_of(PG_TEXT);
	if (use->parameter->type.kind == PG_UNKNOWN)
		use->parameter->conversion = other->conversion;
	parameter_settle(w, value, type, place);
	if (use->parameter->type.kind == type.kind)
		value->conversion = other->conversion;
}

/* ---------------------------------------------------------------- the whole statement */

bool parameters_again(struct parameters *parameters)
{
	bool again = parameters->stale;

	vec_each(struct parameter_use *const, use, parameters->uses) {
		struct parameter *parameter = (*use)->parameter;

		if (!(*use)->open)
			continue;
		again = true;
		if (parameter->type.kind == PG_UNKNOWN) {
			parameter->type = type_of(PG_TEXT);
			parameter->untold = true;
		}
		if (parameter->storage == STORAGE_NULL)
			parameter->storage = infer_storage(&parameter->type, NULL);
	}
	parameters->stale = false;
	if (again)
		parameters->uses.count = 0;
	return again;
}

static void tell_untold(struct walk *w, const struct parameters *parameters)
{
	for (uint32_t i = 0; i < parameters->count; i++) {
		const struct parameter *parameter = &parameters->items[i];

		if (parameter->untold || parameter->guessed)
			walk_warn(
				w, D_PARAMETER_TYPE, parameter->span,
				"nothing here tells a type for parameter $%u: it is taken for %s, "
				"where SQLite keeps any value",
				parameter->number, parameter->type.name);
	}
}

static uint32_t number_at(struct slice text, uint32_t at)
{
	uint32_t number = 0;

	for (; at < text.len && text.ptr[at] >= '0' && text.ptr[at] <= '9'; at++)
		number = number * 10 + (uint32_t)(text.ptr[at] - '0');
	return number;
}

void parameters_find(struct parameters *parameters, struct slice text)
{
	uint32_t behind;

	for (uint32_t at = 0; at < text.len; at = behind) {
		enum split_kind kind;
		uint32_t number;

		behind = split_token(text, at, text.len, &kind);
		if (kind != SPLIT_SIGN || text.ptr[at] != '$')
			continue;
		number = number_at(text, behind);
		if (number >= 1 && number <= parameters->count)
			parameters->items[number - 1].stays = true;
	}
}

void parameters_tell_lost(struct lowering *l, const struct parameters *parameters)
{
	for (uint32_t i = 0; i < parameters->count; i++) {
		const struct parameter *parameter = &parameters->items[i];

		if (parameter->span.end && !parameter->stays)
			diag_add(&l->ctx->diags, D_PARAMETER_GAP, parameter->span,
				 "parameter $%u does not matter and is left out: PostgreSQL takes "
				 "the statement only when it is told a type for it",
				 parameter->number);
	}
}

void parameters_finish(struct walk *w, struct parameters *parameters)
{
	tell_untold(w, parameters);
	vec_each(struct parameter_use *const, use, parameters->uses) {
		struct expr *expr = (*use)->expr;
		struct strbuf name = { 0 };
		struct expr *bare;

		if (((*use)->inferred && !parameters->cast_all) ||
		    (*use)->parameter->type.kind == PG_UNKNOWN)
			continue;
		bare = expr_literal(w->arena, EXPR_PARAMETER, expr->text, expr->span);
		pg_type_print(&name, &(*use)->parameter->type);
		*expr = *build_cast(w, bare, arena_copy(w->arena, name.text, name.len));
		strbuf_free(&name);
	}
}
