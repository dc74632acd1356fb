/* SPDX-License-Identifier: PostgreSQL
 *
 * The presets that are built in: the files of mappings/, made into presets_text.c by scripts/embed.
 */
#include <config.h>

#include <string.h>

#include "mapping/rules.h"

const struct preset *preset_find(const char *name)
{
	for (const struct preset *preset = presets; preset->name; preset++)
		if (strcmp(preset->name, name) == 0)
			return preset;
	return NULL;
}
