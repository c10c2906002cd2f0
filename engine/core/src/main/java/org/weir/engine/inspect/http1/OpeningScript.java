package org.weir.engine.inspect.http1;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.Future;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.weir.engine.flow.CloseReason;
import org.weir.engine.inspect.raw.Line;
import org.weir.engine.inspect.raw.RawScript;
import org.weir.engine.inspect.raw.Script;
import org.weir.engine.inspect.raw.Stage;

/**
 * The first bytes: a request line starts HTTP, everything else is relayed as it is. So is a server that speaks first, and a
 * client that stops in the middle of its first line, because something else may wait for an answer there.
 */
@SuppressWarnings("ReferenceEquality") // Lines, extents and unchanged heads are told apart by identity.
final class OpeningScript implements Script {
    private final Stage stage;
    private final Supplier<Script> http;
    private final FirstLine line = new FirstLine();
    private @Nullable ByteBuf held;
    private @Nullable Future<?> deadline;

    OpeningScript(Stage stage, Supplier<Script> http) {
        this.stage = stage;
        this.http = http;
    }

    @Override
    public void read(Line from, ByteBuf bytes) {
        if (from != stage.client()) {
            go(new RawScript(stage)).read(from, bytes);
            return;
        }
        var all = held == null ? bytes : held.writeBytes(bytes);
        if (held != null) {
            bytes.release();
        }
        switch (line.look(all)) {
            case HTTP -> {
                held = all;
                go(http.get());
            }
            case SOMETHING_ELSE -> {
                held = all;
                go(new RawScript(stage));
            }
            case NOT_KNOWN -> hold(all);
        }
    }

    @Override
    public void ended(Line from, boolean cut) {
        go(new RawScript(stage)).ended(from, cut);
    }

    @Override
    public void over(CloseReason reason) {
        stopClock();
        if (held != null) {
            held.release();
            held = null;
        }
    }

    private void hold(ByteBuf all) {
        if (held == null) {
            // Read buffers are as large as a read may be.
            held = all.alloc().buffer(all.readableBytes()).writeBytes(all);
            all.release();
            deadline = stage.later(() -> go(new RawScript(stage)), Http1Limits.FIRST_LINE_MILLIS);
        }
    }

    private Script go(Script next) {
        stopClock();
        stage.become(next);
        var bytes = held;
        held = null;
        if (bytes != null) {
            next.read(stage.client(), bytes);
        }
        return next;
    }

    private void stopClock() {
        if (deadline != null) {
            deadline.cancel(false);
            deadline = null;
        }
    }
}
