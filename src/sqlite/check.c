/* SPDX-License-Identifier: PostgreSQL
 *
 * What SQLite refuses in the expressions of a table or index when it is created
 * (resolve.c, sqlite3ResolveSelfReference), and what a name means there.
 */
#include <config.h>

#include <string.h>

#include "sqlite/internal.h"

struct check {
	struct sqlite_schema *schema;
	const struct sqlite_table *table;
	enum expr_place place;
};

static const char *const places[] = {
	[PLACE_CHECK] = "CHECK constraints", [PLACE_GENERATED] = "generated columns",
	[PLACE_INDEX] = "index expressions", [PLACE_PARTIAL] = "partial index WHERE clauses",
	[PLACE_DEFAULT] = "default values",
};

static bool is_rowid_name(const struct symbol *symbol)
{
	return strcmp(symbol->text, "rowid") == 0 || strcmp(symbol->text, "oid") == 0 ||
	       strcmp(symbol->text, "_rowid_") == 0;
}

/* What a name means that is no column. */
static enum resolution resolve_other(const struct name *name)
{
	if (name->quote == QUOTE_DOUBLE || name->quote == QUOTE_SINGLE)
		return RESOLVED_STRING;
	if (name->quote == QUOTE_NONE && strcmp(name->symbol->text, "true") == 0)
		return RESOLVED_TRUE;
	if (name->quote == QUOTE_NONE && strcmp(name->symbol->text, "false") == 0)
		return RESOLVED_FALSE;
	return RESOLVED_NOTHING;
}

enum resolution sqlite_resolve(const struct sqlite_table *table, const struct expr *name,
			       int32_t *out_column)
{
	const struct column_reference *reference = name->name;
	bool qualified = reference->of != NULL;

	*out_column = -1;
	if (!table)
		return qualified ? RESOLVED_NOTHING : resolve_other(&reference->column);
	if (qualified && reference->of->table.symbol != table->name.symbol)
		return RESOLVED_NOTHING;
	*out_column = sqlite_find_column(table, reference->column.symbol);
	if (*out_column >= 0)
		return RESOLVED_COLUMN;
	if (is_rowid_name(reference->column.symbol) && !table->without_rowid) {
		*out_column = table->rowid_column;
		return RESOLVED_ROWID;
	}
	return qualified ? RESOLVED_NOTHING : resolve_other(&reference->column);
}

static void prohibited(const struct check *check, const struct expr *expr, const char *what)
{
	diag_add(&check->schema->ctx->diags, D_BAD_EXPRESSION, expr->span,
		 "%s are prohibited in %s", what, places[check->place]);
}

static void check_name(const struct check *check, const struct expr *expr)
{
	const struct column_reference *reference = expr->name;
	bool row_only = check->place == PLACE_INDEX || check->place == PLACE_GENERATED;
	int32_t column;
	enum resolution means = sqlite_resolve(check->table, expr, &column);

	if (check->place == PLACE_DEFAULT && means != RESOLVED_TRUE && means != RESOLVED_FALSE) {
		diag_add(&check->schema->ctx->diags, D_BAD_COLUMN, expr->span,
			 "the default value is not constant: '%.*s' is a name",
			 SLICE_ARGS(reference->column.text));
		return;
	}
	if (!check->table)
		return;
	if (reference->of && row_only) {
		prohibited(check, expr, "qualified names");
		return;
	}
	/* The rowid itself can't be indexed or computed from, but by its alias. */
	if (means == RESOLVED_NOTHING || (means == RESOLVED_ROWID && row_only))
		report_no_such_column(check->schema, check->table, &reference->column);
}

static void check_node(const struct check *check, const struct expr *expr);

static void visit(struct expr **operand, void *data)
{
	if (*operand)
		check_node(data, *operand);
}

static void check_node(const struct check *check, const struct expr *expr)
{
	switch (expr->kind) {
	case EXPR_NAME:
		check_name(check, expr);
		return;
	case EXPR_EXISTS:
	case EXPR_SUBQUERY:
		prohibited(check, expr, "subqueries");
		return;
	case EXPR_PARAMETER:
		prohibited(check, expr, "parameters");
		return;
	case EXPR_RAISE:
		diag_add(&check->schema->ctx->diags, D_BAD_EXPRESSION, expr->span,
			 "RAISE() stands in a trigger only");
		return;
	case EXPR_IN:
		if (expr->in->select || !expr->in->list)
			prohibited(check, expr, "subqueries");
		break;
	case EXPR_CALL:
		if (expr->call->over)
			prohibited(check, expr, "window functions");
		break;
	case EXPR_NULL:
	case EXPR_INTEGER:
	case EXPR_REAL:
	case EXPR_STRING:
	case EXPR_BLOB:
	case EXPR_BOOLEAN:
	case EXPR_CURRENT:
	case EXPR_HOLE:
	case EXPR_UNARY:
	case EXPR_BINARY:
	case EXPR_LIKE:
	case EXPR_BETWEEN:
	case EXPR_COLLATE:
	case EXPR_CAST:
	case EXPR_CASE:
	case EXPR_ROW:
	case EXPR_EXTRACT:
	case EXPR_ARRAY:
	case EXPR_TYPED_LITERAL:
	case EXPR_DEFAULT:
	case EXPR_SUBSCRIPT:
	case EXPR_VERBATIM:
		break;
	}
	/* The tree is not changed: the visitor's pointers are only followed. */
	expr_each_operand((struct expr *)expr, visit, (void *)check);
}

void check_expr(struct sqlite_schema *schema, const struct sqlite_table *table,
		const struct expr *expr, enum expr_place place)
{
	struct check check = { schema, table, place };

	/* SQLite reads what it once accepted without these checks. */
	if (expr && !schema->state->loading)
		check_node(&check, expr);
}
