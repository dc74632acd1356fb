/* SPDX-License-Identifier: PostgreSQL
 *
 * CREATE VIEW.  A view may name views that come after it in SQLite; each is lowered when
 * it is first needed, so that PostgreSQL gets what it reads before it.
 */
#include <config.h>

#include "lower/query.h"

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

/* CREATE VIEW v(a, b): names for the columns. */
static bool name_results(struct walk *w, const struct name_list *names, struct known_view *known)
{
	for (uint32_t i = 0; i < names->names.count && i < known->results.columns.count; i++) {
		const struct name *name = &names->names.items[i];
		struct scope_column *column = &known->results.columns.items[i];

		column->name = name->symbol;
		column->spelling = name->text;
		column->output = name_identifier(w->l, name, w->request->object);
		vec_push(w->arena, &known->view->columns, column->output);
	}
	return true;
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
	if (source->definition->columns)
		name_results(&w, source->definition->columns, known);
	view->temporary = source->temporary;
	if (view->temporary)
		vec_push(l->arena, &l->out->temporary_views, view);
	else
		vec_push(l->arena, &l->out->views, view);
	return view;
}

const struct known_view *view_get(struct lowering *l, const struct sqlite_view *view)
{
	struct known_view **place = known_place(l, view), *known = *place;

	if (known)
		return known->view ? known : NULL;
	*place = known = arena_object(l->arena, struct known_view);
	return make_view(l, view, known) ? known : NULL;
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
