#include "owner.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cgroup.h"
#include "sockdiag.h"

static const char deleted_suffix[] = " (deleted)";

static bool is_number(const char *s)
{
    return *s && s[strspn(s, "0123456789")] == 0;
}

/* Length read, 0 on any failure. buffer gets a NUL. */
static size_t read_file(int dir, const char *name, char *buffer, size_t size)
{
    int fd = openat(dir, name, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return buffer[0] = 0;
    size_t at = 0;
    ssize_t n;
    while (at + 1 < size && (n = read(fd, buffer + at, size - 1 - at)) > 0)
        at += (size_t)n;
    close(fd);
    buffer[at] = 0;
    return at;
}

static void read_link(int dir, const char *name, char *buffer, size_t size)
{
    ssize_t n = readlinkat(dir, name, buffer, size - 1);
    buffer[n < 0 ? 0 : n] = 0;
}

static bool holds(int proc, const char *wanted)
{
    int fds = openat(proc, "fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *d = fds < 0 ? NULL : fdopendir(fds);
    if (!d) {
        if (fds >= 0)
            close(fds);
        return false;
    }
    bool found = false;
    for (struct dirent *e; !found && (e = readdir(d));) {
        char target[64];
        read_link(dirfd(d), e->d_name, target, sizeof target);
        found = strcmp(target, wanted) == 0;
    }
    closedir(d);
    return found;
}

/* Field 22 of stat, in clock ticks; the name in field 2 may hold blanks and parentheses. */
static bool start_time(int proc, uint64_t *ns)
{
    char stat[2048];
    read_file(proc, "stat", stat, sizeof stat);
    const char *p = strrchr(stat, ')');
    unsigned long long ticks;
    if (!p || sscanf(p + 1, " %*c %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %llu", &ticks) != 1)
        return false;
    *ns = ticks * (1000000000ull / (uint64_t)sysconf(_SC_CLK_TCK));
    return true;
}

static uint64_t cgroup_of(int proc)
{
    char text[4096], err[WEIR_ERROR_SIZE];
    read_file(proc, "cgroup", text, sizeof text);
    char *path = strncmp(text, "0::", 3) == 0 ? text : strstr(text, "\n0::");
    if (!path)
        return 0;
    path = strchr(path, '/');
    if (!path)
        return 0;
    path[strcspn(path, "\n")] = 0;
    int root = cgroup_open_root(err);
    uint64_t id = 0;
    uint32_t level;
    if (root >= 0) {
        cgroup_resolve(root, path, &id, &level);
        close(root);
    }
    return id;
}

static void describe(int proc, struct weir_owner *out)
{
    read_file(proc, "comm", out->comm, sizeof out->comm);
    out->comm[strcspn(out->comm, "\n")] = 0;
    read_link(proc, "exe", out->executable, sizeof out->executable);
    size_t length = strlen(out->executable), suffix = sizeof deleted_suffix - 1;
    struct stat st;
    /* A file may really be named so; then it still has a link. */
    if (length > suffix && strcmp(out->executable + length - suffix, deleted_suffix) == 0 && fstatat(proc, "exe", &st, 0) == 0 && st.st_nlink == 0) {
        out->deleted = true;
        out->executable[length - suffix] = 0;
    }
    read_link(proc, "cwd", out->cwd, sizeof out->cwd);
    size_t n = read_file(proc, "cmdline", out->arguments, sizeof out->arguments);
    out->arguments_length = (uint32_t)(n > 0 && out->arguments[n - 1] == 0 ? n - 1 : n);
    out->cgroup_id = cgroup_of(proc);
}

/* One pass over /proc: first the processes of that uid alone, which nearly always is enough. */
static int search(int root, const char *wanted, uint32_t uid, bool others, struct weir_owner *out)
{
    int again = openat(root, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *d = again < 0 ? NULL : fdopendir(again);
    if (!d) {
        int e = errno;
        if (again >= 0)
            close(again);
        return -e;
    }
    int r = -ENOENT;
    for (struct dirent *e; r == -ENOENT && (e = readdir(d));) {
        struct stat st;
        if (!is_number(e->d_name))
            continue;
        int proc = openat(root, e->d_name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (proc < 0)
            continue;
        uint64_t before, after;
        if (fstat(proc, &st) == 0 && (st.st_uid == uid) != others && start_time(proc, &before) && holds(proc, wanted)) {
            out->pid = (uint32_t)strtoul(e->d_name, NULL, 10);
            out->start_ns = before;
            describe(proc, out);
            /* The same process, and no exec that closed the socket meanwhile. */
            if (start_time(proc, &after) && after == before && holds(proc, wanted))
                r = 0;
        }
        close(proc);
    }
    closedir(d);
    return r;
}

int owner_lookup(int protocol, const struct sockaddr_storage *local, const struct sockaddr_storage *remote, struct weir_owner *out)
{
    memset(out, 0, sizeof *out);
    uint32_t inode, uid;
    int r = sockdiag_find(protocol, local, remote, &inode, &uid);
    if (r < 0)
        return r;
    char wanted[64];
    snprintf(wanted, sizeof wanted, "socket:[%u]", inode);
    int root = open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (root < 0)
        return -errno;
    out->uid = uid;
    r = search(root, wanted, uid, false, out);
    if (r == -ENOENT)
        r = search(root, wanted, uid, true, out);
    close(root);
    return r;
}
