/* SPDX-License-Identifier: PostgreSQL
 *
 * Which storage classes the CHECKs of a table let into a column: those that typeof() or the
 * constants it must equal tell.  A CHECK whose meaning is not seen here lets all in.
 */
#include <config.h>

#include "lower/expr.h"
#include "lower/parts.h"

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

/* Of what is stored where the column equals LITERAL. */
static unsigned class_stored(struct lowering *l, const struct sqlite_column *column,
			     const struct expr *literal)
{
	struct value value;

	if (!fold_literal(literal, &value))
		return CLASS_ANY;
	fold_affinity(l->scratch, &value, column->affinity);
	switch ((int)value.storage) {
	case STORAGE_NULL:
		return CLASS_NONE;
	case STORAGE_INTEGER:
		return CLASS_INTEGER;
	case STORAGE_REAL:
		return CLASS_REAL;
	case STORAGE_TEXT:
		return CLASS_TEXT;
	default:
		return CLASS_BLOB;
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

/* OPERAND = VALUE. */
static unsigned admitted_by_equality(struct lowering *l, const struct sqlite_column *column,
				     const struct expr *operand, const struct expr *value)
{
	if (is_class_of(operand, column))
		return class_named(value);
	return is_column(operand, column) ? class_stored(l, column, value) : CLASS_ANY;
}

static unsigned admitted_by_list(struct lowering *l, const struct sqlite_column *column,
				 const struct in_clause *in)
{
	unsigned classes = CLASS_NONE;

	if (!in->list)
		return CLASS_ANY;
	vec_each(struct expr *, item, in->list->exprs)
		classes |= admitted_by_equality(l, column, in->operand, *item);
	return classes;
}

static unsigned admitted(struct lowering *l, const struct sqlite_column *column,
			 const struct expr *check)
{
	const struct expr *left, *right;

	if (check->kind == EXPR_IN && !check->negated)
		return admitted_by_list(l, column, check->in);
	if (check->kind == EXPR_UNARY && check->op == OP_IS_NULL)
		return is_column(check->operand, column) ? CLASS_NONE : CLASS_ANY;
	if (check->kind != EXPR_BINARY)
		return CLASS_ANY;
	left = check->binary.left;
	right = check->binary.right;
	switch ((int)check->op) {
	case OP_AND:
		return admitted(l, column, left) & admitted(l, column, right);
	case OP_OR:
		return admitted(l, column, left) | admitted(l, column, right);
	case OP_IS:
	case OP_EQ:
		return admitted_by_equality(l, column, left, right) &
		       admitted_by_equality(l, column, right, left);
	default:
		return CLASS_ANY;
	}
}

unsigned checks_admit(struct lowering *l, const struct lowered_table *table,
		      const struct sqlite_column *column)
{
	unsigned classes = CLASS_ANY;

	vec_each(struct sqlite_check, check, table->source->checks)
		classes &= admitted(l, column, check->expr);
	return classes;
}
