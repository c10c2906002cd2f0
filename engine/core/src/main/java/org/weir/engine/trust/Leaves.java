package org.weir.engine.trust;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Mints leaves of the authority in use on threads of its own, and keeps those that were used last. */
public final class Leaves implements LeafSource, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Leaves.class);

    /** About 6 KiB each: what a day of browsing meets, and at most 25 MiB. */
    static final int MOST_CACHED = 4_096;

    /** A leaf takes 0.2 ms: more threads than this would only take processors from the flows. */
    private static final int THREADS = 2;

    /** Leaves that wait to be minted: above this we are flooded, and further flows are passed through. */
    private static final int MOST_WAITING = 1_024;

    private static final Duration IDLE = Duration.ofSeconds(30);

    private final Authorities authorities;
    private final Clock clock;
    private final CertificateMaker maker;
    private final ThreadPoolExecutor threads;
    private volatile @Nullable Signing signing;

    /** One authority with its leaves, so that a leaf of a former one is never handed out. */
    private record Signing(Authority authority, KeyPair pair, LeafCache cache) {}

    public Leaves(Authorities authorities, Clock clock, SecureRandom random, ThreadFactory threads) {
        this.authorities = authorities;
        this.clock = clock;
        this.maker = new CertificateMaker(random);
        this.threads = new ThreadPoolExecutor(
                THREADS, THREADS, IDLE.toSeconds(), TimeUnit.SECONDS, new LinkedBlockingQueue<>(MOST_WAITING), threads);
        this.threads.allowCoreThreadTimeOut(true);
        authorities.onUse(this::use);
    }

    /**
     * Reads or makes the authority and mints a first leaf, on this object's own threads: loading the classes for it takes
     * 70 to 340 ms, which the first inspected connection need not wait for.
     */
    public void start() {
        threads.execute(() -> {
            authorities.open();
            if (authorities.current() != null) {
                leaf("warm-up.invalid", null).whenComplete((_, failure) -> {
                    if (failure != null) {
                        LOG.warn("no certificate could be made: {}", failure.toString());
                    }
                });
            }
        });
    }

    @Override
    public CompletionStage<Leaf> leaf(String name, @Nullable X509Certificate upstream) {
        var now = signing;
        if (!available() || now == null) {
            return unavailable(Objects.requireNonNullElse(problem(), "the authority is being read"));
        }
        var asked = Names.normalise(name);
        if (asked == null) {
            return unavailable("no certificate can be made for a name like that");
        }
        var key = new LeafCache.Key(asked, upstream == null ? "" : Authority.fingerprint(upstream));
        return separate(now.cache().get(key, () -> mint(now, asked, upstream)));
    }

    @Override
    public boolean available() {
        return authorities.current() != null;
    }

    @Override
    public @Nullable String problem() {
        return authorities.problem();
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    private void use(Authority authority) {
        var now = signing;
        if (now != null && now.authority().equals(authority)) {
            // The same one, read again: its leaves stay good.
            return;
        }
        try {
            signing = new Signing(authority, maker.keyPair(), new LeafCache(MOST_CACHED, clock));
        } catch (GeneralSecurityException e) {
            LOG.warn("no key for leaves could be made: {}", e.toString());
        }
    }

    private CompletableFuture<Leaf> mint(Signing by, String name, @Nullable X509Certificate upstream) {
        try {
            return CompletableFuture.supplyAsync(
                    () -> {
                        try {
                            var names = Objects.requireNonNull(Names.of(name, upstream));
                            var certificate = maker.leaf(by.authority(), by.pair(), names, clock.instant());
                            return new Leaf(
                                    by.pair().getPrivate(),
                                    List.of(certificate, by.authority().certificate()));
                        } catch (GeneralSecurityException | RuntimeException e) {
                            LOG.warn("no certificate for {} could be made", name, e);
                            throw new CompletionException(
                                    new UnavailableException("no certificate could be made: " + e.getMessage()));
                        }
                    },
                    threads);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedFuture(
                    new UnavailableException("too many certificates are asked for at once"));
        }
    }

    /** A stage of the caller's own, so that nobody can complete or cancel what others wait for. */
    private static CompletionStage<Leaf> separate(CompletableFuture<Leaf> shared) {
        if (shared.isDone() && !shared.isCompletedExceptionally()) {
            return CompletableFuture.completedStage(shared.join());
        }
        var own = new CompletableFuture<Leaf>();
        shared.whenComplete((leaf, failure) -> {
            if (failure == null) {
                own.complete(leaf);
            } else {
                own.completeExceptionally(cause(failure));
            }
        });
        return own;
    }

    private static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException wrapped && wrapped.getCause() != null
                ? wrapped.getCause()
                : failure;
    }

    private static CompletionStage<Leaf> unavailable(String why) {
        return CompletableFuture.failedStage(new UnavailableException(why));
    }
}
