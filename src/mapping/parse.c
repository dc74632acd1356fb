/* SPDX-License-Identifier: PostgreSQL
 *
 * Mapping files into rules: the driver between scanner and push parser, includes, and what
 * lies under a user's file.  Requires: nothing.  Provides: the statements of a file and of all
 * that it includes, in order, in the rule set; or diagnostics at their places.
 */
#include <config.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "mapping/internal.h"
#include "mapping_parse.h"
#include "sql/parse.h"

void map_error(struct map_parser *parser, struct span span, const char *message)
{
	parser->errors++;
	diag_add(&parser->ctx->diags, D_MAPPING_SYNTAX, span, "%s", message);
}

/* ---------------------------------------------------------------- tokens */

/* 'it''s' -> it's */
static struct slice unquote(struct arena *arena, struct slice text)
{
	char quote = text.ptr[0];
	char *out;
	uint32_t len = 0;

	text = (struct slice){ text.ptr + 1, text.len - 2 };
	if (!memchr(text.ptr, quote, text.len))
		return text;
	out = arena_copy(arena, text.ptr, text.len);
	for (uint32_t i = 0; i < text.len; i++) {
		out[len++] = text.ptr[i];
		i += text.ptr[i] == quote;
	}
	return (struct slice){ out, len };
}

/* Outside strings, line ends and runs of blanks become one blank. */
static struct slice fold_blanks(struct arena *arena, struct slice text)
{
	char *out = arena_alloc(arena, (size_t)text.len + 1);
	uint32_t len = 0;
	char quote = '\0';

	for (uint32_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];

		if (quote == '\0' && (c == '\'' || c == '"'))
			quote = c;
		else if (c == quote)
			quote = '\0';
		if (quote == '\0' && strchr(" \t\r\n\f", c)) {
			if (len && out[len - 1] == ' ')
				continue;
			c = ' ';
		}
		out[len++] = c;
	}
	return (struct slice){ out, len };
}

/* Has the SQL parser read TEXT, a copy that stands at SPAN of the file.  NULL after an error. */
static struct expr *read_expression(struct map_parser *parser, struct slice text, struct span span)
{
	struct source *source = arena_object(parser->arena, struct source);
	uint32_t errors = parser->ctx->diags.errors;
	uint32_t end = 0;
	struct expr *expr;

	*source = (struct source){
		.name = parser->file->source->name,
		.text = { arena_copy(parser->arena, text.ptr, text.len), text.len },
		.base = span.start,
	};
	expr = parse_template(parser->ctx, source, 0, &end);
	while (expr && end < text.len && strchr(" \t\r\n\f", text.ptr[end]))
		end++;
	if (expr && end < text.len) {
		map_error(parser, (struct span){ span.start + end, span.end },
			  "the expression ends before this");
		return NULL;
	}
	if (!expr) {
		parser->errors++;
		if (parser->ctx->diags.errors == errors)
			map_error(parser, span, "this is no expression");
	}
	return expr;
}

/* Which expression, if any, stands behind the tokens read so far of a statement. */
static enum map_expr_mode next_mode(enum map_expr_mode *state, int token)
{
	switch (token) {
	case MAP_REWRITE:
	case MAP_DEFAULT:
		/* at a statement's start; in a WHERE, DEFAULT is a condition */
		if (*state == MAP_NO_EXPR) {
			*state = MAP_PATTERN;
			return MAP_PATTERN;
		}
		return *state == MAP_CONDITION && token == MAP_DEFAULT ? MAP_CONDITION
								       : MAP_NO_EXPR;
	case MAP_CHECK:
		return *state == MAP_CONDITION ? MAP_CONDITION : MAP_NO_EXPR;
	case MAP_ARROW: {
		bool rewrites = *state == MAP_PATTERN;

		*state = MAP_TEMPLATE;
		return rewrites ? MAP_TEMPLATE : MAP_NO_EXPR;
	}
	default:
		return MAP_NO_EXPR;
	}
}

struct reader {
	struct map_parser *parser;
	struct map_scanner *scanner;
	enum map_expr_mode state;
	bool in_statement; /* a token of it was read */
	bool in_test;
};

/* The next token with its value.  After a token that wants an expression the expression. */
static int next_token(struct reader *reader, enum map_expr_mode mode, MAPPING_STYPE *value,
		      struct span *span)
{
	struct map_parser *parser = reader->parser;
	uint32_t base = parser->file->source->base;
	struct slice text;
	int token = map_scan_next(reader->scanner, mode, &text, span);

	span->start += base;
	span->end += base;
	if (token == MAP_EXPR && text.len == 0)
		return next_token(reader, MAP_NO_EXPR, value, span);
	if (token == MAP_EXPR) {
		value->MAP_EXPR.expr = read_expression(parser, text, *span);
		value->MAP_EXPR.text = fold_blanks(parser->arena, text);
		value->MAP_EXPR.span = *span;
		return value->MAP_EXPR.expr ? token : MAP_MAPPING_error;
	}
	if (token == MAP_STRING)
		text = unquote(parser->arena, text);
	if (token == MAP_TEXT)
		while (text.len && strchr(" \t\r\n\f", text.ptr[text.len - 1]))
			text.len--;
	value->MAP_WORD = text;
	return token;
}

/* What the token just read means for the ones behind it. */
static enum map_expr_mode after_token(struct reader *reader, int token)
{
	bool first = !reader->in_statement;

	reader->in_test = (reader->in_test || token == MAP_TEST) && token != '}';
	reader->in_statement = token != ';' && token != '}';
	if (!reader->in_statement)
		reader->state = MAP_NO_EXPR;
	if (reader->in_test || !reader->in_statement)
		return MAP_NO_EXPR;
	if (first && token != MAP_REWRITE && token != MAP_DEFAULT) {
		reader->state = MAP_TEMPLATE; /* no expression until a WHERE */
		return MAP_NO_EXPR;
	}
	if (token == MAP_WHERE && reader->state == MAP_TEMPLATE)
		reader->state = MAP_CONDITION;
	return next_mode(&reader->state, token);
}

static void parse_tokens(struct map_parser *parser, struct map_scanner *scanner)
{
	struct reader reader = { .parser = parser, .scanner = scanner };
	mapping_pstate *state = mapping_pstate_new();
	enum map_expr_mode mode = MAP_NO_EXPR;
	int token, status;

	do {
		MAPPING_STYPE value = { 0 };
		struct span span;

		token = next_token(&reader, mode, &value, &span);
		status = mapping_push_parse(state, token, &value, &span, parser);
		mode = token == MAP_MAPPING_error ? MAP_NO_EXPR : after_token(&reader, token);
	} while (status == YYPUSH_MORE);
	mapping_pstate_delete(state);
}

/* ---------------------------------------------------------------- files */

static void parse_file(struct map_parser *parser, const struct map_file *file)
{
	const struct map_file *outer = parser->file;
	struct map_scanner *scanner = map_scan_open(file->source);

	parser->file = file;
	parse_tokens(parser, scanner);
	map_scan_close(scanner);
	parser->file = outer;
}

/* The same preset, or the same file under whatever path. */
static bool is_file(const struct map_file *file, const char *name, bool preset)
{
	struct stat a, b;

	if (preset || !file->path)
		return preset && !file->path && strcmp(file->name, name) == 0;
	return stat(file->path, &a) == 0 && stat(name, &b) == 0 && a.st_dev == b.st_dev &&
	       a.st_ino == b.st_ino;
}

static bool on_chain(const struct map_file *file, const char *name, bool preset)
{
	while (file && !is_file(file, name, preset))
		file = file->parent;
	return file != NULL;
}

static void parse_preset(struct map_parser *parser, const struct preset *preset,
			 struct span include)
{
	struct map_file file = {
		.parent = parser->file,
		.name = preset->name,
		.include = include,
		.source = source_add(&parser->ctx->sources,
				     arena_printf(parser->arena, "%s.map", preset->name),
				     (struct slice){ preset->text, (uint32_t)preset->len }),
	};

	parser->program->has_base = true;
	if (file.source)
		parse_file(parser, &file);
}

/* False with errno set when PATH can't be read. */
static bool parse_path(struct map_parser *parser, const char *path, struct span include)
{
	struct map_file file = { parser->file, NULL, path, path, include };

	file.source = source_read(&parser->ctx->sources, path);
	if (!file.source)
		return false;
	vec_push(parser->arena, &parser->rules->files, path);
	parse_file(parser, &file);
	return true;
}

/* PATH as seen from the file that names it. */
static const char *resolve_path(struct map_parser *parser, struct slice path)
{
	const char *from = parser->file->path;
	const char *slash = from ? strrchr(from, '/') : NULL;

	if (path.ptr[0] == '/' || !slash)
		return arena_copy(parser->arena, path.ptr, path.len);
	return arena_printf(parser->arena, "%.*s/%.*s", (int)(slash - from), from,
			    SLICE_ARGS(path));
}

static const char *suggest_preset(struct slice name)
{
	const char *names[64];
	size_t count = 0;

	for (const struct preset *p = presets; p->name && count < 64; p++)
		names[count++] = p->name;
	return word_suggest(name, names, count);
}

static void include_failed(struct map_parser *parser, struct slice name, struct span span,
			   int error)
{
	const char *meant = suggest_preset(name);
	struct diagnostic *diag;

	parser->errors++;
	diag = diag_add(&parser->ctx->diags, D_MAPPING_INCLUDE, span,
			"no preset and no readable file is named '%.*s': %s", SLICE_ARGS(name),
			strerror(error));
	if (meant)
		diag_help(&parser->ctx->diags, diag, "Did you mean the preset \"%s\"?", meant);
}

static void include_cycle(struct map_parser *parser, struct slice name, struct span span)
{
	struct diagnostic *diag;

	parser->errors++;
	diag = diag_add(&parser->ctx->diags, D_MAPPING_INCLUDE, span, "'%.*s' includes itself",
			SLICE_ARGS(name));
	for (const struct map_file *file = parser->file; file->parent; file = file->parent)
		diag_label(&parser->ctx->diags, diag, file->include, "included from here");
}

void map_include(struct map_parser *parser, struct slice name, struct span span)
{
	const char *text = arena_copy(parser->arena, name.ptr, name.len);
	const struct preset *preset = preset_find(text);
	const char *path;

	if (slice_equal(name, SLICE("none"))) {
		parser->program->has_base = true;
		return;
	}
	path = preset ? text : name.len ? resolve_path(parser, name) : "";
	if (on_chain(parser->file, path, preset != NULL))
		include_cycle(parser, name, span);
	else if (preset)
		parse_preset(parser, preset, span);
	else if (!parse_path(parser, path, span))
		include_failed(parser, name, span, errno);
}

/* ---------------------------------------------------------------- the rule set */

static void add_program(struct rule_set *rules, const struct map_program *program)
{
	struct arena *arena = rules->ctx->arena;

	vec_each(struct map_statement, statement, program->statements)
		switch (statement->kind) {
		case MAP_STATEMENT_RULE:
			statement->rule->number = rules->rules.count;
			vec_push(arena, &rules->rules, statement->rule);
			break;
		case MAP_STATEMENT_SET:
			settings_apply(rules, statement);
			break;
		case MAP_STATEMENT_TEST:
			vec_push(arena, &rules->tests, statement->test);
			break;
		}
}

/* Parses the preset or file NAME.  False when the file can't be read. */
static bool read_program(struct map_parser *parser, const char *name)
{
	const struct preset *preset = preset_find(name);

	if (preset) {
		parse_preset(parser, preset, NOWHERE);
		return true;
	}
	return parse_path(parser, arena_copy(parser->arena, name, strlen(name)), NOWHERE);
}

static const char *not_readable(struct map_parser *parser, const char *name, int error)
{
	const char *meant = suggest_preset(slice_of(name));

	if (error == ENOENT && meant)
		return arena_printf(parser->arena, "%s: no such preset or file; did you mean '%s'?",
				    name, meant);
	if (error == ENOENT)
		return arena_printf(parser->arena, "%s: no such preset or file", name);
	return arena_printf(parser->arena, "%s: %s", name, strerror(error));
}

bool rule_set_add(struct rule_set *rules, const char *name, const char **out_message)
{
	struct context *ctx = rules->ctx;
	struct map_program program = { 0 }, base = { 0 };
	struct map_parser parser = { .ctx = ctx, .arena = ctx->arena, .rules = rules };
	uint32_t errors = ctx->diags.errors;

	parser.program = &program;
	if (!read_program(&parser, name)) {
		*out_message = not_readable(&parser, name, errno);
		return false;
	}
	if (!program.has_base && !rules->has_base) {
		parser.program = &base;
		read_program(&parser, "default");
	}
	rules->has_base = true;
	add_program(rules, &base);
	add_program(rules, &program);
	return parser.errors == 0 && ctx->diags.errors == errors;
}
