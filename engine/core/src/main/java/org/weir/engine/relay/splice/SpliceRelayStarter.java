package org.weir.engine.relay.splice;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.DuplexChannel;
import java.util.List;
import java.util.function.LongConsumer;
import org.weir.engine.flow.CloseReason;
import org.weir.engine.flow.Flow;
import org.weir.engine.relay.CopyRelay;
import org.weir.engine.relay.Relay;

/**
 * Relays TCP flows on descriptors, once what was read before is written, and everything else by copying: sockets that are
 * no TCP sockets, flows somebody still looks into, flows half closed or slow before they started.
 */
public final class SpliceRelayStarter implements Relay {
    private final SpliceRelays splicing;
    private final CopyRelay copying = new CopyRelay();

    public SpliceRelayStarter(SpliceRelays splicing) {
        this.splicing = splicing;
    }

    @Override
    public Handle relay(Flow flow, DuplexChannel client, DuplexChannel upstream, Opening opening, Ended ended) {
        if (!(client instanceof EpollSocketChannel clientTcp && upstream instanceof EpollSocketChannel upstreamTcp)
                || opening.fromClientEnded()
                || opening.fromUpstreamEnded()
                || lookedInto(client)
                || lookedInto(upstream)
                || !client.isActive()
                || !upstream.isActive()) {
            return copying.relay(flow, client, upstream, opening, ended);
        }
        client.config().setAutoRead(false);
        upstream.config().setAutoRead(false);
        var upstreamTookAll = write(upstream, opening.fromClient(), flow::addUp);
        var clientTookAll = write(client, opening.fromUpstream(), flow::addDown);
        if (upstreamTookAll && clientTookAll) {
            var taken = splicing.takeOver(clientTcp, upstreamTcp, new Counting(flow, ended));
            if (taken.isPresent()) {
                return taken.get()::close;
            }
        }
        return copying.relay(flow, client, upstream, new Opening(List.of(), false, List.of(), false), ended);
    }

    /** Whether the kernel took everything at once. What it did not take stays in the channel's own queue. */
    private static boolean write(Channel to, List<ByteBuf> bytes, LongConsumer counter) {
        if (bytes.isEmpty()) {
            return true;
        }
        for (var buffer : bytes) {
            counter.accept(buffer.readableBytes());
            to.write(buffer, to.voidPromise());
        }
        return to.writeAndFlush(Unpooled.EMPTY_BUFFER).isSuccess();
    }

    /** A handler of ours is still in the pipeline: it wants to see the bytes. */
    private static boolean lookedInto(Channel channel) {
        return channel.pipeline().first() != null;
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
