package org.weir.engine.intercept;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.weir.engine.flow.AppIdentity;

/**
 * The identities of those who connected last, by what the kernel said of them. An app makes many connections, and its record
 * is the same for each of them: it is taken apart once, and its flows share one identity instead of holding a dozen strings
 * each. Safe for use by several threads.
 */
final class RecentOwners {
    /** More apps than are busy at the same time; a record and its identity take some 3 KB. */
    static final int KEPT = 128;

    private static final class Key {
        private final byte[] bytes;

        Key(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Key key && Arrays.equals(bytes, key.bytes);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
        }
    }

    private final Map<Key, AppIdentity> known = new LinkedHashMap<>(KEPT, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, AppIdentity> eldest) {
            return size() > KEPT;
        }
    };

    /**
     * @param record from position to limit; not changed
     * @param read makes an identity of a record; must depend on nothing else. Empty is not remembered
     */
    Optional<AppIdentity> of(ByteBuffer record, Function<ByteBuffer, Optional<AppIdentity>> read) {
        var bytes = new byte[record.remaining()];
        record.get(record.position(), bytes);
        var key = new Key(bytes);
        AppIdentity same;
        synchronized (known) {
            same = known.get(key);
        }
        if (same != null) {
            return Optional.of(same);
        }
        var identity = read.apply(record);
        identity.ifPresent(found -> {
            synchronized (known) {
                known.put(key, found);
            }
        });
        return identity;
    }
}
