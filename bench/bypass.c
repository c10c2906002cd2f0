/*
 * What a connection costs an app that is left alone: connects N times, or exchanges N messages on one connection, or makes N pairs of sockopt
 * calls, and prints nanoseconds of CPU (user and system, of both ends) for each. CPU time and not throughput, so that other load on the machine
 * matters less. Started by bench/bypass.
 *
 *   bypass serve ADDRESS PORT                         answers each message; never ends
 *   bypass connect|exchange|sockopt ADDRESS PORT N SERVER_PID
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define CLIENTS 1024

static struct sockaddr_in to;

static void die(const char *what)
{
    perror(what);
    exit(1);
}

static int connected(void)
{
    int fd = socket(AF_INET, SOCK_STREAM, 0), on = 1;
    if (fd < 0 || connect(fd, (struct sockaddr *)&to, sizeof to) != 0)
        die("connect");
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return fd;
}

static void serve(void)
{
    static struct pollfd p[CLIENTS];
    nfds_t count = 1;
    int on = 1, l = socket(AF_INET, SOCK_STREAM, 0);
    setsockopt(l, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(l, (struct sockaddr *)&to, sizeof to) != 0 || listen(l, 1024) != 0)
        die("listen");
    p[0] = (struct pollfd){.fd = l, .events = POLLIN};
    for (;;) {
        poll(p, count, -1);
        for (nfds_t i = 1; i < count; i++) {
            char buffer[1024];
            ssize_t n;
            if (!p[i].revents || ((n = read(p[i].fd, buffer, sizeof buffer)) > 0 && send(p[i].fd, buffer, (size_t)n, MSG_NOSIGNAL) > 0))
                continue;
            close(p[i].fd);
            p[i--] = p[--count];
        }
        if (p[0].revents && count < CLIENTS) {
            int fd = accept(l, NULL, NULL);
            setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
            p[count++] = (struct pollfd){.fd = fd, .events = POLLIN};
        }
    }
}

static long long cpu_ns(pid_t pid)
{
    clockid_t clock;
    struct timespec t;
    if (clock_getcpuclockid(pid, &clock) != 0 || clock_gettime(clock, &t) != 0)
        die("clock");
    return t.tv_sec * 1000000000ll + t.tv_nsec;
}

static void exchange(int fd)
{
    char buffer[64] = "ping";
    if (write(fd, buffer, sizeof buffer) < 0 || read(fd, buffer, sizeof buffer) <= 0)
        die("exchange");
}

int main(int argc, char **argv)
{
    if (argc < 4)
        return 2;
    to = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(argv[3])), .sin_addr.s_addr = inet_addr(argv[2])};
    if (strcmp(argv[1], "serve") == 0)
        serve();
    if (argc < 6)
        return 2;
    int n = atoi(argv[4]), value;
    pid_t server = (pid_t)atoi(argv[5]);
    socklen_t size = sizeof value;
    int fd = connected();
    exchange(fd);
    long long before = cpu_ns(0) + cpu_ns(server);
    for (int i = 0; i < n; i++) {
        if (strcmp(argv[1], "connect") == 0) {
            int once = connected();
            exchange(once);
            close(once);
        } else if (strcmp(argv[1], "exchange") == 0) {
            exchange(fd);
        } else {
            if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &value, &size) != 0 || setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &size, sizeof value) != 0)
                die("sockopt");
        }
    }
    printf("%lld\n", (cpu_ns(0) + cpu_ns(server) - before) / n);
    return 0;
}
