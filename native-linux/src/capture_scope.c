/* What is in force. The order of things: what may fail first, what takes effect last. */
#include "capture_state.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cgroup.h"
#include "sockdiag.h"

/* How long captured connections may keep the table after everything was switched off. Longer ones are the few that never end. */
#define LINGER_MS 600000

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

int captured_connections(const struct weir_capture *c)
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

void follow_cgroups(struct weir_capture *c)
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
