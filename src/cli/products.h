/* SPDX-License-Identifier: PostgreSQL
 *
 * The files that one command makes: all of them appear, or none.  When checking, they are
 * made in memory and compared with what is on disk.
 */
#ifndef PRODUCTS_H
#define PRODUCTS_H

#include "base/output.h"
#include "compile.h"

enum { MAX_PRODUCTS = 4 };

struct products {
	struct product {
		const char *path; /* NULL: standard output */
		struct output out;
	} items[MAX_PRODUCTS];
	size_t count;
	bool check;
	bool failed;
};

/* Where the next product goes.  NULL, with a message on standard error, when it can't. */
struct output *products_add(struct products *products, const char *path);

/* Puts all in their places; or, when checking, prints how the files on disk differ and gives
 * EXIT_NO. */
enum exit_status products_commit(struct products *products);

void products_abandon(struct products *products);

#endif
