package org.weir.engine.inspect;

import java.util.Objects;
import org.weir.engine.relay.Relay;

/** Chooses by what both sides agreed on. Without an agreement the first bytes tell; HTTP/1 looks at them itself. */
public final class Conversations implements Conversation {
    private static final String H2 = "h2";

    private final Conversation http1;
    private final Conversation http2;
    private final Conversation raw;

    /**
     * @param http1 also takes what names no protocol, and relays it when its first bytes are no request
     * @param raw takes protocols that are agreed on and no HTTP
     */
    public Conversations(Conversation http1, Conversation http2, Conversation raw) {
        this.http1 = Objects.requireNonNull(http1, "http1");
        this.http2 = Objects.requireNonNull(http2, "http2");
        this.raw = Objects.requireNonNull(raw, "raw");
    }

    @Override
    public Relay.Handle start(Link link) {
        return choose(link.alpn()).start(link);
    }

    private Conversation choose(String alpn) {
        return switch (alpn) {
            case "", "http/1.1", "http/1.0" -> http1;
            case H2 -> http2;
            default -> raw;
        };
    }
}
