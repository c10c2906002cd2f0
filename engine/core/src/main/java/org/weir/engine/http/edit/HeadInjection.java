package org.weir.engine.http.edit;

import java.util.Locale;

/**
 * Puts an element at the beginning of an HTML page's head. Follows how a browser finds the head (HTML standard, 13.2.6.4, the
 * insertion modes before "in head"): behind the head's start tag, or before the first tag or text that makes the browser
 * begin a head by itself. Holds back a tag's name and nothing else.
 */
final class HeadInjection implements TextEdit {
    /** Where in the page we are. */
    private enum State {
        /** Between tags, only blanks so far. */
        BLANK,
        /** Behind "<": the tag's name comes. */
        NAME,
        /** In a comment; ends with "-->". */
        COMMENT,
        /** In a doctype or processing instruction; ends with ">". */
        DECLARATION,
        /** In a start tag behind its name; ends with ">" outside of quotes. */
        TAG,
        DONE
    }

    private final String element;
    private final StringBuilder name = new StringBuilder();
    private State state = State.BLANK;
    private boolean head;
    private char quote;
    /** Whether the last thing in a tag was an equals sign: only there a quote opens a value. */
    private boolean equalsSign;

    /** Dashes seen last in a comment. */
    private int dashes;

    HeadInjection(String element) {
        this.element = element;
    }

    @Override
    public void feed(CharSequence piece, boolean last, StringBuilder out) {
        var i = 0;
        while (i < piece.length() && state != State.DONE) {
            step(piece.charAt(i++), out);
        }
        out.append(piece, i, piece.length());
        if (last && state == State.NAME) {
            // Not a tag after all, and no page.
            out.append(name);
            name.setLength(0);
            state = State.DONE;
        }
    }

    private void step(char c, StringBuilder out) {
        switch (state) {
            case BLANK -> {
                if (c == '<') {
                    state = State.NAME;
                    name.append(c);
                } else if (blank(c) || c == '\ufeff') {
                    out.append(c);
                } else {
                    inject(out);
                    out.append(c);
                }
            }
            case NAME -> name(c, out);
            case COMMENT -> {
                out.append(c);
                if (c == '>' && dashes >= 2) {
                    state = State.BLANK;
                }
                dashes = c == '-' ? dashes + 1 : 0;
            }
            case DECLARATION -> {
                out.append(c);
                if (c == '>') {
                    state = State.BLANK;
                }
            }
            case TAG -> tag(c, out);
            case DONE -> throw new IllegalStateException("done");
        }
    }

    private void name(char c, StringBuilder out) {
        name.append(c);
        var text = name.toString().toLowerCase(Locale.ROOT);
        if (text.equals("<!--")) {
            // "<!-->" is a whole comment.
            dashes = 2;
            leave(State.COMMENT, out);
        } else if ("<!--".startsWith(text) || "<!doctype".startsWith(text)) {
            if (text.equals("<!doctype")) {
                leave(State.DECLARATION, out);
            }
        } else if (text.startsWith("<!") || text.equals("<?")) {
            leave(State.DECLARATION, out);
            if (c == '>') {
                state = State.BLANK;
            }
        } else if (end(c) && (text.startsWith("<html") || text.startsWith("<head")) && text.length() == 6) {
            head = text.startsWith("<head");
            name.setLength(5);
            leave(State.TAG, out);
            tag(c, out);
        } else if (!"<html".startsWith(text) && !"<head".startsWith(text)) {
            inject(out);
            out.append(name);
            name.setLength(0);
        }
    }

    private void tag(char c, StringBuilder out) {
        out.append(c);
        if (quote != 0) {
            quote = c == quote ? 0 : quote;
        } else if (equalsSign && (c == '"' || c == '\'')) {
            quote = c;
            equalsSign = false;
        } else if (c == '>') {
            if (head) {
                inject(out);
            } else {
                state = State.BLANK;
            }
        } else if (!blank(c)) {
            equalsSign = c == '=';
        }
    }

    private void leave(State next, StringBuilder out) {
        out.append(name);
        name.setLength(0);
        state = next;
    }

    private void inject(StringBuilder out) {
        out.append(element);
        state = State.DONE;
    }

    private static boolean blank(char c) {
        return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
    }

    private static boolean end(char c) {
        return blank(c) || c == '>' || c == '/';
    }
}
