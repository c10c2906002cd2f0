package org.weir.ui.screen.rules;

import java.util.List;
import java.util.Locale;

/** Which lines are shown. */
enum Part {
    ALL,
    RULES,
    HTTP,
    EXCEPTIONS;

    /**
     * Those of {@code lines} in which {@code sought} occurs.
     *
     * @param texts what stands in the cells
     */
    List<Line> of(List<Line> lines, String sought, LineTexts texts) {
        var piece = sought.strip().toLowerCase(Locale.ROOT);
        return lines.stream()
                .filter(this::holds)
                .filter(line -> piece.isEmpty() || mentions(line, piece, texts))
                .toList();
    }

    private boolean holds(Line line) {
        return switch (this) {
            case ALL -> true;
            case RULES -> line instanceof Line.OfRule;
            case HTTP -> line instanceof Line.OfHttp;
            case EXCEPTIONS -> line instanceof Line.OfException;
        };
    }

    private static boolean mentions(Line line, String piece, LineTexts texts) {
        var all = String.join(
                "\n",
                texts.id(line),
                texts.app(line),
                texts.user(line),
                texts.destination(line),
                texts.action(line),
                texts.source(line));
        return all.toLowerCase(Locale.ROOT).contains(piece);
    }

    /** For text keys. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
