package org.weir.engine.inspect.http2;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;

/** What the server says. It was told not to push. */
final class UpstreamFrames extends SideFrames {
    UpstreamFrames(Session session, Endpoint upstream) {
        super(session, upstream);
    }

    @Override
    BodyFlow body(Exchange exchange) {
        return exchange.response();
    }

    @Override
    void reset(Exchange exchange, long code) {
        exchange.serverReset(code);
    }

    @Override
    public void onSettingsRead(ChannelHandlerContext ctx, Http2Settings settings) throws Http2Exception {
        side.calm().count();
        session.serverSettings(settings);
    }

    @Override
    public void onHeadersRead(ChannelHandlerContext ctx, int streamId, Http2Headers headers, int padding, boolean end) {
        var exchange = side.exchange(streamId);
        if (exchange != null) {
            exchange.head(headers, end);
        }
    }
}
