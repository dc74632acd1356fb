/* SPDX-License-Identifier: PostgreSQL
 *
 * Writing to a temporary file in the target's folder and renaming it.
 */
#include <config.h>

#include "base/output.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"

enum { BLOCK = 64 * 1024 };

/* Devices and pipes are written in place: renaming over them would replace them. */
static bool is_special(const char *path)
{
	struct stat info;

	return stat(path, &info) == 0 && !S_ISREG(info.st_mode);
}

bool output_open(struct output *output, const char *path)
{
	*output = (struct output){ .fd = STDOUT_FILENO };
	if (!path || strcmp(path, "-") == 0)
		return true;
	output->path = path;
	if (is_special(path)) {
		FILE *probe = fopen(path, "we");

		output->fd = probe ? dup(fileno(probe)) : -1;
		if (probe)
			fclose(probe);
	} else {
		mode_t mask = umask(0);

		umask(mask);
		output->temporary = xmalloc(strlen(path) + sizeof(".XXXXXX"));
		memcpy(output->temporary, path, strlen(path));
		memcpy(output->temporary + strlen(path), ".XXXXXX", sizeof(".XXXXXX"));
		output->fd = mkstemp(output->temporary);
		if (output->fd >= 0)
			fchmod(output->fd, 0666 & ~mask);
	}
	if (output->fd >= 0)
		return true;
	output->error = errno;
	free(output->temporary);
	output->temporary = NULL;
	return false;
}

static void write_all(struct output *output)
{
	for (size_t done = 0; done < output->buf.len && !output->error;) {
		ssize_t wrote = write(output->fd, output->buf.text + done, output->buf.len - done);

		if (wrote >= 0)
			done += (size_t)wrote;
		else if (errno != EINTR)
			output->error = errno;
	}
	strbuf_clear(&output->buf);
}

void output_flush(struct output *output)
{
	if (output->buf.len >= BLOCK)
		write_all(output);
}

void output_abandon(struct output *output)
{
	if (output->path && output->fd >= 0)
		close(output->fd);
	if (output->temporary)
		unlink(output->temporary);
	free(output->temporary);
	strbuf_free(&output->buf);
	output->temporary = NULL;
	output->fd = -1;
}

bool output_close(struct output *output)
{
	write_all(output);
	if (output->path && close(output->fd) != 0 && !output->error)
		output->error = errno;
	output->fd = -1;
	if (!output->error && output->temporary && rename(output->temporary, output->path) != 0)
		output->error = errno;
	if (!output->error) {
		free(output->temporary);
		output->temporary = NULL;
	}
	output_abandon(output);
	return output->error == 0;
}
