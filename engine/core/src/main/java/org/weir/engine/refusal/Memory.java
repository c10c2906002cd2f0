package org.weir.engine.refusal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.weir.engine.refusal.Suspicion.Canary;

/**
 * All suspicions. Knows no clock, no file and no lock: whoever calls says what time it is and comes alone.
 *
 * <p>A host that was never met is taken for what its domain showed last: an app that does not know our authority fails once
 * in a domain, not once on each of its hosts; one that accepted us there since is inspected.
 */
final class Memory {
    /** Hosts of one app in one domain; an app that makes up names must not push out the others. */
    static final int MAX_SIBLINGS = 64;

    /** Groups whose successes are remembered; only what happens at the same time matters much. */
    private static final int MAX_SUCCESSES = 4_096;

    private int limit;

    /** Least recently seen first. */
    private final LinkedHashMap<Pair, Suspicion> seen = new LinkedHashMap<>();

    private final Map<Pair.Group, LinkedHashSet<Pair>> groups = new HashMap<>();
    private final LinkedHashMap<Pair.Group, Successes> successes = new LinkedHashMap<>();

    /** How a connection of a pair is to be treated. */
    sealed interface Standing {
        /** What is suspected, or null. */
        @Nullable
        Suspicion why();

        record Free() implements Standing {
            @Override
            public @Nullable Suspicion why() {
                return null;
            }
        }

        record InForce(Suspicion why) implements Standing {}

        /** Its term is over, and another connection tries. */
        record Tried(Suspicion why) implements Standing {}

        /** Its term is over, and nobody tries. */
        record Due(Suspicion why) implements Standing {}
    }

    /** @param limit suspicions at most */
    Memory(int limit) {
        this.limit = limit;
    }

    Standing look(Pair pair, long now) {
        var found = seen.remove(pair);
        if (found != null) {
            seen.put(pair, found);
        }
        var why = found == null ? sibling(pair) : found.cleared() ? null : found;
        if (why == null) {
            return new Standing.Free();
        }
        if (why.inForce(now)) {
            return new Standing.InForce(why);
        }
        var canary = why.canary();
        if (canary == null || !why.trying(now)) {
            return new Standing.Due(why);
        }
        replace(why.withCanary(new Canary(canary.host(), canary.since(), true)));
        return new Standing.Tried(why);
    }

    /** Lets a connection of {@code pair} try, for a suspicion that {@link #look} returned. */
    void letTry(Suspicion why, Pair pair, long now) {
        replace(why.withCanary(new Canary(pair.host(), now, false)));
    }

    /** Returns false when it may have been a spare connection of a browser, and is not counted. */
    boolean refused(Pair pair, AppRef app, Outcome.Refused what, long sentAt, long now, long wallMillis) {
        var group = successes.get(pair.group());
        if (what.evidence() == Evidence.LIKELY && group != null && group.forgives(pair.host(), sentAt, now)) {
            release(pair);
            return false;
        }
        if (what.evidence() == Evidence.LIKELY && undecided(pair, sentAt, now)) {
            return false;
        }
        if (group != null) {
            group.hosts.remove(pair.host());
        }
        var strikes = 0;
        for (var tried : triedBy(pair)) {
            var canary = tried.canary();
            if (canary != null && sentAt >= canary.since() && !tried.pair().equals(pair)) {
                strikes = Math.max(strikes, tried.strikes());
                replace(tried.renewed(what.evidence(), now));
            }
        }
        var before = seen.remove(pair);
        var after = before == null
                ? Suspicion.first(pair, app, what, strikes + 1, now, wallMillis)
                : before.refused(what, sentAt, now, wallMillis);
        put(after);
        return true;
    }

    /** Returns whether anything was suspected of the pair before. */
    boolean accepted(Pair pair, long sentAt, long now) {
        var group = successes.remove(pair.group());
        group = group == null ? new Successes() : group;
        successes.put(pair.group(), group);
        if (successes.size() > MAX_SUCCESSES) {
            successes.pollFirstEntry();
        }
        group.success(pair.host(), now);
        release(pair);
        var found = seen.get(pair);
        var after = found == null ? null : found.accepted(sentAt, now);
        if (found == null || after == null || after.cleared() == found.cleared()) {
            return false;
        }
        replace(after);
        return true;
    }

    /** The canary's end tells nothing: the next may try. */
    void unclear(Pair pair) {
        release(pair);
    }

    /** Returns whether that was news. */
    boolean serverWantsCertificate(Pair pair, AppRef app, long now, long wallMillis) {
        release(pair);
        var found = seen.get(pair);
        if (found != null && found.inForce(now) && found.evidence() != Evidence.LIKELY) {
            return false;
        }
        var what = new Outcome.Refused(Evidence.SERVER, "is asked by the server for a certificate that only it has");
        seen.remove(pair);
        put(Suspicion.first(pair, app, what, 1, now, wallMillis));
        return true;
    }

    /** Whether the app accepted us anywhere since the engine started. */
    boolean everAccepted(String app) {
        return successes.keySet().stream().anyMatch(group -> group.app().equals(app));
    }

    /** Least recently seen first. */
    Collection<Suspicion> all() {
        return List.copyOf(seen.values());
    }

    int size() {
        return seen.size();
    }

    /** Takes over what was stored; the last one counts as seen last. */
    void restore(Suspicion stored) {
        seen.remove(stored.pair());
        put(stored);
    }

    /** Sets how many there may be from now on; drops those that were seen longest ago. */
    void limit(int most) {
        limit = most;
        while (seen.size() > limit) {
            drop(seen.firstEntry().getKey());
        }
    }

    /** Forgets what was cleared, or has not been met for long. */
    void prune(long now) {
        for (var one : all()) {
            if (now >= one.until() + (one.cleared() ? 0 : Terms.FORGOTTEN)) {
                drop(one.pair());
            }
        }
    }

    /** What a sibling's refusal means for a host that was never met itself. */
    private @Nullable Suspicion sibling(Pair pair) {
        var group = successes.get(pair.group());
        if (group != null && group.hosts.containsKey(pair.host())) {
            return null;
        }
        Suspicion found = null;
        for (var other : groups.getOrDefault(pair.group(), new LinkedHashSet<>())) {
            var one = seen.get(other);
            if (one != null
                    && !one.cleared()
                    && one.evidence().byApp()
                    && (found == null || one.until() > found.until())) {
                found = one;
            }
        }
        return found != null && group != null && group.last > found.refusedAt() ? null : found;
    }

    private boolean undecided(Pair pair, long sentAt, long now) {
        var found = false;
        for (var tried : triedBy(pair)) {
            var canary = tried.canary();
            if (canary != null && canary.beside() && sentAt >= canary.since()) {
                replace(tried.undecided(now));
                found = true;
            }
        }
        return found;
    }

    private void release(Pair pair) {
        for (var tried : triedBy(pair)) {
            replace(tried.withCanary(null));
        }
    }

    private List<Suspicion> triedBy(Pair pair) {
        var all = new ArrayList<Suspicion>();
        for (var other : groups.getOrDefault(pair.group(), new LinkedHashSet<>())) {
            var one = seen.get(other);
            if (one != null && one.canary() != null && one.canary().host().equals(pair.host())) {
                all.add(one);
            }
        }
        return all;
    }

    private void replace(Suspicion next) {
        seen.replace(next.pair(), next);
    }

    private void put(Suspicion one) {
        seen.put(one.pair(), one);
        var group = groups.computeIfAbsent(one.pair().group(), _ -> new LinkedHashSet<>());
        group.remove(one.pair());
        group.add(one.pair());
        if (group.size() > MAX_SIBLINGS) {
            drop(group.getFirst());
        }
        limit(limit);
    }

    private void drop(Pair pair) {
        seen.remove(pair);
        var group = groups.get(pair.group());
        if (group != null) {
            group.remove(pair);
            if (group.isEmpty()) {
                groups.remove(pair.group());
            }
        }
    }

    /** Where in a domain an app accepted us. */
    private static final class Successes {
        /** Host to the time of its last success. */
        private final LinkedHashMap<String, Long> hosts = new LinkedHashMap<>();

        private long last;
        private int forgiven;
        private long forgivenSince;

        void success(String host, long now) {
            hosts.remove(host);
            hosts.put(host, now);
            if (hosts.size() > MAX_SIBLINGS) {
                hosts.pollFirstEntry();
            }
            last = now;
        }

        /** Whether a silent end belongs to the connections that were opened beside one that succeeded. */
        boolean forgives(String host, long sentAt, long now) {
            var success = hosts.get(host);
            if (success == null || sentAt > success + Terms.PARALLEL) {
                return false;
            }
            if (forgiven == 0 || now - forgivenSince > Terms.FORGIVING) {
                forgiven = 0;
                forgivenSince = now;
            }
            return ++forgiven <= Terms.MAX_FORGIVEN;
        }
    }
}
