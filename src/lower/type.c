/* SPDX-License-Identifier: PostgreSQL
 *
 * The type of each column: the rules' answer, mended where PostgreSQL would refuse it
 * (VARCHAR(0)), and where the column's own default shows that it holds another kind of
 * value (INT DEFAULT 'none'): SQLite stores the default as it is.
 */
#include <config.h>

#include "lower/parts.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
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

/* ---------------------------------------------------------------- what a default shows */

/* The kind of a literal as the column would store it. */
struct literal {
	enum storage storage; /* NULL, INTEGER, REAL, TEXT, BLOB; DYNAMIC: not a literal */
	bool wide;	      /* an integer beyond 32 bits */
};

static bool is_number(struct slice text, double *out)
{
	char buf[64], *end;

	while (text.len && (text.ptr[0] == ' ' || text.ptr[0] == '\t'))
		text = (struct slice){ text.ptr + 1, text.len - 1 };
	while (text.len && (text.ptr[text.len - 1] == ' ' || text.ptr[text.len - 1] == '\t'))
		text.len--;
	if (text.len == 0 || text.len >= sizeof(buf))
		return false;
	for (uint32_t i = 0; i < text.len; i++) {
		buf[i] = text.ptr[i];
		/* strtod() takes more than SQLite does: hexadecimal, inf, nan */
		if (!((buf[i] >= '0' && buf[i] <= '9') || buf[i] == '.' || buf[i] == '+' ||
		      buf[i] == '-' || ((buf[i] == 'e' || buf[i] == 'E') && i > 0)))
			return false;
	}
	buf[text.len] = '\0';
	*out = strtod(buf, &end);
	return *end == '\0';
}

static struct literal literal_of_number(double value, bool is_real)
{
	bool whole = value >= -9.2e18 && value <= 9.2e18 && value == (double)(int64_t)value;

	if (is_real && !whole)
		return (struct literal){ STORAGE_REAL, false };
	if (!whole)
		return (struct literal){ STORAGE_REAL, false };
	return (struct literal){ STORAGE_INTEGER, value > INT32_MAX || value < INT32_MIN };
}

/* A decimal or hexadecimal integer literal. */
static struct literal literal_of_integer(struct slice text)
{
	char buf[64];
	uint64_t value;

	if (text.len >= sizeof(buf))
		return (struct literal){ STORAGE_REAL, false };
	memcpy(buf, text.ptr, text.len);
	buf[text.len] = '\0';
	errno = 0;
	value = strtoull(buf, NULL, text.len > 1 && ascii_lower(buf[1]) == 'x' ? 16 : 10);
	if (errno == ERANGE || (value > INT64_MAX && ascii_lower(buf[1]) != 'x'))
		return (struct literal){ STORAGE_REAL, false };
	return (struct literal){ STORAGE_INTEGER, value > INT32_MAX };
}

static struct literal literal_of(const struct expr *expr, enum affinity affinity)
{
	bool converts = affinity == AFFINITY_INTEGER || affinity == AFFINITY_NUMERIC ||
			affinity == AFFINITY_REAL;
	struct literal inner;
	double value;

	switch ((int)expr->kind) {
	case EXPR_NULL:
		return (struct literal){ STORAGE_NULL, false };
	case EXPR_INTEGER:
		return literal_of_integer(expr->text);
	case EXPR_REAL:
		if (!is_number(expr->text, &value))
			break;
		/* Only a column with INTEGER or NUMERIC affinity makes 1.0 an integer. */
		if (!converts || affinity == AFFINITY_REAL)
			return (struct literal){ STORAGE_REAL, false };
		return literal_of_number(value, true);
	case EXPR_STRING:
		if (converts && is_number(expr->text, &value))
			return literal_of_number(value, false);
		return (struct literal){ STORAGE_TEXT, false };
	case EXPR_BLOB:
		return (struct literal){ STORAGE_BLOB, false };
	case EXPR_UNARY:
		if (expr->op != OP_NEGATE && expr->op != OP_PLUS)
			break;
		inner = literal_of(expr->operand, affinity);
		if (inner.storage == STORAGE_INTEGER || inner.storage == STORAGE_REAL)
			return inner;
		break;
	default:
		break;
	}
	return (struct literal){ STORAGE_DYNAMIC, false };
}

/* DEFAULT abc and DEFAULT "abc" are the string (sqlite.org/lang_createtable.html 3.2). */
static struct literal default_of(const struct sqlite_column *column)
{
	const struct expr *expr = column->default_value;

	if (!expr)
		return (struct literal){ STORAGE_NULL, false };
	if (expr->kind == EXPR_NAME && !column->default_parenthesized &&
	    expr->name->column.quote != QUOTE_NONE)
		return (struct literal){ STORAGE_TEXT, false };
	return literal_of(expr, column->affinity);
}

static bool is_number_type(const struct pg_type *type)
{
	return type_is_integer(type) || type->kind == PG_NUMERIC || type->kind == PG_REAL ||
	       type->kind == PG_DOUBLE;
}

/* The type that holds LITERAL where TYPE does not; PG_UNKNOWN when TYPE does. */
static enum pg_type_kind wider_kind(const struct pg_type *type, struct literal literal,
				    bool typeless)
{
	if (literal.storage == STORAGE_TEXT && is_number_type(type))
		return PG_TEXT;
	if (literal.storage == STORAGE_REAL && type_is_integer(type))
		return PG_DOUBLE;
	if (literal.wide && (type->kind == PG_INTEGER || type->kind == PG_SMALLINT))
		return PG_BIGINT;
	if (!typeless)
		return PG_UNKNOWN;
	if (literal.storage == STORAGE_INTEGER)
		return PG_BIGINT;
	if (literal.storage == STORAGE_REAL)
		return PG_DOUBLE;
	return literal.storage == STORAGE_BLOB ? PG_BYTEA : PG_UNKNOWN;
}

/* Only where a preset chose the type: what the user's own rule says stands. */
static void follow_default(struct lowering *l, const struct lowered_table *table, uint32_t i)
{
	struct pg_column *column = table->columns[i];
	const struct sqlite_column *source = column->source;
	bool typeless = source->type.text.len == 0 && type_is_text(&column->type);
	enum pg_type_kind kind = wider_kind(&column->type, default_of(source), typeless);
	struct diagnostic *diag;

	if (kind == PG_UNKNOWN)
		return;
	column->type = pg_type_of(kind);
	column->conversion = NULL;
	diag = diag_add(&l->ctx->diags, typeless ? D_TYPE_FROM_DEFAULT : D_DEFAULT_WIDENS,
			source->default_span,
			typeless ? "the column has no type; its default says %s"
				 : "the default is not of the column's type; the column is %s",
			column->type.name);
	diag->object = object_of(l, table, (int32_t)i);
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
		"CREATE COLLATION IF NOT EXISTS nocase "
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
		column->collation = "nocase";
	}
	diag = diag_add(&l->ctx->diags, D_NOCASE_FOLDS_MORE, column->source->collation->span,
			citext ? "NOCASE folds A to Z only; citext folds letters such as 'É' too"
			       : "NOCASE folds A to Z only; the ICU collation folds letters such "
				 "as 'É' too, and refuses LIKE");
	diag->object = object_of(l, table, (int32_t)i);
}

static void collate(struct lowering *l, const struct lowered_table *table, uint32_t i)
{
	struct pg_column *column = table->columns[i];
	const struct name *name = column->source->collation;
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
		       struct span rule)
{
	const struct expr *check = labels_of(table, i);
	struct pg_column *column = table->columns[i];
	struct diagnostic *diag;
	struct pg_enum *made;

	if (!check) {
		diag = diag_add(&l->ctx->diags, D_ENUM_WITHOUT_LABELS, column->span,
				"the rule makes this column an enum, but no CHECK (... IN ('...')) "
				"gives its labels");
		diag->object = object_of(l, table, (int32_t)i);
		diag->rule = rule;
		return;
	}
	vec_each(struct pg_enum *, other, l->out->enums) {
		if (strcmp((*other)->name, column->type.name) == 0)
			return;
	}
	made = arena_object(l->arena, struct pg_enum);
	made->name = column->type.name;
	made->span = check->span;
	vec_each(struct expr *, item, check->in->list->exprs)
		vec_push(l->arena, &made->labels,
			 (*item)->kind == EXPR_STRING ? (*item)->text : (*item)->name->column.text);
	vec_push(l->arena, &l->out->enums, made);
}

/* ---------------------------------------------------------------- each column */

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
	apply_target(column, &target);
	l->column_rules[table->first_column + i] = rule;
	if (column->type.parameter_count)
		mend_parameters(l, table, i);
	if (target.kind == TARGET_ENUM)
		lower_enum(l, table, i, target.span);
	if (source->default_value && rule && rule->preset)
		follow_default(l, table, i);
	collate(l, table, i);
}

const struct rule *type_rule(const struct lowering *l, const struct lowered_table *table,
			     uint32_t column)
{
	return l->column_rules[table->first_column + column];
}

void lower_types(struct lowering *l)
{
	l->column_rules = arena_alloc(l->arena, l->column_count * sizeof(*l->column_rules));
	for (uint32_t t = 0; t < l->table_count; t++)
		for (uint32_t i = 0; i < l->tables[t].source->columns.count; i++)
			lower_type(l, &l->tables[t], i);
}
