package org.weir.ui.screen;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.weir.api.control.HttpRule;

/** A request that was seen, as what one screen tells another to write a rule from ({@link Screen#open}). Pure. */
public record SeenRequest(String method, String url) {
    private static final String BEGIN = "new ";

    /** For {@link Screen#open}. */
    String what() {
        return BEGIN + method + " " + url;
    }

    /** What {@code what} was made of, if it is one. */
    public static Optional<SeenRequest> of(String what) {
        if (!what.startsWith(BEGIN)) {
            return Optional.empty();
        }
        var rest = what.substring(BEGIN.length());
        var blank = rest.indexOf(' ');
        return Optional.of(
                blank < 0
                        ? new SeenRequest("", rest)
                        : new SeenRequest(rest.substring(0, blank), rest.substring(blank + 1)));
    }

    /** The name or address in its URL, without the port; "" when there is none. */
    public String host() {
        var slashes = url.indexOf("://");
        if (slashes < 0) {
            return "";
        }
        var authority = url.substring(slashes + 3).split("[/?#]", 2)[0];
        if (authority.startsWith("[")) {
            var end = authority.indexOf(']');
            return end < 0 ? "" : authority.substring(1, end);
        }
        var colon = authority.lastIndexOf(':');
        return (colon < 0 ? authority : authority.substring(0, colon)).toLowerCase(Locale.ROOT);
    }

    /** Its URL up to the query, which mostly is another one each time. */
    public String place() {
        return url.split("[?#]", 2)[0];
    }

    /** What is for requests like it and does nothing yet. */
    public HttpRule rule() {
        return new HttpRule(
                "",
                true,
                null,
                null,
                host().isEmpty() ? null : host(),
                place(),
                method().isEmpty() ? null : method(),
                null,
                List.of(),
                null);
    }
}
