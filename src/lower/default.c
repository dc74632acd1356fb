/* SPDX-License-Identifier: PostgreSQL
 *
 * DEFAULT.  A constant is computed as SQLite would, stored with the column's
 * affinity, and written as a literal of the column's type; a value that does not fit the
 * type is told and left out, because PostgreSQL would refuse the whole table.  Any other
 * expression is lowered, `default` rules first.
 */
#include <config.h>

#include "lower/expr.h"
#include "lower/parts.h"

struct fitting {
	struct walk *w;
	const struct lowered_table *table;
	int32_t number;
	const struct pg_column *column;
	const struct sqlite_column *source;
	struct span span;
	struct expr **out;
};

static bool misfit(struct fitting *f, const struct value *value, const char *why)
{
	struct slice text = fold_text(f->w->arena, value);
	struct strbuf type = { 0 };
	struct diagnostic *diag;

	pg_type_print(&type, &f->column->type);
	diag = walk_warn(
		f->w, D_DEFAULT_MISFIT, f->span,
		"the default '%.*s' is no value of type %s%s%s; the column gets no default",
		SLICE_ARGS(text), type.text, *why ? ": " : "", why);
	diag->object = object_of(f->w->l, f->table, f->number);
	strbuf_free(&type);
	*f->out = NULL;
	return true;
}

static bool give(struct fitting *f, struct expr *expr)
{
	*f->out = expr;
	return true;
}

/* DEFAULT name: TRUE and FALSE are numbers, any other word is a string. */
static bool word_value(const struct expr *expr, struct value *out)
{
	const struct name *word;

	if (expr->kind != EXPR_NAME || expr->name->of)
		return false;
	word = &expr->name->column;
	*out = (struct value){ .storage = STORAGE_TEXT, .text = word->text };
	if (word->quote == QUOTE_NONE && slice_equal_nocase(word->text, SLICE("true")))
		*out = (struct value){ .storage = STORAGE_INTEGER, .integer = 1 };
	else if (word->quote == QUOTE_NONE && slice_equal_nocase(word->text, SLICE("false")))
		*out = (struct value){ .storage = STORAGE_INTEGER, .integer = 0 };
	return true;
}

bool default_constant(struct lowering *l, const struct sqlite_column *column, struct value *out)
{
	if (!word_value(column->default_value, out) &&
	    !fold_constant(l->ctx, column->default_value, out))
		return false;
	fold_affinity(l->arena, out, column->affinity);
	return true;
}

static bool fit_constant(struct fitting *f, struct value *value)
{
	const char *why;

	if (value->storage == STORAGE_NULL)
		return give(f, NULL);
	fold_affinity(f->w->arena, value, f->source->affinity);
	return fit_value(f->w, value, f->column, f->span, f->out, &why) || misfit(f, value, why);
}

/* What SQLite would store, where no conversion of its own makes it the column's: an INTEGER
 * column keeps the text of CURRENT_TIMESTAMP.  NULL when the value fits. */
static const char *stored_unlike(const struct pg_type *type, const struct lowered *value)
{
	bool time = type->kind >= PG_DATE && type->kind <= PG_TIMESTAMPTZ;
	bool number = type_is_integer(type) || type->kind == PG_NUMERIC ||
		      type->kind == PG_DOUBLE || type->kind == PG_REAL;

	if (time && (type_is_integer(&value->type) || value->type.kind == PG_NUMERIC ||
		     value->type.kind == PG_DOUBLE))
		return "a number";
	if (number && value->storage == STORAGE_TEXT)
		return "a text";
	if (number && value->storage == STORAGE_BLOB)
		return "a blob";
	if (type_is_integer(type) && value->storage == STORAGE_REAL)
		return "a real";
	if (type_is_text(type) && value->storage == STORAGE_BLOB)
		return "a blob";
	return NULL;
}

static bool fit_expression(struct fitting *f, struct lowered *lowered)
{
	const char *unlike;
	struct value value;

	if (lowered->literal) {
		value = *lowered->literal;
		return fit_constant(f, &value);
	}
	if (lowered->storage == STORAGE_NULL)
		return give(f, NULL);
	unlike = stored_unlike(&f->column->type, lowered);
	if (unlike) {
		walk_warn(f->w, D_DEFAULT_MISFIT, f->span,
			  "SQLite stores what the default computes as %s, which is no value of "
			  "type %s; the column gets no default",
			  unlike, f->column->type.name);
		return give(f, NULL);
	}
	if (f->column->type.kind == PG_UUID && lowered->storage == STORAGE_TEXT &&
	    lowered->type.kind != PG_UUID)
		walk_warn(f->w, D_DEFAULT_MISFIT, f->span,
			  "the default computes a text; where that is no UUID, PostgreSQL refuses "
			  "the row");
	if (!convert_stored(f->w, lowered, &f->column->type, f->source->affinity))
		return false;
	return give(f, lowered->expr);
}

static bool default_expr(struct lowering *l, const struct lowered_table *table, int32_t column,
			 struct expr **out)
{
	const struct sqlite_column *source = table->source->columns.items[column];
	const struct pg_column *target = table->columns[column];
	struct expr_request request = { .context = IN_DEFAULT,
					.column = -1,
					.target = target->type,
					.owner = table,
					.owner_column = column };
	struct want want = { .type = target->type };
	struct scope nothing = { 0 };
	struct fitting f = { .table = table,
			     .number = column,
			     .column = target,
			     .source = source,
			     .span = source->default_value->span,
			     .out = out };
	struct lowered lowered;
	struct value value;
	struct walk w;
	bool done;

	*out = NULL;
	walk_init(&w, l, &request);
	w.scope = &nothing;
	f.w = &w;
	if (!rewrite_apply(&w, RULE_DEFAULT, source->default_value, want, &lowered, &done))
		return false;
	if (done)
		return give(&f, lowered.expr);
	if (word_value(source->default_value, &value) ||
	    fold_constant(l->ctx, source->default_value, &value))
		return fit_constant(&f, &value);
	if (!walk_expr(&w, source->default_value, want, &lowered))
		return false;
	return fit_expression(&f, &lowered);
}

bool lower_default(struct lowering *l, const struct lowered_table *table, int32_t column,
		   struct expr **out)
{
	struct arena_mark mark = arena_mark(l->scratch);
	bool done = default_expr(l, table, column, out);

	walk_end(l, mark, out);
	return done;
}
