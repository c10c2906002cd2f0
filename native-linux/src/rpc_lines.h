/* Cuts a byte stream into lines (docs/protocol.md, section 1). Bounded: holds at most one line and one read. */
#ifndef WEIR_RPC_LINES_H
#define WEIR_RPC_LINES_H

#include <stddef.h>

#define RPC_LINE_MAX 1048576 /* bytes with the \n */

enum rpc_lines_result { RPC_LINES_NONE, RPC_LINES_LINE, RPC_LINES_TOO_LARGE };

struct rpc_lines {
    char *data;
    size_t start, end, size; /* unread bytes are data[start..end) */
    size_t scanned;          /* bytes after start known to hold no \n */
};

/* Adds what was read. 0, -EMSGSIZE when the buffer already holds a whole line's worth (call rpc_lines_next until NONE first), or -ENOMEM. */
int rpc_lines_append(struct rpc_lines *lines, const void *bytes, size_t length);

/* Takes the next line, without its \n. The bytes stay valid until the next call of rpc_lines_append. After TOO_LARGE the stream cannot be read on. */
enum rpc_lines_result rpc_lines_next(struct rpc_lines *lines, const char **line, size_t *length);

void rpc_lines_free(struct rpc_lines *lines);

#endif
