/* The hooks of connect() and sendmsg(): which connections are captured, which packets refused. */
#ifndef WEIR_BPF_CONNECT_H
#define WEIR_BPF_CONNECT_H

#include "describe.h"
#include "evaluate.h"

/* Loopback, unspecified, multicast and (its scope would be lost on the way) IPv6 link-local. */
static __always_inline int never_captured(const __u32 a[4])
{
    __u32 first = bpf_ntohl(a[0]);
    if (v4_mapped(a)) {
        __u32 v4 = bpf_ntohl(a[3]);
        return v4 >> 24 == 127 || v4 >> 24 == 0 || v4 >= 0xe0000000;
    }
    if (first == 0 && a[1] == 0 && a[2] == 0 && (a[3] == 0 || a[3] == bpf_htonl(1)))
        return 1;
    return first >> 24 == 0xff || (first & 0xffc00000) == 0xfe800000;
}

enum verdict { PASS, CAPTURE, REFUSE };

/* s is filled up to here with the connection's address and port. */
static __always_inline enum verdict decide(struct bpf_sock_addr *ctx, struct scratch *s)
{
    __u32 state = arming;
    int expired = bpf_ktime_get_ns() > deadline_ns;
    if (state == 0 || (expired && !closed))
        return PASS;
    int action = action_for(s);
    if (s->protocol == WEIR_KERNEL_UDP)
        return action == WEIR_KERNEL_REFUSE ? REFUSE : PASS;
    if (action != WEIR_KERNEL_INCLUDE)
        return PASS;
    return expired || state == REFUSING ? REFUSE : CAPTURE;
}

static __always_inline void set_mark(struct bpf_sock_addr *ctx, __u32 mark)
{
    bpf_setsockopt(ctx, SOL_SOCKET, SO_MARK, &mark, sizeof mark);
}

/* Never ours: the engine, the kernel itself, sockets of VPN clients (other mark bits, bound to a device), destinations that cannot be captured. */
static __always_inline int eligible(struct bpf_sock *sk, const __u32 address[4], __u32 uid)
{
    struct task_struct *task = (struct task_struct *)bpf_get_current_task();
    __u32 family = v4_mapped(address) ? 1 : 2;
    return uid != engine_uid && !never_captured(address) && !(sk->mark & ~capture_bit) && sk->bound_dev_if == 0 && (families & family) &&
           !(BPF_CORE_READ(task, flags) & PF_KTHREAD);
}

static __always_inline void describe(struct scratch *s, struct bpf_sock_addr *ctx, const __u32 address[4], __u32 uid, __u8 protocol)
{
    s->address[0] = address[0];
    s->address[1] = address[1];
    s->address[2] = address[2];
    s->address[3] = address[3];
    s->port = bpf_ntohs(ctx->user_port);
    s->uid = uid;
    s->protocol = protocol;
}

static __always_inline int on_connect(struct bpf_sock_addr *ctx, const __u32 address[4])
{
    __u8 protocol = ctx->type == SOCK_STREAM && ctx->protocol == IPPROTO_TCP ? WEIR_KERNEL_TCP :
                    ctx->type == SOCK_DGRAM && ctx->protocol == IPPROTO_UDP ? WEIR_KERNEL_UDP : 0;
    if (!protocol || bpf_get_netns_cookie(ctx) != netns_cookie)
        return 1;
    struct bpf_sock *sk = ctx->sk;
    if (!sk)
        return 1;
    __u32 mark = sk->mark;
    if (protocol == WEIR_KERNEL_UDP && !refuses && !mark)
        return 1;
    enum verdict verdict = PASS;
    __u32 uid = bpf_get_current_uid_gid();
    if (arming && eligible(sk, address, uid)) {
        struct scratch *s = scratch_take();
        if (s) {
            describe(s, ctx, address, uid, protocol);
            verdict = decide(ctx, s);
            if (verdict == CAPTURE) {
                set_mark(ctx, mark | capture_bit);
                int bound = sk->src_ip4 || sk->src_ip6[0] || sk->src_ip6[1] || sk->src_ip6[3];
                fill_record(s, bound);
                struct weir_flow *note = bpf_sk_storage_get(&notes, sk, 0, BPF_SK_STORAGE_GET_F_CREATE);
                if (note)
                    bpf_probe_read_kernel(&note->record, sizeof note->record, &s->record);
            }
            scratch_give(s);
        }
    }
    /* A connected UDP socket is refused when it sends (the table drops what is marked, which is EPERM at once): connect() sends nothing, and getaddrinfo()
     * connects sockets to find out which addresses can be reached. */
    if (verdict == REFUSE && protocol == WEIR_KERNEL_UDP) {
        set_mark(ctx, mark | capture_bit);
        return 1;
    }
    if (verdict != CAPTURE && mark == capture_bit) /* an earlier connect() of this socket was captured and failed */
        set_mark(ctx, mark & ~capture_bit);
    if (verdict == REFUSE) {
        bpf_set_retval(-ECONNREFUSED);
        return 0;
    }
    return 1;
}

/* 0 is EPERM. A socket that was there before is spared, as an existing TCP connection is. */
static __always_inline int on_send(struct bpf_sock_addr *ctx, const __u32 address[4])
{
    if (!refuses || !arming || ctx->type != SOCK_DGRAM || ctx->protocol != IPPROTO_UDP || bpf_get_netns_cookie(ctx) != netns_cookie)
        return 1;
    struct bpf_sock *sk = ctx->sk;
    __u32 uid = bpf_get_current_uid_gid();
    if (!sk || !eligible(sk, address, uid))
        return 1;
    struct scratch *s = scratch_take();
    if (!s)
        return 1;
    describe(s, ctx, address, uid, WEIR_KERNEL_UDP);
    enum verdict verdict = decide(ctx, s);
    scratch_give(s);
    if (verdict != REFUSE)
        return 1;
    __u64 cookie = bpf_get_socket_cookie(ctx);
    return bpf_map_lookup_elem(&spared, &cookie) != 0;
}

SEC("cgroup/sendmsg4")
int weir_sendmsg4(struct bpf_sock_addr *ctx)
{
    __u32 address[4] = {0, 0, bpf_htonl(0xffff), ctx->user_ip4};
    return on_send(ctx, address);
}

SEC("cgroup/sendmsg6")
int weir_sendmsg6(struct bpf_sock_addr *ctx)
{
    __u32 address[4] = {ctx->user_ip6[0], ctx->user_ip6[1], ctx->user_ip6[2], ctx->user_ip6[3]};
    return on_send(ctx, address);
}

SEC("cgroup/connect4")
int weir_connect4(struct bpf_sock_addr *ctx)
{
    __u32 address[4] = {0, 0, bpf_htonl(0xffff), ctx->user_ip4};
    return on_connect(ctx, address);
}

SEC("cgroup/connect6")
int weir_connect6(struct bpf_sock_addr *ctx)
{
    __u32 address[4] = {ctx->user_ip6[0], ctx->user_ip6[1], ctx->user_ip6[2], ctx->user_ip6[3]};
    return on_connect(ctx, address);
}

#endif
