/* What netlink says and time brings. */
#include "capture_state.h"

#include "monotonic.h"

/* Work that is not worth doing at every tick: cgroups that came or went, notes to collect, connections to count. */
#define SLOW_MS 1000
/* The fallback's lease is 3 s. */
#define FEED_MS 900

int capture_fds(const struct weir_capture *c, int *fds, int max)
{
    return monitor_fds(c->monitor, fds, max);
}

void capture_on_netlink(struct weir_capture *c, int fd)
{
    c->now_ms = monotonic_ms();
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

void capture_tick(struct weir_capture *c)
{
    c->now_ms = monotonic_ms();
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
