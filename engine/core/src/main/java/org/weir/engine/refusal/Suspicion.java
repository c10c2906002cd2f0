package org.weir.engine.refusal;

import org.jspecify.annotations.Nullable;

/**
 * What is known about one pair. Immutable; times are nanoseconds of the engine's own count unless they say otherwise.
 *
 * @param strikes rounds of refusals: connections under way at the same time are one round
 * @param count connections that were refused
 * @param firstMillis since 1970, for people only
 * @param lastMillis the same
 * @param until from then on a canary may try; for a cleared one, when it is forgotten
 * @param refusedAt when the present round began
 * @param cleared a success came later: nothing is suspected, only {@code strikes} is remembered
 * @param canary the one connection that tries after the term, or null
 */
record Suspicion(
        Pair pair,
        AppRef app,
        Evidence evidence,
        String cause,
        int strikes,
        long count,
        long firstMillis,
        long lastMillis,
        long until,
        long refusedAt,
        boolean cleared,
        @Nullable Canary canary) {

    /** Rounds are counted up to here; the longest term is reached long before. */
    static final int MAX_STRIKES = 1_000;

    /**
     * The connection that tries.
     *
     * @param host its own, which can be a sibling in the same domain
     * @param beside whether others were passed through since: a browser then uses the first that is ready, and drops the rest
     */
    record Canary(String host, long since, boolean beside) {}

    /** The first refusal of a pair. */
    static Suspicion first(Pair pair, AppRef app, Outcome.Refused what, int strikes, long now, long wallMillis) {
        return new Suspicion(
                pair,
                app,
                what.evidence(),
                what.cause(),
                strikes,
                1,
                wallMillis,
                wallMillis,
                now + Terms.of(what.evidence(), strikes),
                now,
                false,
                null);
    }

    /** Whether connections are passed through without a try. */
    boolean inForce(long now) {
        return !cleared && now < until;
    }

    /** Whether a canary's outcome is still waited for. */
    boolean trying(long now) {
        return canary != null && now - canary.since() < Terms.CANARY;
    }

    /**
     * Another refusal.
     *
     * @param sentAt when the refused connection's certificate was sent
     */
    Suspicion refused(Outcome.Refused what, long sentAt, long now, long wallMillis) {
        var sameRound = !cleared && sentAt <= refusedAt;
        var round = sameRound ? strikes : Math.min(strikes + 1, MAX_STRIKES);
        // Within a round the stronger word stands; a new round speaks for itself.
        var louder = !sameRound || what.evidence().compareTo(evidence) > 0;
        return new Suspicion(
                pair,
                app,
                louder ? what.evidence() : evidence,
                louder ? what.cause() : cause,
                round,
                count + 1,
                count == 0 ? wallMillis : firstMillis,
                wallMillis,
                louder ? now + Terms.of(what.evidence(), round) : until,
                sameRound ? refusedAt : now,
                false,
                canary != null && sentAt >= canary.since() ? null : canary);
    }

    /** A sibling tried for this pair and was refused: nobody of this pair needs to try now. */
    Suspicion renewed(Evidence found, long now) {
        var round = Math.min(strikes + 1, MAX_STRIKES);
        return new Suspicion(
                pair,
                app,
                found,
                cause,
                round,
                count,
                firstMillis,
                lastMillis,
                now + Terms.of(found, round),
                now,
                false,
                null);
    }

    /** The canary ended silently beside others that were passed: that may have been a spare one. Another tries soon. */
    Suspicion undecided(long now) {
        return until(now + Terms.FIRST_LIKELY, cleared);
    }

    /** The app sent data over a connection whose certificate was sent then. */
    Suspicion accepted(long sentAt, long now) {
        // A certain refusal is not undone by a connection that was under way beside it.
        if (cleared || (evidence == Evidence.CERTAIN && sentAt <= refusedAt)) {
            return this;
        }
        return until(now + Terms.CLEARED, true);
    }

    Suspicion withCanary(@Nullable Canary next) {
        return new Suspicion(
                pair, app, evidence, cause, strikes, count, firstMillis, lastMillis, until, refusedAt, cleared, next);
    }

    /** The same with another term, and nobody who tries. */
    private Suspicion until(long end, boolean nothingSuspected) {
        return new Suspicion(
                pair,
                app,
                evidence,
                cause,
                strikes,
                count,
                firstMillis,
                lastMillis,
                end,
                refusedAt,
                nothingSuspected,
                null);
    }
}
