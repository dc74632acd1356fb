/* SPDX-License-Identifier: PostgreSQL
 *
 * The tests that mapping files carry, each a small schema of its own: the rules' answer for a
 * column definition, the DEFAULT that it gets, or an expression as it is lowered in some context,
 * held against the expected text.  What lowering tells on the way is not the tests' matter.
 */
#include <config.h>

#include <string.h>

#include "lower/rule_test.h"
#include "postgres/print.h"
#include "sql/parse.h"

static bool apply(struct statement *statement, void *data)
{
	return sqlite_schema_apply(data, statement);
}

/* Texts that differ only in blanks are the same. */
static bool same_but_blanks(struct slice a, struct slice b)
{
	uint32_t i = 0, j = 0;

	for (;;) {
		while (i < a.len && strchr(" \t\r\n\f", a.ptr[i]))
			i++;
		while (j < b.len && strchr(" \t\r\n\f", b.ptr[j]))
			j++;
		if (i == a.len || j == b.len)
			return i == a.len && j == b.len;
		if (a.ptr[i++] != b.ptr[j++])
			return false;
	}
}

/* What stands in front of the expression, behind the columns, and what ends the schema. */
struct form {
	const char *before, *after;
};

static struct form form_of(enum expr_context context)
{
	switch ((int)context) {
	case IN_DEFAULT:
		return (struct form){ " DEFAULT (", "\n));" };
	case IN_CHECK:
		return (struct form){ ", CHECK (", "\n));" };
	case IN_GENERATED:
		return (struct form){ ", _value AS (", "\n));" };
	case IN_INDEX:
		return (struct form){ "); CREATE INDEX i ON t ((", "\n));" };
	default:
		return (struct form){ "); CREATE VIEW v AS SELECT (", "\n) FROM t;" };
	}
}

static const char *schema_of_test(struct arena *arena, const struct rule_test *test)
{
	struct slice columns = test->columns.len ? test->columns : SLICE("_ INTEGER");
	struct form form = form_of(test->context);

	if (!test->expression.len)
		return arena_printf(arena, "CREATE TABLE t (%.*s\n);", SLICE_ARGS(columns));
	return arena_printf(arena, "CREATE TABLE t (%.*s%s%.*s%s", SLICE_ARGS(columns), form.before,
			    SLICE_ARGS(test->expression), form.after);
}

/* The first column of the first table, or what went wrong in its place. */
static void find_target(struct rule_set *rules, const struct sqlite_schema *schema,
			struct strbuf *out)
{
	const struct sqlite_table *table = schema->tables.count ? schema->tables.items[0] : NULL;
	struct target target;

	if (!table || table->columns.count == 0)
		strbuf_add_text(out, "no column definition");
	else if (!rule_for_column(rules, schema, table, table->columns.items[0], &target))
		strbuf_add_text(out, "no rule");
	else {
		/* the captures' values, not their names */
		memset(target.capture, 0, sizeof(target.capture));
		target_dump(&target, out);
	}
}

static const struct pg_column *last_column(const struct pg_schema *schema)
{
	const struct pg_table *table = schema->tables.count ? schema->tables.items[0] : NULL;

	return table && table->columns.count ? table->columns.items[table->columns.count - 1]
					     : NULL;
}

static const struct expr *last_check(const struct pg_schema *schema)
{
	const struct pg_table *table = schema->tables.items[0];

	for (uint32_t i = table->constraints.count; i > 0; i--)
		if (table->constraints.items[i - 1]->kind == PG_CHECK)
			return table->constraints.items[i - 1]->check;
	return NULL;
}

/* Where the expression went; NULL: nowhere, it says nothing that the schema does not. */
static const struct expr *find_expression(const struct pg_schema *schema, enum expr_context context)
{
	const struct pg_column *column = last_column(schema);

	if (context == IN_QUERY)
		return schema->views.items[0]
			->select->cores.items[0]
			->results.columns.items[0]
			.expr;
	if (!column)
		return NULL;
	if (context == IN_CHECK)
		return last_check(schema);
	return context == IN_DEFAULT ? column->default_value : column->generated_as;
}

static void add_key(struct strbuf *out, const struct pg_schema *schema)
{
	const struct pg_index_key *key = &schema->tables.items[0]->indexes.items[0]->keys.items[0];

	if (key->column)
		pg_print_identifier(out, key->column);
	else
		pg_print_expr(out, key->expr);
}

static void add_expression(struct strbuf *out, const struct pg_schema *schema,
			   enum expr_context context)
{
	const struct expr *expr;

	if (context == IN_INDEX) {
		add_key(out, schema);
		return;
	}
	expr = find_expression(schema, context);
	if (!expr)
		strbuf_add_text(out, "nothing");
	else if (context == IN_DEFAULT)
		pg_print_default(out, expr);
	else
		pg_print_expr(out, expr);
}

static void find_expression_answer(struct rule_set *rules, const struct sqlite_schema *source,
				   const struct lower_options *options,
				   const struct rule_test *test, struct strbuf *out)
{
	struct diag_mark mark = diag_mark(&rules->ctx->diags);
	struct pg_schema schema;

	pg_schema_init(&schema, rules->ctx);
	if (lower_schema(&schema, source, rules, options) && !schema.left_out.count)
		add_expression(out, &schema, test->context);
	else
		strbuf_add_text(out, "unsupported");
	diag_rewind(&rules->ctx->diags, mark);
}

/* An error in the test's own SQL is told where it is. */
static void find_answer(struct rule_set *rules, const struct lower_options *options,
			const struct rule_test *test, struct strbuf *out)
{
	struct context *ctx = rules->ctx;
	const char *text = schema_of_test(ctx->arena, test);
	struct source *source = source_add(&ctx->sources, "test", slice_of(text));
	uint32_t errors = ctx->diags.errors;
	struct sqlite_schema schema;

	sqlite_schema_init(&schema, ctx);
	if (source)
		parse_script(ctx, source, apply, &schema);
	if (!test->context)
		find_target(rules, &schema, out);
	else if (ctx->diags.errors > errors)
		strbuf_add_text(out, "an error");
	else
		find_expression_answer(rules, &schema, options, test, out);
	sqlite_schema_free(&schema);
}

uint32_t rule_tests_run(struct rule_set *rules, const struct lower_options *options,
			struct strbuf *out)
{
	uint32_t failed = 0;

	vec_each(struct rule_test, test, rules->tests) {
		struct strbuf answer = { 0 };
		bool passed;

		find_answer(rules, options, test, &answer);
		passed = same_but_blanks((struct slice){ answer.text, (uint32_t)answer.len },
					 test->expected);
		failed += !passed;
		strbuf_addf(out, "%s: %.*s -> ", passed ? "ok" : "not ok", SLICE_ARGS(test->text));
		if (!passed)
			strbuf_addf(out, "%.*s, expected ", (int)answer.len,
				    answer.text ? answer.text : "");
		strbuf_addf(out, "%.*s\n", SLICE_ARGS(test->expected));
		strbuf_free(&answer);
	}
	return failed;
}
