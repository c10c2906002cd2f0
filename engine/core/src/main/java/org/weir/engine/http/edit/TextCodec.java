package org.weir.engine.http.edit;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.util.Arrays;

/**
 * Bytes to characters and back in one charset, in pieces. A byte that means nothing becomes a lone surrogate U+DC80 to U+DCFF
 * and is written as that byte again, so that text which was not edited comes out as it came in. One thread.
 */
final class TextCodec {
    private static final int ESCAPE = 0xdc00;

    private final CharsetDecoder decoder;
    private final CharsetEncoder encoder;
    private final CharBuffer chars = CharBuffer.allocate(Decoder.SLICE);
    private final ByteBuffer bytes = ByteBuffer.allocate(Decoder.SLICE);
    /** The beginning of a character, from the last piece. */
    private byte[] openBytes = {};

    private String openChars = "";

    TextCodec(Charset charset) {
        decoder = charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        encoder = charset.newEncoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
    }

    void decode(byte[] piece, int length, boolean last, StringBuilder out) {
        var all = openBytes.length == 0 ? piece : Arrays.copyOf(openBytes, openBytes.length + length);
        if (openBytes.length > 0) {
            System.arraycopy(piece, 0, all, openBytes.length, length);
        }
        var in = ByteBuffer.wrap(all, 0, openBytes.length + length);
        while (true) {
            var result = decoder.decode(in, chars, last);
            hand(out);
            if (result.isError()) {
                for (var i = 0; i < result.length(); i++) {
                    out.append((char) (ESCAPE + (in.get() & 0xff)));
                }
            } else if (result.isUnderflow()) {
                break;
            }
        }
        openBytes = new byte[in.remaining()];
        in.get(openBytes);
        if (last) {
            while (decoder.flush(chars) == CoderResult.OVERFLOW) {
                hand(out);
            }
            hand(out);
        }
    }

    void encode(CharSequence text, boolean last, ByteArrayOutputStream out) {
        var in = CharBuffer.wrap(openChars.isEmpty() ? text : openChars + text);
        while (true) {
            var result = encoder.encode(in, bytes, last);
            hand(out);
            if (result.isError()) {
                wrong(in, result.length(), out);
            } else if (result.isUnderflow()) {
                break;
            }
        }
        openChars = in.toString();
        if (last) {
            while (encoder.flush(bytes) == CoderResult.OVERFLOW) {
                hand(out);
            }
            hand(out);
        }
    }

    /** A byte that was no text, or a character that this charset does not have. */
    private void wrong(CharBuffer in, int length, ByteArrayOutputStream out) {
        var escaped = in.get(in.position()) - ESCAPE;
        if (escaped >= 0 && escaped <= 0xff) {
            in.get();
            out.write(escaped);
        } else {
            in.position(in.position() + length);
            out.writeBytes(encoder.replacement());
        }
    }

    private void hand(StringBuilder out) {
        chars.flip();
        out.append(chars);
        chars.clear();
    }

    private void hand(ByteArrayOutputStream out) {
        bytes.flip();
        out.write(bytes.array(), 0, bytes.limit());
        bytes.clear();
    }
}
