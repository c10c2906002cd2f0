package org.weir.ui.screen.flows.detail;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import javafx.scene.image.Image;
import org.jspecify.annotations.Nullable;

/**
 * A picture, or why there is none. What it is and how large is read off its first bytes, and it is decoded only then: the
 * bytes are anybody's, and a few of them can claim to be gigabytes.
 *
 * @param image null: it cannot be shown
 * @param problem "", or the last part of the text key that says why
 * @param format its name, "" for one that is not known
 */
record Picture(@Nullable Image image, String problem, String format) {
    /** A photograph of a good camera; decoded, 100 MB. */
    private static final long MOST_PIXELS = 25_000_000;

    /** Pictures are shown in a drawer; larger ones are loaded smaller. */
    private static final int SHOWN = 1_000;

    private static final String BROKEN = "broken";
    private static final String FOREIGN = "foreign";
    private static final String LARGE = "large";

    /** @param width 0: not found, which no whole picture lacks */
    private record Size(long width, long height) {
        private static final Size NONE = new Size(0, 0);

        boolean isSane() {
            return width > 0 && height > 0;
        }

        boolean isLarge() {
            return width > MOST_PIXELS || height > MOST_PIXELS || width * height > MOST_PIXELS;
        }
    }

    static Picture of(byte[] bytes) {
        if (begins(bytes, 0, "\u0089PNG\r\n\u001a\n")) {
            return decoded(
                    bytes,
                    "PNG",
                    begins(bytes, 12, "IHDR") ? new Size(big(bytes, 16, 4), big(bytes, 20, 4)) : Size.NONE);
        }
        if (begins(bytes, 0, "GIF8")) {
            return gif(bytes);
        }
        if (begins(bytes, 0, "\u00ff\u00d8\u00ff")) {
            return decoded(bytes, "JPEG", jpeg(bytes));
        }
        if (begins(bytes, 0, "BM")) {
            return decoded(bytes, "BMP", new Size(little(bytes, 18, 4), Math.abs((int) little(bytes, 22, 4))));
        }
        return new Picture(null, FOREIGN, foreign(bytes));
    }

    /** What is common on the web, and JavaFX has no decoder for. */
    private static String foreign(byte[] bytes) {
        if (begins(bytes, 0, "RIFF") && begins(bytes, 8, "WEBP")) {
            return "WebP";
        }
        if (begins(bytes, 4, "ftypavif") || begins(bytes, 4, "ftypavis")) {
            return "AVIF";
        }
        if (begins(bytes, 4, "ftypheic") || begins(bytes, 4, "ftypmif1")) {
            return "HEIF";
        }
        if (begins(bytes, 0, "\u0000\u0000\u0001\u0000")) {
            return "ICO";
        }
        if (begins(bytes, 0, "II*\u0000") || begins(bytes, 0, "MM\u0000*")) {
            return "TIFF";
        }
        return begins(bytes, 0, "\u00ff\n") || begins(bytes, 4, "JXL ") ? "JPEG XL" : "";
    }

    private static Picture decoded(byte[] bytes, String format, Size size) {
        if (!size.isSane()) {
            return new Picture(null, BROKEN, format);
        }
        if (size.isLarge()) {
            return new Picture(null, LARGE, format);
        }
        var smaller = size.width() > SHOWN || size.height() > SHOWN;
        var image = new Image(new ByteArrayInputStream(bytes), smaller ? SHOWN : 0, smaller ? SHOWN : 0, true, true);
        return image.isError() || image.getWidth() == 0
                ? new Picture(null, BROKEN, format)
                : new Picture(image, "", format);
    }

    /** Its first picture: JavaFX decodes all of a film at once, and then plays it for ever. */
    private static Picture gif(byte[] bytes) {
        var screen = new Size(little(bytes, 6, 2), little(bytes, 8, 2));
        var at = 13 + colours(bytes, 10);
        while (at < bytes.length && bytes[at] == 0x21) {
            at = afterBlocks(bytes, at + 2);
        }
        if (at + 10 > bytes.length || bytes[at] != 0x2c) {
            return new Picture(null, BROKEN, "GIF");
        }
        var frame = new Size(little(bytes, at + 5, 2), little(bytes, at + 7, 2));
        if (!frame.isSane()) {
            return new Picture(null, BROKEN, "GIF");
        }
        var end = afterBlocks(bytes, at + 10 + colours(bytes, at + 9) + 1);
        var first = Arrays.copyOf(bytes, Math.min(end, bytes.length) + 1);
        first[first.length - 1] = 0x3b;
        return decoded(first, "GIF", frame.isLarge() ? frame : screen);
    }

    /** Bytes of a table of colours whose size is told at {@code flags}. */
    private static int colours(byte[] bytes, int flags) {
        var said = flags < bytes.length ? bytes[flags] : 0;
        return (said & 0x80) == 0 ? 0 : 3 << ((said & 7) + 1);
    }

    private static int afterBlocks(byte[] bytes, int from) {
        var at = from;
        while (at < bytes.length && bytes[at] != 0) {
            at += 1 + (bytes[at] & 0xff);
        }
        return at + 1;
    }

    /** As its frame's header says. */
    private static Size jpeg(byte[] bytes) {
        var at = 2;
        while (at + 9 < bytes.length && (bytes[at] & 0xff) == 0xff) {
            var marker = bytes[at + 1] & 0xff;
            if (marker == 0xff) {
                at++;
            } else if (marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc) {
                return new Size(big(bytes, at + 7, 2), big(bytes, at + 5, 2));
            } else {
                at += 2 + (int) big(bytes, at + 2, 2);
            }
        }
        return Size.NONE;
    }

    private static boolean begins(byte[] bytes, int at, String with) {
        var wanted = with.getBytes(StandardCharsets.ISO_8859_1);
        return bytes.length >= at + wanted.length
                && Arrays.equals(bytes, at, at + wanted.length, wanted, 0, wanted.length);
    }

    private static long big(byte[] bytes, int at, int count) {
        var value = 0L;
        for (var i = 0; i < count; i++) {
            value = value << 8 | (at + i < bytes.length ? bytes[at + i] & 0xff : 0);
        }
        return value;
    }

    private static long little(byte[] bytes, int at, int count) {
        var value = 0L;
        for (var i = count - 1; i >= 0; i--) {
            value = value << 8 | (at + i < bytes.length ? bytes[at + i] & 0xff : 0);
        }
        return value;
    }
}
