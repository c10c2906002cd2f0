package org.weir.engine.platform;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * User names by uid, remembered. Look-ups go through the system's name service (getpwuid_r), which may ask the network:
 * {@link #lookUp} blocks, {@link #known} never does. Safe for use by several threads.
 */
public final class UserNames {
    /** More users than a desktop or a shared server has at work; a bound, not a tuning. */
    private static final int MAX = 4_096;

    private final Map<Long, String> names = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, String> eldest) {
            return size() > MAX;
        }
    };

    /** The uid of a user name, or empty when there is no such user. Blocks; remembers nothing. */
    public OptionalLong uid(String name) {
        return LibC.uid(name);
    }

    /** What is remembered: null when this uid was never looked up, "" when it has no name. */
    public synchronized @Nullable String known(long uid) {
        return names.get(uid);
    }

    /** Asks the system and remembers the answer; "" when there is no name. Blocks. */
    public String lookUp(long uid) {
        var before = known(uid);
        if (before != null) {
            return before;
        }
        var found = LibC.userName(uid).orElse("");
        synchronized (this) {
            names.put(uid, found);
        }
        return found;
    }
}
