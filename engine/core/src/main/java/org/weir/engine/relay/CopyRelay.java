package org.weir.engine.relay;

import io.netty.channel.socket.DuplexChannel;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.weir.engine.flow.CloseReason;
import org.weir.engine.flow.Flow;

/** Relays by reading into pooled buffers and writing them out, with back-pressure. Stateless. */
public final class CopyRelay implements Relay {
    @Override
    public Handle relay(Flow flow, DuplexChannel client, DuplexChannel upstream, Opening opening, Ended ended) {
        var pair = new CopyPair(flow, client, upstream, ended, null);
        pair.start(opening);
        return pair;
    }

    /** Takes two channels over from a copying relay, in whose place it relays from then on. */
    public interface Successor {
        /**
         * On the event loop. Both channels have auto-read off, no handler, and nothing under way.
         *
         * @return empty when it cannot: copying goes on
         */
        Optional<Handle> takeOver();
    }

    /** As {@link #relay}, until the flow has shown that it lasts; then {@code successor} is asked, now and then. */
    public Handle relay(
            Flow flow,
            DuplexChannel client,
            DuplexChannel upstream,
            Opening opening,
            Ended ended,
            Successor successor) {
        var succession = new Succession(flow, client, upstream, ended, successor);
        succession.copying.start(opening);
        return succession;
    }

    /** A relay that starts by copying. On the event loop. */
    private static final class Succession implements Handle {
        /** Our own handler and the end of the pipeline. */
        private static final int OURS_AND_THE_TAIL = 2;

        private final Flow flow;
        private final DuplexChannel client;
        private final DuplexChannel upstream;
        private final Ended ended;
        private final Successor successor;
        private CopyPair copying;
        private @Nullable Handle running;

        Succession(Flow flow, DuplexChannel client, DuplexChannel upstream, Ended ended, Successor successor) {
            this.flow = flow;
            this.client = client;
            this.upstream = upstream;
            this.ended = ended;
            this.successor = successor;
            this.copying = new CopyPair(flow, client, upstream, ended, this::lasting);
        }

        private void lasting() {
            if (running != null || lookedInto(client) || lookedInto(upstream) || !copying.leave()) {
                return;
            }
            var taken = successor.takeOver();
            if (taken.isPresent()) {
                running = taken.get();
                return;
            }
            copying = new CopyPair(flow, client, upstream, ended, this::lasting);
            copying.start(new Opening(List.of(), false, List.of(), false));
        }

        /** Somebody besides the relay is in the pipeline and wants to see the bytes. */
        private static boolean lookedInto(DuplexChannel channel) {
            return channel.pipeline().names().size() > OURS_AND_THE_TAIL;
        }

        @Override
        public void abort(CloseReason reason) {
            if (running != null) {
                running.abort(reason);
            } else {
                copying.abort(reason);
            }
        }
    }
}
