/* SPDX-License-Identifier: PostgreSQL
 *
 * parse_ddl FILE: parses it with PostgreSQL's own parser, which is what the compiler's speed is
 * measured against.
 */
#include <config.h>

#include <pg_query.h>
#include <stdio.h>
#include <stdlib.h>

static char *read_file(const char *path)
{
	FILE *file = fopen(path, "r");
	char *text = NULL;
	size_t cap = 0;

	if (!file)
		return NULL;
	if (getdelim(&text, &cap, '\0', file) < 0) {
		free(text);
		text = NULL;
	}
	fclose(file);
	return text;
}

int main(int argc, char **argv)
{
	char *text = argc == 2 ? read_file(argv[1]) : NULL;
	PgQueryParseResult result;
	int status;

	if (!text)
		return 2;
	result = pg_query_parse(text);
	status = result.error ? 1 : 0;
	if (result.error)
		fprintf(stderr, "%s\n", result.error->message);
	pg_query_free_parse_result(result);
	free(text);
	return status;
}
