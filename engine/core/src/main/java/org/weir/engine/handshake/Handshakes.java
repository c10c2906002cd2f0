package org.weir.engine.handshake;

import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weir.engine.flow.Flow;
import org.weir.engine.flow.HandshakeObserver;
import org.weir.engine.flow.TlsAlert;

/**
 * What handshakes showed, of this run's flows, in bounded memory: the oldest go first. Without a lock, and nothing is read
 * here: event loops pay for one map entry a flow. Any thread.
 */
public final class Handshakes implements HandshakeObserver {
    /**
     * Bytes of hellos, certificates and what holds them. Hellos have 500 bytes (curl) to 2 KB (browsers): 8,000 to 20,000
     * flows, about as many as the flow table remembers. Hellos of 64 KB, the longest that are looked at, leave 250.
     */
    static final long MOST_BYTES = 16L << 20;

    /** What maps, queue and objects take for a flow, in bytes: by their fields, rounded up. */
    static final int ENTRY = 256;

    private static final Logger LOG = LoggerFactory.getLogger(Handshakes.class);

    private final long mostBytes;
    private final AtomicLong bytes = new AtomicLong();
    private final Map<Long, Seen> seen = new ConcurrentHashMap<>();
    private final Queue<Long> order = new ConcurrentLinkedQueue<>();
    private final Chains chains = new Chains(bytes);
    private final AtomicLong forgotten = new AtomicLong();

    /**
     * Of one flow. The hello is not to be changed.
     *
     * @param server what the server sent
     * @param doubt why it was not believed
     * @param names for which it had to be
     * @param presented what the app was sent by us
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Seen(
            byte[] hello,
            Chains.@Nullable Chain server,
            @Nullable String doubt,
            List<String> names,
            Chains.@Nullable Chain presented,
            @Nullable TlsAlert alert) {
        int size() {
            return ENTRY + hello.length;
        }
    }

    public Handshakes() {
        this(MOST_BYTES);
    }

    Handshakes(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    /** Empty: its hello was never seen whole, or it is {@link #forgotten}. */
    public Optional<Seen> of(long flow) {
        return Optional.ofNullable(seen.get(flow));
    }

    /** Whether the flow's details may have been dropped for those of newer ones. */
    public boolean forgotten(long flow) {
        return flow <= forgotten.get();
    }

    @Override
    public void offered(Flow flow, byte[] records) {
        var now = new Seen(records, null, null, List.of(), null, null);
        bytes.addAndGet(now.size());
        seen.put(flow.id(), now);
        order.add(flow.id());
        trim();
    }

    @Override
    public void serverShowed(Flow flow, List<X509Certificate> chain, @Nullable String doubt, List<String> names) {
        try {
            var kept = chains.ofServer(chain);
            change(
                    flow,
                    kept,
                    was -> was.server != null
                            ? null
                            : new Seen(was.hello, kept, doubt, names, was.presented, was.alert));
        } catch (CertificateEncodingException | RuntimeException e) {
            LOG.warn("flow {}: the server's certificates are not kept: {}", flow.id(), e.toString());
        }
    }

    @Override
    public void presented(Flow flow, List<X509Certificate> chain) {
        try {
            var kept = chains.ofOurs(chain);
            change(
                    flow,
                    kept,
                    was -> was.presented != null
                            ? null
                            : new Seen(was.hello, was.server, was.doubt, was.names, kept, was.alert));
        } catch (CertificateEncodingException | RuntimeException e) {
            LOG.warn("flow {}: our certificates are not kept: {}", flow.id(), e.toString());
        }
    }

    @Override
    public void alerted(Flow flow, TlsAlert alert) {
        seen.computeIfPresent(
                flow.id(),
                (_, was) -> was.alert != null
                        ? was
                        : new Seen(was.hello, was.server, was.doubt, was.names, was.presented, alert));
    }

    /** Of what is kept, for tests. */
    long bytes() {
        return bytes.get();
    }

    /** @param how makes what is kept from now on; null: what was */
    private void change(Flow flow, Chains.Chain added, Function<Seen, @Nullable Seen> how) {
        var taken = new boolean[1];
        seen.computeIfPresent(flow.id(), (_, was) -> {
            var now = how.apply(was);
            taken[0] = now != null;
            return now == null ? was : now;
        });
        if (taken[0]) {
            trim();
        } else {
            // Forgotten meanwhile, or told twice.
            chains.release(added);
        }
    }

    private void trim() {
        while (bytes.get() > mostBytes) {
            var oldest = order.poll();
            if (oldest == null) {
                return;
            }
            forgotten.accumulateAndGet(oldest, Math::max);
            var gone = seen.remove(oldest);
            if (gone != null) {
                bytes.addAndGet(-gone.size());
                chains.release(gone.server);
                chains.release(gone.presented);
            }
        }
    }
}
