#include "scope_json.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Where a complaint belongs: "scope[3].ports[1].from". */
struct place {
    size_t entry;
    const char *list;
    size_t index;
};

static bool bad(struct rpc_error *error, const struct place *place, const char *what) {
    return rpc_fail(error, RPC_INVALID_PARAMS, "scope[%zu].%s[%zu]: %s", place->entry, place->list, place->index, what);
}

static bool digits_only(const char *text) {
    if (*text == '\0')
        return false;
    for (; *text != '\0'; text++) {
        if (*text < '0' || *text > '9')
            return false;
    }
    return true;
}

bool scope_cidr_parse(const char *text, struct weir_cidr *out) {
    *out = (struct weir_cidr){0};
    const char *slash = strchr(text, '/');
    char address[INET6_ADDRSTRLEN];
    size_t length = slash == NULL ? strlen(text) : (size_t)(slash - text);
    if (length >= sizeof address)
        return false;
    memcpy(address, text, length);
    address[length] = '\0';
    unsigned bits;
    if (inet_pton(AF_INET, address, out->address) == 1) {
        out->family = AF_INET;
        bits = 32;
    } else if (inet_pton(AF_INET6, address, out->address) == 1) {
        out->family = AF_INET6;
        bits = 128;
    } else {
        return false;
    }
    unsigned long prefix = bits;
    if (slash != NULL) {
        if (!digits_only(slash + 1) || strlen(slash + 1) > 3)
            return false;
        prefix = strtoul(slash + 1, NULL, 10);
    }
    if (prefix > bits)
        return false;
    out->prefix = (uint8_t)prefix;
    for (unsigned bit = out->prefix; bit < bits; bit++) {
        if (out->address[bit / 8] & (0x80u >> (bit % 8)))
            return false; /* "192.0.2.1/24" is more likely a slip than a wish */
    }
    return true;
}

/* A list that is missing (NULL, *count 0) or has 1 to max elements. */
static bool list_of(const json_t *entry, const char *name, size_t max, size_t index, json_t **list, uint8_t *count, struct rpc_error *error) {
    *list = json_object_get(entry, name);
    *count = 0;
    if (*list == NULL)
        return true;
    if (!json_is_array(*list))
        return rpc_fail(error, RPC_INVALID_PARAMS, "scope[%zu].%s must be a list", index, name);
    size_t size = json_array_size(*list);
    if (size == 0)
        return rpc_fail(error, RPC_INVALID_PARAMS, "scope[%zu].%s is present and empty", index, name);
    if (size > max)
        return rpc_fail(error, RPC_TOO_LARGE, "scope[%zu].%s has %zu entries, at most %zu are allowed", index, name, size, max);
    *count = (uint8_t)size;
    return true;
}

static bool port_of(const json_t *range, const char *name, uint16_t *out) {
    const json_t *value = json_object_get(range, name);
    if (!json_is_integer(value) || json_integer_value(value) < 0 || json_integer_value(value) > 65535)
        return false;
    *out = (uint16_t)json_integer_value(value);
    return true;
}

static bool decode_ports(const json_t *json, size_t index, struct weir_entry *entry, struct rpc_error *error) {
    json_t *list;
    if (!list_of(json, "ports", WEIR_SCOPE_PORTS, index, &list, &entry->port_count, error))
        return false;
    for (size_t i = 0; i < entry->port_count; i++) {
        const struct place place = {index, "ports", i};
        const json_t *range = json_array_get(list, i);
        if (!port_of(range, "from", &entry->ports[i].from))
            return bad(error, &place, "from must be an integer from 0 to 65535");
        if (!port_of(range, "to", &entry->ports[i].to))
            return bad(error, &place, "to must be an integer from 0 to 65535");
        if (entry->ports[i].to < entry->ports[i].from)
            return bad(error, &place, "to is below from");
    }
    return true;
}

static bool decode_cidrs(const json_t *json, size_t index, struct weir_entry *entry, struct rpc_error *error) {
    json_t *list;
    if (!list_of(json, "cidrs", WEIR_SCOPE_CIDRS, index, &list, &entry->cidr_count, error))
        return false;
    for (size_t i = 0; i < entry->cidr_count; i++) {
        const char *text = json_string_value(json_array_get(list, i));
        if (text == NULL || !scope_cidr_parse(text, &entry->cidrs[i]))
            return bad(error, &(struct place){index, "cidrs", i}, "must be address/prefix with host bits 0");
    }
    return true;
}

static bool decode_uids(const json_t *json, size_t index, struct weir_entry *entry, struct rpc_error *error) {
    json_t *list;
    if (!list_of(json, "uids", WEIR_SCOPE_UIDS, index, &list, &entry->uid_count, error))
        return false;
    for (size_t i = 0; i < entry->uid_count; i++) {
        const json_t *uid = json_array_get(list, i);
        /* 2^32-1 is (uid_t)-1, "no user" */
        if (!json_is_integer(uid) || json_integer_value(uid) < 0 || json_integer_value(uid) >= (json_int_t)UINT32_MAX)
            return bad(error, &(struct place){index, "uids", i}, "must be an integer from 0 to 4294967294");
        entry->uids[i] = (uint32_t)json_integer_value(uid);
    }
    return true;
}

static bool decode_apps(const json_t *json, size_t index, struct weir_entry *entry, struct rpc_error *error) {
    json_t *list;
    if (!list_of(json, "apps", WEIR_SCOPE_APPS, index, &list, &entry->app_count, error))
        return false;
    for (size_t i = 0; i < entry->app_count; i++) {
        const struct place place = {index, "apps", i};
        const json_t *app = json_array_get(list, i);
        const json_t *path = json_object_get(app, "path");
        const json_t *name = json_object_get(app, "name");
        if ((path == NULL) == (name == NULL))
            return bad(error, &place, "must have either path or name");
        const char *pattern = json_string_value(path != NULL ? path : name);
        if (pattern == NULL || *pattern == '\0')
            return bad(error, &place, path != NULL ? "path must be a string that is not empty" : "name must be a string that is not empty");
        if (strlen(pattern) >= WEIR_APP_PATTERN_SIZE)
            return rpc_fail(error, RPC_TOO_LARGE, "scope[%zu].apps[%zu]: a pattern may have %d bytes", index, i, WEIR_APP_PATTERN_SIZE - 1);
        entry->apps[i].by_path = path != NULL;
        strcpy(entry->apps[i].pattern, pattern);
    }
    return true;
}

static bool decode_cgroups(const json_t *json, size_t index, struct weir_entry *entry, struct rpc_error *error) {
    json_t *list;
    if (!list_of(json, "cgroups", WEIR_SCOPE_CGROUPS, index, &list, &entry->cgroup_count, error))
        return false;
    for (size_t i = 0; i < entry->cgroup_count; i++) {
        const char *path = json_string_value(json_array_get(list, i));
        const struct place place = {index, "cgroups", i};
        if (path == NULL || *path != '/')
            return bad(error, &place, "must be a path that begins with /");
        if (strlen(path) >= WEIR_CGROUP_PATH_SIZE)
            return rpc_fail(error, RPC_TOO_LARGE, "scope[%zu].cgroups[%zu]: a path may have %d bytes", index, i, WEIR_CGROUP_PATH_SIZE - 1);
        for (const char *part = path; part != NULL; part = strchr(part + 1, '/')) {
            if (strncmp(part, "/..", 3) == 0 && (part[3] == '/' || part[3] == '\0'))
                return bad(error, &place, "must not hold ..");
        }
        strcpy(entry->cgroups[i], path);
    }
    return true;
}

/* Index of a string among names, or -1. */
static int one_of(const json_t *value, const char *const *names, int count) {
    const char *text = json_string_value(value);
    for (int i = 0; text != NULL && i < count; i++) {
        if (strcmp(text, names[i]) == 0)
            return i;
    }
    return -1;
}

static bool decode_entry(const json_t *json, size_t index, struct weir_entry *entry, struct rpc_error *error) {
    static const char *const actions[] = {[WEIR_EXCLUDE] = "exclude", [WEIR_INCLUDE] = "include", [WEIR_REFUSE] = "refuse"};
    static const char *const protocols[] = {[WEIR_ANY] = "any", [WEIR_TCP] = "tcp", [WEIR_UDP] = "udp"};
    *entry = (struct weir_entry){0};
    if (!json_is_object(json))
        return rpc_fail(error, RPC_INVALID_PARAMS, "scope[%zu] must be an object", index);
    int action = one_of(json_object_get(json, "action"), actions, 3);
    if (action < 0)
        return rpc_fail(error, RPC_INVALID_PARAMS, "scope[%zu].action must be \"include\", \"exclude\" or \"refuse\"", index);
    entry->action = (enum weir_action)action;
    const json_t *protocol = json_object_get(json, "protocol");
    if (protocol != NULL) {
        int value = one_of(protocol, protocols, 3);
        if (value < 0)
            return rpc_fail(error, RPC_INVALID_PARAMS, "scope[%zu].protocol must be \"tcp\", \"udp\" or \"any\"", index);
        entry->protocol = (enum weir_protocol)value;
    }
    /* Whoever wants TCP refused has mode closed, or the engine. */
    if (entry->action == WEIR_REFUSE && entry->protocol != WEIR_UDP)
        return rpc_fail(error, RPC_INVALID_PARAMS, "scope[%zu].protocol must be \"udp\" where the action is \"refuse\"", index);
    return decode_ports(json, index, entry, error) && decode_cidrs(json, index, entry, error) && decode_uids(json, index, entry, error) &&
           decode_apps(json, index, entry, error) && decode_cgroups(json, index, entry, error);
}

bool scope_json_decode(const json_t *params, struct weir_scope *out, struct rpc_error *error) {
    static const char *const modes[] = {[WEIR_OPEN] = "open", [WEIR_HOLD] = "hold", [WEIR_CLOSED] = "closed"};
    out->count = 0;
    const json_t *revision = json_object_get(params, "revision");
    if (!json_is_integer(revision) || json_integer_value(revision) < 1 || json_integer_value(revision) > RPC_ID_MAX)
        return rpc_fail(error, RPC_INVALID_PARAMS, "revision must be an integer from 1 to 2^53-1");
    out->revision = (uint64_t)json_integer_value(revision);
    int mode = one_of(json_object_get(params, "mode"), modes, 3);
    if (mode < 0)
        return rpc_fail(error, RPC_INVALID_PARAMS, "mode must be \"open\", \"hold\" or \"closed\"");
    out->mode = (enum weir_mode)mode;
    const json_t *scope = json_object_get(params, "scope");
    if (!json_is_array(scope))
        return rpc_fail(error, RPC_INVALID_PARAMS, "scope must be a list");
    size_t count = json_array_size(scope);
    if (count > WEIR_SCOPE_ENTRIES)
        return rpc_fail(error, RPC_TOO_LARGE, "scope has %zu entries, at most %d are allowed", count, WEIR_SCOPE_ENTRIES);
    for (size_t i = 0; i < count; i++) {
        if (!decode_entry(json_array_get(scope, i), i, &out->entries[i], error))
            return false;
    }
    out->count = count;
    return true;
}
