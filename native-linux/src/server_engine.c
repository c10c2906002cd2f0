/* What happens to the capture when the engine comes, goes, hangs or asks: carries out what session_state.c decides. */
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>

#include "server_internal.h"

void engine_notify(struct server *server, const char *method, json_t *params) {
    if (server->engine == NULL || server->engine->dead) {
        json_decref(params);
        return;
    }
    peer_send(server->engine, rpc_notification(method, params));
}

/* The kernel neither disarms nor clears: only our end makes it let go (owner flag, unpinned links). */
static void cannot_undo(struct server *server, const char *err) {
    log_error(server->log, "cannot take the capture out of the kernel: %s; ending, so that the kernel does it", err);
    server_stop(server, SERVER_EXIT_FAILED);
}

static void arm(struct server *server, enum weir_arming arming) {
    char err[WEIR_ERROR_SIZE] = "";
    if (capture_arm(server->capture, arming, err) == 0)
        return;
    log_error(server->log, "arming: %s", err);
    if (arming == WEIR_DISARMED) {
        if (capture_clear(server->capture, err) != 0)
            cannot_undo(server, err);
        return;
    }
    engine_event(server, &(struct session_input){.event = SESSION_BROKEN, .now_ms = server->now_ms, .reason = err});
}

static void drain(struct server *server) {
    server->drained += listeners_drain(&server->listeners);
    if (server->drained == 0)
        return;
    const char *reason = server->session.drain_reason == NULL ? "no engine" : server->session.drain_reason;
    log_info(server->log, "reset %u captured connections that nobody accepts (%s)", server->drained, reason);
    engine_notify(server, "listener.drained", json_pack("{s:i, s:s}", "connections", (int)server->drained, "reason", reason));
    server->drained = 0;
}

void engine_event(struct server *server, const struct session_input *input) {
    struct session_actions actions = session_step(&server->session, input);
    if (actions.arm)
        arm(server, actions.arming);
    if (actions.drain)
        drain(server);
    if (actions.clear) {
        char err[WEIR_ERROR_SIZE] = "";
        if (capture_clear(server->capture, err) != 0)
            cannot_undo(server, err);
    }
    if (actions.arm || actions.clear || input->event == SESSION_APPLIED)
        server_poll_netlink(server);
    if (actions.changed) {
        const struct session *session = &server->session;
        log_info(server->log, "%s%s%s (revision %llu)", session_state_name(session->state), session->reason[0] == '\0' ? "" : ": ",
                 session->reason, (unsigned long long)session->revision);
        engine_notify(server, "capture.changed",
                      json_pack("{s:s, s:o, s:I}", "state", session_state_name(session->state), "reason", rpc_string(session->reason), "revision",
                                (json_int_t)session->revision));
    }
}

static void notify_limited(struct server *server, const char *reason) {
    engine_notify(server, "attribution.limited", json_pack("{s:o}", "reason", rpc_string(reason)));
}

void engine_started(struct server *server, struct server_peer *peer) {
    server->engine = peer;
    watchdog_start(&server->watchdog, server->now_ms);
    log_info(server->log, "engine connected (pid %d, uid %u)", (int)peer->pid, (unsigned)peer->uid);
    const char *reason;
    if (strcmp(capture_attribution(server->capture, &reason), "limited") == 0) /* hello said so; this says why */
        notify_limited(server, reason);
    engine_event(server, &(struct session_input){.event = SESSION_HELLO, .now_ms = server->now_ms});
}

void engine_gone(struct server *server) {
    if (server->engine == NULL)
        return;
    log_info(server->log, "engine connection closed (pid %d)", (int)server->engine->pid);
    server->engine = NULL;
    server->token[0] = '\0';
    canary_close_all(&server->canaries);
    engine_event(server, &(struct session_input){.event = SESSION_GONE, .now_ms = server->now_ms});
}

void engine_answered(struct server *server, const struct rpc_message *message) {
    const json_t *seq = json_object_get(message->result, "seq");
    const char *canary = json_string_value(json_object_get(message->result, "canary"));
    if (!message->has_id || !json_is_integer(seq) || canary == NULL)
        return;
    bool recovered;
    if (!watchdog_answer(&server->watchdog, (uint64_t)json_integer_value(seq), canary, server->now_ms, &recovered))
        return;
    if (recovered)
        engine_event(server, &(struct session_input){.event = SESSION_ANSWERS, .now_ms = server->now_ms});
}

static void heartbeat(struct server *server) {
    char token[WATCHDOG_TOKEN_SIZE];
    int fd;
    if (!watchdog_may_ask(&server->watchdog))
        return;
    int error = canary_open(&server->canaries, listeners_port(&server->listeners, AF_INET), listeners_port(&server->listeners, AF_INET6),
                            server->now_ms, token, &fd);
    if (error != 0) {
        log_debug(server->log, "canary: error %d", -error);
        return; /* if it goes on, the engine counts as hung, and that lifts: the safe side */
    }
    server_poll(server, fd, EPOLLIN | EPOLLOUT | EPOLLET, SOURCE_CANARY, (uint32_t)fd);
    uint64_t seq = watchdog_sent(&server->watchdog, token, server->now_ms);
    /* The id is the seq: both count our requests on this connection. */
    peer_send(server->engine, rpc_request((int64_t)seq, "heartbeat", json_pack("{s:I}", "seq", (json_int_t)seq)));
}

void engine_tick(struct server *server) {
    capture_tick(server->capture);
    engine_after_capture(server);
    canary_sweep(&server->canaries, server->now_ms);
    if (server->engine != NULL && watchdog_check(&server->watchdog, server->now_ms))
        engine_event(server, &(struct session_input){
                                 .event = SESSION_HUNG, .now_ms = server->now_ms, .since_ms = server->watchdog.last_good_ms});
    engine_event(server, &(struct session_input){.event = SESSION_TIME, .now_ms = server->now_ms});
    /* Before the next canary, so that an engine that wakes has half a second to find it. */
    if (session_drains(&server->session))
        drain(server);
    if (server->engine != NULL && !server->engine->dead)
        heartbeat(server);
}

void engine_on_repaired(void *arg, const char *what, const char *by, unsigned count) {
    struct server *server = arg;
    server->repairs += count;
    log_warning(server->log, "repaired %s, which something else had removed (%s)", what, by);
    engine_notify(server, "tamper.repaired", json_pack("{s:o, s:o, s:i}", "what", rpc_string(what), "by", rpc_string(by), "count", (int)count));
}

void engine_on_gave_up(void *arg, const char *what, const char *by) {
    struct server *server = arg;
    log_error(server->log, "something removes %s again and again (last: %s); giving up", what, by);
    engine_notify(server, "tamper.gave_up", json_pack("{s:o, s:o}", "what", rpc_string(what), "by", rpc_string(by)));
    snprintf(server->gave_up, sizeof server->gave_up, "gave up repairing %.100s", what);
}

void engine_on_limited(void *arg, const char *reason) {
    struct server *server = arg;
    log_warning(server->log, "eBPF cannot be used any more: %s; attribution is limited from now on", reason);
    notify_limited(server, reason);
}

void engine_after_capture(struct server *server) {
    if (server->gave_up[0] != '\0') {
        char reason[SESSION_REASON_SIZE];
        memcpy(reason, server->gave_up, sizeof reason);
        server->gave_up[0] = '\0';
        engine_event(server, &(struct session_input){.event = SESSION_BROKEN, .now_ms = server->now_ms, .reason = reason});
    }
    server_poll_netlink(server);
}
