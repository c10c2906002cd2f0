#include <stdio.h>
#include <unistd.h>

#include "server.h"
#include "server_commands.h"
#include "server_options.h"
#include "rpc_message.h"
#include "server_status.h"

static int need_root(const char *what) {
    fprintf(stderr, "weir-interceptor: must run as root: %s\n", what);
    return SERVER_EXIT_NOT_ALLOWED;
}

int main(int argc, char **argv) {
    struct server_options options;
    char err[WEIR_ERROR_SIZE] = "";
    if (!options_parse(argc, argv, &options, err)) {
        fprintf(stderr, "weir-interceptor: %s\nTry: weir-interceptor --help\n", err);
        return SERVER_EXIT_USAGE;
    }
    const struct weir_log log = log_open(options.log_level);
    switch (options.command) {
    case COMMAND_HELP:
        fputs(options_help, stdout);
        return SERVER_EXIT_OK;
    case COMMAND_VERSION:
        printf("%s %s, protocol %d\n", SERVER_NAME, SERVER_VERSION, RPC_PROTOCOL);
        return SERVER_EXIT_OK;
    case COMMAND_RUN:
        return geteuid() != 0 ? need_root("redirecting connections needs the kernel's network administration rights")
                              : server_run(&options.config, &log);
    case COMMAND_STATUS:
        return command_status(&options.config, options.json);
    case COMMAND_LIFT:
        return geteuid() != 0 ? need_root("lift changes what is captured") : command_lift(&options.config);
    case COMMAND_STOP:
        return geteuid() != 0 ? need_root("stop ends a process of root") : command_stop(&options.config);
    case COMMAND_RESET:
        return geteuid() != 0 ? need_root("reset changes the kernel's tables") : command_reset(&options.config);
    }
    return SERVER_EXIT_USAGE;
}
