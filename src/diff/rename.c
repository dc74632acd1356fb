/* SPDX-License-Identifier: PostgreSQL
 *
 * Which table and column was which.  Evidence, strongest first: the hints of the mapping, the
 * ALTER TABLE ... RENAMEs that the new source has beyond those of the old one, the name.
 * Similarity only asks.  What was renamed gets its new name throughout the old schema, so that
 * all that comes later compares names.
 */
#include <config.h>

#include "diff/changes.h"

#include <stdlib.h>
#include <string.h>

#include "base/strmap.h"

struct pairing {
	struct change_list *list;
	struct rule_set *rules;
	struct context *ctx;	  /* the new schema's */
	struct strmap *by_name;	  /* old tables by their name in PostgreSQL */
	struct strmap *by_source; /* by their folded name in SQLite */
	struct strmap *past;	  /* the address of an SQLite table or column: its first old name */
	struct strmap *hints;	  /* the folded "table" or "table.column": struct rename_hint */
	struct strmap *claimed;	  /* addresses of old tables that have a pair */
	VEC(struct pg_constraint *) foreign_keys; /* old ones */
	struct strbuf key;
};

static struct slice address(const void *const *pointer)
{
	return (struct slice){ (const char *)pointer, sizeof(*pointer) };
}

static void *find_address(const struct strmap *map, const void *pointer)
{
	return strmap_find(map, address(&pointer));
}

static void set_address(struct strmap *map, const void *pointer, void *value)
{
	strmap_set(map, address(&pointer), value);
}

static struct slice folded(struct pairing *p, struct slice name)
{
	const struct symbol *symbol = context_symbol(p->ctx, name);

	return (struct slice){ symbol->text, symbol->len };
}

/* ---------------------------------------------------------------- evidence */

/* A chain that goes on where the old one ends begins with the same RENAMEs. */
static uint32_t common_renames(const struct sqlite_schema *old, const struct sqlite_schema *new)
{
	uint32_t i = 0;

	while (i < old->renames.count &&
	       i < new->renames.count &&strcmp(old->renames.items[i].from->text,
					       new->renames.items[i].from->text) ==
		       0 &&
	       strcmp(old->renames.items[i].to->text, new->renames.items[i].to->text) == 0)
		i++;
	return i;
}

static void read_renames(struct pairing *p)
{
	const struct sqlite_schema *old = p->list->old->source, *new = p->list->new->source;

	if (!new)
		return;
	for (uint32_t i = old ? common_renames(old, new) : 0; i < new->renames.count; i++) {
		const struct sqlite_rename *rename = &new->renames.items[i];
		const void *object = rename->column ? (const void *)rename->column : rename->table;

		if (!find_address(p->past, object))
			set_address(p->past, object, (void *)rename->from);
	}
}

static void read_hints(struct pairing *p)
{
	vec_each(struct rename_hint, hint, p->rules->renames) {
		strbuf_clear(&p->key);
		strbuf_add_slice(&p->key, folded(p, hint->table));
		if (hint->column.len) {
			strbuf_add_char(&p->key, '.');
			strbuf_add_slice(&p->key, folded(p, hint->column));
		}
		strmap_set(p->hints, (struct slice){ p->key.text, (uint32_t)p->key.len }, hint);
	}
}

static const struct rename_hint *hint_of(struct pairing *p, const struct pg_table *table,
					 const struct pg_column *column)
{
	struct rename_hint *hint;

	if (!p->rules->renames.count || !table->source || (column && !column->source))
		return NULL;
	strbuf_clear(&p->key);
	strbuf_add_text(&p->key, table->source->name.symbol->text);
	if (column) {
		strbuf_add_char(&p->key, '.');
		strbuf_add_text(&p->key, column->source->name.symbol->text);
	}
	hint = strmap_find(p->hints, (struct slice){ p->key.text, (uint32_t)p->key.len });
	if (hint)
		hint->matched = true;
	return hint;
}

static void report_unused_hints(struct pairing *p)
{
	vec_each(struct rename_hint, hint, p->rules->renames)
		if (!hint->matched)
			diag_add(&p->ctx->diags, D_UNUSED_RULE, hint->span,
				 "the new schema has nothing of this name");
}

/* ---------------------------------------------------------------- the new names in the old schema
 */

struct renaming {
	struct arena *arena;
	const struct strmap *names; /* of columns: old to new */
};

static void rename_in_expr(struct expr **operand, void *data)
{
	const struct renaming *renaming = data;
	struct expr *expr = *operand;
	struct column_reference *reference;
	const char *new;

	if (expr->kind != EXPR_NAME) {
		expr_each_operand(expr, rename_in_expr, data);
		return;
	}
	new = strmap_find(renaming->names, expr->name->column.text);
	if (!new)
		return;
	reference = arena_object(renaming->arena, struct column_reference);
	*reference = *expr->name;
	reference->column.text = slice_of(new);
	*operand = arena_object(renaming->arena, struct expr);
	**operand = *expr;
	(*operand)->name = reference;
}

static void rename_in_tree(struct expr **expr, struct renaming *renaming)
{
	if (*expr)
		rename_in_expr(expr, renaming);
}

static void rename_in_list(struct pg_name_list *list, const struct strmap *names)
{
	vec_each(const char *, name, list->names) {
		const char *new = strmap_find(names, slice_of(*name));

		if (new)
			*name = new;
	}
}

static void rename_in_table(struct pg_table *table, struct renaming *renaming)
{
	vec_each(struct pg_column *, column, table->columns) {
		const char *new = strmap_find(renaming->names, slice_of((*column)->name));

		if (new)
			(*column)->name = new;
		rename_in_tree(&(*column)->generated_as, renaming);
	}
	vec_each(struct pg_constraint *, constraint, table->constraints) {
		rename_in_list(&(*constraint)->columns, renaming->names);
		rename_in_tree(&(*constraint)->check, renaming);
	}
	vec_each(struct pg_index *, index, table->indexes) {
		vec_each(struct pg_index_key, key, (*index)->keys) {
			const char *new =
				key->column ? strmap_find(renaming->names, slice_of(key->column))
					    : NULL;

			if (new)
				key->column = new;
			rename_in_tree(&key->expr, renaming);
		}
		rename_in_tree(&(*index)->where, renaming);
	}
}

static void rename_in_children(struct pairing *p, const struct pg_table *parent,
			       const struct strmap *names)
{
	vec_each(struct pg_constraint *, key, p->foreign_keys)
		if ((*key)->parent == parent)
			rename_in_list(&(*key)->parent_columns, names);
}

static void list_foreign_keys(struct pairing *p)
{
	vec_each(struct pg_table *, table, p->list->old->tables)
		vec_each(struct pg_constraint *, constraint, (*table)->constraints)
			if ((*constraint)->kind == PG_FOREIGN_KEY)
				vec_push(p->list->arena, &p->foreign_keys, *constraint);
}

/* ---------------------------------------------------------------- names in the way */

static const char *move_away(struct change_list *list, const void *object, const char *name)
{
	struct moved_name moved = { object, name };

	vec_push(list->arena, &list->moved, moved);
	return arena_printf(list->arena, "%.*s_lite2pg_old", (int)pg_name_clip(name, 40), name);
}

const char *diff_own_name(const struct change_list *list, const void *object, const char *name)
{
	vec_each(struct moved_name, moved, list->moved)
		if (moved->object == object)
			return moved->name;
	return name;
}

/* ---------------------------------------------------------------- columns */

struct column_pairs {
	struct strmap *by_name;	  /* old columns */
	struct strmap *by_source; /* old columns by their folded name in SQLite */
	struct strmap *renamed;	  /* old name to new */
	VEC(const char *) taken;  /* new names of what is renamed */
};

static struct pg_column *column_by_source(const struct column_pairs *columns, const char *name)
{
	return strmap_find(columns->by_source, slice_of(name));
}

/* What COLUMN was called, by hint or RENAME, when that column is there. */
static struct pg_column *renamed_column(struct pairing *p, const struct table_pair *pair,
					const struct column_pairs *columns,
					const struct pg_column *column)
{
	const struct rename_hint *hint = hint_of(p, pair->new, column);
	const struct symbol *past;

	if (hint && !strmap_find(columns->by_name, slice_of(column->name)))
		return strmap_find(columns->by_source, folded(p, hint->was));
	past = column->source ? find_address(p->past, column->source) : NULL;
	return past ? column_by_source(columns, past->text) : NULL;
}

static void add_column_rename(struct pairing *p, const struct table_pair *pair,
			      const struct pg_column *old, const struct pg_column *new)
{
	change_add(p->list, (struct change){ .kind = CHANGE_RENAME,
					     .object = DIFF_COLUMN,
					     .aspect = DIFF_NAME,
					     .table = pair->new->name,
					     .name = new->name,
					     .old_text = old->name,
					     .new_text = new->name,
					     .old_table = pair->old,
					     .new_table = pair->new,
					     .old.column = old,
					     .new.column = new,
					     .old_span = old->span,
					     .new_span = new->span });
}

static bool has_evidence(struct pairing *p, const struct table_pair *pair)
{
	bool found = false;

	vec_each(struct pg_column *, column, pair->new->columns)
		if (hint_of(p, pair->new, *column) ||
		    ((*column)->source && find_address(p->past, (*column)->source)))
			found = true;
	return found;
}

static void index_columns(struct column_pairs *columns, const struct pg_table *old)
{
	*columns = (struct column_pairs){ .by_name = strmap_new(),
					  .by_source = strmap_new(),
					  .renamed = strmap_new() };
	vec_each(struct pg_column *, column, old->columns) {
		const char *source =
			(*column)->source ? (*column)->source->name.symbol->text : (*column)->name;

		strmap_set(columns->by_name, slice_of((*column)->name), *column);
		strmap_set(columns->by_source, slice_of(source), *column);
	}
}

/* The old column of that name, unless it is renamed too, makes room. */
static void take_name(struct pairing *p, const struct column_pairs *columns, const char *name)
{
	const struct pg_column *holder = strmap_find(columns->by_name, slice_of(name));

	if (holder && !strmap_find(columns->renamed, slice_of(name)))
		strmap_set(columns->renamed, slice_of(name),
			   (void *)move_away(p->list, holder, holder->name));
}

static void rename_columns(struct pairing *p, const struct table_pair *pair)
{
	struct column_pairs columns;
	struct renaming renaming;

	index_columns(&columns, pair->old);
	vec_each(struct pg_column *, column, pair->new->columns) {
		struct pg_column *old = renamed_column(p, pair, &columns, *column);

		if (!old || strcmp(old->name, (*column)->name) == 0 ||
		    strmap_find(columns.renamed, slice_of(old->name)))
			continue;
		add_column_rename(p, pair, old, *column);
		strmap_set(columns.renamed, slice_of(old->name), (void *)(*column)->name);
		vec_push(p->list->arena, &columns.taken, (*column)->name);
	}
	renaming = (struct renaming){ p->list->arena, columns.renamed };
	if (columns.taken.count) {
		vec_each(const char *, name, columns.taken)
			take_name(p, &columns, *name);
		rename_in_table(pair->old, &renaming);
		rename_in_children(p, pair->old, columns.renamed);
	}
	strmap_free(columns.by_name);
	strmap_free(columns.by_source);
	strmap_free(columns.renamed);
}

/* ---------------------------------------------------------------- tables */

static void add_table_rename(struct pairing *p, const struct pg_table *old,
			     const struct pg_table *new)
{
	change_add(p->list, (struct change){ .kind = CHANGE_RENAME,
					     .object = DIFF_TABLE,
					     .aspect = DIFF_NAME,
					     .table = new->name,
					     .name = new->name,
					     .old_text = old->name,
					     .new_text = new->name,
					     .old_table = old,
					     .new_table = new,
					     .old_span = old->span,
					     .new_span = new->span });
}

static struct pg_table *renamed_table(struct pairing *p, const struct pg_table *table)
{
	const struct rename_hint *hint = hint_of(p, table, NULL);
	const struct symbol *past;

	if (hint && !strmap_find(p->by_name, slice_of(table->name)))
		return strmap_find(p->by_source, folded(p, hint->was));
	past = table->source ? find_address(p->past, table->source) : NULL;
	return past ? strmap_find(p->by_source, slice_of(past->text)) : NULL;
}

static void claim(struct pairing *p, struct table_pair *pair, struct pg_table *old)
{
	if (!old || pair->old || find_address(p->claimed, old))
		return;
	pair->old = old;
	set_address(p->claimed, old, old);
}

static void pair_tables(struct pairing *p)
{
	struct change_list *list = p->list;

	vec_each(struct pg_table *, table, list->new->tables) {
		struct table_pair pair = { NULL, *table };

		vec_push(list->arena, &list->pairs, pair);
	}
	vec_each(struct table_pair, pair, list->pairs)
		claim(p, pair, renamed_table(p, pair->new));
	vec_each(struct table_pair, pair, list->pairs)
		claim(p, pair, strmap_find(p->by_name, slice_of(pair->new->name)));
	vec_each(struct pg_table *, table, list->old->tables)
		if (!find_address(p->claimed, *table))
			vec_push(list->arena, &list->dropped, *table);
}

static void index_tables(struct pairing *p)
{
	vec_each(struct pg_table *, table, p->list->old->tables) {
		const char *source =
			(*table)->source ? (*table)->source->name.symbol->text : (*table)->name;

		strmap_set(p->by_name, slice_of((*table)->name), *table);
		strmap_set(p->by_source, slice_of(source), *table);
	}
}

static void take_table_name(struct pairing *p, const char *name)
{
	struct pg_table *holder = strmap_find(p->by_name, slice_of(name));

	if (holder && !find_address(p->claimed, holder))
		holder->name = move_away(p->list, holder, holder->name);
}

static void rename_pairs(struct pairing *p)
{
	vec_each(struct table_pair, pair, p->list->pairs) {
		bool renamed = has_evidence(p, pair);

		if (!pair->old)
			continue;
		if (strcmp(pair->old->name, pair->new->name) != 0) {
			add_table_rename(p, pair->old, pair->new);
			take_table_name(p, pair->new->name);
			pair->old->name = pair->new->name;
		}
		if (renamed)
			rename_columns(p, pair);
	}
}

void diff_pair(struct change_list *list, struct rule_set *rules)
{
	struct pairing p = { .list = list,
			     .rules = rules,
			     .ctx = list->new->ctx,
			     .by_name = strmap_new(),
			     .by_source = strmap_new(),
			     .past = strmap_new(),
			     .hints = strmap_new(),
			     .claimed = strmap_new() };

	index_tables(&p);
	list_foreign_keys(&p);
	read_renames(&p);
	read_hints(&p);
	pair_tables(&p);
	rename_pairs(&p);
	report_unused_hints(&p);
	diff_ask(list);
	strmap_free(p.by_name);
	strmap_free(p.by_source);
	strmap_free(p.past);
	strmap_free(p.hints);
	strmap_free(p.claimed);
	strbuf_free(&p.key);
}
