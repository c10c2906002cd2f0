package org.weir.engine.control;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Sends a watch's changes in batches, as long as the client reads. Lives on the channel's event loop; the batches are
 * made by workers, one at a time.
 */
final class WatchPump implements AutoCloseable {
    private final ChannelHandlerContext ctx;
    private final Executor workers;
    private final MethodGroup.Watch changes;
    private final long watch;
    private @Nullable Future<?> timer;
    private boolean busy;

    private WatchPump(ChannelHandlerContext ctx, Executor workers, MethodGroup.Watch changes, long watch) {
        this.ctx = ctx;
        this.workers = workers;
        this.changes = changes;
        this.watch = watch;
    }

    static WatchPump start(ChannelHandlerContext ctx, Executor workers, MethodGroup.Watch changes, long watch) {
        var pump = new WatchPump(ctx, workers, changes, watch);
        var interval = changes.intervalMillis();
        pump.timer = ctx.executor().scheduleWithFixedDelay(pump::tick, interval, interval, TimeUnit.MILLISECONDS);
        return pump;
    }

    @Override
    public void close() {
        if (timer != null) {
            timer.cancel(false);
        }
        changes.close();
    }

    private void tick() {
        if (busy || !ctx.channel().isWritable() || !changes.isDue()) {
            return;
        }
        busy = true;
        try {
            workers.execute(() -> {
                var params = changes.next(watch);
                var line = params == null ? null : Wire.notification(changes.notification(), params);
                ctx.executor().execute(() -> sent(line));
            });
        } catch (RejectedExecutionException e) {
            ctx.close();
        }
    }

    private void sent(byte @Nullable [] line) {
        busy = false;
        if (line != null) {
            ctx.writeAndFlush(Unpooled.wrappedBuffer(line), ctx.voidPromise());
        }
    }
}
