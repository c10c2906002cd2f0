package org.weir.engine.policy;

import java.util.ArrayList;
import java.util.List;

/** Ports 1 to 65535: {@code 443}, {@code 8000-8100}, or a comma list of both. */
record PortSet(List<Range> ranges) {
    /** More is a mistake, and slow. */
    private static final int MAX_RANGES = 64;

    record Range(int from, int to) {}

    PortSet {
        ranges = List.copyOf(ranges);
    }

    static PortSet parse(String text) throws RuleException {
        var ranges = new ArrayList<Range>();
        for (var part : text.split(",", -1)) {
            var dash = part.indexOf('-');
            var from = port(text, dash < 0 ? part : part.substring(0, dash));
            var to = dash < 0 ? from : port(text, part.substring(dash + 1));
            if (from > to) {
                throw new RuleException("port", "'" + text + "': " + from + " is above " + to);
            }
            ranges.add(new Range(from, to));
            if (ranges.size() > MAX_RANGES) {
                throw new RuleException("port", "more than " + MAX_RANGES + " ranges");
            }
        }
        return new PortSet(ranges);
    }

    private static int port(String all, String part) throws RuleException {
        var digits = part.strip();
        if (digits.isEmpty() || digits.length() > 5 || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new RuleException("port", "'" + all + "' is no port, range (8000-8100) or comma list of them");
        }
        var port = Integer.parseInt(digits);
        if (port < 1 || port > 65_535) {
            throw new RuleException("port", "'" + all + "': ports are 1 to 65535");
        }
        return port;
    }

    boolean contains(int port) {
        for (var i = 0; i < ranges.size(); i++) {
            var range = ranges.get(i);
            if (port >= range.from && port <= range.to) {
                return true;
            }
        }
        return false;
    }

    boolean disjoint(PortSet other) {
        return ranges.stream().noneMatch(a -> other.ranges.stream().anyMatch(b -> a.from <= b.to && b.from <= a.to));
    }
}
