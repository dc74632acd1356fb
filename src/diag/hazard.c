/* SPDX-License-Identifier: PostgreSQL
 *
 * Hazards by name and by family.
 */
#include <config.h>

#include "diag/hazard.h"

const struct hazard_info hazard_infos[HAZARD_COUNT] = {
#define HAZARD(id, name, families, text, explanation) { name, families, text },
#include "diag/hazards.list"
#undef HAZARD
};

static const enum diag_code codes[HAZARD_COUNT] = {
#define HAZARD(id, name, families, text, explanation) D_HAZARD_##id,
#include "diag/hazards.list"
#undef HAZARD
};

const char *const hazard_words[HAZARD_WORDS] = {
#define HAZARD(id, name, families, text, explanation) name,
#include "diag/hazards.list"
#undef HAZARD
	"destructive", "data", "incompatible", "lock", "all"
};

unsigned hazards_of(unsigned hazards, unsigned families)
{
	unsigned found = 0;

	for (unsigned i = 0; i < HAZARD_COUNT; i++)
		if (hazard_infos[i].families & families)
			found |= 1U << i;
	return hazards & found;
}

/* The words are the hazards, their families in the order of the bits, and all. */
unsigned hazards_find(struct slice name)
{
	const unsigned all = (1U << HAZARD_COUNT) - 1;
	unsigned word = 0;

	while (word < HAZARD_WORDS && !slice_equal(name, slice_of(hazard_words[word])))
		word++;
	if (word < HAZARD_COUNT)
		return 1U << word;
	if (word < HAZARD_WORDS - 1)
		return hazards_of(all, 1U << (word - HAZARD_COUNT));
	return word < HAZARD_WORDS ? all : 0;
}

enum diag_code hazard_code(unsigned number)
{
	return codes[number];
}
