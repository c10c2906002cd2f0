package org.weir.engine.policy;

import org.weir.engine.flow.Decision;

/** An ordered source of decisions. Implementations are immutable or swap immutable snapshots; any thread may ask. */
public interface Policy {

    /**
     * Decides with all that is known. Never null: no match is a pass.
     *
     * @param question with {@code sniffed} set (possibly {@link org.weir.engine.flow.Sniffed#UNKNOWN})
     */
    Decision decide(Question question);

    /**
     * The decision when the first bytes cannot change it any more, else empty. Lets the engine block or reroute at
     * accept, without waiting for the client to speak.
     *
     * @param question with {@code sniffed} null
     */
    java.util.Optional<Decision> decideEarly(Question question);
}
