/* SPDX-License-Identifier: PostgreSQL
 *
 * Key families: columns that foreign keys link, through chains and cycles, have one
 * type.  The referenced key's type is the family's; among integers the widest
 * wins, those last whose rule says `by references`.  PostgreSQL refuses a foreign key between types
 * that it can't compare, and SQLite applies the parent's affinity (foreignkeys.html section 3), so
 * the parent's type is the faithful one too.  Linear: union-find over column numbers.
 */
#include <config.h>

#include "lower/parts.h"

#include <stdlib.h>
#include <string.h>

enum role { ROLE_PARENT = 1, ROLE_CHILD = 2, ROLE_FOLDED = 4 };

struct family {
	struct pg_column *top; /* referenced, and if there is one, not referencing */
	bool top_is_child;
	enum pg_type_kind widest;	    /* among integers; PG_UNKNOWN: none */
	enum pg_type_kind widest_following; /* among those that follow the others */
};

struct key_families {
	uint32_t *parent; /* union-find */
	uint32_t *family; /* of a root: index + 1 */
	uint8_t *roles;
	VEC(struct family) families;
	uint32_t retyped; /* columns whose preset rule gave way */
	struct strbuf retyped_names;
	struct span first_retyped;
};

/* What nobody asks for once the families have their types. */
static void free_links(struct key_families *families)
{
	free(families->parent);
	free(families->family);
	families->parent = families->family = NULL;
}

void key_families_free(struct key_families *families)
{
	if (!families)
		return;
	free_links(families);
	free(families->roles);
	free(families);
}

static struct key_families *families_new(uint32_t count)
{
	struct key_families *f = xmalloc(sizeof(*f));

	*f = (struct key_families){ 0 };
	f->parent = xmalloc(count * sizeof(*f->parent));
	f->family = xmalloc(count * sizeof(*f->family));
	f->roles = xmalloc(count);
	memset(f->family, 0, count * sizeof(*f->family));
	memset(f->roles, 0, count);
	for (uint32_t i = 0; i < count; i++)
		f->parent[i] = i;
	return f;
}

static uint32_t root_of(struct key_families *f, uint32_t i)
{
	while (f->parent[i] != i) {
		f->parent[i] = f->parent[f->parent[i]];
		i = f->parent[i];
	}
	return i;
}

bool family_is_child(const struct lowering *l, const struct lowered_table *table, uint32_t column)
{
	return l->families->roles[table->first_column + column] & ROLE_CHILD;
}

bool family_is_folded(const struct lowering *l, const struct lowered_table *table, uint32_t column)
{
	return l->families->roles[table->first_column + column] & ROLE_FOLDED;
}

static void link_key(struct lowering *l, const struct lowered_table *table,
		     const struct sqlite_foreign_key *key)
{
	struct key_families *f = l->families;
	struct key_link link;

	if (!foreign_key_link(l, table, key, &link))
		return;
	for (uint32_t i = 0; i < key->columns.count; i++) {
		uint32_t child = table->first_column + (uint32_t)key->columns.items[i];
		uint32_t parent = link.parent->first_column + (uint32_t)link.columns[i];

		f->roles[parent] |= link.folded ? ROLE_PARENT | ROLE_FOLDED : ROLE_PARENT;
		if (child == parent)
			continue;
		f->roles[child] |= ROLE_CHILD;
		f->parent[root_of(f, child)] = root_of(f, parent);
	}
}

/* Calls STEP for each column that a foreign key links, in source order. */
static void each_linked(struct lowering *l,
			void (*step)(struct lowering *l, struct lowered_table *table, uint32_t i))
{
	for (uint32_t t = 0; t < l->table_count; t++) {
		struct lowered_table *table = &l->tables[t];

		for (uint32_t i = 0; i < table->source->columns.count; i++)
			if (l->families->roles[table->first_column + i] && table->columns[i])
				step(l, table, i);
	}
}

/* `-> bigint by references`: what the column says itself counts only when no other says it. */
static bool follows_references(const struct lowering *l, const struct lowered_table *table,
			       uint32_t i)
{
	const struct rule *rule = type_rule(l, table, i);

	return rule && rule->target.by_references;
}

static void gather(struct lowering *l, struct lowered_table *table, uint32_t i)
{
	struct key_families *f = l->families;
	uint32_t number = table->first_column + i, root = root_of(f, number);
	bool is_child = f->roles[number] & ROLE_CHILD;
	struct pg_column *column = table->columns[i];
	enum pg_type_kind *widest;
	struct family *family;

	if (!f->family[root]) {
		vec_push(l->arena, &f->families, ((struct family){ .top = NULL }));
		f->family[root] = f->families.count;
	}
	family = &f->families.items[f->family[root] - 1];
	if ((f->roles[number] & ROLE_PARENT) &&
	    (!family->top || (family->top_is_child && !is_child))) {
		family->top = column;
		family->top_is_child = is_child;
	}
	/* The kinds of integers are in order of their width. */
	widest = follows_references(l, table, i) ? &family->widest_following : &family->widest;
	if (type_is_integer(&column->type) && column->type.kind > *widest)
		*widest = column->type.kind;
}

static bool affinity_fits(enum affinity affinity, const struct pg_type *type)
{
	if (affinity == AFFINITY_TEXT || affinity == AFFINITY_BLOB)
		return !(type->kind >= PG_BOOLEAN && type->kind <= PG_DOUBLE);
	if (affinity == AFFINITY_REAL && type_is_integer(type))
		return false;
	return !type_is_text(type) && type->kind != PG_CITEXT && type->kind != PG_BYTEA;
}

/* What a preset's rule says gives way without a word for each column. */
static void count_retyped(struct lowering *l, const struct lowered_table *table, uint32_t i)
{
	const struct pg_column *column = table->columns[i];
	struct key_families *f = l->families;

	if (f->retyped++ == 0)
		f->first_retyped = column->source->type.span.end ? column->source->type.span
								 : column->source->span;
	if (f->retyped > NAMED_MAX)
		return;
	strbuf_addf(&f->retyped_names, "%s%s ", f->retyped_names.len ? ", " : "",
		    object_of(l, table, (int32_t)i));
	pg_type_print(&f->retyped_names, &column->type);
}

static void tell_counted(struct lowering *l)
{
	struct key_families *f = l->families;

	if (f->retyped > NAMED_MAX)
		strbuf_addf(&f->retyped_names, " and %u more", f->retyped - NAMED_MAX);
	if (f->retyped)
		diag_add(&l->ctx->diags, D_KEY_TYPE, f->first_retyped,
			 "%u column%s the type of %s: %s", f->retyped,
			 f->retyped == 1 ? " has" : "s have",
			 f->retyped == 1 ? "its key's family" : "their keys' families",
			 f->retyped_names.text);
	strbuf_free(&f->retyped_names);
}

static void tell_retyped(struct lowering *l, const struct lowered_table *table, uint32_t i,
			 const struct pg_type *old)
{
	const struct pg_column *column = table->columns[i];
	bool fits = affinity_fits(column->source->affinity, &column->type) ||
		    !affinity_fits(column->source->affinity, old);
	const struct rule *rule = type_rule(l, table, i);
	struct strbuf text = { 0 };
	struct diagnostic *diag;

	if (fits && rule && rule->preset) {
		count_retyped(l, table, i);
		return;
	}
	pg_type_print(&text, &column->type);
	diag = diag_add(&l->ctx->diags, fits ? D_KEY_TYPE : D_KEY_AFFINITY,
			column->source->type.span.end ? column->source->type.span
						      : column->source->span,
			fits ? "the column is %s, the type of its key's family"
			     : "the column is %s, the type of the key that it references; "
			       "other values that SQLite admits here are refused",
			text.text);
	diag->object = object_of(l, table, (int32_t)i);
	if (rule)
		diag->rule = rule->span;
	strbuf_free(&text);
}

/* The type that the family asks of one member. */
static struct pg_type family_type(const struct family *family, const struct pg_column *column,
				  bool is_child)
{
	if (type_is_integer(&family->top->type) && (is_child || type_is_integer(&column->type)))
		return pg_type_of(family->widest ? family->widest : family->widest_following);
	/* Two keys that one column references need not have one type. */
	return is_child ? family->top->type : column->type;
}

/* `-> type of parent`: what retyping does anyway. */
static bool asks_for_key(const struct lowering *l, const struct lowered_table *table, uint32_t i)
{
	const struct rule *rule = type_rule(l, table, i);

	return rule && rule->target.kind == TARGET_PARENT;
}

static void retype(struct lowering *l, struct lowered_table *table, uint32_t i)
{
	struct key_families *f = l->families;
	uint32_t number = table->first_column + i;
	const struct family *family = &f->families.items[f->family[root_of(f, number)] - 1];
	struct pg_column *column = table->columns[i];
	bool is_child = f->roles[number] & ROLE_CHILD;
	struct pg_type old = column->type, type;

	if (!family->top)
		return;
	type = family_type(family, column, is_child && column != family->top);
	if (is_child && column != family->top && !type_is_integer(&type)) {
		column->collation = family->top->collation;
		column->conversion = family->top->conversion;
	}
	if (pg_type_equal(&type, &old))
		return;
	column->type = type;
	trace_type(l, column, "the type of its key's family");
	if (type_is_integer(&type) != type_is_integer(&old)) {
		column->conversion = family->top->conversion;
		column->collation = family->top->collation;
	}
	if (!asks_for_key(l, table, i) && !follows_references(l, table, i))
		tell_retyped(l, table, i, &old);
}

static void tell_no_key(struct lowering *l, const struct lowered_table *table, uint32_t i)
{
	struct diagnostic *diag;

	if (!asks_for_key(l, table, i) || !table->columns[i] || family_is_child(l, table, i))
		return;
	diag = diag_add(&l->ctx->diags, D_NO_RULE, table->columns[i]->span,
			"the rule asks for the type of the key that this column references; it "
			"references none");
	diag->object = object_of(l, table, (int32_t)i);
	diag->rule = type_rule(l, table, i)->span;
}

void lower_families(struct lowering *l)
{
	l->families = families_new(l->column_count);
	for (uint32_t t = 0; t < l->table_count; t++)
		vec_each(struct sqlite_foreign_key *, key, l->tables[t].source->foreign_keys)
			link_key(l, &l->tables[t], *key);
	each_linked(l, gather);
	each_linked(l, retype);
	tell_counted(l);
	free_links(l->families);
	for (uint32_t t = 0; t < l->table_count; t++)
		for (uint32_t i = 0; i < l->tables[t].source->columns.count; i++)
			tell_no_key(l, &l->tables[t], i);
}
