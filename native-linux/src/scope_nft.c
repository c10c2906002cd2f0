#include "scope_nft.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

static int by_from(const void *a, const void *b)
{
    const struct weir_port_range *x = a, *y = b;
    return (int)x->from - (int)y->from;
}

/* nft refuses sets whose intervals overlap: merged first. */
static void add_ports(struct weir_text *out, const struct weir_entry *e, enum weir_protocol protocol)
{
    if (e->port_count == 0)
        return;
    struct weir_port_range ranges[WEIR_SCOPE_PORTS];
    memcpy(ranges, e->ports, sizeof ranges);
    qsort(ranges, e->port_count, sizeof ranges[0], by_from);
    size_t count = 0;
    for (size_t i = 0; i < e->port_count; i++) {
        if (count > 0 && ranges[i].from <= (uint32_t)ranges[count - 1].to + 1) {
            if (ranges[i].to > ranges[count - 1].to)
                ranges[count - 1].to = ranges[i].to;
        } else {
            ranges[count++] = ranges[i];
        }
    }
    text_add(out, "%s dport { ", protocol == WEIR_UDP ? "udp" : "tcp");
    for (size_t i = 0; i < count; i++) {
        if (ranges[i].from == ranges[i].to)
            text_add(out, "%s%u", i ? ", " : "", ranges[i].from);
        else
            text_add(out, "%s%u-%u", i ? ", " : "", ranges[i].from, ranges[i].to);
    }
    text_add(out, " } ");
}

static void add_uids(struct weir_text *out, const struct weir_entry *e)
{
    if (e->uid_count == 0)
        return;
    text_add(out, "meta skuid { ");
    const char *comma = "";
    for (size_t i = 0; i < e->uid_count; i++) {
        bool seen = false;
        for (size_t j = 0; j < i; j++)
            seen |= e->uids[j] == e->uids[i];
        if (seen)
            continue;
        text_add(out, "%s%u", comma, e->uids[i]);
        comma = ", ";
    }
    text_add(out, " } ");
}

static bool contains(const struct weir_cidr *outer, const struct weir_cidr *inner)
{
    if (outer->family != inner->family || outer->prefix > inner->prefix)
        return false;
    unsigned bytes = outer->prefix / 8, bits = outer->prefix % 8;
    if (memcmp(outer->address, inner->address, bytes) != 0)
        return false;
    return bits == 0 || ((outer->address[bytes] ^ inner->address[bytes]) & (0xff << (8 - bits) & 0xff)) == 0;
}

/* True when there is a rule for this family. */
static bool add_cidrs(struct weir_text *out, const struct weir_entry *e, uint8_t family)
{
    const char *comma = "";
    bool any = false;
    for (size_t i = 0; i < e->cidr_count; i++) {
        if (e->cidrs[i].family != family)
            continue;
        bool covered = false;
        for (size_t j = 0; j < e->cidr_count; j++)
            covered |= j != i && contains(&e->cidrs[j], &e->cidrs[i]) && (!contains(&e->cidrs[i], &e->cidrs[j]) || j < i);
        if (covered)
            continue;
        char address[INET6_ADDRSTRLEN];
        inet_ntop(family, e->cidrs[i].address, address, sizeof address);
        if (!any)
            text_add(out, "%s daddr { ", family == AF_INET ? "ip" : "ip6");
        text_add(out, "%s%s/%u", comma, address, e->cidrs[i].prefix);
        any = true;
        comma = ", ";
    }
    if (any)
        text_add(out, " } ");
    return any;
}

static void add_rule(struct weir_text *out, const struct weir_entry *e, enum weir_protocol protocol, uint8_t family, const struct weir_cgroup_ref *cgroup,
                     const char *verdict)
{
    if (family && !add_cidrs(out, e, family))
        return;
    add_ports(out, e, protocol);
    add_uids(out, e);
    if (cgroup && cgroup->level > 0) /* every process is below the root */
        text_add(out, "socket cgroupv2 level %u %llu ", cgroup->level, (unsigned long long)cgroup->id);
    text_add(out, "%s\n", verdict);
}

unsigned scope_nft_rules(struct weir_text *out, const struct weir_scope *scope, const struct weir_cgroup_refs *refs, enum weir_protocol protocol, const char *yes,
                         const char *no)
{
    static const uint8_t no_family[] = {0, 0}, both[] = {AF_INET, AF_INET6};
    unsigned left_out = 0;
    for (size_t i = 0; i < scope->count; i++) {
        const struct weir_entry *e = &scope->entries[i];
        const char *verdict = e->action == (protocol == WEIR_UDP ? WEIR_REFUSE : WEIR_INCLUDE) ? yes : no;
        if (e->protocol != WEIR_ANY && e->protocol != protocol)
            continue;
        if (e->app_count > 0) {
            left_out += protocol == WEIR_TCP || e->action == WEIR_REFUSE;
            continue;
        }
        const uint8_t *families = e->cidr_count ? both : no_family;
        for (size_t f = 0; f < (e->cidr_count ? 2u : 1u); f++) {
            if (e->cgroup_count == 0)
                add_rule(out, e, protocol, families[f], NULL, verdict);
            for (size_t g = 0; g < e->cgroup_count; g++)
                if (refs->at[i][g].id)
                    add_rule(out, e, protocol, families[f], &refs->at[i][g], verdict);
        }
    }
    return left_out;
}
