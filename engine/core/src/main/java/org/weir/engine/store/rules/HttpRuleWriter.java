package org.weir.engine.store.rules;

import java.util.List;
import org.weir.api.control.HttpRule;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes the list {@code http} of rules.json: the records as control.sock has them, without what goes without saying. */
final class HttpRuleWriter {
    private HttpRuleWriter() {}

    static ArrayNode json(JsonMapper mapper, List<HttpRule> rules) {
        var array = mapper.createArrayNode();
        for (var rule : rules) {
            ObjectNode node = mapper.valueToTree(rule);
            if (rule.enabled()) {
                node.remove("enabled");
            }
            array.add(node);
        }
        return array;
    }
}
