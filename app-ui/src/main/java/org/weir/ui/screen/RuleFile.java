package org.weir.ui.screen;

import java.util.ArrayList;
import java.util.List;
import org.weir.api.control.HttpRule;
import org.weir.api.control.HttpRules;
import org.weir.api.control.Rule;
import org.weir.api.control.RuleDraft;
import org.weir.api.rpc.RpcCodec;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Rules in a file that can be given away: the form of the engine's own rules.json, without ids. Whether a rule makes
 * sense the engine says, when it is added. Pure.
 */
public record RuleFile(List<RuleDraft> rules, List<HttpRules.Draft> http) {
    /** As the engine's own file. */
    static final int MAX_BYTES = 4_000_000;

    /** More at once nobody means to import. */
    static final int MAX_RULES = 2_000;

    private static final int VERSION = 1;

    public RuleFile {
        rules = List.copyOf(rules);
        http = List.copyOf(http);
    }

    /** How many rules of both kinds there are. */
    int size() {
        return rules.size() + http.size();
    }

    public static String write(List<Rule> rules, List<HttpRule> http) {
        var json = RpcCodec.json();
        var root = json.createObjectNode().put("version", VERSION);
        var array = root.putArray("rules");
        rules.forEach(rule -> array.add(json.<JsonNode>valueToTree(draft(rule))));
        var more = root.putArray("http");
        http.forEach(rule -> more.add(json.<JsonNode>valueToTree(HttpRuleActions.draft(rule))));
        return json.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
    }

    /** @throws IllegalArgumentException when it is no such file; the message says where */
    public static RuleFile read(String text) {
        JsonNode root;
        try {
            root = RpcCodec.json().readTree(text);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("no JSON: " + e.getOriginalMessage(), e);
        }
        if (root == null || !root.isObject() || root.path("version").asInt(0) != VERSION) {
            throw new IllegalArgumentException("\"version\" is not " + VERSION);
        }
        var read = new RuleFile(all(root, "rules", RuleDraft.class), all(root, "http", HttpRules.Draft.class));
        if (read.size() > MAX_RULES) {
            throw new IllegalArgumentException("more than " + MAX_RULES + " rules");
        }
        return read;
    }

    /** The same rule without its id. */
    public static RuleDraft draft(Rule rule) {
        return new RuleDraft(
                rule.enabled() ? null : false,
                rule.app(),
                rule.user(),
                rule.domain(),
                rule.cidr(),
                rule.port(),
                rule.protocol(),
                rule.action(),
                rule.target(),
                rule.note(),
                rule.onRefusal());
    }

    private static <T> List<T> all(JsonNode root, String field, Class<T> type) {
        var array = root.path(field);
        if (!array.isMissingNode() && !array.isArray()) {
            throw new IllegalArgumentException("\"" + field + "\" is no list");
        }
        var read = new ArrayList<T>();
        for (var i = 0; i < array.size(); i++) {
            if (!array.get(i).isObject()) {
                throw new IllegalArgumentException(field + "[" + i + "] is no rule");
            }
            try {
                read.add(RpcCodec.json().treeToValue(array.get(i), type));
            } catch (JacksonException e) {
                throw new IllegalArgumentException(field + "[" + i + "]: " + e.getOriginalMessage(), e);
            }
        }
        return read;
    }
}
