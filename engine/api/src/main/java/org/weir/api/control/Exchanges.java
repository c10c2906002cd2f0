package org.weir.api.control;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/** Params and results of the {@code exchanges.*} methods. */
public final class Exchanges {
    /** What {@code exchanges.list} gives when no limit is asked for. */
    public static final int DEFAULT_LIMIT = 200;

    /** The most that {@code exchanges.list} gives. */
    public static final int MAX_LIMIT = 20_000;

    /** The most that one answer of {@code exchanges.body} holds: as base64 it fits into a line. */
    public static final int MAX_CHUNK = 512 * 1024;

    /** The sides of which bodies are kept. */
    public static final String REQUEST = "request";

    public static final String RESPONSE = "response";

    private Exchanges() {}

    /**
     * Params of {@code exchanges.list}.
     *
     * @param beforeId only exchanges with a smaller id: the next page
     */
    @JsonNaming(SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record ListParams(
            @Nullable ExchangeFilter filter,
            @Nullable Integer limit,
            @Nullable Long beforeId,
            @Nullable Boolean redact) {}

    /**
     * Result of {@code exchanges.list}.
     *
     * @param exchanges newest first; as many as fit into one line, which can be fewer than asked for
     * @param more whether older ones match as well
     */
    public record Page(List<ExchangeView> exchanges, boolean more) {
        public Page {
            exchanges = List.copyOf(exchanges);
        }
    }

    /**
     * Params of {@code exchanges.get}.
     *
     * @param redact whether secrets are replaced, as the settings list them; missing: no
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record GetParams(long id, @Nullable Boolean redact) {}

    /**
     * Params of the notification {@code exchanges.changed}.
     *
     * @param watch what {@code exchanges.watch} answered
     * @param ids of exchanges that are new or changed, each once, in the order in which they became so
     * @param dropped how many were left out since the last one; when not 0, list again
     */
    public record Changed(long watch, List<Long> ids, long dropped) {
        public Changed {
            ids = List.copyOf(ids);
        }
    }

    /**
     * Params of {@code exchanges.body}.
     *
     * @param side request or response
     * @param offset of the first byte wanted; missing: 0
     * @param limit how many, 1 to {@link #MAX_CHUNK}; missing: that many
     * @param decode whether the content coding is to be undone, where that is possible; missing: no
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record BodyParams(
            long id,
            String side,
            @Nullable Long offset,
            @Nullable Integer limit,
            @Nullable Boolean decode) {}

    /**
     * Result of {@code exchanges.body}.
     *
     * @param data base64; fewer bytes than asked for at the end, then none
     * @param captured how many there are in all
     * @param decoded when it was asked for: true when all this is about the bytes without their content coding (at most the
     *     first 32 MiB), false when it is about the bytes as sent, because they have no coding that could be undone
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Chunk(
            byte[] data, long captured, @Nullable Boolean decoded) {}

    /**
     * Params of {@code exchanges.messages}.
     *
     * @param offset {@link Messages#next} of the page before; missing: 0
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record MessagesParams(long id, @Nullable Long offset) {}

    /**
     * Captured WebSocket messages, or parts of them, in order.
     *
     * @param next offset of the next page; null at the end
     */
    public record Messages(List<Message> messages, @Nullable Long next) {
        public Messages {
            messages = List.copyOf(messages);
        }
    }

    /**
     * One of them.
     *
     * @param opcode 0 continuation, 1 text, 2 binary, 8 close, 9 ping, 10 pong (RFC 6455, section 5.2)
     * @param last whether it is the end of its message
     * @param bytes how long it was
     * @param data its beginning, base64; all of it when not cut
     */
    @JsonNaming(SnakeCaseStrategy.class)
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Message(long atMs, boolean fromClient, int opcode, boolean last, long bytes, byte[] data) {}
}
