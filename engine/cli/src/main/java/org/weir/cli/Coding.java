package org.weir.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/** Undoes content codings (RFC 9110, section 8.4.1) of captured bodies. Pure. */
final class Coding {
    /** A few kilobytes can become gigabytes; this is more than anybody reads. */
    private static final int MAX_DECODED = 32 * 1024 * 1024;

    private Coding() {}

    /**
     * @param codings values of Content-Encoding, in the order in which they were applied
     * @return null when one is not known here (br, zstd), when the body is broken or cut, or gets too long
     */
    static byte @Nullable [] decode(byte[] body, List<String> codings) {
        var names = codings.stream()
                .flatMap(value -> List.of(value.split(",")).stream())
                .map(name -> name.strip().toLowerCase(Locale.ROOT))
                .filter(name -> !name.isEmpty() && !name.equals("identity"))
                .toList();
        var plain = body;
        for (var i = names.size() - 1; i >= 0; i--) {
            var decoded = one(plain, names.get(i));
            if (decoded == null) {
                return null;
            }
            plain = decoded;
        }
        return plain;
    }

    private static byte @Nullable [] one(byte[] body, String coding) {
        if (body.length == 0) {
            return body;
        }
        return switch (coding) {
            case "gzip", "x-gzip" -> read(() -> new GZIPInputStream(new ByteArrayInputStream(body)));
            case "deflate" -> {
                // Meant is zlib's format; some send the bare one.
                var zlib = read(() -> new InflaterInputStream(new ByteArrayInputStream(body)));
                yield zlib == null
                        ? read(() -> new InflaterInputStream(new ByteArrayInputStream(body), new Inflater(true)))
                        : zlib;
            }
            default -> null;
        };
    }

    private interface Opener {
        InputStream open() throws IOException;
    }

    private static byte @Nullable [] read(Opener opener) {
        try (var in = opener.open()) {
            var out = new ByteArrayOutputStream();
            var piece = new byte[16 * 1024];
            for (var count = in.read(piece); count >= 0; count = in.read(piece)) {
                out.write(piece, 0, count);
                if (out.size() > MAX_DECODED) {
                    return null;
                }
            }
            return out.toByteArray();
        } catch (IOException e) {
            return null;
        }
    }
}
