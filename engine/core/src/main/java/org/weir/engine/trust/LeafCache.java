package org.weir.engine.trust;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.weir.engine.trust.LeafSource.Leaf;

/** The leaves that were used last, and those under way: who asks for one that is being minted waits for the same. Any thread. */
final class LeafCache {
    /** A leaf that ends sooner than this is not handed out any more: a connection may take its time. */
    static final Duration LEAST_LEFT = Duration.ofDays(1);

    private final int most;
    private final Clock clock;
    private final Map<Key, CompletableFuture<Leaf>> leaves;

    /** @param upstream fingerprint of the server's own certificate, or "" */
    record Key(String name, String upstream) {}

    /** @param most leaves that are kept; those not asked for the longest go */
    LeafCache(int most, Clock clock) {
        this.most = most;
        this.clock = clock;
        // Access-ordered: asking is using.
        this.leaves = new LinkedHashMap<>(64, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Key, CompletableFuture<Leaf>> eldest) {
                return size() > LeafCache.this.most;
            }
        };
    }

    /**
     * The leaf of this key, perhaps not minted yet. One that failed is forgotten at once.
     *
     * @param mint starts to mint; called outside of any lock, by one of those who ask
     */
    CompletableFuture<Leaf> get(Key key, Supplier<CompletableFuture<Leaf>> mint) {
        var fresh = new CompletableFuture<Leaf>();
        synchronized (leaves) {
            var present = leaves.get(key);
            if (present != null && usable(present)) {
                return present;
            }
            leaves.put(key, fresh);
        }
        CompletableFuture<Leaf> minted;
        try {
            minted = mint.get();
        } catch (RuntimeException e) {
            minted = CompletableFuture.failedFuture(e);
        }
        minted.whenComplete((leaf, failure) -> {
            if (failure == null) {
                fresh.complete(leaf);
            } else {
                synchronized (leaves) {
                    leaves.remove(key, fresh);
                }
                fresh.completeExceptionally(failure);
            }
        });
        return fresh;
    }

    void clear() {
        synchronized (leaves) {
            leaves.clear();
        }
    }

    int size() {
        synchronized (leaves) {
            return leaves.size();
        }
    }

    private boolean usable(CompletableFuture<Leaf> leaf) {
        if (!leaf.isDone()) {
            return true;
        }
        return !leaf.isCompletedExceptionally() && usable(leaf.join(), clock.instant());
    }

    private static boolean usable(Leaf leaf, Instant now) {
        var certificate = leaf.chain().getFirst();
        return !now.isBefore(certificate.getNotBefore().toInstant())
                && now.plus(LEAST_LEFT).isBefore(certificate.getNotAfter().toInstant());
    }
}
