/* SPDX-License-Identifier: PostgreSQL
 *
 * Triggers that name what is not there.  SQLite takes them, and then refuses each statement that
 * would fire them; so does what they become.
 */
#include <config.h>

#include <string.h>

#include "lower/trigger.h"
#include "sqlite/names.h"

struct defect {
	struct lowering *l;
	const struct name_list *update_of; /* SQLite does not look whether these are there */
	const char *message;
	struct span span;
};

static void take(struct defect *defect, struct span span, const char *message)
{
	if (defect->message)
		return;
	defect->message = message;
	defect->span = span;
}

static void take_problem(struct names_walk *walk, struct span span, const char *message)
{
	static const char table[] = "no such table: ";
	struct defect *defect = walk->data;
	struct lowering *l = defect->l;

	if (strncmp(message, table, strlen(table)) == 0)
		take(defect, span,
		     arena_printf(l->arena, "%smain.%s", table, message + strlen(table)));
	else
		take(defect, span, arena_copy(l->arena, message, strlen(message)));
}

static bool is_of_trigger(const struct defect *defect, const struct name *name)
{
	const struct name_list *list = defect->update_of;

	return list && name >= list->names.items && name < list->names.items + list->names.count;
}

static void take_column(struct names_walk *walk, struct name *name, const struct names_item *item,
			int32_t column)
{
	struct defect *defect = walk->data;

	if (column >= 0 || item->columns->open || is_of_trigger(defect, name) ||
	    scope_is_rowid_name(name->text))
		return;
	take(defect, name->span,
	     arena_printf(defect->l->arena, "no such column: %.*s", SLICE_ARGS(name->text)));
}

const char *trigger_defect(struct lowering *l, const struct sqlite_trigger *trigger,
			   struct span *out_span)
{
	struct defect defect = { .l = l, .update_of = trigger->definition->update_of };
	struct names_walk walk;

	names_walk_init(&walk, l->source);
	walk.views = l->views;
	walk.data = &defect;
	walk.problem = take_problem;
	walk.column = take_column;
	names_walk_trigger(&walk, trigger);
	names_walk_free(&walk);
	*out_span = defect.span;
	return defect.message;
}
