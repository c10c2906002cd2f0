/* The command line. */
#ifndef WEIR_SERVER_OPTIONS_H
#define WEIR_SERVER_OPTIONS_H

#include <stdbool.h>

#include "config.h"
#include "log.h"

enum server_command { COMMAND_HELP, COMMAND_VERSION, COMMAND_RUN, COMMAND_STATUS, COMMAND_LIFT, COMMAND_STOP, COMMAND_RESET };

struct server_options {
    enum server_command command;
    struct weir_config config;
    enum weir_log_level log_level;
    bool json;
};

/* False with err filled when the arguments make no sense. */
bool options_parse(int argc, char **argv, struct server_options *out, char err[WEIR_ERROR_SIZE]);

extern const char options_help[];

#endif
