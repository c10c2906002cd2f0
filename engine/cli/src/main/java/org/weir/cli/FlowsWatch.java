package org.weir.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.weir.api.control.ControlClient;
import org.weir.api.control.FlowFilter;
import org.weir.api.control.FlowView;
import org.weir.api.control.Flows;
import org.weir.api.rpc.RpcException;

/** {@code weir flows --watch}: first what is there, oldest first, then what changes; survives the engine's restart. */
final class FlowsWatch {
    /** Between two tries to reach the engine again: at once after a quick restart, and no load while it is away. */
    private static final long FIRST_RETRY_MILLIS = 200;

    private static final long LAST_RETRY_MILLIS = 5_000;

    /** Batches that wait for a slow terminal; then the reading thread waits, and the engine notices. */
    private static final int MAX_WAITING = 32;

    private static final Duration INTERVAL = Duration.ofMillis(Flows.DEFAULT_INTERVAL_MS);

    private final Weir weir;
    private final FlowFilter filter;
    private final int limit;
    private final Map<Long, FlowView> shown = new HashMap<>();
    private boolean headed;

    FlowsWatch(Weir weir, FlowFilter filter, int limit) {
        this.weir = weir;
        this.filter = filter;
        this.limit = limit;
    }

    int run() {
        var session = new Session(weir);
        var first = session.run(this::show);
        if (first != LOST) {
            return first;
        }
        var pause = FIRST_RETRY_MILLIS;
        weir.terminal().err().println("weir: the engine is gone; your network works without it. Waiting for it.");
        while (true) {
            try {
                TimeUnit.MILLISECONDS.sleep(pause);
                pause = Math.min(pause * 2, LAST_RETRY_MILLIS);
                try (var client = ControlClient.connect(weir.socket(), Version.CLIENT)) {
                    weir.terminal().err().println("weir: the engine is back.");
                    // Its flows are counted from 1 again.
                    shown.clear();
                    var ended = show(client);
                    if (ended != LOST) {
                        return ended;
                    }
                    pause = FIRST_RETRY_MILLIS;
                    weir.terminal().err().println("weir: the engine is gone again. Waiting for it.");
                }
            } catch (RpcException e) {
                return session.refused(e);
            } catch (IOException e) {
                // Still away.
                if (weir.out().checkError()) {
                    return ExitCode.OK;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return ExitCode.OK;
            }
        }
    }

    /** Put behind the last batch; the engine's own watches count from 1. */
    private static final Flows.Batch ENDED = new Flows.Batch(-1, List.of(), 0);

    /** No exit code: the engine went away while we watched. */
    private static final int LOST = -1;

    private int show(ControlClient client) throws IOException, RpcException {
        BlockingQueue<Flows.Batch> batches = new ArrayBlockingQueue<>(MAX_WAITING);
        client.watchFlows(filter, INTERVAL, batch -> put(batches, batch));
        Thread.ofPlatform().daemon().name("weir-watch-end").start(() -> {
            try {
                client.awaitClosed();
                batches.put(ENDED);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        client.flows(filter, limit).flows().reversed().forEach(this::print);
        try {
            while (!weir.out().checkError()) {
                var batch = batches.take();
                if (batch.watch() == ENDED.watch()) {
                    return LOST;
                }
                batch.flows().forEach(this::print);
                if (batch.dropped() > 0) {
                    weir.terminal().err().println("weir: " + batch.dropped() + " changes were left out.");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return ExitCode.OK;
    }

    private static void put(BlockingQueue<Flows.Batch> batches, Flows.Batch batch) {
        try {
            batches.put(batch);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void print(FlowView flow) {
        if (weir.json()) {
            weir.out().println(Json.of(flow));
            return;
        }
        var before = flow.close() == null ? shown.put(flow.id(), flow) : shown.remove(flow.id());
        if (before != null && FlowsCommand.sameButBytes(before, flow)) {
            // Growing byte counters alone are no news to a person.
            return;
        }
        if (!headed) {
            headed = true;
            weir.out().println(WatchLine.heading(weir.terminal()));
        }
        weir.out().println(WatchLine.of(flow, weir.terminal()));
    }
}
