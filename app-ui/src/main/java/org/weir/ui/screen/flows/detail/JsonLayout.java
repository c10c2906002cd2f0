package org.weir.ui.screen.flows.detail;

import org.jspecify.annotations.Nullable;
import org.weir.api.rpc.RpcCodec;
import tools.jackson.core.JacksonException;

/**
 * JSON on lines of its own, several documents one after the other. Only the spaces between its words are changed: numbers and
 * doubled names stay as they were sent.
 */
final class JsonLayout {
    private static final int STEP = 2;

    /** Deeper, lines are not set in any further. */
    private static final int DEEPEST = 100;

    private final String text;
    private final int most;
    private final StringBuilder out = new StringBuilder();
    private int depth;
    private int at;

    private JsonLayout(String text, int most) {
        this.text = text;
        this.most = most;
    }

    /**
     * @param cut whether there was more of it: it then cannot be right to its end
     * @param most about as many characters
     * @return null when it is no JSON
     */
    static @Nullable String of(String text, boolean cut, int most) {
        return isJson(text, cut) ? new JsonLayout(text, most).written() : null;
    }

    private static boolean isJson(String text, boolean cut) {
        if (cut) {
            var begins = text.stripLeading();
            return begins.startsWith("{") || begins.startsWith("[");
        }
        try (var parser = RpcCodec.json().createParser(text)) {
            while (parser.nextToken() != null) {
                // Every word of it is one.
            }
            return true;
        } catch (JacksonException e) {
            return false;
        }
    }

    private String written() {
        while (at < text.length() && out.length() < most) {
            var c = text.charAt(at);
            switch (c) {
                case ' ', '\t', '\r', '\n' -> at++;
                case '"' -> string();
                case '{', '[' -> open(c);
                case '}', ']' -> {
                    depth = Math.max(0, depth - 1);
                    line();
                    put(c);
                }
                case ',' -> {
                    put(c);
                    line();
                }
                case ':' -> {
                    out.append(" : ");
                    at++;
                }
                default -> word();
            }
        }
        return out.toString();
    }

    private void open(char c) {
        separate();
        put(c);
        var next = at;
        while (next < text.length() && Character.isWhitespace(text.charAt(next))) {
            next++;
        }
        if (next < text.length() && text.charAt(next) == (c == '{' ? '}' : ']')) {
            out.append(' ').append(text.charAt(next));
            at = next + 1;
        } else {
            depth++;
            line();
        }
    }

    private void put(char c) {
        out.append(c);
        at++;
    }

    private void line() {
        out.append('\n').repeat(' ', STEP * Math.min(depth, DEEPEST));
    }

    /** Another document begins on another line. */
    private void separate() {
        if (depth == 0 && !out.isEmpty() && out.charAt(out.length() - 1) > ' ') {
            out.append('\n');
        }
    }

    private void string() {
        separate();
        var end = at + 1;
        while (end < text.length() && text.charAt(end) != '"') {
            end += text.charAt(end) == '\\' ? 2 : 1;
        }
        end = Math.min(end + 1, text.length());
        out.append(text, at, end);
        at = end;
    }

    /** A number, true, false or null. */
    private void word() {
        separate();
        var end = at;
        while (end < text.length() && " \t\r\n\"{}[],:".indexOf(text.charAt(end)) < 0) {
            end++;
        }
        out.append(text, at, end);
        at = end;
    }
}
