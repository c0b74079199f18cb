// Loaded before the C library (LD_PRELOAD): faults in the system calls that SQLite makes, which the program's own seam
// does not see, and a decoder that stalls.
//
//   PRELOAD_TRACE=FILE                 writes a line "site call" for each of SQLite's calls
//   PRELOAD_FAULT=SITE:NTH:ERRNO:TIMES SITE in hexadecimal, ERRNO a number or SHORT, TIMES once or forever
//   PRELOAD_STALL=FILE                 while FILE is there, decoding a JPEG does not go on
//
// A site is a hash of the return addresses inside libsqlite3 on the way to the call: the same in every run.
#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <link.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *first, *last;  // libsqlite3's code
static unsigned long wanted;
static int nth, code, is_short, forever, trace = -1, active;
static int count;

static int find(struct dl_phdr_info *info, size_t size, void *data) {
    (void)size, (void)data;
    if (!strstr(info->dlpi_name, "libsqlite3")) return 0;
    for (int i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *part = &info->dlpi_phdr[i];
        if (part->p_type != PT_LOAD || !(part->p_flags & PF_X)) continue;
        first = (const char *)info->dlpi_addr + part->p_vaddr;
        last = first + part->p_memsz;
    }
    return 1;
}

__attribute__((constructor)) static void begin(void) {
    dl_iterate_phdr(find, NULL);
    const char *name = getenv("PRELOAD_TRACE"), *fault = getenv("PRELOAD_FAULT");
    if (name) trace = open(name, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    if (fault) {
        char what[16] = "", times[16] = "";
        if (sscanf(fault, "%lx:%d:%15[^:]:%15s", &wanted, &nth, what, times) != 4) abort();
        is_short = !strcmp(what, "SHORT");
        code = is_short ? 0 : atoi(what);
        forever = !strcmp(times, "forever");
    }
    active = first && (trace >= 0 || wanted);
    void *frame;
    backtrace(&frame, 1);  // loads what it needs now, not inside a call
}

// What a call has to suffer: 0 nothing, -1 a short transfer, else an errno.
static int suffers(const char *call, const void *caller) {
    if (!active || (const char *)caller < first || (const char *)caller >= last) return 0;
    static __thread int inside, interrupted;
    if (inside) return 0;
    inside = 1;
    void *frames[32];
    int depth = backtrace(frames, 32);
    unsigned long site = 0xcbf29ce484222325ul;
    for (int i = 0; i < depth; i++) {
        const char *at = frames[i];
        if (at >= first && at < last) site = (site ^ (unsigned long)(at - first)) * 0x100000001b3ul;
    }
    if (trace >= 0) dprintf(trace, "%lx %s\n", site, call);
    inside = 0;
    if (site != wanted) return 0;
    int times = __sync_add_and_fetch(&count, 1);
    if (times < nth || (times > nth && !forever)) return 0;
    if (code == EINTR) {  // every call is interrupted once, or nothing would ever go on
        interrupted = !interrupted;
        return interrupted ? EINTR : 0;
    }
    return is_short ? -1 : code;
}

#define REAL(name) static __typeof__(&name) real; if (!real) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)
#define FAIL(call) int fate = suffers(call, __builtin_return_address(0)); \
    if (fate > 0) { errno = fate; return -1; }

int open64(const char *path, int flags, ...) {
    va_list rest;
    va_start(rest, flags);
    mode_t mode = va_arg(rest, mode_t);
    va_end(rest);
    REAL(open64);
    FAIL("open")
    return real(path, flags, mode);
}
ssize_t pread64(int file, void *buffer, size_t size, off64_t at) {
    REAL(pread64);
    FAIL("pread")
    return real(file, buffer, fate < 0 && size > 7 ? 7 : size, at);
}
ssize_t pwrite64(int file, const void *buffer, size_t size, off64_t at) {
    REAL(pwrite64);
    FAIL("pwrite")
    return real(file, buffer, fate < 0 && size > 7 ? 7 : size, at);
}
int fdatasync(int file) {
    REAL(fdatasync);
    FAIL("fdatasync")
    return real(file);
}
int ftruncate64(int file, off64_t size) {
    REAL(ftruncate64);
    FAIL("ftruncate")
    return real(file, size);
}
int fstat64(int file, struct stat64 *status) {
    REAL(fstat64);
    FAIL("fstat")
    return real(file, status);
}
int unlink(const char *path) {
    REAL(unlink);
    FAIL("unlink")
    return real(path);
}
void *mmap64(void *place, size_t size, int access, int flags, int file, off64_t at) {
    REAL(mmap64);
    int fate = suffers("mmap", __builtin_return_address(0));
    if (fate > 0) {
        errno = fate;
        return MAP_FAILED;
    }
    return real(place, size, access, flags, file, at);
}

int jpeg_start_decompress(void *decoder) {
    static int (*real)(void *);
    if (!real) real = (int (*)(void *))dlsym(RTLD_NEXT, "jpeg_start_decompress");
    const char *stall = getenv("PRELOAD_STALL");
    while (stall && !access(stall, F_OK)) usleep(100000);
    return real(decoder);
}
