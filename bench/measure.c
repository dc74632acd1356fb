/* SPDX-License-Identifier: PostgreSQL
 *
 * measure RUNS COMMAND...: runs the command, its output dropped, and prints the least CPU time
 * (user and system, in seconds) and the least peak memory (in kilobytes) of the runs.
 * Small itself, because a process's peak starts with what its parent had.
 */
#include <config.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static void run(char **command)
{
	int null = open("/dev/null", O_WRONLY);

	dup2(null, STDOUT_FILENO);
	execvp(command[0], command);
	perror(command[0]);
	_exit(127);
}

static double seconds(struct timeval time)
{
	return (double)time.tv_sec + (double)time.tv_usec / 1e6;
}

int main(int argc, char **argv)
{
	double best = 0;
	long peak = 0;

	if (argc < 3 || strtol(argv[1], NULL, 10) < 1)
		return 2;
	for (long left = strtol(argv[1], NULL, 10); left > 0; left--) {
		struct rusage usage;
		int status;
		double time;
		pid_t child = fork();

		if (child == 0)
			run(argv + 2);
		if (child < 0 || wait4(child, &status, 0, &usage) < 0)
			return 2;
		if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
			return 1;
		time = seconds(usage.ru_utime) + seconds(usage.ru_stime);
		if (best == 0 || time < best)
			best = time;
		if (peak == 0 || usage.ru_maxrss < peak)
			peak = usage.ru_maxrss;
	}
	printf("%.6f %ld\n", best, peak);
	return 0;
}
