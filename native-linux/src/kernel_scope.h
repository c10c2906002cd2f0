/* capture.apply's scope in the form that the eBPF programs read. Pure but for the cgroup look-ups. */
#ifndef WEIR_KERNEL_SCOPE_H
#define WEIR_KERNEL_SCOPE_H

#include "record.h"
#include "scope.h"

struct weir_cgroup_ref { uint64_t id; uint32_t level; }; /* id 0: no such cgroup now */

/* The cgroups of a scope, looked up: the same indices as entries[].cgroups[]. */
struct weir_cgroup_refs { struct weir_cgroup_ref at[WEIR_SCOPE_ENTRIES][WEIR_SCOPE_CGROUPS]; };

void cgroup_refs_resolve(struct weir_cgroup_refs *refs, const struct weir_scope *scope, int cgroup_root_fd);

void kernel_scope_from(struct weir_kernel_scope *to, const struct weir_scope *from, const struct weir_cgroup_refs *refs);

#endif
