/* SPDX-License-Identifier: PostgreSQL
 *
 * What a name in an expression means, by SQLite's rules (resolve.c, lookupName): a
 * column of a source, innermost query first; a result alias; the rowid; "text" in double
 * quotes that is no column is a string; TRUE and FALSE are numbers.
 */
#include <config.h>

#include "lower/fulltext.h"
#include "lower/expr.h"
#include "lower/parts.h"

enum { MAX_INLINING = 64 };

bool scope_is_rowid_name(struct slice name)
{
	return slice_equal_nocase(name, SLICE("rowid")) || slice_equal_nocase(name, SLICE("oid")) ||
	       slice_equal_nocase(name, SLICE("_rowid_"));
}

/* The value of a generated column is put where its name stands: PostgreSQL's generated columns
 * may not see each other. */
static bool inline_generated(struct walk *w, const struct scope_source *source, int32_t column,
			     struct span span, struct lowered *out)
{
	const struct sqlite_column *from = source->table->source->columns.items[column];
	struct lowered value;

	if (w->inlining >= MAX_INLINING) {
		walk_refuse(w, D_EXPRESSION_LOOP, span,
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
	out->source = span;
	return true;
}

/* The same for NEW before its row is written: PostgreSQL computes generated columns after the
 * triggers. */
static bool inline_generated_of_row(struct walk *w, const struct scope_source *source,
				    int32_t column, struct span span, struct lowered *out)
{
	const struct scope *own = w->scope;
	struct scope_source plain = *source;
	struct scope scope = { .qualify = true };
	bool done;

	plain.qualified_only = false;
	vec_push(w->arena, &scope.sources, plain);
	w->scope = &scope;
	done = inline_generated(w, source, column, span, out);
	w->scope = own;
	return done;
}

static bool is_in_query(const struct walk *w)
{
	return w->request->context == IN_QUERY || w->request->context == IN_TRIGGER;
}

/* ---------------------------------------------------------------- one source */

/* A name that is looked for; QUALIFIED: to be written with its source's name. */
struct wanted {
	const struct symbol *name;
	struct slice text;
	struct span span;
	const struct qualifier *of; /* or NULL */
	bool qualified;
};

enum found { FOUND_NOT, FOUND, FOUND_FAILED };

static enum merge merge_of(const struct scope_source *source, const struct symbol *name)
{
	vec_each(const struct merged_column, merged, source->merged) {
		if (merged->name == name)
			return merged->how;
	}
	return MERGE_NONE;
}

/* The place of the source's column, or -1. */
static int32_t column_at(const struct scope_source *source, const struct symbol *name)
{
	if (source->table)
		return sqlite_find_column(source->table->source, name);
	for (uint32_t i = 0; i < source->columns.count; i++)
		if (source->columns.items[i].name == name)
			return (int32_t)i;
	return -1;
}

/* The name that PostgreSQL knows it by; NULL when a rule leaves it out. */
static const char *output_at(const struct scope_source *source, int32_t column)
{
	if (!source->table)
		return source->columns.items[column].output;
	return source->table->columns[column] ? source->table->columns[column]->name : NULL;
}

static void make_reference(struct walk *w, const struct scope_source *source, const char *column,
			   const struct wanted *wanted, struct lowered *out)
{
	bool qualified = wanted->qualified || w->outer || source->qualified_only ||
			 (w->scope && w->scope->qualify);

	out->nullable |= source->nullable;
	out->literal = NULL;
	out->constant = false;
	out->origin = source->id;
	out->source = wanted->span;
	out->expr = build_column(w, qualified ? source->output : NULL, column, wanted->span);
	if (is_in_query(w))
		memo_set(w, out->expr, out);
}

static enum found take_column(struct walk *w, const struct scope_source *source, int32_t column,
			      const struct wanted *wanted, struct lowered *out)
{
	bool done = false;

	if (!output_at(source, column) &&
	    !fulltext_hidden(w, source, wanted->text, wanted->span, out, &done))
		return FOUND_FAILED;
	if (done)
		return FOUND;
	if (!output_at(source, column)) {
		walk_refuse(w, D_EXCLUDED_COLUMN, wanted->span,
			    "column '%.*s' is left out, and this names it",
			    SLICE_ARGS(wanted->text));
		return FOUND_FAILED;
	}
	if (source->table && source->table->source->columns.items[column]->rare->generated_as) {
		if (w->request->context == IN_GENERATED)
			return inline_generated(w, source, column, wanted->span, out)
				       ? FOUND
				       : FOUND_FAILED;
		if (source->inlines)
			return inline_generated_of_row(w, source, column, wanted->span, out)
				       ? FOUND
				       : FOUND_FAILED;
	}
	if (source->table)
		infer_column(source->table, column, out);
	else
		*out = source->columns.items[column].value;
	make_reference(w, source, output_at(source, column), wanted, out);
	return FOUND;
}

static enum found find_in_source(struct walk *w, const struct scope_source *source,
				 const struct wanted *wanted, struct lowered *out)
{
	int32_t column = column_at(source, wanted->name);

	return column < 0 ? FOUND_NOT : take_column(w, source, column, wanted, out);
}

uint32_t scope_origin(const struct walk *w, const struct expr *name)
{
	const struct lowered *known = memo_find(w, name);

	return known ? known->origin : 0;
}

bool scope_column_of(struct walk *w, const struct scope_source *source, const struct symbol *name,
		     bool qualified, struct span span, struct lowered *out)
{
	struct wanted wanted = { .name = name, .span = span, .qualified = qualified };
	int32_t column = column_at(source, name);

	return column >= 0 && output_at(source, column) &&
	       take_column(w, source, column, &wanted, out) == FOUND;
}

/* ---------------------------------------------------------------- the sources of one query */

/* Several sources of PostgreSQL's may have the name where one of SQLite's has it: after renaming,
 * or because lowering added a column. */
static bool is_doubtful(const struct scope *scope, const struct scope_source *source,
			const char *output)
{
	struct slice text = slice_of(output);

	vec_each(const struct scope_source, other, scope->sources) {
		if (other == source || other->qualified_only)
			continue;
		if (other->table)
			vec_each(struct pg_column *const, column, other->table->table->columns) {
				if (slice_equal(slice_of((*column)->name), text))
					return true;
			}
		vec_each(const struct scope_column, column, other->columns) {
			if (slice_equal(slice_of(column->output), text))
				return true;
		}
	}
	return false;
}

/* The items behind AT whose column NAME is merged into that of AT. */
static enum found merge_rest(struct walk *w, const struct scope *scope, uint32_t at, uint32_t end,
			     struct wanted *wanted, struct lowered *out)
{
	const struct scope_source *first = &scope->sources.items[at];
	enum merge how = MERGE_NONE;
	struct expr *arguments[2];
	struct lowered other;
	enum found found;

	for (uint32_t i = at + 1; i < end && how <= MERGE_USING; i++)
		if (merge_of(&scope->sources.items[i], wanted->name) > how)
			how = merge_of(&scope->sources.items[i], wanted->name);
	wanted->qualified =
		how > MERGE_USING || (how == MERGE_NONE && scope->sources.count > 1 &&
				      is_doubtful(scope, first, out->expr->name->column.text.ptr));
	found = find_in_source(w, first, wanted, out);
	wanted->qualified = true;
	for (uint32_t i = at + 1; i < end && found == FOUND; i++) {
		how = merge_of(&scope->sources.items[i], wanted->name);
		if (how < MERGE_USING)
			continue;
		found = find_in_source(w, &scope->sources.items[i], wanted, &other);
		if (found != FOUND)
			continue;
		out->nullable &= other.nullable;
		if (how != MERGE_COALESCE)
			continue;
		arguments[0] = out->expr;
		arguments[1] = other.expr;
		out->expr = build_call(w, "coalesce", wanted->span, 2, arguments);
		out->has_affinity = false;
	}
	return found;
}

static enum found find_bare(struct walk *w, const struct scope *scope, uint32_t first, uint32_t end,
			    struct wanted *wanted, struct lowered *out, uint32_t *out_place)
{
	for (uint32_t i = first; i < end; i++) {
		const struct scope_source *source = &scope->sources.items[i];
		enum found found;

		if (source->qualified_only || merge_of(source, wanted->name) != MERGE_NONE)
			continue;
		found = find_in_source(w, source, wanted, out);
		if (found == FOUND && is_in_query(w) && out->expr->kind == EXPR_NAME)
			found = merge_rest(w, scope, i, end, wanted, out);
		*out_place = i;
		if (found)
			return found;
	}
	return FOUND_NOT;
}

int32_t scope_bare(struct walk *w, const struct scope *scope, uint32_t first, uint32_t end,
		   const struct symbol *name, struct span span, struct lowered *out)
{
	struct wanted wanted = { .name = name, .span = span };
	uint32_t place;

	return find_bare(w, scope, first, end, &wanted, out, &place) == FOUND ? (int32_t)place : -1;
}

static enum found find_qualified(struct walk *w, const struct scope *scope,
				 const struct wanted *wanted, struct lowered *out)
{
	vec_each(const struct scope_source, source, scope->sources) {
		enum found found = FOUND_NOT;

		if (source->alias != wanted->of->table.symbol)
			continue;
		if (!source->is_group)
			found = find_in_source(w, source, wanted, out);
		for (uint32_t i = source->first; source->is_group && i < source->end && !found; i++)
			found = find_in_source(w, &scope->sources.items[i], wanted, out);
		if (found)
			return found;
	}
	return FOUND_NOT;
}

static void infer_rowid(const struct pg_column *column, struct lowered *out)
{
	*out = (struct lowered){ .type = column->type,
				 .storage = STORAGE_INTEGER,
				 .has_affinity = true,
				 .affinity = AFFINITY_INTEGER,
				 .immutable = true };
}

static void refuse_rowid(struct walk *w, const struct sqlite_table *table, struct span span)
{
	struct diagnostic *diag =
		walk_refuse(w, D_ROWID, span,
			    "table '%.*s' has no INTEGER PRIMARY KEY, so its rowid is no column",
			    SLICE_ARGS(table->name.text));

	if (diag && is_in_query(w) && table->kind == TABLE_ORDINARY)
		diag_help(&w->l->ctx->diags, diag,
			  "Give it one, or name its rowid in a view of the schema: it gets a "
			  "column rowid then.");
}

static enum found find_rowid(struct walk *w, const struct scope_source *source,
			     const struct wanted *wanted, struct lowered *out)
{
	const struct pg_column *column;

	if (!source->table || source->table->source->without_rowid ||
	    (wanted->of ? wanted->of->table.symbol != source->alias : source->qualified_only))
		return FOUND_NOT;
	if (source->table->source->rowid_column >= 0)
		return take_column(w, source, source->table->source->rowid_column, wanted, out);
	column = is_in_query(w) && source->table->source->kind == TABLE_ORDINARY
			 ? rowid_made(w->l, (struct lowered_table *)source->table,
				      w->view || w->request->context == IN_TRIGGER, wanted->span)
			 : NULL;
	if (column) {
		infer_rowid(column, out);
		make_reference(w, source, column->name, wanted, out);
		return FOUND;
	}
	refuse_rowid(w, source->table->source, wanted->span);
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

/* PostgreSQL would take the qualifier for that of a source in between. */
static bool is_hidden(const struct scope *from, const struct scope *to, const struct lowered *value)
{
	const struct column_reference *name;

	if (value->expr->kind != EXPR_NAME || !value->expr->name->of)
		return false;
	name = value->expr->name;
	for (; from && from != to; from = from->parent)
		vec_each(const struct scope_source, source, from->sources) {
			if (slice_equal(slice_of(source->output), name->of->table.text))
				return true;
		}
	return false;
}

static enum found find_in_scope(struct walk *w, const struct scope *scope, struct wanted *wanted,
				const struct expr *expr, struct lowered *out)
{
	uint32_t ignored;
	enum found found =
		wanted->of ? find_qualified(w, scope, wanted, out)
			   : find_bare(w, scope, 0, scope->sources.count, wanted, out, &ignored);

	if (!found)
		found = find_alias(w, scope, expr, out);
	if (scope_is_rowid_name(wanted->text))
		vec_each(const struct scope_source, source, scope->sources) {
			if (!found)
				found = find_rowid(w, source, wanted, out);
		}
	return found;
}

static enum found find_column(struct walk *w, const struct expr *expr, struct lowered *out)
{
	struct wanted wanted = { .name = expr->name->column.symbol,
				 .text = expr->name->column.text,
				 .span = expr->span,
				 .of = expr->name->of,
				 .qualified = expr->name->of && is_in_query(w) };
	const struct scope *own = w->scope;
	bool was_outer = w->outer;
	enum found found = FOUND_NOT;

	for (const struct scope *scope = own; scope && !found; scope = scope->parent) {
		w->scope = scope;
		w->outer = was_outer || scope != own;
		found = find_in_scope(w, scope, &wanted, expr, out);
		if (found == FOUND && is_hidden(own, scope, out)) {
			walk_refuse(w, D_UNSUPPORTED_EXPRESSION, expr->span,
				    "'%.*s' belongs to a query around this one, where a table has "
				    "the name of one in here; give one of them another name",
				    SLICE_ARGS(wanted.text));
			found = FOUND_FAILED;
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
