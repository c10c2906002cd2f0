#include "session_state.h"

#include <stdio.h>
#include <string.h>

static bool engine_accepts(const struct session *s) {
    return s->engine && s->taken && !s->hung && !s->overloaded;
}

/* Follows from the facts alone, so that no order of events can lead to a state that they do not warrant. */
static enum session_state settle(const struct session *s, uint64_t now_ms) {
    if (!s->scope)
        return s->state == SESSION_LIFTED ? SESSION_LIFTED : SESSION_IDLE;
    if (s->broken)
        return SESSION_LIFTED;
    if (s->engine && s->owned && !s->hung && !s->overloaded)
        return SESSION_CAPTURING;
    switch (s->mode) {
    case WEIR_CLOSED:
        return SESSION_GUARDING;
    case WEIR_HOLD:
        /* Waiting helps against a restart, not against an engine that is full. */
        return !s->overloaded && now_ms < s->hold_until_ms ? SESSION_HOLDING : SESSION_LIFTED;
    case WEIR_OPEN:
        break;
    }
    return SESSION_LIFTED;
}

static enum weir_arming arming_of(enum session_state state) {
    switch (state) {
    case SESSION_CAPTURING:
    case SESSION_HOLDING:
        return WEIR_ARMED;
    case SESSION_GUARDING:
        return WEIR_REFUSING;
    case SESSION_IDLE:
    case SESSION_LIFTED:
        break;
    }
    return WEIR_DISARMED;
}

static void set_reason(struct session *s, const char *reason) {
    snprintf(s->reason, sizeof s->reason, "%s", reason == NULL ? "" : reason);
}

/* The words for why new connections are not captured although somebody asked for it. */
static void explain(struct session *s) {
    if (s->hung) {
        set_reason(s, "engine hung: no heartbeat for 3000 ms");
        s->drain_reason = "engine hung";
    } else if (s->overloaded) {
        set_reason(s, "engine overloaded");
        s->drain_reason = "engine overloaded";
    }
}

static void take_facts(struct session *s, const struct session_input *in, struct session_actions *actions) {
    bool was_capturing = s->state == SESSION_CAPTURING;
    switch (in->event) {
    case SESSION_HELLO:
        s->engine = true;
        s->taken = s->hung = s->overloaded = s->owned = false;
        s->session_revision = 0;
        if (!s->scope)
            s->revision = 0;
        break;
    case SESSION_TOOK_LISTENERS:
        s->taken = true;
        break;
    case SESSION_GONE:
        s->engine = s->taken = s->hung = s->overloaded = s->owned = false;
        if (was_capturing)
            s->hold_until_ms = in->now_ms + SESSION_HOLD_MS;
        if (s->scope)
            set_reason(s, "engine lost: connection closed");
        s->drain_reason = "engine lost";
        break;
    case SESSION_HUNG:
        s->hung = true;
        /* The time without a heartbeat counts: its connections are waiting already. */
        if (was_capturing)
            s->hold_until_ms = in->since_ms + SESSION_HOLD_MS;
        break;
    case SESSION_ANSWERS:
        s->hung = false;
        break;
    case SESSION_OVERLOADED:
        s->overloaded = true;
        s->hold_until_ms = 0;
        break;
    case SESSION_RELIEVED:
        s->overloaded = false;
        break;
    case SESSION_APPLIED:
        s->revision = s->session_revision = in->revision;
        s->mode = in->mode;
        s->scope = !in->empty;
        s->owned = true;
        s->broken = false;
        s->hold_until_ms = 0;
        s->state = s->scope ? s->state : SESSION_IDLE;
        set_reason(s, "");
        break;
    case SESSION_LIFT:
        s->scope = s->broken = false;
        s->state = SESSION_IDLE;
        set_reason(s, in->reason);
        s->drain_reason = "lifted";
        actions->clear = true;
        break;
    case SESSION_BROKEN:
        if (s->scope) {
            s->broken = true;
            set_reason(s, in->reason);
            s->drain_reason = "capture failed";
        }
        break;
    case SESSION_TIME:
        break;
    }
}

struct session_actions session_step(struct session *s, const struct session_input *in) {
    struct session_actions actions = {0};
    const struct session before = *s;
    take_facts(s, in, &actions);

    enum weir_arming armed = s->arming; /* what the kernel does before our actions */
    if (in->event == SESSION_APPLIED)
        armed = s->scope ? WEIR_ARMED : WEIR_DISARMED;
    s->state = settle(s, in->now_ms);
    if (!s->broken && s->scope)
        explain(s);
    if (s->state == SESSION_CAPTURING)
        set_reason(s, "");
    /* Nobody is left who could use the scope again; the next engine brings its own. */
    if (s->scope && s->state == SESSION_LIFTED && !s->owned) {
        s->scope = s->broken = false;
        actions.clear = true;
    }
    s->arming = arming_of(s->state);
    if (s->arming != armed) {
        actions.arm = true;
        actions.arming = s->arming;
    }
    actions.drain = before.arming == WEIR_ARMED && s->arming != WEIR_ARMED && !engine_accepts(s);
    actions.changed = s->state != before.state || strcmp(s->reason, before.reason) != 0;
    return actions;
}

void session_found_guard(struct session *s) {
    s->scope = true;
    s->mode = WEIR_CLOSED;
    s->state = SESSION_GUARDING;
    s->arming = WEIR_REFUSING;
    set_reason(s, "the guard of an earlier run is in place");
}

bool session_drains(const struct session *s) {
    return s->arming != WEIR_ARMED && !engine_accepts(s);
}

const char *session_state_name(enum session_state state) {
    static const char *const names[] = {"idle", "capturing", "holding", "lifted", "guarding"};
    return names[state];
}

const char *session_mode_name(enum weir_mode mode) {
    static const char *const names[] = {[WEIR_OPEN] = "open", [WEIR_HOLD] = "hold", [WEIR_CLOSED] = "closed"};
    return names[mode];
}
