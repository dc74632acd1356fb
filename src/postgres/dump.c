/* SPDX-License-Identifier: PostgreSQL
 *
 * The PostgreSQL schema as lines of text, for --dump=postgres: every member that has a say in the
 * DDL, names as they are stored.
 */
#include <config.h>

#include "postgres/print.h"

static void dump_names(struct strbuf *out, const struct pg_name_list *list)
{
	for (uint32_t i = 0; i < list->names.count; i++)
		strbuf_addf(out, "%s%s", i ? ", " : " (", list->names.items[i]);
	if (list->names.count)
		strbuf_add_char(out, ')');
}

static void dump_expr(struct strbuf *out, const char *label, const struct expr *expr)
{
	if (!expr)
		return;
	strbuf_add_text(out, label);
	pg_print_expr(out, expr);
}

static void dump_column(struct strbuf *out, const struct pg_column *column)
{
	static const char *const identities[] = { "", " serial", " identity by default",
						  " identity always" };

	strbuf_addf(out, "  column %s ", column->name);
	pg_type_print(out, &column->type);
	if (column->collation)
		strbuf_addf(out, " collate %s", column->collation);
	strbuf_add_text(out, column->not_null ? " not null" : "");
	strbuf_add_text(out, identities[column->identity]);
	dump_expr(out, " default ", column->default_value);
	dump_expr(out, " generated as ", column->generated_as);
	strbuf_add_char(out, '\n');
}

static void dump_action(struct strbuf *out, const char *event, enum fk_action action)
{
	static const char *const actions[] = { "",	  "no action", "restrict",
					       "cascade", "set null",  "set default" };

	if (action != FK_NO_ACTION_DEFAULT)
		strbuf_addf(out, " on %s %s", event, actions[action]);
}

static void dump_constraint(struct strbuf *out, const struct pg_constraint *constraint)
{
	static const char *const kinds[] = { "primary key", "unique", "check", "foreign key" };

	strbuf_addf(out, "  %s %s", kinds[constraint->kind], constraint->name);
	strbuf_add_text(out, constraint->name_is_default ? " by default" : "");
	dump_names(out, &constraint->columns);
	dump_expr(out, " ", constraint->check);
	if (constraint->parent) {
		strbuf_addf(out, " references %s", constraint->parent->name);
		dump_names(out, &constraint->parent_columns);
		dump_action(out, "delete", constraint->on_delete);
		dump_action(out, "update", constraint->on_update);
	}
	strbuf_add_text(out, constraint->deferrable ? " deferrable" : "");
	strbuf_add_text(out, constraint->initially_deferred ? " deferred" : "");
	strbuf_add_text(out, constraint->separate ? " separate" : "");
	strbuf_add_char(out, '\n');
}

static void dump_index(struct strbuf *out, const struct pg_index *index)
{
	static const char *const orders[] = { "", " asc", " desc" };
	static const char *const nulls[] = { "", " nulls first", " nulls last" };

	strbuf_addf(out, "  %sindex %s", index->unique ? "unique " : "", index->name);
	if (index->method)
		strbuf_addf(out, " using %s", index->method);
	for (uint32_t i = 0; i < index->keys.count; i++) {
		const struct pg_index_key *key = &index->keys.items[i];

		strbuf_add_text(out, i ? ", " : " (");
		strbuf_add_text(out, key->column ? key->column : "");
		dump_expr(out, "", key->expr);
		if (key->collation)
			strbuf_addf(out, " collate %s", key->collation);
		if (key->operator_class)
			strbuf_addf(out, " %s", key->operator_class);
		strbuf_add_text(out, orders[key->order]);
		strbuf_add_text(out, nulls[key->nulls]);
	}
	strbuf_add_char(out, ')');
	dump_expr(out, " where ", index->where);
	strbuf_add_char(out, '\n');
}

static void dump_placement(struct strbuf *out, const struct pg_placement *placement)
{
	static const char *const kinds[] = {
		[PG_PARTITION_RANGE] = "partitioned by range",
		[PG_PARTITION_LIST] = "partitioned by list",
		[PG_PARTITION_HASH] = "partitioned by hash",
		[PG_DISTRIBUTED] = "distributed by",
		[PG_REFERENCE] = "reference",
	};

	strbuf_addf(out, "  placed %s", kinds[placement->kind]);
	if (placement->columns.names.count)
		dump_names(out, &placement->columns);
	if (placement->partition)
		strbuf_addf(out, " into %s", placement->partition);
	strbuf_add_char(out, '\n');
}

static void dump_table(struct strbuf *out, const struct pg_table *table)
{
	strbuf_addf(out, "table %s\n", table->name);
	if (table->placement)
		dump_placement(out, table->placement);
	vec_each(struct pg_column *, column, table->columns)
		dump_column(out, *column);
	vec_each(struct pg_constraint *, constraint, table->constraints)
		dump_constraint(out, *constraint);
	vec_each(struct pg_index *, index, table->indexes)
		dump_index(out, *index);
}

static void dump_enum(struct strbuf *out, const struct pg_enum *type)
{
	strbuf_addf(out, "enum %s", type->name);
	for (uint32_t i = 0; i < type->labels.count; i++) {
		strbuf_add_text(out, i ? ", " : " ");
		pg_print_string(out, type->labels.items[i]);
	}
	strbuf_add_char(out, '\n');
}

static void dump_view(struct strbuf *out, const struct pg_view *view)
{
	strbuf_addf(out, "view %s\n  ", view->name);
	pg_print_select(out, view->select, 2);
	strbuf_add_char(out, '\n');
}

static void dump_trigger(struct strbuf *out, const struct pg_trigger *trigger)
{
	strbuf_addf(out, "trigger %s on %s\n ", trigger->name, trigger->relation);
	pg_print_trigger_events(out, trigger);
	dump_expr(out, " when ", trigger->when);
	strbuf_addf(out, " calls %s\n%s", trigger->function->name, trigger->function->body);
}

static void dump_statement(struct strbuf *out, const char *kind,
			   const struct pg_statement *statement)
{
	strbuf_addf(out, "%s %s\n%s\n", kind,
		    statement->section == PG_PRE_DATA ? "before the data" : "after the data",
		    statement->text);
}

void pg_schema_dump(const struct pg_schema *schema, struct strbuf *out)
{
	strbuf_addf(out, "target %u\n", schema->target);
	if (schema->schema_name)
		strbuf_addf(out, "schema %s\n", schema->schema_name);
	vec_each(const char *, extension, schema->extensions)
		strbuf_addf(out, "extension %s\n", *extension);
	vec_each(struct pg_enum *, type, schema->enums)
		dump_enum(out, *type);
	vec_each(struct pg_statement, statement, schema->prelude)
		dump_statement(out, "prelude", statement);
	vec_each(struct pg_table *, table, schema->tables)
		dump_table(out, *table);
	vec_each(struct pg_view *, view, schema->views)
		dump_view(out, *view);
	vec_each(struct pg_trigger *, trigger, schema->triggers)
		dump_trigger(out, *trigger);
	vec_each(struct pg_statement, statement, schema->statements)
		dump_statement(out, "statement", statement);
	vec_each(struct pg_statement, statement, schema->left_out)
		dump_statement(out, "left out", statement);
}
