#include "ebpf.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "monotonic.h"
#include "sockdiag.h"
#include "weir.skel.h"

#ifndef SO_NETNS_COOKIE
#define SO_NETNS_COOKIE 71
#endif

/* The promise of capture_tick in capture.h. */
#define DEADLINE_NS 3000000000ull
/* The engine may ask for the owner of a connection that the app has already closed for this long: the 5 s of mode hold, with room for a slow engine. */
#define NOTE_KEPT_NS 60000000000ull

/* The last two are there only while the scope refuses UDP: they run for every datagram that names its destination. */
#define PROGRAMS 7
#define ALWAYS 5

struct weir_ebpf {
    struct weir_bpf *skel;
    struct bpf_link *links[PROGRAMS];
    uint32_t generation; /* of the last scope */
    bool refuses;        /* the prepared scope refuses something */
    int prepared; /* descriptor of the inner map, -1 = none */
};

static int own_cookie(uint64_t *cookie)
{
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return -errno;
    socklen_t length = sizeof *cookie;
    int r = getsockopt(fd, SOL_SOCKET, SO_NETNS_COOKIE, cookie, &length) == 0 ? 0 : -errno;
    close(fd);
    return r;
}

int ebpf_open(struct weir_ebpf **out, const struct weir_config *config, char err[WEIR_ERROR_SIZE])
{
    uint64_t cookie = 0;
    int r = own_cookie(&cookie);
    if (r < 0) {
        snprintf(err, WEIR_ERROR_SIZE, "the kernel does not name network namespaces (5.14 or newer needed): %s", strerror(-r));
        return r;
    }
    libbpf_set_print(NULL); /* it writes verifier logs to stderr; the sentence in err says what matters */
    struct weir_ebpf *e = calloc(1, sizeof *e);
    if (!e)
        return -ENOMEM;
    e->prepared = -1;
    e->skel = weir_bpf__open();
    if (!e->skel) {
        r = -errno;
    } else {
        e->skel->rodata->netns_cookie = cookie;
        e->skel->rodata->engine_uid = config->engine_uid;
        e->skel->rodata->capture_bit = config->capture_bit;
        r = weir_bpf__load(e->skel);
    }
    if (r < 0) {
        snprintf(err, WEIR_ERROR_SIZE, "the kernel does not load our eBPF programs (6.1 or newer with BTF and cgroup v2 needed): %s", strerror(-r));
        ebpf_close(e);
        return r;
    }
    *out = e;
    return 0;
}

int ebpf_attach(struct weir_ebpf *e, int cgroup_root_fd, int listener_cgroup_fd, char err[WEIR_ERROR_SIZE])
{
    struct bpf_program *const programs[PROGRAMS] = {
        /* what answers and follows stands before the first connection is captured */
        e->skel->progs.weir_getsockopt, e->skel->progs.weir_setsockopt, e->skel->progs.weir_sockops,
        e->skel->progs.weir_connect4, e->skel->progs.weir_connect6, e->skel->progs.weir_sendmsg4, e->skel->progs.weir_sendmsg6,
    };
    for (int i = 0; i < PROGRAMS; i++) {
        if (i >= ALWAYS && !e->refuses) {
            bpf_link__destroy(e->links[i]);
            e->links[i] = NULL;
            continue;
        }
        if (e->links[i])
            continue;
        /* A program on getsockopt makes every call of the sockets below it dearer; only accepted sockets are asked. */
        bool narrow = programs[i] == e->skel->progs.weir_getsockopt;
        e->links[i] = bpf_program__attach_cgroup(programs[i], narrow ? listener_cgroup_fd : cgroup_root_fd);
        if (!e->links[i]) {
            int r = -errno;
            snprintf(err, WEIR_ERROR_SIZE, "cannot attach %s to its cgroup: %s", bpf_program__name(programs[i]), strerror(-r));
            ebpf_detach(e);
            return r;
        }
    }
    return 0;
}

bool ebpf_drop_detached(struct weir_ebpf *e)
{
    bool any = false;
    for (int i = 0; i < PROGRAMS; i++) {
        struct bpf_link_info info = {0};
        uint32_t size = sizeof info;
        /* a forced detachment leaves the link without its cgroup */
        if (!e->links[i] || bpf_obj_get_info_by_fd(bpf_link__fd(e->links[i]), &info, &size) != 0 || info.cgroup.cgroup_id != 0)
            continue;
        bpf_link__destroy(e->links[i]);
        e->links[i] = NULL;
        any = true;
    }
    return any;
}

bool ebpf_attached(const struct weir_ebpf *e)
{
    return e->links[ALWAYS - 1] != NULL;
}

static unsigned sweep(struct weir_ebpf *e, bool all)
{
    int map = bpf_map__fd(e->skel->maps.flows);
    struct weir_flow_key key, next, *previous = NULL;
    unsigned left = 0;
    uint64_t now = monotonic_ns();
    while (bpf_map_get_next_key(map, previous, &next) == 0) {
        if (previous && memcmp(&key, &next, sizeof key) == 0)
            break;
        struct weir_flow flow;
        bool drop = all;
        if (!all && bpf_map_lookup_elem(map, &next, &flow) == 0)
            drop = !flow.accepted_cookie && flow.app_closed_ns && now > flow.app_closed_ns + NOTE_KEPT_NS;
        struct weir_flow_key current = next;
        if (drop) {
            /* the walk goes on from the last key that stays; a deleted one would start it anew */
            bpf_map_delete_elem(map, &current);
        } else {
            left++;
            key = current;
            previous = &key;
        }
        if (left > 65536)
            break; /* the map changes under the walk: never walk for ever */
    }
    return left;
}

void ebpf_detach(struct weir_ebpf *e)
{
    e->skel->bss->arming = WEIR_DISARMED;
    for (int i = PROGRAMS - 1; i >= 0; i--) {
        bpf_link__destroy(e->links[i]);
        e->links[i] = NULL;
    }
    sweep(e, true);
}

int ebpf_scope_prepare(struct weir_ebpf *e, struct weir_kernel_scope *scope, char err[WEIR_ERROR_SIZE])
{
    if (e->prepared >= 0)
        close(e->prepared);
    uint32_t zero = 0;
    int r = 0;
    scope->generation = ++e->generation;
    e->refuses = scope->refuses > 0;
    e->prepared = bpf_map_create(BPF_MAP_TYPE_ARRAY, "weir_scope", sizeof zero, sizeof *scope, 1, NULL);
    if (e->prepared < 0)
        r = -errno;
    else if (bpf_map_update_elem(e->prepared, &zero, scope, BPF_ANY) != 0)
        r = -errno;
    if (r < 0)
        snprintf(err, WEIR_ERROR_SIZE, "the kernel has no room for the scope: %s", strerror(-r));
    return r;
}

int ebpf_scope_commit(struct weir_ebpf *e, char err[WEIR_ERROR_SIZE])
{
    uint32_t zero = 0;
    int r = bpf_map_update_elem(bpf_map__fd(e->skel->maps.scopes), &zero, &e->prepared, BPF_ANY) == 0 ? 0 : -errno;
    if (r == 0)
        __atomic_store_n(&e->skel->bss->refuses, e->refuses ? 1u : 0u, __ATOMIC_RELEASE);
    close(e->prepared);
    e->prepared = -1;
    if (r < 0)
        snprintf(err, WEIR_ERROR_SIZE, "the kernel does not take the scope: %s", strerror(-r));
    return r;
}

void ebpf_arm(struct weir_ebpf *e, enum weir_arming arming, bool closed, bool ipv4, bool ipv6)
{
    e->skel->bss->families = (ipv4 ? 1u : 0u) | (ipv6 ? 2u : 0u);
    __atomic_store_n(&e->skel->bss->closed, closed ? 1u : 0u, __ATOMIC_RELEASE);
    __atomic_store_n(&e->skel->bss->arming, (uint32_t)arming, __ATOMIC_RELEASE);
}

static void spare_one(void *arg, uint64_t cookie)
{
    int map = *(int *)arg;
    uint8_t one = 1;
    if (bpf_map_update_elem(map, &cookie, &one, BPF_ANY) == 0 || errno != E2BIG)
        return;
    /* Full of sockets that may be long gone (cookies are never used again). */
    uint64_t old;
    while (bpf_map_get_next_key(map, NULL, &old) == 0 && bpf_map_delete_elem(map, &old) == 0)
        ;
    bpf_map_update_elem(map, &cookie, &one, BPF_ANY);
}

void ebpf_spare(struct weir_ebpf *e)
{
    int map = bpf_map__fd(e->skel->maps.spared);
    sockdiag_udp(spare_one, &map);
}

void ebpf_feed(struct weir_ebpf *e)
{
    __atomic_store_n(&e->skel->bss->deadline_ns, monotonic_ns() + DEADLINE_NS, __ATOMIC_RELEASE);
}

unsigned ebpf_collect(struct weir_ebpf *e)
{
    return sweep(e, false);
}

void ebpf_close(struct weir_ebpf *e)
{
    if (!e)
        return;
    if (e->skel && e->skel->bss)
        e->skel->bss->arming = WEIR_DISARMED;
    for (int i = PROGRAMS - 1; i >= 0; i--)
        bpf_link__destroy(e->links[i]);
    if (e->prepared >= 0)
        close(e->prepared);
    weir_bpf__destroy(e->skel);
    free(e);
}
