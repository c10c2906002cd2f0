package org.weir.engine.inspect.http1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.concurrent.DefaultPromise;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.weir.engine.flow.AppIdentity;
import org.weir.engine.flow.CloseReason;
import org.weir.engine.flow.Flow;
import org.weir.engine.http.ExchangeObserver;
import org.weir.engine.http.HttpPolicy;
import org.weir.engine.inspect.raw.Line;
import org.weir.engine.inspect.raw.Script;
import org.weir.engine.inspect.raw.Stage;

/** Two sides in memory: what a script writes is gathered as text (Latin-1), what ends is noted. */
final class FakeStage implements Stage {
    final FakeLine client = new FakeLine();
    final FakeLine upstream = new FakeLine();
    final Flow flow = new Flow(
            1,
            Instant.EPOCH,
            InetSocketAddress.createUnresolved("app", 1),
            InetSocketAddress.createUnresolved("server", 2),
            AppIdentity.UNKNOWN);
    final List<Runnable> timers = new ArrayList<>();
    final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    final List<String> dialled = new ArrayList<>();
    Dialled dialling;
    Line used;
    private final List<ByteBuf> given = new ArrayList<>();
    Script script;

    @Nullable
    CloseReason ended;

    boolean left;

    FakeStage(HttpPolicy policy, ExchangeObserver observer) {
        var scratch = new byte[Http1Limits.SCRATCH_BYTES];
        script = new OpeningScript(this, () -> new Http1Session(this, "https", new Rules(policy, observer), scratch));
    }

    final class FakeLine implements Line {
        final StringBuilder sent = new StringBuilder();
        boolean held;
        boolean ended;
        boolean cut;
        boolean full;
        boolean dropped;
        int writes;

        @Override
        public void write(ByteBuf bytes) {
            writes++;
            if (!ended && !cut && FakeStage.this.ended == null) {
                sent.append(bytes.toString(StandardCharsets.ISO_8859_1));
            }
            bytes.release();
        }

        @Override
        public void flush() {}

        @Override
        public boolean writable() {
            return !full;
        }

        @Override
        public void hold(boolean stop) {
            held = stop;
        }

        @Override
        public void end() {
            ended = true;
        }

        @Override
        public void cut() {
            cut = true;
        }

        @Override
        public ByteBufAllocator alloc() {
            return PooledByteBufAllocator.DEFAULT;
        }

        @Override
        public void soon(Runnable task) {
            tasks.add(task);
        }
    }

    /** The client sends. */
    FakeStage ask(String text) {
        return give(client, text);
    }

    /** The server sends. */
    FakeStage answer(String text) {
        return give(upstream, text);
    }

    FakeStage give(FakeLine from, String text) {
        if (ended == null) {
            var bytes = buffer(text);
            given.add(bytes);
            script.read(from, bytes);
            runTasks();
        }
        return this;
    }

    /** What was sent so far is not kept any longer. */
    void forget() {
        given.clear();
        client.sent.setLength(0);
        upstream.sent.setLength(0);
    }

    void runTasks() {
        for (var task = tasks.poll(); task != null && ended == null; task = tasks.poll()) {
            task.run();
        }
    }

    void end(FakeLine side) {
        if (ended == null) {
            script.ended(side, false);
        }
    }

    /** Ends if it has not, and fails unless every buffer was released. */
    void finish() {
        abort(CloseReason.ENGINE_STOPPED);
        for (var bytes : given) {
            if (bytes.refCnt() != 0) {
                throw new AssertionError("a buffer is not released: " + bytes.toString(StandardCharsets.ISO_8859_1));
            }
        }
    }

    static ByteBuf buffer(String text) {
        var octets = text.getBytes(StandardCharsets.ISO_8859_1);
        return PooledByteBufAllocator.DEFAULT.directBuffer(octets.length).writeBytes(octets);
    }

    @Override
    public Flow flow() {
        return flow;
    }

    @Override
    public Line client() {
        return client;
    }

    @Override
    public Line upstream() {
        return upstream;
    }

    @Override
    public void dial(HttpPolicy.Target target, Dialled done) {
        dialled.add(target.host());
        dialling = done;
    }

    @Override
    public void use(Line line) {
        used = line;
    }

    @Override
    public void drop(Line line) {
        ((FakeLine) line).dropped = true;
    }

    @Override
    public void become(Script next) {
        script = next;
    }

    @Override
    public void abort(CloseReason reason) {
        if (ended == null) {
            ended = reason;
            script.over(reason);
        }
    }

    @Override
    public void leave(CloseReason reason) {
        if (ended == null) {
            left = true;
            abort(reason);
        }
    }

    @Override
    public Future<?> later(Runnable task, long millis) {
        timers.add(task);
        return new DefaultPromise<>(ImmediateEventExecutor.INSTANCE);
    }
}
