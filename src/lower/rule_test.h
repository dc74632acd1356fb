/* SPDX-License-Identifier: PostgreSQL
 *
 * The tests that mapping files carry.
 */
#ifndef RULE_TEST_H
#define RULE_TEST_H

#include "lower/lower.h"

/* Runs the finished rule set's own tests; adds a line for each to OUT.  Gives how many fail. */
uint32_t rule_tests_run(struct rule_set *rules, const struct lower_options *options,
			struct strbuf *out);

#endif
