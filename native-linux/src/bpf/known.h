/*
 * Which entries' app patterns a process matches, remembered between its connections: walking to the root of the file system for each
 * would cost an app that is left alone more than everything else of ours. What is remembered holds for one process between two exec calls and for
 * one scope; a renamed executable is noticed when it has expired.
 */
#ifndef WEIR_BPF_KNOWN_H
#define WEIR_BPF_KNOWN_H

#include "paths.h"

#define KNOWN_SLOTS 64          /* a power of two; processes that share one only push each other out */
#define KNOWN_FOR_NS 1000000000ull

struct process {
    __u64 start_ns;  /* of the thread group's leader */
    __u64 exec_id;   /* counts its exec calls */
    __u64 until_ns;  /* 0 = nothing is remembered */
    __u32 tgid, generation;
};

struct known {
    struct process process;
    __u64 known[WEIR_KERNEL_ENTRIES / 64], matched[WEIR_KERNEL_ENTRIES / 64];
    __u32 busy; /* as in scratch.h: another task may come between on this CPU */
};

struct {
    __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
    __uint(max_entries, KNOWN_SLOTS);
    __type(key, __u32);
    __type(value, struct known);
} knowns SEC(".maps");

static __always_inline struct known *known_take(const struct process *p)
{
    __u32 key = p->tgid & (KNOWN_SLOTS - 1);
    struct known *k = bpf_map_lookup_elem(&knowns, &key);
    return k && __sync_val_compare_and_swap(&k->busy, 0, 1) == 0 ? k : 0;
}

static __always_inline void known_give(struct known *k)
{
    __sync_lock_test_and_set(&k->busy, 0);
}

/* Fills s->known and s->matched, with nothing where nothing is known; and p, for remember(). */
static __always_inline void recall(struct scratch *s, struct process *p, __u32 generation)
{
    struct task_struct *task = (struct task_struct *)bpf_get_current_task();
    p->start_ns = BPF_CORE_READ(task, group_leader, start_boottime);
    p->exec_id = BPF_CORE_READ(task, self_exec_id);
    p->tgid = bpf_get_current_pid_tgid() >> 32;
    p->generation = generation;
    p->until_ns = bpf_ktime_get_ns() + KNOWN_FOR_NS;
    for (int i = 0; i < WEIR_KERNEL_ENTRIES / 64; i++)
        s->known[i] = s->matched[i] = 0;
    struct known *k = known_take(p);
    if (!k)
        return;
    if (k->process.tgid == p->tgid && k->process.start_ns == p->start_ns && k->process.exec_id == p->exec_id && k->process.generation == generation &&
        k->process.until_ns > p->until_ns - KNOWN_FOR_NS) {
        p->until_ns = k->process.until_ns; /* what is added to it expires with it */
        for (int i = 0; i < WEIR_KERNEL_ENTRIES / 64; i++) {
            s->known[i] = k->known[i];
            s->matched[i] = k->matched[i];
        }
    }
    known_give(k);
}

static __always_inline void remember(const struct scratch *s, const struct process *p)
{
    struct known *k = known_take(p);
    if (!k)
        return;
    k->process = *p;
    for (int i = 0; i < WEIR_KERNEL_ENTRIES / 64; i++) {
        k->known[i] = s->known[i];
        k->matched[i] = s->matched[i];
    }
    known_give(k);
}

#endif
