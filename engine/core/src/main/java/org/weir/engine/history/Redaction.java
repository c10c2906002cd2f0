package org.weir.engine.history;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.weir.api.control.ExchangeDetail;

/**
 * Replaces secrets in heads: values of the listed header fields, values of cookies (their names stay), values of the listed
 * query parameters in the path and in header fields that hold URLs. Bodies are not looked into. Immutable.
 */
final class Redaction {
    /** What stands for a secret. */
    static final String REPLACED = "[redacted]";

    private static final Set<String> URL_HEADERS = Set.of("referer", "location", "content-location", "refresh", "link");

    private final Set<String> headers;
    private final Set<String> parameters;

    /** All names in lower case. */
    Redaction(List<String> headers, List<String> parameters) {
        this.headers = new HashSet<>(headers);
        this.parameters = new HashSet<>(parameters);
    }

    static Redaction of(HistorySettings settings) {
        return new Redaction(settings.secretHeaders(), settings.secretParameters());
    }

    /** The value to show of a header field. */
    String header(String name, String value) {
        var lower = name.toLowerCase(Locale.ROOT);
        if (URL_HEADERS.contains(lower) && !headers.contains(lower)) {
            return url(value);
        }
        if (!headers.contains(lower) || value.isEmpty()) {
            return value;
        }
        return switch (lower) {
            case "cookie" -> cookies(value);
            case "set-cookie" -> setCookie(value);
            default -> REPLACED;
        };
    }

    /** A URL, or a path with a query. */
    String url(String url) {
        var question = url.indexOf('?');
        if (question < 0) {
            return url;
        }
        var fragment = url.indexOf('#', question);
        var end = fragment < 0 ? url.length() : fragment;
        return url.substring(0, question + 1) + query(url.substring(question + 1, end)) + url.substring(end);
    }

    /** Parameters as in a query or in a form. */
    String query(String query) {
        var result = new StringBuilder(query.length());
        var at = 0;
        while (at <= query.length()) {
            var end = at;
            // Old servers take a semicolon for an ampersand.
            while (end < query.length() && query.charAt(end) != '&' && query.charAt(end) != ';') {
                end++;
            }
            result.append(parameter(query.substring(at, end)));
            if (end < query.length()) {
                result.append(query.charAt(end));
            }
            at = end + 1;
        }
        return result.toString();
    }

    /** The whole exchange without secrets. */
    ExchangeDetail apply(ExchangeDetail detail) {
        return new ExchangeDetail(
                detail.id(),
                detail.flow(),
                detail.state(),
                detail.aborted(),
                detail.headersCut(),
                detail.app(),
                detail.source(),
                detail.destination(),
                detail.upstream(),
                detail.tls(),
                request(detail.request()),
                detail.response() == null ? null : response(detail.response()),
                detail.informational().stream().map(this::response).toList(),
                detail.webSocket(),
                detail.timings());
    }

    private ExchangeDetail.Request request(ExchangeDetail.Request request) {
        return new ExchangeDetail.Request(
                request.version(),
                request.method(),
                request.scheme(),
                request.authority(),
                url(request.path()),
                url(request.url()),
                fields(request.headers()),
                fields(request.trailers()),
                request.changes(),
                request.body());
    }

    private ExchangeDetail.Response response(ExchangeDetail.Response response) {
        return new ExchangeDetail.Response(
                response.version(),
                response.status(),
                response.reason(),
                fields(response.headers()),
                fields(response.trailers()),
                response.changes(),
                response.body());
    }

    private List<ExchangeDetail.Header> fields(List<ExchangeDetail.Header> fields) {
        return fields.stream()
                .map(field -> new ExchangeDetail.Header(field.name(), header(field.name(), field.value())))
                .toList();
    }

    private String parameter(String pair) {
        var equals = pair.indexOf('=');
        if (equals < 0 || equals == pair.length() - 1) {
            return pair;
        }
        var name = pair.substring(0, equals);
        return parameters.contains(decoded(name).toLowerCase(Locale.ROOT)) ? name + "=" + REPLACED : pair;
    }

    private static String decoded(String name) {
        try {
            return URLDecoder.decode(name, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return name;
        }
    }

    private static String cookies(String value) {
        var result = new StringBuilder(value.length());
        for (var pair : value.split(";", -1)) {
            if (!result.isEmpty()) {
                result.append(';');
            }
            result.append(cookie(pair));
        }
        return result.toString();
    }

    private static String setCookie(String value) {
        var end = value.indexOf(';');
        return end < 0 ? cookie(value) : cookie(value.substring(0, end)) + value.substring(end);
    }

    /** A cookie without a name is all value. */
    private static String cookie(String pair) {
        var equals = pair.indexOf('=');
        if (equals >= 0) {
            return pair.substring(0, equals + 1) + REPLACED;
        }
        return pair.isBlank()
                ? pair
                : pair.substring(0, pair.length() - pair.stripLeading().length()) + REPLACED;
    }
}
