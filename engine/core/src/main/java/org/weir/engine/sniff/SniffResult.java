package org.weir.engine.sniff;

import org.weir.engine.flow.Sniffed;

/** What the bytes so far tell. */
public sealed interface SniffResult {

    /** Told apart, or no known opener can match any more ({@link Sniffed#UNKNOWN}). More bytes change nothing. */
    record Done(Sniffed sniffed) implements SniffResult {
        static final Done UNKNOWN = new Done(Sniffed.UNKNOWN);
    }

    /**
     * A known opener may still match.
     *
     * @param atLeast how many bytes there must be in all before asking again makes sense; more than there are now
     */
    record NeedMore(int atLeast) implements SniffResult {}
}
