/* The subcommands that talk to a running interceptor. Each returns an exit code (enum server_exit) and has said what there is to say. */
#ifndef WEIR_SERVER_COMMANDS_H
#define WEIR_SERVER_COMMANDS_H

#include <stdbool.h>

#include "config.h"

int command_status(const struct weir_config *config, bool json);
int command_lift(const struct weir_config *config);
int command_stop(const struct weir_config *config);

/* Needs neither engine nor a healthy interceptor. Idempotent. */
int command_reset(const struct weir_config *config);

#endif
