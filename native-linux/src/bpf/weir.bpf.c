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
#include "connect.h"
#include "owner.h"

char LICENSE[] SEC("license") = "GPL";

SEC("cgroup/setsockopt")
int weir_setsockopt(struct bpf_sockopt *ctx)
{
    if (ctx->level != SOL_SOCKET || ctx->optname != SO_MARK) {
        leave_to_kernel(ctx);
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
