#include "server_lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

bool server_path(char out[SERVER_PATH_SIZE], const char *run_dir, const char *name) {
    int length = snprintf(out, SERVER_PATH_SIZE, "%s/%s", run_dir, name);
    return length > 0 && length < SERVER_PATH_SIZE;
}

static int failed(char err[WEIR_ERROR_SIZE], const char *what, const char *path) {
    int error = errno;
    snprintf(err, WEIR_ERROR_SIZE, "%.40s %.110s: %.80s", what, path, strerror(error));
    return -error;
}

int server_run_dir(const char *run_dir, char err[WEIR_ERROR_SIZE]) {
    char part[SERVER_PATH_SIZE];
    size_t length = strlen(run_dir);
    if (run_dir[0] != '/' || length >= sizeof part) {
        snprintf(err, WEIR_ERROR_SIZE, "the folder must be an absolute path of at most %zu bytes: %.100s", sizeof part - 1, run_dir);
        return -EINVAL;
    }
    mode_t mask = umask(0022);
    for (size_t i = 1; i <= length; i++) {
        if (run_dir[i] != '/' && run_dir[i] != '\0')
            continue;
        memcpy(part, run_dir, i);
        part[i] = '\0';
        if (mkdir(part, 0755) != 0 && errno != EEXIST) {
            int error = failed(err, "mkdir", part);
            umask(mask);
            return error;
        }
    }
    umask(mask);
    struct stat status;
    if (lstat(run_dir, &status) != 0)
        return failed(err, "stat", run_dir);
    if (!S_ISDIR(status.st_mode) || status.st_uid != 0 || (status.st_mode & 0022) != 0) {
        snprintf(err, WEIR_ERROR_SIZE, "%.110s must be a folder that belongs to root and that only root can write to", run_dir);
        return -EPERM;
    }
    return 0;
}

enum server_lock_result server_lock_folder(struct server_lock *lock, const char *run_dir, pid_t *holder, char err[WEIR_ERROR_SIZE]) {
    *lock = (struct server_lock){.lock_fd = -1, .abstract_fd = -1, .socket_fd = -1};
    *holder = 0;
    if (!server_path(lock->lock_path, run_dir, SERVER_LOCK_NAME) || !server_path(lock->socket_path, run_dir, SERVER_SOCKET_NAME)) {
        snprintf(err, WEIR_ERROR_SIZE, "the folder's name is too long for a socket: %.100s", run_dir);
        return SERVER_LOCK_FAILED;
    }
    for (;;) {
        /* 0600: whoever could open it could hold the lock against us. */
        int fd = open(lock->lock_path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
        if (fd < 0) {
            failed(err, "open", lock->lock_path);
            return SERVER_LOCK_FAILED;
        }
        char text[16] = "";
        if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
            enum server_lock_result result = errno == EWOULDBLOCK ? SERVER_LOCK_HELD : SERVER_LOCK_FAILED;
            failed(err, "lock", lock->lock_path);
            if (pread(fd, text, sizeof text - 1, 0) > 0)
                *holder = (pid_t)strtol(text, NULL, 10);
            close(fd);
            return result;
        }
        struct stat ours, theirs;
        if (fstat(fd, &ours) == 0 && stat(lock->lock_path, &theirs) == 0 && ours.st_ino == theirs.st_ino && ours.st_dev == theirs.st_dev) {
            int length = snprintf(text, sizeof text, "%d\n", (int)getpid());
            if (ftruncate(fd, 0) != 0 || pwrite(fd, text, (size_t)length, 0) != length) {
                failed(err, "write", lock->lock_path);
                close(fd);
                return SERVER_LOCK_FAILED;
            }
            lock->lock_fd = fd;
            return SERVER_LOCKED;
        }
        close(fd); /* its former holder removed the file between our open and our lock */
    }
}

static socklen_t abstract_address(struct sockaddr_un *address) {
    *address = (struct sockaddr_un){.sun_family = AF_UNIX};
    memcpy(address->sun_path + 1, SERVER_ABSTRACT_NAME, sizeof SERVER_ABSTRACT_NAME - 1);
    return (socklen_t)(offsetof(struct sockaddr_un, sun_path) + sizeof SERVER_ABSTRACT_NAME);
}

/* Credentials of whoever listens at the address. False when nobody does. A stopped process is found as well: the kernel answers. */
static bool listener_of(const struct sockaddr_un *address, socklen_t length, struct ucred *credentials) {
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return false;
    socklen_t size = sizeof *credentials;
    bool found = connect(fd, (const struct sockaddr *)address, length) == 0 && getsockopt(fd, SOL_SOCKET, SO_PEERCRED, credentials, &size) == 0;
    close(fd);
    return found;
}

enum server_lock_result server_lock_namespace(struct server_lock *lock, const struct weir_log *log, pid_t *holder, char err[WEIR_ERROR_SIZE]) {
    struct sockaddr_un address;
    socklen_t length = abstract_address(&address);
    *holder = 0;
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0) {
        failed(err, "socket for", SERVER_ABSTRACT_NAME);
        return SERVER_LOCK_FAILED;
    }
    /* Two tries: another interceptor may stand between its bind and its listen, or be leaving. */
    for (int attempt = 0; attempt < 2; attempt++) {
        if (bind(fd, (struct sockaddr *)&address, length) == 0 && listen(fd, 128) == 0) {
            lock->abstract_fd = fd;
            return SERVER_LOCKED;
        }
        if (errno != EADDRINUSE) {
            failed(err, "bind abstract socket", SERVER_ABSTRACT_NAME);
            close(fd);
            return SERVER_LOCK_FAILED;
        }
        struct ucred credentials;
        if (listener_of(&address, length, &credentials) && credentials.uid == 0) {
            *holder = credentials.pid;
            close(fd);
            return SERVER_LOCK_HELD;
        }
        nanosleep(&(struct timespec){.tv_nsec = 50000000}, NULL);
    }
    log_warning(log, "the abstract socket name %s of this network namespace is held by a process that is not root; going on without it",
                SERVER_ABSTRACT_NAME);
    close(fd);
    return SERVER_LOCKED;
}

int server_listen(struct server_lock *lock, gid_t group, char err[WEIR_ERROR_SIZE]) {
    struct stat status;
    if (lstat(lock->socket_path, &status) == 0) {
        if (!S_ISSOCK(status.st_mode)) {
            snprintf(err, WEIR_ERROR_SIZE, "%.110s is in the way and is not a socket", lock->socket_path);
            return -EEXIST;
        }
        if (unlink(lock->socket_path) != 0) /* stale: we hold the lock */
            return failed(err, "unlink", lock->socket_path);
    }
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    memcpy(address.sun_path, lock->socket_path, sizeof address.sun_path);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return failed(err, "socket for", lock->socket_path);
    mode_t mask = umask(0177);
    int bound = bind(fd, (struct sockaddr *)&address, sizeof address);
    int error = errno;
    umask(mask);
    errno = error;
    /* Nobody can connect before listen; by then the mode is right. The folder is writable by root only, so the path is still ours. */
    if (bound != 0 || chown(lock->socket_path, 0, group) != 0 || chmod(lock->socket_path, 0660) != 0 || listen(fd, 64) != 0) {
        error = failed(err, "listen on", lock->socket_path);
        close(fd);
        return error;
    }
    lock->socket_fd = fd;
    return 0;
}

void server_unlock(struct server_lock *lock) {
    if (lock->socket_fd >= 0) {
        unlink(lock->socket_path);
        close(lock->socket_fd);
    }
    if (lock->abstract_fd >= 0)
        close(lock->abstract_fd);
    if (lock->lock_fd >= 0) {
        unlink(lock->lock_path); /* before letting go: who opened it in between sees another inode and tries again */
        close(lock->lock_fd);
    }
    lock->lock_fd = lock->abstract_fd = lock->socket_fd = -1;
}

pid_t server_find(const char *run_dir) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    socklen_t length = sizeof address;
    if (run_dir == NULL) {
        length = abstract_address(&address);
    } else {
        char path[SERVER_PATH_SIZE];
        if (!server_path(path, run_dir, SERVER_SOCKET_NAME))
            return 0;
        memcpy(address.sun_path, path, sizeof address.sun_path);
    }
    struct ucred credentials;
    return listener_of(&address, length, &credentials) && credentials.uid == 0 ? credentials.pid : 0;
}
