package org.weir.engine.inspect.http2;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;

/** What the client says. Priorities are ignored, as RFC 9113 allows. */
final class ClientFrames extends SideFrames {
    ClientFrames(Session session, Endpoint client) {
        super(session, client);
    }

    @Override
    BodyFlow body(Exchange exchange) {
        return exchange.request();
    }

    @Override
    void reset(Exchange exchange, long code) {
        exchange.clientReset(code);
    }

    @Override
    public void onSettingsRead(ChannelHandlerContext ctx, Http2Settings settings) throws Http2Exception {
        side.calm().count();
        session.clientSettings(settings);
    }

    @Override
    public void onHeadersRead(ChannelHandlerContext ctx, int streamId, Http2Headers headers, int padding, boolean end) {
        var exchange = side.exchange(streamId);
        if (exchange == null) {
            session.request(streamId, headers, end);
        } else {
            exchange.request().trailers(headers);
        }
    }
}
