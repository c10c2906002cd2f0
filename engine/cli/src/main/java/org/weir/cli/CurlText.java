package org.weir.cli;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.weir.api.control.ExchangeDetail;

/**
 * A request as a command for a POSIX shell: what curl sends then is what was sent, field by field and byte by byte. Characters
 * of heads are bytes (ISO 8859-1), as they came. Pure.
 */
final class CurlText {
    /** Shells pass at most 128 KiB in one argument; a body above this goes through a pipe. */
    private static final int MAX_ARGUMENT = 64 * 1024;

    /** Fields that curl makes itself unless it is told not to. */
    private static final List<String> CURLS_OWN = List.of("user-agent", "accept");

    private CurlText() {}

    /** @param body the request's, or null when it had none or it is not known */
    static String of(ExchangeDetail.Request request, byte @Nullable [] body) {
        var words = new ArrayList<String>();
        words.add("curl");
        var version = version(request.version());
        if (version != null) {
            words.add(version);
        }
        var head = request.method().equals("HEAD");
        if (head) {
            words.add("--head");
        } else if (body != null || !request.method().equals("GET")) {
            words.add("-X " + quote(request.method()));
        }
        words.add("--path-as-is");
        if (request.url().chars().anyMatch(c -> "[]{}".indexOf(c) >= 0)) {
            words.add("--globoff");
        }
        var target = plainPath(request.path()) ? request.url() : url(request) + "/";
        if (!target.equals(request.url())) {
            words.add("--request-target " + quote(request.path()));
        }
        headers(request, body, words);
        var piped = body != null && !inline(body);
        if (body != null) {
            words.add(piped ? "--data-binary @-" : "--data-raw " + quoteUtf8(body));
        }
        words.add(quote(target));
        var command = String.join(" \\\n  ", words);
        return piped ? printf(body) + " | " + command : command;
    }

    private static void headers(ExchangeDetail.Request request, byte @Nullable [] body, List<String> words) {
        var names = request.headers().stream()
                .map(field -> field.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
        for (var field : request.headers()) {
            var name = field.name().toLowerCase(Locale.ROOT);
            // curl counts the body itself; Host comes from the URL unless it is another one.
            var implied = (name.equals("content-length") && body != null)
                    || (name.equals("host") && field.value().equals(request.authority()));
            if (!implied && !name.startsWith(":")) {
                words.add("-H "
                        + quote(field.value().isEmpty() ? field.name() + ";" : field.name() + ": " + field.value()));
            }
        }
        var unwanted = new ArrayList<>(CURLS_OWN);
        if (body != null) {
            unwanted.addAll(List.of("content-type", "expect"));
        }
        for (var name : unwanted) {
            if (!names.contains(name)) {
                words.add("-H " + quote(name + ":"));
            }
        }
        if (request.headers().isEmpty() && request.version().equals("HTTP/1.0")) {
            words.add("-H " + quote("Host:"));
        } else if (!names.contains("host") && request.version().startsWith("HTTP/1")) {
            words.add("-H " + quote("Host:"));
        }
    }

    private static @Nullable String version(String word) {
        return switch (word) {
            case "HTTP/1.0" -> "--http1.0";
            case "HTTP/1.1" -> "--http1.1";
            case "HTTP/2" -> "--http2";
            default -> null;
        };
    }

    /** Whether curl sends this path as it is when it stands in the URL. */
    private static boolean plainPath(String path) {
        return path.startsWith("/") && path.chars().allMatch(c -> c > ' ' && c < 127 && c != '#' && c != '\\');
    }

    private static String url(ExchangeDetail.Request request) {
        return request.scheme() + "://" + request.authority();
    }

    /** Characters that no shell takes for anything else. */
    private static final Set<Character> PLAIN =
            "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./:=@%+,"
                    .chars()
                    .mapToObj(c -> (char) c)
                    .collect(Collectors.toUnmodifiableSet());

    /** One word of a shell. Bytes outside of ASCII and control characters are made by printf: no locale can change them. */
    static String quote(String text) {
        if (!text.isEmpty() && text.chars().allMatch(c -> PLAIN.contains((char) c))) {
            return text;
        }
        if (text.chars().allMatch(c -> c >= ' ' && c < 127)) {
            return "'" + text.replace("'", "'\\''") + "'";
        }
        return "\"$(" + printf(bytes(text)) + ")\"";
    }

    private static byte[] bytes(String text) {
        return text.chars().allMatch(c -> c < 256)
                ? text.getBytes(StandardCharsets.ISO_8859_1)
                : text.getBytes(StandardCharsets.UTF_8);
    }

    private static boolean inline(byte[] body) {
        if (body.length > MAX_ARGUMENT) {
            return false;
        }
        for (var b : body) {
            // No argument can hold a NUL; other control characters would be at the terminal's mercy.
            if (b >= 0 && b < ' ' && b != '\n' && b != '\t') {
                return false;
            }
        }
        return isUtf8(body);
    }

    private static boolean isUtf8(byte[] body) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private static String quoteUtf8(byte[] body) {
        return "'" + new String(body, StandardCharsets.UTF_8).replace("'", "'\\''") + "'";
    }

    /** The shell's own printf: has no limit of an argument, and makes any byte. */
    private static String printf(byte[] bytes) {
        var text = new StringBuilder("printf '");
        for (var b : bytes) {
            var c = b & 0xff;
            if (c >= ' ' && c < 127 && c != '\\' && c != '%' && c != '\'') {
                text.append((char) c);
            } else {
                text.append('\\').append(c >> 6).append((c >> 3) & 7).append(c & 7);
            }
        }
        return text.append('\'').toString();
    }
}
