package org.weir.engine.inspect;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;

/** End of stream on a channel that may or may not speak TLS. All methods on the channel's event loop. */
public final class Sides {
    private Sides() {}

    /** Whether this user event says that the peer sends no more, in order: FIN without TLS, close_notify with it. */
    public static boolean isEnd(Channel channel, Object event) {
        return tls(channel)
                ? event instanceof SslCloseCompletionEvent close && close.isSuccess()
                : event == ChannelInputShutdownEvent.INSTANCE;
    }

    /** Whether this user event says that the peer's socket ended without TLS having been ended: cut off, by whomever. */
    public static boolean isCut(Channel channel, Object event) {
        return tls(channel) && event == ChannelInputShutdownEvent.INSTANCE;
    }

    /** Sends end of stream behind everything that was written: close_notify where TLS is spoken, then FIN. */
    public static void end(DuplexChannel channel) {
        var handler = channel.pipeline().get(SslHandler.class);
        if (handler == null) {
            channel.writeAndFlush(Unpooled.EMPTY_BUFFER)
                    .addListener(_ -> channel.shutdownOutput().addListener(ChannelFutureListener.CLOSE_ON_FAILURE));
        } else {
            handler.closeOutbound()
                    .addListener(_ -> channel.shutdownOutput().addListener(ChannelFutureListener.CLOSE_ON_FAILURE));
        }
    }

    private static boolean tls(Channel channel) {
        return channel.pipeline().get(SslHandler.class) != null;
    }
}
