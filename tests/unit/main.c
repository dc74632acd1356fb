/* SPDX-License-Identifier: PostgreSQL
 *
 * Runs all unit tests as one group, so that their TAP has one plan.
 */
#include <config.h>

#include "units.h"

int main(void)
{
#define UNIT_ENTRY(name) cmocka_unit_test(name),
	const struct CMUnitTest tests[] = { UNITS(UNIT_ENTRY) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
