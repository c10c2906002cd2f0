/* The parameters of capture.apply. What is accepted must be within every limit. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "scope_json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static struct weir_scope scope; /* half a megabyte */
    struct rpc_error error;
    json_t *params = json_loadb((const char *)data, size, JSON_DECODE_ANY, NULL);
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
