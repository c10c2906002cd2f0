#include "rpc_message.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool rpc_fail(struct rpc_error *error, int code, const char *format, ...) {
    *error = (struct rpc_error){.code = code};
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(error->message, sizeof error->message, format, arguments);
    va_end(arguments);
    return false;
}

static bool read_id(struct rpc_message *message) {
    json_t *id = json_object_get(message->root, "id");
    if (id == NULL)
        return true;
    if (!json_is_integer(id) || json_integer_value(id) < 0 || json_integer_value(id) > RPC_ID_MAX)
        return false;
    message->has_id = true;
    message->id = json_integer_value(id);
    return true;
}

bool rpc_decode(const char *line, size_t length, struct rpc_message *message, struct rpc_error *error) {
    *message = (struct rpc_message){0};
    json_error_t where;
    /* jansson itself bounds nesting (2048) and refuses numbers that do not fit. */
    message->root = json_loadb(line, length, JSON_DECODE_ANY, &where);
    if (message->root == NULL)
        return rpc_fail(error, RPC_PARSE_ERROR, "not JSON at byte %d", where.position);
    if (!json_is_object(message->root))
        return rpc_fail(error, RPC_INVALID_REQUEST, "not a JSON-RPC object");
    bool good_id = read_id(message);
    json_t *version = json_object_get(message->root, "jsonrpc");
    if (!json_is_string(version) || strcmp(json_string_value(version), "2.0") != 0)
        return rpc_fail(error, RPC_INVALID_REQUEST, "jsonrpc must be \"2.0\"");
    json_t *method = json_object_get(message->root, "method");
    message->result = json_object_get(message->root, "result");
    message->error = json_object_get(message->root, "error");
    if (method == NULL) {
        if ((message->result == NULL) == (message->error == NULL))
            return rpc_fail(error, RPC_INVALID_REQUEST, "neither a request nor a response");
        if (message->error != NULL && !json_is_object(message->error))
            return rpc_fail(error, RPC_INVALID_REQUEST, "error must be an object");
        if (!good_id && !(message->error != NULL && json_is_null(json_object_get(message->root, "id"))))
            return rpc_fail(error, RPC_INVALID_REQUEST, "id must be an integer from 0 to 2^53-1");
        message->kind = RPC_RESPONSE;
        return true;
    }
    if (!good_id)
        return rpc_fail(error, RPC_INVALID_REQUEST, "id must be an integer from 0 to 2^53-1");
    if (!json_is_string(method))
        return rpc_fail(error, RPC_INVALID_REQUEST, "method must be a string");
    message->method = json_string_value(method);
    message->params = json_object_get(message->root, "params");
    message->kind = message->has_id ? RPC_REQUEST : RPC_NOTIFICATION;
    return true;
}

void rpc_message_free(struct rpc_message *message) {
    json_decref(message->root);
    *message = (struct rpc_message){0};
}

json_t *rpc_result(int64_t id, json_t *result) {
    return result == NULL ? NULL : json_pack("{s:s, s:I, s:o}", "jsonrpc", "2.0", "id", (json_int_t)id, "result", result);
}

json_t *rpc_request(int64_t id, const char *method, json_t *params) {
    return params == NULL ? NULL : json_pack("{s:s, s:I, s:s, s:o}", "jsonrpc", "2.0", "id", (json_int_t)id, "method", method, "params", params);
}

json_t *rpc_notification(const char *method, json_t *params) {
    return params == NULL ? NULL : json_pack("{s:s, s:s, s:o}", "jsonrpc", "2.0", "method", method, "params", params);
}

json_t *rpc_failure(bool has_id, int64_t id, const struct rpc_error *error) {
    json_t *body = json_pack("{s:i, s:o}", "code", error->code, "message", rpc_string(error->message));
    if (body != NULL && error->protocol != 0)
        json_object_set_new(body, "data", json_pack("{s:i}", "protocol", error->protocol));
    return json_pack("{s:s, s:o, s:o}", "jsonrpc", "2.0", "id", has_id ? json_integer((json_int_t)id) : json_null(), "error", body);
}

/* Length of the well-formed UTF-8 sequence (RFC 3629) at bytes, or 0. */
static size_t utf8_sequence(const unsigned char *bytes, size_t left) {
    unsigned char first = bytes[0];
    size_t length = first < 0x80 ? 1 : first >= 0xC2 && first <= 0xDF ? 2 : first >= 0xE0 && first <= 0xEF ? 3 : first >= 0xF0 && first <= 0xF4 ? 4 : 0;
    if (length == 0 || length > left)
        return 0;
    for (size_t i = 1; i < length; i++) {
        if ((bytes[i] & 0xC0) != 0x80)
            return 0;
    }
    if ((first == 0xE0 && bytes[1] < 0xA0) || (first == 0xED && bytes[1] > 0x9F) || (first == 0xF0 && bytes[1] < 0x90) ||
        (first == 0xF4 && bytes[1] > 0x8F))
        return 0;
    return length;
}

json_t *rpc_text(const char *bytes, size_t length) {
    char *text = malloc(length * 3 + 1); /* U+FFFD has three bytes */
    if (text == NULL)
        return NULL;
    size_t used = 0;
    for (size_t i = 0; i < length;) {
        size_t good = utf8_sequence((const unsigned char *)bytes + i, length - i);
        if (good == 0) {
            memcpy(text + used, "\xEF\xBF\xBD", 3);
            used += 3;
            i++;
        } else {
            memcpy(text + used, bytes + i, good);
            used += good;
            i += good;
        }
    }
    json_t *string = json_stringn_nocheck(text, used);
    free(text);
    return string;
}

json_t *rpc_string(const char *text) {
    return rpc_text(text, strlen(text));
}
