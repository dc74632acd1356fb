/* SPDX-License-Identifier: PostgreSQL
 *
 * What the actions of grammar/sql.y call: they read text at spans and build
 * nodes, nothing else.  Included by the grammar only.
 */
#ifndef SQL_ACTIONS_H
#define SQL_ACTIONS_H

#include <string.h>

#include "sql/internal.h"

#define NEW(type) arena_object(p->arena, type)

/* VECs of one item type are different types to C. */
#define MOVE_VEC(to, from)                 \
	do {                               \
		(to).items = (from).items; \
		(to).count = (from).count; \
		(to).cap = (from).cap;     \
	} while (0)

static const struct name no_name;
static const struct slice no_text;

/* ---------------------------------------------------------------- text */

static inline struct slice text_at(const struct sql_parser *p, struct span span)
{
	return (struct slice){ p->text + (span.start - p->base), span.end - span.start };
}

/* The text between quotes, doubled closing quotes made single. */
static struct slice unquote(const struct sql_parser *p, struct slice text)
{
	char close = text.ptr[0] == '[' ? ']' : text.ptr[0];
	struct slice inner = { text.ptr + 1, text.len - 2 };
	char *copy;

	/* A bracket can't be doubled: the first one ends the name. */
	if (close == ']' || !memchr(inner.ptr, close, inner.len))
		return inner;
	copy = arena_alloc(p->arena, inner.len);
	text = (struct slice){ copy, 0 };
	for (uint32_t i = 0; i < inner.len; i++) {
		copy[text.len++] = inner.ptr[i];
		i += inner.ptr[i] == close;
	}
	return text;
}

static enum quote quote_of(char c)
{
	switch (c) {
	case '"':
		return QUOTE_DOUBLE;
	case '[':
		return QUOTE_BRACKET;
	case '`':
		return QUOTE_BACKTICK;
	case '\'':
		return QUOTE_SINGLE;
	default:
		return QUOTE_NONE;
	}
}

static struct name name_at(const struct sql_parser *p, struct span span)
{
	struct name name = { .text = text_at(p, span), .span = span };

	name.quote = quote_of(name.text.ptr[0]);
	if (name.quote != QUOTE_NONE)
		name.text = unquote(p, name.text);
	name.symbol = symbol_intern(p->ctx->symbols, name.text);
	return name;
}

static struct name *keep_name(const struct sql_parser *p, struct name name)
{
	struct name *kept = NEW(struct name);

	*kept = name;
	return kept;
}

static struct name_list *one_name(const struct sql_parser *p, struct name name)
{
	struct name_list *list = NEW(struct name_list);

	vec_push(p->arena, &list->names, name);
	return list;
}

/* "a" or "a.b" as the grammar meets them: the second name is empty, or the first is the schema. */
static struct qualified_name *qualified(const struct sql_parser *p, struct name first,
					struct name second)
{
	struct qualified_name *name = NEW(struct qualified_name);

	if (second.symbol)
		*name = (struct qualified_name){ first, second };
	else
		name->object = first;
	return name;
}

static bool slice_is(struct slice text, const char *word)
{
	return slice_equal_nocase(text, slice_of(word));
}

/* ---------------------------------------------------------------- refusals */

static void flaw(struct sql_parser *p, struct span span, const char *message)
{
	if (p->flaw)
		return;
	p->flaw = message;
	p->flaw_span = span;
}

static void refuse(struct sql_parser *p, struct span span, const char *message)
{
	if (!p->failed)
		diag_add(&p->ctx->diags, D_SYNTAX, span, "%s", message);
	p->failed = true;
}

/* What an older SQLite ignored behind the names of a list. */
static void plain_name(struct sql_parser *p, struct name name, struct span collate,
		       struct span order)
{
	if (collate.start != collate.end || order.start != order.end)
		refuse(p, collate.start != collate.end ? collate : order,
		       arena_printf(p->arena, "syntax error behind the column name '%.*s'",
				    SLICE_ARGS(name.text)));
}

static struct expr *checked(struct sql_parser *p, struct expr *expr)
{
	if (expr->height > EXPR_MAX_HEIGHT)
		refuse(p, expr->span, "the expression is nested deeper than SQLite's 1000 levels");
	return expr;
}

/* ---------------------------------------------------------------- expressions */

static struct expr *unary(struct sql_parser *p, enum expr_op op, struct expr *operand,
			  struct span at, struct span operand_span)
{
	return checked(p, expr_unary(p->arena, op, operand, span_join(at, operand_span)));
}

static struct expr *binary(struct sql_parser *p, enum expr_op op, struct expr *left,
			   struct expr *right, struct span span)
{
	return checked(p, expr_binary(p->arena, op, left, right, span));
}

/* IS NULL becomes the postfix operator, as in SQLite; IS TRUE is one only in templates. */
static struct expr *is(struct sql_parser *p, enum expr_op op, struct expr *left, struct expr *right,
		       struct span span)
{
	enum expr_op postfix = OP_NONE;

	if (right->kind == EXPR_NULL)
		postfix = op == OP_IS ? OP_IS_NULL : OP_NOT_NULL;
	else if (right->kind == EXPR_BOOLEAN && right->boolean)
		postfix = op == OP_IS ? OP_IS_TRUE : OP_IS_NOT_TRUE;
	else if (right->kind == EXPR_BOOLEAN)
		postfix = op == OP_IS ? OP_IS_FALSE : OP_IS_NOT_FALSE;
	if (postfix != OP_NONE)
		return checked(p, expr_unary(p->arena, postfix, left, span));
	return binary(p, op, left, right, span);
}

static struct expr *column_ref(struct sql_parser *p, struct name column, struct span span)
{
	return expr_name(p->arena, no_name, no_name, column, span);
}

static struct expr *string(struct sql_parser *p, struct span span)
{
	return expr_literal(p->arena, EXPR_STRING, unquote(p, text_at(p, span)), span);
}

static struct expr *blob(struct sql_parser *p, struct span span)
{
	struct slice text = text_at(p, span);

	return expr_literal(p->arena, EXPR_BLOB, (struct slice){ text.ptr + 2, text.len - 3 },
			    span);
}

static struct expr *current(struct sql_parser *p, struct span span)
{
	struct expr *expr = expr_new(p->arena, EXPR_CURRENT, span);
	struct slice text = text_at(p, span);

	expr->op = slice_is(text, "CURRENT_TIME")   ? OP_CURRENT_TIME
		   : slice_is(text, "CURRENT_DATE") ? OP_CURRENT_DATE
						    : OP_CURRENT_TIMESTAMP;
	return expr;
}

/* "#1" names a register of SQLite's machine: its parser refuses it. */
static struct expr *parameter(struct sql_parser *p, struct span span)
{
	struct slice text = text_at(p, span);
	struct expr *expr;

	if (text.ptr[0] == '#' && text.len > 1 && text.ptr[1] >= '0' && text.ptr[1] <= '9')
		refuse(p, span,
		       arena_printf(p->arena, "syntax error near '%.*s'", SLICE_ARGS(text)));
	expr = expr_literal(p->arena, EXPR_PARAMETER, text, span);
	vec_push(p->arena, &p->parameters.exprs, expr);
	return expr;
}

static enum expr_op like_op(const struct sql_parser *p, struct span span)
{
	struct slice text = text_at(p, span);

	return slice_is(text, "GLOB") ? OP_GLOB : slice_is(text, "REGEXP") ? OP_REGEXP : OP_LIKE;
}

static struct expr *finished(struct sql_parser *p, struct expr *expr)
{
	expr_update_height(expr);
	return checked(p, expr);
}

static struct expr *like(struct sql_parser *p, struct sql_like operator, struct expr * operand,
			 struct expr *pattern, struct expr *escape, struct span span)
{
	struct expr *expr = expr_new(p->arena, EXPR_LIKE, span);

	expr->op = operator.op;
	expr->negated = operator.negated;
	expr->like = arena_object(p->arena, struct like_clause);
	expr->like->operand = operand;
	expr->like->pattern = pattern;
	expr->like->escape = escape;
	return finished(p, expr);
}

static struct expr *between(struct sql_parser *p, bool negated, struct expr *operand,
			    struct expr *low, struct expr *high, struct span span)
{
	struct expr *expr = expr_new(p->arena, EXPR_BETWEEN, span);

	expr->negated = negated;
	expr->between = arena_object(p->arena, struct between_clause);
	expr->between->operand = operand;
	expr->between->low = low;
	expr->between->high = high;
	return finished(p, expr);
}

static struct expr *in_new(struct sql_parser *p, bool negated, struct expr *operand,
			   struct span span)
{
	struct expr *expr = expr_new(p->arena, EXPR_IN, span);

	expr->negated = negated;
	expr->in = NEW(struct in_clause);
	expr->in->operand = operand;
	return finished(p, expr);
}

static void in_list(struct sql_parser *p, struct expr *in, struct expr_list *list)
{
	in->in->list = list ? list : NEW(struct expr_list);
	finished(p, in);
}

static void in_select(struct sql_parser *p, struct expr *in, struct select *select)
{
	in->in->select = select;
	finished(p, in);
}

static struct expr *subquery(struct sql_parser *p, enum expr_kind kind, struct select *select,
			     struct span span)
{
	struct expr *expr = expr_new(p->arena, kind, span);

	expr->select = select;
	return finished(p, expr);
}

static struct expr *row(struct sql_parser *p, struct expr_list *list, struct expr *last,
			struct span span)
{
	struct expr *expr = expr_new(p->arena, EXPR_ROW, span);

	vec_push(p->arena, &list->exprs, last);
	expr->list = list;
	return finished(p, expr);
}

static void case_add(struct sql_parser *p, struct case_clause *cases, struct expr *when,
		     struct expr *then)
{
	struct when_clause clause = { when, then };

	vec_push(p->arena, &cases->whens, clause);
}

static struct expr *case_new(struct sql_parser *p, struct expr *base, struct case_clause *cases,
			     struct expr *otherwise, struct span span)
{
	struct expr *expr = expr_new(p->arena, EXPR_CASE, span);

	cases->base = base;
	cases->otherwise = otherwise;
	expr->cases = cases;
	return finished(p, expr);
}

static struct expr *call(struct sql_parser *p, struct name function, bool distinct,
			 struct expr_list *arguments, struct ordering *order_by,
			 struct call *filter_over, struct span span)
{
	struct expr *expr = expr_new(p->arena, EXPR_CALL, span);

	expr->call = filter_over ? filter_over : NEW(struct call);
	expr->call->function.object = function;
	expr->call->distinct = distinct;
	expr->call->order_by = order_by;
	if (arguments)
		expr->call->arguments = *arguments;
	return finished(p, expr);
}

static struct expr *call_star(struct sql_parser *p, struct name function, struct call *filter_over,
			      struct span span)
{
	struct expr *expr = call(p, function, false, NULL, NULL, filter_over, span);

	expr->call->star = true;
	return expr;
}

static struct expr *call_ordered(struct sql_parser *p, struct name function, bool distinct,
				 struct expr_list *arguments, struct ordering *order_by,
				 struct call *filter_over, struct span at, struct span span)
{
	if (p->mode != SQL_TEMPLATE)
		refuse(p, at, "ORDER BY among a function's arguments needs SQLite 3.44 or later");
	return call(p, function, distinct, arguments, order_by, filter_over, span);
}

/* ---------------------------------------------------------------- templates */

/* "$x", "$x: guard", "$x: to guard", "$list...", "$list...: guard": the scanner has checked the
 * form. */
static struct expr *hole(struct sql_parser *p, struct span span)
{
	struct expr *expr = expr_new(p->arena, EXPR_HOLE, span);
	struct slice text = text_at(p, span);
	const char *at = text.ptr + 1, *end = text.ptr + text.len;
	struct hole *hole = NEW(struct hole);

	hole->name.ptr = at;
	while (at < end && *at != ':' && *at != '.' && *at != ' ' && *at != '\t')
		at++;
	hole->name.len = (uint32_t)(at - hole->name.ptr);
	hole->is_list = at < end && *at == '.';
	while (at < end && (*at == '.' || *at == ':' || *at == ' ' || *at == '\t'))
		at++;
	hole->guard = (struct slice){ at, (uint32_t)(end - at) };
	if (hole->guard.len > 3 && strncmp(at, "to", 2) == 0 && (at[2] == ' ' || at[2] == '\t')) {
		at += 2;
		while (*at == ' ' || *at == '\t')
			at++;
		hole->guard = (struct slice){ at, (uint32_t)(end - at) };
		hole->converts = true;
	}
	expr->hole = hole;
	return expr;
}

static struct expr *boolean(struct sql_parser *p, bool value, struct span span)
{
	struct expr *expr = expr_new(p->arena, EXPR_BOOLEAN, span);

	expr->boolean = value;
	return expr;
}

/* interval '1 day' as one token. */
static struct expr *typed_literal(struct sql_parser *p, struct span span)
{
	struct expr *expr = expr_new(p->arena, EXPR_TYPED_LITERAL, span);
	struct slice text = text_at(p, span);
	const char *quote = memchr(text.ptr, '\'', text.len);
	const char *end = quote;

	while (end[-1] == ' ' || end[-1] == '\t' || end[-1] == '\n' || end[-1] == '\r')
		end--;
	expr->typed = arena_object(p->arena, struct typed_literal);
	expr->typed->type = (struct slice){ text.ptr, (uint32_t)(end - text.ptr) };
	expr->typed->value =
		unquote(p, (struct slice){ quote, text.len - (uint32_t)(quote - text.ptr) });
	return expr;
}

static struct expr *extract(struct sql_parser *p, struct name field, struct expr *operand,
			    struct span span)
{
	struct expr *expr = expr_new(p->arena, EXPR_EXTRACT, span);

	expr->extract = arena_object(p->arena, struct extract_clause);
	expr->extract->field = field.text;
	expr->extract->operand = operand;
	return finished(p, expr);
}

static struct expr *array(struct sql_parser *p, struct expr_list *list, struct span span)
{
	struct expr *expr = expr_new(p->arena, EXPR_ARRAY, span);

	expr->list = list ? list : NEW(struct expr_list);
	return finished(p, expr);
}

/* "schema.function" as one token. */
static struct expr *call_qualified(struct sql_parser *p, struct span name, bool distinct,
				   struct expr_list *arguments, struct span span)
{
	struct slice text = text_at(p, name);
	uint32_t dot = (uint32_t)((const char *)memchr(text.ptr, '.', text.len) - text.ptr);
	struct span object = { name.start + dot + 1, name.end };
	struct expr *expr = call(p, name_at(p, object), distinct, arguments, NULL, NULL, span);

	expr->call->function.schema = name_at(p, (struct span){ name.start, name.start + dot });
	return expr;
}

static struct expr *call_variadic(struct sql_parser *p, struct name function,
				  struct expr_list *arguments, struct expr *last, struct span span)
{
	struct expr_list *list = arguments ? arguments : NEW(struct expr_list);
	struct expr *expr;

	vec_push(p->arena, &list->exprs, last);
	expr = call(p, function, false, list, NULL, NULL, span);
	expr->call->variadic = true;
	return expr;
}

/* ---------------------------------------------------------------- windows */

static struct window *frame(struct sql_parser *p, enum frame_unit unit, struct frame_bound start,
			    struct frame_bound end, enum frame_exclude exclude)
{
	struct window *window = NEW(struct window);

	window->unit = unit;
	window->start = start;
	window->end = end;
	window->exclude = exclude;
	return window;
}

static struct window *window_parts(struct window *window, struct name base,
				   struct expr_list *partition_by, struct ordering *order_by)
{
	window->base = base;
	window->partition_by = partition_by;
	window->order_by = order_by;
	return window;
}

/* ---------------------------------------------------------------- SELECT */

static struct select *select_of(struct sql_parser *p, struct select_core *core)
{
	struct select *select = NEW(struct select);

	vec_push(p->arena, &select->cores, core);
	return select;
}

static struct select *select_one(struct sql_parser *p, bool distinct,
				 struct result_columns *results, struct from_clause *from,
				 struct expr *where, struct expr_list *group_by,
				 struct expr *having, struct span span)
{
	struct select_core *core = NEW(struct select_core);

	core->distinct = distinct;
	core->results = *results;
	core->from = from;
	core->where = where;
	core->group_by = group_by;
	core->having = having;
	core->span = span;
	return select_of(p, core);
}

static struct select *compound(struct sql_parser *p, struct select *left, enum compound_op op,
			       struct select *right, struct span at)
{
	if (left->order_by)
		flaw(p, at, "ORDER BY clause should come after the compound operator, not before");
	else if (left->limit)
		flaw(p, at, "LIMIT clause should come after the compound operator, not before");
	right->cores.items[0]->op = op;
	vec_push(p->arena, &left->cores, right->cores.items[0]);
	left->order_by = right->order_by;
	left->limit = right->limit;
	left->offset = right->offset;
	return left;
}

static struct select *select_with(struct sql_parser *p, struct with_clause *with, bool recursive,
				  struct select *select, struct span span)
{
	(void)p;
	with->recursive = recursive;
	select->with = with;
	select->span = span;
	return select;
}

static struct result_columns *result_add(struct result_columns *list, struct sql_parser *p,
					 struct result_column column)
{
	vec_push(p->arena, &list->columns, column);
	return list;
}

static struct ordering *order_add(struct sql_parser *p, struct ordering *list, struct expr *expr,
				  enum sort_order order, enum nulls_order nulls)
{
	struct ordering_term term = { expr, order, nulls };

	vec_push(p->arena, &list->terms, term);
	return list;
}

static struct from_clause *from_add(struct sql_parser *p, struct sql_from_prefix prefix,
				    struct from_item item, struct sql_join_condition condition)
{
	struct from_clause *from = prefix.from ? prefix.from : NEW(struct from_clause);

	if (!prefix.from && (condition.on || condition.using))
		flaw(p, item.span,
		     condition.on ? "a JOIN clause is required before ON"
				  : "a JOIN clause is required before USING");
	item.join = prefix.join.kind;
	item.natural = prefix.join.natural;
	item.on = condition.on;
	item.using = condition.using;
	vec_push(p->arena, &from->items, item);
	return from;
}

/* The words of a join operator add up as in sqlite3JoinType(); a set that makes no
 * sense ("LEFT CROSS") is parsed and then refused. */
static struct sql_join join_operator(struct sql_parser *p, struct span span, int count)
{
	enum { INNER = 1, CROSS = 2, NATURAL = 4, LEFT = 8, RIGHT = 16, OUTER = 32 };
	static const struct {
		const char *word;
		int flags;
	} words[] = {
		{ "NATURAL", NATURAL },	    { "LEFT", LEFT | OUTER },	      { "OUTER", OUTER },
		{ "RIGHT", RIGHT | OUTER }, { "FULL", LEFT | RIGHT | OUTER }, { "INNER", INNER },
		{ "CROSS", INNER | CROSS },
	};
	struct slice text = text_at(p, span);
	int flags = 0;
	bool unknown = false;
	uint32_t at = 0;

	for (int i = 0; i < count; i++) {
		struct slice word;
		size_t w = 0;

		while (text.ptr[at] == ' ' || (text.ptr[at] >= '\t' && text.ptr[at] <= '\r'))
			at++;
		word.ptr = text.ptr + at;
		for (word.len = 0;
		     at < text.len && ((text.ptr[at] | 32) >= 'a' && (text.ptr[at] | 32) <= 'z');
		     at++)
			word.len++;
		while (w < sizeof(words) / sizeof(words[0]) && !slice_is(word, words[w].word))
			w++;
		unknown |= w == sizeof(words) / sizeof(words[0]);
		flags |= unknown ? 0 : words[w].flags;
	}
	if (unknown || ((flags & INNER) && (flags & OUTER)) ||
	    ((flags & OUTER) && !(flags & (LEFT | RIGHT)))) {
		flaw(p, span, arena_printf(p->arena, "unknown join type: %.*s", SLICE_ARGS(text)));
		flags = INNER;
	}
	return (struct sql_join){ (flags & LEFT) && (flags & RIGHT) ? JOIN_FULL
				  : flags & LEFT		    ? JOIN_LEFT
				  : flags & RIGHT		    ? JOIN_RIGHT
				  : flags & CROSS		    ? JOIN_CROSS
								    : JOIN_INNER,
				  (flags & NATURAL) != 0 };
}

/* ---------------------------------------------------------------- CREATE TABLE */

static struct statement *statement(struct sql_parser *p, enum statement_kind kind, void *body)
{
	struct statement *made = NEW(struct statement);

	made->kind = kind;
	made->select = body; /* the members of the union are all pointers */
	return made;
}

static void finish(struct sql_parser *p, struct statement *made, enum explain explain,
		   struct span span)
{
	made->explain = explain;
	made->span = span;
	made->text = text_at(p, span);
	made->flaw = p->flaw;
	made->flaw_span = p->flaw_span;
	made->parameters = p->parameters;
	p->flaw = NULL;
	p->parameters = (struct expr_list){ 0 };
	p->statement = made;
}

static struct create_table *table_new(struct sql_parser *p, bool temporary, bool if_not_exists,
				      struct qualified_name *name)
{
	struct create_table *table = NEW(struct create_table);

	table->name = *name;
	table->temporary = temporary;
	table->if_not_exists = if_not_exists;
	return table;
}

static struct create_table *table_parts(struct sql_parser *p, struct create_table *columns,
					struct sql_constraints *constraints,
					struct create_table *options)
{
	(void)p;
	if (constraints)
		MOVE_VEC(columns->constraints, constraints->items);
	if (options) {
		columns->without_rowid = options->without_rowid;
		columns->strict = options->strict;
	}
	return columns;
}

/* HEAD knows the name, PARTS what stands in the parentheses. */
static struct statement *table_statement(struct sql_parser *p, struct create_table *head,
					 struct create_table *parts)
{
	parts->name = head->name;
	parts->temporary = head->temporary;
	parts->if_not_exists = head->if_not_exists;
	return statement(p, STATEMENT_CREATE_TABLE, parts);
}

/* SPAN is "WITHOUT name" or "name"; the names are not keywords. */
static struct create_table *table_option(struct sql_parser *p, struct create_table *options,
					 struct span span)
{
	struct slice text = text_at(p, span);
	struct slice word = text;
	bool without = text.len > 7 && slice_is((struct slice){ text.ptr, 7 }, "WITHOUT");

	if (!options)
		options = NEW(struct create_table);
	for (uint32_t i = text.len; without && i > 0; i--)
		if (!(text.ptr[i - 1] == '_' ||
		      ((text.ptr[i - 1] | 32) >= 'a' && (text.ptr[i - 1] | 32) <= 'z'))) {
			word = (struct slice){ text.ptr + i, text.len - i };
			break;
		}
	if (without && slice_is(word, "ROWID"))
		options->without_rowid = true;
	else if (slice_is(text, "STRICT"))
		options->strict = true;
	else
		flaw(p, span,
		     arena_printf(p->arena, "unknown table option: %.*s", SLICE_ARGS(word)));
	return options;
}

static struct type_name type_at(const struct sql_parser *p, struct span span)
{
	return (struct type_name){ text_at(p, span), span };
}

static void cut_blanks(struct type_name *type)
{
	while (type->text.len && strchr(" \t\n\r\f", type->text.ptr[type->text.len - 1])) {
		type->text.len--;
		type->span.end--;
	}
}

/* Takes WORD off the type's end, when it is a word there. */
static bool cut_word(struct type_name *type, const char *word)
{
	uint32_t len = (uint32_t)strlen(word), rest = type->text.len - len;

	if (type->text.len < len || !slice_is((struct slice){ type->text.ptr + rest, len }, word) ||
	    (rest && !strchr(" \t\n\r\f", type->text.ptr[rest - 1])))
		return false;
	type->text.len -= len;
	type->span.end -= len;
	cut_blanks(type);
	return true;
}

/* "INT GENERATED ALWAYS AS (x)": the words go into the type name, and SQLite takes them out
 * of it again (build.c, sqlite3AddColumn), also where nothing generated follows. */
static struct column_def *column_new(struct sql_parser *p, struct name name, struct type_name type)
{
	struct column_def *column = NEW(struct column_def);

	if (type.text.len >= 16 && cut_word(&type, "ALWAYS"))
		cut_word(&type, "GENERATED");
	column->name = name;
	column->type = type;
	return column;
}

static void column_done(struct sql_parser *p, struct column_def *column, struct span span)
{
	uint32_t from = column->type.text.len ? column->type.span.end : column->name.span.end;

	column->span = span;
	for (uint32_t i = 0; i < column->constraints.count; i++) {
		struct constraint *constraint = column->constraints.items[i];

		if (constraint->kind != CONSTRAINT_GENERATED || constraint->always || i > 0)
			continue;
		/* Only the words cut from the type can stand between it and its AS. */
		for (uint32_t at = from; at < constraint->span.start; at++)
			constraint->always |= (p->text[at - p->base] | 32) == 'g';
	}
}

static void column_add(struct sql_parser *p, struct create_table *table, struct column_def *column,
		       struct span span)
{
	column_done(p, column, span);
	vec_push(p->arena, &table->columns, column);
}

static struct constraint *constraint_new(struct sql_parser *p, enum constraint_kind kind)
{
	struct constraint *constraint = NEW(struct constraint);

	constraint->kind = kind;
	return constraint;
}

static struct constraint *default_new(struct sql_parser *p, struct expr *expr)
{
	struct constraint *constraint = constraint_new(p, CONSTRAINT_DEFAULT);

	constraint->expr = expr;
	return constraint;
}

static struct constraint *foreign_key(struct sql_parser *p, struct name_list *children,
				      struct name table, struct name_list *columns,
				      struct foreign_key_clause *clause, struct span span)
{
	struct constraint *constraint = constraint_new(p, CONSTRAINT_FOREIGN_KEY);

	clause->table = table;
	clause->columns = columns;
	clause->span = span;
	constraint->foreign_key = clause;
	constraint->child_columns = children;
	return constraint;
}

static struct foreign_key_clause *deferral(struct sql_parser *p, enum deferrable deferrable,
					   enum initially initially, struct span span)
{
	struct foreign_key_clause *clause = NEW(struct foreign_key_clause);

	clause->deferrable = deferrable;
	clause->initially = initially;
	clause->span = span;
	return clause;
}

static enum generated_storage generated_storage(struct sql_parser *p, struct span span)
{
	struct slice text = text_at(p, span);

	if (slice_is(text, "STORED"))
		return GENERATED_STORED;
	if (!slice_is(text, "VIRTUAL"))
		flaw(p, span,
		     arena_printf(p->arena, "a generated column is VIRTUAL or STORED, not '%.*s'",
				  SLICE_ARGS(text)));
	return GENERATED_VIRTUAL;
}

/* A name that stands alone so far takes the constraint behind it. */
static bool take_name(struct constraint *last, struct constraint *constraint)
{
	if (last->kind != CONSTRAINT_NAME_ONLY || constraint->kind == CONSTRAINT_NAME_ONLY)
		return false;
	constraint->name = last->name;
	constraint->span = span_join(last->span, constraint->span);
	return true;
}

static void column_constraint(struct sql_parser *p, struct column_def *column,
			      struct constraint *constraint, struct span span)
{
	struct constraint **last =
		column->constraints.count
			? &column->constraints.items[column->constraints.count - 1]
			: NULL;

	constraint->span = span;
	if (last && take_name(*last, constraint)) {
		*last = constraint;
		return;
	}
	if (last && constraint->kind == CONSTRAINT_DEFERRABLE &&
	    (*last)->kind == CONSTRAINT_FOREIGN_KEY &&
	    (*last)->foreign_key->deferrable == DEFERRABLE_DEFAULT) {
		(*last)->foreign_key->deferrable = constraint->foreign_key->deferrable;
		(*last)->foreign_key->initially = constraint->foreign_key->initially;
		(*last)->foreign_key->span = span_join((*last)->foreign_key->span, span);
		(*last)->span = span_join((*last)->span, span);
		return;
	}
	vec_push(p->arena, &column->constraints, constraint);
}

static void table_constraint(struct sql_parser *p, struct sql_constraints *list,
			     struct constraint *constraint, struct span span, bool comma)
{
	uint32_t count = list->items.count;

	constraint->span = span;
	if (!comma && count && take_name(list->items.items[count - 1], constraint))
		list->items.items[count - 1] = constraint;
	else
		vec_push(p->arena, &list->items, constraint);
}

/* ---------------------------------------------------------------- other statements */

static struct statement *drop(struct sql_parser *p, enum object_kind kind, bool if_exists,
			      struct qualified_name *name)
{
	struct drop *node = NEW(struct drop);

	node->kind = kind;
	node->if_exists = if_exists;
	node->name = *name;
	return statement(p, STATEMENT_DROP, node);
}

static struct statement *transaction(struct sql_parser *p, enum transaction_kind kind,
				     struct slice mode, struct name savepoint)
{
	struct transaction *node = NEW(struct transaction);

	node->kind = kind;
	node->mode = mode;
	node->savepoint = savepoint;
	return statement(p, STATEMENT_TRANSACTION, node);
}

static struct statement *pragma(struct sql_parser *p, struct qualified_name *name,
				struct slice value, bool called)
{
	struct pragma *node = NEW(struct pragma);

	node->name = *name;
	node->value = value;
	node->call = called;
	return statement(p, STATEMENT_PRAGMA, node);
}

static struct statement *utility(struct sql_parser *p, enum statement_kind kind, struct name first,
				 struct name second, struct expr *file)
{
	struct utility *node = NEW(struct utility);

	node->name = *qualified(p, first, second);
	node->file = file;
	return statement(p, kind, node);
}

static struct statement *attach(struct sql_parser *p, enum statement_kind kind, struct expr *file,
				struct expr *schema, struct expr *key)
{
	struct utility *node = NEW(struct utility);

	node->file = file;
	node->schema = schema;
	node->key = key;
	return statement(p, kind, node);
}

static struct statement *alter_new(struct sql_parser *p, enum alter_kind kind,
				   struct qualified_name *table, struct alter_table **out)
{
	*out = NEW(struct alter_table);
	(*out)->kind = kind;
	(*out)->table = *table;
	return statement(p, STATEMENT_ALTER_TABLE, *out);
}

static struct target_table target(struct qualified_name *name)
{
	return (struct target_table){ .name = *name };
}

static struct delete *delete_new(struct sql_parser *p, struct target_table table,
				 struct sql_index_hint hint, struct expr *where)
{
	struct delete *node = NEW(struct delete);

	node->table = table;
	node->table.indexed = hint.indexed;
	node->table.index = hint.index;
	node->where = where;
	return node;
}

static struct update *update_new(struct sql_parser *p, enum conflict_action conflict,
				 struct target_table table, struct sql_index_hint hint,
				 struct assignments *set, struct from_clause *from,
				 struct expr *where)
{
	struct update *node = NEW(struct update);

	node->conflict = conflict;
	node->table = table;
	node->table.indexed = hint.indexed;
	node->table.index = hint.index;
	node->set = *set;
	node->from = from;
	node->where = where;
	return node;
}

/* UPSERT's clauses were collected from the last to the first. */
static struct insert *insert_new(struct sql_parser *p, enum conflict_action conflict,
				 struct span command, struct target_table table,
				 struct name_list *columns, struct select *select,
				 struct insert *upsert)
{
	struct insert *node = upsert ? upsert : NEW(struct insert);

	for (uint32_t i = 0, j = node->upserts.count; i + 1 < j; i++) {
		struct upsert swap = node->upserts.items[i];

		node->upserts.items[i] = node->upserts.items[--j];
		node->upserts.items[j] = swap;
	}
	node->replace = slice_is(text_at(p, command), "REPLACE");
	node->conflict = node->replace ? CONFLICT_DEFAULT : conflict;
	node->table = table;
	node->columns = columns;
	node->select = select;
	return node;
}

static struct insert *upsert_add(struct sql_parser *p, struct insert *more, struct upsert clause)
{
	vec_push(p->arena, &more->upserts, clause);
	return more;
}

static struct assignments *assign(struct sql_parser *p, struct assignments *list,
				  struct name_list *columns, struct expr *value)
{
	struct assignment item = { .columns = *columns, .value = value };

	if (!list)
		list = NEW(struct assignments);
	vec_push(p->arena, &list->items, item);
	return list;
}

static void trigger_step(struct sql_parser *p, struct sql_statements *body, struct statement *step,
			 struct span span)
{
	step->span = span;
	step->text = text_at(p, span);
	vec_push(p->arena, &body->items, step);
}

#endif
