/* The scope, first match wins. */
#ifndef WEIR_BPF_EVALUATE_H
#define WEIR_BPF_EVALUATE_H

#include "known.h"

struct scope_map {
    __uint(type, BPF_MAP_TYPE_ARRAY);
    __uint(max_entries, 1);
    __uint(key_size, sizeof(__u32));
    __uint(value_size, sizeof(struct weir_kernel_scope)); /* by size: libbpf 1.1 does not find the type of an inner map */
};

/* Holding the scope in an inner map makes its replacement one pointer swap: no connect() sees half of one. */
struct {
    __uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
    __uint(max_entries, 1);
    __type(key, __u32);
    __array(values, struct scope_map);
} scopes SEC(".maps");

static long glob_loop(__u32 index, struct loop *loop)
{
    struct scratch *s = loop->scratch;
    enum weir_glob_result r = weir_glob_step(&s->glob, loop->pattern, WEIR_KERNEL_PATTERN - 1, s->path, PATH_SIZE - 1);
    s->glob_result = r;
    return r != WEIR_GLOB_GOING;
}

static __always_inline int app_matches(struct scratch *s, const char *pattern, int by_path)
{
    struct loop loop = {.scratch = s, .pattern = pattern};
    s->glob.pattern_at = s->glob.after_star = s->glob.star_text = 0;
    s->glob.text_at = by_path ? 0 : s->base;
    s->glob_result = WEIR_GLOB_GOING;
    bpf_loop(WEIR_GLOB_STEPS, glob_loop, &loop, 0);
    return s->glob_result == WEIR_GLOB_MATCH;
}

static __always_inline int any_app_matches(struct scratch *s, const struct weir_kernel_entry *e, __u32 index)
{
    __u64 bit = 1ull << (index & 63);
    __u32 word = index / 64 & (WEIR_KERNEL_ENTRIES / 64 - 1);
    if (s->known[word] & bit)
        return (s->matched[word] & bit) != 0;
    int ok = 0;
    executable_of(s);
    for (int i = 0; i < WEIR_KERNEL_LIST && !ok; i++)
        ok = i < e->app_count && app_matches(s, e->apps[i], e->by_path_bits >> i & 1);
    s->known[word] |= bit;
    if (ok)
        s->matched[word] |= bit;
    return ok;
}

static __noinline int numbers_match(const struct weir_kernel_entry *e, const struct scratch *s)
{
    if (!e || !s)
        return 0;
    int ok = e->port_count == 0;
    for (int i = 0; i < WEIR_KERNEL_LIST && !ok; i++)
        ok = i < e->port_count && s->port >= e->ports[i].from && s->port <= e->ports[i].to;
    if (!ok)
        return 0;
    ok = e->uid_count == 0;
    for (int i = 0; i < WEIR_KERNEL_LIST && !ok; i++)
        ok = i < e->uid_count && s->uid == e->uids[i];
    if (!ok)
        return 0;
    ok = e->cidr_count == 0;
    for (int i = 0; i < WEIR_KERNEL_LIST && !ok; i++) {
        ok = i < e->cidr_count && ((s->address[0] & e->cidrs[i].mask[0]) ^ e->cidrs[i].network[0]) == 0 &&
             ((s->address[1] & e->cidrs[i].mask[1]) ^ e->cidrs[i].network[1]) == 0 &&
             ((s->address[2] & e->cidrs[i].mask[2]) ^ e->cidrs[i].network[2]) == 0 &&
             ((s->address[3] & e->cidrs[i].mask[3]) ^ e->cidrs[i].network[3]) == 0;
    }
    return ok;
}

static long entry_loop(__u32 index, struct loop *loop)
{
    struct scratch *s = loop->scratch;
    const struct weir_kernel_scope *scope = loop->scope;
    if (index >= WEIR_KERNEL_ENTRIES || index >= scope->count)
        return 1;
    const struct weir_kernel_entry *e = &scope->entries[index];
    if (!(e->protocols & s->protocol) || !numbers_match(e, s))
        return 0;
    int ok = e->cgroup_count == 0;
    for (int i = 0; i < WEIR_KERNEL_CGROUPS && !ok; i++)
        ok = i < e->cgroup_count && e->cgroups[i].id != 0 && bpf_get_current_ancestor_cgroup_id(e->cgroups[i].level) == e->cgroups[i].id;
    if (!ok)
        return 0;
    if (e->app_count && !any_app_matches(s, e, index))
        return 0;
    s->action = e->action;
    return 1;
}

/* s: the connection is filled in. What the first entry that matches says, 0 without one. */
static __always_inline int action_for(struct scratch *s)
{
    __u32 zero = 0;
    void *inner = bpf_map_lookup_elem(&scopes, &zero);
    if (!inner)
        return 0;
    struct weir_kernel_scope *scope = bpf_map_lookup_elem(inner, &zero);
    if (!scope)
        return 0;
    struct loop loop = {.scratch = s, .scope = scope};
    s->action = 0;
    s->executable_known = 0;
    struct process process;
    recall(s, &process, scope->generation);
    bpf_loop(WEIR_KERNEL_ENTRIES, entry_loop, &loop, 0);
    if (s->executable_known) /* something new was learned */
        remember(s, &process);
    return s->action;
}

#endif
