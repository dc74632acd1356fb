/* SPDX-License-Identifier: PostgreSQL
 *
 * The tests that mapping files carry: each column definition is made a table of its own, and the
 * rules' answer is held against the expected one.  Requires a finished rule set.
 */
#include <config.h>

#include <string.h>

#include "mapping/internal.h"
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

/* The first column of the first table, or what went wrong in its place. */
static void find_answer(struct rule_set *rules, struct sqlite_schema *schema, struct strbuf *out)
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

static bool run_test(struct rule_set *rules, const struct rule_test *test, struct strbuf *answer)
{
	struct context *ctx = rules->ctx;
	const char *text =
		arena_printf(ctx->arena, "CREATE TABLE t (%.*s\n);", SLICE_ARGS(test->definition));
	struct source *source = source_add(&ctx->sources, "test", slice_of(text));
	struct sqlite_schema schema;

	sqlite_schema_init(&schema, ctx);
	if (source)
		parse_script(ctx, source, apply, &schema);
	find_answer(rules, &schema, answer);
	sqlite_schema_free(&schema);
	return same_but_blanks((struct slice){ answer->text, (uint32_t)answer->len },
			       test->expected);
}

uint32_t rule_set_check(struct rule_set *rules, struct strbuf *out)
{
	uint32_t failed = 0;

	vec_each(struct rule_test, test, rules->tests) {
		struct strbuf answer = { 0 };
		bool passed = run_test(rules, test, &answer);

		failed += !passed;
		if (passed)
			strbuf_addf(out, "ok: %.*s -> %.*s\n", SLICE_ARGS(test->definition),
				    SLICE_ARGS(test->expected));
		else
			strbuf_addf(out, "not ok: %.*s -> %.*s, expected %.*s\n",
				    SLICE_ARGS(test->definition), (int)answer.len,
				    answer.text ? answer.text : "", SLICE_ARGS(test->expected));
		strbuf_free(&answer);
	}
	return failed;
}
