package org.weir.ui.query;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What could stand where the caret is.
 *
 * @param label what is shown
 * @param text the whole query when this is chosen
 * @param caret where the caret is then
 */
public record Completion(String label, String text, int caret) {
    /** As many as a list of suggestions shows without scrolling. */
    public static final int MAX = 8;

    /** Suggestions for {@code text} with the caret at {@code caret}; empty when there is nothing sensible. */
    public static List<Completion> of(String text, int caret, Vocabulary vocabulary) {
        var at = Math.clamp(caret, 0, text.length());
        var start = wordStart(text, at);
        var typed = text.substring(start, at);
        var sign = typed.startsWith("-") ? "-" : "";
        var bare = typed.substring(sign.length());
        var colon = bare.indexOf(':');
        var found = new ArrayList<Completion>();
        if (colon < 0) {
            Stream.of(Field.values())
                    .map(field -> field.word() + ":")
                    .filter(word -> word.startsWith(bare.toLowerCase(Locale.ROOT)))
                    .limit(MAX)
                    .forEach(word -> found.add(replaced(text, start, at, sign + word, "")));
            return found;
        }
        var field = Field.of(bare.substring(0, colon));
        if (field.isEmpty()) {
            return List.of();
        }
        var values = bare.substring(colon + 1);
        var comma = values.lastIndexOf(',') + 1;
        var begun = Words.unquoted(values.substring(comma)).toLowerCase(Locale.ROOT);
        var before = sign + bare.substring(0, colon + 1) + values.substring(0, comma);
        vocabulary.of(field.get()).stream()
                .filter(value -> value.toLowerCase(Locale.ROOT).contains(begun) && !value.equalsIgnoreCase(begun))
                .limit(MAX)
                .forEach(value -> found.add(replaced(text, start, at, before + Words.quoted(value), " ")));
        return found;
    }

    private static Completion replaced(String text, int start, int end, String word, String after) {
        var rest = text.substring(end).stripLeading();
        var whole = text.substring(0, start) + word + after + rest;
        return new Completion(word, whole, start + word.length() + after.length());
    }

    /** Where the word begins in which the caret stands, with regard to quotation marks. */
    private static int wordStart(String text, int caret) {
        var words = Words.of(text.substring(0, caret));
        if (words.isEmpty() || words.getLast().end() < caret) {
            return caret;
        }
        return words.getLast().start();
    }
}
