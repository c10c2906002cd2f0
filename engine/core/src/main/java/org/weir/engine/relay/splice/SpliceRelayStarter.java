package org.weir.engine.relay.splice;

import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.DuplexChannel;
import org.weir.engine.flow.CloseReason;
import org.weir.engine.flow.Flow;
import org.weir.engine.relay.CopyRelay;
import org.weir.engine.relay.Relay;

/**
 * Relays by copying, and hands TCP flows that last over to {@link SpliceRelays}: most flows end before the calls that a
 * hand-over costs would pay.
 */
public final class SpliceRelayStarter implements Relay {
    private final SpliceRelays splicing;
    private final CopyRelay copying = new CopyRelay();

    public SpliceRelayStarter(SpliceRelays splicing) {
        this.splicing = splicing;
    }

    @Override
    public Handle relay(Flow flow, DuplexChannel client, DuplexChannel upstream, Opening opening, Ended ended) {
        if (client instanceof EpollSocketChannel clientTcp && upstream instanceof EpollSocketChannel upstreamTcp) {
            return copying.relay(
                    flow,
                    client,
                    upstream,
                    opening,
                    ended,
                    () -> splicing.takeOver(clientTcp, upstreamTcp, new Counting(flow, ended))
                            .<Handle>map(taken -> taken::close));
        }
        return copying.relay(flow, client, upstream, opening, ended);
    }

    private record Counting(Flow flow, Ended end) implements SpliceRelay.Listener {
        @Override
        public void moved(boolean upwards, long bytes) {
            if (upwards) {
                flow.addUp(bytes);
            } else {
                flow.addDown(bytes);
            }
        }

        @Override
        public void ended(CloseReason reason) {
            end.ended(reason);
        }
    }
}
