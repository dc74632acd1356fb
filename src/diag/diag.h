/* SPDX-License-Identifier: PostgreSQL
 *
 * Diagnostics as data.  Passes add to a list; renderers (diag/render.h) print it.
 * Codes, their names, levels and explanations are in codes.list and nowhere else.
 */
#ifndef DIAG_H
#define DIAG_H

#include "base/source.h"
#include "base/vec.h"

enum diag_severity {
	DIAG_IGNORED, /* -Wno-name */
	DIAG_NOTE,    /* worth knowing; the translation is exact or was asked for */
	DIAG_WARNING, /* the translation is approximate: the message says how */
	DIAG_ERROR,   /* no output */
};

enum diag_code {
#define DIAG(code, name, severity, summary, explanation) code,
#include "diag/codes.list"
#undef DIAG
	DIAG_CODE_COUNT
};

struct diag_code_info {
	const char *name; /* kebab-case: "unknown-type" */
	enum diag_severity severity;
	const char *summary;	 /* one line, for the manual and SARIF */
	const char *explanation; /* what it means, an example, what to do */
};

const struct diag_code_info *diag_code_info(enum diag_code code);

/* False when no code has this name. */
bool diag_code_find(const char *name, enum diag_code *out);

struct diag_label {
	struct span span;
	const char *text;
};

/* Replaces SPAN by REPLACEMENT. */
struct diag_fix {
	struct span span;
	const char *replacement;
	bool safe; /* may be applied unseen */
};

struct diagnostic {
	enum diag_code code;
	enum diag_severity severity; /* after -W options */
	struct span span;
	const char *message;
	const char *object; /* "orders.total", or NULL */
	struct span rule;   /* the mapping rule that fired, or NOWHERE */
	VEC(struct diag_label) labels;
	VEC(const char *) notes;
	VEC(struct diag_fix) fixes;
	const char *help; /* a full sentence, or NULL */
};

struct diag_list {
	struct arena *arena;
	VEC(struct diagnostic *) items;
	enum diag_severity levels[DIAG_CODE_COUNT];
	uint32_t errors;
	uint32_t warnings;
	uint32_t max_errors; /* syntax errors that are reported; 0: all */
};

/* Sets the default levels. */
void diag_init(struct diag_list *list, struct arena *arena);

/* Adds a diagnostic with its code's level and returns it, so that labels and
 * notes can be hung on it; what is hung on an ignored one is dropped with it.
 * Messages: lower case, no period, user text in single quotes. */
struct diagnostic *diag_add(struct diag_list *list, enum diag_code code, struct span span,
			    const char *format, ...) __attribute__((format(printf, 4, 5)));

void diag_label(struct diag_list *list, struct diagnostic *diag, struct span span,
		const char *format, ...) __attribute__((format(printf, 4, 5)));
void diag_note(struct diag_list *list, struct diagnostic *diag, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
void diag_help(struct diag_list *list, struct diagnostic *diag, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
void diag_object(struct diag_list *list, struct diagnostic *diag, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
void diag_fix(struct diag_list *list, struct diagnostic *diag, struct span span,
	      const char *replacement, bool safe);

/* Takes back what was added since the mark: for work that is done again. */
struct diag_mark {
	uint32_t count, errors, warnings;
};
struct diag_mark diag_mark(const struct diag_list *list);
void diag_rewind(struct diag_list *list, struct diag_mark mark);

/* -WNAME, -Wno-NAME, -Werror, -Werror=NAME, -Wno-error=NAME: OPTION without the -W.
 * False when no code has the name. */
bool diag_set_level(struct diag_list *list, const char *option);

#endif
