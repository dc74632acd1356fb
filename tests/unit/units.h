/* SPDX-License-Identifier: PostgreSQL
 *
 * The unit tests of all files, run as one group.  cmocka.h wants these headers before it.
 */
#ifndef UNITS_H
#define UNITS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define UNITS(X)                                       \
	X(arena_gives_zeroed_aligned_memory)           \
	X(arena_release_takes_back_what_came_after)    \
	X(arena_copy_and_printf_end_with_nul)          \
	X(vec_grows_and_keeps_its_items)               \
	X(slices_compare_as_bytes_and_as_sqlite_names) \
	X(strbuf_grows_and_formats)                    \
	X(symbols_are_one_pointer_a_name)              \
	X(edit_distance_counts_up_to_its_limit)        \
	X(strmap_sets_replaces_and_removes)            \
	X(strmap_finds_what_is_left_after_removals)    \
	X(sources_share_one_space_of_positions)        \
	X(locations_count_lines_and_code_points)       \
	X(locations_are_the_same_in_any_order)         \
	X(spans_join)                                  \
	X(a_source_is_read_whole)                      \
	X(an_abandoned_output_leaves_the_old_file)     \
	X(a_closed_output_replaces_the_file)           \
	X(an_output_goes_through_a_symbolic_link)      \
	X(md5_is_that_of_rfc_1321)                     \
	X(a_full_disk_is_an_error)                     \
	X(levels_follow_options)                       \
	X(ignored_diagnostics_are_not_listed)          \
	X(codes_have_distinct_kebab_names)             \
	X(carets_stand_under_wide_characters)          \
	X(long_lines_are_cut_around_the_caret)         \
	X(what_a_terminal_would_obey_is_escaped)       \
	X(json_and_sarif_survive_invalid_utf8)         \
	X(equal_texts_have_no_difference)              \
	X(differences_apply)                           \
	X(types_have_one_name)                         \
	X(what_is_no_type_is_told)                     \
	X(a_long_chain_of_tables_is_turned_round)      \
	X(tables_without_need_stay_where_they_are)     \
	X(of_a_cycle_one_key_is_separate)              \
	X(two_compilations_do_not_meet)                \
	X(globs_match_whole_names)                     \
	X(braces_stand_for_each_alternative)           \
	X(options_stand_anywhere)                      \
	X(options_shorten_while_unambiguous)           \
	X(depfile_names_are_quoted_for_make)

#define DECLARE_UNIT(name) void name(void **state);
UNITS(DECLARE_UNIT)

#endif
