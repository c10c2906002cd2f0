/* Beginning and end, and what status says. */
#include "capture_state.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cgroup.h"
#include "monotonic.h"

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
    c->now_ms = monotonic_ms();
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
