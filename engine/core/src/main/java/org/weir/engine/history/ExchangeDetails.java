package org.weir.engine.history;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.weir.api.control.Endpoint;
import org.weir.api.control.ExchangeDetail;
import org.weir.engine.flow.Flow;
import org.weir.engine.flow.Inspection;
import org.weir.engine.http.Headers;
import org.weir.engine.http.HttpPolicy;
import org.weir.engine.http.RequestHead;
import org.weir.engine.http.ResponseHead;
import org.weir.engine.store.FlowViews;

/** Exchanges as control.sock and the database show them. Pure. */
final class ExchangeDetails {
    /**
     * Characters of one head that are kept. Two heads of this size, each character written as six, still fit into one line with all else
     * of control.sock.
     */
    private static final int MAX_HEAD = 48 * 1024;

    private ExchangeDetails() {}

    static ExchangeDetail of(ExchangeSnapshot exchange) {
        var flow = exchange.flow();
        var view = FlowViews.of(flow);
        var heads = new Heads();
        var request = request(exchange, heads);
        var response = exchange.response() == null ? null : response(exchange, exchange.response(), heads);
        var informational = exchange.informational().stream()
                .map(head -> new ExchangeDetail.Response(
                        head.version().word(),
                        head.status(),
                        head.reason(),
                        heads.fields(head.headers(), MAX_HEAD / 16),
                        List.of(),
                        List.of(),
                        new ExchangeDetail.Body(0, 0, null)))
                .toList();
        return new ExchangeDetail(
                exchange.id(),
                flow.id(),
                exchange.state(),
                exchange.aborted(),
                heads.cut,
                view.app(),
                view.source(),
                view.destination(),
                view.upstream(),
                tls(flow),
                request,
                response,
                informational,
                exchange.webSocket(),
                timings(exchange));
    }

    private static ExchangeDetail.Request request(ExchangeSnapshot exchange, Heads heads) {
        var head = exchange.request();
        return new ExchangeDetail.Request(
                head.version().word(),
                heads.text(head.method(), 256),
                head.scheme(),
                heads.text(head.authority(), 1_024),
                heads.text(head.path(), MAX_HEAD / 4),
                heads.text(head.url(), MAX_HEAD / 4),
                heads.fields(head.headers(), MAX_HEAD),
                heads.fields(exchange.requestTrailers(), MAX_HEAD / 16),
                changes(exchange.requestChanges()),
                exchange.requestBody());
    }

    private static ExchangeDetail.Response response(ExchangeSnapshot exchange, ResponseHead head, Heads heads) {
        return new ExchangeDetail.Response(
                head.version().word(),
                head.status(),
                heads.text(head.reason(), 1_024),
                heads.fields(head.headers(), MAX_HEAD),
                heads.fields(exchange.responseTrailers(), MAX_HEAD / 16),
                changes(exchange.responseChanges()),
                exchange.responseBody());
    }

    /** Host without port, lower case, without brackets: what a user filters by. */
    static String host(RequestHead head, Flow flow) {
        var authority = head.authority();
        if (authority.isEmpty()) {
            var sniffed = flow.sniffed().host();
            return sniffed == null ? address(flow.destination()).address() : sniffed;
        }
        var host = authority.substring(authority.lastIndexOf('@') + 1);
        if (host.startsWith("[")) {
            var end = host.indexOf(']');
            host = end < 0 ? host.substring(1) : host.substring(1, end);
        } else if (host.indexOf(':') >= 0) {
            host = host.substring(0, host.indexOf(':'));
        }
        return host.toLowerCase(java.util.Locale.ROOT);
    }

    /** The response's media type without parameters, or null. */
    static @Nullable String mime(@Nullable ResponseHead head) {
        if (head == null) {
            return null;
        }
        var type = head.headers().first("content-type").orElse("");
        var end = type.indexOf(';');
        var mime = (end < 0 ? type : type.substring(0, end)).strip().toLowerCase(java.util.Locale.ROOT);
        return mime.isEmpty() ? null : mime.substring(0, Math.min(mime.length(), 128));
    }

    private static Endpoint address(InetSocketAddress address) {
        var ip = address.getAddress();
        return new Endpoint(ip == null ? address.getHostString() : ip.getHostAddress(), address.getPort());
    }

    private static ExchangeDetail.@Nullable Tls tls(Flow flow) {
        var inspection = flow.inspection();
        if (inspection == null || (inspection.clientTls() == null && inspection.serverTls() == null)) {
            return null;
        }
        return new ExchangeDetail.Tls(words(inspection.clientTls()), words(inspection.serverTls()), inspection.alpn());
    }

    private static @Nullable String words(Inspection.@Nullable Tls tls) {
        return tls == null ? null : tls.version() + " " + tls.cipher();
    }

    private static List<ExchangeDetail.Change> changes(List<HttpPolicy.Change> changes) {
        return changes.stream()
                .limit(100)
                .map(change -> new ExchangeDetail.Change(change.rule(), change.what()))
                .toList();
    }

    private static ExchangeDetail.Timings timings(ExchangeSnapshot exchange) {
        var send = exchange.sendNanos();
        var response = exchange.responseNanos();
        var end = exchange.endNanos();
        // A server may answer before it was sent everything: then nothing was waited for.
        var sent = send < 0 ? -1 : response < 0 ? send : Math.min(send, response);
        return new ExchangeDetail.Timings(
                exchange.startedMs(),
                micros(0, sent),
                micros(Math.max(0, sent), response),
                response < 0 ? null : micros(response, end),
                micros(0, end));
    }

    private static @Nullable Long micros(long from, long to) {
        return to < 0 ? null : Math.max(0, to - from) / 1_000;
    }

    /** Copies heads up to a length and remembers whether something was left out. */
    private static final class Heads {
        private boolean cut;

        List<ExchangeDetail.Header> fields(Headers headers, int room) {
            var left = room;
            var kept = new ArrayList<ExchangeDetail.Header>();
            for (var field : headers.fields()) {
                left -= field.name().length() + field.value().length() + 8;
                if (left < 0) {
                    cut = true;
                    break;
                }
                kept.add(new ExchangeDetail.Header(field.name(), field.value()));
            }
            return kept;
        }

        String text(String text, int max) {
            if (text.length() <= max) {
                return text;
            }
            cut = true;
            return text.substring(0, max);
        }
    }
}
