#include "listeners.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#ifndef IP_TRANSPARENT
#define IP_TRANSPARENT 19
#endif
#ifndef IPV6_TRANSPARENT
#define IPV6_TRANSPARENT 75
#endif

static int open_one(int family, struct listener *out, char err[WEIR_ERROR_SIZE]) {
    const char *step = "socket";
    int one = 1;
    struct sockaddr_in address4 = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct sockaddr_in6 address6 = {.sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT};
    struct sockaddr *address = family == AF_INET ? (struct sockaddr *)&address4 : (struct sockaddr *)&address6;
    socklen_t length = family == AF_INET ? sizeof address4 : sizeof address6;
    int fd = socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0)
        goto failed;
    step = "SO_REUSEADDR";
    if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one) != 0)
        goto failed;
    step = "IP_TRANSPARENT";
    if (setsockopt(fd, family == AF_INET ? SOL_IP : SOL_IPV6, family == AF_INET ? IP_TRANSPARENT : IPV6_TRANSPARENT, &one, sizeof one) != 0)
        goto failed;
    step = "bind";
    if (bind(fd, address, length) != 0)
        goto failed;
    step = "listen";
    if (listen(fd, LISTENERS_BACKLOG) != 0)
        goto failed;
    step = "getsockname";
    if (getsockname(fd, address, &length) != 0)
        goto failed;
    *out = (struct listener){.fd = fd, .family = family, .port = ntohs(family == AF_INET ? address4.sin_port : address6.sin6_port)};
    return 0;
failed:;
    int error = errno;
    snprintf(err, WEIR_ERROR_SIZE, "transparent listener on %s: %s: %s", family == AF_INET ? "127.0.0.1" : "::1", step, strerror(error));
    if (fd >= 0)
        close(fd);
    return -error;
}

int listeners_open(struct listeners *listeners, char err[WEIR_ERROR_SIZE]) {
    *listeners = (struct listeners){0};
    int error = open_one(AF_INET, &listeners->list[0], err);
    if (error != 0)
        return error;
    listeners->count = 1;
    error = open_one(AF_INET6, &listeners->list[1], err);
    if (error == 0) {
        listeners->count = 2;
    } else if (error != -EAFNOSUPPORT && error != -EADDRNOTAVAIL) { /* not compiled in, or disabled: no IPv6 to intercept */
        listeners_close(listeners);
        return error;
    }
    return 0;
}

void listeners_close(struct listeners *listeners) {
    for (unsigned i = 0; i < listeners->count; i++)
        close(listeners->list[i].fd);
    listeners->count = 0;
}

uint16_t listeners_port(const struct listeners *listeners, int family) {
    for (unsigned i = 0; i < listeners->count; i++) {
        if (listeners->list[i].family == family)
            return listeners->list[i].port;
    }
    return 0;
}

/* Somebody connected to the listener itself: a canary, or a curious local program. */
static bool is_direct(int fd, const struct listener *listener) {
    struct sockaddr_storage to;
    socklen_t length = sizeof to;
    if (getsockname(fd, (struct sockaddr *)&to, &length) != 0)
        return false;
    if (to.ss_family == AF_INET) {
        const struct sockaddr_in *in = (const struct sockaddr_in *)&to;
        return in->sin_addr.s_addr == htonl(INADDR_LOOPBACK) && ntohs(in->sin_port) == listener->port;
    }
    const struct sockaddr_in6 *in6 = (const struct sockaddr_in6 *)&to;
    return IN6_IS_ADDR_LOOPBACK(&in6->sin6_addr) && ntohs(in6->sin6_port) == listener->port;
}

unsigned listeners_drain(const struct listeners *listeners) {
    const struct linger now = {.l_onoff = 1, .l_linger = 0};
    unsigned captured = 0;
    for (unsigned i = 0; i < listeners->count; i++) {
        struct pollfd waiting = {.fd = listeners->list[i].fd, .events = POLLIN};
        /* The engine shares the descriptors' flags. If it made them blocking, our loop would stand still here. */
        if (fcntl(waiting.fd, F_SETFL, O_NONBLOCK) != 0)
            continue;
        for (unsigned n = 0; n < LISTENERS_DRAIN_MAX && poll(&waiting, 1, 0) == 1; n++) {
            int fd = accept4(listeners->list[i].fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
            if (fd < 0 && (errno == EINTR || errno == ECONNABORTED))
                continue;
            if (fd < 0)
                break;
            if (!is_direct(fd, &listeners->list[i]))
                captured++;
            setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
            close(fd);
        }
    }
    return captured;
}

int listeners_send(const struct listeners *listeners, int socket) {
    for (unsigned i = 0; i < listeners->count; i++) {
        char byte = 1;
        struct iovec data = {.iov_base = &byte, .iov_len = 1};
        union {
            struct cmsghdr header; /* for its alignment */
            char bytes[CMSG_SPACE(sizeof(int))];
        } control = {0};
        struct msghdr message = {.msg_iov = &data, .msg_iovlen = 1, .msg_control = control.bytes, .msg_controllen = sizeof control.bytes};
        struct cmsghdr *header = CMSG_FIRSTHDR(&message);
        header->cmsg_level = SOL_SOCKET;
        header->cmsg_type = SCM_RIGHTS;
        header->cmsg_len = CMSG_LEN(sizeof(int));
        memcpy(CMSG_DATA(header), &listeners->list[i].fd, sizeof(int));
        if (sendmsg(socket, &message, MSG_NOSIGNAL) != 1)
            return errno == 0 ? -EIO : -errno;
    }
    return 0;
}
