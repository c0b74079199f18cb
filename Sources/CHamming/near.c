#include "chamming.h"

#define GROUP 64

static inline __attribute__((always_inline)) int64_t best_of(int64_t e0, int64_t e1, int64_t e2, int64_t e3) {
    int64_t straight = e0 + e3, cross = e1 + e2, down = e3 - e0, side = e1 - e2;
    int64_t first = straight + (cross < 0 ? -cross : cross);
    int64_t second = down + (side < 0 ? -side : side);
    return first > second ? first : second;
}

static inline __attribute__((always_inline)) int64_t best_at(
    const uint64_t *words, size_t stride, size_t place, const uint64_t query[4]) {
    int64_t e[4];
    for (size_t k = 0; k < 4; k++) e[k] = 32 - __builtin_popcountll(words[k * stride + place] ^ query[k]);
    return best_of(e[0], e[1], e[2], e[3]);
}

// The loop without a branch is what compilers turn into vector instructions; a group with a near hash, which is rare, is
// gone through once more.
static inline __attribute__((always_inline)) size_t near(
    const uint64_t *words, size_t stride, size_t count, const uint64_t query[4], int64_t least, uint32_t *places,
    size_t capacity) {
    size_t found = 0, start = 0;
    const uint64_t q0 = query[0], q1 = query[1], q2 = query[2], q3 = query[3];
    for (; start + GROUP <= count; start += GROUP) {
        const uint64_t *w = words + start;
        int64_t most = INT64_MIN;
        for (size_t i = 0; i < GROUP; i++) {
            int64_t e0 = 32 - __builtin_popcountll(w[i] ^ q0);
            int64_t e1 = 32 - __builtin_popcountll(w[stride + i] ^ q1);
            int64_t e2 = 32 - __builtin_popcountll(w[2 * stride + i] ^ q2);
            int64_t e3 = 32 - __builtin_popcountll(w[3 * stride + i] ^ q3);
            int64_t best = best_of(e0, e1, e2, e3);
            most = best > most ? best : most;
        }
        if (most < least) continue;
        for (size_t i = start; i < start + GROUP; i++) {
            if (best_at(words, stride, i, query) < least) continue;
            if (found < capacity) places[found] = (uint32_t)i;
            found++;
        }
    }
    for (; start < count; start++) {
        if (best_at(words, stride, start, query) < least) continue;
        if (found < capacity) places[found] = (uint32_t)start;
        found++;
    }
    return found;
}

#define NEAR(name)                                                                                                   \
    static size_t name(const uint64_t *words, size_t stride, size_t count, const uint64_t query[4], int64_t least,    \
                       uint32_t *places, size_t capacity) {                                                          \
        return near(words, stride, count, query, least, places, capacity);                                           \
    }

NEAR(near_plain)

#if defined(__x86_64__)
__attribute__((target("avx512f,avx512vl,avx512bw,avx512vpopcntdq"))) NEAR(near_avx512)
__attribute__((target("avx2,popcnt"))) NEAR(near_avx2)
__attribute__((target("popcnt"))) NEAR(near_popcnt)

typedef size_t near_function(const uint64_t *, size_t, size_t, const uint64_t[4], int64_t, uint32_t *, size_t);

static near_function *choose(const char **name) {
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx512vpopcntdq") && __builtin_cpu_supports("avx512vl") &&
        __builtin_cpu_supports("avx512bw")) {
        *name = "avx512";
        return near_avx512;
    }
    if (__builtin_cpu_supports("avx2")) {
        *name = "avx2";
        return near_avx2;
    }
    if (__builtin_cpu_supports("popcnt")) {
        *name = "popcnt";
        return near_popcnt;
    }
    *name = "plain";
    return near_plain;
}

size_t chamming_near(const uint64_t *words, size_t stride, size_t count, const uint64_t query[4], int64_t least,
                     uint32_t *places, size_t capacity) {
    const char *name;
    return choose(&name)(words, stride, count, query, least, places, capacity);
}

const char *chamming_way(void) {
    const char *name;
    choose(&name);
    return name;
}
#else
size_t chamming_near(const uint64_t *words, size_t stride, size_t count, const uint64_t query[4], int64_t least,
                     uint32_t *places, size_t capacity) {
    return near_plain(words, stride, count, query, least, places, capacity);
}

const char *chamming_way(void) { return "plain"; }
#endif
