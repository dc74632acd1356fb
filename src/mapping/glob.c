/* SPDX-License-Identifier: PostgreSQL
 *
 * Patterns of mapping files: regular expressions, and globs, * for any run of bytes, ? for one
 * character, {a,b} for alternatives, ASCII letters folded.  Without braces matching is linear in
 * practice and never worse than the product of both lengths.
 */
#include <config.h>

#include <string.h>

#include "mapping/internal.h"

bool glob_is_literal(struct slice glob)
{
	for (uint32_t i = 0; i < glob.len; i++)
		if (strchr("*?{", glob.ptr[i]))
			return false;
	return true;
}

static uint32_t character_length(struct slice text, uint32_t at)
{
	uint32_t len = 1;

	while (at + len < text.len && ((unsigned char)text.ptr[at + len] & 0xc0) == 0x80)
		len++;
	return len;
}

bool glob_match_plain(struct slice glob, struct slice text)
{
	uint32_t g = 0, t = 0, star = UINT32_MAX, resume = 0;

	while (t < text.len) {
		if (g < glob.len && glob.ptr[g] == '*') {
			star = ++g;
			resume = t;
		} else if (g < glob.len && glob.ptr[g] == '?') {
			t += character_length(text, t);
			g++;
		} else if (g < glob.len && ascii_lower(glob.ptr[g]) == ascii_lower(text.ptr[t])) {
			g++;
			t++;
		} else if (star != UINT32_MAX) {
			g = star;
			t = ++resume;
		} else {
			return false;
		}
	}
	while (g < glob.len && glob.ptr[g] == '*')
		g++;
	return g == glob.len;
}

/* The first {...} of the glob; false when it has none. */
static bool find_braces(struct slice glob, uint32_t *open, uint32_t *close)
{
	const char *start = glob.len ? memchr(glob.ptr, '{', glob.len) : NULL;
	const char *end;

	if (!start)
		return false;
	*open = (uint32_t)(start - glob.ptr);
	end = memchr(start, '}', glob.len - *open);
	if (!end)
		return false;
	*close = (uint32_t)(end - glob.ptr);
	return true;
}

void glob_expand(struct arena *arena, struct slice glob, struct glob_list *out)
{
	uint32_t open, close, start;

	if (!find_braces(glob, &open, &close)) {
		vec_push(arena, &out->globs, glob);
		return;
	}
	start = open + 1;
	for (uint32_t i = start; i <= close; i++) {
		if (i < close && glob.ptr[i] != ',')
			continue;
		glob_expand(
			arena,
			slice_of(arena_printf(arena, "%.*s%.*s%.*s", (int)open, glob.ptr,
					      (int)(i - start), glob.ptr + start,
					      (int)(glob.len - close - 1), glob.ptr + close + 1)),
			out);
		start = i + 1;
	}
}

bool glob_match(struct arena *arena, struct slice glob, struct slice text)
{
	struct glob_list list = { 0 };
	struct arena_mark mark;
	bool matches = false;

	if (!memchr(glob.ptr, '{', glob.len))
		return glob_match_plain(glob, text);
	mark = arena_mark(arena);
	glob_expand(arena, glob, &list);
	for (uint32_t i = 0; i < list.globs.count && !matches; i++)
		matches = glob_match_plain(list.globs.items[i], text);
	arena_release(arena, mark);
	return matches;
}

bool regex_groups(const void *regex, struct slice text, regmatch_t groups[REGEX_GROUPS])
{
	groups[0] = (regmatch_t){ 0, (regoff_t)text.len };
	return regexec(regex, text.ptr ? text.ptr : "", REGEX_GROUPS, groups, REG_STARTEND) == 0 &&
	       groups[0].rm_so == 0 && groups[0].rm_eo == (regoff_t)text.len;
}

bool regex_matches(const void *regex, struct slice text)
{
	regmatch_t groups[REGEX_GROUPS];

	return regex_groups(regex, text, groups);
}
