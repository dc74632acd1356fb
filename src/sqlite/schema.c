/* SPDX-License-Identifier: PostgreSQL
 *
 * The schema as a set of named objects: lookup by symbol in main and temp, and what
 * every CREATE checks about its name.
 */
#include <config.h>

#include "sqlite/schema.h"

#include <stdlib.h>
#include <string.h>

#include "sqlite/internal.h"

/* Positions of data statements that are kept; the rest is only counted. */
enum { DATA_STATEMENTS_KEPT = 8 };

void sqlite_schema_init(struct sqlite_schema *schema, struct context *ctx)
{
	struct sqlite_state *state = arena_object(ctx->arena, struct sqlite_state);

	*schema = (struct sqlite_schema){ .ctx = ctx, .state = state, .next_order = 1 };
	for (int i = 0; i < DATABASE_COUNT; i++) {
		state->relations[i] = strmap_new();
		state->triggers[i] = strmap_new();
	}
	state->main = symbol_intern_text(ctx->symbols, "main");
	state->temp = symbol_intern_text(ctx->symbols, "temp");
	/* The room is taken now: a data statement's memory is used again after it. */
	schema->data_statements.items =
		arena_alloc(ctx->arena, DATA_STATEMENTS_KEPT * sizeof(struct span));
	schema->data_statements.cap = DATA_STATEMENTS_KEPT;
}

void sqlite_schema_free(struct sqlite_schema *schema)
{
	if (!schema->state)
		return;
	for (int i = 0; i < DATABASE_COUNT; i++) {
		strmap_free(schema->state->relations[i]);
		strmap_free(schema->state->triggers[i]);
	}
	strbuf_free(&schema->state->undo);
	free(schema->state->savepoints);
	schema->state = NULL;
}

bool name_is(const struct name *name, const char *text)
{
	return name->symbol && strcmp(name->symbol->text, text) == 0;
}

bool name_has_prefix(const struct name *name, const char *text)
{
	return name->symbol && strncmp(name->symbol->text, text, strlen(text)) == 0;
}

/* ---------------------------------------------------------------- lookup */

static struct slice key_of(const struct symbol *name)
{
	return (struct slice){ name->text, name->len };
}

struct relation *find_relation_in(const struct sqlite_schema *schema, enum database database,
				  const struct symbol *name)
{
	return strmap_find(schema->state->relations[database], key_of(name));
}

struct sqlite_trigger *find_trigger_in(const struct sqlite_schema *schema, enum database database,
				       const struct symbol *name)
{
	return strmap_find(schema->state->triggers[database], key_of(name));
}

/* The databases to look in, first to last. */
static void search_range(const struct sqlite_schema *schema, const struct qualified_name *name,
			 int *first, int *last)
{
	*first = DATABASE_TEMP;
	*last = DATABASE_MAIN;
	if (!name->schema.symbol)
		return;
	if (name->schema.symbol == schema->state->main)
		*first = DATABASE_MAIN;
	else
		*last = DATABASE_TEMP;
}

struct relation *find_relation(const struct sqlite_schema *schema,
			       const struct qualified_name *name)
{
	struct relation *found = NULL;
	int first, last;

	search_range(schema, name, &first, &last);
	for (int i = first; i >= last && !found; i--)
		found = find_relation_in(schema, (enum database)i, name->object.symbol);
	return found;
}

struct sqlite_trigger *find_trigger(const struct sqlite_schema *schema,
				    const struct qualified_name *name)
{
	struct sqlite_trigger *found = NULL;
	int first, last;

	search_range(schema, name, &first, &last);
	for (int i = first; i >= last && !found; i--)
		found = find_trigger_in(schema, (enum database)i, name->object.symbol);
	return found;
}

static struct relation *find_kind(const struct sqlite_schema *schema, const struct symbol *name,
				  enum object_kind kind)
{
	for (int i = DATABASE_TEMP; i >= DATABASE_MAIN; i--) {
		struct relation *found = find_relation_in(schema, (enum database)i, name);

		if (found && found->kind == kind)
			return found;
	}
	return NULL;
}

struct sqlite_table *sqlite_find_table(const struct sqlite_schema *schema,
				       const struct symbol *name)
{
	struct relation *found = find_kind(schema, name, OBJECT_TABLE);

	return found ? found->table : NULL;
}

struct sqlite_view *sqlite_find_view(const struct sqlite_schema *schema, const struct symbol *name)
{
	struct relation *found = find_kind(schema, name, OBJECT_VIEW);

	return found ? found->view : NULL;
}

struct sqlite_index *sqlite_find_index(const struct sqlite_schema *schema,
				       const struct symbol *name)
{
	struct relation *found = find_kind(schema, name, OBJECT_INDEX);

	return found ? found->index : NULL;
}

int32_t sqlite_find_column(const struct sqlite_table *table, const struct symbol *name)
{
	for (uint32_t i = 0; i < table->columns.count; i++)
		if (table->columns.items[i]->name.symbol == name)
			return (int32_t)i;
	return -1;
}

/* ---------------------------------------------------------------- entering names */

static const struct name *relation_name(const struct relation *relation)
{
	switch (relation->kind) {
	case OBJECT_TABLE:
		return &relation->table->name;
	case OBJECT_VIEW:
		return &relation->view->name;
	case OBJECT_INDEX:
	case OBJECT_TRIGGER:
		break;
	}
	return &relation->index->name;
}

struct span relation_span(const struct relation *relation)
{
	return relation_name(relation)->span;
}

void add_relation(struct sqlite_schema *schema, enum object_kind kind, enum database database,
		  void *object)
{
	struct strmap *map = schema->state->relations[database];
	struct relation *relation = arena_object(schema->ctx->arena, struct relation);
	const struct symbol *name;

	relation->kind = kind;
	relation->database = database;
	if (kind == OBJECT_TABLE)
		relation->table = object;
	else if (kind == OBJECT_VIEW)
		relation->view = object;
	else
		relation->index = object;
	name = relation_name(relation)->symbol;
	remember_entry(schema, map, name);
	strmap_set(map, key_of(name), relation);
}

void remove_relation(struct sqlite_schema *schema, enum database database,
		     const struct symbol *name)
{
	struct strmap *map = schema->state->relations[database];

	remember_entry(schema, map, name);
	strmap_remove(map, key_of(name));
}

void add_trigger(struct sqlite_schema *schema, struct sqlite_trigger *trigger)
{
	struct strmap *map = schema->state->triggers[database_of(trigger->temporary)];

	remember_entry(schema, map, trigger->name.symbol);
	strmap_set(map, key_of(trigger->name.symbol), trigger);
	list_add(schema, &schema->triggers, schema->triggers.count, trigger);
}

void remove_trigger(struct sqlite_schema *schema, const struct sqlite_trigger *trigger)
{
	struct strmap *map = schema->state->triggers[database_of(trigger->temporary)];

	remember_entry(schema, map, trigger->name.symbol);
	strmap_remove(map, key_of(trigger->name.symbol));
}

/* ---------------------------------------------------------------- what names must be */

bool check_database(struct sqlite_schema *schema, const struct qualified_name *name)
{
	struct diagnostic *d;

	if (!name->schema.symbol || name->schema.symbol == schema->state->main ||
	    name->schema.symbol == schema->state->temp)
		return true;
	d = diag_add(&schema->ctx->diags, D_ATTACHED_SCHEMA, name->schema.span,
		     "'%.*s' is an attached database", SLICE_ARGS(name->schema.text));
	diag_help(&schema->ctx->diags, d,
		  "Only main and temp are compiled; give the attached "
		  "database's schema as a source of its own.");
	return false;
}

bool check_not_reserved(struct sqlite_schema *schema, const struct name *name)
{
	if (!name_has_prefix(name, "sqlite_") || schema->state->loading ||
	    schema->state->writable_schema)
		return true;
	diag_add(&schema->ctx->diags, D_RESERVED_NAME, name->span,
		 "the name '%.*s' is reserved for SQLite's own objects", SLICE_ARGS(name->text));
	return false;
}

bool new_object_database(struct sqlite_schema *schema, const struct qualified_name *name,
			 bool temporary, enum database *out)
{
	if (!check_database(schema, name))
		return false;
	*out = database_of(temporary || name->schema.symbol == schema->state->temp);
	if (!temporary || name->schema.symbol != schema->state->main)
		return true;
	diag_add(&schema->ctx->diags, D_ATTACHED_SCHEMA, name->schema.span,
		 "a temporary object's name must be unqualified");
	return false;
}

bool check_new_relation(struct sqlite_schema *schema, const struct name *name,
			enum database database, bool if_not_exists)
{
	static const char *const kinds[] = { [OBJECT_TABLE] = "table",
					     [OBJECT_INDEX] = "index",
					     [OBJECT_VIEW] = "view",
					     [OBJECT_TRIGGER] = "trigger" };
	struct relation *there = find_relation_in(schema, database, name->symbol);
	struct diagnostic *d;

	if (!there)
		return true;
	if (if_not_exists && there->kind != OBJECT_INDEX)
		return false;
	d = diag_add(&schema->ctx->diags, D_DUPLICATE_NAME, name->span,
		     "there is already a %s named '%.*s'", kinds[there->kind],
		     SLICE_ARGS(name->text));
	diag_label(&schema->ctx->diags, d, relation_span(there), "first created here");
	return false;
}

/* ---------------------------------------------------------------- "did you mean" */

/* The best of the candidates offered so far. */
struct guess {
	struct slice wanted;
	struct slice best;
	unsigned distance;
};

static void guess_offer(struct guess *guess, struct slice candidate)
{
	unsigned limit = guess->best.len ? guess->distance - 1 : guess->wanted.len / 3;
	unsigned distance = edit_distance(guess->wanted, candidate, limit);

	if (distance > limit)
		return;
	guess->best = candidate;
	guess->distance = distance;
}

static void guess_tell(const struct guess *guess, struct sqlite_schema *schema,
		       struct diagnostic *d, struct span span)
{
	struct diag_list *diags = &schema->ctx->diags;

	if (guess->best.len == 0)
		return;
	diag_help(diags, d, "Did you mean '%.*s'?", SLICE_ARGS(guess->best));
	diag_fix(diags, d, span, arena_copy(schema->ctx->arena, guess->best.ptr, guess->best.len),
		 false);
}

void report_no_such_table(struct sqlite_schema *schema, const struct qualified_name *name)
{
	struct guess guess = { .wanted = name->object.text };
	struct diagnostic *d = diag_add(&schema->ctx->diags, D_NO_SUCH_OBJECT, name->object.span,
					"no such table: '%.*s'", SLICE_ARGS(name->object.text));

	vec_each(struct sqlite_table *, table, schema->tables)
		guess_offer(&guess, (*table)->name.text);
	guess_tell(&guess, schema, d, name->object.span);
}

void report_no_such_column(struct sqlite_schema *schema, const struct sqlite_table *table,
			   const struct name *name)
{
	struct guess guess = { .wanted = name->text };
	struct diagnostic *d = diag_add(&schema->ctx->diags, D_NO_SUCH_COLUMN, name->span,
					"table '%.*s' has no column named '%.*s'",
					SLICE_ARGS(table->name.text), SLICE_ARGS(name->text));

	vec_each(struct sqlite_column *, column, table->columns)
		guess_offer(&guess, (*column)->name.text);
	guess_tell(&guess, schema, d, name->span);
	diag_label(&schema->ctx->diags, d, table->name.span, "the table");
}
