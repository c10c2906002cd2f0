package org.weir.api.control;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Params and results of the {@code rules.*} methods. */
public final class Rules {
    private Rules() {}

    /**
     * Result of {@code rules.list}.
     *
     * @param rules in the order in which they are asked; the first match decides
     * @param revision grows with each change
     * @param problems what is wrong with the rules file, in words; empty is good
     */
    public record Listing(List<Rule> rules, long revision, List<String> problems) {
        public Listing {
            rules = List.copyOf(rules);
            problems = problems == null ? List.of() : List.copyOf(problems);
        }
    }

    /**
     * Params of {@code rules.add}.
     *
     * @param rule null when the sender left it out, which is refused
     * @param index 0 is first; null: after all others
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record AddParams(
            @Nullable RuleDraft rule, @Nullable Integer index) {}

    /** Result of {@code rules.add}: the rule with its id, and where it stands. */
    public record Added(Rule rule, int index) {}

    /** Params of {@code rules.replace}: takes the place of the rule with the same id. Answered as {@code rules.add}. */
    public record ReplaceParams(@Nullable Rule rule) {}

    /** Result of {@code rules.hits}: one for each rule. */
    public record Hits(List<Hit> hits) {
        public Hits {
            hits = hits == null ? List.of() : List.copyOf(hits);
        }
    }

    /** @param count how many flows the rule decided since the engine started */
    public record Hit(String id, long count) {}

    /** Params of {@code rules.remove}. */
    public record RemoveParams(@Nullable String id) {}

    /** Params of {@code rules.move}. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record MoveParams(@Nullable String id, @Nullable Integer index) {}

    /**
     * Params of {@code rules.test}: a connection that could be. What is null is unknown.
     *
     * @param app absolute path of an executable or a script, or an app's name
     * @param user user name or uid
     * @param protocol a word of the sniffer: tls, http, ssh...
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record TestParams(
            @Nullable String app,
            @Nullable String user,
            @Nullable String host,
            @Nullable String address,
            @Nullable Integer port,
            @Nullable String protocol) {}

    /**
     * Result of {@code rules.test}.
     *
     * @param decision pass, block, inspect or reroute
     * @param rule id of the rule that decided, or null
     * @param reason one sentence
     * @param compiled whether the interceptor would leave such a connection alone, so that the engine never sees it
     * @param quicRefused whether the interceptor refuses QUIC (UDP to port 443) to such an app, user and address, so that
     *     the app falls back to TCP, where rules can be applied; known without a host name
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record TestResult(
            String decision,
            @Nullable String rule,
            String reason,
            boolean compiled,
            @JsonProperty("quic_refused") boolean quicRefused) {}

    /** Params of the notification {@code rules.changed}. */
    public record Changed(long revision) {}
}
