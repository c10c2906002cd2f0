#include "watchdog_canary.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>

bool random_token(char token[WATCHDOG_TOKEN_SIZE]) {
    unsigned char bytes[16];
    if (getrandom(bytes, sizeof bytes, 0) != (ssize_t)sizeof bytes)
        return false;
    for (unsigned i = 0; i < sizeof bytes; i++)
        snprintf(token + 2 * i, 3, "%02x", bytes[i]);
    return true;
}

static void close_slot(struct canary *slot) {
    if (slot->fd > 0) {
        /* A reset at the end, so that neither side keeps a TIME_WAIT for each half second of our life. */
        struct linger now = {.l_onoff = 1, .l_linger = 0};
        setsockopt(slot->fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
        close(slot->fd);
    }
    *slot = (struct canary){0};
}

static struct canary *free_slot(struct canaries *canaries) {
    struct canary *oldest = &canaries->slots[0];
    for (unsigned i = 0; i < CANARY_SLOTS; i++) {
        struct canary *slot = &canaries->slots[i];
        if (slot->fd <= 0)
            return slot;
        if (slot->opened_ms < oldest->opened_ms)
            oldest = slot;
    }
    close_slot(oldest);
    return oldest;
}

int canary_open(struct canaries *canaries, uint16_t tcp4, uint16_t tcp6, uint64_t now_ms, char token[WATCHDOG_TOKEN_SIZE], int *fd) {
    if (tcp4 == 0 && tcp6 == 0)
        return -EADDRNOTAVAIL;
    bool ipv6 = tcp4 == 0 || (tcp6 != 0 && canaries->next_ipv6);
    canaries->next_ipv6 = !ipv6;
    if (!random_token(token))
        return -EIO;
    *fd = socket(ipv6 ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (*fd < 0)
        return -errno;
    struct sockaddr_in to4 = {.sin_family = AF_INET, .sin_port = htons(tcp4), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct sockaddr_in6 to6 = {.sin6_family = AF_INET6, .sin6_port = htons(tcp6), .sin6_addr = IN6ADDR_LOOPBACK_INIT};
    int failed = ipv6 ? connect(*fd, (struct sockaddr *)&to6, sizeof to6) : connect(*fd, (struct sockaddr *)&to4, sizeof to4);
    if (failed != 0 && errno != EINPROGRESS) {
        int error = -errno;
        close(*fd);
        return error;
    }
    struct canary *slot = free_slot(canaries);
    *slot = (struct canary){.fd = *fd, .opened_ms = now_ms};
    memcpy(slot->token, token, WATCHDOG_TOKEN_SIZE);
    return 0;
}

bool canary_ready(struct canaries *canaries, int fd) {
    for (unsigned i = 0; i < CANARY_SLOTS; i++) {
        struct canary *slot = &canaries->slots[i];
        if (slot->fd != fd || fd <= 0)
            continue;
        if (!slot->written) {
            char line[64];
            int length = snprintf(line, sizeof line, "WEIR-CANARY %s\n", slot->token);
            ssize_t sent = send(fd, line, (size_t)length, MSG_NOSIGNAL);
            if (sent < 0 && (errno == EAGAIN || errno == ENOTCONN))
                return true;
            slot->written = sent == length;
            if (!slot->written)
                close_slot(slot);
            return slot->fd > 0;
        }
        char rest[64];
        ssize_t got = recv(fd, rest, sizeof rest, 0);
        if (got > 0 || (got < 0 && errno == EAGAIN))
            return true;
        close_slot(slot);
        return false;
    }
    return false;
}

void canary_sweep(struct canaries *canaries, uint64_t now_ms) {
    for (unsigned i = 0; i < CANARY_SLOTS; i++) {
        if (canaries->slots[i].fd > 0 && now_ms - canaries->slots[i].opened_ms >= CANARY_LIFE_MS)
            close_slot(&canaries->slots[i]);
    }
}

void canary_close_all(struct canaries *canaries) {
    for (unsigned i = 0; i < CANARY_SLOTS; i++)
        close_slot(&canaries->slots[i]);
}
