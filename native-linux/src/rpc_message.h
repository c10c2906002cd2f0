/* One JSON-RPC 2.0 message: a line's bytes to values and back (docs/protocol.md, section 1). */
#ifndef WEIR_RPC_MESSAGE_H
#define WEIR_RPC_MESSAGE_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define RPC_PROTOCOL 1
#define RPC_ID_MAX ((INT64_C(1) << 53) - 1) /* what every JSON implementation keeps exact */
#define RPC_MESSAGE_SIZE 256

enum rpc_code {
    RPC_PARSE_ERROR = -32700,
    RPC_INVALID_REQUEST = -32600,
    RPC_METHOD_NOT_FOUND = -32601,
    RPC_INVALID_PARAMS = -32602,
    RPC_INTERNAL_ERROR = -32603,
    RPC_WRONG_VERSION = 1001,
    RPC_NOT_ALLOWED = 1002,
    RPC_BUSY = 1003,
    RPC_STALE_REVISION = 1004,
    RPC_CAPTURE_FAILED = 1005,
    RPC_HELLO_FIRST = 1006,
    RPC_TOO_LARGE = 1007,
    RPC_NOT_FOUND = 1008,
};

struct rpc_error {
    int code;
    char message[RPC_MESSAGE_SIZE];
    int protocol; /* data.protocol of RPC_WRONG_VERSION; 0 = no data */
};

enum rpc_kind { RPC_REQUEST, RPC_NOTIFICATION, RPC_RESPONSE };

struct rpc_message {
    enum rpc_kind kind;
    bool has_id;
    int64_t id;
    json_t *root;       /* owns everything below */
    const char *method; /* request, notification */
    json_t *params;     /* NULL when missing */
    json_t *result;     /* response; one of result and error */
    json_t *error;
};

/* False with *error filled when the line is not JSON or no JSON-RPC 2.0 object; message->has_id and id are then set if an id could be read.
 * Release with rpc_message_free in either case. */
bool rpc_decode(const char *line, size_t length, struct rpc_message *message, struct rpc_error *error);
void rpc_message_free(struct rpc_message *message);

/* Fills *error; the text is cut when it is too long. Returns false, so that a decoder can return it. */
bool rpc_fail(struct rpc_error *error, int code, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* Whole messages. Each takes over its last argument; NULL when memory is short. */
json_t *rpc_result(int64_t id, json_t *result);
json_t *rpc_request(int64_t id, const char *method, json_t *params);
json_t *rpc_notification(const char *method, json_t *params);
json_t *rpc_failure(bool has_id, int64_t id, const struct rpc_error *error);

/* A JSON string of any bytes: what is not UTF-8 becomes U+FFFD, for file names and arguments may hold anything. */
json_t *rpc_text(const char *bytes, size_t length);
json_t *rpc_string(const char *text);

#endif
