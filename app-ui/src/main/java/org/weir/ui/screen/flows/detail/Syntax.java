package org.weir.ui.screen.flows.detail;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the words of a line are, each line for itself: only those in sight are ever looked at. */
enum Syntax {
    PLAIN("(?!)"),
    JSON("""
            (?<key>"[^"\\\\]*+(?:\\\\.[^"\\\\]*+)*+"(?=\\s*+:))\
            |(?<string>"[^"\\\\]*+(?:\\\\.[^"\\\\]*+)*+"?)\
            |(?<number>-?\\d[\\d.eE+-]*+)\
            |(?<word>\\b(?:true|false|null)\\b)"""),
    MARKUP("""
            (?<comment><!--.*?(?:-->|$)|<[!?][^>]*+>?)\
            |(?<tag></?[\\w:.-]++|/?>)\
            |(?<key>[\\w:@.-]++(?==))\
            |(?<string>"[^"]*+"|'[^']*+')"""),
    FORM("(?<key>^.*?(?= = ))");

    /** More in one line are not told apart: a line of a minified script has thousands. */
    private static final int MOST_PIECES = 200;

    @SuppressWarnings("ImmutableEnumChecker") // it is
    private final Pattern words;

    /**
     * A part of a line.
     *
     * @param kind "" or the last part of its style class
     */
    record Piece(String text, String kind) {}

    Syntax(String words) {
        this.words = Pattern.compile(words);
    }

    /** Together they are the line. */
    List<Piece> pieces(String line) {
        var pieces = new ArrayList<Piece>();
        var found = words.matcher(line);
        var end = 0;
        while (pieces.size() < MOST_PIECES && found.find()) {
            if (found.start() > end) {
                pieces.add(new Piece(line.substring(end, found.start()), ""));
            }
            pieces.add(new Piece(found.group(), kind(found)));
            end = found.end();
        }
        if (end < line.length()) {
            pieces.add(new Piece(line.substring(end), ""));
        }
        return pieces;
    }

    private String kind(Matcher found) {
        return words.namedGroups().keySet().stream()
                .filter(name -> found.group(name) != null)
                .findFirst()
                .orElse("");
    }
}
