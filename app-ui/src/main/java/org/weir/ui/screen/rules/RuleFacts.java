package org.weir.ui.screen.rules;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.weir.api.control.HttpRule;
import org.weir.api.control.Rules;
import org.weir.ui.engine.Snapshot;
import org.weir.ui.screen.Desk;

/** What the table needs besides the snapshot: HTTP rules, asked for when rules changed, and hits, asked for often. */
final class RuleFacts {
    private final Desk desk;
    private final Runnable changed;
    private List<HttpRule> http = List.of();
    private Map<String, Long> hits = Map.of();
    private long revision = -1;

    /** @param changed runs when there is something new */
    RuleFacts(Desk desk, Runnable changed) {
        this.desk = desk;
        this.changed = changed;
    }

    List<HttpRule> http() {
        return http;
    }

    Map<String, Long> hits() {
        return hits;
    }

    /** Asks for the HTTP rules when they may be others now. No notice when it fails: nobody asked for it. */
    void follow(Snapshot snapshot) {
        if (snapshot.link().usable() && snapshot.rules().revision() != revision) {
            revision = snapshot.rules().revision();
            desk.engine().ask(client -> client.httpRules()).whenComplete((listing, thrown) -> {
                if (thrown != null) {
                    revision = -1;
                } else if (!listing.rules().equals(http)) {
                    http = listing.rules();
                    changed.run();
                }
            });
        }
    }

    /** Asks how often each rule decided; an engine that does not tell leaves the column empty. */
    void count() {
        if (desk.engine().snapshot().link().usable()) {
            desk.engine().ask(client -> client.ruleHits()).thenAccept(answer -> {
                var now = answer.hits().stream()
                        .collect(Collectors.toMap(Rules.Hit::id, Rules.Hit::count, (first, second) -> second));
                if (!now.equals(hits)) {
                    hits = now;
                    changed.run();
                }
            });
        }
    }
}
