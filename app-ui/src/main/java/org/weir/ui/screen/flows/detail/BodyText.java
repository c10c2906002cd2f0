package org.weir.ui.screen.flows.detail;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import javafx.scene.image.Image;
import org.jspecify.annotations.Nullable;
import org.weir.api.rpc.RpcCodec;
import org.weir.ui.text.Formats;
import tools.jackson.core.JacksonException;

/**
 * A body as lines for a person. The bytes are anybody's: whatever they are, this ends soon and with lines of bounded number
 * and length. Immutable; made on any thread.
 *
 * @param image when it is a picture that can be shown, else null
 */
record BodyText(
        List<String> readable,
        List<String> text,
        List<String> hex,
        @Nullable Image image) {
    /** Of what a content coding unfolds to; the rest is left out, and said so. */
    private static final int MAX_UNFOLDED = 2 * 1024 * 1024;

    /** A list shows these without trouble. */
    private static final int MAX_LINES = 20_000;

    /** A longer line is folded: laying out one line of a megabyte takes minutes. */
    private static final int MAX_LINE = 2_000;

    private static final int HEX_BYTES = 64 * 1024;
    private static final int HEX_ROW = 16;

    /** Pictures are shown in a drawer; larger ones are loaded smaller. */
    private static final int PICTURE = 1_000;

    /**
     * @param type as the message's fields say; may be "" or nonsense
     * @param coding the same
     */
    static BodyText of(byte[] sent, String type, String coding) {
        var plain = unfolded(sent, coding.toLowerCase(Locale.ROOT).strip());
        var media = type.toLowerCase(Locale.ROOT);
        var text = lines(string(plain));
        return new BodyText(
                media.contains("json") ? pretty(plain, text) : text,
                text,
                hex(sent),
                media.startsWith("image/") && !media.contains("svg") ? image(plain) : null);
    }

    private static byte[] unfolded(byte[] sent, String coding) {
        try (var in = unfolding(sent, coding)) {
            return in.readNBytes(MAX_UNFOLDED);
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

    private static String string(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return new String(bytes, StandardCharsets.ISO_8859_1);
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

    private static List<String> pretty(byte[] bytes, List<String> otherwise) {
        try {
            var tree = RpcCodec.json().readTree(bytes);
            return lines(RpcCodec.json().writerWithDefaultPrettyPrinter().writeValueAsString(tree));
        } catch (JacksonException e) {
            return otherwise;
        }
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

    private static @Nullable Image image(byte[] bytes) {
        var image = new Image(new ByteArrayInputStream(bytes), PICTURE, PICTURE, true, true);
        return image.isError() || image.getWidth() == 0 ? null : image;
    }
}
