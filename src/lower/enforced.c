/* SPDX-License-Identifier: PostgreSQL
 *
 * That PostgreSQL holds columns to their types, told once: SQLite stores any value in any column
 * of a table that is not STRICT, unless a CHECK tells the classes that it may have.
 */
#include <config.h>

#include "lower/parts.h"

/* Storage classes that a CHECK lets pass, as bits; NULL always passes. */
enum classes {
	CLASS_INTEGER = 1,
	CLASS_REAL = 2,
	CLASS_TEXT = 4,
	CLASS_BLOB = 8,
	CLASS_NONE = 0,
	CLASS_ANY = 15,
};

static unsigned class_named(const struct expr *literal)
{
	static const struct {
		struct slice name;
		unsigned class;
	} names[] = { { SLICE("integer"), CLASS_INTEGER },
		      { SLICE("real"), CLASS_REAL },
		      { SLICE("text"), CLASS_TEXT },
		      { SLICE("blob"), CLASS_BLOB } };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (literal->kind == EXPR_STRING && slice_equal(literal->text, names[i].name))
			return names[i].class;
	return CLASS_NONE;
}

static unsigned class_of(const struct expr *literal)
{
	switch ((int)literal->kind) {
	case EXPR_NULL:
		return CLASS_NONE;
	case EXPR_INTEGER:
		return CLASS_INTEGER;
	case EXPR_REAL:
		return CLASS_REAL;
	case EXPR_STRING:
		return CLASS_TEXT;
	case EXPR_BLOB:
		return CLASS_BLOB;
	default:
		return CLASS_ANY;
	}
}

static bool is_column(const struct expr *expr, const struct sqlite_column *column)
{
	return expr->kind == EXPR_NAME && expr->name->column.symbol == column->name.symbol;
}

/* typeof() is how SQLite's SQL asks for a storage class: datatype3.html, section 2. */
static bool is_class_of(const struct expr *expr, const struct sqlite_column *column)
{
	return expr->kind == EXPR_CALL && expr->call->arguments.exprs.count == 1 &&
	       slice_equal_nocase(expr->call->function.object.text, SLICE("typeof")) &&
	       is_column(expr->call->arguments.exprs.items[0], column);
}

static unsigned admitted_by_list(const struct in_clause *in, const struct sqlite_column *column)
{
	bool by_class = is_class_of(in->operand, column);
	unsigned admitted = CLASS_NONE;

	if (!in->list || (!by_class && !is_column(in->operand, column)))
		return CLASS_ANY;
	vec_each(struct expr *, item, in->list->exprs)
		admitted |= by_class ? class_named(*item) : class_of(*item);
	return admitted;
}

static unsigned admitted(const struct expr *check, const struct sqlite_column *column)
{
	const struct expr *left, *right;

	if (check->kind == EXPR_IN && !check->negated)
		return admitted_by_list(check->in, column);
	if (check->kind == EXPR_UNARY && check->op == OP_IS_NULL)
		return is_column(check->operand, column) ? CLASS_NONE : CLASS_ANY;
	if (check->kind != EXPR_BINARY)
		return CLASS_ANY;
	left = check->binary.left;
	right = check->binary.right;
	switch ((int)check->op) {
	case OP_AND:
		return admitted(left, column) & admitted(right, column);
	case OP_OR:
		return admitted(left, column) | admitted(right, column);
	case OP_IS:
		if (right->kind == EXPR_NULL && is_column(left, column))
			return CLASS_NONE;
		/* fall through */
	case OP_EQ:
		return is_class_of(left, column)    ? class_named(right)
		       : is_class_of(right, column) ? class_named(left)
						    : CLASS_ANY;
	default:
		return CLASS_ANY;
	}
}

static bool checks_tell_class(const struct lowered_table *table, const struct sqlite_column *column)
{
	unsigned classes = CLASS_ANY;

	vec_each(struct sqlite_check, check, table->source->checks)
		classes &= admitted(check->expr, column);
	return classes == CLASS_NONE || classes == (CLASS_INTEGER | CLASS_REAL) ||
	       (classes & (classes - 1)) == 0;
}

/* What a user's own rule types is the user's choice; booleans, times and columns without a type
 * are told for themselves, and the classes of a rowid key SQLite checks too. */
static bool is_enforced(const struct lowering *l, const struct lowered_table *table, uint32_t i)
{
	const struct sqlite_column *source = table->source->columns.items[i];
	const struct pg_column *column = table->columns[i];
	const struct rule *rule = type_rule(l, table, i);

	if (!column || !rule || !rule->preset || source->is_rowid || source->generated)
		return false;
	if (column->type.kind == PG_BOOLEAN ||
	    (column->type.kind >= PG_DATE && column->type.kind <= PG_TIMESTAMPTZ))
		return false;
	if (type_is_text(&column->type) && source->affinity == AFFINITY_BLOB)
		return false;
	return !checks_tell_class(table, source);
}

static bool is_rounded(const struct lowered_table *table, uint32_t i)
{
	const struct sqlite_column *source = table->source->columns.items[i];
	const struct pg_column *column = table->columns[i];

	return column && type_is_integer(&column->type) && !source->is_rowid && !source->generated;
}

struct enforced {
	uint32_t count;
	struct span first;
};

static void count_column(struct enforced *enforced, const struct sqlite_column *column)
{
	if (enforced->count++ == 0)
		enforced->first = column->type.span.end ? column->type.span : column->span;
}

static void tell_any(struct lowering *l, const struct enforced *any)
{
	struct diagnostic *diag = diag_add(
		&l->ctx->diags, D_TYPES_ENFORCED, any->first,
		"SQLite stores values of any type in %u column%s; PostgreSQL refuses or converts "
		"those of another type",
		any->count, any->count == 1 ? "" : "s");

	diag_help(&l->ctx->diags, diag,
		  "Make the tables STRICT or add CHECK (typeof(column) = '...'), or pass "
		  "-Wno-types-enforced.");
}

static void tell_rounded(struct lowering *l, const struct enforced *strict)
{
	diag_add(&l->ctx->diags, D_TYPES_ENFORCED, strict->first,
		 "a STRICT table refuses 1.5 in %s; PostgreSQL rounds it",
		 strict->count == 1 ? "this integer column" : "its integer columns");
}

void lower_enforced(struct lowering *l)
{
	struct enforced any = { 0 }, strict = { 0 };

	for (uint32_t t = 0; t < l->table_count; t++) {
		const struct lowered_table *table = &l->tables[t];

		for (uint32_t i = 0; i < table->source->columns.count; i++) {
			const struct sqlite_column *column = table->source->columns.items[i];

			if (!table->source->strict && is_enforced(l, table, i))
				count_column(&any, column);
			else if (table->source->strict && is_rounded(table, i))
				count_column(&strict, column);
		}
	}
	if (any.count)
		tell_any(l, &any);
	else if (strict.count)
		tell_rounded(l, &strict);
}
