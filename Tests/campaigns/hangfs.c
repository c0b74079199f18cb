// A file system that shows a folder and hangs on command, like a mount whose server died.
//
//   hangfs MOUNTPOINT -f -o ro,…     shows $HANGFS_ROOT; while the file $HANGFS_HANG is there, the operations that it
//                                    names (probe, stat, readdir, open, read, all) do not return; $HANGFS_OPENED gets
//                                    a line for each file that is opened
#define FUSE_USE_VERSION 31
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <fuse.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

static const char *root, *hang, *opened;

static void wait_for(const char *operation) {
    for (;; usleep(50000)) {
        char text[64] = "";
        int file = open(hang, O_RDONLY | O_CLOEXEC);
        if (file < 0) return;
        if (read(file, text, sizeof text - 1) < 0) text[0] = 0;
        close(file);
        if (!strstr(text, operation) && !strstr(text, "all")) return;
    }
}

static const char *real(const char *path, char *buffer) {
    snprintf(buffer, 4096, "%s%s", root, path);
    return buffer;
}

static int get_attributes(const char *path, struct stat *status, struct fuse_file_info *info) {
    char name[4096];
    (void)info;
    wait_for(strcmp(path, "/") ? "stat" : "probe");
    return lstat(real(path, name), status) ? -errno : 0;
}

static int read_folder(const char *path, void *buffer, fuse_fill_dir_t fill, off_t at, struct fuse_file_info *info,
                       enum fuse_readdir_flags flags) {
    char name[4096];
    (void)at, (void)info, (void)flags;
    wait_for("readdir");
    DIR *folder = opendir(real(path, name));
    if (!folder) return -errno;
    for (struct dirent *entry; (entry = readdir(folder));) {
        struct stat status = {.st_ino = entry->d_ino, .st_mode = DTTOIF(entry->d_type)};
        if (fill(buffer, entry->d_name, &status, 0, 0)) break;
    }
    closedir(folder);
    return 0;
}

static int open_file(const char *path, struct fuse_file_info *info) {
    char name[4096];
    wait_for("open");
    int file = open(real(path, name), O_RDONLY | O_CLOEXEC);
    if (file < 0) return -errno;
    info->fh = (uint64_t)file;
    if (opened) {
        int list = open(opened, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
        if (list >= 0) dprintf(list, "%s\n", path), close(list);
    }
    return 0;
}

static int read_file(const char *path, char *buffer, size_t size, off_t at, struct fuse_file_info *info) {
    (void)path;
    wait_for("read ");
    ssize_t count = pread((int)info->fh, buffer, size, at);
    return count < 0 ? -errno : (int)count;
}

static int close_file(const char *path, struct fuse_file_info *info) {
    (void)path;
    close((int)info->fh);
    return 0;
}

static int space(const char *path, struct statvfs *status) {
    char name[4096];
    wait_for("probe");
    return statvfs(real(path, name), status) ? -errno : 0;
}

static void *begin(struct fuse_conn_info *connection, struct fuse_config *config) {
    (void)connection;
    // Every look goes to this program, as one at a server that must be asked does.
    config->attr_timeout = config->entry_timeout = config->negative_timeout = 0;
    config->direct_io = 1;
    config->use_ino = 1;
    return NULL;
}

int main(int count, char **words) {
    static const struct fuse_operations operations = {
        .init = begin, .getattr = get_attributes, .readdir = read_folder, .open = open_file,
        .read = read_file, .release = close_file, .statfs = space,
    };
    root = getenv("HANGFS_ROOT");
    hang = getenv("HANGFS_HANG");
    opened = getenv("HANGFS_OPENED");
    if (!root || !hang) return fprintf(stderr, "HANGFS_ROOT and HANGFS_HANG are not set\n"), 2;
    return fuse_main(count, words, &operations, NULL);
}
