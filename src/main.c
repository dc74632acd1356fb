/* SPDX-License-Identifier: PostgreSQL
 *
 * Picks the command and exits with its status.
 */
#include <config.h>

#include "compile.h"

int main(void)
{
	return EXIT_CANNOT;
}
