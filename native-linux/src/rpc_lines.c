#include "rpc_lines.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_SIZE 4096

static void compact(struct rpc_lines *lines) {
    if (lines->start == 0)
        return;
    memmove(lines->data, lines->data + lines->start, lines->end - lines->start);
    lines->end -= lines->start;
    lines->start = 0;
}

int rpc_lines_append(struct rpc_lines *lines, const void *bytes, size_t length) {
    if (length == 0)
        return 0;
    size_t held = lines->end - lines->start;
    if (held > RPC_LINE_MAX || length > RPC_LINE_MAX)
        return -EMSGSIZE;
    if (lines->end + length > lines->size) {
        if (lines->data != NULL)
            compact(lines);
        size_t size = lines->size == 0 ? FIRST_SIZE : lines->size;
        while (size < held + length)
            size *= 2;
        if (size > lines->size) {
            char *data = realloc(lines->data, size);
            if (data == NULL)
                return -ENOMEM;
            lines->data = data;
            lines->size = size;
        }
    }
    memcpy(lines->data + lines->end, bytes, length);
    lines->end += length;
    return 0;
}

enum rpc_lines_result rpc_lines_next(struct rpc_lines *lines, const char **line, size_t *length) {
    size_t held = lines->end - lines->start;
    if (held == 0)
        return RPC_LINES_NONE;
    const char *from = lines->data + lines->start;
    const char *newline = memchr(from + lines->scanned, '\n', held - lines->scanned);
    if (newline == NULL) {
        lines->scanned = held;
        return held >= RPC_LINE_MAX ? RPC_LINES_TOO_LARGE : RPC_LINES_NONE;
    }
    size_t taken = (size_t)(newline - from) + 1;
    if (taken > RPC_LINE_MAX)
        return RPC_LINES_TOO_LARGE;
    *line = from;
    *length = taken - 1;
    lines->start += taken;
    lines->scanned = 0;
    return RPC_LINES_LINE;
}

void rpc_lines_free(struct rpc_lines *lines) {
    free(lines->data);
    *lines = (struct rpc_lines){0};
}
