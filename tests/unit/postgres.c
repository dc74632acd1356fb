/* SPDX-License-Identifier: PostgreSQL
 *
 * Names of types, and the order of tables.
 */
#include <config.h>

#include <stdlib.h>
#include <string.h>

#include "diag/context.h"
#include "postgres/print.h"
#include "units.h"

static void check_type(struct arena *arena, const char *text, const char *wanted)
{
	struct strbuf out = { 0 };
	struct pg_type type;

	if (pg_type_parse(arena, slice_of(text), &type))
		pg_type_print(&out, &type);
	else
		strbuf_add_text(&out, "none");
	assert_string_equal(out.text, wanted);
	strbuf_free(&out);
}

void types_have_one_name(void **state)
{
	static const char *const cases[][2] = {
		{ "INT8", "bigint" },
		{ "  Character   Varying ( 40 ) ", "varchar(40)" },
		{ "timestamp(0) with time zone", "timestamptz(0)" },
		{ "time without time zone", "time" },
		{ "decimal(10, -2)", "numeric(10,-2)" },
		{ "float(24)", "real" },
		{ "float(25)", "double precision" },
		{ "int[3][]", "integer[]" },
		{ "text ARRAY", "text[]" },
		{ "\"char\"", "\"char\"" },
		{ "\"User\".\"a\"\"b\"", "\"User\".\"a\"\"b\"" },
		{ "Geography(Point, 4326)", "geography(Point, 4326)" },
		{ "app.Money", "app.money" },
	};
	struct arena *arena = arena_new();

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		check_type(arena, cases[i][0], cases[i][1]);
	arena_free(arena);
}

void what_is_no_type_is_told(void **state)
{
	static const char *const cases[] = { "",
					     "5",
					     "unsigned big int",
					     "integer(3)",
					     "varchar(x)",
					     "varchar(9999999999)",
					     "text[",
					     "select",
					     "a; DROP TABLE b",
					     "float(54)",
					     "numeric(1,2,3)",
					     "\"open",
					     "a.",
					     "values" };
	struct arena *arena = arena_new();

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		check_type(arena, cases[i], "none");
	arena_free(arena);
}

/* ---------------------------------------------------------------- order */

static struct pg_table *add_table(struct pg_schema *schema, const char *name)
{
	struct pg_table *table = arena_object(schema->ctx->arena, struct pg_table);

	table->name = name;
	vec_push(schema->ctx->arena, &schema->tables, table);
	return table;
}

static struct pg_constraint *add_key(struct pg_schema *schema, struct pg_table *child,
				     struct pg_table *parent)
{
	struct pg_constraint *key = arena_object(schema->ctx->arena, struct pg_constraint);

	key->kind = PG_FOREIGN_KEY;
	key->parent = parent;
	vec_push(schema->ctx->arena, &child->constraints, key);
	return key;
}

/* Deeper than a stack of calls could go. */
void a_long_chain_of_tables_is_turned_round(void **state)
{
	enum { COUNT = 200000 };
	struct context ctx;
	struct pg_schema schema;

	(void)state;
	context_init(&ctx);
	pg_schema_init(&schema, &ctx);
	for (uint32_t i = 0; i < COUNT; i++)
		add_table(&schema, "t");
	for (uint32_t i = 0; i + 1 < COUNT; i++)
		add_key(&schema, schema.tables.items[i], schema.tables.items[i + 1]);
	pg_schema_order(&schema);
	for (uint32_t i = 1; i < COUNT; i++)
		assert_ptr_equal(schema.tables.items[i]->constraints.items[0]->parent,
				 schema.tables.items[i - 1]);
	assert_false(schema.tables.items[COUNT - 1]->constraints.items[0]->separate);
	context_free(&ctx);
}

void tables_without_need_stay_where_they_are(void **state)
{
	struct context ctx;
	struct pg_schema schema;
	struct pg_table *a, *b, *c;
	struct pg_constraint *to_self, *to_earlier, *apart;

	(void)state;
	context_init(&ctx);
	pg_schema_init(&schema, &ctx);
	a = add_table(&schema, "a");
	b = add_table(&schema, "b");
	c = add_table(&schema, "c");
	to_self = add_key(&schema, b, b);
	to_earlier = add_key(&schema, c, a);
	apart = add_key(&schema, a, c);
	apart->separate = true; /* it needs an index */
	pg_schema_order(&schema);
	assert_ptr_equal(schema.tables.items[0], a);
	assert_ptr_equal(schema.tables.items[1], b);
	assert_ptr_equal(schema.tables.items[2], c);
	assert_false(to_self->separate);
	assert_false(to_earlier->separate);
	assert_true(apart->separate);
	context_free(&ctx);
}

void of_a_cycle_one_key_is_separate(void **state)
{
	struct context ctx;
	struct pg_schema schema;
	struct pg_constraint *keys[3];
	unsigned separate = 0;

	(void)state;
	context_init(&ctx);
	pg_schema_init(&schema, &ctx);
	for (unsigned i = 0; i < 3; i++)
		add_table(&schema, "t");
	for (unsigned i = 0; i < 3; i++)
		keys[i] =
			add_key(&schema, schema.tables.items[i], schema.tables.items[(i + 1) % 3]);
	pg_schema_order(&schema);
	for (unsigned i = 0; i < 3; i++)
		separate += keys[i]->separate;
	assert_int_equal(separate, 1);
	context_free(&ctx);
}
