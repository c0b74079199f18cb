#include <sqlite3.h>
// statfs(2), to tell a network mount from a local disk; Swift's Glibc module leaves it out.
#include <sys/vfs.h>
