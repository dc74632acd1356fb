/* SPDX-License-Identifier: PostgreSQL
 *
 * SELECT and its parts in SQLite's dialect.
 */
#include <config.h>

#include "sql/print_internal.h"

void print_ordering(struct strbuf *out, const struct ordering *ordering)
{
	for (uint32_t i = 0; i < ordering->terms.count; i++) {
		const struct ordering_term *term = &ordering->terms.items[i];

		strbuf_add_text(out, i ? ", " : "");
		print_expr(out, term->expr);
		strbuf_add_text(out, term->order == SORT_ASC	? " ASC"
				     : term->order == SORT_DESC ? " DESC"
								: "");
		strbuf_add_text(out, term->nulls == NULLS_FIRST	 ? " NULLS FIRST"
				     : term->nulls == NULLS_LAST ? " NULLS LAST"
								 : "");
	}
}

static void print_bound(struct strbuf *out, const struct frame_bound *bound)
{
	static const char *const texts[] = {
		[BOUND_UNBOUNDED_PRECEDING] = "UNBOUNDED PRECEDING",
		[BOUND_PRECEDING] = " PRECEDING",
		[BOUND_CURRENT_ROW] = "CURRENT ROW",
		[BOUND_FOLLOWING] = " FOLLOWING",
		[BOUND_UNBOUNDED_FOLLOWING] = "UNBOUNDED FOLLOWING",
	};

	if (bound->offset)
		print_expr(out, bound->offset);
	strbuf_add_text(out, texts[bound->kind]);
}

static void print_frame(struct strbuf *out, const struct window *window)
{
	static const char *const units[] = {
		[FRAME_ROWS] = "ROWS ", [FRAME_RANGE] = "RANGE ", [FRAME_GROUPS] = "GROUPS "
	};
	static const char *const exclusions[] = {
		[EXCLUDE_NONE] = "",
		[EXCLUDE_NO_OTHERS] = " EXCLUDE NO OTHERS",
		[EXCLUDE_CURRENT_ROW] = " EXCLUDE CURRENT ROW",
		[EXCLUDE_GROUP] = " EXCLUDE GROUP",
		[EXCLUDE_TIES] = " EXCLUDE TIES",
	};

	strbuf_add_text(out, units[window->unit]);
	if (window->end.kind != BOUND_NONE)
		strbuf_add_text(out, "BETWEEN ");
	print_bound(out, &window->start);
	if (window->end.kind != BOUND_NONE) {
		strbuf_add_text(out, " AND ");
		print_bound(out, &window->end);
	}
	strbuf_add_text(out, exclusions[window->exclude]);
}

void print_window(struct strbuf *out, const struct window *window)
{
	size_t start = out->len;

	if (window->base.symbol)
		print_name(out, &window->base);
	if (window->partition_by) {
		strbuf_add_text(out, out->len > start ? " PARTITION BY " : "PARTITION BY ");
		print_exprs(out, window->partition_by);
	}
	if (window->order_by) {
		strbuf_add_text(out, out->len > start ? " ORDER BY " : "ORDER BY ");
		print_ordering(out, window->order_by);
	}
	if (window->unit == FRAME_NONE)
		return;
	strbuf_add_text(out, out->len > start ? " " : "");
	print_frame(out, window);
}

static void print_from_item(struct strbuf *out, const struct from_item *item)
{
	if (item->select) {
		strbuf_add_char(out, '(');
		print_select(out, item->select);
		strbuf_add_char(out, ')');
	} else if (item->nested) {
		strbuf_add_char(out, '(');
		print_from(out, item->nested);
		strbuf_add_char(out, ')');
	} else
		print_qualified(out, &item->table);
	if (item->arguments) {
		strbuf_add_char(out, '(');
		print_exprs(out, item->arguments);
		strbuf_add_char(out, ')');
	}
	if (item->alias.symbol) {
		strbuf_add_text(out, " AS ");
		print_name(out, &item->alias);
	}
	if (item->indexed == INDEXED_BY) {
		strbuf_add_text(out, " INDEXED BY ");
		print_name(out, &item->index);
	} else if (item->indexed == NOT_INDEXED)
		strbuf_add_text(out, " NOT INDEXED");
	if (item->on) {
		strbuf_add_text(out, " ON ");
		print_expr(out, item->on);
	}
	if (item->using) {
		strbuf_add_text(out, " USING ");
		print_name_list(out, item->using);
	}
}

void print_from(struct strbuf *out, const struct from_clause *from)
{
	static const char *const joins[] = {
		[JOIN_INNER] = "JOIN ",	    [JOIN_CROSS] = "CROSS JOIN ",
		[JOIN_LEFT] = "LEFT JOIN ", [JOIN_RIGHT] = "RIGHT JOIN ",
		[JOIN_FULL] = "FULL JOIN ",
	};

	for (uint32_t i = 0; i < from->items.count; i++) {
		const struct from_item *item = &from->items.items[i];

		if (i && item->join == JOIN_COMMA)
			strbuf_add_text(out, ", ");
		else if (i) {
			strbuf_add_text(out, item->natural ? " NATURAL " : " ");
			strbuf_add_text(out, joins[item->join]);
		}
		print_from_item(out, item);
	}
}

static void print_results(struct strbuf *out, const struct result_columns *results)
{
	for (uint32_t i = 0; i < results->columns.count; i++) {
		const struct result_column *column = &results->columns.items[i];

		strbuf_add_text(out, i ? ", " : "");
		switch (column->kind) {
		case RESULT_EXPR:
			print_expr(out, column->expr);
			break;
		case RESULT_STAR:
			strbuf_add_char(out, '*');
			break;
		case RESULT_TABLE_STAR:
			print_name(out, &column->table);
			strbuf_add_text(out, ".*");
			break;
		}
		if (column->alias.symbol) {
			strbuf_add_text(out, " AS ");
			print_name(out, &column->alias);
		}
	}
}

void print_returning(struct strbuf *out, const struct result_columns *returning)
{
	if (!returning)
		return;
	strbuf_add_text(out, " RETURNING ");
	print_results(out, returning);
}

/* KEYWORD and EXPR, when there is one. */
void print_clause(struct strbuf *out, const char *keyword, const struct expr *expr)
{
	if (!expr)
		return;
	strbuf_add_text(out, keyword);
	print_expr(out, expr);
}

static void print_windows(struct strbuf *out, const struct select_core *core)
{
	for (uint32_t i = 0; i < core->windows.count; i++) {
		strbuf_add_text(out, i ? ", " : " WINDOW ");
		print_name(out, &core->windows.items[i]->name);
		strbuf_add_text(out, " AS (");
		print_window(out, core->windows.items[i]);
		strbuf_add_char(out, ')');
	}
}

static void print_core(struct strbuf *out, const struct select_core *core)
{
	for (uint32_t i = 0; i < core->values.count; i++) {
		strbuf_add_text(out, i ? ", (" : "VALUES (");
		print_exprs(out, core->values.items[i]);
		strbuf_add_char(out, ')');
	}
	if (core->values.count)
		return;
	strbuf_add_text(out, core->distinct ? "SELECT DISTINCT " : "SELECT ");
	print_results(out, &core->results);
	if (core->from) {
		strbuf_add_text(out, " FROM ");
		print_from(out, core->from);
	}
	print_clause(out, " WHERE ", core->where);
	if (core->group_by) {
		strbuf_add_text(out, " GROUP BY ");
		print_exprs(out, core->group_by);
	}
	print_clause(out, " HAVING ", core->having);
	print_windows(out, core);
}

void print_with(struct strbuf *out, const struct with_clause *with)
{
	static const char *const as[] = { [MATERIALIZED_DEFAULT] = " AS (",
					  [MATERIALIZED] = " AS MATERIALIZED (",
					  [NOT_MATERIALIZED] = " AS NOT MATERIALIZED (" };

	if (!with)
		return;
	strbuf_add_text(out, with->recursive ? "WITH RECURSIVE " : "WITH ");
	for (uint32_t i = 0; i < with->tables.count; i++) {
		const struct common_table *table = &with->tables.items[i];

		strbuf_add_text(out, i ? ", " : "");
		print_name(out, &table->name);
		if (table->columns)
			print_name_list(out, table->columns);
		strbuf_add_text(out, as[table->materialized]);
		print_select(out, table->select);
		strbuf_add_char(out, ')');
	}
	strbuf_add_char(out, ' ');
}

void print_tail(struct strbuf *out, const struct ordering *order_by, const struct expr *limit,
		const struct expr *offset)
{
	if (order_by) {
		strbuf_add_text(out, " ORDER BY ");
		print_ordering(out, order_by);
	}
	print_clause(out, " LIMIT ", limit);
	print_clause(out, " OFFSET ", offset);
}

void print_select(struct strbuf *out, const struct select *select)
{
	static const char *const compounds[] = { [COMPOUND_NONE] = "",
						 [COMPOUND_UNION] = " UNION ",
						 [COMPOUND_UNION_ALL] = " UNION ALL ",
						 [COMPOUND_INTERSECT] = " INTERSECT ",
						 [COMPOUND_EXCEPT] = " EXCEPT " };

	print_with(out, select->with);
	vec_each(struct select_core *, core, select->cores) {
		strbuf_add_text(out, compounds[(*core)->op]);
		print_core(out, *core);
	}
	print_tail(out, select->order_by, select->limit, select->offset);
}
