package org.weir.engine.http.edit;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.weir.engine.http.Headers;

/** One checked action of an HTTP rule. Immutable. */
sealed interface Edit {
    /** In the user's words, for the flow's record. */
    String what();

    /** Which of the two heads, or bodies. */
    enum Side {
        REQUEST,
        RESPONSE;

        String word() {
            return this == REQUEST ? "request" : "response";
        }
    }

    /** What is done with a header. */
    enum HeaderOp {
        SET,
        ADD,
        REMOVE
    }

    /** @param value "" for remove */
    record Header(Side side, HeaderOp op, String name, String value) implements Edit {
        @Override
        public String what() {
            return switch (op) {
                case SET -> "set " + side.word() + " header " + name;
                case ADD -> "added " + side.word() + " header " + name;
                case REMOVE -> "removed " + side.word() + " header " + name;
            };
        }
    }

    /** A text edit of a body. */
    record Replace(Side side, TextEdit.Maker maker, String what) implements Edit {}

    /**
     * Puts an element into the head of HTML pages.
     *
     * @param script or a style
     * @param text what stands in the element, in ASCII
     */
    record Inject(boolean script, String text) implements Edit {
        @Override
        public String what() {
            return "injected a " + word();
        }

        String word() {
            return script ? "script" : "style";
        }

        /** @param nonce of the page's content-security-policy, or null when it needs none */
        String element(@Nullable String nonce) {
            var attribute = nonce == null ? "" : " nonce=\"" + nonce + "\"";
            return "<" + word() + attribute + ">" + text + "</" + word() + ">";
        }
    }

    /** @param scheme or null for the request's own */
    record Map(@Nullable String scheme, String host, int port) implements Edit {
        @Override
        public String what() {
            return "sent to " + (scheme == null ? "" : scheme + "://") + host + ":" + port;
        }
    }

    /** Ends the exchange with a redirect. */
    record Redirect(int status, Template location) implements Edit {
        @Override
        public String what() {
            return "redirected";
        }
    }

    /** Ends the exchange with an answer of ours. {@code body} is read-only and never consumed. */
    record Answer(int status, Headers headers, ByteBuffer body) implements Edit {
        @Override
        public String what() {
            return "answered with " + status;
        }
    }

    /** Ends the exchange with a reset. */
    record Block() implements Edit {
        @Override
        public String what() {
            return "blocked";
        }
    }

    default boolean onResponse() {
        return switch (this) {
            case Header header -> header.side == Side.RESPONSE;
            case Replace replace -> replace.side == Side.RESPONSE;
            case Inject _ -> true;
            case Map _, Redirect _, Answer _, Block _ -> false;
        };
    }
}
