package org.weir.api.control;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Params and results of the {@code http.rules.*} methods. */
public final class HttpRules {
    private HttpRules() {}

    /**
     * Result of {@code http.rules.list}.
     *
     * @param rules in the order in which they are applied
     * @param revision grows with each change of any rule
     * @param problems what is wrong with the rules file, or with files that rules name; empty is good
     */
    public record Listing(List<HttpRule> rules, long revision, List<String> problems) {
        public Listing {
            rules = List.copyOf(rules);
            problems = problems == null ? List.of() : List.copyOf(problems);
        }
    }

    /**
     * Params of {@code http.rules.add}.
     *
     * @param rule without id; null when the sender left it out, which is refused
     * @param index 0 is first; null: after all others
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record AddParams(@Nullable Draft rule, @Nullable Integer index) {}

    /** A rule that has no id yet. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Draft(
            @Nullable Boolean enabled,
            @Nullable String app,
            @Nullable String user,
            @Nullable String domain,
            @Nullable String url,
            @Nullable String method,
            @JsonProperty("content_type") @Nullable String contentType,
            @Nullable List<HttpAction> actions,
            @Nullable String note) {
        /** The rule that this becomes, still without an id. */
        public HttpRule toRule() {
            return HttpRule.of("", enabled, app, user, domain, url, method, contentType, actions, note);
        }
    }

    /** Result of {@code http.rules.add}: the rule with its id, and where it stands. */
    public record Added(HttpRule rule, int index) {}

    /** Params of {@code http.rules.replace}: takes the place of the rule with the same id. Answered as add. */
    public record ReplaceParams(@Nullable HttpRule rule) {}

    /** Params of {@code http.rules.remove}. */
    public record RemoveParams(@Nullable String id) {}

    /** Params of {@code http.rules.move}. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record MoveParams(@Nullable String id, @Nullable Integer index) {}

    /**
     * Params of {@code http.rules.test}: a request that could be.
     *
     * @param url the whole of it; must be there
     * @param method GET when null
     * @param contentType of the response, text/html when null
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record TestParams(
            @Nullable String url,
            @Nullable String method,
            @Nullable String app,
            @Nullable String user,
            @JsonProperty("content_type") @Nullable String contentType) {}

    /**
     * Result of {@code http.rules.test}.
     *
     * @param outcome forward, answer or block
     * @param changes what the rules would do, in order, to request and response
     * @param inspected whether the connection rules let such a connection be inspected at all
     * @param reason why, in one sentence
     */
    public record TestResult(String outcome, List<Change> changes, boolean inspected, String reason) {
        public TestResult {
            changes = List.copyOf(changes);
        }
    }

    /** That a rule changes something, in words. */
    public record Change(String rule, String what) {}
}
