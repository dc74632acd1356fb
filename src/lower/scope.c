/* SPDX-License-Identifier: PostgreSQL
 *
 * What a name in an expression means, by SQLite's rules (resolve.c, lookupName): a
 * column of a source, innermost query first; a result alias; the rowid; "text" in double
 * quotes that is no column is a string; TRUE and FALSE are numbers.
 */
#include <config.h>

#include "lower/expr.h"
#include "lower/parts.h"

enum { MAX_INLINING = 64 };

bool scope_is_rowid_name(struct slice name)
{
	return slice_equal_nocase(name, SLICE("rowid")) || slice_equal_nocase(name, SLICE("oid")) ||
	       slice_equal_nocase(name, SLICE("_rowid_"));
}

static bool is_merged(const struct scope_source *source, const struct symbol *column)
{
	vec_each(const struct symbol *const, name, source->merged) {
		if (*name == column)
			return true;
	}
	return false;
}

/* The value of a generated column is put where its name stands: PostgreSQL's generated columns
 * may not see each other. */
static bool inline_generated(struct walk *w, const struct scope_source *source, int32_t column,
			     const struct expr *expr, struct lowered *out)
{
	const struct sqlite_column *from = source->table->source->columns.items[column];
	struct lowered value;

	if (w->inlining >= MAX_INLINING) {
		walk_refuse(w, D_EXPRESSION_LOOP, expr->span,
			    "generated columns refer to each other in a loop");
		return false;
	}
	w->inlining++;
	if (!walk_value(w, from->rare->generated_as, &value))
		return false;
	w->inlining--;
	infer_column(source->table, column, out);
	if (!convert_stored(w, &value, &out->type, out->affinity))
		return false;
	out->expr = value.expr;
	out->type = value.type;
	out->immutable = value.immutable;
	out->source = expr->span;
	return true;
}

/* The same for NEW before its row is written: PostgreSQL computes generated columns after the
 * triggers. */
static bool inline_generated_of_row(struct walk *w, const struct scope_source *source,
				    int32_t column, const struct expr *expr, struct lowered *out)
{
	const struct scope *own = w->scope;
	struct scope_source plain = *source;
	struct scope scope = { .qualify = true };
	bool done;

	plain.qualified_only = false;
	vec_push(w->arena, &scope.sources, plain);
	w->scope = &scope;
	done = inline_generated(w, source, column, expr, out);
	w->scope = own;
	return done;
}

static bool is_in_query(const struct walk *w)
{
	return w->request->context == IN_QUERY || w->request->context == IN_TRIGGER;
}

static const char *qualifier(const struct walk *w, const struct scope_source *source,
			     const struct expr *expr)
{
	if (w->scope->qualify || w->outer || source->qualified_only ||
	    (expr->name->of && is_in_query(w)))
		return source->output;
	return NULL;
}

static bool table_column(struct walk *w, const struct scope_source *source, int32_t column,
			 const struct expr *expr, struct lowered *out)
{
	const struct pg_column *target = source->table->columns[column];

	if (!target) {
		walk_refuse(w, D_EXCLUDED_COLUMN, expr->span,
			    "column '%.*s' is left out, and this names it",
			    SLICE_ARGS(expr->name->column.text));
		return false;
	}
	if (w->request->context == IN_GENERATED &&
	    source->table->source->columns.items[column]->rare->generated_as)
		return inline_generated(w, source, column, expr, out);
	if (source->inlines && source->table->source->columns.items[column]->rare->generated_as)
		return inline_generated_of_row(w, source, column, expr, out);
	infer_column(source->table, column, out);
	out->nullable |= source->nullable;
	out->expr = build_column(w, qualifier(w, source, expr), target->name, expr->span);
	out->source = expr->span;
	return true;
}

static bool derived_column(struct walk *w, const struct scope_source *source,
			   const struct scope_column *column, const struct expr *expr,
			   struct lowered *out)
{
	*out = column->value;
	out->nullable |= source->nullable;
	out->literal = NULL;
	out->constant = false;
	out->expr = build_column(w, qualifier(w, source, expr), column->output, expr->span);
	out->source = expr->span;
	return true;
}

enum found { FOUND_NOT, FOUND, FOUND_FAILED };

static enum found find_in_source(struct walk *w, const struct scope_source *source,
				 const struct expr *expr, struct lowered *out)
{
	const struct symbol *name = expr->name->column.symbol;
	int32_t column;

	if (expr->name->of && expr->name->of->table.symbol != source->alias)
		return FOUND_NOT;
	if (!expr->name->of && (source->qualified_only || is_merged(source, name)))
		return FOUND_NOT;
	if (source->table) {
		column = sqlite_find_column(source->table->source, name);
		if (column < 0)
			return FOUND_NOT;
		return table_column(w, source, column, expr, out) ? FOUND : FOUND_FAILED;
	}
	vec_each(const struct scope_column, derived, source->columns) {
		if (derived->name == name)
			return derived_column(w, source, derived, expr, out) ? FOUND : FOUND_FAILED;
	}
	return FOUND_NOT;
}

static enum found find_rowid(struct walk *w, const struct scope_source *source,
			     const struct expr *expr, struct lowered *out)
{
	if (!source->table || !scope_is_rowid_name(expr->name->column.text) ||
	    (!expr->name->of && source->qualified_only) || source->table->source->without_rowid ||
	    (expr->name->of && expr->name->of->table.symbol != source->alias))
		return FOUND_NOT;
	if (source->table->source->rowid_column >= 0)
		return table_column(w, source, source->table->source->rowid_column, expr, out)
			       ? FOUND
			       : FOUND_FAILED;
	walk_refuse(w, D_ROWID, expr->span,
		    "table '%.*s' has no INTEGER PRIMARY KEY, so its rowid is no column",
		    SLICE_ARGS(source->table->source->name.text));
	return FOUND_FAILED;
}

static enum found find_alias(struct walk *w, const struct scope *scope, const struct expr *expr,
			     struct lowered *out)
{
	if (!scope->aliases || expr->name->of)
		return FOUND_NOT;
	vec_each(const struct result_column, result, scope->aliases->results.columns) {
		if (result->kind != RESULT_EXPR ||
		    result->alias.symbol != expr->name->column.symbol)
			continue;
		if (w->inlining >= MAX_INLINING)
			return FOUND_NOT;
		w->inlining++;
		if (!walk_expr(w, result->expr, ANY_VALUE, out))
			return FOUND_FAILED;
		w->inlining--;
		return FOUND;
	}
	return FOUND_NOT;
}

static enum found find_column(struct walk *w, const struct expr *expr, struct lowered *out)
{
	const struct scope *own = w->scope;
	bool was_outer = w->outer;
	enum found found = FOUND_NOT;

	for (const struct scope *scope = own; scope && !found; scope = scope->parent) {
		w->scope = scope;
		w->outer = was_outer || scope != own;
		vec_each(const struct scope_source, source, scope->sources) {
			found = find_in_source(w, source, expr, out);
			if (found)
				break;
		}
		if (!found)
			found = find_alias(w, scope, expr, out);
		vec_each(const struct scope_source, source, scope->sources) {
			if (found)
				break;
			found = find_rowid(w, source, expr, out);
		}
	}
	w->scope = own;
	w->outer = was_outer;
	return found;
}

static void integer_name(struct walk *w, int64_t integer, struct span span, struct lowered *out)
{
	struct value value = { .storage = STORAGE_INTEGER, .integer = integer };

	infer_value(w, &value, span, out);
}

/* Told once a table: the others are labels of the first. */
static void tell_string(struct walk *w, struct span span)
{
	struct lowering *l = w->l;
	const struct diagnostic *first = l->quoted_string;

	if (!first || l->quoted_string_owner != w->request->owner) {
		l->quoted_string =
			walk_warn(w, D_DOUBLE_QUOTED_STRING, span,
				  "no column has this name, so SQLite takes it as a string");
		l->quoted_string_owner = w->request->owner;
		return;
	}
	if (first->span.start == span.start || first->labels.count >= NAMED_MAX)
		return;
	vec_each(const struct diag_label, label, first->labels) {
		if (label->span.start == span.start)
			return;
	}
	diag_label(&l->ctx->diags, l->quoted_string, span, "and here");
}

bool scope_resolve(struct walk *w, const struct expr *expr, struct lowered *out)
{
	const struct name *column = &expr->name->column;
	struct value string = { .storage = STORAGE_TEXT, .text = column->text };
	enum found found = find_column(w, expr, out);

	if (found)
		return found == FOUND;
	if (!expr->name->of) {
		/* DEFAULT word and DEFAULT "word" are strings, too */
		if (column->quote == QUOTE_DOUBLE || column->quote == QUOTE_SINGLE) {
			if (w->request->context != IN_DEFAULT && column->quote == QUOTE_DOUBLE)
				tell_string(w, expr->span);
			infer_value(w, &string, expr->span, out);
			return true;
		}
		if (column->quote == QUOTE_NONE &&
		    slice_equal_nocase(column->text, SLICE("true"))) {
			integer_name(w, 1, expr->span, out);
			return true;
		}
		if (column->quote == QUOTE_NONE &&
		    slice_equal_nocase(column->text, SLICE("false"))) {
			integer_name(w, 0, expr->span, out);
			return true;
		}
	}
	walk_refuse(w, D_UNKNOWN_COLUMN, expr->span, "there is no column '%.*s' here",
		    SLICE_ARGS(column->text));
	return false;
}
