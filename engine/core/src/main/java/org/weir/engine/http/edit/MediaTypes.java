package org.weir.engine.http.edit;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.weir.engine.http.Headers;

/** Content types: RFC 9110, section 8.3. */
final class MediaTypes {
    static final String HTML = "text/html";

    /** Text that is not called text/. */
    private static final Set<String> TEXTS = Set.of(
            "application/json",
            "application/xml",
            "application/javascript",
            "application/ecmascript",
            "application/x-javascript",
            "application/x-www-form-urlencoded",
            "application/x-ndjson",
            "application/graphql",
            "image/svg+xml");

    private MediaTypes() {}

    /** {@code type/subtype} in lower case, or "" when none was said. */
    static String of(Headers headers) {
        var value = headers.first("content-type").orElse("");
        var semicolon = value.indexOf(';');
        return (semicolon < 0 ? value : value.substring(0, semicolon)).strip().toLowerCase(Locale.ROOT);
    }

    static boolean isText(String type) {
        return type.startsWith("text/") || TEXTS.contains(type) || type.endsWith("+json") || type.endsWith("+xml");
    }

    /** The charset parameter as written, or null. */
    static @Nullable String charset(Headers headers) {
        var value = headers.first("content-type").orElse("");
        for (var part : value.split(";")) {
            var equals = part.indexOf('=');
            if (equals > 0 && part.substring(0, equals).strip().equalsIgnoreCase("charset")) {
                var name = part.substring(equals + 1).strip();
                return name.length() > 1 && name.startsWith("\"") && name.endsWith("\"")
                        ? name.substring(1, name.length() - 1)
                        : name;
            }
        }
        return null;
    }

    /** Whether a type is what a rule asks for: {@code type/subtype}, {@code type/*} or {@code *}{@code /*}. */
    static boolean fits(String pattern, String type) {
        if (pattern.equals("*/*")) {
            return true;
        }
        return pattern.endsWith("/*")
                ? type.startsWith(pattern.substring(0, pattern.length() - 1))
                : type.equals(pattern);
    }

    /** For a local answer from a file. */
    static String ofFile(String path) {
        var name = path.substring(path.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
        return switch (name.substring(name.lastIndexOf('.') + 1)) {
            case "html", "htm" -> "text/html; charset=utf-8";
            case "css" -> "text/css; charset=utf-8";
            case "js", "mjs" -> "text/javascript; charset=utf-8";
            case "json", "map" -> "application/json";
            case "xml" -> "application/xml";
            case "txt", "text", "md" -> "text/plain; charset=utf-8";
            case "csv" -> "text/csv; charset=utf-8";
            case "svg" -> "image/svg+xml";
            case "png" -> "image/png";
            case "jpg", "jpeg" -> "image/jpeg";
            case "gif" -> "image/gif";
            case "webp" -> "image/webp";
            case "ico" -> "image/x-icon";
            case "woff2" -> "font/woff2";
            case "wasm" -> "application/wasm";
            case "pdf" -> "application/pdf";
            default -> "application/octet-stream";
        };
    }
}
