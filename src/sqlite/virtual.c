/* SPDX-License-Identifier: PostgreSQL
 *
 * Virtual tables: what their modules declare, as data.  A module gives columns from
 * its arguments and keeps its rows in shadow tables, which are no part of
 * the user's schema.
 */
#include <config.h>

#include <string.h>

#include "sqlite/internal.h"
#include "sqlite/virtual.h"

/* How a module reads its arguments. */
enum argument_style {
	ARGUMENTS_FTS,	 /* "name type-and-options", "option=value" */
	ARGUMENTS_RTREE, /* coordinates, then +auxiliary columns, whose types are dropped */
	ARGUMENTS_GEOPOLY,
	ARGUMENTS_NONE,
};

struct module {
	const char *name;
	enum virtual_module kind;
	enum argument_style style;
	const char *first_type; /* rtree: of the first column, and of the others */
	const char *other_type;
	const char *leading;	/* a column in front of those of the arguments */
	const char *fixed[5];	/* columns whatever the arguments say */
	bool hidden_self;	/* a hidden column named as the table */
	const char *hidden[2];	/* hidden columns behind it */
	const char *shadows[6]; /* suffixes of the shadow tables */
};

static const struct module modules[] = {
	{ .name = "fts5",
	  .kind = VIRTUAL_FTS5,
	  .style = ARGUMENTS_FTS,
	  .hidden_self = true,
	  .hidden = { "rank", "rowid" },
	  .shadows = { "data", "idx", "content", "docsize", "config" } },
	{ .name = "fts4",
	  .kind = VIRTUAL_FTS4,
	  .style = ARGUMENTS_FTS,
	  .hidden_self = true,
	  .hidden = { "docid", "__langid" },
	  .shadows = { "content", "segments", "segdir", "docsize", "stat" } },
	{ .name = "fts3",
	  .kind = VIRTUAL_FTS3,
	  .style = ARGUMENTS_FTS,
	  .hidden_self = true,
	  .hidden = { "docid", "__langid" },
	  .shadows = { "content", "segments", "segdir", "docsize", "stat" } },
	{ .name = "fts4aux",
	  .style = ARGUMENTS_NONE,
	  .fixed = { "term", "col", "documents", "occurrences" },
	  .hidden = { "languageid" } },
	{ .name = "fts3tokenize",
	  .style = ARGUMENTS_NONE,
	  .fixed = { "input", "token", "start", "end", "position" } },
	{ .name = "rtree",
	  .kind = VIRTUAL_RTREE,
	  .style = ARGUMENTS_RTREE,
	  .first_type = "INT",
	  .other_type = "REAL",
	  .shadows = { "rowid", "node", "parent" } },
	{ .name = "rtree_i32",
	  .kind = VIRTUAL_RTREE_I32,
	  .style = ARGUMENTS_RTREE,
	  .first_type = "INT",
	  .other_type = "INT",
	  .shadows = { "rowid", "node", "parent" } },
	{ .name = "geopoly",
	  .style = ARGUMENTS_GEOPOLY,
	  .leading = "_shape",
	  .shadows = { "rowid", "node", "parent" } },
};

static const struct module *find_module(const struct name *name)
{
	for (size_t i = 0; i < sizeof(modules) / sizeof(*modules); i++)
		if (name_is(name, modules[i].name))
			return &modules[i];
	return NULL;
}

/* ---------------------------------------------------------------- arguments */

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

static bool is_word(char c)
{
	return (c >= '0' && c <= '9') || (ascii_lower(c) >= 'a' && ascii_lower(c) <= 'z') ||
	       c == '_' || (unsigned char)c >= 0x80;
}

static char closing_quote(char c)
{
	if (c == '[')
		return ']';
	return c == '"' || c == '\'' || c == '`' ? c : '\0';
}

struct slice virtual_first_word(struct arena *arena, struct slice text, struct slice *out_rest)
{
	struct strbuf word = { 0 };
	struct slice result;
	uint32_t i = 0;
	char quote;

	while (i < text.len && is_blank(text.ptr[i]))
		i++;
	quote = i < text.len ? closing_quote(text.ptr[i]) : '\0';
	if (!quote) {
		uint32_t start = i;

		while (i < text.len && is_word(text.ptr[i]))
			i++;
		*out_rest = (struct slice){ text.ptr + i, text.len - i };
		return (struct slice){ text.ptr + start, i - start };
	}
	for (i++; i < text.len; i++) {
		if (text.ptr[i] == quote && !(i + 1 < text.len && text.ptr[i + 1] == quote))
			break;
		i += text.ptr[i] == quote;
		strbuf_add_char(&word, text.ptr[i]);
	}
	i += i < text.len;
	*out_rest = (struct slice){ text.ptr + i, text.len - i };
	result = (struct slice){ arena_copy(arena, word.text, word.len),
				 (uint32_t)word.len };
	strbuf_free(&word);
	return result;
}

/* fts3: "tokenize porter" is an option without a sign. */
static bool is_bare_tokenize(const struct sqlite_table *table, struct slice argument)
{
	return argument.len > 9 && !name_is(&table->module, "fts5") && is_blank(argument.ptr[8]) &&
	       slice_equal_nocase((struct slice){ argument.ptr, 8 }, SLICE("tokenize"));
}

/* "prefix='2 3'", "content=docs": a word and an equals sign. */
static bool is_option(struct slice argument, struct slice *out_name, struct slice *out_value)
{
	uint32_t i = 0, start;

	while (i < argument.len && is_blank(argument.ptr[i]))
		i++;
	start = i;
	while (i < argument.len && is_word(argument.ptr[i]))
		i++;
	*out_name = (struct slice){ argument.ptr + start, i - start };
	while (i < argument.len && is_blank(argument.ptr[i]))
		i++;
	if (i == argument.len || argument.ptr[i] != '=')
		return false;
	i++;
	while (i < argument.len && is_blank(argument.ptr[i]))
		i++;
	*out_value = (struct slice){ argument.ptr + i, argument.len - i };
	return true;
}

static bool find_option(const struct sqlite_table *table, const char *name, struct slice *out_value)
{
	struct slice found;

	vec_each(struct slice, argument, table->arguments) {
		if (is_option(*argument, &found, out_value) &&
		    slice_equal_nocase(found, slice_of(name)))
			return true;
	}
	return false;
}

static bool is_empty_string(struct slice value)
{
	return value.len == 2 && closing_quote(value.ptr[0]);
}

enum virtual_module virtual_module_of(const struct sqlite_table *table)
{
	const struct module *module =
		table->kind == TABLE_VIRTUAL ? find_module(&table->module) : NULL;

	return module ? module->kind : VIRTUAL_OTHER;
}

bool virtual_is_fulltext(const struct sqlite_table *table)
{
	enum virtual_module module = virtual_module_of(table);

	return module >= VIRTUAL_FTS3 && module <= VIRTUAL_FTS5;
}

bool virtual_is_rtree(const struct sqlite_table *table)
{
	return virtual_module_of(table) >= VIRTUAL_RTREE;
}

bool virtual_option(const struct sqlite_table *table, const char *name, struct arena *arena,
		    struct slice *out)
{
	struct slice value, rest;

	if (!find_option(table, name, &value)) {
		vec_each(struct slice, argument, table->arguments) {
			if (strcmp(name, "tokenize") != 0 || !is_bare_tokenize(table, *argument))
				continue;
			*out = (struct slice){ argument->ptr + 9, argument->len - 9 };
			return true;
		}
		return false;
	}
	*out = value.len && closing_quote(value.ptr[0]) ? virtual_first_word(arena, value, &rest)
							: value;
	return true;
}

struct slice virtual_content(const struct sqlite_table *table, struct arena *arena, bool *out_empty)
{
	struct slice value = { 0 };

	*out_empty = false;
	if (virtual_module_of(table) == VIRTUAL_FTS3 ||
	    !virtual_option(table, "content", arena, &value))
		return (struct slice){ 0 };
	*out_empty = value.len == 0;
	return value;
}

/* The argument that declares column number COLUMN. */
static bool column_argument(const struct sqlite_table *table, uint32_t column, struct slice *out)
{
	struct slice name, value;
	uint32_t at = 0;

	vec_each(struct slice, argument, table->arguments) {
		if (argument->len == 0 || is_option(*argument, &name, &value) ||
		    is_bare_tokenize(table, *argument))
			continue;
		*out = *argument;
		if (at++ == column)
			return true;
	}
	return false;
}

static bool is_notindexed(const struct sqlite_table *table, struct slice column,
			  struct arena *arena)
{
	struct slice name, value, rest;

	vec_each(struct slice, argument, table->arguments) {
		if (is_option(*argument, &name, &value) &&
		    slice_equal_nocase(name, SLICE("notindexed")) &&
		    slice_equal_nocase(virtual_first_word(arena, value, &rest), column))
			return true;
	}
	return false;
}

bool virtual_column_is_indexed(const struct sqlite_table *table, uint32_t column,
			       struct arena *arena)
{
	const struct sqlite_column *of = table->columns.items[column];
	struct slice argument, rest;

	if (of->hidden)
		return false;
	if (virtual_module_of(table) != VIRTUAL_FTS5)
		return !is_notindexed(table, of->name.text, arena);
	if (!column_argument(table, column, &argument))
		return true;
	virtual_first_word(arena, argument, &rest);
	return !slice_equal_nocase(virtual_first_word(arena, rest, &rest), SLICE("unindexed"));
}

uint32_t virtual_coordinates(const struct sqlite_table *table)
{
	uint32_t count = 0;

	vec_each(struct slice, argument, table->arguments)
		count += !(argument->len && argument->ptr[0] == '+');
	return count;
}

/* ---------------------------------------------------------------- columns */

static void add_column(struct sqlite_schema *schema, struct sqlite_table *table, struct slice name,
		       struct slice type, bool hidden)
{
	struct sqlite_column *column = arena_object(schema->ctx->arena, struct sqlite_column);
	struct name declared = { .text = name,
				 .symbol = context_symbol(schema->ctx, name),
				 .span = table->span };

	column_init(column, declared, (struct type_name){ .text = type }, table->span);
	column->hidden = hidden;
	vec_push(schema->ctx->arena, &table->columns, column);
}

/* fts4(content=t) without columns has those of t. */
static void declare_content(struct sqlite_schema *schema, struct sqlite_table *table)
{
	bool empty;
	struct slice name = virtual_content(table, schema->ctx->arena, &empty);
	const struct sqlite_table *content =
		name.len ? sqlite_find_table(schema, context_symbol(schema->ctx, name)) : NULL;

	if (!content)
		return;
	vec_each(struct sqlite_column *const, column, content->columns)
		add_column(schema, table, (*column)->name.text, SLICE(""), false);
}

static void declare_fts(struct sqlite_schema *schema, struct sqlite_table *table)
{
	struct slice option, value, rest;

	vec_each(struct slice, argument, table->arguments) {
		if (argument->len == 0 || is_option(*argument, &option, &value))
			continue;
		if (is_bare_tokenize(table, *argument))
			continue;
		add_column(schema, table,
			   virtual_first_word(schema->ctx->arena, *argument, &rest), SLICE(""),
			   false);
	}
	if (table->columns.count || name_is(&table->module, "fts5"))
		return;
	declare_content(schema, table);
	if (table->columns.count == 0)
		add_column(schema, table, SLICE("content"), SLICE(""), false);
}

/* The rowid by its own name, or the column that is an alias of it: a key as in other tables. */
static void set_rowid(struct sqlite_schema *schema, struct sqlite_table *table, uint32_t column)
{
	struct sqlite_index *index = arena_object(schema->ctx->arena, struct sqlite_index);
	struct index_key key = { .column = (int32_t)column, .span = table->span };

	index->origin = INDEX_PRIMARY_KEY;
	index->unique = index->is_rowid = true;
	index->column = key.column;
	index->table = table;
	index->span = table->span;
	vec_push(schema->ctx->arena, &index->keys, key);
	vec_push(schema->ctx->arena, &table->indexes, index);
	table->rowid_column = (int32_t)column;
	table->columns.items[column]->is_rowid = true;
	table->columns.items[column]->affinity = AFFINITY_INTEGER;
}

static void declare_rtree(struct sqlite_schema *schema, struct sqlite_table *table,
			  const struct module *module)
{
	vec_each(struct slice, argument, table->arguments) {
		bool auxiliary = argument->len && argument->ptr[0] == '+';
		struct slice text = { argument->ptr + auxiliary, argument->len - auxiliary };
		struct slice rest, name = virtual_first_word(schema->ctx->arena, text, &rest);

		rest = slice_of(table->columns.count ? module->other_type : module->first_type);
		add_column(schema, table, name, auxiliary ? SLICE("") : rest, false);
	}
	if (table->columns.count)
		set_rowid(schema, table, 0);
}

static void declare_geopoly(struct sqlite_schema *schema, struct sqlite_table *table)
{
	vec_each(struct slice, argument, table->arguments) {
		struct slice rest, name = virtual_first_word(schema->ctx->arena, *argument, &rest);

		while (rest.len && is_blank(rest.ptr[0]))
			rest = (struct slice){ rest.ptr + 1, rest.len - 1 };
		add_column(schema, table, name, rest, false);
	}
}

bool virtual_declare(struct sqlite_schema *schema, struct sqlite_table *table)
{
	const struct module *module = find_module(&table->module);
	struct slice value;

	if (!module)
		return false;
	if (module->leading)
		add_column(schema, table, slice_of(module->leading), SLICE(""), false);
	for (size_t i = 0; i < 5 && module->fixed[i]; i++)
		add_column(schema, table, slice_of(module->fixed[i]), SLICE(""), false);
	if (module->style == ARGUMENTS_FTS)
		declare_fts(schema, table);
	else if (module->style == ARGUMENTS_RTREE)
		declare_rtree(schema, table, module);
	else if (module->style == ARGUMENTS_GEOPOLY)
		declare_geopoly(schema, table);
	if (module->hidden_self)
		add_column(schema, table, table->name.text, SLICE(""), true);
	for (size_t i = 0; i < 2 && module->hidden[i]; i++) {
		struct slice hidden = slice_of(module->hidden[i]);

		if (slice_equal(hidden, SLICE("__langid")) &&
		    find_option(table, "languageid", &value))
			hidden = virtual_first_word(schema->ctx->arena, value, &value);
		add_column(schema, table, hidden, SLICE(""), true);
		if (slice_equal(hidden, SLICE("rowid")) || slice_equal(hidden, SLICE("docid")))
			set_rowid(schema, table, table->columns.count - 1);
	}
	return true;
}

/* ---------------------------------------------------------------- shadow tables */

/* Options that leave a shadow table out. */
static bool has_shadow(const struct sqlite_table *table, const char *suffix)
{
	struct slice value;

	if (name_is(&table->module, "fts3") &&
	    (strcmp(suffix, "docsize") == 0 || strcmp(suffix, "stat") == 0))
		return false;
	if (strcmp(suffix, "content") == 0)
		return !find_option(table, "content", &value);
	if (strcmp(suffix, "docsize") == 0 && name_is(&table->module, "fts5"))
		return !(find_option(table, "columnsize", &value) && value.len &&
			 value.ptr[0] == '0');
	if (strcmp(suffix, "docsize") == 0)
		return !(find_option(table, "matchinfo", &value) && !is_empty_string(value));
	return true;
}

struct sqlite_table *virtual_owner(const struct sqlite_schema *schema, enum database database,
				   const struct symbol *name)
{
	const char *line = memrchr(name->text, '_', name->len);
	const struct module *module;
	struct relation *owner;
	struct slice key;

	if (!line)
		return NULL;
	key = (struct slice){ name->text, (uint32_t)(line - name->text) };
	owner = strmap_find(schema->state->relations[database], key);
	if (!owner || owner->kind != OBJECT_TABLE || owner->table->kind != TABLE_VIRTUAL)
		return NULL;
	module = find_module(&owner->table->module);
	for (size_t i = 0; module && i < 6 && module->shadows[i]; i++)
		if (strcmp(line + 1, module->shadows[i]) == 0)
			return owner->table;
	return NULL;
}

/* ---------------------------------------------------------------- CREATE VIRTUAL TABLE */

static void adopt_shadow(struct sqlite_schema *schema, struct sqlite_table *owner,
			 struct relation *there)
{
	if (there->kind != OBJECT_TABLE)
		return;
	remember(schema, there->table);
	there->table->kind = TABLE_SHADOW;
	there->table->owner = owner;
}

/* A shadow table is a name only, unless a dump or the database gives its columns. */
static void add_shadow(struct sqlite_schema *schema, struct sqlite_table *owner, struct name name)
{
	struct sqlite_table *table = arena_object(schema->ctx->arena, struct sqlite_table);

	table->name = name;
	table->kind = TABLE_SHADOW;
	table->temporary = owner->temporary;
	table->owner = owner;
	table->rowid_column = -1;
	table->span = owner->span;
	table->order = schema->next_order++;
	add_relation(schema, OBJECT_TABLE, database_of(owner->temporary), table);
	list_add(schema, &schema->tables, schema->tables.count, table);
}

static void add_shadows(struct sqlite_schema *schema, struct sqlite_table *owner)
{
	const struct module *module = find_module(&owner->module);
	struct context *ctx = schema->ctx;

	for (size_t i = 0; module && i < 6 && module->shadows[i]; i++) {
		struct name name = { .span = owner->name.span };
		struct relation *there;

		name.text = slice_of(arena_printf(
			ctx->arena, "%.*s_%s", SLICE_ARGS(owner->name.text), module->shadows[i]));
		name.symbol = context_symbol(ctx, name.text);
		there = find_relation_in(schema, database_of(owner->temporary), name.symbol);
		if (there)
			adopt_shadow(schema, owner, there);
		/* A database lists its shadow tables itself. */
		else if (!schema->state->loading && has_shadow(owner, module->shadows[i]))
			add_shadow(schema, owner, name);
	}
}

bool apply_create_virtual_table(struct sqlite_schema *schema, struct create_virtual_table *create,
				struct span span)
{
	struct sqlite_table *table;
	enum database database;

	if (!new_object_database(schema, &create->name, false, &database) ||
	    !check_not_reserved(schema, &create->name.object) ||
	    !check_new_relation(schema, &create->name.object, database, create->if_not_exists))
		return false;
	table = arena_object(schema->ctx->arena, struct sqlite_table);
	table->name = create->name.object;
	table->kind = TABLE_VIRTUAL;
	table->temporary = database == DATABASE_TEMP;
	table->if_not_exists = create->if_not_exists;
	table->rowid_column = -1;
	table->module = create->module;
	vec_each(struct slice, argument, create->arguments)
		vec_push(schema->ctx->arena, &table->arguments, *argument);
	table->comments = create->comments;
	table->span = span;
	table->order = schema->next_order++;
	virtual_declare(schema, table);
	add_relation(schema, OBJECT_TABLE, database, table);
	list_add(schema, &schema->tables, schema->tables.count, table);
	add_shadows(schema, table);
	return true;
}
