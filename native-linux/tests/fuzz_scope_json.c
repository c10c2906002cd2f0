/*
 * The parameters of capture.apply. What is accepted must be within every limit. Bytes seldom make JSON, so an input that begins with
 * an odd byte builds a scope instead, of values in and around what is allowed.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "scope_json.h"

struct input {
    const uint8_t *data;
    size_t left;
};

static unsigned next(struct input *in) {
    if (in->left == 0)
        return 0;
    in->left--;
    return *in->data++;
}

static json_t *word(struct input *in) {
    static const char *const words[] = {"",       "tcp",        "udp",          "any",          "include",       "exclude", "open",
                                        "/",      "192.0.2.0/24", "192.0.2.1/24", "2001:db8::/32", "::/0",          "::1",     "0.0.0.0/0",
                                        "/a/../b", "/user.slice", "curl",         "/usr/bin/*",   "192.0.2.0/033", "hold",    "closed"};
    static char longest[400];
    memset(longest, '/', sizeof longest - 1);
    unsigned which = next(in);
    if (which >= 200) /* around the limits of 127 and 255 bytes */
        return json_stringn_nocheck(longest, which == 255 ? 256 : which >= 228 ? 254 + which % 3 : 126 + which % 3);
    return json_string(words[which % (sizeof words / sizeof *words)]);
}

static json_t *value(struct input *in, int depth) {
    static const json_int_t numbers[] = {0, 1, 80, 65535, 65536, -1, 4294967294, 4294967295, INT64_MAX, INT64_MIN};
    static const char *const names[] = {"from", "to", "path", "name", "action", "protocol", "ports", "cidrs", "uids", "apps", "cgroups"};
    unsigned kind = next(in) % 8;
    json_t *out;
    switch (depth > 3 ? kind % 4 : kind) {
    case 0:
        return json_null();
    case 1:
        return json_boolean(next(in) & 1);
    case 2:
        return json_integer(numbers[next(in) % (sizeof numbers / sizeof *numbers)]);
    case 3:
        return word(in);
    case 4:
    case 5:
        out = json_array();
        for (unsigned n = next(in) % 10; n > 0; n--)
            json_array_append_new(out, value(in, depth + 1));
        return out;
    default:
        out = json_object();
        for (unsigned n = next(in) % 12; n > 0; n--)
            json_object_set_new(out, names[next(in) % (sizeof names / sizeof *names)], value(in, depth + 1));
        return out;
    }
}

/* Mostly of the right shape; each place may hold anything instead. */
static json_t *element(struct input *in, const char *list) {
    unsigned choice = next(in);
    if (choice % 16 == 0)
        return value(in, 2);
    if (strcmp(list, "ports") == 0) {
        int from = (int)(next(in) << 8 | next(in));
        return json_pack("{s:i, s:i}", "from", from, "to", from + (int)next(in) - 2);
    }
    if (strcmp(list, "uids") == 0)
        return json_integer(next(in));
    if (strcmp(list, "apps") == 0)
        return json_pack("{s:o}", choice & 1 ? "path" : "name", word(in));
    return word(in);
}

static json_t *built(struct input *in) {
    static const char *const lists[] = {"ports", "cidrs", "uids", "apps", "cgroups"};
    json_t *scope = json_array();
    for (unsigned entries = next(in) % 20; entries > 0; entries--) {
        static const char *const actions[] = {"include", "exclude", "refuse"};
        json_t *entry = json_pack("{s:s}", "action", actions[next(in) % 3]);
        unsigned present = next(in);
        for (unsigned l = 0; l < 5; l++) {
            if (!(present & (1u << l)))
                continue;
            json_t *list = json_array();
            for (unsigned n = next(in) % 10; n > 0; n--)
                json_array_append_new(list, element(in, lists[l]));
            json_object_set_new(entry, lists[l], list);
        }
        if (present & 32)
            json_object_set_new(entry, "protocol", word(in));
        json_array_append_new(scope, (present & 192) == 192 ? (json_decref(entry), value(in, 0)) : entry);
    }
    return json_pack("{s:i, s:o, s:o}", "revision", 5, "mode", next(in) % 4 == 0 ? word(in) : json_string("hold"), "scope", scope);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static struct weir_scope scope; /* half a megabyte */
    struct rpc_error error;
    json_t *params = size > 0 && data[0] % 2 == 1 ? built(&(struct input){data + 1, size - 1}) : json_loadb((const char *)data, size, JSON_DECODE_ANY, NULL);
    if (params != NULL && scope_json_decode(params, &scope, &error)) {
        if (scope.count > WEIR_SCOPE_ENTRIES || scope.revision == 0 || scope.mode > WEIR_CLOSED)
            abort();
        for (size_t i = 0; i < scope.count; i++) {
            const struct weir_entry *entry = &scope.entries[i];
            if (entry->port_count > WEIR_SCOPE_PORTS || entry->cidr_count > WEIR_SCOPE_CIDRS || entry->uid_count > WEIR_SCOPE_UIDS ||
                entry->app_count > WEIR_SCOPE_APPS || entry->cgroup_count > WEIR_SCOPE_CGROUPS)
                abort();
            for (size_t n = 0; n < entry->app_count; n++) {
                if (memchr(entry->apps[n].pattern, '\0', WEIR_APP_PATTERN_SIZE) == NULL || entry->apps[n].pattern[0] == '\0')
                    abort();
            }
            for (size_t n = 0; n < entry->cgroup_count; n++) {
                if (memchr(entry->cgroups[n], '\0', WEIR_CGROUP_PATH_SIZE) == NULL || entry->cgroups[n][0] != '/')
                    abort();
            }
        }
    }
    json_decref(params);
    return 0;
}
