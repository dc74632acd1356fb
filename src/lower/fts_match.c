/* SPDX-License-Identifier: PostgreSQL
 *
 * Expressions over full-text tables: MATCH and its other forms, rank, and the functions that
 * rank and quote what was found.
 */
#include <config.h>

#include <string.h>

#include "lower/fulltext.h"
#include "lower/parameter.h"

/* ---------------------------------------------------------------- what is searched */

/* A full-text table of a scope, or one of its columns. */
struct searched {
	const struct scope *scope;
	const struct scope_source *source;
	int32_t column; /* -1: all */
};

static const struct fulltext *fulltext_of(const struct scope_source *source)
{
	return source->table ? source->table->fulltext : NULL;
}

/* False when EXPR names nothing of SOURCE that can be searched. */
static bool names_source(const struct expr *expr, const struct scope_source *source,
			 int32_t *out_column)
{
	const struct sqlite_table *table;
	int32_t column;

	if (expr->kind != EXPR_NAME || !fulltext_of(source))
		return false;
	if (expr->name->of && expr->name->of->table.symbol != source->alias)
		return false;
	table = source->table->source;
	column = sqlite_find_column(table, expr->name->column.symbol);
	if (column < 0)
		return false;
	*out_column = table->columns.items[column]->hidden ? -1 : column;
	return *out_column >= 0 || expr->name->column.symbol == table->name.symbol;
}

static bool find_searched(const struct walk *w, const struct expr *expr, struct searched *out)
{
	for (const struct scope *scope = w->scope; scope; scope = scope->parent)
		vec_each(struct scope_source, source, scope->sources)
			if (names_source(expr, source, &out->column)) {
				out->scope = scope;
				out->source = source;
				return true;
			}
	return false;
}

static const char *qualifier(const struct walk *w, const struct searched *searched)
{
	bool alone = searched->scope == w->scope && searched->scope->sources.count == 1;

	return alone && !searched->source->qualified_only ? NULL : searched->source->output;
}

static struct expr *column_of(struct walk *w, const struct searched *searched, const char *name,
			      struct span span)
{
	struct lowered known = { .origin = searched->source->id, .source = span };

	known.expr = build_column(w, qualifier(w, searched), name, span);
	memo_set(w, known.expr, &known);
	return known.expr;
}

/* Column number COLUMN of what is searched. */
static struct expr *text_of(struct walk *w, const struct searched *searched, int32_t column,
			    struct span span)
{
	const struct pg_column *of = searched->source->table->columns[column];
	struct expr *text;

	if (!of)
		return NULL;
	text = column_of(w, searched, of->name, span);
	return type_is_text(&of->type) ? text : build_cast(w, text, "text");
}

/* A column of many, which its tsvector does not tell apart, is searched by itself. */
static bool is_apart(const struct searched *searched)
{
	return searched->column >= 0 && fulltext_of(searched->source)->indexed > WEIGHTS_MAX;
}

static struct expr *vector_of(struct walk *w, const struct searched *searched, bool apart,
			      struct span span)
{
	const struct fulltext *fulltext = fulltext_of(searched->source);

	if (!apart)
		return column_of(w, searched, fulltext->vector, span);
	return fulltext_vector_of(w, fulltext, text_of(w, searched, searched->column, span));
}

/* ---------------------------------------------------------------- queries */

/* A MATCH is lowered again for what is computed beside it: it has told then what there is. */
enum telling { TELL, TOLD };

static struct expr *call_with_config(struct walk *w, const char *function,
				     const struct fulltext *fulltext, struct expr *text)
{
	struct expr *arguments[2] = { build_string(w, slice_of(fulltext->config), text->span),
				      text };

	return build_call(w, function, text->span, 2, arguments);
}

static void tell_translation(struct walk *w, const struct fts_translation *made, struct span span)
{
	if (made->standard_differs)
		walk_warn(w, D_FULLTEXT_MATCH, span,
			  "an SQLite without the enhanced query syntax of fts3 reads this query "
			  "otherwise");
	if (made->crosses)
		walk_warn(w, D_FULLTEXT_MATCH, span,
			  "a phrase may begin in one column and end in the next");
}

static bool constant_query(struct walk *w, const struct searched *searched, struct slice text,
			   struct span span, enum telling telling, struct expr **out)
{
	const struct fulltext *fulltext = fulltext_of(searched->source);
	bool apart = is_apart(searched);
	struct fts_translation made;
	bool done = fts_translate(searched->source->table, w->arena, text,
				  apart ? -1 : searched->column, &made);

	*out = NULL;
	if (apart)
		made.crosses = false;
	if (!done && telling == TELL)
		walk_refuse(w, D_FULLTEXT_QUERY, span, "this query has no counterpart: %s",
			    made.why);
	else if (telling == TELL)
		tell_translation(w, &made, span);
	if (done && !made.nothing)
		*out = call_with_config(
			w, "to_tsquery", fulltext,
			build_string(w,
				     (struct slice){ arena_copy(w->arena, made.text.text,
								made.text.len),
						     (uint32_t)made.text.len },
				     span));
	strbuf_free(&made.text);
	return done;
}

/* The query as a tsquery; *OUT is NULL when it finds nothing. */
static bool lower_query(struct walk *w, const struct searched *searched, const struct expr *expr,
			enum telling telling, struct expr **out)
{
	struct lowered query;

	if (!walk_expr(w, expr, ANY_VALUE, &query))
		return false;
	if (query.literal && query.literal->storage == STORAGE_TEXT)
		return constant_query(w, searched, query.literal->text, expr->span, telling, out);
	parameter_settle(w, &query, type_of(PG_TEXT), PLACE_INFERS);
	if (!convert_text(w, &query))
		return false;
	if (telling == TELL)
		walk_warn(w, D_FULLTEXT_MATCH, expr->span,
			  "websearch_to_tsquery() reads this query: words, \"phrases\", or, -not; "
			  "no prefixes, columns or parentheses");
	*out = call_with_config(w, "websearch_to_tsquery", fulltext_of(searched->source),
				query.expr);
	return true;
}

/* A query that is known when it runs has no weights: one column is searched by itself. */
static bool is_known(const struct expr *expr)
{
	return expr->kind == EXPR_STRING;
}

/* ---------------------------------------------------------------- conditions of parts */

/* Where one tsquery can't say what is asked: trigrams, and columns of a table with many. */
struct parts {
	struct walk *w;
	const struct searched *searched;
	struct span span;
};

static struct expr *contains(struct walk *w, const struct fulltext *fulltext, struct expr *text,
			     struct expr *pattern)
{
	struct expr *like = expr_new(w->arena, EXPR_LIKE, pattern->span);

	like->op = fulltext->minds_case ? OP_LIKE : OP_ILIKE;
	like->like = arena_object(w->arena, struct like_clause);
	like->like->operand = text;
	like->like->pattern = pattern;
	expr_update_height(like);
	return like;
}

/* %TEXT%, what has a meaning in a pattern escaped. */
static struct expr *pattern_of(struct walk *w, struct slice text, struct span span)
{
	struct strbuf out = { 0 };
	struct slice made;

	strbuf_add_char(&out, '%');
	for (uint32_t i = 0; i < text.len; i++) {
		strbuf_add_text(&out, strchr("%_\\", text.ptr[i]) ? "\\" : "");
		strbuf_add_char(&out, text.ptr[i]);
	}
	strbuf_add_char(&out, '%');
	made = (struct slice){ arena_copy(w->arena, out.text, out.len), (uint32_t)out.len };
	strbuf_free(&out);
	return build_string(w, made, span);
}

static struct expr *any_contains(const struct parts *parts, struct expr *pattern, uint64_t columns)
{
	const struct fulltext *fulltext = fulltext_of(parts->searched->source);
	struct expr *any = NULL;

	for (uint32_t i = 0; i < parts->searched->source->table->source->columns.count; i++) {
		struct expr *one;

		if (i >= 64 || !(columns & UINT64_C(1) << i) || !fulltext->weights[i])
			continue;
		one = contains(parts->w, fulltext,
			       text_of(parts->w, parts->searched, (int32_t)i, parts->span),
			       pattern);
		any = any ? build_binary(parts->w, OP_OR, any, one, parts->span) : one;
	}
	return any;
}

static struct expr *vectors_of(const struct parts *parts, uint64_t columns)
{
	const struct fulltext *fulltext = fulltext_of(parts->searched->source);
	struct walk *w = parts->w;
	struct expr *all = NULL;
	uint32_t count = 0;

	for (uint32_t i = 0; i < parts->searched->source->table->source->columns.count; i++) {
		struct expr *one;

		if (i >= 64 || !(columns & UINT64_C(1) << i))
			continue;
		count++;
		one = fulltext_vector_of(w, fulltext,
					 text_of(w, parts->searched, (int32_t)i, parts->span));
		all = all ? build_binary(w, OP_CONCAT, all, one, parts->span) : one;
	}
	return count == fulltext->indexed ? vector_of(w, parts->searched, false, parts->span) : all;
}

static struct expr *part_leaf(void *data, struct slice text, uint64_t columns)
{
	const struct parts *parts = data;
	const struct fulltext *fulltext = fulltext_of(parts->searched->source);
	struct expr *query;

	if (fulltext->trigrams)
		return any_contains(parts, pattern_of(parts->w, text, parts->span), columns);
	query = call_with_config(parts->w, "to_tsquery", fulltext,
				 build_string(parts->w, text, parts->span));
	return build_binary(parts->w, OP_TS_MATCH, vectors_of(parts, columns), query, parts->span);
}

/* a NOT b finds rows where b is NULL, too. */
static struct expr *part_join(void *data, enum expr_op op, struct expr *left, struct expr *right)
{
	const struct parts *parts = data;

	if (op == OP_NOT) {
		right = expr_unary(parts->w->arena, OP_IS_NOT_TRUE, right, parts->span);
		op = OP_AND;
	}
	return build_binary(parts->w, op, left, right, parts->span);
}

static bool constant_parts(struct walk *w, const struct searched *searched,
			   const struct expr *query, struct span span, struct expr **out)
{
	struct parts data = { w, searched, span };
	struct fts_parts parts = { &data, part_leaf, part_join };
	struct fts_translation made;
	bool done = fts_build(searched->source->table, w->arena, query->text, searched->column,
			      &parts, &made, out);

	if (!done)
		walk_refuse(w, D_FULLTEXT_QUERY, query->span, "this query has no counterpart: %s",
			    made.why);
	else
		tell_translation(w, &made, query->span);
	if (done && !*out)
		*out = build_boolean(w, false, span);
	strbuf_free(&made.text);
	return done;
}

/* A text that is known when the query runs, between two %. */
static bool later_trigrams(struct walk *w, const struct searched *searched,
			   const struct expr *expr, struct span span, struct expr **out)
{
	struct parts parts = { w, searched, span };
	struct expr *percent = build_string(w, SLICE("%"), span);
	struct lowered query;

	if (!walk_expr(w, expr, ANY_VALUE, &query))
		return false;
	parameter_settle(w, &query, type_of(PG_TEXT), PLACE_INFERS);
	if (!convert_text(w, &query))
		return false;
	walk_warn(w, D_FULLTEXT_MATCH, expr->span,
		  "this query is looked for as it is, as one text in which %% and _ stand for others");
	percent = build_binary(w, OP_CONCAT,
			       build_binary(w, OP_CONCAT, percent, query.expr, span), percent,
			       span);
	*out = any_contains(&parts, percent,
			    searched->column < 0 ? UINT64_MAX : UINT64_C(1) << searched->column);
	return true;
}

static bool match_parts(struct walk *w, const struct searched *searched, const struct expr *query,
			struct span span, struct lowered *out)
{
	struct expr *made;

	if (!(is_known(query) ? constant_parts(w, searched, query, span, &made)
			      : later_trigrams(w, searched, query, span, &made)))
		return false;
	infer_result(out, made, PG_BOOLEAN, span);
	out->constant = false;
	out->nullable = true;
	return true;
}

static bool match(struct walk *w, const struct searched *searched, const struct expr *query,
		  struct span span, struct lowered *out)
{
	const struct fulltext *fulltext = fulltext_of(searched->source);
	bool apart = is_apart(searched) || (searched->column >= 0 && !is_known(query));
	struct expr *made;

	if (searched->column >= 0 && !fulltext->weights[searched->column]) {
		walk_refuse(w, D_FULLTEXT_QUERY, span, "this column is not indexed");
		return false;
	}
	if (fulltext->trigrams || (fulltext->indexed > WEIGHTS_MAX && is_known(query)))
		return match_parts(w, searched, query, span, out);
	if (!lower_query(w, searched, query, TELL, &made))
		return false;
	if (made)
		made = build_binary(w, OP_TS_MATCH, vector_of(w, searched, apart, span), made,
				    span);
	else
		made = build_boolean(w, false, span);
	infer_result(out, made, PG_BOOLEAN, span);
	out->constant = false;
	out->nullable = searched->source->nullable;
	return true;
}

static bool is_table(const struct expr *expr, const struct scope_source *source)
{
	return expr->name->column.symbol == source->table->source->name.symbol;
}

bool fulltext_match(struct walk *w, const struct expr *expr, struct lowered *out, bool *out_done)
{
	bool equals = expr->kind == EXPR_BINARY && expr->op == OP_EQ;
	bool matches = expr->kind == EXPR_LIKE && expr->op == OP_MATCH;
	const struct expr *operand;
	struct searched searched;

	if (!equals && !matches)
		return true;
	operand = equals ? expr->binary.left : expr->like->operand;
	if (operand->kind != EXPR_NAME || !find_searched(w, operand, &searched) ||
	    (equals && !is_table(operand, searched.source)))
		return true;
	*out_done = true;
	if (!match(w, &searched, equals ? expr->binary.right : expr->like->pattern, expr->span,
		   out))
		return false;
	if (expr->kind == EXPR_LIKE && expr->negated)
		out->expr = build_not(w, out->expr);
	return true;
}

bool fulltext_is_call(struct walk *w, const struct from_item *item)
{
	const struct sqlite_table *table =
		item->arguments ? sqlite_find_table(w->l->source, item->table.object.symbol) : NULL;
	const struct lowered_table *lowered = table ? lower_find_table(w->l, table) : NULL;

	return lowered && lowered->fulltext;
}

bool fulltext_argument(struct walk *w, const struct from_item *item,
		       const struct scope_source *source, struct expr **out)
{
	struct searched searched = { .scope = w->scope, .source = source, .column = -1 };
	struct lowered value;

	if (item->arguments->exprs.count != 1) {
		walk_refuse(w, D_FULLTEXT_QUERY, item->span,
			    "a full-text table takes one argument, the query");
		return false;
	}
	if (!match(w, &searched, item->arguments->exprs.items[0], item->span, &value))
		return false;
	*out = value.expr;
	return true;
}

/* ---------------------------------------------------------------- the query of a SELECT */

static const struct expr *find_in(const struct expr *expr, const struct scope_source *source,
				  int32_t *out_column)
{
	const struct expr *found;

	if (!expr)
		return NULL;
	if (expr->kind == EXPR_BINARY && expr->op == OP_AND) {
		found = find_in(expr->binary.left, source, out_column);
		return found ? found : find_in(expr->binary.right, source, out_column);
	}
	if (expr->kind == EXPR_LIKE && expr->op == OP_MATCH &&
	    names_source(expr->like->operand, source, out_column))
		return expr->like->pattern;
	if (expr->kind == EXPR_BINARY && expr->op == OP_EQ &&
	    names_source(expr->binary.left, source, out_column) &&
	    is_table(expr->binary.left, source))
		return expr->binary.right;
	return NULL;
}

/* The query by which the rows of what is searched are found, which rank and snippet() are about. */
static const struct expr *find_query(struct searched *searched)
{
	const struct select_core *core = searched->scope->aliases;
	const struct scope_source *source = searched->source;
	const struct expr *found = NULL;

	if (!core)
		return NULL;
	found = find_in(core->where, source, &searched->column);
	for (uint32_t i = 0; !found && core->from && i < core->from->items.count; i++) {
		const struct from_item *item = &core->from->items.items[i];
		const struct symbol *name = item->alias.symbol ? item->alias.symbol
							       : item->table.object.symbol;

		found = find_in(item->on, source, &searched->column);
		if (!found && item->arguments && item->arguments->exprs.count == 1 &&
		    name == source->alias) {
			searched->column = -1;
			found = item->arguments->exprs.items[0];
		}
	}
	return found;
}

static bool query_of(struct walk *w, struct searched *searched, struct span span,
		     struct expr **out)
{
	const struct expr *query = find_query(searched);

	if (fulltext_of(searched->source)->trigrams) {
		walk_refuse(w, D_FULLTEXT_QUERY, span,
			    "PostgreSQL neither ranks nor quotes what trigrams find");
		return false;
	}
	if (!query) {
		walk_refuse(w, D_FULLTEXT_QUERY, span,
			    "there is no MATCH beside this that tells what was asked for");
		return false;
	}
	if (!lower_query(w, searched, query, TOLD, out))
		return false;
	if (!*out)
		*out = call_with_config(w, "to_tsquery", fulltext_of(searched->source),
					build_string(w, SLICE(""), span));
	return true;
}

/* ---------------------------------------------------------------- rank */

/* '{D, C, B, A}': how much each column counts, at most 1. */
static const char *rank_weights(struct walk *w, const struct searched *searched,
				const struct expr_list *arguments)
{
	const struct fulltext *fulltext = fulltext_of(searched->source);
	double weights[WEIGHTS_MAX] = { 1, 1, 1, 1 }, largest = 0;
	uint32_t count = searched->source->table->source->columns.count;

	for (uint32_t i = 0; i < count; i++) {
		struct value value;
		bool given = arguments && i + 1 < arguments->exprs.count &&
			     fold_literal(arguments->exprs.items[i + 1], &value);

		if (fulltext->weights[i] < 'A')
			continue;
		if (given)
			weights[fulltext->weights[i] - 'A'] = value.storage == STORAGE_REAL
								      ? value.real
								      : (double)value.integer;
	}
	for (int i = 0; i < WEIGHTS_MAX; i++)
		largest = weights[i] > largest ? weights[i] : largest;
	if (largest <= 0)
		largest = 1;
	for (int i = 0; i < WEIGHTS_MAX; i++)
		weights[i] = weights[i] > 0 ? weights[i] / largest : 0;
	return arena_printf(w->arena, "{%.4g, %.4g, %.4g, %.4g}", weights[3], weights[2],
			    weights[1], weights[0]);
}

static bool rank(struct walk *w, struct searched *searched, const struct expr_list *arguments,
		 struct span span, struct lowered *out)
{
	const struct fulltext *fulltext = fulltext_of(searched->source);
	bool weighted = fulltext->indexed > 1 && fulltext->indexed <= WEIGHTS_MAX;
	struct expr *given[3], **at = given, *query;

	if (!query_of(w, searched, span, &query))
		return false;
	walk_warn(w, D_FULLTEXT_RANK, span,
		  "ts_rank() weighs words by other rules than bm25(): the order of the rows may "
		  "differ");
	if (weighted)
		*at++ = build_string(w, slice_of(rank_weights(w, searched, arguments)), span);
	*at++ = vector_of(w, searched, false, span);
	*at++ = query;
	infer_result(out,
		     expr_unary(w->arena, OP_NEGATE,
				build_call(w, "ts_rank", span, (uint32_t)(at - given), given),
				span),
		     PG_REAL, span);
	out->constant = false;
	return true;
}

bool fulltext_hidden(struct walk *w, const struct scope_source *source, struct slice name,
		     struct span span, struct lowered *out, bool *out_done)
{
	struct searched searched = { .scope = w->scope, .source = source, .column = -1 };

	if (!fulltext_of(source))
		return true;
	*out_done = true;
	if (fulltext_of(source)->module == VIRTUAL_FTS5 &&
	    slice_equal_nocase(name, SLICE("rank")))
		return rank(w, &searched, NULL, span, out);
	walk_refuse(w, D_FULLTEXT_QUERY, span, "this column has no values in PostgreSQL");
	return false;
}

/* ---------------------------------------------------------------- highlight(), snippet() */

/* The arguments of both modules' functions in one form. */
struct excerpt {
	int64_t column; /* negative: any */
	int64_t words;	/* 0: all of the text */
	struct slice start, stop, between;
};

static bool literal_text(const struct expr_list *list, uint32_t at, struct slice *out)
{
	struct value value;

	if (at >= list->exprs.count)
		return true;
	if (!fold_literal(list->exprs.items[at], &value) || value.storage != STORAGE_TEXT)
		return false;
	*out = value.text;
	return true;
}

static bool literal_number(const struct expr_list *list, uint32_t at, int64_t *out)
{
	struct value value;

	if (at >= list->exprs.count)
		return true;
	if (!fold_literal(list->exprs.items[at], &value) || value.storage != STORAGE_INTEGER)
		return false;
	*out = value.integer;
	return true;
}

/* fts5: snippet(t, column, start, stop, between, words), highlight(t, column, start, stop);
 * fts3: snippet(t, start, stop, between, column, words). */
static bool read_excerpt(const struct fulltext *fulltext, const struct expr_list *list,
			 bool highlights, struct excerpt *out)
{
	uint32_t text = fulltext->module == VIRTUAL_FTS5 ? 2 : 1;
	uint32_t column = fulltext->module == VIRTUAL_FTS5 ? 1 : 4;

	*out = (struct excerpt){ .column = -1,
				 .words = highlights ? 0 : 15,
				 .start = SLICE("<b>"),
				 .stop = SLICE("</b>"),
				 .between = SLICE("<b>...</b>") };
	return literal_text(list, text, &out->start) && literal_text(list, text + 1, &out->stop) &&
	       literal_number(list, column, &out->column) &&
	       (highlights || (literal_text(list, text + 2, &out->between) &&
			       literal_number(list, 5, &out->words)));
}

static void add_option(struct strbuf *out, const char *name, struct slice value)
{
	strbuf_addf(out, "%s%s=\"", out->len ? ", " : "", name);
	for (uint32_t i = 0; i < value.len; i++) {
		strbuf_add_text(out, value.ptr[i] == '"' ? "\"" : "");
		strbuf_add_char(out, value.ptr[i]);
	}
	strbuf_add_char(out, '"');
}

static struct expr *headline_options(struct walk *w, const struct excerpt *excerpt,
				     struct span span)
{
	struct strbuf text = { 0 };
	struct expr *made;

	add_option(&text, "StartSel", excerpt->start);
	add_option(&text, "StopSel", excerpt->stop);
	if (excerpt->words == 0) {
		strbuf_add_text(&text, ", HighlightAll=true");
	} else {
		long long most = excerpt->words > 2 ? excerpt->words : 3;

		add_option(&text, "FragmentDelimiter", excerpt->between);
		strbuf_addf(&text, ", MaxFragments=1, MaxWords=%lld, MinWords=%lld", most,
			    most / 2);
	}
	made = build_string(w, (struct slice){ arena_copy(w->arena, text.text, text.len),
					       (uint32_t)text.len },
			    span);
	strbuf_free(&text);
	return made;
}

/* The column, or all of them in a row. */
static struct expr *excerpted(struct walk *w, const struct searched *searched, int64_t column,
			      struct span span)
{
	const struct lowered_table *table = searched->source->table;
	struct expr_list parts = { 0 };

	if (column >= 0 && column < table->source->columns.count &&
	    !table->source->columns.items[column]->hidden)
		return text_of(w, searched, (int32_t)column, span);
	if (column >= 0)
		return NULL;
	vec_push(w->arena, &parts.exprs, build_string(w, SLICE(" "), span));
	for (uint32_t i = 0; i < table->source->columns.count; i++)
		if (table->fulltext->weights[i] && table->columns[i])
			vec_push(w->arena, &parts.exprs, text_of(w, searched, (int32_t)i, span));
	if (parts.exprs.count == 2)
		return parts.exprs.items[1];
	return build_call(w, "concat_ws", span, parts.exprs.count, parts.exprs.items);
}

static bool headline(struct walk *w, struct searched *searched, const struct expr *expr,
		     bool highlights, struct lowered *out)
{
	const struct fulltext *fulltext = fulltext_of(searched->source);
	struct expr *arguments[4];
	struct excerpt excerpt;

	if (!read_excerpt(fulltext, &expr->call->arguments, highlights, &excerpt) ||
	    !(arguments[1] = excerpted(w, searched, excerpt.column, expr->span))) {
		walk_refuse(w, D_FULLTEXT_QUERY, expr->span,
			    "only constants say what ts_headline() quotes, and a column that is "
			    "there");
		return false;
	}
	if (!query_of(w, searched, expr->span, &arguments[2]))
		return false;
	walk_warn(w, D_FULLTEXT_RANK, expr->span,
		  "ts_headline() reads the text with PostgreSQL's own parser and chooses other "
		  "words than SQLite");
	arguments[0] = build_string(w, slice_of(fulltext->config), expr->span);
	arguments[3] = headline_options(w, &excerpt, expr->span);
	infer_result(out, build_call(w, "ts_headline", expr->span, 4, arguments), PG_TEXT,
		     expr->span);
	out->constant = false;
	out->nullable = true;
	return true;
}

bool fulltext_call(struct walk *w, const struct expr *expr, struct lowered *out, bool *out_done)
{
	struct slice name;
	struct searched searched;

	if (expr->kind != EXPR_CALL || !expr->call->arguments.exprs.count ||
	    !find_searched(w, expr->call->arguments.exprs.items[0], &searched) ||
	    searched.column >= 0)
		return true;
	name = expr->call->function.object.text;
	*out_done = true;
	if (slice_equal_nocase(name, SLICE("bm25")))
		return rank(w, &searched, &expr->call->arguments, expr->span, out);
	if (slice_equal_nocase(name, SLICE("highlight")))
		return headline(w, &searched, expr, true, out);
	if (slice_equal_nocase(name, SLICE("snippet")))
		return headline(w, &searched, expr, false, out);
	walk_refuse(w, D_FULLTEXT_QUERY, expr->span,
		    "PostgreSQL has no counterpart of %.*s() of full-text tables",
		    SLICE_ARGS(name));
	return false;
}
