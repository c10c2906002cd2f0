package org.weir.ui.engine;

import java.util.List;
import org.weir.api.control.FlowView;

/**
 * What became of the flows since the last {@link Update}.
 *
 * @param reset forget every flow first: the engine was lost and found again
 * @param changed new flows and flows that changed, each once, oldest first
 * @param gone ids of flows that were pushed out by newer ones
 */
public record FlowChanges(boolean reset, List<FlowView> changed, List<Long> gone) {
    /** Nothing happened. */
    public static final FlowChanges NONE = new FlowChanges(false, List.of(), List.of());

    public FlowChanges {
        changed = List.copyOf(changed);
        gone = List.copyOf(gone);
    }

    public boolean isEmpty() {
        return !reset && changed.isEmpty() && gone.isEmpty();
    }
}
