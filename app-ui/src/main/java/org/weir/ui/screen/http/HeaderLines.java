package org.weir.ui.screen.http;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.weir.api.control.HttpAction;

/** The headers of an answer as one writes them: a line for each, {@code Name: value}. Pure. */
final class HeaderLines {
    private HeaderLines() {}

    static @Nullable String write(@Nullable List<HttpAction.Header> headers) {
        return headers == null
                ? null
                : headers.stream()
                        .map(header -> header.name() + ": " + header.value())
                        .collect(Collectors.joining("\n"));
    }

    /**
     * Null: there is none.
     *
     * @throws IllegalArgumentException when a line is no header; the message is that line
     */
    static @Nullable List<HttpAction.Header> read(String text) {
        var headers = new ArrayList<HttpAction.Header>();
        for (var line : text.split("\n", -1)) {
            if (line.isBlank()) {
                continue;
            }
            var colon = line.indexOf(':');
            if (colon <= 0 || !RuleChecks.isHeaderName(line.substring(0, colon).strip())) {
                throw new IllegalArgumentException(line);
            }
            headers.add(new HttpAction.Header(
                    line.substring(0, colon).strip(), line.substring(colon + 1).strip()));
        }
        return headers.isEmpty() ? null : headers;
    }
}
