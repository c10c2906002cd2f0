package org.weir.engine.flow;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is done with a flow, and because of what. Written once.
 *
 * @param action what is done
 * @param ruleId the rule that decided, or null when none did
 * @param reason one sentence for the user, for example {@code rule r2: app curl} or {@code no rule matched}
 */
public record Decision(Action action, @Nullable String ruleId, String reason) {

    /** The four things that can be done with a flow. */
    public sealed interface Action {
        /** Relay untouched to the original destination. */
        record Pass() implements Action {}

        /** Reset the app's connection at once. */
        record Block() implements Action {}

        /**
         * Decrypt and look inside; what cannot be inspected is relayed untouched.
         *
         * @param blockOnRefusal whether an app that refuses our certificate is blocked afterwards, instead of relayed
         */
        record Inspect(boolean blockOnRefusal) implements Action {
            public Inspect() {
                this(false);
            }
        }

        /** Relay untouched to, or through, something else. */
        record Reroute(Target target) implements Action {
            public Reroute {
                Objects.requireNonNull(target, "target");
            }
        }
    }

    /** Where a rerouted flow goes. */
    public sealed interface Target {
        String host();

        int port();

        /** Straight to another host and port instead of the original destination. */
        record Direct(String host, int port) implements Target {}

        /** Through an HTTP proxy with CONNECT (RFC 9110, section 9.3.6). {@code credentials} is "user:password" or null. */
        record HttpConnect(String host, int port, @Nullable String credentials) implements Target {}

        /** Through a SOCKS5 proxy (RFC 1928, RFC 1929). {@code credentials} is "user:password" or null. */
        record Socks5(String host, int port, @Nullable String credentials) implements Target {}
    }

    public Decision {
        Objects.requireNonNull(action, "action");
        Objects.requireNonNull(reason, "reason");
    }

    public static Decision pass(String reason) {
        return new Decision(new Action.Pass(), null, reason);
    }

    /** The word that the protocol, the command line and the UI use: pass, block, inspect or reroute. */
    public String word() {
        return switch (action) {
            case Action.Pass() -> "pass";
            case Action.Block() -> "block";
            case Action.Inspect(var _) -> "inspect";
            case Action.Reroute(var _) -> "reroute";
        };
    }
}
