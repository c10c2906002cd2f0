package org.weir.ui.screen.trust;

import java.util.ArrayList;
import java.util.List;
import org.weir.api.rpc.RpcCodec;
import org.weir.ui.text.Formats;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** What {@code weir trust install --plan --json} and {@code remove --plan --json} say. Pure. */
record Plans(List<Plan> all) {
    Plans {
        all = List.copyOf(all);
    }

    /**
     * @param possible whether this user can do it now
     * @param words the command's own, or ""
     */
    record Plan(String store, boolean possible, String words, List<Step> steps) {}

    /**
     * @param action a word of the command
     * @param content what will be in the file, where the command shows it; else ""
     */
    record Step(String action, String path, String content) {}

    /** Whether anything would be changed by this user. */
    boolean changesSomething() {
        return all.stream().anyMatch(plan -> plan.possible() && !plan.steps().isEmpty());
    }

    /** @throws IllegalArgumentException with a sentence, when it is not what the command prints */
    static Plans of(String json) {
        try {
            var read = RpcCodec.json().readTree(json);
            if (!read.isArray()) {
                throw new IllegalArgumentException("no list of plans");
            }
            var all = new ArrayList<Plan>();
            for (var plan : read) {
                var steps = new ArrayList<Step>();
                for (var step : plan.path("steps")) {
                    steps.add(new Step(
                            text(step, "action"),
                            text(step, "path"),
                            step.path("content").asString("")));
                }
                all.add(new Plan(
                        text(plan, "store"), plan.path("possible").asBoolean(false), text(plan, "words"), steps));
            }
            return new Plans(all);
        } catch (JacksonException e) {
            throw new IllegalArgumentException(e.getOriginalMessage(), e);
        }
    }

    private static String text(JsonNode node, String field) {
        return Formats.clean(node.path(field).asString(""));
    }
}
