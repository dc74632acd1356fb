/* SPDX-License-Identifier: PostgreSQL
 *
 * Parameters of a statement: SQLite's numbers for them, and the type that each has from where it
 * stands.  A parameter is lowered without a type; what meets it gives it one.  Where PostgreSQL
 * would infer the same type from the same place it stays bare, anywhere else it gets a cast.
 * When one place told more than an earlier one knew, the statement is lowered once more.
 */
#ifndef LOWER_PARAMETER_H
#define LOWER_PARAMETER_H

#include "lower/expr.h"

struct parameter {
	uint32_t number;     /* $1 ... */
	struct slice name;   /* as first written: ":id", "?5"; empty for "?" and for gaps */
	struct span span;    /* of its first place; NOWHERE: a number that none has */
	struct pg_type type; /* PG_UNKNOWN: none yet */
	enum storage storage;
	const struct conversion *conversion;
	bool stays;   /* it is in the statement that came out */
	bool untold;  /* nothing told its type: it is text */
	bool guessed; /* a function that takes values of several types told it */
};

/* One place where a parameter stands. */
struct parameter_use {
	struct parameter *parameter;
	struct expr *expr;
	bool open;     /* no type reached it */
	bool settled;  /* it was asked for a type */
	bool inferred; /* PostgreSQL gives it the same type there */
};

struct parameters {
	struct parameter *items; /* by number, from 0 */
	uint32_t count;
	bool cast_all; /* the statement moves values to where PostgreSQL infers nothing */
	bool stale; /* a type changed behind a place that used it */
	VEC(struct parameter_use *) uses;
};

/* Numbers the parameters of LIST, which are in the order of the text.  False, told, for a number
 * that no engine takes. */
bool parameters_number(struct lowering *l, const struct expr_list *list, struct parameters *out);
/* After the statement was lowered: true when it has to be lowered once more, by what is known now.
 */
bool parameters_again(struct parameters *parameters);
/* Puts the casts in, and tells what has no type. */
void parameters_finish(struct walk *w, struct parameters *parameters);

/* Notes which parameters TEXT has, a statement that came out; then tells those that none has. */
void parameters_find(struct parameters *parameters, struct slice text);
void parameters_tell_lost(struct lowering *l, const struct parameters *parameters);

/* The parameter EXPR; refused where a statement can't have one. */
bool parameter_lower(struct walk *w, const struct expr *expr, struct lowered *out);

/* Whether VALUE is a parameter that has no type yet. */
bool parameter_is_open(const struct lowered *value);
enum parameter_place {
	PLACE_INFERS, /* PostgreSQL would find the type itself */
	PLACE_CASTS,
};
/* VALUE, when it is a parameter, stands where a value of TYPE is wanted. */
void parameter_settle(struct walk *w, struct lowered *value, struct pg_type type,
		      enum parameter_place place);
/* VALUE, when it is a parameter, goes to where PostgreSQL would infer another type. */
void parameter_cast(struct lowered *value);
/* The same where a value of another type might stand as well. */
void parameter_guess(struct walk *w, struct lowered *value, struct pg_type type);
/* It stands beside OTHER, with which it is compared. */
void parameter_meet(struct walk *w, struct lowered *value, const struct lowered *other,
		    enum parameter_place place);

#endif
