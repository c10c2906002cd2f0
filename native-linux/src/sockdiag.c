#include "sockdiag.h"

#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/inet_diag.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define OPEN_STATES ((1u << TCP_ESTABLISHED) | (1u << TCP_SYN_SENT) | (1u << TCP_FIN_WAIT1) | (1u << TCP_FIN_WAIT2) | (1u << TCP_CLOSE_WAIT) | \
                     (1u << TCP_LAST_ACK) | (1u << TCP_CLOSING))
#define ROOM 32768

struct count {
    bool by_mark;
    uint32_t wanted;
    int found;
};

static int count_one(const struct nlmsghdr *h, void *arg)
{
    struct count *c = arg;
    if (mnl_nlmsg_get_payload_len(h) < sizeof(struct inet_diag_msg))
        return MNL_CB_OK;
    const struct inet_diag_msg *m = mnl_nlmsg_get_payload(h);
    if (!c->by_mark) {
        c->found += m->idiag_uid == c->wanted && m->idiag_inode != 0;
        return MNL_CB_OK;
    }
    const struct nlattr *a;
    mnl_attr_for_each(a, h, sizeof *m)
        if (mnl_attr_get_type(a) == INET_DIAG_MARK && mnl_attr_validate(a, MNL_TYPE_U32) >= 0)
            c->found += (mnl_attr_get_u32(a) & c->wanted) != 0;
    return MNL_CB_OK;
}

/* Runs one request and hands each answer to each(). */
static int ask(const struct inet_diag_req_v2 *request, uint16_t flags, mnl_cb_t each, void *arg)
{
    struct mnl_socket *s = mnl_socket_open2(NETLINK_SOCK_DIAG, SOCK_CLOEXEC);
    char *buffer = malloc(ROOM);
    int r = !s ? -errno : !buffer ? -ENOMEM : 0;
    if (r == 0 && mnl_socket_bind(s, 0, MNL_SOCKET_AUTOPID) < 0)
        r = -errno;
    if (r == 0) {
        struct nlmsghdr *h = mnl_nlmsg_put_header(buffer);
        h->nlmsg_type = SOCK_DIAG_BY_FAMILY;
        h->nlmsg_flags = NLM_F_REQUEST | flags;
        h->nlmsg_seq = 1;
        memcpy(mnl_nlmsg_put_extra_header(h, sizeof *request), request, sizeof *request);
        if (mnl_socket_sendto(s, h, h->nlmsg_len) < 0)
            r = -errno;
    }
    while (r == 0) {
        ssize_t n = mnl_socket_recvfrom(s, buffer, ROOM);
        if (n < 0 && errno == EINTR)
            continue;
        int c = n < 0 ? -1 : mnl_cb_run(buffer, (size_t)n, 1, mnl_socket_get_portid(s), each, arg);
        if (c < 0)
            r = -errno;
        if (c <= 0 || !(flags & NLM_F_DUMP))
            break;
    }
    free(buffer);
    if (s)
        mnl_socket_close(s);
    return r;
}

static int count_open(struct count *c)
{
    static const uint8_t families[] = {AF_INET, AF_INET6};
    for (size_t i = 0; i < 2; i++) {
        struct inet_diag_req_v2 request = {.sdiag_family = families[i], .sdiag_protocol = IPPROTO_TCP, .idiag_states = OPEN_STATES};
        int r = ask(&request, NLM_F_DUMP, count_one, c);
        if (r < 0 && r != -ENOENT)
            return r;
    }
    return c->found;
}

int sockdiag_count_marked(uint32_t bit)
{
    return count_open(&(struct count){.by_mark = true, .wanted = bit});
}

int sockdiag_count_of(uid_t uid)
{
    return count_open(&(struct count){.by_mark = false, .wanted = uid});
}

struct visit {
    void (*each)(void *arg, uint64_t cookie);
    void *arg;
};

static int visit_one(const struct nlmsghdr *h, void *arg)
{
    const struct visit *v = arg;
    if (mnl_nlmsg_get_payload_len(h) < sizeof(struct inet_diag_msg))
        return MNL_CB_OK;
    const struct inet_diag_msg *m = mnl_nlmsg_get_payload(h);
    v->each(v->arg, (uint64_t)m->id.idiag_cookie[1] << 32 | m->id.idiag_cookie[0]);
    return MNL_CB_OK;
}

int sockdiag_udp(void (*each)(void *arg, uint64_t cookie), void *arg)
{
    static const uint8_t families[] = {AF_INET, AF_INET6};
    struct visit v = {each, arg};
    for (size_t i = 0; i < 2; i++) {
        struct inet_diag_req_v2 request = {.sdiag_family = families[i], .sdiag_protocol = IPPROTO_UDP, .idiag_states = ~0u};
        int r = ask(&request, NLM_F_DUMP, visit_one, &v);
        if (r < 0)
            return r;
    }
    return 0;
}

struct found { bool any; struct inet_diag_msg message; };

static int keep(const struct nlmsghdr *h, void *arg)
{
    struct found *f = arg;
    if (mnl_nlmsg_get_payload_len(h) >= sizeof f->message) {
        memcpy(&f->message, mnl_nlmsg_get_payload(h), sizeof f->message);
        f->any = true;
    }
    return MNL_CB_OK;
}

static bool ends_of(struct inet_diag_sockid *id, const struct sockaddr_storage *local, const struct sockaddr_storage *remote)
{
    if (local->ss_family != remote->ss_family)
        return false;
    if (local->ss_family == AF_INET) {
        const struct sockaddr_in *l = (const void *)local, *r = (const void *)remote;
        id->idiag_src[0] = l->sin_addr.s_addr;
        id->idiag_dst[0] = r->sin_addr.s_addr;
        id->idiag_sport = l->sin_port;
        id->idiag_dport = r->sin_port;
        return true;
    }
    if (local->ss_family != AF_INET6)
        return false;
    const struct sockaddr_in6 *l = (const void *)local, *r = (const void *)remote;
    memcpy(id->idiag_src, &l->sin6_addr, 16);
    memcpy(id->idiag_dst, &r->sin6_addr, 16);
    id->idiag_sport = l->sin6_port;
    id->idiag_dport = r->sin6_port;
    return true;
}

int sockdiag_find(int protocol, const struct sockaddr_storage *local, const struct sockaddr_storage *remote, uint32_t *inode, uint32_t *uid)
{
    struct inet_diag_req_v2 request = {.sdiag_family = (uint8_t)local->ss_family, .sdiag_protocol = (uint8_t)protocol, .idiag_states = ~0u};
    request.id.idiag_cookie[0] = request.id.idiag_cookie[1] = INET_DIAG_NOCOOKIE;
    if (!ends_of(&request.id, local, remote))
        return -EINVAL;
    struct found f = {0};
    int r = ask(&request, 0, keep, &f);
    if (r < 0)
        return r;
    /* The kernel answers with a listener when there is no such connection; a closing socket belongs to nobody any more. */
    if (!f.any || f.message.id.idiag_dport != request.id.idiag_dport || f.message.idiag_inode == 0)
        return -ENOENT;
    *inode = f.message.idiag_inode;
    *uid = f.message.idiag_uid;
    return 0;
}
