package org.weir.engine.relay;

import io.netty.channel.socket.DuplexChannel;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.weir.engine.flow.CloseReason;
import org.weir.engine.flow.Flow;
import org.weir.engine.flow.Inspection;

/**
 * Carries on flows that a rule wants inspected. Whatever happens before the first byte went to the app, the app must get what
 * it would have got without us: an inspector that cannot inspect relays untouched over a fresh upstream.
 */
public interface Inspector {
    /** Inspects nothing: such flows are relayed untouched. */
    Inspector NONE = new Inspector() {
        @Override
        public boolean takes(Flow flow) {
            flow.inspection(Inspection.of(Inspection.State.STEPPED_ASIDE, "this engine does not inspect"));
            return false;
        }

        @Override
        public Relay.Handle inspect(
                Flow flow,
                @Nullable String host,
                DuplexChannel client,
                DuplexChannel upstream,
                Relay.Opening opening,
                Redial again,
                Relay.Ended ended) {
            throw new IllegalStateException("nothing is taken");
        }
    };

    /** Whether such a flow could be inspected at all; else it is relayed untouched, and this method noted why on the flow. */
    boolean takes(Flow flow);

    /**
     * Takes over two connected sockets, as {@link Relay#relay} does.
     *
     * @param host the name of the destination where it is known
     * @param again dials the same upstream the same way once more, when what was said on the first must not be known
     */
    Relay.Handle inspect(
            Flow flow,
            @Nullable String host,
            DuplexChannel client,
            DuplexChannel upstream,
            Relay.Opening opening,
            Redial again,
            Relay.Ended ended);

    /**
     * Dials the flow's upstream once more; on the flow's event loop. The channel is prepared, connected and does not read. It
     * fails with {@link UnreachableException}.
     */
    interface Redial {
        Future<DuplexChannel> dial();
    }

    /** There is no upstream this time. */
    final class UnreachableException extends Exception {
        private static final long serialVersionUID = 1L;

        private final CloseReason reason;

        public UnreachableException(CloseReason reason) {
            super(reason.word());
            this.reason = reason;
        }

        public CloseReason reason() {
            return reason;
        }
    }
}
