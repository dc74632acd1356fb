/* SPDX-License-Identifier: PostgreSQL
 *
 * Parentheses of the PostgreSQL printer against PostgreSQL's own parser: each kind of expression as
 * each operand of each kind, then random trees, are printed twice, by pg_print_expr() and with
 * parentheses round everything.  libpg_query must read the same tree from both.  Prints TAP.
 */
#include <config.h>

#include <pg_query.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "postgres/print.h"

enum { RANDOM_TREES = 20000, RANDOM_DEPTH = 5, OPERANDS_MAX = 3 };

/* What the tree is made of; `op` where the kind has several. */
static const struct shape {
	enum expr_kind kind;
	enum expr_op op;
	bool negated;
	unsigned operands;
} shapes[] = {
	{ EXPR_NAME, OP_NONE, false, 0 },
	{ EXPR_INTEGER, OP_NONE, false, 0 },
	{ EXPR_INTEGER, OP_NEGATE, false, 0 }, /* one literal: -5 */
	{ EXPR_STRING, OP_NONE, false, 0 },
	{ EXPR_BLOB, OP_NONE, false, 0 },
	{ EXPR_NULL, OP_NONE, false, 0 },
	{ EXPR_TYPED_LITERAL, OP_NONE, false, 0 },
	{ EXPR_CURRENT, OP_CURRENT_TIMESTAMP, false, 0 },
	{ EXPR_UNARY, OP_NEGATE, false, 1 },
	{ EXPR_UNARY, OP_PLUS, false, 1 },
	{ EXPR_UNARY, OP_BIT_NOT, false, 1 },
	{ EXPR_UNARY, OP_NOT, false, 1 },
	{ EXPR_UNARY, OP_IS_NULL, false, 1 },
	{ EXPR_UNARY, OP_NOT_NULL, false, 1 },
	{ EXPR_UNARY, OP_IS_TRUE, false, 1 },
	{ EXPR_UNARY, OP_IS_NOT_FALSE, false, 1 },
	{ EXPR_BINARY, OP_OR, false, 2 },
	{ EXPR_BINARY, OP_AND, false, 2 },
	{ EXPR_BINARY, OP_EQ, false, 2 },
	{ EXPR_BINARY, OP_NE, false, 2 },
	{ EXPR_BINARY, OP_LT, false, 2 },
	{ EXPR_BINARY, OP_LE, false, 2 },
	{ EXPR_BINARY, OP_GT, false, 2 },
	{ EXPR_BINARY, OP_GE, false, 2 },
	{ EXPR_BINARY, OP_IS_DISTINCT, false, 2 },
	{ EXPR_BINARY, OP_IS_NOT_DISTINCT, false, 2 },
	{ EXPR_BINARY, OP_BIT_AND, false, 2 },
	{ EXPR_BINARY, OP_BIT_OR, false, 2 },
	{ EXPR_BINARY, OP_SHIFT_LEFT, false, 2 },
	{ EXPR_BINARY, OP_SHIFT_RIGHT, false, 2 },
	{ EXPR_BINARY, OP_ADD, false, 2 },
	{ EXPR_BINARY, OP_SUBTRACT, false, 2 },
	{ EXPR_BINARY, OP_MULTIPLY, false, 2 },
	{ EXPR_BINARY, OP_DIVIDE, false, 2 },
	{ EXPR_BINARY, OP_MODULO, false, 2 },
	{ EXPR_BINARY, OP_CONCAT, false, 2 },
	{ EXPR_BINARY, OP_ARROW, false, 2 },
	{ EXPR_BINARY, OP_LONG_ARROW, false, 2 },
	{ EXPR_BINARY, OP_REGEX, false, 2 },
	{ EXPR_BINARY, OP_NOT_REGEX, false, 2 },
	{ EXPR_BINARY, OP_JSON_PATH, false, 2 },
	{ EXPR_BINARY, OP_TS_MATCH, false, 2 },
	{ EXPR_BINARY, OP_AT_TIME_ZONE, false, 2 },
	{ EXPR_LIKE, OP_LIKE, false, 2 },
	{ EXPR_LIKE, OP_ILIKE, true, 3 },
	{ EXPR_BETWEEN, OP_NONE, false, 3 },
	{ EXPR_BETWEEN, OP_NONE, true, 3 },
	{ EXPR_IN, OP_NONE, false, 3 },
	{ EXPR_IN, OP_NONE, true, 2 },
	{ EXPR_COLLATE, OP_NONE, false, 1 },
	{ EXPR_CAST, OP_NONE, false, 1 },
	{ EXPR_CALL, OP_NONE, false, 2 },
	{ EXPR_CASE, OP_NONE, false, 3 },
	{ EXPR_ROW, OP_NONE, false, 2 },
	{ EXPR_ARRAY, OP_NONE, false, 2 },
	{ EXPR_EXTRACT, OP_NONE, false, 1 },
};

enum { SHAPE_COUNT = sizeof(shapes) / sizeof(shapes[0]), FIRST_INNER = 8 };

struct test {
	struct arena *arena;
	struct symbol_table *symbols;
	unsigned number, failed;
	uint64_t seed;
};

static struct name name_of(struct test *t, const char *text)
{
	return (struct name){ .text = slice_of(text),
			      .symbol = symbol_intern_text(t->symbols, text) };
}

/* ---------------------------------------------------------------- trees */

static struct expr_list *list_of(struct test *t, unsigned count, struct expr **operands)
{
	struct expr_list *list = arena_object(t->arena, struct expr_list);

	for (unsigned i = 0; i < count; i++)
		vec_push(t->arena, &list->exprs, operands[i]);
	return list;
}

static struct expr *make_case(struct test *t, struct expr *expr, struct expr **operands)
{
	struct when_clause when = { operands[0], operands[1] };

	expr->cases = arena_alloc(t->arena, sizeof(*expr->cases));
	vec_push(t->arena, &expr->cases->whens, when);
	expr->cases->otherwise = operands[2];
	return expr;
}

static struct expr *make(struct test *t, const struct shape *shape, struct expr **operands)
{
	struct expr *expr = expr_new(t->arena, shape->kind, NOWHERE);
	struct qualified_name function = { .object = name_of(t, "coalesce") };

	expr->op = shape->op;
	expr->negated = shape->negated;
	switch (shape->kind) {
	case EXPR_NAME:
		return expr_name(t->arena, (struct name){ 0 }, (struct name){ 0 },
				 name_of(t, "left"), NOWHERE);
	case EXPR_INTEGER:
		expr->text = shape->op ? SLICE("-5") : SLICE("7");
		return expr;
	case EXPR_STRING:
		expr->text = SLICE("it's");
		return expr;
	case EXPR_BLOB:
		expr->text = SLICE("00ff");
		return expr;
	case EXPR_TYPED_LITERAL:
		expr->typed = arena_alloc(t->arena, sizeof(*expr->typed));
		expr->typed->type = SLICE("interval");
		expr->typed->value = SLICE("1 day");
		return expr;
	case EXPR_UNARY:
		return expr_unary(t->arena, shape->op, operands[0], NOWHERE);
	case EXPR_BINARY:
		return expr_binary(t->arena, shape->op, operands[0], operands[1], NOWHERE);
	case EXPR_LIKE:
		expr->like = arena_alloc(t->arena, sizeof(*expr->like));
		expr->like->operand = operands[0];
		expr->like->pattern = operands[1];
		expr->like->escape = shape->operands == 3 ? operands[2] : NULL;
		return expr;
	case EXPR_BETWEEN:
		expr->between = arena_alloc(t->arena, sizeof(*expr->between));
		expr->between->operand = operands[0];
		expr->between->low = operands[1];
		expr->between->high = operands[2];
		return expr;
	case EXPR_IN:
		expr->in = arena_alloc(t->arena, sizeof(*expr->in));
		expr->in->operand = operands[0];
		expr->in->list = list_of(t, shape->operands - 1, operands + 1);
		return expr;
	case EXPR_COLLATE:
		return expr_collate(t->arena, operands[0], name_of(t, "C"), NOWHERE);
	case EXPR_CAST:
		return expr_cast(t->arena, operands[0],
				 (struct type_name){ SLICE("numeric(10,2)"), NOWHERE }, NOWHERE);
	case EXPR_CALL:
		return expr_call(t->arena, function, NOWHERE, 2, operands);
	case EXPR_CASE:
		return make_case(t, expr, operands);
	case EXPR_ROW:
	case EXPR_ARRAY:
		expr->list = list_of(t, 2, operands);
		return expr;
	case EXPR_EXTRACT:
		expr->extract = arena_alloc(t->arena, sizeof(*expr->extract));
		expr->extract->field = SLICE("epoch");
		expr->extract->operand = operands[0];
		return expr;
	default: /* no operands */
		return expr;
	}
}

/* ---------------------------------------------------------------- parentheses round everything */

static void print_full(struct test *t, struct strbuf *out, const struct expr *expr);

static void print_inside(struct test *t, struct strbuf *out, const struct expr *expr)
{
	strbuf_add_char(out, '(');
	print_full(t, out, expr);
	strbuf_add_char(out, ')');
}

/* The tree with each operand replaced by a name that is cut out again: so the spelling of operators
 * is the printer's, and only the parentheses are ours. */
struct cut {
	struct expr *operands[OPERANDS_MAX];
	struct expr *marks[OPERANDS_MAX];
	unsigned count;
};

static void cut_operand(struct expr **operand, void *data)
{
	struct cut *cut = data;

	cut->operands[cut->count] = *operand;
	*operand = cut->marks[cut->count++];
}

static void put_back(struct expr **operand, void *data)
{
	struct cut *cut = data;

	*operand = cut->operands[cut->count++];
}

/* a AND (b AND c) is printed as a AND b AND c, which means the same. */
static bool is_chain(const struct expr *expr, const struct expr *operand, unsigned i)
{
	return i == 1 && expr->kind == EXPR_BINARY && operand->kind == EXPR_BINARY &&
	       expr->op == operand->op && (expr->op == OP_AND || expr->op == OP_OR);
}

static void print_full(struct test *t, struct strbuf *out, const struct expr *expr)
{
	static const char *const names[OPERANDS_MAX] = { "mark0", "mark1", "mark2" };
	struct cut cut = { 0 };
	struct strbuf text = { 0 };
	struct expr *open = (struct expr *)expr;
	const char *at;

	for (unsigned i = 0; i < OPERANDS_MAX; i++)
		cut.marks[i] = expr_name(t->arena, (struct name){ 0 }, (struct name){ 0 },
					 name_of(t, names[i]), NOWHERE);
	expr_each_operand(open, cut_operand, &cut);
	pg_print_expr(&text, expr);
	cut.count = 0;
	expr_each_operand(open, put_back, &cut);
	at = text.text;
	for (const char *mark; (mark = strstr(at, "mark")); at = mark + 5) {
		unsigned i = (unsigned)(mark[4] - '0');

		strbuf_add(out, at, (size_t)(mark - at));
		if (is_chain(expr, cut.operands[i], i))
			print_full(t, out, cut.operands[i]);
		else
			print_inside(t, out, cut.operands[i]);
	}
	strbuf_add_text(out, at);
	strbuf_free(&text);
}

/* ---------------------------------------------------------------- comparing */

/* The parse tree without the places in the text; NULL when it does not parse. */
static char *tree_of(const char *before, const char *text, const char *after)
{
	struct strbuf sql = { 0 }, tree = { 0 };
	PgQueryParseResult result;
	const char *at;

	strbuf_addf(&sql, "%s%s%s", before, text, after);
	result = pg_query_parse(sql.text);
	strbuf_free(&sql);
	if (result.error) {
		pg_query_free_parse_result(result);
		return NULL;
	}
	at = result.parse_tree;
	for (const char *place; (place = strstr(at, "location\":")); at = place) {
		strbuf_add(&tree, at, (size_t)(place - at));
		place += strlen("location\":");
		place += strspn(place, "-0123456789");
	}
	strbuf_add_text(&tree, at);
	/* How long the statement is depends on the parentheses. */
	at = strstr(tree.text, "\"stmt_len\"");
	if (at)
		tree.text[at - tree.text] = '\0';
	pg_query_free_parse_result(result);
	return tree.text;
}

typedef void printer_of(struct strbuf *out, const struct expr *expr);

static bool same(struct test *t, const struct expr *expr, printer_of *print, const char *before,
		 const char *after)
{
	struct strbuf ours = { 0 }, full = { 0 };
	char *a, *b;
	bool equal;

	print(&ours, expr);
	print_inside(t, &full, expr);
	a = tree_of(before, ours.text, after);
	b = tree_of(before, full.text, after);
	equal = a && b && strcmp(a, b) == 0;
	if (!equal)
		printf("# printed: %s%s%s\n# meant:   %s\n", before, ours.text, after, full.text);
	t->failed += !equal;
	free(a);
	free(b);
	strbuf_free(&ours);
	strbuf_free(&full);
	return equal;
}

static bool all_same(struct test *t, const struct expr *expr)
{
	return same(t, expr, pg_print_expr, "SELECT ", "") &&
	       same(t, expr, pg_print_default, "CREATE TABLE t (a int DEFAULT ", " NOT NULL)");
}

static void report(struct test *t, unsigned count, const char *what)
{
	printf("%sok %u - %u %s\n", t->failed ? "not " : "", ++t->number, count, what);
	t->failed = 0;
}

/* ---------------------------------------------------------------- tests */

static struct expr *leaf(struct test *t)
{
	return make(t, &shapes[0], NULL);
}

static struct expr *with_leaves(struct test *t, const struct shape *shape)
{
	struct expr *operands[OPERANDS_MAX] = { leaf(t), leaf(t), leaf(t) };

	return make(t, shape, operands);
}

static void test_pairs(struct test *t)
{
	unsigned count = 0;

	for (unsigned outer = 0; outer < SHAPE_COUNT; outer++)
		for (unsigned place = 0; place < shapes[outer].operands; place++)
			for (unsigned inner = 0; inner < SHAPE_COUNT; inner++) {
				struct expr *operands[OPERANDS_MAX] = { leaf(t), leaf(t), leaf(t) };

				operands[place] = with_leaves(t, &shapes[inner]);
				all_same(t, make(t, &shapes[outer], operands));
				count++;
			}
	report(t, count, "pairs of operators keep their shape");
}

static unsigned next_random(struct test *t, unsigned below)
{
	t->seed = t->seed * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(t->seed >> 33) % below;
}

static struct expr *random_tree(struct test *t, unsigned depth)
{
	struct expr *operands[OPERANDS_MAX];
	const struct shape *shape;

	shape = depth ? &shapes[FIRST_INNER + next_random(t, SHAPE_COUNT - FIRST_INNER)]
		      : &shapes[next_random(t, FIRST_INNER)];
	for (unsigned i = 0; i < shape->operands; i++)
		operands[i] = random_tree(t, next_random(t, 3) ? depth - 1 : 0);
	return make(t, shape, operands);
}

static void test_random(struct test *t)
{
	for (unsigned i = 0; i < RANDOM_TREES; i++) {
		struct arena_mark mark = arena_mark(t->arena);

		all_same(t, random_tree(t, 1 + next_random(t, RANDOM_DEPTH)));
		arena_release(t->arena, mark);
	}
	report(t, RANDOM_TREES, "random trees keep their shape");
}

int main(void)
{
	struct test t = { .arena = arena_new(), .seed = 20240229 };

	t.symbols = symbol_table_new(t.arena);
	/* Interned before a mark: the table outlives what is released. */
	for (const char *const *name = (const char *const[]){ "left", "C", "coalesce", "mark0",
							      "mark1", "mark2", NULL };
	     *name; name++)
		symbol_intern_text(t.symbols, *name);
	puts("1..2");
	test_pairs(&t);
	test_random(&t);
	symbol_table_free(t.symbols);
	arena_free(t.arena);
	pg_query_exit();
	return 0;
}
