/* SPDX-License-Identifier: PostgreSQL
 *
 * Statements in SQLite's dialect.  CREATE TABLE has a column a line, a trigger
 * a statement a line; the rest is one line each.
 */
#include <config.h>

#include "sql/print_internal.h"

const char *print_conflict(enum conflict_action action)
{
	static const char *const names[] = {
		[CONFLICT_DEFAULT] = "",      [CONFLICT_ROLLBACK] = "ROLLBACK",
		[CONFLICT_ABORT] = "ABORT",   [CONFLICT_FAIL] = "FAIL",
		[CONFLICT_IGNORE] = "IGNORE", [CONFLICT_REPLACE] = "REPLACE",
	};

	return names[action];
}

/* ---------------------------------------------------------------- constraints */

static void print_action(struct strbuf *out, const char *event, enum fk_action action)
{
	static const char *const actions[] = {
		[FK_NO_ACTION] = "NO ACTION",	  [FK_RESTRICT] = "RESTRICT",
		[FK_CASCADE] = "CASCADE",	  [FK_SET_NULL] = "SET NULL",
		[FK_SET_DEFAULT] = "SET DEFAULT",
	};

	if (action != FK_NO_ACTION_DEFAULT)
		strbuf_addf(out, " ON %s %s", event, actions[action]);
}

static void print_deferral(struct strbuf *out, const struct foreign_key_clause *clause)
{
	if (clause->deferrable == DEFERRABLE_DEFAULT)
		return;
	strbuf_add_text(out, clause->deferrable == DEFERRABLE ? "DEFERRABLE" : "NOT DEFERRABLE");
	if (clause->initially == INITIALLY_DEFERRED)
		strbuf_add_text(out, " INITIALLY DEFERRED");
	else if (clause->initially == INITIALLY_IMMEDIATE)
		strbuf_add_text(out, " INITIALLY IMMEDIATE");
}

static void print_references(struct strbuf *out, const struct foreign_key_clause *clause)
{
	strbuf_add_text(out, "REFERENCES ");
	print_name(out, &clause->table);
	if (clause->columns) {
		strbuf_add_char(out, ' ');
		print_name_list(out, clause->columns);
	}
	print_action(out, "DELETE", clause->on_delete);
	print_action(out, "UPDATE", clause->on_update);
	if (clause->match.symbol) {
		strbuf_add_text(out, " MATCH ");
		print_name(out, &clause->match);
	}
	if (clause->deferrable != DEFERRABLE_DEFAULT) {
		strbuf_add_char(out, ' ');
		print_deferral(out, clause);
	}
}

static void print_columns(struct strbuf *out, const struct constraint *constraint)
{
	if (!constraint->columns)
		return;
	strbuf_add_text(out, " (");
	print_ordering(out, constraint->columns);
	if (constraint->autoincrement)
		strbuf_add_text(out, " AUTOINCREMENT");
	strbuf_add_char(out, ')');
}

static void print_parenthesized(struct strbuf *out, const char *before, const struct expr *expr)
{
	strbuf_add_text(out, before);
	strbuf_add_char(out, '(');
	print_expr(out, expr);
	strbuf_add_char(out, ')');
}

static void print_default(struct strbuf *out, const struct constraint *constraint)
{
	if (constraint->parenthesized)
		print_parenthesized(out, "DEFAULT ", constraint->expr);
	else
		print_clause(out, "DEFAULT ", constraint->expr);
}

static void print_generated(struct strbuf *out, const struct constraint *constraint)
{
	print_parenthesized(out, constraint->always ? "GENERATED ALWAYS AS " : "AS ",
			    constraint->expr);
	if (constraint->storage != GENERATED_DEFAULT)
		strbuf_add_text(out,
				constraint->storage == GENERATED_STORED ? " STORED" : " VIRTUAL");
}

static void print_primary_key(struct strbuf *out, const struct constraint *constraint)
{
	strbuf_add_text(out, "PRIMARY KEY");
	print_columns(out, constraint);
	strbuf_add_text(out, constraint->order == SORT_ASC    ? " ASC"
			     : constraint->order == SORT_DESC ? " DESC"
							      : "");
}

static void print_on_conflict(struct strbuf *out, enum conflict_action action)
{
	if (action != CONFLICT_DEFAULT)
		strbuf_addf(out, " ON CONFLICT %s", print_conflict(action));
}

static void print_foreign_key(struct strbuf *out, const struct constraint *constraint)
{
	if (constraint->child_columns) {
		strbuf_add_text(out, "FOREIGN KEY ");
		print_name_list(out, constraint->child_columns);
		strbuf_add_char(out, ' ');
	}
	print_references(out, constraint->foreign_key);
}

/* All but the name and what follows the conflict clause. */
static void print_constraint_body(struct strbuf *out, const struct constraint *constraint)
{
	switch (constraint->kind) {
	case CONSTRAINT_PRIMARY_KEY:
		print_primary_key(out, constraint);
		break;
	case CONSTRAINT_UNIQUE:
		strbuf_add_text(out, "UNIQUE");
		print_columns(out, constraint);
		break;
	case CONSTRAINT_CHECK:
		print_parenthesized(out, "CHECK ", constraint->expr);
		break;
	case CONSTRAINT_FOREIGN_KEY:
		print_foreign_key(out, constraint);
		break;
	case CONSTRAINT_NOT_NULL:
		strbuf_add_text(out, "NOT NULL");
		break;
	case CONSTRAINT_NULL:
		strbuf_add_text(out, "NULL");
		break;
	case CONSTRAINT_DEFAULT:
		print_default(out, constraint);
		break;
	case CONSTRAINT_COLLATE:
		strbuf_add_text(out, "COLLATE ");
		print_name(out, constraint->collation);
		break;
	case CONSTRAINT_GENERATED:
		print_generated(out, constraint);
		break;
	case CONSTRAINT_DEFERRABLE:
		print_deferral(out, constraint->foreign_key);
		break;
	case CONSTRAINT_NAME_ONLY:
		break;
	}
}

static void print_constraint(struct strbuf *out, const struct constraint *constraint)
{
	if (constraint->name) {
		strbuf_add_text(out, "CONSTRAINT ");
		print_name(out, constraint->name);
		if (constraint->kind != CONSTRAINT_NAME_ONLY)
			strbuf_add_char(out, ' ');
	}
	print_constraint_body(out, constraint);
	print_on_conflict(out, constraint->conflict);
	/* Of a column; a table constraint has it inside its parentheses. */
	if (constraint->autoincrement && !constraint->columns)
		strbuf_add_text(out, " AUTOINCREMENT");
}

/* ---------------------------------------------------------------- CREATE */

/* SQLite takes one ALWAYS off a type's end, so a type that ends so needs a second. */
static void print_type(struct strbuf *out, struct slice text)
{
	static const char always[] = " ALWAYS";
	uint32_t len = sizeof(always) - 1;

	strbuf_add_char(out, ' ');
	strbuf_add_slice(out, text);
	if (text.len >= 16 && slice_equal_nocase((struct slice){ text.ptr + text.len - len, len },
						 (struct slice){ always, len }))
		strbuf_add_text(out, always);
}

void print_column_def(struct strbuf *out, const struct column_def *column)
{
	print_name(out, &column->name);
	if (column->type.text.len)
		print_type(out, column->type.text);
	vec_each(struct constraint *, constraint, column->constraints) {
		strbuf_add_char(out, ' ');
		print_constraint(out, *constraint);
	}
}

static void print_create(struct strbuf *out, const char *what, bool temporary, bool if_not_exists,
			 const struct qualified_name *name)
{
	strbuf_add_text(out, temporary ? "CREATE TEMP " : "CREATE ");
	strbuf_add_text(out, what);
	strbuf_add_text(out, if_not_exists ? " IF NOT EXISTS " : " ");
	print_qualified(out, name);
}

static void print_create_table(struct strbuf *out, const struct create_table *table)
{
	const char *between = "\n    ";

	print_create(out, "TABLE", table->temporary, table->if_not_exists, &table->name);
	if (table->select) {
		strbuf_add_text(out, " AS ");
		print_select(out, table->select);
		return;
	}
	strbuf_add_text(out, " (");
	vec_each(struct column_def *, column, table->columns) {
		strbuf_add_text(out, between);
		print_column_def(out, *column);
		between = ",\n    ";
	}
	vec_each(struct constraint *, constraint, table->constraints) {
		strbuf_add_text(out, between);
		print_constraint(out, *constraint);
	}
	strbuf_add_text(out, "\n)");
	if (table->without_rowid)
		strbuf_add_text(out, " WITHOUT ROWID");
	if (table->strict)
		strbuf_add_text(out, table->without_rowid ? ", STRICT" : " STRICT");
}

static void print_create_index(struct strbuf *out, const struct create_index *index)
{
	print_create(out, index->unique ? "UNIQUE INDEX" : "INDEX", false, index->if_not_exists,
		     &index->name);
	strbuf_add_text(out, " ON ");
	print_name(out, &index->table);
	strbuf_add_text(out, " (");
	print_ordering(out, &index->columns);
	strbuf_add_char(out, ')');
	print_clause(out, " WHERE ", index->where);
}

static void print_create_view(struct strbuf *out, const struct create_view *view)
{
	print_create(out, "VIEW", view->temporary, view->if_not_exists, &view->name);
	if (view->columns) {
		strbuf_add_char(out, ' ');
		print_name_list(out, view->columns);
	}
	strbuf_add_text(out, " AS ");
	print_select(out, view->select);
}

static void print_body(struct strbuf *out, const struct statement *statement);

static void print_create_trigger(struct strbuf *out, const struct create_trigger *trigger)
{
	static const char *const times[] = { [TRIGGER_TIME_DEFAULT] = "",
					     [TRIGGER_BEFORE] = " BEFORE",
					     [TRIGGER_AFTER] = " AFTER",
					     [TRIGGER_INSTEAD_OF] = " INSTEAD OF" };
	static const char *const events[] = { [TRIGGER_INSERT] = " INSERT",
					      [TRIGGER_UPDATE] = " UPDATE",
					      [TRIGGER_DELETE] = " DELETE" };

	print_create(out, "TRIGGER", trigger->temporary, trigger->if_not_exists, &trigger->name);
	strbuf_add_text(out, times[trigger->time]);
	strbuf_add_text(out, events[trigger->event]);
	if (trigger->update_of) {
		for (uint32_t i = 0; i < trigger->update_of->names.count; i++) {
			strbuf_add_text(out, i ? ", " : " OF ");
			print_name(out, &trigger->update_of->names.items[i]);
		}
	}
	strbuf_add_text(out, " ON ");
	print_qualified(out, &trigger->table);
	strbuf_add_text(out, trigger->for_each_row ? " FOR EACH ROW" : "");
	print_clause(out, " WHEN ", trigger->when);
	strbuf_add_text(out, "\nBEGIN\n");
	vec_each(struct statement *, step, trigger->body) {
		strbuf_add_text(out, "    ");
		print_body(out, *step);
		strbuf_add_text(out, ";\n");
	}
	strbuf_add_text(out, "END");
}

static void print_create_virtual_table(struct strbuf *out, const struct create_virtual_table *table)
{
	print_create(out, "VIRTUAL TABLE", false, table->if_not_exists, &table->name);
	strbuf_add_text(out, " USING ");
	print_name(out, &table->module);
	for (uint32_t i = 0; i < table->arguments.count; i++) {
		strbuf_add_text(out, i ? ", " : "(");
		strbuf_add_slice(out, table->arguments.items[i]);
	}
	strbuf_add_text(out, table->arguments.count ? ")" : "");
}

/* ---------------------------------------------------------------- ALTER, DROP */

static void print_alter(struct strbuf *out, const struct alter_table *alter)
{
	strbuf_add_text(out, "ALTER TABLE ");
	print_qualified(out, &alter->table);
	switch (alter->kind) {
	case ALTER_RENAME_TABLE:
		strbuf_add_text(out, " RENAME TO ");
		print_name(out, &alter->new_name);
		break;
	case ALTER_RENAME_COLUMN:
		strbuf_add_text(out, " RENAME COLUMN ");
		print_name(out, &alter->column);
		strbuf_add_text(out, " TO ");
		print_name(out, &alter->new_name);
		break;
	case ALTER_ADD_COLUMN:
		strbuf_add_text(out, " ADD COLUMN ");
		print_column_def(out, alter->definition);
		break;
	case ALTER_DROP_COLUMN:
		strbuf_add_text(out, " DROP COLUMN ");
		print_name(out, &alter->column);
		break;
	}
}

static void print_drop(struct strbuf *out, const struct drop *drop)
{
	static const char *const kinds[] = { [OBJECT_TABLE] = "TABLE",
					     [OBJECT_INDEX] = "INDEX",
					     [OBJECT_VIEW] = "VIEW",
					     [OBJECT_TRIGGER] = "TRIGGER" };

	strbuf_addf(out, "DROP %s %s", kinds[drop->kind], drop->if_exists ? "IF EXISTS " : "");
	print_qualified(out, &drop->name);
}

/* ---------------------------------------------------------------- changes of rows */

static void print_target(struct strbuf *out, const struct target_table *target)
{
	print_qualified(out, &target->name);
	if (target->alias.symbol) {
		strbuf_add_text(out, " AS ");
		print_name(out, &target->alias);
	}
	if (target->indexed == INDEXED_BY) {
		strbuf_add_text(out, " INDEXED BY ");
		print_name(out, &target->index);
	} else if (target->indexed == NOT_INDEXED)
		strbuf_add_text(out, " NOT INDEXED");
}

static void print_assignments(struct strbuf *out, const struct assignments *set)
{
	for (uint32_t i = 0; i < set->items.count; i++) {
		const struct assignment *item = &set->items.items[i];

		strbuf_add_text(out, i ? ", " : " SET ");
		if (item->columns.names.count == 1)
			print_name(out, &item->columns.names.items[0]);
		else
			print_name_list(out, &item->columns);
		print_clause(out, " = ", item->value);
	}
}

static void print_upsert(struct strbuf *out, const struct upsert *upsert)
{
	strbuf_add_text(out, " ON CONFLICT");
	if (upsert->target) {
		strbuf_add_text(out, " (");
		print_ordering(out, upsert->target);
		strbuf_add_char(out, ')');
		print_clause(out, " WHERE ", upsert->target_where);
	}
	if (!upsert->set) {
		strbuf_add_text(out, " DO NOTHING");
		return;
	}
	strbuf_add_text(out, " DO UPDATE");
	print_assignments(out, upsert->set);
	print_clause(out, " WHERE ", upsert->where);
}

static void print_or(struct strbuf *out, const char *verb, enum conflict_action action)
{
	strbuf_add_text(out, verb);
	if (action != CONFLICT_DEFAULT)
		strbuf_addf(out, " OR %s", print_conflict(action));
}

static void print_insert(struct strbuf *out, const struct insert *insert)
{
	print_with(out, insert->with);
	print_or(out, insert->replace ? "REPLACE" : "INSERT", insert->conflict);
	strbuf_add_text(out, " INTO ");
	print_target(out, &insert->table);
	strbuf_add_char(out, ' ');
	if (insert->columns) {
		print_name_list(out, insert->columns);
		strbuf_add_char(out, ' ');
	}
	if (insert->select)
		print_select(out, insert->select);
	else
		strbuf_add_text(out, "DEFAULT VALUES");
	vec_each(struct upsert, upsert, insert->upserts)
		print_upsert(out, upsert);
	print_returning(out, insert->returning);
}

static void print_update(struct strbuf *out, const struct update *update)
{
	print_with(out, update->with);
	print_or(out, "UPDATE", update->conflict);
	strbuf_add_char(out, ' ');
	print_target(out, &update->table);
	print_assignments(out, &update->set);
	if (update->from) {
		strbuf_add_text(out, " FROM ");
		print_from(out, update->from);
	}
	print_clause(out, " WHERE ", update->where);
	print_returning(out, update->returning);
	print_tail(out, update->order_by, update->limit, update->offset);
}

static void print_delete(struct strbuf *out, const struct delete *delete)
{
	print_with(out, delete->with);
	strbuf_add_text(out, "DELETE FROM ");
	print_target(out, &delete->table);
	print_clause(out, " WHERE ", delete->where);
	print_returning(out, delete->returning);
	print_tail(out, delete->order_by, delete->limit, delete->offset);
}

/* ---------------------------------------------------------------- the rest */

static void print_transaction(struct strbuf *out, const struct transaction *transaction)
{
	static const char *const texts[] = {
		[TRANSACTION_BEGIN] = "BEGIN",	     [TRANSACTION_COMMIT] = "COMMIT",
		[TRANSACTION_ROLLBACK] = "ROLLBACK", [TRANSACTION_SAVEPOINT] = "SAVEPOINT ",
		[TRANSACTION_RELEASE] = "RELEASE ",  [TRANSACTION_ROLLBACK_TO] = "ROLLBACK TO ",
	};

	strbuf_add_text(out, texts[transaction->kind]);
	if (transaction->mode.len)
		strbuf_addf(out, " %.*s", SLICE_ARGS(transaction->mode));
	if (transaction->savepoint.symbol)
		print_name(out, &transaction->savepoint);
}

static void print_pragma(struct strbuf *out, const struct pragma *pragma)
{
	strbuf_add_text(out, "PRAGMA ");
	print_qualified(out, &pragma->name);
	if (pragma->value.len == 0)
		return;
	strbuf_add_text(out, pragma->call ? "(" : " = ");
	strbuf_add_slice(out, pragma->value);
	strbuf_add_text(out, pragma->call ? ")" : "");
}

static void print_utility(struct strbuf *out, const char *verb, const char *before_file,
			  const struct utility *utility)
{
	strbuf_add_text(out, verb);
	if (utility->name.object.symbol) {
		strbuf_add_char(out, ' ');
		print_qualified(out, &utility->name);
	}
	print_clause(out, before_file, utility->file);
	print_clause(out, utility->file ? " AS " : " ", utility->schema);
	print_clause(out, " KEY ", utility->key);
}

static void print_body(struct strbuf *out, const struct statement *statement)
{
	switch (statement->kind) {
	case STATEMENT_CREATE_TABLE:
		print_create_table(out, statement->create_table);
		break;
	case STATEMENT_CREATE_INDEX:
		print_create_index(out, statement->create_index);
		break;
	case STATEMENT_CREATE_VIEW:
		print_create_view(out, statement->create_view);
		break;
	case STATEMENT_CREATE_TRIGGER:
		print_create_trigger(out, statement->create_trigger);
		break;
	case STATEMENT_CREATE_VIRTUAL_TABLE:
		print_create_virtual_table(out, statement->create_virtual_table);
		break;
	case STATEMENT_ALTER_TABLE:
		print_alter(out, statement->alter_table);
		break;
	case STATEMENT_DROP:
		print_drop(out, statement->drop);
		break;
	case STATEMENT_SELECT:
		print_select(out, statement->select);
		break;
	case STATEMENT_INSERT:
		print_insert(out, statement->insert);
		break;
	case STATEMENT_UPDATE:
		print_update(out, statement->update);
		break;
	case STATEMENT_DELETE:
		print_delete(out, statement->delete);
		break;
	case STATEMENT_TRANSACTION:
		print_transaction(out, statement->transaction);
		break;
	case STATEMENT_PRAGMA:
		print_pragma(out, statement->pragma);
		break;
	case STATEMENT_ANALYZE:
		print_utility(out, "ANALYZE", "", statement->utility);
		break;
	case STATEMENT_REINDEX:
		print_utility(out, "REINDEX", "", statement->utility);
		break;
	case STATEMENT_VACUUM:
		print_utility(out, "VACUUM", " INTO ", statement->utility);
		break;
	case STATEMENT_ATTACH:
		print_utility(out, "ATTACH DATABASE", " ", statement->utility);
		break;
	case STATEMENT_DETACH:
		print_utility(out, "DETACH DATABASE", "", statement->utility);
		break;
	}
}

void print_statement(struct strbuf *out, const struct statement *statement)
{
	if (statement->flaw)
		strbuf_add_slice(out, statement->text);
	else {
		if (statement->explain != EXPLAIN_NONE)
			strbuf_add_text(out, statement->explain == EXPLAIN ? "EXPLAIN "
									   : "EXPLAIN QUERY PLAN ");
		print_body(out, statement);
	}
	strbuf_add_text(out, ";\n");
}
