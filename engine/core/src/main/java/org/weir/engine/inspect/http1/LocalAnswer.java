package org.weir.engine.inspect.http1;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.weir.engine.http.Headers;
import org.weir.engine.http.HttpPolicy.Change;
import org.weir.engine.http.RequestHead.Version;
import org.weir.engine.http.ResponseHead;

/** What happens instead of a server's response, when the exchange's turn has come. */
sealed interface LocalAnswer {
    /** A rule answers; {@code close}: and the connection ends. */
    record Reply(ResponseHead head, ByteBuffer body, List<Change> changes, boolean close) implements LocalAnswer {}

    /** A rule resets the connection. */
    record Reset() implements LocalAnswer {}

    /** The message was refused: a page that says why, then the end. */
    record Refusal(ResponseHead head, ByteBuffer body) implements LocalAnswer {}

    static Refusal refusal(int status, String why) {
        var reason = status == 400 ? "Bad Request" : "Bad Gateway";
        var body = status + " " + reason + ": " + why + "\n";
        var head = new ResponseHead(
                Version.HTTP_1_1, status, reason, Headers.of("Content-Type", "text/plain; charset=utf-8"));
        return new Refusal(head, ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8)));
    }
}
