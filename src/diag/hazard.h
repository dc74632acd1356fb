/* SPDX-License-Identifier: PostgreSQL
 *
 * What a change of a schema may do: sets of hazards, and their families.  hazards.list has them;
 * each is a diagnostic too.
 */
#ifndef HAZARD_H
#define HAZARD_H

#include "diag/diag.h"

enum hazard_family {
	FAMILY_DESTRUCTIVE = 1,	 /* data is lost */
	FAMILY_DATA = 2,	 /* fails or not, as the rows are */
	FAMILY_INCOMPATIBLE = 4, /* with code that runs meanwhile */
	FAMILY_LOCK = 8,
};

enum hazard_number {
#define HAZARD(id, name, families, text, explanation) HAZARD_NUMBER_##id,
#include "diag/hazards.list"
#undef HAZARD
	HAZARD_COUNT
};

/* A set of hazards. */
enum hazard {
#define HAZARD(id, name, families, text, explanation) HAZARD_##id = 1 << HAZARD_NUMBER_##id,
#include "diag/hazards.list"
#undef HAZARD
};

struct hazard_info {
	const char *name;
	unsigned families;
	const char *text;
};
extern const struct hazard_info hazard_infos[HAZARD_COUNT];

/* Those of FAMILIES among HAZARDS. */
unsigned hazards_of(unsigned hazards, unsigned families);
/* "new-check", or all of a family: "data"; "all": all of them.  0 when there is no such name. */
unsigned hazards_find(struct slice name);

/* The names that hazards_find() knows. */
enum { HAZARD_WORDS = HAZARD_COUNT + 5 };
extern const char *const hazard_words[HAZARD_WORDS];

/* The diagnostic that tells of it. */
enum diag_code hazard_code(unsigned number);

#endif
