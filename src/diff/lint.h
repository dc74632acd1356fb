/* SPDX-License-Identifier: PostgreSQL
 *
 * Hazards as diagnostics.  What the mapping or a comment allows, or -Wno-NAME silences, is not
 * told.
 */
#ifndef DIFF_LINT_H
#define DIFF_LINT_H

#include "diff/changes.h"

/* The numbers of the first sources in each context that are schemas, not mappings. */
struct lint_sources {
	uint32_t old, new;
};

/* Works out which hazards of each change are told, and which are allowed.  Adds to the diagnostics
 * of the new schema: mistakes in comments, and what allows nothing. */
void lint_changes(struct change_list *list, struct rule_set *rules, struct lint_sources sources);

enum lint_place {
	LINT_WHERE_IT_STANDS, /* what is dropped, in the old source */
	LINT_IN_NEW,	      /* all in the new source, as near as can be */
};

/* Adds a diagnostic for each hazard that is told to those of the new schema, whose sources then are
 * those of both. */
void lint_report(struct change_list *list, struct lint_sources sources, enum lint_place place);

/* Whether one of HAZARDS is told, or any whose level is an error. */
bool lint_fails(const struct change_list *list, unsigned hazards);

#endif
