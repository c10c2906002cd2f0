#include "watchdog.h"

#include <string.h>

void watchdog_start(struct watchdog *watchdog, uint64_t now_ms) {
    *watchdog = (struct watchdog){.last_good_ms = now_ms, .last_check_ms = now_ms};
}

bool watchdog_may_ask(const struct watchdog *watchdog) {
    return watchdog->seq - watchdog->answered_seq < WATCHDOG_UNANSWERED;
}

uint64_t watchdog_sent(struct watchdog *watchdog, const char token[WATCHDOG_TOKEN_SIZE], uint64_t now_ms) {
    memcpy(watchdog->tokens[watchdog->next].text, token, WATCHDOG_TOKEN_SIZE);
    watchdog->tokens[watchdog->next].sent_ms = now_ms;
    watchdog->next = (watchdog->next + 1) % WATCHDOG_TOKENS;
    return ++watchdog->seq;
}

bool watchdog_answer(struct watchdog *watchdog, uint64_t seq, const char *canary, uint64_t now_ms, bool *recovered) {
    *recovered = false;
    if (seq == 0 || seq > watchdog->seq)
        return false;
    if (seq > watchdog->answered_seq)
        watchdog->answered_seq = seq;
    for (unsigned i = 0; i < WATCHDOG_TOKENS; i++) {
        if (watchdog->tokens[i].text[0] == '\0' || strcmp(watchdog->tokens[i].text, canary) != 0)
            continue;
        if (now_ms - watchdog->tokens[i].sent_ms > WATCHDOG_LIMIT_MS)
            return false;
        watchdog->last_good_ms = now_ms;
        *recovered = watchdog->hung;
        watchdog->hung = false;
        return true;
    }
    return false;
}

bool watchdog_check(struct watchdog *watchdog, uint64_t now_ms) {
    uint64_t gap = now_ms - watchdog->last_check_ms;
    watchdog->last_check_ms = now_ms;
    if (gap > 2 * WATCHDOG_INTERVAL_MS) {
        uint64_t ours = gap - WATCHDOG_INTERVAL_MS;
        watchdog->last_good_ms += ours;
        for (unsigned i = 0; i < WATCHDOG_TOKENS; i++)
            watchdog->tokens[i].sent_ms += ours;
    }
    if (watchdog->hung || now_ms < watchdog->last_good_ms + WATCHDOG_LIMIT_MS)
        return false;
    watchdog->hung = true;
    return true;
}
