package org.weir.ui.screen.http;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.weir.api.control.HttpRule;
import org.weir.api.control.HttpRules;
import org.weir.ui.engine.EngineFailure;
import org.weir.ui.engine.Snapshot;
import org.weir.ui.screen.Desk;

/** The HTTP rules as the engine has them: asked for when they may be others, kept while it is away. */
final class RuleBook {
    /** How the engine begins what is wrong with one rule. */
    private static final Pattern OF_RULE =
            Pattern.compile("(?s)HTTP rule (\\S+) is not applied: (?:actions\\[\\d+]\\.[a-z_]+: )?(.*)");

    private final Desk desk;
    private final Runnable changed;
    private HttpRules.Listing listing = new HttpRules.Listing(List.of(), -1, List.of());
    private List<Entry> entries = List.of();
    private List<String> problems = List.of();
    private @Nullable String failure;
    private long asked = -1;
    private boolean known;

    /**
     * A rule at its place.
     *
     * @param index among all
     * @param problem why the engine does not apply it, in its words; "" is good
     */
    record Entry(HttpRule rule, int index, String problem) {}

    /** @param changed runs when there is something new */
    RuleBook(Desk desk, Runnable changed) {
        this.desk = desk;
        this.changed = changed;
    }

    List<Entry> entries() {
        return entries;
    }

    List<HttpRule> rules() {
        return listing.rules();
    }

    /** What is wrong with the rules file as a whole, in the engine's words. */
    List<String> problems() {
        return problems;
    }

    /** Whether the engine has told them at least once. */
    boolean isKnown() {
        return known;
    }

    /** Why they could not be had, or null. */
    @Nullable
    String failure() {
        return failure;
    }

    @Nullable
    HttpRule find(String id) {
        return listing.rules().stream()
                .filter(rule -> rule.id().equals(id))
                .findFirst()
                .orElse(null);
    }

    /** Asks when rules have changed since. */
    void follow(Snapshot snapshot) {
        if (!snapshot.link().usable()) {
            // Another engine may come back with the same number.
            asked = -1;
        } else if (snapshot.rules().revision() != asked) {
            ask(snapshot.rules().revision());
        }
    }

    /** Asks whatever is known. */
    void refresh() {
        var snapshot = desk.engine().snapshot();
        if (snapshot.link().usable()) {
            ask(snapshot.rules().revision());
        }
    }

    private void ask(long revision) {
        asked = revision;
        desk.engine().ask(client -> client.httpRules()).whenComplete((answer, thrown) -> {
            if (thrown != null) {
                failure = desk.say(EngineFailure.of(thrown));
                changed.run();
            } else if (answer.revision() >= listing.revision() || asked == revision) {
                // An answer that was overtaken by a newer one is old.
                take(answer);
            }
        });
    }

    private void take(HttpRules.Listing answer) {
        var news = !known || failure != null || !answer.equals(listing);
        known = true;
        failure = null;
        listing = answer;
        if (news) {
            sort();
            changed.run();
        }
    }

    private void sort() {
        Map<String, String> ofRules = new HashMap<>();
        var others = new ArrayList<String>();
        for (var problem : listing.problems()) {
            var parts = OF_RULE.matcher(problem);
            if (parts.matches() && find(parts.group(1)) != null) {
                ofRules.put(parts.group(1), parts.group(2));
            } else {
                others.add(problem);
            }
        }
        problems = List.copyOf(others);
        var made = new ArrayList<Entry>();
        for (var i = 0; i < listing.rules().size(); i++) {
            var rule = listing.rules().get(i);
            made.add(new Entry(rule, i, ofRules.getOrDefault(rule.id(), "")));
        }
        entries = List.copyOf(made);
    }
}
