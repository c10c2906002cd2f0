package org.weir.ui.query;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads {@code [-]field:value[,value…]} and plain words, separated by spaces; {@code "…"} keeps spaces together. */
final class QueryParser {
    private final String text;
    private Query.@Nullable Problem problem;

    QueryParser(String text) {
        this.text = text.length() > Query.MAX_LENGTH ? text.substring(0, Query.MAX_LENGTH) : text;
    }

    Query parse() {
        var terms = new ArrayList<Query.Term>();
        for (var word : Words.of(text)) {
            if (terms.size() == Query.MAX_TERMS) {
                complain("too-many", word.text());
                break;
            }
            var term = term(word);
            if (term != null) {
                terms.add(term);
            }
        }
        return new Query(text, terms, problem);
    }

    private Query.@Nullable Term term(Words.Word typed) {
        var written = typed.text();
        var negated = written.length() > 1 && written.startsWith("-");
        var rest = negated ? written.substring(1) : written;
        var colon = rest.indexOf(':');
        if (colon <= 0 || isAddress(rest)) {
            var word = Words.unquoted(rest);
            return rest.isEmpty() ? null : new Query.Term(null, negated, List.of(word), Tests.anywhere(word));
        }
        var field = Field.of(rest.substring(0, colon));
        if (field.isEmpty()) {
            complain("field", rest.substring(0, colon));
            return null;
        }
        var understood = new ArrayList<String>();
        var tests = new ArrayList<Query.Test>();
        for (var value : values(rest.substring(colon + 1))) {
            var test = Tests.of(field.get(), value);
            if (test == null) {
                complain("value-" + field.get().kind().name().toLowerCase(java.util.Locale.ROOT), value);
            } else {
                understood.add(value);
                tests.add(test);
            }
        }
        return tests.isEmpty() ? null : new Query.Term(field.get(), negated, List.copyOf(understood), anyOf(tests));
    }

    /** {@code 2001:db8::1} is no field called 2001. */
    private static boolean isAddress(String word) {
        return word.indexOf(':') != word.lastIndexOf(':')
                && word.chars().allMatch(c -> c == ':' || c == '.' || Character.digit(c, 16) >= 0);
    }

    /** A value that is still being typed ({@code app:}) is no condition yet, and no mistake either. */
    private static List<String> values(String written) {
        var values = new ArrayList<String>();
        for (var value : Words.split(written, ',')) {
            var plain = Words.unquoted(value);
            if (!plain.isEmpty()) {
                values.add(plain);
            }
        }
        return values;
    }

    private static Query.Test anyOf(List<Query.Test> tests) {
        return tests.size() == 1
                ? tests.getFirst()
                : (flow, now) -> tests.stream().anyMatch(test -> test.matches(flow, now));
    }

    private void complain(String kind, String word) {
        if (problem == null) {
            problem = new Query.Problem(kind, word);
        }
    }
}
