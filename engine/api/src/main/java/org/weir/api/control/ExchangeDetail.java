package org.weir.api.control;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * Everything that is kept of one exchange but its bodies.
 *
 * @param state open, done or aborted
 * @param aborted why it ended too early, or null
 * @param headersCut whether header fields were left out because there were too many bytes of them
 * @param upstream what the engine connected to for the flow, or null
 * @param response null before it came
 * @param informational the 1xx responses, in order
 * @param webSocket null unless the exchange became a WebSocket
 */
@JsonNaming(SnakeCaseStrategy.class)
public record ExchangeDetail(
        long id,
        long flow,
        String state,
        @Nullable String aborted,
        boolean headersCut,
        FlowApp app,
        Endpoint source,
        Endpoint destination,
        @Nullable Endpoint upstream,
        @Nullable Tls tls,
        Request request,
        @Nullable Response response,
        List<Response> informational,
        @Nullable WebSocket webSocket,
        Timings timings) {

    /** One field line, as it was sent. */
    public record Header(String name, String value) {}

    /** That a rule changed something. */
    public record Change(String rule, String what) {}

    /**
     * What is known of a body.
     *
     * @param bytes how long it was, as sent
     * @param captured how many of them, from the first on, are on the disk
     * @param cut why not all are: {@code off} (not asked for), {@code limit}, {@code busy} (the disk could not follow),
     *     {@code full} (no room), {@code failed}, {@code gone} (removed since); null when it is complete
     */
    public record Body(long bytes, long captured, @Nullable String cut) {}

    /** @param url as a person would write it */
    public record Request(
            String version,
            String method,
            String scheme,
            String authority,
            String path,
            String url,
            List<Header> headers,
            List<Header> trailers,
            List<Change> changes,
            Body body) {
        public Request {
            headers = List.copyOf(headers);
            trailers = List.copyOf(trailers);
            changes = List.copyOf(changes);
        }
    }

    public record Response(
            String version,
            int status,
            String reason,
            List<Header> headers,
            List<Header> trailers,
            List<Change> changes,
            Body body) {
        public Response {
            headers = List.copyOf(headers);
            trailers = List.copyOf(trailers);
            changes = List.copyOf(changes);
        }
    }

    /** How many messages (or parts of messages) went each way, and what was captured of them. */
    @JsonNaming(SnakeCaseStrategy.class)
    public record WebSocket(long fromClient, long fromServer, Body body) {}

    /**
     * The flow's encryption.
     *
     * @param client version and cipher that the app got from us, for example {@code TLSv1.3 TLS_AES_128_GCM_SHA256}, or null
     * @param server the same of the server
     */
    public record Tls(
            @Nullable String client,
            @Nullable String server,
            @Nullable String alpn) {}

    /**
     * Microseconds; null while unknown.
     *
     * @param startedMs when the request's head was complete: milliseconds since 1970
     * @param sendUs from there until the request was sent completely
     * @param waitUs from there until the response's head was complete
     * @param receiveUs from there to the end
     * @param totalUs from the start to the end
     */
    @JsonNaming(SnakeCaseStrategy.class)
    public record Timings(
            long startedMs,
            @Nullable Long sendUs,
            @Nullable Long waitUs,
            @Nullable Long receiveUs,
            @Nullable Long totalUs) {}

    public ExchangeDetail {
        informational = informational == null ? List.of() : List.copyOf(informational);
    }
}
