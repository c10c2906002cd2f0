package org.weir.engine.relay;

import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelOption;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.IntegerUnixChannelOption;

/** How the engine's relayed sockets are set up and torn down. */
public final class Sockets {
    private static final WriteBufferWaterMark WATER_MARK =
            new WriteBufferWaterMark(Limits.QUEUE_LOW_BYTES, Limits.QUEUE_HIGH_BYTES);

    // Netty has no such options for listeners. Numbers: asm-generic/socket.h, linux/tcp.h.
    private static final int SOL_SOCKET = 1;
    private static final int IPPROTO_TCP = 6;
    private static final ChannelOption<Integer> SO_KEEPALIVE =
            new IntegerUnixChannelOption("WEIR_SO_KEEPALIVE", SOL_SOCKET, 9);
    private static final ChannelOption<Integer> TCP_KEEPIDLE =
            new IntegerUnixChannelOption("WEIR_TCP_KEEPIDLE", IPPROTO_TCP, 4);
    private static final ChannelOption<Integer> TCP_KEEPINTVL =
            new IntegerUnixChannelOption("WEIR_TCP_KEEPINTVL", IPPROTO_TCP, 5);
    private static final ChannelOption<Integer> TCP_KEEPCNT =
            new IntegerUnixChannelOption("WEIR_TCP_KEEPCNT", IPPROTO_TCP, 6);

    /** Without state of its own: every channel makes its handle from it. */
    private static final RecvByteBufAllocator READ_BUFFERS = new AdaptiveRecvByteBufAllocator(
                    Limits.READ_MIN_BYTES, Limits.READ_INITIAL_BYTES, Limits.READ_MAX_BYTES)
            .maxMessagesPerRead(Limits.READS_IN_A_ROW);

    /** tcp_states.h; tcp_info.tcpi_state. */
    private static final int TCP_ESTABLISHED = 1;

    private Sockets() {}

    /**
     * For either side of a flow (Netty itself switches TCP_NODELAY on): half-close kept, a failed write leaves what was received readable, reading off. */
    public static void prepare(Channel channel) {
        channel.config().setAutoRead(false);
        prepareReading(channel);
    }

    /**
     * As {@link #prepare}, but a new channel's reading stays on: it starts with the registration, so that a peer that
     * hangs up at once is heard (see {@link #startReading}).
     */
    public static void prepareReading(Channel channel) {
        var config = channel.config();
        // A failed write must not throw away bytes that the same peer sent before its reset.
        config.setAutoClose(false);
        config.setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        config.setWriteBufferWaterMark(WATER_MARK);
        config.setRecvByteBufAllocator(READ_BUFFERS);
    }

    /**
     * Towards the network, in addition to {@link #prepare}: keep-alive, and no connect time-out but the kernel's own.
     *
     * @param readAtOnce whether reading starts with the connection; else it is off
     */
    public static void prepareUpstream(EpollSocketChannel channel, boolean readAtOnce) {
        if (readAtOnce) {
            prepareReading(channel);
        } else {
            prepare(channel);
        }
        channel.config().setConnectTimeoutMillis(0).setKeepAlive(true).setTcpKeepIdle(Limits.KEEPALIVE_IDLE_SECONDS);
    }

    /**
     * Reads from now on; on the channel's loop. Not {@code setAutoRead(true)}: when the peer's FIN came while reading was
     * off, Netty 4.2.18 has taken the descriptor out of epoll and does not put it back, and the rest of the stream would
     * be lost (EpollIoHandler changes a registration that it deleted: ENOENT). Such a channel is registered anew.
     */
    public static void startReading(Channel channel) {
        if (channel.config().isAutoRead()) {
            return;
        }
        if (!channel.isActive() || !peerMayHaveEnded(channel)) {
            channel.config().setAutoRead(true);
            return;
        }
        var loop = channel.eventLoop();
        channel.deregister().addListener(_ -> {
            // Out of epoll this only notes what is wanted; registering applies it.
            channel.config().setAutoRead(true);
            loop.register(channel);
        });
    }

    private static boolean peerMayHaveEnded(Channel channel) {
        if (!(channel instanceof EpollSocketChannel tcp)) {
            return true;
        }
        try {
            return tcp.tcpInfo().state() != TCP_ESTABLISHED;
        } catch (ChannelException e) {
            return true;
        }
    }

    /**
     * For a listener of captured connections, whose sockets inherit it (tcp(7)): keep-alive towards apps on this machine, of
     * which some lost their way to us.
     */
    public static void prepareListener(EpollServerSocketChannel listener) {
        var config = listener.config();
        config.setOption(SO_KEEPALIVE, 1);
        config.setOption(TCP_KEEPIDLE, Limits.CLIENT_KEEPALIVE_IDLE_SECONDS);
        config.setOption(TCP_KEEPINTVL, Limits.CLIENT_KEEPALIVE_INTERVAL_SECONDS);
        config.setOption(TCP_KEEPCNT, Limits.CLIENT_KEEPALIVE_PROBES);
    }

    /** Closes with a reset where the family knows resets (TCP), else at once. */
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
        channel.close();
    }
}
