/*
 * One interceptor for a folder and one for a network namespace. The folder: a lock file held with flock. The namespace: a listening abstract Unix
 * socket, for abstract names are per network namespace; whoever finds it taken asks the kernel (SO_PEERCRED) whose it is.
 */
#ifndef WEIR_SERVER_LOCK_H
#define WEIR_SERVER_LOCK_H

#include <stdbool.h>
#include <sys/types.h>

#include "config.h"
#include "log.h"

#define SERVER_SOCKET_NAME "interceptor.sock"
#define SERVER_LOCK_NAME "interceptor.lock"
#define SERVER_ABSTRACT_NAME "weir-interceptor" /* after a leading NUL */
#define SERVER_PATH_SIZE 108 /* of sun_path, with the NUL */

struct server_lock {
    int lock_fd, abstract_fd, socket_fd; /* -1 = not held */
    char lock_path[SERVER_PATH_SIZE], socket_path[SERVER_PATH_SIZE];
};

enum server_lock_result { SERVER_LOCKED, SERVER_LOCK_HELD, SERVER_LOCK_FAILED };

/* run_dir/name; false when it would be longer than a socket's path may be. */
bool server_path(char out[SERVER_PATH_SIZE], const char *run_dir, const char *name);

/* Makes the folder if it is not there and checks that only root can write to it. 0 or a negative errno. */
int server_run_dir(const char *run_dir, char err[WEIR_ERROR_SIZE]);

/* Takes the folder's lock. HELD: *holder is the pid in the file (0 = none could be read). */
enum server_lock_result server_lock_folder(struct server_lock *lock, const char *run_dir, pid_t *holder, char err[WEIR_ERROR_SIZE]);

/* Takes the namespace. A name held by somebody who is not root is worth a warning, not a refusal: any user can take an abstract name. */
enum server_lock_result server_lock_namespace(struct server_lock *lock, const struct weir_log *log, pid_t *holder, char err[WEIR_ERROR_SIZE]);

/* Binds interceptor.sock in place of a stale one, sets owner and mode, then listens. Needs the folder's lock. 0 or a negative errno. */
int server_listen(struct server_lock *lock, gid_t group, char err[WEIR_ERROR_SIZE]);

/* Removes socket and lock file and lets go of everything. */
void server_unlock(struct server_lock *lock);

/* The process that listens on run_dir's socket, or on the namespace's name (run_dir NULL), if it runs as root; 0 when there is none. */
pid_t server_find(const char *run_dir);

#endif
