package org.weir.ui.report;

import java.util.List;

/**
 * The report: a few texts, each of them redacted. What the user reads is what is written, to the letter.
 *
 * @param parts in the order in which they are read
 */
public record Report(List<Part> parts) {
    public Report {
        parts = List.copyOf(parts);
    }

    /** One file of it. */
    public record Part(String name, String text) {}

    /** All of it in one piece, to be read. */
    public String toRead() {
        var text = new StringBuilder();
        for (var part : parts) {
            text.append("==== ").append(part.name()).append(" ====\n").append(part.text());
            text.append(part.text().endsWith("\n") ? "\n" : "\n\n");
        }
        return text.toString();
    }
}
