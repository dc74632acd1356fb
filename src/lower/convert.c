/* SPDX-License-Identifier: PostgreSQL
 *
 * Values of one storage class as another, as SQLite converts them (datatype3.html and
 * lang_expr.html#castexpr).  What PostgreSQL's own cast does the same way stands here;
 * every other conversion is a rule over CAST in the mapping: its helper functions
 * and what remains different are data.
 */
#include <config.h>

#include <string.h>

#include "lower/parameter.h"

bool convert_value(struct walk *w, struct lowered *value)
{
	if (value->type.kind != PG_BOOLEAN)
		return true;
	if (value->expr->kind == EXPR_BOOLEAN) {
		struct value number = { .storage = STORAGE_INTEGER,
					.integer = value->expr->boolean };

		infer_value(w, &number, value->source, value);
		return true;
	}
	value->expr = build_cast(w, value->expr, "integer");
	value->type = type_of(PG_INTEGER);
	value->storage = STORAGE_INTEGER;
	return true;
}

bool convert_typed(struct walk *w, struct lowered *value)
{
	if (value->literal && value->literal->storage == STORAGE_REAL &&
	    value->expr->kind != EXPR_CAST)
		value->expr = build_cast(w, value->expr, "double precision");
	return true;
}

static bool convert_literal(struct walk *w, struct lowered *value, enum affinity affinity)
{
	struct value converted = *value->literal;

	if (!fold_cast(w->arena, &converted, affinity)) {
		walk_refuse(w, D_UNSUPPORTED_EXPRESSION, value->source,
			    "PostgreSQL's texts hold no zero, and no bytes that are no UTF-8");
		return false;
	}
	infer_value(w, &converted, value->source, value);
	return true;
}

/* CAST(VALUE AS TYPE) by the rules. */
static bool convert_by_rule_for(struct walk *w, struct lowered *value, const char *type,
				struct want want)
{
	struct type_name name = { .text = slice_of(type), .span = value->source };
	struct expr *cast = expr_cast(w->arena, walk_placeholder(w, value), name, value->source);
	struct span source = value->source;
	bool done;

	if (!rewrite_apply(w, RULE_REWRITE, cast, want, value, &done))
		return false;
	value->source = source;
	if (done)
		return true;
	walk_refuse(w, D_EXPRESSION_TYPE, source,
		    "a value of type %s can't be used as %s here: no rule says how it converts",
		    value->type.name ? value->type.name : "unknown", type);
	return false;
}

static bool convert_by_rule(struct walk *w, struct lowered *value, const char *type)
{
	return convert_by_rule_for(w, value, type, ANY_VALUE);
}

/* Types whose text in PostgreSQL is the text that SQLite had. */
static bool has_text_form(const struct pg_type *type)
{
	return type_is_integer(type) || type->kind == PG_ENUM || type->kind == PG_CITEXT ||
	       type->kind == PG_UUID || type->kind == PG_JSON || type->kind == PG_INET ||
	       type->kind == PG_TIME || type->kind == PG_INTERVAL || type->kind == PG_OTHER;
}

/* CAST(NULL AS BLOB) where a value of another type is wanted. */
static void retype_null(struct walk *w, struct lowered *value, enum pg_type_kind kind,
			const char *type)
{
	if (value->type.kind == PG_UNKNOWN || value->type.kind == kind)
		return;
	value->expr = build_cast(w, build_null(w, value->source), type);
	value->type = type_of(kind);
}

bool convert_text(struct walk *w, struct lowered *value)
{
	parameter_settle(w, value, type_of(PG_TEXT), PLACE_CASTS);
	if (value->storage == STORAGE_NULL) {
		retype_null(w, value, PG_TEXT, "text");
		return true;
	}
	if (type_is_text(&value->type))
		return collation_unfold(w, value);
	if (value->literal)
		return convert_literal(w, value, AFFINITY_TEXT);
	convert_value(w, value);
	if (type_is_time(&value->type) && value->storage != STORAGE_TEXT)
		return convert_stored_form(w, value) && convert_text(w, value);
	if (has_text_form(&value->type)) {
		bool collated = value->type.kind == PG_CITEXT;

		value->expr = build_cast(w, value->expr, "text");
		/* enum_out, cash_out are stable; an interval's text depends on IntervalStyle */
		value->immutable &= value->type.kind != PG_ENUM &&
				    value->type.kind != PG_INTERVAL && value->type.kind != PG_OTHER;
		value->type = type_of(PG_TEXT);
		value->storage = STORAGE_TEXT;
		value->collated = collated ? value->collated : NULL;
		return true;
	}
	return convert_by_rule(w, value, "TEXT");
}

/* A date or the like, which is a text in SQLite: the number that the text starts with. */
static bool is_text_form(const struct lowered *value)
{
	return value->storage == STORAGE_TEXT && !type_is_text(&value->type);
}

bool convert_integer(struct walk *w, struct lowered *value)
{
	parameter_settle(w, value, type_of(PG_BIGINT), PLACE_CASTS);
	if (value->storage == STORAGE_NULL) {
		retype_null(w, value, PG_BIGINT, "bigint");
		return true;
	}
	if (value->literal)
		return convert_literal(w, value, AFFINITY_INTEGER);
	convert_value(w, value);
	if (type_is_integer(&value->type))
		return true;
	if (is_text_form(value) && !convert_text(w, value))
		return false;
	return convert_by_rule(w, value, "INTEGER");
}

bool convert_real(struct walk *w, struct lowered *value)
{
	parameter_settle(w, value, type_of(PG_DOUBLE), PLACE_CASTS);
	if (value->storage == STORAGE_NULL)
		return true;
	if (value->literal)
		return convert_literal(w, value, AFFINITY_REAL);
	convert_value(w, value);
	if (type_is_time(&value->type) && value->storage == STORAGE_INTEGER &&
	    !convert_stored_form(w, value))
		return false;
	if (value->type.kind == PG_DOUBLE)
		return true;
	if (type_is_integer(&value->type) || value->type.kind == PG_REAL ||
	    value->type.kind == PG_NUMERIC) {
		value->expr = build_cast(w, value->expr, "double precision");
		value->type = type_of(PG_DOUBLE);
		value->storage = STORAGE_REAL;
		return true;
	}
	if (is_text_form(value) && !convert_text(w, value))
		return false;
	return convert_by_rule(w, value, "REAL");
}

bool convert_number(struct walk *w, struct lowered *value)
{
	if (parameter_is_open(value))
		parameter_settle(w, value, type_of(PG_NUMERIC), PLACE_CASTS);
	if (value->storage == STORAGE_NULL)
		return true;
	if (value->literal && !storage_is_number(value->storage))
		return convert_literal(w, value, AFFINITY_NUMERIC);
	if (type_is_time(&value->type) && value->storage != STORAGE_TEXT)
		return convert_stored_form(w, value);
	convert_value(w, value);
	if (type_is_integer(&value->type) || value->type.kind == PG_DOUBLE ||
	    value->type.kind == PG_REAL || value->type.kind == PG_NUMERIC)
		return true;
	if (is_text_form(value) && !convert_text(w, value))
		return false;
	return convert_by_rule(w, value, "NUMERIC");
}

bool convert_operand(struct walk *w, struct lowered *value)
{
	struct value number;

	if (!value->literal || storage_is_number(value->storage))
		return convert_number(w, value);
	number = *value->literal;
	if (number.storage != STORAGE_NULL)
		fold_operand(w->arena, &number);
	infer_value(w, &number, value->source, value);
	return true;
}

bool convert_blob(struct walk *w, struct lowered *value)
{
	parameter_settle(w, value, type_of(PG_BYTEA), PLACE_CASTS);
	if (value->storage == STORAGE_NULL || value->type.kind == PG_BYTEA)
		return true;
	if (value->literal)
		return convert_literal(w, value, AFFINITY_BLOB);
	if (!convert_text(w, value))
		return false;
	return convert_by_rule(w, value, "BLOB");
}

static bool is_milliseconds(const struct lowered *value)
{
	return value->storage == STORAGE_INTEGER && value->conversion &&
	       strcmp(value->conversion->name, "unixepoch") != 0;
}

static bool refuse_milliseconds(struct walk *w, const struct lowered *value)
{
	walk_refuse(w, D_EXPRESSION_TYPE, value->source,
		    "the column's numbers are %s in SQLite and times in PostgreSQL; this needs the "
		    "number",
		    value->conversion->name);
	return false;
}

bool convert_stored_form(struct walk *w, struct lowered *value)
{
	enum affinity affinity = value->affinity;
	bool has_affinity = value->has_affinity;
	bool done = is_milliseconds(value)		? refuse_milliseconds(w, value)
		    : value->storage == STORAGE_INTEGER ? convert_by_rule(w, value, "INTEGER")
		    : value->storage == STORAGE_REAL	? convert_by_rule(w, value, "REAL")
							: convert_text(w, value);

	value->has_affinity = has_affinity;
	value->affinity = affinity;
	return done;
}

bool convert_cast(struct walk *w, struct lowered *value, enum affinity affinity, struct span span)
{
	bool nullable = value->nullable;

	value->source = span;
	if (value->storage == STORAGE_NULL) {
		static const char *const types[] = {
			[AFFINITY_BLOB] = "bytea",
			[AFFINITY_TEXT] = "text",
			[AFFINITY_NUMERIC] = "numeric",
			[AFFINITY_INTEGER] = "bigint",
			[AFFINITY_REAL] = "double precision",
		};
		struct pg_type type;

		pg_type_parse(w->arena, slice_of(types[affinity]), &type);
		value->expr = build_cast(w, value->expr, types[affinity]);
		value->type = type;
		value->literal = NULL;
	} else if (affinity == AFFINITY_TEXT	  ? !convert_text(w, value)
		   : affinity == AFFINITY_BLOB	  ? !convert_blob(w, value)
		   : affinity == AFFINITY_REAL	  ? !convert_real(w, value)
		   : affinity == AFFINITY_INTEGER ? !convert_integer(w, value)
						  : !convert_number(w, value)) {
		return false;
	}
	if (value->literal)
		convert_typed(w, value);
	value->nullable = nullable;
	value->has_affinity = true;
	value->affinity = affinity;
	return true;
}

/* ---------------------------------------------------------------- several values, one type */

static bool is_truth_literal(const struct lowered *value)
{
	int64_t integer;

	return value->storage == STORAGE_NULL ||
	       (lowered_integer(value, &integer) && (integer == 0 || integer == 1));
}

static bool all_truths(const struct lowered *values, uint32_t count)
{
	bool any = false;

	for (uint32_t i = 0; i < count; i++) {
		if (values[i].type.kind == PG_BOOLEAN)
			any = true;
		else if (!is_truth_literal(&values[i]))
			return false;
	}
	return any;
}

/* The type that texts of SQLite's have in PostgreSQL where that is not text: a date, a uuid. */
static const struct lowered *special_text(const struct lowered *values, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++)
		if (!values[i].literal && values[i].storage == STORAGE_TEXT &&
		    !type_is_text(&values[i].type) && values[i].type.kind != PG_CITEXT)
			return &values[i];
	return NULL;
}

/* Literals become literals of that type.  False when one has another form. */
static bool literals_as(struct walk *w, struct lowered *values, uint32_t count,
			const struct pg_type *type)
{
	for (uint32_t i = 0; i < count; i++) {
		if (values[i].storage == STORAGE_NULL)
			continue;
		if (values[i].literal ? !compare_reads_as(w, &values[i], type)
				      : values[i].type.kind != type->kind)
			return false;
	}
	for (uint32_t i = 0; i < count; i++)
		if (values[i].literal && type_is_time(type) && values[i].storage != STORAGE_NULL)
			time_literal(w, values[i].literal->text, type, values[i].source,
				     &values[i].expr);
	return true;
}

static bool is_one_number(const struct lowered *value)
{
	return storage_is_number(value->storage) && !type_is_time(&value->type);
}

/* Numbers of several types meet in PostgreSQL's own order; text and numbers do not. */
static bool same_family(const struct lowered *values, uint32_t count)
{
	const struct lowered *first = NULL;

	for (uint32_t i = 0; i < count; i++) {
		const struct lowered *value = &values[i];

		if (value->storage == STORAGE_NULL)
			continue;
		if (!first)
			first = value;
		else if (is_one_number(value) != is_one_number(first))
			return false;
		else if (!is_one_number(value) && value->type.kind != first->type.kind &&
			 !(type_is_text(&value->type) && type_is_text(&first->type)))
			return false;
	}
	return true;
}

static bool convert_truths(struct walk *w, struct lowered *values, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++)
		if (values[i].storage != STORAGE_NULL && !boolean_truth(w, &values[i]))
			return false;
	return true;
}

static bool mixes_integer_and_real(const struct lowered *values, uint32_t count)
{
	bool integer = false, real = false;

	for (uint32_t i = 0; i < count; i++) {
		integer |= values[i].storage == STORAGE_INTEGER;
		real |= values[i].storage == STORAGE_REAL;
	}
	return integer && real;
}

/* Parameters among the values have the type of the others. */
static void settle_parameters(struct walk *w, struct lowered *values, uint32_t count)
{
	const struct lowered *other = NULL;
	enum parameter_place place = PLACE_INFERS;

	for (uint32_t i = 0; i < count; i++) {
		if (values[i].parameter || values[i].storage == STORAGE_NULL)
			continue;
		if (other && other->type.kind != values[i].type.kind)
			place = PLACE_CASTS;
		other = other ? other : &values[i];
	}
	for (uint32_t i = 0; i < count && other; i++)
		if (values[i].parameter)
			parameter_meet(w, &values[i], other, place);
}

bool convert_alike(struct walk *w, struct lowered *values, uint32_t count, bool boolean,
		   struct span span)
{
	const struct lowered *special;

	settle_parameters(w, values, count);
	if (all_truths(values, count))
		return convert_truths(w, values, count);
	for (uint32_t i = 0; i < count; i++) {
		if (values[i].storage == STORAGE_NULL && !values[i].parameter) {
			values[i].expr = build_null(w, values[i].source); /* of any type */
			values[i].type = type_of(PG_UNKNOWN);
		}
		convert_value(w, &values[i]);
		convert_typed(w, &values[i]);
	}
	special = special_text(values, count);
	if (special) {
		struct pg_type type = special->type;

		if (literals_as(w, values, count, &type))
			return true;
	} else if (boolean && count && !same_family(values, count)) {
		return convert_truths(w, values, count);
	}
	if (same_family(values, count)) {
		if (w->request->context != IN_CHECK && mixes_integer_and_real(values, count))
			walk_warn(w, D_MIXED_TYPES, span,
				  "the alternatives are integers and reals: SQLite keeps each as "
				  "it is, "
				  "PostgreSQL makes all of them real");
		return true;
	}
	walk_warn(w, D_MIXED_TYPES, span,
		  "the alternatives have different types: SQLite keeps each as it is, PostgreSQL "
		  "needs one type: text");
	for (uint32_t i = 0; i < count; i++)
		if (!convert_text(w, &values[i]))
			return false;
	return true;
}

/* ---------------------------------------------------------------- assignment */

static bool stored_as_text(struct walk *w, struct lowered *value, enum affinity affinity)
{
	if (affinity == AFFINITY_TEXT || affinity == AFFINITY_BLOB || !value->literal)
		return convert_text(w, value);
	struct value stored = *value->literal;

	fold_affinity(w->arena, &stored, affinity);
	infer_value(w, &stored, value->source, value);
	return convert_text(w, value);
}

/* A text where the column's type is none of text: PostgreSQL does not cast it by itself. */
static bool text_stored_as(struct walk *w, struct lowered *value, const struct pg_type *type)
{
	struct strbuf name = { 0 };
	struct expr *time;

	if (value->literal && value->storage == STORAGE_TEXT && type_is_time(type) &&
	    time_literal(w, value->literal->text, type, value->source, &time)) {
		value->expr = time;
		value->type = *type;
		return true;
	}
	if (value->literal || !type_is_text(&value->type) || type->kind == PG_UNKNOWN)
		return true;
	if (type_is_time(type))
		return convert_by_rule_for(w, value, "TEXT", (struct want){ .type = *type });
	pg_type_print(&name, type);
	value->expr = build_cast(w, value->expr, arena_copy(w->arena, name.text, name.len));
	value->type = *type;
	value->immutable &=
		type->kind == PG_JSON || type->kind == PG_JSONB || type->kind == PG_UUID;
	strbuf_free(&name);
	return true;
}

/* A cast from double to numeric keeps 15 digits; the text has all. */
static void real_as_numeric(struct walk *w, struct lowered *value)
{
	value->expr = build_cast(w, build_cast(w, value->expr, "text"), "numeric");
	value->type = type_of(PG_NUMERIC);
}

bool convert_stored(struct walk *w, struct lowered *value, const struct pg_type *type,
		    enum affinity affinity)
{
	parameter_settle(w, value, *type, PLACE_INFERS);
	if (value->storage == STORAGE_NULL || pg_type_equal(&value->type, type))
		return true;
	if (type->kind == PG_BOOLEAN)
		return boolean_truth(w, value);
	convert_value(w, value);
	if (type_is_text(type) || type->kind == PG_CITEXT)
		return type_is_text(&value->type) || stored_as_text(w, value, affinity);
	if (type_is_integer(type) || type->kind == PG_NUMERIC || type->kind == PG_DOUBLE ||
	    type->kind == PG_REAL) {
		/* assignment casts between numbers, but a real's fraction would be rounded away */
		if (!storage_is_number(value->storage) || type_is_time(&value->type))
			return convert_number(w, value);
		if (type->kind == PG_NUMERIC && value->type.kind == PG_DOUBLE && !value->literal)
			real_as_numeric(w, value);
		return true;
	}
	if (type->kind == PG_BYTEA)
		return convert_blob(w, value);
	return text_stored_as(w, value, type);
}
