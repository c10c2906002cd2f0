#include "check.h"
#include "session_state.h"

/* Ways into each state, then each event, then what must come of it. */
static struct session_actions step(struct session *s, struct session_input input) {
    return session_step(s, &input);
}

static struct session_actions simple(struct session *s, enum session_event event, uint64_t now_ms) {
    return step(s, (struct session_input){.event = event, .now_ms = now_ms, .since_ms = now_ms < 3000 ? 0 : now_ms - 3000, .reason = "because"});
}

static struct session_actions apply(struct session *s, uint64_t revision, enum weir_mode mode, bool empty, uint64_t now_ms) {
    return step(s, (struct session_input){.event = SESSION_APPLIED, .now_ms = now_ms, .revision = revision, .mode = mode, .empty = empty});
}

static struct session capturing(enum weir_mode mode) {
    struct session s = {0};
    simple(&s, SESSION_HELLO, 0);
    simple(&s, SESSION_TOOK_LISTENERS, 0);
    apply(&s, 1, mode, false, 0);
    CHECK_INT(s.state, SESSION_CAPTURING);
    CHECK_INT(s.arming, WEIR_ARMED);
    return s;
}

#define NO_ARM (-1)
static void expect(int line, const char *what, const struct session *s, struct session_actions got, enum session_state state, int arm, bool drain, bool clear) {
    if (s->state != state || got.arm != (arm != NO_ARM) || (got.arm && (int)got.arming != arm) || got.drain != drain || got.clear != clear) {
        fprintf(stderr, "line %d, %s: state %s (expected %s), arm %d/%d (expected %d), drain %d (%d), clear %d (%d)\n", line, what,
                session_state_name(s->state), session_state_name(state), got.arm, (int)got.arming, arm, got.drain, drain, got.clear, clear);
        exit(1);
    }
}
#define EXPECT(s, actions, state, arm, drain, clear) expect(__LINE__, #actions, &(s), actions, state, arm, drain, clear)

/* One row: from capturing in that mode, this event at 10 s. */
static void table_from_capturing(void) {
    static const struct {
        enum weir_mode mode;
        enum session_event event;
        enum session_state state;
        int arm;
        bool drain, clear;
    } rows[] = {
        {WEIR_OPEN, SESSION_HELLO, SESSION_LIFTED, WEIR_DISARMED, true, true}, /* cannot happen: hello is refused; if it did: the safe side */
        {WEIR_OPEN, SESSION_TOOK_LISTENERS, SESSION_CAPTURING, NO_ARM, false, false},
        {WEIR_OPEN, SESSION_GONE, SESSION_LIFTED, WEIR_DISARMED, true, true},
        {WEIR_OPEN, SESSION_HUNG, SESSION_LIFTED, WEIR_DISARMED, true, false},
        {WEIR_OPEN, SESSION_ANSWERS, SESSION_CAPTURING, NO_ARM, false, false},
        {WEIR_OPEN, SESSION_OVERLOADED, SESSION_LIFTED, WEIR_DISARMED, true, false},
        {WEIR_OPEN, SESSION_RELIEVED, SESSION_CAPTURING, NO_ARM, false, false},
        {WEIR_OPEN, SESSION_LIFT, SESSION_IDLE, WEIR_DISARMED, false, true},
        {WEIR_OPEN, SESSION_BROKEN, SESSION_LIFTED, WEIR_DISARMED, false, false},
        {WEIR_OPEN, SESSION_TIME, SESSION_CAPTURING, NO_ARM, false, false},
        {WEIR_HOLD, SESSION_TOOK_LISTENERS, SESSION_CAPTURING, NO_ARM, false, false},
        {WEIR_HOLD, SESSION_GONE, SESSION_HOLDING, NO_ARM, false, false},
        {WEIR_HOLD, SESSION_HUNG, SESSION_HOLDING, NO_ARM, false, false},
        {WEIR_HOLD, SESSION_ANSWERS, SESSION_CAPTURING, NO_ARM, false, false},
        {WEIR_HOLD, SESSION_OVERLOADED, SESSION_LIFTED, WEIR_DISARMED, true, false},
        {WEIR_HOLD, SESSION_RELIEVED, SESSION_CAPTURING, NO_ARM, false, false},
        {WEIR_HOLD, SESSION_LIFT, SESSION_IDLE, WEIR_DISARMED, false, true},
        {WEIR_HOLD, SESSION_BROKEN, SESSION_LIFTED, WEIR_DISARMED, false, false},
        {WEIR_HOLD, SESSION_TIME, SESSION_CAPTURING, NO_ARM, false, false},
        {WEIR_CLOSED, SESSION_TOOK_LISTENERS, SESSION_CAPTURING, NO_ARM, false, false},
        {WEIR_CLOSED, SESSION_GONE, SESSION_GUARDING, WEIR_REFUSING, true, false},
        {WEIR_CLOSED, SESSION_HUNG, SESSION_GUARDING, WEIR_REFUSING, true, false},
        {WEIR_CLOSED, SESSION_ANSWERS, SESSION_CAPTURING, NO_ARM, false, false},
        {WEIR_CLOSED, SESSION_OVERLOADED, SESSION_GUARDING, WEIR_REFUSING, true, false},
        {WEIR_CLOSED, SESSION_RELIEVED, SESSION_CAPTURING, NO_ARM, false, false},
        {WEIR_CLOSED, SESSION_LIFT, SESSION_IDLE, WEIR_DISARMED, false, true},
        {WEIR_CLOSED, SESSION_BROKEN, SESSION_LIFTED, WEIR_DISARMED, false, false},
        {WEIR_CLOSED, SESSION_TIME, SESSION_CAPTURING, NO_ARM, false, false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char what[64];
        struct session s = capturing(rows[i].mode);
        struct session_actions got = simple(&s, rows[i].event, 10000);
        snprintf(what, sizeof what, "row %zu (mode %d, event %d)", i, (int)rows[i].mode, (int)rows[i].event);
        expect(__LINE__, what, &s, got, rows[i].state, rows[i].arm, rows[i].drain, rows[i].clear);
    }
}

static void idle_stays_idle(void) {
    for (int event = SESSION_HELLO; event <= SESSION_TIME; event++) {
        if (event == SESSION_APPLIED)
            continue;
        struct session s = {0};
        EXPECT(s, simple(&s, (enum session_event)event, 10), SESSION_IDLE, NO_ARM, false, event == SESSION_LIFT);
    }
    struct session s = {0};
    simple(&s, SESSION_HELLO, 0);
    EXPECT(s, apply(&s, 1, WEIR_OPEN, true, 0), SESSION_IDLE, NO_ARM, false, false);
    EXPECT(s, simple(&s, SESSION_GONE, 5), SESSION_IDLE, NO_ARM, false, false);
}

static void open_forgets_the_scope_with_its_engine(void) {
    struct session s = capturing(WEIR_OPEN);
    simple(&s, SESSION_GONE, 100);
    CHECK_TEXT(s.reason, "engine lost: connection closed");
    CHECK(session_drains(&s));
    EXPECT(s, simple(&s, SESSION_HELLO, 200), SESSION_LIFTED, NO_ARM, false, false);
    EXPECT(s, simple(&s, SESSION_TOOK_LISTENERS, 210), SESSION_LIFTED, NO_ARM, false, false);
    CHECK(!session_drains(&s));
    CHECK_INT(s.session_revision, 0); /* the new session counts from the beginning */
    EXPECT(s, apply(&s, 1, WEIR_OPEN, false, 220), SESSION_CAPTURING, NO_ARM, false, false);
    CHECK_TEXT(s.reason, "");
}

static void hung_engine_that_answers_is_armed_again(void) {
    struct session s = capturing(WEIR_OPEN);
    simple(&s, SESSION_HUNG, 10000);
    CHECK_TEXT(s.reason, "engine hung: no heartbeat for 3000 ms");
    CHECK(session_drains(&s));
    EXPECT(s, simple(&s, SESSION_TIME, 20000), SESSION_LIFTED, NO_ARM, false, false);
    EXPECT(s, simple(&s, SESSION_ANSWERS, 20100), SESSION_CAPTURING, WEIR_ARMED, false, false);
    CHECK_TEXT(s.reason, "");
    CHECK(!session_drains(&s));
    simple(&s, SESSION_HUNG, 30000); /* and one that dies instead */
    EXPECT(s, simple(&s, SESSION_GONE, 30100), SESSION_LIFTED, NO_ARM, false, true);
}

static void overload_and_hanging_must_both_be_over(void) {
    for (int closed = 0; closed < 2; closed++) {
        enum session_state trouble = closed ? SESSION_GUARDING : SESSION_LIFTED;
        struct session s = capturing(closed ? WEIR_CLOSED : WEIR_OPEN);
        simple(&s, SESSION_OVERLOADED, 100);
        EXPECT(s, simple(&s, SESSION_HUNG, 4000), trouble, NO_ARM, false, false);
        EXPECT(s, simple(&s, SESSION_RELIEVED, 4100), trouble, NO_ARM, false, false);
        EXPECT(s, simple(&s, SESSION_ANSWERS, 4200), SESSION_CAPTURING, WEIR_ARMED, false, false);
    }
}

static void an_apply_while_overloaded_does_not_capture(void) {
    struct session s = {0};
    simple(&s, SESSION_HELLO, 0);
    simple(&s, SESSION_TOOK_LISTENERS, 0);
    simple(&s, SESSION_OVERLOADED, 0);
    EXPECT(s, apply(&s, 1, WEIR_OPEN, false, 10), SESSION_LIFTED, WEIR_DISARMED, false, false);
    EXPECT(s, simple(&s, SESSION_RELIEVED, 20), SESSION_CAPTURING, WEIR_ARMED, false, false);
}

static void hold_waits_five_seconds_from_the_loss(void) {
    struct session s = capturing(WEIR_HOLD);
    simple(&s, SESSION_GONE, 10000);
    CHECK(!session_drains(&s)); /* the backlog is for the next engine */
    EXPECT(s, simple(&s, SESSION_TIME, 14999), SESSION_HOLDING, NO_ARM, false, false);
    EXPECT(s, simple(&s, SESSION_TIME, 15000), SESSION_LIFTED, WEIR_DISARMED, true, true);
    CHECK(session_drains(&s));
}

static void hold_ends_well_with_a_new_engine(void) {
    struct session s = capturing(WEIR_HOLD);
    simple(&s, SESSION_GONE, 10000);
    EXPECT(s, simple(&s, SESSION_HELLO, 12000), SESSION_HOLDING, NO_ARM, false, false);
    EXPECT(s, simple(&s, SESSION_TOOK_LISTENERS, 12010), SESSION_HOLDING, NO_ARM, false, false);
    EXPECT(s, apply(&s, 1, WEIR_HOLD, false, 12020), SESSION_CAPTURING, NO_ARM, false, false);
    EXPECT(s, simple(&s, SESSION_TIME, 60000), SESSION_CAPTURING, NO_ARM, false, false);
}

static void hold_does_not_wait_for_an_engine_that_says_hello_and_no_more(void) {
    struct session s = capturing(WEIR_HOLD);
    simple(&s, SESSION_GONE, 10000);
    simple(&s, SESSION_HELLO, 12000);
    EXPECT(s, simple(&s, SESSION_TIME, 15000), SESSION_LIFTED, WEIR_DISARMED, true, true);
    EXPECT(s, apply(&s, 1, WEIR_HOLD, false, 15100), SESSION_CAPTURING, NO_ARM, false, false);
}

static void hold_counts_the_time_without_heartbeat(void) {
    struct session s = capturing(WEIR_HOLD);
    step(&s, (struct session_input){.event = SESSION_HUNG, .now_ms = 10000, .since_ms = 7000});
    EXPECT(s, simple(&s, SESSION_TIME, 11999), SESSION_HOLDING, NO_ARM, false, false);
    EXPECT(s, simple(&s, SESSION_GONE, 11999), SESSION_HOLDING, NO_ARM, false, false); /* dying does not prolong it */
    EXPECT(s, simple(&s, SESSION_TIME, 12000), SESSION_LIFTED, WEIR_DISARMED, true, true);

    s = capturing(WEIR_HOLD);
    step(&s, (struct session_input){.event = SESSION_HUNG, .now_ms = 10000, .since_ms = 7000});
    EXPECT(s, simple(&s, SESSION_ANSWERS, 11000), SESSION_CAPTURING, NO_ARM, false, false);
    EXPECT(s, simple(&s, SESSION_TIME, 13000), SESSION_CAPTURING, NO_ARM, false, false);

    s = capturing(WEIR_HOLD);
    step(&s, (struct session_input){.event = SESSION_HUNG, .now_ms = 10000, .since_ms = 7000});
    EXPECT(s, simple(&s, SESSION_TIME, 12000), SESSION_LIFTED, WEIR_DISARMED, true, false); /* it may still wake */
    EXPECT(s, simple(&s, SESSION_ANSWERS, 30000), SESSION_CAPTURING, WEIR_ARMED, false, false);
}

/* Once lifted, a loss of another kind must not begin to hold. */
static void lifted_does_not_become_holding(void) {
    struct session s = capturing(WEIR_HOLD);
    simple(&s, SESSION_OVERLOADED, 10000);
    EXPECT(s, simple(&s, SESSION_HUNG, 13000), SESSION_LIFTED, NO_ARM, false, false);
    EXPECT(s, simple(&s, SESSION_RELIEVED, 13100), SESSION_LIFTED, NO_ARM, false, false);
    EXPECT(s, simple(&s, SESSION_GONE, 13200), SESSION_LIFTED, NO_ARM, false, true);
    s = capturing(WEIR_HOLD);
    step(&s, (struct session_input){.event = SESSION_HUNG, .now_ms = 10000, .since_ms = 7000});
    simple(&s, SESSION_OVERLOADED, 10100);
    EXPECT(s, simple(&s, SESSION_RELIEVED, 10200), SESSION_LIFTED, NO_ARM, false, false);
}

static void closed_guards_until_lifted(void) {
    struct session s = capturing(WEIR_CLOSED);
    simple(&s, SESSION_GONE, 10000);
    EXPECT(s, simple(&s, SESSION_TIME, 10000000), SESSION_GUARDING, NO_ARM, false, false);
    EXPECT(s, simple(&s, SESSION_HELLO, 10000100), SESSION_GUARDING, NO_ARM, false, false);
    EXPECT(s, simple(&s, SESSION_GONE, 10000200), SESSION_GUARDING, NO_ARM, false, false);
    EXPECT(s, simple(&s, SESSION_LIFT, 10000300), SESSION_IDLE, WEIR_DISARMED, false, true);
    CHECK_TEXT(s.reason, "because");
}

static void closed_ends_with_the_next_apply(void) {
    struct session s = capturing(WEIR_CLOSED);
    simple(&s, SESSION_GONE, 10000);
    simple(&s, SESSION_HELLO, 11000);
    EXPECT(s, apply(&s, 3, WEIR_OPEN, false, 11100), SESSION_CAPTURING, NO_ARM, false, false);
    simple(&s, SESSION_GONE, 12000);
    CHECK_INT(s.state, SESSION_LIFTED); /* the new mode counts */
    s = capturing(WEIR_CLOSED);
    simple(&s, SESSION_GONE, 10000);
    simple(&s, SESSION_HELLO, 11000);
    EXPECT(s, apply(&s, 3, WEIR_CLOSED, true, 11100), SESSION_IDLE, NO_ARM, false, false);
}

static void closed_hung_engine_that_answers_is_armed_again(void) {
    struct session s = capturing(WEIR_CLOSED);
    simple(&s, SESSION_HUNG, 10000);
    EXPECT(s, simple(&s, SESSION_ANSWERS, 12000), SESSION_CAPTURING, WEIR_ARMED, false, false);
}

static void broken_until_the_next_apply(void) {
    struct session s = capturing(WEIR_CLOSED);
    simple(&s, SESSION_BROKEN, 100);
    CHECK_TEXT(s.reason, "because");
    EXPECT(s, simple(&s, SESSION_ANSWERS, 200), SESSION_LIFTED, NO_ARM, false, false);
    EXPECT(s, simple(&s, SESSION_RELIEVED, 300), SESSION_LIFTED, NO_ARM, false, false);
    EXPECT(s, apply(&s, 2, WEIR_CLOSED, false, 400), SESSION_CAPTURING, NO_ARM, false, false);
}

static void lift_while_nobody_accepts_resets_the_backlog(void) {
    struct session s = capturing(WEIR_HOLD);
    simple(&s, SESSION_GONE, 10000);
    EXPECT(s, simple(&s, SESSION_LIFT, 11000), SESSION_IDLE, WEIR_DISARMED, true, true);
}

static void a_guard_from_an_earlier_run_guards_on(void) {
    struct session s = {0};
    session_found_guard(&s);
    CHECK_INT(s.state, SESSION_GUARDING);
    CHECK_INT(s.mode, WEIR_CLOSED);
    EXPECT(s, simple(&s, SESSION_TIME, 100), SESSION_GUARDING, NO_ARM, false, false);
    EXPECT(s, simple(&s, SESSION_HELLO, 200), SESSION_GUARDING, NO_ARM, false, false);
    EXPECT(s, simple(&s, SESSION_LIFT, 300), SESSION_IDLE, WEIR_DISARMED, false, true);
}

static void revisions(void) {
    struct session s = capturing(WEIR_OPEN);
    apply(&s, 7, WEIR_OPEN, false, 10);
    CHECK_INT(s.session_revision, 7);
    simple(&s, SESSION_LIFT, 20);
    CHECK_INT(s.session_revision, 7); /* a lift does not open the way for old news */
    simple(&s, SESSION_GONE, 30);
    simple(&s, SESSION_HELLO, 40);
    CHECK_INT(s.session_revision, 0);
    CHECK_INT(s.revision, 0);
}

/* Whatever happens in whatever order: what must never be. */
static void invariants_hold_in_any_order(void) {
    uint64_t seed = 7;
    for (int round = 0; round < 3000; round++) {
        struct session s = {0};
        uint64_t now = 1000, trouble_since = 0, revision = 0;
        for (int i = 0; i < 60; i++) {
            seed = seed * 6364136223846793005u + 1442695040888963407u;
            enum session_event event = (enum session_event)((seed >> 33) % (SESSION_TIME + 1));
            now += (seed >> 40) % 2000;
            if (event == SESSION_HELLO && s.engine)
                continue;
            if ((event == SESSION_TOOK_LISTENERS || event == SESSION_APPLIED || event == SESSION_HUNG || event == SESSION_GONE) && !s.engine)
                continue;
            struct session before = s;
            struct session_actions got = event == SESSION_APPLIED ? apply(&s, ++revision, (enum weir_mode)((seed >> 50) % 3), (seed >> 55) % 4 == 0, now)
                                                                  : simple(&s, event, now);
            bool healthy = s.engine && s.owned && !s.hung && !s.overloaded && !s.broken;
            CHECK(s.state != SESSION_CAPTURING || (healthy && s.scope));
            CHECK(!(healthy && s.scope) || s.state == SESSION_CAPTURING);
            CHECK((s.arming == WEIR_ARMED) == (s.state == SESSION_CAPTURING || s.state == SESSION_HOLDING));
            CHECK((s.arming == WEIR_REFUSING) == (s.state == SESSION_GUARDING));
            CHECK(s.state != SESSION_HOLDING || (s.mode == WEIR_HOLD && now < s.hold_until_ms));
            CHECK(s.state != SESSION_GUARDING || s.mode == WEIR_CLOSED);
            CHECK(!session_drains(&s) || s.arming != WEIR_ARMED);
            CHECK(got.changed || s.state == before.state);
            /* Without a healthy engine, open and hold keep new connections for at most 5 s. */
            trouble_since = healthy || s.arming != WEIR_ARMED ? 0 : trouble_since == 0 ? now : trouble_since;
            CHECK(trouble_since == 0 || now < trouble_since + SESSION_HOLD_MS);
        }
    }
}

int main(void) {
    table_from_capturing();
    idle_stays_idle();
    open_forgets_the_scope_with_its_engine();
    hung_engine_that_answers_is_armed_again();
    overload_and_hanging_must_both_be_over();
    an_apply_while_overloaded_does_not_capture();
    hold_waits_five_seconds_from_the_loss();
    hold_ends_well_with_a_new_engine();
    hold_does_not_wait_for_an_engine_that_says_hello_and_no_more();
    hold_counts_the_time_without_heartbeat();
    lifted_does_not_become_holding();
    closed_guards_until_lifted();
    closed_ends_with_the_next_apply();
    closed_hung_engine_that_answers_is_armed_again();
    broken_until_the_next_apply();
    lift_while_nobody_accepts_resets_the_backlog();
    a_guard_from_an_earlier_run_guards_on();
    revisions();
    invariants_hold_in_any_order();
    return 0;
}
