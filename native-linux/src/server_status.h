/* What the interceptor says about itself, as the JSON of docs/protocol.md, section 2. Pure. NULL when memory is short. */
#ifndef WEIR_SERVER_STATUS_H
#define WEIR_SERVER_STATUS_H

#include <jansson.h>

#include "listeners.h"
#include "owner.h"
#include "session_state.h"

#define SERVER_NAME "weir-interceptor"
#define SERVER_VERSION "0.1.0"
#define STATUS_CHANGES_MAX 64

struct hello_answer {
    const char *session; /* NULL for peers that are no engine */
    const char *attribution;
    const struct listeners *listeners;
};

struct status_answer {
    const struct session *session;
    const char *attribution;
    const struct listeners *listeners;
    bool engine_connected;
    pid_t engine_pid;
    uid_t engine_uid;
    uint64_t last_heartbeat_ms; /* ago */
    unsigned repairs;
    char (*changes)[96];
    int change_count;
};

json_t *hello_json(const struct hello_answer *answer);
json_t *status_json(const struct status_answer *answer);
json_t *owner_json(const struct weir_owner *owner);

#endif
