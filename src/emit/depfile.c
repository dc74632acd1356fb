/* SPDX-License-Identifier: PostgreSQL
 *
 * Names in make's quoting: as GNU make reads them, a backslash before blanks and "#",
 * "$" doubled, and the backslashes before a blank doubled too.
 */
#include <config.h>

#include "emit/depfile.h"

#include <string.h>

#include "base/strmap.h"

static void print_name(struct strbuf *out, const char *name)
{
	size_t backslashes = 0;

	for (; *name; name++) {
		if (*name == ' ' || *name == '\t') {
			for (; backslashes; backslashes--)
				strbuf_add_char(out, '\\');
			strbuf_add_char(out, '\\');
		} else if (*name == '#') {
			strbuf_add_char(out, '\\');
		} else if (*name == '$') {
			strbuf_add_char(out, '$');
		}
		strbuf_add_char(out, *name);
		backslashes = *name == '\\' ? backslashes + 1 : 0;
	}
}

void emit_depfile(struct output *out, const char *const *targets, size_t target_count,
		  const char *const *files, size_t file_count)
{
	struct strmap *seen = strmap_new();

	for (size_t i = 0; i < target_count; i++) {
		if (i)
			strbuf_add_char(&out->buf, ' ');
		print_name(&out->buf, targets[i]);
	}
	strbuf_add_char(&out->buf, ':');
	for (size_t i = 0; i < file_count; i++) {
		if (strmap_find(seen, slice_of(files[i])))
			continue;
		strmap_set(seen, slice_of(files[i]), seen);
		strbuf_add_text(&out->buf, " \\\n  ");
		print_name(&out->buf, files[i]);
	}
	strbuf_add_char(&out->buf, '\n');
	strmap_free(seen);
	seen = strmap_new();
	for (size_t i = 0; i < file_count; i++) {
		if (strmap_find(seen, slice_of(files[i])))
			continue;
		strmap_set(seen, slice_of(files[i]), seen);
		strbuf_add_char(&out->buf, '\n');
		print_name(&out->buf, files[i]);
		strbuf_add_text(&out->buf, ":\n");
	}
	strmap_free(seen);
}
