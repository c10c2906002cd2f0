package org.weir.engine.intercept;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weir.api.interceptor.InterceptorMessages;
import org.weir.api.interceptor.InterceptorMessages.AttributionLimited;
import org.weir.api.interceptor.InterceptorMessages.CaptureApplied;
import org.weir.api.interceptor.InterceptorMessages.CaptureApply;
import org.weir.api.interceptor.InterceptorMessages.CaptureChanged;
import org.weir.api.interceptor.InterceptorMessages.Endpoint;
import org.weir.api.interceptor.InterceptorMessages.EngineLoad;
import org.weir.api.interceptor.InterceptorMessages.Heartbeat;
import org.weir.api.interceptor.InterceptorMessages.HeartbeatResult;
import org.weir.api.interceptor.InterceptorMessages.Hello;
import org.weir.api.interceptor.InterceptorMessages.HelloResult;
import org.weir.api.interceptor.InterceptorMessages.ListenerDrained;
import org.weir.api.interceptor.InterceptorMessages.Owner;
import org.weir.api.interceptor.InterceptorMessages.OwnerLookup;
import org.weir.api.interceptor.InterceptorMessages.TamperGaveUp;
import org.weir.api.interceptor.InterceptorMessages.TamperRepaired;
import org.weir.api.interceptor.ScopeEntry;
import org.weir.api.rpc.ErrorCode;
import org.weir.api.rpc.RpcException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** One connection to an interceptor, from hello to its end. On the client's event loop, except where said. */
final class InterceptorSession implements RpcLink.Peer {
    private static final Logger LOG = LoggerFactory.getLogger(InterceptorSession.class);

    /** The interceptor answers everything from memory; loading eBPF programs and tables took 0.3 s in the lab. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** A refused capture is tried again: what the kernel lacked may be there after an update of modules or limits. */
    private static final Duration APPLY_AGAIN = Duration.ofSeconds(10);

    private final InterceptorClient client;
    private @Nullable RpcLink link;
    private @Nullable Channel channel;
    private volatile boolean greeted;
    private volatile String state = "unknown";
    private volatile String reason = "";
    private volatile String attribution = "unknown";
    private volatile String version = "";
    private boolean canRefuse;
    private long revision;
    private boolean applying;
    private boolean applyAgain;
    private @Nullable CaptureApply applied;

    InterceptorSession(InterceptorClient client) {
        this.client = client;
    }

    ChannelInitializer<Channel> initializer() {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel ch) {
                channel = ch;
                link = RpcLink.on(ch, InterceptorSession.this);
            }
        };
    }

    boolean greeted() {
        return greeted;
    }

    String state() {
        return state;
    }

    String reason() {
        return reason;
    }

    String attribution() {
        return attribution;
    }

    String version() {
        return version;
    }

    /** The connection stands: say hello, take the listeners, apply the wish. */
    void begin() {
        var hello = new Hello(InterceptorMessages.PROTOCOL, "engine", "weir-engine", (int)
                ProcessHandle.current().pid());
        link().ask(InterceptorMessages.HELLO, InterceptorMessages.encode(hello), PATIENCE)
                .whenComplete((json, failure) -> {
                    if (failure != null) {
                        refused("hello", failure);
                        return;
                    }
                    try {
                        greeted(InterceptorMessages.decode(json, HelloResult.class));
                    } catch (RpcException e) {
                        refused("hello", e);
                    }
                });
    }

    private void greeted(HelloResult result) {
        if (result.protocol() != InterceptorMessages.PROTOCOL) {
            refused("hello", new RpcException(ErrorCode.WRONG_VERSION, "it speaks protocol " + result.protocol()));
            return;
        }
        version = result.version();
        canRefuse = result.capabilities().contains(InterceptorMessages.CAN_REFUSE);
        attribution = result.attribution();
        if (attribution.equals("full")) {
            client.notes().remove("attribution"); // of another interceptor, before this one
        }
        ListenerTaker.take(
                        client.parts().loop(),
                        client.parts().path(),
                        result.session(),
                        result.listeners().size())
                .whenComplete((descriptors, failure) -> {
                    if (failure != null) {
                        refused("listeners.take", failure);
                        return;
                    }
                    client.parts().listeners().open(descriptors);
                    greeted = true;
                    LOG.info("interceptor {} (attribution {})", version, attribution);
                    client.sessionStands();
                    if (!client.parts().admission().accepting()) {
                        load(false);
                    }
                    apply();
                });
    }

    private void refused(String what, Throwable why) {
        LOG.warn("{} failed: {}", what, why.getMessage());
        client.notes().put("interceptor", "the interceptor refuses " + what + ": " + why.getMessage());
        client.changed();
        link().close();
    }

    /** Makes the kernel follow the wish; one request at a time, the newest wish wins. */
    void apply() {
        if (!greeted) {
            return;
        }
        if (applying) {
            applyAgain = true;
            return;
        }
        List<ScopeEntry> scope;
        try {
            scope = client.wish().on() ? expressible(client.parts().scope().get()) : List.of();
        } catch (RuntimeException e) {
            LOG.warn("no scope", e);
            return;
        }
        var mode = client.wish().mode().name().toLowerCase(Locale.ROOT);
        var next = new CaptureApply(revision + 1, mode, scope);
        if (applied != null && applied.mode().equals(mode) && applied.scope().equals(scope)) {
            return;
        }
        revision = next.revision();
        applying = true;
        link().ask(InterceptorMessages.CAPTURE_APPLY, InterceptorMessages.encode(next), PATIENCE)
                .whenComplete((json, failure) -> appliedOrNot(next, json, failure));
    }

    /** An interceptor from before would refuse the whole scope for one word that it does not know. */
    private List<ScopeEntry> expressible(List<ScopeEntry> scope) {
        return canRefuse
                ? scope
                : scope.stream()
                        .filter(entry -> entry.action() != ScopeEntry.Action.REFUSE)
                        .toList();
    }

    private void appliedOrNot(CaptureApply asked, @Nullable JsonNode json, @Nullable Throwable failure) {
        applying = false;
        if (failure == null && json != null) {
            applied = asked;
            client.notes().remove("apply");
            try {
                state = InterceptorMessages.decode(json, CaptureApplied.class).state();
                reason = "";
            } catch (RpcException e) {
                LOG.warn("capture.apply: {}", e.getMessage());
            }
            LOG.info(
                    "capture.apply {}: {} entries, {}",
                    asked.revision(),
                    asked.scope().size(),
                    state);
        } else if (failure != null) {
            applied = null;
            LOG.warn("capture.apply {} failed: {}", asked.revision(), failure.getMessage());
            client.notes().put("apply", "capture is not as wanted: " + failure.getMessage());
            client.parts().loop().schedule(this::apply, APPLY_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
        }
        client.changed();
        if (applyAgain) {
            applyAgain = false;
            apply();
        }
    }

    void load(boolean accepting) {
        if (greeted) {
            link().ask(InterceptorMessages.ENGINE_LOAD, InterceptorMessages.encode(new EngineLoad(accepting)), PATIENCE)
                    .whenComplete((_, failure) -> {
                        if (failure != null) {
                            LOG.warn("engine.load failed: {}", failure.getMessage());
                        }
                    });
        }
    }

    /** From any thread. */
    void ownerOf(InetSocketAddress source, InetSocketAddress destination, Consumer<Optional<Owner>> answer) {
        var asked = new OwnerLookup("tcp", endpoint(source), endpoint(destination));
        link().ask(InterceptorMessages.OWNER_LOOKUP, InterceptorMessages.encode(asked), PATIENCE)
                .whenComplete((json, _) -> {
                    try {
                        answer.accept(
                                json == null
                                        ? Optional.empty()
                                        : Optional.of(InterceptorMessages.decode(json, Owner.class)));
                    } catch (RpcException e) {
                        answer.accept(Optional.empty());
                    }
                });
    }

    private static Endpoint endpoint(InetSocketAddress address) {
        return new Endpoint(NetUtil.toAddressString(address.getAddress()), address.getPort());
    }

    /** Lifts and closes; blocks; not on the loop. */
    void leave(Duration patience) {
        if (greeted) {
            try {
                link().ask(
                                InterceptorMessages.CAPTURE_LIFT,
                                InterceptorMessages.encode(new InterceptorMessages.CaptureLift("engine stops")),
                                patience)
                        .get(patience.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (ExecutionException | TimeoutException e) {
                LOG.warn("the capture could not be lifted by us: {}", e.toString());
            }
        }
        link().close();
    }

    @Override
    public JsonNode asked(String method, ObjectNode params) throws RpcException {
        if (!method.equals(InterceptorMessages.HEARTBEAT)) {
            throw new RpcException(ErrorCode.METHOD_NOT_FOUND, "no method '" + method + "'");
        }
        var beat = InterceptorMessages.decode(params, Heartbeat.class);
        return InterceptorMessages.encode(
                new HeartbeatResult(beat.seq(), client.parts().canaries().last()));
    }

    @Override
    public void told(String method, ObjectNode params) {
        try {
            hear(method, params);
        } catch (RpcException e) {
            LOG.warn("{}: {}", method, e.getMessage());
        }
    }

    private void hear(String method, ObjectNode params) throws RpcException {
        switch (method) {
            case InterceptorMessages.CAPTURE_CHANGED -> {
                var news = InterceptorMessages.decode(params, CaptureChanged.class);
                state = news.state();
                reason = news.reason();
                LOG.info("capture: {} {}", state, reason);
            }
            case InterceptorMessages.TAMPER_REPAIRED -> {
                var news = InterceptorMessages.decode(params, TamperRepaired.class);
                client.notes()
                        .put(
                                "tamper " + news.what(),
                                "repaired " + news.what() + " (changed by " + news.by() + ", " + news.count()
                                        + " times)");
            }
            case InterceptorMessages.TAMPER_GAVE_UP -> {
                var news = InterceptorMessages.decode(params, TamperGaveUp.class);
                client.notes()
                        .put(
                                "tamper " + news.what(),
                                "gave up on " + news.what() + ": " + news.by() + " keeps changing it");
            }
            case InterceptorMessages.ATTRIBUTION_LIMITED -> {
                attribution = "limited";
                client.notes()
                        .put(
                                "attribution",
                                "apps of short-lived processes may stay unknown: "
                                        + InterceptorMessages.decode(params, AttributionLimited.class)
                                                .reason());
            }
            case InterceptorMessages.LISTENER_DRAINED -> {
                var news = InterceptorMessages.decode(params, ListenerDrained.class);
                client.notes().put("drained", news.connections() + " waiting connections were ended: " + news.reason());
            }
            default -> LOG.debug("unknown notification {}", method);
        }
        client.changed();
    }

    @Override
    public void gone() {
        greeted = false;
        LOG.info("the interceptor is gone");
        client.sessionGone(this);
    }

    private RpcLink link() {
        return java.util.Objects.requireNonNull(link);
    }
}
