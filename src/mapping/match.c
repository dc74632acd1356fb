/* SPDX-License-Identifier: PostgreSQL
 *
 * Which rule says what becomes of a column.  Requires a finished rule set.
 * Among rules of one kind the later wins, so lists are searched from their end, and no further than
 * the best rule found so far.
 */
#include <config.h>

#include <string.h>

#include "mapping/internal.h"
#include "sql/print.h"

/* ---------------------------------------------------------------- declared types */

/* A declared type taken apart: DECIMAL(10, 2) UNSIGNED is "decimal unsigned" with 10 and 2. */
struct declared {
	struct slice text;
	const struct symbol *symbol; /* of the text */
	const struct symbol *name;
	uint8_t count; /* of parameters */
	bool plain;    /* all of them are numbers, at most two */
	int64_t values[2];
};

static bool read_number(const char **at, const char *end, int64_t *out)
{
	const char *p = *at;
	bool negative = p < end && *p == '-';
	int64_t value = 0;

	p += p < end && (*p == '-' || *p == '+');
	if (p == end || *p < '0' || *p > '9')
		return false;
	for (; p < end && *p >= '0' && *p <= '9'; p++)
		if (value < INT32_MAX)
			value = value * 10 + (*p - '0');
	*out = negative ? -value : value;
	*at = p;
	return true;
}

static inline bool is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r' && c != '\v');
}

static const char *skip_blanks(const char *p, const char *end)
{
	while (p < end && is_blank(*p))
		p++;
	return p;
}

/* Behind "(": up to behind the ")". */
static const char *read_parameters(struct declared *declared, const char *p, const char *end)
{
	const char *close = memchr(p, ')', (size_t)(end - p));
	int64_t value;

	if (!close)
		close = end;
	declared->plain = true;
	while (declared->plain) {
		p = skip_blanks(p, close);
		declared->plain = read_number(&p, close, &value) && declared->count < 2;
		if (!declared->plain)
			break;
		declared->values[declared->count++] = value;
		p = skip_blanks(p, close);
		if (p == close)
			break;
		declared->plain = *p++ == ',';
	}
	if (!declared->plain)
		declared->count = UINT8_MAX;
	return close < end ? close + 1 : end;
}

enum { NAME_LENGTH = 128 };

/* SQLite keeps the quotes of a type that is written as a name: a "INTEGER". */
static struct slice without_quotes(struct slice text)
{
	static const char open[] = "\"'`[", close[] = "\"'`]";
	const char *quote = text.len > 1 ? memchr(open, text.ptr[0], 4) : NULL;

	if (!quote || text.ptr[text.len - 1] != close[quote - open])
		return text;
	return (struct slice){ text.ptr + 1, text.len - 2 };
}

static bool is_one_word(struct slice text)
{
	for (uint32_t i = 0; i < text.len; i++)
		if (text.ptr[i] == '(' || is_blank(text.ptr[i]))
			return false;
	return text.len <= NAME_LENGTH;
}

static void read_declared(struct rule_set *rules, struct slice text, struct declared *out)
{
	char name[NAME_LENGTH];
	uint32_t len = 0;
	const char *p = text.ptr, *end = text.ptr + text.len;

	*out = (struct declared){ .text = text };
	out->symbol = out->name = context_symbol(rules->ctx, text);
	if (is_one_word(text))
		return;
	for (p = skip_blanks(p, end); p < end && len < NAME_LENGTH;) {
		if (*p == '(' && out->count == 0) {
			p = read_parameters(out, p + 1, end);
		} else if (is_blank(*p)) {
			p = skip_blanks(p, end);
		} else {
			if (len && p > text.ptr && (p[-1] == ')' || is_blank(p[-1])) &&
			    len < NAME_LENGTH - 1)
				name[len++] = ' ';
			name[len++] = *p++;
		}
	}
	out->name = context_symbol(rules->ctx, (struct slice){ name, len });
}

static bool type_matches(const struct type_pattern *pattern, const struct declared *declared)
{
	if (pattern->is_regex)
		return pattern->regex && regex_matches(pattern->regex, declared->text);
	if (pattern->symbol
		    ? pattern->symbol != declared->name
		    : !glob_match_plain(pattern->name, (struct slice){ declared->name->text,
								       declared->name->len }))
		return false;
	if (pattern->any_parameters)
		return true;
	if (pattern->parameters != declared->count)
		return false;
	for (int i = 0; i < pattern->parameters; i++)
		if (pattern->parameter[i].name.len == 0 &&
		    pattern->parameter[i].value != declared->values[i])
			return false;
	return true;
}

static bool any_type_matches(const struct rule *rule, const struct declared *declared)
{
	if (rule->types.count == 0)
		return true;
	vec_each(struct type_pattern, pattern, rule->types)
		if (type_matches(pattern, declared))
			return true;
	return false;
}

/* ---------------------------------------------------------------- conditions */

struct subject {
	struct rule_set *rules;
	const struct sqlite_schema *schema;
	const struct sqlite_table *table;
	const struct sqlite_column *column;
	struct declared declared;
};

static int32_t position(const struct subject *subject)
{
	return sqlite_find_column(subject->table, subject->column->name.symbol);
}

static bool references(const struct subject *subject, struct slice parent)
{
	int32_t column = position(subject);

	vec_each(struct sqlite_foreign_key *, key, subject->table->foreign_keys)
		vec_each(int32_t, member, (*key)->columns)
			if (*member == column &&
			    (parent.len == 0 ||
			     glob_match(subject->rules->ctx->arena, parent, (*key)->parent.text)))
				return true;
	return false;
}

static bool unique(const struct subject *subject)
{
	int32_t column = position(subject);

	if (subject->column->is_rowid)
		return true;
	vec_each(struct sqlite_index *, index, subject->table->indexes)
		if ((*index)->unique && !(*index)->where && (*index)->keys.count == 1 &&
		    (*index)->keys.items[0].column == column)
			return true;
	return false;
}

static bool is_named(const struct subject *subject, const struct condition *condition,
		     const struct name *name)
{
	if (condition->regex)
		return regex_matches(condition->regex, name->text);
	return condition->text.len == 0 ||
	       glob_match(subject->rules->ctx->arena, condition->text, name->text);
}

static bool indexed(const struct subject *subject, const struct condition *condition)
{
	int32_t column = position(subject);

	vec_each(struct sqlite_index *, index, subject->table->indexes)
		if ((*index)->origin == INDEX_CREATED && !(*index)->where &&
		    (*index)->keys.count == 1 && (*index)->keys.items[0].column == column &&
		    is_named(subject, condition, &(*index)->name))
			return true;
	return false;
}

static bool check_matches(const struct subject *subject, const struct expr *pattern,
			  const struct expr *check)
{
	if (pattern_match(pattern, check, subject->column->name.symbol))
		return true;
	return check->kind == EXPR_BINARY && check->op == OP_AND &&
	       (check_matches(subject, pattern, check->binary.left) ||
		check_matches(subject, pattern, check->binary.right));
}

static bool has_check(const struct subject *subject, const struct expr *pattern)
{
	vec_each(struct sqlite_check, check, subject->table->checks)
		if (check_matches(subject, pattern, check->expr))
			return true;
	return false;
}

static bool comment_matches(const struct subject *subject, struct slice glob)
{
	const struct comments *comments = subject->column->rare->comments;
	struct arena *arena = subject->rules->ctx->arena;

	if (!comments)
		return false;
	vec_each(struct comment, comment, comments->above)
		if (glob_match(arena, glob, comment->text))
			return true;
	return comments->behind.text.len && glob_match(arena, glob, comments->behind.text);
}

static bool default_matches(const struct condition *condition, const struct expr *value)
{
	struct strbuf text = { 0 };
	bool matches;

	if (!value || !condition->regex)
		return value && pattern_match(condition->pattern, value, NULL);
	print_expr(&text, value);
	matches = regex_matches(condition->regex, (struct slice){ text.text, (uint32_t)text.len });
	strbuf_free(&text);
	return matches;
}

static bool holds(const struct subject *subject, const struct condition *condition)
{
	const struct sqlite_column *column = subject->column;

	if (!condition)
		return true;
	switch (condition->kind) {
	case CONDITION_AND:
		return holds(subject, condition->left) && holds(subject, condition->right);
	case CONDITION_OR:
		return holds(subject, condition->left) || holds(subject, condition->right);
	case CONDITION_NOT:
		return !holds(subject, condition->left);
	case CONDITION_AUTOINCREMENT:
		return column->is_rowid && subject->table->autoincrement;
	case CONDITION_PRIMARY_KEY:
		return column->primary_key > 0;
	case CONDITION_ROWID:
		return column->is_rowid;
	case CONDITION_REFERENCES:
		return references(subject, condition->text);
	case CONDITION_STRICT:
		return subject->table->strict;
	case CONDITION_NOT_NULL:
		return column->not_null;
	case CONDITION_UNIQUE:
		return unique(subject);
	case CONDITION_DEFAULT:
		return default_matches(condition, column->default_value);
	case CONDITION_CHECK:
		return has_check(subject, condition->pattern);
	case CONDITION_COLLATE:
		return column->rare->collation &&
		       slice_equal_nocase(column->rare->collation->text, condition->text);
	case CONDITION_COMMENT:
		return comment_matches(subject, condition->text);
	case CONDITION_GENERATED:
		return column->generated != NOT_GENERATED;
	case CONDITION_INDEXED:
		return indexed(subject, condition);
	}
	return false;
}

/* ---------------------------------------------------------------- choosing */

static bool column_entry_matches(const struct subject *subject, const struct rule_entry *entry)
{
	const struct symbol *table = subject->table->name.symbol;
	const struct symbol *column = subject->column->name.symbol;

	return glob_match_plain(entry->column, (struct slice){ column->text, column->len }) &&
	       glob_match_plain(entry->table, (struct slice){ table->text, table->len }) &&
	       any_type_matches(entry->rule, &subject->declared) &&
	       holds(subject, entry->rule->where);
}

/* A rule gives a type or an index, or it renames, or it leaves out: each question asks for some of
 * these. */
enum aspect { ASPECT_TYPE = 1, ASPECT_RENAME = 2, ASPECT_EXCLUDE = 4, ASPECT_INDEX = 8 };

static unsigned aspects_of(const struct rule *rule)
{
	enum target_kind kind = rule->target.kind;
	unsigned rename = rule->target.rename ? ASPECT_RENAME : 0;

	if (kind == TARGET_EXCLUDE)
		return ASPECT_EXCLUDE;
	if (kind == TARGET_INDEX)
		return ASPECT_INDEX;
	if (kind == TARGET_RENAME_ONLY)
		return rename;
	return ASPECT_TYPE | rename;
}

/* The last entry of the list before rule number BELOW that matches, if it beats BEST. */
static const struct rule_entry *best_in(const struct subject *subject,
					const struct rule_entries *entries, unsigned aspects,
					uint32_t below, const struct rule_entry *best)
{
	if (!entries)
		return best;
	for (uint32_t i = entries->items.count; i-- > 0;) {
		const struct rule_entry *entry = &entries->items.items[i];

		if (best && entry->rule->number <= best->rule->number)
			break;
		if (entry->rule->number < below && (aspects_of(entry->rule) & aspects) &&
		    column_entry_matches(subject, entry))
			return entry;
	}
	return best;
}

static const struct rule_entry *column_entry(const struct subject *subject, unsigned aspects,
					     uint32_t below)
{
	const struct rule_index *index = subject->rules->index;
	const struct rule_entry *best = NULL;

	best = best_in(subject,
		       symbol_index_find(&index->columns_by_name, subject->column->name.symbol),
		       aspects, below, best);
	best = best_in(subject,
		       symbol_index_find(&index->columns_by_table, subject->table->name.symbol),
		       aspects, below, best);
	return best_in(subject, rules_column_globs(subject->rules, subject->column->name.symbol),
		       aspects, below, best);
}

static struct rule *column_rule(const struct subject *subject, unsigned aspects)
{
	const struct rule_entry *entry = column_entry(subject, aspects, UINT32_MAX);

	return entry ? entry->rule : NULL;
}

/* A rule is meant as an exception of another when its names are among the other's, or when
 * it alone asks for a type or a condition. */
static bool refines(const struct rule_entry *entry, const struct rule_entry *general)
{
	bool restricted = entry->rule->where || entry->rule->types.count;
	bool was_restricted = general->rule->where || general->rule->types.count;

	return (glob_match_plain(general->table, entry->table) &&
		glob_match_plain(general->column, entry->column)) ||
	       (restricted && !was_restricted);
}

static bool same_target(const struct rule *a, const struct rule *b)
{
	struct strbuf first = { 0 }, second = { 0 };
	bool same;

	target_dump(&a->target, &first);
	target_dump(&b->target, &second);
	same = slice_equal((struct slice){ first.text, (uint32_t)first.len },
			   (struct slice){ second.text, (uint32_t)second.len });
	strbuf_free(&first);
	strbuf_free(&second);
	return same;
}

/* Tells, once a rule, that another one of the user's says something else of a column. */
static void report_conflict(const struct subject *subject, const struct rule_entry *used)
{
	struct diag_list *diags = &subject->rules->ctx->diags;
	const struct rule_entry *other = column_entry(subject, ASPECT_TYPE, used->rule->number);
	struct diagnostic *diag;

	if (!other || other->rule->preset || refines(used, other) ||
	    same_target(used->rule, other->rule))
		return;
	used->rule->conflict_told = true;
	diag = diag_add(diags, D_AMBIGUOUS_RULE, used->rule->span,
			"two rules say what becomes of column '%.*s.%.*s', and this one wins",
			SLICE_ARGS(subject->table->name.text),
			SLICE_ARGS(subject->column->name.text));
	diag_label(diags, diag, other->rule->span, "the other rule");
	diag_help(diags, diag, "Behind both, write a rule for the column itself.");
}

static struct rule *type_rule(const struct subject *subject, const struct rule_entries *entries)
{
	for (uint32_t i = entries->items.count; i-- > 0;)
		if (holds(subject, entries->items.items[i].rule->where))
			return entries->items.items[i].rule;
	return NULL;
}

static void add_matching(const struct subject *subject, const struct rule_entry *entry,
			 struct rule_entries *out)
{
	if (type_matches(entry->type, &subject->declared))
		vec_push(subject->rules->ctx->arena, &out->items, *entry);
}

/* The entries of type rules that match the declared type, in the order of the rules: found once a
 * type as it is written, of which a schema has few. */
static const struct rule_entries *type_entries(const struct subject *subject)
{
	struct rule_index *index = subject->rules->index;
	const struct symbol *text = subject->declared.symbol;
	const struct rule_entries *known = symbol_index_find(&index->types_by_text, text);
	const struct rule_entries *named = symbol_index_find(&index->types, subject->declared.name);
	struct rule_entries *found;
	uint32_t n = 0;

	if (known)
		return known;
	found = symbol_index_open(subject->rules->ctx->arena, &index->types_by_text, text);
	vec_each(const struct rule_entry, glob, index->type_globs.items) {
		for (; named && n < named->items.count &&
		       named->items.items[n].rule->number < glob->rule->number;
		     n++)
			add_matching(subject, &named->items.items[n], found);
		add_matching(subject, glob, found);
	}
	for (; named && n < named->items.count; n++)
		add_matching(subject, &named->items.items[n], found);
	return found;
}

/* \1 of the rule's regular expression that matches; a group that took no number is no parameter. */
static void fill_group(struct target *target, int i, const struct rule *rule,
		       const struct declared *declared)
{
	regmatch_t groups[REGEX_GROUPS], group = { -1, -1 };
	const char *at;
	int64_t value;

	vec_each(struct type_pattern, pattern, rule->types)
		if (group.rm_so < 0 && pattern->regex &&
		    regex_groups(pattern->regex, declared->text, groups))
			group = groups[target->capture[i]];
	at = declared->text.ptr + (group.rm_so < 0 ? 0 : group.rm_so);
	if (group.rm_so >= 0 && read_number(&at, declared->text.ptr + group.rm_eo, &value))
		target->type.parameters[i] = (int32_t)value;
	else if (target->type.parameter_count > i)
		target->type.parameter_count = (uint8_t)i;
}

static void fill_captures(struct target *target, const struct rule *rule,
			  const struct declared *declared)
{
	for (int i = 0; i < 2; i++)
		if (target->capture[i] && target->capture_name[i].ptr[0] == '\\')
			fill_group(target, i, rule, declared);
		else if (target->capture[i])
			target->type.parameters[i] =
				(int32_t)declared->values[target->capture[i] - 1];
}

static struct subject subject_of(struct rule_set *rules, const struct sqlite_table *table,
				 const struct sqlite_column *column)
{
	struct subject subject = { .rules = rules, .table = table, .column = column };

	read_declared(rules, without_quotes(column->type.text), &subject.declared);
	return subject;
}

const struct rule *rule_for_column(struct rule_set *rules, const struct sqlite_schema *schema,
				   const struct sqlite_table *table,
				   const struct sqlite_column *column, struct target *out)
{
	struct subject subject = subject_of(rules, table, column);
	const struct rule_index *index = rules->index;
	const struct rule_entry *entry;
	struct rule *rule;

	subject.schema = schema;
	entry = column_entry(&subject, ASPECT_TYPE, UINT32_MAX);
	rule = entry ? entry->rule : NULL;
	if (rule && !rule->preset && !rule->conflict_told)
		report_conflict(&subject, entry);
	if (!rule)
		rule = type_rule(&subject, type_entries(&subject));
	if (!rule)
		rule = type_rule(&subject, &index->affinities[column->affinity]);
	if (!rule)
		return NULL;
	rule->matched = true;
	*out = rule->target;
	fill_captures(out, rule, &subject.declared);
	return rule;
}

const struct rule *rule_for_column_name(struct rule_set *rules, const struct sqlite_table *table,
					const struct sqlite_column *column, struct target *out)
{
	struct subject subject;
	struct rule *rule, *kept;

	if (!rules->index->names_columns)
		return NULL;
	subject = subject_of(rules, table, column);
	rule = column_rule(&subject, ASPECT_RENAME);
	kept = column_rule(&subject, ASPECT_TYPE | ASPECT_EXCLUDE);
	if (kept && kept->target.kind == TARGET_EXCLUDE)
		rule = kept;
	if (!rule)
		return NULL;
	rule->matched = true;
	*out = rule->target;
	if (out->kind != TARGET_EXCLUDE)
		out->kind = TARGET_RENAME_ONLY;
	return rule;
}

const struct rule *rule_for_column_index(struct rule_set *rules, const struct sqlite_table *table,
					 const struct sqlite_column *column, struct target *out)
{
	struct subject subject;
	struct rule *rule;

	if (!rules->index->adds_indexes)
		return NULL;
	subject = subject_of(rules, table, column);
	rule = column_rule(&subject, ASPECT_INDEX);
	if (!rule)
		return NULL;
	rule->matched = true;
	*out = rule->target;
	return rule;
}

/* ---------------------------------------------------------------- explaining */

struct considering {
	const struct subject *subject;
	struct considered_list *out;
	const struct rule *winner;
	bool outranked; /* a rule of a stronger kind has won */
};

static const char *why_not_condition(const struct subject *subject,
				     const struct condition *condition)
{
	struct strbuf text = { 0 };
	const char *why;

	while (condition->kind == CONDITION_AND)
		condition = holds(subject, condition->left) ? condition->right : condition->left;
	condition_dump(condition, &text);
	why = arena_printf(subject->rules->ctx->arena, "'%s' does not hold", text.text);
	strbuf_free(&text);
	return why;
}

static const char *why_not(const struct subject *subject, const struct rule *rule,
			   const struct type_pattern *type)
{
	if (type && !type_matches(type, &subject->declared))
		return "the type's parameters do not match";
	if (rule->kind == RULE_COLUMN && !any_type_matches(rule, &subject->declared))
		return "the declared type does not match";
	if (!holds(subject, rule->where))
		return why_not_condition(subject, rule->where);
	if (rule->kind == RULE_COLUMN && !(aspects_of(rule) & ASPECT_TYPE))
		return rule->target.kind == TARGET_EXCLUDE ? "matches, and leaves the column out"
		       : rule->target.kind == TARGET_INDEX ? "matches, and adds an index"
							   : "matches, and says only the name";
	return NULL;
}

static const char *why_beaten(const struct considering *c)
{
	if (!c->outranked)
		return "matches, but a later rule wins";
	return c->winner->kind == RULE_COLUMN ? "matches, but a rule for the column wins"
					      : "matches, but a rule for the type wins";
}

static void consider(struct considering *c, const struct rule *rule,
		     const struct type_pattern *type)
{
	struct considered item = { .rule = rule, .why = why_not(c->subject, rule, type) };

	if (!item.why && !c->winner) {
		c->winner = rule;
		item.wins = true;
		item.why = "wins";
	}
	if (!item.why)
		item.why = why_beaten(c);
	vec_push(c->subject->rules->ctx->arena, &c->out->items, item);
}

static bool names_column(const struct subject *subject, const struct rule *rule)
{
	struct arena *arena = subject->rules->ctx->arena;
	const struct symbol *table = subject->table->name.symbol;
	const struct symbol *column = subject->column->name.symbol;

	vec_each(struct column_pattern, pattern, rule->columns)
		if (glob_match(arena, pattern->table, (struct slice){ table->text, table->len }) &&
		    glob_match(arena, pattern->column, (struct slice){ column->text, column->len }))
			return true;
	return false;
}

/* The pattern among the rule's that matches, else one of the same name, else NULL. */
static const struct type_pattern *nearest_type(const struct subject *subject,
					       const struct rule *rule)
{
	const struct type_pattern *near = NULL;

	vec_each(struct type_pattern, pattern, rule->types) {
		if (type_matches(pattern, &subject->declared))
			return pattern;
		if (pattern->symbol && pattern->symbol == subject->declared.name)
			near = pattern;
	}
	return near;
}

void rules_consider(struct rule_set *rules, const struct sqlite_table *table,
		    const struct sqlite_column *column, struct considered_list *out)
{
	static const enum rule_kind kinds[] = { RULE_COLUMN, RULE_TYPE, RULE_AFFINITY };
	struct subject subject = subject_of(rules, table, column);
	struct considering c = { .subject = &subject, .out = out };

	for (int k = 0; k < 3; k++) {
		for (uint32_t i = rules->rules.count; i-- > 0;) {
			const struct rule *rule = rules->rules.items[i];
			const struct type_pattern *type = NULL;

			if (rule->kind != kinds[k])
				continue;
			if (rule->kind == RULE_TYPE)
				type = nearest_type(&subject, rule);
			if (rule->kind == RULE_COLUMN ? names_column(&subject, rule)
			    : rule->kind == RULE_TYPE ? type != NULL
						      : rule->affinity == column->affinity)
				consider(&c, rule, type);
		}
		c.outranked = c.winner != NULL;
	}
}
