/* SPDX-License-Identifier: PostgreSQL
 *
 * A statement's conflict clause holds in the triggers that it fires, too, whatever their own
 * statements say (lang_createtrigger.html); PostgreSQL's does not.
 */
#include <config.h>

#include "lower/dml.h"

static enum conflict_action action_of(bool replace, enum conflict_action conflict)
{
	if (replace)
		return CONFLICT_REPLACE;
	return conflict == CONFLICT_DEFAULT ? CONFLICT_ABORT : conflict;
}

static bool is_given(const struct insert *insert, const struct name *column)
{
	if (!insert->columns)
		return true;
	vec_each(const struct name, name, insert->columns->names) {
		if (name->symbol == column->symbol)
			return true;
	}
	return false;
}

static bool gives_key(const struct insert *insert, const struct sqlite_table *table,
		      const struct sqlite_index *index)
{
	if (!index->unique && index->origin == INDEX_CREATED)
		return false;
	vec_each(const struct index_key, key, index->keys) {
		if (key->column >= 0 && !is_given(insert, &table->columns.items[key->column]->name))
			return false;
	}
	return true;
}

/* Whether a row of INSERT may meet a key, or for IGNORE a NOT NULL. */
static bool may_meet(const struct lowering *l, const struct insert *insert,
		     enum conflict_action outer)
{
	const struct sqlite_table *table =
		sqlite_find_table(l->source, insert->table.name.object.symbol);

	if (!table)
		return false;
	vec_each(struct sqlite_index *const, index, table->indexes) {
		if (gives_key(insert, table, *index))
			return true;
	}
	vec_each(struct sqlite_column *const, column, table->columns) {
		if (outer == CONFLICT_IGNORE && (*column)->not_null && !(*column)->is_rowid)
			return true;
	}
	return false;
}

static bool acts_otherwise(const struct lowering *l, const struct create_trigger *trigger,
			   enum conflict_action outer)
{
	vec_each(struct statement *const, statement, trigger->body) {
		const struct statement *s = *statement;
		enum conflict_action inner = outer;

		if (s->kind == STATEMENT_INSERT && may_meet(l, s->insert, outer))
			inner = action_of(s->insert->replace, s->insert->conflict);
		else if (s->kind == STATEMENT_UPDATE)
			inner = action_of(false, s->update->conflict);
		if (inner != outer)
			return true;
	}
	return false;
}

void tell_fired(struct walk *w, const struct dml_target *target, enum trigger_event event,
		enum conflict_action outer, struct span span)
{
	static const char *const words[] = { "", "ROLLBACK", "ABORT", "FAIL", "IGNORE", "REPLACE" };

	if (!target->source.table)
		return;
	vec_each(struct sqlite_trigger *const, trigger,
		 dependents_of(w->l, target->source.table->source->name.symbol)->triggers) {
		if ((*trigger)->definition->event != event ||
		    !acts_otherwise(w->l, (*trigger)->definition, outer))
			continue;
		walk_warn(w, D_CONFLICT_CLAUSE, span,
			  "SQLite resolves conflicts in trigger '%.*s' by %s, too, when this fires "
			  "it; PostgreSQL as its own statements say",
			  SLICE_ARGS((*trigger)->name.text), words[outer]);
		return;
	}
}
