/*
 * The interceptor's protocol side over a pretended kernel side: what would be done is written, a line a call, to the file named by
 * WEIR_FAKE_LOG. A file named by WEIR_FAKE_FAIL, while it exists, makes capture_apply fail; WEIR_FAKE_TAMPER, while it exists, is one
 * repair (content "repaired") or the end of all patience (content "gave_up") or the end of eBPF ("limited"), and is removed. While WEIR_FAKE_GUARD exists, an earlier run's guard is found.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "capture.h"
#include "owner.h"

#define main interceptor_main
int interceptor_main(int argc, char **argv);
#include "../src/main.c"
#undef main

struct weir_capture {
    struct weir_capture_events events;
    bool limited;
    unsigned entries;
};

static void record(const char *format, ...) __attribute__((format(printf, 1, 2)));
static void record(const char *format, ...) {
    const char *path = getenv("WEIR_FAKE_LOG");
    FILE *file = path == NULL ? NULL : fopen(path, "a");
    if (file == NULL)
        return;
    va_list arguments;
    va_start(arguments, format);
    vfprintf(file, format, arguments);
    va_end(arguments);
    fclose(file);
}

static bool file_there(const char *variable) {
    const char *path = getenv(variable);
    return path != NULL && access(path, F_OK) == 0;
}

int capture_open(struct weir_capture **out, const struct weir_config *config, uint16_t tcp4, uint16_t tcp6, const struct weir_capture_events *events,
                 char err[WEIR_ERROR_SIZE]) {
    (void)err;
    *out = calloc(1, sizeof **out);
    (*out)->events = *events;
    (*out)->limited = config->no_ebpf;
    record("open %d %d\n", tcp4 != 0, tcp6 != 0);
    return 0;
}

const char *capture_attribution(const struct weir_capture *c, const char **reason) {
    *reason = c->limited ? "asked for" : NULL;
    return c->limited ? "limited" : "full";
}

int capture_apply(struct weir_capture *c, const struct weir_scope *scope, char err[WEIR_ERROR_SIZE]) {
    if (file_there("WEIR_FAKE_FAIL")) {
        snprintf(err, WEIR_ERROR_SIZE, "pretended failure");
        record("apply failed\n");
        return -EOPNOTSUPP;
    }
    c->entries = (unsigned)scope->count;
    record("apply %llu %d %zu\n", (unsigned long long)scope->revision, (int)scope->mode, scope->count);
    return 0;
}

int capture_arm(struct weir_capture *c, enum weir_arming arming, char err[WEIR_ERROR_SIZE]) {
    static const char *const names[] = {"disarmed", "armed", "refusing"};
    (void)c;
    (void)err;
    record("arm %s\n", names[arming]);
    return 0;
}

int capture_clear(struct weir_capture *c, char err[WEIR_ERROR_SIZE]) {
    (void)err;
    c->entries = 0;
    record("clear\n");
    return 0;
}

int capture_fds(const struct weir_capture *c, int *fds, int max) {
    (void)c;
    (void)fds;
    (void)max;
    return 0;
}

void capture_on_netlink(struct weir_capture *c, int fd) {
    (void)c;
    (void)fd;
}

void capture_tick(struct weir_capture *c) {
    const char *path = getenv("WEIR_FAKE_TAMPER");
    FILE *file = path == NULL ? NULL : fopen(path, "r");
    char what[16] = "";
    if (file == NULL)
        return;
    if (fgets(what, sizeof what, file) != NULL && strncmp(what, "repaired", 8) == 0)
        c->events.repaired(c->events.arg, "ip rule 7769 ipv4", "ip (pid 4712)", 1);
    else if (strncmp(what, "gave_up", 7) == 0)
        c->events.gave_up(c->events.arg, "ip rule 7769 ipv4", "unknown");
    else if (strncmp(what, "limited", 7) == 0 && !c->limited) {
        c->limited = true;
        c->events.limited(c->events.arg, "cgroup/connect4: Operation not permitted");
    }
    fclose(file);
    unlink(path);
}

int capture_describe(const struct weir_capture *c, char lines[][96], int max) {
    if (c->entries == 0 || max < 1)
        return 0;
    snprintf(lines[0], 96, "pretended scope of %u entries", c->entries);
    return 1;
}

bool capture_guarded(const struct weir_capture *c) {
    (void)c;
    return file_there("WEIR_FAKE_GUARD");
}

void capture_close(struct weir_capture *c, bool keep_guard) {
    record("close %d\n", keep_guard);
    free(c);
}

int capture_reset(const struct weir_config *config, void (*tell)(void *arg, const char *sentence), void *arg) {
    (void)config;
    tell(arg, "removed a pretended table");
    record("reset\n");
    return 1;
}

int main(int argc, char **argv) {
    return interceptor_main(argc, argv);
}
