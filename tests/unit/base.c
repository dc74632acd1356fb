/* SPDX-License-Identifier: PostgreSQL
 *
 * Unit tests of src/base.
 */
#include <config.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/md5.h"
#include "base/output.h"
#include "base/source.h"
#include "base/strmap.h"
#include "base/vec.h"
#include "units.h"

void arena_gives_zeroed_aligned_memory(void **state)
{
	struct arena *arena = arena_new();

	(void)state;
	for (size_t size = 1; size < 300000; size = size * 3 + 1) {
		unsigned char *memory = arena_alloc(arena, size);

		assert_int_equal((uintptr_t)memory % _Alignof(double), 0);
		for (size_t i = 0; i < size; i++)
			assert_int_equal(memory[i], 0);
		memset(memory, 0xAA, size);
	}
	arena_free(arena);
}

void arena_release_takes_back_what_came_after(void **state)
{
	struct arena *arena = arena_new();
	char *kept = arena_copy(arena, "kept", 4);
	struct arena_mark outer = arena_mark(arena);

	(void)state;
	for (int i = 0; i < 100; i++) {
		struct arena_mark inner;

		memset(arena_alloc(arena, 1000), 'x', 1000);
		inner = arena_mark(arena);
		memset(arena_alloc(arena, 100000), 'y', 100000);
		arena_release(arena, inner);
	}
	arena_release(arena, outer);
	assert_string_equal(kept, "kept");
	assert_int_equal(*(char *)arena_alloc(arena, 1), 0);
	arena_free(arena);
}

void arena_copy_and_printf_end_with_nul(void **state)
{
	struct arena *arena = arena_new();

	(void)state;
	assert_string_equal(arena_copy(arena, "abcdef", 3), "abc");
	assert_string_equal(arena_copy(arena, NULL, 0), "");
	assert_string_equal(arena_printf(arena, "%s-%d", "a", 7), "a-7");
	arena_free(arena);
}

void vec_grows_and_keeps_its_items(void **state)
{
	struct arena *arena = arena_new();
	VEC(int) numbers = { 0 };
	int sum = 0;

	(void)state;
	vec_each(int, number, numbers)
		sum += *number;
	assert_int_equal(sum, 0);
	for (int i = 0; i < 1000; i++)
		vec_push(arena, &numbers, i);
	vec_each(int, number, numbers)
		sum += *number;
	assert_int_equal(numbers.count, 1000);
	assert_int_equal(sum, 999 * 1000 / 2);
	arena_free(arena);
}

void slices_compare_as_bytes_and_as_sqlite_names(void **state)
{
	(void)state;
	assert_true(slice_equal(SLICE("ab"), slice_of("ab")));
	assert_false(slice_equal(SLICE("ab"), SLICE("aB")));
	assert_true(slice_equal_nocase(SLICE("aZ[@"), SLICE("Az[@")));
	/* Only ASCII letters fold: "@" is not the capital of "`", Ä not of ä. */
	assert_false(slice_equal_nocase(SLICE("@"), SLICE("`")));
	assert_false(slice_equal_nocase(SLICE("\xC3\x84"), SLICE("\xC3\xA4")));
	assert_true(slice_compare(SLICE("a"), SLICE("ab")) < 0);
	assert_true(slice_compare(SLICE("\xFF"), SLICE("a")) > 0);
	assert_int_equal(slice_compare(SLICE(""), (struct slice){ NULL, 0 }), 0);
}

void strbuf_grows_and_formats(void **state)
{
	struct strbuf buf = { 0 };

	(void)state;
	for (int i = 0; i < 10000; i++)
		strbuf_addf(&buf, "%d,", i % 10);
	assert_int_equal(buf.len, 20000);
	assert_int_equal(strlen(buf.text), 20000);
	strbuf_clear(&buf);
	strbuf_add(&buf, "", 0);
	strbuf_add_slice(&buf, SLICE("a\0b"));
	strbuf_add_char(&buf, 'c');
	assert_int_equal(buf.len, 4);
	assert_memory_equal(buf.text, "a\0bc", 5);
	strbuf_free(&buf);
	assert_null(buf.text);
}

void symbols_are_one_pointer_a_name(void **state)
{
	struct arena *arena = arena_new();
	struct symbol_table *table = symbol_table_new(arena);
	const struct symbol *first = symbol_intern_text(table, "Users");
	char name[32];

	(void)state;
	for (int i = 0; i < 5000; i++) {
		snprintf(name, sizeof(name), "Name_%d", i);
		assert_string_equal(symbol_intern_text(table, name)->text + 5, name + 5);
	}
	assert_ptr_equal(first, symbol_intern_text(table, "uSERS"));
	assert_string_equal(first->text, "users");
	assert_ptr_not_equal(first, symbol_intern_text(table, "user"));
	assert_ptr_not_equal(symbol_intern(table, SLICE("a\0b")), symbol_intern_text(table, "a"));
	symbol_table_free(table);
	arena_free(arena);
}

void edit_distance_counts_up_to_its_limit(void **state)
{
	char longer[200];

	(void)state;
	assert_int_equal(edit_distance(SLICE("table"), SLICE("TABLE"), 3), 0);
	assert_int_equal(edit_distance(SLICE("tabel"), SLICE("table"), 3), 2);
	assert_int_equal(edit_distance(SLICE(""), SLICE("abc"), 3), 3);
	assert_int_equal(edit_distance(SLICE("kitten"), SLICE("sitting"), 3), 3);
	assert_true(edit_distance(SLICE("abc"), SLICE("xyz"), 2) > 2);
	assert_int_equal(edit_distance(SLICE("a"), SLICE("abcdef"), 2), 3);
	memset(longer, 'x', sizeof(longer));
	assert_int_equal(edit_distance((struct slice){ longer, sizeof(longer) }, SLICE("x"), 300),
			 301);
}

void strmap_sets_replaces_and_removes(void **state)
{
	struct strmap *map = strmap_new();
	int values[3];

	(void)state;
	assert_null(strmap_find(map, SLICE("a")));
	strmap_set(map, SLICE("a"), &values[0]);
	strmap_set(map, SLICE("A"), &values[1]);
	strmap_set(map, SLICE("a\0b"), &values[2]);
	assert_ptr_equal(strmap_find(map, SLICE("a")), &values[0]);
	assert_ptr_equal(strmap_find(map, SLICE("A")), &values[1]);
	assert_ptr_equal(strmap_find(map, SLICE("a\0b")), &values[2]);
	strmap_set(map, SLICE("a"), &values[1]);
	assert_ptr_equal(strmap_find(map, SLICE("a")), &values[1]);
	strmap_remove(map, SLICE("a"));
	strmap_remove(map, SLICE("never there"));
	assert_null(strmap_find(map, SLICE("a")));
	strmap_free(map);
}

static struct slice numbered_key(char *buf, size_t size, unsigned number)
{
	return (struct slice){ buf, (uint32_t)snprintf(buf, size, "key_%u", number) };
}

void strmap_finds_what_is_left_after_removals(void **state)
{
	enum { COUNT = 5000 };
	struct strmap *map = strmap_new();
	static int values[COUNT];
	char buf[32];

	(void)state;
	for (unsigned i = 0; i < COUNT; i++)
		strmap_set(map, numbered_key(buf, sizeof(buf), i), &values[i]);
	for (unsigned i = 0; i < COUNT; i += 3)
		strmap_remove(map, numbered_key(buf, sizeof(buf), i));
	for (unsigned i = 0; i < COUNT; i++)
		assert_ptr_equal(strmap_find(map, numbered_key(buf, sizeof(buf), i)),
				 i % 3 ? &values[i] : NULL);
	strmap_set(map, numbered_key(buf, sizeof(buf), 3), &values[1]);
	assert_ptr_equal(strmap_find(map, SLICE("key_3")), &values[1]);
	strmap_free(map);
}

void sources_share_one_space_of_positions(void **state)
{
	struct source_map map = { .arena = arena_new() };
	struct source *a = source_add(&map, "a.sql", SLICE("one\ntwo"));
	struct source *empty = source_add(&map, "empty.sql", SLICE(""));
	struct source *b = source_add(&map, "b.sql", SLICE("three"));

	(void)state;
	assert_null(source_find(&map, 0));
	assert_ptr_equal(source_find(&map, a->base), a);
	assert_ptr_equal(source_find(&map, a->base + 7), a); /* its end */
	assert_ptr_equal(source_find(&map, empty->base), empty);
	assert_ptr_equal(source_find(&map, b->base), b);
	assert_null(source_find(&map, b->base + 6));
	assert_true(slice_equal(source_slice(&map, (struct span){ a->base + 4, a->base + 7 }),
				SLICE("two")));
	assert_int_equal(source_slice(&map, (struct span){ b->base, b->base + 99 }).len, 0);
	arena_free(map.arena);
}

static void assert_location(const struct source_map *map, uint32_t position, uint32_t line,
			    uint32_t column, struct slice text)
{
	struct location where;

	assert_true(source_locate(map, position, &where));
	assert_int_equal(where.line, line);
	assert_int_equal(where.column, column);
	assert_true(slice_equal(where.text, text));
}

void locations_count_lines_and_code_points(void **state)
{
	struct source_map map = { .arena = arena_new() };
	/* "é" is two bytes, the CR belongs to the line end. */
	uint32_t base = source_add(&map, "a.sql", SLICE("\xC3\xA9t\xC3\xA9 x\r\n\nlast"))->base;
	struct location where;

	(void)state;
	assert_false(source_locate(&map, 0, &where));
	assert_location(&map, base, 1, 1, SLICE("\xC3\xA9t\xC3\xA9 x"));
	assert_location(&map, base + 6, 1, 5, SLICE("\xC3\xA9t\xC3\xA9 x"));
	assert_location(&map, base + 9, 2, 1, SLICE(""));
	assert_location(&map, base + 10, 3, 1, SLICE("last"));
	assert_location(&map, base + 14, 3, 5, SLICE("last"));
	arena_free(map.arena);
}

void locations_are_the_same_in_any_order(void **state)
{
	struct source_map map = { .arena = arena_new() };
	char text[1000];
	uint32_t base, columns[1000];
	struct location where;

	(void)state;
	for (int i = 0; i < 1000; i++)
		text[i] = i % 97 == 96 ? '\n' : i % 3 ? 'x' : '\t';
	base = source_add(&map, "a.sql", (struct slice){ text, 999 })->base;
	for (uint32_t i = 0; i < 1000; i++) {
		assert_true(source_locate(&map, base + i, &where));
		assert_int_equal(where.line, i / 97 + 1);
		assert_int_equal(where.column, i % 97 + 1);
		columns[i] = where.column;
	}
	for (uint32_t i = 0; i < 1000; i++) {
		assert_true(source_locate(&map, base + i * 701 % 1000, &where));
		assert_int_equal(where.column, columns[i * 701 % 1000]);
	}
	arena_free(map.arena);
}

void spans_join(void **state)
{
	struct span joined = span_join((struct span){ 5, 9 }, (struct span){ 2, 6 });

	(void)state;
	assert_int_equal(joined.start, 2);
	assert_int_equal(joined.end, 9);
	joined = span_join(NOWHERE, (struct span){ 2, 6 });
	assert_int_equal(joined.start, 2);
	joined = span_join((struct span){ 2, 6 }, NOWHERE);
	assert_int_equal(joined.end, 6);
}

/* --------------------------------------------------------------- files */

/* A folder that is removed again with what is in it. */
struct folder {
	char path[64], file[80], link[80];
};

static struct folder folder_new(void)
{
	struct folder folder = { .path = "/tmp/lite2pg-unit.XXXXXX" };

	assert_non_null(mkdtemp(folder.path));
	snprintf(folder.file, sizeof(folder.file), "%s/file", folder.path);
	snprintf(folder.link, sizeof(folder.link), "%s/link", folder.path);
	return folder;
}

static void folder_remove(const struct folder *folder)
{
	unlink(folder->file);
	unlink(folder->link);
	assert_int_equal(rmdir(folder->path), 0); /* nothing else was left in it */
}

static void write_file(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

static void assert_file(const char *path, const char *text)
{
	struct source_map map = { .arena = arena_new() };
	struct source *source = source_read(&map, path);

	assert_non_null(source);
	assert_true(slice_equal(source->text, slice_of(text)));
	arena_free(map.arena);
}

void a_source_is_read_whole(void **state)
{
	struct folder folder = folder_new();
	struct source_map map = { .arena = arena_new() };
	char *text = malloc(300001);

	(void)state;
	memset(text, 'x', 300000);
	text[300000] = '\0';
	write_file(folder.file, text);
	assert_file(folder.file, text);
	assert_null(source_read(&map, folder.link));
	assert_int_equal(errno, ENOENT);
	assert_null(source_read(&map, folder.path));
	assert_int_equal(errno, EISDIR);
	free(text);
	arena_free(map.arena);
	folder_remove(&folder);
}

void an_abandoned_output_leaves_the_old_file(void **state)
{
	struct folder folder = folder_new();
	struct output out;

	(void)state;
	write_file(folder.file, "old");
	assert_true(output_open(&out, folder.file));
	strbuf_add_text(&out.buf, "new");
	assert_true(output_finish(&out));
	assert_file(folder.file, "old");
	output_abandon(&out);
	assert_file(folder.file, "old");
	folder_remove(&folder);
}

void a_closed_output_replaces_the_file(void **state)
{
	struct folder folder = folder_new();
	struct output out;
	struct stat info;

	(void)state;
	write_file(folder.file, "old");
	assert_true(output_open(&out, folder.file));
	output_set_executable(&out);
	for (int i = 0; i < 100000; i++) {
		strbuf_add_char(&out.buf, 'n');
		output_flush(&out);
	}
	assert_file(folder.file, "old");
	assert_true(output_close(&out));
	assert_int_equal(stat(folder.file, &info), 0);
	assert_int_equal(info.st_size, 100000);
	assert_true(info.st_mode & S_IXUSR);
	folder_remove(&folder);
}

void an_output_goes_through_a_symbolic_link(void **state)
{
	struct folder folder = folder_new();
	struct output out;
	struct stat info;

	(void)state;
	write_file(folder.file, "old");
	assert_int_equal(symlink(folder.file, folder.link), 0);
	assert_true(output_open(&out, folder.link));
	strbuf_add_text(&out.buf, "new");
	assert_true(output_close(&out));
	assert_file(folder.file, "new");
	assert_int_equal(lstat(folder.link, &info), 0);
	assert_true(S_ISLNK(info.st_mode));
	folder_remove(&folder);
}

void a_full_disk_is_an_error(void **state)
{
	struct output out;

	(void)state;
	assert_true(output_open(&out, "/dev/full"));
	strbuf_add_text(&out.buf, "x");
	assert_false(output_close(&out));
	assert_int_equal(out.error, ENOSPC);
	assert_false(output_open(&out, "/nonexistent/folder/file"));
	assert_int_equal(out.error, ENOENT);
}

void md5_is_that_of_rfc_1321(void **state)
{
	static const struct {
		size_t len; /* of a text of this many x */
		const char *start;
	} cases[] = {
		{ 0, "d41d8cd9" },   { 1, "9dd4e461" },	  { 55, "04364420" },
		{ 56, "668a72d5" },  { 63, "7dc2ca20" },  { 64, "c1bb4f81" },
		{ 119, "ab347a5f" }, { 120, "fb98667f" }, { 200, "30a83621" },
	};
	char text[200], start[9];
	uint8_t digest[MD5_SIZE];

	(void)state;
	memset(text, 'x', sizeof(text));
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		md5(text, cases[i].len, digest);
		snprintf(start, sizeof(start), "%02x%02x%02x%02x", digest[0], digest[1], digest[2],
			 digest[3]);
		assert_string_equal(start, cases[i].start);
	}
}
