package org.weir.engine.inspect.http2;

import java.util.Objects;
import org.weir.engine.http.ExchangeObserver;
import org.weir.engine.http.HttpPolicy;
import org.weir.engine.inspect.Conversation;
import org.weir.engine.inspect.TargetDialer;
import org.weir.engine.relay.Relay;

/**
 * HTTP/2 on both sides (RFC 9113), by prior knowledge or because ALPN said so. What does not begin with the client's preface
 * is handed to another conversation with nothing lost.
 */
public final class Http2Conversation implements Conversation {
    private final HttpPolicy policy;
    private final ExchangeObserver observer;
    private final TargetDialer targets;
    private final Conversation otherwise;

    /**
     * @param targets dials where rules send single requests
     * @param otherwise carries on what turns out not to be HTTP/2, as plain bytes
     */
    public Http2Conversation(
            HttpPolicy policy, ExchangeObserver observer, TargetDialer targets, Conversation otherwise) {
        this.policy = Objects.requireNonNull(policy, "policy");
        this.observer = Objects.requireNonNull(observer, "observer");
        this.targets = Objects.requireNonNull(targets, "targets");
        this.otherwise = Objects.requireNonNull(otherwise, "otherwise");
    }

    @Override
    public Relay.Handle start(Link link) {
        var opening = new Opening(link, early -> new Session(link, policy, observer, targets, early), otherwise);
        opening.start();
        return opening;
    }
}
