package org.weir.engine.relay;

import io.netty.buffer.ByteBuf;
import io.netty.channel.socket.DuplexChannel;
import java.util.List;
import org.weir.engine.flow.CloseReason;
import org.weir.engine.flow.Flow;

/**
 * Relays two sockets until both directions ended. The one seam behind which copying can be replaced by something faster.
 */
public interface Relay {

    /**
     * What each side sent before the relay started, in order, still to be delivered to the other. The relay releases it.
     *
     * @param fromClientEnded whether the client half-closed after these bytes
     * @param fromUpstreamEnded whether the upstream half-closed after these bytes
     */
    record Opening(
            List<ByteBuf> fromClient, boolean fromClientEnded, List<ByteBuf> fromUpstream, boolean fromUpstreamEnded) {}

    /** Is told once, on the event loop, when both sockets are closed or closing. */
    interface Ended {
        void ended(CloseReason reason);
    }

    /** A running relay. */
    interface Handle {
        /** Resets both sides; on the event loop; without effect after the end. */
        void abort(CloseReason reason);
    }

    /**
     * Takes over two connected sockets of one event loop, on that loop. Both were prepared by {@link Sockets#prepare} and
     * have no handler left that consumes bytes. Counts into the flow.
     */
    Handle relay(Flow flow, DuplexChannel client, DuplexChannel upstream, Opening opening, Ended ended);
}
