/*
 * Replays docs/protocol/golden/interceptor: every file is decoded into our own types, encoded again and compared as JSON. A file that
 * no test knows fails the run, so that a new message cannot be forgotten. (The answers of a running server: server_test.py.)
 */
#include <dirent.h>
#include <netinet/in.h>

#include "check.h"
#include "rpc_message.h"
#include "scope_json.h"
#include "server_status.h"

static const struct listeners listeners = {.count = 2, .list = {{.family = AF_INET, .port = 41001}, {.family = AF_INET6, .port = 41002}}};

static const char *string(const json_t *object, const char *name) {
    const char *value = json_string_value(json_object_get(object, name));
    CHECK(value != NULL);
    return value;
}

static json_t *texts(const char *name, json_t *(*element)(const struct weir_entry *, size_t), const struct weir_entry *entry, size_t count, json_t *into) {
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++)
        json_array_append_new(list, element(entry, i));
    if (count > 0)
        json_object_set(into, name, list);
    json_decref(list);
    return into;
}

static json_t *port_json(const struct weir_entry *e, size_t i) {
    return json_pack("{s:i, s:i}", "from", (int)e->ports[i].from, "to", (int)e->ports[i].to);
}
static json_t *uid_json(const struct weir_entry *e, size_t i) {
    return json_integer(e->uids[i]);
}
static json_t *app_json(const struct weir_entry *e, size_t i) {
    return json_pack("{s:s}", e->apps[i].by_path ? "path" : "name", e->apps[i].pattern);
}
static json_t *cgroup_json(const struct weir_entry *e, size_t i) {
    return json_string(e->cgroups[i]);
}

/* The golden CIDRs, by their decoded bytes: an independent look at scope_cidr_parse. */
static json_t *cidr_json(const struct weir_entry *e, size_t i) {
    static const struct {
        struct weir_cidr cidr;
        const char *text;
    } known[] = {{{AF_INET, 24, {198, 51, 100, 0}}, "198.51.100.0/24"}, {{AF_INET6, 48, {0x20, 0x01, 0x0d, 0xb8, 0, 1}}, "2001:db8:1::/48"}};
    for (size_t k = 0; k < sizeof known / sizeof *known; k++) {
        if (memcmp(&known[k].cidr, &e->cidrs[i], sizeof known[k].cidr) == 0)
            return json_string(known[k].text);
    }
    return json_null();
}

static json_t *scope_json(const json_t *original) {
    static const char *const modes[] = {"open", "hold", "closed"};
    struct weir_scope *scope = calloc(1, sizeof *scope);
    struct rpc_error error = {0};
    if (!scope_json_decode(original, scope, &error)) {
        fprintf(stderr, "%s\n", error.message);
        exit(1);
    }
    json_t *list = json_array();
    for (size_t i = 0; i < scope->count; i++) {
        const struct weir_entry *e = &scope->entries[i];
        json_t *entry = json_pack("{s:s}", "action", e->action == WEIR_REFUSE ? "refuse" : e->action == WEIR_INCLUDE ? "include" : "exclude");
        /* "any" may be said or left out: both mean the same, so the file decides */
        const json_t *protocol = json_object_get(json_array_get(json_object_get(original, "scope"), i), "protocol");
        if (e->protocol != WEIR_ANY || protocol != NULL)
            json_object_set_new(entry, "protocol", json_string(e->protocol == WEIR_ANY ? "any" : e->protocol == WEIR_TCP ? "tcp" : "udp"));
        texts("ports", port_json, e, e->port_count, entry);
        texts("cidrs", cidr_json, e, e->cidr_count, entry);
        texts("uids", uid_json, e, e->uid_count, entry);
        texts("apps", app_json, e, e->app_count, entry);
        texts("cgroups", cgroup_json, e, e->cgroup_count, entry);
        json_array_append_new(list, entry);
    }
    json_t *params = json_pack("{s:I, s:s, s:o}", "revision", (json_int_t)scope->revision, "mode", modes[scope->mode], "scope", list);
    free(scope);
    return params;
}

static json_t *hello_result(void) {
    return hello_json(&(struct hello_answer){.session = "0123456789abcdef0123456789abcdef", .attribution = "full", .listeners = &listeners});
}

static json_t *status_capturing(void) {
    const struct session session = {.state = SESSION_CAPTURING, .revision = 7};
    char changes[][96] = {"table inet weir", "rule 7769 ipv4", "rule 7769 ipv6", "table 7769 ipv4", "table 7769 ipv6"};
    return status_json(&(struct status_answer){.session = &session,
                                               .attribution = "full",
                                               .listeners = &listeners,
                                               .engine_connected = true,
                                               .engine_pid = 4711,
                                               .engine_uid = 61001,
                                               .last_heartbeat_ms = 120,
                                               .repairs = 2,
                                               .changes = changes,
                                               .change_count = 5});
}

static json_t *status_idle(void) {
    const struct session session = {0};
    return status_json(&(struct status_answer){.session = &session, .attribution = "limited", .listeners = &listeners});
}

static json_t *owner_result(void) {
    static const char arguments[] = "curl\0https://web.lab.test/"; /* NUL-separated */
    static struct weir_owner owner = {.pid = 4711, .uid = 1000, .start_ns = 123456789000, .cgroup_id = 1, .comm = "curl", .executable = "/usr/bin/curl", .cwd = "/home/u"};
    memcpy(owner.arguments, arguments, sizeof arguments);
    owner.arguments_length = sizeof arguments;
    return owner_json(&owner);
}

static json_t *built_result(const char *name) {
    if (strcmp(name, "hello.response.json") == 0)
        return hello_result();
    if (strcmp(name, "status.response.json") == 0)
        return status_capturing();
    if (strcmp(name, "status.idle.response.json") == 0)
        return status_idle();
    if (strcmp(name, "owner.lookup.response.json") == 0)
        return owner_result();
    return NULL;
}

static json_t *again_failure(const struct rpc_message *message) {
    struct rpc_error error;
    rpc_fail(&error, (int)json_integer_value(json_object_get(message->error, "code")), "%s", string(message->error, "message"));
    if (error.code == RPC_WRONG_VERSION)
        error.protocol = RPC_PROTOCOL;
    return rpc_failure(message->has_id, message->id, &error);
}

static json_t *again(const char *name, const struct rpc_message *message) {
    switch (message->kind) {
    case RPC_REQUEST:
        return rpc_request(message->id, message->method, strcmp(message->method, "capture.apply") == 0 ? scope_json(message->params) : json_deep_copy(message->params));
    case RPC_NOTIFICATION:
        return rpc_notification(message->method, json_deep_copy(message->params));
    case RPC_RESPONSE:
        if (message->error != NULL)
            return again_failure(message);
        json_t *built = built_result(name);
        return rpc_result(message->id, built != NULL ? built : json_deep_copy(message->result));
    }
    return NULL;
}

static void replay(const char *directory, const char *name) {
    char path[1024];
    snprintf(path, sizeof path, "%s/%s", directory, name);
    json_error_t where;
    json_t *file = json_load_file(path, 0, &where);
    json_t *expected = json_object_get(file, "message");
    CHECK(json_is_object(expected));
    char *line = json_dumps(expected, JSON_COMPACT);
    struct rpc_message message;
    struct rpc_error error;
    if (!rpc_decode(line, strlen(line), &message, &error)) {
        fprintf(stderr, "%s: %s\n", name, error.message);
        exit(1);
    }
    json_t *actual = again(name, &message);
    if (!json_equal(actual, expected)) {
        fprintf(stderr, "%s:\n  expected %s\n  got      ", name, line);
        json_dumpf(actual, stderr, JSON_COMPACT);
        fprintf(stderr, "\n");
        exit(1);
    }
    json_decref(actual);
    rpc_message_free(&message);
    free(line);
    json_decref(file);
}

int main(void) {
    const char *directory = getenv("WEIR_GOLDEN") != NULL ? getenv("WEIR_GOLDEN") : "../docs/protocol/golden/interceptor";
    DIR *files = opendir(directory);
    if (files == NULL) {
        perror(directory);
        return 1;
    }
    int count = 0;
    for (struct dirent *entry; (entry = readdir(files)) != NULL;) {
        if (strstr(entry->d_name, ".json") == NULL)
            continue;
        replay(directory, entry->d_name);
        count++;
    }
    closedir(files);
    CHECK(count >= 33); /* as many as there were when this was written */
    return 0;
}
