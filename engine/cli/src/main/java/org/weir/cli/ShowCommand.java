package org.weir.cli;

import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.weir.api.control.ExchangeDetail;
import org.weir.api.control.Exchanges;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code weir show}. */
@Command(
        name = "show",
        sortOptions = false,
        description = "One exchange: heads, changes, times. --json prints what exchanges.get answers.")
final class ShowCommand extends Subcommand implements Callable<Integer> {
    @Parameters(paramLabel = "ID", description = "As 'weir exchanges' shows it.")
    private long id;

    @Option(
            names = "--body",
            arity = "0..1",
            fallbackValue = "response",
            paramLabel = "SIDE",
            description = "Only the captured body, as it was sent: response (the default) or request.")
    private @Nullable String body;

    @Option(names = "--decoded", description = "With --body: without its content coding, where that can be undone.")
    private boolean decoded;

    @Option(names = "--redact", description = "Replace secrets.")
    private boolean redact;

    @Override
    public Integer call() {
        var weir = weir();
        return weir.withEngine(client -> {
            if (body != null) {
                var side = body.equals("request") ? Exchanges.REQUEST : Exchanges.RESPONSE;
                var plain = decoded ? Bodies.decoded(client, id, side) : null;
                if (plain == null) {
                    Bodies.copy(client, id, side, weir.out());
                } else {
                    weir.out().write(plain, 0, plain.length);
                }
                weir.out().flush();
                return ExitCode.OK;
            }
            var exchange = client.exchange(id, redact);
            if (weir.json()) {
                weir.out().println(Json.of(exchange));
            } else {
                print(weir, exchange);
            }
            return ExitCode.OK;
        });
    }

    private static void print(Weir weir, ExchangeDetail exchange) {
        var app = exchange.app();
        say(
                weir,
                "exchange   " + exchange.id() + " of flow " + exchange.flow() + ", "
                        + (exchange.aborted() == null ? exchange.state() : "aborted: " + exchange.aborted()));
        say(
                weir,
                "app        " + app.name() + (app.executable() == null ? "" : " (" + app.executable() + ")")
                        + (app.pid() < 0 ? "" : ", pid " + app.pid()));
        say(
                weir,
                "to         " + exchange.destination().text()
                        + (exchange.upstream() == null
                                ? ""
                                : " by way of " + exchange.upstream().text()));
        var tls = exchange.tls();
        if (tls != null) {
            say(
                    weir,
                    "tls        app " + text(tls.client()) + "; server " + text(tls.server())
                            + (tls.alpn() == null || tls.alpn().isEmpty() ? "" : "; " + tls.alpn()));
        }
        var times = exchange.timings();
        say(
                weir,
                "time       " + Text.time(times.startedMs()) + ", sent " + millis(times.sendUs()) + ", waited "
                        + millis(times.waitUs()) + ", received " + millis(times.receiveUs()) + ", in all "
                        + millis(times.totalUs()));
        var request = exchange.request();
        say(weir, "");
        say(weir, request.method() + " " + request.url() + " " + request.version());
        head(weir, request.headers(), request.trailers(), request.changes(), request.body());
        exchange.informational().forEach(early -> say(weir, early.version() + " " + early.status()));
        var response = exchange.response();
        if (response != null) {
            say(weir, "");
            say(weir, (response.version() + " " + response.status() + " " + response.reason()).strip());
            head(weir, response.headers(), response.trailers(), response.changes(), response.body());
        }
        var chat = exchange.webSocket();
        if (chat != null) {
            say(weir, "");
            say(
                    weir,
                    "websocket  " + chat.fromClient() + " messages from the app, " + chat.fromServer()
                            + " from the server, " + Text.bytes(chat.body().bytes()));
        }
        if (exchange.headersCut()) {
            say(weir, "(some header fields were too long to keep)");
        }
    }

    private static void head(
            Weir weir,
            List<ExchangeDetail.Header> headers,
            List<ExchangeDetail.Header> trailers,
            List<ExchangeDetail.Change> changes,
            ExchangeDetail.Body body) {
        headers.forEach(field -> say(weir, field.name() + ": " + field.value()));
        if (body.bytes() > 0) {
            say(weir, "(body: " + Text.bytes(body.bytes()) + ", " + captured(body) + ")");
        }
        trailers.forEach(field -> say(weir, "(trailer) " + field.name() + ": " + field.value()));
        changes.forEach(change -> say(weir, "(changed by rule " + change.rule() + ": " + change.what() + ")"));
    }

    private static String captured(ExchangeDetail.Body body) {
        return switch (body.cut()) {
            case null -> "captured";
            case "off" -> "not captured; see weir settings";
            case "limit" -> Text.bytes(body.captured()) + " captured: the limit";
            case "busy" -> Text.bytes(body.captured()) + " captured: the disk could not follow";
            case "full" -> Text.bytes(body.captured()) + " captured: no room";
            case "gone" -> "removed since";
            default -> Text.bytes(body.captured()) + " captured";
        };
    }

    private static void say(Weir weir, String line) {
        weir.out().println(Text.clean(line));
    }

    private static String text(@Nullable String value) {
        return value == null ? "-" : value;
    }

    private static String millis(@Nullable Long micros) {
        return micros == null ? "-" : micros / 1_000 + " ms";
    }
}
