package org.weir.engine.inspect;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import org.jspecify.annotations.Nullable;

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

    /** Whether the peer ended in order before anybody listened for the event. */
    public static boolean hasEnded(DuplexChannel channel) {
        var handler = channel.pipeline().get(SslHandler.class);
        return handler == null
                ? channel.isInputShutdown()
                : handler.sslCloseFuture().isSuccess();
    }

    /** Whether the peer was cut off before anybody listened for the event. */
    public static boolean wasCut(DuplexChannel channel) {
        return tls(channel) && channel.isInputShutdown() && !hasEnded(channel);
    }

    /**
     * Sends end of stream behind everything that was written: close_notify where TLS is spoken, then FIN.
     *
     * @return done when the FIN is sent or never will be
     */
    public static ChannelFuture end(DuplexChannel channel) {
        var done = channel.newPromise();
        var handler = channel.pipeline().get(SslHandler.class);
        ChannelFuture last;
        if (handler == null) {
            last = channel.writeAndFlush(Unpooled.EMPTY_BUFFER);
        } else {
            // Encrypts what is written before the engine is closed for more.
            channel.flush();
            last = handler.closeOutbound();
        }
        last.addListener(_ -> channel.shutdownOutput().addListener(shut -> {
            if (!shut.isSuccess()) {
                channel.close();
            }
            done.trySuccess();
        }));
        return done;
    }

    /**
     * Sends FIN behind everything that was written, and no close_notify: as a peer does that was cut off itself.
     *
     * @return done when the FIN is sent or never will be
     */
    public static ChannelFuture cut(DuplexChannel channel) {
        var done = channel.newPromise();
        drained(channel)
                .addListener(_ -> channel.shutdownOutput().addListener(shut -> {
                    if (!shut.isSuccess()) {
                        channel.close();
                    }
                    done.trySuccess();
                }));
        return done;
    }

    /** Done when everything that was written is with the kernel. */
    public static ChannelFuture drained(Channel channel) {
        channel.flush();
        var tls = below(channel);
        // An empty write above TLS would become an empty record.
        return tls == null ? channel.writeAndFlush(Unpooled.EMPTY_BUFFER) : tls.writeAndFlush(Unpooled.EMPTY_BUFFER);
    }

    /** Closes with a reset, and without close_notify: the peer must not take a cut for an end. */
    public static void reset(Channel channel) {
        if (channel instanceof EpollSocketChannel tcp && tcp.isOpen()) {
            try {
                tcp.config().setSoLinger(0);
            } catch (ChannelException e) {
                // The socket is gone already; close alone is right then.
                channel.close();
                return;
            }
        }
        var tls = below(channel);
        if (tls == null) {
            channel.close();
        } else {
            tls.close().addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
        }
    }

    private static @Nullable ChannelHandlerContext below(Channel channel) {
        return channel.pipeline().context(SslHandler.class);
    }

    private static boolean tls(Channel channel) {
        return channel.pipeline().get(SslHandler.class) != null;
    }
}
