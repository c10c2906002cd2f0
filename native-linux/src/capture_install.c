/* Putting our things into the kernel and taking them out again. */
#include "capture_state.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Also where there is none: made first, so that deleting it cannot fail. */
#define DELETE_GUARD "table inet " WEIR_GUARD_TABLE_NAME " {\n}\ndelete table inet " WEIR_GUARD_TABLE_NAME "\n"

static const enum weir_routing_item items4[] = {WEIR_ROUTE4, WEIR_RULE4}, items6[] = {WEIR_ROUTE6, WEIR_RULE6};

enum weir_arming arming_in_force(const struct weir_capture *c)
{
    if (!c->paused || c->arming != WEIR_ARMED)
        return c->arming;
    return c->scope->mode == WEIR_CLOSED ? WEIR_REFUSING : WEIR_DISARMED;
}

int note_change(struct weir_capture *c, unsigned add, unsigned drop, char err[WEIR_ERROR_SIZE])
{
    struct weir_ledger l = c->ledger;
    l.changes = (l.changes | add) & ~drop;
    if (l.changes == c->ledger.changes)
        return 0;
    int r = l.changes ? ledger_write(&l, c->config.run_dir) : ledger_remove(c->config.run_dir);
    if (r < 0)
        snprintf(err, WEIR_ERROR_SIZE, "cannot write down what is about to be changed (%.150s/changes.json): %s", c->config.run_dir, strerror(-r));
    else
        c->ledger = l;
    return r;
}

static int add_family(struct weir_capture *c, const enum weir_routing_item items[2], char err[WEIR_ERROR_SIZE])
{
    for (int i = 0; i < 2; i++) {
        int r = routing_add(c->routing, &c->plan, items[i]);
        if (r < 0) {
            snprintf(err, WEIR_ERROR_SIZE, "cannot add the %s: %s%s", routing_item_name(items[i]), strerror(-r),
                     r == -ENETDOWN ? " (the loopback device is down)" : "");
            while (i-- > 0)
                routing_remove(c->routing, &c->plan, items[i]);
            return r;
        }
    }
    return 0;
}

static void remove_family(struct weir_capture *c, const enum weir_routing_item items[2])
{
    for (int i = 1; i >= 0; i--)
        routing_remove(c->routing, &c->plan, items[i]);
}

int install_routing(struct weir_capture *c, char err[WEIR_ERROR_SIZE])
{
    unsigned wanted = (c->tcp4 ? WEIR_CHANGE_ROUTING4 : 0) | (c->tcp6 ? WEIR_CHANGE_ROUTING6 : 0);
    int r = note_change(c, wanted, 0, err);
    if (r < 0)
        return r;
    c->ipv4 = c->tcp4 != 0;
    if (c->ipv4 && (r = add_family(c, items4, err)) < 0) {
        char ignored[WEIR_ERROR_SIZE];
        note_change(c, 0, wanted, ignored);
        c->ipv4 = false;
        return r;
    }
    /* Without IPv6 (switched off by the user, or not in the kernel) IPv4 is captured alone. */
    c->ipv6 = c->tcp6 && (r = add_family(c, items6, err)) == 0;
    if (!c->ipv6) {
        char ignored[WEIR_ERROR_SIZE];
        note_change(c, 0, WEIR_CHANGE_ROUTING6, ignored);
    }
    if (c->ipv4 || c->ipv6)
        return 0;
    if (r == 0) {
        r = -EAFNOSUPPORT;
        snprintf(err, WEIR_ERROR_SIZE, "there is no listener to redirect to");
    }
    return r;
}

int install_tables(struct weir_capture *c, const struct weir_scope *scope, const struct weir_cgroup_refs *refs, char err[WEIR_ERROR_SIZE])
{
    bool closed = scope->mode == WEIR_CLOSED;
    int r = note_change(c, WEIR_CHANGE_TABLE | (closed ? WEIR_CHANGE_GUARD : 0u), 0, err);
    if (r < 0)
        return r;
    struct weir_ruleset rules = {
        .config = &c->config, .scope = scope, .refs = refs, .tcp4 = c->ipv4 ? c->tcp4 : 0, .tcp6 = c->ipv6 ? c->tcp6 : 0,
        .ebpf = c->ebpf != NULL, .marked = c->marked, .arming = arming_in_force(c),
    };
    struct weir_text text = {0};
    unsigned left_out = ruleset_capture(&text, &rules);
    if (closed)
        ruleset_guard(&text, &rules);
    else if (c->guard)
        text_add(&text, DELETE_GUARD);
    if (text.failed) {
        r = -ENOMEM;
        snprintf(err, WEIR_ERROR_SIZE, "out of memory");
    } else {
        r = nft_run(c->nft, text.data, err); /* one transaction: all of it or nothing */
    }
    text_free(&text);
    char ignored[WEIR_ERROR_SIZE];
    if (r == 0) {
        c->guard = closed;
        c->apps_left_out = c->ebpf ? 0 : left_out;
    }
    note_change(c, 0, (c->guard ? 0u : WEIR_CHANGE_GUARD) | (r < 0 && !c->installed ? WEIR_CHANGE_TABLE : 0u), ignored);
    return r;
}

int remove_guard(struct weir_capture *c, char err[WEIR_ERROR_SIZE])
{
    if (!c->guard)
        return 0;
    int r = nft_run(c->nft, DELETE_GUARD, err);
    if (r == 0) {
        c->guard = false;
        r = note_change(c, 0, WEIR_CHANGE_GUARD, err);
    }
    return r;
}

void remove_everything(struct weir_capture *c, bool keep_guard)
{
    char err[WEIR_ERROR_SIZE];
    c->arming = WEIR_DISARMED;
    c->lingers_until_ms = 0;
    unsigned gone = 0;
    if (c->ebpf)
        ebpf_detach(c->ebpf);
    if (c->installed && nft_run(c->nft, "table inet " WEIR_TABLE_NAME " {\nflags owner;\n}\ndelete table inet " WEIR_TABLE_NAME "\n", err) == 0)
        gone |= WEIR_CHANGE_TABLE;
    c->installed = false;
    if (c->ledger.changes & WEIR_CHANGE_ROUTING4)
        remove_family(c, items4);
    if (c->ledger.changes & WEIR_CHANGE_ROUTING6)
        remove_family(c, items6);
    gone |= WEIR_CHANGE_ROUTING4 | WEIR_CHANGE_ROUTING6;
    c->ipv4 = c->ipv6 = false;
    if (!keep_guard)
        remove_guard(c, err);
    note_change(c, 0, gone, err);
}
