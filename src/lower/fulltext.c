/* SPDX-License-Identifier: PostgreSQL
 *
 * Full-text tables: fts3, fts4 and fts5.  Requires: the types of all columns.  Provides: the
 * column with the tsvector and its GIN index, in the table itself or in the one that it
 * reads its columns from; then it is a view of that.
 */
#include <config.h>

#include <string.h>

#include "lower/fulltext.h"
#include "lower/prelude.h"

/* ---------------------------------------------------------------- what is there */

const struct sqlite_table *fulltext_content(const struct lowering *l,
					    const struct sqlite_table *table)
{
	struct slice name;
	bool empty;

	if (!virtual_is_fulltext(table))
		return NULL;
	name = virtual_content(table, l->arena, &empty);
	return name.len ? sqlite_find_table(l->source, context_symbol(l->ctx, name)) : NULL;
}

static struct slice content_rowid_name(const struct sqlite_table *table, struct arena *arena)
{
	struct slice name;

	return virtual_option(table, "content_rowid", arena, &name) ? name : SLICE("rowid");
}

/* The column of CONTENT that is TABLE's rowid, or -1. */
static int32_t content_rowid(struct lowering *l, const struct sqlite_table *table,
			     const struct sqlite_table *content)
{
	struct slice name = content_rowid_name(table, l->arena);
	int32_t column = sqlite_find_column(content, context_symbol(l->ctx, name));

	if (column < 0 && scope_is_rowid_name(name))
		return content->rowid_column;
	return column;
}

/* ---------------------------------------------------------------- tokenizers */

struct tokenizer {
	struct slice name;
	struct slice arguments;
	bool is_default;
};

static struct tokenizer tokenizer_of(const struct sqlite_table *table, struct arena *arena)
{
	bool fts5 = virtual_module_of(table) == VIRTUAL_FTS5;
	struct tokenizer found = { .name = fts5 ? SLICE("unicode61") : SLICE("simple"),
				   .is_default = true };
	struct slice text;

	if (!virtual_option(table, "tokenize", arena, &text))
		return found;
	found.name = virtual_first_word(arena, text, &found.arguments);
	found.is_default = false;
	return found;
}

static bool mentions(struct slice text, const char *word)
{
	return text.len && memmem(text.ptr, text.len, word, strlen(word));
}

/* unicode61, also below fts5's porter. */
static bool is_unicode(const struct sqlite_table *table, const struct tokenizer *tokenizer)
{
	if (slice_equal_nocase(tokenizer->name, SLICE("unicode61")))
		return true;
	return virtual_module_of(table) == VIRTUAL_FTS5 &&
	       slice_equal_nocase(tokenizer->name, SLICE("porter")) &&
	       !mentions(tokenizer->arguments, "ascii");
}

static bool keeps_accents(const struct tokenizer *tokenizer)
{
	return mentions(tokenizer->arguments, "remove_diacritics 0") ||
	       mentions(tokenizer->arguments, "remove_diacritics=0");
}

/* A configuration of the prelude's schema is made there. */
static const char prelude_mark[] = "sqlite_compat.";

static bool is_of_prelude(const char *config)
{
	return strncmp(config, prelude_mark, sizeof(prelude_mark) - 1) == 0;
}

static const char *config_name(struct lowering *l, const char *name)
{
	struct strbuf schema = { 0 };
	const char *made;

	if (!is_of_prelude(name))
		return name;
	name += sizeof(prelude_mark) - 1;
	prelude_use(l, name);
	pg_print_identifier(&schema, l->settings->prelude_schema);
	made = arena_printf(l->arena, "%s.%s", schema.text, name);
	strbuf_free(&schema);
	return made;
}

/* ---------------------------------------------------------------- obstacles */

static const char *content_obstacle(struct lowering *l, const struct sqlite_table *table)
{
	const struct sqlite_table *content;
	struct slice name;
	bool empty;

	name = virtual_content(table, l->arena, &empty);
	if (!name.len)
		return NULL;
	if (table->temporary)
		return "it would be a temporary part of another table";
	content = fulltext_content(l, table);
	if (!content || content->kind != TABLE_ORDINARY || table_is_excluded(l, content))
		return arena_printf(l->arena, "'%.*s', which it reads, is no table of the schema",
				    SLICE_ARGS(name));
	vec_each(struct sqlite_column *const, column, table->columns) {
		if (!(*column)->hidden && sqlite_find_column(content, (*column)->name.symbol) < 0)
			return arena_printf(l->arena, "'%.*s', which it reads, has no column '%.*s'",
					    SLICE_ARGS(name), SLICE_ARGS((*column)->name.text));
	}
	return NULL;
}

static bool has_indexed_column(const struct sqlite_table *table, struct arena *arena)
{
	for (uint32_t i = 0; i < table->columns.count; i++)
		if (virtual_column_is_indexed(table, i, arena))
			return true;
	return false;
}

const char *virtual_obstacle(struct lowering *l, const struct sqlite_table *table)
{
	struct tokenizer tokenizer;
	struct target target = { 0 };

	if (table->kind != TABLE_VIRTUAL)
		return NULL;
	if (virtual_is_rtree(table)) {
		uint32_t count = virtual_coordinates(table);

		return count < 3 || count % 2 == 0 || count > 11
			       ? "SQLite takes a key and one to five pairs of coordinates"
			       : NULL;
	}
	if (!virtual_is_fulltext(table))
		return "PostgreSQL has nothing like it";
	if (!has_indexed_column(table, l->arena))
		return "none of its columns is indexed";
	tokenizer = tokenizer_of(table, l->arena);
	if (!rule_for_tokenizer(l->rules, tokenizer.name, &target))
		return arena_printf(l->arena, "no rule says what its tokenizer '%.*s' becomes",
				    SLICE_ARGS(tokenizer.name));
	if (is_of_prelude(target.rename) && !l->settings->prelude)
		return "its tokenizer needs a helper of the prelude, which is off";
	return content_obstacle(l, table);
}

/* ---------------------------------------------------------------- types */

static void set_type(struct lowering *l, struct lowered_table *table, uint32_t i,
		     enum pg_type_kind kind)
{
	struct pg_column *column = table->columns[i];
	const struct rule *rule = type_rule(l, table, i);

	if (!column || (rule && rule->kind == RULE_COLUMN))
		return;
	l->column_rules[table->first_column + i] = 0;
	column->type = pg_type_of(kind);
	column->conversion = NULL;
	column->collation = kind == PG_TEXT ? l->settings->text_collation : NULL;
	trace_type(l, column, "its virtual table's module says so");
}

/* A view's columns are those of the table that it reads. */
static void types_of_content(struct lowering *l, struct lowered_table *table)
{
	const struct sqlite_table *source = fulltext_content(l, table->source);
	const struct lowered_table *content = lower_find_table(l, source);

	for (uint32_t i = 0; i < table->source->columns.count; i++) {
		const struct sqlite_column *column = table->source->columns.items[i];
		int32_t from = column->is_rowid ? content_rowid(l, table->source, source)
						: sqlite_find_column(source, column->name.symbol);

		if (!table->columns[i] || from < 0 || !content || !content->columns[from])
			continue;
		table->columns[i]->type = content->columns[from]->type;
		table->columns[i]->conversion = content->columns[from]->conversion;
		table->columns[i]->collation = content->columns[from]->collation;
	}
}

static void rowid_first(struct lowered_table *table)
{
	struct pg_column **columns = table->table->columns.items;
	struct pg_column *rowid = table->columns[table->source->rowid_column];

	for (uint32_t i = table->table->columns.count; rowid && i-- > 1;)
		if (columns[i] == rowid) {
			memmove(columns + 1, columns, i * sizeof(struct pg_column *));
			columns[0] = rowid;
			return;
		}
}

void virtual_types(struct lowering *l, struct lowered_table *table)
{
	bool fulltext = virtual_is_fulltext(table->source);
	bool integers = virtual_module_of(table->source) == VIRTUAL_RTREE_I32;

	if (table->source->kind != TABLE_VIRTUAL)
		return;
	for (uint32_t i = 0; i < table->source->columns.count; i++) {
		bool coordinate = !fulltext && i < virtual_coordinates(table->source);

		if ((int32_t)i == table->source->rowid_column)
			set_type(l, table, i, PG_BIGINT);
		else if (coordinate)
			set_type(l, table, i, integers ? PG_INTEGER : PG_REAL);
		else
			set_type(l, table, i, PG_TEXT);
	}
	if (table->is_view)
		types_of_content(l, table);
	else if (fulltext)
		rowid_first(table);
}

/* ---------------------------------------------------------------- the tsvector */

static void set_weights(struct lowering *l, const struct sqlite_table *table,
			struct fulltext *fulltext)
{
	char next = 'A';

	fulltext->weights = arena_alloc(l->arena, table->columns.count);
	for (uint32_t i = 0; i < table->columns.count; i++)
		fulltext->indexed += virtual_column_is_indexed(table, i, l->arena);
	for (uint32_t i = 0; i < table->columns.count; i++) {
		bool many = fulltext->indexed == 1 || fulltext->indexed > WEIGHTS_MAX;

		if (virtual_column_is_indexed(table, i, l->arena))
			fulltext->weights[i] = many ? ' ' : next++;
	}
}

struct expr *fulltext_words(struct walk *w, const struct fulltext *fulltext, struct expr *text)
{
	const char *function = fulltext->unicode && !fulltext->ascii_folds ? "fts_unaccented"
									   : "fts_words";
	struct expr *or_empty[2] = { text, build_string(w, SLICE(""), text->span) };
	struct expr *made;

	if (!w->l->settings->prelude)
		return build_call(w, "coalesce", text->span, 2, or_empty);
	prelude_use(w->l, function);
	made = build_call(w, function, text->span, 1, &text);
	made->call->function.schema = build_name(w, w->l->settings->prelude_schema);
	return made;
}

struct expr *fulltext_vector_of(struct walk *w, const struct fulltext *fulltext, struct expr *text)
{
	struct expr *arguments[2] = { build_string(w, slice_of(fulltext->config), text->span),
				      fulltext_words(w, fulltext, text) };

	return build_call(w, "to_tsvector", text->span, 2, arguments);
}

/* Column number I of SOURCE's table as text, in an expression over OWNER. */
static bool column_text(struct walk *w, struct lowered_table *owner, const struct name *name,
			struct expr **out)
{
	struct expr_request request = { .context = IN_GENERATED,
					.table = owner,
					.column = -1,
					.target = pg_type_of(PG_TEXT),
					.owner = owner,
					.owner_column = -1 };
	struct name none = { 0 };
	struct lowered value;

	if (!lower_expr(w->l, expr_name(w->l->arena, none, none, *name, name->span), &request,
			&value))
		return false;
	if (!type_is_text(&value.type))
		value.expr = build_cast(w, value.expr, "text");
	*out = value.expr;
	return true;
}

static bool vector_of_all(struct walk *w, const struct lowered_table *table,
			  struct lowered_table *owner, const struct fulltext *fulltext,
			  struct expr **out)
{
	*out = NULL;
	for (uint32_t i = 0; i < table->source->columns.count; i++) {
		const struct name *name = &table->source->columns.items[i]->name;
		struct expr *part[2];

		if (!fulltext->weights[i])
			continue;
		if (!column_text(w, owner, name, &part[0]))
			return false;
		part[0] = fulltext_vector_of(w, fulltext, part[0]);
		if (fulltext->weights[i] != ' ') {
			part[1] = build_string(w, (struct slice){ &fulltext->weights[i], 1 },
					       name->span);
			part[0] = build_call(w, "setweight", name->span, 2, part);
		}
		*out = *out ? build_binary(w, OP_CONCAT, *out, part[0], name->span) : part[0];
	}
	return true;
}

static const char *free_name(struct lowering *l, const struct pg_table *table, const char *first,
			     const char *label)
{
	const char *name = first ? pg_object_name(l->arena, first, NULL, label, 0) : label;

	for (uint32_t i = 0, number = 0; i < table->columns.count; i++)
		if (strcmp(table->columns.items[i]->name, name) == 0) {
			number++;
			name = first ? pg_object_name(l->arena, first, NULL, label, number)
				     : arena_printf(l->arena, "%s%u", label, number);
			i = UINT32_MAX;
		}
	return name;
}

/* An index of trigrams over the columns as they are; false when one is no text. */
static bool add_trigrams(struct lowering *l, const struct lowered_table *table,
			 struct lowered_table *owner, const struct fulltext *fulltext)
{
	struct pg_index *index = arena_object(l->arena, struct pg_index);

	for (uint32_t i = 0; i < table->source->columns.count; i++) {
		const struct sqlite_column *column = table->source->columns.items[i];
		int32_t at = sqlite_find_column(owner->source, column->name.symbol);
		struct pg_index_key key = { .operator_class = fulltext->config };

		if (!fulltext->weights[i])
			continue;
		if (at < 0 || !owner->columns[at] || !type_is_text(&owner->columns[at]->type)) {
			lower_refuse(l, D_FULLTEXT_QUERY, table->source->span,
				     object_of(l, table, (int32_t)i),
				     "only texts have trigrams");
			return false;
		}
		key.column = owner->columns[at]->name;
		vec_push(l->arena, &index->keys, key);
	}
	index->method = "gin";
	index->table = owner->table;
	index->span = table->source->span;
	index->name = name_take(l, NAME_INDEX,
				pg_object_name(l->arena, table->table->name, NULL, "idx", 0),
				table->source->span);
	vec_push(l->arena, &owner->table->indexes, index);
	return true;
}

static void add_vector(struct lowering *l, struct lowered_table *table, struct pg_table *to,
		       struct fulltext *fulltext, struct expr *value)
{
	struct pg_column *column = arena_object(l->arena, struct pg_column);
	struct pg_index *index = arena_object(l->arena, struct pg_index);
	struct pg_index_key key = { 0 };

	fulltext->vector = free_name(l, to, to == table->table ? NULL : table->table->name, "tsv");
	*column = (struct pg_column){ .name = fulltext->vector,
				      .type = pg_type_of(PG_TSVECTOR),
				      .generated_as = value,
				      .span = table->source->span };
	vec_push(l->arena, &to->columns, column);
	key.column = fulltext->vector;
	index->method = "gin";
	index->table = to;
	index->span = table->source->span;
	vec_push(l->arena, &index->keys, key);
	index->name = name_take(l, NAME_INDEX,
				pg_object_name(l->arena, table->table->name, NULL, "idx", 0),
				table->source->span);
	vec_push(l->arena, &to->indexes, index);
}

/* ---------------------------------------------------------------- external content */

static void view_column(struct walk *w, struct pg_view *view, const struct pg_column *from,
			const char *name)
{
	struct result_column result = { .kind = RESULT_EXPR, .span = view->span };

	result.expr = build_column(w, NULL, from->name, view->span);
	if (strcmp(from->name, name) != 0)
		result.alias = build_name(w, name);
	vec_push(w->arena, &view->select->cores.items[0]->results.columns, result);
}

static void drop_column(struct lowered_table *table, uint32_t number)
{
	struct pg_table *to = table->table;
	uint32_t kept = 0;

	for (uint32_t i = 0; i < to->columns.count; i++)
		if (to->columns.items[i] != table->columns[number])
			to->columns.items[kept++] = to->columns.items[i];
	to->columns.count = kept;
	table->columns[number] = NULL;
}

static struct pg_view *new_view(struct walk *w, struct lowered_table *table,
				const struct lowered_table *content)
{
	struct pg_view *view = arena_object(w->arena, struct pg_view);
	struct select_core *core = arena_object(w->arena, struct select_core);
	struct from_item from = { .span = table->source->span };

	view->name = table->table->name;
	view->if_not_exists = table->source->if_not_exists;
	view->comments = table->source->comments;
	view->span = table->source->span;
	view->select = arena_object(w->arena, struct select);
	vec_push(w->arena, &view->select->cores, core);
	core->from = arena_object(w->arena, struct from_clause);
	from.table.object = build_name(w, content->table->name);
	vec_push(w->arena, &core->from->items, from);
	vec_push(w->arena, &view->depends, content->table->name);
	return view;
}

static void make_view(struct walk *w, struct lowered_table *table, struct fulltext *fulltext)
{
	const struct sqlite_table *source = table->source;
	const struct lowered_table *content = fulltext->content;
	struct pg_view *view = new_view(w, table, content);
	struct pg_column vector = { .name = fulltext->vector };

	if (!fulltext->rowid)
		drop_column(table, (uint32_t)source->rowid_column);
	else
		view_column(w, view, fulltext->rowid,
			    table->columns[source->rowid_column]->name);
	for (uint32_t i = 0; i < source->columns.count; i++) {
		int32_t from = sqlite_find_column(content->source,
						  source->columns.items[i]->name.symbol);

		if (!source->columns.items[i]->hidden && from >= 0 && content->columns[from] &&
		    table->columns[i])
			view_column(w, view, content->columns[from], table->columns[i]->name);
	}
	if (!fulltext->trigrams)
		view_column(w, view, &vector, fulltext->vector);
	vec_push(w->arena, &w->l->out->views, view);
}

/* ---------------------------------------------------------------- what is told */

static void tell_view(struct lowering *l, const struct lowered_table *table,
		      const struct fulltext *fulltext)
{
	struct diagnostic *diag =
		diag_add(&l->ctx->diags, D_FULLTEXT_CONTENT, table->source->span,
			 "full-text table '%.*s' becomes a view of '%s'; PostgreSQL keeps its "
			 "index, so that statements which do that are left out",
			 SLICE_ARGS(table->source->name.text), fulltext->content->table->name);

	diag->object = object_of(l, table, -1);
	if (!fulltext->trigrams)
		diag_note(&l->ctx->diags, diag, "SELECT * of '%s' sees the column '%s'",
			  fulltext->content->table->name, fulltext->vector);
}

static void tell_contents(struct lowering *l, const struct lowered_table *table,
			  const struct fulltext *fulltext)
{
	const struct sqlite_table *source = table->source;
	struct slice name;
	bool empty;

	virtual_content(source, l->arena, &empty);
	if (empty)
		diag_add(&l->ctx->diags, D_FULLTEXT_CONTENT, source->span,
			 "SQLite keeps no texts of this table, only their index: the table keeps "
			 "both, and has to be filled anew")
			->object = object_of(l, table, -1);
	if (fulltext->content)
		tell_view(l, table, fulltext);
	if (fulltext->content && !fulltext->rowid)
		diag_add(&l->ctx->diags, D_FULLTEXT_CONTENT, source->span,
			 "'%s' has no column that could be the rowid of full-text table '%.*s', so "
			 "it has none",
			 fulltext->content->table->name, SLICE_ARGS(source->name.text))
			->object = object_of(l, table, -1);
	if (virtual_option(source, "languageid", l->arena, &name))
		diag_add(&l->ctx->diags, D_FULLTEXT_CONTENT, source->span,
			 "the column '%.*s' that tells rows' languages apart is left out",
			 SLICE_ARGS(name))
			->object = object_of(l, table, -1);
}

static void tell_trigrams(struct lowering *l, const struct lowered_table *table,
			  const struct fulltext *fulltext, const struct tokenizer *tokenizer)
{
	diag_add(&l->ctx->diags, D_FULLTEXT, table->source->span,
		 "tokenizer %.*s is an index by %s: MATCH becomes %s, and the case of letters "
		 "beyond ASCII is up to the database's locale",
		 SLICE_ARGS(tokenizer->name), fulltext->config,
		 fulltext->minds_case ? "LIKE" : "ILIKE")
		->object = object_of(l, table, -1);
}

static void tell_words(struct lowering *l, const struct lowered_table *table,
		       const struct fulltext *fulltext, const struct tokenizer *tokenizer)
{
	struct diagnostic *diag =
		diag_add(&l->ctx->diags, D_FULLTEXT, table->source->span,
			 "tokenizer %.*s is text search configuration %s: what is a word beyond "
			 "ASCII, and its case, is up to the database's locale",
			 SLICE_ARGS(tokenizer->name), fulltext->config);

	diag->object = object_of(l, table, -1);
	if (mentions(tokenizer->arguments, "tokenchars") ||
	    mentions(tokenizer->arguments, "separators") ||
	    mentions(tokenizer->arguments, "categories"))
		diag_note(&l->ctx->diags, diag,
			  "the characters that its arguments name are taken as they are without "
			  "them");
	if (fulltext->module != VIRTUAL_FTS5 &&
	    slice_equal_nocase(tokenizer->name, SLICE("porter")))
		diag_note(&l->ctx->diags, diag,
			  "an underscore parts words here, which it does not for this tokenizer");
	if (!l->settings->prelude)
		diag_note(&l->ctx->diags, diag,
			  "without the prelude PostgreSQL's own parser tells words apart: "
			  "numbers, addresses and paths are one");
	if (strcmp(fulltext->config, "pg_catalog.simple") != 0 && !fulltext->own)
		diag_note(&l->ctx->diags, diag,
			  "the configuration says which words are the same, and which are left "
			  "out");
	if (fulltext->indexed > WEIGHTS_MAX)
		diag_note(&l->ctx->diags, diag,
			  "it has more than %d columns: a tsvector does not tell them apart, so a "
			  "phrase may begin in one and end in the next",
			  WEIGHTS_MAX);
}

/* ---------------------------------------------------------------- the whole */

/* Queries join by the rowid: where the content has no column for it, one is made. */
static const struct pg_column *rowid_of_content(struct lowering *l,
						const struct lowered_table *table,
						const struct fulltext *fulltext)
{
	struct lowered_table *content = fulltext->content;

	if (!content)
		return NULL;
	if (fulltext->content_rowid >= 0)
		return content->columns[fulltext->content_rowid];
	if (content->source->without_rowid ||
	    !scope_is_rowid_name(content_rowid_name(table->source, l->arena)))
		return NULL;
	return rowid_made(l, content, true, table->source->span);
}

static struct fulltext *describe(struct lowering *l, struct lowered_table *table,
				 const struct tokenizer *tokenizer)
{
	struct fulltext *fulltext = arena_object(l->arena, struct fulltext);
	const struct sqlite_table *content = fulltext_content(l, table->source);
	struct target target = { 0 };

	rule_for_tokenizer(l->rules, tokenizer->name, &target);
	vec_each(struct slice, extension, target.columns)
		lower_extension(l, arena_copy(l->arena, extension->ptr, extension->len));
	fulltext->module = virtual_module_of(table->source);
	fulltext->own = is_of_prelude(target.rename);
	fulltext->config = config_name(l, target.rename);
	fulltext->trigrams = strcmp(target.rename, "gin_trgm_ops") == 0;
	fulltext->minds_case = mentions(tokenizer->arguments, "case_sensitive 1");
	fulltext->unicode = is_unicode(table->source, tokenizer);
	fulltext->ascii_folds = keeps_accents(tokenizer);
	fulltext->content = content ? lower_find_table(l, content) : NULL;
	fulltext->content_rowid = content ? content_rowid(l, table->source, content) : -1;
	fulltext->rowid = rowid_of_content(l, table, fulltext);
	set_weights(l, table->source, fulltext);
	return fulltext;
}

void lower_fulltext(struct lowering *l, struct lowered_table *table)
{
	struct expr_request request = { .context = IN_GENERATED, .column = -1, .owner = table,
					.owner_column = -1 };
	struct tokenizer tokenizer;
	struct lowered_table *owner;
	struct fulltext *fulltext;
	struct expr *value;
	struct walk w;

	if (!virtual_is_fulltext(table->source))
		return;
	tokenizer = tokenizer_of(table->source, l->arena);
	fulltext = describe(l, table, &tokenizer);
	owner = fulltext->content ? fulltext->content : table;
	walk_init(&w, l, &request);
	w.arena = l->arena;
	if (fulltext->trigrams) {
		if (!add_trigrams(l, table, owner, fulltext))
			return;
	} else {
		if (!vector_of_all(&w, table, owner, fulltext, &value))
			return;
		if (owner != table)
			separate_columns(l, owner);
		add_vector(l, table, owner->table, fulltext, value);
	}
	if (owner != table)
		make_view(&w, table, fulltext);
	table->fulltext = fulltext;
	l->searches = true;
	tell_contents(l, table, fulltext);
	if (fulltext->trigrams)
		tell_trigrams(l, table, fulltext, &tokenizer);
	else
		tell_words(l, table, fulltext, &tokenizer);
}
