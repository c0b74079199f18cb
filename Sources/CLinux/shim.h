// What the Glibc module of the toolchain leaves out.
#include <sys/inotify.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
