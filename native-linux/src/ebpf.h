/* The eBPF programs of src/bpf: loaded once, attached while anything is captured. Nothing is pinned. */
#ifndef WEIR_EBPF_H
#define WEIR_EBPF_H

#include "capture.h"
#include "record.h"

struct weir_ebpf;

/* Loads without attaching. Returns 0, or a negative errno with a sentence in err. */
int ebpf_open(struct weir_ebpf **out, const struct weir_config *config, char err[WEIR_ERROR_SIZE]);

/* listener_cgroup_fd: the cgroup in which the transparent listeners were made, as far down as is known; what they accept belongs to it too. */
int ebpf_attach(struct weir_ebpf *e, int cgroup_root_fd, int listener_cgroup_fd, char err[WEIR_ERROR_SIZE]);
void ebpf_detach(struct weir_ebpf *e);
/* Lets go of programs that something else has detached; true when there were any. ebpf_attach puts them back. */
bool ebpf_drop_detached(struct weir_ebpf *e);
bool ebpf_attached(const struct weir_ebpf *e);

/* Numbers the scope. Two steps, so that the one that may fail comes before anything else is changed. */
int ebpf_scope_prepare(struct weir_ebpf *e, struct weir_kernel_scope *scope, char err[WEIR_ERROR_SIZE]);
int ebpf_scope_commit(struct weir_ebpf *e, char err[WEIR_ERROR_SIZE]);

/* closed: past the deadline refuse what is in scope. */
void ebpf_arm(struct weir_ebpf *e, enum weir_arming arming, bool closed, bool ipv4, bool ipv6);

/* Before a scope that begins to refuse UDP is committed: the sockets that are there now may go on. Where the kernel does not list them they are treated like new ones. */
void ebpf_spare(struct weir_ebpf *e);

/* Pushes the dead man's switch forward. */
void ebpf_feed(struct weir_ebpf *e);

/* Drops the notes of flows that never were accepted; returns how many notes are left. */
unsigned ebpf_collect(struct weir_ebpf *e);

void ebpf_close(struct weir_ebpf *e);

#endif
