/* SPDX-License-Identifier: PostgreSQL
 *
 * CREATE TABLE into the model, in the order in which SQLite's parser builds it
 * (build.c: sqlite3AddColumn, sqlite3AddPrimaryKey, sqlite3EndTable), because the
 * numbering of automatic indexes and the rowid alias hang on it.
 */
#include <config.h>

#include "sqlite/internal.h"
#include "sqlite/names.h"

/* SQLITE_MAX_COLUMN */
enum { MAX_COLUMNS = 2000 };

static struct diag_list *diags_of(struct sqlite_schema *schema)
{
	return &schema->ctx->diags;
}

/* ---------------------------------------------------------------- types */

/* The types of a STRICT table (sqlite.org/stricttables.html section 2). */
static bool is_strict_type(struct slice type)
{
	static const char *const names[] = { "ANY", "BLOB", "INT", "INTEGER", "REAL", "TEXT" };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (slice_equal_nocase(type, slice_of(names[i])))
			return true;
	return false;
}

/* "INTEGER" and INTEGER are one type: SQLite undoes the quotes of a type that is one word. */
static struct slice unquoted_type(struct slice type)
{
	if (type.len < 2 ||
	    (type.ptr[0] != '"' && type.ptr[0] != '`' && type.ptr[0] != '[' && type.ptr[0] != '\''))
		return type;
	return (struct slice){ type.ptr + 1, type.len - 2 };
}

static bool is_integer_type(const struct sqlite_column *column)
{
	return slice_equal_nocase(unquoted_type(column->type.text), SLICE("INTEGER"));
}

/* ---------------------------------------------------------------- constraints of both kinds */

static struct sqlite_index *new_index(struct sqlite_schema *schema, struct sqlite_table *table,
				      enum index_origin origin, const struct constraint *constraint,
				      int32_t column)
{
	struct sqlite_index *index = arena_object(schema->ctx->arena, struct sqlite_index);

	if (constraint->name)
		index->name = *constraint->name;
	index->origin = origin;
	index->unique = true;
	index->autoincrement = constraint->autoincrement;
	index->conflict = constraint->conflict;
	index->table = table;
	index->column = column;
	index->span = constraint->span;
	index->order = table->order;
	return index;
}

static const struct symbol *key_collation(const struct sqlite_table *table,
					  const struct index_key *key)
{
	const struct name *collation = key->collation;

	if (!collation && key->column >= 0)
		collation = table->columns.items[key->column]->rare->collation;
	return collation ? collation->symbol : NULL;
}

static bool is_binary(const struct symbol *collation)
{
	return !collation ||
	       slice_equal((struct slice){ collation->text, collation->len }, SLICE("binary"));
}

static bool same_keys(const struct sqlite_index *a, const struct sqlite_index *b)
{
	if (a->keys.count != b->keys.count)
		return false;
	for (uint32_t i = 0; i < a->keys.count; i++) {
		const struct symbol *left = key_collation(a->table, &a->keys.items[i]);
		const struct symbol *right = key_collation(b->table, &b->keys.items[i]);

		if (a->keys.items[i].column != b->keys.items[i].column)
			return false;
		if (left != right && !(is_binary(left) && is_binary(right)))
			return false;
	}
	return true;
}

static bool makes_index(const struct sqlite_index *index)
{
	return index->origin != INDEX_CREATED && !index->duplicate && !index->is_rowid;
}

/* One automatic index serves both; the primary key keeps it. */
static void merge_duplicate(struct sqlite_schema *schema, struct sqlite_index *old,
			    struct sqlite_index *new)
{
	if (old->conflict != new->conflict &&
	    old->conflict != CONFLICT_DEFAULT &&new->conflict != CONFLICT_DEFAULT) {
		struct diagnostic *d = diag_add(diags_of(schema), D_BAD_KEY, new->span,
						"conflicting ON CONFLICT clauses for the same key");

		diag_label(diags_of(schema), d, old->span, "the same columns");
	}
	if (old->conflict == CONFLICT_DEFAULT)
		old->conflict = new->conflict;
	if (new->conflict == CONFLICT_DEFAULT)
		new->conflict = old->conflict;
	if (new->origin != INDEX_PRIMARY_KEY) {
		new->duplicate = true;
		return;
	}
	old->duplicate = true;
	new->automatic = old->automatic;
	old->automatic = 0;
}

/* Gives the index of a constraint its number, or finds that SQLite makes none. */
static void number_index(struct sqlite_schema *schema, struct sqlite_table *table,
			 struct sqlite_index *index)
{
	uint32_t number = 1;

	vec_each(struct sqlite_index *, other, table->indexes) {
		if (*other == index || !makes_index(*other) || !(*other)->automatic)
			continue;
		number++;
		if (!same_keys(*other, index))
			continue;
		merge_duplicate(schema, *other, index);
		return;
	}
	index->automatic = number;
}

static void add_index(struct sqlite_schema *schema, struct sqlite_table *table,
		      struct sqlite_index *index)
{
	vec_push(schema->ctx->arena, &table->indexes, index);
	if (!index->is_rowid)
		number_index(schema, table, index);
}

static void add_column_key(struct sqlite_schema *schema, struct sqlite_index *index, int32_t column,
			   const struct constraint *constraint)
{
	/* One key and no room for more. */
	index->keys.items = arena_object(schema->ctx->arena, struct index_key);
	index->keys.count = index->keys.cap = 1;
	index->keys.items[0] = (struct index_key){
		.column = column,
		.descending = constraint->order == SORT_DESC,
		.span = constraint->span,
	};
}

/* ---------------------------------------------------------------- PRIMARY KEY and UNIQUE */

static struct sqlite_index *primary_key_of(const struct sqlite_table *table)
{
	vec_each(struct sqlite_index *, index, table->indexes) {
		if ((*index)->origin == INDEX_PRIMARY_KEY)
			return *index;
	}
	return NULL;
}

static void mark_primary_key(struct sqlite_schema *schema, struct sqlite_table *table,
			     const struct sqlite_index *index)
{
	uint16_t position = 0;

	vec_each(struct index_key, key, index->keys) {
		struct sqlite_column *column;

		position++;
		if (key->column < 0)
			continue;
		column = table->columns.items[key->column];
		if (!column->primary_key)
			column->primary_key = position;
		if (column->generated)
			diag_add(diags_of(schema), D_BAD_COLUMN, key->span,
				 "the generated column '%.*s' cannot be part of the primary key",
				 SLICE_ARGS(column->name.text));
	}
}

/* The rowid alias: one column of type INTEGER, and not the column constraint PRIMARY KEY DESC
 * (sqlite.org/lang_createtable.html, "ROWIDs and the INTEGER PRIMARY KEY"). */
static void add_primary_key(struct sqlite_schema *schema, struct sqlite_table *table,
			    struct sqlite_index *index, const struct constraint *constraint)
{
	struct sqlite_index *first = primary_key_of(table);
	int32_t column = index->keys.count == 1 ? index->keys.items[0].column : -1;

	if (first) {
		struct diagnostic *d = diag_add(diags_of(schema), D_BAD_KEY, constraint->span,
						"table '%.*s' has more than one primary key",
						SLICE_ARGS(table->name.text));

		diag_label(diags_of(schema), d, first->span, "first declared here");
		return;
	}
	mark_primary_key(schema, table, index);
	if (column >= 0 && is_integer_type(table->columns.items[column]) &&
	    !(index->column >= 0 && constraint->order == SORT_DESC)) {
		index->is_rowid = true;
		table->rowid_column = column;
		table->autoincrement = constraint->autoincrement;
		table->columns.items[column]->is_rowid = true;
	} else if (constraint->autoincrement) {
		diag_add(diags_of(schema), D_BAD_KEY, constraint->span,
			 "AUTOINCREMENT is only allowed on an INTEGER PRIMARY KEY");
	}
	add_index(schema, table, index);
}

/* PRIMARY KEY(a, b) and UNIQUE(a, b). */
static void add_table_key(struct sqlite_schema *schema, struct sqlite_table *table,
			  const struct constraint *constraint)
{
	bool primary = constraint->kind == CONSTRAINT_PRIMARY_KEY;
	struct sqlite_index *index = new_index(
		schema, table, primary ? INDEX_PRIMARY_KEY : INDEX_UNIQUE, constraint, -1);

	if (!index_add_keys(schema, table, index, constraint->columns))
		return;
	if (primary)
		add_primary_key(schema, table, index, constraint);
	else
		add_index(schema, table, index);
}

static void add_column_constraint_key(struct sqlite_schema *schema, struct sqlite_table *table,
				      const struct constraint *constraint, int32_t column)
{
	bool primary = constraint->kind == CONSTRAINT_PRIMARY_KEY;
	struct sqlite_index *index = new_index(
		schema, table, primary ? INDEX_PRIMARY_KEY : INDEX_UNIQUE, constraint, column);

	add_column_key(schema, index, column, constraint);
	if (primary)
		add_primary_key(schema, table, index, constraint);
	else
		add_index(schema, table, index);
}

/* ---------------------------------------------------------------- CHECK and FOREIGN KEY */

static void add_check(struct sqlite_schema *schema, struct sqlite_table *table,
		      const struct constraint *constraint, int32_t column)
{
	struct sqlite_check check = {
		.name = constraint->name,
		.expr = constraint->expr,
		.conflict = constraint->conflict,
		.column = column,
		.span = constraint->span,
	};

	vec_push(schema->ctx->arena, &table->checks, check);
}

/* Only DEFERRABLE INITIALLY DEFERRED defers (sqlite.org/foreignkeys.html section 4.2). */
static void set_deferral(struct sqlite_foreign_key *key, enum deferrable deferrable,
			 enum initially initially)
{
	key->deferrable = deferrable;
	key->initially = initially;
	key->deferred = deferrable == DEFERRABLE && initially == INITIALLY_DEFERRED;
}

static struct sqlite_foreign_key *
new_foreign_key(struct sqlite_schema *schema, const struct constraint *constraint, int32_t column)
{
	const struct foreign_key_clause *clause = constraint->foreign_key;
	struct sqlite_foreign_key *key =
		arena_object(schema->ctx->arena, struct sqlite_foreign_key);

	key->constraint_name = constraint->name;
	key->parent = clause->table;
	if (clause->columns)
		key->parent_columns = *clause->columns;
	key->on_delete = clause->on_delete;
	key->on_update = clause->on_update;
	key->match = clause->match;
	key->column = column;
	key->span = constraint->span;
	set_deferral(key, clause->deferrable, clause->initially);
	return key;
}

static bool foreign_key_columns(struct sqlite_schema *schema, struct sqlite_table *table,
				struct sqlite_foreign_key *key, const struct name_list *columns)
{
	vec_each(struct name, name, columns->names) {
		int32_t column = sqlite_find_column(table, name->symbol);

		if (column < 0) {
			report_no_such_column(schema, table, name);
			return false;
		}
		vec_push(schema->ctx->arena, &key->columns, column);
	}
	return true;
}

static void add_foreign_key(struct sqlite_schema *schema, struct sqlite_table *table,
			    const struct constraint *constraint, int32_t column)
{
	struct sqlite_foreign_key *key = new_foreign_key(schema, constraint, column);

	if (column >= 0)
		vec_push(schema->ctx->arena, &key->columns, column);
	else if (!foreign_key_columns(schema, table, key, constraint->child_columns))
		return;
	if (key->parent_columns.names.count &&
	    key->parent_columns.names.count != key->columns.count)
		diag_add(diags_of(schema), D_BAD_KEY, constraint->span,
			 "the foreign key has %u columns here and %u in '%.*s'", key->columns.count,
			 key->parent_columns.names.count, SLICE_ARGS(key->parent.text));
	list_add(schema, &table->foreign_keys, table->foreign_keys.count, key);
}

/* [NOT] DEFERRABLE as a constraint of its own belongs to the table's newest foreign key. */
static void add_deferral(struct sqlite_table *table, const struct constraint *constraint)
{
	if (table->foreign_keys.count == 0)
		return;
	set_deferral(table->foreign_keys.items[table->foreign_keys.count - 1],
		     constraint->foreign_key->deferrable, constraint->foreign_key->initially);
}

/* ---------------------------------------------------------------- columns */

static bool is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static const char *skip_blanks(const char *at, const char *end)
{
	while (at < end) {
		if (end - at >= 2 && at[0] == '-' && at[1] == '-') {
			while (at < end && *at != '\n')
				at++;
		} else if (end - at >= 2 && at[0] == '/' && at[1] == '*') {
			for (at += 2; at < end && !(at[-1] == '/' && at[-2] == '*');)
				at++;
		} else if (is_blank(*at)) {
			at++;
		} else {
			break;
		}
	}
	return at;
}

/* The text that PRAGMA table_xinfo shows: behind DEFAULT, without the parentheses. */
static struct span default_text(struct sqlite_schema *schema, const struct constraint *constraint)
{
	struct span span = constraint->span;
	struct slice text;
	const char *at, *end;

	if (constraint->name)
		span.start = constraint->name->span.end;
	text = source_slice(&schema->ctx->sources, span);
	end = text.ptr + text.len;
	at = skip_blanks(text.ptr, end);
	if (end - at < 7 || !slice_equal_nocase((struct slice){ at, 7 }, SLICE("DEFAULT")))
		return constraint->expr->span;
	at = skip_blanks(at + 7, end);
	if (constraint->parenthesized) {
		for (at++, end--; at < end && is_blank(*at);)
			at++;
		while (end > at && is_blank(end[-1]))
			end--;
	}
	return (struct span){ span.start + (uint32_t)(at - text.ptr),
			      span.start + (uint32_t)(end - text.ptr) };
}

static void set_default(struct sqlite_schema *schema, struct sqlite_column *column,
			const struct constraint *constraint)
{
	if (column->generated) {
		diag_add(diags_of(schema), D_BAD_COLUMN, constraint->span,
			 "a generated column has no DEFAULT");
		return;
	}
	column->default_value = constraint->expr;
	column->default_parenthesized = constraint->parenthesized;
	column->default_span = default_text(schema, constraint);
	if (constraint->parenthesized)
		check_expr(schema, NULL, constraint->expr, PLACE_DEFAULT);
}

static void set_generated(struct sqlite_schema *schema, struct sqlite_column *column,
			  const struct constraint *constraint)
{
	if (column->default_value || column->generated)
		diag_add(diags_of(schema), D_BAD_COLUMN, constraint->span,
			 "the generated column '%.*s' has a second %s",
			 SLICE_ARGS(column->name.text), column->generated ? "expression" : "value");
	if (column->primary_key)
		diag_add(diags_of(schema), D_BAD_COLUMN, constraint->span,
			 "the generated column '%.*s' cannot be part of the primary key",
			 SLICE_ARGS(column->name.text));
	column_rare(schema->ctx->arena, column)->generated_as = constraint->expr;
	column->generated = constraint->storage == GENERATED_STORED ? GENERATED_AS_STORED
								    : GENERATED_AS_VIRTUAL;
}

static void set_not_null(struct sqlite_schema *schema, struct sqlite_column *column,
			 const struct constraint *constraint)
{
	struct sqlite_column_rare *rare;

	column->not_null = true;
	column->not_null_written = true;
	column->not_null_conflict = constraint->conflict;
	if (!constraint->name && !constraint->conflict)
		return;
	rare = column_rare(schema->ctx->arena, column);
	rare->not_null_name = constraint->name;
	rare->not_null_span = constraint->span;
}

static void column_constraint(struct sqlite_schema *schema, struct sqlite_table *table,
			      struct constraint *constraint)
{
	int32_t position = (int32_t)table->columns.count - 1;
	struct sqlite_column *column = table->columns.items[position];

	switch (constraint->kind) {
	case CONSTRAINT_PRIMARY_KEY:
	case CONSTRAINT_UNIQUE:
		add_column_constraint_key(schema, table, constraint, position);
		break;
	case CONSTRAINT_CHECK:
		add_check(schema, table, constraint, position);
		break;
	case CONSTRAINT_FOREIGN_KEY:
		add_foreign_key(schema, table, constraint, position);
		break;
	case CONSTRAINT_NOT_NULL:
		set_not_null(schema, column, constraint);
		break;
	case CONSTRAINT_DEFAULT:
		set_default(schema, column, constraint);
		break;
	case CONSTRAINT_COLLATE:
		column_rare(schema->ctx->arena, column)->collation = constraint->collation;
		break;
	case CONSTRAINT_GENERATED:
		set_generated(schema, column, constraint);
		break;
	case CONSTRAINT_DEFERRABLE:
		add_deferral(table, constraint);
		break;
	case CONSTRAINT_NULL:
	case CONSTRAINT_NAME_ONLY:
		break;
	}
}

static void check_duplicate_column(struct sqlite_schema *schema, struct sqlite_table *table,
				   const struct name *name)
{
	int32_t first = sqlite_find_column(table, name->symbol);
	struct diagnostic *d;

	if (first < 0)
		return;
	d = diag_add(diags_of(schema), D_DUPLICATE_NAME, name->span,
		     "duplicate column name: '%.*s'", SLICE_ARGS(name->text));
	diag_label(diags_of(schema), d, table->columns.items[first]->name.span,
		   "first declared here");
}

const struct sqlite_column_rare nothing_rare;

void column_init(struct sqlite_column *column, struct name name, struct type_name type,
		 struct span span)
{
	column->name = name;
	column->type = type;
	column->affinity = affinity_of(type.text);
	column->span = span;
	column->rare = &nothing_rare;
}

struct sqlite_column_rare *column_rare(struct arena *arena, struct sqlite_column *column)
{
	if (column->rare == &nothing_rare)
		column->rare = arena_object(arena, struct sqlite_column_rare);
	return (struct sqlite_column_rare *)column->rare;
}

static void append_column(struct sqlite_schema *schema, struct sqlite_table *table,
			  struct sqlite_column *column, const struct column_def *definition)
{
	check_duplicate_column(schema, table, &definition->name);
	column_init(column, definition->name, definition->type, definition->span);
	if (definition->comments)
		column_rare(schema->ctx->arena, column)->comments = definition->comments;
	vec_push(schema->ctx->arena, &table->columns, column);
	vec_each(struct constraint *, constraint, definition->constraints)
		column_constraint(schema, table, *constraint);
}

struct sqlite_column *table_add_column(struct sqlite_schema *schema, struct sqlite_table *table,
				       struct column_def *definition)
{
	struct sqlite_column *column = arena_object(schema->ctx->arena, struct sqlite_column);

	append_column(schema, table, column, definition);
	return column;
}

/* One block for all columns of the table. */
static void add_columns(struct sqlite_schema *schema, struct sqlite_table *table,
			const struct create_table *create)
{
	uint32_t count = create->columns.count;
	struct sqlite_column *columns;

	if (count > MAX_COLUMNS)
		diag_add(diags_of(schema), D_BAD_COLUMN, create->columns.items[MAX_COLUMNS]->span,
			 "too many columns in '%.*s'", SLICE_ARGS(table->name.text));
	columns = arena_alloc(schema->ctx->arena, count * sizeof(*columns));
	table->columns.items = arena_alloc(schema->ctx->arena, count * sizeof(columns));
	table->columns.cap = count;
	for (uint32_t i = 0; i < count; i++)
		append_column(schema, table, &columns[i], create->columns.items[i]);
}

static void table_constraint(struct sqlite_schema *schema, struct sqlite_table *table,
			     const struct constraint *constraint)
{
	switch (constraint->kind) {
	case CONSTRAINT_PRIMARY_KEY:
	case CONSTRAINT_UNIQUE:
		add_table_key(schema, table, constraint);
		break;
	case CONSTRAINT_CHECK:
		add_check(schema, table, constraint, -1);
		break;
	case CONSTRAINT_FOREIGN_KEY:
		add_foreign_key(schema, table, constraint, -1);
		break;
	case CONSTRAINT_DEFERRABLE:
		add_deferral(table, constraint);
		break;
	case CONSTRAINT_NOT_NULL:
	case CONSTRAINT_NULL:
	case CONSTRAINT_DEFAULT:
	case CONSTRAINT_COLLATE:
	case CONSTRAINT_GENERATED:
	case CONSTRAINT_NAME_ONLY:
		break;
	}
}

/* ---------------------------------------------------------------- the finished table */

static void check_strict_column(struct sqlite_schema *schema, struct sqlite_table *table,
				struct sqlite_column *column)
{
	struct slice type = unquoted_type(column->type.text);

	if (type.len == 0)
		diag_add(diags_of(schema), D_BAD_COLUMN, column->name.span,
			 "column '%.*s' of the STRICT table '%.*s' has no type",
			 SLICE_ARGS(column->name.text), SLICE_ARGS(table->name.text));
	else if (!is_strict_type(type))
		diag_add(diags_of(schema), D_BAD_COLUMN, column->type.span,
			 "unknown type '%.*s' in the STRICT table '%.*s'", SLICE_ARGS(type),
			 SLICE_ARGS(table->name.text));
	if (slice_equal_nocase(type, SLICE("ANY")))
		column->affinity = AFFINITY_BLOB;
	if (column->primary_key && !column->is_rowid)
		column->not_null = true;
}

/* PRIMARY KEY(a, b, a) is PRIMARY KEY(a, b) (build.c, convertToWithoutRowidTable). */
static void drop_repeated_keys(struct sqlite_table *table, struct sqlite_index *index)
{
	uint32_t kept = 0;

	for (uint32_t i = 0; i < index->keys.count; i++) {
		struct index_key *key = &index->keys.items[i];
		uint32_t j = 0;

		while (j < kept &&
		       !(index->keys.items[j].column == key->column &&
			 key_collation(table, &index->keys.items[j]) == key_collation(table, key)))
			j++;
		if (j == kept)
			index->keys.items[kept++] = *key;
	}
	index->keys.count = kept;
	for (uint32_t i = 0; i < kept; i++)
		if (index->keys.items[i].column >= 0)
			table->columns.items[index->keys.items[i].column]->primary_key =
				(uint16_t)(i + 1);
}

static void finish_without_rowid(struct sqlite_schema *schema, struct sqlite_table *table)
{
	struct sqlite_index *key = primary_key_of(table);

	if (!key) {
		diag_add(diags_of(schema), D_BAD_KEY, table->name.span,
			 "the WITHOUT ROWID table '%.*s' has no PRIMARY KEY",
			 SLICE_ARGS(table->name.text));
		return;
	}
	if (key->autoincrement)
		diag_add(diags_of(schema), D_BAD_KEY, key->span,
			 "AUTOINCREMENT is not allowed in a WITHOUT ROWID table");
	vec_each(struct index_key, each, key->keys) {
		if (each->column >= 0)
			table->columns.items[each->column]->not_null = true;
	}
	if (key->is_rowid) {
		key->is_rowid = false;
		table->columns.items[table->rowid_column]->is_rowid = false;
		table->rowid_column = -1;
		number_index(schema, table, key);
	}
	drop_repeated_keys(table, key);
}

void table_check_column(struct sqlite_schema *schema, struct sqlite_table *table, int32_t column)
{
	if (table->strict && column >= 0)
		check_strict_column(schema, table, table->columns.items[column]);
	vec_each(struct sqlite_check, check, table->checks) {
		if (check->column == column)
			check_expr(schema, table, check->expr, PLACE_CHECK);
	}
	if (column >= 0 && table->columns.items[column]->generated)
		check_expr(schema, table, table->columns.items[column]->rare->generated_as,
			   PLACE_GENERATED);
}

void table_check(struct sqlite_schema *schema, struct sqlite_table *table)
{
	uint32_t generated = 0;

	vec_each(struct sqlite_check, check, table->checks)
		check_expr(schema, table, check->expr, PLACE_CHECK);
	vec_each(struct sqlite_column *, column, table->columns) {
		if (table->strict)
			check_strict_column(schema, table, *column);
		if (!(*column)->generated)
			continue;
		generated++;
		check_expr(schema, table, (*column)->rare->generated_as, PLACE_GENERATED);
	}
	if (generated == table->columns.count && generated > 0)
		diag_add(diags_of(schema), D_BAD_COLUMN, table->name.span,
			 "table '%.*s' has no column that is not generated",
			 SLICE_ARGS(table->name.text));
}

static struct sqlite_table *new_table(struct sqlite_schema *schema, struct create_table *create,
				      enum database database, struct span span)
{
	struct sqlite_table *table = arena_object(schema->ctx->arena, struct sqlite_table);

	table->name = create->name.object;
	table->temporary = database == DATABASE_TEMP;
	table->without_rowid = create->without_rowid;
	table->strict = create->strict;
	table->if_not_exists = create->if_not_exists;
	table->rowid_column = -1;
	table->as_select = create->select;
	table->comments = create->comments;
	table->trailing_comments = create->trailing_comments;
	table->written = create->name.object.span.start;
	table->span = span;
	table->order = schema->next_order++;
	return table;
}

/* A shadow table that the virtual table made by itself, and that a dump makes again. */
static bool replace_shadow(struct sqlite_schema *schema, enum database database,
			   const struct symbol *name)
{
	struct relation *there = find_relation_in(schema, database, name);

	if (!there || there->kind != OBJECT_TABLE || there->table->kind != TABLE_SHADOW ||
	    there->table->written)
		return false;
	drop_table(schema, there->table);
	return true;
}

static void enter_table(struct sqlite_schema *schema, struct sqlite_table *table)
{
	table->owner = virtual_owner(schema, database_of(table->temporary), table->name.symbol);
	if (table->owner)
		table->kind = TABLE_SHADOW;
	add_relation(schema, OBJECT_TABLE, database_of(table->temporary), table);
	list_add(schema, &schema->tables, schema->tables.count, table);
}

/* ---------------------------------------------------------------- CREATE TABLE AS */

static void report_problem(struct names_walk *walk, struct span span, const char *message)
{
	diag_add(&walk->schema->ctx->diags, D_NO_SUCH_OBJECT, span, "%s", message);
}

/* The declared type that stands for an affinity (build.c, createTableStmt). */
static const char *type_for(const struct names_column *column)
{
	static const char *const types[] = {
		[AFFINITY_BLOB] = "",	    [AFFINITY_TEXT] = "TEXT", [AFFINITY_NUMERIC] = "NUM",
		[AFFINITY_INTEGER] = "INT", [AFFINITY_REAL] = "REAL",
	};

	return column->has_affinity ? types[column->affinity] : "";
}

static void add_selected_column(struct sqlite_schema *schema, struct sqlite_table *table,
				const struct names_column *from, struct span span)
{
	struct arena *arena = schema->ctx->arena;
	struct sqlite_column *column = arena_object(arena, struct sqlite_column);
	struct name name = { .text = { arena_copy(arena, from->name.ptr, from->name.len),
				       from->name.len },
			     .symbol = from->symbol,
			     .span = span,
			     .quote = QUOTE_DOUBLE };
	struct type_name type = { .text = slice_of(type_for(from)) };

	column_init(column, name, type, span);
	vec_push(arena, &table->columns, column);
}

static void add_selected_columns(struct sqlite_schema *schema, struct sqlite_table *table,
				 struct select *select)
{
	const struct names_columns *columns;
	struct names_walk walk;

	names_walk_init(&walk, schema);
	walk.temporary = true; /* CREATE TABLE sees temporary tables too. */
	walk.problem = report_problem;
	names_walk_select(&walk, select, NULL);
	walk.problem = NULL;
	columns = names_select_columns(&walk, select, NULL);
	if (columns->open)
		diag_add(diags_of(schema), D_BAD_COLUMN, select->span,
			 "the columns of this SELECT can't be told: it reads a table that "
			 "SQLite makes at run time");
	vec_each(struct names_column, column, columns->list)
		add_selected_column(schema, table, column, select->span);
	names_walk_free(&walk);
}

bool apply_create_table(struct sqlite_schema *schema, struct create_table *create, struct span span)
{
	struct sqlite_table *table;
	enum database database;

	if (!new_object_database(schema, &create->name, create->temporary, &database))
		return true;
	if (name_is(&create->name.object, "sqlite_sequence") ||
	    name_has_prefix(&create->name.object, "sqlite_stat"))
		return false;
	replace_shadow(schema, database, create->name.object.symbol);
	if (!check_not_reserved(schema, &create->name.object) ||
	    !check_new_relation(schema, &create->name.object, database, create->if_not_exists))
		return false;
	table = new_table(schema, create, database, span);
	if (create->select)
		add_selected_columns(schema, table, create->select);
	else
		add_columns(schema, table, create);
	vec_each(struct constraint *, constraint, create->constraints)
		table_constraint(schema, table, *constraint);
	if (table->without_rowid)
		finish_without_rowid(schema, table);
	table_check(schema, table);
	enter_table(schema, table);
	return keep_table(schema, table);
}
