#include "server_status.h"

#include <netinet/in.h>
#include <string.h>

#include "rpc_message.h"

static json_t *listeners_json(const struct listeners *listeners) {
    json_t *list = json_array();
    for (unsigned i = 0; i < listeners->count; i++) {
        bool ipv4 = listeners->list[i].family == AF_INET;
        json_array_append_new(list, json_pack("{s:s, s:s, s:s, s:i}", "family", ipv4 ? "ipv4" : "ipv6", "protocol", "tcp", "address",
                                              ipv4 ? "127.0.0.1" : "::1", "port", (int)listeners->list[i].port));
    }
    return list;
}

json_t *hello_json(const struct hello_answer *answer) {
    json_t *capabilities = json_array();
    if (listeners_port(answer->listeners, AF_INET) != 0)
        json_array_append_new(capabilities, json_string("tcp4"));
    if (listeners_port(answer->listeners, AF_INET6) != 0)
        json_array_append_new(capabilities, json_string("tcp6"));
    if (strcmp(answer->attribution, "full") == 0)
        json_array_append_new(capabilities, json_string("ebpf"));
    json_array_append_new(capabilities, json_string("fallback"));
    json_array_append_new(capabilities, json_string("guard"));
    json_array_append_new(capabilities, json_string("refuse"));
    json_t *hello = json_pack("{s:i, s:s, s:s, s:o, s:s, s:o}", "protocol", RPC_PROTOCOL, "name", SERVER_NAME, "version", SERVER_VERSION,
                              "capabilities", capabilities, "attribution", answer->attribution, "listeners",
                              listeners_json(answer->listeners));
    if (answer->session != NULL)
        json_object_set_new(hello, "session", json_string(answer->session));
    return hello;
}

json_t *status_json(const struct status_answer *answer) {
    json_t *engine = json_pack("{s:b}", "connected", answer->engine_connected);
    if (answer->engine_connected) {
        json_object_set_new(engine, "pid", json_integer(answer->engine_pid));
        json_object_set_new(engine, "uid", json_integer(answer->engine_uid));
        json_object_set_new(engine, "last_heartbeat_ms", json_integer((json_int_t)answer->last_heartbeat_ms));
    }
    json_t *changes = json_array();
    for (int i = 0; i < answer->change_count; i++)
        json_array_append_new(changes, rpc_string(answer->changes[i]));
    return json_pack("{s:s, s:o, s:I, s:s, s:s, s:o, s:i, s:o, s:o}", "state", session_state_name(answer->session->state), "reason",
                     rpc_string(answer->session->reason), "revision", (json_int_t)answer->session->revision, "mode",
                     session_mode_name(answer->session->mode), "attribution", answer->attribution, "engine", engine, "repairs",
                     (int)answer->repairs, "listeners", listeners_json(answer->listeners), "changes", changes);
}

/* A fixed-size field may be full to its last byte. */
static json_t *field(const char *bytes, size_t size) {
    return rpc_text(bytes, strnlen(bytes, size));
}

json_t *owner_json(const struct weir_owner *owner) {
    json_t *arguments = json_array();
    size_t length = owner->arguments_length < sizeof owner->arguments ? owner->arguments_length : sizeof owner->arguments;
    for (size_t i = 0; i < length;) {
        size_t end = i + strnlen(owner->arguments + i, length - i);
        json_array_append_new(arguments, rpc_text(owner->arguments + i, end - i));
        i = end + 1;
    }
    return json_pack("{s:I, s:I, s:I, s:I, s:o, s:o, s:b, s:o, s:o}", "pid", (json_int_t)owner->pid, "uid", (json_int_t)owner->uid, "start_ns",
                     (json_int_t)owner->start_ns, "cgroup_id", (json_int_t)owner->cgroup_id, "comm", field(owner->comm, sizeof owner->comm),
                     "executable", field(owner->executable, sizeof owner->executable), "deleted", owner->deleted, "arguments", arguments,
                     "cwd", field(owner->cwd, sizeof owner->cwd));
}
