/* SPDX-License-Identifier: PostgreSQL
 *
 * The list of diagnostics and the levels that -W options set.
 */
#include <config.h>

#include "diag/diag.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"

static const struct diag_code_info infos[DIAG_CODE_COUNT] = {
#define DIAG(code, name, severity, summary, explanation) { name, severity, summary, explanation },
#include "diag/codes.list"
#undef DIAG
};

const struct diag_code_info *diag_code_info(enum diag_code code)
{
	return &infos[code];
}

bool diag_code_find(const char *name, enum diag_code *out)
{
	for (int i = 0; i < DIAG_CODE_COUNT; i++)
		if (strcmp(infos[i].name, name) == 0) {
			*out = (enum diag_code)i;
			return true;
		}
	return false;
}

void diag_init(struct diag_list *list, struct arena *arena)
{
	*list = (struct diag_list){ .arena = arena, .max_errors = 20 };
	for (int i = 0; i < DIAG_CODE_COUNT; i++)
		list->levels[i] = infos[i].severity;
}

__attribute__((format(printf, 2, 0))) static const char *
format_text(struct arena *arena, const char *format, va_list args)
{
	va_list again;
	int len;
	char *text;

	va_copy(again, args);
	len = vsnprintf(NULL, 0, format, again);
	va_end(again);
	text = arena_alloc(arena, (size_t)len + 1);
	vsnprintf(text, (size_t)len + 1, format, args);
	return text;
}

struct diagnostic *diag_add(struct diag_list *list, enum diag_code code, struct span span,
			    const char *format, ...)
{
	struct diagnostic *diag = arena_object(list->arena, struct diagnostic);
	va_list args;

	diag->code = code;
	diag->severity = list->levels[code];
	diag->span = span;
	va_start(args, format);
	diag->message = format_text(list->arena, format, args);
	va_end(args);
	if (diag->severity == DIAG_IGNORED)
		return diag;
	list->errors += diag->severity == DIAG_ERROR;
	list->warnings += diag->severity == DIAG_WARNING;
	vec_push(list->arena, &list->items, diag);
	return diag;
}

void diag_label(struct diag_list *list, struct diagnostic *diag, struct span span,
		const char *format, ...)
{
	struct diag_label label = { .span = span };
	va_list args;

	va_start(args, format);
	label.text = format_text(list->arena, format, args);
	va_end(args);
	vec_push(list->arena, &diag->labels, label);
}

void diag_note(struct diag_list *list, struct diagnostic *diag, const char *format, ...)
{
	va_list args;
	const char *text;

	va_start(args, format);
	text = format_text(list->arena, format, args);
	va_end(args);
	vec_push(list->arena, &diag->notes, text);
}

void diag_help(struct diag_list *list, struct diagnostic *diag, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	diag->help = format_text(list->arena, format, args);
	va_end(args);
}

void diag_object(struct diag_list *list, struct diagnostic *diag, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	diag->object = format_text(list->arena, format, args);
	va_end(args);
}

void diag_fix(struct diag_list *list, struct diagnostic *diag, struct span span,
	      const char *replacement, bool safe)
{
	struct diag_fix fix = { span, arena_copy(list->arena, replacement, strlen(replacement)),
				safe };

	vec_push(list->arena, &diag->fixes, fix);
}

struct diag_mark diag_mark(const struct diag_list *list)
{
	return (struct diag_mark){ list->items.count, list->errors, list->warnings };
}

void diag_rewind(struct diag_list *list, struct diag_mark mark)
{
	list->items.count = mark.count;
	list->errors = mark.errors;
	list->warnings = mark.warnings;
}

static void make_error(struct diag_list *list, int code, bool on)
{
	if (on && list->levels[code] != DIAG_IGNORED)
		list->levels[code] = DIAG_ERROR;
	else if (!on && infos[code].severity < DIAG_ERROR)
		list->levels[code] = infos[code].severity;
}

/* Errors keep their level whatever is asked: what can't be translated can't be waved through. */
bool diag_set_level(struct diag_list *list, const char *option)
{
	enum diag_code code;

	if (strcmp(option, "error") == 0) {
		for (int i = 0; i < DIAG_CODE_COUNT; i++)
			if (list->levels[i] == DIAG_WARNING)
				make_error(list, i, true);
		return true;
	}
	if (strncmp(option, "error=", 6) == 0 || strncmp(option, "no-error=", 9) == 0) {
		if (!diag_code_find(strchr(option, '=') + 1, &code))
			return false;
		make_error(list, (int)code, option[0] == 'e');
		return true;
	}
	if (strncmp(option, "no-", 3) == 0) {
		if (!diag_code_find(option + 3, &code))
			return false;
		if (infos[code].severity < DIAG_ERROR)
			list->levels[code] = DIAG_IGNORED;
		return true;
	}
	if (!diag_code_find(option, &code))
		return false;
	if (list->levels[code] == DIAG_IGNORED)
		list->levels[code] = infos[code].severity;
	return true;
}
