package org.weir.engine.http.edit;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.weir.engine.policy.RuleException;

/**
 * Replaces what a regular expression matches, line by line. A line longer than {@link #LONGEST_LINE} is looked at in
 * overlapping pieces, in which a match of up to {@link #OVERLAP} characters is found wherever it stands. Time is bounded by
 * counting how often the expression looks at a character: one that looks too often is given up for the rest of that body.
 */
final class RegexReplace implements TextEdit {
    /** Characters held back at most while a line is incomplete. */
    static final int LONGEST_LINE = 32 * 1024;

    /** Of those, what is looked at again when more of the line has come. */
    static final int OVERLAP = 4 * 1024;

    /** What stands before is still visible to look-behinds and word boundaries. */
    private static final int CONTEXT = 64;

    /** Looks for each character of a body, on average; a plain expression needs one or two. About 1 ns each. */
    private static final long LOOKS_PER_CHARACTER = 200;

    /** Looks that a body has to begin with: some milliseconds. */
    private static final long FIRST_LOOKS = 2_000_000;

    private final Matcher matcher;
    private final Template value;
    private final Growth growth = new Growth();
    private final StringBuilder line = new StringBuilder();
    private final Looks looks = new Looks(FIRST_LOOKS);
    /** Characters at the beginning of {@link #line} that were handed on and are only context. */
    private int done;

    private boolean gaveUp;

    private RegexReplace(Pattern pattern, Template value) {
        this.matcher = pattern.matcher("");
        this.value = value;
    }

    static TextEdit.Maker compile(String findField, String find, String valueField, String value) throws RuleException {
        Pattern pattern;
        try {
            pattern = Pattern.compile(find);
        } catch (PatternSyntaxException e) {
            throw new RuleException(
                    findField, e.getDescription() + " at " + Math.max(0, e.getIndex()) + " in '" + find + "'");
        } catch (StackOverflowError e) {
            throw new RuleException(findField, "nested too deeply");
        }
        if (pattern.matcher("").find()) {
            throw new RuleException(findField, "'" + find + "' also matches nothing at all, everywhere");
        }
        RegexProbe.check(findField, pattern);
        var template = Template.parse(valueField, value, pattern.matcher("").groupCount());
        return () -> new RegexReplace(pattern, template);
    }

    @Override
    public void feed(CharSequence piece, boolean last, StringBuilder out) {
        if (gaveUp) {
            out.append(piece);
            return;
        }
        looks.allow(piece.length() * LOOKS_PER_CHARACTER);
        var from = 0;
        for (var i = 0; i < piece.length(); i++) {
            if (piece.charAt(i) == '\n') {
                line.append(piece, from, i);
                complete(out);
                out.append('\n');
                from = i + 1;
            } else if (line.length() - done + i - from >= LONGEST_LINE) {
                line.append(piece, from, i);
                from = i;
                replace(line.length() - OVERLAP, false, out);
            }
        }
        line.append(piece, from, piece.length());
        if (last) {
            complete(out);
        }
    }

    private void complete(StringBuilder out) {
        replace(line.length(), true, out);
        line.setLength(0);
        done = 0;
    }

    /** Replaces matches that begin before {@code until} and hands on everything up to there, or to the end of the last. */
    private void replace(int until, boolean complete, StringBuilder out) {
        var at = done;
        if (!gaveUp) {
            try {
                at = replaceMatches(until, complete, out);
            } catch (Looks.TooMany | StackOverflowError e) {
                gaveUp = true;
                at = done;
            }
        }
        var end = gaveUp ? line.length() : Math.max(at, until);
        out.append(line, at, end);
        done = end;
        var useless = done - CONTEXT;
        if (useless > 0) {
            line.delete(0, useless);
            done -= useless;
        }
    }

    /** Returns where what was handed on ends. {@link #done} follows, so that giving up loses nothing. */
    private int replaceMatches(int until, boolean complete, StringBuilder out) {
        matcher.reset(looks.over(line));
        matcher.useTransparentBounds(true).useAnchoringBounds(false);
        matcher.region(done, line.length());
        // A match that begins so early and goes to the end of an incomplete line could be longer still: too long.
        while (matcher.find() && matcher.start() < until && (complete || matcher.end() < line.length())) {
            var before = out.length();
            out.append(line, done, matcher.start());
            var replacement = out.length();
            value.appendTo(out, matcher::group);
            if (!growth.allows(out.length() - replacement - (matcher.end() - matcher.start()))) {
                out.setLength(before);
                out.append(line, done, matcher.end());
            }
            done = matcher.end();
        }
        return done;
    }
}
