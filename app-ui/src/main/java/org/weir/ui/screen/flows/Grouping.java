package org.weir.ui.screen.flows;

import java.util.Locale;
import org.weir.api.control.FlowView;

/** What lines are put together by. */
enum Grouping {
    NONE,
    APP,
    DOMAIN;

    /** Second labels under which names are registered in many countries: {@code co.uk}, {@code com.br}. */
    private static final java.util.Set<String> SECOND_LEVEL =
            java.util.Set.of("co", "com", "net", "org", "gov", "edu", "ac", "or", "ne", "go");

    private static final int COUNTRY = 2;

    /** The group of a flow. */
    String of(FlowView flow) {
        return switch (this) {
            case NONE -> "";
            case APP -> flow.app().name();
            case DOMAIN -> domain(flow);
        };
    }

    private static String domain(FlowView flow) {
        return flow.host() == null ? flow.destination().address() : domain(flow.host());
    }

    /**
     * The part of a name that somebody registered, near enough for a table: its last two labels, or three where the second
     * is a country's usual one. The engine's rules use the public suffix list; this is only for reading.
     */
    static String domain(String host) {
        var name = host.toLowerCase(Locale.ROOT);
        var labels = name.split("\\.", -1);
        if (labels.length <= 2) {
            return name;
        }
        var last = labels.length - 1;
        var keep = labels[last].length() == COUNTRY && SECOND_LEVEL.contains(labels[last - 1]) ? 3 : 2;
        return String.join(".", java.util.Arrays.copyOfRange(labels, labels.length - keep, labels.length));
    }
}
