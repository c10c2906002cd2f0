/* The kernel's tables of sockets in this network namespace, by sock_diag. */
#ifndef WEIR_SOCKDIAG_H
#define WEIR_SOCKDIAG_H

#include <stdint.h>
#include <sys/socket.h>
#include <sys/types.h>

/* Open connections (not listening, not in TIME_WAIT) whose mark has the bit, or a negative errno. */
int sockdiag_count_marked(uint32_t bit);

/* Open connections of sockets that belong to uid, or a negative errno. */
int sockdiag_count_of(uid_t uid);

/* Calls each() with the cookie of every UDP socket that has a local port. 0 or a negative errno. */
int sockdiag_udp(void (*each)(void *arg, uint64_t cookie), void *arg);

/* 0 with inode and uid of the socket with these ends; -ENOENT; or another negative errno. IPv4 also finds dual-stack sockets. */
int sockdiag_find(int protocol, const struct sockaddr_storage *local, const struct sockaddr_storage *remote, uint32_t *inode, uint32_t *uid);

#endif
