package org.weir.engine.intercept;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollServerSocketChannel;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weir.engine.relay.FlowStarter;
import org.weir.engine.relay.Sockets;

/** The transparent listeners of the present session. Safe for use by several threads. */
public final class Listeners {
    private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);

    private record Open(EpollServerSocketChannel channel, TransparentAcceptor acceptor) {}

    private final EventLoopGroup workers;
    private final Admission admission;
    private final Canaries canaries;
    private final OwnerFinderSource owners;
    private final FlowStarter flows;
    private final List<Open> open = new ArrayList<>();
    private volatile List<InetSocketAddress> addresses = List.of();

    /** Ties the knot: the finder asks the client, which owns these listeners. */
    @FunctionalInterface
    public interface OwnerFinderSource {
        OwnerFinder get();
    }

    public Listeners(
            EventLoopGroup workers,
            Admission admission,
            Canaries canaries,
            OwnerFinderSource owners,
            FlowStarter flows) {
        this.workers = workers;
        this.admission = admission;
        this.canaries = canaries;
        this.owners = owners;
        this.flows = flows;
    }

    /** Accepts on descriptors that were handed over; owns them from here on. */
    synchronized void open(List<Integer> descriptors) {
        for (var descriptor : descriptors) {
            var channel = new EpollServerSocketChannel(descriptor);
            Sockets.prepareListener(channel);
            var acceptor = new TransparentAcceptor(channel, workers, admission, canaries, owners.get(), flows);
            channel.pipeline().addLast(acceptor);
            open.add(new Open(channel, acceptor));
            workers.next().register(channel).addListener(done -> {
                if (!done.isSuccess()) {
                    LOG.warn("a listener cannot be used", done.cause());
                }
            });
        }
        addresses = open.stream().map(each -> each.channel().localAddress()).toList();
        LOG.info("accepting on {}", addresses);
    }

    synchronized void accepting(boolean yes) {
        for (var each : open) {
            each.acceptor().accepting(yes);
        }
    }

    synchronized void close() {
        for (var each : open) {
            each.channel().close();
        }
        open.clear();
        addresses = List.of();
    }

    /** The listener itself, or its port at any local address of the loopback. */
    boolean isOwn(InetSocketAddress address) {
        for (var own : addresses) {
            if (own.getPort() == address.getPort()
                    && (own.getAddress().equals(address.getAddress())
                            || address.getAddress().isAnyLocalAddress()
                            || address.getAddress().isLoopbackAddress())) {
                return true;
            }
        }
        return false;
    }
}
