/*
 * The ownership record that getsockopt answers in band (docs/protocol.md, "Ownership in band"), and the layouts that user space shares with
 * the eBPF programs. Included by both: no libc, only fixed-width types.
 */
#ifndef WEIR_RECORD_H
#define WEIR_RECORD_H

#include <linux/types.h>

#define WEIR_SOCKOPT_LEVEL 0x57454952 /* "WEIR" */
#define WEIR_SOCKOPT_OWNER 1

#define WEIR_RECORD_VERSION 1
#define WEIR_RECORD_SIZE 1536
#define WEIR_RECORD_EXECUTABLE 512
#define WEIR_RECORD_CWD 256
#define WEIR_RECORD_ARGUMENTS 704

enum weir_record_flag {
    WEIR_RECORD_DELETED = 1,
    WEIR_RECORD_EXECUTABLE_CUT = 2,
    WEIR_RECORD_ARGUMENTS_CUT = 4,
    WEIR_RECORD_SOURCE_BOUND = 8,
    WEIR_RECORD_CWD_CUT = 16,
};

struct weir_record {
    __u32 version, size, pid, uid;
    __u64 start_ns, cgroup_id;
    __u32 flags, reserved;
    char comm[16];
    __u16 executable_length, arguments_length, cwd_length, reserved2;
    char executable[WEIR_RECORD_EXECUTABLE];
    char cwd[WEIR_RECORD_CWD];
    char arguments[WEIR_RECORD_ARGUMENTS];
};
_Static_assert(sizeof(struct weir_record) == WEIR_RECORD_SIZE, "docs/protocol.md fixes the size");

/* A captured flow as the app sees it; IPv4 as v4-mapped IPv6, so that dual-stack sockets and plain ones meet. Ports in host order. */
struct weir_flow_key {
    __u32 local[4], remote[4];
    __u16 local_port, remote_port;
};

struct weir_flow {
    struct weir_record record;
    __u64 app_cookie;     /* of the app's socket */
    __u64 accepted_cookie; /* of the socket that the listener made, 0 = not yet */
    __u64 app_closed_ns;  /* the app's end has gone before the other was made; collected later */
};

/* UDP sockets that were bound when the scope began to refuse; of more, the rest is refused like new ones. */
#define WEIR_SPARED_MAX 16384

/* The scope as the programs read it: scope.h with masks instead of prefixes and cgroup ids instead of paths. */
#define WEIR_KERNEL_ENTRIES 256
#define WEIR_KERNEL_LIST 8
#define WEIR_KERNEL_CGROUPS 4
#define WEIR_KERNEL_PATTERN 128

#define WEIR_KERNEL_INCLUDE 1
#define WEIR_KERNEL_REFUSE 2
#define WEIR_KERNEL_TCP 1
#define WEIR_KERNEL_UDP 2

struct weir_kernel_entry {
    __u8 action, port_count, cidr_count, uid_count, app_count, cgroup_count, by_path_bits, protocols; /* by_path_bits: bit i = apps[i] is a path */
    struct { __u16 from, to; } ports[WEIR_KERNEL_LIST];
    struct { __u32 network[4], mask[4]; } cidrs[WEIR_KERNEL_LIST]; /* IPv4 as v4-mapped */
    __u32 uids[WEIR_KERNEL_LIST];
    struct { __u64 id; __u32 level, reserved; } cgroups[WEIR_KERNEL_CGROUPS];
    char apps[WEIR_KERNEL_LIST][WEIR_KERNEL_PATTERN];
};

struct weir_kernel_scope {
    __u64 revision;
    __u32 count, refuses, reserved; /* refuses: how many entries refuse something */
    __u32 generation; /* never the same for two scopes of one interceptor; the revision starts anew with each engine */
    struct weir_kernel_entry entries[WEIR_KERNEL_ENTRIES];
};

#endif
