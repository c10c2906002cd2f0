package org.weir.engine.main;

import io.netty.channel.Channel;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weir.engine.control.SocketFile;
import org.weir.engine.intercept.ProxyFlowSource;

/** flows.sock: its file and its listener. */
final class FlowsPart implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FlowsPart.class);

    private final SocketFile file;
    private final Channel listener;

    private FlowsPart(SocketFile file, Channel listener) {
        this.file = file;
        this.listener = listener;
    }

    /** Listens, unless the options name no socket. */
    static @Nullable FlowsPart start(Options options, ProxyFlowSource source) throws Engine.StartException {
        if (options.flows() == null) {
            return null;
        }
        try {
            var file = SocketFile.reserve(options.flows());
            try {
                var listener = source.listen(file.bindPath());
                file.publish();
                LOG.info("flows socket: {}", options.flows());
                return new FlowsPart(file, listener);
            } catch (IOException e) {
                file.close();
                throw e;
            }
        } catch (IOException e) {
            throw new Engine.StartException(e.getMessage(), e);
        }
    }

    /** Root, ourselves, and whom the options name. */
    static Set<Integer> peers(Options options) {
        var peers = new HashSet<Integer>();
        peers.add(0);
        peers.add((int) Threads.effectiveUid());
        if (options.flowPeer() != null) {
            peers.add(options.flowPeer().intValue());
        }
        return peers;
    }

    @Override
    public void close() {
        listener.close().awaitUninterruptibly();
        try {
            file.close();
        } catch (IOException e) {
            LOG.warn("the flows socket's file stays: {}", e.toString());
        }
    }
}
