#include "ruleset.h"

#include "scope_nft.h"

#define NEW_CONNECTION "tcp flags & (syn | ack | rst | fin) == syn"
/* The promise of capture_tick in capture.h. */
#define LEASE "3s"

/* Destinations that are never captured; "fib" also knows this machine's own addresses. */
static void add_never_captured(struct weir_text *out, const struct weir_ruleset *r)
{
    text_add(out, "meta skuid %u return\n", (unsigned)r->config->engine_uid);
    text_add(out, "fib daddr type { local, broadcast, multicast, anycast, unspec } return\n");
    text_add(out, "ip daddr { 0.0.0.0/8, 127.0.0.0/8, 224.0.0.0/3 } return\n");
    text_add(out, "ip6 daddr { ::/127, fe80::/10, ff00::/8 } return\n");
    if (!r->tcp4)
        text_add(out, "meta nfproto ipv4 return\n");
    if (!r->tcp6)
        text_add(out, "meta nfproto ipv6 return\n");
}

static bool refuses(const struct weir_ruleset *r)
{
    return r->arming != WEIR_DISARMED && scope_refuses(r->scope) > 0;
}

/* eBPF has marked the socket; the packet gets the bit that has a routing rule. */
static void add_output(struct weir_text *out, const struct weir_ruleset *r)
{
    uint32_t captured = r->config->capture_bit, reroute = r->config->reroute_bit;
    text_add(out, "chain output {\ntype route hook output priority mangle; policy accept;\n");
    text_add(out, "meta mark & 0x%08x != 0x%08x return\n", captured, captured);
    add_never_captured(out, r);
    if (refuses(r))
        text_add(out, "meta l4proto udp drop\n"); /* marked by connect(); a packet that is dropped here is EPERM for its sender */
    text_add(out, "meta l4proto != tcp return\n");
    text_add(out, "meta mark set meta mark | 0x%08x\n}\n", reroute);
}

/* Without eBPF: decided on a connection's first packet, kept in a bit of its conntrack mark. */
static unsigned add_fallback_output(struct weir_text *out, const struct weir_ruleset *r)
{
    uint32_t captured = r->config->capture_bit, reroute = r->config->reroute_bit;
    unsigned left_out = 0;
    text_add(out, "set alive {\ntype nf_proto; flags timeout;\n}\n");
    text_add(out, "chain reroute {\nmeta mark set meta mark | 0x%08x\n}\n", reroute);
    text_add(out, "chain capture {\nct mark set ct mark | 0x%08x\ngoto reroute\n}\n", captured);
    text_add(out, "chain decide {\n");
    if (r->arming == WEIR_ARMED)
        left_out = scope_nft_rules(out, r->scope, r->refs, WEIR_TCP, "goto capture", "return");
    text_add(out, "}\n");
    if (refuses(r)) {
        text_add(out, "chain refuse {\n");
        left_out += scope_nft_rules(out, r->scope, r->refs, WEIR_UDP, "drop", "return");
        text_add(out, "}\n");
    }
    text_add(out, "chain output {\ntype route hook output priority mangle; policy accept;\nmeta l4proto != { tcp, udp } return\n");
    add_never_captured(out, r);
    if (refuses(r)) /* what is dropped stays new for conntrack; what was there before is not */
        text_add(out, "meta l4proto udp ct state new meta mark 0 meta nfproto @alive goto refuse\n");
    text_add(out, "meta l4proto != tcp return\n");
    text_add(out, "ct mark & 0x%08x == 0x%08x goto reroute\n", captured, captured);
    if (r->marked)
        text_add(out, "meta mark & 0x%08x == 0x%08x goto reroute\n", captured, captured);
    text_add(out, "ct state != new return\n" NEW_CONNECTION " meta mark 0 meta nfproto @alive goto decide\n}\n");
    return left_out;
}

static void add_tproxy(struct weir_text *out, const struct weir_ruleset *r)
{
    uint32_t reroute = r->config->reroute_bit;
    text_add(out, "chain prerouting {\ntype filter hook prerouting priority mangle; policy accept;\n");
    text_add(out, "meta mark & 0x%08x == 0 return\n", reroute); /* first, as everywhere: most packets are not ours */
    if (r->tcp4)
        text_add(out, "iifname \"lo\" meta nfproto ipv4 meta l4proto tcp tproxy ip to 127.0.0.1:%u accept\n", r->tcp4);
    if (r->tcp6)
        text_add(out, "iifname \"lo\" meta nfproto ipv6 meta l4proto tcp tproxy ip6 to [::1]:%u accept\n", r->tcp6);
    text_add(out, "}\n");
}

/* While our routing is missing (somebody deleted it, it is mended within a second), packets of captured connections must not reach the real
 * server, which would reset what it does not know: dropped here, TCP sends them again. Only packets of local sockets, so never forwarded ones. */
static void add_stray(struct weir_text *out, const struct weir_ruleset *r)
{
    uint32_t reroute = r->config->reroute_bit;
    text_add(out, "chain stray {\ntype filter hook postrouting priority mangle; policy accept;\n");
    text_add(out, "meta mark & 0x%08x == 0x%08x oifname != \"lo\" meta l4proto tcp meta skuid != %u drop\n}\n", reroute, reroute, (unsigned)r->config->engine_uid);
}

/* Says to the guard: seen by a living interceptor and left alone on purpose. The guard takes the bit off again. It cannot be a set or a time-out of the guard's own: this
 * table goes in the moment that its owner goes, and the guard closes without a gap. */
static void add_vouch(struct weir_text *out, const struct weir_ruleset *r)
{
    if (r->scope->mode != WEIR_CLOSED || (!r->ebpf && r->arming == WEIR_REFUSING))
        return;
    text_add(out, "chain vouch {\ntype filter hook output priority mangle + 5; policy accept;\n");
    text_add(out, NEW_CONNECTION " %smeta mark set meta mark | 0x%08x\n}\n", r->ebpf ? "" : "meta nfproto @alive ", r->config->capture_bit);
}

unsigned ruleset_capture(struct weir_text *out, const struct weir_ruleset *r)
{
    unsigned left_out = 0;
    /* Emptied by deleting what could be there: "flush" keeps chains and their hooks. */
    text_add(out, "table inet " WEIR_TABLE_NAME " {\nflags owner;\n}\ndelete table inet " WEIR_TABLE_NAME "\n");
    text_add(out, "table inet " WEIR_TABLE_NAME " {\nflags owner;\n");
    if (r->ebpf)
        add_output(out, r);
    else
        left_out = add_fallback_output(out, r);
    add_tproxy(out, r);
    add_stray(out, r);
    add_vouch(out, r);
    text_add(out, "}\n");
    if (!r->ebpf)
        ruleset_feed(out);
    return left_out;
}

void ruleset_guard(struct weir_text *out, const struct weir_ruleset *r)
{
    uint32_t captured = r->config->capture_bit, reroute = r->config->reroute_bit;
    text_add(out, "table inet " WEIR_GUARD_TABLE_NAME " {\n}\ndelete table inet " WEIR_GUARD_TABLE_NAME "\n");
    text_add(out, "table inet " WEIR_GUARD_TABLE_NAME " {\nchain decide {\n");
    scope_nft_rules(out, r->scope, r->refs, WEIR_TCP, "reject with tcp reset", "return");
    text_add(out, "}\nchain output {\ntype filter hook output priority mangle + 10; policy accept;\n" );
    text_add(out, "meta l4proto != tcp return\ntcp flags & (syn | ack | rst | fin) != syn return\n");
    text_add(out, "meta mark & 0x%08x == 0x%08x return\n", reroute, reroute);
    text_add(out, "meta mark & 0x%08x == 0x%08x meta mark set meta mark & 0x%08x return\n", captured, captured, ~captured);
    text_add(out, "meta mark != 0 return\noifname \"lo\" return\n");
    add_never_captured(out, r);
    text_add(out, "goto decide\n}\n}\n");
}

void ruleset_feed(struct weir_text *out)
{
    /* A timeout cannot be prolonged in place: taken out and put back in one transaction. */
    text_add(out, "flush set inet " WEIR_TABLE_NAME " alive\n");
    text_add(out, "add element inet " WEIR_TABLE_NAME " alive { ipv4 timeout " LEASE ", ipv6 timeout " LEASE " }\n");
}
