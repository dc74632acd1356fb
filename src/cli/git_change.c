/* SPDX-License-Identifier: PostgreSQL
 *
 * Seven arguments for a file (path, and for each side a file, a hash and a mode), nine when it was
 * renamed too (the new path, and git's own words for it), one for a path that is not merged.
 */
#include <config.h>

#include "cli/git_change.h"

#include <stdlib.h>
#include <string.h>

#include "cli/unified.h"
#include "postgres/print.h"

enum { UNMERGED = 1, CHANGED = 7, RENAMED = 9 };

/* An added or deleted file has no name on one side. */
static const char *side_name(struct arena *arena, const char *prefix, const char *path,
			     const char *file)
{
	return strcmp(file, "/dev/null") == 0 ? file : arena_printf(arena, "%s%s", prefix, path);
}

bool git_change_read(struct arena *arena, const struct text_list *arguments, struct git_change *out)
{
	const char *const *args = arguments->items.items;
	uint32_t count = arguments->items.count;

	*out = (struct git_change){ 0 };
	if (count == UNMERGED && getenv("GIT_DIFF_PATH_COUNTER")) {
		out->old_name = out->new_name = args[0];
		return true;
	}
	if (count != CHANGED && count != RENAMED)
		return false;
	out->old_file = args[1];
	out->new_file = args[4];
	out->old_name = side_name(arena, "a/", args[0], out->old_file);
	out->new_name = side_name(arena, "b/", count == RENAMED ? args[7] : args[0], out->new_file);
	return true;
}

static void add_name(struct strbuf *out, const char *name)
{
	pg_print_visible(out, name, strlen(name));
}

void git_change_print_heading(struct strbuf *out, const struct git_change *change, bool color,
			      bool tell_equal)
{
	strbuf_add_text(out, color ? "\033[1m" : "");
	if (!change->old_file) {
		strbuf_add_text(out, "* Unmerged path ");
	} else {
		strbuf_add_text(out, "diff --lite2pg ");
		add_name(out, change->old_name);
		strbuf_add_char(out, ' ');
	}
	add_name(out, change->new_name);
	strbuf_add_text(out, color ? "\033[0m\n" : "\n");
	if (tell_equal)
		strbuf_add_text(out, "  the same PostgreSQL schema\n");
}

static bool is_binary(const struct source *source)
{
	return memchr(source->text.ptr, '\0', source->text.len) != NULL;
}

void git_change_print_texts(struct strbuf *out, const struct git_change *change,
			    struct source_map *sources)
{
	const struct source *old = source_read(sources, change->old_file);
	const struct source *new = source_read(sources, change->new_file);

	if (!old || !new)
		return;
	if (is_binary(old) || is_binary(new))
		strbuf_addf(out, "Binary files %s and %s differ\n", change->old_name,
			    change->new_name);
	else
		unified_diff(
			out,
			(struct unified_text){ change->old_name, old->text.ptr, old->text.len },
			(struct unified_text){ change->new_name, new->text.ptr, new->text.len });
}
