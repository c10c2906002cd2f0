package org.weir.ui.screen.rules;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** Sets of ports as rules write them: {@code 443}, {@code 8000-8100}, or a comma list of both. Pure. */
final class Ports {
    private static final int LAST = 65_535;

    private Ports() {}

    /** Whether {@code wide} has every port of {@code narrow}; null is every port, nonsense is none that we know. */
    static boolean covers(@Nullable String wide, @Nullable String narrow) {
        if (wide == null || wide.equals(narrow)) {
            return true;
        }
        if (narrow == null) {
            return false;
        }
        var all = parse(wide);
        var some = parse(narrow);
        if (all.isEmpty() || some.isEmpty()) {
            return false;
        }
        some.andNot(all);
        return some.isEmpty();
    }

    private static BitSet parse(String text) {
        var ports = new BitSet();
        for (var part : text.split(",", -1)) {
            var ends = part.strip().split("-", -1);
            try {
                var from = Integer.parseInt(ends[0].strip());
                var to = ends.length == 2 ? Integer.parseInt(ends[1].strip()) : from;
                if (ends.length > 2 || from < 0 || to > LAST || from > to) {
                    return new BitSet();
                }
                ports.set(from, to + 1);
            } catch (NumberFormatException e) {
                return new BitSet();
            }
        }
        return ports;
    }
}
