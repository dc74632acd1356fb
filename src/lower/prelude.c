/* SPDX-License-Identifier: PostgreSQL
 *
 * The helper functions that rules call: mappings/prelude.sql, built into the program,
 * of which a schema gets those that it uses and what they call, in that order, in a schema of
 * their own.
 */
#include <config.h>

#include "lower/prelude.h"

#include <string.h>

#include "lower/expr.h"

/* The schema's name in the text, which `set prelude_schema` changes. */
static const char schema_mark[] = "sqlite_compat.";
static const char create_function[] = "CREATE FUNCTION sqlite_compat.";
static const char create_dictionary[] = "CREATE TEXT SEARCH DICTIONARY sqlite_compat.";

enum { SCHEMA_MARK = sizeof(schema_mark) - 1 };

struct helper {
	struct slice name;
	struct slice text; /* from CREATE to the ";" */
	uint32_t mark;	   /* how much of it stands before the name */
	bool used, done;
};

struct prelude {
	VEC(struct helper) helpers; /* as in the text: a function stands behind those it calls */
};

static bool is_word(char c)
{
	return c == '_' || (c >= '0' && c <= '9') ||
	       (ascii_lower(c) >= 'a' && ascii_lower(c) <= 'z');
}

static struct slice name_at(const char *text, const char *end)
{
	const char *start = text;

	if (text < end && *text == '"')
		start = ++text;
	while (text < end && is_word(*text))
		text++;
	return (struct slice){ start, (uint32_t)(text - start) };
}

/* Comment lines between two functions belong to neither. */
static const char *last_line(const char *start, const char *end)
{
	for (;;) {
		const char *line;

		while (end > start && (end[-1] == '\n' || end[-1] == ' '))
			end--;
		line = end;
		while (line > start && line[-1] != '\n')
			line--;
		if (line == start || strncmp(line, "--", 2) != 0)
			return end;
		end = line;
	}
}

/* Where the next helper begins, or NULL. */
static const char *next_helper(const char *at, uint32_t *out_mark)
{
	const char *function = strstr(at, create_function);
	const char *dictionary = strstr(at, create_dictionary);
	bool is_function = function && (!dictionary || function < dictionary);

	*out_mark = is_function ? sizeof(create_function) - 1 : sizeof(create_dictionary) - 1;
	return is_function ? function : dictionary;
}

static struct prelude *read_prelude(struct lowering *l)
{
	struct prelude *prelude = arena_object(l->arena, struct prelude);
	const char *end = prelude_text + strlen(prelude_text);
	uint32_t mark, next_mark;
	const char *at = next_helper(prelude_text, &mark);

	while (at) {
		const char *next = next_helper(at + mark, &next_mark);
		const char *last = last_line(at, next ? next : end);
		struct helper helper = { .name = name_at(at + mark, end),
					 .text = { at, (uint32_t)(last - at) },
					 .mark = mark };

		vec_push(l->arena, &prelude->helpers, helper);
		at = next;
		mark = next_mark;
	}
	return prelude;
}

static void use(struct prelude *prelude, struct slice name);

static void use_callees(struct prelude *prelude, struct helper *helper)
{
	const char *end = helper->text.ptr + helper->text.len;
	const char *at = helper->text.ptr + helper->mark;

	for (; at + SCHEMA_MARK < end; at++)
		if (*at == 's' && !memcmp(at, schema_mark, SCHEMA_MARK))
			use(prelude, name_at(at + SCHEMA_MARK, end));
}

/* All functions of that name: rules choose by name, PostgreSQL by the arguments' types. */
static void use(struct prelude *prelude, struct slice name)
{
	vec_each(struct helper, helper, prelude->helpers) {
		if (helper->used || !slice_equal(helper->name, name))
			continue;
		helper->used = true;
		use_callees(prelude, helper);
	}
}

void prelude_open(struct lowering *l)
{
	struct expr_state *state = expr_state(l);

	if (!state->prelude)
		state->prelude = read_prelude(l);
}

void prelude_use(struct lowering *l, const char *function)
{
	struct expr_state *state = expr_state(l);

	prelude_open(l);
	use(state->prelude, slice_of(function));
}

static const char *with_schema(struct lowering *l, struct slice text, const char *schema)
{
	struct strbuf out = { 0 };
	const char *at = text.ptr, *end = text.ptr + text.len;
	const char *result;

	while (at < end) {
		if (*at == 's' && end - at > SCHEMA_MARK && !memcmp(at, schema_mark, SCHEMA_MARK)) {
			strbuf_addf(&out, "%s.", schema);
			at += SCHEMA_MARK;
			continue;
		}
		strbuf_add_char(&out, *at++);
	}
	result = arena_copy(l->arena, out.text, out.len);
	strbuf_free(&out);
	return result;
}

static void add_statement(struct lowering *l, const char *text)
{
	struct pg_statement statement = { .section = PG_PRE_DATA, .text = text };

	vec_push(l->arena, &l->out->prelude, statement);
}

static bool needs_more(const struct prelude *prelude)
{
	vec_each(const struct helper, helper, prelude->helpers) {
		if (helper->used && !helper->done)
			return true;
	}
	return false;
}

void lower_prelude(struct lowering *l)
{
	struct expr_state *state = expr_state(l);
	struct strbuf schema = { 0 };

	if (!state->prelude || !needs_more(state->prelude))
		return;
	pg_print_identifier(&schema, l->settings->prelude_schema);
	add_statement(l, arena_printf(l->arena, "CREATE SCHEMA IF NOT EXISTS %s;", schema.text));
	vec_each(struct helper, helper, state->prelude->helpers) {
		if (helper->used && !helper->done)
			add_statement(l, with_schema(l, helper->text, schema.text));
		helper->done = helper->used;
	}
	strbuf_free(&schema);
}
