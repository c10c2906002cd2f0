package org.weir.engine.http.edit;

/** Scripts and styles in ASCII, so that they mean the same in a page of any charset. */
final class Ascii {
    private Ascii() {}

    /** @param script ECMAScript's escapes (u and four digits), else those of CSS (six digits) */
    static String escaped(String text, boolean script) {
        var out = new StringBuilder(text.length() + 16);
        if (script) {
            // UTF-16 units, as the escapes are.
            for (var i = 0; i < text.length(); i++) {
                var c = text.charAt(i);
                if (c < 0x80) {
                    out.append(c);
                } else if (c != '\ufeff') {
                    out.append(String.format("\\u%04x", (int) c));
                }
            }
        } else {
            text.codePoints().filter(c -> c != 0xfeff).forEach(c -> {
                if (c < 0x80) {
                    out.append((char) c);
                } else {
                    out.append(String.format("\\%06x", c));
                }
            });
        }
        return out.toString();
    }
}
