package org.weir.ui.query;

import java.util.ArrayList;
import java.util.List;

/** Splits a query where no quotation marks stand around. A mark that is never closed reaches to the end. */
final class Words {
    private Words() {}

    /** @param start of its first character in the whole text */
    record Word(String text, int start) {
        int end() {
            return start + text.length();
        }
    }

    static List<Word> of(String text) {
        var words = new ArrayList<Word>();
        var quoted = false;
        var start = -1;
        for (var i = 0; i < text.length(); i++) {
            var c = text.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            }
            if (Character.isWhitespace(c) && !quoted) {
                if (start >= 0) {
                    words.add(new Word(text.substring(start, i), start));
                }
                start = -1;
            } else if (start < 0) {
                start = i;
            }
        }
        if (start >= 0) {
            words.add(new Word(text.substring(start), start));
        }
        return words;
    }

    static List<String> split(String text, char at) {
        var parts = new ArrayList<String>();
        var quoted = false;
        var start = 0;
        for (var i = 0; i < text.length(); i++) {
            var c = text.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (c == at && !quoted) {
                parts.add(text.substring(start, i));
                start = i + 1;
            }
        }
        parts.add(text.substring(start));
        return parts;
    }

    static String unquoted(String text) {
        return text.replace("\"", "");
    }

    /** As a value that is read back as it is. */
    static String quoted(String value) {
        var plain = unquoted(value);
        return plain.chars().anyMatch(c -> Character.isWhitespace(c) || c == ',') ? '"' + plain + '"' : plain;
    }
}
