package org.weir.engine.history;

import java.util.Collection;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A bounded queue from many event loops to one thread. There is no lock in it: an event loop never waits for the thread, and
 * is told at once when there is no room.
 */
final class Inbox<T> {
    /** An entry costs this much besides what its sender says. */
    private static final int ENTRY_BYTES = 64;

    private final ConcurrentLinkedQueue<Entry<T>> queue = new ConcurrentLinkedQueue<>();
    private final AtomicLong bytes = new AtomicLong();
    private final long maxBytes;
    private volatile @Nullable Thread reader;
    private volatile boolean woken;

    private record Entry<T>(T item, long bytes) {}

    /** @param maxBytes the most that may wait */
    Inbox(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /**
     * Any thread; never waits.
     *
     * @param size roughly the memory that {@code item} keeps
     * @return false when there is no room, and nothing was taken
     */
    boolean offer(T item, long size) {
        var cost = size + ENTRY_BYTES;
        var before = bytes.getAndAdd(cost);
        if (before + cost > maxBytes) {
            bytes.addAndGet(-cost);
            return false;
        }
        queue.add(new Entry<>(item, cost));
        // The reader looks by itself soon; only when a lot waits is it worth a system call.
        if (before <= maxBytes / 4 && before + cost > maxBytes / 4) {
            wake();
        }
        return true;
    }

    /** Moves at most {@code max} items. Only the reader. */
    void drainTo(Collection<? super T> target, int max) {
        for (var i = 0; i < max; i++) {
            var entry = queue.poll();
            if (entry == null) {
                return;
            }
            bytes.addAndGet(-entry.bytes());
            target.add(entry.item());
        }
    }

    boolean isEmpty() {
        return queue.isEmpty();
    }

    /** Waits until woken, interrupted, or the time has passed. Only the reader. */
    void await(long nanos) {
        reader = Thread.currentThread();
        if (!woken) {
            LockSupport.parkNanos(this, nanos);
        }
        woken = false;
    }

    /** Lets the reader look at once. */
    void wake() {
        woken = true;
        var thread = reader;
        if (thread != null) {
            LockSupport.unpark(thread);
        }
    }
}
