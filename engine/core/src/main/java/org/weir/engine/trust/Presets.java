package org.weir.engine.trust;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.weir.api.rpc.RpcCodec;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Domains that had better not be inspected, in groups that the user sees and can switch off. A suggestion: nothing here decides
 * anything by itself. Patterns are those of rules: a name, or {@code *.suffix} for every name below it.
 */
public final class Presets {
    private static final String RESOURCE = "presets.json";
    private static final int VERSION = 1;

    private Presets() {}

    /**
     * A group.
     *
     * @param id stable, for rules to refer to
     * @param title for a list
     * @param why one sentence without its beginning
     */
    public record Preset(String id, String title, String why, List<String> domains) {
        public Preset {
            domains = List.copyOf(domains);
        }
    }

    /** The groups that came with this version; reads a file of some kilobytes. */
    public static List<Preset> load() {
        try (var in = Presets.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException(RESOURCE + " is not in the program");
            }
            return parse(in.readAllBytes());
        } catch (IOException e) {
            throw new IllegalStateException(RESOURCE + " cannot be read", e);
        }
    }

    /** @throws IllegalArgumentException when it is not in the form of presets.json */
    static List<Preset> parse(byte[] json) {
        JsonNode root;
        try {
            root = RpcCodec.json().readTree(json);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("no JSON", e);
        }
        if (root == null
                || root.path("version").asInt(0) != VERSION
                || !root.path("presets").isArray()) {
            throw new IllegalArgumentException("not of version " + VERSION);
        }
        var all = new ArrayList<Preset>();
        for (var one : root.path("presets")) {
            var domains = new ArrayList<String>();
            one.path("domains").forEach(domain -> domains.add(text(domain, "domains")));
            all.add(new Preset(
                    text(one.path("id"), "id"),
                    text(one.path("title"), "title"),
                    text(one.path("why"), "why"),
                    domains));
        }
        return List.copyOf(all);
    }

    private static String text(JsonNode node, String field) {
        if (!node.isString() || node.stringValue().isBlank()) {
            throw new IllegalArgumentException(field + " is no text");
        }
        return node.stringValue();
    }
}
