/* SPDX-License-Identifier: PostgreSQL
 *
 * The type of each column: the rules' answer, mended where PostgreSQL would refuse it
 * (VARCHAR(0)); with it the column's collation and the labels of an enum.
 */
#include <config.h>

#include "lower/parts.h"

#include <string.h>

enum { VARCHAR_MAX = 10485760, PRECISION_MAX = 1000, TIME_PRECISION_MAX = 6 };

bool type_is_integer(const struct pg_type *type)
{
	return !type->array &&
	       (type->kind == PG_SMALLINT || type->kind == PG_INTEGER || type->kind == PG_BIGINT);
}

bool type_is_text(const struct pg_type *type)
{
	return !type->array &&
	       (type->kind == PG_TEXT || type->kind == PG_VARCHAR || type->kind == PG_CHAR);
}

static bool numeric_parameters_fit(const struct lowering *l, const struct pg_type *type)
{
	int32_t precision = type->parameters[0], scale = type->parameters[1];

	if (precision < 1 || precision > PRECISION_MAX)
		return false;
	if (type->parameter_count < 2)
		return true;
	/* From server 15 on the scale may be negative or larger than the precision. */
	if (l->options->target >= 15)
		return scale >= -PRECISION_MAX && scale <= PRECISION_MAX;
	return scale >= 0 && scale <= precision;
}

static bool parameters_fit(const struct lowering *l, const struct pg_type *type)
{
	int32_t first = type->parameters[0];

	if (type->parameter_count == 0)
		return true;
	if (type->kind == PG_VARCHAR || type->kind == PG_CHAR)
		return first >= 1 && first <= VARCHAR_MAX;
	if (type->kind == PG_NUMERIC)
		return numeric_parameters_fit(l, type);
	if (type->kind >= PG_TIME && type->kind <= PG_INTERVAL)
		return first >= 0 && first <= TIME_PRECISION_MAX;
	return true;
}

/* Drops parameters that PostgreSQL refuses. */
static void mend_parameters(struct lowering *l, const struct lowered_table *table, uint32_t i)
{
	struct pg_column *column = table->columns[i];
	struct pg_type *type = &column->type;
	struct strbuf was = { 0 };
	struct diagnostic *diag;

	if (parameters_fit(l, type))
		return;
	pg_type_print(&was, type);
	if (type_is_text(type))
		*type = pg_type_of(PG_TEXT);
	else
		type->parameter_count = 0;
	diag = diag_add(&l->ctx->diags, D_TYPE_PARAMETERS, column->source->type.span,
			"PostgreSQL has no %s; the column is %s", was.text,
			type->name ? type->name : "text");
	diag->object = object_of(l, table, (int32_t)i);
	strbuf_free(&was);
}

/* ---------------------------------------------------------------- the rules' answer */

static void tell_no_rule(struct lowering *l, const struct lowered_table *table, uint32_t i)
{
	const struct sqlite_column *source = table->source->columns.items[i];
	struct diagnostic *diag;

	diag = diag_add(&l->ctx->diags, D_NO_RULE, source->span,
			"no rule says what becomes of type '%.*s'", SLICE_ARGS(source->type.text));
	diag->object = object_of(l, table, (int32_t)i);
	diag_help(&l->ctx->diags, diag, "Add a line such as: affinity %s -> text;",
		  affinity_name(source->affinity));
}

static void apply_target(struct pg_column *column, const struct target *target)
{
	switch (target->kind) {
	case TARGET_TYPE:
	case TARGET_SERIAL:
	case TARGET_ENUM:
		column->type = target->type;
		break;
	default: /* a type of its own it has not: TARGET_PARENT takes the key's */
		column->type = pg_type_of(PG_TEXT);
	}
	column->conversion = target->conversion;
	column->collation = target->collation;
}

/* ---------------------------------------------------------------- collations */

enum collation_kind collation_named(const struct name *name)
{
	static const struct slice names[] = { [COLLATION_BINARY] = SLICE("binary"),
					      [COLLATION_NOCASE] = SLICE("nocase"),
					      [COLLATION_RTRIM] = SLICE("rtrim") };

	if (!name)
		return COLLATION_BINARY;
	for (int i = 0; i < COLLATION_OTHER; i++)
		if (slice_equal_nocase(name->text, names[i]))
			return (enum collation_kind)i;
	return COLLATION_OTHER;
}

void lower_extension(struct lowering *l, const char *name)
{
	uint32_t at = l->out->extensions.count;

	vec_each(const char *, extension, l->out->extensions) {
		if (strcmp(*extension, name) == 0)
			return;
	}
	vec_push(l->arena, &l->out->extensions, name);
	for (; at > 0 && strcmp(l->out->extensions.items[at - 1], name) > 0; at--)
		l->out->extensions.items[at] = l->out->extensions.items[at - 1];
	l->out->extensions.items[at] = name;
}

/* A collation of ICU that folds case, made once. */
static void add_icu_collation(struct lowering *l)
{
	static const char text[] =
		"CREATE COLLATION IF NOT EXISTS " ICU_NOCASE " "
		"(provider = icu, locale = 'und-u-ks-level2', deterministic = false);";

	vec_each(struct pg_statement, statement, l->out->prelude) {
		if (strcmp(statement->text, text) == 0)
			return;
	}
	vec_push(l->arena, &l->out->prelude,
		 ((struct pg_statement){ .section = PG_PRE_DATA, .text = text }));
}

/* NOCASE by citext or by ICU: the column itself compares without case.  Under the
 * default, `lower`, each comparison folds and the column is plain text. */
static void collate_nocase(struct lowering *l, const struct lowered_table *table, uint32_t i)
{
	struct pg_column *column = table->columns[i];
	bool citext = l->settings->nocase == NOCASE_CITEXT;
	struct diagnostic *diag;

	if (l->settings->nocase == NOCASE_LOWER)
		return;
	if (citext) {
		lower_extension(l, "citext");
		column->type = pg_type_of(PG_CITEXT);
		column->collation = NULL;
	} else {
		add_icu_collation(l);
		column->collation = ICU_NOCASE;
	}
	diag = diag_add(&l->ctx->diags, D_NOCASE_FOLDS_MORE, column->source->rare->collation->span,
			citext ? "NOCASE folds A to Z only; citext folds letters such as 'É' too"
			       : "NOCASE folds A to Z only; the ICU collation folds letters such "
				 "as 'É' too, and refuses LIKE");
	diag->object = object_of(l, table, (int32_t)i);
}

static void collate(struct lowering *l, const struct lowered_table *table, uint32_t i)
{
	struct pg_column *column = table->columns[i];
	const struct name *name = column->source->rare->collation;
	struct diagnostic *diag;

	if (!type_is_text(&column->type))
		return;
	if (!column->collation)
		column->collation = l->settings->text_collation;
	if (!name)
		return;
	switch (collation_named(name)) {
	case COLLATION_NOCASE:
		collate_nocase(l, table, i);
		break;
	case COLLATION_OTHER:
		diag = diag_add(&l->ctx->diags, D_UNKNOWN_COLLATION, name->span,
				"collation '%.*s' is the application's own; the column compares "
				"bytes or as the database does",
				SLICE_ARGS(name->text));
		diag->object = object_of(l, table, (int32_t)i);
		break;
	case COLLATION_BINARY:
	case COLLATION_RTRIM:
		break;
	}
}

/* ---------------------------------------------------------------- enums */

static bool is_column_name(const struct expr *expr, const struct sqlite_column *column)
{
	return expr->kind == EXPR_NAME && expr->name->column.symbol == column->name.symbol;
}

static bool is_string_list(const struct expr_list *list)
{
	if (!list || list->exprs.count == 0)
		return false;
	vec_each(struct expr *, item, list->exprs) {
		if ((*item)->kind != EXPR_STRING && (*item)->kind != EXPR_NAME)
			return false;
	}
	return true;
}

static struct slice label_text(const struct expr *item)
{
	return item->kind == EXPR_STRING ? item->text : item->name->column.text;
}

bool check_lists_labels(const struct expr *check, const struct target *target)
{
	vec_each(const struct slice, label, target->labels) {
		bool listed = false;

		vec_each(struct expr *, item, check->in->list->exprs)
			listed |= slice_equal(label_text(*item), *label);
		if (!listed)
			return false;
	}
	return true;
}

bool check_gives_enum(const struct sqlite_column *column, const struct expr *check)
{
	return check->kind == EXPR_IN && !check->negated &&
	       is_column_name(check->in->operand, column) && is_string_list(check->in->list);
}

static const struct expr *labels_of(const struct lowered_table *table, uint32_t i)
{
	vec_each(struct sqlite_check, check, table->source->checks) {
		if (check_gives_enum(table->source->columns.items[i], check->expr))
			return check->expr;
	}
	return NULL;
}

static void lower_enum(struct lowering *l, const struct lowered_table *table, uint32_t i,
		       const struct target *target)
{
	const struct expr *check = labels_of(table, i);
	struct pg_column *column = table->columns[i];
	struct diagnostic *diag;
	struct pg_enum *made;

	if (!check && target->labels.count == 0) {
		diag = diag_add(&l->ctx->diags, D_ENUM_WITHOUT_LABELS, column->span,
				"the rule makes this column an enum, but no CHECK (... IN ('...')) "
				"gives its labels");
		diag->object = object_of(l, table, (int32_t)i);
		diag->rule = target->span;
		return;
	}
	vec_each(struct pg_enum *, other, l->out->enums) {
		if (strcmp((*other)->name, column->type.name) == 0)
			return;
	}
	made = arena_object(l->arena, struct pg_enum);
	made->name = column->type.name;
	made->span = target->labels.count ? column->span : check->span;
	vec_each(const struct slice, label, target->labels)
		vec_push(l->arena, &made->labels, *label);
	if (target->labels.count == 0)
		vec_each(struct expr *, item, check->in->list->exprs)
			vec_push(l->arena, &made->labels, label_text(*item));
	vec_push(l->arena, &l->out->enums, made);
}

/* ---------------------------------------------------------------- each column */

void trace_type(struct lowering *l, const struct pg_column *column, const char *why)
{
	struct lower_trace *trace = l->options->trace;

	if (!trace)
		return;
	for (uint32_t i = trace->steps.count; i-- > 0;) {
		if (trace->steps.items[i].column != column->source)
			continue;
		if (pg_type_equal(&trace->steps.items[i].type, &column->type))
			return;
		break;
	}
	vec_push(l->arena, &trace->steps,
		 ((struct type_step){ column->source, column->type, why }));
}

static void lower_type(struct lowering *l, struct lowered_table *table, uint32_t i)
{
	struct pg_column *column = table->columns[i];
	const struct sqlite_column *source = table->source->columns.items[i];
	struct target target = { 0 };
	const struct rule *rule;

	if (!column)
		return;
	rule = rule_for_column(l->rules, l->source, table->source, source, &target);
	if (!rule)
		tell_no_rule(l, table, i);
	if (target.kind == TARGET_ENUM)
		target.type.name = name_of_column(l, table, column, target.type.name);
	apply_target(column, &target);
	l->column_rules[table->first_column + i] = rule ? rule->number + 1 : 0;
	trace_type(l, column, "as the rule says");
	if (column->type.parameter_count)
		mend_parameters(l, table, i);
	trace_type(l, column, "PostgreSQL refuses those parameters");
	if (target.kind == TARGET_ENUM)
		lower_enum(l, table, i, &target);
	if (source->default_value && rule && rule->preset)
		type_follow_default(l, table, i);
	trace_type(l, column, "to hold the default");
	if (table->source->checks.count && rule && rule->preset)
		type_follow_checks(l, table, i);
	trace_type(l, column, "to hold what the CHECK asks for");
	collate(l, table, i);
	trace_type(l, column, "by 'set nocase'");
}

const struct rule *type_rule(const struct lowering *l, const struct lowered_table *table,
			     uint32_t column)
{
	uint32_t number = l->column_rules[table->first_column + column];

	return number ? l->rules->rules.items[number - 1] : NULL;
}

void lower_types(struct lowering *l)
{
	l->column_rules = arena_alloc(l->arena, l->column_count * sizeof(*l->column_rules));
	for (uint32_t t = 0; t < l->table_count; t++)
		for (uint32_t i = 0; i < l->tables[t].source->columns.count; i++)
			lower_type(l, &l->tables[t], i);
}
