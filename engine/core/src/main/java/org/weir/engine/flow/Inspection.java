package org.weir.engine.flow;

import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What became of a flow that a rule wants inspected.
 *
 * @param state how far it got
 * @param reason one sentence for the user, for example {@code the server's certificate is expired: passed through}
 * @param clientTls version and cipher that the app got from us, or null
 * @param serverTls version and cipher that we got from the server, or null
 * @param alpn what was agreed on with both sides, "" for none, null while unknown
 * @param evidence how the app refused our certificate, or null when it did not
 */
public record Inspection(
        State state,
        String reason,
        @Nullable Tls clientTls,
        @Nullable Tls serverTls,
        @Nullable String alpn,
        @Nullable String evidence) {

    /** How far inspection got. */
    public enum State {
        /** Under way: nothing was given to the app yet. */
        STARTING,
        /** Both sides are decrypted. */
        INSPECTED,
        /** Relayed untouched after all; the app notices nothing. */
        STEPPED_ASIDE,
        /** The app did not accept our certificate. */
        REFUSED,
        /** The connection ended for another reason before it was inspected. */
        FAILED;

        /** The word that the protocol and the command line use. */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** For example {@code TLSv1.3} and {@code TLS_AES_128_GCM_SHA256}. */
    public record Tls(String version, String cipher) {}

    public Inspection {
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(reason, "reason");
    }

    public static Inspection of(State state, String reason) {
        return new Inspection(state, reason, null, null, null, null);
    }
}
