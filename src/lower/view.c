/* SPDX-License-Identifier: PostgreSQL
 *
 * CREATE VIEW.  A view may name views that come after it in SQLite; each is lowered when
 * it is first needed, so that PostgreSQL gets what it reads before it.
 */
#include <config.h>

#include <string.h>

#include "lower/query.h"
#include "sqlite/names.h"

/* Where it is noted what has become of VIEW. */
static struct known_view **known_place(struct lowering *l, const struct sqlite_view *view)
{
	struct expr_state *state = expr_state(l);

	if (!state->views) {
		state->views = arena_object(l->arena, struct view_list);
		state->views->by_order =
			arena_alloc(l->arena, l->source->next_order * sizeof(struct known_view *));
	}
	return &state->views->by_order[view->order];
}

void query_depends(struct walk *w, const char *name)
{
	struct pg_view *view = w->view;

	if (!view)
		return;
	vec_each(const char *, depend, view->depends) {
		if (slice_equal(slice_of(*depend), slice_of(name)))
			return;
	}
	vec_push(w->arena, &view->depends, name);
}

static struct pg_view *make_view(struct lowering *l, const struct sqlite_view *source,
				 struct known_view *known)
{
	struct expr_request request = {
		.context = IN_QUERY,
		.column = -1,
		.object = arena_printf(l->arena, "%.*s", SLICE_ARGS(source->name.text)),
	};
	struct pg_view *view = arena_object(l->arena, struct pg_view);
	struct walk w;

	walk_init(&w, l, &request);
	w.arena = l->arena;
	w.view = view;
	if (!select_lower(&w, source->definition->select, NULL, &view->select, &known->results))
		return NULL;
	known->view = view;
	view->name =
		name_take(l, NAME_VIEW, name_identifier(l, &source->name, NULL), source->name.span);
	view->if_not_exists = source->if_not_exists;
	view->comments = source->definition->comments;
	view->span = source->span;
	if (source->definition->columns) {
		results_rename(&w, source->definition->columns, &known->results);
		vec_each(const struct scope_column, column, known->results.columns)
			vec_push(l->arena, &view->columns, column->output);
	}
	view->temporary = source->temporary;
	if (view->temporary)
		vec_push(l->arena, &l->out->temporary_views, view);
	else
		vec_push(l->arena, &l->out->views, view);
	return view;
}

/* ---------------------------------------------------------------- views that SQLite can't read */

struct view_check {
	struct lowering *l;
	const struct sqlite_view *view;
	struct span span;
	const char *message; /* NULL: none */
};

static void note_problem(struct names_walk *walk, struct span span, const char *message)
{
	struct view_check *check = walk->data;

	/* what is wrong with a view that this one reads is told there */
	if (check->message || span.start < check->view->span.start ||
	    span.end > check->view->span.end)
		return;
	check->span = span;
	check->message = arena_copy(check->l->arena, message, strlen(message));
}

/* A view over a view that can't be read can't be read. */
static void note_table(struct names_walk *walk, struct qualified_name *name,
		       const struct names_item *item)
{
	struct view_check *check = walk->data;
	const struct known_view *known;

	if (!item->view || check->message)
		return;
	view_get(check->l, item->view);
	known = *known_place(check->l, item->view);
	if (!known->broken && known->state != VIEW_BEGUN)
		return;
	check->span = name->object.span;
	check->message = arena_printf(check->l->arena, "%s: %.*s",
				      known->broken ? "it reads a view that can't be read"
						    : "view is circularly defined",
				      SLICE_ARGS(item->view->name.text));
}

static struct view_check check_view(struct lowering *l, const struct sqlite_view *view)
{
	struct view_check check = { .l = l, .view = view };
	struct names_walk walk;

	names_walk_init(&walk, l->source);
	walk.views = l->views;
	walk.data = &check;
	walk.problem = note_problem;
	walk.table = note_table;
	names_walk_view(&walk, view);
	names_walk_free(&walk);
	return check;
}

static void tell_broken(struct lowering *l, const struct sqlite_view *view,
			const struct view_check *check)
{
	const char *name = arena_printf(l->arena, "%.*s", SLICE_ARGS(view->name.text));

	diag_add(&l->ctx->diags, D_BROKEN_VIEW, check->span,
		 "view '%s' is left out; SQLite can't read it, either: %s", name, check->message)
		->object = name;
}

/* ---------------------------------------------------------------- all views */

static bool view_lower(struct lowering *l, const struct sqlite_view *view, struct known_view *known)
{
	struct arena_mark mark = arena_mark(l->scratch);
	struct view_check check;
	bool done;

	if (expr_state(l)->views->depth > MAX_VIEW_DEPTH) {
		lower_refuse(l, D_UNSUPPORTED_VIEW, view->name.span, NULL,
			     "it is read through more than %d views that come before it",
			     MAX_VIEW_DEPTH);
		return false;
	}
	check = check_view(l, view);
	if (check.message) {
		known->broken = true;
		tell_broken(l, view, &check);
		return false;
	}
	done = make_view(l, view, known);
	arena_release(l->scratch, mark);
	return done;
}

const struct known_view *view_get(struct lowering *l, const struct sqlite_view *view)
{
	struct known_view **place = known_place(l, view), *known = *place;

	if (known)
		return known->view ? known : NULL;
	*place = known = arena_object(l->arena, struct known_view);
	known->state = VIEW_BEGUN;
	expr_state(l)->views->depth++;
	view_lower(l, view, known);
	expr_state(l)->views->depth--;
	known->state = VIEW_DONE;
	return known->view ? known : NULL;
}

void views_close(struct lowering *l)
{
	vec_each(struct sqlite_view *const, view, l->source->views) {
		struct known_view **place = known_place(l, *view);

		if (!*place)
			*place = arena_object(l->arena, struct known_view);
	}
}

bool lower_view(struct lowering *l, const struct sqlite_view *view)
{
	return view_get(l, view) != NULL;
}
