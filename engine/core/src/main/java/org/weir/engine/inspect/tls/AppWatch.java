package org.weir.engine.inspect.tls;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.ChannelOutputShutdownEvent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.weir.engine.flow.TlsAlert;
import org.weir.engine.refusal.HandshakeEnd;
import org.weir.engine.refusal.HandshakeEnd.Alert;
import org.weir.engine.refusal.HandshakeEnd.Ending;

/**
 * Watches an app's side from our first flight to the first application data or the end, and tells once what was seen. One
 * handler stands before the TLS handler and sees records, one behind it and sees what they mean; both leave after telling.
 */
final class AppWatch {
    private final Consumer<HandshakeEnd> told;
    private final OwnFlight own = new OwnFlight();
    private final PlainAlert plain = new PlainAlert();
    private final PlainAlert ours = new PlainAlert();
    private final Wire wire = new Wire();
    private final Meaning meaning = new Meaning();
    private @Nullable Alert alert;
    private boolean finished;
    private boolean over;
    private boolean gaveUp;
    private long flightAt;

    AppWatch(Consumer<HandshakeEnd> told) {
        this.told = told;
    }

    /** Puts the TLS handler and this watch around it at the end of the pipeline. */
    void install(Channel channel, SslHandler tls) {
        channel.pipeline().addLast(wire, tls, meaning);
    }

    /** The deadline passed, or the server is gone: the end is ours. */
    void weEnd() {
        end(Ending.FIN, 0, true);
    }

    /** Whether our engine could not go on, although the app had sent no alert. */
    boolean gaveUp() {
        return gaveUp;
    }

    /** Whether the app was sent our certificate. */
    boolean certificateSent() {
        return own.certificateSent();
    }

    /** The alert that our engine sent, where it was not encrypted; or null. */
    @Nullable
    Alert ourAlert() {
        var found = ours.found();
        return found == null || found.code() == TlsAlert.Kind.CLOSE_NOTIFY.code() ? null : found;
    }

    private void end(Ending ending, long appBytes, boolean ours) {
        if (over) {
            return;
        }
        over = true;
        var seen = plain.found() != null ? plain.found() : alert;
        told.accept(new HandshakeEnd(
                own.version(),
                own.certificateSent(),
                seen,
                finished,
                appBytes,
                ending,
                own.sent() ? Duration.ofNanos(System.nanoTime() - flightAt) : Duration.ZERO,
                ours));
    }

    private void leave(ChannelHandlerContext ctx) {
        var pipeline = ctx.pipeline();
        if (pipeline.context(wire) != null) {
            pipeline.remove(wire);
        }
        if (pipeline.context(meaning) != null) {
            pipeline.remove(meaning);
        }
    }

    /** Records. */
    private final class Wire extends ChannelDuplexHandler {
        private boolean closing;

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            if (!over) {
                plain.see((ByteBuf) message);
            }
            ctx.fireChannelRead(message);
        }

        @Override
        public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
            if (message instanceof ByteBuf out && !over) {
                ours.see(out);
                if (!own.sent()) {
                    own.see(out);
                    if (own.sent()) {
                        flightAt = System.nanoTime();
                    }
                }
            }
            ctx.write(message, promise);
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event == ChannelInputShutdownEvent.INSTANCE) {
                end(Ending.FIN, 0, false);
            } else if (event == ChannelOutputShutdownEvent.INSTANCE) {
                weEnd();
            }
            ctx.fireUserEventTriggered(event);
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            end(Ending.RESET, 0, closing);
            ctx.fireChannelInactive();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            if (cause instanceof IOException) {
                end(Ending.RESET, 0, false);
            }
            ctx.fireExceptionCaught(cause);
        }

        @Override
        public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
            // Not told yet: the TLS handler closes before it says which alert made it do so.
            closing = true;
            ctx.close(promise);
        }
    }

    /** What the TLS handler makes of them. */
    private final class Meaning extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            var bytes = ((ByteBuf) message).readableBytes();
            if (bytes > 0) {
                end(Ending.OPEN, bytes, false);
                leave(ctx);
            }
            ctx.fireChannelRead(message);
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof SslHandshakeCompletionEvent handshake) {
                if (handshake.isSuccess()) {
                    finished = true;
                } else {
                    failed(handshake.cause());
                }
            } else if (event instanceof SslCloseCompletionEvent close && close.isSuccess()) {
                end(Ending.FIN, 0, false);
            }
            ctx.fireUserEventTriggered(event);
        }

        private void failed(Throwable cause) {
            AlertText.of(cause).ifPresent(a -> alert = a);
            if (plain.found() != null || alert != null) {
                end(Ending.FIN, 0, false);
            } else {
                // Without an alert of the app's it was our engine that gave up, unless the connection was closed.
                gaveUp = cause instanceof SSLException || cause.getCause() instanceof SSLException;
                end(Ending.FIN, 0, true);
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            if (!over && !(cause instanceof IOException)) {
                failed(cause);
            }
            ctx.fireExceptionCaught(cause);
        }
    }
}
