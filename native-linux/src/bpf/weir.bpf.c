/*
 * Which connections are captured, and whose they are. All programs hang on the cgroup-v2 root, see every network namespace, and leave all
 * but the loader's alone. They are never pinned: they go with the process that holds their links.
 *
 *   connect4, connect6   decide, mark the socket, note the owner at the socket; mark UDP sockets whose packets are refused
 *   sendmsg4, sendmsg6   refuse UDP packets of sockets that are not connected; there only while the scope refuses something
 *   sockops              moves the note to the 4-tuple as soon as that is known (the SYN is not sent yet)
 *   getsockopt           answers the note on the socket that the transparent listener accepted
 *   setsockopt           keeps the capture bit when an app sets its own mark on a captured socket
 */
#include "evaluate.h"

char LICENSE[] SEC("license") = "GPL";

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

static __always_inline __u32 v4_mapped(const __u32 a[4])
{
    return a[0] == 0 && a[1] == 0 && a[2] == bpf_htonl(0xffff);
}

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

static const struct weir_record empty_record = {};

static __always_inline void fill_record(struct scratch *s, int source_bound)
{
    struct weir_record *r = &s->record;
    struct task_struct *task = (struct task_struct *)bpf_get_current_task();
    struct task_struct *leader = BPF_CORE_READ(task, group_leader);
    struct mm_struct *mm = BPF_CORE_READ(task, mm);
    struct fs_struct *fs = BPF_CORE_READ(task, fs);

    bpf_probe_read_kernel(r, sizeof *r, &empty_record); /* memset of this size is not supported */
    r->version = WEIR_RECORD_VERSION;
    r->size = WEIR_RECORD_SIZE;
    r->pid = bpf_get_current_pid_tgid() >> 32;
    r->uid = s->uid;
    r->start_ns = BPF_CORE_READ(leader, start_boottime);
    r->cgroup_id = bpf_get_current_cgroup_id();
    BPF_CORE_READ_STR_INTO(&r->comm, leader, comm);
    r->flags = source_bound ? WEIR_RECORD_SOURCE_BOUND : 0;

    executable_of(s);
    if (s->deleted)
        r->flags |= WEIR_RECORD_DELETED;
    __u32 length = s->end;
    if (length > WEIR_RECORD_EXECUTABLE || !s->complete)
        r->flags |= WEIR_RECORD_EXECUTABLE_CUT;
    if (length > WEIR_RECORD_EXECUTABLE)
        length = WEIR_RECORD_EXECUTABLE;
    r->executable_length = length;
    bpf_probe_read_kernel(r->executable, length, s->path);

    s->executable_known = 0; /* the path buffer is used again */
    path_of(s, fs ? BPF_CORE_READ(fs, pwd.mnt) : 0, fs ? BPF_CORE_READ(fs, pwd.dentry) : 0);
    length = s->end;
    if (length > WEIR_RECORD_CWD || !s->complete)
        r->flags |= WEIR_RECORD_CWD_CUT;
    if (length > WEIR_RECORD_CWD)
        length = WEIR_RECORD_CWD;
    r->cwd_length = length;
    bpf_probe_read_kernel(r->cwd, length, s->path);

    __u64 from = BPF_CORE_READ(mm, arg_start), to = BPF_CORE_READ(mm, arg_end);
    if (to > from + 1) {
        __u64 size = to - from - 1; /* without the last NUL */
        if (size > WEIR_RECORD_ARGUMENTS) {
            size = WEIR_RECORD_ARGUMENTS;
            r->flags |= WEIR_RECORD_ARGUMENTS_CUT;
        }
        if (bpf_probe_read_user(r->arguments, size, (const void *)from) == 0)
            r->arguments_length = size;
        else /* the page is out; never wait for it here */
            r->flags |= WEIR_RECORD_ARGUMENTS_CUT;
    }
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
        if (ctx->optlen > 4096) /* beyond the page that a program sees: 0 = take the kernel's own answer, else the caller gets EFAULT */
            ctx->optlen = 0;
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

SEC("cgroup/setsockopt")
int weir_setsockopt(struct bpf_sockopt *ctx)
{
    if (ctx->level != SOL_SOCKET || ctx->optname != SO_MARK) {
        if (ctx->optlen > 4096) /* as above */
            ctx->optlen = 0;
        return 1;
    }
    struct bpf_sock *sk = ctx->sk;
    __u32 *value = ctx->optval;
    if (!sk || bpf_get_netns_cookie(ctx) != netns_cookie || (void *)(value + 1) > ctx->optval_end)
        return 1;
    /* Without the bit the packets of a captured connection would go to the real server, which knows nothing of it and resets. */
    if ((sk->mark & capture_bit) && sk->state != BPF_TCP_CLOSE)
        *value |= capture_bit;
    return 1;
}
