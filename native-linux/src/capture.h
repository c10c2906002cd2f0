/*
 * Everything of ours that is in the kernel: nftables table, policy routing, eBPF, guard. One thread; no call blocks for
 * longer than a netlink round trip. Functions return 0 or a negative errno and fill err with a sentence.
 */
#ifndef WEIR_CAPTURE_H
#define WEIR_CAPTURE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

#include "config.h"
#include "scope.h"

struct weir_capture;

enum weir_arming {
    WEIR_DISARMED, /* new connections go direct; captured ones go on */
    WEIR_ARMED,    /* new connections in scope are captured */
    WEIR_REFUSING, /* mode closed, engine lost: new connections in scope are rejected by the guard */
};

/* Told by capture_on_netlink, capture_tick and capture_apply. by: the process that was last seen at it, as "name (pid 1234)", "pid 1234" or "unknown". */
struct weir_capture_events {
    void (*repaired)(void *arg, const char *what, const char *by, unsigned count);
    void (*gave_up)(void *arg, const char *what, const char *by);
    void (*limited)(void *arg, const char *reason); /* eBPF worked and does not any more; the fallback goes on */
    void *arg;
};

/* Cleans what an earlier run left, writes the ledger, loads eBPF (or chooses the fallback). Captures nothing yet.
 * tcp4 and tcp6 are the ports of the transparent listeners on 127.0.0.1 and ::1, host order, 0 = that family is absent. */
int capture_open(struct weir_capture **out, const struct weir_config *config, uint16_t tcp4, uint16_t tcp6,
                 const struct weir_capture_events *events, char err[WEIR_ERROR_SIZE]);

/* "full" or "limited"; for "limited" *reason says why. */
const char *capture_attribution(const struct weir_capture *c, const char **reason);

/* Replaces scope and mode in one step and arms it; an empty scope takes everything out of the kernel. On failure the former scope is in force as before. */
int capture_apply(struct weir_capture *c, const struct weir_scope *scope, char err[WEIR_ERROR_SIZE]);

/* Changes what happens to new connections, keeping the scope. Cheap; safe to repeat. */
int capture_arm(struct weir_capture *c, enum weir_arming arming, char err[WEIR_ERROR_SIZE]);

/* Takes everything out of the kernel, the guard too, and forgets the scope. Captured flows that are still open are kept alive for as long as
 * they last, at most 10 minutes; then capture_tick removes the table and the routing. */
int capture_clear(struct weir_capture *c, char err[WEIR_ERROR_SIZE]);

/* Netlink sockets to poll for reading; fills at most max, returns how many. */
int capture_fds(const struct weir_capture *c, int *fds, int max);
void capture_on_netlink(struct weir_capture *c, int fd);

/* To be called at least every 500 ms: feeds the eBPF dead man's switch (capture stops by itself 3 s after the last call), finishes delayed work. */
void capture_tick(struct weir_capture *c);

/* What of ours is in the kernel, in words, one a line; for status. Returns the number of lines. */
int capture_describe(const struct weir_capture *c, char lines[][96], int max);

/* The guard of mode "closed" is in the kernel: also one that an earlier run left, which keeps refusing until apply, clear or reset. */
bool capture_guarded(const struct weir_capture *c);

/* keep_guard: a mode "closed" guard stays in the kernel (crash-like stop); else everything goes. Frees c. */
void capture_close(struct weir_capture *c, bool keep_guard);

/* Undoes everything of ours in this network namespace with no running interceptor needed; idempotent. Calls say() with a sentence for each thing
 * removed. Returns the number of things removed or a negative errno if something could not be removed. */
int capture_reset(const struct weir_config *config, void (*say)(void *arg, const char *sentence), void *arg);

#endif
