/* From the socket that connects to the socket that the listener accepts: the way of a note. */
#ifndef WEIR_BPF_OWNER_H
#define WEIR_BPF_OWNER_H

#include "state.h"

static __always_inline void flow_key(struct bpf_sock_ops *ctx, struct weir_flow_key *key, int passive)
{
    __u32 remote[4] = {ctx->remote_ip6[0], ctx->remote_ip6[1], ctx->remote_ip6[2], ctx->remote_ip6[3]};
    __u32 local[4] = {ctx->local_ip6[0], ctx->local_ip6[1], ctx->local_ip6[2], ctx->local_ip6[3]};
    __u32 remote_ip4 = ctx->remote_ip4, local_ip4 = ctx->local_ip4;
    barrier_var(remote[3]); /* or the compiler picks a context offset at run time, which the verifier refuses */
    barrier_var(local[3]);
    barrier_var(remote_ip4);
    barrier_var(local_ip4);
    if (ctx->family == AF_INET || v4_mapped(remote)) {
        remote[0] = remote[1] = local[0] = local[1] = 0;
        remote[2] = local[2] = bpf_htonl(0xffff);
        remote[3] = remote_ip4;
        local[3] = local_ip4;
    }
    __u16 local_port = ctx->local_port, remote_port = bpf_ntohl(ctx->remote_port);
    for (int i = 0; i < 4; i++) {
        key->local[i] = passive ? remote[i] : local[i];
        key->remote[i] = passive ? local[i] : remote[i];
    }
    key->local_port = passive ? remote_port : local_port;
    key->remote_port = passive ? local_port : remote_port;
}

static __always_inline void watch_state(struct bpf_sock_ops *ctx)
{
    bpf_sock_ops_cb_flags_set(ctx, ctx->bpf_sock_ops_cb_flags | BPF_SOCK_OPS_STATE_CB_FLAG);
}

/* A program that exits at once has closed its end before the engine asks: the note lives until the accepted end is closed too. */
static __always_inline void on_closed(struct bpf_sock_ops *ctx)
{
    struct weir_flow_key key = {};
    __u64 cookie = bpf_get_socket_cookie(ctx);
    flow_key(ctx, &key, 0);
    struct weir_flow *flow = bpf_map_lookup_elem(&flows, &key);
    if (flow && flow->app_cookie == cookie) {
        if (ctx->args[0] == BPF_TCP_SYN_SENT)
            bpf_map_delete_elem(&flows, &key);
        else if (!flow->accepted_cookie)
            flow->app_closed_ns = bpf_ktime_get_ns();
        return;
    }
    flow_key(ctx, &key, 1);
    flow = bpf_map_lookup_elem(&flows, &key);
    if (flow && flow->accepted_cookie == cookie)
        bpf_map_delete_elem(&flows, &key);
}

SEC("sockops")
int weir_sockops(struct bpf_sock_ops *ctx)
{
    __u32 op = ctx->op;
    if (op != BPF_SOCK_OPS_TCP_CONNECT_CB && op != BPF_SOCK_OPS_PASSIVE_ESTABLISHED_CB && op != BPF_SOCK_OPS_STATE_CB)
        return 1;
    if (ctx->family != AF_INET && ctx->family != AF_INET6)
        return 1;
    if (bpf_get_netns_cookie(ctx) != netns_cookie)
        return 1;
    struct weir_flow_key key = {};
    if (op == BPF_SOCK_OPS_TCP_CONNECT_CB) {
        struct bpf_sock *sk = ctx->sk;
        if (!sk)
            return 1;
        struct weir_flow *note = bpf_sk_storage_get(&notes, sk, 0, 0);
        if (!note)
            return 1;
        note->app_cookie = bpf_get_socket_cookie(ctx);
        flow_key(ctx, &key, 0);
        bpf_map_update_elem(&flows, &key, note, BPF_ANY);
        bpf_sk_storage_delete(&notes, sk);
        watch_state(ctx);
    } else if (op == BPF_SOCK_OPS_PASSIVE_ESTABLISHED_CB) {
        flow_key(ctx, &key, 1);
        struct weir_flow *flow = bpf_map_lookup_elem(&flows, &key);
        if (!flow)
            return 1;
        flow->accepted_cookie = bpf_get_socket_cookie(ctx);
        watch_state(ctx);
    } else if (ctx->args[1] == BPF_TCP_CLOSE) {
        on_closed(ctx);
    }
    return 1;
}

SEC("cgroup/getsockopt")
int weir_getsockopt(struct bpf_sockopt *ctx)
{
    if (ctx->level != WEIR_SOCKOPT_LEVEL || ctx->optname != WEIR_SOCKOPT_OWNER) {
        leave_to_kernel(ctx);
        return 1;
    }
    struct bpf_sock *sk = ctx->sk;
    if (!sk || bpf_get_netns_cookie(ctx) != netns_cookie)
        return 1;
    struct weir_record *out = ctx->optval;
    if ((void *)(out + 1) > ctx->optval_end) {
        bpf_set_retval(-EINVAL);
        return 1;
    }
    struct weir_flow_key key = {};
    __u32 family = sk->family, there = sk->dst_ip4, here = sk->src_ip4, there6 = sk->dst_ip6[3], here6 = sk->src_ip6[3];
    barrier_var(there); /* as in flow_key */
    barrier_var(here);
    barrier_var(there6);
    barrier_var(here6);
    key.local[0] = sk->dst_ip6[0];
    key.local[1] = sk->dst_ip6[1];
    key.local[2] = sk->dst_ip6[2];
    key.remote[0] = sk->src_ip6[0];
    key.remote[1] = sk->src_ip6[1];
    key.remote[2] = sk->src_ip6[2];
    if (family != AF_INET6) {
        key.local[0] = key.local[1] = key.remote[0] = key.remote[1] = 0;
        key.local[2] = key.remote[2] = bpf_htonl(0xffff);
    }
    key.local[3] = family == AF_INET6 ? there6 : there;
    key.remote[3] = family == AF_INET6 ? here6 : here;
    key.local_port = bpf_ntohs(sk->dst_port);
    key.remote_port = sk->src_port;
    struct weir_flow *flow = bpf_map_lookup_elem(&flows, &key);
    if (!flow) {
        bpf_set_retval(-ENOENT);
        return 1;
    }
    volatile __u64 *to = (volatile __u64 *)out; /* no helper writes to this buffer; volatile, or it becomes an unsupported memcpy */
    const __u64 *from = (const __u64 *)&flow->record;
    for (int i = 0; i < WEIR_RECORD_SIZE / 8; i++)
        to[i] = from[i];
    ctx->optlen = sizeof *out;
    bpf_set_retval(0);
    return 1;
}

#endif
