package org.weir.ui.state;

import org.weir.api.control.Status;
import org.weir.ui.engine.Link;
import org.weir.ui.engine.Snapshot;
import org.weir.ui.text.Texts;

/**
 * A condition in words.
 *
 * @param word one or two words, the same everywhere
 * @param sentence what it means for the user, now
 */
public record Statement(Condition condition, String word, String sentence) {

    /** What there is to say about {@code snapshot}. */
    public static Statement of(Snapshot snapshot, Texts texts) {
        var condition = Condition.of(snapshot);
        return new Statement(condition, word(condition, snapshot, texts), sentence(condition, snapshot, texts));
    }

    private static String word(Condition condition, Snapshot snapshot, Texts texts) {
        var status = snapshot.status();
        if (condition == Condition.PAUSED && status != null && status.resumeAtMs() != null) {
            return texts.get("state.paused.until", texts.formats().timeOfDay(status.resumeAtMs()));
        }
        return texts.get("state." + condition.word() + ".word");
    }

    private static String sentence(Condition condition, Snapshot snapshot, Texts texts) {
        var key = "state." + condition.word() + ".sentence";
        var said = switch (condition) {
            case PAUSED -> paused(snapshot.status(), texts);
            case DEGRADED -> degraded(snapshot.status(), texts);
            case NOT_UNDERSTOOD -> texts.get(key, snapshot.link().detail());
            default -> texts.get(key);
        };
        if (snapshot.link().state() == Link.State.SLOW) {
            return said + " " + texts.get("state.slow");
        }
        if (snapshot.link().state() == Link.State.STATUS_ONLY) {
            return said + " " + texts.get("state.status-only");
        }
        return said;
    }

    private static String paused(Status status, Texts texts) {
        return status == null || status.resumeAtMs() == null
                ? texts.get("state.paused.sentence")
                : texts.get("state.paused.sentence.until", texts.formats().timeOfDay(status.resumeAtMs()));
    }

    private static String degraded(Status status, Texts texts) {
        return status == null || status.problems().isEmpty()
                ? texts.get("state.degraded.sentence")
                : texts.get(
                        "state.degraded.sentence.because",
                        status.problems().getFirst().title());
    }
}
