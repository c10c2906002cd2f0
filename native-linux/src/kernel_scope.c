#include "kernel_scope.h"

#include <arpa/inet.h>
#include <string.h>

#include "cgroup.h"

_Static_assert(WEIR_KERNEL_ENTRIES == WEIR_SCOPE_ENTRIES && WEIR_KERNEL_PATTERN == WEIR_APP_PATTERN_SIZE, "the kernel form holds every scope");
_Static_assert(WEIR_KERNEL_LIST == WEIR_SCOPE_PORTS && WEIR_KERNEL_LIST == WEIR_SCOPE_CIDRS && WEIR_KERNEL_LIST == WEIR_SCOPE_UIDS &&
               WEIR_KERNEL_LIST == WEIR_SCOPE_APPS && WEIR_KERNEL_CGROUPS == WEIR_SCOPE_CGROUPS, "the kernel form holds every entry");

void cgroup_refs_resolve(struct weir_cgroup_refs *refs, const struct weir_scope *scope, int cgroup_root_fd)
{
    memset(refs, 0, sizeof *refs);
    for (size_t i = 0; i < scope->count; i++)
        for (size_t j = 0; j < scope->entries[i].cgroup_count; j++) {
            /* field by field: the caller compares whole structures, padding too */
            uint64_t id;
            uint32_t level;
            if (!cgroup_resolve(cgroup_root_fd, scope->entries[i].cgroups[j], &id, &level))
                continue;
            refs->at[i][j].id = id;
            refs->at[i][j].level = level;
        }
}

static void cidr_from(__u32 network[4], __u32 mask[4], const struct weir_cidr *cidr)
{
    unsigned prefix = cidr->prefix;
    memset(network, 0, 16);
    memset(mask, 0, 16);
    if (cidr->family == AF_INET) {
        network[2] = htonl(0xffff);
        memcpy(&network[3], cidr->address, 4);
        prefix += 96;
    } else {
        memcpy(network, cidr->address, 16);
    }
    for (unsigned i = 0; i < 4; i++) {
        unsigned bits = prefix >= 32 * (i + 1) ? 32 : prefix <= 32 * i ? 0 : prefix - 32 * i;
        mask[i] = bits == 0 ? 0 : htonl(0xffffffffu << (32 - bits));
        network[i] &= mask[i];
    }
}

static void entry_from(struct weir_kernel_entry *to, const struct weir_entry *from, const struct weir_cgroup_ref refs[WEIR_SCOPE_CGROUPS])
{
    to->action = from->action == WEIR_REFUSE ? WEIR_KERNEL_REFUSE : from->action == WEIR_INCLUDE ? WEIR_KERNEL_INCLUDE : 0;
    to->protocols = (from->protocol != WEIR_UDP ? WEIR_KERNEL_TCP : 0) | (from->protocol != WEIR_TCP ? WEIR_KERNEL_UDP : 0);
    to->port_count = from->port_count;
    to->cidr_count = from->cidr_count;
    to->uid_count = from->uid_count;
    to->app_count = from->app_count;
    to->cgroup_count = from->cgroup_count;
    for (size_t i = 0; i < from->port_count; i++) {
        to->ports[i].from = from->ports[i].from;
        to->ports[i].to = from->ports[i].to;
    }
    for (size_t i = 0; i < from->cidr_count; i++)
        cidr_from(to->cidrs[i].network, to->cidrs[i].mask, &from->cidrs[i]);
    for (size_t i = 0; i < from->uid_count; i++)
        to->uids[i] = from->uids[i];
    for (size_t i = 0; i < from->app_count; i++) {
        to->by_path_bits |= (__u8)(from->apps[i].by_path << i);
        memcpy(to->apps[i], from->apps[i].pattern, WEIR_KERNEL_PATTERN);
        to->apps[i][WEIR_KERNEL_PATTERN - 1] = 0;
    }
    for (size_t i = 0; i < from->cgroup_count; i++) {
        to->cgroups[i].id = refs[i].id;
        to->cgroups[i].level = refs[i].level;
    }
}

void kernel_scope_from(struct weir_kernel_scope *to, const struct weir_scope *from, const struct weir_cgroup_refs *refs)
{
    memset(to, 0, sizeof *to);
    to->revision = from->revision;
    to->refuses = (__u32)scope_refuses(from);
    for (size_t i = 0; i < from->count; i++)
        entry_from(&to->entries[to->count++], &from->entries[i], refs->at[i]);
}
