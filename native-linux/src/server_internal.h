/* Shared by the parts of the server: server.c (loop), server_engine.c (what happens to the capture), server_methods.c (what peers ask). */
#ifndef WEIR_SERVER_INTERNAL_H
#define WEIR_SERVER_INTERNAL_H

#include "capture.h"
#include "listeners.h"
#include "log.h"
#include "rpc_message.h"
#include "server.h"
#include "server_lock.h"
#include "server_peer.h"
#include "session_state.h"
#include "watchdog.h"
#include "watchdog_canary.h"

#define SERVER_PEERS 16
#define SERVER_NETLINK_FDS 8

struct server {
    const struct weir_config *config;
    const struct weir_log *log;
    int epoll_fd, signal_fd, timer_fd;
    struct server_lock lock;
    struct listeners listeners;
    struct weir_capture *capture;
    struct session session;
    struct watchdog watchdog;
    struct canaries canaries;
    struct server_peer peers[SERVER_PEERS];
    struct server_peer *engine; /* one of peers, or NULL */
    char token[WATCHDOG_TOKEN_SIZE]; /* the session's; "" without an engine */
    struct weir_scope *scratch;      /* decoding needs half a megabyte; once is enough */
    uint64_t now_ms;
    unsigned repairs;
    unsigned drained; /* since the last listener.drained */
    char gave_up[SESSION_REASON_SIZE]; /* "" or what engine_on_gave_up was told, for engine_after_capture */
    bool stopping;
    int exit_code;
    struct log_limit refused_peers;
};

enum server_source { SOURCE_SOCKET, SOURCE_ABSTRACT, SOURCE_SIGNAL, SOURCE_TIMER, SOURCE_PEER, SOURCE_CANARY, SOURCE_NETLINK };

/* server.c: adds or changes what is polled; data is a peer's index or a descriptor. */
bool server_poll(struct server *server, int fd, uint32_t events, enum server_source source, uint32_t data);
void server_poll_netlink(struct server *server);
/* The process ends with this code after undoing everything. */
void server_stop(struct server *server, int exit_code);

/* server_engine.c */
void engine_event(struct server *server, const struct session_input *input);
void engine_started(struct server *server, struct server_peer *peer);
void engine_gone(struct server *server);
void engine_answered(struct server *server, const struct rpc_message *message);
void engine_tick(struct server *server);
void engine_notify(struct server *server, const char *method, json_t *params);
void engine_on_repaired(void *arg, const char *what, const char *by, unsigned count);
void engine_on_gave_up(void *arg, const char *what, const char *by);
void engine_on_limited(void *arg, const char *reason);
/* After a call that may have called back: what the callbacks learned is acted upon here, for they must not call capture_* themselves. */
void engine_after_capture(struct server *server);

/* server_methods.c */
void methods_on_lines(struct server *server, struct server_peer *peer);
void methods_refuse(struct server *server, struct server_peer *peer, int code, const char *message);

#endif
