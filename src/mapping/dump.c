/* SPDX-License-Identifier: PostgreSQL
 *
 * Rules back into the mapping language, for --dump=rules: what is printed, read again, prints the
 * same.
 */
#include <config.h>

#include <inttypes.h>
#include <string.h>

#include "mapping/internal.h"

static void add_quoted(struct strbuf *out, struct slice text)
{
	strbuf_add_char(out, '"');
	for (uint32_t i = 0; i < text.len; i++) {
		if (text.ptr[i] == '"')
			strbuf_add_char(out, '"');
		strbuf_add_char(out, text.ptr[i]);
	}
	strbuf_add_char(out, '"');
}

static bool is_plain(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '_' || (unsigned char)c >= 0x80;
}

/* Bare when the scanner would read it as one word or, with GLOBS, one glob. */
static void add_name(struct strbuf *out, struct slice text, bool globs)
{
	bool bare = text.len > 0 && !(text.ptr[0] >= '0' && text.ptr[0] <= '9');

	for (uint32_t i = 0; i < text.len && bare; i++)
		bare = is_plain(text.ptr[i]) || (globs && strchr("*?{},", text.ptr[i]));
	if (bare)
		strbuf_add_slice(out, text);
	else
		add_quoted(out, text);
}

/* ---------------------------------------------------------------- patterns */

/* Its words, upper case as people write SQLite's types; quoted when they are no words. */
static void add_type_name(struct strbuf *out, const struct type_pattern *pattern)
{
	struct slice name = pattern->name;
	bool bare = name.len > 0;

	for (uint32_t i = 0; i < name.len && bare; i++)
		bare = is_plain(name.ptr[i]) || (name.ptr[i] == ' ' && i > 0) ||
		       (!pattern->symbol && strchr("*?{},", name.ptr[i]));
	if (!bare || (name.ptr[0] >= '0' && name.ptr[0] <= '9')) {
		add_quoted(out, name);
		return;
	}
	for (uint32_t i = 0; i < name.len; i++)
		strbuf_add_char(out, ascii_upper(name.ptr[i]));
}

void type_pattern_dump(const struct type_pattern *pattern, struct strbuf *out)
{
	if (pattern->is_regex) {
		strbuf_addf(out, "/%.*s/", SLICE_ARGS(pattern->name));
		return;
	}
	add_type_name(out, pattern);
	if (pattern->any_parameters)
		return;
	strbuf_add_char(out, '(');
	for (int i = 0; i < pattern->parameters; i++) {
		const struct type_parameter *parameter = &pattern->parameter[i];

		strbuf_add_text(out, i ? ", " : "");
		if (parameter->name.len)
			strbuf_add_slice(out, parameter->name);
		else
			strbuf_addf(out, "%" PRId64, parameter->value);
	}
	strbuf_add_char(out, ')');
}

static const char *condition_word(enum condition_kind kind)
{
	switch (kind) {
	case CONDITION_AND:
		return "and";
	case CONDITION_OR:
		return "or";
	case CONDITION_NOT:
		return "not";
	case CONDITION_AUTOINCREMENT:
		return "autoincrement";
	case CONDITION_PRIMARY_KEY:
		return "primary key";
	case CONDITION_ROWID:
		return "rowid";
	case CONDITION_REFERENCES:
		return "references";
	case CONDITION_STRICT:
		return "strict";
	case CONDITION_NOT_NULL:
		return "not null";
	case CONDITION_UNIQUE:
		return "unique";
	case CONDITION_DEFAULT:
		return "default";
	case CONDITION_CHECK:
		return "check";
	case CONDITION_COLLATE:
		return "collate";
	case CONDITION_COMMENT:
		return "comment";
	case CONDITION_GENERATED:
		return "generated";
	case CONDITION_INDEXED:
		return "indexed";
	}
	return "";
}

static void operand_dump(const struct condition *condition, struct strbuf *out)
{
	bool nested = condition->kind == CONDITION_AND || condition->kind == CONDITION_OR;

	strbuf_add_text(out, nested ? "(" : "");
	condition_dump(condition, out);
	strbuf_add_text(out, nested ? ")" : "");
}

void condition_dump(const struct condition *condition, struct strbuf *out)
{
	const char *word = condition_word(condition->kind);

	if (condition->right) {
		operand_dump(condition->left, out);
		strbuf_addf(out, " %s ", word);
		operand_dump(condition->right, out);
		return;
	}
	strbuf_add_text(out, word);
	if (condition->left) {
		strbuf_add_char(out, ' ');
		operand_dump(condition->left, out);
	} else if (condition->regex) {
		strbuf_addf(out, " /%.*s/", SLICE_ARGS(condition->text));
	} else if (condition->pattern) {
		strbuf_addf(out, " %.*s", SLICE_ARGS(condition->text));
	} else if (condition->text.len) {
		strbuf_add_char(out, ' ');
		add_name(out, condition->text, condition->kind != CONDITION_COLLATE);
	}
}

static void dump_types(const struct rule *rule, struct strbuf *out)
{
	for (uint32_t i = 0; i < rule->types.count; i++) {
		strbuf_add_text(out, i ? ", " : "");
		type_pattern_dump(&rule->types.items[i], out);
	}
}

static void dump_object(const struct column_pattern *pattern, struct strbuf *out)
{
	if (pattern->regex)
		strbuf_addf(out, "/%.*s/", SLICE_ARGS(pattern->table));
	else
		add_name(out, pattern->table, true);
	if (pattern->column.len == 0)
		return;
	strbuf_add_char(out, '.');
	add_name(out, pattern->column, true);
}

static void dump_columns(const struct rule *rule, struct strbuf *out)
{
	for (uint32_t i = 0; i < rule->columns.count; i++) {
		strbuf_add_text(out, i ? ", " : "");
		dump_object(&rule->columns.items[i], out);
	}
}

static void dump_contexts(const struct rewrite *rewrite, struct strbuf *out)
{
	static const char *const words[] = { "default", "check", "generated",
					     "index",	"query", "trigger" };
	const char *separator = " in ";

	for (int i = 0; i < 6; i++)
		if (rewrite->contexts & (1u << i)) {
			strbuf_addf(out, "%s%s", separator, words[i]);
			separator = ", ";
		}
}

static void dump_rewrite_head(const struct rule *rule, struct strbuf *out)
{
	const struct rewrite *rewrite = rule->rewrite;

	strbuf_add_slice(out, rewrite->pattern_text);
	if (rewrite->contexts != (rule->kind == RULE_DEFAULT ? IN_DEFAULT : IN_ANY))
		dump_contexts(rewrite, out);
	if (rewrite->boolean_only)
		strbuf_add_text(out, " as boolean");
	if (rewrite->value_only)
		strbuf_add_text(out, " as value");
	if (rewrite->of.kind != PG_UNKNOWN) {
		strbuf_add_text(out, " of ");
		pg_type_print(out, &rewrite->of);
	}
}

const char *const affinity_words[] = { "blob", "text", "numeric", "integer", "real", NULL };

static const char *const kind_words[] = {
	[RULE_TYPE] = "type",	    [RULE_AFFINITY] = "affinity", [RULE_COLUMN] = "column",
	[RULE_TABLE] = "table",	    [RULE_INDEX] = "index",	  [RULE_CONSTRAINT] = "constraint",
	[RULE_REWRITE] = "rewrite", [RULE_DEFAULT] = "default",	  [RULE_TOKENIZER] = "tokenizer",
};

void rule_dump_head(const struct rule *rule, struct strbuf *out)
{
	strbuf_addf(out, "%s ", kind_words[rule->kind]);
	if (rule->rewrite) {
		dump_rewrite_head(rule, out);
		return;
	}
	if (rule->kind == RULE_AFFINITY)
		strbuf_add_text(out, affinity_words[rule->affinity]);
	dump_columns(rule, out);
	if (rule->kind == RULE_COLUMN && rule->types.count)
		strbuf_add_text(out, " of ");
	dump_types(rule, out);
	if (rule->where) {
		strbuf_add_text(out, " where ");
		condition_dump(rule->where, out);
	}
}

/* ---------------------------------------------------------------- targets */

/* Captures by their names: varchar(n), timestamp(p) with time zone. */
static void dump_captures(const struct target *target, struct strbuf *out)
{
	struct pg_type bare = target->type;

	bare.parameter_count = 0;
	bare.array = false;
	pg_type_print(out, &bare);
	for (int i = 0; i < target->type.parameter_count; i++) {
		strbuf_add_text(out, i ? ", " : "(");
		if (target->capture_name[i].len)
			strbuf_add_slice(out, target->capture_name[i]);
		else
			strbuf_addf(out, "%" PRId32, target->type.parameters[i]);
	}
	strbuf_add_char(out, ')');
	strbuf_add_text(out, target->type.array ? "[]" : "");
}

static void dump_type(const struct target *target, struct strbuf *out)
{
	if (target->capture[0] || target->capture[1])
		dump_captures(target, out);
	else
		pg_type_print(out, &target->type);
}

static void dump_serial(const struct target *target, struct strbuf *out)
{
	enum pg_type_kind kind = target->type.kind;

	strbuf_add_text(out, kind == PG_BIGINT	   ? "bigserial"
			     : kind == PG_SMALLINT ? "smallserial"
						   : "serial");
}

static void dump_placement(const struct target *target, struct strbuf *out)
{
	static const char *const strategies[] = { "", "range", "list", "hash" };

	if (target->kind == TARGET_DISTRIBUTE) {
		strbuf_add_text(out, "distribute by ");
		add_name(out, target->columns.items[0], false);
		return;
	}
	strbuf_addf(out, "partition by %s (", strategies[target->strategy]);
	for (uint32_t i = 0; i < target->columns.count; i++) {
		strbuf_add_text(out, i ? ", " : "");
		add_name(out, target->columns.items[i], false);
	}
	strbuf_add_char(out, ')');
}

static void dump_labels(const struct target *target, struct strbuf *out)
{
	const char *before = " (";

	vec_each(const struct slice, label, target->labels) {
		strbuf_add_text(out, before);
		add_quoted(out, *label);
		before = ", ";
	}
	if (target->labels.count)
		strbuf_add_text(out, ")");
}

static void dump_index(const struct target *target, struct strbuf *out)
{
	strbuf_add_text(out, "index ");
	add_name(out, slice_of(target->rename), false);
	if (target->method) {
		strbuf_add_text(out, " using ");
		add_name(out, slice_of(target->method), false);
	}
	if (target->operator_class) {
		strbuf_add_text(out, " (");
		add_name(out, slice_of(target->operator_class), false);
		strbuf_add_char(out, ')');
	}
}

static void dump_target_kind(const struct target *target, struct strbuf *out)
{
	switch (target->kind) {
	case TARGET_NONE:
	case TARGET_RENAME_ONLY:
		break;
	case TARGET_TYPE:
		dump_type(target, out);
		break;
	case TARGET_SERIAL:
		dump_serial(target, out);
		break;
	case TARGET_ENUM:
		strbuf_add_text(out, "enum ");
		add_name(out, slice_of(target->type.name), false);
		dump_labels(target, out);
		break;
	case TARGET_PARENT:
		strbuf_add_text(out, "parent");
		break;
	case TARGET_EXCLUDE:
		strbuf_add_text(out, "exclude");
		break;
	case TARGET_INDEX:
		dump_index(target, out);
		break;
	case TARGET_UNIQUE:
		strbuf_add_text(out, "constraint");
		break;
	case TARGET_PRIMARY_KEY:
		strbuf_add_text(out, "primary key");
		break;
	case TARGET_REFERENCE:
		strbuf_add_text(out, "reference");
		break;
	case TARGET_CONFIGURATION:
		strbuf_add_text(out, target->rename);
		vec_each(struct slice, extension, target->columns)
			strbuf_addf(out, " requires extension %.*s", SLICE_ARGS(*extension));
		break;
	case TARGET_WAS:
		break;
	case TARGET_DISTRIBUTE:
	case TARGET_PARTITION:
		dump_placement(target, out);
		break;
	}
}

void target_dump(const struct target *target, struct strbuf *out)
{
	if (target->rename && target->kind != TARGET_INDEX &&
	    target->kind != TARGET_CONFIGURATION) {
		strbuf_add_text(out, "rename ");
		add_name(out, slice_of(target->rename), false);
		strbuf_add_text(out, target->kind == TARGET_RENAME_ONLY ? "" : ", ");
	}
	dump_target_kind(target, out);
	if (target->by_references)
		strbuf_add_text(out, " by references");
	if (target->collation) {
		strbuf_add_text(out, " collate ");
		add_quoted(out, slice_of(target->collation));
	}
	if (target->conversion)
		strbuf_addf(out, " using %s", target->conversion->name);
}

static void dump_result(const struct rewrite *rewrite, struct strbuf *out)
{
	if (rewrite->unsupported) {
		strbuf_add_text(out, "unsupported ");
		add_quoted(out, slice_of(rewrite->unsupported));
	} else {
		strbuf_add_slice(out, rewrite->template_text);
	}
	if (rewrite->result.kind != PG_UNKNOWN) {
		strbuf_add_text(out, " returns ");
		pg_type_print(out, &rewrite->result);
	}
	vec_each(const char *, extension, rewrite->extensions) {
		strbuf_add_text(out, " requires extension ");
		add_name(out, slice_of(*extension), false);
	}
	vec_each(const char *, function, rewrite->functions) {
		strbuf_add_text(out, " requires function ");
		add_name(out, slice_of(*function), false);
	}
	if (rewrite->minimum_target)
		strbuf_addf(out, " requires server %u", rewrite->minimum_target);
	if (rewrite->approximate) {
		strbuf_add_text(out, " approximate ");
		add_quoted(out, slice_of(rewrite->approximate));
	}
}

static void dump_hint(struct strbuf *out, const struct rename_hint *hint)
{
	strbuf_add_text(out, hint->column.len ? "column " : "table ");
	add_name(out, hint->table, false);
	if (hint->column.len) {
		strbuf_add_char(out, '.');
		add_name(out, hint->column, false);
	}
	strbuf_add_text(out, " -> was ");
	add_name(out, hint->was, false);
	strbuf_add_text(out, ";\n");
}

static void dump_hazards(unsigned hazards, struct strbuf *out)
{
	const char *separator = "";

	for (unsigned i = 0; i < HAZARD_COUNT; i++)
		if (hazards & (1U << i)) {
			strbuf_addf(out, "%s%s", separator, hazard_infos[i].name);
			separator = ", ";
		}
}

static void dump_lint(const struct rule_set *rules, struct strbuf *out)
{
	vec_each(struct lint_level, level, rules->levels) {
		strbuf_add_text(out, "lint ");
		dump_hazards(level->hazards, out);
		strbuf_addf(out, " -> %s;\n", level_words[level->severity]);
	}
	vec_each(struct allowance, allowance, rules->allowances) {
		const char *separator = " ";

		strbuf_add_text(out, "allow ");
		dump_hazards(allowance->hazards, out);
		vec_each(struct column_pattern, pattern, allowance->objects) {
			strbuf_add_text(out, separator);
			dump_object(pattern, out);
			separator = ", ";
		}
		strbuf_add_char(out, ' ');
		add_quoted(out, slice_of(allowance->reason));
		strbuf_add_text(out, ";\n");
	}
}

void rule_set_dump(const struct rule_set *rules, struct strbuf *out)
{
	strbuf_add_text(out, "include none;\n");
	settings_dump(&rules->settings, out);
	vec_each(struct rule *, rule, rules->rules) {
		rule_dump_head(*rule, out);
		strbuf_add_text(out, " -> ");
		if ((*rule)->rewrite)
			dump_result((*rule)->rewrite, out);
		else
			target_dump(&(*rule)->target, out);
		strbuf_add_text(out, ";\n");
	}
	vec_each(struct rename_hint, hint, rules->renames)
		dump_hint(out, hint);
	dump_lint(rules, out);
}
