/*
 * Working memory of one connect(). Per CPU, but with several slots: the hook runs in process context, and on a preemptible kernel another
 * task's connect() may run on the same CPU in the middle of ours.
 */
#ifndef WEIR_BPF_SCRATCH_H
#define WEIR_BPF_SCRATCH_H

#include "kernel.h"
#include "../glob.h"
#include "../record.h"

#define SLOTS 4
#define PATH_SIZE 4096 /* PATH_MAX; a power of two for the masks */
#define COMPONENT 256  /* NAME_MAX + NUL */
#define DEPTH 64       /* deepest path that is told whole */

struct scratch {
    __u32 busy;
    /* the connection */
    __u32 address[4];
    __u32 uid;
    __u16 port;
    __u8 protocol; /* WEIR_KERNEL_TCP or _UDP */
    __u8 action;   /* of the entry that matched, 0 = left alone */
    /* what this process is known to be: see known.h */
    __u64 known[WEIR_KERNEL_ENTRIES / 64], matched[WEIR_KERNEL_ENTRIES / 64];
    /* the path walk */
    struct dentry *dentry;
    struct mount *mount;
    const unsigned char *names[DEPTH];
    __u32 depth, end, base, complete, deleted, executable_known;
    char path[PATH_SIZE + COMPONENT + 8];
    /* the glob under comparison */
    struct weir_glob glob;
    __u32 glob_result;
    struct weir_record record;
};

struct {
    __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
    __uint(max_entries, SLOTS);
    __type(key, __u32);
    __type(value, struct scratch);
} scratches SEC(".maps");

static __always_inline struct scratch *scratch_take(void)
{
    for (__u32 i = 0; i < SLOTS; i++) {
        __u32 key = i;
        struct scratch *s = bpf_map_lookup_elem(&scratches, &key);
        if (s && __sync_val_compare_and_swap(&s->busy, 0, 1) == 0)
            return s;
    }
    return 0;
}

static __always_inline void scratch_give(struct scratch *s)
{
    __sync_lock_test_and_set(&s->busy, 0);
}

/* What the callbacks of bpf_loop get. */
struct loop {
    struct scratch *scratch;
    const struct weir_kernel_scope *scope;
    const char *pattern;
};

#endif
