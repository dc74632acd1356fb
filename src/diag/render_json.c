/* SPDX-License-Identifier: PostgreSQL
 *
 * Diagnostics as JSON lines: one object each, with the members of struct diagnostic.  Absent
 * members are left out.  Lines and columns are 1-based, columns count code points, the end
 * is behind the last one.
 */
#include <config.h>

#include "diag/render.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "diag/json.h"

bool region_of(const struct source_map *sources, struct span span, struct region *out)
{
	if (!source_locate(sources, span.start, &out->start))
		return false;
	if (!source_locate(sources, span.end, &out->end) || out->end.source != out->start.source)
		out->end = out->start;
	return true;
}

json_t *json_text(const char *text, size_t len)
{
	json_t *string = json_stringn(text, len);
	struct strbuf clean = { 0 };

	if (string)
		return string;
	for (size_t at = 0; at < len;) {
		utf8proc_int32_t code;
		utf8proc_ssize_t got = utf8proc_iterate((const utf8proc_uint8_t *)text + at,
							(utf8proc_ssize_t)(len - at), &code);

		if (got > 0)
			strbuf_add(&clean, text + at, (size_t)got);
		else
			strbuf_add_text(&clean, "\xEF\xBF\xBD");
		at += got > 0 ? (size_t)got : 1;
	}
	string = json_stringn(clean.text, clean.len);
	strbuf_free(&clean);
	return string;
}

const char *severity_name(enum diag_severity severity)
{
	switch (severity) {
	case DIAG_ERROR:
		return "error";
	case DIAG_WARNING:
		return "warning";
	case DIAG_NOTE:
	case DIAG_IGNORED:
		break;
	}
	return "note";
}

static void set_text(json_t *object, const char *key, const char *text)
{
	if (text)
		json_object_set_new(object, key, json_text(text, strlen(text)));
}

static void set_place(json_t *object, const struct source_map *sources, struct span span)
{
	struct region region;

	if (!region_of(sources, span, &region))
		return;
	set_text(object, "file", region.start.source->name);
	json_object_set_new(object, "line", json_integer(region.start.line));
	json_object_set_new(object, "column", json_integer(region.start.column));
	json_object_set_new(object, "endLine", json_integer(region.end.line));
	json_object_set_new(object, "endColumn", json_integer(region.end.column));
}

static json_t *labels_of(const struct diagnostic *diag, const struct source_map *sources)
{
	json_t *array = json_array();

	vec_each(struct diag_label, label, diag->labels) {
		json_t *object = json_object();

		set_place(object, sources, label->span);
		set_text(object, "message", label->text);
		json_array_append_new(array, object);
	}
	return array;
}

static json_t *fixes_of(const struct diagnostic *diag, const struct source_map *sources)
{
	json_t *array = json_array();

	vec_each(struct diag_fix, fix, diag->fixes) {
		json_t *object = json_object();

		set_place(object, sources, fix->span);
		set_text(object, "replacement", fix->replacement);
		json_object_set_new(object, "safe", json_boolean(fix->safe));
		json_array_append_new(array, object);
	}
	return array;
}

static json_t *notes_of(const struct diagnostic *diag)
{
	json_t *array = json_array();

	vec_each(const char *, note, diag->notes)
		json_array_append_new(array, json_text(*note, strlen(*note)));
	return array;
}

static void set_array(json_t *object, const char *key, json_t *array)
{
	if (json_array_size(array))
		json_object_set_new(object, key, array);
	else
		json_decref(array);
}

json_t *json_diagnostic(const struct diagnostic *diag, const struct source_map *sources)
{
	json_t *object = json_object(), *rule = json_object();

	set_text(object, "severity", severity_name(diag->severity));
	set_text(object, "code", diag_code_info(diag->code)->name);
	set_text(object, "message", diag->message);
	set_place(object, sources, diag->span);
	set_text(object, "object", diag->object);
	set_place(rule, sources, diag->rule);
	if (json_object_size(rule))
		json_object_set(object, "rule", rule);
	json_decref(rule);
	set_array(object, "labels", labels_of(diag, sources));
	set_array(object, "notes", notes_of(diag));
	set_array(object, "fixes", fixes_of(diag, sources));
	set_text(object, "help", diag->help);
	return object;
}

void render_json(struct strbuf *out, const struct diag_list *list, const struct source_map *sources)
{
	vec_each(struct diagnostic *, diag, list->items) {
		json_t *object = json_diagnostic(*diag, sources);
		char *line = json_dumps(object, JSON_COMPACT);

		strbuf_add_text(out, line);
		strbuf_add_char(out, '\n');
		free(line);
		json_decref(object);
	}
}
