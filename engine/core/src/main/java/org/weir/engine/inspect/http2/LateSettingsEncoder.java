package org.weir.engine.inspect.http2;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.DefaultHttp2Connection;
import io.netty.handler.codec.http2.DefaultHttp2ConnectionEncoder;
import io.netty.handler.codec.http2.DefaultHttp2FrameWriter;
import io.netty.handler.codec.http2.Http2Settings;

/** Netty writes SETTINGS when its handler is added; towards the client they wait until the server's are known. */
final class LateSettingsEncoder extends DefaultHttp2ConnectionEncoder {
    private boolean known;

    LateSettingsEncoder(DefaultHttp2Connection connection, DefaultHttp2FrameWriter writer) {
        super(connection, writer);
    }

    /** Settings that are written from now on are sent. */
    void settingsKnown() {
        known = true;
    }

    @Override
    public ChannelFuture writeSettings(ChannelHandlerContext ctx, Http2Settings settings, ChannelPromise promise) {
        return known ? super.writeSettings(ctx, settings, promise) : promise.setSuccess();
    }
}
