package org.weir.ui.screen.approvals;

import org.weir.api.control.Approvals;
import org.weir.ui.text.EngineWords;
import org.weir.ui.text.Formats;
import org.weir.ui.text.Texts;

/** An entry of the inbox in the user's language. */
final class ApprovalTexts {
    /** The domain of an entry that is about an app as a whole. */
    static final String WHOLE_APP = "*";

    private final Texts texts;
    private final EngineWords engine;

    ApprovalTexts(Texts texts) {
        this.texts = texts;
        engine = new EngineWords(texts);
    }

    /** "node to lab.test", or "everything of node". */
    String subject(Approvals.Item item) {
        var app = Formats.clean(item.app().name());
        return item.domain().equals(WHOLE_APP)
                ? texts.get("approvals.subject.app", app)
                : texts.get("approvals.subject.pair", app, Formats.clean(item.domain()));
    }

    String domain(Approvals.Item item) {
        return item.domain().equals(WHOLE_APP) ? texts.get("approvals.everywhere") : Formats.clean(item.domain());
    }

    /** What the app did, in words that follow its name; "" when nothing was met. */
    String cause(Approvals.Item item) {
        return engine.say(item.cause());
    }

    /** Why something is suggested. */
    String reason(Approvals.Suggestion suggestion) {
        return engine.say(suggestion.reason());
    }

    /** How sure that is, in a word or two. */
    String evidence(Approvals.Item item) {
        return evidenceKey(item).isEmpty() ? "" : texts.get("approvals.evidence." + evidenceKey(item));
    }

    /** How sure that is, in a sentence. */
    String evidenceExplained(Approvals.Item item) {
        return evidenceKey(item).isEmpty() ? "" : texts.get("approvals.evidence." + evidenceKey(item) + ".text");
    }

    private static String evidenceKey(Approvals.Item item) {
        return switch (item.evidence()) {
            case null -> "";
            case "certain" -> "certain";
            // A likely sign that came once is a guess; the engine calls such an entry watched.
            case "likely" -> item.state().equals("watched") ? "guess" : "likely";
            case "server" -> "server";
            default -> "";
        };
    }

    /** What holds for it now, or what would help most often. */
    String standing(Approvals.Item item) {
        if (item.verdict() != null) {
            return verdict(item.verdict());
        }
        return item.suggestion() == null
                ? texts.get("approvals.standing." + known(item.state()))
                : texts.get("approvals.suggested", decision(item.suggestion().decision()));
    }

    private static String known(String state) {
        return switch (state) {
            case "server", "watched", "decided" -> state;
            default -> "open";
        };
    }

    String verdict(Approvals.Verdict verdict) {
        var until = verdict.untilMs() == null
                ? duration(verdict.duration())
                : texts.get("approvals.until", texts.formats().dayAndTime(verdict.untilMs()));
        var key = "approvals.verdict." + verdict.decision();
        return texts.has(key) ? texts.get(key, until) : Formats.clean(verdict.decision());
    }

    /** The name of a decision, as its button says it. */
    String decision(String word) {
        var key = "approvals.decide." + word;
        return texts.has(key) ? texts.get(key) : Formats.clean(word);
    }

    String duration(String word) {
        var key = "approvals.duration." + word;
        return texts.has(key) ? texts.get(key) : Formats.clean(word);
    }

    String scope(String word) {
        return texts.get("approvals.scope." + word);
    }

    String seen(long millis) {
        return texts.formats().moment(millis, System.currentTimeMillis());
    }

    /** Its hosts, each with how often it was refused. */
    String hosts(Approvals.Item item) {
        return String.join(
                ", ",
                item.hosts().stream()
                        .map(host -> texts.get(
                                "approvals.host",
                                Formats.clean(host.host()),
                                Integer.toString(host.port()),
                                host.count()))
                        .toList());
    }
}
