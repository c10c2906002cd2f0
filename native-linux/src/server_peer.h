/* One connection at interceptor.sock: who it is, what it sent and has not been read, what it has yet to receive. Every buffer is bounded. */
#ifndef WEIR_SERVER_PEER_H
#define WEIR_SERVER_PEER_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "rpc_lines.h"

#define PEER_OUT_MAX 1048576   /* a peer that leaves so much unread is dropped */
#define PEER_HELLO_MS 5000     /* for the first line: a local program needs milliseconds */
#define PEER_LINGER_MS 1000    /* after our last line, for the peer to read it and close */

enum peer_role { PEER_NEW, PEER_ENGINE, PEER_OBSERVER, PEER_ADMIN };

struct server_peer {
    int fd; /* -1 = free slot */
    pid_t pid;
    uid_t uid;
    enum peer_role role;
    uint64_t deadline_ms; /* 0 = none */
    bool closing;         /* nothing is read any more but to be thrown away; ends when the peer ends, or at the deadline */
    bool dead;            /* to be reaped at the end of the round */
    struct rpc_lines in;
    char *out;
    size_t out_used, out_sent, out_size;
};

void peer_init(struct server_peer *peer, int fd, pid_t pid, uid_t uid, uint64_t now_ms);

/* Queues a message and writes what can be written; takes over message (NULL = memory was short: the peer dies). */
void peer_send(struct server_peer *peer, json_t *message);

/* Writes what can be written. */
void peer_flush(struct server_peer *peer);
bool peer_wants_write(const struct server_peer *peer);

/* No more requests from this peer; what is queued still goes out. */
void peer_close_later(struct server_peer *peer, uint64_t now_ms);

/* Reads what is there, at most one chunk. While closing: throws it away. Sets dead at end of stream or error. */
void peer_read(struct server_peer *peer);

void peer_free(struct server_peer *peer);

#endif
