/* SPDX-License-Identifier: PostgreSQL
 *
 * Changes as one JSON document, for programs; schemas/diff.schema.json describes it.  What does not
 * apply is left out.
 */
#include <config.h>

#include "diff/changes.h"

#include <stdlib.h>
#include <string.h>

#include "diag/json.h"

static void set_text(json_t *object, const char *key, const char *text)
{
	if (text)
		json_object_set_new(object, key, json_text(text, strlen(text)));
}

static json_t *position(const struct pg_schema *schema, struct span span)
{
	struct location at;
	json_t *object;

	if (!span.end || !source_locate(&schema->ctx->sources, span.start, &at))
		return NULL;
	object = json_object();
	set_text(object, "file", at.source->name);
	json_object_set_new(object, "line", json_integer(at.line));
	json_object_set_new(object, "column", json_integer(at.column));
	return object;
}

static json_t *side(const struct pg_schema *schema, const char *text, struct span span)
{
	json_t *object = json_object(), *at = position(schema, span);

	set_text(object, "text", text);
	if (at)
		json_object_set_new(object, "at", at);
	return object;
}

static json_t *hazards_json(unsigned hazards)
{
	json_t *array = json_array();

	for (unsigned i = 0; i < HAZARD_COUNT; i++)
		if (hazards & (1U << i))
			json_array_append_new(array, json_string(hazard_infos[i].name));
	return array;
}

static json_t *excuses_json(const struct change *change)
{
	json_t *array = json_array();

	vec_each(struct excuse, excuse, change->excuses) {
		json_t *object = json_object();

		set_text(object, "hazard", hazard_infos[excuse->number].name);
		set_text(object, "reason", excuse->reason);
		json_array_append_new(array, object);
	}
	return array;
}

static json_t *change_json(const struct change_list *list, const struct change *change)
{
	json_t *object = json_object();

	set_text(object, "change", change_kind_name(change->kind));
	set_text(object, "object", change_object_name(change));
	set_text(object, "aspect",
		 change->aspect == DIFF_WHOLE ? NULL : change_aspect_name(change->aspect));
	set_text(object, "table", change->table);
	set_text(object, "name", change->name);
	json_object_set_new(object, "harmless", json_boolean(change->harmless));
	if (change->kind != CHANGE_ADD)
		json_object_set_new(object, "old",
				    side(list->old, change->old_text, change->old_span));
	if (change->kind != CHANGE_DROP)
		json_object_set_new(object, "new",
				    side(list->new, change->new_text, change->new_span));
	if (change->lock != LOCK_NONE) {
		set_text(object, "lock", lock_name(change->lock));
		set_text(object, "work", work_word(change->work));
	}
	json_object_set_new(object, "hazards", hazards_json(change->hazards));
	if (change->excuses.count)
		json_object_set_new(object, "allowed", excuses_json(change));
	return object;
}

static json_t *question_json(const struct change_list *list, const struct rename_question *question)
{
	json_t *object = json_object(), *old = json_object(), *new = json_object();
	json_t *old_at = position(list->old, question->old_span);
	json_t *new_at = position(list->new, question->new_span);

	set_text(old, "table", question->old_table);
	set_text(old, "column", question->old_name);
	if (old_at)
		json_object_set_new(old, "at", old_at);
	set_text(new, "table", question->new_table);
	set_text(new, "column", question->new_name);
	if (new_at)
		json_object_set_new(new, "at", new_at);
	json_object_set_new(object, "old", old);
	json_object_set_new(object, "new", new);
	set_text(object, "hint", question->hint);
	return object;
}

static json_t *summary_json(const struct change_list *list)
{
	json_t *object = json_object();

	for (int kind = CHANGE_ADD; kind <= CHANGE_RENAME; kind++)
		json_object_set_new(object, change_kind_name((enum change_kind)kind),
				    json_integer(list->count[kind]));
	return object;
}

void diff_print_json(struct strbuf *out, const struct change_list *list)
{
	json_t *root = json_object(), *changes = json_array(), *questions = json_array();
	char *text;

	vec_each(struct change *, change, list->items)
		json_array_append_new(changes, change_json(list, *change));
	vec_each(struct rename_question, question, list->questions)
		json_array_append_new(questions, question_json(list, question));
	json_object_set_new(root, "version", json_integer(1));
	json_object_set_new(root, "different", json_boolean(!change_list_is_empty(list)));
	json_object_set_new(root, "summary", summary_json(list));
	json_object_set_new(root, "changes", changes);
	json_object_set_new(root, "questions", questions);
	text = json_dumps(root, JSON_INDENT(2));
	strbuf_add_text(out, text);
	strbuf_add_char(out, '\n');
	free(text);
	json_decref(root);
}
