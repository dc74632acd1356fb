/* SPDX-License-Identifier: PostgreSQL
 *
 * What git hands over to a program that shows a difference, GIT_EXTERNAL_DIFF or
 * diff.<driver>.command: see git(1).
 */
#ifndef GIT_CHANGE_H
#define GIT_CHANGE_H

#include "base/source.h"
#include "cli/options.h"

struct git_change {
	const char *old_name, *new_name; /* as git would print them: "a/schema.sql" */
	const char *old_file, *new_file; /* where the contents are; NULL: unmerged */
};

/* False when the arguments are not git's. */
bool git_change_read(struct arena *arena, const struct text_list *arguments,
		     struct git_change *out);

/* The line above the difference; TELL_EQUAL also says that there is none. */
void git_change_print_heading(struct strbuf *out, const struct git_change *change, bool color,
			      bool tell_equal);

/* The contents as texts, for what can't be compared as a schema. */
void git_change_print_texts(struct strbuf *out, const struct git_change *change,
			    struct source_map *sources);

#endif
