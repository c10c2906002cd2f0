/*
 * Is the engine's data path alive? (docs/protocol.md, "heartbeat".) Pure part: tokens, times, verdicts. Times are milliseconds of CLOCK_MONOTONIC.
 */
#ifndef WEIR_WATCHDOG_H
#define WEIR_WATCHDOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define WATCHDOG_INTERVAL_MS 500 /* six chances before the verdict */
#define WATCHDOG_LIMIT_MS 3000   /* no good heartbeat for so long: hung; also how old a token may be */
#define WATCHDOG_TOKENS 8
#define WATCHDOG_TOKEN_SIZE 33 /* 32 hex digits and a NUL */
/* An engine that does not answer gets no further requests: it would find hours of them in its socket when it wakes. */
#define WATCHDOG_UNANSWERED 8

struct watchdog {
    struct {
        char text[WATCHDOG_TOKEN_SIZE];
        uint64_t sent_ms;
    } tokens[WATCHDOG_TOKENS];
    unsigned next;
    uint64_t seq;           /* of the last request */
    uint64_t answered_seq;  /* highest that was answered */
    uint64_t last_good_ms;
    uint64_t last_check_ms;
    bool hung;
};

/* A new engine: it has WATCHDOG_LIMIT_MS for its first good heartbeat. */
void watchdog_start(struct watchdog *watchdog, uint64_t now_ms);

/* May another request be sent? */
bool watchdog_may_ask(const struct watchdog *watchdog);

/* Notes a token that was sent just now; returns the request's seq. */
uint64_t watchdog_sent(struct watchdog *watchdog, const char token[WATCHDOG_TOKEN_SIZE], uint64_t now_ms);

/* An answer came. True when it is good; *recovered when the engine had been called hung. */
bool watchdog_answer(struct watchdog *watchdog, uint64_t seq, const char *canary, uint64_t now_ms, bool *recovered);

/* To be called every WATCHDOG_INTERVAL_MS. True once, when the engine turns out to be hung. If we ourselves did not run for a while, that
 * while is not held against the engine. */
bool watchdog_check(struct watchdog *watchdog, uint64_t now_ms);

#endif
