#include "check.h"
#include "watchdog.h"

static void token(char out[WATCHDOG_TOKEN_SIZE], unsigned n) {
    snprintf(out, WATCHDOG_TOKEN_SIZE, "%032x", n);
}

static uint64_t send(struct watchdog *watchdog, unsigned n, uint64_t now_ms) {
    char text[WATCHDOG_TOKEN_SIZE];
    token(text, n);
    return watchdog_sent(watchdog, text, now_ms);
}

static bool answer(struct watchdog *watchdog, uint64_t seq, unsigned n, uint64_t now_ms, bool *recovered) {
    char text[WATCHDOG_TOKEN_SIZE];
    token(text, n);
    return watchdog_answer(watchdog, seq, text, now_ms, recovered);
}

static void a_good_engine_is_never_hung(void) {
    struct watchdog w;
    bool recovered;
    watchdog_start(&w, 1000);
    for (unsigned i = 1; i < 1000; i++) {
        uint64_t now = 1000 + i * WATCHDOG_INTERVAL_MS;
        CHECK(!watchdog_check(&w, now));
        CHECK(watchdog_may_ask(&w));
        uint64_t seq = send(&w, i, now);
        bool good = answer(&w, seq, i - 1, now + 10, &recovered); /* the token before: this one is still under way */
        CHECK_INT(good, i > 1);
        CHECK(!recovered);
    }
}

static void silence_is_hung_once(void) {
    struct watchdog w;
    watchdog_start(&w, 0);
    for (uint64_t now = 500; now < 3000; now += 500) {
        CHECK(!watchdog_check(&w, now));
        send(&w, (unsigned)now, now);
    }
    CHECK(watchdog_check(&w, 3000));
    CHECK(!watchdog_check(&w, 3500));
}

static void answering_without_reading_the_data_path_is_hung(void) {
    struct watchdog w;
    bool recovered, hung = false;
    watchdog_start(&w, 0);
    for (uint64_t now = 500; now <= 4000 && !hung; now += 500) {
        hung = watchdog_check(&w, now);
        uint64_t seq = send(&w, (unsigned)now, now);
        CHECK(!watchdog_answer(&w, seq, "", now + 1, &recovered));
    }
    CHECK(hung);
}

static void an_old_token_is_not_good(void) {
    struct watchdog w;
    bool recovered;
    watchdog_start(&w, 0);
    uint64_t seq = send(&w, 1, 500);
    CHECK(!answer(&w, seq, 1, 500 + WATCHDOG_LIMIT_MS + 1, &recovered));
    CHECK(answer(&w, seq, 1, 500 + WATCHDOG_LIMIT_MS, &recovered));
    for (unsigned n = 2; n <= WATCHDOG_TOKENS + 1; n++) /* the first one is pushed out */
        seq = send(&w, n, 600);
    CHECK(!answer(&w, seq, 1, 700, &recovered));
    CHECK(answer(&w, seq, 2, 700, &recovered));
}

static void an_answer_to_no_question_is_not_good(void) {
    struct watchdog w;
    bool recovered;
    watchdog_start(&w, 0);
    CHECK(!answer(&w, 1, 0, 100, &recovered));
    uint64_t seq = send(&w, 5, 500);
    CHECK(!answer(&w, seq + 1, 5, 600, &recovered));
    CHECK(!answer(&w, 0, 5, 600, &recovered));
    CHECK(!answer(&w, UINT64_MAX, 5, 600, &recovered));
}

static void a_hung_engine_recovers(void) {
    struct watchdog w;
    bool recovered;
    watchdog_start(&w, 0);
    uint64_t seq = 0;
    for (uint64_t now = 500; now <= 3500; now += 500) {
        watchdog_check(&w, now);
        seq = send(&w, (unsigned)now, now);
    }
    CHECK(w.hung);
    CHECK(answer(&w, seq, 3500, 3600, &recovered));
    CHECK(recovered);
    CHECK(!watchdog_check(&w, 4000));
}

static void a_sleeping_engine_is_not_buried_in_requests(void) {
    struct watchdog w;
    bool recovered;
    watchdog_start(&w, 0);
    unsigned asked = 0;
    for (unsigned i = 0; i < 1000; i++) {
        if (watchdog_may_ask(&w)) {
            send(&w, i, i * 500ull);
            asked++;
        }
    }
    CHECK_INT(asked, WATCHDOG_UNANSWERED);
    answer(&w, 1, 0, 500000, &recovered); /* it wakes and answers the first */
    CHECK(watchdog_may_ask(&w));
}

/* SIGSTOP of the interceptor, or a machine without time for it: not the engine's fault. */
static void our_own_absence_is_not_held_against_the_engine(void) {
    struct watchdog w;
    bool recovered;
    watchdog_start(&w, 0);
    watchdog_check(&w, 500);
    uint64_t seq = send(&w, 1, 500);
    CHECK(answer(&w, seq, 1, 510, &recovered));
    CHECK(!watchdog_check(&w, 60000));
    CHECK(!watchdog_check(&w, 60500));
    CHECK(!watchdog_check(&w, 61000));
    uint64_t now = 61000;
    while (!watchdog_check(&w, now += 500)) {
        CHECK(now < 64000);
    }
    CHECK(now >= 62000);
}

int main(void) {
    a_good_engine_is_never_hung();
    silence_is_hung_once();
    answering_without_reading_the_data_path_is_hung();
    an_old_token_is_not_good();
    an_answer_to_no_question_is_not_good();
    a_hung_engine_recovers();
    a_sleeping_engine_is_not_buried_in_requests();
    our_own_absence_is_not_held_against_the_engine();
    return 0;
}
