package org.weir.ui.state;

import java.util.Optional;
import org.weir.api.control.Status;
import org.weir.ui.engine.Link;
import org.weir.ui.engine.Snapshot;

/**
 * How things stand, as tray, window and command line name it. The first seven are the engine's own words; the rest is
 * what only a client can know. Shape and colour differ both: one of them is enough to tell two conditions apart.
 */
public enum Condition {
    INSPECTING(Status.State.INSPECTING, Shape.SHIELD, Tone.GOOD, Action.PAUSE),
    OBSERVING(Status.State.OBSERVING, Shape.EYE, Tone.CALM, Action.PAUSE),
    PAUSED(Status.State.PAUSED, Shape.CLOCK, Tone.QUIET, Action.RESUME),
    PASSING_THROUGH(Status.State.PASSING_THROUGH, Shape.ARROW, Tone.WARNING, Action.NONE),
    DEGRADED(Status.State.DEGRADED, Shape.ALERT, Tone.WARNING, Action.PAUSE),
    OFF(Status.State.OFF, Shape.RING, Tone.QUIET, Action.TURN_ON),
    CANNOT_INTERCEPT(Status.State.CANNOT_INTERCEPT, Shape.CROSS, Tone.BAD, Action.NONE),
    /** Nobody has answered yet, and nobody has been missed long enough. */
    CONNECTING("connecting", Shape.DOTS, Tone.QUIET, Action.NONE),
    /** No engine; the network works without it. */
    AWAY("away", Shape.PLUG, Tone.BAD, Action.RETRY),
    /** Something answers, in no language of ours. */
    NOT_UNDERSTOOD("not-understood", Shape.PLUG, Tone.BAD, Action.RETRY),
    /** A newer engine has a state that we do not know. */
    UNKNOWN("unknown", Shape.DOTS, Tone.QUIET, Action.NONE);

    /** What is drawn; the tray draws the same. */
    public enum Shape {
        SHIELD,
        EYE,
        CLOCK,
        ARROW,
        ALERT,
        RING,
        CROSS,
        DOTS,
        PLUG
    }

    /**
     * The colours. Blue, amber and vermilion are told apart by people who do not see red and green as others do.
     *
     * @see org.weir.ui.theme
     */
    public enum Tone {
        GOOD(0x1a7f37),
        CALM(0x0969da),
        QUIET(0x6e7781),
        WARNING(0xbf8700),
        BAD(0xcf222e);

        private final int rgb;

        Tone(int rgb) {
            this.rgb = rgb;
        }

        /** For the tray, which knows no style sheets. */
        public int rgb() {
            return rgb;
        }

        /** The style class of nodes in this tone. */
        public String styleClass() {
            return "tone-" + word(name());
        }
    }

    /** The one thing that Home offers. */
    public enum Action {
        NONE,
        PAUSE,
        RESUME,
        TURN_ON,
        RETRY
    }

    private final String word;
    private final Shape shape;
    private final Tone tone;
    private final Action action;
    private final boolean ofEngine;

    Condition(Status.State state, Shape shape, Tone tone, Action action) {
        this(state.word(), shape, tone, action, true);
    }

    Condition(String word, Shape shape, Tone tone, Action action) {
        this(word, shape, tone, action, false);
    }

    Condition(String word, Shape shape, Tone tone, Action action, boolean ofEngine) {
        this.ofEngine = ofEngine;
        this.word = word;
        this.shape = shape;
        this.tone = tone;
        this.action = action;
    }

    /** Of everything that is known. */
    public static Condition of(Snapshot snapshot) {
        var link = snapshot.link().state();
        if (link == Link.State.AWAY) {
            return AWAY;
        }
        if (link == Link.State.NOT_UNDERSTOOD) {
            return NOT_UNDERSTOOD;
        }
        var status = snapshot.status();
        return status == null ? CONNECTING : of(status.state()).orElse(UNKNOWN);
    }

    private static Optional<Condition> of(String state) {
        for (var condition : values()) {
            if (condition.word.equals(state) && condition.ofEngine) {
                return Optional.of(condition);
            }
        }
        return Optional.empty();
    }

    private static String word(String constant) {
        return constant.toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }

    /** The command line's word for it; the key of its texts. */
    public String word() {
        return word;
    }

    public Shape shape() {
        return shape;
    }

    public Tone tone() {
        return tone;
    }

    public Action action() {
        return action;
    }

    /** Whether new connections are captured. */
    public boolean capturing() {
        return this == INSPECTING || this == OBSERVING || this == DEGRADED;
    }
}
