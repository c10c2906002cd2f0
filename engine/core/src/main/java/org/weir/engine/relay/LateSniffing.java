package org.weir.engine.relay;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import org.weir.engine.flow.Sniffed;

/**
 * Names the protocol of a flow that was decided without its first bytes and is relayed already: looks at them as they pass
 * and holds nothing up.
 */
final class LateSniffing {
    private final FlowSession session;
    private final Prefix prefix;
    private final ChannelPipeline client;
    private final ChannelPipeline upstream;
    private final ClientTap clientTap = new ClientTap();
    private final UpstreamTap upstreamTap = new UpstreamTap();

    private LateSniffing(FlowSession session, Channel client, Channel upstream, Prefix prefix) {
        this.session = session;
        this.prefix = prefix;
        this.client = client.pipeline();
        this.upstream = upstream.pipeline();
    }

    static void install(FlowSession session, Channel client, Channel upstream, Prefix prefix) {
        var taps = new LateSniffing(session, client, upstream, prefix);
        taps.client.addFirst(taps.clientTap);
        taps.upstream.addFirst(taps.upstreamTap);
    }

    private void done(Sniffed found) {
        session.sniffed(found);
        if (client.context(clientTap) != null) {
            client.remove(clientTap);
        }
        if (upstream.context(upstreamTap) != null) {
            upstream.remove(upstreamTap);
        }
    }

    private final class ClientTap extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            var found = prefix.add((ByteBuf) message);
            if (found.isPresent()) {
                done(found.get());
            } else if (prefix.length() >= Limits.OPENING_BYTES) {
                done(prefix.soFar());
            }
            ctx.fireChannelRead(message);
        }
    }

    private final class UpstreamTap extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            done(prefix.serverSpoke(
                    (ByteBuf) message, session.flow().destination().getPort()));
            ctx.fireChannelRead(message);
        }
    }
}
