/* SPDX-License-Identifier: PostgreSQL
 *
 * Makes the process safe to run in and hands over to the command line.
 */
#include <config.h>

#include <fcntl.h>
#include <signal.h>

#include "cli/command.h"

/* With a standard stream closed, the next file that is opened would take its place and get
 * the messages.  The stand-ins fail when they are used, as the closed ones would. */
static void fill_standard_streams(void)
{
	for (int fd = 0; fd <= 2; fd++)
		if (fcntl(fd, F_GETFD) == -1)
			(void)!open("/dev/null", fd == 0 ? O_WRONLY : O_RDONLY);
}

int main(int argc, char **argv)
{
	fill_standard_streams();
	signal(SIGPIPE, SIG_IGN); /* a write to a broken pipe fails and is reported */
	return cli_run(argc, argv);
}
