package org.weir.engine.control;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.weir.engine.store.FlowWatch;

/**
 * Sends a watch's changes in batches, as long as the client reads. Lives on the channel's event loop; the batches are
 * made by workers, one at a time.
 */
final class WatchPump implements AutoCloseable {
    /** About 0.7 MiB of usual flows; what does not fit comes with the next batch. */
    private static final int MAX_FLOWS = 1_000;

    /** Byte counters of open flows are looked at this often: all open flows are walked over for it. */
    private static final long BYTES_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final ChannelHandlerContext ctx;
    private final Executor workers;
    private final FlowWatch flows;
    private final long watch;
    private @Nullable Future<?> timer;
    private boolean busy;
    private long bytesSeen = System.nanoTime();

    private WatchPump(ChannelHandlerContext ctx, Executor workers, FlowWatch flows, long watch) {
        this.ctx = ctx;
        this.workers = workers;
        this.flows = flows;
        this.watch = watch;
    }

    static WatchPump start(
            ChannelHandlerContext ctx, Executor workers, FlowWatch flows, long watch, int intervalMillis) {
        var pump = new WatchPump(ctx, workers, flows, watch);
        pump.timer = ctx.executor()
                .scheduleWithFixedDelay(pump::tick, intervalMillis, intervalMillis, TimeUnit.MILLISECONDS);
        return pump;
    }

    @Override
    public void close() {
        if (timer != null) {
            timer.cancel(false);
        }
        flows.close();
    }

    private void tick() {
        var bytesDue = System.nanoTime() - bytesSeen >= BYTES_NANOS;
        if (busy || !ctx.channel().isWritable() || (flows.isEmpty() && !bytesDue)) {
            return;
        }
        if (bytesDue) {
            bytesSeen = System.nanoTime();
        }
        busy = true;
        try {
            workers.execute(() -> {
                var line = batch(bytesDue);
                ctx.executor().execute(() -> sent(line));
            });
        } catch (RejectedExecutionException e) {
            ctx.close();
        }
    }

    private byte @Nullable [] batch(boolean refresh) {
        if (refresh) {
            flows.refreshBytes();
        }
        var taken = flows.take(MAX_FLOWS);
        var array = Wire.flows(taken);
        taken.subList(array.count(), taken.size()).forEach(flows::putBack);
        var dropped = flows.takeDropped();
        return array.count() == 0 && dropped == 0
                ? null
                : Wire.notification(
                        "flows.batch",
                        Wire.join(
                                "{\"watch\":" + watch + ",\"flows\":",
                                array.json().toByteArray(),
                                ",\"dropped\":" + dropped + "}"));
    }

    private void sent(byte @Nullable [] line) {
        busy = false;
        if (line != null) {
            ctx.writeAndFlush(Unpooled.wrappedBuffer(line), ctx.voidPromise());
        }
    }
}
