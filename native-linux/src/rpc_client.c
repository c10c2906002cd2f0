#include "rpc_client.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "server_lock.h"

json_t *rpc_client_ask(struct rpc_client *client, const char *method, json_t *params, int *code, char err[WEIR_ERROR_SIZE]) {
    *code = 0;
    int64_t id = client->next_id++;
    json_t *request = rpc_request(id, method, params);
    char *text = request == NULL ? NULL : json_dumps(request, JSON_COMPACT);
    json_decref(request);
    if (text == NULL) {
        snprintf(err, WEIR_ERROR_SIZE, "out of memory");
        return NULL;
    }
    size_t length = strlen(text);
    text[length] = '\n'; /* in place of the NUL */
    ssize_t sent = send(client->fd, text, length + 1, MSG_NOSIGNAL);
    free(text);
    /* A peer that refused us has said why before it closed: read on. */
    if (sent != (ssize_t)length + 1 && errno != EPIPE) {
        snprintf(err, WEIR_ERROR_SIZE, "sending to the interceptor: %s", strerror(errno));
        return NULL;
    }
    for (;;) {
        const char *line;
        size_t line_length;
        while (rpc_lines_next(&client->in, &line, &line_length) == RPC_LINES_LINE) {
            struct rpc_message message;
            struct rpc_error error;
            if (!rpc_decode(line, line_length, &message, &error) || message.kind != RPC_RESPONSE || (message.has_id && message.id != id)) {
                rpc_message_free(&message);
                continue;
            }
            json_t *result = json_incref(message.result);
            if (message.error != NULL) {
                const char *why = json_string_value(json_object_get(message.error, "message"));
                *code = (int)json_integer_value(json_object_get(message.error, "code"));
                snprintf(err, WEIR_ERROR_SIZE, "%s (%d)", why == NULL ? "refused" : why, *code);
            }
            rpc_message_free(&message);
            return result;
        }
        char chunk[16384];
        ssize_t got = recv(client->fd, chunk, sizeof chunk, 0);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0) {
            snprintf(err, WEIR_ERROR_SIZE, "%s", got == 0 ? "the interceptor closed the connection" : "the interceptor does not answer");
            return NULL;
        }
        if (rpc_lines_append(&client->in, chunk, (size_t)got) != 0) {
            snprintf(err, WEIR_ERROR_SIZE, "the interceptor sent too much");
            return NULL;
        }
    }
}

int rpc_client_open(struct rpc_client *client, const char *run_dir, const char *role, int timeout_ms, char err[WEIR_ERROR_SIZE]) {
    *client = (struct rpc_client){.fd = -1, .next_id = 1};
    char path[SERVER_PATH_SIZE];
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (!server_path(path, run_dir, SERVER_SOCKET_NAME)) {
        snprintf(err, WEIR_ERROR_SIZE, "the folder's name is too long: %.100s", run_dir);
        return -ENAMETOOLONG;
    }
    memcpy(address.sun_path, path, sizeof address.sun_path);
    struct timeval timeout = {.tv_sec = timeout_ms / 1000, .tv_usec = (timeout_ms % 1000) * 1000};
    client->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (client->fd < 0 || setsockopt(client->fd, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof timeout) != 0 ||
        setsockopt(client->fd, SOL_SOCKET, SO_SNDTIMEO, &timeout, sizeof timeout) != 0 ||
        connect(client->fd, (struct sockaddr *)&address, sizeof address) != 0) {
        int error = errno;
        snprintf(err, WEIR_ERROR_SIZE, "connecting to %.107s: %.80s", path, strerror(error));
        rpc_client_close(client);
        return -error;
    }
    int code;
    json_t *hello = rpc_client_ask(client, "hello",
                                   json_pack("{s:i, s:s, s:s, s:i}", "protocol", RPC_PROTOCOL, "role", role, "name", "weir-interceptor", "pid",
                                             (int)getpid()),
                                   &code, err);
    if (hello == NULL) {
        rpc_client_close(client);
        return code == RPC_NOT_ALLOWED ? -EACCES : -EPROTO;
    }
    json_decref(hello);
    return 0;
}

void rpc_client_close(struct rpc_client *client) {
    if (client->fd >= 0)
        close(client->fd);
    rpc_lines_free(&client->in);
    client->fd = -1;
}
