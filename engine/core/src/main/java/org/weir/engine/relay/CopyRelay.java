package org.weir.engine.relay;

import io.netty.channel.socket.DuplexChannel;
import org.weir.engine.flow.Flow;

/** Relays by reading into pooled buffers and writing them out, with back-pressure. Stateless. */
public final class CopyRelay implements Relay {
    @Override
    public Handle relay(Flow flow, DuplexChannel client, DuplexChannel upstream, Opening opening, Ended ended) {
        var pair = new CopyPair(flow, client, upstream, ended);
        pair.start(opening);
        return pair;
    }
}
