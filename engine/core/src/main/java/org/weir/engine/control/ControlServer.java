package org.weir.engine.control;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.IntUnaryOperator;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weir.api.control.Check;
import org.weir.api.rpc.RpcCodec;
import org.weir.engine.intercept.Capture;
import org.weir.engine.store.FlowTable;

/**
 * Listens on control.sock (docs/protocol.md, section 4). Has an event loop and workers of its own: whatever clients do,
 * flows do not feel it.
 */
public final class ControlServer implements AutoCloseable {
    /** Clients at once; those of strangers are counted apart, so that they cannot keep the owner out. */
    private static final int MAX_CLIENTS = 64;

    private static final int MAX_STRANGERS = 16;

    /** Above this a client counts as not reading; one line may be as long, so at most two lines wait. */
    private static final WriteBufferWaterMark MARKS = new WriteBufferWaterMark(256 * 1024, RpcCodec.MAX_LINE_BYTES);

    /** The kernel's queue of clients that connected while we were busy. */
    private static final int BACKLOG = 64;

    private static final long CLOSE_SECONDS = 2;
    private static final Logger LOG = LoggerFactory.getLogger(ControlServer.class);

    private final SocketFile file;
    private final EventLoopGroup loop;
    private final ExecutorService workers;
    private final Methods methods;
    private final Events events;
    private final Config config;
    private final Session.Timing timing;
    private final IntUnaryOperator uidOf;
    private final String version;
    private int clients;
    private int strangers;

    /**
     * @param socket where to listen; its folder must exist and be writable
     * @param owners uids besides root that may read and write everything
     */
    public record Config(Path socket, Set<Integer> owners) {
        public Config {
            owners = Set.copyOf(owners);
        }
    }

    /**
     * What is served.
     *
     * @param doctor takes milliseconds
     */
    public record Parts(
            FlowTable flows,
            Capture capture,
            RuleAdmin rules,
            StatusSource status,
            Supplier<Check.Report> doctor,
            List<MethodGroup> groups) {
        public Parts {
            groups = List.copyOf(groups);
        }
    }

    private ControlServer(Config config, Parts parts, Session.Timing timing, IntUnaryOperator uidOf)
            throws IOException {
        this.config = config;
        this.timing = timing;
        this.uidOf = uidOf;
        this.version = parts.status().version();
        Epoll.ensureAvailability();
        file = SocketFile.reserve(config.socket());
        loop = new MultiThreadIoEventLoopGroup(
                1, new DefaultThreadFactory("weir-control-sock", true), EpollIoHandler.newFactory());
        workers = Executors.newVirtualThreadPerTaskExecutor();
        methods = new Methods(parts);
        events = new Events(loop.next(), workers, parts.status(), parts.rules());
    }

    /**
     * Starts to listen.
     *
     * @throws IOException with a sentence for the user, for example that another engine runs
     */
    public static ControlServer start(Config config, Parts parts) throws IOException {
        return start(config, parts, Session.Timing.USUAL, IntUnaryOperator.identity());
    }

    /** For tests also: {@code uidOf} says which uid a peer's uid is taken for. */
    static ControlServer start(Config config, Parts parts, Session.Timing timing, IntUnaryOperator uidOf)
            throws IOException {
        var server = new ControlServer(config, parts, timing, uidOf);
        var bootstrap = new ServerBootstrap()
                .group(server.loop)
                .channel(EpollServerDomainSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, MARKS)
                .childHandler(new ChannelInitializer<EpollDomainSocketChannel>() {
                    @Override
                    protected void initChannel(EpollDomainSocketChannel channel) {
                        server.accepted(channel);
                    }
                });
        var bound = bootstrap
                .bind(new DomainSocketAddress(server.file.bindPath().toFile()))
                .awaitUninterruptibly();
        try {
            if (!bound.isSuccess()) {
                throw new IOException("the control socket " + config.socket() + " cannot be made", bound.cause());
            }
            server.file.publish();
        } catch (IOException e) {
            server.close();
            throw e;
        }
        parts.capture().onChange(server.events::statusChanged);
        parts.rules().onChange(server.events::rulesChanged);
        parts.groups().forEach(group -> group.announceTo(server.events));
        LOG.info("control socket: {}", config.socket());
        return server;
    }

    @Override
    public void close() {
        loop.shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS).awaitUninterruptibly();
        workers.shutdownNow();
        try {
            file.close();
        } catch (IOException e) {
            LOG.warn("the control socket's file stays: {}", e.toString());
        }
    }

    /** On the one event loop, as are the counts. */
    private void accepted(EpollDomainSocketChannel channel) {
        Peer peer;
        try {
            peer = Peer.of(uidOf.applyAsInt(channel.peerCredentials().uid()), config.owners());
        } catch (IOException e) {
            LOG.warn("a client without credentials was turned away: {}", e.toString());
            channel.close();
            return;
        }
        if (clients >= MAX_CLIENTS || (!peer.full() && strangers >= MAX_STRANGERS)) {
            // Not louder: strangers must not be able to fill the log.
            LOG.debug("too many clients; one of uid {} was turned away", peer.uid());
            channel.close();
            return;
        }
        count(peer, 1);
        channel.closeFuture().addListener(_ -> count(peer, -1));
        var session = new Session(version, timing, methods, workers, peer);
        channel.pipeline().addLast(new LineDecoder(RpcCodec.MAX_LINE_BYTES), session);
        events.add(channel, session);
    }

    private void count(Peer peer, int change) {
        if (peer.full()) {
            clients += change;
        } else {
            strangers += change;
        }
    }

    /** For tests: how many clients are connected. */
    int connected() {
        return events.size();
    }
}
