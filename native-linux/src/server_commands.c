#include "server_commands.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "rpc_client.h"
#include "server.h"
#include "server_lock.h"

/* Undoing takes milliseconds; a loaded machine may need more. */
#define STOP_WAIT_MS 5000

static int explain(int error, const char *err) {
    if (error == -ENOENT || error == -ECONNREFUSED) {
        fprintf(stderr, "weir-interceptor: no interceptor is running here (%s)\n", err);
        return SERVER_EXIT_NOT_RUNNING;
    }
    fprintf(stderr, "weir-interceptor: %s\n", err);
    return error == -EACCES || error == -EPERM ? SERVER_EXIT_NOT_ALLOWED : SERVER_EXIT_FAILED;
}

/* One request; the result or NULL with *exit_code set. */
static json_t *ask(const struct weir_config *config, const char *role, const char *method, json_t *params, int *exit_code) {
    struct rpc_client client;
    char err[WEIR_ERROR_SIZE] = "";
    int code = 0;
    int error = rpc_client_open(&client, config->run_dir, role, RPC_CLIENT_MS, err);
    if (error != 0) {
        json_decref(params);
        *exit_code = explain(error, err);
        return NULL;
    }
    json_t *result = rpc_client_ask(&client, method, params, &code, err);
    rpc_client_close(&client);
    *exit_code = result != NULL ? SERVER_EXIT_OK : explain(code == RPC_NOT_ALLOWED ? -EACCES : -EPROTO, err);
    return result;
}

static const char *text(const json_t *object, const char *name) {
    const char *value = json_string_value(json_object_get(object, name));
    return value == NULL ? "" : value;
}

static long long integer(const json_t *object, const char *name) {
    return (long long)json_integer_value(json_object_get(object, name));
}

static void print_status(const json_t *status) {
    const json_t *engine = json_object_get(status, "engine");
    const char *reason = text(status, "reason");
    printf("%s%s%s\n", text(status, "state"), *reason == '\0' ? "" : ": ", reason);
    printf("  scope        revision %lld, mode %s\n", integer(status, "revision"), text(status, "mode"));
    if (json_is_true(json_object_get(engine, "connected")))
        printf("  engine       pid %lld, uid %lld, last good heartbeat %lld ms ago\n", integer(engine, "pid"), integer(engine, "uid"),
               integer(engine, "last_heartbeat_ms"));
    else
        printf("  engine       not connected\n");
    printf("  attribution  %s\n", text(status, "attribution"));
    printf("  repairs      %lld\n", integer(status, "repairs"));
    size_t i;
    const json_t *item;
    json_array_foreach(json_object_get(status, "listeners"), i, item) {
        printf("  listener     %s %s port %lld\n", text(item, "protocol"), text(item, "address"), integer(item, "port"));
    }
    json_array_foreach(json_object_get(status, "changes"), i, item) {
        printf("  in kernel    %s\n", json_string_value(item));
    }
}

int command_status(const struct weir_config *config, bool json) {
    int exit_code;
    json_t *status = ask(config, "observer", "status", json_object(), &exit_code);
    if (status == NULL)
        return exit_code;
    if (json) {
        json_dumpf(status, stdout, JSON_INDENT(2));
        putchar('\n');
    } else {
        print_status(status);
    }
    json_decref(status);
    return SERVER_EXIT_OK;
}

int command_lift(const struct weir_config *config) {
    int exit_code;
    json_t *result = ask(config, "admin", "capture.lift", json_pack("{s:s}", "reason", "lifted by weir-interceptor lift"), &exit_code);
    if (result != NULL)
        printf("%s: new connections go direct\n", text(result, "state"));
    json_decref(result);
    return exit_code;
}

int command_stop(const struct weir_config *config) {
    int exit_code;
    pid_t pid = server_find(config->run_dir);
    int pidfd = pid > 0 ? (int)syscall(SYS_pidfd_open, pid, 0) : -1;
    json_t *result = ask(config, "admin", "shutdown", json_object(), &exit_code);
    if (result != NULL && pidfd >= 0) {
        struct pollfd ended = {.fd = pidfd, .events = POLLIN};
        if (poll(&ended, 1, STOP_WAIT_MS) == 1) {
            printf("stopped (pid %d)\n", (int)pid);
        } else {
            fprintf(stderr, "weir-interceptor: pid %d was asked to end and has not; try: weir-interceptor reset\n", (int)pid);
            exit_code = SERVER_EXIT_FAILED;
        }
    }
    if (pidfd >= 0)
        close(pidfd);
    json_decref(result);
    return exit_code;
}
