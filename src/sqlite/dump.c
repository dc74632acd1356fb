/* SPDX-License-Identifier: PostgreSQL
 *
 * --dump=schema: one object or part a line, indented by what it belongs to.  The lines
 * hold all that PRAGMA table_list, table_xinfo, index_list, index_xinfo and
 * foreign_key_list say, in words: `key=value` or a bare flag behind a name, text in
 * JSON's quotes, so that programs can read it too.
 */
#include <config.h>

#include "sql/print.h"
#include "sqlite/internal.h"
#include "sqlite/names.h"

static void add_quoted(struct strbuf *out, struct slice text)
{
	strbuf_add_char(out, '"');
	for (uint32_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.ptr[i];

		if (c == '"' || c == '\\')
			strbuf_addf(out, "\\%c", c);
		else if (c < ' ')
			strbuf_addf(out, "\\u%04x", c);
		else
			strbuf_add_char(out, (char)c);
	}
	strbuf_add_char(out, '"');
}

static void add_text(struct strbuf *out, const char *key, struct slice text)
{
	strbuf_addf(out, " %s=", key);
	add_quoted(out, text);
}

static void add_flag(struct strbuf *out, const char *name, bool set)
{
	if (set)
		strbuf_addf(out, " %s", name);
}

static void add_expr(struct strbuf *out, const char *key, const struct expr *expr)
{
	struct strbuf text = { 0 };

	print_expr(&text, expr);
	add_text(out, key, (struct slice){ text.text ? text.text : "", (uint32_t)text.len });
	strbuf_free(&text);
}

/* ---------------------------------------------------------------- tables */

/* The rowid of a full-text table is no column to SQLite. */
static bool is_bare_rowid(const struct sqlite_column *column)
{
	return column->hidden && column->is_rowid &&
	       slice_equal(column->name.text, SLICE("rowid"));
}

static void dump_column(struct strbuf *out, const struct sqlite_schema *schema, uint32_t position,
			const struct sqlite_column *column)
{
	strbuf_addf(out, "  column %u ", position);
	add_quoted(out, column->name.text);
	add_text(out, "type", column->type.text);
	strbuf_addf(out, " affinity=%s", affinity_name(column->affinity));
	add_flag(out, "not-null", column->not_null);
	if (column->primary_key)
		strbuf_addf(out, " pk=%u", column->primary_key);
	add_flag(out, "rowid", column->is_rowid);
	add_flag(out, "hidden", column->hidden);
	if (column->rare->collation)
		add_text(out, "collate", column->rare->collation->text);
	if (column->default_value)
		add_text(out, "default", source_slice(&schema->ctx->sources, column->default_span));
	if (column->generated)
		add_expr(out, column->generated == GENERATED_AS_STORED ? "stored" : "virtual",
			 column->rare->generated_as);
	strbuf_add_char(out, '\n');
}

static void dump_key(struct strbuf *out, const struct sqlite_table *table,
		     const struct index_key *key)
{
	const struct name *collation = key->collation;

	if (key->column >= 0) {
		const struct sqlite_column *column = table->columns.items[key->column];

		strbuf_addf(out, "    key %d ", key->column);
		add_quoted(out, column->name.text);
		if (!collation)
			collation = column->rare->collation;
	} else {
		strbuf_add_text(out, "    key");
		add_expr(out, "expr", key->expr);
	}
	add_text(out, "collate", collation ? collation->text : SLICE("BINARY"));
	add_flag(out, "desc", key->descending);
	strbuf_add_char(out, '\n');
}

static void dump_index(struct strbuf *out, const struct sqlite_index *index)
{
	static const char *const origins[] = {
		[INDEX_CREATED] = "c", [INDEX_UNIQUE] = "u", [INDEX_PRIMARY_KEY] = "pk"
	};

	strbuf_add_text(out, "  index ");
	if (index->origin == INDEX_CREATED) {
		add_quoted(out, index->name.text);
	} else if (index->is_rowid || index->duplicate) {
		strbuf_add_text(out, "none");
	} else {
		struct strbuf name = { 0 };

		strbuf_addf(&name, "sqlite_autoindex_%.*s_%u", SLICE_ARGS(index->table->name.text),
			    index->automatic);
		add_quoted(out, (struct slice){ name.text, (uint32_t)name.len });
		strbuf_free(&name);
	}
	strbuf_addf(out, " origin=%s", origins[index->origin]);
	add_flag(out, "unique", index->unique);
	add_flag(out, "rowid", index->is_rowid);
	add_flag(out, "duplicate", index->duplicate);
	add_flag(out, "autoincrement", index->autoincrement);
	if (index->origin != INDEX_CREATED && index->name.symbol)
		add_text(out, "constraint", index->name.text);
	if (index->where)
		add_expr(out, "where", index->where);
	strbuf_add_char(out, '\n');
	vec_each(struct index_key, key, index->keys)
		dump_key(out, index->table, key);
}

static const char *action_name(enum fk_action action)
{
	static const char *const names[] = {
		[FK_NO_ACTION_DEFAULT] = "NO ACTION", [FK_NO_ACTION] = "NO ACTION",
		[FK_RESTRICT] = "RESTRICT",	      [FK_CASCADE] = "CASCADE",
		[FK_SET_NULL] = "SET NULL",	      [FK_SET_DEFAULT] = "SET DEFAULT",
	};

	return names[action];
}

static void dump_foreign_key(struct strbuf *out, const struct sqlite_table *table,
			     const struct sqlite_foreign_key *key)
{
	strbuf_add_text(out, "  foreign-key");
	add_text(out, "parent", key->parent.text);
	add_text(out, "on-update", slice_of(action_name(key->on_update)));
	add_text(out, "on-delete", slice_of(action_name(key->on_delete)));
	if (key->match.symbol)
		add_text(out, "match", key->match.text);
	add_flag(out, "deferred", key->deferred);
	if (key->constraint_name)
		add_text(out, "constraint", key->constraint_name->text);
	strbuf_add_char(out, '\n');
	for (uint32_t i = 0; i < key->columns.count; i++) {
		const struct sqlite_column *column = table->columns.items[key->columns.items[i]];

		strbuf_add_text(out, "    from ");
		add_quoted(out, column->name.text);
		if (i < key->parent_columns.names.count)
			add_text(out, "to", key->parent_columns.names.items[i].text);
		strbuf_add_char(out, '\n');
	}
}

static void dump_check(struct strbuf *out, const struct sqlite_check *check)
{
	strbuf_add_text(out, "  check");
	add_expr(out, "expr", check->expr);
	if (check->name)
		add_text(out, "constraint", check->name->text);
	strbuf_add_char(out, '\n');
}

static void dump_table(struct strbuf *out, const struct sqlite_schema *schema,
		       const struct sqlite_table *table)
{
	static const char *const kinds[] = {
		[TABLE_ORDINARY] = "table", [TABLE_VIRTUAL] = "virtual", [TABLE_SHADOW] = "shadow"
	};

	strbuf_addf(out, "%s ", kinds[table->kind]);
	add_quoted(out, table->name.text);
	if (table->kind == TABLE_VIRTUAL)
		add_text(out, "module", table->module.text);
	if (table->owner)
		add_text(out, "of", table->owner->name.text);
	add_flag(out, "temporary", table->temporary);
	add_flag(out, "without-rowid", table->without_rowid);
	add_flag(out, "strict", table->strict);
	add_flag(out, "autoincrement", table->autoincrement);
	strbuf_add_char(out, '\n');
	for (uint32_t i = 0; i < table->columns.count; i++)
		if (!is_bare_rowid(table->columns.items[i]))
			dump_column(out, schema, i, table->columns.items[i]);
	if (table->kind == TABLE_VIRTUAL)
		return;
	vec_each(struct sqlite_index *, index, table->indexes)
		dump_index(out, *index);
	vec_each(struct sqlite_check, check, table->checks)
		dump_check(out, check);
	vec_each(struct sqlite_foreign_key *, key, table->foreign_keys)
		dump_foreign_key(out, table, *key);
}

/* ---------------------------------------------------------------- views and triggers */

static void add_statement(struct strbuf *out, const struct statement *statement)
{
	struct strbuf text = { 0 };

	print_statement(&text, statement);
	strbuf_add_text(out, "  sql");
	add_text(out, "text", (struct slice){ text.text, (uint32_t)text.len });
	strbuf_add_char(out, '\n');
	strbuf_free(&text);
}

static void note_broken(struct names_walk *walk, struct span span, const char *message)
{
	bool *broken = walk->data;

	(void)span;
	(void)message;
	*broken = true;
}

/* SQLite works them out when the view is used; a view may name what is not there. */
static void dump_view_columns(struct strbuf *out, const struct sqlite_schema *schema,
			      const struct sqlite_view *view)
{
	const struct names_columns *columns;
	struct names_walk walk;
	bool broken = false;

	names_walk_init(&walk, schema);
	walk.problem = note_broken;
	walk.data = &broken;
	names_walk_view(&walk, view);
	columns = names_view_columns(&walk, view);
	for (uint32_t i = 0; i < columns->list.count && !columns->open && !broken; i++) {
		strbuf_addf(out, "  column %u ", i);
		add_quoted(out, columns->list.items[i].name);
		add_text(out, "type", columns->list.items[i].type);
		strbuf_add_char(out, '\n');
	}
	if (broken)
		strbuf_add_text(out, "  broken\n");
	names_walk_free(&walk);
}

static void dump_view(struct strbuf *out, const struct sqlite_schema *schema,
		      const struct sqlite_view *view)
{
	struct statement statement = { .kind = STATEMENT_CREATE_VIEW };

	strbuf_add_text(out, "view ");
	add_quoted(out, view->name.text);
	add_flag(out, "temporary", view->temporary);
	strbuf_add_char(out, '\n');
	dump_view_columns(out, schema, view);
	statement.create_view = (struct create_view *)view->definition;
	add_statement(out, &statement);
}

static void dump_trigger(struct strbuf *out, const struct sqlite_trigger *trigger)
{
	struct statement statement = { .kind = STATEMENT_CREATE_TRIGGER };

	strbuf_add_text(out, "trigger ");
	add_quoted(out, trigger->name.text);
	add_text(out, "on", trigger->table.text);
	add_flag(out, "temporary", trigger->temporary);
	strbuf_add_char(out, '\n');
	statement.create_trigger = (struct create_trigger *)trigger->definition;
	add_statement(out, &statement);
}

void sqlite_schema_dump(const struct sqlite_schema *schema, struct strbuf *out)
{
	vec_each(struct sqlite_table *, table, schema->tables)
		dump_table(out, schema, *table);
	vec_each(struct sqlite_view *, view, schema->views)
		dump_view(out, schema, *view);
	vec_each(struct sqlite_trigger *, trigger, schema->triggers)
		dump_trigger(out, *trigger);
	if (schema->data_statement_count)
		strbuf_addf(out, "data-statements %llu\n",
			    (unsigned long long)schema->data_statement_count);
}
