/* SPDX-License-Identifier: PostgreSQL
 *
 * The chain: rules, sources, lowering.  Each pass runs only when the one before it found no
 * errors; what it found is in ctx.diags.
 */
#include <config.h>

#include "compile.h"

#include <string.h>

#include "sqlite/read.h"

enum { DEFAULT_TARGET = 15 };

void compilation_init(struct compilation *c)
{
	*c = (struct compilation){ .options.target = DEFAULT_TARGET };
	context_init(&c->ctx);
	rule_set_init(&c->rules, &c->ctx);
	sqlite_schema_init(&c->source, &c->ctx);
	pg_schema_init(&c->target, &c->ctx);
}

void compilation_free(struct compilation *c)
{
	sqlite_schema_free(&c->source);
	rule_set_free(&c->rules);
	context_free(&c->ctx);
}

/* A file that can't be read says why; errors in it are diagnostics. */
static enum exit_status status_of(const struct compilation *c)
{
	if (c->message)
		return EXIT_CANNOT;
	return c->ctx.diags.errors ? EXIT_NO : EXIT_DONE;
}

enum exit_status compile_rules(struct compilation *c, const char *const *mappings, size_t count)
{
	bool read = true;

	for (size_t i = 0; i < count && read; i++)
		read = rule_set_add(&c->rules, mappings[i], &c->message);
	if (!read)
		return c->message ? EXIT_CANNOT : EXIT_NO;
	rule_set_finish(&c->rules);
	return status_of(c);
}

static bool read_argument(struct compilation *c, const char *argument)
{
	struct source_files files = { 0 };

	if (read_expand(&c->ctx, argument, &files, &c->message) == READ_FAILED)
		return false;
	vec_each(const char *, path, files.paths) {
		if (read_source(&c->source, *path, &c->message) == READ_FAILED)
			return false;
	}
	return true;
}

/* What the header of the DDL calls a source: the same wherever it is compiled. */
static const char *source_label(struct compilation *c, const char *argument)
{
	size_t len = strlen(argument), start;

	if (strcmp(argument, "-") == 0 || strncmp(argument, "/dev/", 5) == 0 ||
	    strncmp(argument, "/proc/", 6) == 0)
		return "a pipe";
	while (len > 1 && argument[len - 1] == '/')
		len--;
	for (start = len; start > 0 && argument[start - 1] != '/'; start--)
		;
	return arena_copy(c->ctx.arena, argument + start, len - start);
}

/* Goes on after errors in one source, so that one run reports them all. */
enum exit_status compile_sources(struct compilation *c, const char *const *arguments, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (!read_argument(c, arguments[i]))
			return EXIT_CANNOT;
		vec_push(c->ctx.arena, &c->target.sources, source_label(c, arguments[i]));
	}
	return status_of(c);
}

enum exit_status compile_lower(struct compilation *c)
{
	bool lowered = lower_schema(&c->target, &c->source, &c->rules, &c->options);

	rule_set_report_unused(&c->rules);
	if (!lowered)
		return EXIT_NO;
	pg_schema_order(&c->target);
	return status_of(c);
}

enum exit_status compile_statements(struct compilation *c, struct statements **out)
{
	struct diag_list before = c->ctx.diags;
	enum unsupported unsupported = c->rules.settings.unsupported;
	struct lowering *lowering;

	*out = NULL;
	c->rules.settings.unsupported = UNSUPPORTED_COMMENT;
	lowering = lower_open(&c->target, &c->source, &c->rules, &c->options);
	c->rules.settings.unsupported = unsupported;
	if (c->ctx.diags.errors > before.errors) {
		lower_close(lowering);
		return EXIT_NO;
	}
	c->ctx.diags.items.count = before.items.count;
	c->ctx.diags.warnings = before.warnings;
	*out = lower_statements_open(lowering);
	return status_of(c);
}
