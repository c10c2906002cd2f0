/* The texts of our two nftables tables. Pure. docs/architecture.md, "The kernel's part". */
#ifndef WEIR_RULESET_H
#define WEIR_RULESET_H

#include "capture.h"
#include "kernel_scope.h"
#include "text.h"

struct weir_ruleset {
    const struct weir_config *config;
    const struct weir_scope *scope;
    const struct weir_cgroup_refs *refs;
    uint16_t tcp4, tcp6; /* 0 = family not captured */
    bool ebpf;
    bool marked; /* without eBPF, but sockets that it marked may still be open */
    enum weir_arming arming;
};

/* Replaces table `inet weir` (made when missing), owner flag set. Returns the number of scope entries that the fallback leaves out. */
unsigned ruleset_capture(struct weir_text *out, const struct weir_ruleset *r);

/* Replaces table `inet weir_guard`, which stays when its maker goes. */
void ruleset_guard(struct weir_text *out, const struct weir_ruleset *r);

/* Fallback only: the table's decision runs dry unless this is run at least every 3 s. */
void ruleset_feed(struct weir_text *out);

#endif
