/* The cgroup-v2 tree, also where it is not mounted for us. */
#ifndef WEIR_CGROUP_H
#define WEIR_CGROUP_H

#include <stdbool.h>
#include <stdint.h>

#include "config.h"

/* A descriptor of the root folder of the cgroup-v2 tree, or a negative errno. Where the tree is not visible (`ip netns exec` re-mounts /sys), it is mounted
 * detached: nobody else sees that mount, and it goes with the descriptor. */
int cgroup_open_root(char err[WEIR_ERROR_SIZE]);

/* A descriptor of the cgroup that this process is in, below root_fd; of the root again where that cannot be told. Negative errno when even that fails. */
int cgroup_open_own(int root_fd);

/* Id and depth of the cgroup at path ("/..." from the root). False when there is none. */
bool cgroup_resolve(int root_fd, const char *path, uint64_t *id, uint32_t *level);

#endif
