package org.weir.engine.http;

import java.nio.ByteBuffer;
import java.util.List;
import org.weir.engine.flow.Flow;

/** Sees every exchange of inspected flows. Called on the flow's event loop: must not block and must not throw. */
public interface ExchangeObserver {
    /** Sees nothing. */
    ExchangeObserver NONE = (_, _, _) -> Recorder.NONE;

    /**
     * A request's head is complete.
     *
     * @param sent what goes to the server (differs from {@code received} when a rule changed it)
     * @param changes what rules did to the request
     */
    Recorder begin(Flow flow, RequestHead sent, List<HttpPolicy.Change> changes);

    /** Follows one exchange; calls come in the order of the bytes, and exactly one of {@link #end} and {@link #aborted}. */
    interface Recorder {
        Recorder NONE = new Recorder() {};

        /** Bytes of the request's body as sent to the server. The buffer is only valid during the call. */
        default void requestBody(ByteBuffer bytes) {}

        default void requestEnd(Headers trailers) {}

        /** A 1xx response. */
        default void informational(ResponseHead head) {}

        /** The final response's head as sent to the client, and what rules did to it. */
        default void response(ResponseHead sent, List<HttpPolicy.Change> changes) {}

        /** Bytes of the response's body as sent to the client. The buffer is only valid during the call. */
        default void responseBody(ByteBuffer bytes) {}

        /** A whole WebSocket message's beginning or continuation after a 101. */
        default void webSocket(boolean fromClient, int opcode, boolean last, ByteBuffer payload) {}

        /** The exchange is complete. */
        default void end(Headers trailers) {}

        /** The exchange ended too early. */
        default void aborted(String why) {}
    }
}
