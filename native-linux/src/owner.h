/* Which process owns a connection, looked up with sock_diag and /proc: the fallback for attribution "limited". */
#ifndef WEIR_OWNER_H
#define WEIR_OWNER_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

#define WEIR_OWNER_PATH_SIZE 1024
#define WEIR_OWNER_ARGS_SIZE 2048

struct weir_owner {
    uint32_t pid, uid;
    uint64_t start_ns, cgroup_id;
    bool deleted;
    char comm[16];
    char executable[WEIR_OWNER_PATH_SIZE];
    char cwd[WEIR_OWNER_PATH_SIZE];
    char arguments[WEIR_OWNER_ARGS_SIZE]; /* NUL-separated */
    uint32_t arguments_length;
};

/* local and remote as the app sees them. Returns 0, -ENOENT, or another negative errno. */
int owner_lookup(int protocol, const struct sockaddr_storage *local, const struct sockaddr_storage *remote, struct weir_owner *out);

#endif
