package org.weir.cli;

import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.weir.api.control.ExchangeDetail;
import org.weir.api.control.Exchanges;

/** Exchanges as entries of a HAR. Pure. */
final class HarEntries {
    private HarEntries() {}

    /**
     * The captured beginning of a body.
     *
     * @param sent as it was sent; empty when there is none
     * @param plain without its content coding; null when that cannot be undone
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Body(byte[] sent, byte @Nullable [] plain) {
        byte[] best() {
            return plain == null ? sent : plain;
        }
    }

    /** @param messages null unless it was a WebSocket */
    static Har.Entry of(ExchangeDetail exchange, Body sent, Body received, @Nullable List<Exchanges.Message> messages) {
        var timings = timings(exchange.timings());
        var response = exchange.response();
        return new Har.Entry(
                Instant.ofEpochMilli(exchange.timings().startedMs()).toString(),
                timings.send() + timings.waiting() + timings.receive(),
                request(exchange.request(), sent),
                response == null ? none(exchange) : response(response, received),
                new Har.Cache(),
                timings,
                exchange.upstream() == null ? null : exchange.upstream().address(),
                Long.toString(exchange.flow()),
                messages == null
                        ? null
                        : messages.stream().map(HarEntries::message).toList(),
                new Har.Weir(
                        exchange.id(),
                        exchange.flow(),
                        exchange.app(),
                        exchange.state(),
                        exchange.aborted(),
                        exchange.tls(),
                        exchange.request().changes(),
                        response == null ? List.of() : response.changes(),
                        exchange.request().body(),
                        response == null ? null : response.body()));
    }

    private static Har.Request request(ExchangeDetail.Request request, Body sent) {
        return new Har.Request(
                request.method(),
                request.url(),
                request.version(),
                all(request.headers(), "cookie").stream()
                        .flatMap(value -> cookies(value).stream())
                        .toList(),
                pairs(request.headers()),
                query(request.path()),
                postData(request, sent),
                -1,
                request.body().bytes());
    }

    private static Har.Response response(ExchangeDetail.Response response, Body received) {
        return new Har.Response(
                response.status(),
                response.reason(),
                response.version(),
                all(response.headers(), "set-cookie").stream()
                        .map(HarEntries::setCookie)
                        .toList(),
                pairs(response.headers()),
                content(response, received),
                first(response.headers(), "location", ""),
                -1,
                response.body().bytes());
    }

    /** HAR wants a response; browsers write status 0 when there was none. */
    private static Har.Response none(ExchangeDetail exchange) {
        return new Har.Response(
                0,
                "",
                exchange.request().version(),
                List.of(),
                List.of(),
                new Har.Content(0, null, "x-unknown", null, null, exchange.aborted()),
                "",
                -1,
                -1);
    }

    private static Har.@Nullable PostData postData(ExchangeDetail.Request request, Body sent) {
        if (request.body().bytes() == 0) {
            return null;
        }
        var type = first(request.headers(), "content-type", "");
        var bytes = sent.best();
        var text = text(bytes);
        return new Har.PostData(
                type,
                List.of(),
                text == null ? Base64.getEncoder().encodeToString(bytes) : text,
                text == null ? "base64" : null,
                comment(request.body(), sent.plain() == null));
    }

    private static Har.Content content(ExchangeDetail.Response response, Body received) {
        var body = response.body();
        var type = first(response.headers(), "content-type", "x-unknown");
        if (received.sent().length == 0) {
            return new Har.Content(body.bytes(), null, type, null, null, comment(body, false));
        }
        var bytes = received.best();
        var text = text(bytes);
        var complete = body.cut() == null && received.plain() != null;
        return new Har.Content(
                complete ? bytes.length : body.bytes(),
                complete ? bytes.length - body.bytes() : null,
                type,
                text == null ? Base64.getEncoder().encodeToString(bytes) : text,
                text == null ? "base64" : null,
                comment(body, received.plain() == null));
    }

    private static @Nullable String comment(ExchangeDetail.Body body, boolean coded) {
        var cut = body.cut() == null ? "" : "not complete: " + body.captured() + " of " + body.bytes() + " bytes";
        var still = coded ? "content-encoding not undone" : "";
        var all = cut.isEmpty() || still.isEmpty() ? cut + still : cut + "; " + still;
        return all.isEmpty() ? null : all;
    }

    private static Har.Timings timings(ExchangeDetail.Timings timings) {
        return new Har.Timings(
                -1, -1, -1, millis(timings.sendUs()), millis(timings.waitUs()), millis(timings.receiveUs()), -1);
    }

    private static double millis(@Nullable Long micros) {
        return micros == null ? 0 : micros / 1_000.0;
    }

    private static Har.Message message(Exchanges.Message message) {
        var text = message.opcode() == 1 ? text(message.data()) : null;
        return new Har.Message(
                message.fromClient() ? "send" : "receive",
                message.atMs() / 1_000.0,
                message.opcode(),
                text == null ? Base64.getEncoder().encodeToString(message.data()) : text);
    }

    private static List<Har.Pair> pairs(List<ExchangeDetail.Header> headers) {
        return headers.stream()
                .map(field -> new Har.Pair(field.name(), field.value()))
                .toList();
    }

    private static List<Har.Pair> query(String path) {
        var question = path.indexOf('?');
        if (question < 0) {
            return List.of();
        }
        var pairs = new ArrayList<Har.Pair>();
        for (var part : path.substring(question + 1).split("&", -1)) {
            if (!part.isEmpty()) {
                var equals = part.indexOf('=');
                pairs.add(
                        equals < 0
                                ? new Har.Pair(plain(part), "")
                                : new Har.Pair(plain(part.substring(0, equals)), plain(part.substring(equals + 1))));
            }
        }
        return pairs;
    }

    private static String plain(String encoded) {
        try {
            return URLDecoder.decode(encoded, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return encoded;
        }
    }

    private static List<Har.Cookie> cookies(String value) {
        var cookies = new ArrayList<Har.Cookie>();
        for (var pair : value.split(";")) {
            if (!pair.isBlank()) {
                cookies.add(cookie(pair.strip(), null, null, null, null));
            }
        }
        return cookies;
    }

    private static Har.Cookie setCookie(String value) {
        var parts = value.split(";");
        String path = null;
        String domain = null;
        var httpOnly = false;
        var secure = false;
        for (var i = 1; i < parts.length; i++) {
            var part = parts[i].strip();
            var lower = part.toLowerCase(Locale.ROOT);
            if (lower.startsWith("path=")) {
                path = part.substring(5);
            } else if (lower.startsWith("domain=")) {
                domain = part.substring(7);
            } else if (lower.equals("httponly")) {
                httpOnly = true;
            } else if (lower.equals("secure")) {
                secure = true;
            }
        }
        return cookie(parts.length == 0 ? "" : parts[0].strip(), path, domain, httpOnly, secure);
    }

    private static Har.Cookie cookie(
            String pair,
            @Nullable String path,
            @Nullable String domain,
            @Nullable Boolean httpOnly,
            @Nullable Boolean secure) {
        var equals = pair.indexOf('=');
        return new Har.Cookie(
                equals < 0 ? "" : pair.substring(0, equals),
                equals < 0 ? pair : pair.substring(equals + 1),
                path,
                domain,
                httpOnly,
                secure);
    }

    private static List<String> all(List<ExchangeDetail.Header> headers, String name) {
        return headers.stream()
                .filter(field -> field.name().equalsIgnoreCase(name))
                .map(ExchangeDetail.Header::value)
                .toList();
    }

    private static String first(List<ExchangeDetail.Header> headers, String name, String otherwise) {
        return all(headers, name).stream().findFirst().orElse(otherwise);
    }

    /** Null when it is no UTF-8 text. */
    private static @Nullable String text(byte[] bytes) {
        for (var b : bytes) {
            if (b == 0) {
                return null;
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }
}
