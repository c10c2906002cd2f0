package org.weir.engine.main;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weir.api.control.Check;
import org.weir.engine.app.Interpreters;
import org.weir.engine.control.ApprovalMethods;
import org.weir.engine.control.ControlServer;
import org.weir.engine.control.FlowTlsMethods;
import org.weir.engine.control.HttpRuleMethods;
import org.weir.engine.control.RuleEditMethods;
import org.weir.engine.control.StoredRules;
import org.weir.engine.flow.CloseReason;
import org.weir.engine.flow.FlowObserver;
import org.weir.engine.handshake.Handshakes;
import org.weir.engine.history.History;
import org.weir.engine.intercept.Admission;
import org.weir.engine.intercept.Canaries;
import org.weir.engine.intercept.Capture;
import org.weir.engine.intercept.InterceptorClient;
import org.weir.engine.intercept.Listeners;
import org.weir.engine.intercept.OwnerFinder;
import org.weir.engine.intercept.ProxyFlowSource;
import org.weir.engine.intercept.Wish;
import org.weir.engine.intercept.WishStore;
import org.weir.engine.platform.UserNames;
import org.weir.engine.refusal.RefusalMemory;
import org.weir.engine.relay.Dialer;
import org.weir.engine.relay.FlowPipeline;
import org.weir.engine.relay.Limits;
import org.weir.engine.relay.splice.SpliceRelayStarter;
import org.weir.engine.relay.splice.SpliceRelays;
import org.weir.engine.store.FlowTable;
import org.weir.engine.store.rules.RuleStore;

/** All parts of a running engine, started and stopped in order. */
public final class Engine {
    private static final Logger LOG = LoggerFactory.getLogger(Engine.class);

    /** How long flows and sockets may take to close; systemd and the lab wait 5 s. */
    private static final Duration STOP = Duration.ofSeconds(2);

    /** Names of reroute targets and of users that are looked up at a time; more wait. */
    private static final int BLOCKING_THREADS = 8;

    private static final int BLOCKING_QUEUE = 1_024;

    /** The engine cannot run; the message is for the user. */
    public static final class StartException extends Exception {
        private static final long serialVersionUID = 1L;

        StartException(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    private final EventLoopGroup workers;
    private final EventLoopGroup control;
    private final ExecutorService blocking;
    private final FlowTable flows;
    private final RuleStore rules;
    private final History history;
    private final @Nullable InterceptorClient client;
    private final @Nullable ControlServer controlServer;
    private final @Nullable FlowsPart flowsPart;
    private final TrustPart trust;
    private final InspectPart inspect;
    private final RefusalMemory refusals;

    private Engine(
            EventLoopGroup workers,
            EventLoopGroup control,
            ExecutorService blocking,
            FlowTable flows,
            RuleStore rules,
            History history,
            @Nullable InterceptorClient client,
            @Nullable ControlServer controlServer,
            @Nullable FlowsPart flowsPart,
            TrustPart trust,
            InspectPart inspect,
            RefusalMemory refusals) {
        this.workers = workers;
        this.control = control;
        this.blocking = blocking;
        this.flows = flows;
        this.rules = rules;
        this.history = history;
        this.client = client;
        this.controlServer = controlServer;
        this.flowsPart = flowsPart;
        this.trust = trust;
        this.inspect = inspect;
        this.refusals = refusals;
    }

    /** Builds and starts everything; what was started is stopped again when a later part fails. */
    public static Engine start(Options options) throws StartException {
        refuseRoot(options);
        if (!Epoll.isAvailable()) {
            throw new StartException("epoll is not available: " + Epoll.unavailabilityCause(), null);
        }
        var factory = EpollIoHandler.newFactory();
        var workers = new MultiThreadIoEventLoopGroup(
                Runtime.getRuntime().availableProcessors(), Threads.named("weir-flows"), factory);
        var control = new MultiThreadIoEventLoopGroup(1, Threads.named("weir-control"), factory);
        var blocking = new ThreadPoolExecutor(
                BLOCKING_THREADS,
                BLOCKING_THREADS,
                30,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(BLOCKING_QUEUE),
                Threads.named("weir-names"));
        blocking.allowCoreThreadTimeOut(true);
        var flows = new FlowTable();
        var canaries = new Canaries(workers);
        var admission = new Admission(ProcessLimits.flows(), ProcessLimits::memoryShort);
        var store = new WishStore(options.state());
        var users = new UserNames();
        var rules =
                new RuleStore(options.state() == null ? null : options.state().resolve("rules.json"), users::uid);
        var trust = new TrustPart(options.state(), Clock.systemUTC());
        var history = History.open(options.state(), Clock.systemUTC());
        var refusals = RefusalMemory.open(options.state());
        var handshakes = new Handshakes();
        var knot = new Knot();
        var observer = FlowObserver.both(flows, history.flows());
        var untouched = new SpliceRelayStarter(new SpliceRelays(Limits.HALF_CLOSED_SILENCE));
        var dialer = new Dialer(knot::isOwnListener);
        var inspect = new InspectPart(
                options.state(),
                options.keyLog(),
                trust.leaves(),
                untouched,
                observer,
                new InspectPart.Egress(dialer, blocking),
                new InspectPart.Seams(refusals, rules.httpPolicy(), history.exchanges(), handshakes));
        var pipeline = new FlowPipeline(
                new FlowPipeline.Parts(
                        rules.policy(),
                        observer,
                        handshakes,
                        dialer,
                        untouched,
                        inspect.inspector(),
                        blocking,
                        Clock.systemUTC(),
                        (int) ProcessHandle.current().pid()),
                history.lastFlowId());
        var owners = new OwnerFinder(knot::ask, Interpreters::script, users, blocking);
        var listeners = new Listeners(workers, admission, canaries, () -> owners, pipeline);
        InterceptorClient client = null;
        if (options.interceptor() != null) {
            client = new InterceptorClient(
                    new InterceptorClient.Parts(
                            options.interceptor(),
                            control.next(),
                            store,
                            () -> rules.snapshot().scope().entries(),
                            listeners,
                            canaries,
                            admission,
                            Clock.systemUTC()),
                    initialWish(options, store));
            knot.client = client;
            rules.onChange(client::scopeChanged);
        }
        var controlServer = ControlPart.start(
                options,
                flows,
                client == null ? new NoCapture() : client,
                new StoredRules(rules, users::uid),
                new ControlPart.Extras(
                        List.of(
                                new ApprovalMethods(refusals),
                                new FlowTlsMethods(flows, handshakes),
                                history.methods(),
                                trust.methods(),
                                new HttpRuleMethods(rules, users::uid),
                                new RuleEditMethods(rules)),
                        () -> joined(Stream.of(
                                trust.problems(), inspect.problems(), refusals.problems(), history.problems())),
                        () -> joined(
                                Stream.of(trust.problems(), inspect.problems(), refusals.checks(), history.checks())),
                        refusals::pending));
        var flowsPart =
                FlowsPart.start(options, new ProxyFlowSource(workers, admission, pipeline, FlowsPart.peers(options)));
        rules.start();
        trust.start();
        if (client != null) {
            client.start();
        }
        LOG.info("engine started");
        return new Engine(
                workers,
                control,
                blocking,
                flows,
                rules,
                history,
                client,
                controlServer,
                flowsPart,
                trust,
                inspect,
                refusals);
    }

    private static List<Check> joined(Stream<List<Check>> lists) {
        return lists.flatMap(List::stream).toList();
    }

    /** What the parts that are made first need of the client that is made last. */
    private static final class Knot {
        private volatile @Nullable InterceptorClient client;

        boolean isOwnListener(java.net.InetSocketAddress address) {
            var current = client;
            return current != null && current.isOwnListener(address);
        }

        void ask(
                java.net.InetSocketAddress source,
                java.net.InetSocketAddress destination,
                java.util.function.Consumer<Optional<org.weir.api.interceptor.InterceptorMessages.Owner>> answer) {
            var current = client;
            if (current == null) {
                answer.accept(Optional.empty());
            } else {
                current.ask(source, destination, answer);
            }
        }
    }

    private static Wish initialWish(Options options, WishStore store) {
        var last = store.load().orElse(Wish.off(Capture.LossMode.OPEN));
        var mode = options.mode() == null ? last.mode() : options.mode();
        return switch (options.capture()) {
            case "on" -> Wish.on(mode);
            case "off" -> Wish.off(mode);
            default -> new Wish(last.on(), last.pause(), last.resumeAt(), last.untilRestart(), mode);
        };
    }

    private static void refuseRoot(Options options) throws StartException {
        if (!options.allowRoot() && Threads.effectiveUid() == 0) {
            throw new StartException(
                    "not as root: the engine reads bytes from everyone and needs no privilege. Run it as a user of its own"
                            + " (setpriv --reuid), or say --allow-root",
                    null);
        }
    }

    /** Waits for SIGTERM or SIGINT, stops, returns. */
    public void stopOnSignal() {
        var stopped = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            stop();
                            stopped.countDown();
                        },
                        "weir-stop"));
        try {
            stopped.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Lifts the capture, lets connections that just began have their answer, ends the flows, closes everything. Blocks for a few seconds at most. */
    public void stop() {
        LOG.info("stopping");
        if (client != null) {
            client.stop(STOP);
        }
        if (flowsPart != null) {
            flowsPart.close();
        }
        rules.close();
        try {
            Drain.await(flows, Clock.systemUTC());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        flows.closeAll(CloseReason.ENGINE_STOPPED);
        workers.shutdownGracefully(50, STOP.toMillis(), TimeUnit.MILLISECONDS).awaitUninterruptibly(STOP.toMillis());
        history.close();
        if (controlServer != null) {
            controlServer.close();
        }
        control.shutdownGracefully(0, STOP.toMillis(), TimeUnit.MILLISECONDS).awaitUninterruptibly(STOP.toMillis());
        blocking.shutdownNow();
        trust.close();
        inspect.close();
        refusals.close();
        LOG.info("stopped");
    }
}
