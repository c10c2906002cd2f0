/* What the interceptor was started with. Filled by main.c, then constant. */
#ifndef WEIR_CONFIG_H
#define WEIR_CONFIG_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* Defaults: docs/architecture.md, "Marks, priorities, names". Outside the bits that Tailscale
 * (0xff0000), Mullvad (0x6d6f6c65, which has 0x01000000) and Portmaster use. */
#define WEIR_CAPTURE_BIT 0x10000000u
#define WEIR_REROUTE_BIT 0x02000000u
#define WEIR_ROUTE_TABLE 7769u
#define WEIR_RULE_PRIORITY 7769u
#define WEIR_ENGINE_UID 61001u
#define WEIR_TABLE_NAME "weir"
#define WEIR_GUARD_TABLE_NAME "weir_guard"

/* Long enough for every sentence we make of a failing call; longer ones are cut. */
#define WEIR_ERROR_SIZE 256

struct weir_config {
    uint32_t capture_bit;   /* set on sockets; exactly one bit */
    uint32_t reroute_bit;   /* set on packets; exactly one bit, another one */
    uint32_t route_table;
    uint32_t rule_priority;
    uid_t engine_uid;       /* never captured; the only uid but 0 that may connect */
    gid_t engine_gid;       /* group of the socket */
    const char *run_dir;    /* absolute */
    bool no_ebpf;           /* use the fallback though eBPF would load */
};

#endif
