/* SPDX-License-Identifier: PostgreSQL
 *
 * One statement into the model: which step it is, and the steps that only enter an
 * object (CREATE INDEX, VIEW, TRIGGER).
 */
#include <config.h>

#include "sql/parse.h"
#include "sqlite/internal.h"

static struct diag_list *diags_of(struct sqlite_schema *schema)
{
	return &schema->ctx->diags;
}

/* ---------------------------------------------------------------- index keys */

/* The name that a key is when it is nothing but a name: "a", a, 'a'. */
static bool key_name(struct sqlite_schema *schema, const struct expr *expr, struct name *out)
{
	if (expr->kind == EXPR_NAME) {
		*out = expr->name->column;
		return !expr->name->of;
	}
	if (expr->kind != EXPR_STRING)
		return false;
	*out = (struct name){ .text = expr->text,
			      .symbol = context_symbol(schema->ctx, expr->text),
			      .span = expr->span,
			      .quote = QUOTE_SINGLE };
	return true;
}

static bool constraint_key(struct sqlite_schema *schema, struct sqlite_table *table,
			   struct index_key *key, const struct expr *expr)
{
	struct name name;

	if (!key_name(schema, expr, &name)) {
		diag_add(diags_of(schema), D_BAD_KEY, expr->span,
			 "a PRIMARY KEY or UNIQUE constraint has columns only, no expressions");
		return false;
	}
	key->column = sqlite_find_column(table, name.symbol);
	if (key->column >= 0)
		return true;
	report_no_such_column(schema, table, &name);
	return false;
}

static void created_key(struct sqlite_schema *schema, struct sqlite_table *table,
			struct index_key *key, struct expr *expr)
{
	struct name name;

	key->column = -1;
	if (key_name(schema, expr, &name))
		key->column = sqlite_find_column(table, name.symbol);
	if (key->column >= 0)
		return;
	key->expr = expr;
	check_expr(schema, table, expr, PLACE_INDEX);
}

static bool add_key(struct sqlite_schema *schema, struct sqlite_table *table,
		    struct sqlite_index *index, const struct ordering_term *term)
{
	struct index_key key = { .column = -1, .span = term->expr->span };
	struct expr *expr = term->expr;

	if (term->nulls != NULLS_DEFAULT) {
		diag_add(diags_of(schema), D_BAD_KEY, expr->span,
			 "NULLS %s is not supported in an index",
			 term->nulls == NULLS_FIRST ? "FIRST" : "LAST");
		return false;
	}
	if (expr->kind == EXPR_COLLATE)
		key.collation = expr->collate.collation;
	while (expr->kind == EXPR_COLLATE)
		expr = expr->collate.operand;
	key.descending = term->order == SORT_DESC;
	if (index->origin == INDEX_CREATED)
		created_key(schema, table, &key, expr);
	else if (!constraint_key(schema, table, &key, expr))
		return false;
	vec_push(schema->ctx->arena, &index->keys, key);
	return true;
}

bool index_add_keys(struct sqlite_schema *schema, struct sqlite_table *table,
		    struct sqlite_index *index, const struct ordering *keys)
{
	index->keys.items =
		arena_alloc(schema->ctx->arena, keys->terms.count * sizeof(*index->keys.items));
	index->keys.cap = keys->terms.count;
	vec_each(struct ordering_term, term, keys->terms) {
		if (!add_key(schema, table, index, term))
			return false;
	}
	return true;
}

/* ---------------------------------------------------------------- CREATE INDEX */

/* The table in the index's own database: an unqualified index follows its table. */
static struct relation *index_target(struct sqlite_schema *schema,
				     const struct create_index *create)
{
	struct qualified_name target = { create->name.schema, create->table };
	struct relation *found = find_relation(schema, &target);

	if (found && found->kind == OBJECT_TABLE && found->table->kind == TABLE_ORDINARY)
		return found;
	if (found && found->kind == OBJECT_TABLE && found->table->kind == TABLE_SHADOW)
		return found;
	if (!found || found->kind == OBJECT_INDEX)
		report_no_such_table(schema, &target);
	else
		diag_add(diags_of(schema), D_BAD_KEY, create->table.span,
			 "'%.*s' is a %s, which can't be indexed", SLICE_ARGS(create->table.text),
			 found->kind == OBJECT_VIEW ? "view" : "virtual table");
	return NULL;
}

static bool check_new_index(struct sqlite_schema *schema, const struct create_index *create,
			    enum database database)
{
	struct relation *there = find_relation_in(schema, database, create->name.object.symbol);

	if (there && there->kind == OBJECT_INDEX && create->if_not_exists)
		return false;
	return check_not_reserved(schema, &create->name.object) &&
	       check_new_relation(schema, &create->name.object, database, false);
}

bool apply_create_index(struct sqlite_schema *schema, struct create_index *create, struct span span)
{
	struct sqlite_index *index;
	struct relation *target;

	if (!check_database(schema, &create->name))
		return false;
	target = index_target(schema, create);
	if (!target || !check_new_index(schema, create, target->database))
		return false;
	index = arena_object(schema->ctx->arena, struct sqlite_index);
	index->name = create->name.object;
	index->origin = INDEX_CREATED;
	index->unique = create->unique;
	index->if_not_exists = create->if_not_exists;
	index->where = create->where;
	index->table = target->table;
	index->column = -1;
	index->comments = create->comments;
	index->span = span;
	index->order = schema->next_order++;
	if (!index_add_keys(schema, target->table, index, &create->columns))
		return true;
	check_expr(schema, target->table, create->where, PLACE_PARTIAL);
	add_relation(schema, OBJECT_INDEX, target->database, index);
	list_add(schema, &target->table->indexes, target->table->indexes.count, index);
	return keep_index(schema, index);
}

/* ---------------------------------------------------------------- CREATE VIEW */

static bool apply_create_view(struct sqlite_schema *schema, struct create_view *create,
			      struct span span)
{
	struct sqlite_view *view;
	enum database database;

	if (!new_object_database(schema, &create->name, create->temporary, &database) ||
	    !check_not_reserved(schema, &create->name.object) ||
	    !check_new_relation(schema, &create->name.object, database, create->if_not_exists))
		return false;
	view = arena_object(schema->ctx->arena, struct sqlite_view);
	view->name = create->name.object;
	view->temporary = database == DATABASE_TEMP;
	view->if_not_exists = create->if_not_exists;
	view->definition = create;
	view->span = span;
	view->order = schema->next_order++;
	add_relation(schema, OBJECT_VIEW, database, view);
	list_add(schema, &schema->views, schema->views.count, view);
	return true;
}

/* ---------------------------------------------------------------- CREATE TRIGGER */

static bool check_trigger_target(struct sqlite_schema *schema, const struct create_trigger *create,
				 const struct relation *target)
{
	const struct name *table = &create->table.object;
	const char *problem = NULL;

	if (target->kind == OBJECT_VIEW && create->time != TRIGGER_INSTEAD_OF)
		problem = "a trigger on a view is INSTEAD OF";
	else if (target->kind == OBJECT_TABLE && create->time == TRIGGER_INSTEAD_OF)
		problem = "an INSTEAD OF trigger stands on a view, not on a table";
	else if (target->kind == OBJECT_TABLE && target->table->kind == TABLE_VIRTUAL)
		problem = "a virtual table has no triggers";
	else if (name_has_prefix(table, "sqlite_"))
		problem = "a system table has no triggers";
	if (problem)
		diag_add(diags_of(schema), D_BAD_TRIGGER, table->span, "%s: '%.*s'", problem,
			 SLICE_ARGS(table->text));
	return !problem;
}

static bool check_new_trigger(struct sqlite_schema *schema, const struct create_trigger *create,
			      enum database database)
{
	const struct name *name = &create->name.object;
	struct sqlite_trigger *there = find_trigger_in(schema, database, name->symbol);
	struct diagnostic *d;

	if (!there)
		return check_not_reserved(schema, name);
	if (create->if_not_exists)
		return false;
	d = diag_add(diags_of(schema), D_DUPLICATE_NAME, name->span,
		     "there is already a trigger named '%.*s'", SLICE_ARGS(name->text));
	diag_label(diags_of(schema), d, there->name.span, "first created here");
	return false;
}

static struct relation *trigger_target(struct sqlite_schema *schema,
				       const struct create_trigger *create)
{
	struct qualified_name table = create->table;
	struct relation *target;

	if (!table.schema.symbol && create->name.schema.symbol == schema->state->main)
		table.schema = create->name.schema;
	target = find_relation(schema, &table);
	if (target && target->kind != OBJECT_INDEX)
		return target;
	report_no_such_table(schema, &table);
	return NULL;
}

static bool apply_create_trigger(struct sqlite_schema *schema, struct create_trigger *create,
				 struct span span)
{
	struct sqlite_trigger *trigger;
	struct relation *target;
	enum database database;

	if (!new_object_database(schema, &create->name, create->temporary, &database) ||
	    !check_database(schema, &create->table))
		return false;
	target = trigger_target(schema, create);
	if (!target || !check_trigger_target(schema, create, target))
		return false;
	if (target->database == DATABASE_TEMP)
		database = DATABASE_TEMP;
	if (!check_new_trigger(schema, create, database))
		return false;
	trigger = arena_object(schema->ctx->arena, struct sqlite_trigger);
	trigger->name = create->name.object;
	trigger->temporary = database == DATABASE_TEMP;
	trigger->definition = create;
	trigger->table = create->table.object;
	trigger->span = span;
	trigger->order = schema->next_order++;
	add_trigger(schema, trigger);
	return true;
}

/* ---------------------------------------------------------------- what is no schema */

static bool apply_data(struct sqlite_schema *schema, const struct name *table, struct span span)
{
	/* sqlite_sequence, sqlite_stat1: SQLite's own bookkeeping in a dump. */
	if (name_has_prefix(table, "sqlite_"))
		return false;
	schema->data_statement_count++;
	if (schema->data_statements.count < schema->data_statements.cap)
		vec_push(schema->ctx->arena, &schema->data_statements, span);
	return false;
}

static bool pragma_is_on(struct slice value)
{
	static const char *const on[] = { "1", "on", "yes", "true" };

	if (value.len >= 2 && (value.ptr[0] == '\'' || value.ptr[0] == '"'))
		value = (struct slice){ value.ptr + 1, value.len - 2 };
	for (size_t i = 0; i < sizeof(on) / sizeof(*on); i++)
		if (slice_equal_nocase(value, slice_of(on[i])))
			return true;
	return false;
}

static void apply_pragma(struct sqlite_schema *schema, const struct pragma *pragma)
{
	struct sqlite_state *state = schema->state;
	const struct {
		const char *name;
		bool *setting;
	} known[] = {
		{ "legacy_alter_table", &state->legacy_alter_table },
		{ "foreign_keys", &state->foreign_keys },
		{ "writable_schema", &state->writable_schema },
		{ "recursive_triggers", &schema->recursive_triggers },
	};

	if (pragma->value.len == 0)
		return;
	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (name_is(&pragma->name.object, known[i].name))
			*known[i].setting = pragma_is_on(pragma->value);
	schema->foreign_keys_on |= state->foreign_keys;
}

/* ---------------------------------------------------------------- the dispatcher */

static bool apply_kind(struct sqlite_schema *schema, struct statement *statement)
{
	switch (statement->kind) {
	case STATEMENT_CREATE_TABLE:
		return apply_create_table(schema, statement->create_table, statement->span);
	case STATEMENT_CREATE_INDEX:
		return apply_create_index(schema, statement->create_index, statement->span);
	case STATEMENT_CREATE_VIEW:
		return apply_create_view(schema, statement->create_view, statement->span);
	case STATEMENT_CREATE_TRIGGER:
		return apply_create_trigger(schema, statement->create_trigger, statement->span);
	case STATEMENT_CREATE_VIRTUAL_TABLE:
		return apply_create_virtual_table(schema, statement->create_virtual_table,
						  statement->span);
	case STATEMENT_ALTER_TABLE:
		apply_alter(schema, statement->alter_table);
		return true;
	case STATEMENT_DROP:
		apply_drop(schema, statement->drop);
		return true;
	case STATEMENT_INSERT:
		if (is_schema_table(&statement->insert->table.name.object))
			return apply_schema_insert(schema, statement->insert);
		return apply_data(schema, &statement->insert->table.name.object, statement->span);
	case STATEMENT_UPDATE:
		if (is_schema_table(&statement->update->table.name.object))
			return apply_schema_update(schema, statement->update);
		return apply_data(schema, &statement->update->table.name.object, statement->span);
	case STATEMENT_DELETE:
		if (is_schema_table(&statement->delete->table.name.object))
			return apply_schema_delete(schema, statement->delete);
		return apply_data(schema, &statement->delete->table.name.object, statement->span);
	case STATEMENT_TRANSACTION:
		/* A savepoint's name is a symbol, which outlives the statement. */
		apply_transaction(schema, statement->transaction, statement->span);
		return false;
	case STATEMENT_PRAGMA:
		apply_pragma(schema, statement->pragma);
		return false;
	case STATEMENT_SELECT:
	case STATEMENT_ANALYZE:
	case STATEMENT_REINDEX:
	case STATEMENT_VACUUM:
	case STATEMENT_ATTACH:
	case STATEMENT_DETACH:
		return false;
	}
	return false;
}

bool sqlite_schema_apply(struct sqlite_schema *schema, struct statement *statement)
{
	uint32_t reported = diags_of(schema)->items.count;
	bool kept;

	if (statement->flaw) {
		parse_report_flaw(schema->ctx, statement);
		return false;
	}
	/* EXPLAIN only prints. */
	if (statement->explain != EXPLAIN_NONE)
		return false;
	kept = apply_kind(schema, statement);
	/* Diagnostics live in the arena as the tree does. */
	return kept || diags_of(schema)->items.count != reported;
}
