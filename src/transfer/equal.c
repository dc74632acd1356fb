/* SPDX-License-Identifier: PostgreSQL
 *
 * What a live schema has in common with a compiled one, in the words of the compiled one.  The
 * compiled schema read back from the server is between the two: it has the texts of the one and
 * the names of the other, so each of its texts says what it was compiled from.  Names come first:
 * what the same object has; then the same text anywhere, for what was renamed.
 *
 * The live schema keeps texts and copies, never trees of the compiled one, because finding renames
 * changes it.
 */
#include <config.h>

#include <string.h>

#include "base/arena.h"
#include "emit/ddl.h"
#include "postgres/print.h"
#include "transfer/internal.h"

enum kind {
	KIND_TABLE,
	KIND_COLUMN,
	KIND_CONSTRAINT,
	KIND_TEXT,
	KIND_INDEX,
	KIND_VIEW,
	KIND_TRIGGER
};

/* One object as the server has it and as it was compiled. */
struct pair {
	const void *server, *compiled;
};

struct equals {
	struct arena *arena;
	struct reader *live;
	struct strmap *pairs; /* by kind and names: struct pair; by kind, names and text: ... */
	struct strbuf key, text;
	bool loose;
};

/* ---------------------------------------------------------------- keys */

static struct slice key_of(struct equals *e, enum kind kind, const char *table, const char *name)
{
	strbuf_clear(&e->key);
	strbuf_addf(&e->key, "%d", kind);
	strbuf_add_char(&e->key, '\0');
	strbuf_add_text(&e->key, table);
	strbuf_add_char(&e->key, '\0');
	strbuf_add_text(&e->key, name);
	return (struct slice){ e->key.text, (uint32_t)e->key.len };
}

/* The same with the text in e->text behind it. */
static struct slice text_key(struct equals *e, enum kind kind, const char *table, const char *name)
{
	key_of(e, kind, table, name);
	strbuf_add_char(&e->key, '\0');
	strbuf_add(&e->key, e->text.text, e->text.len);
	return (struct slice){ e->key.text, (uint32_t)e->key.len };
}

static void pair(struct equals *e, enum kind kind, const char *table, const char *name,
		 const void *server, const void *compiled)
{
	struct pair *new = arena_object(e->arena, struct pair);

	*new = (struct pair){ server, compiled };
	strmap_set(e->pairs, key_of(e, kind, table, name), new);
}

static const struct pair *pair_of(struct equals *e, enum kind kind, const char *table,
				  const char *name)
{
	return strmap_find(e->pairs, key_of(e, kind, table, name));
}

/* What the text in e->text was compiled from, here and, if nothing else is known, anywhere. */
static void know(struct equals *e, enum kind kind, const char *table, const char *name,
		 const void *compiled)
{
	strmap_set(e->pairs, text_key(e, kind, table, name), (void *)compiled);
	if (!strmap_find(e->pairs, text_key(e, kind, "", "")))
		strmap_set(e->pairs, text_key(e, kind, "", ""), (void *)compiled);
}

static const void *known(struct equals *e, enum kind kind, const char *table, const char *name)
{
	const void *found = strmap_find(e->pairs, text_key(e, kind, table, name));

	return found ? found : strmap_find(e->pairs, text_key(e, kind, "", ""));
}

/* ---------------------------------------------------------------- loose texts */

static bool is_word(char c)
{
	return c == '_' || c == '"' || c == '.' || (c >= '0' && c <= '9') ||
	       (ascii_lower(c) >= 'a' && ascii_lower(c) <= 'z');
}

/* Behind a cast's type, whose name may be of several words. */
static const char *skip_type(const char *at)
{
	static const char *const rests[] = { " varying", " precision", " without time zone",
					     " with time zone" };

	while (is_word(*at))
		at++;
	for (int twice = 0; twice < 2; twice++) {
		for (size_t i = 0; i < sizeof(rests) / sizeof(rests[0]); i++)
			if (strncmp(at, rests[i], strlen(rests[i])) == 0)
				at += strlen(rests[i]);
		if (*at == '(' && strspn(at + 1, "0123456789,") > 0)
			at += strcspn(at, ")") + 1;
	}
	while (strncmp(at, "[]", 2) == 0)
		at += 2;
	return at;
}

static const char *add_string(struct strbuf *out, const char *at)
{
	do
		strbuf_add_char(out, *at++);
	while (*at && *at != '\'');
	if (*at)
		strbuf_add_char(out, *at++);
	return at;
}

/* Behind COLLATE and the name of the collation, if AT is there. */
static const char *skip_collation(const char *at)
{
	static const char word[] = " COLLATE ";

	if (strncmp(at, word, sizeof(word) - 1) != 0)
		return at;
	at += sizeof(word) - 1;
	while (is_word(*at))
		at++;
	return at;
}

/* Without what the server adds or takes away: casts, collations, parentheses, blanks, quotes of
 * names. */
static void loosen(struct strbuf *text)
{
	static const char any[] = "= ANY (ARRAY";
	struct strbuf out = { 0 };

	for (const char *at = text->len ? text->text : ""; *at;) {
		const char *behind = skip_collation(at);

		if (behind != at) {
			at = behind;
		} else if (*at == '\'') {
			at = add_string(&out, at);
		} else if (strncmp(at, "::", 2) == 0) {
			at = skip_type(at + 2);
		} else if (strncmp(at, any, sizeof(any) - 1) == 0) {
			strbuf_add_text(&out, "in");
			at += sizeof(any) - 1;
		} else {
			if (!strchr(" \n()[]\"", *at))
				strbuf_add_char(&out, ascii_lower(*at));
			at++;
		}
	}
	strbuf_clear(text);
	strbuf_add(text, out.len ? out.text : "", out.len);
	strbuf_free(&out);
}

/* ---------------------------------------------------------------- texts of things */

static void begin_text(struct equals *e)
{
	strbuf_clear(&e->text);
}

static void end_text(struct equals *e)
{
	if (e->loose)
		loosen(&e->text);
}

static void set_expr(struct equals *e, const struct expr *expr)
{
	begin_text(e);
	pg_print_expr(&e->text, expr);
	end_text(e);
}

static void set_index(struct equals *e, const struct pg_index *index)
{
	begin_text(e);
	strbuf_add_text(&e->text, index->unique ? "UNIQUE " : "");
	emit_index_definition(&e->text, index);
	end_text(e);
}

static void set_view(struct equals *e, const struct pg_view *view)
{
	begin_text(e);
	if (!e->loose)
		emit_view_definition(&e->text, view);
}

static void set_trigger(struct equals *e, const struct pg_trigger *trigger)
{
	begin_text(e);
	emit_trigger(&e->text, trigger, false);
	end_text(e);
}

static const char *printed(struct equals *e, const struct expr *expr,
			   void (*print)(struct strbuf *out, const struct expr *expr))
{
	struct strbuf out = { 0 };
	const char *text;

	print(&out, expr);
	text = arena_copy(e->arena, out.text, out.len);
	strbuf_free(&out);
	return text;
}

/* ---------------------------------------------------------------- the compiled side */

static void learn_expr(struct equals *e, const char *table, const char *name,
		       const struct expr *server, const struct expr *compiled,
		       void (*print)(struct strbuf *out, const struct expr *expr))
{
	if (!server || !compiled)
		return;
	set_expr(e, server);
	know(e, KIND_TEXT, table, name, printed(e, compiled, print));
}

static void learn_column(struct equals *e, const char *table, const struct pg_column *compiled)
{
	const struct pair *found = pair_of(e, KIND_COLUMN, table, compiled->name);
	const struct pg_column *server = found ? found->server : NULL;

	if (!server)
		return;
	pair(e, KIND_COLUMN, table, compiled->name, server, compiled);
	learn_expr(e, table, compiled->name, server->default_value, compiled->default_value,
		   pg_print_default);
	learn_expr(e, table, compiled->name, server->generated_as, compiled->generated_as,
		   pg_print_expr);
}

static void learn_constraint(struct equals *e, const char *table,
			     const struct pg_constraint *compiled)
{
	const struct pair *found = pair_of(e, KIND_CONSTRAINT, table, compiled->name);
	const struct pg_constraint *server = found ? found->server : NULL;

	if (!server)
		return;
	pair(e, KIND_CONSTRAINT, table, compiled->name, server, compiled);
	learn_expr(e, table, compiled->name, server->check, compiled->check, pg_print_expr);
}

static void learn_table(struct equals *e, const struct pg_table *compiled)
{
	const struct pair *found = pair_of(e, KIND_TABLE, "", compiled->name);

	pair(e, KIND_TABLE, "", compiled->name, found ? found->server : NULL, compiled);
	vec_each(struct pg_column *, column, compiled->columns)
		learn_column(e, compiled->name, *column);
	vec_each(struct pg_constraint *, constraint, compiled->constraints)
		learn_constraint(e, compiled->name, *constraint);
	vec_each(struct pg_index *, index, compiled->indexes) {
		found = pair_of(e, KIND_INDEX, "", (*index)->name);
		if (!found)
			continue;
		set_index(e, found->server);
		know(e, KIND_INDEX, compiled->name, (*index)->name, *index);
	}
}

static void learn_objects(struct equals *e, const struct pg_schema *compiled)
{
	const struct pair *found;

	vec_each(struct pg_view *, view, compiled->views) {
		found = pair_of(e, KIND_VIEW, "", (*view)->name);
		if (!found)
			continue;
		set_view(e, found->server);
		know(e, KIND_VIEW, "view", (*view)->name, *view);
	}
	vec_each(struct pg_trigger *, trigger, compiled->triggers) {
		found = pair_of(e, KIND_TRIGGER, (*trigger)->relation, (*trigger)->name);
		if (!found)
			continue;
		set_trigger(e, found->server);
		know(e, KIND_TRIGGER, (*trigger)->relation, (*trigger)->name, *trigger);
	}
}

static void list_table(struct equals *e, const struct pg_table *table)
{
	pair(e, KIND_TABLE, "", table->name, table, NULL);
	vec_each(struct pg_column *, column, table->columns)
		pair(e, KIND_COLUMN, table->name, (*column)->name, *column, NULL);
	vec_each(struct pg_constraint *, constraint, table->constraints)
		pair(e, KIND_CONSTRAINT, table->name, (*constraint)->name, *constraint, NULL);
	vec_each(struct pg_index *, index, table->indexes)
		pair(e, KIND_INDEX, "", (*index)->name, *index, NULL);
}

static void learn(struct equals *e, const struct pg_schema *server,
		  const struct pg_schema *compiled)
{
	vec_each(struct pg_table *, table, server->tables)
		list_table(e, *table);
	vec_each(struct pg_view *, view, server->views)
		pair(e, KIND_VIEW, "", (*view)->name, *view, NULL);
	vec_each(struct pg_trigger *, trigger, server->triggers)
		pair(e, KIND_TRIGGER, (*trigger)->relation, (*trigger)->name, *trigger, NULL);
	vec_each(struct pg_table *, table, compiled->tables)
		learn_table(e, *table);
	learn_objects(e, compiled);
}

/* ---------------------------------------------------------------- the live side */

static bool same(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

static void equal_expr(struct equals *e, const char *table, const char *name, struct expr **expr)
{
	const char *text;

	if (!*expr)
		return;
	set_expr(e, *expr);
	text = known(e, KIND_TEXT, table, name);
	if (text)
		*expr = verbatim(e->arena, text);
}

static void equal_column(struct equals *e, const char *table, struct pg_column *live)
{
	const struct pair *found = pair_of(e, KIND_COLUMN, table, live->name);
	const struct pg_column *server = found ? found->server : NULL;
	const struct pg_column *compiled = found ? found->compiled : NULL;

	equal_expr(e, table, live->name, &live->default_value);
	equal_expr(e, table, live->name, &live->generated_as);
	if (!server || !compiled)
		return;
	if (pg_type_equal(&live->type, &server->type))
		live->type = compiled->type;
	if (same(live->collation, server->collation))
		live->collation = compiled->collation;
	if (same(live->sequence, server->sequence))
		live->sequence = compiled->sequence;
}

/* NO ACTION is what no clause means. */
static void equal_action(enum fk_action *live, enum fk_action compiled)
{
	if (*live == FK_NO_ACTION_DEFAULT && compiled == FK_NO_ACTION)
		*live = compiled;
}

static void equal_constraint(struct equals *e, const char *table, struct pg_constraint *live)
{
	const struct pair *found = pair_of(e, KIND_CONSTRAINT, table, live->name);
	const struct pg_constraint *compiled = found ? found->compiled : NULL;

	equal_expr(e, table, live->name, &live->check);
	if (!compiled)
		return;
	live->name_is_default = compiled->name_is_default;
	equal_action(&live->on_delete, compiled->on_delete);
	equal_action(&live->on_update, compiled->on_update);
}

static void print_key(struct strbuf *out, const struct expr *expr)
{
	bool bare = expr->kind == EXPR_CALL;

	strbuf_add_text(out, bare ? "" : "(");
	pg_print_expr(out, expr);
	strbuf_add_text(out, bare ? "" : ")");
}

static void equal_index(struct equals *e, struct pg_index *live)
{
	const struct pg_index *compiled;

	set_index(e, live);
	compiled = known(e, KIND_INDEX, live->table->name, live->name);
	if (!compiled)
		return;
	live->method = compiled->method;
	live->keys.count = 0;
	vec_each(const struct pg_index_key, key, compiled->keys) {
		struct pg_index_key copy = *key;

		if (key->expr)
			copy.expr = verbatim(e->arena, printed(e, key->expr, print_key));
		vec_push(e->arena, &live->keys, copy);
	}
	if (compiled->where)
		live->where = verbatim(e->arena, printed(e, compiled->where, pg_print_expr));
}

static void placement_text(struct strbuf *out, const struct pg_placement *placement)
{
	if (!placement)
		return;
	strbuf_addf(out, "%d", placement->kind);
	vec_each(const char *, name, placement->columns.names)
		strbuf_addf(out, " %s", *name);
}

static bool same_placement(const struct pg_placement *a, const struct pg_placement *b)
{
	struct strbuf left = { 0 }, right = { 0 };
	bool equal;

	placement_text(&left, a);
	placement_text(&right, b);
	equal = left.len == right.len &&
		(!left.len || memcmp(left.text, right.text, left.len) == 0);
	strbuf_free(&left);
	strbuf_free(&right);
	return equal;
}

static void equal_table(struct equals *e, struct pg_table *live)
{
	const struct pair *found = pair_of(e, KIND_TABLE, "", live->name);
	const struct pg_table *server = found ? found->server : NULL;
	const struct pg_table *compiled = found ? found->compiled : NULL;

	if (compiled) {
		live->comments = compiled->comments;
		live->trailing_comments = compiled->trailing_comments;
	}
	if (server && compiled && same_placement(live->placement, server->placement))
		live->placement = compiled->placement;
	vec_each(struct pg_column *, column, live->columns)
		equal_column(e, live->name, *column);
	vec_each(struct pg_constraint *, constraint, live->constraints)
		equal_constraint(e, live->name, *constraint);
	vec_each(struct pg_index *, index, live->indexes)
		equal_index(e, *index);
}

static void equal_view(struct equals *e, struct pg_view *live)
{
	const struct pg_view *compiled;

	set_view(e, live);
	compiled = strmap_find(e->pairs, text_key(e, KIND_VIEW, "view", live->name));
	if (!compiled)
		return;
	live->definition = NULL;
	live->select = compiled->select;
	live->columns.count = 0;
	vec_each(const char *, column, compiled->columns)
		vec_push(e->arena, &live->columns, *column);
}

static void equal_trigger(struct equals *e, struct pg_trigger *live)
{
	const struct pg_trigger *compiled;

	set_trigger(e, live);
	compiled = known(e, KIND_TRIGGER, live->relation, live->name);
	if (!compiled)
		return;
	live->time = compiled->time;
	live->update_of.names.count = 0;
	vec_each(const char *, column, compiled->update_of.names)
		vec_push(e->arena, &live->update_of.names, *column);
	if (compiled->when)
		live->when = verbatim(e->arena, printed(e, compiled->when, pg_print_expr));
}

/* ---------------------------------------------------------------- extensions, helpers */

/* Others are the database's, not this schema's. */
static void equal_extensions(struct pg_schema *live, const struct pg_schema *compiled)
{
	uint32_t kept = 0;

	vec_each(const char *, name, live->extensions)
		vec_each(const char *, wanted, compiled->extensions)
			if (strcmp(*name, *wanted) == 0)
				live->extensions.items[kept++] = *name;
	live->extensions.count = kept;
}

/* Nor are functions that nothing of either schema calls. */
static void equal_functions(struct pg_schema *live, const struct pg_schema *compiled)
{
	struct strmap *wanted = strmap_new();
	uint32_t kept = 0;

	vec_each(struct pg_trigger *, trigger, compiled->triggers)
		strmap_set(wanted, slice_of((*trigger)->function->name), *trigger);
	vec_each(struct pg_function *, function, live->functions)
		if (strmap_find(wanted, slice_of((*function)->name)))
			live->functions.items[kept++] = *function;
	live->functions.count = kept;
	strmap_free(wanted);
}

/* One that differs has the head of the compiled one, by which they are matched. */
static struct pg_statement changed_helper(struct equals *e, const struct pg_statement *compiled,
					  const char *definition)
{
	struct pg_statement helper = { .section = compiled->section };
	const char *head = strstr(compiled->text, " RETURNS ");
	const char *rest = strstr(definition, " RETURNS ");

	helper.text = arena_printf(e->arena, "%.*s%s", head ? (int)(head - compiled->text) : 0,
				   compiled->text, rest ? rest : definition);
	return helper;
}

static bool starts_with(const struct pg_statement *helper, const char *start)
{
	return strncmp(helper->text, start, strlen(start)) == 0;
}

/* By what it is known whether HELPER is there, in MAP; the text of one that is, or NULL. */
static const char *helper_in(const struct strmap *map, const struct pg_statement *helper)
{
	struct slice name = scratch_function(helper);

	if (starts_with(helper, "CREATE COLLATION "))
		name = (struct slice){ helper->text, (uint32_t)strcspn(helper->text, "(") };
	else if (!name.len && !starts_with(helper, "CREATE SCHEMA "))
		name = slice_of(helper->text);
	return strmap_find(map, name);
}

static void equal_helpers(struct equals *e, const struct reader *scratch,
			  const struct pg_schema *compiled)
{
	struct pg_schema *live = e->live->out;

	vec_each(const struct pg_statement, helper, compiled->prelude) {
		struct pg_statement copy = { .section = helper->section, .text = helper->text };
		const char *there = helper_in(e->live->functions, helper);
		const char *made = scratch ? helper_in(scratch->functions, helper)
				   : there ? there
					   : helper->text;
		bool is_function = scratch_function(helper).len > 0;

		/* Of a dictionary only making it again tells whether it was there. */
		if (!there && (is_function || !made || starts_with(helper, "CREATE COLLATION ") ||
			       starts_with(helper, "CREATE SCHEMA ")))
			continue;
		if (is_function && !same(there, made))
			copy = changed_helper(e, helper, there);
		vec_push(e->arena, &live->prelude, copy);
	}
}

void equal_make(struct reader *live, const struct reader *scratch, const struct pg_schema *compiled)
{
	struct equals e = {
		.arena = live->arena, .live = live, .pairs = strmap_new(), .loose = !scratch
	};

	learn(&e, scratch ? scratch->out : compiled, compiled);
	vec_each(struct pg_table *, table, live->out->tables)
		equal_table(&e, *table);
	vec_each(struct pg_view *, view, live->out->views)
		equal_view(&e, *view);
	vec_each(struct pg_trigger *, trigger, live->out->triggers)
		equal_trigger(&e, *trigger);
	equal_extensions(live->out, compiled);
	equal_functions(live->out, compiled);
	equal_helpers(&e, scratch, compiled);
	strmap_free(e.pairs);
	strbuf_free(&e.key);
	strbuf_free(&e.text);
}
