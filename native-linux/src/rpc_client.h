/* The asking side, blocking with a deadline: for the subcommands. */
#ifndef WEIR_RPC_CLIENT_H
#define WEIR_RPC_CLIENT_H

#include <jansson.h>
#include <stdint.h>

#include "config.h"
#include "rpc_lines.h"
#include "rpc_message.h"

/* The interceptor answers within milliseconds; two seconds is one that hangs. */
#define RPC_CLIENT_MS 2000

struct rpc_client {
    int fd;
    int64_t next_id;
    struct rpc_lines in;
};

/* Connects and says hello as role. 0 or a negative errno (-ENOENT, -ECONNREFUSED: nobody there) with err filled. */
int rpc_client_open(struct rpc_client *client, const char *run_dir, const char *role, int timeout_ms, char err[WEIR_ERROR_SIZE]);

/* Asks (takes over params) and waits. The result is new; NULL with err filled, and *code the protocol's error or 0. */
json_t *rpc_client_ask(struct rpc_client *client, const char *method, json_t *params, int *code, char err[WEIR_ERROR_SIZE]);

void rpc_client_close(struct rpc_client *client);

#endif
