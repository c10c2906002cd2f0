package org.weir.engine.http.edit;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.weir.engine.policy.RuleException;
import org.weir.engine.sniff.HostName;

/**
 * A pattern on whole URLs. Each {@code *} is any text, also with slashes in it, and nothing else is special (a question mark
 * starts the query). Without a star it is what the URL starts with. Scheme and authority compare without case and without the
 * scheme's own port.
 */
final class UrlPattern {
    /** What the first stars matched is $1 to $9. */
    private static final int MAX_STARS = 9;

    private static final int MAX_LENGTH = 2_048;

    private final List<String> pieces;
    private final @Nullable String host;

    private UrlPattern(List<String> pieces, @Nullable String host) {
        this.pieces = List.copyOf(pieces);
        this.host = host;
    }

    static UrlPattern parse(String text) throws RuleException {
        if (text.isBlank() || text.length() > MAX_LENGTH || text.chars().anyMatch(c -> c <= ' ' || c == 0x7f)) {
            throw new RuleException("url", "empty, longer than " + MAX_LENGTH + " characters, or with blanks in it");
        }
        var lower = text.toLowerCase(Locale.ROOT);
        if (!lower.startsWith("http://") && !lower.startsWith("https://") && !lower.startsWith("*")) {
            throw new RuleException("url", "'" + text + "' starts with none of http://, https:// and *");
        }
        var normal = normal(text);
        var pieces = new ArrayList<>(List.of(normal.split("\\*", -1)));
        if (pieces.size() == 1) {
            pieces.add("");
        }
        if (pieces.size() - 1 > MAX_STARS) {
            throw new RuleException("url", "more than " + MAX_STARS + " stars");
        }
        return new UrlPattern(pieces, literalHost(normal));
    }

    /** How many texts a match yields besides the whole URL. */
    int captures() {
        return pieces.size() - 1;
    }

    /** The only host that can match, when there is only one. */
    Optional<String> host() {
        return Optional.ofNullable(host);
    }

    /**
     * The whole URL and what each star matched (the shortest texts, from the left), or null when it does not match.
     *
     * @param url as {@link #url} writes it
     */
    @Nullable
    List<String> match(String url) {
        var first = pieces.getFirst();
        var last = pieces.getLast();
        if (!url.startsWith(first) || !url.endsWith(last) || url.length() < first.length() + last.length()) {
            return null;
        }
        var end = url.length() - last.length();
        var found = new ArrayList<String>(pieces.size());
        found.add(url);
        var at = first.length();
        for (var piece : pieces.subList(1, pieces.size() - 1)) {
            var next = url.indexOf(piece, at);
            if (next < 0 || next + piece.length() > end) {
                return null;
            }
            found.add(url.substring(at, next));
            at = next + piece.length();
        }
        found.add(url.substring(at, end));
        return found;
    }

    /** The form of a request's URL that patterns are compared with. */
    static String url(String scheme, String authority, String path) {
        return scheme + "://" + authority(scheme, authority) + (path.startsWith("/") ? path : "/" + path);
    }

    private static String authority(String scheme, String authority) {
        var lower = authority.toLowerCase(Locale.ROOT);
        var port = scheme.equals("https") ? ":443" : scheme.equals("http") ? ":80" : ":";
        return lower.endsWith(port) ? lower.substring(0, lower.length() - port.length()) : lower;
    }

    private static String normal(String text) {
        var slashes = text.indexOf("://");
        if (slashes < 0) {
            return text;
        }
        var start = slashes + 3;
        var slash = text.indexOf('/', start);
        var scheme = text.substring(0, slashes).toLowerCase(Locale.ROOT);
        var authority = authority(scheme, slash < 0 ? text.substring(start) : text.substring(start, slash));
        // Without the slash, https://a.example would also be the start of https://a.example.evil.example/.
        var open = slash < 0 && text.indexOf('*') < 0;
        return scheme + "://" + authority + (slash >= 0 ? text.substring(slash) : open ? "/" : "");
    }

    private static @Nullable String literalHost(String normal) {
        var slashes = normal.indexOf("://");
        var slash = slashes < 0 ? -1 : normal.indexOf('/', slashes + 3);
        if (slash < 0) {
            return null;
        }
        var authority = normal.substring(slashes + 3, slash);
        return authority.indexOf('*') >= 0 ? null : HostName.ofAuthority(authority);
    }
}
