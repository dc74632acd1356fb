/* SPDX-License-Identifier: PostgreSQL
 *
 * SELECT in PostgreSQL's dialect: a clause a line, lists that do not fit a line with one item a
 * line.  A subquery that fits stays in its line.
 */
#include <config.h>

#include "postgres/printer.h"

/* ---------------------------------------------------------------- layout */

void print_new_line(struct printer *p, unsigned more)
{
	if (p->flat) {
		strbuf_add_char(p->out, ' ');
		return;
	}
	strbuf_add_char(p->out, '\n');
	for (unsigned i = 0; i < p->indent + more; i++)
		strbuf_add_char(p->out, ' ');
}

/* Behind "(" and before ")". */
static void new_line_inside(struct printer *p)
{
	if (!p->flat)
		print_new_line(p, 0);
}

/* Bytes since the last line end. */
static size_t line_width(const struct strbuf *out)
{
	size_t width = 0;

	while (width < out->len && out->text[out->len - 1 - width] != '\n')
		width++;
	return width;
}

bool print_fits(struct printer *p, void (*write)(struct printer *p, const void *data),
		const void *data)
{
	struct printer flat = { .out = p->out, .flat = true };
	size_t before = p->out->len;

	write(&flat, data);
	if (p->flat || line_width(p->out) <= PG_PRINT_WIDTH)
		return true;
	p->out->len = before;
	p->out->text[before] = '\0';
	return false;
}

static void write_select(struct printer *p, const void *data)
{
	strbuf_add_char(p->out, '(');
	pg_print_select_to(p, data);
	strbuf_add_char(p->out, ')');
}

void print_subquery(struct printer *p, const struct select *select)
{
	if (print_fits(p, write_select, select))
		return;
	strbuf_add_char(p->out, '(');
	p->indent += PG_PRINT_INDENT;
	new_line_inside(p);
	pg_print_select_to(p, select);
	p->indent -= PG_PRINT_INDENT;
	new_line_inside(p);
	strbuf_add_char(p->out, ')');
}

/* ---------------------------------------------------------------- windows */

static void print_bound(struct printer *p, const struct frame_bound *bound)
{
	static const char *const texts[] = {
		[BOUND_NONE] = "",
		[BOUND_UNBOUNDED_PRECEDING] = "UNBOUNDED PRECEDING",
		[BOUND_PRECEDING] = " PRECEDING",
		[BOUND_CURRENT_ROW] = "CURRENT ROW",
		[BOUND_FOLLOWING] = " FOLLOWING",
		[BOUND_UNBOUNDED_FOLLOWING] = "UNBOUNDED FOLLOWING",
	};

	if (bound->offset)
		print_expr_to(p, bound->offset);
	strbuf_add_text(p->out, texts[bound->kind]);
}

static void print_frame(struct printer *p, const struct window *window)
{
	static const char *const units[] = { "", "ROWS ", "RANGE ", "GROUPS " };
	static const char *const excludes[] = {
		"", " EXCLUDE NO OTHERS", " EXCLUDE CURRENT ROW", " EXCLUDE GROUP", " EXCLUDE TIES",
	};

	strbuf_add_text(p->out, units[window->unit]);
	if (window->end.kind != BOUND_NONE)
		strbuf_add_text(p->out, "BETWEEN ");
	print_bound(p, &window->start);
	if (window->end.kind != BOUND_NONE) {
		strbuf_add_text(p->out, " AND ");
		print_bound(p, &window->end);
	}
	strbuf_add_text(p->out, excludes[window->exclude]);
}

void pg_print_window(struct printer *p, const struct window *window)
{
	const char *blank = "";

	if (window->is_reference) {
		pg_print_name(p->out, window->base.text);
		return;
	}
	strbuf_add_char(p->out, '(');
	if (window->base.symbol) {
		pg_print_name(p->out, window->base.text);
		blank = " ";
	}
	if (window->partition_by) {
		strbuf_addf(p->out, "%sPARTITION BY ", blank);
		pg_print_exprs(p, window->partition_by);
		blank = " ";
	}
	if (window->order_by) {
		strbuf_addf(p->out, "%sORDER BY ", blank);
		pg_print_ordering(p, window->order_by);
		blank = " ";
	}
	if (window->unit != FRAME_NONE) {
		strbuf_add_text(p->out, blank);
		print_frame(p, window);
	}
	strbuf_add_char(p->out, ')');
}

/* ---------------------------------------------------------------- FROM */

void pg_print_names(struct printer *p, const struct name_list *names)
{
	strbuf_add_char(p->out, '(');
	for (uint32_t i = 0; i < names->names.count; i++) {
		strbuf_add_text(p->out, i ? ", " : "");
		pg_print_name(p->out, names->names.items[i].text);
	}
	strbuf_add_char(p->out, ')');
}

static void print_relation(struct printer *p, const struct from_item *item)
{
	if (item->lateral)
		strbuf_add_text(p->out, "LATERAL ");
	if (item->select) {
		print_subquery(p, item->select);
	} else if (item->nested) {
		strbuf_add_char(p->out, '(');
		p->indent += PG_PRINT_INDENT;
		pg_print_from(p, item->nested);
		p->indent -= PG_PRINT_INDENT;
		strbuf_add_char(p->out, ')');
	} else {
		pg_print_qualified(p, &item->table);
		if (item->arguments) {
			strbuf_add_char(p->out, '(');
			pg_print_exprs(p, item->arguments);
			strbuf_add_char(p->out, ')');
		}
	}
	if (item->alias.symbol) {
		strbuf_add_text(p->out, " AS ");
		pg_print_name(p->out, item->alias.text);
	}
	if (item->alias_columns) {
		strbuf_add_char(p->out, ' ');
		pg_print_names(p, item->alias_columns);
	}
}

static bool has_condition(const struct from_item *item)
{
	return item->on || item->using;
}

/* PostgreSQL asks for a condition behind all joins but CROSS and NATURAL. */
static void print_join(struct printer *p, const struct from_item *item)
{
	static const char *const words[] = {
		[JOIN_COMMA] = "CROSS JOIN ", [JOIN_INNER] = "JOIN ",
		[JOIN_CROSS] = "CROSS JOIN ", [JOIN_LEFT] = "LEFT JOIN ",
		[JOIN_RIGHT] = "RIGHT JOIN ", [JOIN_FULL] = "FULL JOIN ",
	};
	bool crosses = item->join <= JOIN_CROSS;

	print_new_line(p, 0);
	if (item->natural)
		strbuf_add_text(p->out, "NATURAL ");
	if (crosses && !item->natural)
		strbuf_add_text(p->out, has_condition(item) ? "JOIN " : "CROSS JOIN ");
	else
		strbuf_add_text(p->out, words[crosses ? JOIN_INNER : item->join]);
	print_relation(p, item);
	if (!crosses && !item->natural && !has_condition(item))
		strbuf_add_text(p->out, " ON true");
}

void pg_print_from(struct printer *p, const struct from_clause *from)
{
	for (uint32_t i = 0; i < from->items.count; i++) {
		const struct from_item *item = &from->items.items[i];

		if (i == 0) {
			print_relation(p, item);
		} else if (item->join == JOIN_COMMA && !has_condition(item) && !item->natural) {
			strbuf_add_text(p->out, ", ");
			print_relation(p, item);
		} else {
			print_join(p, item);
		}
		if (i > 0 && item->on) {
			strbuf_add_text(p->out, " ON ");
			print_expr_to(p, item->on);
		}
		if (i > 0 && item->using) {
			strbuf_add_text(p->out, " USING ");
			pg_print_names(p, item->using);
		}
	}
}

/* ---------------------------------------------------------------- one arm */

static void print_result(struct printer *p, const struct result_column *column)
{
	if (column->kind == RESULT_TABLE_STAR) {
		pg_print_name(p->out, column->table.text);
		strbuf_add_char(p->out, '.');
	}
	if (column->kind != RESULT_EXPR) {
		strbuf_add_char(p->out, '*');
		return;
	}
	print_expr_to(p, column->expr);
	if (column->alias.symbol) {
		strbuf_add_text(p->out, " AS ");
		pg_print_name(p->out, column->alias.text);
	}
}

static void write_results(struct printer *p, const void *data)
{
	const struct result_columns *results = data;

	for (uint32_t i = 0; i < results->columns.count; i++) {
		strbuf_add_text(p->out, i ? ", " : " ");
		print_result(p, &results->columns.items[i]);
	}
}

void pg_print_results(struct printer *p, const struct result_columns *results)
{
	if (print_fits(p, write_results, results))
		return;
	p->indent += PG_PRINT_INDENT;
	for (uint32_t i = 0; i < results->columns.count; i++) {
		strbuf_add_text(p->out, i ? "," : "");
		print_new_line(p, 0);
		print_result(p, &results->columns.items[i]);
	}
	p->indent -= PG_PRINT_INDENT;
}

static bool is_and(const struct expr *expr)
{
	return expr->kind == EXPR_BINARY && expr->op == OP_AND;
}

/* The terms of a chain of ANDs, a line each. */
static void print_conjuncts(struct printer *p, const struct expr *expr)
{
	if (!is_and(expr)) {
		print_conjunct(p, expr);
		return;
	}
	print_conjuncts(p, expr->binary.left);
	print_new_line(p, 2);
	strbuf_add_text(p->out, "AND ");
	print_conjuncts(p, expr->binary.right);
}

void pg_print_condition(struct printer *p, const char *word, const struct expr *expr)
{
	if (!expr)
		return;
	print_new_line(p, 0);
	strbuf_add_text(p->out, word);
	if (is_and(expr))
		print_conjuncts(p, expr);
	else
		print_expr_to(p, expr);
}

static void print_windows(struct printer *p, const struct select_core *core)
{
	for (uint32_t i = 0; i < core->windows.count; i++) {
		const struct window *window = core->windows.items[i];

		if (i == 0) {
			print_new_line(p, 0);
			strbuf_add_text(p->out, "WINDOW ");
		} else {
			strbuf_add_char(p->out, ',');
			print_new_line(p, PG_PRINT_INDENT);
		}
		pg_print_name(p->out, window->name.text);
		strbuf_add_text(p->out, " AS ");
		pg_print_window(p, window);
	}
}

static void print_values(struct printer *p, const struct select_core *core)
{
	strbuf_add_text(p->out, "VALUES ");
	for (uint32_t i = 0; i < core->values.count; i++) {
		if (i > 0) {
			strbuf_add_char(p->out, ',');
			print_new_line(p, 7);
		}
		strbuf_add_char(p->out, '(');
		pg_print_exprs(p, core->values.items[i]);
		strbuf_add_char(p->out, ')');
	}
}

static void print_core(struct printer *p, const struct select_core *core)
{
	if (core->values.count) {
		print_values(p, core);
		return;
	}
	strbuf_add_text(p->out, core->distinct || core->distinct_on ? "SELECT DISTINCT" : "SELECT");
	if (core->distinct_on) {
		strbuf_add_text(p->out, " ON (");
		pg_print_exprs(p, core->distinct_on);
		strbuf_add_char(p->out, ')');
	}
	pg_print_results(p, &core->results);
	if (core->from) {
		print_new_line(p, 0);
		strbuf_add_text(p->out, "FROM ");
		pg_print_from(p, core->from);
	}
	pg_print_condition(p, "WHERE ", core->where);
	if (core->group_by) {
		print_new_line(p, 0);
		strbuf_add_text(p->out, "GROUP BY ");
		pg_print_exprs(p, core->group_by);
	}
	pg_print_condition(p, "HAVING ", core->having);
	print_windows(p, core);
}

/* ---------------------------------------------------------------- compounds */

static bool is_loose(enum compound_op op)
{
	return op == COMPOUND_UNION || op == COMPOUND_UNION_ALL || op == COMPOUND_EXCEPT;
}

/* SQLite takes compounds from left to right; in PostgreSQL INTERSECT binds tighter, so what stands
 * left of it goes into parentheses when a looser operator is in there.  True at such an arm. */
static bool closes_group(const struct select *select, uint32_t i, bool *loose)
{
	enum compound_op op = select->cores.items[i]->op;
	bool closes = op == COMPOUND_INTERSECT && *loose;

	*loose = is_loose(op) || (*loose && !closes);
	return closes;
}

static void print_compound(struct printer *p, const struct select *select)
{
	static const char *const words[] = {
		[COMPOUND_UNION] = "UNION",
		[COMPOUND_UNION_ALL] = "UNION ALL",
		[COMPOUND_INTERSECT] = "INTERSECT",
		[COMPOUND_EXCEPT] = "EXCEPT",
	};
	bool loose = false;

	for (uint32_t i = 1; i < select->cores.count; i++)
		if (closes_group(select, i, &loose))
			strbuf_add_char(p->out, '(');
	loose = false;
	for (uint32_t i = 0; i < select->cores.count; i++) {
		if (i > 0) {
			if (closes_group(select, i, &loose))
				strbuf_add_char(p->out, ')');
			print_new_line(p, 0);
			strbuf_add_text(p->out, words[select->cores.items[i]->op]);
			print_new_line(p, 0);
		}
		print_core(p, select->cores.items[i]);
	}
}

static void print_common_table(struct printer *p, const struct common_table *table)
{
	static const char *const hints[] = { "", "MATERIALIZED ", "NOT MATERIALIZED " };

	pg_print_name(p->out, table->name.text);
	if (table->columns) {
		strbuf_add_char(p->out, ' ');
		pg_print_names(p, table->columns);
	}
	strbuf_addf(p->out, " AS %s(", hints[table->materialized]);
	p->indent += PG_PRINT_INDENT;
	new_line_inside(p);
	pg_print_select_to(p, table->select);
	p->indent -= PG_PRINT_INDENT;
	new_line_inside(p);
	strbuf_add_char(p->out, ')');
}

void pg_print_with(struct printer *p, const struct with_clause *with)
{
	strbuf_add_text(p->out, with->recursive ? "WITH RECURSIVE " : "WITH ");
	for (uint32_t i = 0; i < with->tables.count; i++) {
		if (i > 0)
			strbuf_add_text(p->out, ", ");
		print_common_table(p, &with->tables.items[i]);
	}
	print_new_line(p, 0);
}

void pg_print_select_to(struct printer *p, const struct select *select)
{
	if (select->with)
		pg_print_with(p, select->with);
	print_compound(p, select);
	if (select->order_by) {
		print_new_line(p, 0);
		strbuf_add_text(p->out, "ORDER BY ");
		pg_print_ordering(p, select->order_by);
	}
	if (select->limit) {
		print_new_line(p, 0);
		strbuf_add_text(p->out, "LIMIT ");
		print_expr_to(p, select->limit);
	}
	if (select->offset) {
		print_new_line(p, 0);
		strbuf_add_text(p->out, "OFFSET ");
		print_expr_to(p, select->offset);
	}
}

void pg_print_select(struct strbuf *out, const struct select *select, unsigned indent)
{
	pg_print_select_to(&(struct printer){ .out = out, .indent = indent }, select);
}
