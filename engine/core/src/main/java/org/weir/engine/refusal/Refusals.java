package org.weir.engine.refusal;

import org.jspecify.annotations.Nullable;
import org.weir.engine.flow.AppIdentity;

/**
 * The memory of refused certificates: asked before a flow is inspected, told how each handshake with an app ended. Any
 * thread; quick, from memory; never throws.
 */
public interface Refusals {
    /** Remembers nothing, inspects everything. */
    Refusals NONE = new Refusals() {
        @Override
        public Verdict verdict(AppIdentity app, @Nullable String host, String address, int port, boolean blockRefused) {
            return new Verdict.Inspect(false);
        }

        @Override
        public @Nullable String handshake(
                AppIdentity app, @Nullable String host, String address, int port, HandshakeEnd end) {
            return null;
        }

        @Override
        public void serverWantsCertificate(AppIdentity app, @Nullable String host, String address, int port) {}

        @Override
        public @Nullable String engineGaveUp(AppIdentity app, @Nullable String host, String address, int port) {
            return null;
        }
    };

    /** What is to be done with a flow that the rules want inspected. */
    sealed interface Verdict {
        /** @param canary whether this is the one try after an expiry, of which the memory waits for the outcome */
        record Inspect(boolean canary) implements Verdict {}

        /** Relay untouched. */
        record Pass(String reason) implements Verdict {}

        /** The user said so, or the rule does for whoever refuses. */
        record Block(String reason) implements Verdict {}
    }

    /**
     * Asked once for each flow that a rule wants inspected.
     *
     * @param host the name, or null when none is known; the address stands for it then
     * @param address the destination's address as text
     * @param blockRefused whether the rule says {@code on_refusal: block}: where another flow would be passed because the app
     *     refuses our certificate, this one is blocked. What the user decided in the inbox comes first
     */
    Verdict verdict(AppIdentity app, @Nullable String host, String address, int port, boolean blockRefused);

    /**
     * Told once for each handshake with an app: at its bad end, or when the first application data came.
     *
     * @return what it was taken for, in words for the flow's record; null when it counts as no refusal
     */
    @Nullable
    String handshake(AppIdentity app, @Nullable String host, String address, int port, HandshakeEnd end);

    /** The server asked for a client certificate, which only the app has: pass this pair through from now on. */
    void serverWantsCertificate(AppIdentity app, @Nullable String host, String address, int port);

    /**
     * Told in the place of {@link #handshake} when our own TLS engine could not go on with what the app had sent, which was no
     * alert: such a connection is to pass next time.
     *
     * @return the same in words for the flow's record, or null
     */
    @Nullable
    String engineGaveUp(AppIdentity app, @Nullable String host, String address, int port);
}
