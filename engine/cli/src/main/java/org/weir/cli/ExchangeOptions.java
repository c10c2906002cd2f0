package org.weir.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.weir.api.control.ControlClient;
import org.weir.api.control.ExchangeFilter;
import org.weir.api.control.ExchangeView;
import org.weir.api.control.Exchanges;
import org.weir.api.rpc.RpcException;
import picocli.CommandLine.Option;

/** The filters of {@code weir exchanges} and {@code weir har}. */
final class ExchangeOptions {
    @Option(names = "--app", paramLabel = "GLOB", description = "Name of the app, or its path when GLOB has a slash.")
    private @Nullable String app;

    @Option(names = "--host", paramLabel = "GLOB", description = "Host that the request was sent to.")
    private @Nullable String host;

    @Option(names = "--url", paramLabel = "GLOB", description = "The whole URL.")
    private @Nullable String url;

    @Option(names = "--method", paramLabel = "WORD", description = "For example GET.")
    private @Nullable String method;

    @Option(names = "--status", paramLabel = "N", description = "For example 404, or 4xx.")
    private @Nullable String status;

    @Option(names = "--mime", paramLabel = "GLOB", description = "The response's media type.")
    private @Nullable String mime;

    @Option(names = "--state", paramLabel = "WORD", description = "open, done or aborted.")
    private @Nullable String state;

    @Option(names = "--flow", paramLabel = "ID", description = "Only of this connection.")
    private @Nullable Long flow;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            converter = Times.class,
            description = "15m, 2h or 7d ago, or a date.")
    private @Nullable Long since;

    @Option(names = "--until", paramLabel = "TIME", converter = Times.class, description = "The same.")
    private @Nullable Long until;

    /** What was found. */
    record Found(List<ExchangeView> exchanges, boolean more) {}

    /** All pages up to the limit, newest first. */
    Found find(ControlClient client, int limit, boolean redact) throws IOException, RpcException {
        var filter = new ExchangeFilter(app, host, method, status, url, mime, state, flow, since, until);
        var all = new ArrayList<ExchangeView>();
        Long before = null;
        while (true) {
            var page = client.exchanges(new Exchanges.ListParams(
                    filter, Math.min(limit - all.size(), Exchanges.MAX_LIMIT), before, redact ? true : null));
            all.addAll(page.exchanges());
            if (page.exchanges().isEmpty() || !page.more() || all.size() >= limit) {
                return new Found(all, page.more());
            }
            before = page.exchanges().getLast().id();
        }
    }
}
