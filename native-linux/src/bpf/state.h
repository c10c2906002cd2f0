/* What the interceptor sets, and what the programs note. */
#ifndef WEIR_BPF_STATE_H
#define WEIR_BPF_STATE_H

#include "kernel.h"
#include "../record.h"

/* Constant from load on. */
const volatile __u64 netns_cookie;
const volatile __u32 engine_uid;
const volatile __u32 capture_bit;

/* Written by the interceptor through the mapped section. */
__u64 deadline_ns; /* dead man's switch: nothing is captured after it (CLOCK_MONOTONIC) */
__u32 arming;      /* enum weir_arming */
__u32 closed;      /* mode closed: past the deadline refuse instead of passing */
__u32 refuses;     /* the scope has entries that refuse UDP */
__u32 families;    /* 1: IPv4 has a listener, 2: IPv6 has one */

#define ARMED 1
#define REFUSING 2

struct {
    __uint(type, BPF_MAP_TYPE_SK_STORAGE);
    __uint(map_flags, BPF_F_NO_PREALLOC);
    __type(key, int);
    __type(value, struct weir_flow);
} notes SEC(".maps");

/* 32,768 flows of 1.6 KB: three times the 10,000 that the engine must hold, 52 MB at most, allocated as used. */
struct {
    __uint(type, BPF_MAP_TYPE_HASH);
    __uint(map_flags, BPF_F_NO_PREALLOC);
    __uint(max_entries, 32768);
    __type(key, struct weir_flow_key);
    __type(value, struct weir_flow);
} flows SEC(".maps");

/* Cookies of the UDP sockets that were there before the scope refused anything. */
struct {
    __uint(type, BPF_MAP_TYPE_HASH);
    __uint(map_flags, BPF_F_NO_PREALLOC);
    __uint(max_entries, WEIR_SPARED_MAX);
    __type(key, __u64);
    __type(value, __u8);
} spared SEC(".maps");

/* A socket option that is not ours. Beyond the page that a program sees 0 means the kernel's own answer; else the caller gets EFAULT. */
static __always_inline void leave_to_kernel(struct bpf_sockopt *ctx)
{
    if (ctx->optlen > 4096)
        ctx->optlen = 0;
}

static __always_inline __u32 v4_mapped(const __u32 a[4])
{
    return a[0] == 0 && a[1] == 0 && a[2] == bpf_htonl(0xffff);
}

#endif
