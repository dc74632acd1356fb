/* SPDX-License-Identifier: PostgreSQL
 *
 * PRIMARY KEY, UNIQUE and CHECK.  A key over text whose collation folds becomes a
 * unique index over the folded text, or, where a foreign key refers to it, a
 * UNIQUE over columns generated from it.
 */
#include <config.h>

#include "lower/parts.h"

#include <string.h>

/* ---------------------------------------------------------------- names */

static bool table_has(const struct pg_table *table, const char *name)
{
	vec_each(struct pg_constraint *, c, table->constraints) {
		if ((*c)->name && strcmp((*c)->name, name) == 0)
			return true;
	}
	return false;
}

/* WANTED, or, where it is taken, another name, told at SPAN. */
static const char *take_name(struct lowering *l, struct pg_table *table, enum name_kind kind,
			     const char *wanted, struct span span)
{
	const char *text = wanted;

	/* SQLite lets constraints share names; PostgreSQL only CHECKs and foreign keys, and those
	 * of different tables. */
	if (kind == NAME_CONSTRAINT)
		for (unsigned n = 1; table_has(table, text); n++)
			text = arena_printf(l->arena, "%.60s%u", wanted, n);
	else if (table_has(table, text) || name_is_taken(l->names, NAME_INDEX, text))
		for (unsigned n = 0;
		     n == 0 || table_has(table, text) || name_is_taken(l->names, NAME_INDEX, text);
		     n++)
			text = pg_object_name(l->arena, table->name, NULL, wanted, n);
	name_try(l->names, kind, text, span);
	if (text != wanted)
		diag_add(&l->ctx->diags, D_NAME_CLASH, span,
			 "the name of constraint '%s' is taken; it is called '%s'", wanted, text);
	return text;
}

const char *constraint_name(struct lowering *l, struct pg_table *table, enum name_kind kind,
			    const struct name *name)
{
	struct target target = { 0 };

	if (!name || !name->symbol)
		return NULL;
	rule_for_constraint(l->rules, name, &target);
	return take_name(l, table, kind,
			 target.rename ? target.rename : name_identifier(l, name, NULL),
			 name->span);
}

bool constraint_is_excluded(const struct lowering *l, const struct name *name)
{
	struct target target = { 0 };

	return name && name->symbol && rule_for_constraint(l->rules, name, &target) &&
	       target.kind == TARGET_EXCLUDE;
}

static struct pg_constraint *constraint_new(struct lowering *l, struct pg_table *table,
					    enum pg_constraint_kind kind, struct span span)
{
	struct pg_constraint *c = arena_object(l->arena, struct pg_constraint);

	c->kind = kind;
	c->span = span;
	vec_push(l->arena, &table->constraints, c);
	return c;
}

/* ---------------------------------------------------------------- keys */

bool key_stays_nullable(const struct lowering *l, const struct lowered_table *table)
{
	if (l->settings->nullable_keys == NULLABLE_KEYS_PRIMARY || table->source->without_rowid)
		return false;
	vec_each(struct sqlite_column *, column, table->source->columns) {
		if ((*column)->primary_key && !(*column)->not_null && !(*column)->is_rowid)
			return true;
	}
	return false;
}

enum collation_kind key_collation(const struct lowering *l, const struct lowered_table *table,
				  const struct index_key *key)
{
	const struct pg_column *column;
	enum collation_kind kind;

	if (key->column < 0)
		return COLLATION_BINARY;
	column = table->columns[key->column];
	if (!column || (!type_is_text(&column->type) &&
			(column->type.kind != PG_CITEXT || l->settings->nocase != NOCASE_CITEXT)))
		return COLLATION_BINARY; /* a rule's citext folds in all keys, as it is meant to */
	kind = collation_named(key->collation ? key->collation : column->source->rare->collation);
	/* Where the column's own type or collation folds, it is the exact key that differs. */
	if (column->type.kind == PG_CITEXT ||
	    (l->settings->nocase == NOCASE_ICU && column->collation &&
	     strcmp(column->collation, ICU_NOCASE) == 0))
		return kind == COLLATION_NOCASE	  ? COLLATION_BINARY
		       : kind == COLLATION_BINARY ? COLLATION_OTHER
						  : kind;
	return kind == COLLATION_OTHER ? COLLATION_BINARY : kind;
}

static bool same_names(const struct pg_name_list *a, const struct pg_name_list *b)
{
	if (a->names.count != b->names.count)
		return false;
	for (uint32_t i = 0; i < a->names.count; i++)
		if (strcmp(a->names.items[i], b->names.items[i]) != 0)
			return false;
	return true;
}

/* The PRIMARY KEY or UNIQUE over exactly these columns. */
static struct pg_constraint *find_key(const struct pg_table *table,
				      const struct pg_name_list *columns)
{
	vec_each(struct pg_constraint *, c, table->constraints) {
		if (((*c)->kind == PG_PRIMARY_KEY || (*c)->kind == PG_UNIQUE) &&
		    same_names(&(*c)->columns, columns))
			return *c;
	}
	return NULL;
}

void ensure_unique(struct lowering *l, struct pg_table *table, const struct pg_name_list *columns,
		   struct span span)
{
	if (!find_key(table, columns))
		constraint_new(l, table, PG_UNIQUE, span)->columns = *columns;
}

static struct pg_column *find_folded(const struct lowered_table *table, const char *name)
{
	const struct pg_table *to = table->table;

	for (uint32_t i = to->columns.count; i > 0 && !to->columns.items[i - 1]->source; i--)
		if (strcmp(to->columns.items[i - 1]->name, name) == 0)
			return to->columns.items[i - 1];
	return NULL;
}

struct pg_column *folded_column(struct lowering *l, struct lowered_table *table, int32_t column,
				enum collation_kind collation)
{
	const struct pg_column *from = table->columns[column];
	const char *label = collation == COLLATION_NOCASE ? "nocase" : "rtrim";
	const char *name = pg_object_name(l->arena, from->name, NULL, label, 0);
	struct pg_column *made = find_folded(table, name);
	struct name wanted = { .text = slice_of(label),
			       .symbol = symbol_intern_text(l->ctx->symbols, label) };
	struct index_key key = { .column = column, .collation = &wanted, .span = from->span };
	struct pg_index_key folded = { 0 };

	if (made)
		return made;
	if (!lower_index_key(l, table, &key, &folded) || !folded.expr)
		return NULL;
	made = arena_object(l->arena, struct pg_column);
	*made = (struct pg_column){ .name = name,
				    .type = pg_type_of(PG_TEXT),
				    .collation = from->collation,
				    .generated_as = folded.expr,
				    .span = from->span };
	vec_push(l->arena, &table->table->columns, made);
	return made;
}

/* The columns of a key, each once.  FOLDED: those generated from the ones that fold.
 * False when one of them is left out. */
static bool key_columns(struct lowering *l, struct lowered_table *table,
			const struct sqlite_index *index, bool folded, struct pg_name_list *out)
{
	vec_reserve(l->arena, &out->names, index->keys.count);
	vec_each(struct index_key, key, index->keys) {
		const struct pg_column *column = table->columns[key->column];
		enum collation_kind collation = key_collation(l, table, key);
		bool again = false;

		if (column && folded && collation != COLLATION_BINARY)
			column = folded_column(l, table, key->column, collation);
		if (!column)
			return false;
		vec_each(const char *, other, out->names)
			again |= *other == column->name;
		if (!again)
			vec_push(l->arena, &out->names, column->name);
	}
	return true;
}

static bool key_folds(const struct lowering *l, const struct lowered_table *table,
		      const struct sqlite_index *index)
{
	vec_each(struct index_key, key, index->keys) {
		if (key_collation(l, table, key) != COLLATION_BINARY)
			return true;
	}
	return false;
}

/* True when each folding column of the key is referenced by its folded text. */
static bool key_is_referenced(const struct lowering *l, const struct lowered_table *table,
			      const struct sqlite_index *index)
{
	vec_each(struct index_key, key, index->keys) {
		if (key_collation(l, table, key) != COLLATION_BINARY &&
		    !family_is_folded(l, table, (uint32_t)key->column))
			return false;
	}
	return true;
}

void tell_typeless_key(struct lowering *l, const struct lowered_table *table,
		       const struct sqlite_index *index)
{
	vec_each(struct index_key, key, index->keys) {
		const struct pg_column *column =
			key->column < 0 ? NULL : table->columns[key->column];
		struct diagnostic *diag;

		if (!column || column->source->affinity != AFFINITY_BLOB ||
		    column->type.kind == PG_BYTEA)
			continue;
		diag = diag_add(
			&l->ctx->diags, D_TYPELESS_KEY, index->span,
			"values of different types, such as 1 and '1', are different keys in "
			"SQLite and the same %s here",
			column->type.name ? column->type.name : "value");
		diag->object = object_of(l, table, key->column);
	}
}

static void tell_excluded(struct lowering *l, const struct lowered_table *table, struct span span,
			  const char *what)
{
	struct diagnostic *diag;

	diag = diag_add(&l->ctx->diags, D_DEPENDS_ON_EXCLUDED, span,
			"%s is left out with a column that it names", what);
	diag->object = object_of(l, table, -1);
}

bool key_admits_null(const struct lowered_table *table, const struct sqlite_index *index)
{
	if (index->is_rowid || table->source->without_rowid || table->source->strict)
		return false;
	vec_each(struct index_key, key, index->keys) {
		if (!table->source->columns.items[key->column]->not_null)
			return true;
	}
	return false;
}

static const char *comparison_text(const struct lowering *l, const struct lowered_table *table,
				   const struct sqlite_index *index)
{
	bool nocase = false, rtrim = false, exact = false;

	vec_each(struct index_key, key, index->keys) {
		exact |= key_collation(l, table, key) == COLLATION_OTHER;
		nocase |= key_collation(l, table, key) == COLLATION_NOCASE;
		rtrim |= key_collation(l, table, key) == COLLATION_RTRIM;
	}
	if (nocase && rtrim)
		return "ignores case and trailing blanks";
	if (exact)
		return "minds case where its column does not";
	return nocase ? "ignores case" : "ignores trailing blanks";
}

/* A unique index over the folded text says what UNIQUE says in SQLite. */
static void add_folding_index(struct lowering *l, struct lowered_table *table,
			      const struct sqlite_index *index, const struct name *name)
{
	struct pg_index *made = index_new(l, table, index);
	struct pg_name_list columns = { 0 };
	struct strbuf joined = { 0 };
	struct diagnostic *diag;

	if (!made || !key_columns(l, table, index, false, &columns))
		return;
	if (name) {
		made->name = constraint_name(l, table->table, NAME_INDEX_CONSTRAINT, name);
	} else {
		vec_each(const char *, column, columns.names)
			strbuf_addf(&joined, "%s%s", joined.len ? "_" : "", *column);
		made->name = pg_object_name(l->arena, table->table->name, joined.text, "key", 0);
		strbuf_free(&joined);
		vec_push(l->arena, &l->unnamed_indexes, made);
	}
	diag = diag_add(&l->ctx->diags, D_FOLDING_KEY, index->span,
			"the key %s; it becomes a unique index, which ON CONFLICT and "
			"foreign keys can't name",
			comparison_text(l, table, index));
	diag->object = object_of(l, table, -1);
}

static void add_key(struct lowering *l, struct lowered_table *table,
		    const struct sqlite_index *index, enum pg_constraint_kind kind, bool folded)
{
	const struct name *name = index->name.symbol ? &index->name : NULL;
	struct pg_name_list columns = { 0 };
	struct pg_constraint *other;
	struct diagnostic *diag;

	if (!key_columns(l, table, index, folded, &columns)) {
		tell_excluded(l, table, index->span, "the key");
		return;
	}
	if (columns.names.count > KEY_COLUMNS_MAX) {
		lower_refuse(l, D_TOO_MANY_KEYS, index->span, object_of(l, table, -1),
			     "the key has %u columns; PostgreSQL allows %d", columns.names.count,
			     KEY_COLUMNS_MAX);
		return;
	}
	other = find_key(table->table, &columns);
	if (!other) {
		other = constraint_new(l, table->table, kind, index->span);
		other->columns = columns;
		other->name = constraint_name(l, table->table, NAME_INDEX_CONSTRAINT, name);
		return;
	}
	/* UNIQUE, then PRIMARY KEY over the same columns: one key, the stronger. */
	if (kind == PG_PRIMARY_KEY)
		other->kind = kind;
	diag = diag_add(&l->ctx->diags, D_DUPLICATE_KEY, index->span,
			"a key over the same columns is there already; this one is left out");
	diag_label(&l->ctx->diags, diag, other->span, "the key");
	diag->object = object_of(l, table, -1);
}

static void lower_key(struct lowering *l, struct lowered_table *table,
		      const struct sqlite_index *index)
{
	bool primary = index->origin == INDEX_PRIMARY_KEY;
	bool stays = primary && key_stays_nullable(l, table);
	bool folds = key_folds(l, table, index);
	bool referenced = folds && key_is_referenced(l, table, index);

	vec_each(struct index_key, key, index->keys) {
		if (!index_key_has_order(l, table, key))
			return;
	}
	lower_conflict(l, index->conflict, index->span, table, -1);
	tell_typeless_key(l, table, index);
	if (folds && !referenced)
		add_folding_index(l, table, index,
				  !primary && index->name.symbol ? &index->name : NULL);
	/* A PRIMARY KEY stays one even where the index beside it is stronger. */
	if (primary && !stays)
		add_key(l, table, index, PG_PRIMARY_KEY, false);
	else if (!folds)
		add_key(l, table, index, PG_UNIQUE, false);
	if (referenced)
		add_key(l, table, index, PG_UNIQUE, true);
}

/* ---------------------------------------------------------------- unique indexes */

static bool has_primary_key(const struct lowered_table *table)
{
	vec_each(struct sqlite_column *, column, table->source->columns)
		if ((*column)->primary_key)
			return true;
	return false;
}

/* Over columns alone, compared as they are, none of them NULL in a primary key. */
static bool keys_fit(const struct lowering *l, const struct lowered_table *table,
		     const struct sqlite_index *index, enum target_kind kind)
{
	if (index->keys.count > KEY_COLUMNS_MAX)
		return false;
	vec_each(struct index_key, key, index->keys) {
		const struct pg_column *column =
			key->column >= 0 ? table->columns[key->column] : NULL;

		if (!column || key->descending || column->type.kind == PG_JSON ||
		    key_collation(l, table, key) != COLLATION_BINARY ||
		    (kind == TARGET_PRIMARY_KEY && !column->not_null))
			return false;
	}
	return true;
}

/* `index GLOB -> constraint`: an index that a constraint can't stand for stays one. */
bool index_is_key(struct lowering *l, const struct lowered_table *table,
		  const struct sqlite_index *index, struct target *target)
{
	return index->unique && !index->where && rule_for_index(l->rules, &index->name, target) &&
	       (target->kind == TARGET_UNIQUE ||
		(target->kind == TARGET_PRIMARY_KEY && !has_primary_key(table))) &&
	       keys_fit(l, table, index, target->kind);
}

/* Its comments stand above the table. */
static void keep_comments(struct lowering *l, struct pg_table *table,
			  const struct comments *comments)
{
	struct comments *both;

	if (!comments)
		return;
	both = arena_object(l->arena, struct comments);
	if (table->comments) {
		both->behind = table->comments->behind;
		vec_each(struct comment, comment, table->comments->above)
			vec_push(l->arena, &both->above, *comment);
	}
	vec_each(struct comment, comment, comments->above)
		vec_push(l->arena, &both->above, *comment);
	if (comments->behind.text.len)
		vec_push(l->arena, &both->above, comments->behind);
	table->comments = both;
}

static void lower_unique_index(struct lowering *l, struct lowered_table *table,
			       const struct sqlite_index *index)
{
	struct pg_name_list columns = { 0 };
	struct target target = { 0 };
	struct pg_constraint *key;

	if (!index_is_key(l, table, index, &target) ||
	    !key_columns(l, table, index, false, &columns))
		return;
	key = constraint_new(l, table->table,
			     target.kind == TARGET_UNIQUE ? PG_UNIQUE : PG_PRIMARY_KEY,
			     index->span);
	key->columns = columns;
	key->name =
		take_name(l, table->table, NAME_INDEX_CONSTRAINT,
			  target.rename ? target.rename : name_identifier(l, &index->name, NULL),
			  index->name.span);
	keep_comments(l, table->table, index->comments);
}

/* ---------------------------------------------------------------- CHECK */

/* An enum has no other values than the CHECK allows, unless a rule gave it some. */
static bool enum_says_it(const struct lowering *l, const struct lowered_table *table,
			 const struct expr *check)
{
	if (l->out->enums.count == 0)
		return false;
	for (uint32_t i = 0; i < table->source->columns.count; i++)
		if (table->columns[i] && table->columns[i]->type.kind == PG_ENUM &&
		    check_gives_enum(table->source->columns.items[i], check) &&
		    check_lists_labels(check, &type_rule(l, table, i)->target))
			return true;
	return false;
}

static void lower_check(struct lowering *l, struct lowered_table *table,
			const struct sqlite_check *check)
{
	struct expr_request request = { .context = IN_CHECK,
					.table = table,
					.column = -1,
					.boolean = true,
					.owner = table,
					.owner_column = check->column };
	struct lowered value = { 0 };
	struct pg_constraint *c;

	if (constraint_is_excluded(l, check->name))
		return;
	if (check->expr->kind == EXPR_IN && enum_says_it(l, table, check->expr))
		return;
	if (!lower_expr(l, check->expr, &request, &value)) {
		leave_out(l, PG_PRE_DATA, check->span,
			  arena_printf(l->arena, "a CHECK of %s", request_object(l, &request)));
		return;
	}
	/* The new type says it already: is_active IN (0, 1) on a boolean. */
	if (value.expr->kind == EXPR_BOOLEAN && value.expr->boolean)
		return;
	c = constraint_new(l, table->table, PG_CHECK, check->span);
	c->check = value.expr;
	c->name = constraint_name(l, table->table, NAME_CONSTRAINT, check->name);
	if (check->column < 0 || !table->columns[check->column])
		return;
	vec_reserve(l->arena, &c->columns.names, 1);
	vec_push(l->arena, &c->columns.names, table->columns[check->column]->name);
}

void lower_constraints(struct lowering *l, struct lowered_table *table)
{
	if (table->is_view)
		return;
	vec_each(struct sqlite_index *, index, table->source->indexes) {
		if ((*index)->origin != INDEX_CREATED &&
		    !constraint_is_excluded(l, &(*index)->name))
			lower_key(l, table, *index);
	}
	vec_each(struct sqlite_index *, index, table->source->indexes) {
		if ((*index)->origin == INDEX_CREATED)
			lower_unique_index(l, table, *index);
	}
	/* At their columns first: PostgreSQL meets them in this order. */
	vec_each(struct sqlite_check, check, table->source->checks) {
		if (check->column >= 0)
			lower_check(l, table, check);
	}
	vec_each(struct sqlite_check, check, table->source->checks) {
		if (check->column < 0)
			lower_check(l, table, check);
	}
}
