/* SPDX-License-Identifier: PostgreSQL
 *
 * SQLite's collations in PostgreSQL.  BINARY is the collation "C", which only
 * order needs: equality is of bytes in every deterministic collation.  NOCASE folds
 * A to Z alone and orders the folded bytes; RTRIM leaves blanks at the end out.
 */
#include <config.h>

#include "lower/expr.h"

enum collation_kind collation_of(struct slice name)
{
	if (slice_equal_nocase(name, SLICE("binary")))
		return COLLATION_BINARY;
	if (slice_equal_nocase(name, SLICE("nocase")))
		return COLLATION_NOCASE;
	if (slice_equal_nocase(name, SLICE("rtrim")))
		return COLLATION_RTRIM;
	return COLLATION_OTHER;
}

static bool is_c(const struct lowered *value)
{
	return value->collated && slice_equal(slice_of(value->collated), SLICE("C"));
}

static void pin(struct walk *w, struct lowered *value)
{
	if (is_c(value))
		return;
	value->expr = build_collate(w, value->expr, "C");
	value->collated = "C";
}

bool collation_folds(const struct walk *w, const struct lowered *value)
{
	return value->type.kind == PG_CITEXT ||
	       (w->l->settings->nocase == NOCASE_ICU && value->collated &&
		slice_equal(slice_of(value->collated), SLICE(ICU_NOCASE)));
}

bool collation_unfold(struct walk *w, struct lowered *value)
{
	if (!collation_folds(w, value))
		return true;
	/* a rule's citext is meant to fold */
	if (value->type.kind == PG_CITEXT)
		return w->l->settings->nocase != NOCASE_CITEXT || convert_text(w, value);
	pin(w, value);
	return true;
}

static void fold_case(struct walk *w, struct lowered *value)
{
	struct slice text = value->literal ? value->literal->text : (struct slice){ 0 };
	char *folded;

	if (!value->literal) {
		pin(w, value);
		value->expr = build_call(w, "lower", value->source, 1, &value->expr);
		return;
	}
	folded = arena_copy(w->arena, text.ptr, text.len);
	for (uint32_t i = 0; i < text.len; i++)
		folded[i] = ascii_lower(folded[i]);
	value->expr = build_string(w, (struct slice){ folded, text.len }, value->source);
}

static void cut_blanks(struct walk *w, struct lowered *value)
{
	struct slice text = value->literal ? value->literal->text : (struct slice){ 0 };
	struct expr *arguments[2] = { value->expr, build_string(w, SLICE(" "), value->source) };

	if (!value->literal) {
		value->expr = build_call(w, "rtrim", value->source, 2, arguments);
		return;
	}
	while (text.len && text.ptr[text.len - 1] == ' ')
		text.len--;
	value->expr = build_string(w, text, value->source);
}

bool collation_apply(struct walk *w, struct lowered *value, enum collation_kind collation,
		     bool ordered)
{
	if (value->storage == STORAGE_NULL)
		return true;
	switch (collation) {
	case COLLATION_BINARY:
		if (!collation_unfold(w, value))
			return false;
		break;
	case COLLATION_NOCASE:
		if (collation_folds(w, value))
			return true;
		if (w->l->settings->nocase == NOCASE_CITEXT && !value->literal) {
			value->expr = build_cast(w, value->expr, "citext");
			return true;
		}
		fold_case(w, value);
		return true;
	case COLLATION_RTRIM:
		if (!collation_unfold(w, value))
			return false;
		cut_blanks(w, value);
		break;
	case COLLATION_OTHER:
		return true;
	}
	if (ordered && !value->literal)
		pin(w, value);
	return true;
}
