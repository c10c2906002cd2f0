/* The two translations of a scope: to nft rules and to what the eBPF programs read. */
#include <arpa/inet.h>
#include <stdlib.h>

#include "check.h"
#include "scope_nft.h"

static struct weir_scope scope;
static struct weir_cgroup_refs refs;

static struct weir_entry *entry(enum weir_action action)
{
    scope.entries[scope.count].action = action;
    return &scope.entries[scope.count++];
}

static void start(void)
{
    memset(&scope, 0, sizeof scope);
    memset(&refs, 0, sizeof refs);
}

static void cidr(struct weir_entry *e, int family, const char *address, uint8_t prefix)
{
    struct weir_cidr *c = &e->cidrs[e->cidr_count++];
    c->family = (uint8_t)family;
    c->prefix = prefix;
    inet_pton(family, address, c->address);
}

static enum weir_protocol protocol = WEIR_TCP;

static void expect(const char *rules, unsigned left_out)
{
    struct weir_text t = {0};
    CHECK(scope_nft_rules(&t, &scope, &refs, protocol, "YES", "NO") == left_out);
    CHECK_TEXT(t.data ? t.data : "", rules);
    text_free(&t);
}

static void to_nft(void)
{
    start();
    expect("", 0);
    entry(WEIR_INCLUDE);
    expect("YES\n", 0);
    start();
    struct weir_entry *e = entry(WEIR_EXCLUDE);
    e->port_count = 4;
    e->ports[0] = (struct weir_port_range){8000, 9000};
    e->ports[1] = (struct weir_port_range){443, 443};
    e->ports[2] = (struct weir_port_range){8500, 8600};
    e->ports[3] = (struct weir_port_range){9001, 9001};
    e->uid_count = 3;
    e->uids[0] = e->uids[2] = 1000;
    e->uids[1] = 1001;
    expect("tcp dport { 443, 8000-9001 } meta skuid { 1000, 1001 } NO\n", 0);
    start();
    e = entry(WEIR_INCLUDE);
    cidr(e, AF_INET, "192.0.2.0", 24);
    cidr(e, AF_INET, "192.0.2.128", 25); /* inside the first: nft would call it a conflict */
    cidr(e, AF_INET, "192.0.2.0", 24);
    cidr(e, AF_INET6, "2001:db8::", 32);
    expect("ip daddr { 192.0.2.0/24 } YES\nip6 daddr { 2001:db8::/32 } YES\n", 0);
    start();
    e = entry(WEIR_INCLUDE);
    e->app_count = 1;
    entry(WEIR_EXCLUDE)->protocol = WEIR_UDP;
    e = entry(WEIR_INCLUDE);
    e->cgroup_count = 3;
    refs.at[2][0] = (struct weir_cgroup_ref){77, 2}; /* [1] does not exist */
    refs.at[2][2] = (struct weir_cgroup_ref){1, 0};  /* the root: everybody */
    expect("socket cgroupv2 level 2 77 YES\nYES\n", 1);
}

/* Of UDP, what is refused is meant; includes and excludes in front of it leave it alone. */
static void udp_to_nft(void)
{
    protocol = WEIR_UDP;
    start();
    entry(WEIR_EXCLUDE)->uid_count = 1;
    scope.entries[0].uids[0] = 1000;
    entry(WEIR_INCLUDE)->protocol = WEIR_TCP;
    struct weir_entry *e = entry(WEIR_REFUSE);
    e->protocol = WEIR_UDP;
    e->port_count = 1;
    e->ports[0] = (struct weir_port_range){443, 443};
    cidr(e, AF_INET, "192.0.2.0", 24);
    e = entry(WEIR_REFUSE);
    e->protocol = WEIR_UDP;
    e->app_count = 1;
    expect("meta skuid { 1000 } NO\nip daddr { 192.0.2.0/24 } udp dport { 443 } YES\n", 1);
    protocol = WEIR_TCP;
    expect("meta skuid { 1000 } NO\nYES\n", 0);
}

static void to_kernel(void)
{
    struct weir_kernel_scope *k = malloc(sizeof *k);
    start();
    scope.revision = 9;
    entry(WEIR_INCLUDE)->protocol = WEIR_UDP;
    struct weir_entry *e = entry(WEIR_INCLUDE);
    cidr(e, AF_INET, "192.0.2.0", 23);
    cidr(e, AF_INET6, "2001:db8::", 33);
    cidr(e, AF_INET6, "::", 0);
    cidr(e, AF_INET, "0.0.0.0", 0);
    e->app_count = 2;
    e->apps[1].by_path = true;
    memset(e->apps[1].pattern, 'x', sizeof e->apps[1].pattern); /* no NUL: must not run over */
    e->cgroup_count = 1;
    refs.at[1][0] = (struct weir_cgroup_ref){5, 3};
    e = entry(WEIR_REFUSE);
    e->protocol = WEIR_UDP;
    kernel_scope_from(k, &scope, &refs);
    CHECK(k->revision == 9 && k->count == 3 && k->refuses == 1);
    CHECK(k->entries[0].action == WEIR_KERNEL_INCLUDE && k->entries[0].protocols == WEIR_KERNEL_UDP);
    CHECK(k->entries[2].action == WEIR_KERNEL_REFUSE && k->entries[2].protocols == WEIR_KERNEL_UDP);
    struct weir_kernel_entry *to = &k->entries[1];
    CHECK(to->action == WEIR_KERNEL_INCLUDE && to->protocols == (WEIR_KERNEL_TCP | WEIR_KERNEL_UDP) && to->by_path_bits == 2);
    CHECK(to->cidrs[0].network[2] == htonl(0xffff) && to->cidrs[0].mask[2] == 0xffffffff && to->cidrs[0].mask[3] == htonl(0xfffffe00));
    CHECK(to->cidrs[1].mask[0] == 0xffffffff && to->cidrs[1].mask[1] == htonl(0x80000000) && to->cidrs[1].mask[2] == 0);
    CHECK(to->cidrs[2].mask[0] == 0 && to->cidrs[2].mask[3] == 0);
    CHECK(to->cidrs[3].mask[2] == 0xffffffff && to->cidrs[3].mask[3] == 0); /* all of IPv4 and no IPv6 */
    CHECK(to->apps[1][WEIR_KERNEL_PATTERN - 1] == 0);
    CHECK(to->cgroups[0].id == 5 && to->cgroups[0].level == 3);
    free(k);
}

int main(void)
{
    to_nft();
    udp_to_nft();
    to_kernel();
    puts("scope_kernel_test: passed");
    return 0;
}
