/* What others took away is put back, at most a few times a minute. */
#include "capture_state.h"

#include <stdio.h>

static const char *culprit(const struct weir_capture *c, unsigned item)
{
    if (item == WEIR_REPAIR_PROGRAMS)
        return "unknown"; /* the kernel does not tell who detaches */
    return monitor_by(c->monitor, item < WEIR_ROUTING_ITEMS ? WEIR_NOTICED_ROUTING : WEIR_NOTICED_TABLES);
}

/* Counts a repair; false when it was one too many. */
static bool allowed(struct weir_capture *c, unsigned item, const char *what)
{
    struct weir_repairs *r = &c->repairs[item];
    if (r->gave_up)
        return false;
    uint64_t oldest = r->at_ms[r->next];
    if (oldest != 0 && c->now_ms < oldest + WEIR_REPAIRS_WINDOW_MS) {
        r->gave_up = true;
        if (c->events.gave_up)
            c->events.gave_up(c->events.arg, what, culprit(c, item));
        return false;
    }
    r->at_ms[r->next] = c->now_ms ? c->now_ms : 1;
    r->next = (r->next + 1) % WEIR_REPAIRS_MAX;
    r->total++;
    return true;
}

static void tell(struct weir_capture *c, unsigned item, const char *what)
{
    if (c->events.repaired)
        c->events.repaired(c->events.arg, what, culprit(c, item), c->repairs[item].total);
}

static void set_paused(struct weir_capture *c, bool paused)
{
    if (paused == c->paused)
        return;
    c->paused = paused;
    char err[WEIR_ERROR_SIZE];
    capture_arm(c, c->arming, err);
}

void repair_routing(struct weir_capture *c)
{
    if (!c->installed)
        return;
    bool whole = true;
    for (unsigned i = 0; i < WEIR_ROUTING_ITEMS; i++) {
        bool wanted = i == WEIR_RULE4 || i == WEIR_ROUTE4 ? c->ipv4 : c->ipv6;
        if (!wanted)
            continue;
        const char *what = routing_item_name((enum weir_routing_item)i);
        if (c->repairs[i].gave_up) {
            whole = false;
            continue;
        }
        int r = routing_add(c->routing, &c->plan, (enum weir_routing_item)i);
        if (r < 0) {
            whole = false; /* the loopback device is down: again when it changes, and at every slow tick */
        } else if (r == 1 && !allowed(c, i, what)) {
            routing_remove(c->routing, &c->plan, (enum weir_routing_item)i);
            whole = false;
        } else if (r == 1) {
            tell(c, i, what);
        }
    }
    set_paused(c, !whole);
}

void repair_tables(struct weir_capture *c)
{
    char err[WEIR_ERROR_SIZE];
    bool table = c->installed && !nft_table_exists(c->nft, WEIR_TABLE_NAME);
    bool guard = c->guard;
    if (!table && !guard)
        return;
    unsigned item = table ? WEIR_REPAIR_TABLE : WEIR_REPAIR_GUARD;
    const char *what = table ? "nftables table inet " WEIR_TABLE_NAME : "nftables table inet " WEIR_GUARD_TABLE_NAME;
    if (c->repairs[item].gave_up)
        return;
    if (!allowed(c, item, what)) {
        if (table)
            set_paused(c, true);
        return;
    }
    if (c->installed && c->scope->count > 0 && install_tables(c, c->scope, c->refs, err) == 0)
        tell(c, item, what);
}

/* Detached by somebody, they would leave everything uncaptured without a word. */
void repair_programs(struct weir_capture *c)
{
    static const char what[] = "eBPF programs";
    char err[WEIR_ERROR_SIZE];
    if (!c->ebpf || !c->installed || !ebpf_drop_detached(c->ebpf))
        return;
    if (!allowed(c, WEIR_REPAIR_PROGRAMS, what))
        return;
    if (ebpf_attach(c->ebpf, c->cgroup_fd, c->own_cgroup_fd, err) == 0)
        tell(c, WEIR_REPAIR_PROGRAMS, what);
    else if (!fall_back(c, err) && c->events.gave_up)
        c->events.gave_up(c->events.arg, what, culprit(c, WEIR_REPAIR_PROGRAMS));
}
