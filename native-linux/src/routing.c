#include "routing.h"

#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/fib_rules.h>
#include <linux/rtnetlink.h>
#include <stdlib.h>
#include <string.h>

/* Every network namespace has its loopback device there. */
#define LOOPBACK 1
/* Doubled rules that one removal takes away; more than anybody makes by mistake. */
#define REMOVALS 16

struct weir_routing {
    struct mnl_socket *socket;
    uint32_t sequence;
};

struct weir_routing *routing_open(void)
{
    struct weir_routing *r = calloc(1, sizeof *r);
    if (!r)
        return NULL;
    r->socket = mnl_socket_open2(NETLINK_ROUTE, SOCK_CLOEXEC);
    if (!r->socket || mnl_socket_bind(r->socket, 0, MNL_SOCKET_AUTOPID) < 0) {
        routing_close(r);
        return NULL;
    }
    return r;
}

void routing_close(struct weir_routing *r)
{
    if (!r)
        return;
    if (r->socket)
        mnl_socket_close(r->socket);
    free(r);
}

static struct nlmsghdr *rule_message(char *buffer, const struct weir_routing_plan *plan, uint8_t family)
{
    struct nlmsghdr *h = mnl_nlmsg_put_header(buffer);
    struct fib_rule_hdr *rule = mnl_nlmsg_put_extra_header(h, sizeof *rule);
    rule->family = family;
    rule->action = FR_ACT_TO_TBL;
    rule->table = RT_TABLE_UNSPEC; /* FRA_TABLE says it */
    mnl_attr_put_u32(h, FRA_TABLE, plan->table);
    mnl_attr_put_u32(h, FRA_PRIORITY, plan->priority);
    mnl_attr_put_u32(h, FRA_FWMARK, plan->reroute_bit);
    mnl_attr_put_u32(h, FRA_FWMASK, plan->reroute_bit);
    return h;
}

static struct nlmsghdr *route_message(char *buffer, const struct weir_routing_plan *plan, uint8_t family)
{
    struct nlmsghdr *h = mnl_nlmsg_put_header(buffer);
    struct rtmsg *route = mnl_nlmsg_put_extra_header(h, sizeof *route);
    route->rtm_family = family;
    route->rtm_table = RT_TABLE_UNSPEC; /* RTA_TABLE says it */
    route->rtm_protocol = RTPROT_STATIC;
    route->rtm_scope = family == AF_INET ? RT_SCOPE_HOST : RT_SCOPE_UNIVERSE;
    route->rtm_type = RTN_LOCAL;
    mnl_attr_put_u32(h, RTA_TABLE, plan->table);
    mnl_attr_put_u32(h, RTA_OIF, LOOPBACK);
    return h;
}

/* 0, or the kernel's negative errno. */
static int ask(struct weir_routing *r, struct nlmsghdr *h)
{
    h->nlmsg_seq = ++r->sequence;
    if (mnl_socket_sendto(r->socket, h, h->nlmsg_len) < 0)
        return -errno;
    char buffer[8192];
    for (;;) {
        ssize_t n = mnl_socket_recvfrom(r->socket, buffer, sizeof buffer);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return -errno;
        int c = mnl_cb_run(buffer, (size_t)n, h->nlmsg_seq, mnl_socket_get_portid(r->socket), NULL, NULL);
        if (c < 0 && errno == ESRCH && mnl_nlmsg_ok((struct nlmsghdr *)buffer, (int)n) && ((struct nlmsghdr *)buffer)->nlmsg_seq != h->nlmsg_seq)
            continue; /* the answer to an older question */
        return c < 0 ? -errno : 0;
    }
}

static struct nlmsghdr *message(char *buffer, const struct weir_routing_plan *plan, enum weir_routing_item item, bool add)
{
    uint8_t family = item == WEIR_RULE4 || item == WEIR_ROUTE4 ? AF_INET : AF_INET6;
    bool rule = item == WEIR_RULE4 || item == WEIR_RULE6;
    struct nlmsghdr *h = rule ? rule_message(buffer, plan, family) : route_message(buffer, plan, family);
    h->nlmsg_type = rule ? (add ? RTM_NEWRULE : RTM_DELRULE) : (add ? RTM_NEWROUTE : RTM_DELROUTE);
    h->nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK | (add ? NLM_F_CREATE | NLM_F_EXCL : 0);
    return h;
}

int routing_add(struct weir_routing *r, const struct weir_routing_plan *plan, enum weir_routing_item item)
{
    char buffer[512];
    int e = ask(r, message(buffer, plan, item, true));
    return e == -EEXIST ? 0 : e < 0 ? e : 1;
}

int routing_remove(struct weir_routing *r, const struct weir_routing_plan *plan, enum weir_routing_item item)
{
    for (int removed = 0; removed < REMOVALS; removed++) {
        char buffer[512];
        int e = ask(r, message(buffer, plan, item, false));
        /* all the ways to say that there is none: no such rule, no such route, no such table, no such family */
        if (e == -ENOENT || e == -ESRCH || e == -EAFNOSUPPORT || e == -EOPNOTSUPP || e == -EPROTONOSUPPORT)
            return removed;
        if (e < 0)
            return e;
    }
    return REMOVALS;
}

const char *routing_item_name(enum weir_routing_item item)
{
    static const char *const names[] = {"IPv4 routing rule", "IPv6 routing rule", "IPv4 local route", "IPv6 local route"};
    return names[item];
}
