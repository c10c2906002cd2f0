package org.weir.engine.history;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.weir.api.control.ExchangeDetail;
import org.weir.api.control.ExchangeFilter;
import org.weir.api.control.Exchanges;
import org.weir.api.control.HistoryFilter;
import org.weir.api.control.Settings;
import org.weir.api.rpc.ErrorCode;
import org.weir.api.rpc.RpcCodec;
import org.weir.api.rpc.RpcException;
import org.weir.engine.control.MethodGroup;
import org.weir.engine.http.Headers;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.node.ObjectNode;

/** {@code exchanges.*}, {@code history.*} and {@code settings.*}: docs/protocol.md, section 4. */
final class HistoryMethods implements MethodGroup {
    private static final String WATCH = "exchanges.watch";

    private static final byte[] EMPTY = {'{', '}'};

    private final History history;
    private final Map<String, Method> methods = Map.of(
            "exchanges.list", this::list,
            "exchanges.get", this::get,
            "exchanges.body", this::body,
            "exchanges.messages", this::messages,
            "history.flows", this::flows,
            "history.clear", this::clear,
            "settings.get", _ -> settings(),
            "settings.set", this::set);

    private volatile @Nullable Announcer announcer;

    private interface Method {
        byte[] call(ObjectNode params) throws RpcException;
    }

    HistoryMethods(History history) {
        this.history = history;
    }

    @Override
    public boolean serves(String method) {
        return methods.containsKey(method) || method.equals(WATCH);
    }

    @Override
    public @Nullable Watch watch(String method, ObjectNode params) throws RpcException {
        if (!method.equals(WATCH)) {
            return null;
        }
        refuseWithoutFolder();
        return history.news().watch();
    }

    @Override
    public void announceTo(Announcer to) {
        announcer = to;
        history.settings().onChange(_ -> {
            to.changed("settings.changed", this::settings);
            to.statusChanged();
        });
        history.writer().onProblem(to::statusChanged);
    }

    @Override
    public byte[] call(String method, ObjectNode params) throws RpcException {
        if (!method.startsWith("settings.")) {
            refuseWithoutFolder();
        }
        return Objects.requireNonNull(methods.get(method)).call(params);
    }

    private void refuseWithoutFolder() throws RpcException {
        if (history.folder() == null) {
            throw new RpcException(ErrorCode.NOT_FOUND, "no history is kept: the engine has no state folder");
        }
    }

    private byte[] list(ObjectNode params) throws RpcException {
        var asked = read(params, Exchanges.ListParams.class);
        var limit = limit(asked.limit(), Exchanges.DEFAULT_LIMIT, Exchanges.MAX_LIMIT);
        var where = Where.of(asked.filter() == null ? ExchangeFilter.ALL : asked.filter(), asked.beforeId());
        history.freshen();
        return HistoryReader.frame("exchanges", history.reader().exchanges(where, limit, redaction(asked.redact())));
    }

    private byte[] get(ObjectNode params) throws RpcException {
        var asked = read(params, Exchanges.GetParams.class);
        var detail = withFiles(find(asked.id()));
        var redaction = redaction(asked.redact());
        return json(redaction == null ? detail : redaction.apply(detail));
    }

    private byte[] body(ObjectNode params) throws RpcException {
        var asked = read(params, Exchanges.BodyParams.class);
        var side = side(asked.side());
        var offset = asked.offset() == null ? 0 : asked.offset();
        if (offset < 0) {
            throw invalid("offset: " + offset + " is negative");
        }
        var limit = limit(asked.limit(), Exchanges.MAX_CHUNK, Exchanges.MAX_CHUNK);
        var exchange = find(asked.id());
        try (var file = history.files().read(new BodyKey(asked.id(), side))) {
            var wanted = Boolean.TRUE.equals(asked.decode());
            if (file == null) {
                return json(new Exchanges.Chunk(new byte[0], 0, wanted ? false : null));
            }
            var plain = wanted
                    ? DecodedBody.read(file, fields(exchange, side), offset, limit)
                    : Optional.<DecodedBody>empty();
            if (plain.isPresent()) {
                return json(new Exchanges.Chunk(plain.get().piece(), plain.get().length(), true));
            }
            var size = file.size();
            var bytes = ByteBuffer.allocate((int) Math.max(0, Math.min(limit, size - offset)));
            while (bytes.hasRemaining() && file.read(bytes, offset + bytes.position()) > 0) {
                // Until everything asked for is there.
            }
            return json(new Exchanges.Chunk(
                    java.util.Arrays.copyOf(bytes.array(), bytes.position()), size, wanted ? false : null));
        } catch (IOException e) {
            throw new RpcException(ErrorCode.INTERNAL_ERROR, "the body cannot be read: " + e.getMessage());
        }
    }

    private static Headers fields(ExchangeDetail exchange, BodyKey.Side side) {
        var response = exchange.response();
        var fields = side == BodyKey.Side.REQUEST
                ? exchange.request().headers()
                : response == null ? List.<ExchangeDetail.Header>of() : response.headers();
        return new Headers(fields.stream()
                .map(field -> new Headers.Field(field.name(), field.value()))
                .toList());
    }

    private byte[] messages(ObjectNode params) throws RpcException {
        var asked = read(params, Exchanges.MessagesParams.class);
        find(asked.id());
        try (var file = history.files().read(new BodyKey(asked.id(), BodyKey.Side.MESSAGES))) {
            return json(
                    file == null
                            ? new Exchanges.Messages(java.util.List.of(), null)
                            : MessageRecords.read(
                                    file, asked.offset() == null ? 0 : asked.offset(), Exchanges.MAX_CHUNK));
        } catch (IOException e) {
            throw new RpcException(ErrorCode.INTERNAL_ERROR, "the messages cannot be read: " + e.getMessage());
        }
    }

    private byte[] flows(ObjectNode params) throws RpcException {
        var asked = read(params, org.weir.api.control.History.FlowsParams.class);
        var limit = limit(
                asked.limit(), org.weir.api.control.History.DEFAULT_LIMIT, org.weir.api.control.History.MAX_LIMIT);
        var where = Where.of(asked.filter() == null ? HistoryFilter.ALL : asked.filter(), asked.beforeId());
        history.freshen();
        return HistoryReader.frame("flows", history.reader().flows(where, limit));
    }

    private byte[] clear(ObjectNode params) throws RpcException {
        try {
            if (history.clear()) {
                var to = announcer;
                if (to != null) {
                    to.changed("history.cleared", () -> EMPTY);
                }
                return EMPTY;
            }
        } catch (IOException e) {
            throw new RpcException(ErrorCode.INTERNAL_ERROR, "not everything could be removed: " + e.getMessage());
        }
        throw new RpcException(ErrorCode.INTERNAL_ERROR, "the database could not be removed; see weir doctor");
    }

    private byte[] settings() {
        return json(new Settings(history.settings().now().view()));
    }

    private byte[] set(ObjectNode params) throws RpcException {
        var change = read(params, Settings.class).history();
        if (change == null) {
            throw invalid("history: is missing");
        }
        try {
            history.settings().change(change);
        } catch (IOException e) {
            throw new RpcException(ErrorCode.STORAGE_FAILED, String.valueOf(e.getMessage()));
        }
        return settings();
    }

    private ExchangeDetail find(long id) throws RpcException {
        history.freshen();
        var detail = history.reader().exchange(id);
        if (detail == null) {
            throw new RpcException(ErrorCode.NOT_FOUND, "no exchange " + id);
        }
        return detail;
    }

    /**
     * What is really on the disk: less after a crash, with a full disk, or when retention took it. More, when the exchange
     * goes on still, or ended with its engine: its record is as old as its last head.
     */
    private ExchangeDetail withFiles(ExchangeDetail detail) {
        var id = detail.id();
        var request = detail.request();
        var response = detail.response();
        var chat = detail.webSocket();
        return new ExchangeDetail(
                id,
                detail.flow(),
                detail.state(),
                detail.aborted(),
                detail.headersCut(),
                detail.app(),
                detail.source(),
                detail.destination(),
                detail.upstream(),
                detail.tls(),
                new ExchangeDetail.Request(
                        request.version(),
                        request.method(),
                        request.scheme(),
                        request.authority(),
                        request.path(),
                        request.url(),
                        request.headers(),
                        request.trailers(),
                        request.changes(),
                        onDisk(detail, BodyKey.Side.REQUEST, request.body())),
                response == null
                        ? null
                        : new ExchangeDetail.Response(
                                response.version(),
                                response.status(),
                                response.reason(),
                                response.headers(),
                                response.trailers(),
                                response.changes(),
                                onDisk(detail, BodyKey.Side.RESPONSE, response.body())),
                detail.informational(),
                chat == null
                        ? null
                        : new ExchangeDetail.WebSocket(
                                chat.fromClient(),
                                chat.fromServer(),
                                onDisk(detail, BodyKey.Side.MESSAGES, chat.body())),
                detail.timings());
    }

    private ExchangeDetail.Body onDisk(ExchangeDetail detail, BodyKey.Side side, ExchangeDetail.Body body) {
        var size = history.files().size(new BodyKey(detail.id(), side));
        var neverEnded = detail.timings().totalUs() == null;
        if (neverEnded && size > body.captured()) {
            var cut = body.cut() == null && detail.aborted() != null ? "failed" : body.cut();
            return new ExchangeDetail.Body(Math.max(body.bytes(), size), size, cut);
        }
        if (body.captured() == 0 || size >= body.captured()) {
            return body;
        }
        return size < 0
                ? new ExchangeDetail.Body(body.bytes(), 0, "gone")
                : new ExchangeDetail.Body(body.bytes(), size, body.cut() == null ? "failed" : body.cut());
    }

    private @Nullable Redaction redaction(@Nullable Boolean wanted) {
        return Boolean.TRUE.equals(wanted) ? Redaction.of(history.settings().now()) : null;
    }

    private static BodyKey.Side side(@Nullable String word) throws RpcException {
        return switch (word) {
            case Exchanges.REQUEST -> BodyKey.Side.REQUEST;
            case Exchanges.RESPONSE -> BodyKey.Side.RESPONSE;
            case null, default -> throw invalid("side: '" + word + "' is neither request nor response");
        };
    }

    private static int limit(@Nullable Integer asked, int usual, int max) throws RpcException {
        if (asked == null) {
            return usual;
        }
        if (asked < 1 || asked > max) {
            throw invalid("limit: " + asked + " is not from 1 to " + max);
        }
        return asked;
    }

    private static byte[] json(Object value) {
        return RpcCodec.json().writeValueAsBytes(value);
    }

    private static <T> T read(ObjectNode params, Class<T> type) throws RpcException {
        try {
            return RpcCodec.json().treeToValue(params, type);
        } catch (DatabindException e) {
            var field = new StringBuilder();
            for (var step : e.getPath()) {
                if (step.getPropertyName() != null) {
                    field.append(field.isEmpty() ? "" : ".").append(step.getPropertyName());
                }
            }
            throw invalid((field.isEmpty() ? "params" : field) + ": not of the right type");
        } catch (JacksonException e) {
            throw invalid("params: not of the right type");
        }
    }

    private static RpcException invalid(String message) {
        return new RpcException(ErrorCode.INVALID_PARAMS, message);
    }
}
