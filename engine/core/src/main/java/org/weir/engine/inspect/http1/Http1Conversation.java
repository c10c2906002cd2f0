package org.weir.engine.inspect.http1;

import io.netty.util.concurrent.FastThreadLocal;
import org.weir.engine.http.ExchangeObserver;
import org.weir.engine.http.HttpPolicy;
import org.weir.engine.inspect.Conversation;
import org.weir.engine.inspect.TargetDialer;
import org.weir.engine.inspect.raw.ChannelPair;
import org.weir.engine.relay.Relay;

/**
 * HTTP/1.0 and 1.1, and everything that turns out to be something else: that is relayed untouched. One object for all flows.
 */
public final class Http1Conversation implements Conversation {
    private final Rules rules;
    private final TargetDialer targets;
    /** Heads are parsed in it; used only inside calls. */
    private final FastThreadLocal<byte[]> scratch = new FastThreadLocal<>() {
        @Override
        protected byte[] initialValue() {
            return new byte[Http1Limits.SCRATCH_BYTES];
        }
    };

    /** Without other targets: exchanges that a rule sends elsewhere are answered with 502. */
    public Http1Conversation(HttpPolicy policy, ExchangeObserver observer) {
        this(policy, observer, TargetDialer.NONE);
    }

    /** @param targets dials where rules send single exchanges */
    public Http1Conversation(HttpPolicy policy, ExchangeObserver observer, TargetDialer targets) {
        this.rules = new Rules(policy, observer);
        this.targets = targets;
    }

    @Override
    public Relay.Handle start(Link link) {
        return ChannelPair.start(
                link,
                targets,
                stage -> new OpeningScript(stage, () -> new Http1Session(stage, link.scheme(), rules, scratch.get())));
    }
}
