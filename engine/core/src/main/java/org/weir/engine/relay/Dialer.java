package org.weir.engine.relay;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInboundHandler;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Opens the engine's own connections: prepared sockets on a given event loop, never to ourselves. */
public final class Dialer {
    private final Predicate<InetSocketAddress> isOurs;

    /** @param isOurs whether an address is one of the engine's own listeners; asked on event loops */
    public Dialer(Predicate<InetSocketAddress> isOurs) {
        this.isOurs = isOurs;
    }

    /** The address would lead back into the engine. */
    static final class LoopException extends IOException {
        private static final long serialVersionUID = 1L;

        LoopException(InetSocketAddress to) {
            super("not dialled: " + to + " is the engine's own listener");
        }
    }

    /**
     * Starts to connect; call on {@code loop}.
     *
     * @param from the source address that the app chose, or null; ignored when it is of the other family
     * @param handler the channel's only handler
     * @param readAtOnce whether reading starts with the connection
     * @throws IOException when the address is our own
     * @throws io.netty.channel.ChannelException when there is no descriptor left
     */
    public ChannelFuture dial(
            EventLoop loop,
            InetSocketAddress to,
            @Nullable InetAddress from,
            ChannelInboundHandler handler,
            boolean readAtOnce)
            throws IOException {
        if (isOurs.test(to)) {
            throw new LoopException(to);
        }
        var six = to.getAddress() instanceof Inet6Address;
        var channel = new EpollSocketChannel(six ? SocketProtocolFamily.INET6 : SocketProtocolFamily.INET);
        Sockets.prepareUpstream(channel, readAtOnce);
        channel.pipeline().addLast(handler);
        var registered = loop.register(channel);
        if (registered.cause() != null) {
            throw new IOException("cannot register a socket", registered.cause());
        }
        if (from != null && from instanceof Inet6Address == six) {
            return channel.connect(to, new InetSocketAddress(from, 0));
        }
        return channel.connect(to);
    }
}
