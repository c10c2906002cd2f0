package org.weir.engine.relay;

import io.netty.channel.socket.DuplexChannel;
import java.net.InetAddress;
import java.time.Clock;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.weir.engine.flow.Flow;
import org.weir.engine.flow.FlowObserver;
import org.weir.engine.flow.HandshakeObserver;
import org.weir.engine.policy.Policy;

/**
 * The way of every flow: ask the policy, dial at once, look at the first bytes while the dial is under way, decide, relay.
 * Safe for use by several event loops.
 */
public final class FlowPipeline implements FlowStarter {

    /**
     * What the flows share.
     *
     * @param handshakes is told the hellos of TLS flows
     * @param inspector carries on what a rule wants inspected
     * @param resolver runs name look-ups of reroute targets; may block
     * @param ownPid flows of this process are never dialled: they would come back for ever
     */
    public record Parts(
            Policy policy,
            FlowObserver observer,
            HandshakeObserver handshakes,
            Dialer dialer,
            Relay relay,
            Inspector inspector,
            Executor resolver,
            Clock clock,
            int ownPid) {}

    private final Parts parts;
    private final AtomicLong ids;

    public FlowPipeline(Parts parts) {
        this(parts, 0);
    }

    /** @param lastId the greatest id of earlier runs: ids of this one are greater */
    public FlowPipeline(Parts parts, long lastId) {
        this.parts = parts;
        ids = new AtomicLong(lastId);
    }

    @Override
    public void start(DuplexChannel client, Intercepted what, Answer answer) {
        var flow =
                new Flow(ids.incrementAndGet(), parts.clock().instant(), what.source(), what.destination(), what.app());
        new FlowSession(parts, flow, client, what.host(), answer).begin();
    }

    /** The app's own source address where it chose one, else null: the routing table chooses then. */
    static @Nullable InetAddress boundSource(Flow flow) {
        return flow.app().sourceBound() ? flow.source().getAddress() : null;
    }
}
