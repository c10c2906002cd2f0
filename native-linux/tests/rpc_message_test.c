#include "check.h"
#include "rpc_message.h"

static int code_of(const char *line, size_t length) {
    struct rpc_message message;
    struct rpc_error error = {0};
    bool good = rpc_decode(line, length, &message, &error);
    CHECK(good || error.code == RPC_PARSE_ERROR || error.code == RPC_INVALID_REQUEST);
    rpc_message_free(&message);
    return good ? 0 : error.code;
}

static int code(const char *line) {
    return code_of(line, strlen(line));
}

static const char request[] = "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"status\",\"params\":{\"a\":[1,2.5,\"\\u00e9\"]}}";

static void truncated_at_each_length(void) {
    for (size_t length = 0; length < sizeof request - 1; length++)
        CHECK_INT(code_of(request, length), RPC_PARSE_ERROR);
    CHECK_INT(code_of(request, sizeof request - 1), 0);
}

static void every_byte_changed(void) {
    char text[sizeof request];
    for (size_t at = 0; at < sizeof request - 1; at++) {
        for (int byte = 0; byte < 256; byte++) {
            memcpy(text, request, sizeof text);
            text[at] = (char)byte;
            code_of(text, sizeof request - 1); /* any verdict, no fault (sanitisers watch) */
        }
    }
}

static void random_bytes(void) {
    uint64_t seed = 42;
    char text[512];
    for (int round = 0; round < 20000; round++) {
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        size_t length = (seed >> 33) % sizeof text;
        for (size_t i = 0; i < length; i++) {
            seed = seed * 6364136223846793005u + 1442695040888963407u;
            text[i] = (seed >> 60) < 8 ? "{}[]\",:0"[(seed >> 50) & 7] : (char)(seed >> 40);
        }
        code_of(text, length);
    }
}

static void ids(void) {
    CHECK_INT(code("{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"m\"}"), 0);
    CHECK_INT(code("{\"jsonrpc\":\"2.0\",\"id\":9007199254740991,\"method\":\"m\"}"), 0);
    CHECK_INT(code("{\"jsonrpc\":\"2.0\",\"id\":9007199254740992,\"method\":\"m\"}"), RPC_INVALID_REQUEST);
    CHECK_INT(code("{\"jsonrpc\":\"2.0\",\"id\":-1,\"method\":\"m\"}"), RPC_INVALID_REQUEST);
    CHECK_INT(code("{\"jsonrpc\":\"2.0\",\"id\":1.0,\"method\":\"m\"}"), RPC_INVALID_REQUEST);
    CHECK_INT(code("{\"jsonrpc\":\"2.0\",\"id\":\"1\",\"method\":\"m\"}"), RPC_INVALID_REQUEST);
    CHECK_INT(code("{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"m\"}"), RPC_INVALID_REQUEST);
    CHECK_INT(code("{\"jsonrpc\":\"2.0\",\"id\":99999999999999999999999,\"method\":\"m\"}"), RPC_PARSE_ERROR);
    CHECK_INT(code("{\"jsonrpc\":\"2.0\",\"id\":1e999,\"method\":\"m\"}"), RPC_PARSE_ERROR);
}

static void shapes(void) {
    CHECK_INT(code("[]"), RPC_INVALID_REQUEST);
    CHECK_INT(code("[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"m\"}]"), RPC_INVALID_REQUEST);
    CHECK_INT(code("17"), RPC_INVALID_REQUEST);
    CHECK_INT(code("null"), RPC_INVALID_REQUEST);
    CHECK_INT(code("{}"), RPC_INVALID_REQUEST);
    CHECK_INT(code("{\"jsonrpc\":\"1.0\",\"id\":1,\"method\":\"m\"}"), RPC_INVALID_REQUEST);
    CHECK_INT(code("{\"jsonrpc\":2.0,\"id\":1,\"method\":\"m\"}"), RPC_INVALID_REQUEST);
    CHECK_INT(code("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":5}"), RPC_INVALID_REQUEST);
    CHECK_INT(code("{\"jsonrpc\":\"2.0\",\"id\":1}"), RPC_INVALID_REQUEST);
    CHECK_INT(code("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":1,\"error\":{}}"), RPC_INVALID_REQUEST);
    CHECK_INT(code("{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":\"no\"}"), RPC_INVALID_REQUEST);
    CHECK_INT(code("{\"jsonrpc\":\"2.0\",\"method\":\"m\",\"more\":{\"of\":[\"this\"]}}"), 0);
    CHECK_INT(code("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":null}"), 0);
    CHECK_INT(code(""), RPC_PARSE_ERROR);
    CHECK_INT(code("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"m\"} x"), RPC_PARSE_ERROR);
    CHECK_INT(code("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"\xff\"}"), RPC_PARSE_ERROR);
}

static void id_is_kept_for_the_complaint(void) {
    const char line[] = "{\"jsonrpc\":\"2.0\",\"id\":31,\"method\":5}";
    struct rpc_message message;
    struct rpc_error error;
    CHECK(!rpc_decode(line, sizeof line - 1, &message, &error));
    CHECK(message.has_id);
    CHECK_INT(message.id, 31);
    rpc_message_free(&message);
}

static void deep_nesting(void) {
    static char text[1 << 20];
    memset(text, '[', sizeof text);
    CHECK_INT(code_of(text, sizeof text), RPC_PARSE_ERROR);
    for (size_t i = 0; i + 5 <= sizeof text; i += 5)
        memcpy(text + i, "{\"a\":", 5);
    CHECK_INT(code_of(text, sizeof text), RPC_PARSE_ERROR);
}

static void text_that_is_not_utf8(void) {
    static const struct {
        const char *bytes, *expected;
    } cases[] = {{"plain", "plain"},
                 {"caf\xC3\xA9", "caf\xC3\xA9"},
                 {"\xFF/bin", "\xEF\xBF\xBD/bin"},
                 {"cut\xE2\x82", "cut\xEF\xBF\xBD\xEF\xBF\xBD"},
                 {"\xC0\x80", "\xEF\xBF\xBD\xEF\xBF\xBD"},
                 {"\xED\xA0\x80", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"},
                 {"\xF0\x9F\x98\x80", "\xF0\x9F\x98\x80"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        json_t *text = rpc_string(cases[i].bytes);
        CHECK_TEXT(json_string_value(text), cases[i].expected);
        json_decref(text);
    }
}

/* Every sequence of three bytes gives a string that jansson reads back. */
static void text_of_any_bytes_is_json(void) {
    for (unsigned first = 0x7F; first < 256; first += 3) {
        for (unsigned second = 0; second < 256; second += 5) {
            for (unsigned third = 0; third < 256; third += 7) {
                char bytes[] = {(char)first, (char)second, (char)third};
                json_t *list = json_pack("[o]", rpc_text(bytes, sizeof bytes));
                char *line = json_dumps(list, JSON_COMPACT | JSON_ENSURE_ASCII);
                CHECK(line != NULL);
                free(line);
                json_decref(list);
            }
        }
    }
}

int main(void) {
    truncated_at_each_length();
    every_byte_changed();
    random_bytes();
    ids();
    shapes();
    id_is_kept_for_the_complaint();
    deep_nesting();
    text_that_is_not_utf8();
    text_of_any_bytes_is_json();
    return 0;
}
