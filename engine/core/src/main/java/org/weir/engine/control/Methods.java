package org.weir.engine.control;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weir.api.control.CaptureSet;
import org.weir.api.control.Check;
import org.weir.api.control.FlowFilter;
import org.weir.api.control.Flows;
import org.weir.api.control.Rules;
import org.weir.api.rpc.ErrorCode;
import org.weir.api.rpc.RpcCodec;
import org.weir.api.rpc.RpcException;
import org.weir.api.rpc.RpcMessage;
import org.weir.engine.intercept.Capture;
import org.weir.engine.store.FlowMatcher;
import org.weir.engine.store.FlowTable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.node.ObjectNode;

/** The methods that need no connection. Called on threads that may wait; any thread. */
final class Methods {
    private static final Logger LOG = LoggerFactory.getLogger(Methods.class);
    /** The result of what has nothing to tell. */
    static final byte[] EMPTY = {'{', '}'};

    private final FlowTable flows;
    private final Capture capture;
    private final RuleAdmin rules;
    private final StatusSource status;
    private final Supplier<Check.Report> doctor;
    private final List<MethodGroup> groups;

    Methods(ControlServer.Parts parts) {
        this.flows = parts.flows();
        this.capture = parts.capture();
        this.rules = parts.rules();
        this.status = parts.status();
        this.doctor = parts.doctor();
        this.groups = parts.groups();
    }

    /** Answers a request of a peer that said hello. Returns the result's JSON. */
    byte[] call(Peer peer, RpcMessage.Request request) throws RpcException {
        if (!peer.full() && !request.method().equals("status")) {
            throw new RpcException(ErrorCode.NOT_ALLOWED, "uid " + peer.uid() + " may only ask for the status");
        }
        try {
            return answer(peer, request.method(), request.params());
        } catch (IllegalArgumentException e) {
            throw new RpcException(ErrorCode.INVALID_PARAMS, String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            LOG.warn("{} failed", request.method(), e);
            throw new RpcException(ErrorCode.INTERNAL_ERROR, request.method() + " failed; the engine's log has more");
        }
    }

    private byte[] answer(Peer peer, String method, ObjectNode params) throws RpcException {
        return switch (method) {
            case "status" -> Wire.json(peer.full() ? status.status() : StatusSource.forStrangers(status.status()));
            case "capture.set" -> captureSet(read(params, CaptureSet.class));
            case "flows.list" -> list(read(params, Flows.ListParams.class));
            case "flows.close" -> close(params);
            case "rules.list" -> Wire.json(rules.list());
            case "rules.add" -> {
                var add = read(params, Rules.AddParams.class);
                var draft = present("rule", add.rule());
                yield Wire.json(rules.add(draft.toRule(), add.index()));
            }
            case "rules.remove" -> {
                rules.remove(
                        present("id", read(params, Rules.RemoveParams.class).id()));
                yield EMPTY;
            }
            case "rules.move" -> {
                var move = read(params, Rules.MoveParams.class);
                rules.move(present("id", move.id()), present("index", move.index()));
                yield EMPTY;
            }
            case "rules.test" -> Wire.json(rules.test(read(params, Rules.TestParams.class)));
            case "doctor" -> Wire.json(doctor.get());
            default -> grouped(method, params);
        };
    }

    private byte[] grouped(String method, ObjectNode params) throws RpcException {
        for (var group : groups) {
            if (group.serves(method)) {
                return group.call(method, params);
            }
        }
        throw new RpcException(ErrorCode.METHOD_NOT_FOUND, "no method " + method);
    }

    private byte[] captureSet(CaptureSet wish) throws RpcException {
        var on = present("on", wish.on());
        var mode = mode(wish.mode());
        if (Boolean.TRUE.equals(wish.untilRestart())) {
            if (on || wish.pauseSeconds() != null) {
                throw invalid("until_restart: only with on false and without pause_seconds");
            }
            capture.pauseUntilRestart(mode);
            return Wire.json(status.status());
        }
        Duration pause = null;
        if (wish.pauseSeconds() != null) {
            var seconds = wish.pauseSeconds();
            if (on) {
                throw invalid("pause_seconds: only with on false");
            }
            if (seconds < 1 || seconds > CaptureSet.MAX_PAUSE_SECONDS) {
                throw invalid("pause_seconds: " + seconds + " is not from 1 to " + CaptureSet.MAX_PAUSE_SECONDS);
            }
            pause = Duration.ofSeconds(seconds);
        }
        capture.set(on, pause, mode);
        return Wire.json(status.status());
    }

    private static Capture.@Nullable LossMode mode(@Nullable String word) throws RpcException {
        return switch (word) {
            case null -> null;
            case "open", "hold", "closed" -> Capture.LossMode.valueOf(word.toUpperCase(Locale.ROOT));
            default -> throw invalid("mode: '" + word + "' is none of open, hold, closed");
        };
    }

    private byte[] list(Flows.ListParams params) throws RpcException {
        var limit = params.limit() == null ? Flows.DEFAULT_LIMIT : params.limit();
        if (limit < 1 || limit > Flows.MAX_LIMIT) {
            throw invalid("limit: " + limit + " is not from 1 to " + Flows.MAX_LIMIT);
        }
        var found = flows.query(matcher(params.filter()), limit);
        return Wire.join(
                "{\"flows\":", Wire.flows(found.flows()).json().toByteArray(), ",\"total\":" + found.total() + "}");
    }

    private byte[] close(ObjectNode params) throws RpcException {
        present("id", params.get("id"));
        var id = read(params, Flows.CloseParams.class).id();
        return switch (flows.close(id)) {
            case CLOSED -> Wire.json(new Flows.Closed(true));
            case ENDED_BEFORE -> Wire.json(new Flows.Closed(false));
            case NOT_FOUND -> throw new RpcException(ErrorCode.NOT_FOUND, "no flow " + id);
        };
    }

    /** Starts what a request asks for whose method ends with {@code .watch}. */
    MethodGroup.Watch watch(RpcMessage.Request request) throws RpcException {
        try {
            if (request.method().equals("flows.watch")) {
                return watch(read(request.params(), Flows.WatchParams.class));
            }
            for (var group : groups) {
                var watch = group.serves(request.method()) ? group.watch(request.method(), request.params()) : null;
                if (watch != null) {
                    return watch;
                }
            }
        } catch (IllegalArgumentException e) {
            throw invalid(String.valueOf(e.getMessage()));
        }
        throw new RpcException(ErrorCode.METHOD_NOT_FOUND, "no method " + request.method());
    }

    private MethodGroup.Watch watch(Flows.WatchParams params) throws RpcException {
        var interval = params.intervalMs() == null ? Flows.DEFAULT_INTERVAL_MS : params.intervalMs();
        if (interval < Flows.MIN_INTERVAL_MS || interval > Flows.MAX_INTERVAL_MS) {
            throw invalid("interval_ms: " + interval + " is not from " + Flows.MIN_INTERVAL_MS + " to "
                    + Flows.MAX_INTERVAL_MS);
        }
        return new FlowChanges(flows.watch(matcher(params.filter())), interval);
    }

    private static FlowMatcher matcher(@Nullable FlowFilter filter) {
        return filter == null ? FlowMatcher.ALL : new FlowMatcher(filter);
    }

    /** Reads params; what does not fit is an invalid-params error that names the field. */
    static <T> T read(ObjectNode params, Class<T> type) throws RpcException {
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

    static RpcException invalid(String message) {
        return new RpcException(ErrorCode.INVALID_PARAMS, message);
    }

    static <T> T present(String field, @Nullable T value) throws RpcException {
        if (value == null) {
            throw invalid(field + ": is missing");
        }
        return value;
    }
}
