/* SPDX-License-Identifier: PostgreSQL
 *
 * Unit tests of src/diag: levels, and what the renderers do with hostile text.
 */
#include <config.h>

#include <jansson.h>
#include <string.h>

#include "diag/context.h"
#include "diag/render.h"
#include "units.h"

void levels_follow_options(void **state)
{
	struct context ctx;
	enum diag_code code;

	(void)state;
	context_init(&ctx);
	assert_true(diag_code_find("syntax", &code));
	assert_int_equal(code, D_SYNTAX);
	assert_false(diag_set_level(&ctx.diags, "no-such-name"));
	assert_false(diag_set_level(&ctx.diags, "error=such-name"));
	/* An error stays one: what can't be translated can't be waved through. */
	assert_true(diag_set_level(&ctx.diags, "no-syntax"));
	assert_int_equal(ctx.diags.levels[D_SYNTAX], DIAG_ERROR);
	for (int i = 0; i < DIAG_CODE_COUNT; i++) {
		const struct diag_code_info *info = diag_code_info((enum diag_code)i);
		const char *raise = arena_printf(ctx.arena, "error=%s", info->name);

		assert_true(diag_set_level(&ctx.diags, raise));
		assert_int_equal(ctx.diags.levels[i], DIAG_ERROR);
		assert_true(diag_set_level(&ctx.diags, arena_printf(ctx.arena, "no-%s", raise)));
		assert_int_equal(ctx.diags.levels[i], info->severity);
	}
	context_free(&ctx);
}

void ignored_diagnostics_are_not_listed(void **state)
{
	struct context ctx;
	struct diagnostic *diag;

	(void)state;
	context_init(&ctx);
	ctx.diags.levels[D_SYNTAX] = DIAG_IGNORED;
	diag = diag_add(&ctx.diags, D_SYNTAX, NOWHERE, "nothing");
	diag_note(&ctx.diags, diag, "hung on it");
	assert_int_equal(ctx.diags.items.count, 0);
	assert_int_equal(ctx.diags.errors, 0);
	context_free(&ctx);
}

void codes_have_distinct_kebab_names(void **state)
{
	(void)state;
	for (int i = 0; i < DIAG_CODE_COUNT; i++) {
		const struct diag_code_info *info = diag_code_info((enum diag_code)i);
		enum diag_code found;

		assert_true(diag_code_find(info->name, &found));
		assert_int_equal(found, i); /* no earlier one has the name */
		assert_int_equal(strspn(info->name, "abcdefghijklmnopqrstuvwxyz0123456789-"),
				 strlen(info->name));
		assert_true(strlen(info->summary) > 0 && strlen(info->explanation) > 0);
		assert_null(strchr(info->summary, '\n'));
	}
}

/* What the text renderer makes of a mark at LEN bytes from OFFSET of TEXT. */
static char *rendered(struct context *ctx, struct slice text, uint32_t offset, uint32_t len)
{
	struct strbuf out = { 0 };
	uint32_t base = source_add(&ctx->sources, "a.sql", text)->base;
	char *copy;

	diag_add(&ctx->diags, D_SYNTAX, (struct span){ base + offset, base + offset + len }, "m");
	render_text(&out, &ctx->diags, &ctx->sources, DIAG_COLOR_NEVER);
	copy = arena_copy(ctx->arena, out.text, out.len);
	strbuf_free(&out);
	return copy;
}

static void assert_rendered(struct slice text, uint32_t offset, uint32_t len, const char *place,
			    const char *quotation)
{
	struct context ctx;
	const char *wanted;

	context_init(&ctx);
	wanted = arena_printf(ctx.arena, "a.sql:%s: error: m [-Wsyntax]\n%s1 error\n", place,
			      quotation);
	assert_string_equal(rendered(&ctx, text, offset, len), wanted);
	context_free(&ctx);
}

void carets_stand_under_wide_characters(void **state)
{
	(void)state;
	assert_rendered(SLICE("a bcd e"), 2, 3, "1:3",
			"    1 | a bcd e\n"
			"      |   ^~~\n");
	/* A CJK character takes two columns, a combining one none. */
	assert_rendered(SLICE("\xE8\xA1\xA8 x"), 4, 1, "1:3",
			"    1 | \xE8\xA1\xA8 x\n"
			"      |    ^\n");
	assert_rendered(SLICE("e\xCC\x81 x"), 4, 1, "1:4",
			"    1 | e\xCC\x81 x\n"
			"      |   ^\n");
	assert_rendered(SLICE("\tx\ty"), 1, 3, "1:2",
			"    1 | \tx\ty\n"
			"      | \t^~~~~~~~~\n");
	/* At the end of the text, and over several lines. */
	assert_rendered(SLICE("ab"), 2, 0, "1:3",
			"    1 | ab\n"
			"      |   ^\n");
	assert_rendered(SLICE("ab\ncd"), 1, 3, "1:2",
			"    1 | ab\n"
			"      |  ^\n");
}

void long_lines_are_cut_around_the_caret(void **state)
{
	char text[5001];
	struct context ctx;
	char *shown, *line, *caret;

	(void)state;
	memset(text, 'x', 5000);
	text[5000] = '\0';
	memcpy(text + 3000, "HERE", 4);
	context_init(&ctx);
	shown = rendered(&ctx, (struct slice){ text, 5000 }, 3000, 4);
	assert_true(strlen(shown) < 400);
	line = strchr(shown, '\n') + 1;
	caret = strchr(line, '\n') + 1;
	/* The caret stands in the same column as what it marks. */
	assert_int_equal(strstr(line, "HERE") - line, strstr(caret, "^~~~") - caret);
	context_free(&ctx);
}

void what_a_terminal_would_obey_is_escaped(void **state)
{
	(void)state;
	assert_rendered(SLICE("\x1B[2J x"), 5, 1, "1:6",
			"    1 | \\x1b[2J x\n"
			"      |         ^\n");
	assert_rendered(SLICE("\xFF x"), 2, 1, "1:3",
			"    1 | \\xff x\n"
			"      |      ^\n");
	/* U+202E turns the direction of what follows. */
	assert_rendered(SLICE("\xE2\x80\xAE x"), 4, 1, "1:3",
			"    1 | \\xe2\\x80\\xae x\n"
			"      |              ^\n");
}

void json_and_sarif_survive_invalid_utf8(void **state)
{
	struct context ctx;
	struct strbuf out = { 0 };
	uint32_t base;
	json_t *json;

	(void)state;
	context_init(&ctx);
	base = source_add(&ctx.sources, "\xFF.sql", SLICE("SELECT \xFF"))->base;
	diag_add(&ctx.diags, D_SYNTAX, (struct span){ base + 7, base + 8 }, "no '%s'", "\xFE");
	render_json(&out, &ctx.diags, &ctx.sources);
	json = json_loads(out.text, 0, NULL);
	assert_string_equal(json_string_value(json_object_get(json, "message")),
			    "no '\xEF\xBF\xBD'");
	json_decref(json);
	strbuf_clear(&out);
	render_sarif(&out, &ctx.diags, &ctx.sources);
	json = json_loads(out.text, 0, NULL);
	assert_string_equal(json_string_value(json_object_get(json, "version")), "2.1.0");
	json_decref(json);
	strbuf_free(&out);
	context_free(&ctx);
}
