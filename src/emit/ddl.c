/* SPDX-License-Identifier: PostgreSQL
 *
 * The DDL.  One column a line, with the constraints that are only its own behind it; those of
 * the table, and those that the user named, on lines of their own below.  Nothing is aligned to
 * what stands around it, so a change of one column changes one line.
 */
#include <config.h>

#include "emit/ddl.h"

#include <stdio.h>
#include <string.h>

#include "emit/comment.h"
#include "postgres/print.h"
#include "sqlite/schema.h"

enum { INDENT = 4, LINE_WIDTH = 100 };

/* ---------------------------------------------------------------- comments */

static void print_comment(struct strbuf *out, const struct comment *comment, unsigned indent)
{
	struct strbuf text = { 0 };

	if (comment_text(&text, comment))
		pg_print_comment(out, (struct slice){ text.text, (uint32_t)text.len }, indent);
	strbuf_free(&text);
}

/* What stood above, and what stood behind but has several lines. */
static void print_above(struct strbuf *out, const struct comments *comments, unsigned indent)
{
	if (!comments)
		return;
	vec_each(struct comment, comment, comments->above)
		print_comment(out, comment, indent);
	if (comments->behind.text.len && !comment_is_one_line(&comments->behind))
		print_comment(out, &comments->behind, indent);
}

/* Ends the line, behind the comment that stood at its end. */
static void end_line(struct strbuf *out, const struct comments *comments)
{
	if (comments && comments->behind.text.len && comment_is_one_line(&comments->behind)) {
		strbuf_add_char(out, ' ');
		print_comment(out, &comments->behind, 0);
	} else {
		strbuf_add_char(out, '\n');
	}
}

static void indent_line(struct strbuf *out, unsigned indent)
{
	while (indent--)
		strbuf_add_char(out, ' ');
}

/* ---------------------------------------------------------------- constraints */

static void print_names(struct strbuf *out, const struct pg_name_list *list)
{
	strbuf_add_char(out, '(');
	for (uint32_t i = 0; i < list->names.count; i++) {
		strbuf_add_text(out, i ? ", " : "");
		pg_print_identifier(out, list->names.items[i]);
	}
	strbuf_add_char(out, ')');
}

static void print_action(struct strbuf *out, const char *event, enum fk_action action)
{
	static const char *const actions[] = { "",	  "NO ACTION", "RESTRICT",
					       "CASCADE", "SET NULL",  "SET DEFAULT" };

	if (action != FK_NO_ACTION_DEFAULT)
		strbuf_addf(out, " ON %s %s", event, actions[action]);
}

static void print_references(struct strbuf *out, const struct pg_constraint *c)
{
	strbuf_add_text(out, "REFERENCES ");
	pg_print_identifier(out, c->parent->name);
	strbuf_add_char(out, ' ');
	print_names(out, &c->parent_columns);
	print_action(out, "DELETE", c->on_delete);
	print_action(out, "UPDATE", c->on_update);
}

static void print_check(struct strbuf *out, const struct pg_constraint *c)
{
	strbuf_add_text(out, "CHECK (");
	pg_print_expr(out, c->check);
	strbuf_add_char(out, ')');
}

static void print_deferral(struct strbuf *out, const struct pg_constraint *c)
{
	if (c->deferrable || c->initially_deferred)
		strbuf_add_text(out, " DEFERRABLE");
	if (c->initially_deferred)
		strbuf_add_text(out, " INITIALLY DEFERRED");
}

/* As it stands at its column. */
static void print_column_constraint(struct strbuf *out, const struct pg_constraint *c)
{
	switch (c->kind) {
	case PG_PRIMARY_KEY:
		strbuf_add_text(out, "PRIMARY KEY");
		break;
	case PG_UNIQUE:
		strbuf_add_text(out, "UNIQUE");
		break;
	case PG_CHECK:
		print_check(out, c);
		break;
	case PG_FOREIGN_KEY:
		print_references(out, c);
		break;
	}
	print_deferral(out, c);
}

/* As it stands below the columns or in an ALTER TABLE. */
void emit_constraint(struct strbuf *out, const struct pg_constraint *c, bool named)
{
	if (named) {
		strbuf_add_text(out, "CONSTRAINT ");
		pg_print_identifier(out, c->name);
		strbuf_add_char(out, ' ');
	}
	switch (c->kind) {
	case PG_PRIMARY_KEY:
		strbuf_add_text(out, "PRIMARY KEY ");
		print_names(out, &c->columns);
		break;
	case PG_UNIQUE:
		strbuf_add_text(out, "UNIQUE ");
		print_names(out, &c->columns);
		break;
	case PG_CHECK:
		print_check(out, c);
		break;
	case PG_FOREIGN_KEY:
		strbuf_add_text(out, "FOREIGN KEY ");
		print_names(out, &c->columns);
		strbuf_add_char(out, ' ');
		print_references(out, c);
		break;
	}
	print_deferral(out, c);
}

/* Of one column, and with the name that PostgreSQL gives it there. */
static bool is_of_column(const struct pg_constraint *c)
{
	return c->columns.names.count == 1 && c->name_is_default && !c->separate;
}

static bool is_at_column(const struct pg_constraint *c, const struct pg_column *column)
{
	return is_of_column(c) && (c->columns.names.items[0] == column->name ||
				   strcmp(c->columns.names.items[0], column->name) == 0);
}

/* ---------------------------------------------------------------- tables */

static void print_type(struct strbuf *out, const struct pg_column *column)
{
	static const char *const serials[] = {
		[PG_SMALLINT] = "smallserial", [PG_INTEGER] = "serial", [PG_BIGINT] = "bigserial"
	};

	if (column->identity == PG_SERIAL)
		strbuf_add_text(out, serials[column->type.kind]);
	else
		pg_type_print(out, &column->type);
	if (column->collation) {
		strbuf_add_text(out, " COLLATE ");
		pg_print_identifier(out, column->collation);
	}
}

static const struct pg_constraint *primary_key_at(const struct pg_table *table,
						  const struct pg_column *column)
{
	vec_each(struct pg_constraint *, constraint, table->constraints)
		if ((*constraint)->kind == PG_PRIMARY_KEY && is_at_column(*constraint, column))
			return *constraint;
	return NULL;
}

static void print_value(struct strbuf *out, const struct pg_constraint *key,
			const struct pg_column *column)
{
	if (column->generated_as) {
		strbuf_add_text(out, " GENERATED ALWAYS AS (");
		pg_print_expr(out, column->generated_as);
		strbuf_add_text(out, ") STORED");
	}
	if (column->identity == PG_IDENTITY_BY_DEFAULT)
		strbuf_add_text(out, " GENERATED BY DEFAULT AS IDENTITY");
	if (column->identity == PG_IDENTITY_ALWAYS)
		strbuf_add_text(out, " GENERATED ALWAYS AS IDENTITY");
	if (column->sequence) {
		strbuf_add_text(out, " (SEQUENCE NAME ");
		pg_print_identifier(out, column->sequence);
		strbuf_add_char(out, ')');
	}
	if (key) {
		strbuf_add_char(out, ' ');
		print_column_constraint(out, key);
	} else if (column->not_null && !column->identity) {
		strbuf_add_text(out, " NOT NULL");
	}
	if (column->default_value) {
		strbuf_add_text(out, " DEFAULT ");
		pg_print_default(out, column->default_value);
	}
}

/* A CHECK or REFERENCES that makes the line too long goes to the next one. */
static void print_column(struct strbuf *out, const struct pg_table *table,
			 const struct pg_column *column)
{
	size_t line = out->len;

	indent_line(out, INDENT);
	pg_print_identifier(out, column->name);
	strbuf_add_char(out, ' ');
	print_type(out, column);
	print_value(out, primary_key_at(table, column), column);
	vec_each(struct pg_constraint *, constraint, table->constraints) {
		size_t before = out->len;

		if ((*constraint)->kind == PG_PRIMARY_KEY || !is_at_column(*constraint, column))
			continue;
		strbuf_add_char(out, ' ');
		print_column_constraint(out, *constraint);
		if (out->len - line <= LINE_WIDTH)
			continue;
		out->len = before;
		strbuf_add_char(out, '\n');
		line = out->len;
		indent_line(out, 2 * INDENT);
		print_column_constraint(out, *constraint);
	}
}

void emit_column(struct strbuf *out, const struct pg_table *table, const struct pg_column *column)
{
	print_column(out, table, column);
}

void emit_column_definition(struct strbuf *out, const struct pg_column *column)
{
	print_type(out, column);
	print_value(out, NULL, column);
}

static uint32_t count_below(const struct pg_table *table)
{
	uint32_t count = 0;

	vec_each(struct pg_constraint *, constraint, table->constraints)
		count += !(*constraint)->separate && !is_of_column(*constraint);
	return count;
}

static void print_constraints(struct strbuf *out, const struct pg_table *table, uint32_t count)
{
	vec_each(struct pg_constraint *, constraint, table->constraints) {
		if ((*constraint)->separate || is_of_column(*constraint))
			continue;
		indent_line(out, INDENT);
		emit_constraint(out, *constraint, !(*constraint)->name_is_default);
		strbuf_add_text(out, --count ? ",\n" : "\n");
	}
}

static const struct comments *comments_of(const struct pg_column *column)
{
	return column->source ? column->source->rare->comments : NULL;
}

static bool is_partitioned(const struct pg_table *table)
{
	return table->placement && table->placement->partition;
}

static void print_partitioning(struct strbuf *out, const struct pg_table *table)
{
	static const char *const strategies[] = { [PG_PARTITION_RANGE] = "RANGE",
						  [PG_PARTITION_LIST] = "LIST",
						  [PG_PARTITION_HASH] = "HASH" };

	strbuf_addf(out, " PARTITION BY %s ", strategies[table->placement->kind]);
	print_names(out, &table->placement->columns);
}

/* The partition that takes every row; there is no DEFAULT one by hash. */
static void print_partition(struct strbuf *out, const struct pg_table *table)
{
	strbuf_add_text(out,
			table->if_not_exists ? "CREATE TABLE IF NOT EXISTS " : "CREATE TABLE ");
	pg_print_identifier(out, table->placement->partition);
	strbuf_add_text(out, " PARTITION OF ");
	pg_print_identifier(out, table->name);
	strbuf_add_text(out, table->placement->kind == PG_PARTITION_HASH
				     ? " FOR VALUES WITH (MODULUS 1, REMAINDER 0);\n"
				     : " DEFAULT;\n");
}

void emit_table(struct strbuf *out, const struct pg_table *table)
{
	uint32_t below = count_below(table);

	strbuf_add_char(out, '\n');
	print_above(out, table->comments, 0);
	strbuf_addf(out, "CREATE %sTABLE %s", table->temporary ? "TEMP " : "",
		    table->if_not_exists ? "IF NOT EXISTS " : "");
	pg_print_identifier(out, table->name);
	strbuf_add_text(out, " (");
	end_line(out, table->comments);
	for (uint32_t i = 0; i < table->columns.count; i++) {
		const struct pg_column *column = table->columns.items[i];

		print_above(out, comments_of(column), INDENT);
		print_column(out, table, column);
		strbuf_add_text(out, i + 1 < table->columns.count || below ? "," : "");
		end_line(out, comments_of(column));
	}
	print_constraints(out, table, below);
	print_above(out, table->trailing_comments, INDENT);
	strbuf_add_char(out, ')');
	if (is_partitioned(table))
		print_partitioning(out, table);
	strbuf_add_text(out, ";\n");
	if (is_partitioned(table))
		print_partition(out, table);
}

/* ---------------------------------------------------------------- indexes, foreign keys */

static void print_key(struct strbuf *out, const struct pg_index_key *key)
{
	static const char *const orders[] = { "", " ASC", " DESC" };
	static const char *const nulls[] = { "", " NULLS FIRST", " NULLS LAST" };
	bool bare = key->expr && (key->expr->kind == EXPR_CALL || key->expr->kind == EXPR_VERBATIM);

	if (key->column)
		pg_print_identifier(out, key->column);
	if (key->expr) {
		strbuf_add_text(out, bare ? "" : "(");
		pg_print_expr(out, key->expr);
		strbuf_add_text(out, bare ? "" : ")");
	}
	if (key->collation) {
		strbuf_add_text(out, " COLLATE ");
		pg_print_identifier(out, key->collation);
	}
	if (key->operator_class) {
		strbuf_add_char(out, ' ');
		pg_print_identifier(out, key->operator_class);
	}
	strbuf_add_text(out, orders[key->order]);
	strbuf_add_text(out, nulls[key->nulls]);
}

void emit_index_definition(struct strbuf *out, const struct pg_index *index)
{
	pg_print_identifier(out, index->table->name);
	if (index->method) {
		strbuf_add_text(out, " USING ");
		pg_print_identifier(out, index->method);
	}
	strbuf_add_text(out, " (");
	for (uint32_t i = 0; i < index->keys.count; i++) {
		strbuf_add_text(out, i ? ", " : "");
		print_key(out, &index->keys.items[i]);
	}
	strbuf_add_char(out, ')');
	if (index->where) {
		strbuf_add_text(out, " WHERE ");
		pg_print_expr(out, index->where);
	}
}

static void print_index(struct strbuf *out, const struct pg_index *index)
{
	print_above(out, index->comments, 0);
	strbuf_add_text(out, index->unique ? "CREATE UNIQUE INDEX " : "CREATE INDEX ");
	strbuf_add_text(out, index->if_not_exists ? "IF NOT EXISTS " : "");
	pg_print_identifier(out, index->name);
	strbuf_add_text(out, " ON ");
	emit_index_definition(out, index);
	strbuf_add_char(out, ';');
	end_line(out, index->comments);
}

static void print_indexes(struct strbuf *out, const struct pg_table *table)
{
	if (table->indexes.count)
		strbuf_add_char(out, '\n');
	vec_each(struct pg_index *, index, table->indexes)
		print_index(out, *index);
}

/* By name, so that a migration can drop what is written here. */
static void print_separate_keys(struct strbuf *out, const struct pg_table *table)
{
	bool first = true;

	vec_each(struct pg_constraint *, constraint, table->constraints) {
		if (!(*constraint)->separate)
			continue;
		if (first)
			strbuf_add_char(out, '\n');
		first = false;
		strbuf_add_text(out, "ALTER TABLE ");
		pg_print_identifier(out, table->name);
		strbuf_add_char(out, '\n');
		indent_line(out, INDENT);
		strbuf_add_text(out, "ADD ");
		emit_constraint(out, *constraint, true);
		strbuf_add_text(out, ";\n");
	}
}

/* ---------------------------------------------------------------- the rest */

static void print_header(struct strbuf *out, const struct pg_schema *schema)
{
	struct strbuf text = { 0 };

	strbuf_add_text(&text, "Generated by lite2pg");
	for (uint32_t i = 0; i < schema->sources.count; i++)
		strbuf_addf(&text, "%s%s", i ? ", " : " from ", schema->sources.items[i]);
	strbuf_add_text(&text, "; change the source, not this file.");
	pg_print_comment(out, (struct slice){ text.text, (uint32_t)text.len }, 0);
	strbuf_free(&text);
}

/* public too where extensions are used, because they may be installed there already. */
static void print_search_path(struct strbuf *out, const struct pg_schema *schema)
{
	if (!schema->schema_name)
		return;
	strbuf_add_text(out, "\nSET search_path TO ");
	pg_print_identifier(out, schema->schema_name);
	strbuf_add_text(out, schema->extensions.count ? ", public;\n" : ";\n");
}

static void print_extensions(struct strbuf *out, const struct pg_schema *schema)
{
	if (schema->extensions.count)
		strbuf_add_char(out, '\n');
	vec_each(const char *, extension, schema->extensions) {
		strbuf_add_text(out, "CREATE EXTENSION IF NOT EXISTS ");
		pg_print_identifier(out, *extension);
		strbuf_add_text(out, ";\n");
	}
}

void emit_enum(struct strbuf *out, const struct pg_enum *type)
{
	strbuf_add_text(out, "CREATE TYPE ");
	pg_print_identifier(out, type->name);
	strbuf_add_text(out, " AS ENUM (");
	for (uint32_t i = 0; i < type->labels.count; i++) {
		strbuf_add_text(out, i ? ", " : "");
		pg_print_string(out, type->labels.items[i]);
	}
	strbuf_add_text(out, ");\n");
}

void emit_view_definition(struct strbuf *out, const struct pg_view *view)
{
	pg_print_identifier(out, view->name);
	for (uint32_t i = 0; i < view->columns.count; i++) {
		strbuf_add_text(out, i ? ", " : " (");
		pg_print_identifier(out, view->columns.items[i]);
	}
	strbuf_add_text(out, view->columns.count ? ") AS\n" : " AS\n");
	if (view->definition)
		strbuf_add_text(out, view->definition);
	else
		pg_print_select(out, view->select, 0);
}

/* There is no CREATE VIEW IF NOT EXISTS; what it is written for is to be run again. */
static void print_view(struct strbuf *out, const struct pg_view *view)
{
	strbuf_add_char(out, '\n');
	print_above(out, view->comments, 0);
	strbuf_addf(out, "CREATE %s%sVIEW ", view->if_not_exists ? "OR REPLACE " : "",
		    view->temporary ? "TEMP " : "");
	emit_view_definition(out, view);
	strbuf_add_text(out, ";");
	end_line(out, view->comments);
}

/* Quotes of dollars that the body does not hold. */
static const char *body_quote(const struct pg_function *function, char *quote, size_t size)
{
	snprintf(quote, size, "$$");
	for (unsigned i = 0; strstr(function->body, quote); i++)
		snprintf(quote, size, i ? "$body%u$" : "$body$", i);
	return quote;
}

void emit_function(struct strbuf *out, const struct pg_function *function, bool replace)
{
	char quote[32];

	strbuf_add_text(out, replace ? "CREATE OR REPLACE FUNCTION " : "CREATE FUNCTION ");
	pg_print_identifier(out, function->name);
	strbuf_add_text(out, "() RETURNS trigger\n    LANGUAGE plpgsql\n"
			     "    SET search_path FROM CURRENT\nAS ");
	strbuf_add_text(out, body_quote(function, quote, sizeof(quote)));
	strbuf_addf(out, "\n%s%s;\n", function->body, quote);
}

void emit_trigger(struct strbuf *out, const struct pg_trigger *trigger, bool replace)
{
	strbuf_add_text(out, replace ? "CREATE OR REPLACE TRIGGER " : "CREATE TRIGGER ");
	pg_print_identifier(out, trigger->name);
	strbuf_add_text(out, "\n   ");
	pg_print_trigger_events(out, trigger);
	strbuf_add_text(out, " ON ");
	pg_print_identifier(out, trigger->relation);
	strbuf_add_text(out, "\n    FOR EACH ROW");
	if (trigger->when) {
		strbuf_add_text(out, " WHEN (");
		pg_print_expr(out, trigger->when);
		strbuf_add_char(out, ')');
	}
	strbuf_add_text(out, "\n    EXECUTE FUNCTION ");
	pg_print_identifier(out, trigger->function->name);
	strbuf_add_text(out, "();\n");
}

/* IF NOT EXISTS is written to be run again; before version 14 the old one has to go. */
static void print_trigger(struct strbuf *out, const struct pg_schema *schema,
			  const struct pg_trigger *trigger)
{
	bool replace = trigger->if_not_exists;

	strbuf_add_char(out, '\n');
	print_above(out, trigger->comments, 0);
	emit_function(out, trigger->function, replace);
	strbuf_add_char(out, '\n');
	if (replace && schema->target < 14) {
		strbuf_add_text(out, "DROP TRIGGER IF EXISTS ");
		pg_print_identifier(out, trigger->name);
		strbuf_add_text(out, " ON ");
		pg_print_identifier(out, trigger->relation);
		strbuf_add_text(out, ";\n");
	}
	emit_trigger(out, trigger, replace && schema->target >= 14);
}

static void print_statement(struct strbuf *out, const struct pg_statement *statement)
{
	strbuf_add_char(out, '\n');
	print_above(out, statement->comments, 0);
	strbuf_add_text(out, statement->text);
	strbuf_add_char(out, '\n');
}

static void print_left_out(struct strbuf *out, const struct pg_schema *schema,
			   enum pg_section section)
{
	vec_each(struct pg_statement, statement, schema->left_out) {
		if (statement->section != section)
			continue;
		strbuf_add_char(out, '\n');
		pg_print_comment(out, slice_of(statement->text), 0);
	}
}

static void print_statements(struct output *out, const struct pg_schema *schema,
			     enum pg_section section)
{
	vec_each(struct pg_statement, statement, schema->statements) {
		if (statement->section == section)
			print_statement(&out->buf, statement);
		output_flush(out);
	}
}

/* Citus takes a table's name as SQL has it, and a column's as it is. */
static void print_distribution(struct strbuf *out, const struct pg_table *table)
{
	bool reference = table->placement->kind == PG_REFERENCE;
	struct strbuf name = { 0 };

	pg_print_identifier(&name, table->name);
	strbuf_add_text(out, reference ? "SELECT create_reference_table("
				       : "SELECT create_distributed_table(");
	pg_print_string(out, (struct slice){ name.text, (uint32_t)name.len });
	if (!reference) {
		strbuf_add_text(out, ", ");
		pg_print_string(out, slice_of(table->placement->columns.names.items[0]));
	}
	strbuf_add_text(out, ");\n");
	strbuf_free(&name);
}

static void print_distributions(struct strbuf *out, const struct pg_schema *schema)
{
	bool first = true;

	vec_each(struct pg_table *, table, schema->tables) {
		if (!(*table)->placement || is_partitioned(*table))
			continue;
		strbuf_add_text(out, first ? "\n" : "");
		first = false;
		print_distribution(out, *table);
	}
}

/* ---------------------------------------------------------------- sections */

static void emit_pre_data(struct output *out, const struct pg_schema *schema)
{
	print_extensions(&out->buf, schema);
	vec_each(struct pg_statement, statement, schema->prelude) {
		print_statement(&out->buf, statement);
		output_flush(out);
	}
	vec_each(struct pg_enum *, type, schema->enums) {
		strbuf_add_char(&out->buf, '\n');
		emit_enum(&out->buf, *type);
	}
	vec_each(struct pg_table *, table, schema->tables) {
		emit_table(&out->buf, *table);
		output_flush(out);
	}
	print_distributions(&out->buf, schema);
	print_statements(out, schema, PG_PRE_DATA);
	print_left_out(&out->buf, schema, PG_PRE_DATA);
}

static void print_temporaries(struct strbuf *out, const struct pg_schema *schema)
{
	vec_each(struct pg_table *, table, schema->temporary_tables) {
		emit_table(out, *table);
		print_indexes(out, *table);
	}
	vec_each(struct pg_view *, view, schema->temporary_views)
		print_view(out, *view);
}

static void emit_post_data(struct output *out, const struct pg_schema *schema)
{
	vec_each(struct pg_table *, table, schema->tables) {
		print_indexes(&out->buf, *table);
		output_flush(out);
	}
	/* Behind the indexes: a foreign key may need a unique one. */
	vec_each(struct pg_table *, table, schema->tables) {
		print_separate_keys(&out->buf, *table);
		output_flush(out);
	}
	vec_each(struct pg_view *, view, schema->views) {
		print_view(&out->buf, *view);
		output_flush(out);
	}
	vec_each(struct pg_trigger *, trigger, schema->triggers) {
		print_trigger(&out->buf, schema, *trigger);
		output_flush(out);
	}
	print_statements(out, schema, PG_POST_DATA);
	print_temporaries(&out->buf, schema);
	print_left_out(&out->buf, schema, PG_POST_DATA);
}

void emit_ddl(struct output *out, const struct pg_schema *schema, unsigned sections)
{
	print_header(&out->buf, schema);
	if (schema->schema_name && (sections & DDL_PRE_DATA)) {
		strbuf_add_text(&out->buf, "\nCREATE SCHEMA IF NOT EXISTS ");
		pg_print_identifier(&out->buf, schema->schema_name);
		strbuf_add_text(&out->buf, ";\n");
	}
	print_search_path(&out->buf, schema);
	if (sections & DDL_PRE_DATA)
		emit_pre_data(out, schema);
	if (sections & DDL_POST_DATA)
		emit_post_data(out, schema);
}
