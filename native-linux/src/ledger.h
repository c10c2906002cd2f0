/* changes.json in the runtime folder: what of ours may be in the kernel, written before it is put there, removed when all is undone. */
#ifndef WEIR_LEDGER_H
#define WEIR_LEDGER_H

#include <stddef.h>

#include "config.h"

enum weir_change {
    WEIR_CHANGE_TABLE = 1 << 0,
    WEIR_CHANGE_GUARD = 1 << 1,
    WEIR_CHANGE_ROUTING4 = 1 << 2,
    WEIR_CHANGE_ROUTING6 = 1 << 3,
};

struct weir_ledger {
    uint32_t capture_bit, reroute_bit, route_table, rule_priority;
    unsigned changes; /* of enum weir_change */
};

/* Pure. 0, or -EBADMSG for anything that ledger_write did not write whole. */
int ledger_parse(struct weir_ledger *out, const char *text, size_t length);

/* 0, -ENOENT, -EBADMSG, or another negative errno. */
int ledger_read(struct weir_ledger *out, const char *run_dir);

/* Atomic: the old or the new one, never a part. Makes run_dir when it is missing. */
int ledger_write(const struct weir_ledger *ledger, const char *run_dir);

/* 0 also when there is none. */
int ledger_remove(const char *run_dir);

#endif
