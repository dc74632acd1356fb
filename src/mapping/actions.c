/* SPDX-License-Identifier: PostgreSQL
 *
 * What the grammar's actions make: type and column patterns, conditions, targets, rules.  Words
 * that must be one of a list are looked up here, and what is no such word is reported with the
 * word that was probably meant.
 */
#include <config.h>

#include <stdlib.h>
#include <string.h>

#include "mapping/internal.h"
#include "postgres/print.h"

const char *map_text(struct map_parser *parser, struct slice text)
{
	return arena_copy(parser->arena, text.ptr, text.len);
}

struct map_words *map_word(struct map_parser *parser, struct map_words *list, struct slice word)
{
	if (!list)
		list = arena_object(parser->arena, struct map_words);
	vec_push(parser->arena, &list->words, word);
	return list;
}

struct slice map_join(struct map_parser *parser, struct slice a, struct slice b)
{
	const char *text = arena_printf(parser->arena, "%.*s %.*s", SLICE_ARGS(a), SLICE_ARGS(b));

	return slice_of(text);
}

const char *word_suggest(struct slice word, const char *const *words, size_t count)
{
	const char *best = NULL;
	unsigned least = word.len > 4 ? 3 : 2;

	for (size_t i = 0; i < count; i++) {
		unsigned distance = edit_distance(word, slice_of(words[i]), least);

		if (distance < least) {
			least = distance;
			best = words[i];
		}
	}
	return best;
}

/* "unknown WHAT 'WORD'", with the word of the list that was probably meant. */
void map_unknown_word(struct map_parser *parser, enum diag_code code, const char *what,
		      struct slice word, struct span span, const char *const *words, size_t count)
{
	const char *meant = word_suggest(word, words, count);
	struct diagnostic *diag = diag_add(&parser->ctx->diags, code, span, "unknown %s '%.*s'",
					   what, SLICE_ARGS(word));
	struct strbuf all = { 0 };

	parser->errors++;
	if (meant) {
		diag_help(&parser->ctx->diags, diag, "Did you mean '%s'?", meant);
		diag_fix(&parser->ctx->diags, diag, span, meant, false);
		return;
	}
	for (size_t i = 0; i < count; i++)
		strbuf_addf(&all, "%s%s", i ? ", " : "", words[i]);
	diag_help(&parser->ctx->diags, diag, "It is one of: %s.", all.text);
	strbuf_free(&all);
}

static struct map_statement *add_statement(struct map_parser *parser, enum map_statement_kind kind)
{
	struct map_statement statement = { .kind = kind };

	vec_push(parser->arena, &parser->program->statements, statement);
	return &parser->program->statements.items[parser->program->statements.count - 1];
}

struct rule *map_rule(struct map_parser *parser, enum rule_kind kind, struct span span)
{
	struct rule *rule = arena_object(parser->arena, struct rule);

	rule->kind = kind;
	rule->span = span;
	rule->preset = parser->file->path == NULL;
	add_statement(parser, MAP_STATEMENT_RULE)->rule = rule;
	return rule;
}

void map_set(struct map_parser *parser, struct slice name, struct span name_span,
	     struct slice value, struct span value_span)
{
	struct map_statement *statement = add_statement(parser, MAP_STATEMENT_SET);

	statement->name = name;
	statement->name_span = name_span;
	statement->value = value;
	statement->value_span = value_span;
}

/* Tests of a preset run when the preset itself is checked, not below a user's file. */
/* ---------------------------------------------------------------- patterns */

static struct slice lower(struct arena *arena, struct slice text)
{
	char *out = arena_copy(arena, text.ptr, text.len);

	for (uint32_t i = 0; i < text.len; i++)
		out[i] = ascii_lower(out[i]);
	return (struct slice){ out, text.len };
}

static bool is_number(struct slice text)
{
	return text.len && text.ptr[0] >= '0' && text.ptr[0] <= '9';
}

static struct type_parameter make_parameter(struct slice word)
{
	if (is_number(word))
		return (struct type_parameter){ .value = strtoll(word.ptr, NULL, 10) };
	return (struct type_parameter){ .name = word };
}

struct type_pattern map_type_pattern(struct map_parser *parser, struct map_type type)
{
	struct type_pattern pattern = { .span = type.span, .any_parameters = !type.parameters };
	struct slice name = type.name;

	if (type.rest.len)
		name = map_join(parser, name, type.rest);
	pattern.name = lower(parser->arena, name);
	if (type.quoted || glob_is_literal(name))
		pattern.symbol = context_symbol(parser->ctx, pattern.name);
	if (!type.parameters)
		return pattern;
	if (type.parameters->words.count > 2) {
		map_error(parser, type.span, "a type has at most two parameters");
		return pattern;
	}
	vec_each(struct slice, word, type.parameters->words)
		pattern.parameter[pattern.parameters++] = make_parameter(*word);
	return pattern;
}

/* /TEXT/ compiled; *OUT is the text.  NULL, and told, when it is none. */
static void *compile_regex(struct map_parser *parser, struct slice text, struct span span,
			   struct slice *out)
{
	char *expression = arena_copy(parser->arena, text.ptr + 1, text.len - 2);
	regex_t *regex = xmalloc(sizeof(*regex));
	int status = regcomp(regex, expression, REG_EXTENDED | REG_ICASE);
	char reason[128];

	*out = (struct slice){ expression, text.len - 2 };
	if (status == 0) {
		vec_push(parser->arena, &parser->rules->regexes, regex);
		return regex;
	}
	regerror(status, regex, reason, sizeof(reason));
	free(regex);
	parser->errors++;
	diag_add(&parser->ctx->diags, D_MAPPING_SYNTAX, span, "not a regular expression: %s",
		 reason);
	return NULL;
}

struct type_pattern map_regex(struct map_parser *parser, struct slice text, struct span span)
{
	struct type_pattern pattern = { .span = span, .any_parameters = true, .is_regex = true };

	pattern.regex = compile_regex(parser, text, span, &pattern.name);
	return pattern;
}

struct type_patterns *map_type_patterns(struct map_parser *parser, struct type_patterns *list,
					struct type_pattern pattern)
{
	if (!list)
		list = arena_object(parser->arena, struct type_patterns);
	vec_push(parser->arena, &list->items, pattern);
	return list;
}

struct column_patterns *map_column_patterns(struct map_parser *parser, struct column_patterns *list,
					    struct slice table, struct slice column,
					    struct span span)
{
	struct column_pattern pattern = { .table = table, .column = column, .span = span };

	if (!list)
		list = arena_object(parser->arena, struct column_patterns);
	vec_push(parser->arena, &list->items, pattern);
	return list;
}

struct column_patterns *map_object_regex(struct map_parser *parser, struct column_patterns *list,
					 struct slice text, struct span span)
{
	struct slice name;
	void *regex = compile_regex(parser, text, span, &name);

	list = map_column_patterns(parser, list, name, (struct slice){ 0 }, span);
	list->items.items[list->items.count - 1].regex = regex;
	return list;
}

/* ---------------------------------------------------------------- conditions */

struct condition *map_condition(struct map_parser *parser, enum condition_kind kind,
				struct condition *left, struct condition *right)
{
	struct condition *condition = arena_object(parser->arena, struct condition);

	condition->kind = kind;
	condition->left = left;
	condition->right = right;
	return condition;
}

struct condition *map_condition_text(struct map_parser *parser, enum condition_kind kind,
				     struct slice text)
{
	struct condition *condition = map_condition(parser, kind, NULL, NULL);

	condition->text = text;
	return condition;
}

struct condition *map_condition_regex(struct map_parser *parser, enum condition_kind kind,
				      struct slice text, struct span span)
{
	struct condition *condition = map_condition(parser, kind, NULL, NULL);

	condition->regex = compile_regex(parser, text, span, &condition->text);
	return condition;
}

struct condition *map_condition_expr(struct map_parser *parser, enum condition_kind kind,
				     struct map_expr pattern)
{
	struct condition *condition = map_condition_text(parser, kind, pattern.text);

	condition->pattern = pattern.expr;
	return condition;
}

/* ---------------------------------------------------------------- targets */

/* What may be written for a type; anything else is taken for a type of the user's own unless it
 * looks like a slip of one of these. */
static const char *const type_words[] = {
	"smallint",    "integer",   "int",	   "bigint",
	"numeric",     "decimal",   "real",	   "double precision",
	"boolean",     "text",	    "varchar",	   "char",
	"citext",      "bytea",	    "date",	   "time",
	"timestamptz", "timestamp", "interval",	   "json",
	"jsonb",       "uuid",	    "inet",	   "tsvector",
	"serial",      "bigserial", "smallserial", "money",
	"xml",	       "hstore",    "geometry",	   "int2",
	"int4",	       "int8",	    "float4",	   "float8",
	"cidr",	       "macaddr",   "bit",	   "varbit",
	"oid",	       "name",	    "timetz",	   "bool",
	"float",       "int4range", "int8range",   "numrange",
	"tsrange",     "tstzrange", "daterange",   "point",
	"line",	       "lseg",	    "box",	   "path",
	"polygon",     "circle",    "macaddr8",	   "tsquery",
	"jsonpath",    "pg_lsn",    "geography",   "ltree",
	"vector",      "halfvec",
};

static struct pg_type parse_type(struct map_parser *parser, struct map_type type, struct slice text)
{
	struct pg_type result;

	if (type.quoted) {
		struct strbuf quoted = { 0 };

		strbuf_addf(&quoted, "\"%.*s\"", SLICE_ARGS(text));
		result = pg_type_of(PG_OTHER);
		result.name = arena_copy(parser->arena, quoted.text, quoted.len);
		strbuf_free(&quoted);
		return result;
	}
	if (!pg_type_parse(parser->arena, text, &result)) {
		map_error(parser, type.span, "this is no type of PostgreSQL");
		return pg_type_of(PG_TEXT);
	}
	if (result.kind == PG_OTHER) {
		size_t count = sizeof(type_words) / sizeof(type_words[0]);
		const char *meant = word_suggest(type.name, type_words, count);

		if (meant && !slice_equal_nocase(slice_of(meant), type.name))
			map_unknown_word(parser, D_MAPPING_UNKNOWN_TYPE, "type", type.name,
					 type.span, type_words, count);
	}
	return result;
}

static void add_number_parameter(struct map_parser *parser, struct target *target,
				 struct slice word, struct span span)
{
	if (target->type.parameter_count == 2) {
		map_error(parser, span, "a type has at most two parameters");
		return;
	}
	target->type.parameters[target->type.parameter_count++] =
		(int32_t)strtol(word.ptr, NULL, 10);
}

/* serial and its kin: a type that the database numbers, whose form `set key` decides. */
static bool serial_type(struct slice name, enum pg_type_kind *out)
{
	if (slice_equal_nocase(name, SLICE("serial")))
		*out = PG_INTEGER;
	else if (slice_equal_nocase(name, SLICE("bigserial")))
		*out = PG_BIGINT;
	else if (slice_equal_nocase(name, SLICE("smallserial")))
		*out = PG_SMALLINT;
	else
		return false;
	return true;
}

/* The names of captures are kept, to be tied to the patterns once both are known. */
struct target map_target_type(struct map_parser *parser, struct map_type type)
{
	struct target target = { .kind = TARGET_TYPE, .span = type.span };
	struct slice name = type.name;
	enum pg_type_kind kind;

	if (!type.quoted && serial_type(name, &kind)) {
		target.kind = TARGET_SERIAL;
		target.type = pg_type_of(kind);
		return target;
	}
	if (type.rest.len)
		name = map_join(parser, name, type.rest);
	target.type = parse_type(parser, type, name);
	target.type.array = target.type.array || type.array;
	if (type.parameters)
		vec_each(struct slice, word, type.parameters->words) {
			if (!is_number(*word) && target.type.parameter_count < 2)
				target.capture_name[target.type.parameter_count] = *word;
			add_number_parameter(parser, &target, is_number(*word) ? *word : SLICE("0"),
					     type.span);
		}
	return target;
}

struct target map_target_labels(struct map_parser *parser, struct target target,
				const struct map_words *labels)
{
	vec_each(const struct slice, label, labels->words)
		vec_push(parser->arena, &target.labels, slice_of(map_text(parser, *label)));
	return target;
}

struct target map_target_by_references(struct map_parser *parser, struct target target,
				       struct span span)
{
	enum pg_type_kind kind = target.type.kind;

	if (kind != PG_SMALLINT && kind != PG_INTEGER && kind != PG_BIGINT)
		map_error(parser, span,
			  "only an integer or serial type can follow the columns that "
			  "reference it");
	target.by_references = true;
	return target;
}

struct target map_target_enum(struct map_parser *parser, struct slice name, struct span span)
{
	struct target target = map_target_kind(TARGET_ENUM, span);

	target.type = pg_type_of(PG_ENUM);
	target.type.name = map_text(parser, name);
	return target;
}

struct target map_target_kind(enum target_kind kind, struct span span)
{
	return (struct target){ .kind = kind, .span = span };
}

struct target map_target_rename(struct map_parser *parser, struct target target, struct slice name)
{
	target.rename = map_text(parser, name);
	return target;
}

struct target map_target_index(struct map_parser *parser, struct slice name, struct span span)
{
	return map_target_rename(parser, map_target_kind(TARGET_INDEX, span), name);
}

struct target map_target_collate(struct map_parser *parser, struct target target, struct slice name)
{
	target.collation = map_text(parser, name);
	return target;
}

struct target map_target_using(struct map_parser *parser, struct target target, struct slice name,
			       struct span span)
{
	const char *names[64];
	size_t count = 0;

	/* timestamp drops what a zone says: only UTC may go there */
	if (target.type.kind == PG_TIMESTAMP && slice_equal(name, SLICE("iso8601")))
		name = SLICE("iso8601_utc");
	target.conversion = conversion_find(name);
	if (target.conversion)
		return target;
	for (const struct conversion *c = conversions; c->name && count < 64; c++)
		names[count++] = c->name;
	map_unknown_word(parser, D_MAPPING_UNKNOWN_CONVERSION, "conversion", name, span, names,
			 count);
	return target;
}

struct target map_target_partition(struct map_parser *parser, struct slice strategy,
				   struct map_words *columns, struct span span)
{
	static const char *const words[] = { "range", "list", "hash" };
	struct target target = map_target_kind(TARGET_PARTITION, span);

	for (size_t i = 0; i < 3; i++)
		if (slice_equal_nocase(strategy, slice_of(words[i])))
			target.strategy = (enum partition_strategy)(i + PARTITION_RANGE);
	if (target.strategy == PARTITION_NONE)
		map_unknown_word(parser, D_MAPPING_UNKNOWN_WORD, "partitioning", strategy, span,
				 words, 3);
	vec_each(struct slice, column, columns->words)
		vec_push(parser->arena, &target.columns, *column);
	return target;
}

struct target map_target_distribute(struct map_parser *parser, struct slice column,
				    struct span span)
{
	struct target target = map_target_kind(TARGET_DISTRIBUTE, span);

	vec_push(parser->arena, &target.columns, column);
	return target;
}

struct target map_target_configuration(struct map_parser *parser, struct slice schema,
				       struct slice name, struct span span)
{
	struct target target = map_target_kind(TARGET_CONFIGURATION, span);
	struct strbuf text = { 0 };

	if (schema.len) {
		pg_print_identifier(&text, map_text(parser, schema));
		strbuf_add_char(&text, '.');
	}
	pg_print_identifier(&text, map_text(parser, name));
	target.rename = arena_copy(parser->arena, text.text, text.len);
	strbuf_free(&text);
	return target;
}

/* ---------------------------------------------------------------- rules */

static uint8_t find_capture(const struct type_pattern *pattern, struct slice name)
{
	if (name.ptr[0] == '\\') {
		uint8_t group = (uint8_t)(name.ptr[1] - '0');
		const regex_t *regex = pattern->regex;

		return regex && group <= regex->re_nsub ? group : 0;
	}
	for (uint8_t i = 0; i < pattern->parameters; i++)
		if (slice_equal_nocase(pattern->parameter[i].name, name))
			return (uint8_t)(i + 1);
	return 0;
}

/* Ties varchar(n)'s n to VARCHAR(n)'s: every pattern of the rule must have it, in one place. */
static void tie_captures(struct map_parser *parser, struct rule *rule)
{
	struct target *target = &rule->target;

	for (int i = 0; i < 2; i++) {
		struct slice name = target->capture_name[i];

		if (name.len == 0)
			continue;
		vec_each(struct type_pattern, pattern, rule->types) {
			uint8_t place = find_capture(pattern, name);

			if (place && (target->capture[i] == 0 || target->capture[i] == place))
				target->capture[i] = place;
			else
				map_error(parser, target->span,
					  "the type pattern has no such parameter in that place");
		}
		if (rule->types.count == 0)
			map_error(parser, target->span,
				  "a parameter's name needs a type pattern that has it");
	}
}

static void set_types(struct map_parser *parser, struct rule *rule, struct type_patterns *types)
{
	if (types)
		vec_each(struct type_pattern, pattern, types->items)
			vec_push(parser->arena, &rule->types, *pattern);
	tie_captures(parser, rule);
}

void map_type_rule(struct map_parser *parser, struct type_patterns *types, struct condition *where,
		   struct target target, struct span span)
{
	struct rule *rule = map_rule(parser, RULE_TYPE, span);

	rule->where = where;
	rule->target = target;
	set_types(parser, rule, types);
}

void map_affinity_rule(struct map_parser *parser, struct slice affinity, struct span affinity_span,
		       struct target target, struct span span)
{
	struct rule *rule = map_rule(parser, RULE_AFFINITY, span);
	size_t found = 0;

	rule->target = target;
	while (affinity_words[found] &&
	       !slice_equal_nocase(affinity, slice_of(affinity_words[found])))
		found++;
	if (affinity_words[found])
		rule->affinity = (enum affinity)found;
	else
		map_unknown_word(parser, D_MAPPING_UNKNOWN_WORD, "affinity", affinity,
				 affinity_span, affinity_words, found);
	tie_captures(parser, rule);
}

/* A hint is of one object at a time: globs would give several the same past. */
static void add_rename(struct map_parser *parser, const struct column_patterns *names,
		       struct target target, struct span span)
{
	const struct column_pattern *pattern = &names->items.items[0];
	struct rename_hint hint = { pattern->table, pattern->column, slice_of(target.rename), span,
				    false };

	if (names->items.count > 1 || pattern->regex || !glob_is_literal(pattern->table) ||
	    !glob_is_literal(pattern->column))
		map_error(parser, pattern->span, "'was' tells the old name of one object");
	else
		vec_push(parser->arena, &parser->rules->renames, hint);
}

void map_column_rule(struct map_parser *parser, struct column_patterns *columns,
		     struct type_patterns *types, struct condition *where, struct target target,
		     struct span span)
{
	struct rule *rule;

	if (target.kind == TARGET_WAS) {
		if (types || where)
			map_error(parser, target.span, "'was' takes no condition");
		else
			add_rename(parser, columns, target, span);
		return;
	}
	rule = map_rule(parser, RULE_COLUMN, span);
	vec_each(struct column_pattern, pattern, columns->items)
		vec_push(parser->arena, &rule->columns, *pattern);
	rule->where = where;
	rule->target = target;
	set_types(parser, rule, types);
}

void map_object_rule(struct map_parser *parser, enum rule_kind kind, struct column_patterns *names,
		     struct target target, struct span span)
{
	struct rule *rule;

	if (target.kind == TARGET_WAS) {
		add_rename(parser, names, target, span);
		return;
	}
	rule = map_rule(parser, kind, span);
	vec_each(struct column_pattern, pattern, names->items)
		vec_push(parser->arena, &rule->columns, *pattern);
	rule->target = target;
	if (kind == RULE_CONSTRAINT && target.kind == TARGET_EXCLUDE)
		map_error(parser, target.span, "a constraint can be renamed, not excluded");
}
