package org.weir.engine.http.edit;

/** Replaces a text wherever it stands, also across pieces. Holds back only what could be the beginning of a match. */
final class LiteralReplace implements TextEdit {
    private final String find;
    private final String value;
    private final Growth growth = new Growth();
    /** The last piece's end when it is the beginning of {@code find}. */
    private final StringBuilder held = new StringBuilder();

    private LiteralReplace(String find, String value) {
        this.find = find;
        this.value = value;
    }

    static TextEdit.Maker of(String find, String value) {
        return () -> new LiteralReplace(find, value);
    }

    @Override
    public void feed(CharSequence piece, boolean last, StringBuilder out) {
        held.append(piece);
        var at = 0;
        for (var match = held.indexOf(find); match >= 0; match = held.indexOf(find, at)) {
            out.append(held, at, match);
            out.append(growth.allows(value.length() - find.length()) ? value : find);
            at = match + find.length();
        }
        var keep = last ? 0 : beginning(at);
        out.append(held, at, held.length() - keep);
        held.delete(0, held.length() - keep);
    }

    /** How many characters at the end could be the beginning of a match. */
    private int beginning(int from) {
        for (var length = Math.min(find.length() - 1, held.length() - from); length > 0; length--) {
            var start = held.length() - length;
            var i = 0;
            while (i < length && held.charAt(start + i) == find.charAt(i)) {
                i++;
            }
            if (i == length) {
                return length;
            }
        }
        return 0;
    }
}
