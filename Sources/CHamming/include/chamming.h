// Hamming distances of 256-bit hashes, many at a time.
//
// In C because Swift cannot compile one function for several processors: counting bits takes one instruction with
// AVX-512 VPOPCNTDQ or POPCNT, and a dozen on the plain x86-64 that programs are built for.
#ifndef SIGHTLINE_CHAMMING_H
#define SIGHTLINE_CHAMMING_H

#include <stddef.h>
#include <stdint.h>

// `count` hashes of four words; word k of hash i is words[k * stride + i].
//
// With e(k) = 32 - popcount(query[k] ^ hash[k]), a hash is near where the largest of
//   e0 + e1 + e2 + e3,  e0 - e1 - e2 + e3,  -e0 + e1 - e2 + e3,  -e0 - e1 + e2 + e3
// is `least` or more: it is 128 less the distance of the query, of its half turn and of its two mirrorings, where word k
// holds the frequencies of one parity by rows and columns.
//
// Writes the places of the first `capacity` near hashes and returns how many there are.
size_t chamming_near(const uint64_t *words, size_t stride, size_t count, const uint64_t query[4], int64_t least,
                     uint32_t *places, size_t capacity);

// What the bits are counted with: "avx512", "avx2", "popcnt" or "plain".
const char *chamming_way(void);

#endif
