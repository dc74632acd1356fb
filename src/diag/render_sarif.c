/* SPDX-License-Identifier: PostgreSQL
 *
 * Diagnostics as one log in SARIF 2.1.0 (OASIS, Static Analysis Results Interchange Format).
 * Columns count code points (columnKind, section 3.14.17).  The rules are the codes that
 * occurred, from codes.list.
 */
#include <config.h>

#include "diag/render.h"

#include <stdlib.h>
#include <string.h>

#include "diag/json.h"

struct sarif {
	const struct source_map *sources;
	json_t *rules, *results;
	int rule_of[DIAG_CODE_COUNT]; /* position in rules, or -1 */
};

static json_t *text_of(const char *text)
{
	return json_text(text, strlen(text));
}

static json_t *message_of(const char *text)
{
	return json_pack("{s:o}", "text", text_of(text));
}

/* A path as a relative or absolute URI reference (RFC 3986, section 2.1). */
static json_t *uri_of(const char *path)
{
	static const char unreserved[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
					 "0123456789-._~/";
	struct strbuf uri = { 0 };
	json_t *text;

	if (strcmp(path, "-") == 0)
		path = "stdin";
	for (; *path; path++)
		if (strchr(unreserved, *path))
			strbuf_add_char(&uri, *path);
		else
			strbuf_addf(&uri, "%%%02X", (unsigned char)*path);
	text = text_of(uri.text ? uri.text : "");
	strbuf_free(&uri);
	return text;
}

static json_t *artifact_of(const struct region *region)
{
	return json_pack("{s:o}", "uri", uri_of(region->start.source->name));
}

static json_t *json_region(const struct region *region)
{
	return json_pack("{s:i,s:i,s:i,s:i}", "startLine", (int)region->start.line, "startColumn",
			 (int)region->start.column, "endLine", (int)region->end.line, "endColumn",
			 (int)region->end.column);
}

/* A location object; NULL for nowhere. */
static json_t *location_of(const struct sarif *s, struct span span, const char *message)
{
	struct region region;
	json_t *location;

	if (!region_of(s->sources, span, &region))
		return NULL;
	location = json_pack("{s:{s:o,s:o}}", "physicalLocation", "artifactLocation",
			     artifact_of(&region), "region", json_region(&region));
	if (message)
		json_object_set_new(location, "message", message_of(message));
	return location;
}

static int rule_of(struct sarif *s, enum diag_code code)
{
	const struct diag_code_info *info = diag_code_info(code);

	if (s->rule_of[code] >= 0)
		return s->rule_of[code];
	s->rule_of[code] = (int)json_array_size(s->rules);
	json_array_append_new(s->rules,
			      json_pack("{s:o,s:o,s:o,s:{s:s}}", "id", text_of(info->name),
					"shortDescription", message_of(info->summary),
					"fullDescription", message_of(info->explanation),
					"defaultConfiguration", "level",
					severity_name(info->severity)));
	return s->rule_of[code];
}

/* The message with its notes and its help, a line each. */
static json_t *whole_message(const struct diagnostic *diag)
{
	struct strbuf text = { 0 };
	json_t *message;

	strbuf_add_text(&text, diag->message);
	vec_each(const char *, note, diag->notes)
		strbuf_addf(&text, "\nnote: %s", *note);
	if (diag->help)
		strbuf_addf(&text, "\nhelp: %s", diag->help);
	message = message_of(text.text);
	strbuf_free(&text);
	return message;
}

static json_t *related_locations(const struct sarif *s, const struct diagnostic *diag)
{
	json_t *array = json_array();

	vec_each(struct diag_label, label, diag->labels) {
		json_t *location = location_of(s, label->span, label->text);

		if (location)
			json_array_append_new(array, location);
	}
	if (diag->rule.end) {
		json_t *location = location_of(s, diag->rule, "by this rule");

		if (location)
			json_array_append_new(array, location);
	}
	return array;
}

static json_t *fixes_of(const struct sarif *s, const struct diagnostic *diag)
{
	json_t *array = json_array();

	vec_each(struct diag_fix, fix, diag->fixes) {
		struct region region;
		json_t *replacement;

		if (!region_of(s->sources, fix->span, &region))
			continue;
		replacement = json_pack("{s:o,s:o}", "deletedRegion", json_region(&region),
					"insertedContent", message_of(fix->replacement));
		json_array_append_new(array, json_pack("{s:[{s:o,s:[o]}]}", "artifactChanges",
						       "artifactLocation", artifact_of(&region),
						       "replacements", replacement));
	}
	return array;
}

static void set_array(json_t *object, const char *key, json_t *array)
{
	if (json_array_size(array))
		json_object_set_new(object, key, array);
	else
		json_decref(array);
}

static void add_result(struct sarif *s, const struct diagnostic *diag)
{
	json_t *location = location_of(s, diag->span, NULL);
	int rule = rule_of(s, diag->code);
	json_t *result = json_pack("{s:s,s:i,s:s,s:o}", "ruleId", diag_code_info(diag->code)->name,
				   "ruleIndex", rule, "level", severity_name(diag->severity),
				   "message", whole_message(diag));

	if (diag->object) {
		if (!location)
			location = json_object();
		json_object_set_new(
			location, "logicalLocations",
			json_pack("[{s:o}]", "fullyQualifiedName", text_of(diag->object)));
	}
	if (location)
		json_object_set_new(result, "locations", json_pack("[o]", location));
	set_array(result, "relatedLocations", related_locations(s, diag));
	set_array(result, "fixes", fixes_of(s, diag));
	json_array_append_new(s->results, result);
}

void render_sarif(struct strbuf *out, const struct diag_list *list,
		  const struct source_map *sources)
{
	struct sarif s = { sources, json_array(), json_array(), { 0 } };
	json_t *log;
	char *text;

	for (int i = 0; i < DIAG_CODE_COUNT; i++)
		s.rule_of[i] = -1;
	vec_each(struct diagnostic *, diag, list->items)
		add_result(&s, *diag);
	log = json_pack("{s:s,s:s,s:[{s:{s:{s:s,s:s,s:o}},s:s,s:o}]}", "$schema",
			"https://json.schemastore.org/sarif-2.1.0.json", "version", "2.1.0", "runs",
			"tool", "driver", "name", PACKAGE_NAME, "version", PACKAGE_VERSION, "rules",
			s.rules, "columnKind", "unicodeCodePoints", "results", s.results);
	text = json_dumps(log, JSON_INDENT(2));
	strbuf_add_text(out, text);
	strbuf_add_char(out, '\n');
	free(text);
	json_decref(log);
}
