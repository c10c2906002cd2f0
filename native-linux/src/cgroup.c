#include "cgroup.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

/* mountinfo writes blanks and backslashes as three octal digits. */
static void unescape(char *s)
{
    char *to = s;
    while (*s) {
        if (s[0] == '\\' && s[1] >= '0' && s[1] <= '3' && s[2] && s[3]) {
            *to++ = (char)((s[1] - '0') * 64 + (s[2] - '0') * 8 + (s[3] - '0'));
            s += 4;
        } else {
            *to++ = *s++;
        }
    }
    *to = 0;
}

static int open_mounted(void)
{
    FILE *f = fopen("/proc/self/mountinfo", "re");
    if (!f)
        return -errno;
    char *line = NULL;
    size_t size = 0;
    int fd = -ENOENT;
    while (fd < 0 && getline(&line, &size, f) > 0) {
        char root[4096], point[4096];
        const char *type = strstr(line, " - ");
        if (!type || strncmp(type + 3, "cgroup2 ", 8) != 0 || sscanf(line, "%*s %*s %*s %4095s %4095s", root, point) != 2 || strcmp(root, "/") != 0)
            continue;
        unescape(point);
        fd = open(point, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        struct stat st;
        /* Something else may be mounted over it. */
        if (fd >= 0 && fstatat(fd, "cgroup.controllers", &st, 0) != 0) {
            close(fd);
            fd = -ENOENT;
        }
    }
    free(line);
    fclose(f);
    return fd < 0 ? -ENOENT : fd;
}

static int open_detached(void)
{
    int fs = fsopen("cgroup2", FSOPEN_CLOEXEC);
    if (fs < 0)
        return -errno;
    int mount_fd = -1, fd = -1, e = 0;
    if (fsconfig(fs, FSCONFIG_CMD_CREATE, NULL, NULL, 0) != 0 || (mount_fd = fsmount(fs, FSMOUNT_CLOEXEC, 0)) < 0 ||
        (fd = openat(mount_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)) < 0)
        e = errno;
    close(fs);
    if (mount_fd >= 0)
        close(mount_fd);
    return fd < 0 ? -e : fd;
}

int cgroup_open_root(char err[WEIR_ERROR_SIZE])
{
    int fd = open_mounted();
    if (fd < 0)
        fd = open_detached();
    if (fd < 0)
        snprintf(err, WEIR_ERROR_SIZE, "the cgroup-v2 tree is neither mounted nor can it be: %s", strerror(-fd));
    return fd;
}

int cgroup_open_own(int root_fd)
{
    char line[4096] = "", *path = NULL;
    FILE *f = fopen("/proc/self/cgroup", "re");
    while (f && !path && fgets(line, sizeof line, f))
        if (strncmp(line, "0::/", 4) == 0)
            path = line + 4;
    if (f)
        fclose(f);
    int fd = -1;
    if (path) {
        path[strcspn(path, "\n")] = 0;
        /* "/../x": outside of the cgroup namespace, and so of the tree below root_fd */
        if (strncmp(path, "..", 2) != 0)
            fd = openat(root_fd, *path ? path : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    }
    if (fd < 0)
        fd = openat(root_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return fd < 0 ? -errno : fd;
}

bool cgroup_resolve(int root_fd, const char *path, uint64_t *id, uint32_t *level)
{
    char relative[WEIR_ERROR_SIZE + 8] = "./";
    size_t at = 2;
    uint32_t depth = 0;
    for (const char *p = path; *p;) {
        while (*p == '/')
            p++;
        size_t length = strcspn(p, "/");
        if (length == 0)
            break;
        if ((length == 2 && memcmp(p, "..", 2) == 0) || at + length + 2 > sizeof relative)
            return false;
        memcpy(relative + at, p, length);
        at += length;
        relative[at++] = '/';
        relative[at] = 0;
        p += length;
        depth++;
    }
    struct stat st;
    if (root_fd < 0 || fstatat(root_fd, relative, &st, 0) != 0 || !S_ISDIR(st.st_mode))
        return false;
    *id = st.st_ino; /* kernfs: the inode number is the cgroup's id */
    *level = depth;
    return true;
}
