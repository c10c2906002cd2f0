package org.weir.engine.http.edit;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.github.luben.zstd.util.Native;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.weir.engine.http.Headers;

/** Content codings that can be taken off and put on again: RFC 9110 section 8.4.1, RFC 7932, RFC 8878. */
enum Coding {
    IDENTITY("identity"),
    GZIP("gzip"),
    DEFLATE("deflate"),
    BROTLI("br"),
    ZSTD("zstd");

    private final String word;

    Coding(String word) {
        this.word = word;
    }

    /** Whether it works here: two of them are native libraries. */
    boolean available() {
        return switch (this) {
            case IDENTITY, GZIP, DEFLATE -> true;
            case BROTLI -> Natives.BROTLI;
            case ZSTD -> Natives.ZSTD;
        };
    }

    Decoder decoder() {
        return switch (this) {
            case IDENTITY -> new PlainCodec();
            case GZIP -> new GzipDecoder();
            case DEFLATE -> new DeflateDecoder();
            case BROTLI -> new BrotliDecoder();
            case ZSTD -> new ZstdDecoder();
        };
    }

    /** @param decoder the other side, which knows the variant */
    Encoder encoder(Decoder decoder) {
        return switch (this) {
            case IDENTITY -> new PlainCodec();
            case GZIP -> new DeflatingEncoder(DeflatingEncoder.Wrap.GZIP);
            case DEFLATE ->
                new DeflatingEncoder(
                        decoder instanceof DeflateDecoder deflate && deflate.raw()
                                ? DeflatingEncoder.Wrap.RAW
                                : DeflatingEncoder.Wrap.ZLIB);
            case BROTLI -> new StreamEncoder(StreamEncoder::brotli);
            case ZSTD -> new StreamEncoder(StreamEncoder::zstd);
        };
    }

    /** The coding of a message; empty when it has one that is not known here, or several. */
    static Optional<Coding> of(Headers headers) {
        var words = headers.all("content-encoding").stream()
                .flatMap(value -> Arrays.stream(value.split(",")))
                .map(word -> word.strip().toLowerCase(Locale.ROOT))
                .filter(word -> !word.isEmpty() && !word.equals(IDENTITY.word))
                .toList();
        return switch (words.size()) {
            case 0 -> Optional.of(IDENTITY);
            case 1 -> Optional.ofNullable(byWord(words.getFirst())).filter(Coding::available);
            default -> Optional.empty();
        };
    }

    /** The Accept-Encoding that asks only for what can be edited; null when the value is fine as it is. */
    static @Nullable String accepted(String acceptEncoding) {
        var offered = List.of(acceptEncoding.split(","));
        var kept = offered.stream()
                .filter(offer -> {
                    var semicolon = offer.indexOf(';');
                    var word = (semicolon < 0 ? offer : offer.substring(0, semicolon)).strip();
                    var coding = byWord(word.toLowerCase(Locale.ROOT));
                    return word.isEmpty() || (coding != null && coding.available());
                })
                .toList();
        if (kept.size() == offered.size()) {
            return null;
        }
        var value = kept.stream().map(String::strip).collect(Collectors.joining(", "));
        return value.isEmpty() ? IDENTITY.word : value;
    }

    private static @Nullable Coding byWord(String word) {
        for (var coding : values()) {
            if (coding.word.equals(word)) {
                return coding;
            }
        }
        return word.equals("x-gzip") ? GZIP : null;
    }

    /** Loaded when the first body asks. */
    private static final class Natives {
        static final boolean BROTLI = Brotli4jLoader.isAvailable();
        static final boolean ZSTD = zstd();

        private static boolean zstd() {
            try {
                Native.load();
                return Native.isLoaded();
            } catch (LinkageError | RuntimeException e) {
                return false;
            }
        }
    }
}
