/* SPDX-License-Identifier: PostgreSQL
 *
 * Opening, comparing and renaming the files of one run.
 */
#include <config.h>

#include "cli/products.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/unified.h"

static const char *shown(const char *path)
{
	return path ? path : "standard output";
}

struct output *products_add(struct products *products, const char *path)
{
	struct product *product = &products->items[products->count];

	product->path = path && strcmp(path, "-") == 0 ? NULL : path;
	if (products->check)
		output_open_memory(&product->out);
	else if (!output_open(&product->out, product->path)) {
		cli_cannot("cannot write '%s': %s", shown(path), strerror(product->out.error));
		products->failed = true;
		return NULL;
	}
	products->count++;
	return &product->out;
}

void products_abandon(struct products *products)
{
	for (size_t i = 0; i < products->count; i++)
		output_abandon(&products->items[i].out);
	products->count = 0;
}

/* A file that is not there yet is an empty one. */
static bool read_old(const char *path, struct strbuf *text)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	char block[65536];
	ssize_t got;

	if (fd < 0)
		return errno == ENOENT;
	while ((got = read(fd, block, sizeof(block))) > 0 || (got < 0 && errno == EINTR))
		if (got > 0)
			strbuf_add(text, block, (size_t)got);
	close(fd);
	return got == 0;
}

static bool differs(struct strbuf *out, const struct product *product, const struct strbuf *old)
{
	struct strbuf label = { 0 };
	bool result;

	strbuf_addf(&label, "%s (as compiled)", product->path);
	result = unified_diff(
		out, (struct unified_text){ product->path, old->text, old->len },
		(struct unified_text){ label.text, product->out.buf.text, product->out.buf.len });
	strbuf_free(&label);
	return result;
}

static enum exit_status check(struct products *products)
{
	enum exit_status status = EXIT_DONE;
	struct strbuf diff = { 0 };

	for (size_t i = 0; i < products->count; i++) {
		struct product *product = &products->items[i];
		struct strbuf old = { 0 };

		if (!read_old(product->path, &old)) {
			strbuf_free(&diff);
			strbuf_free(&old);
			return cli_cannot("cannot read '%s': %s", product->path, strerror(errno));
		}
		if (differs(&diff, product, &old))
			status = EXIT_NO;
		strbuf_free(&old);
	}
	return cli_print(&diff, status);
}

static enum exit_status put_in_place(struct products *products)
{
	for (size_t i = 0; i < products->count; i++)
		if (!output_finish(&products->items[i].out))
			return cli_cannot("cannot write '%s': %s", shown(products->items[i].path),
					  strerror(products->items[i].out.error));
	for (size_t i = 0; i < products->count; i++)
		if (!output_close(&products->items[i].out))
			return cli_cannot("cannot write '%s': %s", shown(products->items[i].path),
					  strerror(products->items[i].out.error));
	return EXIT_DONE;
}

enum exit_status products_commit(struct products *products)
{
	enum exit_status status = products->check ? check(products) : put_in_place(products);

	products_abandon(products);
	return status;
}
