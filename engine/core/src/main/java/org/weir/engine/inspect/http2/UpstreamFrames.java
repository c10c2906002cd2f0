package org.weir.engine.inspect.http2;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameAdapter;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;

/** What the server says. It was told not to push; unknown frames are ignored. */
final class UpstreamFrames extends Http2FrameAdapter {
    private final Session session;
    private final Endpoint upstream;

    UpstreamFrames(Session session, Endpoint upstream) {
        this.session = session;
        this.upstream = upstream;
    }

    @Override
    public void onSettingsRead(ChannelHandlerContext ctx, Http2Settings settings) throws Http2Exception {
        upstream.calm().count();
        session.serverSettings(settings);
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
        var exchange = upstream.exchange(streamId);
        if (exchange != null) {
            exchange.head(headers, end);
        }
    }

    @Override
    public int onDataRead(ChannelHandlerContext ctx, int streamId, ByteBuf data, int padding, boolean end)
            throws Http2Exception {
        if (!data.isReadable() && !end) {
            upstream.calm().count();
            return padding;
        }
        var exchange = upstream.exchange(streamId);
        return exchange == null
                ? data.readableBytes() + padding
                : exchange.response().data(data, padding, end);
    }

    @Override
    public void onRstStreamRead(ChannelHandlerContext ctx, int streamId, long code) throws Http2Exception {
        upstream.calm().count();
        var exchange = upstream.exchange(streamId);
        if (exchange != null) {
            exchange.serverReset(code);
        }
    }

    @Override
    public void onPingRead(ChannelHandlerContext ctx, long data) throws Http2Exception {
        upstream.calm().count();
        session.ping(upstream, data);
    }

    @Override
    public void onPingAckRead(ChannelHandlerContext ctx, long data) {
        session.pong(upstream, data);
    }

    @Override
    public void onGoAwayRead(ChannelHandlerContext ctx, int lastStream, long code, ByteBuf debug) {
        session.goAway(upstream, lastStream, code, debug);
    }
}
