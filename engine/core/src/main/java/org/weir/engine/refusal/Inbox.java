package org.weir.engine.refusal;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.weir.api.control.Approvals;
import org.weir.engine.refusal.Ruling.Lifetime;
import org.weir.engine.refusal.Ruling.Scope;

/** Puts what is known and what was decided together: one entry for each app and domain. Pure. */
final class Inbox {
    /** The domain of an entry that is about an app as a whole. */
    static final String WHOLE_APP = "*";

    /** A guess that was met so often is no chance any more, and worth a question. */
    private static final int ASK_AFTER = 2;

    /** Hosts that one entry shows; it stands for all of them. */
    private static final int MAX_HOSTS = 16;

    /** One app and domain, with what is behind it. */
    record Entry(String id, AppRef app, String domain, List<Suspicion> suspicions, List<Ruling> rulings) {}

    private record Place(String app, String domain) {}

    private final long now;
    private final long wall;

    Inbox(long now, long wall) {
        this.now = now;
        this.wall = wall;
    }

    /** All entries, latest first. */
    List<Entry> entries(Collection<Suspicion> suspicions, Collection<Ruling> rulings) {
        Map<Place, Entry> all = new LinkedHashMap<>();
        for (var one : suspicions) {
            if (!one.cleared()) {
                entry(all, one.app(), one.pair().domain()).suspicions().add(one);
            }
        }
        Map<String, List<Entry>> byApp = new LinkedHashMap<>();
        all.values()
                .forEach(entry -> byApp.computeIfAbsent(entry.app().key(), _ -> new ArrayList<>())
                        .add(entry));
        for (var ruling : rulings) {
            if (ruling.over(now)) {
                continue;
            }
            var key = ruling.key();
            switch (key.scope()) {
                case HOST ->
                    entry(all, ruling.app(), Domains.registrable(key.target()))
                            .rulings()
                            .add(ruling);
                case DOMAIN -> entry(all, ruling.app(), key.target()).rulings().add(ruling);
                case APP ->
                    byApp.getOrDefault(key.app(), List.of(entry(all, ruling.app(), WHOLE_APP)))
                            .forEach(entry -> entry.rulings().add(ruling));
            }
        }
        var list = new ArrayList<>(all.values());
        list.removeIf(entry -> entry.suspicions().isEmpty() && entry.rulings().isEmpty());
        list.sort(Comparator.comparingLong(Inbox::latest).reversed().thenComparing(Entry::id));
        return list;
    }

    private static Entry entry(Map<Place, Entry> all, AppRef app, String domain) {
        return all.computeIfAbsent(
                new Place(app.key(), domain),
                place -> new Entry(id(place), app, domain, new ArrayList<>(), new ArrayList<>()));
    }

    /** 40 bits: among 10,000 entries two are the same once in 20,000 installations. */
    private static String id(Place place) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update(place.app().getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
            return HexFormat.of().formatHex(digest.digest(place.domain().getBytes(StandardCharsets.UTF_8)), 0, 5);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static long latest(Entry entry) {
        return Math.max(
                entry.suspicions().stream()
                        .mapToLong(Suspicion::lastMillis)
                        .max()
                        .orElse(0),
                entry.rulings().stream().mapToLong(Ruling::madeMillis).max().orElse(0));
    }

    /** open, watched, decided or server. */
    static String state(Entry entry) {
        var refused = entry.suspicions().stream()
                .filter(one -> one.evidence().byApp())
                .toList();
        var unanswered =
                refused.stream().filter(one -> !covered(one, entry.rulings())).toList();
        if (unanswered.isEmpty()) {
            return entry.rulings().isEmpty() ? "server" : "decided";
        }
        return unanswered.stream().anyMatch(Inbox::asks) ? "open" : "watched";
    }

    private static boolean asks(Suspicion one) {
        return one.evidence() == Evidence.CERTAIN || one.strikes() >= ASK_AFTER;
    }

    private static boolean covered(Suspicion one, List<Ruling> rulings) {
        return rulings.stream()
                .anyMatch(ruling -> ruling.key().scope() != Scope.HOST
                        || ruling.key().target().equals(one.pair().host()));
    }

    Approvals.Item item(Entry entry) {
        var known = new ArrayList<>(entry.suspicions());
        known.sort(Comparator.comparing(Suspicion::evidence)
                .thenComparingLong(Suspicion::lastMillis)
                .reversed());
        var worst = known.isEmpty() ? null : known.getFirst();
        var ruling = entry.rulings().stream()
                .max(Comparator.comparingInt((Ruling one) -> one.key().scope() == Scope.HOST ? 0 : 1)
                        .thenComparingLong(Ruling::madeMillis))
                .orElse(null);
        return new Approvals.Item(
                entry.id(),
                new Approvals.App(
                        entry.app().key(),
                        entry.app().name(),
                        entry.app().executable(),
                        entry.app().script()),
                entry.domain(),
                state(entry),
                worst == null ? null : worst.evidence().word(),
                worst == null ? "" : worst.cause(),
                known.stream().mapToLong(Suspicion::count).sum(),
                known.stream().mapToLong(Suspicion::firstMillis).min().orElseGet(() -> latest(entry)),
                latest(entry),
                known.stream().limit(MAX_HOSTS).map(this::host).toList(),
                worst == null || !worst.evidence().byApp() ? null : suggestion(worst),
                ruling == null ? null : verdict(ruling));
    }

    private Approvals.Host host(Suspicion one) {
        return new Approvals.Host(
                one.pair().host(),
                one.pair().port(),
                one.evidence().word(),
                one.count(),
                one.inForce(now) ? onWall(one.until()) : null);
    }

    private static Approvals.Suggestion suggestion(Suspicion worst) {
        var help = TrustHelps.of(worst.app());
        if (worst.strikes() > ASK_AFTER) {
            return new Approvals.Suggestion(
                    "keep", "it refused again each time it was tried; it probably pins its server's certificate");
        }
        return worst.evidence() == Evidence.CERTAIN
                ? new Approvals.Suggestion("fix-trust", help.text())
                : new Approvals.Suggestion(
                        "keep",
                        "it is passed through and tried again by itself; if you want to see inside: " + help.text());
    }

    private Approvals.Verdict verdict(Ruling ruling) {
        return new Approvals.Verdict(
                ruling.action().word(),
                ruling.key().scope().word(),
                ruling.key().target(),
                ruling.duration(),
                untilOf(ruling),
                ruling.madeMillis());
    }

    private @Nullable Long untilOf(Ruling ruling) {
        return ruling.lifetime() instanceof Lifetime.Until until ? onWall(until.nanos()) : null;
    }

    private long onWall(long nanos) {
        return wall + TimeUnit.NANOSECONDS.toMillis(nanos - now);
    }
}
