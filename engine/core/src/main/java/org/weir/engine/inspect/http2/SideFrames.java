package org.weir.engine.inspect.http2;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameAdapter;
import io.netty.handler.codec.http2.Http2Headers;

/** What either side says; unknown frames are ignored. */
abstract class SideFrames extends Http2FrameAdapter {
    final Session session;
    final Endpoint side;

    SideFrames(Session session, Endpoint side) {
        this.session = session;
        this.side = side;
    }

    /** The body that this side sends. */
    abstract BodyFlow body(Exchange exchange);

    /** This side reset its stream. */
    abstract void reset(Exchange exchange, long code);

    @Override
    public void onHeadersRead(
            ChannelHandlerContext ctx,
            int streamId,
            Http2Headers headers,
            int dependency,
            short weight,
            boolean exclusive,
            int padding,
            boolean end)
            throws Http2Exception {
        onHeadersRead(ctx, streamId, headers, padding, end);
    }

    @Override
    public int onDataRead(ChannelHandlerContext ctx, int streamId, ByteBuf data, int padding, boolean end)
            throws Http2Exception {
        if (!data.isReadable() && !end) {
            side.calm().count();
            return padding;
        }
        var exchange = side.exchange(streamId);
        return exchange == null
                ? data.readableBytes() + padding
                : body(exchange).data(data, padding, end);
    }

    @Override
    public void onRstStreamRead(ChannelHandlerContext ctx, int streamId, long code) throws Http2Exception {
        side.calm().count();
        var exchange = side.exchange(streamId);
        if (exchange != null) {
            reset(exchange, code);
        }
    }

    @Override
    public void onPingRead(ChannelHandlerContext ctx, long data) throws Http2Exception {
        side.calm().count();
        session.ping(side, data);
    }

    @Override
    public void onPingAckRead(ChannelHandlerContext ctx, long data) {
        session.pong(side, data);
    }

    @Override
    public void onGoAwayRead(ChannelHandlerContext ctx, int lastStream, long code, ByteBuf debug) {
        session.goAway(side, lastStream, code, debug);
    }
}
