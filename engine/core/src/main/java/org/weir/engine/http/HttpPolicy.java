package org.weir.engine.http;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.weir.engine.flow.Flow;

/**
 * What is to become of an inspected exchange. Pure and quick: asked on event loops, answers from memory. The same object is
 * used by all flows.
 */
public interface HttpPolicy {
    /** Leaves everything as it is. */
    HttpPolicy NONE = new HttpPolicy() {
        @Override
        public RequestPlan request(Flow flow, RequestHead head) {
            return RequestPlan.forward(head);
        }

        @Override
        public ResponsePlan response(Flow flow, RequestHead request, ResponseHead head) {
            return ResponsePlan.forward(head);
        }
    };

    /** Asked once for each request, when its head is complete. */
    RequestPlan request(Flow flow, RequestHead head);

    /**
     * Asked once for each final response (not for 1xx), when its head is complete.
     *
     * @param request as the app sent it, before any rule changed it
     */
    ResponsePlan response(Flow flow, RequestHead request, ResponseHead head);

    /**
     * That a rule changed something.
     *
     * @param rule its id
     * @param what in words, for example {@code set header X-Test}
     */
    record Change(String rule, String what) {
        public Change {
            Objects.requireNonNull(rule, "rule");
            Objects.requireNonNull(what, "what");
        }
    }

    /** What becomes of a request. */
    sealed interface RequestPlan {
        List<Change> changes();

        /**
         * Send it on.
         *
         * @param head possibly changed; when nothing was changed the very object that was asked about
         * @param body changes the body, or null to leave it alone. The head must not carry a length that no longer fits: the
         *     sender then frames the body anew (chunked, or DATA frames)
         * @param target another host and port for this exchange, or null
         */
        record Forward(
                RequestHead head,
                @Nullable BodyEdit body,
                @Nullable Target target,
                List<Change> changes) implements RequestPlan {
            public Forward {
                changes = List.copyOf(changes);
            }
        }

        /** Answer in the server's place; the server hears nothing of this request. {@code body} is read-only and not consumed. */
        record Answer(ResponseHead head, ByteBuffer body, List<Change> changes) implements RequestPlan {
            public Answer {
                changes = List.copyOf(changes);
            }
        }

        /** Reset the exchange: the connection for HTTP/1, the stream for HTTP/2. */
        record Block(List<Change> changes) implements RequestPlan {
            public Block {
                changes = List.copyOf(changes);
            }
        }

        static RequestPlan forward(RequestHead head) {
            return new Forward(head, null, null, List.of());
        }
    }

    /** Where a single exchange is sent instead of the flow's upstream. */
    record Target(String scheme, String host, int port) {}

    /** What becomes of a response. */
    record ResponsePlan(ResponseHead head, @Nullable BodyEdit body, List<Change> changes) {
        public ResponsePlan {
            changes = List.copyOf(changes);
        }

        public static ResponsePlan forward(ResponseHead head) {
            return new ResponsePlan(head, null, List.of());
        }
    }

    /** Makes the stream editor of one body. */
    interface BodyEdit {
        BodyEditor open();
    }

    /**
     * Changes one body as it streams by. One thread at a time; bounded memory (it may hold back what could be the start of a
     * match, never the whole body). When the body cannot be edited (broken coding, over its own limits) it hands everything
     * on unchanged where that is still possible, else throws.
     */
    interface BodyEditor extends AutoCloseable {
        /** Takes the next bytes, all of them, and returns what can be sent now; possibly nothing. */
        List<ByteBuffer> feed(ByteBuffer bytes) throws BodyEditException;

        /** The body is complete: returns the rest. */
        List<ByteBuffer> finish() throws BodyEditException;

        @Override
        void close();
    }

    /** The body cannot be edited; the exchange is to be reset, because part of it was sent. */
    final class BodyEditException extends Exception {
        private static final long serialVersionUID = 1L;

        public BodyEditException(String message) {
            super(message);
        }
    }
}
