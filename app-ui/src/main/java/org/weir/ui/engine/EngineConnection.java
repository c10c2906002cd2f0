package org.weir.ui.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weir.api.control.ControlClient;
import org.weir.api.control.FlowView;
import org.weir.api.control.NotUnderstoodException;
import org.weir.api.rpc.RpcException;

/**
 * The window's connection to the engine. One thread of its own connects, keeps the picture fresh and connects again;
 * requests run on virtual threads; nothing ever runs or waits on the user interface's thread but what it is told.
 */
public final class EngineConnection implements Engine, AutoCloseable {
    /** Fast enough to look live, slow enough to cost nothing. */
    public static final int PULSES_A_SECOND = 4;

    /** Flows in memory: a day of an ordinary desktop. Older ones are in the engine's history. */
    public static final int FLOWS = 20_000;

    /** The engine answers in milliseconds; doctor can take seconds; after this something is wrong, and the user is told. */
    public static final Duration DEADLINE = Duration.ofSeconds(12);

    private static final Logger LOG = LoggerFactory.getLogger(EngineConnection.class);
    private static final Duration PULSE = Duration.ofMillis(1000 / PULSES_A_SECOND);

    private final Path socket;
    private final String name;
    private final Executor ui;
    private final ExecutorService requests = Executors.newVirtualThreadPerTaskExecutor();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            work -> Thread.ofPlatform().daemon().name("weir-ui-timer").unstarted(work));
    private final List<Consumer<Update>> listeners = new CopyOnWriteArrayList<>();
    private final FlowRing ring = new FlowRing(FLOWS);
    private final Pulse pulse;
    private final Object snapshotLock = new Object();
    private final Waker waker = new Waker();
    private Snapshot snapshot = Snapshot.NOTHING;
    private volatile @Nullable ControlClient client;
    private volatile boolean attentive = true;
    private volatile boolean closed;

    /**
     * @param name of this program and its version, for the engine's log
     * @param ui runs what it is given on the user interface's thread
     */
    public EngineConnection(Path socket, String name, Executor ui) {
        this(socket, name, ui, PULSE);
    }

    /** @param gap the least time between two updates */
    public EngineConnection(Path socket, String name, Executor ui, Duration gap) {
        this.socket = socket;
        this.name = name;
        this.ui = ui;
        pulse = new Pulse(ui, timer, gap, this::deliver);
    }

    /** Begins; once. */
    public EngineConnection start() {
        Thread.ofPlatform().daemon().name("weir-ui-engine").start(this::run);
        return this;
    }

    @Override
    public Snapshot snapshot() {
        synchronized (snapshotLock) {
            return snapshot;
        }
    }

    @Override
    public List<FlowView> flows() {
        return ring.all();
    }

    @Override
    public <T> CompletableFuture<T> ask(Call<T> call) {
        var answer = new CompletableFuture<T>();
        var connected = client;
        if (connected == null) {
            fail(
                    answer,
                    new EngineFailure(EngineFailure.Kind.AWAY, snapshot().link().detail()));
            return answer;
        }
        var late = timer.schedule(
                () -> fail(
                        answer,
                        new EngineFailure(
                                EngineFailure.Kind.SLOW, "no answer within " + DEADLINE.toSeconds() + " seconds")),
                DEADLINE.toMillis(),
                TimeUnit.MILLISECONDS);
        try {
            requests.execute(() -> {
                try {
                    var value = call.on(connected);
                    ui.execute(() -> answer.complete(value));
                } catch (IOException | RpcException | RuntimeException e) {
                    fail(answer, EngineFailure.of(e));
                } finally {
                    late.cancel(false);
                }
            });
        } catch (RejectedExecutionException e) {
            fail(answer, new EngineFailure(EngineFailure.Kind.AWAY, "the program ends"));
        }
        return answer;
    }

    private void fail(CompletableFuture<?> answer, EngineFailure why) {
        ui.execute(() -> answer.completeExceptionally(why));
    }

    @Override
    public Runnable listen(Consumer<Update> listener) {
        listeners.add(listener);
        pulse.wish();
        return () -> listeners.remove(listener);
    }

    @Override
    public void attentive(boolean somebodyLooks) {
        if (somebodyLooks && !attentive) {
            attentive = true;
            waker.wake();
        }
        attentive = somebodyLooks;
    }

    @Override
    public void retry() {
        waker.wake();
    }

    @Override
    public void close() {
        closed = true;
        waker.wake();
        var connected = client;
        if (connected != null) {
            connected.close();
        }
        timer.shutdownNow();
        requests.shutdownNow();
    }

    private void deliver() {
        var update = new Update(snapshot(), ring.take());
        for (var listener : listeners) {
            try {
                listener.accept(update);
            } catch (RuntimeException e) {
                // One screen's defect must not blind the others.
                LOG.error("a listener failed", e);
            }
        }
    }

    private void change(UnaryOperator<Snapshot> how) {
        synchronized (snapshotLock) {
            snapshot = how.apply(snapshot);
        }
        pulse.wish();
    }

    private void run() {
        var backoff = new Backoff();
        while (!closed) {
            var began = System.nanoTime();
            var stood = false;
            try (var connected = ControlClient.connect(socket, name)) {
                stood = true;
                began = System.nanoTime();
                client = connected;
                new Session(connected, new Sink()).serve();
            } catch (RpcException e) {
                change(was -> was.with(new Link(Link.State.NOT_UNDERSTOOD, e.getMessage())));
            } catch (IOException | RuntimeException e) {
                change(was -> was.with(away(e)));
            } finally {
                client = null;
            }
            if (!closed) {
                var lasted = stood ? Duration.ofNanos(System.nanoTime() - began) : Duration.ZERO;
                waker.await(backoff.after(lasted));
            }
        }
    }

    private static Link away(Exception e) {
        var detail = e.getMessage() == null ? e.toString() : e.getMessage();
        return e instanceof NotUnderstoodException
                ? new Link(Link.State.NOT_UNDERSTOOD, detail)
                : new Link(Link.State.AWAY, detail);
    }

    /** What a session hands to the rest of us. */
    final class Sink {
        void change(UnaryOperator<Snapshot> how) {
            EngineConnection.this.change(how);
        }

        FlowRing ring() {
            return ring;
        }

        void flowsChanged() {
            pulse.wish();
        }

        Waker waker() {
            return waker;
        }

        ScheduledExecutorService timer() {
            return timer;
        }

        boolean attentive() {
            return attentive;
        }

        boolean closed() {
            return closed;
        }
    }
}
