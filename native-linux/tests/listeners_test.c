/* In a network namespace of its own; without root there is nothing to test. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"
#include "listeners.h"
#include "watchdog_canary.h"

static void loopback_up(void) {
    struct ifreq request = {.ifr_name = "lo", .ifr_flags = IFF_UP | IFF_RUNNING};
    int fd = socket(AF_INET, SOCK_DGRAM, 0);
    CHECK(ioctl(fd, SIOCSIFFLAGS, &request) == 0);
    close(fd);
}

static int connect_to(uint16_t port) {
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    CHECK(connect(fd, (struct sockaddr *)&to, sizeof to) == 0);
    return fd;
}

static void expect_reset(int fd) {
    char byte;
    CHECK(recv(fd, &byte, 1, 0) == -1);
    CHECK_INT(errno, ECONNRESET);
    close(fd);
}

static void drain_resets_what_waits(struct listeners *listeners) {
    int fds[20];
    for (int i = 0; i < 20; i++)
        fds[i] = connect_to(listeners->list[0].port);
    CHECK_INT(listeners_drain(listeners), 0); /* direct connections do not count as captured */
    for (int i = 0; i < 20; i++)
        expect_reset(fds[i]);
}

/* The engine can clear O_NONBLOCK, which the descriptors share: the loop then stood still in accept. */
static void drain_does_not_block_on_a_blocking_listener(struct listeners *listeners) {
    int shared = dup(listeners->list[0].fd);
    alarm(5); /* the program dies if it does block */
    CHECK(fcntl(shared, F_SETFL, 0) == 0);
    CHECK_INT(listeners_drain(listeners), 0);
    int fd = connect_to(listeners->list[0].port);
    CHECK(fcntl(shared, F_SETFL, 0) == 0);
    CHECK_INT(listeners_drain(listeners), 0);
    expect_reset(fd);
    alarm(0);
    close(shared);
}

static void descriptors_arrive_one_a_message(struct listeners *listeners) {
    int pair[2];
    CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0);
    CHECK_INT(listeners_send(listeners, pair[0]), 0);
    close(pair[0]);
    for (unsigned i = 0; i < listeners->count; i++) {
        char data[16];
        union {
            struct cmsghdr header;
            char bytes[CMSG_SPACE(4 * sizeof(int))];
        } control;
        struct iovec buffer = {.iov_base = data, .iov_len = sizeof data};
        struct msghdr message = {.msg_iov = &buffer, .msg_iovlen = 1, .msg_control = control.bytes, .msg_controllen = sizeof control.bytes};
        CHECK_INT(recvmsg(pair[1], &message, 0), 1);
        CHECK_INT(data[0], 1);
        CHECK_INT(CMSG_FIRSTHDR(&message)->cmsg_len, CMSG_LEN(sizeof(int)));
        int fd;
        memcpy(&fd, CMSG_DATA(CMSG_FIRSTHDR(&message)), sizeof fd);
        struct sockaddr_in6 name;
        socklen_t length = sizeof name;
        CHECK(getsockname(fd, (struct sockaddr *)&name, &length) == 0);
        CHECK_INT(ntohs(name.sin6_port), listeners->list[i].port); /* the port is at the same place in both families */
        close(fd);
    }
    char end;
    CHECK_INT(recv(pair[1], &end, 1, 0), 0);
    close(pair[1]);
}

static void descriptors_are_close_on_exec(struct listeners *listeners) {
    for (unsigned i = 0; i < listeners->count; i++)
        CHECK(fcntl(listeners->list[i].fd, F_GETFD) & FD_CLOEXEC);
}

static void canaries_bring_their_token_and_stay_few(struct listeners *listeners) {
    struct canaries canaries = {0};
    char token[WATCHDOG_TOKEN_SIZE], line[64], expected[64];
    int fd;
    uint16_t tcp4 = listeners_port(listeners, AF_INET), tcp6 = listeners_port(listeners, AF_INET6);
    for (int i = 0; i < 40; i++) {
        CHECK_INT(canary_open(&canaries, tcp4, tcp6, (uint64_t)i, token, &fd), 0);
        CHECK(canary_ready(&canaries, fd));
        int which = tcp6 != 0 && i % 2 == 1;
        int accepted = accept(listeners->list[which].fd, NULL, NULL); /* in turns */
        CHECK(accepted >= 0);
        snprintf(expected, sizeof expected, "WEIR-CANARY %s\n", token);
        CHECK_INT(recv(accepted, line, sizeof line, 0), strlen(expected));
        CHECK(memcmp(line, expected, strlen(expected)) == 0);
        close(accepted);
    }
    int open_ones = 0;
    for (int i = 0; i < CANARY_SLOTS; i++)
        open_ones += canaries.slots[i].fd > 0;
    CHECK(open_ones <= CANARY_SLOTS);
    canary_sweep(&canaries, 40 + CANARY_LIFE_MS);
    for (int i = 0; i < CANARY_SLOTS; i++)
        CHECK(canaries.slots[i].fd <= 0);
    close(fd); /* nothing of it may be left open */
    CHECK_INT(errno, EBADF);
}

int main(void) {
    if (geteuid() != 0 || unshare(CLONE_NEWNET) != 0) {
        printf("not root: skipped\n");
        return 0;
    }
    loopback_up();
    struct listeners listeners;
    char err[WEIR_ERROR_SIZE] = "";
    CHECK_INT(listeners_open(&listeners, err), 0);
    drain_resets_what_waits(&listeners);
    drain_does_not_block_on_a_blocking_listener(&listeners);
    descriptors_arrive_one_a_message(&listeners);
    descriptors_are_close_on_exec(&listeners);
    canaries_bring_their_token_and_stay_few(&listeners);
    listeners_close(&listeners);
    return 0;
}
