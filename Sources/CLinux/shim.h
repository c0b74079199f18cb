// What the Glibc module of the toolchain leaves out.
#include <execinfo.h>
#include <malloc.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <unistd.h>

// Raw directory entries, many a call; the C library shows its own wrapper to _GNU_SOURCE only.
static inline long linux_getdents64(int folder, void *buffer, unsigned long size) {
    return syscall(SYS_getdents64, folder, buffer, size);
}

// Class 3 is idle (linux/ioprio.h, which Debian's C library does not ship as a header of its own).
static inline int linux_ioprio_idle(int thread) { return (int)syscall(SYS_ioprio_set, 1, thread, 3 << 13); }

// Free memory at a pool's end is kept up to 4 MiB: it would come and go with every photo.
static inline int linux_limit_pools(int count, int largest) {
    return mallopt(M_ARENA_MAX, count) && mallopt(M_MMAP_THRESHOLD, largest) && mallopt(M_TRIM_THRESHOLD, 4 << 20);
}

static inline int linux_return_free_memory(void) { return malloc_trim(0); }

// Where in the program this is called from: FNV-1a over the return addresses inside the program file, relative to its
// start, so that the same place gives the same number in every run.
extern const char __executable_start[], etext[];
static inline unsigned long linux_call_site(void) {
    void *frames[40];
    int count = backtrace(frames, 40);
    unsigned long hash = 0xcbf29ce484222325ul;
    for (int i = 0; i < count; i++) {
        const char *at = (const char *)frames[i];
        if (at < __executable_start || at >= etext) continue;
        hash = (hash ^ (unsigned long)(at - __executable_start)) * 0x100000001b3ul;
    }
    return hash;
}

// epoll(7) without its packed structure, which Swift would read at wrong addresses on some machines.
static inline int linux_poll_change(int poll, int operation, int descriptor, unsigned events, unsigned long long key) {
    struct epoll_event event = {.events = events, .data = {.u64 = key}};
    return epoll_ctl(poll, operation, descriptor, &event);
}

static inline int linux_poll_wait(int poll, unsigned *events, unsigned long long *keys, int most, int milliseconds) {
    struct epoll_event ready[64];
    int count = epoll_wait(poll, ready, most < 64 ? most : 64, milliseconds);
    for (int i = 0; i < count; i++) {
        events[i] = ready[i].events;
        keys[i] = ready[i].data.u64;
    }
    return count;
}

// accept4(2) and struct ucred are shown to _GNU_SOURCE only; including <sys/socket.h> here would take its names away from
// the Glibc module. 0x800 and 0x80000: SOCK_NONBLOCK and SOCK_CLOEXEC; 1 and 17: SOL_SOCKET and SO_PEERCRED.
static inline int linux_accept(int listener) { return (int)syscall(SYS_accept4, listener, 0, 0, 0x80800); }

// The user at the other end of a Unix socket; -1 where there is none.
static inline long long linux_peer_user(int descriptor) {
    struct { int process; unsigned user, group; } peer;
    unsigned length = sizeof peer;
    if (syscall(SYS_getsockopt, descriptor, 1, 17, &peer, &length) != 0) return -1;
    return peer.user;
}
