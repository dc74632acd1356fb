/* SPDX-License-Identifier: PostgreSQL
 *
 * Reads texts of SQL, each ended by a NUL, and writes for each "ok" or the first message, a
 * NUL, its statements printed, and a NUL.
 */
#include <config.h>

#include <stdio.h>
#include <stdlib.h>

#include "sql/parse.h"
#include "sql/print.h"

static bool print(struct statement *statement, void *data)
{
	print_statement(data, statement);
	return false;
}

static void judge(char *text, size_t len)
{
	struct strbuf printed = { 0 };
	struct source *source;
	struct context ctx;
	bool good;

	context_init(&ctx);
	source = source_add(&ctx.sources, "text", (struct slice){ text, (uint32_t)len });
	good = parse_script(&ctx, source, print, &printed);
	fputs(good ? "ok" : ctx.diags.items.items[0]->message, stdout);
	putchar('\0');
	fwrite(printed.text ? printed.text : "", 1, printed.len, stdout);
	putchar('\0');
	strbuf_free(&printed);
	context_free(&ctx);
}

int main(void)
{
	char *text = NULL;
	size_t cap = 0;
	ssize_t len;

	while ((len = getdelim(&text, &cap, '\0', stdin)) > 0)
		judge(text, (size_t)len - 1);
	free(text);
	return 0;
}
