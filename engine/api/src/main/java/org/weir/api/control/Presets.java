package org.weir.api.control;

import java.util.List;

/**
 * Result of {@code presets.list}: domains that had better not be inspected, in groups. They only suggest; rules decide.
 *
 * @param presets in the order in which they are shown
 */
public record Presets(List<Preset> presets) {
    public Presets {
        presets = presets == null ? List.of() : List.copyOf(presets);
    }

    /**
     * A group.
     *
     * @param id stable, for the notes of rules
     * @param title for a list
     * @param why one sentence without its beginning
     * @param domains as in rules
     */
    public record Preset(String id, String title, String why, List<String> domains) {
        public Preset {
            domains = domains == null ? List.of() : List.copyOf(domains);
        }
    }
}
