package org.weir.engine.refusal;

import org.weir.engine.refusal.Memory.Standing;
import org.weir.engine.refusal.Refusals.Verdict;

/** What becomes of a flow, and why in words: by what the user decided, else by what is remembered. Has no lock of its own. */
final class Verdicts {
    private final Memory memory;

    Verdicts(Memory memory) {
        this.memory = memory;
    }

    Verdict byRuling(Ruling ruling, Pair pair, long now) {
        var decided = "you decided so for " + subject(ruling) + " " + ruling.durationInWords();
        return switch (ruling.action()) {
            case KEEP -> new Verdict.Pass("passed through: " + decided);
            case BLOCK -> new Verdict.Block("blocked: " + decided);
            case INSPECT -> new Verdict.Inspect(false);
            case TRY_ONCE -> {
                var why = memory.look(pair, now).why();
                if (why != null) {
                    memory.letTry(why, pair, now);
                }
                yield new Verdict.Inspect(true);
            }
        };
    }

    private static String subject(Ruling ruling) {
        return ruling.app().name()
                + (ruling.key().target().isEmpty() ? "" : " and " + ruling.key().target());
    }

    Verdict byMemory(Pair pair, boolean blockRefused, long now) {
        return switch (memory.look(pair, now)) {
            case Standing.Free _ -> new Verdict.Inspect(false);
            case Standing.InForce(var why) -> refused(why, "", blockRefused);
            case Standing.Tried(var why) -> refused(why, "; another connection tries again now", blockRefused);
            case Standing.Due(var why) -> {
                memory.letTry(why, pair, now);
                yield new Verdict.Inspect(true);
            }
        };
    }

    private static Verdict refused(Suspicion why, String more, boolean blockRefused) {
        var reason = words(why.app(), why.evidence(), why.cause()) + more;
        // An app could make our engine give up on purpose; what its server wants is never the app's doing.
        return blockRefused && why.evidence() != Evidence.SERVER
                ? new Verdict.Block("blocked, as the rule says for apps that refuse: " + reason)
                : new Verdict.Pass("passed through: " + reason);
    }

    /** For example {@code curl refused our certificate: it does not know the authority behind our certificate (alert unknown_ca)}. */
    static String words(AppRef app, Evidence evidence, String cause) {
        return switch (evidence) {
            case ENGINE, SERVER -> app.name() + " " + cause;
            case LIKELY -> app.name() + " probably refused our certificate: it " + cause;
            case CERTAIN -> app.name() + " refused our certificate: it " + cause;
        };
    }
}
