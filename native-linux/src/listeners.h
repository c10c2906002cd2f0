/* The transparent TCP listeners: opened by us, accepted from by the engine. */
#ifndef WEIR_LISTENERS_H
#define WEIR_LISTENERS_H

#include <stddef.h>
#include <stdint.h>

#include "config.h"

#define LISTENERS_MAX 2
#define LISTENERS_BACKLOG 4096
/* Connections reset in one go; the rest has its turn at the next tick, for the loop must not starve. */
#define LISTENERS_DRAIN_MAX 8192

struct listener {
    int fd;
    int family; /* AF_INET or AF_INET6 */
    uint16_t port;
};

struct listeners {
    struct listener list[LISTENERS_MAX];
    unsigned count;
};

/* IPv4 must work; IPv6 may be absent. Descriptors are close-on-exec and non-blocking. 0 or a negative errno with err filled. */
int listeners_open(struct listeners *listeners, char err[WEIR_ERROR_SIZE]);
void listeners_close(struct listeners *listeners);

/* Port of that family in host order; 0 when it is absent. */
uint16_t listeners_port(const struct listeners *listeners, int family);

/* Accepts what waits and resets it. Returns how many of these were captured connections (not our own canaries). */
unsigned listeners_drain(const struct listeners *listeners);

/* Sends each descriptor with one byte 0x01 over the connected Unix socket. 0 or a negative errno. */
int listeners_send(const struct listeners *listeners, int socket);

#endif
