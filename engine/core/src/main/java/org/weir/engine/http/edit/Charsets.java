package org.weir.engine.http.edit;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which charset a body is in: byte order mark, header, the page's own meta element, else UTF-8. */
final class Charsets {
    /** How far browsers look for a meta element: HTML standard, 13.2.3.2. */
    static final int PRESCAN = 1_024;

    private static final int LONGEST_MARK = 3;

    private static final Pattern META = Pattern.compile(
            "<meta[^>]{0,200}?charset\\s{0,10}=\\s{0,10}[\"']?([a-zA-Z0-9_:.-]{1,40})", Pattern.CASE_INSENSITIVE);

    private Charsets() {}

    /**
     * Chooses.
     *
     * @param declared what the header says, or null
     * @param bytes the first bytes of the body
     * @param complete whether there are no more
     * @return null when it takes more bytes to tell
     */
    static @Nullable Charset choose(
            @Nullable String declared, boolean html, byte[] bytes, int length, boolean complete) {
        if (length < LONGEST_MARK && !complete) {
            return null;
        }
        var marked = marked(bytes, length);
        if (marked != null) {
            return marked;
        }
        if (declared != null) {
            return named(declared);
        }
        if (!html) {
            return StandardCharsets.UTF_8;
        }
        var meta = META.matcher(new String(bytes, 0, Math.min(length, PRESCAN), StandardCharsets.ISO_8859_1));
        if (meta.find()) {
            var charset = named(meta.group(1));
            // A page whose meta element could be read as ASCII is not in UTF-16, whatever it says: the standard's rule.
            return charset.name().startsWith("UTF-16") ? StandardCharsets.UTF_8 : charset;
        }
        return length >= PRESCAN || complete ? StandardCharsets.UTF_8 : null;
    }

    private static @Nullable Charset marked(byte[] bytes, int length) {
        if (length >= 3 && (bytes[0] & 0xff) == 0xef && (bytes[1] & 0xff) == 0xbb && (bytes[2] & 0xff) == 0xbf) {
            return StandardCharsets.UTF_8;
        }
        if (length >= 2 && (bytes[0] & 0xff) == 0xfe && (bytes[1] & 0xff) == 0xff) {
            return StandardCharsets.UTF_16BE;
        }
        return length >= 2 && (bytes[0] & 0xff) == 0xff && (bytes[1] & 0xff) == 0xfe ? StandardCharsets.UTF_16LE : null;
    }

    /** Unknown ones are read byte for byte as Latin-1: what is ASCII can be edited, everything else is handed on. */
    private static Charset named(String name) {
        try {
            var charset = Charset.forName(name);
            if (charset.equals(StandardCharsets.UTF_16)) {
                return StandardCharsets.UTF_16LE; // without a mark; the WHATWG encoding standard's reading
            }
            return charset.canEncode() ? charset : StandardCharsets.ISO_8859_1;
        } catch (IllegalArgumentException e) {
            return StandardCharsets.ISO_8859_1;
        }
    }
}
