package org.weir.engine.history;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.weir.api.control.Exchanges;
import org.weir.api.rpc.RpcCodec;
import org.weir.engine.control.MethodGroup;

/** Which exchanges are new or changed, for those who watch. Any thread. */
final class ExchangeNews {
    /** Four a second are more than a person's eye takes in, and each makes a window ask. */
    static final int INTERVAL_MILLIS = 250;

    /** As many wait for one client; it does not read when there are more, and is told how many it missed. */
    static final int MAX_WAITING = 16_384;

    /** Ids of one notification: at most 140 KB. */
    static final int MAX_TOLD = 8_192;

    private final List<Waiting> watches = new CopyOnWriteArrayList<>();

    /** These can be found in the database as they are now. */
    void written(List<Long> ids) {
        for (var watch : watches) {
            watch.add(ids);
        }
    }

    /** Whether anybody wants to know. */
    boolean isWatched() {
        return !watches.isEmpty();
    }

    MethodGroup.Watch watch() {
        var watch = new Waiting();
        watches.add(watch);
        return watch;
    }

    private final class Waiting implements MethodGroup.Watch {
        private final Set<Long> ids = new LinkedHashSet<>();
        private long dropped;
        private volatile boolean due;

        synchronized void add(List<Long> more) {
            for (var id : more) {
                if (ids.size() < MAX_WAITING) {
                    ids.add(id);
                } else if (!ids.contains(id)) {
                    dropped++;
                }
            }
            due = true;
        }

        @Override
        public String notification() {
            return "exchanges.changed";
        }

        @Override
        public int intervalMillis() {
            return INTERVAL_MILLIS;
        }

        @Override
        public boolean isDue() {
            return due;
        }

        @Override
        public synchronized byte @Nullable [] next(long watch) {
            var told = new ArrayList<Long>(Math.min(ids.size(), MAX_TOLD));
            for (var each = ids.iterator(); each.hasNext() && told.size() < MAX_TOLD; each.remove()) {
                told.add(each.next());
            }
            var lost = dropped;
            dropped = 0;
            due = !ids.isEmpty();
            return told.isEmpty() && lost == 0
                    ? null
                    : RpcCodec.json().writeValueAsBytes(new Exchanges.Changed(watch, told, lost));
        }

        @Override
        public void close() {
            watches.remove(this);
        }
    }
}
