package org.weir.engine.http.edit;

import java.util.LinkedHashSet;
import java.util.regex.Pattern;
import org.weir.engine.policy.RuleException;

/**
 * Tries an expression on texts that are bad for those with nested or neighbouring repetitions, so that its author hears of
 * it when it is written. What slips through is ended by {@link Looks} while it runs.
 */
final class RegexProbe {
    private static final int LENGTH = 300;

    /** Quadratic expressions, which are common and harmless on lines, stay far below; cubic ones are above. */
    private static final long LOOKS = 600_000;

    /** Letters of the expression that are tried; longer ones are rarely worse. */
    private static final int LETTERS = 24;

    private RegexProbe() {}

    static void check(String field, Pattern pattern) throws RuleException {
        var letters = new LinkedHashSet<String>();
        pattern.pattern()
                .codePoints()
                .filter(Character::isLetterOrDigit)
                .limit(LETTERS)
                .forEach(c -> letters.add(Character.toString(c)));
        letters.add("a");
        letters.add("0");
        letters.add(" ");
        letters.add("<");
        letters.add("\"");
        for (var letter : letters) {
            probe(field, pattern, letter.repeat(LENGTH));
            probe(field, pattern, letter.repeat(LENGTH) + '\u0001');
        }
    }

    private static void probe(String field, Pattern pattern, String text) throws RuleException {
        try {
            var matcher = pattern.matcher(new Looks(LOOKS).over(text));
            while (matcher.find()) {
                // Only how long it takes is of interest.
            }
        } catch (Looks.TooMany | StackOverflowError e) {
            throw new RuleException(
                    field, "'" + pattern.pattern() + "' would take far too long on some texts (nested repetitions?)");
        }
    }
}
