/* What peers ask, and who may ask it (docs/protocol.md, section 2). */
#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "owner.h"
#include "scope_json.h"
#include "server_internal.h"
#include "server_status.h"

/* A method answers with a result, or NULL and *error filled. */
typedef json_t *method_function(struct server *server, struct server_peer *peer, const json_t *params, struct rpc_error *error);

static json_t *fail(struct rpc_error *error, int code, const char *message) {
    rpc_fail(error, code, "%s", message);
    return NULL;
}

static const char *attribution(const struct server *server) {
    const char *reason = NULL;
    return capture_attribution(server->capture, &reason);
}

static bool session_matches(const struct server *server, const char *token) {
    if (server->engine == NULL || token == NULL || strlen(token) != WATCHDOG_TOKEN_SIZE - 1)
        return false;
    unsigned char difference = 0; /* takes the same time wherever they differ */
    for (size_t i = 0; i < WATCHDOG_TOKEN_SIZE - 1; i++)
        difference |= (unsigned char)(token[i] ^ server->token[i]);
    return difference == 0;
}

static json_t *hello(struct server *server, struct server_peer *peer, const json_t *params, struct rpc_error *error) {
    const json_t *protocol = json_object_get(params, "protocol");
    const char *role = json_string_value(json_object_get(params, "role"));
    if (peer->role != PEER_NEW)
        return fail(error, RPC_INVALID_REQUEST, "hello was said already");
    if (!json_is_integer(protocol))
        return fail(error, RPC_INVALID_PARAMS, "protocol must be an integer");
    if (json_integer_value(protocol) != RPC_PROTOCOL) {
        rpc_fail(error, RPC_WRONG_VERSION, "protocol %lld is not spoken here", (long long)json_integer_value(protocol));
        error->protocol = RPC_PROTOCOL;
        return NULL;
    }
    if (role == NULL)
        return fail(error, RPC_INVALID_PARAMS, "role must be \"engine\", \"observer\" or \"admin\"");
    if (strcmp(role, "engine") == 0) {
        if (server->engine != NULL) {
            rpc_fail(error, RPC_BUSY, "another engine is connected (pid %d, uid %u)", (int)server->engine->pid, (unsigned)server->engine->uid);
            return NULL;
        }
        if (!random_token(server->token))
            return fail(error, RPC_INTERNAL_ERROR, "getrandom failed");
        peer->role = PEER_ENGINE;
    } else if (strcmp(role, "observer") == 0) {
        peer->role = PEER_OBSERVER;
    } else if (strcmp(role, "admin") == 0) {
        if (peer->uid != 0)
            return fail(error, RPC_NOT_ALLOWED, "only root may be admin");
        peer->role = PEER_ADMIN;
    } else {
        return fail(error, RPC_INVALID_PARAMS, "role must be \"engine\", \"observer\" or \"admin\"");
    }
    peer->deadline_ms = 0;
    return hello_json(&(struct hello_answer){.session = peer->role == PEER_ENGINE ? server->token : NULL,
                                             .attribution = attribution(server),
                                             .listeners = &server->listeners});
}

static json_t *apply(struct server *server, struct server_peer *peer, const json_t *params, struct rpc_error *error) {
    (void)peer;
    struct weir_scope *scope = server->scratch;
    if (!scope_json_decode(params, scope, error))
        return NULL;
    if (scope->revision <= server->session.session_revision) {
        rpc_fail(error, RPC_STALE_REVISION, "revision %llu is not above %llu", (unsigned long long)scope->revision,
                 (unsigned long long)server->session.session_revision);
        return NULL;
    }
    char err[WEIR_ERROR_SIZE] = "";
    if (capture_apply(server->capture, scope, err) != 0) {
        log_error(server->log, "capture.apply revision %llu: %s", (unsigned long long)scope->revision, err);
        return fail(error, RPC_CAPTURE_FAILED, err);
    }
    engine_event(server, &(struct session_input){.event = SESSION_APPLIED,
                                                 .now_ms = server->now_ms,
                                                 .revision = scope->revision,
                                                 .mode = scope->mode,
                                                 .empty = scope->count == 0});
    return json_pack("{s:I, s:s}", "revision", (json_int_t)scope->revision, "state", session_state_name(server->session.state));
}

static json_t *lift(struct server *server, struct server_peer *peer, const json_t *params, struct rpc_error *error) {
    const json_t *reason = json_object_get(params, "reason");
    if (peer->role == PEER_OBSERVER)
        return fail(error, RPC_NOT_ALLOWED, "an observer may only ask status");
    if (reason != NULL && !json_is_string(reason))
        return fail(error, RPC_INVALID_PARAMS, "reason must be a string");
    engine_event(server, &(struct session_input){.event = SESSION_LIFT,
                                                 .now_ms = server->now_ms,
                                                 .reason = reason == NULL ? "lifted" : json_string_value(reason)});
    return json_pack("{s:s}", "state", session_state_name(server->session.state));
}

static json_t *load(struct server *server, struct server_peer *peer, const json_t *params, struct rpc_error *error) {
    (void)peer;
    const json_t *accepting = json_object_get(params, "accepting");
    if (!json_is_boolean(accepting))
        return fail(error, RPC_INVALID_PARAMS, "accepting must be true or false");
    engine_event(server, &(struct session_input){.event = json_is_true(accepting) ? SESSION_RELIEVED : SESSION_OVERLOADED,
                                                 .now_ms = server->now_ms});
    return json_object();
}

static bool endpoint_of(const json_t *params, const char *name, struct sockaddr_storage *out, struct rpc_error *error) {
    const json_t *endpoint = json_object_get(params, name);
    const char *address = json_string_value(json_object_get(endpoint, "address"));
    const json_t *port = json_object_get(endpoint, "port");
    struct sockaddr_in *in = (struct sockaddr_in *)out;
    struct sockaddr_in6 *in6 = (struct sockaddr_in6 *)out;
    memset(out, 0, sizeof *out);
    if (!json_is_integer(port) || json_integer_value(port) < 0 || json_integer_value(port) > 65535)
        return rpc_fail(error, RPC_INVALID_PARAMS, "%s.port must be an integer from 0 to 65535", name);
    if (address != NULL && inet_pton(AF_INET, address, &in->sin_addr) == 1) {
        in->sin_family = AF_INET;
        in->sin_port = htons((uint16_t)json_integer_value(port));
    } else if (address != NULL && inet_pton(AF_INET6, address, &in6->sin6_addr) == 1) {
        in6->sin6_family = AF_INET6;
        in6->sin6_port = htons((uint16_t)json_integer_value(port));
    } else {
        return rpc_fail(error, RPC_INVALID_PARAMS, "%s.address must be an IPv4 or IPv6 address", name);
    }
    return true;
}

static json_t *owner(struct server *server, struct server_peer *peer, const json_t *params, struct rpc_error *error) {
    (void)peer;
    (void)server;
    const char *name = json_string_value(json_object_get(params, "protocol"));
    int protocol = name == NULL ? -1 : strcmp(name, "tcp") == 0 ? IPPROTO_TCP : strcmp(name, "udp") == 0 ? IPPROTO_UDP : -1;
    struct sockaddr_storage local, remote;
    if (protocol < 0)
        return fail(error, RPC_INVALID_PARAMS, "protocol must be \"tcp\" or \"udp\"");
    if (!endpoint_of(params, "local", &local, error) || !endpoint_of(params, "remote", &remote, error))
        return NULL;
    if (local.ss_family != remote.ss_family)
        return fail(error, RPC_INVALID_PARAMS, "local and remote must be of one family");
    struct weir_owner found;
    int result = owner_lookup(protocol, &local, &remote, &found);
    if (result == -ENOENT)
        return fail(error, RPC_NOT_FOUND, "no owner known");
    if (result != 0) {
        rpc_fail(error, RPC_INTERNAL_ERROR, "owner look-up: %s", strerror(-result));
        return NULL;
    }
    return owner_json(&found);
}

static json_t *status(struct server *server, struct server_peer *peer, const json_t *params, struct rpc_error *error) {
    (void)peer;
    (void)params;
    (void)error;
    char changes[STATUS_CHANGES_MAX][96];
    const struct server_peer *engine = server->engine;
    return status_json(&(struct status_answer){.session = &server->session,
                                               .attribution = attribution(server),
                                               .listeners = &server->listeners,
                                               .engine_connected = engine != NULL,
                                               .engine_pid = engine == NULL ? 0 : engine->pid,
                                               .engine_uid = engine == NULL ? 0 : engine->uid,
                                               .last_heartbeat_ms = server->now_ms - server->watchdog.last_good_ms,
                                               .repairs = server->repairs,
                                               .changes = changes,
                                               .change_count = capture_describe(server->capture, changes, STATUS_CHANGES_MAX)});
}

static json_t *stop(struct server *server, struct server_peer *peer, const json_t *params, struct rpc_error *error) {
    (void)params;
    (void)error;
    log_info(server->log, "shutdown asked for by pid %d", (int)peer->pid);
    server_stop(server, SERVER_EXIT_OK);
    return json_object();
}

#define ROLE(role) (1u << (role))
static const struct method {
    const char *name;
    unsigned roles;
    method_function *function;
} methods[] = {
    {"capture.apply", ROLE(PEER_ENGINE), apply},
    {"capture.lift", ROLE(PEER_ENGINE) | ROLE(PEER_ADMIN), lift},
    {"engine.load", ROLE(PEER_ENGINE), load},
    {"hello", ~0u, hello},
    {"owner.lookup", ROLE(PEER_ENGINE), owner},
    {"shutdown", ROLE(PEER_ADMIN), stop},
    {"status", ROLE(PEER_ENGINE) | ROLE(PEER_OBSERVER) | ROLE(PEER_ADMIN), status},
};

static void answer_error(struct server_peer *peer, const struct rpc_message *message, const struct rpc_error *error) {
    peer_send(peer, rpc_failure(message->has_id, message->id, error));
}

void methods_refuse(struct server *server, struct server_peer *peer, int code, const char *message) {
    struct rpc_error error;
    rpc_fail(&error, code, "%s", message);
    peer_send(peer, rpc_failure(false, 0, &error));
    peer_close_later(peer, server->now_ms);
}

/* The second connection's only line: descriptors out, or an error, then the end. */
static void take_listeners(struct server *server, struct server_peer *peer, const struct rpc_message *message) {
    struct rpc_error error;
    int sent = -ENOENT;
    if (!session_matches(server, json_string_value(json_object_get(message->params, "session"))))
        rpc_fail(&error, RPC_NOT_FOUND, "no such session");
    else if ((sent = listeners_send(&server->listeners, peer->fd)) != 0)
        rpc_fail(&error, RPC_INTERNAL_ERROR, "sending descriptors: %s", strerror(-sent));
    if (sent == 0) {
        log_info(server->log, "listeners passed to pid %d", (int)peer->pid);
        engine_event(server, &(struct session_input){.event = SESSION_TOOK_LISTENERS, .now_ms = server->now_ms});
    } else {
        answer_error(peer, message, &error);
    }
    peer_close_later(peer, server->now_ms);
}

static void on_request(struct server *server, struct server_peer *peer, const struct rpc_message *message) {
    struct rpc_error error;
    const struct method *method = NULL;
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++) {
        if (strcmp(methods[i].name, message->method) == 0)
            method = &methods[i];
    }
    if (method == NULL) {
        rpc_fail(&error, RPC_METHOD_NOT_FOUND, "no method '%.100s'", message->method);
        answer_error(peer, message, &error);
        return;
    }
    if ((method->roles & ROLE(peer->role)) == 0) {
        rpc_fail(&error, RPC_NOT_ALLOWED, "this peer may not ask %s", method->name);
        answer_error(peer, message, &error);
        return;
    }
    if (message->params != NULL && !json_is_object(message->params)) {
        rpc_fail(&error, RPC_INVALID_PARAMS, "params must be an object");
        answer_error(peer, message, &error);
        return;
    }
    bool was_new = peer->role == PEER_NEW;
    rpc_fail(&error, RPC_INTERNAL_ERROR, "out of memory");
    json_t *result = method->function(server, peer, message->params, &error);
    if (result == NULL)
        answer_error(peer, message, &error);
    else
        peer_send(peer, rpc_result(message->id, result));
    if (result == NULL && error.code == RPC_WRONG_VERSION)
        peer_close_later(peer, server->now_ms);
    if (was_new && peer->role == PEER_ENGINE)
        engine_started(server, peer);
}

static void on_line(struct server *server, struct server_peer *peer, const char *line, size_t length) {
    struct rpc_message message;
    struct rpc_error error;
    if (!rpc_decode(line, length, &message, &error)) {
        log_debug(server->log, "pid %d sent no message: %s", (int)peer->pid, error.message);
        answer_error(peer, &message, &error);
        peer_close_later(peer, server->now_ms);
    } else if (peer->role == PEER_NEW && message.kind == RPC_REQUEST && strcmp(message.method, "listeners.take") == 0) {
        take_listeners(server, peer, &message);
    } else if (peer->role == PEER_NEW && (message.kind != RPC_REQUEST || strcmp(message.method, "hello") != 0)) {
        rpc_fail(&error, RPC_HELLO_FIRST, "hello first");
        answer_error(peer, &message, &error);
        peer_close_later(peer, server->now_ms);
    } else if (message.kind == RPC_REQUEST) {
        on_request(server, peer, &message);
    } else if (message.kind == RPC_RESPONSE && peer == server->engine && message.result != NULL) {
        engine_answered(server, &message);
    }
    rpc_message_free(&message);
}

void methods_on_lines(struct server *server, struct server_peer *peer) {
    const char *line;
    size_t length;
    while (!peer->dead && !peer->closing && !server->stopping) {
        enum rpc_lines_result result = rpc_lines_next(&peer->in, &line, &length);
        if (result == RPC_LINES_NONE)
            return;
        if (result == RPC_LINES_TOO_LARGE) {
            methods_refuse(server, peer, RPC_TOO_LARGE, "a line may have 1048576 bytes");
            return;
        }
        on_line(server, peer, line, length);
    }
}
