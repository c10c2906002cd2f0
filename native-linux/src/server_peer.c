#include "server_peer.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define READ_CHUNK 65536

void peer_init(struct server_peer *peer, int fd, pid_t pid, uid_t uid, uint64_t now_ms) {
    *peer = (struct server_peer){.fd = fd, .pid = pid, .uid = uid, .role = PEER_NEW, .deadline_ms = now_ms + PEER_HELLO_MS};
}

static bool reserve(struct server_peer *peer, size_t length) {
    if (peer->out_sent > 0) {
        memmove(peer->out, peer->out + peer->out_sent, peer->out_used - peer->out_sent);
        peer->out_used -= peer->out_sent;
        peer->out_sent = 0;
    }
    if (peer->out_used + length > PEER_OUT_MAX)
        return false;
    size_t size = peer->out_size == 0 ? 4096 : peer->out_size;
    while (size < peer->out_used + length)
        size *= 2;
    if (size > peer->out_size) {
        char *out = realloc(peer->out, size);
        if (out == NULL)
            return false;
        peer->out = out;
        peer->out_size = size;
    }
    return true;
}

void peer_send(struct server_peer *peer, json_t *message) {
    char *text = message == NULL ? NULL : json_dumps(message, JSON_COMPACT);
    json_decref(message);
    size_t length = text == NULL ? 0 : strlen(text);
    if (text == NULL || !reserve(peer, length + 1)) {
        free(text);
        peer->dead = true;
        return;
    }
    memcpy(peer->out + peer->out_used, text, length);
    peer->out[peer->out_used + length] = '\n';
    peer->out_used += length + 1;
    free(text);
    peer_flush(peer);
}

void peer_flush(struct server_peer *peer) {
    while (!peer->dead && peer->out_sent < peer->out_used) {
        ssize_t sent = send(peer->fd, peer->out + peer->out_sent, peer->out_used - peer->out_sent, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent < 0 && errno == EINTR)
            continue;
        if (sent < 0) {
            if (errno != EAGAIN)
                peer->dead = true;
            return;
        }
        peer->out_sent += (size_t)sent;
    }
    if (peer->out_sent == peer->out_used)
        peer->out_sent = peer->out_used = 0;
    if (peer->closing && peer->out_used == 0 && !peer->dead)
        shutdown(peer->fd, SHUT_WR);
}

bool peer_wants_write(const struct server_peer *peer) {
    return peer->out_sent < peer->out_used;
}

void peer_close_later(struct server_peer *peer, uint64_t now_ms) {
    peer->closing = true;
    peer->deadline_ms = now_ms + PEER_LINGER_MS;
    peer_flush(peer);
}

void peer_read(struct server_peer *peer) {
    char chunk[READ_CHUNK];
    ssize_t got = recv(peer->fd, chunk, sizeof chunk, MSG_DONTWAIT);
    if (got < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (got <= 0) {
        peer->dead = true;
        return;
    }
    if (!peer->closing && rpc_lines_append(&peer->in, chunk, (size_t)got) != 0)
        peer->dead = true;
}

void peer_free(struct server_peer *peer) {
    if (peer->fd >= 0)
        close(peer->fd);
    rpc_lines_free(&peer->in);
    free(peer->out);
    *peer = (struct server_peer){.fd = -1};
}
