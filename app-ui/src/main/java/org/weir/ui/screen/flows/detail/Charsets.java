package org.weir.ui.screen.flows.detail;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Bytes as text: as the message says, else UTF-8 where they are that, else a character for each byte. */
final class Charsets {
    private static final Pattern SAID = Pattern.compile("charset\\s*=\\s*\"?([\\w:.+-]{1,40})");

    private Charsets() {}

    /** @param type the message's content type; may be nonsense */
    static String text(byte[] bytes, String type) {
        var said = said(type);
        if (said != null && !said.equals(StandardCharsets.UTF_8)) {
            return new String(bytes, said);
        }
        var chars = CharBuffer.allocate(bytes.length);
        // A body that is cut may end in the middle of a character.
        var result = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes), chars, false);
        return result.isError()
                ? new String(bytes, StandardCharsets.ISO_8859_1)
                : chars.flip().toString();
    }

    private static @Nullable Charset said(String type) {
        var found = SAID.matcher(type.toLowerCase(Locale.ROOT));
        try {
            return found.find() && Charset.isSupported(found.group(1)) ? Charset.forName(found.group(1)) : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
