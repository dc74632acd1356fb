/* SPDX-License-Identifier: PostgreSQL
 *
 * Writing to a temporary file in the target's folder and renaming it.
 */
#include <config.h>

#include "base/output.h"

#include <errno.h>
#include <fcntl.h>
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

/* Where a symbolic link leads: the link itself stays. */
static char *resolve(const char *path)
{
	char *target = realpath(path, NULL);

	if (!target) {
		size_t size = strlen(path) + 1;

		target = memcpy(xmalloc(size), path, size);
	}
	return target;
}

static void open_special(struct output *output)
{
	output->fd = open(output->path, O_WRONLY | O_CLOEXEC);
}

static void open_beside(struct output *output)
{
	static const char suffix[] = ".XXXXXX";
	size_t len;
	mode_t mask = umask(0);

	umask(mask);
	output->target = resolve(output->path);
	len = strlen(output->target);
	output->temporary = xmalloc(len + sizeof(suffix));
	memcpy(output->temporary, output->target, len);
	memcpy(output->temporary + len, suffix, sizeof(suffix));
	output->fd = mkstemp(output->temporary);
	if (output->fd >= 0)
		fchmod(output->fd, 0666 & ~mask);
}

bool output_open(struct output *output, const char *path)
{
	*output = (struct output){ .fd = STDOUT_FILENO };
	if (!path || strcmp(path, "-") == 0)
		return true;
	output->path = path;
	if (is_special(path))
		open_special(output);
	else
		open_beside(output);
	if (output->fd >= 0)
		return true;
	output->error = errno;
	free(output->temporary);
	free(output->target);
	output->temporary = output->target = NULL;
	return false;
}

void output_open_memory(struct output *output)
{
	*output = (struct output){ .fd = -1, .in_memory = true };
}

void output_set_executable(struct output *output)
{
	mode_t mask = umask(0);

	umask(mask);
	if (output->temporary)
		fchmod(output->fd, 0777 & ~mask);
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
	if (output->buf.len >= BLOCK && !output->in_memory)
		write_all(output);
}

void output_abandon(struct output *output)
{
	if (output->path && output->fd >= 0)
		close(output->fd);
	if (output->temporary && output->temporary[0])
		unlink(output->temporary);
	free(output->temporary);
	free(output->target);
	strbuf_free(&output->buf);
	output->temporary = output->target = NULL;
	output->fd = -1;
}

bool output_finish(struct output *output)
{
	if (output->in_memory || output->fd < 0)
		return output->error == 0;
	write_all(output);
	if (output->path && close(output->fd) != 0 && !output->error)
		output->error = errno;
	output->fd = -1;
	return output->error == 0;
}

bool output_close(struct output *output)
{
	output_finish(output);
	if (!output->error && output->temporary) {
		if (rename(output->temporary, output->target) != 0)
			output->error = errno;
		else
			output->temporary[0] = '\0';
	}
	output_abandon(output);
	return output->error == 0;
}
