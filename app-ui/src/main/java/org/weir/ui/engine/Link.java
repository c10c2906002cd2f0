package org.weir.ui.engine;

/**
 * How the window stands with the engine.
 *
 * @param detail one sentence of what went wrong, "" when nothing did; comes from the system or the engine
 */
public record Link(State state, String detail) {
    /** Before the first attempt has ended. */
    public static final Link CONNECTING = new Link(State.CONNECTING, "");

    /** Everything works. */
    public static final Link UP = new Link(State.UP, "");

    /** What can be. */
    public enum State {
        CONNECTING,
        UP,
        /** Connected, but it has not answered for a while. What is shown may be old. */
        SLOW,
        /** Nobody answers there; tried again and again. The network works without the engine. */
        AWAY,
        /** It answers, but not in a language that we understand (another version, or damaged). */
        NOT_UNDERSTOOD,
        /** It answers this user's status questions only: he is none of its owners. */
        STATUS_ONLY
    }

    /** Whether requests can be made at all. */
    public boolean usable() {
        return state == State.UP || state == State.SLOW;
    }
}
