package org.weir.engine.intercept;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * How many flows the process can carry. Says "full" at the limit and "room again" only well below it, so that the
 * interceptor is not asked to change its mind for every flow. Safe for use by several threads.
 */
public final class Admission {
    /** Room again when this part of the limit is in use, in percent. */
    private static final int LOW_PERCENT = 90;

    /** How long nothing new is taken after the system ran out: flows that end give descriptors back in the meantime. */
    private static final long STARVED_NANOS = 2_000_000_000L;

    private final int limit;
    private final BooleanSupplier memoryShort;
    private final AtomicInteger open = new AtomicInteger();
    private final List<Consumer<Boolean>> listeners = new CopyOnWriteArrayList<>();
    private volatile boolean accepting = true;
    private volatile long starvedUntilNanos;
    private volatile boolean starved;

    /**
     * @param limit flows at a time, at least 1
     * @param memoryShort whether buffers are about to run out; asked by {@link #check}
     */
    public Admission(int limit, BooleanSupplier memoryShort) {
        if (limit < 1) {
            throw new IllegalArgumentException("limit " + limit);
        }
        this.limit = limit;
        this.memoryShort = memoryShort;
    }

    public int limit() {
        return limit;
    }

    public int open() {
        return open.get();
    }

    /** Whether new flows are wanted. */
    public boolean accepting() {
        return accepting;
    }

    /** Is told, on any thread, whenever {@link #accepting} changed. */
    public void onChange(Consumer<Boolean> listener) {
        listeners.add(listener);
    }

    /** Takes a place, to be given back by {@link #leave}; false when there is none. */
    public boolean enter() {
        if (open.incrementAndGet() > limit) {
            open.decrementAndGet();
            set(false);
            return false;
        }
        if (open.get() >= limit) {
            set(false);
        }
        return true;
    }

    public void leave() {
        open.decrementAndGet();
        if (!accepting) {
            reconsider();
        }
    }

    /** The system had no descriptor left although we counted on it: someone else in this process uses them. */
    public void starved() {
        starvedUntilNanos = System.nanoTime() + STARVED_NANOS;
        starved = true;
        set(false);
    }

    /** Looks again; to be called a few times a second. */
    public void check() {
        if (memoryShort.getAsBoolean()) {
            set(false);
        } else if (!accepting) {
            if (starvedUntilNanos - System.nanoTime() < 0) {
                starved = false;
            }
            reconsider();
        }
    }

    private void reconsider() {
        if (!starved && open.get() <= (long) limit * LOW_PERCENT / 100 && !memoryShort.getAsBoolean()) {
            set(true);
        }
    }

    private void set(boolean value) {
        synchronized (this) {
            if (accepting == value) {
                return;
            }
            accepting = value;
        }
        for (var listener : new ArrayList<>(listeners)) {
            listener.accept(value);
        }
    }
}
