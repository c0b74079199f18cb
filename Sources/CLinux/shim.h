// What the Glibc module of the toolchain leaves out.
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
