/* SPDX-License-Identifier: PostgreSQL
 *
 * What INSERT, UPDATE and DELETE share: the target and its columns, RETURNING.
 */
#include <config.h>

#include "lower/dml.h"
#include "lower/fulltext.h"

bool dml_lower(struct walk *w, const struct statement *statement, const struct scope *outer,
	       struct dml *out)
{
	const struct scope *own = w->scope;
	const struct common *commons = w->commons;
	bool done;

	if (!out->block)
		out->block = arena_object(w->arena, struct plpgsql_block);
	done = false;
	if (statement->kind == STATEMENT_INSERT && w->l->searches &&
	    (!fulltext_command(w, statement->insert, &done) || done))
		return done;
	if (statement->kind == STATEMENT_INSERT)
		done = insert_lower(w, statement->insert, outer, out);
	else if (statement->kind == STATEMENT_UPDATE)
		done = update_lower(w, statement->update, outer, out);
	else
		done = delete_lower(w, statement->delete, outer, out);
	w->scope = own;
	w->commons = commons;
	return done;
}

struct statement *dml_add(struct walk *w, struct dml *out, enum statement_kind kind,
			  struct span span)
{
	struct plpgsql_statement *added = plpgsql_add(w->arena, out->block, PLPGSQL_SQL);

	added->sql = arena_object(w->arena, struct statement);
	added->sql->kind = kind;
	added->sql->span = span;
	out->last = added;
	return added->sql;
}

/* ---------------------------------------------------------------- the target */

/* SQLite changes rows of a view by a trigger only; PostgreSQL of simple views without one. */
static bool view_takes(struct walk *w, const struct name *name, enum trigger_event event)
{
	if (!sqlite_find_view(w->l->source, name->symbol))
		return true;
	vec_each(struct sqlite_trigger *const, trigger,
		 dependents_of(w->l, name->symbol)->triggers) {
		if ((*trigger)->definition->event == event)
			return true;
	}
	walk_refuse(w, D_UNSUPPORTED_STATEMENT, name->span,
		    "SQLite can't change view '%.*s': it has no INSTEAD OF trigger for that",
		    SLICE_ARGS(name->text));
	return false;
}

bool target_open(struct walk *w, const struct target_table *table, enum trigger_event event,
		 const struct scope *outer, struct dml_target *out)
{
	*out = (struct dml_target){ .scope = arena_object(w->arena, struct scope) };
	if (!relation_source(w, &table->name, table->name.object.span, &out->source) ||
	    !view_takes(w, &table->name.object, event))
		return false;
	if (out->source.table && out->source.table->is_view) {
		walk_refuse(w, D_UNSUPPORTED_STATEMENT, table->name.object.span,
			    "PostgreSQL keeps the index of '%.*s' from its content; nothing can "
			    "be written to it",
			    SLICE_ARGS(table->name.object.text));
		return false;
	}
	out->table.name.object = build_name(w, out->source.output);
	out->relation = out->source.output;
	if (table->alias.symbol) {
		out->source.alias = table->alias.symbol;
		out->source.output = name_identifier(w->l, &table->alias, w->request->object);
		out->table.alias = build_name(w, out->source.output);
	}
	out->scope->parent = outer;
	vec_push(w->arena, &out->scope->sources, out->source);
	w->scope = out->scope;
	return true;
}

/* ---------------------------------------------------------------- its columns */

static struct pg_column *view_column(struct walk *w, const struct scope_column *column)
{
	struct pg_column *made = arena_object(w->arena, struct pg_column);

	made->name = column->output;
	made->type = column->value.type;
	made->conversion = column->value.conversion;
	return made;
}

uint32_t target_column_count(const struct dml_target *target)
{
	return target->source.table ? target->source.table->source->columns.count
				    : target->source.columns.count;
}

bool target_slot_at(struct walk *w, const struct dml_target *target, uint32_t number,
		    struct slot *out)
{
	const struct lowered_table *table = target->source.table;
	const struct sqlite_column *column;

	if (!table) {
		*out = (struct slot){
			.number = -1,
			.name = target->source.columns.items[number].name,
			.column = view_column(w, &target->source.columns.items[number]),
			.affinity = AFFINITY_BLOB,
		};
		return true;
	}
	column = table->source->columns.items[number];
	*out = (struct slot){ .number = (int32_t)number,
			      .name = column->name.symbol,
			      .column = table->columns[number],
			      .affinity = column->affinity,
			      .is_rowid = column->is_rowid };
	return out->column && column->generated == NOT_GENERATED;
}

static int32_t column_number(const struct dml_target *target, const struct name *name)
{
	const struct lowered_table *table = target->source.table;
	int32_t number;

	if (!table) {
		for (uint32_t i = 0; i < target->source.columns.count; i++)
			if (target->source.columns.items[i].name == name->symbol)
				return (int32_t)i;
		return -1;
	}
	number = sqlite_find_column(table->source, name->symbol);
	if (number < 0 && scope_is_rowid_name(name->text))
		number = table->source->rowid_column;
	return number;
}

bool target_slot(struct walk *w, const struct dml_target *target, const struct name *name,
		 struct slot *out)
{
	int32_t number = column_number(target, name);

	if (number < 0) {
		walk_refuse(w, D_UNKNOWN_COLUMN, name->span,
			    "'%s' has no column '%.*s' that could be given a value",
			    target->relation, SLICE_ARGS(name->text));
		return false;
	}
	if (target_slot_at(w, target, (uint32_t)number, out))
		return true;
	walk_refuse(w, D_EXCLUDED_COLUMN, name->span,
		    "column '%.*s' takes no values in PostgreSQL: it is generated or left out",
		    SLICE_ARGS(name->text));
	return false;
}

bool slot_numbers_rows(const struct slot *slot)
{
	return slot->is_rowid && slot->column->identity != PG_NO_IDENTITY;
}

/* ---------------------------------------------------------------- RETURNING */

bool returning_lower(struct walk *w, const struct result_columns *returning, struct dml *out,
		     struct result_columns **made)
{
	*made = NULL;
	if (!returning)
		return true;
	*made = arena_object(w->arena, struct result_columns);
	return results_lower(w, returning, *made, &out->returning);
}
