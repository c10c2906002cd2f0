/* The capture scope of capture.apply (docs/protocol.md, section 2) as plain values, and its pure evaluation. */
#ifndef WEIR_SCOPE_H
#define WEIR_SCOPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <netinet/in.h>

#define WEIR_SCOPE_ENTRIES 256
#define WEIR_SCOPE_PORTS 8
#define WEIR_SCOPE_CIDRS 8
#define WEIR_SCOPE_UIDS 8
#define WEIR_SCOPE_APPS 8
#define WEIR_SCOPE_CGROUPS 4
#define WEIR_APP_PATTERN_SIZE 128 /* bytes with the NUL */
#define WEIR_CGROUP_PATH_SIZE 256

enum weir_action { WEIR_EXCLUDE = 0, WEIR_INCLUDE = 1, WEIR_REFUSE = 2 }; /* refuse: UDP only */
enum weir_protocol { WEIR_ANY = 0, WEIR_TCP = 1, WEIR_UDP = 2 };
enum weir_mode { WEIR_OPEN = 0, WEIR_HOLD = 1, WEIR_CLOSED = 2 };

struct weir_port_range { uint16_t from, to; };                     /* inclusive, host order */
struct weir_cidr { uint8_t family; uint8_t prefix; uint8_t address[16]; }; /* AF_INET: first 4 bytes; network order; host bits 0 */
struct weir_app { bool by_path; char pattern[WEIR_APP_PATTERN_SIZE]; };    /* glob on the path, else on the base name */

struct weir_entry {
    enum weir_action action;
    enum weir_protocol protocol;
    uint8_t port_count, cidr_count, uid_count, app_count, cgroup_count; /* 0 = any */
    struct weir_port_range ports[WEIR_SCOPE_PORTS];
    struct weir_cidr cidrs[WEIR_SCOPE_CIDRS];
    uint32_t uids[WEIR_SCOPE_UIDS];
    struct weir_app apps[WEIR_SCOPE_APPS];
    char cgroups[WEIR_SCOPE_CGROUPS][WEIR_CGROUP_PATH_SIZE]; /* cgroup v2 paths from the root, "/..." ; matches descendants */
};

struct weir_scope {
    uint64_t revision;
    enum weir_mode mode;
    size_t count; /* 0 = capture nothing */
    struct weir_entry entries[WEIR_SCOPE_ENTRIES];
};

/* How many entries refuse something. */
static inline size_t scope_refuses(const struct weir_scope *scope)
{
    size_t n = 0;
    for (size_t i = 0; i < scope->count; i++)
        n += scope->entries[i].action == WEIR_REFUSE;
    return n;
}

#endif
