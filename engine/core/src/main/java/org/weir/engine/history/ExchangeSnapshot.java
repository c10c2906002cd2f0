package org.weir.engine.history;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.weir.api.control.ExchangeDetail;
import org.weir.engine.flow.Flow;
import org.weir.engine.http.Headers;
import org.weir.engine.http.HttpPolicy;
import org.weir.engine.http.RequestHead;
import org.weir.engine.http.ResponseHead;

/**
 * An exchange as its event loop published it. Immutable.
 *
 * @param sendNanos from the start until the request was sent, or -1; the others likewise
 * @param aborted why it ended too early, or null
 */
record ExchangeSnapshot(
        long id,
        Flow flow,
        long startedMs,
        RequestHead request,
        List<HttpPolicy.Change> requestChanges,
        Headers requestTrailers,
        ExchangeDetail.Body requestBody,
        @Nullable ResponseHead response,
        List<HttpPolicy.Change> responseChanges,
        Headers responseTrailers,
        ExchangeDetail.Body responseBody,
        List<ResponseHead> informational,
        ExchangeDetail.@Nullable WebSocket webSocket,
        long sendNanos,
        long responseNanos,
        long endNanos,
        @Nullable String aborted) {

    String state() {
        return endNanos < 0 ? "open" : aborted == null ? "done" : "aborted";
    }

    boolean changed() {
        return !requestChanges.isEmpty() || !responseChanges.isEmpty();
    }
}
