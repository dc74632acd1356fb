/* SPDX-License-Identifier: PostgreSQL
 *
 * Tables that SQLite makes up: json_each(...), sqlite_schema, pragma_table_info(...).  A rule says
 * which function of PostgreSQL takes their place; tablefunc.list has their columns.  What a pragma
 * tells of a table that the query names is known here.
 */
#include <config.h>

#include <string.h>

#include "lower/query.h"

enum holds { HOLDS_ANY, HOLDS_TEXT, HOLDS_BIGINT };

static const struct table_column {
	const char *function;
	const char *name;
	enum holds holds;
} table_columns[] = {
#define TABLE_COLUMN(function, name, holds) { function, name, HOLDS_##holds },
#include "lower/tablefunc.list"
#undef TABLE_COLUMN
};

enum { TABLE_COLUMNS = sizeof(table_columns) / sizeof(*table_columns) };

static bool is_of(const struct table_column *column, const struct name *name)
{
	return slice_equal_nocase(name->text, slice_of(column->function));
}

bool tablefunc_is(struct walk *w, const struct qualified_name *name)
{
	if (!name->schema.symbol && common_find(w, name->object.symbol))
		return false;
	if (sqlite_find_table(w->l->source, name->object.symbol) ||
	    sqlite_find_view(w->l->source, name->object.symbol))
		return false;
	for (size_t i = 0; i < TABLE_COLUMNS; i++)
		if (is_of(&table_columns[i], &name->object))
			return true;
	return false;
}

/* ---------------------------------------------------------------- columns */

static void set_type(struct lowered *value, enum pg_type_kind type)
{
	value->type = type_of(type);
	value->storage = infer_storage(&value->type, NULL);
	value->has_affinity = false;
}

static void add_columns(struct walk *w, const struct name *function, struct scope_source *out)
{
	for (size_t i = 0; i < TABLE_COLUMNS; i++) {
		const struct table_column *from = &table_columns[i];
		struct scope_column column = { .spelling = slice_of(from->name),
					       .output = from->name };

		if (!is_of(from, function))
			continue;
		column.name = context_symbol(w->ctx, column.spelling);
		column.value.nullable = true;
		set_type(&column.value, from->holds == HOLDS_BIGINT ? PG_BIGINT : PG_TEXT);
		if (from->holds == HOLDS_ANY) {
			/* a column without a type, infer_is_typeless() */
			column.value.has_affinity = true;
			column.value.affinity = AFFINITY_BLOB;
		}
		vec_push(w->arena, &out->columns, column);
	}
}

/* ---------------------------------------------------------------- JSON that is there to read */

/* The type of all members of a JSON text, nested ones left out: PG_UNKNOWN for none, PG_OTHER for
 * several. */
struct members {
	const char *at, *end;
	bool is_array;
	enum pg_type_kind type;
};

static void meet(struct members *m, enum pg_type_kind type)
{
	if (m->type == PG_UNKNOWN)
		m->type = type;
	else if (m->type != type)
		m->type = PG_OTHER;
}

static void skip_string(struct members *m)
{
	for (m->at++; m->at < m->end && *m->at != '"'; m->at++)
		if (*m->at == '\\')
			m->at++;
	m->at++;
}

static void read_number(struct members *m)
{
	bool real = false;

	for (; m->at < m->end && strchr("+-.0123456789eE", *m->at); m->at++)
		real |= !strchr("+-0123456789", *m->at);
	meet(m, real ? PG_DOUBLE : PG_BIGINT);
}

static void skip_nested(struct members *m)
{
	int depth = 0;

	do {
		if (*m->at == '"') {
			skip_string(m);
			continue;
		}
		depth += *m->at == '[' || *m->at == '{';
		depth -= *m->at == ']' || *m->at == '}';
		m->at++;
	} while (m->at < m->end && depth > 0);
	meet(m, PG_TEXT);
}

static void read_members(struct members *m)
{
	bool label = !m->is_array;

	while (m->at < m->end) {
		char c = *m->at;

		if (c == '"' && label) {
			skip_string(m);
		} else if (c == '"') {
			skip_string(m);
			meet(m, PG_TEXT);
		} else if (c == '{' || c == '[') {
			skip_nested(m);
		} else if (c == '-' || (c >= '0' && c <= '9')) {
			read_number(m);
		} else {
			if (c == 't' || c == 'f')
				meet(m, PG_BIGINT);
			if (c >= 'a' && c <= 'z')
				while (m->at + 1 < m->end && m->at[1] >= 'a' && m->at[1] <= 'z')
					m->at++;
			label = c == ':' ? false : c == ',' ? !m->is_array : label;
			m->at++;
		}
	}
}

static bool constant_members(const struct lowered *json, struct members *out)
{
	struct slice text;

	if (!json->literal || json->storage != STORAGE_TEXT)
		return false;
	text = json->literal->text;
	if (!json_is_valid(text))
		return false;
	*out = (struct members){ text.ptr, text.ptr + text.len, false, PG_UNKNOWN };
	while (out->at < out->end && strchr(" \t\r\n", *out->at))
		out->at++;
	if (out->at == out->end || (*out->at != '[' && *out->at != '{'))
		return false;
	out->is_array = *out->at == '[';
	out->at++;
	while (out->end > out->at && out->end[-1] != ']' && out->end[-1] != '}')
		out->end--;
	out->end--;
	read_members(out);
	return out->type != PG_OTHER;
}

/* The function's rows with each column as the type that its values have. */
static void read_as(struct walk *w, struct from_item *out, struct scope_source *source,
		    const struct members *members, struct span span)
{
	struct select *select = arena_object(w->arena, struct select);
	struct select_core *core = arena_object(w->arena, struct select_core);
	struct from_item item = *out;

	vec_each(struct scope_column, column, source->columns) {
		struct result_column result = { .kind = RESULT_EXPR, .span = span };
		bool is_key = slice_equal(column->spelling, SLICE("key"));
		enum pg_type_kind type =
			is_key ? (members->is_array ? PG_BIGINT : PG_TEXT) : members->type;

		result.expr = build_column(w, NULL, column->output, span);
		if (column->value.has_affinity && type != PG_TEXT && type != PG_UNKNOWN) {
			result.expr = build_cast(w, result.expr,
						 type == PG_BIGINT ? "bigint" : "double precision");
			result.alias = build_name(w, column->output);
		}
		if (column->value.has_affinity)
			set_type(&column->value, type == PG_UNKNOWN ? PG_TEXT : type);
		vec_push(w->arena, &core->results.columns, result);
	}
	core->from = arena_object(w->arena, struct from_clause);
	vec_push(w->arena, &core->from->items, item);
	vec_push(w->arena, &select->cores, core);
	*out = (struct from_item){ .join = out->join, .span = out->span, .select = select };
}

/* ---------------------------------------------------------------- pragmas */

static void add_value(struct walk *w, struct expr_list *row, struct slice text, struct span span)
{
	vec_push(w->arena, &row->exprs,
		 text.ptr ? build_string(w, text, span) : build_null(w, span));
}

static void add_number(struct walk *w, struct expr_list *row, int64_t number, struct span span)
{
	vec_push(w->arena, &row->exprs, build_integer(w, number, span));
}

static struct expr_list *column_row(struct walk *w, const struct sqlite_table *table, uint32_t at,
				    uint32_t cid, bool extended, struct span span)
{
	const struct sqlite_column *column = table->columns.items[at];
	struct expr_list *row = arena_object(w->arena, struct expr_list);
	struct slice value = { 0 };

	if (column->default_value)
		value = source_slice(&w->ctx->sources, column->default_span);
	add_number(w, row, cid, span);
	add_value(w, row, column->name.text, span);
	add_value(w, row, column->type.text.ptr ? column->type.text : SLICE(""), span);
	add_number(w, row, column->not_null, span);
	add_value(w, row, value, span);
	add_number(w, row, column->primary_key, span);
	if (extended)
		add_number(w, row,
			   column->generated == GENERATED_AS_VIRTUAL  ? 2
			   : column->generated == GENERATED_AS_STORED ? 3
								      : column->hidden,
			   span);
	return row;
}

static struct select *table_rows(struct walk *w, const struct sqlite_table *table, bool extended,
				 struct span span)
{
	struct select *select = arena_object(w->arena, struct select);
	struct select_core *core = arena_object(w->arena, struct select_core);

	for (uint32_t i = 0; i < table->columns.count; i++) {
		const struct sqlite_column *column = table->columns.items[i];
		struct expr_list *row;

		if (!extended && (column->generated || column->hidden))
			continue;
		row = column_row(w, table, i, core->values.count, extended, span);
		vec_push(w->arena, &core->values, row);
	}
	vec_push(w->arena, &select->cores, core);
	return select;
}

static bool pragma_source(struct walk *w, const struct from_item *item, struct from_item *out,
			  struct scope_source *source)
{
	const struct name *function = &item->table.object;
	bool extended = slice_equal_nocase(function->text, SLICE("pragma_table_xinfo"));
	const struct sqlite_table *table = NULL;
	struct lowered name = { 0 };

	if (item->arguments && item->arguments->exprs.count == 1 &&
	    walk_value(w, item->arguments->exprs.items[0], &name) && name.literal &&
	    name.storage == STORAGE_TEXT)
		table = sqlite_find_table(w->l->source, context_symbol(w->ctx, name.literal->text));
	if (!table || !table->columns.count) {
		walk_refuse(w, D_UNSUPPORTED_VIEW, item->span,
			    "'%.*s' is translated for one table that the query names",
			    SLICE_ARGS(function->text));
		return false;
	}
	out->select = table_rows(w, table, extended, item->span);
	out->alias_columns = arena_object(w->arena, struct name_list);
	vec_each(const struct scope_column, column, source->columns)
		vec_push(w->arena, &out->alias_columns->names, build_name(w, column->output));
	return true;
}

/* ---------------------------------------------------------------- functions */

static bool call_lower(struct walk *w, const struct from_item *item, struct lowered *out)
{
	struct expr_list none = { 0 };
	const struct expr_list *arguments = item->arguments ? item->arguments : &none;
	struct expr *call =
		expr_call(w->arena, (struct qualified_name){ .object = item->table.object },
			  item->span, arguments->exprs.count, arguments->exprs.items);

	if (!walk_expr(w, call, ANY_VALUE, out))
		return false;
	if (out->expr->kind == EXPR_CALL)
		return true;
	walk_refuse(w, D_UNSUPPORTED_VIEW, item->span,
		    "the rule for '%.*s' gives no function that has rows",
		    SLICE_ARGS(item->table.object.text));
	return false;
}

static void tell_types(struct walk *w, const struct from_item *item)
{
	walk_warn(
		w, D_MIXED_TYPES, item->span,
		"the values of '%.*s' have their own types in SQLite; in PostgreSQL they are texts",
		SLICE_ARGS(item->table.object.text));
}

/* json_tree goes into nested values. */
static bool function_is_deep(const struct name *function)
{
	return slice_equal_nocase(function->text, SLICE("json_tree"));
}

bool tablefunc_source(struct walk *w, const struct from_item *item, struct from_item *out,
		      struct scope_source *source)
{
	const struct name *function = &item->table.object;
	struct members members;
	struct lowered made, json;

	*source = (struct scope_source){ .alias = function->symbol };
	source->output = name_identifier(w->l, function, w->request->object);
	add_columns(w, function, source);
	if (slice_equal_nocase((struct slice){ function->text.ptr,
					       function->text.len > 7 ? 7 : function->text.len },
			       SLICE("pragma_")))
		return pragma_source(w, item, out, source);
	if (!call_lower(w, item, &made))
		return false;
	out->table = made.expr->call->function;
	out->arguments = &made.expr->call->arguments;
	if (source->columns.count == 1) {
		out->alias_columns = arena_object(w->arena, struct name_list);
		vec_push(w->arena, &out->alias_columns->names,
			 build_name(w, source->columns.items[0].output));
	}
	if (!source->columns.count || !source->columns.items[0].value.has_affinity)
		return true;
	if (item->arguments->exprs.count == 1 && !function_is_deep(function) &&
	    walk_value(w, item->arguments->exprs.items[0], &json) &&
	    constant_members(&json, &members))
		read_as(w, out, source, &members, item->span);
	else
		tell_types(w, item);
	return true;
}
