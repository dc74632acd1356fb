/* SPDX-License-Identifier: PostgreSQL
 *
 * MD5 (RFC 1321).  The sines of its table are computed, not listed.
 */
#include <config.h>

#include "base/md5.h"

#include <math.h>
#include <string.h>

enum { BLOCK = 64, LENGTH_AT = 56 };

static uint32_t rotate(uint32_t value, unsigned by)
{
	return value << by | value >> (32 - by);
}

static uint32_t little_endian(const uint8_t *at)
{
	return at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

/* The function of one round, and which word of the block its step takes. */
static uint32_t mixed(unsigned step, uint32_t b, uint32_t c, uint32_t d, unsigned *word)
{
	static const uint8_t factors[] = { 1, 5, 3, 7 }, offsets[] = { 0, 1, 5, 0 };
	unsigned round = step / 16;

	*word = (factors[round] * step + offsets[round]) % 16;
	switch (round) {
	case 0:
		return (b & c) | (~b & d);
	case 1:
		return (b & d) | (c & ~d);
	case 2:
		return b ^ c ^ d;
	default:
		return c ^ (b | ~d);
	}
}

static void add_block(uint32_t state[4], const uint8_t *block)
{
	static const uint8_t shifts[4][4] = {
		{ 7, 12, 17, 22 }, { 5, 9, 14, 20 }, { 4, 11, 16, 23 }, { 6, 10, 15, 21 }
	};
	uint32_t a = state[0], b = state[1], c = state[2], d = state[3];

	for (unsigned step = 0; step < 64; step++) {
		unsigned word;
		uint32_t sum = a + mixed(step, b, c, d, &word);

		sum += (uint32_t)(fabs(sin(step + 1.0)) * 4294967296.0);
		sum += little_endian(block + 4 * (size_t)word);
		a = d;
		d = c;
		c = b;
		b += rotate(sum, shifts[step / 16][step % 4]);
	}
	state[0] += a;
	state[1] += b;
	state[2] += c;
	state[3] += d;
}

void md5(const void *data, size_t len, uint8_t digest[MD5_SIZE])
{
	uint32_t state[4] = { 0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476 };
	uint8_t tail[2 * BLOCK] = { 0 };
	const uint8_t *at = data;
	uint64_t bits = (uint64_t)len * 8;
	size_t rest = len % BLOCK, end = rest < LENGTH_AT ? BLOCK : 2 * BLOCK;

	for (size_t i = 0; i + BLOCK <= len; i += BLOCK)
		add_block(state, at + i);
	if (rest)
		memcpy(tail, at + len - rest, rest);
	tail[rest] = 0x80;
	for (int i = 0; i < 8; i++)
		tail[end - 8 + (size_t)i] = (uint8_t)(bits >> (8 * i));
	for (size_t i = 0; i < end; i += BLOCK)
		add_block(state, tail + i);
	for (int i = 0; i < MD5_SIZE; i++)
		digest[i] = (uint8_t)(state[i / 4] >> (8 * (i % 4)));
}
