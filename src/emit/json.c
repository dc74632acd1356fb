/* SPDX-License-Identifier: PostgreSQL
 *
 * One object a table, view, trigger and so on, in the order of the DDL.  Expressions are SQL
 * text; names are as the catalog holds them, not quoted.  What does not apply is null or an
 * empty array, so that every member is always there.
 */
#include <config.h>

#include "emit/json.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "diag/json.h"
#include "emit/comment.h"
#include "mapping/rules.h"
#include "postgres/print.h"
#include "sqlite/schema.h"

enum { FORMAT_VERSION = 1 };

/* ---------------------------------------------------------------- values */

static json_t *text_of(const char *text)
{
	return text ? json_text(text, strlen(text)) : json_null();
}

static json_t *slice_text(struct slice text)
{
	return text.len ? json_text(text.ptr, text.len) : json_null();
}

/* Takes what BUF holds. */
static json_t *buffer_text(struct strbuf *buf)
{
	json_t *text = buf->len ? json_text(buf->text, buf->len) : json_null();

	strbuf_free(buf);
	return text;
}

static json_t *expr_text(const struct expr *expr)
{
	struct strbuf buf = { 0 };

	if (expr)
		pg_print_expr(&buf, expr);
	return buffer_text(&buf);
}

static json_t *comment_of(const struct comments *comments)
{
	struct strbuf buf = { 0 };

	comments_text(&buf, comments);
	return buffer_text(&buf);
}

static json_t *names_of(const struct pg_name_list *list)
{
	json_t *array = json_array();

	vec_each(const char *, name, list->names)
		json_array_append_new(array, text_of(*name));
	return array;
}

static void set(json_t *object, const char *key, json_t *value)
{
	json_object_set_new(object, key, value);
}

static json_t *position_of(const struct pg_schema *schema, struct span span)
{
	struct region region;
	json_t *object;

	if (!region_of(&schema->ctx->sources, span, &region))
		return json_null();
	object = json_object();
	set(object, "file", text_of(region.start.source->name));
	set(object, "line", json_integer(region.start.line));
	set(object, "column", json_integer(region.start.column));
	return object;
}

/* ---------------------------------------------------------------- columns */

static json_t *type_of(const struct pg_type *type)
{
	json_t *object = json_object(), *parameters = json_array();
	struct strbuf sql = { 0 };

	pg_type_print(&sql, type);
	for (uint8_t i = 0; i < type->parameter_count; i++)
		json_array_append_new(parameters, json_integer(type->parameters[i]));
	set(object, "sql", buffer_text(&sql));
	set(object, "name", text_of(type->name));
	set(object, "parameters", parameters);
	set(object, "array", json_boolean(type->array));
	return object;
}

static json_t *identity_of(enum pg_identity identity)
{
	static const char *const words[] = { [PG_NO_IDENTITY] = NULL,
					     [PG_SERIAL] = "serial",
					     [PG_IDENTITY_BY_DEFAULT] = "by default",
					     [PG_IDENTITY_ALWAYS] = "always" };

	return text_of(words[identity]);
}

static json_t *declared_of(const struct sqlite_column *column)
{
	json_t *object = json_object();

	set(object, "name", slice_text(column->name.text));
	set(object, "type", slice_text(column->type.text));
	return object;
}

static json_t *column_of(const struct pg_schema *schema, const struct pg_column *column)
{
	const struct sqlite_column *source = column->source;
	json_t *object = json_object();

	set(object, "name", text_of(column->name));
	set(object, "type", type_of(&column->type));
	set(object, "nullable", json_boolean(!column->not_null));
	set(object, "default", expr_text(column->default_value));
	set(object, "generated", expr_text(column->generated_as));
	set(object, "identity", identity_of(column->identity));
	set(object, "collation", text_of(column->collation));
	set(object, "conversion", text_of(column->conversion ? column->conversion->name : NULL));
	set(object, "comment", source ? comment_of(source->rare->comments) : json_null());
	set(object, "declared", source ? declared_of(source) : json_null());
	set(object, "position", position_of(schema, column->span));
	return object;
}

/* ---------------------------------------------------------------- constraints, indexes */

static const char *action_word(enum fk_action action)
{
	static const char *const words[] = { "no action", "no action", "restrict",
					     "cascade",	  "set null",  "set default" };

	return words[action];
}

static json_t *foreign_key_of(const struct pg_constraint *c)
{
	json_t *object = json_object();

	set(object, "table", text_of(c->parent->name));
	set(object, "columns", names_of(&c->parent_columns));
	set(object, "on_delete", text_of(action_word(c->on_delete)));
	set(object, "on_update", text_of(action_word(c->on_update)));
	return object;
}

static json_t *constraint_of(const struct pg_schema *schema, const struct pg_constraint *c)
{
	static const char *const kinds[] = { [PG_PRIMARY_KEY] = "primary key",
					     [PG_UNIQUE] = "unique",
					     [PG_CHECK] = "check",
					     [PG_FOREIGN_KEY] = "foreign key" };
	json_t *object = json_object();

	set(object, "name", text_of(c->name));
	set(object, "kind", text_of(kinds[c->kind]));
	set(object, "columns", names_of(&c->columns));
	set(object, "check", expr_text(c->check));
	set(object, "references", c->parent ? foreign_key_of(c) : json_null());
	set(object, "deferrable", json_boolean(c->deferrable || c->initially_deferred));
	set(object, "initially_deferred", json_boolean(c->initially_deferred));
	set(object, "position", position_of(schema, c->span));
	return object;
}

static json_t *key_of(const struct pg_index_key *key)
{
	static const char *const nulls[] = { NULL, "first", "last" };
	json_t *object = json_object();

	set(object, "column", text_of(key->column));
	set(object, "expression", expr_text(key->expr));
	set(object, "collation", text_of(key->collation));
	set(object, "operator_class", text_of(key->operator_class));
	set(object, "descending", json_boolean(key->order == SORT_DESC));
	set(object, "nulls", text_of(nulls[key->nulls]));
	return object;
}

static json_t *index_of(const struct pg_schema *schema, const struct pg_index *index)
{
	json_t *object = json_object(), *keys = json_array();

	for (uint32_t i = 0; i < index->keys.count; i++)
		json_array_append_new(keys, key_of(&index->keys.items[i]));
	set(object, "name", text_of(index->name));
	set(object, "unique", json_boolean(index->unique));
	set(object, "method", text_of(index->method ? index->method : "btree"));
	set(object, "keys", keys);
	set(object, "where", expr_text(index->where));
	set(object, "comment", comment_of(index->comments));
	set(object, "position", position_of(schema, index->span));
	return object;
}

/* ---------------------------------------------------------------- relations */

static json_t *placement_of(const struct pg_placement *placement)
{
	static const char *const kinds[] = {
		[PG_PARTITION_RANGE] = "partition by range",
		[PG_PARTITION_LIST] = "partition by list",
		[PG_PARTITION_HASH] = "partition by hash",
		[PG_DISTRIBUTED] = "distribute",
		[PG_REFERENCE] = "reference",
	};
	json_t *object;

	if (!placement)
		return json_null();
	object = json_object();
	set(object, "kind", text_of(kinds[placement->kind]));
	set(object, "columns", names_of(&placement->columns));
	return object;
}

static json_t *table_of(const struct pg_schema *schema, const struct pg_table *table)
{
	json_t *object = json_object();
	json_t *columns = json_array(), *constraints = json_array(), *indexes = json_array();

	vec_each(struct pg_column *, column, table->columns)
		json_array_append_new(columns, column_of(schema, *column));
	vec_each(struct pg_constraint *, constraint, table->constraints)
		json_array_append_new(constraints, constraint_of(schema, *constraint));
	vec_each(struct pg_index *, index, table->indexes)
		json_array_append_new(indexes, index_of(schema, *index));
	set(object, "name", text_of(table->name));
	set(object, "declared", slice_text(table->source->name.text));
	set(object, "columns", columns);
	set(object, "constraints", constraints);
	set(object, "indexes", indexes);
	set(object, "placement", placement_of(table->placement));
	set(object, "comment", comment_of(table->comments));
	set(object, "position", position_of(schema, table->span));
	return object;
}

static json_t *view_of(const struct pg_schema *schema, const struct pg_view *view)
{
	json_t *object = json_object(), *columns = json_array();
	struct strbuf sql = { 0 };

	vec_each(const char *, column, view->columns)
		json_array_append_new(columns, text_of(*column));
	pg_print_select(&sql, view->select, 0);
	set(object, "name", text_of(view->name));
	set(object, "columns", columns);
	set(object, "select", buffer_text(&sql));
	set(object, "comment", comment_of(view->comments));
	set(object, "position", position_of(schema, view->span));
	return object;
}

static json_t *events_of(const struct pg_trigger *trigger)
{
	static const char *const words[] = { [TRIGGER_INSERT] = "insert",
					     [TRIGGER_UPDATE] = "update",
					     [TRIGGER_DELETE] = "delete" };
	json_t *array = json_array();

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (trigger->events & (1u << i))
			json_array_append_new(array, text_of(words[i]));
	return array;
}

static json_t *trigger_of(const struct pg_schema *schema, const struct pg_trigger *trigger)
{
	static const char *const times[] = { [TRIGGER_TIME_DEFAULT] = "before",
					     [TRIGGER_BEFORE] = "before",
					     [TRIGGER_AFTER] = "after",
					     [TRIGGER_INSTEAD_OF] = "instead of" };
	json_t *object = json_object();

	set(object, "name", text_of(trigger->name));
	set(object, "relation", text_of(trigger->relation));
	set(object, "time", text_of(times[trigger->time]));
	set(object, "events", events_of(trigger));
	set(object, "update_of", names_of(&trigger->update_of));
	set(object, "when", expr_text(trigger->when));
	set(object, "function", text_of(trigger->function->name));
	set(object, "body", text_of(trigger->function->body));
	set(object, "comment", comment_of(trigger->comments));
	set(object, "position", position_of(schema, trigger->span));
	return object;
}

static json_t *enum_of(const struct pg_schema *schema, const struct pg_enum *type)
{
	json_t *object = json_object(), *labels = json_array();

	for (uint32_t i = 0; i < type->labels.count; i++)
		json_array_append_new(
			labels, json_text(type->labels.items[i].ptr, type->labels.items[i].len));
	set(object, "name", text_of(type->name));
	set(object, "labels", labels);
	set(object, "position", position_of(schema, type->span));
	return object;
}

static json_t *schema_of(const struct pg_schema *schema)
{
	json_t *object = json_object(), *sources = json_array(), *extensions = json_array();
	json_t *enums = json_array(), *tables = json_array(), *views = json_array();
	json_t *triggers = json_array();

	vec_each(const char *, source, schema->sources)
		json_array_append_new(sources, text_of(*source));
	vec_each(const char *, extension, schema->extensions)
		json_array_append_new(extensions, text_of(*extension));
	vec_each(struct pg_enum *, type, schema->enums)
		json_array_append_new(enums, enum_of(schema, *type));
	vec_each(struct pg_table *, table, schema->tables)
		json_array_append_new(tables, table_of(schema, *table));
	vec_each(struct pg_view *, view, schema->views)
		json_array_append_new(views, view_of(schema, *view));
	vec_each(struct pg_trigger *, trigger, schema->triggers)
		json_array_append_new(triggers, trigger_of(schema, *trigger));
	set(object, "format_version", json_integer(FORMAT_VERSION));
	set(object, "target", json_integer(schema->target));
	set(object, "schema", text_of(schema->schema_name));
	set(object, "sources", sources);
	set(object, "extensions", extensions);
	set(object, "enums", enums);
	set(object, "tables", tables);
	set(object, "views", views);
	set(object, "triggers", triggers);
	return object;
}

static int add_piece(const char *text, size_t len, void *out)
{
	strbuf_add(&((struct output *)out)->buf, text, len);
	output_flush(out);
	return 0;
}

void emit_json(struct output *out, const struct pg_schema *schema)
{
	json_t *object = schema_of(schema);

	json_dump_callback(object, add_piece, out, JSON_INDENT(2) | JSON_PRESERVE_ORDER);
	strbuf_add_char(&out->buf, '\n');
	json_decref(object);
}
