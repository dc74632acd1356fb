/* SPDX-License-Identifier: PostgreSQL
 *
 * The account of a column: its declaration, the rules that had to do with it, its type step by
 * step, its expressions with the rules that fired on them, the line that came of it and the
 * diagnostics at its place.
 */
#include <config.h>

#include "cli/explain.h"

#include "emit/ddl.h"
#include "postgres/print.h"

struct account {
	struct strbuf *out;
	struct compilation *c;
	const struct lower_trace *trace;
	const struct sqlite_table *table;
	const struct sqlite_column *column;
	int32_t number;
	const struct pg_table *to;  /* NULL: left out */
	const struct pg_column *pg; /* NULL: left out */
};

/* ---------------------------------------------------------------- texts of the sources */

/* In one line: runs of blanks and line ends become one blank. */
static void add_folded(struct strbuf *out, struct slice text)
{
	bool blank = false;

	for (uint32_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];

		if (c == ' ' || (c >= '\t' && c <= '\r')) {
			blank = true;
			continue;
		}
		if (blank)
			strbuf_add_char(out, ' ');
		blank = false;
		strbuf_add_char(out, (unsigned char)c < ' ' || c == 0x7f ? '?' : c);
	}
}

static void add_text(const struct account *a, struct span span)
{
	add_folded(a->out, source_slice(&a->c->ctx.sources, span));
}

/* "file:line" */
static void add_place(const struct account *a, struct span span)
{
	struct location where;

	if (source_locate(&a->c->ctx.sources, span.start, &where))
		strbuf_addf(a->out, "%s:%u", where.source->name, where.line);
}

static void add_rule(const struct account *a, const struct rule *rule)
{
	add_place(a, rule->span);
	strbuf_add_text(a->out, ": ");
	add_text(a, rule->span);
}

static bool is_within(struct span inner, struct span outer)
{
	return inner.end && inner.start >= outer.start && inner.end <= outer.end;
}

/* ---------------------------------------------------------------- rules and type */

static void add_rules(const struct account *a)
{
	struct considered_list list = { 0 };
	struct target target = { 0 };
	const struct rule *naming =
		rule_for_column_name(&a->c->rules, a->table, a->column, &target);

	rules_consider(&a->c->rules, a->table, a->column, &list);
	strbuf_add_text(a->out, "  rules, the strongest first:\n");
	vec_each(struct considered, item, list.items) {
		strbuf_add_text(a->out, item->wins ? "  * " : "    ");
		add_rule(a, item->rule);
		strbuf_addf(a->out, "\n        %s\n", item->why);
	}
	if (list.items.count == 0)
		strbuf_add_text(a->out, "    none\n");
	if (!naming)
		return;
	strbuf_add_text(a->out, "  named by:\n    ");
	add_rule(a, naming);
	strbuf_add_char(a->out, '\n');
}

static void add_type(const struct account *a)
{
	strbuf_add_text(a->out, "  type:\n");
	vec_each(struct type_step, step, a->trace->steps) {
		if (step->column != a->column)
			continue;
		strbuf_add_text(a->out, "    ");
		pg_type_print(a->out, &step->type);
		strbuf_addf(a->out, ": %s\n", step->why);
	}
	if (a->pg->conversion)
		strbuf_addf(a->out, "  values: using %s, %s\n", a->pg->conversion->name,
			    a->pg->conversion->summary);
}

/* ---------------------------------------------------------------- expressions */

/* A rule that was tried more than once on a place is shown once. */
static bool is_repeated(const struct account *a, const struct rule_use *use)
{
	const struct rule_use *other = a->trace->uses.items;

	for (; other < use; other++)
		if (other->rule == use->rule && other->span.start == use->span.start &&
		    other->span.end == use->span.end)
			return true;
	return false;
}

static void add_uses(const struct account *a, struct span span)
{
	vec_each(struct rule_use, use, a->trace->uses) {
		if (!is_within(use->span, span) || is_repeated(a, use))
			continue;
		strbuf_add_text(a->out, "    ");
		add_text(a, use->span);
		strbuf_add_text(a->out, " by ");
		add_rule(a, use->rule);
		strbuf_add_char(a->out, '\n');
	}
}

static void add_source(const struct account *a, const char *what, struct span span)
{
	strbuf_addf(a->out, "  %s: ", what);
	add_text(a, span);
	strbuf_add_char(a->out, '\n');
	add_uses(a, span);
}

static void add_default(const struct account *a)
{
	add_source(a, "default", a->column->default_value->span);
	strbuf_add_text(a->out, "    becomes ");
	if (a->pg->default_value)
		pg_print_default(a->out, a->pg->default_value);
	else
		strbuf_add_text(a->out, "no default");
	strbuf_add_char(a->out, '\n');
}

static void add_generated(const struct account *a)
{
	add_source(a, "generated", a->column->rare->generated_as->span);
	strbuf_add_text(a->out, "    becomes ");
	if (a->pg->generated_as)
		pg_print_expr(a->out, a->pg->generated_as);
	else
		strbuf_add_text(a->out, "nothing");
	strbuf_add_char(a->out, '\n');
}

struct search {
	const struct sqlite_column *column;
	bool found;
};

static void find_name(struct expr **operand, void *data)
{
	const struct expr *expr = *operand;
	struct search *search = data;

	if (expr->kind == EXPR_NAME && expr->name->column.symbol == search->column->name.symbol)
		search->found = true;
	if (!search->found)
		expr_each_operand(*operand, find_name, data);
}

static bool concerns(const struct account *a, const struct sqlite_check *check)
{
	struct search search = { a->column, false };
	struct expr *expr = check->expr;

	if (check->column >= 0)
		return check->column == a->number;
	find_name(&expr, &search);
	return search.found;
}

static void add_check(const struct account *a, const struct sqlite_check *check)
{
	add_source(a, "check", check->expr->span);
	vec_each(struct pg_constraint *, c, a->to->constraints) {
		if ((*c)->kind != PG_CHECK || (*c)->span.start != check->span.start)
			continue;
		strbuf_add_text(a->out, "    becomes ");
		pg_print_expr(a->out, (*c)->check);
		strbuf_add_char(a->out, '\n');
		return;
	}
	strbuf_add_text(a->out, "    becomes nothing: the type says it, or it is left out\n");
}

static void add_expressions(const struct account *a)
{
	if (a->column->default_value)
		add_default(a);
	if (a->column->rare->generated_as)
		add_generated(a);
	vec_each(struct sqlite_check, check, a->table->checks)
		if (concerns(a, check))
			add_check(a, check);
}

/* ---------------------------------------------------------------- the account */

static void add_messages(const struct account *a)
{
	static const char *const levels[] = { "", "note", "warning", "error" };
	bool first = true;

	vec_each(struct diagnostic *, diag, a->c->ctx.diags.items) {
		if (!is_within((*diag)->span, a->column->span))
			continue;
		strbuf_add_text(a->out, first ? "  told:\n" : "");
		first = false;
		strbuf_addf(a->out, "    %s: %s [-W%s]\n", levels[(*diag)->severity],
			    (*diag)->message, diag_code_info((*diag)->code)->name);
	}
}

static void add_result(const struct account *a)
{
	strbuf_add_text(a->out, "  result:\n");
	emit_column(a->out, a->to, a->pg);
	strbuf_add_char(a->out, '\n');
}

static void explain_column(const struct account *a)
{
	strbuf_addf(a->out, "%.*s.%.*s\n  declared at ", SLICE_ARGS(a->table->name.text),
		    SLICE_ARGS(a->column->name.text));
	add_place(a, a->column->span);
	strbuf_addf(a->out, ", affinity %s:\n    ", affinity_name(a->column->affinity));
	add_text(a, a->column->span);
	strbuf_add_char(a->out, '\n');
	add_rules(a);
	if (a->pg) {
		add_type(a);
		add_expressions(a);
		add_result(a);
	} else {
		strbuf_add_text(a->out, "  result:\n    none: the column is left out\n");
	}
	add_messages(a);
}

static const struct pg_table *find_target(const struct compilation *c,
					  const struct sqlite_table *table)
{
	vec_each(struct pg_table *, to, c->target.tables)
		if ((*to)->source == table)
			return *to;
	return NULL;
}

static const struct pg_column *find_column(const struct pg_table *table,
					   const struct sqlite_column *column)
{
	vec_each(struct pg_column *, to, table->columns)
		if ((*to)->source == column)
			return *to;
	return NULL;
}

static void add_table_rule(const struct account *a)
{
	struct target target = { 0 };
	const struct rule *rule = rule_for_table(&a->c->rules, a->table, &target);

	strbuf_addf(a->out, "table %.*s becomes ", SLICE_ARGS(a->table->name.text));
	if (a->to)
		pg_print_identifier(a->out, a->to->name);
	else
		strbuf_add_text(a->out, "nothing: it is left out");
	strbuf_add_char(a->out, '\n');
	if (!rule)
		return;
	strbuf_add_text(a->out, "  by ");
	add_rule(a, rule);
	strbuf_add_char(a->out, '\n');
}

void explain_table(struct strbuf *out, struct compilation *c, const struct sqlite_table *table,
		   int32_t column)
{
	struct account a = { .out = out, .c = c, .trace = c->options.trace, .table = table };

	a.to = find_target(c, table);
	if (column < 0)
		add_table_rule(&a);
	for (uint32_t i = 0; i < table->columns.count; i++) {
		if (column >= 0 && i != (uint32_t)column)
			continue;
		if (column < 0)
			strbuf_add_char(out, '\n');
		a.column = table->columns.items[i];
		a.number = (int32_t)i;
		a.pg = a.to ? find_column(a.to, a.column) : NULL;
		explain_column(&a);
	}
}
