/* The connections to our own listeners by which the watchdog sees that the engine accepts and reads. Few, short-lived, never blocking. */
#ifndef WEIR_WATCHDOG_CANARY_H
#define WEIR_WATCHDOG_CANARY_H

#include <stdbool.h>
#include <stdint.h>

#include "watchdog.h"

#define CANARY_SLOTS 8
#define CANARY_LIFE_MS 3000 /* after that its token is worth nothing */

struct canary {
    int fd; /* 0 = free; descriptor 0 is never ours */
    uint64_t opened_ms;
    char token[WATCHDOG_TOKEN_SIZE];
    bool written;
};

struct canaries {
    struct canary slots[CANARY_SLOTS];
    bool next_ipv6;
};

/* Makes a token and a connection with it to 127.0.0.1:tcp4 or [::1]:tcp6, in turns where both are there (0 = absent). The descriptor in
 * *fd is to be polled for writing once (canary_ready). 0 or a negative errno; without a free slot the oldest one is closed. */
int canary_open(struct canaries *canaries, uint16_t tcp4, uint16_t tcp6, uint64_t now_ms, char token[WATCHDOG_TOKEN_SIZE], int *fd);

/* Something happened to fd: writes the token when connected; closes it when the other side did. True while it is to be polled on. */
bool canary_ready(struct canaries *canaries, int fd);

/* Closes those that are too old. */
void canary_sweep(struct canaries *canaries, uint64_t now_ms);
void canary_close_all(struct canaries *canaries);

/* 32 hex digits of the kernel's randomness; false when it has none. */
bool random_token(char token[WATCHDOG_TOKEN_SIZE]);

#endif
