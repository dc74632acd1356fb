/* SPDX-License-Identifier: PostgreSQL
 *
 * SELECT: each clause in the scope that its FROM makes.  Names and types of the
 * result columns are kept for what reads the query.
 */
#include <config.h>

#include "lower/query.h"

static bool refuse(struct walk *w, struct span span, const char *what)
{
	walk_refuse(w, D_UNSUPPORTED_VIEW, span, "%s is not translated yet", what);
	return false;
}

/* ---------------------------------------------------------------- result columns */

struct results {
	struct result_list *list;   /* what each is */
	struct result_columns *out; /* in PostgreSQL */
};

static void add_result(struct walk *w, struct results *results, struct scope_column *column,
		       struct expr *expr, struct span span)
{
	struct result_column result = { .kind = RESULT_EXPR, .expr = expr, .span = span };

	vec_push(w->arena, &results->out->columns, result);
	column->value.expr = expr;
	vec_push(w->arena, &results->list->columns, *column);
}

static bool star_column(struct walk *w, struct results *results, const struct scope_source *source,
			const struct symbol *name, struct span span)
{
	struct scope_column column = { 0 };
	struct expr *expr;
	bool several = w->scope->sources.count > 1;

	if (!source_column(source, name, &column))
		return true; /* a rule leaves it out */
	vec_each(const struct symbol *const, merged, source->merged) {
		if (*merged == name)
			return true;
	}
	expr = build_column(w, several ? source->output : NULL, column.output, span);
	column.value.nullable |= source->nullable;
	column.value.source = span;
	add_result(w, results, &column, expr, span);
	return true;
}

static bool star_source(struct walk *w, struct results *results, const struct scope_source *source,
			struct span span)
{
	if (source->table)
		vec_each(struct sqlite_column *const, column, source->table->source->columns)
			star_column(w, results, source, (*column)->name.symbol, span);
	vec_each(const struct scope_column, column, source->columns)
		star_column(w, results, source, column->name, span);
	return true;
}

static bool star(struct walk *w, struct results *results, const struct result_column *result)
{
	bool found = false;

	vec_each(const struct scope_source, source, w->scope->sources) {
		if (result->kind == RESULT_TABLE_STAR && source->alias != result->table.symbol)
			continue;
		found = true;
		star_source(w, results, source, result->span);
	}
	if (found)
		return true;
	walk_refuse(w, D_UNKNOWN_COLUMN, result->span, "there is nothing for * to stand for");
	return false;
}

/* The name that SQLite gives a result column: its alias, a column's own name, or its text. */
static struct name result_name(struct walk *w, const struct result_column *result)
{
	struct name name = { .span = result->span };

	if (result->alias.symbol)
		return result->alias;
	if (result->expr->kind == EXPR_NAME)
		name.text = result->expr->name->column.text;
	else
		name.text = source_slice(&w->ctx->sources, result->span);
	name.symbol = context_symbol(w->ctx, name.text);
	name.quote = QUOTE_DOUBLE;
	if (result->expr->kind == EXPR_NAME)
		name.quote = result->expr->name->column.quote;
	return name;
}

/* A column without an alias keeps the name that it has where it comes from, however it is spelled
 * here, and a rule's name for it (select.c, sqlite3GenerateColumnNames). */
static bool own_name(struct walk *w, const struct result_column *result, struct scope_column *out)
{
	const struct column_reference *name;
	struct scope_column found = { 0 };

	if (result->alias.symbol || result->expr->kind != EXPR_NAME)
		return false;
	name = result->expr->name;
	vec_each(const struct scope_source, source, w->scope->sources) {
		if (name->of && name->of->table.symbol != source->alias)
			continue;
		if (!source_column(source, name->column.symbol, &found))
			continue;
		out->name = found.name;
		out->spelling = found.spelling;
		out->output = found.output;
		return true;
	}
	return false;
}

static bool one_result(struct walk *w, struct results *results, const struct result_column *result)
{
	struct scope_column column = { 0 };
	struct name name;

	if (!walk_value(w, result->expr, &column.value))
		return false;
	if (!own_name(w, result, &column)) {
		name = result_name(w, result);
		column.name = name.symbol;
		column.spelling = name.text;
		column.output = name_identifier(w->l, &name, w->request->object);
	}
	add_result(w, results, &column, column.value.expr, result->span);
	return true;
}

bool results_lower(struct walk *w, const struct result_columns *results, struct result_columns *out,
		   struct result_list *list)
{
	struct results made = { list, out };
	bool done = true;

	vec_each(const struct result_column, result, results->columns) {
		if (result->kind == RESULT_EXPR)
			done &= one_result(w, &made, result);
		else
			done &= star(w, &made, result);
	}
	return done;
}

/* ---------------------------------------------------------------- one arm */

bool condition_lower(struct walk *w, const struct expr *expr, struct expr **out)
{
	struct lowered value;

	*out = NULL;
	if (!expr)
		return true;
	if (!walk_truth(w, expr, &value))
		return false;
	*out = boolean_settle(w, value.expr, false);
	if ((*out)->kind == EXPR_BOOLEAN && (*out)->boolean)
		*out = NULL;
	return true;
}

static const struct expr *by_position(const struct expr *expr, const struct select_core *core)
{
	struct value place;

	if (!fold_literal(expr, &place) || place.storage != STORAGE_INTEGER)
		return expr;
	if (place.integer < 1 || place.integer > core->results.columns.count)
		return expr;
	if (core->results.columns.items[place.integer - 1].kind != RESULT_EXPR)
		return expr;
	return core->results.columns.items[place.integer - 1].expr;
}

static const char *constant_type(const struct lowered *value)
{
	return value->storage == STORAGE_INTEGER ? "bigint" : "text";
}

static bool group_by(struct walk *w, const struct select_core *core, struct select_core *out)
{
	if (!core->group_by)
		return true;
	out->group_by = arena_object(w->arena, struct expr_list);
	vec_each(struct expr *const, term, core->group_by->exprs) {
		struct lowered value;

		if (!walk_value(w, by_position(*term, core), &value))
			return false;
		if (type_is_text(&value.type) && value.collation != COLLATION_BINARY)
			return refuse(w, (*term)->span, "GROUP BY a column that is not BINARY");
		/* a bare constant would be the number of a column */
		if (value.literal && value.expr->kind != EXPR_CAST)
			value.expr = build_cast(w, value.expr, constant_type(&value));
		vec_push(w->arena, &out->group_by->exprs, value.expr);
	}
	return true;
}

static bool values_lower(struct walk *w, const struct select_core *core, struct select_core *made,
			 struct result_list *results)
{
	uint32_t row = 0;

	vec_each(struct expr_list *const, values, core->values) {
		const struct expr_list *list = *values;
		struct expr_list *out = arena_object(w->arena, struct expr_list);

		for (uint32_t i = 0; i < list->exprs.count; i++) {
			struct scope_column column = { 0 };

			if (!walk_value(w, list->exprs.items[i], &column.value))
				return false;
			vec_push(w->arena, &out->exprs, column.value.expr);
			column.spelling = slice_of(arena_printf(w->arena, "column%u", i + 1));
			column.name = context_symbol(w->ctx, column.spelling);
			column.output = column.spelling.ptr;
			if (!row)
				vec_push(w->arena, &results->columns, column);
		}
		row++;
		vec_push(w->arena, &made->values, out);
	}
	return true;
}

static bool core_lower(struct walk *w, const struct select_core *core, const struct scope *outer,
		       struct select_core *out, struct result_list *results, struct scope *scope)
{
	bool resulted;

	*scope = (struct scope){ .parent = outer, .aliases = core };
	w->scope = scope;
	out->op = core->op;
	out->distinct = core->distinct;
	out->span = core->span;
	if (core->values.count)
		return values_lower(w, core, out, results);
	if (!from_lower(w, core->from, scope, &out->from))
		return false;
	vec_each(struct window *const, window, core->windows) {
		struct window *made;

		if (!window_lower(w, *window, &made))
			return false;
		vec_push(w->arena, &out->windows, made);
	}
	/* Both report what is wrong with them. */
	resulted = results_lower(w, &core->results, &out->results, results);
	return condition_lower(w, core->where, &out->where) && resulted && group_by(w, core, out) &&
	       condition_lower(w, core->having, &out->having);
}

/* ---------------------------------------------------------------- LIMIT */

/* A negative LIMIT is none, a negative OFFSET is 0 (lang_select.html#limitoffset). */
static struct expr *bounded(struct walk *w, struct expr *expr, bool is_limit)
{
	struct expr *arguments[2] = { expr, build_integer(w, is_limit ? -1 : 0, expr->span) };

	arguments[0] = build_call(w, "greatest", expr->span, 2, arguments);
	if (!is_limit)
		return arguments[0];
	arguments[1] = build_integer(w, -1, expr->span);
	return build_call(w, "nullif", expr->span, 2, arguments);
}

static bool limit_lower(struct walk *w, const struct expr *expr, bool is_limit, struct expr **out)
{
	struct lowered value;
	int64_t number;

	*out = NULL;
	if (!expr)
		return true;
	if (!walk_value(w, expr, &value) || !convert_integer(w, &value))
		return false;
	if (lowered_integer(&value, &number)) {
		*out = number < 0 ? NULL : value.expr;
		return true;
	}
	*out = bounded(w, value.expr, is_limit);
	return true;
}

/* ---------------------------------------------------------------- compounds */

/* PostgreSQL takes two bare NULLs for texts before it sees the third arm. */
static void type_nulls(struct walk *w, struct lowered *values, uint32_t count)
{
	const struct lowered *typed = NULL;
	struct strbuf name = { 0 };

	for (uint32_t i = 0; i < count && !typed; i++)
		if (values[i].storage != STORAGE_NULL && values[i].type.kind != PG_UNKNOWN)
			typed = &values[i];
	if (!typed || count < 3)
		return;
	pg_type_print(&name, &typed->type);
	for (uint32_t i = 0; i < count; i++)
		if (values[i].storage == STORAGE_NULL && values[i].literal)
			values[i].expr = build_cast(w, values[i].expr,
						    arena_copy(w->arena, name.text, name.len));
	strbuf_free(&name);
}

/* Each column of all arms gets one type. */
static bool unify(struct walk *w, struct select *out, struct result_list *arms, uint32_t count,
		  struct span span)
{
	for (uint32_t c = 0; c < arms[0].columns.count; c++) {
		struct lowered *values = arena_alloc(w->arena, count * sizeof(*values));
		bool nullable = false;

		for (uint32_t a = 0; a < count; a++) {
			if (arms[a].columns.count != arms[0].columns.count ||
			    !out->cores.items[a]->results.columns.count)
				return refuse(w, span, "a compound of this form");
			values[a] = arms[a].columns.items[c].value;
		}
		if (!convert_alike(w, values, count, false, span))
			return false;
		type_nulls(w, values, count);
		for (uint32_t a = 0; a < count; a++) {
			out->cores.items[a]->results.columns.items[c].expr = values[a].expr;
			if (values[a].storage != STORAGE_NULL &&
			    (a == 0 || values[0].storage == STORAGE_NULL))
				arms[0].columns.items[c].value = values[a];
			nullable |= values[a].nullable;
		}
		arms[0].columns.items[c].value.nullable = nullable;
	}
	return true;
}

static bool cores_lower(struct walk *w, const struct select *select, const struct scope *outer,
			struct select *out, struct result_list *results, struct scope *scope)
{
	uint32_t count = select->cores.count;
	struct result_list *arms = arena_alloc(w->arena, count * sizeof(*arms));
	bool done = true;

	for (uint32_t i = 0; i < count; i++) {
		struct select_core *core = arena_object(w->arena, struct select_core);

		vec_push(w->arena, &out->cores, core);
		done &= core_lower(w, select->cores.items[i], outer, core, &arms[i], scope);
		if (done && count > 1)
			done = aggregate_check(w, core, scope, NULL);
		w->scope = outer;
	}
	if (!done)
		return false;
	if (count > 1 && !unify(w, out, arms, count, select->span))
		return false;
	*results = arms[0];
	return true;
}

/* ---------------------------------------------------------------- the whole */

bool with_lower(struct walk *w, const struct with_clause *with, const struct scope *outer,
		struct with_clause **out)
{
	*out = arena_object(w->arena, struct with_clause);
	vec_each(const struct common_table, table, with->tables) {
		struct common_table copy = { .materialized = table->materialized,
					     .span = table->span };
		struct common *common = arena_object(w->arena, struct common);
		struct result_list *results = arena_object(w->arena, struct result_list);

		common->name = table->name.symbol;
		common->output = name_identifier(w->l, &table->name, w->request->object);
		common->results = results;
		copy.name = build_name(w, common->output);
		if (!select_lower(w, table->select, outer, &copy.select, results))
			return false;
		if (table->columns) {
			copy.columns = arena_object(w->arena, struct name_list);
			for (uint32_t i = 0;
			     i < table->columns->names.count && i < results->columns.count; i++) {
				const struct name *name = &table->columns->names.items[i];
				struct scope_column *column = &results->columns.items[i];

				column->name = name->symbol;
				column->spelling = name->text;
				column->output = name_identifier(w->l, name, w->request->object);
				vec_push(w->arena, &copy.columns->names,
					 build_name(w, column->output));
			}
		}
		common->next = w->commons;
		w->commons = common;
		vec_push(w->arena, &(*out)->tables, copy);
	}
	return true;
}

static void name_results(struct walk *w, struct select_core *core,
			 const struct result_list *results)
{
	for (uint32_t i = 0; i < core->results.columns.count; i++) {
		struct result_column *column = &core->results.columns.items[i];
		const char *output = results->columns.items[i].output;

		if (column->expr->kind != EXPR_NAME ||
		    !slice_equal(column->expr->name->column.text, slice_of(output)))
			column->alias = build_name(w, output);
	}
}

/* Two columns of one name: SQLite calls the second "id:1". */
static void separate_names(struct walk *w, struct result_list *results)
{
	for (uint32_t i = 1; i < results->columns.count; i++) {
		struct scope_column *column = &results->columns.items[i];
		unsigned number = 0;

		for (uint32_t j = 0; j < i; j++) {
			if (!slice_equal(slice_of(results->columns.items[j].output),
					 slice_of(column->output)))
				continue;
			column->output = arena_printf(w->arena, "%.*s:%u",
						      SLICE_ARGS(column->spelling), ++number);
			column->spelling = slice_of(column->output);
			column->name = context_symbol(w->ctx, column->spelling);
			j = UINT32_MAX;
		}
	}
}

/* ORDER BY of a compound may name its columns only. */
static bool order_compound(struct walk *w, const struct select *select, struct select *made,
			   const struct result_list *results)
{
	made->order_by = arena_object(w->arena, struct ordering);
	vec_each(const struct ordering_term, term, select->order_by->terms) {
		struct ordering_term copy = *term;
		const struct scope_column *column = NULL;
		struct value place;

		if (fold_literal(term->expr, &place) && place.storage == STORAGE_INTEGER &&
		    place.integer >= 1 && place.integer <= results->columns.count)
			column = &results->columns.items[place.integer - 1];
		if (term->expr->kind == EXPR_NAME)
			vec_each(const struct scope_column, candidate, results->columns) {
				if (candidate->name == term->expr->name->column.symbol)
					column = candidate;
			}
		if (!column)
			return refuse(w, term->expr->span, "this ORDER BY of a compound");
		copy.expr = build_column(w, NULL, column->output, term->expr->span);
		if (copy.nulls == NULLS_DEFAULT && column->value.nullable)
			copy.nulls = term->order == SORT_DESC ? NULLS_LAST : NULLS_FIRST;
		vec_push(w->arena, &made->order_by->terms, copy);
	}
	return true;
}

static bool is_result(const struct select_core *core, const struct expr *expr)
{
	vec_each(const struct result_column, result, core->results.columns) {
		if (expr_same(result->expr, expr))
			return true;
	}
	return false;
}

static bool order_results(struct walk *w, const struct select *select, struct select *made,
			  const struct result_list *results, const struct scope *scope)
{
	const struct select_core *core = made->cores.items[0];

	if (select->order_by && select->cores.count > 1)
		return order_compound(w, select, made, results);
	w->scope = scope;
	if (select->order_by &&
	    !order_lower(w, select->order_by, select->cores.items[0], &made->order_by))
		return false;
	if (core->distinct && made->order_by)
		vec_each(const struct ordering_term, term, made->order_by->terms) {
			if (!is_result(core, term->expr))
				return refuse(w, term->expr->span,
					      "SELECT DISTINCT with ORDER BY another expression");
		}
	return select->cores.count > 1 || aggregate_check(w, core, scope, made->order_by);
}

bool select_lower(struct walk *w, const struct select *select, const struct scope *outer,
		  struct select **out, struct result_list *results)
{
	const struct scope *own = w->scope;
	const struct common *commons = w->commons;
	struct select *made = arena_object(w->arena, struct select);
	struct scope *scope = arena_object(w->arena, struct scope);
	bool whole = w->whole_statement, done;

	w->whole_statement = false;
	made->span = select->span;
	if (select->with && select->with->recursive)
		return refuse(w, select->span, "WITH RECURSIVE");
	done = (!select->with || with_lower(w, select->with, outer, &made->with)) &&
	       cores_lower(w, select, outer, made, results, scope);
	if (done) {
		if (!whole)
			separate_names(w, results);
		name_results(w, made->cores.items[0], results);
		done = order_results(w, select, made, results, scope);
	}
	w->scope = scope;
	done = done && limit_lower(w, select->limit, true, &made->limit) &&
	       limit_lower(w, select->offset, false, &made->offset);
	w->scope = own;
	w->commons = commons;
	*out = made;
	return done;
}

/* ---------------------------------------------------------------- subqueries in expressions */

bool query_operand(struct walk *w, const struct expr *expr, struct lowered *out)
{
	struct result_list results = { 0 };
	struct select *select;
	struct expr *made = expr_new(w->arena, expr->kind, expr->span);

	if (w->request->context != IN_QUERY && w->request->context != IN_TRIGGER) {
		walk_refuse(w, D_UNSUPPORTED_EXPRESSION, expr->span, "a subquery can't stand here");
		return false;
	}
	if (!select_lower(w, expr->select, w->scope, &select, &results))
		return false;
	made->select = select;
	made->negated = expr->negated;
	if (expr->kind == EXPR_EXISTS) {
		infer_result(out, made, PG_BOOLEAN, expr->span);
		out->constant = false;
		return true;
	}
	if (results.columns.count != 1)
		return refuse(w, expr->span, "a subquery of several columns as a value");
	/* SQLite takes the first row of several */
	if (!select->limit && expr->select->cores.items[0]->from)
		select->limit = build_integer(w, 1, expr->span);
	*out = results.columns.items[0].value;
	out->expr = made;
	out->literal = NULL;
	out->nullable = true;
	out->constant = false;
	out->has_collation = out->collation_explicit = false;
	out->source = expr->span;
	return true;
}

bool query_in(struct walk *w, const struct expr *expr, struct lowered *out)
{
	struct in_clause *in = arena_object(w->arena, struct in_clause);
	struct result_list results = { 0 };
	struct lowered value, item;

	if (!expr->in->select)
		return refuse(w, expr->span, "IN table");
	if (w->request->context != IN_QUERY && w->request->context != IN_TRIGGER) {
		walk_refuse(w, D_UNSUPPORTED_EXPRESSION, expr->span, "a subquery can't stand here");
		return false;
	}
	if (!walk_value(w, expr->in->operand, &value) ||
	    !select_lower(w, expr->in->select, w->scope, &in->select, &results))
		return false;
	if (results.columns.count != 1)
		return refuse(w, expr->span, "IN a subquery of several columns");
	item = results.columns.items[0].value;
	if ((value.storage != item.storage &&
	     !(storage_is_number(value.storage) && storage_is_number(item.storage))) ||
	    value.collation != COLLATION_BINARY ||
	    (type_is_text(&value.type) != type_is_text(&item.type)))
		return refuse(w, expr->span, "IN a subquery of another type");
	in->operand = value.expr;
	infer_result(out, expr_new(w->arena, EXPR_IN, expr->span), PG_BOOLEAN, expr->span);
	out->expr->in = in;
	out->expr->negated = expr->negated;
	out->nullable = true;
	out->constant = false;
	return true;
}
