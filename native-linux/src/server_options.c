#include "server_options.h"

#include <errno.h>
#include <getopt.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char options_help[] =
    "weir-interceptor COMMAND [options]\n"
    "\n"
    "Redirects this network namespace's connections to Weir's engine, for as long as it runs and the engine answers.\n"
    "\n"
    "Commands:\n"
    "  run      run in the foreground until SIGTERM; undoes everything before it ends\n"
    "  status   say what is captured\n"
    "  lift     let new connections go direct from now on; removes the guard of mode \"closed\"\n"
    "  stop     end the running interceptor\n"
    "  reset    end the running interceptor however it is, and undo everything of ours in this network namespace\n"
    "\n"
    "Options:\n"
    "  --run-dir DIR        folder of socket and lock (/run/weir)\n"
    "  --json               status: as JSON\n"
    "  --log-level LEVEL    error, warning, info (default) or debug\n"
    "  --version, --help\n"
    "Of run and reset:\n"
    "  --engine-uid N       the engine's user: may connect, is never captured (61001)\n"
    "  --engine-gid N       group of the socket (that user's group)\n"
    "  --capture-bit HEX    mark bit of captured sockets (0x10000000)\n"
    "  --reroute-bit HEX    mark bit of re-routed packets (0x02000000)\n"
    "  --table N            routing table (7769)\n"
    "  --priority N         priority of the routing rule (7769)\n"
    "  --no-ebpf            do not use eBPF: owners of connections are then found with less certainty\n"
    "\n"
    "Exit codes: 0 done; 1 a system call or the kernel refused something; 2 wrong arguments; 3 no interceptor is running;\n"
    "4 not allowed; 5 another interceptor has this folder or this network namespace.\n";

static bool number(const char *text, unsigned long max, unsigned long *out) {
    char *end;
    if (*text < '0' || *text > '9')
        return false;
    errno = 0;
    *out = strtoul(text, &end, 0);
    return errno == 0 && *end == '\0' && *out <= max;
}

static bool one_bit(unsigned long value) {
    return value != 0 && (value & (value - 1)) == 0;
}

static bool parse_command(const char *name, enum server_command *out) {
    static const struct {
        const char *name;
        enum server_command command;
    } commands[] = {{"run", COMMAND_RUN},     {"status", COMMAND_STATUS}, {"lift", COMMAND_LIFT},       {"stop", COMMAND_STOP},
                    {"reset", COMMAND_RESET}, {"help", COMMAND_HELP},     {"version", COMMAND_VERSION}};
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        if (strcmp(name, commands[i].name) == 0) {
            *out = commands[i].command;
            return true;
        }
    }
    return false;
}

enum option_id { RUN_DIR = 256, ENGINE_UID, ENGINE_GID, CAPTURE_BIT, REROUTE_BIT, TABLE, PRIORITY, NO_EBPF, LOG_LEVEL, JSON, VERSION };

static const struct option long_options[] = {
    {"run-dir", required_argument, NULL, RUN_DIR},         {"engine-uid", required_argument, NULL, ENGINE_UID},
    {"engine-gid", required_argument, NULL, ENGINE_GID},   {"capture-bit", required_argument, NULL, CAPTURE_BIT},
    {"reroute-bit", required_argument, NULL, REROUTE_BIT}, {"table", required_argument, NULL, TABLE},
    {"priority", required_argument, NULL, PRIORITY},       {"no-ebpf", no_argument, NULL, NO_EBPF},
    {"log-level", required_argument, NULL, LOG_LEVEL},     {"json", no_argument, NULL, JSON},
    {"version", no_argument, NULL, VERSION},               {"help", no_argument, NULL, 'h'},
    {NULL, 0, NULL, 0},
};

/* One option; false when its value makes no sense. */
static bool take(struct server_options *out, int option, const char *value, bool *gid_given) {
    struct weir_config *config = &out->config;
    unsigned long n;
    switch (option) {
    case RUN_DIR:
        config->run_dir = value;
        return value[0] == '/';
    case ENGINE_UID: /* root is not an engine without privileges; 2^32-1 is nobody's id */
        config->engine_uid = number(value, UINT32_MAX - 1ul, &n) ? (uid_t)n : 0;
        return config->engine_uid != 0;
    case ENGINE_GID:
        *gid_given = number(value, UINT32_MAX - 1ul, &n);
        config->engine_gid = (gid_t)n;
        return *gid_given;
    case CAPTURE_BIT:
        config->capture_bit = number(value, UINT32_MAX, &n) && one_bit(n) ? (uint32_t)n : 0;
        return config->capture_bit != 0;
    case REROUTE_BIT:
        config->reroute_bit = number(value, UINT32_MAX, &n) && one_bit(n) ? (uint32_t)n : 0;
        return config->reroute_bit != 0;
    case TABLE: /* 253 to 255 are the system's own tables, 0 is none */
        config->route_table = number(value, UINT32_MAX, &n) && (n < 253 || n > 255) ? (uint32_t)n : 0;
        return config->route_table != 0;
    case PRIORITY: /* 0 is the local table, from 32766 on rules are never reached */
        config->rule_priority = number(value, 32765, &n) ? (uint32_t)n : 0;
        return config->rule_priority != 0;
    case NO_EBPF:
        config->no_ebpf = true;
        return true;
    case LOG_LEVEL:
        return log_level_parse(value, &out->log_level);
    case JSON:
        out->json = true;
        return true;
    default:
        return false;
    }
}

bool options_parse(int argc, char **argv, struct server_options *out, char err[WEIR_ERROR_SIZE]) {
    *out = (struct server_options){.log_level = WEIR_LOG_INFO,
                                   .config = {.capture_bit = WEIR_CAPTURE_BIT,
                                              .reroute_bit = WEIR_REROUTE_BIT,
                                              .route_table = WEIR_ROUTE_TABLE,
                                              .rule_priority = WEIR_RULE_PRIORITY,
                                              .engine_uid = WEIR_ENGINE_UID,
                                              .run_dir = "/run/weir"}};
    bool gid_given = false;
    int option, index = -1;
    optind = 0;
    while ((option = getopt_long(argc, argv, ":h", long_options, &index)) != -1) {
        if (option == 'h' || option == VERSION) {
            out->command = option == 'h' ? COMMAND_HELP : COMMAND_VERSION;
            return true;
        }
        if (option == '?' || option == ':') {
            snprintf(err, WEIR_ERROR_SIZE, "%.100s: %s", argv[optind - 1], option == ':' ? "needs a value" : "unknown option");
            return false;
        }
        if (!take(out, option, optarg, &gid_given)) {
            snprintf(err, WEIR_ERROR_SIZE, "--%s: '%.100s' is not a value it can have", long_options[index].name, optarg);
            return false;
        }
    }
    if (optind != argc - 1 || !parse_command(argv[optind], &out->command)) {
        if (optind == argc)
            snprintf(err, WEIR_ERROR_SIZE, "which command?");
        else
            snprintf(err, WEIR_ERROR_SIZE, "one command, please: '%.100s' is not one or is one too many", argv[argc - 1]);
        return false;
    }
    if (out->config.capture_bit == out->config.reroute_bit) {
        snprintf(err, WEIR_ERROR_SIZE, "--capture-bit and --reroute-bit must differ");
        return false;
    }
    if (!gid_given) {
        const struct passwd *user = getpwuid(out->config.engine_uid);
        out->config.engine_gid = user != NULL ? user->pw_gid : (gid_t)out->config.engine_uid;
    }
    return true;
}
