/* SPDX-License-Identifier: PostgreSQL
 *
 * The program's face: the list of commands, the options they share, help and the
 * messages that are not about a place in a source.
 */
#include <config.h>

#include "cli/command.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "diag/render.h"

static const struct command *const commands[] = {
	&command_compile,

	&command_diff,	  &command_explain, &command_mappings, &command_query,

};

enum { COMMAND_COUNT = sizeof(commands) / sizeof(*commands) };

#define AT(member) offsetof(struct options, member)

const struct option options_mapping[] = {
	{ 'm', "mapping", false, OPTION_LIST, AT(mappings), "FILE|PRESET", 0,
	  "rules for types, columns, defaults and functions; may be repeated, the later wins" },
	{ 0, "target", false, OPTION_CHOICE, AT(target), "13|14|15|16|17|18", TARGET_OLDEST,
	  "the PostgreSQL version to write for (15)" },
	{ 0, "include", false, OPTION_LIST, AT(include), "GLOB", 0,
	  "only tables whose names match; may be repeated" },
	{ 0, "exclude", false, OPTION_LIST, AT(exclude), "GLOB", 0,
	  "leave out tables whose names match; may be repeated" },
	{ 0, "unsupported", false, OPTION_CHOICE, AT(unsupported), "error|comment",
	  UNSUPPORTED_IS_ERROR,
	  "what becomes of a statement that has no translation: an error, or a comment in the "
	  "output and a warning" },
	{ 0 },
};

const struct option options_messages[] = {
	{ 'W', NULL, false, OPTION_LIST, AT(warnings), "[no-]NAME", 0,
	  "report the diagnostic NAME, or do not; -Werror and -Werror=NAME make warnings errors" },
	{ 0, "message-format", false, OPTION_CHOICE, AT(message_format), "text|json|sarif", 0,
	  "the form of the diagnostics on standard error" },
	{ 0, "color", false, OPTION_CHOICE, AT(color), "auto|always|never|debug", COLOR_AUTO,
	  "colours in the diagnostics; debug prints tags in their place" },
	{ 'q', "quiet", false, OPTION_FLAG, AT(quiet), NULL, 0, "print errors only" },
	{ 'v', "verbose", false, OPTION_FLAG, AT(verbose), NULL, 0,
	  "say what is read and what came of it" },
	{ 0 },
};

const struct option options_general[] = {
	{ 'h', "help", false, OPTION_FLAG, AT(help), NULL, 0, "print this text" },
	{ 'V', "version", false, OPTION_FLAG, AT(version), NULL, 0, "print the version" },
	{ 0 },
};

static const struct option_table program_tables[] = { { "Options", options_general },
						      { NULL, NULL } };

/* --------------------------------------------------------------- messages */

__attribute__((format(printf, 1, 0))) static void print_message(const char *format, va_list args)
{
	fputs("lite2pg: ", stderr);
	vfprintf(stderr, format, args);
	fputc('\n', stderr);
}

enum exit_status cli_usage_error(const struct command *command, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	print_message(format, args);
	va_end(args);
	fprintf(stderr, "Try 'lite2pg%s%s --help' for more information.\n", command ? " " : "",
		command ? command->name : "");
	return EXIT_CANNOT;
}

enum exit_status cli_cannot(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	print_message(format, args);
	va_end(args);
	return EXIT_CANNOT;
}

enum exit_status cli_rules(struct compilation *compilation, const struct options *options)
{
	enum exit_status status = compile_rules(compilation, options->mappings.items.items,
						options->mappings.items.count);

	if (options->unsupported == UNSUPPORTED_IS_ERROR)
		compilation->rules.settings.unsupported = UNSUPPORTED_ERROR;
	if (options->unsupported == UNSUPPORTED_IS_COMMENT)
		compilation->rules.settings.unsupported = UNSUPPORTED_COMMENT;
	return status;
}

enum exit_status cli_explained(const struct compilation *compilation, enum exit_status status)
{
	if (status == EXIT_CANNOT && compilation->message)
		cli_cannot("%s", compilation->message);
	return status;
}

void cli_tell(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	print_message(format, args);
	va_end(args);
}

enum exit_status cli_print(struct strbuf *text, enum exit_status status)
{
	struct output out;

	output_open(&out, NULL);
	out.buf = *text;
	*text = (struct strbuf){ 0 };
	if (output_close(&out))
		return status;
	return cli_cannot("cannot write to standard output: %s", strerror(out.error));
}

enum exit_status cli_set_levels(const struct command *command, const struct options *options,
				struct diag_list *diags)
{
	vec_each(const char *, warning, options->warnings.items) {
		const char *names[DIAG_CODE_COUNT];
		const char *equals = strchr(*warning, '=');
		const char *name = equals			      ? equals + 1
				   : strncmp(*warning, "no-", 3) == 0 ? *warning + 3
								      : *warning;
		const char *meant;

		if (diag_set_level(diags, *warning))
			continue;
		for (int i = 0; i < DIAG_CODE_COUNT; i++)
			names[i] = diag_code_info((enum diag_code)i)->name;
		meant = options_suggest(name, names, DIAG_CODE_COUNT);
		if (meant)
			return cli_usage_error(command,
					       "no diagnostic is named '%s'; did you mean '%s'?",
					       name, meant);
		return cli_usage_error(command, "no diagnostic is named '%s'", name);
	}
	return EXIT_DONE;
}

/* git tells what it runs that a pager reads their standard output. */
static bool is_terminal(int fd)
{
	const char *pager = getenv("GIT_PAGER_IN_USE");

	return isatty(fd) || (fd == STDOUT_FILENO && pager && strcmp(pager, "true") == 0);
}

/* https://no-color.org */
enum diag_color cli_color(const struct options *options, int fd)
{
	const char *term = getenv("TERM"), *no_color = getenv("NO_COLOR");

	switch ((enum color_choice)options->color) {
	case COLOR_ALWAYS:
		return DIAG_COLOR_ALWAYS;
	case COLOR_DEBUG:
		return DIAG_COLOR_DEBUG;
	case COLOR_NEVER:
		return DIAG_COLOR_NEVER;
	case COLOR_AUTO:
		break;
	}
	if (!is_terminal(fd) || !term || strcmp(term, "dumb") == 0 || (no_color && *no_color))
		return DIAG_COLOR_NEVER;
	return DIAG_COLOR_ALWAYS;
}

void cli_report(const struct options *options, const struct diag_list *diags,
		const struct source_map *sources)
{
	struct diag_list shown = *diags;
	struct strbuf text = { 0 };

	if (options->quiet) {
		shown.items.items = NULL;
		shown.items.count = shown.items.cap = 0;
		shown.warnings = 0;
		vec_each(struct diagnostic *, diag, diags->items)
			if ((*diag)->severity == DIAG_ERROR)
				vec_push(diags->arena, &shown.items, *diag);
	}
	switch ((enum diag_format)options->message_format) {
	case DIAG_FORMAT_TEXT:
		render_text(&text, &shown, sources, cli_color(options, STDERR_FILENO));
		break;
	case DIAG_FORMAT_JSON:
		render_json(&text, &shown, sources);
		break;
	case DIAG_FORMAT_SARIF:
		render_sarif(&text, &shown, sources);
		break;
	}
	if (text.len)
		fwrite(text.text, 1, text.len, stderr);
	strbuf_free(&text);
}

/* --------------------------------------------------------------- help */

static enum exit_status print_program_help(void)
{
	struct strbuf out = { 0 };

	strbuf_add_text(&out, "Usage: lite2pg COMMAND [OPTION]... [ARGUMENT]...\n\n"
			      "Compiles a schema written for SQLite to PostgreSQL.\n\n"
			      "Commands:\n");
	for (size_t i = 0; i < COMMAND_COUNT; i++)
		strbuf_addf(&out, "  %-10s %s\n", commands[i]->name, commands[i]->summary);
	options_print_help(&out, program_tables);
	strbuf_add_text(&out, "\n'lite2pg COMMAND --help' tells what a command takes.\n"
			      "Exit status: 0 done; 1 errors in the source, or stale; 2 could not "
			      "run.\n");
	return cli_print(&out, EXIT_DONE);
}

static enum exit_status print_command_help(const struct command *command)
{
	struct strbuf out = { 0 };
	const char *usage = command->usage;

	for (bool first = true; *usage; first = false) {
		size_t len = strcspn(usage, "\n");

		strbuf_addf(&out, "%s lite2pg %s %.*s\n",
			    first ? "Usage:" : "   or:", command->name, (int)len, usage);
		usage += len + (usage[len] == '\n');
	}
	strbuf_addf(&out, "\n%s\n", command->description);
	options_print_help(&out, command->tables);
	strbuf_addf(&out, "\nExamples:\n%s", command->example);
	return cli_print(&out, EXIT_DONE);
}

static enum exit_status print_version(void)
{
	struct strbuf out = { 0 };

	strbuf_add_text(&out, PACKAGE_STRING "\n");
	return cli_print(&out, EXIT_DONE);
}

/* --------------------------------------------------------------- commands */

static const struct command *find_command(const char *name)
{
	for (size_t i = 0; i < COMMAND_COUNT; i++)
		if (strcmp(commands[i]->name, name) == 0)
			return commands[i];
	return NULL;
}

static enum exit_status unknown_command(const char *name)
{
	const char *names[COMMAND_COUNT], *meant;

	for (size_t i = 0; i < COMMAND_COUNT; i++)
		names[i] = commands[i]->name;
	meant = options_suggest(name, names, COMMAND_COUNT);
	if (meant)
		return cli_usage_error(NULL, "'%s' is not a command; did you mean '%s'?", name,
				       meant);
	return cli_usage_error(NULL, "'%s' is not a command", name);
}

static enum exit_status run_command(const struct command *command, struct arena *arena, int argc,
				    char *const *argv)
{
	struct options options;
	const char *message;

	options_init(&options, arena);
	if (!options_parse(&options, command->tables, argc, argv, &message))
		return cli_usage_error(command, "%s", message);
	if (options.help)
		return print_command_help(command);
	if (options.version)
		return print_version();
	return command->run(command, &options);
}

/* lite2pg itself: its own options only stand before a command. */
static enum exit_status run_program(struct arena *arena, int argc, char *const *argv)
{
	struct options options;
	const char *message;

	options_init(&options, arena);
	if (argc < 2)
		return cli_usage_error(NULL, "a command is missing");
	if (!options_parse(&options, program_tables, 2, argv, &message))
		return cli_usage_error(NULL, "%s", message);
	if (options.help)
		return print_program_help();
	if (options.version)
		return print_version();
	return unknown_command(argv[1]);
}

enum exit_status cli_run(int argc, char *const *argv)
{
	const struct command *command = argc > 1 ? find_command(argv[1]) : NULL;
	struct arena *arena = arena_new();
	enum exit_status status;

	if (command)
		status = run_command(command, arena, argc - 1, argv + 1);
	else
		status = run_program(arena, argc, argv);
	arena_free(arena);
	return status;
}
