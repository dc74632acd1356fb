/* SPDX-License-Identifier: PostgreSQL
 *
 * Names: what the source's identifiers are in PostgreSQL, and the names that PostgreSQL
 * would give to what has none.  Tables, views, indexes, sequences and the
 * indexes of constraints share one namespace there; all names that lowering gives
 * are taken here, so a clash is found once and told once.
 */
#include <config.h>

#include "lower/parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/md5.h"
#include "base/strmap.h"

/* ---------------------------------------------------------------- the namespace */

/* Which of the lists a kind is in. */
enum { RELATION = 1, CONSTRAINT = 2, FUNCTION = 4, TRIGGER = 8 };

static const uint8_t lists[] = {
	[NAME_TABLE] = RELATION,
	[NAME_VIEW] = RELATION,
	[NAME_INDEX] = RELATION,
	[NAME_SEQUENCE] = RELATION,
	[NAME_TYPE] = RELATION, /* a table has a type of its name */
	[NAME_INDEX_CONSTRAINT] = RELATION | CONSTRAINT,
	[NAME_CONSTRAINT] = CONSTRAINT,
	[NAME_FUNCTION] = FUNCTION,
	[NAME_TRIGGER] = TRIGGER,
};

static const char *const kind_words[] = {
	[NAME_TABLE] = "table",
	[NAME_VIEW] = "view",
	[NAME_INDEX] = "index",
	[NAME_SEQUENCE] = "sequence",
	[NAME_TYPE] = "type",
	[NAME_INDEX_CONSTRAINT] = "constraint",
	[NAME_CONSTRAINT] = "constraint",
	[NAME_FUNCTION] = "function",
	[NAME_TRIGGER] = "trigger",
};

/* A name that is taken. */
struct holder {
	const char *name;
	const struct pg_table *checks; /* whose unnamed CHECK this is the name of, or NULL */
	struct span span;
	uint8_t taken;	      /* of the lists */
	uint8_t kind;	      /* the first that took it */
	bool shared;	      /* not all below `free_number` are names of the same table's CHECKs */
	uint32_t free_number; /* of those that stand behind it, all below are taken */
};

/* Open addressing: a schema of 10,000 tables has 100,000 names, and a node each would cost more
 * than all that the names name.  What is looked at most, the slots, is small. */
struct slot {
	uint32_t hash;
	uint32_t number; /* of the holder, from 1 on; 0: free */
};

struct name_space {
	struct slot *slots;
	uint32_t mask;
	struct holder *holders;
	uint32_t count, cap;
};

static void make_slots(struct name_space *space)
{
	size_t size = ((size_t)space->mask + 1) * sizeof(*space->slots);

	space->slots = memset(xmalloc(size), 0, size);
}

struct name_space *name_space_new(uint32_t expected)
{
	struct name_space *space = xmalloc(sizeof(*space));

	*space = (struct name_space){ .mask = 255 };
	while (expected > space->mask / 4 * 3)
		space->mask = space->mask * 2 + 1;
	make_slots(space);
	return space;
}

void name_space_free(struct name_space *space)
{
	if (!space)
		return;
	free(space->slots);
	free(space->holders);
	free(space);
}

static uint32_t hash_name(const char *name)
{
	uint32_t hash = 2166136261u;

	for (; *name; name++)
		hash = (hash ^ (unsigned char)*name) * 16777619u;
	return hash;
}

static struct slot *slot_of(const struct name_space *space, const char *name, uint32_t hash)
{
	uint32_t i = hash & space->mask;

	while (space->slots[i].number &&
	       (space->slots[i].hash != hash ||
		strcmp(space->holders[space->slots[i].number - 1].name, name) != 0))
		i = (i + 1) & space->mask;
	return &space->slots[i];
}

static struct holder *holder_in(const struct name_space *space, const struct slot *slot)
{
	return slot->number ? &space->holders[slot->number - 1] : NULL;
}

static struct holder *holder_of(const struct name_space *space, const char *name)
{
	return holder_in(space, slot_of(space, name, hash_name(name)));
}

static void grow(struct name_space *space)
{
	struct name_space old = *space;

	space->mask = old.mask * 2 + 1;
	make_slots(space);
	for (uint32_t i = 0; i <= old.mask; i++) {
		uint32_t at = old.slots[i].hash & space->mask;

		if (!old.slots[i].number)
			continue;
		while (space->slots[at].number)
			at = (at + 1) & space->mask;
		space->slots[at] = old.slots[i];
	}
	free(old.slots);
}

static struct holder *add_holder(struct name_space *space)
{
	if (space->count == space->cap) {
		space->cap = space->cap ? space->cap * 2 : space->mask + 1;
		space->holders = xrealloc(space->holders, space->cap * sizeof(*space->holders));
	}
	return &space->holders[space->count++];
}

bool name_is_taken(const struct name_space *space, enum name_kind kind, const char *name)
{
	const struct holder *holder = holder_of(space, name);

	return holder && (holder->taken & lists[kind]);
}

bool name_try(struct name_space *space, enum name_kind kind, const char *name, struct span span)
{
	uint32_t hash = hash_name(name);
	struct slot *slot = slot_of(space, name, hash);
	struct holder *holder = holder_in(space, slot);

	if (holder && (holder->taken & lists[kind]))
		return false;
	if (!holder) {
		if (space->count * 4 > space->mask * 3) {
			grow(space);
			slot = slot_of(space, name, hash);
		}
		holder = add_holder(space);
		*holder = (struct holder){ .name = name, .span = span, .kind = (uint8_t)kind };
		*slot = (struct slot){ hash, space->count };
	}
	holder->taken |= lists[kind];
	return true;
}

/* ---------------------------------------------------------------- numbers */

/* TEXT with each mark in it replaced by its name, cut to 63 bytes. */
struct name_part {
	const char *mark; /* "{table}" */
	const char *name;
};

static const char *name_from(struct arena *arena, const char *text, const struct name_part *parts,
			     size_t count)
{
	struct strbuf out = { 0 };
	const char *name;

	while (*text) {
		size_t i = 0;

		while (i < count && strncmp(text, parts[i].mark, strlen(parts[i].mark)) != 0)
			i++;
		if (i < count)
			strbuf_add_text(&out, parts[i].name);
		else
			strbuf_add_char(&out, *text);
		text += i < count ? strlen(parts[i].mark) : 1;
	}
	strbuf_add_char(&out, '\0');
	name = arena_copy(arena, out.text, pg_name_clip(out.text, PG_NAME_BYTES));
	strbuf_free(&out);
	return name;
}

/* {hash}: the first digits of the MD5 of the table's and the columns' names, as Django has it. */
static const char *name_hash(struct arena *arena, const char *table, const char *columns)
{
	const char *text = arena_printf(arena, "%s%s", table, columns);
	uint8_t digest[MD5_SIZE];

	md5(text, strlen(text), digest);
	return arena_printf(arena, "%02x%02x%02x%02x", digest[0], digest[1], digest[2], digest[3]);
}

const char *name_of_column(struct lowering *l, const struct lowered_table *table,
			   const struct pg_column *column, const char *text)
{
	const struct name_part parts[] = { { "{table}", table->table->name },
					   { "{column}", column->name },
					   { "{hash}", name_hash(l->arena, table->table->name,
								 column->name) } };

	return name_from(l->arena, text, parts, 3);
}

/* NAME with _NUMBER behind it, cut so that both fit. */
static const char *numbered(struct arena *arena, const char *name, unsigned number)
{
	char tail[16];

	snprintf(tail, sizeof(tail), "_%u", number);
	return arena_printf(arena, "%.*s%s", (int)pg_name_clip(name, PG_NAME_BYTES - strlen(tail)),
			    name, tail);
}

const char *name_take(struct lowering *l, enum name_kind kind, const char *wanted, struct span span)
{
	const struct holder *holder;
	struct diagnostic *diag;
	const char *name = wanted;

	if (name_try(l->names, kind, name, span))
		return name;
	for (unsigned i = 2; !name_try(l->names, kind, name, span); i++)
		name = numbered(l->arena, wanted, i);
	holder = holder_of(l->names, wanted);
	diag = diag_add(&l->ctx->diags, D_NAME_CLASH, span,
			"%s '%s' has the name of %s '%s'; it is called '%s'", kind_words[kind],
			wanted, kind_words[holder->kind], wanted, name);
	diag->object = wanted;
	if (holder->span.end)
		diag_label(&l->ctx->diags, diag, holder->span, "the %s", kind_words[holder->kind]);
	return name;
}

/* ---------------------------------------------------------------- identifiers */

static bool is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

static bool is_lower_or_digit(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/* orderLines, OrderLines, "order lines" -> order_lines; HTTPServer -> http_server. */
static const char *snake(struct arena *arena, struct slice text)
{
	char *out = arena_alloc(arena, 2 * (size_t)text.len + 1);
	size_t len = 0;

	for (uint32_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];
		bool after_word = i > 0 && is_lower_or_digit(text.ptr[i - 1]);
		bool before_word = i > 0 && is_upper(text.ptr[i - 1]) && i + 1 < text.len &&
				   text.ptr[i + 1] >= 'a' && text.ptr[i + 1] <= 'z';

		if (is_upper(c) && (after_word || before_word))
			out[len++] = '_';
		out[len++] = c == ' ' || c == '-' || c == '.' ? '_' : ascii_lower(c);
	}
	return out;
}

static const char *spelled(struct lowering *l, const struct name *name)
{
	bool folds =
		l->settings->identifiers == IDENTIFIERS_LOWER ||
		(l->settings->identifiers == IDENTIFIERS_AS_WRITTEN && name->quote == QUOTE_NONE);

	if (l->settings->identifiers == IDENTIFIERS_SNAKE)
		return snake(l->arena, name->text);
	if (folds || memcmp(name->text.ptr, name->symbol->text, name->text.len) == 0)
		return name->symbol->text;
	return arena_copy(l->arena, name->text.ptr, name->text.len);
}

const char *name_identifier(struct lowering *l, const struct name *name, const char *object)
{
	const char *text = spelled(l, name), *cut;
	struct diagnostic *diag;

	if (!*text) {
		diag = diag_add(&l->ctx->diags, D_NAME_RESERVED, name->span,
				"an empty name is none in PostgreSQL; it is called 'unnamed'");
		diag->object = object ? object : text;
		return "unnamed";
	}
	if (strlen(text) <= PG_NAME_BYTES)
		return text;
	cut = arena_printf(l->arena, "%.*s_%08x", (int)pg_name_clip(text, PG_NAME_BYTES - 9), text,
			   hash_name(text));
	diag = diag_add(&l->ctx->diags, D_NAME_LENGTH, name->span,
			"name of %zu bytes is longer than the 63 that PostgreSQL keeps; "
			"it is called '%s'",
			strlen(text), cut);
	diag->object = object ? object : arena_copy(l->arena, name->text.ptr, name->text.len);
	return cut;
}

const char *name_cut(struct lowering *l, const char *text)
{
	return arena_printf(l->arena, "%.*s", (int)pg_name_clip(text, PG_NAME_BYTES), text);
}

/* ---------------------------------------------------------------- tables and columns */

static int compare_names(const void *key, const void *item)
{
	return strcmp(key, *(const char *const *)item);
}

/* Tables and views of pg_catalog: found before a table of the same name in any other schema. */
static bool is_catalog_name(const char *name)
{
	static const char *const names[] = {
#define CATALOG(name) #name,
#include "lower/catalog_names.list"
#undef CATALOG
	};

	return bsearch(name, names, sizeof(names) / sizeof(*names), sizeof(*names), compare_names);
}

static const char *avoid(struct lowering *l, const struct name *name, const char *text,
			 const char *what, const char *object)
{
	const char *other = arena_printf(l->arena, "%s_", text);
	struct diagnostic *diag = diag_add(
		&l->ctx->diags, D_NAME_RESERVED, name->span,
		"'%s' is the name of a %s of PostgreSQL; it is called '%s'", text, what, other);

	diag->object = object;
	return other;
}

const char *name_table(struct lowering *l, const struct name *name)
{
	const char *text = name_identifier(l, name, NULL);

	if (strncmp(text, "pg_", 3) == 0 && is_catalog_name(text))
		text = avoid(l, name, text, "system table", text);
	return name_take(l, NAME_TABLE, text, name->span);
}

static bool is_system_column(const char *name)
{
	static const char *const names[] = { "cmax", "cmin", "ctid", "tableoid", "xmax", "xmin" };

	return bsearch(name, names, sizeof(names) / sizeof(*names), sizeof(*names), compare_names);
}

/* Columns of one table whose names are equal after folding: the later one gets a number. */
static void tell_apart(struct lowering *l, struct lowered_table *table)
{
	struct strmap *seen = strmap_new();
	struct diagnostic *diag;

	for (uint32_t i = 0; i < table->source->columns.count; i++) {
		struct pg_column *column = table->columns[i];
		const char *wanted = column ? column->name : NULL;

		if (!column)
			continue;
		for (unsigned n = 2; strmap_find(seen, slice_of(column->name)); n++)
			column->name = numbered(l->arena, wanted, n);
		strmap_set(seen, slice_of(column->name), column);
		if (column->name != wanted) {
			diag = diag_add(
				&l->ctx->diags, D_NAME_CLASH, column->span,
				"column '%s' has the name of another one; it is called '%s'",
				wanted, column->name);
			diag->object = object_of(l, table, (int32_t)i);
		}
	}
	strmap_free(seen);
}

static bool fits_as_it_is(const struct name *name)
{
	return name->text.len && name->text.len <= PG_NAME_BYTES;
}

void name_columns(struct lowering *l, struct lowered_table *table)
{
	/* Folding ASCII keeps names apart that SQLite keeps apart; all else may not. */
	bool may_clash = l->settings->identifiers == IDENTIFIERS_SNAKE;

	for (uint32_t i = 0; i < table->source->columns.count; i++) {
		const struct sqlite_column *source = table->source->columns.items[i];
		struct pg_column *column = table->columns[i];

		if (!column)
			continue;
		if (column->name) {
			may_clash = true;
			continue;
		}
		column->name = name_identifier(
			l, &source->name,
			fits_as_it_is(&source->name) ? NULL : object_of(l, table, (int32_t)i));
		if (is_system_column(column->name)) {
			column->name = avoid(l, &source->name, column->name, "system column",
					     object_of(l, table, (int32_t)i));
			may_clash = true;
		}
		may_clash |= !fits_as_it_is(&source->name);
	}
	if (may_clash)
		tell_apart(l, table);
}

/* ---------------------------------------------------------------- constraints */

/* The columns' names joined as PostgreSQL joins them (indexcmds.c, ChooseIndexNameAddition). */
static const char *joined(struct lowering *l, const struct pg_name_list *columns)
{
	struct strbuf buf = { 0 };
	const char *text;

	if (columns->names.count == 1)
		return columns->names.items[0];
	vec_each(const char *, name, columns->names) {
		if (buf.len)
			strbuf_add_char(&buf, '_');
		strbuf_add_text(&buf, *name);
		if (buf.len > PG_NAME_BYTES)
			break;
	}
	text = arena_copy(l->arena, buf.text, buf.len);
	strbuf_free(&buf);
	return text;
}

/* The one column that a CHECK reads: NULL when there is none or more than one. */
struct only_column {
	struct slice name;
	bool several;
};

static void visit_names(struct expr **operand, void *data)
{
	struct only_column *only = data;
	const struct expr *expr = *operand;

	if (!expr)
		return;
	if (expr->kind == EXPR_NAME) {
		struct slice column = expr->name->column.text;

		only->several |= only->name.ptr && !slice_equal(only->name, column);
		only->name = column;
	}
	expr_each_operand(*operand, visit_names, data);
}

static const char *check_column(struct lowering *l, struct expr *check)
{
	struct only_column only = { 0 };

	visit_names(&check, &only);
	if (!only.name.ptr || only.several)
		return NULL;
	return arena_copy(l->arena, only.name.ptr, only.name.len);
}

/* PostgreSQL would count the same way past names that this table's earlier CHECKs took.  A
 * number that another table is to blame for depends on the order of creation, so that
 * name is written out. */
static void name_default(struct lowering *l, struct pg_table *table, struct pg_constraint *c,
			 enum name_kind kind, const char *columns, const char *label)
{
	const char *base = pg_object_name(l->arena, table->name, columns, label, 0);
	struct holder *first;
	uint32_t number;
	bool shared;

	c->name = base;
	if (name_try(l->names, kind, base, c->span)) {
		c->name_is_default = true;
		if (c->kind == PG_CHECK)
			holder_of(l->names, base)->checks = table;
		return;
	}
	first = holder_of(l->names, base);
	shared = first->shared || first->checks != table || c->kind != PG_CHECK;
	for (number = first->free_number + !first->free_number;; number++) {
		c->name = pg_object_name(l->arena, table->name, columns, label, number);
		if (name_try(l->names, kind, c->name, c->span))
			break;
		shared |= holder_of(l->names, c->name)->checks != table;
	}
	c->name_is_default = !shared;
	if (c->kind == PG_CHECK)
		holder_of(l->names, c->name)->checks = table;
	first = holder_of(l->names, base);
	first->free_number = number + 1;
	first->shared = shared;
}

/* As `set foreign_key_names` asks. */
static void name_foreign_key(struct lowering *l, struct pg_table *table, struct pg_constraint *c)
{
	const struct name_part parts[] = { { "{table}", table->name },
					   { "{columns}", joined(l, &c->columns) },
					   { "{parent}", c->parent->name },
					   { "{parent_columns}", joined(l, &c->parent_columns) },
					   { "{hash}", name_hash(l->arena, table->name,
								 joined(l, &c->columns)) } };
	const char *wanted = name_from(l->arena, l->settings->foreign_key_names, parts, 5);

	c->name = wanted;
	for (unsigned n = 2; !name_try(l->names, NAME_CONSTRAINT, c->name, c->span); n++)
		c->name = numbered(l->arena, wanted, n);
}

static void name_kind_of(struct lowering *l, struct pg_table *table, struct pg_constraint *c)
{
	switch (c->kind) {
	case PG_PRIMARY_KEY:
		name_default(l, table, c, NAME_INDEX_CONSTRAINT, NULL, "pkey");
		break;
	case PG_UNIQUE:
		name_default(l, table, c, NAME_INDEX_CONSTRAINT, joined(l, &c->columns), "key");
		break;
	case PG_CHECK:
		name_default(l, table, c, NAME_CONSTRAINT, check_column(l, c->check), "check");
		break;
	case PG_FOREIGN_KEY:
		if (l->settings->foreign_key_names) {
			name_foreign_key(l, table, c);
			break;
		}
		name_default(l, table, c, NAME_CONSTRAINT, joined(l, &c->columns), "fkey");
		break;
	}
}

/* In PostgreSQL's order: CHECKs with the table, then its indexes, then foreign keys. */
void name_constraints(struct lowering *l, struct lowered_table *table)
{
	static const enum pg_constraint_kind order[] = { PG_CHECK, PG_PRIMARY_KEY, PG_UNIQUE,
							 PG_FOREIGN_KEY };

	for (size_t i = 0; i < sizeof(order) / sizeof(*order); i++)
		vec_each(struct pg_constraint *, c, table->table->constraints) {
			if ((*c)->kind == order[i] && !(*c)->name)
				name_kind_of(l, table->table, *c);
		}
}

void name_index(struct lowering *l, struct pg_index *index)
{
	const char *wanted = index->name;

	for (unsigned n = 2; !name_try(l->names, NAME_INDEX, index->name, index->span); n++)
		index->name = numbered(l->arena, wanted, n);
}
