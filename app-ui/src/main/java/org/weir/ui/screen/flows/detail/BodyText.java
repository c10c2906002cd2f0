package org.weir.ui.screen.flows.detail;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import javafx.scene.image.Image;
import org.jspecify.annotations.Nullable;
import org.weir.ui.text.Formats;

/**
 * A body as lines for a person. The bytes are anybody's: whatever they are, this ends soon and with lines of bounded number
 * and length. Immutable; made on any thread.
 *
 * @param syntax of what is readable
 * @param picture when the message says that it is one, or it is one that can be shown; else null
 * @param cut whether there is more of the text than this
 * @param hexCut whether there is more of the bytes
 */
record BodyText(
        List<String> readable,
        Syntax syntax,
        List<String> text,
        List<String> hex,
        @Nullable Picture picture,
        boolean cut,
        boolean hexCut) {
    /** Of a text, without its content coding; the rest is left out, and said so. */
    static final int MAX_TEXT = 2 * 1024 * 1024;

    /** A list shows these without trouble. */
    private static final int MAX_LINES = 20_000;

    /** A longer line is folded: laying out one line of a megabyte takes minutes. */
    private static final int MAX_LINE = 2_000;

    /** Of a text that was laid out: more would not be shown. */
    private static final int MAX_LAID_OUT = 2 * MAX_TEXT;

    private static final int HEX_BYTES = 64 * 1024;
    private static final int HEX_ROW = 16;

    /** Looked at to find out whether it is text at all. */
    private static final int PROBE = 4_096;

    /** Text that was made readable. */
    private record LaidOut(List<String> lines, Syntax syntax) {}

    /**
     * @param type as the message's fields say; may be "" or nonsense
     * @param coding the same
     */
    static BodyText of(byte[] sent, String type, String coding) {
        return of(unfolded(sent, coding.toLowerCase(Locale.ROOT).strip()), sent, type, false);
    }

    /**
     * @param plain without its content coding
     * @param sent as it came
     * @param cut whether that is only the beginning
     */
    static BodyText of(byte[] plain, byte[] sent, String type, boolean cut) {
        var media = type.toLowerCase(Locale.ROOT).strip();
        var string = Charsets.text(plain.length > MAX_TEXT ? java.util.Arrays.copyOf(plain, MAX_TEXT) : plain, media);
        var text = lines(string);
        var hex = hex(sent);
        var picture = picture(plain, media);
        var readable = picture != null || isBinary(string)
                ? new LaidOut(hex, Syntax.PLAIN)
                : readable(string, text, media, cut);
        return new BodyText(
                readable.lines(),
                readable.syntax(),
                text,
                hex,
                picture,
                cut
                        || plain.length > MAX_TEXT
                        || text.size() == MAX_LINES
                        || readable.lines().size() == MAX_LINES,
                sent.length > HEX_BYTES || cut);
    }

    @Nullable
    Image image() {
        return picture == null ? null : picture.image();
    }

    private static byte[] unfolded(byte[] sent, String coding) {
        try (var in = unfolding(sent, coding)) {
            return in.readNBytes(MAX_TEXT);
        } catch (IOException e) {
            // Cut, or not what it says it is: as it came.
            return sent;
        }
    }

    private static InputStream unfolding(byte[] sent, String coding) throws IOException {
        var in = new ByteArrayInputStream(sent);
        return switch (coding) {
            case "gzip", "x-gzip" -> new Lenient(new GZIPInputStream(in));
            case "deflate" -> new Lenient(new InflaterInputStream(in));
            default -> in;
        };
    }

    /** A stream that is cut ends there instead of failing: the beginning is worth seeing. */
    private static final class Lenient extends java.io.FilterInputStream {
        Lenient(InputStream in) {
            super(in);
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            try {
                return super.read(into, offset, length);
            } catch (java.io.EOFException | java.util.zip.ZipException e) {
                return -1;
            }
        }
    }

    private static @Nullable Picture picture(byte[] plain, String media) {
        if (media.startsWith("image/")) {
            return media.contains("svg") ? null : Picture.of(plain);
        }
        if (!media.isEmpty() && !media.startsWith("application/octet-stream")) {
            return null;
        }
        var unsaid = Picture.of(plain);
        return unsaid.image() == null ? null : unsaid;
    }

    /** Text has neither zeros nor many other characters that nobody can type. */
    private static boolean isBinary(String text) {
        var probe = Math.min(text.length(), PROBE);
        var strange = text.chars()
                .limit(probe)
                .filter(c -> Character.isISOControl(c) && c != '\n' && c != '\r' && c != '\t' && c != '\f')
                .count();
        return strange * 20 > probe || text.lastIndexOf('\0', probe) >= 0;
    }

    private static LaidOut readable(String string, List<String> text, String media, boolean cut) {
        var begins = string.stripLeading();
        var unsaid = media.isEmpty() || media.startsWith("text/plain");
        if (media.contains("json") || (unsaid && (begins.startsWith("{") || begins.startsWith("[")))) {
            var laidOut = JsonLayout.of(string, cut, MAX_LAID_OUT);
            return laidOut == null ? new LaidOut(text, Syntax.PLAIN) : new LaidOut(lines(laidOut), Syntax.JSON);
        }
        var html = media.contains("html");
        if (html || media.contains("xml") || (unsaid && begins.startsWith("<?xml"))) {
            return new LaidOut(lines(MarkupLayout.of(string, html, MAX_LAID_OUT)), Syntax.MARKUP);
        }
        if (media.startsWith("application/x-www-form-urlencoded")) {
            return new LaidOut(form(string), Syntax.FORM);
        }
        return new LaidOut(text, Syntax.PLAIN);
    }

    private static List<String> form(String string) {
        var lines = new StringBuilder();
        for (var pair : string.strip().split("&", MAX_LINES)) {
            var equals = pair.indexOf('=');
            var name = equals < 0 ? pair : pair.substring(0, equals);
            lines.append(decoded(name))
                    .append(equals < 0 ? "" : " = " + decoded(pair.substring(Math.max(0, equals + 1))));
            lines.append('\n');
        }
        return lines(lines.toString());
    }

    private static String decoded(String value) {
        try {
            return URLDecoder.decode(value, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            // A percent sign that begins nothing.
            return value;
        }
    }

    private static List<String> lines(String text) {
        var lines = new ArrayList<String>();
        var start = 0;
        while (start < text.length() && lines.size() < MAX_LINES) {
            var end = text.indexOf('\n', start);
            var stop = Math.min(end < 0 ? text.length() : end, start + MAX_LINE);
            lines.add(Formats.clean(
                    text.substring(start, stop).replace("\t", "    ").replace("\r", "")));
            start = stop == end ? stop + 1 : stop;
        }
        return List.copyOf(lines);
    }

    private static List<String> hex(byte[] bytes) {
        var lines = new ArrayList<String>();
        var length = Math.min(bytes.length, HEX_BYTES);
        for (var at = 0; at < length; at += HEX_ROW) {
            var left = new StringBuilder(String.format(Locale.ROOT, "%06x  ", at));
            var right = new StringBuilder(" ");
            for (var i = at; i < at + HEX_ROW; i++) {
                if (i < length) {
                    var b = bytes[i] & 0xff;
                    left.append(Character.forDigit(b >> 4, 16))
                            .append(Character.forDigit(b & 15, 16))
                            .append(' ');
                    right.append(b >= ' ' && b < 127 ? (char) b : '.');
                } else {
                    left.append("   ");
                }
            }
            lines.add(left.append(right).toString());
        }
        return List.copyOf(lines);
    }
}
