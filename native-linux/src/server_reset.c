/* weir-interceptor reset: works with whatever state things are in. */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "capture.h"
#include "rpc_client.h"
#include "server.h"
#include "server_commands.h"
#include "server_lock.h"

#define SHUTDOWN_ANSWER_MS 1000 /* a stopped process never answers */
#define AFTER_SHUTDOWN_MS 2000
#define AFTER_TERM_MS 2000
#define AFTER_KILL_MS 5000

static void say(void *arg, const char *sentence) {
    (void)arg;
    printf("%s\n", sentence);
}

static bool ended(int pidfd, int timeout_ms) {
    struct pollfd watched = {.fd = pidfd, .events = POLLIN};
    return poll(&watched, 1, timeout_ms) == 1;
}

static bool ask_to_end(const char *run_dir) {
    struct rpc_client client;
    char err[WEIR_ERROR_SIZE] = "";
    int code;
    if (rpc_client_open(&client, run_dir, "admin", SHUTDOWN_ANSWER_MS, err) != 0)
        return false;
    json_t *result = rpc_client_ask(&client, "shutdown", json_object(), &code, err);
    rpc_client_close(&client);
    json_decref(result);
    return result != NULL;
}

/* Ends the process that listens on run_dir's socket (NULL: on the namespace's name). True when it is gone or there was none. */
static bool end_holder(const char *run_dir) {
    pid_t pid = server_find(run_dir);
    if (pid <= 0 || pid == getpid())
        return true;
    int pidfd = (int)syscall(SYS_pidfd_open, pid, 0);
    /* Asked again with the descriptor in hand: now the number cannot have gone to another process in between. */
    if (pidfd < 0 || server_find(run_dir) != pid) {
        if (pidfd >= 0)
            close(pidfd);
        return server_find(run_dir) == 0;
    }
    bool gone = run_dir != NULL && ask_to_end(run_dir) && ended(pidfd, AFTER_SHUTDOWN_MS);
    if (gone)
        printf("the interceptor (pid %d) ended when asked\n", (int)pid);
    if (!gone && syscall(SYS_pidfd_send_signal, pidfd, SIGTERM, NULL, 0) == 0 && ended(pidfd, AFTER_TERM_MS)) {
        printf("the interceptor (pid %d) ended after SIGTERM\n", (int)pid);
        gone = true;
    }
    if (!gone && syscall(SYS_pidfd_send_signal, pidfd, SIGKILL, NULL, 0) == 0 && ended(pidfd, AFTER_KILL_MS)) {
        printf("the interceptor (pid %d) did not end and was killed\n", (int)pid);
        gone = true;
    }
    if (!gone)
        fprintf(stderr, "weir-interceptor: pid %d cannot be ended\n", (int)pid);
    close(pidfd);
    return gone;
}

/* Socket and lock of a process that did not end by itself. */
static bool remove_leftovers(const struct weir_config *config) {
    char path[SERVER_PATH_SIZE], err[WEIR_ERROR_SIZE] = "";
    struct server_lock lock;
    struct stat status;
    pid_t holder;
    if (stat(config->run_dir, &status) != 0)
        return true;
    bool lock_there = server_path(path, config->run_dir, SERVER_LOCK_NAME) && lstat(path, &status) == 0;
    bool socket_there = server_path(path, config->run_dir, SERVER_SOCKET_NAME) && lstat(path, &status) == 0 && S_ISSOCK(status.st_mode);
    if (!lock_there && !socket_there)
        return true;
    if (server_lock_folder(&lock, config->run_dir, &holder, err) != SERVER_LOCKED) {
        fprintf(stderr, "weir-interceptor: %s\n", err);
        return false;
    }
    if (socket_there && unlink(path) == 0)
        printf("removed %s\n", path);
    if (lock_there)
        printf("removed %s\n", lock.lock_path);
    server_unlock(&lock);
    return true;
}

int command_reset(const struct weir_config *config) {
    bool clean = end_holder(config->run_dir);
    clean = end_holder(NULL) && clean;
    int removed = capture_reset(config, say, NULL);
    if (removed < 0) {
        fprintf(stderr, "weir-interceptor: something of ours could not be removed: %s\n", strerror(-removed));
        clean = false;
    }
    clean = remove_leftovers(config) && clean;
    printf("%s\n", clean ? "nothing of Weir is left in this network namespace" : "not everything could be undone");
    return clean ? SERVER_EXIT_OK : SERVER_EXIT_FAILED;
}
