/* Lines, cut as the first byte says, decoded as messages; a request for capture.apply goes on to the scope. */
#include <stdint.h>
#include <stdlib.h>

#include "rpc_lines.h"
#include "rpc_message.h"
#include "scope_json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size < 1)
        return 0;
    size_t part = 1u + data[0];
    struct rpc_lines lines = {0};
    for (size_t at = 1; at < size; at += part) {
        if (rpc_lines_append(&lines, data + at, part < size - at ? part : size - at) != 0)
            break;
        const char *line;
        size_t length;
        while (rpc_lines_next(&lines, &line, &length) == RPC_LINES_LINE) {
            struct rpc_message message;
            struct rpc_error error;
            if (!rpc_decode(line, length, &message, &error))
                json_decref(rpc_failure(message.has_id, message.id, &error));
            else if (message.kind == RPC_REQUEST)
                json_decref(rpc_result(message.id, rpc_string(message.method)));
            rpc_message_free(&message);
        }
    }
    rpc_lines_free(&lines);
    return 0;
}
