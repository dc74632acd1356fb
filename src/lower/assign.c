/* SPDX-License-Identifier: PostgreSQL
 *
 * What is put into a column.  SQLite applies the column's affinity and else keeps the value as it
 * is; PostgreSQL's column has a type.  A constant is written as a literal of that type; what is not
 * a value of it is refused, because the statement would fail each time.
 */
#include <config.h>

#include <string.h>

#include "lower/dml.h"
#include "lower/parameter.h"

static const char *type_text(struct walk *w, const struct pg_type *type)
{
	struct strbuf name = { 0 };
	const char *text;

	pg_type_print(&name, type);
	text = arena_copy(w->arena, name.text, name.len);
	strbuf_free(&name);
	return text;
}

static void take_type(struct walk *w, struct lowered *value, const struct pg_type *type)
{
	value->expr = build_cast(w, value->expr, type_text(w, type));
	value->type = *type;
	value->literal = NULL;
}

static bool assign_constant(struct walk *w, const struct slot *slot, struct lowered *value)
{
	struct value stored = *value->literal;
	struct slice text;
	const char *why;

	if (stored.storage == STORAGE_NULL)
		return true;
	fold_affinity(w->arena, &stored, slot->affinity);
	if (fit_value(w, &stored, slot->column, value->source, &value->expr, &why)) {
		value->type = slot->column->type;
		return true;
	}
	text = fold_text(w->arena, &stored);
	walk_refuse(w, D_STORED_TYPE, value->source,
		    "'%.*s' is no value of type %s, which column '%s' has%s%s", SLICE_ARGS(text),
		    type_text(w, &slot->column->type), slot->column->name, *why ? ": " : "", why);
	return false;
}

/* A text goes into a number's column as the number that it is; where it is none, SQLite keeps
 * the text and PostgreSQL refuses the statement. */
static bool cast_text(struct walk *w, const struct slot *slot, struct lowered *value,
		      const struct pg_type *type)
{
	if (!convert_text(w, value))
		return false;
	walk_warn(w, D_STORED_OTHERWISE, value->source,
		  "a text goes into column '%s' of type %s: what is no such value, SQLite keeps as "
		  "text and PostgreSQL refuses",
		  slot->column->name, type_text(w, &slot->column->type));
	take_type(w, value, type);
	return true;
}

static bool assign_text(struct walk *w, const struct slot *slot, struct lowered *value)
{
	return cast_text(w, slot, value, &slot->column->type);
}

static bool is_cast_to(const struct expr *expr, const char *type)
{
	return expr->kind == EXPR_CAST && slice_equal(expr->cast.type->text, slice_of(type));
}

/* The text of a number, as the rule for strftime('%s', ...) makes it, is that number again. */
static bool take_number(struct lowered *value)
{
	if (value->storage != STORAGE_TEXT || !is_cast_to(value->expr, "text") ||
	    !is_cast_to(value->expr->cast.operand, "bigint"))
		return false;
	value->expr = value->expr->cast.operand;
	value->type = type_of(PG_BIGINT);
	value->storage = STORAGE_INTEGER;
	return true;
}

static bool may_be_text(const struct lowered *value)
{
	return value->storage == STORAGE_TEXT || value->storage == STORAGE_DYNAMIC;
}

static bool is_number(const struct pg_type *type)
{
	return type_is_integer(type) || type->kind == PG_NUMERIC || type->kind == PG_DOUBLE ||
	       type->kind == PG_REAL;
}

static bool refuse_value(struct walk *w, const struct slot *slot, const struct lowered *value)
{
	walk_refuse(w, D_STORED_TYPE, value->source,
		    "a value of type %s can't be put into column '%s' of type %s",
		    value->type.name ? value->type.name : "unknown", slot->column->name,
		    type_text(w, &slot->column->type));
	return false;
}

static bool assign_number(struct walk *w, const struct slot *slot, struct lowered *value)
{
	const struct pg_type *type = &slot->column->type;

	if (value->storage == STORAGE_BLOB)
		return refuse_value(w, slot, value);
	if (type_is_time(&value->type) && !convert_stored_form(w, value))
		return false;
	if (may_be_text(value) && !take_number(value))
		return assign_text(w, slot, value);
	convert_value(w, value);
	if (!type_is_integer(type) || type_is_integer(&value->type))
		return true;
	walk_warn(w, D_STORED_OTHERWISE, value->source,
		  "a number that may have a fraction goes into column '%s' of type %s: SQLite "
		  "keeps the fraction, PostgreSQL rounds",
		  slot->column->name, type_text(w, type));
	return true;
}

static bool is_zoned(const struct pg_type *type)
{
	return type->kind == PG_TIMESTAMPTZ;
}

static bool holds_seconds(const struct slot *slot)
{
	const struct conversion *conversion = slot->column->conversion;

	return conversion && strncmp(conversion->name, "unixepoch", 9) == 0;
}

/* Seconds since 1970 where the column's numbers are that. */
static bool assign_epoch(struct walk *w, const struct slot *slot, struct lowered *value)
{
	const struct conversion *conversion = slot->column->conversion;
	struct pg_type real = type_of(PG_DOUBLE);

	if (!holds_seconds(slot))
		return refuse_value(w, slot, value);
	if (may_be_text(value) && !take_number(value) && !cast_text(w, slot, value, &real))
		return false;
	if (!convert_real(w, value))
		return false;
	if (strcmp(conversion->name, "unixepoch") != 0)
		value->expr = build_binary(w, OP_DIVIDE, value->expr,
					   build_integer(w, 1000, value->source), value->source);
	value->expr = build_call(w, "to_timestamp", value->source, 1, &value->expr);
	value->type = type_of(PG_TIMESTAMPTZ);
	return true;
}

/* All of SQLite's times are of UTC. */
static void to_utc(struct walk *w, struct lowered *value)
{
	value->expr = build_binary(w, OP_AT_TIME_ZONE, value->expr,
				   build_string(w, SLICE("UTC"), value->source), value->source);
	value->type = type_of(is_zoned(&value->type) ? PG_TIMESTAMP : PG_TIMESTAMPTZ);
}

static bool assign_time(struct walk *w, const struct slot *slot, struct lowered *value)
{
	const struct pg_type *type = &slot->column->type;

	if (!type_is_time(&value->type)) {
		if (storage_is_number(value->storage) ||
		    (may_be_text(value) && holds_seconds(slot)))
			return assign_epoch(w, slot, value) &&
			       (pg_type_equal(&value->type, type) || assign_time(w, slot, value));
		return convert_stored(w, value, type, slot->affinity);
	}
	if (is_zoned(&value->type) != is_zoned(type) && value->type.kind != PG_TIME)
		to_utc(w, value);
	if (value->type.kind != type->kind)
		take_type(w, value, type);
	return true;
}

bool assign_value(struct walk *w, const struct slot *slot, struct lowered *value)
{
	const struct pg_type *type = &slot->column->type;

	if (value->parameter && parameter_is_open(value)) {
		parameter_settle(w, value, *type, PLACE_INFERS);
		return true;
	}
	if (value->literal)
		return assign_constant(w, slot, value);
	if (value->storage == STORAGE_NULL || pg_type_equal(&value->type, type))
		return true;
	if (type->array)
		return refuse_value(w, slot, value);
	if (is_number(type))
		return assign_number(w, slot, value);
	if (type_is_time(type))
		return assign_time(w, slot, value);
	if (type->kind == PG_BOOLEAN && value->storage == STORAGE_TEXT)
		return assign_text(w, slot, value);
	if (type->kind == PG_BOOLEAN || type_is_text(type) || type->kind == PG_CITEXT ||
	    type->kind == PG_BYTEA)
		return convert_stored(w, value, type, slot->affinity);
	return convert_text(w, value) && convert_stored(w, value, type, slot->affinity);
}

bool assign_expr(struct walk *w, const struct slot *slot, const struct expr *expr,
		 struct lowered *out)
{
	struct want want = { .boolean = slot->column->type.kind == PG_BOOLEAN,
			     .type = slot->column->type };

	return walk_expr(w, expr, want, out) && assign_value(w, slot, out);
}

/* ---------------------------------------------------------------- the next number */

struct expr *assign_next_number(struct walk *w, const struct dml_target *target,
				const struct slot *slot, struct span span)
{
	struct strbuf name = { 0 };
	struct expr *of[2], *sequence;

	pg_print_identifier(&name, target->relation);
	of[0] = build_string(w, slice_of(arena_copy(w->arena, name.text, name.len)), span);
	of[1] = build_string(w, slice_of(slot->column->name), span);
	strbuf_free(&name);
	sequence = build_call(w, "pg_get_serial_sequence", span, 2, of);
	return build_call(w, "nextval", span, 1, &sequence);
}

/* ---------------------------------------------------------------- SET */

static bool is_set_again(const struct assignments *set, const struct assignment *assignment)
{
	const struct symbol *name = assignment->columns.names.items[0].symbol;

	for (const struct assignment *later = assignment + 1;
	     later < set->items.items + set->items.count; later++)
		vec_each(const struct name, other, later->columns.names) {
			if (other->symbol == name)
				return true;
		}
	return false;
}

/* (a, b) = (1, 2) */
static bool set_row(struct walk *w, const struct dml_target *target,
		    const struct assignment *assignment, struct assignments *out)
{
	const struct expr_list *values = assignment->value->list;

	for (uint32_t i = 0; i < assignment->columns.names.count; i++) {
		struct assignment one = { .value = values->exprs.items[i] };
		struct assignments set = { 0 };

		vec_push(w->arena, &one.columns.names, assignment->columns.names.items[i]);
		vec_push(w->arena, &set.items, one);
		if (!set_lower(w, target, &set, out))
			return false;
	}
	return true;
}

static void name_slot(struct walk *w, struct assignment *assignment, const struct slot *slot)
{
	vec_push(w->arena, &assignment->columns.names, build_name(w, slot->column->name));
}

/* (a, b) = (SELECT ...) */
static bool set_select(struct walk *w, const struct dml_target *target,
		       const struct assignment *assignment, struct assignments *out)
{
	struct assignment made = { 0 };
	struct result_list results = { 0 };
	struct select *select;
	struct result_columns *columns;

	if (!select_lower(w, assignment->value->select, w->scope, &select, &results))
		return false;
	columns = &select->cores.items[0]->results;
	for (uint32_t i = 0; i < assignment->columns.names.count; i++) {
		struct slot slot;

		if (!target_slot(w, target, &assignment->columns.names.items[i], &slot) ||
		    !assign_value(w, &slot, &results.columns.items[i].value))
			return false;
		if (select->cores.count == 1 && columns->columns.count > i)
			columns->columns.items[i].expr = results.columns.items[i].value.expr;
		name_slot(w, &made, &slot);
	}
	made.value = expr_new(w->arena, EXPR_SUBQUERY, assignment->value->span);
	made.value->select = select;
	vec_push(w->arena, &out->items, made);
	return true;
}

static bool set_one(struct walk *w, const struct dml_target *target,
		    const struct assignment *assignment, struct assignments *out)
{
	struct assignment made = { 0 };
	struct lowered value;
	struct slot slot;

	if (!target_slot(w, target, &assignment->columns.names.items[0], &slot) ||
	    !assign_expr(w, &slot, assignment->value, &value))
		return false;
	name_slot(w, &made, &slot);
	made.value = value.expr;
	vec_push(w->arena, &out->items, made);
	return true;
}

bool set_lower(struct walk *w, const struct dml_target *target, const struct assignments *set,
	       struct assignments *out)
{
	vec_each(const struct assignment, assignment, set->items) {
		bool several = assignment->columns.names.count > 1, done;

		if (!several && is_set_again(set, assignment))
			continue; /* the last one counts in SQLite; PostgreSQL refuses it */
		if (several && assignment->value->kind == EXPR_ROW)
			done = set_row(w, target, assignment, out);
		else if (several && assignment->value->kind == EXPR_SUBQUERY)
			done = set_select(w, target, assignment, out);
		else
			done = set_one(w, target, assignment, out);
		if (!done)
			return false;
	}
	return true;
}
