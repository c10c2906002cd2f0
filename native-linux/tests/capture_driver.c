/*
 * The interceptor's kernel side alone, for the tests in network namespaces: opens the two transparent listeners, drives capture.h with commands
 * read from standard input, and answers captured connections in a child without privileges (the engine's uid). A captured client reads one line
 *   CAPTURED dst=… pid=… uid=… start=… flags=… comm=… exe=… cwd=… args=…
 * and then gets its bytes back.
 *
 *   capture_driver RUN_DIR [--no-ebpf] [--ports FILE]
 *   capture_driver RUN_DIR --reset
 *   capture_driver --owner LOCAL PORT REMOTE PORT
 *
 * Commands, each answered by a line "ok …" or "error …":
 *   apply MODE [entry ; entry …]     entry: include|exclude|refuse (UDP) [port=A-B] [cidr=…/N] [uid=N] [path=GLOB] [name=GLOB] [cgroup=/…]
 *   arm disarmed|armed|refusing      clear      status      quit [keep]
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "capture.h"
#include "owner.h"
#include "record.h"

#define TICK_MS 200
#define CONNECTIONS 512

static void die(const char *what)
{
    fprintf(stderr, "capture_driver: %s: %s\n", what, strerror(errno));
    exit(2);
}

static int listener(int family, uint16_t *port)
{
    int fd = socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1;
    struct sockaddr_in6 a6 = {.sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT};
    struct sockaddr_in a4 = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct sockaddr *a = family == AF_INET ? (struct sockaddr *)&a4 : (struct sockaddr *)&a6;
    socklen_t size = family == AF_INET ? sizeof a4 : sizeof a6;
    *port = 0;
    if (fd < 0)
        return -1;
    if (setsockopt(fd, family == AF_INET ? SOL_IP : SOL_IPV6, family == AF_INET ? 19 : 75, &on, sizeof on) != 0 ||
        (family == AF_INET6 && setsockopt(fd, SOL_IPV6, 26, &on, sizeof on) != 0) || bind(fd, a, size) != 0 || listen(fd, 1024) != 0 ||
        getsockname(fd, a, &size) != 0) {
        close(fd);
        return -1;
    }
    *port = ntohs(family == AF_INET ? a4.sin_port : a6.sin6_port);
    return fd;
}

static void printable(char *s, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (s[i] == 0 || s[i] == '\n')
            s[i] = ' ';
}

static void greet(int fd)
{
    struct sockaddr_storage a;
    socklen_t size = sizeof a;
    char address[64] = "?", line[4096];
    uint16_t port = 0;
    if (getsockname(fd, (struct sockaddr *)&a, &size) == 0) {
        inet_ntop(a.ss_family, a.ss_family == AF_INET ? (void *)&((struct sockaddr_in *)&a)->sin_addr : (void *)&((struct sockaddr_in6 *)&a)->sin6_addr,
                  address, sizeof address);
        port = ntohs(((struct sockaddr_in *)&a)->sin_port);
    }
    struct weir_record r = {0};
    size = sizeof r;
    int n;
    if (getsockopt(fd, WEIR_SOCKOPT_LEVEL, WEIR_SOCKOPT_OWNER, &r, &size) != 0) {
        n = snprintf(line, sizeof line, "CAPTURED dst=%s:%u errno=%d\n", address, port, errno);
    } else {
        printable(r.arguments, r.arguments_length);
        n = snprintf(line, sizeof line, "CAPTURED dst=%s:%u pid=%u uid=%u start=%llu flags=%u comm=%.16s exe=%.*s cwd=%.*s args=%.*s\n", address, port, r.pid, r.uid,
                     (unsigned long long)r.start_ns, r.flags, r.comm, r.executable_length, r.executable, r.cwd_length, r.cwd, r.arguments_length,
                     r.arguments);
    }
    fputs(line, stdout);
    fflush(stdout);
    if (send(fd, line, (size_t)n, MSG_NOSIGNAL) < 0)
        return;
}

static _Noreturn void serve(int four, int six, const struct weir_config *config)
{
    struct pollfd p[CONNECTIONS] = {{.fd = four, .events = POLLIN}, {.fd = six, .events = POLLIN}};
    nfds_t count = 2;
    if (setgroups(0, NULL) != 0 || setresgid(config->engine_gid, config->engine_gid, config->engine_gid) != 0 ||
        setresuid(config->engine_uid, config->engine_uid, config->engine_uid) != 0)
        die("setresuid");
    prctl(PR_SET_PDEATHSIG, SIGKILL); /* a change of user takes it off */
    for (;;) {
        if (poll(p, count, -1) < 0)
            continue;
        for (nfds_t i = 2; i < count; i++) {
            char buffer[65536];
            if (!p[i].revents)
                continue;
            ssize_t n = read(p[i].fd, buffer, sizeof buffer);
            if (n > 0 && send(p[i].fd, buffer, (size_t)n, MSG_NOSIGNAL) >= 0)
                continue;
            close(p[i].fd);
            p[i--] = p[--count];
        }
        for (int i = 0; i < 2; i++) {
            int fd = p[i].revents ? accept(p[i].fd, NULL, NULL) : -1;
            if (fd < 0)
                continue;
            greet(fd);
            if (count < CONNECTIONS)
                p[count++] = (struct pollfd){.fd = fd, .events = POLLIN};
            else
                close(fd);
        }
    }
}

static void say(void *arg, const char *sentence)
{
    (void)arg;
    printf("%s\n", sentence);
}

static void repaired(void *arg, const char *what, const char *by, unsigned count)
{
    (void)arg;
    printf("repaired %s %u by %s\n", what, count, by);
    fflush(stdout);
}

static void gave_up(void *arg, const char *what, const char *by)
{
    (void)arg;
    printf("gave up %s by %s\n", what, by);
    fflush(stdout);
}

static void limited(void *arg, const char *reason)
{
    (void)arg;
    printf("limited: %s\n", reason);
    fflush(stdout);
}

static bool cidr(struct weir_cidr *c, char *text)
{
    char *slash = strchr(text, '/');
    if (!slash)
        return false;
    *slash = 0;
    c->family = strchr(text, ':') ? AF_INET6 : AF_INET;
    c->prefix = (uint8_t)atoi(slash + 1);
    return inet_pton(c->family, text, c->address) == 1;
}

static bool word(struct weir_entry *e, char *w)
{
    char *v = strchr(w, '=');
    if (!v) {
        bool refuse = strcmp(w, "refuse") == 0;
        e->action = refuse ? WEIR_REFUSE : strcmp(w, "include") == 0 ? WEIR_INCLUDE : WEIR_EXCLUDE;
        e->protocol = refuse ? WEIR_UDP : WEIR_ANY;
        return refuse || strcmp(w, "include") == 0 || strcmp(w, "exclude") == 0;
    }
    *v++ = 0;
    if (strcmp(w, "port") == 0) {
        unsigned from = 0, to = 0;
        if (sscanf(v, "%u-%u", &from, &to) == 1)
            to = from;
        e->ports[e->port_count++] = (struct weir_port_range){(uint16_t)from, (uint16_t)to};
        return true;
    }
    if (strcmp(w, "uid") == 0) {
        e->uids[e->uid_count++] = (uint32_t)strtoul(v, NULL, 10);
        return true;
    }
    if (strcmp(w, "cidr") == 0)
        return cidr(&e->cidrs[e->cidr_count++], v);
    if (strcmp(w, "cgroup") == 0) {
        snprintf(e->cgroups[e->cgroup_count++], WEIR_CGROUP_PATH_SIZE, "%s", v);
        return true;
    }
    struct weir_app *a = &e->apps[e->app_count++];
    a->by_path = strcmp(w, "path") == 0;
    snprintf(a->pattern, sizeof a->pattern, "%s", v);
    return a->by_path || strcmp(w, "name") == 0;
}

static bool parse_scope(struct weir_scope *s, char *text)
{
    char *save, *mode = strtok_r(text, " ", &save);
    memset(s, 0, sizeof *s);
    s->mode = mode && strcmp(mode, "closed") == 0 ? WEIR_CLOSED : mode && strcmp(mode, "hold") == 0 ? WEIR_HOLD : WEIR_OPEN;
    bool fresh = true;
    for (char *w; (w = strtok_r(NULL, " ", &save));) {
        if (strcmp(w, ";") == 0) {
            fresh = true;
            continue;
        }
        s->count += fresh;
        fresh = false;
        if (!word(&s->entries[s->count - 1], w))
            return false;
    }
    return true;
}

static void answer(int r, const char *err)
{
    if (r < 0)
        printf("error %d %s\n", r, err);
    else
        printf("ok\n");
    fflush(stdout);
}

/* False at quit. */
static bool command(struct weir_capture *c, char *line, bool *keep)
{
    static struct weir_scope scope;
    char err[WEIR_ERROR_SIZE] = "", lines[16][96];
    const char *reason;
    line[strcspn(line, "\n")] = 0;
    if (strncmp(line, "apply ", 6) == 0) {
        bool parsed = parse_scope(&scope, line + 6);
        answer(parsed ? capture_apply(c, &scope, err) : -EINVAL, parsed ? err : "bad scope");
    } else if (strncmp(line, "arm ", 4) == 0) {
        answer(capture_arm(c, line[4] == 'd' ? WEIR_DISARMED : line[4] == 'a' ? WEIR_ARMED : WEIR_REFUSING, err), err);
    } else if (strcmp(line, "clear") == 0) {
        answer(capture_clear(c, err), err);
    } else if (strcmp(line, "status") == 0) {
        int n = capture_describe(c, lines, 16);
        printf("ok %s guarded=%d", capture_attribution(c, &reason), capture_guarded(c));
        printf(" (%s)", reason);
        for (int i = 0; i < n; i++)
            printf(" | %s", lines[i]);
        printf("\n");
        fflush(stdout);
    } else if (strncmp(line, "quit", 4) == 0) {
        *keep = strstr(line, "keep") != NULL;
        return false;
    } else {
        answer(-EINVAL, "unknown command");
    }
    return true;
}

static int look_up(char **a)
{
    struct sockaddr_storage ends[2] = {0};
    for (int i = 0; i < 2; i++) {
        ends[i].ss_family = strchr(a[2 * i], ':') ? AF_INET6 : AF_INET;
        void *to = ends[i].ss_family == AF_INET ? (void *)&((struct sockaddr_in *)&ends[i])->sin_addr : (void *)&((struct sockaddr_in6 *)&ends[i])->sin6_addr;
        ((struct sockaddr_in *)&ends[i])->sin_port = htons((uint16_t)atoi(a[2 * i + 1]));
        if (inet_pton(ends[i].ss_family, a[2 * i], to) != 1)
            return 2;
    }
    static struct weir_owner o;
    int r = owner_lookup(IPPROTO_TCP, &ends[0], &ends[1], &o);
    if (r < 0) {
        printf("error %d\n", r);
        return 1;
    }
    printable(o.arguments, o.arguments_length);
    printf("pid=%u uid=%u start=%llu deleted=%d comm=%s exe=%s cwd=%s args=%.*s\n", o.pid, o.uid, (unsigned long long)o.start_ns, o.deleted, o.comm,
           o.executable, o.cwd, (int)o.arguments_length, o.arguments);
    return 0;
}

int main(int argc, char **argv)
{
    if (argc >= 6 && strcmp(argv[1], "--owner") == 0)
        return look_up(argv + 2);
    if (argc < 2)
        return 2;
    struct weir_config config = {WEIR_CAPTURE_BIT, WEIR_REROUTE_BIT, WEIR_ROUTE_TABLE, WEIR_RULE_PRIORITY, WEIR_ENGINE_UID, WEIR_ENGINE_UID, argv[1], false};
    for (int i = 2; i < argc; i++) {
        config.no_ebpf |= strcmp(argv[i], "--no-ebpf") == 0;
        if (strcmp(argv[i], "--reset") == 0) {
            int r = capture_reset(&config, say, NULL);
            printf("reset %d\n", r);
            return r < 0;
        }
    }
    signal(SIGPIPE, SIG_IGN);
    uint16_t port4, port6;
    int four = listener(AF_INET, &port4), six = listener(AF_INET6, &port6);
    if (four < 0)
        die("IPv4 listener");
    pid_t child = fork();
    if (child == 0)
        serve(four, six, &config);
    struct weir_capture *c;
    char err[WEIR_ERROR_SIZE];
    struct weir_capture_events events = {repaired, gave_up, limited, NULL};
    int r = capture_open(&c, &config, port4, port6, &events, err);
    answer(r, err);
    bool keep = false, going = r == 0;
    char input[65536];
    size_t have = 0;
    while (going) {
        struct pollfd p[8] = {{.fd = 0, .events = POLLIN}};
        int fds[7], n = capture_fds(c, fds, 7);
        for (int i = 0; i < n; i++)
            p[i + 1] = (struct pollfd){.fd = fds[i], .events = POLLIN};
        if (poll(p, (nfds_t)n + 1, TICK_MS) < 0)
            continue;
        for (int i = 0; i < n; i++)
            if (p[i + 1].revents)
                capture_on_netlink(c, fds[i]);
        capture_tick(c);
        if (p[0].revents) {
            ssize_t got = read(0, input + have, sizeof input - have - 1);
            if (got <= 0)
                break;
            have += (size_t)got;
            input[have] = 0;
            for (char *end; going && (end = strchr(input, '\n'));) {
                *end = 0;
                going = command(c, input, &keep);
                have -= (size_t)(end + 1 - input);
                memmove(input, end + 1, have + 1);
            }
        }
    }
    if (r == 0)
        capture_close(c, keep);
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    return r < 0;
}
