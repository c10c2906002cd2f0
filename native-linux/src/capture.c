/* The order of things: what may fail first, what takes effect last. */
#include "capture_state.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cgroup.h"
#include "sockdiag.h"

/* How long captured connections may keep the table after everything was switched off. Longer ones are the few that never end. */
#define LINGER_MS 600000
/* Work that is not worth doing at every tick: cgroups that came or went, notes to collect, connections to count. */
#define SLOW_MS 1000
/* The fallback's lease is 3 s. */
#define FEED_MS 900

static uint64_t steady_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000u + (uint64_t)t.tv_nsec / 1000000u;
}

static void ignore_sentence(void *arg, const char *sentence)
{
    (void)arg;
    (void)sentence;
}

static void load_ebpf(struct weir_capture *c)
{
    if (c->config.no_ebpf) {
        snprintf(c->limited, sizeof c->limited, "eBPF is switched off");
        return;
    }
    c->cgroup_fd = cgroup_open_root(c->limited);
    if (c->cgroup_fd < 0) {
        c->cgroup_fd = -1;
        return;
    }
    c->own_cgroup_fd = cgroup_open_own(c->cgroup_fd);
    if (c->own_cgroup_fd < 0) {
        snprintf(c->limited, sizeof c->limited, "cannot open our own cgroup: %s", strerror(-c->own_cgroup_fd));
        c->own_cgroup_fd = -1;
        return;
    }
    if (ebpf_open(&c->ebpf, &c->config, c->limited) < 0)
        return;
    /* Loading says little about attaching; tried once here, disarmed, so that the answer is known before anybody asks. */
    if (ebpf_attach(c->ebpf, c->cgroup_fd, c->own_cgroup_fd, c->limited) < 0) {
        ebpf_close(c->ebpf);
        c->ebpf = NULL;
        return;
    }
    ebpf_detach(c->ebpf);
}

int capture_open(struct weir_capture **out, const struct weir_config *config, uint16_t tcp4, uint16_t tcp6,
                 const struct weir_capture_events *events, char err[WEIR_ERROR_SIZE])
{
    err[0] = 0;
    struct weir_capture *c = calloc(1, sizeof *c);
    if (!c)
        return -ENOMEM;
    c->config = *config;
    if (events)
        c->events = *events;
    c->tcp4 = tcp4;
    c->tcp6 = tcp6;
    c->cgroup_fd = c->own_cgroup_fd = -1;
    c->plan = (struct weir_routing_plan){config->reroute_bit, config->route_table, config->rule_priority};
    c->ledger = (struct weir_ledger){config->capture_bit, config->reroute_bit, config->route_table, config->rule_priority, 0};
    c->now_ms = steady_ms();
    c->scope = calloc(1, sizeof *c->scope);
    c->refs = calloc(1, sizeof *c->refs);
    c->nft = nft_open();
    c->routing = routing_open();
    c->monitor = monitor_open(config);
    int r = 0;
    if (!c->scope || !c->refs || !c->nft || !c->routing || !c->monitor) {
        r = errno ? -errno : -ENOMEM;
        snprintf(err, WEIR_ERROR_SIZE, "cannot open netlink: %s", strerror(-r));
    }
    /* A guard that an earlier run left in place keeps refusing until something is applied, cleared or reset. */
    if (r == 0)
        c->guard = nft_table_exists(c->nft, WEIR_GUARD_TABLE_NAME);
    if (r == 0 && (r = capture_clean(config, c->guard, ignore_sentence, NULL)) < 0)
        snprintf(err, WEIR_ERROR_SIZE, r == -EPERM ? "another interceptor runs in this network namespace" : "cannot undo what an earlier run left: %s",
                 strerror(-r));
    if (r < 0) {
        c->guard = false;
        capture_close(c, true);
        return r;
    }
    if (c->guard)
        note_change(c, WEIR_CHANGE_GUARD, 0, err);
    load_ebpf(c);
    *out = c;
    return 0;
}

const char *capture_attribution(const struct weir_capture *c, const char **reason)
{
    *reason = c->ebpf ? "" : c->limited;
    return c->ebpf ? "full" : "limited";
}

static bool names_cgroups(const struct weir_scope *scope)
{
    for (size_t i = 0; i < scope->count; i++)
        if (scope->entries[i].cgroup_count)
            return true;
    return false;
}

static int prepare_scope(struct weir_capture *c, const struct weir_scope *scope, const struct weir_cgroup_refs *refs, char err[WEIR_ERROR_SIZE])
{
    struct weir_kernel_scope *kernel = malloc(sizeof *kernel);
    if (!kernel) {
        snprintf(err, WEIR_ERROR_SIZE, "out of memory");
        return -ENOMEM;
    }
    kernel_scope_from(kernel, scope, refs);
    int r = ebpf_scope_prepare(c->ebpf, kernel, err);
    free(kernel);
    return r;
}

static bool same_refusals(const struct weir_scope *a, const struct weir_scope *b)
{
    size_t i = 0, j = 0;
    for (;;) {
        while (i < a->count && a->entries[i].action != WEIR_REFUSE)
            i++;
        while (j < b->count && b->entries[j].action != WEIR_REFUSE)
            j++;
        if (i == a->count || j == b->count)
            return i == a->count && j == b->count;
        if (memcmp(&a->entries[i++], &b->entries[j++], sizeof a->entries[0]) != 0)
            return false;
    }
}

/* Puts scope with refs into force. On failure nothing of the former one has changed. */
static int enforce(struct weir_capture *c, const struct weir_scope *scope, const struct weir_cgroup_refs *refs, char err[WEIR_ERROR_SIZE])
{
    int r = 0;
    if (c->ebpf && (r = prepare_scope(c, scope, refs, err)) < 0)
        return r;
    if ((r = install_tables(c, scope, refs, err)) < 0)
        return r;
    if (c->ebpf && scope_refuses(scope) && !same_refusals(scope, c->scope))
        ebpf_spare(c->ebpf);
    if (c->ebpf && (r = ebpf_scope_commit(c->ebpf, err)) < 0) {
        char ignored[WEIR_ERROR_SIZE];
        if (c->installed)
            install_tables(c, c->scope, c->refs, ignored);
        return r;
    }
    return 0;
}

bool fall_back(struct weir_capture *c, const char *reason)
{
    char err[WEIR_ERROR_SIZE];
    snprintf(c->limited, sizeof c->limited, "%s", reason);
    ebpf_close(c->ebpf);
    c->ebpf = NULL;
    c->marked = true;
    if (c->events.limited)
        c->events.limited(c->events.arg, c->limited);
    return !c->installed || install_tables(c, c->scope, c->refs, err) == 0;
}

int capture_apply(struct weir_capture *c, const struct weir_scope *scope, char err[WEIR_ERROR_SIZE])
{
    err[0] = 0;
    if (scope->count == 0)
        return capture_clear(c, err);
    struct weir_cgroup_refs *refs = calloc(1, sizeof *refs);
    if (!refs)
        return -ENOMEM;
    if (c->cgroup_fd < 0 && names_cgroups(scope)) {
        char ignored[WEIR_ERROR_SIZE];
        int fd = cgroup_open_root(ignored);
        c->cgroup_fd = fd < 0 ? -1 : fd;
    }
    cgroup_refs_resolve(refs, scope, c->cgroup_fd);
    bool first = !c->installed, paused = c->paused;
    enum weir_arming arming = c->arming;
    memset(c->repairs, 0, sizeof c->repairs); /* whoever applies wants another try */
    c->paused = false;
    c->arming = WEIR_ARMED;
    int r = first ? install_routing(c, err) : 0;
    if (r == 0)
        r = enforce(c, scope, refs, err);
    if (r < 0) {
        free(refs);
        c->arming = arming;
        c->paused = paused;
        if (first) {
            c->installed = true; /* whatever part of it */
            remove_everything(c, c->guard);
        }
        return r;
    }
    c->installed = true;
    c->lingers_until_ms = 0;
    *c->scope = *scope;
    free(c->refs);
    c->refs = refs;
    c->has_cgroups = names_cgroups(scope);
    if (!first)
        repair_routing(c);
    c->next_feed_ms = 0;
    /* It went well when it was tried at the start; what other programs did to the cgroups since may forbid it. */
    if (c->ebpf && ebpf_attach(c->ebpf, c->cgroup_fd, c->own_cgroup_fd, err) < 0 && !fall_back(c, err)) {
        remove_everything(c, c->guard);
        return -EIO;
    }
    return capture_arm(c, WEIR_ARMED, err);
}

int capture_arm(struct weir_capture *c, enum weir_arming arming, char err[WEIR_ERROR_SIZE])
{
    err[0] = 0;
    enum weir_arming before = arming_in_force(c);
    c->arming = arming;
    enum weir_arming now = arming_in_force(c);
    if (!c->installed)
        return 0;
    if (c->ebpf) {
        ebpf_feed(c->ebpf);
        ebpf_arm(c->ebpf, now, c->scope->mode == WEIR_CLOSED, c->ipv4, c->ipv6);
        if (scope_refuses(c->scope) == 0) /* else the table has a part in it */
            return 0;
    }
    return now == before || c->lingers_until_ms ? 0 : install_tables(c, c->scope, c->refs, err);
}

static int captured_connections(const struct weir_capture *c)
{
    return c->ebpf ? sockdiag_count_marked(c->config.capture_bit) : sockdiag_count_of(c->config.engine_uid);
}

int capture_clear(struct weir_capture *c, char err[WEIR_ERROR_SIZE])
{
    err[0] = 0;
    int r = 0;
    c->arming = WEIR_DISARMED;
    c->has_cgroups = false;
    if (c->installed) {
        bool refused = scope_refuses(c->scope) > 0;
        c->scope->mode = WEIR_OPEN;
        c->scope->count = 0;
        if (c->ebpf)
            ebpf_arm(c->ebpf, WEIR_DISARMED, false, c->ipv4, c->ipv6);
        if (!c->ebpf || refused)
            r = install_tables(c, c->scope, c->refs, err);
    }
    int g = remove_guard(c, err);
    if (c->installed && captured_connections(c) > 0)
        c->lingers_until_ms = c->now_ms + LINGER_MS;
    else
        remove_everything(c, false);
    return r < 0 ? r : g;
}

int capture_fds(const struct weir_capture *c, int *fds, int max)
{
    return monitor_fds(c->monitor, fds, max);
}

void capture_on_netlink(struct weir_capture *c, int fd)
{
    c->now_ms = steady_ms();
    unsigned noticed = monitor_read(c->monitor, fd);
    if (noticed & WEIR_NOTICED_LOOPBACK)
        repair_routing(c); /* at once: with lo down nothing new may be captured */
    noticed &= ~(unsigned)WEIR_NOTICED_LOOPBACK;
    if (noticed)
        c->mend_at_ms = c->now_ms + WEIR_MEND_DELAY_MS;
    c->noticed |= noticed;
}

static void mend(struct weir_capture *c)
{
    unsigned noticed = c->noticed;
    c->noticed = 0;
    if (noticed & WEIR_NOTICED_ROUTING)
        repair_routing(c);
    if (noticed & WEIR_NOTICED_TABLES)
        repair_tables(c);
}

/* Log-ins make cgroups and log-outs remove them. */
static void follow_cgroups(struct weir_capture *c)
{
    struct weir_cgroup_refs *refs = malloc(sizeof *refs);
    char err[WEIR_ERROR_SIZE];
    if (!refs)
        return;
    cgroup_refs_resolve(refs, c->scope, c->cgroup_fd);
    if (memcmp(refs, c->refs, sizeof *refs) != 0 && enforce(c, c->scope, refs, err) == 0) {
        free(c->refs);
        c->refs = refs;
        return;
    }
    free(refs);
}

static void slow_tick(struct weir_capture *c)
{
    if (c->ebpf && c->installed)
        ebpf_collect(c->ebpf);
    repair_programs(c);
    if (c->lingers_until_ms && (c->now_ms >= c->lingers_until_ms || captured_connections(c) <= 0)) {
        remove_everything(c, false);
        return;
    }
    if (c->has_cgroups && c->installed)
        follow_cgroups(c);
    if (c->paused)
        repair_routing(c);
}

void capture_tick(struct weir_capture *c, uint64_t now_ms)
{
    (void)now_ms; /* the caller's clock may be any; ours must be one with that of capture_on_netlink */
    c->now_ms = steady_ms();
    if (c->noticed && c->now_ms >= c->mend_at_ms)
        mend(c);
    if (!c->installed)
        return;
    if (c->ebpf) {
        ebpf_feed(c->ebpf);
    } else if (c->now_ms >= c->next_feed_ms) {
        struct weir_text text = {0};
        ruleset_feed(&text);
        if (!text.failed)
            nft_run(c->nft, text.data, NULL);
        text_free(&text);
        c->next_feed_ms = c->now_ms + FEED_MS;
    }
    if (c->now_ms >= c->next_slow_ms) {
        c->next_slow_ms = c->now_ms + SLOW_MS;
        slow_tick(c);
    }
}

int capture_describe(const struct weir_capture *c, char lines[][96], int max)
{
    int n = 0;
#define LINE(...) do { if (n < max) snprintf(lines[n++], sizeof lines[0], __VA_ARGS__); } while (0)
    if (c->installed)
        LINE("nftables table inet " WEIR_TABLE_NAME);
    if (c->guard)
        LINE("nftables table inet " WEIR_GUARD_TABLE_NAME);
    if (c->installed && c->ipv4)
        LINE("IPv4 rule %u: fwmark 0x%x to table %u, with a local route", c->plan.priority, c->plan.reroute_bit, c->plan.table);
    if (c->installed && c->ipv6)
        LINE("IPv6 rule %u: fwmark 0x%x to table %u, with a local route", c->plan.priority, c->plan.reroute_bit, c->plan.table);
    if (c->ebpf && ebpf_attached(c->ebpf))
        LINE("%s eBPF programs on cgroups", scope_refuses(c->scope) ? "seven" : "five");
    if (c->installed && arming_in_force(c) != WEIR_DISARMED && scope_refuses(c->scope))
        LINE("UDP is refused by %zu scope entries", scope_refuses(c->scope));
    if (c->apps_left_out)
        LINE("%u scope entries that name apps are not enforced: no eBPF", c->apps_left_out);
    if (c->lingers_until_ms)
        LINE("kept until captured connections end");
    if (c->installed && c->paused)
        LINE("paused: routing is incomplete");
#undef LINE
    return n;
}

bool capture_guarded(const struct weir_capture *c)
{
    return c->guard;
}

void capture_close(struct weir_capture *c, bool keep_guard)
{
    if (!c)
        return;
    if (c->nft && c->routing)
        remove_everything(c, keep_guard);
    ebpf_close(c->ebpf);
    monitor_close(c->monitor);
    routing_close(c->routing);
    nft_close(c->nft);
    if (c->cgroup_fd >= 0)
        close(c->cgroup_fd);
    if (c->own_cgroup_fd >= 0)
        close(c->own_cgroup_fd);
    free(c->scope);
    free(c->refs);
    free(c);
}
