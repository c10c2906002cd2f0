/*
 * A scope as nft rules, for what must work without eBPF: the fallback and the guard. What nft cannot express is left out: every entry with
 * apps, and cgroups that do not exist now.
 */
#ifndef WEIR_SCOPE_NFT_H
#define WEIR_SCOPE_NFT_H

#include "kernel_scope.h"
#include "text.h"

/*
 * Adds the rules for one protocol, one a line. yes is the verdict for what is meant (TCP that is included, UDP that is refused), no that for the rest. Returns how
 * many entries were left out because they name apps: for UDP only those that refuse, for the others are counted with TCP.
 */
unsigned scope_nft_rules(struct weir_text *out, const struct weir_scope *scope, const struct weir_cgroup_refs *refs, enum weir_protocol protocol, const char *yes,
                         const char *no);

#endif
