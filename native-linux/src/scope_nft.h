/*
 * A scope as nft rules, for what must work without eBPF: the fallback and the guard. What nft cannot express is left out: every entry with
 * apps, and cgroups that do not exist now.
 */
#ifndef WEIR_SCOPE_NFT_H
#define WEIR_SCOPE_NFT_H

#include "kernel_scope.h"
#include "text.h"

/* Adds the rules, one a line, each ending with the verdict of its action. Returns how many entries were left out because they name apps. */
unsigned scope_nft_rules(struct weir_text *out, const struct weir_scope *scope, const struct weir_cgroup_refs *refs, const char *include_verdict,
                         const char *exclude_verdict);

#endif
