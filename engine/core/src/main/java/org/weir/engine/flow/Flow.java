package org.weir.engine.flow;

import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One intercepted connection, from accept to its end. What is known at accept is final; the rest is written once, by the
 * flow's own event loop, and may be read by any thread at any time.
 */
public final class Flow {
    private final long id;
    private final Instant started;
    private final InetSocketAddress source;
    private final InetSocketAddress destination;
    private final AppIdentity app;
    private final AtomicLong bytesUp = new AtomicLong();
    private final AtomicLong bytesDown = new AtomicLong();

    private volatile Sniffed sniffed = Sniffed.UNKNOWN;
    private volatile @Nullable Decision decision;
    private volatile @Nullable InetSocketAddress upstream;
    private volatile @Nullable Inspection inspection;
    private volatile @Nullable End end;

    /** When and why a flow ended. */
    public record End(Instant at, CloseReason reason) {}

    /**
     * @param id growing; unique in this engine's run, and in all runs that share a history
     * @param source the app's own address
     * @param destination the original destination: what the app connected to
     */
    public Flow(long id, Instant started, InetSocketAddress source, InetSocketAddress destination, AppIdentity app) {
        this.id = id;
        this.started = Objects.requireNonNull(started, "started");
        this.source = Objects.requireNonNull(source, "source");
        this.destination = Objects.requireNonNull(destination, "destination");
        this.app = Objects.requireNonNull(app, "app");
    }

    public long id() {
        return id;
    }

    public Instant started() {
        return started;
    }

    public InetSocketAddress source() {
        return source;
    }

    public InetSocketAddress destination() {
        return destination;
    }

    public AppIdentity app() {
        return app;
    }

    public Sniffed sniffed() {
        return sniffed;
    }

    public @Nullable Decision decision() {
        return decision;
    }

    /** What the engine connected to (a proxy's address when there is one), or null while not connected. */
    public @Nullable InetSocketAddress upstream() {
        return upstream;
    }

    /** What became of the inspection that a rule wanted, or null when none did. */
    public @Nullable Inspection inspection() {
        return inspection;
    }

    public @Nullable End end() {
        return end;
    }

    public boolean ended() {
        return end != null;
    }

    /** Bytes from the app to the upstream so far. */
    public long bytesUp() {
        return bytesUp.get();
    }

    /** Bytes from the upstream to the app so far. */
    public long bytesDown() {
        return bytesDown.get();
    }

    public void addUp(long bytes) {
        bytesUp.lazySet(bytesUp.get() + bytes);
    }

    public void addDown(long bytes) {
        bytesDown.lazySet(bytesDown.get() + bytes);
    }

    public void sniffed(Sniffed value) {
        this.sniffed = Objects.requireNonNull(value, "sniffed");
    }

    /** @throws IllegalStateException when the flow was decided before */
    public void decide(Decision value) {
        if (decision != null) {
            throw new IllegalStateException("flow " + id + " is decided already: " + decision);
        }
        decision = Objects.requireNonNull(value, "decision");
    }

    public void upstream(InetSocketAddress value) {
        upstream = Objects.requireNonNull(value, "upstream");
    }

    public void inspection(Inspection value) {
        inspection = Objects.requireNonNull(value, "inspection");
    }

    /** Ends the flow; the first reason stays. Returns whether this call ended it. */
    public boolean end(Instant at, CloseReason reason) {
        if (end != null) {
            return false;
        }
        end = new End(at, reason);
        return true;
    }
}
