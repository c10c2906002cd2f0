/* Inside of capture.h, shared by capture*.c only. */
#ifndef WEIR_CAPTURE_STATE_H
#define WEIR_CAPTURE_STATE_H

#include "capture.h"
#include "ebpf.h"
#include "kernel_scope.h"
#include "ledger.h"
#include "monitor.h"
#include "nft.h"
#include "routing.h"
#include "ruleset.h"

/* Five repairs of one thing within a minute: somebody means it; the sixth would only be a fight. */
#define WEIR_REPAIRS_MAX 5
#define WEIR_REPAIRS_WINDOW_MS 60000

/* Mended only when it was quiet for so long: `ip route flush` deletes for as long as it finds something, and would be fought instead of survived. With a tick of
 * at most 500 ms it stays well below the promised second. */
#define WEIR_MEND_DELAY_MS 100

/* What can be mended, besides the four items of routing. */
enum { WEIR_REPAIR_GUARD = WEIR_ROUTING_ITEMS, WEIR_REPAIR_TABLE, WEIR_REPAIR_PROGRAMS, WEIR_REPAIR_ITEMS };

struct weir_repairs {
    uint64_t at_ms[WEIR_REPAIRS_MAX]; /* ring of the last ones; 0 = none */
    unsigned next, total;
    bool gave_up;
};

struct weir_capture {
    struct weir_config config;
    struct weir_capture_events events;
    uint16_t tcp4, tcp6;
    bool ipv4, ipv6;             /* families that are captured: a listener and routing for it */
    int cgroup_fd;               /* root of the tree; -1 = none */
    int own_cgroup_fd;           /* where the listeners were made; -1 = none */
    struct weir_nft *nft;
    struct weir_routing *routing;
    struct weir_routing_plan plan;
    struct weir_monitor *monitor;
    struct weir_ebpf *ebpf;      /* NULL = fallback */
    bool marked;                 /* eBPF was lost: sockets that it had marked may still be open */
    char limited[WEIR_ERROR_SIZE]; /* why attribution is limited */
    unsigned apps_left_out;      /* entries that the fallback cannot express */
    struct weir_ledger ledger;

    bool installed;              /* table and routing are in the kernel */
    bool guard;                  /* the guard table is */
    bool paused;                 /* routing is incomplete (lo down, repairs given up): nothing new is captured */
    enum weir_arming arming;     /* as asked; what is in force also depends on paused */
    struct weir_scope *scope;
    struct weir_cgroup_refs *refs;
    bool has_cgroups;
    uint64_t lingers_until_ms;   /* 0 = not lingering */
    uint64_t next_slow_ms, next_feed_ms, now_ms;
    struct weir_repairs repairs[WEIR_REPAIR_ITEMS];
    unsigned noticed;            /* enum weir_noticed, to be looked at from mend_at_ms on */
    uint64_t mend_at_ms;
};

/* capture_install.c */
int install_routing(struct weir_capture *c, char err[WEIR_ERROR_SIZE]);
void remove_everything(struct weir_capture *c, bool keep_guard);
int remove_guard(struct weir_capture *c, char err[WEIR_ERROR_SIZE]);
int install_tables(struct weir_capture *c, const struct weir_scope *scope, const struct weir_cgroup_refs *refs, char err[WEIR_ERROR_SIZE]);
int note_change(struct weir_capture *c, unsigned add, unsigned drop, char err[WEIR_ERROR_SIZE]);
enum weir_arming arming_in_force(const struct weir_capture *c);

/* capture_reset.c: capture_reset, which may spare the guard */
int capture_clean(const struct weir_config *config, bool keep_guard, void (*say)(void *arg, const char *sentence), void *arg);

/* capture_repair.c */
void repair_routing(struct weir_capture *c);
void repair_tables(struct weir_capture *c);
void repair_programs(struct weir_capture *c);

/* capture_scope.c */
/* Goes on without eBPF for as long as this interceptor lives; says so. False when the kernel takes the rules for that neither. */
bool fall_back(struct weir_capture *c, const char *reason);
/* Log-ins make cgroups and log-outs remove them. */
void follow_cgroups(struct weir_capture *c);
int captured_connections(const struct weir_capture *c);

#endif
