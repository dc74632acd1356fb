/* SPDX-License-Identifier: PostgreSQL
 *
 * Globs of mapping files.
 */
#include <config.h>

#include "mapping/internal.h"
#include "units.h"

static bool matches(const char *glob, const char *text)
{
	struct arena *arena = arena_new();
	bool result = glob_match(arena, slice_of(glob), slice_of(text));

	arena_free(arena);
	return result;
}

void globs_match_whole_names(void **state)
{
	(void)state;
	assert_true(matches("users", "users"));
	assert_true(matches("USERS", "users"));
	assert_false(matches("users", "user"));
	assert_false(matches("user", "users"));
	assert_true(matches("*", ""));
	assert_true(matches("*", "anything"));
	assert_true(matches("is_*", "is_"));
	assert_false(matches("is_*", "his_"));
	assert_true(matches("*_at", "made_at"));
	assert_false(matches("*_at", "made_att"));
	assert_true(matches("*a*b*c", "xxaxbxbc"));
	assert_false(matches("*a*b*c", "xxaxcxb"));
	assert_true(matches("a?c", "abc"));
	assert_true(matches("a?c", "a\xc3\xa9"
				   "c"));
	assert_false(matches("a?c", "ac"));
	assert_true(matches("", ""));
	assert_false(matches("", "a"));
	assert_false(matches("?", ""));
	assert_false(matches("a*a*a*a*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaac"));
}

void braces_stand_for_each_alternative(void **state)
{
	(void)state;
	assert_true(matches("{a,b}", "b"));
	assert_false(matches("{a,b}", "ab"));
	assert_true(matches("x{a,*_b,}", "x"));
	assert_true(matches("x{a,*_b,}", "xy_b"));
	assert_true(matches("{a,b}{c,d}", "bc"));
	assert_false(matches("{a,b}{c,d}", "cb"));
	assert_true(matches("{", "{"));
}
