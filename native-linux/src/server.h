/* The interceptor's process: one thread, one epoll loop. */
#ifndef WEIR_SERVER_H
#define WEIR_SERVER_H

#include "config.h"
#include "log.h"

enum server_exit {
    SERVER_EXIT_OK = 0,
    SERVER_EXIT_FAILED = 1,      /* a system call or the kernel refused something; the message says what */
    SERVER_EXIT_USAGE = 2,
    SERVER_EXIT_NOT_RUNNING = 3, /* status, lift, stop: there is no interceptor */
    SERVER_EXIT_NOT_ALLOWED = 4, /* not root, or the interceptor does not let this user */
    SERVER_EXIT_HELD = 5,        /* another interceptor has this folder or this network namespace */
};

/* Runs until SIGTERM, SIGINT, SIGHUP or shutdown; undoes everything before it returns. */
int server_run(const struct weir_config *config, const struct weir_log *log);

#endif
