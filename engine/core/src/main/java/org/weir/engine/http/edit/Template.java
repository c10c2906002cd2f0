package org.weir.engine.http.edit;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.weir.engine.policy.RuleException;

/** Text with holes: {@code $0} is the whole match, {@code $1} to {@code $9} its parts, {@code $$} a dollar sign. */
final class Template {
    /** Literal texts, and between them the numbers of parts. */
    private sealed interface Piece {
        record Text(String text) implements Piece {}

        record Part(int number) implements Piece {}
    }

    /** Each may be as long as what was matched. */
    private static final int MAX_PARTS = 32;

    private final List<Piece> pieces;

    private Template(List<Piece> pieces) {
        this.pieces = List.copyOf(pieces);
    }

    /** @param parts how many there are; a higher number is refused */
    static Template parse(String field, String text, int parts) throws RuleException {
        var pieces = new ArrayList<Piece>();
        var literal = new StringBuilder();
        for (var i = 0; i < text.length(); i++) {
            var c = text.charAt(i);
            var next = i + 1 < text.length() ? text.charAt(i + 1) : ' ';
            if (c != '$') {
                literal.append(c);
            } else if (next == '$') {
                literal.append('$');
                i++;
            } else if (next >= '0' && next <= '9') {
                if (next - '0' > parts) {
                    throw new RuleException(
                            field, "$" + next + ": there are only " + parts + " parts ($$ is a dollar)");
                }
                pieces.add(new Piece.Text(literal.toString()));
                literal.setLength(0);
                pieces.add(new Piece.Part(next - '0'));
                i++;
            } else {
                literal.append('$');
            }
        }
        pieces.add(new Piece.Text(literal.toString()));
        if (pieces.size() > 2 * MAX_PARTS + 1) {
            throw new RuleException(field, "more than " + MAX_PARTS + " parts put in");
        }
        return new Template(pieces);
    }

    /** @param parts by number; a part that is not there is null, which counts as "" */
    void appendTo(StringBuilder out, IntFunction<@Nullable String> parts) {
        for (var piece : pieces) {
            switch (piece) {
                case Piece.Text(var text) -> out.append(text);
                case Piece.Part(var number) -> {
                    var part = parts.apply(number);
                    out.append(part == null ? "" : part);
                }
            }
        }
    }

    String fill(List<String> parts) {
        var out = new StringBuilder();
        appendTo(out, number -> number < parts.size() ? parts.get(number) : null);
        return out.toString();
    }
}
