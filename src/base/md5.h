/* SPDX-License-Identifier: PostgreSQL
 *
 * MD5 (RFC 1321), for names that other programs make with it; it protects nothing.
 */
#ifndef MD5_H
#define MD5_H

#include <stddef.h>
#include <stdint.h>

enum { MD5_SIZE = 16 };

void md5(const void *data, size_t len, uint8_t digest[MD5_SIZE]);

#endif
