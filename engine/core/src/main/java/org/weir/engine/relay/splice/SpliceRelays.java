package org.weir.engine.relay.splice;

import io.netty.channel.IoEventLoop;
import io.netty.channel.epoll.EpollSocketChannel;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Takes flows over from Netty's channels. Safe for use by several threads; each flow is taken over on its own loop. */
public final class SpliceRelays implements AutoCloseable {
    private final Map<IoEventLoop, SpliceLoop> loops = new ConcurrentHashMap<>();
    private final Duration halfClosedLimit;

    /** @param halfClosedLimit how long a flow with one ended direction may be silent */
    public SpliceRelays(Duration halfClosedLimit) {
        this.halfClosedLimit = halfClosedLimit;
    }

    /**
     * Takes over two channels that are connected, registered with the calling event loop, have auto-read off, and have
     * neither bytes queued for writing nor bytes read and not written. Netty's channels are closed (the connections are
     * not): their pipelines see {@code channelInactive}, which means nothing about the flow.
     *
     * @return empty when the process is out of descriptors; nothing happened then
     */
    public Optional<SpliceRelay> takeOver(
            EpollSocketChannel client, EpollSocketChannel upstream, SpliceRelay.Listener listener) {
        var loop = loops.computeIfAbsent((IoEventLoop) client.eventLoop(), SpliceLoop::new);
        if (!upstream.eventLoop().inEventLoop() || !client.eventLoop().inEventLoop()) {
            throw new IllegalArgumentException("both channels belong to the calling event loop");
        }
        int clientFd = loop.sockets.duplicate(client.fd().intValue());
        if (clientFd < 0) {
            return Optional.empty();
        }
        int upstreamFd = loop.sockets.duplicate(upstream.fd().intValue());
        if (upstreamFd < 0) {
            loop.sockets.close(clientFd);
            return Optional.empty();
        }
        // Closing the last but one descriptor of a socket sends nothing.
        client.close();
        upstream.close();
        var relay = new SpliceRelay(loop, clientFd, upstreamFd, halfClosedLimit.toMillis(), listener);
        relay.start();
        return Optional.of(relay);
    }

    /** Frees pipes and buffers, once the event loops have ended. */
    @Override
    public void close() {
        loops.values().forEach(SpliceLoop::close);
        loops.clear();
    }
}
