#include <arpa/inet.h>

#include "check.h"
#include "scope_json.h"

static struct weir_scope *scope; /* half a megabyte: not for the stack */

/* 0 or the error's code. */
static int decode(const char *text, struct rpc_error *error) {
    json_error_t where;
    json_t *params = json_loads(text, JSON_DECODE_ANY, &where);
    CHECK(params != NULL);
    *error = (struct rpc_error){0};
    bool good = scope_json_decode(params, scope, error);
    json_decref(params);
    CHECK(good == (error->code == 0));
    return error->code;
}

/* One entry's fields, to a whole. */
static int entry(const char *fields, struct rpc_error *error) {
    char text[65536];
    snprintf(text, sizeof text, "{\"revision\":1,\"mode\":\"open\",\"scope\":[{\"action\":\"include\"},{\"action\":\"exclude\",%s}]}", fields);
    return decode(text, error);
}

static void refused(const char *fields, int code, const char *names) {
    struct rpc_error error;
    int got = entry(fields, &error);
    if (got != code || strstr(error.message, names) == NULL) {
        fprintf(stderr, "%s: %d \"%s\", expected %d naming \"%s\"\n", fields, got, error.message, code, names);
        exit(1);
    }
}

static void accepted(const char *fields) {
    struct rpc_error error;
    if (entry(fields, &error) != 0) {
        fprintf(stderr, "%s: %s\n", fields, error.message);
        exit(1);
    }
}

/* "name":[element, element, ...] */
static char *list(const char *name, const char *element, int count) {
    static char text[32768];
    size_t at = (size_t)snprintf(text, sizeof text, "\"%s\":[", name);
    for (int i = 0; i < count; i++)
        at += (size_t)snprintf(text + at, sizeof text - at, "%s%s", i == 0 ? "" : ",", element);
    snprintf(text + at, sizeof text - at, "]");
    return text;
}

static void limits(void) {
    static const struct {
        const char *name, *element;
        int max;
    } lists[] = {{"ports", "{\"from\":1,\"to\":2}", WEIR_SCOPE_PORTS},
                 {"cidrs", "\"192.0.2.0/24\"", WEIR_SCOPE_CIDRS},
                 {"uids", "1000", WEIR_SCOPE_UIDS},
                 {"apps", "{\"name\":\"curl\"}", WEIR_SCOPE_APPS},
                 {"cgroups", "\"/a\"", WEIR_SCOPE_CGROUPS}};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        char field[64];
        accepted(list(lists[i].name, lists[i].element, 1));
        accepted(list(lists[i].name, lists[i].element, lists[i].max));
        refused(list(lists[i].name, lists[i].element, lists[i].max + 1), RPC_TOO_LARGE, lists[i].name);
        refused(list(lists[i].name, "", 0), RPC_INVALID_PARAMS, lists[i].name);
        refused(list(lists[i].name, "null", 1), RPC_INVALID_PARAMS, lists[i].name);
        refused(list(lists[i].name, "{}", 1), RPC_INVALID_PARAMS, lists[i].name);
        refused(list(lists[i].name, "true", 1), RPC_INVALID_PARAMS, lists[i].name);
        snprintf(field, sizeof field, "\"%s\":\"all\"", lists[i].name);
        refused(field, RPC_INVALID_PARAMS, lists[i].name);
        snprintf(field, sizeof field, "\"%s\":null", lists[i].name);
        refused(field, RPC_INVALID_PARAMS, lists[i].name);
    }
}

static void lengths(void) {
    char name[400], text[500];
    memset(name, 'n', sizeof name);
    name[0] = '/';
    for (int length = 120; length < 300; length++) {
        snprintf(text, sizeof text, "\"apps\":[{\"path\":\"%.*s\"}]", length, name);
        if (length < WEIR_APP_PATTERN_SIZE)
            accepted(text);
        else
            refused(text, RPC_TOO_LARGE, "apps[0]");
        snprintf(text, sizeof text, "\"cgroups\":[\"%.*s\"]", length, name);
        if (length < WEIR_CGROUP_PATH_SIZE)
            accepted(text);
        else
            refused(text, RPC_TOO_LARGE, "cgroups[0]");
    }
}

static void values(void) {
    accepted("\"action\":\"refuse\",\"protocol\":\"udp\"");
    refused("\"action\":\"refuse\"", RPC_INVALID_PARAMS, "scope[1].protocol");
    refused("\"action\":\"refuse\",\"protocol\":\"tcp\"", RPC_INVALID_PARAMS, "scope[1].protocol");
    refused("\"action\":\"refuse\",\"protocol\":\"any\"", RPC_INVALID_PARAMS, "scope[1].protocol");
    accepted("\"ports\":[{\"from\":0,\"to\":65535}]");
    refused("\"ports\":[{\"from\":-1,\"to\":2}]", RPC_INVALID_PARAMS, "scope[1].ports[0]");
    refused("\"ports\":[{\"from\":1,\"to\":65536}]", RPC_INVALID_PARAMS, "to");
    refused("\"ports\":[{\"from\":3,\"to\":2}]", RPC_INVALID_PARAMS, "below");
    refused("\"ports\":[{\"from\":1.5,\"to\":2}]", RPC_INVALID_PARAMS, "from");
    refused("\"ports\":[443]", RPC_INVALID_PARAMS, "ports[0]");
    accepted("\"uids\":[0,4294967294]");
    refused("\"uids\":[4294967295]", RPC_INVALID_PARAMS, "uids[0]");
    refused("\"uids\":[-1]", RPC_INVALID_PARAMS, "uids[0]");
    refused("\"uids\":[\"1000\"]", RPC_INVALID_PARAMS, "uids[0]");
    refused("\"apps\":[{\"path\":\"/a\",\"name\":\"a\"}]", RPC_INVALID_PARAMS, "apps[0]");
    refused("\"apps\":[{\"path\":\"\"}]", RPC_INVALID_PARAMS, "path");
    refused("\"apps\":[{\"name\":5}]", RPC_INVALID_PARAMS, "name");
    refused("\"apps\":[\"curl\"]", RPC_INVALID_PARAMS, "apps[0]");
    refused("\"cgroups\":[\"user.slice\"]", RPC_INVALID_PARAMS, "cgroups[0]");
    refused("\"cgroups\":[\"/a/../../b\"]", RPC_INVALID_PARAMS, "..");
    accepted("\"cgroups\":[\"/a/..b/c..\"]");
    refused("\"protocol\":\"icmp\"", RPC_INVALID_PARAMS, "scope[1].protocol");
    refused("\"protocol\":6", RPC_INVALID_PARAMS, "protocol");
    accepted("\"colour\":{\"unknown\":[\"fields are ignored\"]}");
}

static void cidrs(void) {
    static const char *const good[] = {"0.0.0.0/0",     "192.0.2.0/24", "192.0.2.7/32", "192.0.2.7", "10.0.0.0/8",          "128.0.0.0/1",
                                       "2001:db8::/32", "::/0",         "::1",          "::1/128",   "2001:db8:0:8000::/49", "::ffff:192.0.2.0/120"};
    static const char *const bad[] = {"",          "/",           "192.0.2.0/",   "192.0.2.0/33",  "192.0.2.0/-1", "192.0.2.0/+8",   "192.0.2.0/24 ",
                                      " ::1",      "192.0.2.1/24", "192.0.2/24",   "::/129",        "2001:db8::1/64", "fe80::1%eth0",  "192.0.2.0/0x8",
                                      "1.2.3.4/0", "name",        "192.0.2.0/024x", "192.0.2.0/1000", "::/4294967296", "128.0.0.0/0",   "192.0.2.0//24"};
    struct weir_cidr cidr;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        if (!scope_cidr_parse(good[i], &cidr)) {
            fprintf(stderr, "refused %s\n", good[i]);
            exit(1);
        }
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        if (scope_cidr_parse(bad[i], &cidr)) {
            fprintf(stderr, "accepted %s\n", bad[i]);
            exit(1);
        }
    }
    CHECK(scope_cidr_parse("2001:db8:8000::/33", &cidr));
    CHECK_INT(cidr.family, AF_INET6);
    CHECK_INT(cidr.prefix, 33);
    CHECK_INT(cidr.address[4], 0x80);
    CHECK(scope_cidr_parse("192.0.2.7", &cidr));
    CHECK_INT(cidr.prefix, 32);
}

static void whole(void) {
    struct rpc_error error;
    static char text[200000];
    CHECK_INT(decode("{\"revision\":1,\"mode\":\"open\",\"scope\":[]}", &error), 0);
    CHECK_INT(scope->count, 0);
    CHECK_INT(decode("{\"revision\":9007199254740991,\"mode\":\"hold\",\"scope\":[]}", &error), 0);
    CHECK_INT(scope->mode, WEIR_HOLD);
    CHECK_INT(decode("{\"revision\":0,\"mode\":\"open\",\"scope\":[]}", &error), RPC_INVALID_PARAMS);
    CHECK_INT(decode("{\"revision\":1.0,\"mode\":\"open\",\"scope\":[]}", &error), RPC_INVALID_PARAMS);
    CHECK_INT(decode("{\"mode\":\"open\",\"scope\":[]}", &error), RPC_INVALID_PARAMS);
    CHECK_INT(decode("{\"revision\":1,\"scope\":[]}", &error), RPC_INVALID_PARAMS);
    CHECK_INT(decode("{\"revision\":1,\"mode\":\"shut\",\"scope\":[]}", &error), RPC_INVALID_PARAMS);
    CHECK_INT(decode("{\"revision\":1,\"mode\":\"open\"}", &error), RPC_INVALID_PARAMS);
    CHECK_INT(decode("{\"revision\":1,\"mode\":\"open\",\"scope\":{}}", &error), RPC_INVALID_PARAMS);
    CHECK_INT(decode("{\"revision\":1,\"mode\":\"open\",\"scope\":[5]}", &error), RPC_INVALID_PARAMS);
    CHECK_INT(decode("{\"revision\":1,\"mode\":\"open\",\"scope\":[{}]}", &error), RPC_INVALID_PARAMS);
    CHECK_INT(decode("[]", &error), RPC_INVALID_PARAMS);
    CHECK(!scope_json_decode(NULL, scope, &error)); /* params missing */
    for (int count = WEIR_SCOPE_ENTRIES; count <= WEIR_SCOPE_ENTRIES + 1; count++) {
        snprintf(text, sizeof text, "{\"revision\":1,\"mode\":\"closed\",%s}", list("scope", "{\"action\":\"include\"}", count));
        CHECK_INT(decode(text, &error), count > WEIR_SCOPE_ENTRIES ? RPC_TOO_LARGE : 0);
    }
}

/* An entry must not inherit from what the buffer held before. */
static void nothing_is_left_over(void) {
    struct rpc_error error;
    memset(scope, 0xAA, sizeof *scope);
    CHECK_INT(decode("{\"revision\":2,\"mode\":\"open\",\"scope\":[{\"action\":\"include\"}]}", &error), 0);
    static const struct weir_entry plain = {.action = WEIR_INCLUDE};
    CHECK(memcmp(&scope->entries[0], &plain, sizeof plain) == 0);
}

int main(void) {
    scope = calloc(1, sizeof *scope);
    limits();
    lengths();
    values();
    cidrs();
    whole();
    nothing_is_left_over();
    free(scope);
    return 0;
}
