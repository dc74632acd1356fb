/* SPDX-License-Identifier: PostgreSQL
 *
 * What has no translation: told at its position, and under `set unsupported = comment` kept as
 * a comment beside the DDL.
 */
#include <config.h>

#include "lower/fulltext.h"
#include "lower/parts.h"
#include "sqlite/names.h"

#include <stdarg.h>
#include <stdio.h>

struct diagnostic *lower_refuse(struct lowering *l, enum diag_code code, struct span span,
				const char *object, const char *format, ...)
{
	struct diag_list *list = &l->ctx->diags;
	enum diag_severity level = list->levels[code];
	struct diagnostic *diag;
	struct strbuf text = { 0 };
	va_list args, again;
	int len;

	va_start(args, format);
	va_copy(again, args);
	len = vsnprintf(NULL, 0, format, again);
	va_end(again);
	text.text = xmalloc((size_t)len + 1);
	vsnprintf(text.text, (size_t)len + 1, format, args);
	va_end(args);
	if (l->settings->unsupported == UNSUPPORTED_COMMENT && level == DIAG_ERROR)
		list->levels[code] = DIAG_WARNING;
	diag = diag_add(list, code, span, "%s", text.text);
	list->levels[code] = level;
	diag->object = object;
	strbuf_free(&text);
	return diag;
}

void leave_out(struct lowering *l, enum pg_section section, struct span span, const char *what)
{
	struct slice text = source_slice(&l->ctx->sources, span);
	struct pg_statement left = { .section = section, .span = span };

	if (l->settings->unsupported != UNSUPPORTED_COMMENT)
		return;
	left.text = arena_printf(l->arena, "left out: %s\n%.*s", what, SLICE_ARGS(text));
	vec_push(l->arena, &l->out->left_out, left);
}

static void refuse_virtual_table(struct lowering *l, const struct sqlite_table *table,
				 const char *why)
{
	struct diagnostic *diag;
	const char *name = arena_copy(l->arena, table->name.text.ptr, table->name.text.len);

	diag = lower_refuse(l, D_VIRTUAL_TABLE, table->span, name,
			    "virtual table '%s' of module '%.*s' is not translated: %s", name,
			    SLICE_ARGS(table->module.text), why);
	diag_note(&l->ctx->diags, diag,
		  "the tables that it keeps its data in are left out with it");
	leave_out(l, PG_PRE_DATA, table->span, arena_printf(l->arena, "virtual table %s", name));
}

static void tell_table(struct lowering *l, const struct sqlite_table *table)
{
	const char *why;

	if (table_is_excluded(l, table))
		return;
	if (table->temporary && !lower_find_table(l, table))
		diag_add(&l->ctx->diags, D_TEMPORARY, table->span,
			 "temporary table '%.*s' hides another of its name; it is left out",
			 SLICE_ARGS(table->name.text));
	else if ((why = virtual_obstacle(l, table)))
		refuse_virtual_table(l, table, why);
}

static void lower_or_leave_view(struct lowering *l, const struct sqlite_view *view)
{
	const char *name = arena_copy(l->arena, view->name.text.ptr, view->name.text.len);

	if (name_is_excluded(l, &view->name))
		return;
	if (lower_view(l, view))
		return;
	leave_out(l, PG_POST_DATA, view->span, arena_printf(l->arena, "view %s", name));
}

/* Rows that the source inserts: the loader moves rows from a database, the DDL has none. */
static void tell_data(struct lowering *l)
{
	const struct sqlite_schema *source = l->source;
	struct diagnostic *diag;

	if (source->data_statement_count == 0 || source->data_statements.count == 0)
		return;
	diag = diag_add(&l->ctx->diags, D_DATA_IGNORED, source->data_statements.items[0],
			"%llu statement%s of the source that change%s rows %s left out",
			(unsigned long long)source->data_statement_count,
			source->data_statement_count == 1 ? "" : "s",
			source->data_statement_count == 1 ? "s" : "",
			source->data_statement_count == 1 ? "is" : "are");
	for (uint32_t i = 1; i < source->data_statements.count; i++)
		diag_label(&l->ctx->diags, diag, source->data_statements.items[i], "and here");
	diag_help(&l->ctx->diags, diag,
		  "Run the source in sqlite3 and load the rows from the database file.");
}

void lower_unsupported(struct lowering *l)
{
	l->views = names_views_new();
	vec_each(struct sqlite_table *, table, l->source->tables)
		tell_table(l, *table);
	vec_each(struct sqlite_view *, view, l->source->views)
		lower_or_leave_view(l, *view);
	lower_triggers(l);
	names_views_free(l->views);
	tell_data(l);
}
