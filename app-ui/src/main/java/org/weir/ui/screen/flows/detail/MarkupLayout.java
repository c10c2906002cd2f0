package org.weir.ui.screen.flows.detail;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Set;

/**
 * HTML and XML with a line for each tag and each text, set in by depth. It is text and stays text: nothing is run, loaded or
 * resolved. Whatever is broken stands there as it came.
 */
final class MarkupLayout {
    private static final int STEP = 2;

    /** Deeper, lines are not set in any further. */
    private static final int DEEPEST = 60;

    /** Deeper, it is no page, but something that is to take long. */
    private static final int MOST_OPEN = 500;

    /** A tag with a picture in it, but no book. */
    private static final int LONGEST_TAG = 256 * 1024;

    /** Elements of HTML that have no end. */
    private static final Set<String> EMPTY = Set.of(
            "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr");

    /** Elements of HTML whose text is none of ours to touch. */
    private static final Set<String> VERBATIM = Set.of("script", "style", "pre", "textarea");

    private final String text;
    private final boolean html;
    private final int most;
    private final StringBuilder out = new StringBuilder();
    private final Deque<String> open = new ArrayDeque<>();
    private int at;

    private MarkupLayout(String text, boolean html, int most) {
        this.text = text;
        this.html = html;
        this.most = most;
    }

    /** @param most about as many characters */
    static String of(String text, boolean html, int most) {
        return new MarkupLayout(text, html, most).written();
    }

    private String written() {
        while (at < text.length() && out.length() < most) {
            if (text.charAt(at) != '<') {
                words(until("<", at));
            } else if (text.startsWith("<!--", at)) {
                piece(end("-->", at + 4));
            } else if (text.startsWith("<![CDATA[", at)) {
                piece(end("]]>", at));
            } else if (text.startsWith("<?", at)) {
                piece(end(html ? ">" : "?>", at));
            } else if (text.startsWith("<!", at)) {
                piece(end(">", at));
            } else {
                tag();
            }
        }
        return out.toString();
    }

    private void tag() {
        var closing = text.startsWith("</", at);
        var nameEnd = nameEnd(at + (closing ? 2 : 1));
        var name = text.substring(at + (closing ? 2 : 1), nameEnd);
        if (name.isEmpty()) {
            // A lone sign.
            words(until("<", at + 1));
            return;
        }
        name = html ? name.toLowerCase(Locale.ROOT) : name;
        var end = tagEnd(nameEnd);
        if (closing) {
            close(name);
            piece(end);
            return;
        }
        var selfClosing = text.startsWith("/>", end - 2);
        piece(end);
        if (selfClosing || (html && EMPTY.contains(name))) {
            return;
        }
        if (html && VERBATIM.contains(name)) {
            verbatim(name);
        }
        if (open.size() < MOST_OPEN) {
            open.push(name);
        }
    }

    /** Also of those within it that were never closed; of what was never opened, nothing. */
    private void close(String name) {
        if (open.contains(name)) {
            while (!open.pop().equals(name)) {
                // Left open, as HTML allows.
            }
        }
    }

    private void verbatim(String name) {
        var end = at;
        while (end < text.length() && !text.regionMatches(true, end, "</" + name, 0, name.length() + 2)) {
            end++;
        }
        if (end > at && !text.substring(at, end).isBlank()) {
            out.append(text, at, end);
            if (text.charAt(end - 1) != '\n') {
                out.append('\n');
            }
        }
        at = end;
    }

    private int nameEnd(int from) {
        var end = from;
        while (end < text.length()
                && (Character.isLetterOrDigit(text.charAt(end)) || ":_-.".indexOf(text.charAt(end)) >= 0)) {
            end++;
        }
        return end;
    }

    /** Behind the tag's last sign; one within quotation marks is none. */
    private int tagEnd(int from) {
        var quote = '\0';
        for (var i = from; i < Math.min(text.length(), from + LONGEST_TAG); i++) {
            var c = text.charAt(i);
            if (quote != '\0') {
                quote = c == quote ? '\0' : quote;
            } else if (c == '"' || c == '\'') {
                quote = c;
            } else if (c == '>') {
                return i + 1;
            }
        }
        // A quotation mark that never ends: the next sign has to do.
        return end(">", from);
    }

    private int until(String sign, int from) {
        var found = text.indexOf(sign, from);
        return found < 0 ? text.length() : found;
    }

    private int end(String sign, int from) {
        return Math.min(text.length(), until(sign, from) + sign.length());
    }

    private void words(int end) {
        var words = text.substring(at, end).strip();
        if (!words.isEmpty()) {
            line(words.replaceAll("\\s+", " "));
        }
        at = end;
    }

    private void piece(int end) {
        line(text.substring(at, end));
        at = end;
    }

    private void line(String what) {
        out.repeat(' ', STEP * Math.min(open.size(), DEEPEST)).append(what).append('\n');
    }
}
