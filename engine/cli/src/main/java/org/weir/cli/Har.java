package org.weir.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.weir.api.control.ExchangeDetail;
import org.weir.api.control.FlowApp;

/** HTTP Archive 1.2: the parts of an entry. What HAR does not know has names with an underscore. */
final class Har {
    private Har() {}

    /** @param time milliseconds, the sum of the timings */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Entry(
            String startedDateTime,
            double time,
            Request request,
            Response response,
            Cache cache,
            Timings timings,
            @Nullable String serverIPAddress,
            String connection,
            @JsonProperty("_webSocketMessages") @Nullable List<Message> webSocketMessages,
            @JsonProperty("_weir") Weir weir) {}

    record Request(
            String method,
            String url,
            String httpVersion,
            List<Cookie> cookies,
            List<Pair> headers,
            List<Pair> queryString,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            PostData postData,

            long headersSize,
            long bodySize) {}

    record Response(
            int status,
            String statusText,
            String httpVersion,
            List<Cookie> cookies,
            List<Pair> headers,
            Content content,
            @JsonProperty("redirectURL") String redirectUrl,
            long headersSize,
            long bodySize) {}

    /** Nothing is known of the app's cache. */
    record Cache() {}

    record Pair(String name, String value) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Cookie(
            String name,
            String value,
            @Nullable String path,
            @Nullable String domain,
            @Nullable Boolean httpOnly,
            @Nullable Boolean secure) {}

    /** @param encoding base64 when the text is: HAR has no field for that in a request */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record PostData(
            String mimeType,
            List<Pair> params,
            String text,
            @JsonProperty("_encoding") @Nullable String encoding,
            @Nullable String comment) {}

    /**
     * @param size of the body without content codings, as far as known
     * @param compression what the coding saved
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Content(
            long size,
            @Nullable Long compression,
            String mimeType,
            @Nullable String text,
            @Nullable String encoding,
            @Nullable String comment) {}

    /** Milliseconds; -1: does not apply. */
    record Timings(
            double blocked,
            double dns,
            double connect,
            double send,
            @JsonProperty("wait") double waiting,
            double receive,
            double ssl) {}

    /** As Chromium writes them: seconds since 1970, send or receive. */
    record Message(String type, double time, int opcode, String data) {}

    /** What only we know. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Weir(
            long id,
            long flow,
            FlowApp app,
            String state,
            @Nullable String aborted,
            ExchangeDetail.@Nullable Tls tls,
            @JsonProperty("request_changes") List<ExchangeDetail.Change> requestChanges,
            @JsonProperty("response_changes") List<ExchangeDetail.Change> responseChanges,
            @JsonProperty("request_body") ExchangeDetail.Body requestBody,
            @JsonProperty("response_body") ExchangeDetail.@Nullable Body responseBody) {}
}
