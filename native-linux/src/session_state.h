/*
 * What is captured when the engine comes, goes, hangs or cannot keep up (docs/protocol.md, section 2): events in, actions out. Pure: no clock, no
 * socket, no kernel. Times are milliseconds of any clock that only goes forward.
 */
#ifndef WEIR_SESSION_STATE_H
#define WEIR_SESSION_STATE_H

#include <stdbool.h>
#include <stdint.h>

#include "capture.h"
#include "scope.h"

/* Mode hold: how long new connections may wait in the listeners' backlog. Apps wait for 5 s without complaint; few wait for 10. */
#define SESSION_HOLD_MS 5000
#define SESSION_REASON_SIZE 160

enum session_state { SESSION_IDLE, SESSION_CAPTURING, SESSION_HOLDING, SESSION_LIFTED, SESSION_GUARDING };

enum session_event {
    SESSION_HELLO,          /* an engine opened its session */
    SESSION_TOOK_LISTENERS, /* it has the listeners' descriptors */
    SESSION_GONE,           /* its connection ended */
    SESSION_HUNG,           /* no good heartbeat; since_ms is when the last one was */
    SESSION_ANSWERS,        /* a good heartbeat again */
    SESSION_OVERLOADED,     /* engine.load accepting=false */
    SESSION_RELIEVED,       /* engine.load accepting=true */
    SESSION_APPLIED,        /* capture_apply succeeded: revision, mode, empty; the kernel is armed (or, when empty, cleared) */
    SESSION_LIFT,           /* capture.lift; reason */
    SESSION_BROKEN,         /* the kernel side cannot do what was asked; reason */
    SESSION_TIME,           /* time went by */
};

struct session_input {
    enum session_event event;
    uint64_t now_ms;
    uint64_t since_ms;
    uint64_t revision;
    enum weir_mode mode;
    bool empty;
    const char *reason;
};

/* To be carried out in this order. */
struct session_actions {
    bool arm; /* capture_arm(arming) */
    enum weir_arming arming;
    bool drain;   /* reset what waits in the listeners' backlog, so that its owner tries again, directly */
    bool clear;   /* capture_clear */
    bool changed; /* tell the engine: capture.changed */
};

struct session {
    enum session_state state;
    uint64_t revision;         /* last one in force; for status */
    uint64_t session_revision; /* of the engine's session; the next one must be above */
    enum weir_mode mode;
    char reason[SESSION_REASON_SIZE];
    const char *drain_reason; /* constant text for listener.drained */
    enum weir_arming arming;  /* what the kernel was last told */
    bool scope;               /* the kernel holds a scope that is not empty */
    bool engine, taken, hung, overloaded;
    bool owned;  /* the scope was applied by the engine that is connected */
    bool broken; /* until the next apply or lift */
    uint64_t hold_until_ms;
};

/* A zeroed struct session is the beginning. */
struct session_actions session_step(struct session *session, const struct session_input *input);

/* At the start: the guard that an earlier run left in the kernel refuses on, until it is lifted or another scope is applied. */
void session_found_guard(struct session *session);

/* True while nobody accepts from the listeners and nobody is to be waited for: what strays into the backlog is to be reset. */
bool session_drains(const struct session *session);

/* The protocol's words. */
const char *session_state_name(enum session_state state);
const char *session_mode_name(enum weir_mode mode);

#endif
