/* SPDX-License-Identifier: PostgreSQL
 *
 * The commands as data, and what they share: messages about usage, diagnostics on
 * standard error, product files that all appear or none.
 */
#ifndef COMMAND_H
#define COMMAND_H

#include "base/output.h"
#include "cli/options.h"
#include "compile.h"
#include "diag/render.h"

struct command {
	const char *name;
	const char *summary;	 /* one line, for the list of commands */
	const char *usage;	 /* what stands behind the command's name; a line each form */
	const char *description; /* a paragraph for --help */
	const char *example;	 /* lines of shell, each indented */
	struct option_table tables[MAX_OPTION_TABLES]; /* ends with one without options */
	enum exit_status (*run)(const struct command *command, struct options *options);
};

extern const struct command command_compile;
extern const struct command command_diff;
extern const struct command command_explain;
extern const struct command command_mappings;
extern const struct command command_query;

/* Options that several commands have. */
extern const struct option options_mapping[];
extern const struct option options_messages[];
extern const struct option options_general[];

/* Runs the command that ARGV names. */
enum exit_status cli_run(int argc, char *const *argv);

/* "lite2pg: MESSAGE" and where to read on, on standard error. */
enum exit_status cli_usage_error(const struct command *command, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* "lite2pg: MESSAGE" on standard error, for what could not be done. */
enum exit_status cli_cannot(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Reads the mappings that OPTIONS name; what OPTIONS set beats what they set. */
enum exit_status cli_rules(struct compilation *compilation, const struct options *options);

/* Says why the compilation could not run; errors in the source are in its diagnostics. */
enum exit_status cli_explained(const struct compilation *compilation, enum exit_status status);

/* The same form for what -v tells. */
void cli_tell(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Writes TEXT to standard output; EXIT_CANNOT with a message when that fails. */
enum exit_status cli_print(struct strbuf *text, enum exit_status status);

/* Sets the levels that -W options ask for.  EXIT_DONE, or EXIT_CANNOT with a message. */
enum exit_status cli_set_levels(const struct command *command, const struct options *options,
				struct diag_list *diags);

/* Colours for what goes to FD. */
enum diag_color cli_color(const struct options *options, int fd);

/* Prints the diagnostics on standard error in the format and colour that were asked for. */
void cli_report(const struct options *options, const struct diag_list *diags,
		const struct source_map *sources);

#endif
