package org.weir.engine.inspect.http2;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameAdapter;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;

/** What the client says. Priorities and unknown frames are ignored, as RFC 9113 allows. */
final class ClientFrames extends Http2FrameAdapter {
    private final Session session;
    private final Endpoint client;

    ClientFrames(Session session, Endpoint client) {
        this.session = session;
        this.client = client;
    }

    @Override
    public void onSettingsRead(ChannelHandlerContext ctx, Http2Settings settings) throws Http2Exception {
        client.calm().count();
        session.clientSettings(settings);
    }

    @Override
    public void onHeadersRead(
            ChannelHandlerContext ctx,
            int streamId,
            Http2Headers headers,
            int dependency,
            short weight,
            boolean exclusive,
            int padding,
            boolean end) {
        onHeadersRead(ctx, streamId, headers, padding, end);
    }

    @Override
    public void onHeadersRead(ChannelHandlerContext ctx, int streamId, Http2Headers headers, int padding, boolean end) {
        var exchange = client.exchange(streamId);
        if (exchange == null) {
            session.request(streamId, headers, end);
        } else {
            exchange.request().trailers(headers);
        }
    }

    @Override
    public int onDataRead(ChannelHandlerContext ctx, int streamId, ByteBuf data, int padding, boolean end)
            throws Http2Exception {
        if (!data.isReadable() && !end) {
            client.calm().count();
            return padding;
        }
        var exchange = client.exchange(streamId);
        return exchange == null
                ? data.readableBytes() + padding
                : exchange.request().data(data, padding, end);
    }

    @Override
    public void onRstStreamRead(ChannelHandlerContext ctx, int streamId, long code) throws Http2Exception {
        client.calm().count();
        var exchange = client.exchange(streamId);
        if (exchange != null) {
            exchange.clientReset(code);
        }
    }

    @Override
    public void onPingRead(ChannelHandlerContext ctx, long data) throws Http2Exception {
        client.calm().count();
        session.ping(client, data);
    }

    @Override
    public void onPingAckRead(ChannelHandlerContext ctx, long data) {
        session.pong(client, data);
    }

    @Override
    public void onGoAwayRead(ChannelHandlerContext ctx, int lastStream, long code, ByteBuf debug) {
        session.goAway(client, lastStream, code, debug);
    }
}
