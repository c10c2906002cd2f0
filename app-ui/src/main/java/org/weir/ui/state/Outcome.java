package org.weir.ui.state;

import java.util.Locale;
import org.weir.api.control.FlowView;

/**
 * What became of a flow, in the one word that its row shows. Each has a style class and a shape of its own, so that
 * colour is never the only difference.
 */
public enum Outcome {
    /** Decrypted, or about to be. */
    INSPECTED,
    /** Relayed untouched, as the rules want or because nothing wants anything else. */
    PASSED,
    /** A rule wanted it inspected, and it was relayed untouched all the same; the reason says why. */
    STEPPED_ASIDE,
    /** The app did not accept our certificate: this connection failed, the next one passes. */
    REFUSED,
    /** Inspection failed for another reason than the app. */
    FAILED,
    BLOCKED,
    REROUTED,
    /** Not decided yet. */
    PENDING;

    public static Outcome of(FlowView flow) {
        var decision = flow.decision();
        if (decision == null) {
            return PENDING;
        }
        return switch (decision) {
            case "block" -> BLOCKED;
            case "reroute" -> REROUTED;
            case "inspect" -> inspected(flow);
            default -> PASSED;
        };
    }

    private static Outcome inspected(FlowView flow) {
        var inspection = flow.inspection();
        if (inspection == null) {
            return INSPECTED;
        }
        return switch (inspection.state()) {
            case "stepped-aside" -> STEPPED_ASIDE;
            case "refused" -> REFUSED;
            case "failed" -> FAILED;
            default -> INSPECTED;
        };
    }

    /** For text keys, queries and style classes: {@code stepped-aside}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public String styleClass() {
        return "outcome-" + word();
    }
}
