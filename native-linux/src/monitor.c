#include "monitor.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <libmnl/libmnl.h>
#include <linux/fib_rules.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LOOPBACK 1

struct weir_monitor {
    struct mnl_socket *route, *nft;
    uint32_t table, priority;
    char routing_by[WEIR_MONITOR_BY], tables_by[WEIR_MONITOR_BY];
    bool table_touched; /* something of ours was deleted in the transaction that is being told */
};

static struct mnl_socket *listen_to(int bus, const int *groups, int count)
{
    struct mnl_socket *s = mnl_socket_open2(bus, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (!s)
        return NULL;
    if (mnl_socket_bind(s, 0, MNL_SOCKET_AUTOPID) == 0) {
        int ok = 0;
        while (ok < count && mnl_socket_setsockopt(s, NETLINK_ADD_MEMBERSHIP, (void *)&groups[ok], sizeof groups[ok]) == 0)
            ok++;
        if (ok == count)
            return s;
    }
    mnl_socket_close(s);
    return NULL;
}

struct weir_monitor *monitor_open(const struct weir_config *config)
{
    static const int route_groups[] = {RTNLGRP_LINK, RTNLGRP_IPV4_RULE, RTNLGRP_IPV6_RULE, RTNLGRP_IPV4_ROUTE, RTNLGRP_IPV6_ROUTE};
    static const int nft_groups[] = {NFNLGRP_NFTABLES};
    struct weir_monitor *m = calloc(1, sizeof *m);
    if (!m)
        return NULL;
    m->table = config->route_table;
    m->priority = config->rule_priority;
    m->route = listen_to(NETLINK_ROUTE, route_groups, sizeof route_groups / sizeof route_groups[0]);
    m->nft = listen_to(NETLINK_NETFILTER, nft_groups, 1);
    if (!m->route || !m->nft) {
        int e = errno;
        monitor_close(m);
        errno = e;
        return NULL;
    }
    return m;
}

void monitor_close(struct weir_monitor *m)
{
    if (!m)
        return;
    if (m->route)
        mnl_socket_close(m->route);
    if (m->nft)
        mnl_socket_close(m->nft);
    free(m);
}

int monitor_fds(const struct weir_monitor *m, int *fds, int max)
{
    int n = 0;
    if (n < max)
        fds[n++] = mnl_socket_get_fd(m->route);
    if (n < max)
        fds[n++] = mnl_socket_get_fd(m->nft);
    return n;
}

/* The u32 attribute of that type, or the fallback. */
static uint32_t attribute(const struct nlmsghdr *h, size_t header, uint16_t type, uint32_t fallback)
{
    const struct nlattr *a;
    mnl_attr_for_each(a, h, (unsigned)header)
        if (mnl_attr_get_type(a) == type && mnl_attr_validate(a, MNL_TYPE_U32) >= 0)
            return mnl_attr_get_u32(a);
    return fallback;
}

/* No process has a higher number (PID_MAX_LIMIT); the port numbers that the kernel makes up lie far above. */
#define HIGHEST_PID 4194304u

/* The process may have ended already; then its number is all there is. */
static void note_by(char by[WEIR_MONITOR_BY], uint32_t pid)
{
    char path[32], name[16] = "";
    if (pid == 0 || pid > HIGHEST_PID) {
        snprintf(by, WEIR_MONITOR_BY, "unknown");
        return;
    }
    snprintf(path, sizeof path, "/proc/%u/comm", pid);
    FILE *f = fopen(path, "re");
    if (f) {
        size_t n = fread(name, 1, sizeof name - 1, f);
        name[n] = 0;
        name[strcspn(name, "\n")] = 0;
        fclose(f);
    }
    snprintf(by, WEIR_MONITOR_BY, *name ? "%s (pid %u)" : "%spid %u", name, pid);
}

/* Ours, of one of its sockets: undone on purpose. Others of our sockets have made-up numbers. */
static bool by_us(uint32_t pid)
{
    return pid == (uint32_t)getpid();
}

static unsigned routing_changed(struct weir_monitor *m, const struct nlmsghdr *h)
{
    if (!by_us(h->nlmsg_pid)) /* netlink(7): the first socket of a process has the process's number */
        note_by(m->routing_by, h->nlmsg_pid);
    return WEIR_NOTICED_ROUTING;
}

static unsigned route_message(struct weir_monitor *m, const struct nlmsghdr *h)
{
    size_t size = mnl_nlmsg_get_payload_len(h);
    switch (h->nlmsg_type) {
    case RTM_DELRULE:
        if (size < sizeof(struct fib_rule_hdr))
            return 0;
        return attribute(h, sizeof(struct fib_rule_hdr), FRA_PRIORITY, 0) == m->priority ? routing_changed(m, h) : 0;
    case RTM_DELROUTE:
        if (size < sizeof(struct rtmsg))
            return 0;
        return attribute(h, sizeof(struct rtmsg), RTA_TABLE, 0) == m->table ? routing_changed(m, h) : 0;
    case RTM_NEWLINK:
        if (size < sizeof(struct ifinfomsg))
            return 0;
        return ((const struct ifinfomsg *)mnl_nlmsg_get_payload(h))->ifi_index == LOOPBACK ? WEIR_NOTICED_LOOPBACK : 0;
    default:
        return 0;
    }
}

static bool ours(const struct nlmsghdr *h)
{
    const struct nlattr *a;
    mnl_attr_for_each(a, h, sizeof(struct nfgenmsg))
    {
        if (mnl_attr_get_type(a) != NFTA_TABLE_NAME || mnl_attr_validate(a, MNL_TYPE_NUL_STRING) < 0) /* 1 is the table's name in every kind of message we look at */
            continue;
        const char *name = mnl_attr_get_str(a);
        return strcmp(name, WEIR_TABLE_NAME) == 0 || strcmp(name, WEIR_GUARD_TABLE_NAME) == 0;
    }
    return false;
}

/* A transaction is told change by change and ends with NEWGEN, which says whose it was. */
static unsigned nft_message(struct weir_monitor *m, const struct nlmsghdr *h)
{
    if (NFNL_SUBSYS_ID(h->nlmsg_type) != NFNL_SUBSYS_NFTABLES || mnl_nlmsg_get_payload_len(h) < sizeof(struct nfgenmsg))
        return 0;
    switch (NFNL_MSG_TYPE(h->nlmsg_type)) {
    case NFT_MSG_DELTABLE:
    case NFT_MSG_DELCHAIN:
    case NFT_MSG_DELRULE:
    case NFT_MSG_NEWRULE: /* a rule of somebody's own in our guard could open it */
        m->table_touched |= ours(h);
        return 0;
    case NFT_MSG_NEWGEN: {
        bool touched = m->table_touched;
        m->table_touched = false;
        uint32_t pid = ntohl(attribute(h, sizeof(struct nfgenmsg), NFTA_GEN_PROC_PID, 0));
        if (!touched || by_us(pid))
            return 0;
        note_by(m->tables_by, pid);
        return WEIR_NOTICED_TABLES;
    }
    default:
        return 0;
    }
}

const char *monitor_by(const struct weir_monitor *m, enum weir_noticed what)
{
    const char *by = what == WEIR_NOTICED_TABLES ? m->tables_by : m->routing_by;
    return *by ? by : "unknown";
}

unsigned monitor_read(struct weir_monitor *m, int fd)
{
    bool route = fd == mnl_socket_get_fd(m->route);
    struct mnl_socket *s = route ? m->route : m->nft;
    unsigned noticed = 0;
    /* mnl_socket_recvfrom wants room for the largest datagram the kernel makes; 32 KiB is what netlink(7) recommends at most. */
    static const size_t room = 32768;
    char *buffer = malloc(room);
    if (!buffer)
        return WEIR_NOTICED_ROUTING | WEIR_NOTICED_LOOPBACK | WEIR_NOTICED_TABLES;
    /* Bounded: a storm of route changes must not hold the caller's loop; the rest is read at the next turn. */
    for (int turn = 0; turn < 64; turn++) {
        ssize_t n = mnl_socket_recvfrom(s, buffer, room);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0 && (errno == ENOBUFS || errno == ENOSPC)) {
            noticed |= route ? WEIR_NOTICED_ROUTING | WEIR_NOTICED_LOOPBACK : WEIR_NOTICED_TABLES;
            continue;
        }
        if (n <= 0)
            break;
        int left = (int)n;
        for (const struct nlmsghdr *h = (const struct nlmsghdr *)buffer; mnl_nlmsg_ok(h, left); h = mnl_nlmsg_next(h, &left))
            noticed |= route ? route_message(m, h) : nft_message(m, h);
    }
    free(buffer);
    return noticed;
}
