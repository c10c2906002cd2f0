#include "server.h"

#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "monotonic.h"
#include "server_internal.h"
#include "server_notify.h"

#define EVENTS_A_ROUND 64
/* New connections taken before the others have their turn. */
#define ACCEPTS_A_ROUND 32

bool server_poll(struct server *server, int fd, uint32_t events, enum server_source source, uint32_t data) {
    struct epoll_event event = {.events = events, .data.u64 = (uint64_t)source << 32 | data};
    if (epoll_ctl(server->epoll_fd, EPOLL_CTL_ADD, fd, &event) == 0)
        return true;
    return errno == EEXIST && epoll_ctl(server->epoll_fd, EPOLL_CTL_MOD, fd, &event) == 0;
}

void server_poll_netlink(struct server *server) {
    int fds[SERVER_NETLINK_FDS];
    int count = capture_fds(server->capture, fds, SERVER_NETLINK_FDS);
    for (int i = 0; i < count; i++)
        server_poll(server, fds[i], EPOLLIN, SOURCE_NETLINK, (uint32_t)fds[i]);
}

void server_stop(struct server *server, int exit_code) {
    server->stopping = true;
    if (exit_code != SERVER_EXIT_OK)
        server->exit_code = exit_code;
}

static void refuse_now(int fd, int code, const char *message) {
    char line[256];
    int length = snprintf(line, sizeof line, "{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":%d,\"message\":\"%s\"}}\n", code, message);
    ssize_t ignored = send(fd, line, (size_t)length, MSG_NOSIGNAL | MSG_DONTWAIT);
    (void)ignored;
    close(fd);
}

static void accept_peers(struct server *server) {
    for (int i = 0; i < ACCEPTS_A_ROUND; i++) {
        int fd = accept4(server->lock.socket_fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
        if (fd < 0)
            return;
        struct ucred credentials;
        socklen_t size = sizeof credentials;
        unsigned suppressed;
        if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &credentials, &size) != 0) {
            close(fd);
            continue;
        }
        if (credentials.uid != 0 && credentials.uid != server->config->engine_uid) {
            if (log_limit_allows(&server->refused_peers, server->now_ms, &suppressed))
                log_warning(server->log, "refused pid %d, uid %u (and %u before)", (int)credentials.pid, (unsigned)credentials.uid, suppressed);
            refuse_now(fd, RPC_NOT_ALLOWED, "only root and the engine's user may connect");
            continue;
        }
        unsigned slot = 0;
        while (slot < SERVER_PEERS && server->peers[slot].fd >= 0)
            slot++;
        if (slot == SERVER_PEERS) {
            refuse_now(fd, RPC_BUSY, "too many connections");
            continue;
        }
        peer_init(&server->peers[slot], fd, credentials.pid, credentials.uid, server->now_ms);
        if (!server_poll(server, fd, EPOLLIN, SOURCE_PEER, slot))
            server->peers[slot].dead = true;
    }
}

static void on_peer(struct server *server, uint32_t slot, uint32_t events) {
    struct server_peer *peer = &server->peers[slot];
    if (peer->fd < 0 || peer->dead)
        return;
    if (events & (EPOLLIN | EPOLLHUP | EPOLLERR))
        peer_read(peer);
    if (!peer->dead)
        methods_on_lines(server, peer);
    if (!peer->dead && (events & EPOLLOUT))
        peer_flush(peer);
}

/* Peers end here only, so that no slot changes hands within a round of events. */
static void reap_peers(struct server *server) {
    for (unsigned i = 0; i < SERVER_PEERS; i++) {
        struct server_peer *peer = &server->peers[i];
        if (peer->fd < 0)
            continue;
        if (peer->deadline_ms != 0 && server->now_ms >= peer->deadline_ms)
            peer->dead = true;
        if (!peer->dead) {
            server_poll(server, peer->fd, peer_wants_write(peer) ? EPOLLIN | EPOLLOUT : EPOLLIN, SOURCE_PEER, i);
            continue;
        }
        if (peer == server->engine)
            engine_gone(server);
        peer_free(peer);
    }
}

static void on_signal(struct server *server) {
    struct signalfd_siginfo info;
    if (read(server->signal_fd, &info, sizeof info) != (ssize_t)sizeof info)
        return;
    log_info(server->log, "%s: ending", strsignal((int)info.ssi_signo));
    server_stop(server, SERVER_EXIT_OK);
}

static void on_event(struct server *server, const struct epoll_event *event, bool *tick) {
    uint32_t data = (uint32_t)event->data.u64;
    uint64_t expirations;
    int fd;
    switch ((enum server_source)(event->data.u64 >> 32)) {
    case SOURCE_SOCKET:
        accept_peers(server);
        break;
    case SOURCE_ABSTRACT: /* it only shows who holds the namespace */
        while ((fd = accept4(server->lock.abstract_fd, NULL, NULL, SOCK_CLOEXEC)) >= 0)
            close(fd);
        break;
    case SOURCE_SIGNAL:
        on_signal(server);
        break;
    case SOURCE_TIMER:
        *tick = read(server->timer_fd, &expirations, sizeof expirations) == (ssize_t)sizeof expirations;
        break;
    case SOURCE_PEER:
        on_peer(server, data, event->events);
        break;
    case SOURCE_CANARY:
        canary_ready(&server->canaries, (int)data);
        break;
    case SOURCE_NETLINK:
        capture_on_netlink(server->capture, (int)data);
        engine_after_capture(server);
        break;
    }
}

/* Until a hold ends, or for ever: the timer wakes us anyway. */
static int next_timeout(const struct server *server) {
    if (server->session.state != SESSION_HOLDING)
        return -1;
    uint64_t until = server->session.hold_until_ms;
    return until <= server->now_ms ? 0 : (int)(until - server->now_ms);
}

static void loop(struct server *server) {
    struct epoll_event events[EVENTS_A_ROUND];
    while (!server->stopping) {
        int count = epoll_wait(server->epoll_fd, events, EVENTS_A_ROUND, next_timeout(server));
        if (count < 0 && errno != EINTR) {
            log_error(server->log, "epoll_wait: %s", strerror(errno));
            server_stop(server, SERVER_EXIT_FAILED);
        }
        server->now_ms = monotonic_ms();
        bool tick = false;
        for (int i = 0; i < count; i++)
            on_event(server, &events[i], &tick);
        /* After the peers: an answer that is there already counts. */
        if (tick) {
            engine_tick(server);
            server_notify("WATCHDOG=1");
        } else if (server->session.state == SESSION_HOLDING) {
            engine_event(server, &(struct session_input){.event = SESSION_TIME, .now_ms = server->now_ms});
        }
        reap_peers(server);
    }
}

static bool open_loop(struct server *server) {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGHUP);
    sigprocmask(SIG_BLOCK, &signals, NULL);
    signal(SIGPIPE, SIG_IGN);
    server->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    server->signal_fd = signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
    server->timer_fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
    const struct timespec interval = {.tv_nsec = WATCHDOG_INTERVAL_MS * 1000000L};
    const struct itimerspec timer = {.it_interval = interval, .it_value = interval};
    return server->epoll_fd >= 0 && server->signal_fd >= 0 && server->timer_fd >= 0 &&
           timerfd_settime(server->timer_fd, 0, &timer, NULL) == 0 && server_poll(server, server->signal_fd, EPOLLIN, SOURCE_SIGNAL, 0) &&
           server_poll(server, server->timer_fd, EPOLLIN, SOURCE_TIMER, 0);
}

static int open_all(struct server *server) {
    const struct weir_config *config = server->config;
    char err[WEIR_ERROR_SIZE] = "";
    pid_t holder = 0;
    if (server_run_dir(config->run_dir, err) != 0)
        goto failed;
    enum server_lock_result result = server_lock_folder(&server->lock, config->run_dir, &holder, err);
    if (result == SERVER_LOCK_HELD) {
        log_error(server->log, "another interceptor uses %s (pid %d)", config->run_dir, (int)holder);
        return SERVER_EXIT_HELD;
    }
    if (result == SERVER_LOCK_FAILED)
        goto failed;
    result = server_lock_namespace(&server->lock, server->log, &holder, err);
    if (result == SERVER_LOCK_HELD) {
        log_error(server->log, "another interceptor runs in this network namespace (pid %d)", (int)holder);
        return SERVER_EXIT_HELD;
    }
    if (result == SERVER_LOCK_FAILED || listeners_open(&server->listeners, err) != 0)
        goto failed;
    if (!open_loop(server)) {
        snprintf(err, sizeof err, "event loop: %s", strerror(errno));
        goto failed;
    }
    const struct weir_capture_events events = {.repaired = engine_on_repaired, .gave_up = engine_on_gave_up, .limited = engine_on_limited, .arg = server};
    if (capture_open(&server->capture, config, listeners_port(&server->listeners, AF_INET), listeners_port(&server->listeners, AF_INET6), &events,
                     err) != 0)
        goto failed;
    server_poll_netlink(server);
    if (capture_guarded(server->capture)) {
        session_found_guard(&server->session);
        log_warning(server->log, "%s: new connections in its scope are refused until lifted", server->session.reason);
    }
    if (server_listen(&server->lock, config->engine_gid, err) != 0)
        goto failed;
    server_poll(server, server->lock.socket_fd, EPOLLIN, SOURCE_SOCKET, 0);
    if (server->lock.abstract_fd >= 0)
        server_poll(server, server->lock.abstract_fd, EPOLLIN, SOURCE_ABSTRACT, 0);
    return SERVER_EXIT_OK;
failed:
    log_error(server->log, "%s", err);
    return SERVER_EXIT_FAILED;
}

static void close_all(struct server *server) {
    if (server->capture != NULL)
        capture_close(server->capture, false);
    canary_close_all(&server->canaries);
    for (unsigned i = 0; i < SERVER_PEERS; i++)
        peer_free(&server->peers[i]);
    listeners_close(&server->listeners);
    server_unlock(&server->lock);
    if (server->epoll_fd >= 0)
        close(server->epoll_fd);
    if (server->signal_fd >= 0)
        close(server->signal_fd);
    if (server->timer_fd >= 0)
        close(server->timer_fd);
    free(server->scratch);
}

int server_run(const struct weir_config *config, const struct weir_log *log) {
    struct server *server = calloc(1, sizeof *server);
    if (server == NULL)
        return SERVER_EXIT_FAILED;
    *server = (struct server){.config = config, .log = log, .epoll_fd = -1, .signal_fd = -1, .timer_fd = -1, .now_ms = monotonic_ms()};
    server->lock = (struct server_lock){.lock_fd = -1, .abstract_fd = -1, .socket_fd = -1};
    for (unsigned i = 0; i < SERVER_PEERS; i++)
        server->peers[i].fd = -1;
    server->scratch = malloc(sizeof *server->scratch);
    int exit_code = server->scratch == NULL ? SERVER_EXIT_FAILED : open_all(server);
    if (exit_code == SERVER_EXIT_OK) {
        const char *reason = NULL;
        const char *attribution = capture_attribution(server->capture, &reason);
        log_info(log, "listening on %s; transparent listeners 127.0.0.1:%u, [::1]:%u; attribution %s%s%s", server->lock.socket_path,
                 listeners_port(&server->listeners, AF_INET), listeners_port(&server->listeners, AF_INET6), attribution,
                 reason == NULL ? "" : ": ", reason == NULL ? "" : reason);
        server_notify("READY=1");
        loop(server);
        server_notify("STOPPING=1");
        exit_code = server->exit_code;
    }
    close_all(server);
    free(server);
    return exit_code;
}
