package org.weir.engine.inspect.http1;

import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;
import org.weir.engine.inspect.raw.Line;
import org.weir.engine.inspect.raw.Script;

/**
 * What comes in from one side of a connection, read by read: while somebody has to be waited for, it is kept and the side is
 * not read.
 */
abstract class Intake {
    /** Reasons to wait. */
    static final int EDITED_OUTPUT = 1;

    static final int TURN = 1 << 1;
    static final int TUNNEL = 1 << 2;
    static final int FULL = 1 << 3;
    static final int ANSWERS = 1 << 4;
    static final int FOR_GOOD = 1 << 5;
    static final int ROUTE = 1 << 6;

    private enum InputEnd {
        NOT_YET,
        ORDERLY,
        CUT
    }

    protected final Line from;

    /** Whether a read is being processed: what comes meanwhile waits for its turn. */
    protected boolean running;

    private final ArrayDeque<ByteBuf> kept = new ArrayDeque<>(0);
    private int waits;
    private boolean stopped;
    private InputEnd inputEnd = InputEnd.NOT_YET;
    private boolean inputOver;

    Intake(Line from) {
        this.from = from;
    }

    /** Processes a read. */
    abstract void run(ByteBuf bytes);

    /** All bytes are processed and no more come. */
    abstract void inputOver(boolean cut);

    final void take(ByteBuf bytes) {
        if (stopped) {
            bytes.release();
        } else if (running || waits() || !kept.isEmpty()) {
            kept.add(bytes);
        } else {
            run(bytes);
        }
    }

    final void await(int why) {
        waits |= why;
        from.hold(true);
    }

    final void go(int why) {
        if ((waits & why) != 0) {
            waits &= ~why;
            resume();
        }
    }

    final boolean waits() {
        return waits != 0;
    }

    final void inputEnded(boolean cut) {
        inputEnd = cut ? InputEnd.CUT : InputEnd.ORDERLY;
        resume();
    }

    /** Another script goes on; it is told what this side still had to tell. */
    final void handOver(Script next) {
        if (inputEnd != InputEnd.NOT_YET && !inputOver) {
            inputOver = true;
            next.ended(from, inputEnd == InputEnd.CUT);
        }
    }

    /** Processes nothing more. */
    final void stop() {
        stopped = true;
    }

    final boolean stopped() {
        return stopped;
    }

    /** Processes the rest of a read before all others. */
    final void keepFirst(ByteBuf rest) {
        kept.addFirst(rest);
    }

    /** What is kept, in one buffer behind these bytes, or null; ownership passes to the caller. */
    final @Nullable ByteBuf takeKept(@Nullable ByteBuf before) {
        var all = before;
        for (var bytes = kept.poll(); bytes != null; bytes = kept.poll()) {
            all = join(all, bytes);
        }
        return all;
    }

    void release() {
        stopped = true;
        kept.forEach(ByteBuf::release);
        kept.clear();
    }

    private void resume() {
        if (running) {
            return;
        }
        while (!waits() && !stopped && !kept.isEmpty()) {
            run(kept.poll());
        }
        if (waits() || stopped) {
            return;
        }
        from.hold(false);
        if (inputEnd != InputEnd.NOT_YET && !inputOver) {
            inputOver = true;
            inputOver(inputEnd == InputEnd.CUT);
        }
    }

    private static ByteBuf join(@Nullable ByteBuf all, ByteBuf bytes) {
        if (all == null) {
            return bytes;
        }
        var joined = all.alloc().buffer(all.readableBytes() + bytes.readableBytes());
        joined.writeBytes(all).writeBytes(bytes);
        all.release();
        bytes.release();
        return joined;
    }
}
