package org.weir.ui.engine;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weir.api.control.ControlClient;
import org.weir.api.control.FlowFilter;
import org.weir.api.control.Flows;
import org.weir.api.control.Hello;
import org.weir.api.control.History;
import org.weir.api.control.NotUnderstoodException;
import org.weir.api.control.Status;
import org.weir.api.rpc.RpcException;

/** One connection from hello to its end: watches, and asks for what the notifications say has changed. */
final class Session implements ControlClient.Events {
    private static final Logger LOG = LoggerFactory.getLogger(Session.class);

    /** How often the counters are read while somebody looks: once for each point of the chart. */
    private static final Duration BEAT = Duration.ofSeconds(1);

    /** And while nobody does. */
    private static final Duration SLOW_BEAT = Duration.ofSeconds(5);

    /** An engine that has not answered for this long is said to be slow. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /** Flows of earlier runs of the engine that fill the table when it has just started. */
    private static final int FROM_HISTORY = 2_000;

    private final ControlClient client;
    private final EngineConnection.Sink sink;
    private final AtomicBoolean rulesOld = new AtomicBoolean(true);
    private final AtomicBoolean approvalsOld = new AtomicBoolean(true);
    private final AtomicBoolean flowsOld = new AtomicBoolean(true);
    private volatile boolean lost;

    Session(ControlClient client, EngineConnection.Sink sink) {
        this.client = client;
        this.sink = sink;
    }

    /**
     * Ends with an exception when the connection does, and returns when we are closed.
     *
     * @throws IOException when it was lost, or was not understood
     * @throws RpcException when the engine refuses what every engine must answer
     */
    void serve() throws IOException, RpcException {
        Thread.ofVirtual().start(this::watchEnd);
        var full = client.engine().access().equals(Hello.FULL);
        if (full) {
            sink.ring().clear();
            client.watchEvents(this);
            client.watchFlows(FlowFilter.ALL, Duration.ofMillis(Flows.DEFAULT_INTERVAL_MS), this::batch);
        }
        while (!sink.closed()) {
            if (lost) {
                throw new IOException("the engine closed the connection");
            }
            beat(full);
            if (full) {
                refresh();
            }
            if (!stale()) {
                sink.waker().await(sink.attentive() ? BEAT : SLOW_BEAT);
            }
        }
    }

    private void watchEnd() {
        try {
            client.awaitClosed();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        lost = true;
        sink.waker().wake();
    }

    private boolean stale() {
        return rulesOld.get() || approvalsOld.get() || flowsOld.get();
    }

    /** Reads status and counters; says that the engine is slow while it does not answer. */
    private void beat(boolean full) throws IOException, RpcException {
        var slow = sink.timer()
                .schedule(
                        () -> sink.change(was -> was.with(new Link(Link.State.SLOW, ""))),
                        PATIENCE.toMillis(),
                        TimeUnit.MILLISECONDS);
        Status status;
        try {
            status = complete(client.status());
        } finally {
            slow.cancel(false);
        }
        var link = full ? Link.UP : new Link(Link.State.STATUS_ONLY, "");
        var now = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime());
        sink.change(was ->
                was.with(status, was.traffic().seen(status.flows(), now)).with(link));
    }

    /** An engine that leaves out what every status has is no engine that we know. */
    private static Status complete(@Nullable Status status) throws NotUnderstoodException {
        if (status == null
                || status.state() == null
                || status.flows() == null
                || status.interceptor() == null
                || status.rules() == null) {
            throw new NotUnderstoodException("the engine's status is not complete", null);
        }
        return status;
    }

    /** What is not vital may fail without ending the conversation; it is asked for again when it changes. */
    private void refresh() throws IOException {
        if (rulesOld.getAndSet(false)) {
            vitalOrNot("rules", () -> {
                var rules = client.rules();
                sink.change(was -> was.with(rules));
            });
        }
        if (approvalsOld.getAndSet(false)) {
            vitalOrNot("approvals", () -> {
                var approvals = client.approvals(true);
                sink.change(was -> was.with(approvals));
            });
        }
        if (flowsOld.getAndSet(false)) {
            vitalOrNot("flows", this::fill);
        }
    }

    private void fill() throws IOException, RpcException {
        var page = client.flows(FlowFilter.ALL, EngineConnection.FLOWS);
        sink.ring().fill(page.flows());
        sink.flowsChanged();
        if (page.flows().size() < FROM_HISTORY) {
            var past = client.history(new History.FlowsParams(null, FROM_HISTORY, null));
            sink.ring().fill(past.flows());
            sink.flowsChanged();
        }
    }

    /** Something that the engine is asked for. */
    @FunctionalInterface
    private interface Step {
        void run() throws IOException, RpcException;
    }

    private void vitalOrNot(String what, Step step) throws IOException {
        try {
            step.run();
        } catch (RpcException e) {
            LOG.warn("the engine refused to tell its {}: {}", what, e.getMessage());
        } catch (IOException e) {
            if (lost) {
                throw e;
            }
            LOG.warn("the engine did not tell its {}: {}", what, e.getMessage());
        } catch (RuntimeException e) {
            LOG.warn("the engine's {} were not understood", what, e);
        }
    }

    private void batch(Flows.Batch batch) {
        sink.ring().tell(batch.flows());
        if (batch.dropped() > 0) {
            flowsOld.set(true);
            sink.waker().wake();
        }
        sink.flowsChanged();
    }

    @Override
    public void statusChanged(Status status) {
        sink.change(was -> was.with(status, was.traffic()));
    }

    @Override
    public void rulesChanged(long revision) {
        rulesOld.set(true);
        sink.waker().wake();
    }

    @Override
    public void approvalsChanged(int pending) {
        approvalsOld.set(true);
        sink.waker().wake();
    }

    /** What the window had out of it goes as well; what the engine has in memory is asked for again. */
    @Override
    public void historyCleared() {
        sink.ring().clear();
        flowsOld.set(true);
        sink.waker().wake();
    }
}
