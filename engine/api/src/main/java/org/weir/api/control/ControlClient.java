package org.weir.api.control;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.weir.api.rpc.RpcCodec;
import org.weir.api.rpc.RpcException;
import org.weir.api.rpc.RpcMessage;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/**
 * Speaks control.sock with the engine (docs/protocol.md, section 4). Every method blocks until the engine has answered;
 * several threads may use one client. A refused request is an {@link RpcException}; everything after which the
 * connection is of no more use (not there, lost, silent for too long, not understood) is an {@link IOException}.
 */
public final class ControlClient implements AutoCloseable {
    /** Where the engine of this machine listens. */
    public static final Path DEFAULT_SOCKET = Path.of("/run/weir/engine/control.sock");

    /** The engine answers in milliseconds; one that is silent for this long hangs. Doctor asks the disk, so not less. */
    public static final Duration ANSWER_TIME = Duration.ofSeconds(10);

    private final LineConnection connection;
    private final Watches<Flows.Batch> flowWatches = new Watches<>(Flows.Batch::watch);
    private final Watches<Exchanges.Changed> exchangeWatches = new Watches<>(Exchanges.Changed::watch);
    private volatile @Nullable Events events;
    private volatile Hello.@Nullable Result hello;

    /** Is told of events, on the connection's reading thread: must return soon and must not ask this client. */
    public interface Events {
        void statusChanged(Status status);

        void rulesChanged(long revision);

        /** @param pending entries that wait for a decision */
        default void approvalsChanged(int pending) {}

        default void settingsChanged(Settings settings) {}

        /** Nothing of what was kept is there any more. */
        default void historyCleared() {}
    }

    private ControlClient(Path socket, Duration answerTime) throws IOException {
        connection = LineConnection.open(socket, answerTime, this::notified);
    }

    /**
     * Connects and says hello.
     *
     * @param client name and version of the asking program
     * @throws IOException when no engine answers there
     * @throws RpcException when it does not want to talk, for example another protocol version
     */
    public static ControlClient connect(Path socket, String client) throws IOException, RpcException {
        return connect(socket, client, ANSWER_TIME);
    }

    /** The same with another time for answers. */
    public static ControlClient connect(Path socket, String client, Duration answerTime)
            throws IOException, RpcException {
        var made = new ControlClient(socket, answerTime);
        try {
            made.hello = made.ask("hello", new Hello.Params(Hello.PROTOCOL, client), Hello.Result.class);
            return made;
        } catch (IOException | RpcException | RuntimeException e) {
            made.close();
            throw e;
        }
    }

    /** What the engine answered to hello. */
    public Hello.Result engine() {
        var answer = hello;
        if (answer == null) {
            throw new IllegalStateException("hello was not said");
        }
        return answer;
    }

    public Status status() throws IOException, RpcException {
        return ask("status", Map.of(), Status.class);
    }

    /** @return the status after the wish was taken, which can be before the kernel has followed */
    public Status capture(CaptureSet wish) throws IOException, RpcException {
        return ask("capture.set", wish, Status.class);
    }

    /**
     * Flows, newest first, asking for more pages while the engine's lines are full.
     *
     * @param limit 1 to {@link Flows#MAX_LIMIT}
     */
    public Flows.Page flows(FlowFilter filter, int limit) throws IOException, RpcException {
        var first = ask("flows.list", new Flows.ListParams(filter, limit), Flows.Page.class);
        if (first.flows().size() >= Math.min(limit, first.total())) {
            return first;
        }
        if (first.flows().isEmpty()) {
            return first;
        }
        var all = new ArrayList<>(first.flows());
        var page = first;
        while (!page.flows().isEmpty() && all.size() < limit) {
            var last = all.getLast().id();
            page = ask("flows.list", new Flows.ListParams(filter.before(last), limit - all.size()), Flows.Page.class);
            if (!page.flows().isEmpty() && page.flows().getFirst().id() >= last) {
                // An engine that does not know before_id: what we have is what there is.
                break;
            }
            all.addAll(page.flows());
        }
        return new Flows.Page(all, first.total());
    }

    /**
     * Starts to watch. {@code batches} is called on the connection's reading thread: it must return soon and must not
     * ask this client.
     */
    public long watchFlows(FlowFilter filter, Duration interval, Consumer<Flows.Batch> batches)
            throws IOException, RpcException {
        var params = new Flows.WatchParams(filter, Math.toIntExact(interval.toMillis()));
        var watch = ask("flows.watch", params, Flows.Watch.class).watch();
        flowWatches.add(watch, batches);
        return watch;
    }

    public void unwatchFlows(long watch) throws IOException, RpcException {
        flowWatches.remove(watch);
        ask("flows.unwatch", new Flows.Watch(watch), ObjectNode.class);
    }

    /** @return false when the flow had ended by itself */
    public boolean closeFlow(long id) throws IOException, RpcException {
        return ask("flows.close", new Flows.CloseParams(id), Flows.Closed.class).closed();
    }

    /** What the flow's TLS handshakes showed; {@code NOT_FOUND} for a flow that the engine does not remember. */
    public FlowTls flowTls(long id) throws IOException, RpcException {
        return ask("flows.tls", new FlowTls.Params(id), FlowTls.class);
    }

    public Rules.Listing rules() throws IOException, RpcException {
        return ask("rules.list", Map.of(), Rules.Listing.class);
    }

    /** @param index 0 is first; null: after all others */
    public Rules.Added addRule(RuleDraft rule, @Nullable Integer index) throws IOException, RpcException {
        return ask("rules.add", new Rules.AddParams(rule, index), Rules.Added.class);
    }

    /** Puts {@code rule} in the place of the one with the same id. */
    public Rules.Added replaceRule(Rule rule) throws IOException, RpcException {
        return ask("rules.replace", new Rules.ReplaceParams(rule), Rules.Added.class);
    }

    /** How many flows each rule decided since the engine started. */
    public Rules.Hits ruleHits() throws IOException, RpcException {
        return ask("rules.hits", Map.of(), Rules.Hits.class);
    }

    /** Domains that had better not be inspected. */
    public Presets presets() throws IOException, RpcException {
        return ask("presets.list", Map.of(), Presets.class);
    }

    public void removeRule(String id) throws IOException, RpcException {
        ask("rules.remove", new Rules.RemoveParams(id), ObjectNode.class);
    }

    public void moveRule(String id, int index) throws IOException, RpcException {
        ask("rules.move", new Rules.MoveParams(id, index), ObjectNode.class);
    }

    public Rules.TestResult testRules(Rules.TestParams connectionToBe) throws IOException, RpcException {
        return ask("rules.test", connectionToBe, Rules.TestResult.class);
    }

    public Ca.Status caStatus() throws IOException, RpcException {
        return ask("ca.status", Map.of(), Ca.Status.class);
    }

    /** @param which {@link Ca#CURRENT} or {@link Ca#NEXT} */
    public Ca.Certificate caCertificate(String which) throws IOException, RpcException {
        return ask("ca.certificate", new Ca.Which(which), Ca.Certificate.class);
    }

    /** A step of a rotation; one that is not possible now is refused with {@code WRONG_STATE}. */
    public Ca.Status rotateCa(Ca.RotateParams step) throws IOException, RpcException {
        return ask("ca.rotate", step, Ca.Status.class);
    }

    /** Has the engine listen for a few seconds with a leaf of that authority. */
    public Ca.Canary caCanary(String which) throws IOException, RpcException {
        return ask("ca.canary", new Ca.Which(which), Ca.Canary.class);
    }

    /**
     * Apps that refuse our certificate, latest first, asking for more pages while the engine's lines are full.
     *
     * @param all also what is decided, and servers that want a certificate of the app
     */
    public Approvals.Listing approvals(boolean all) throws IOException, RpcException {
        var items = new ArrayList<Approvals.Item>();
        while (true) {
            var page = ask(
                    "approvals.list",
                    new Approvals.ListParams(all, Approvals.MAX_LIMIT, items.size()),
                    Approvals.Listing.class);
            items.addAll(page.items());
            if (page.items().isEmpty() || items.size() >= page.total()) {
                return new Approvals.Listing(items, page.total(), page.pending());
            }
        }
    }

    public Approvals.Decided decide(Approvals.DecideParams decision) throws IOException, RpcException {
        return ask("approvals.decide", decision, Approvals.Decided.class);
    }

    /** @param number of the decision to take back, which must be the last one; null: whatever was the last */
    public Approvals.Undone undoDecision(@Nullable Long number) throws IOException, RpcException {
        return ask("approvals.undo", new Approvals.UndoParams(number), Approvals.Undone.class);
    }

    public HttpRules.Listing httpRules() throws IOException, RpcException {
        return ask("http.rules.list", Map.of(), HttpRules.Listing.class);
    }

    /** @param index 0 is first; null: after all others */
    public HttpRules.Added addHttpRule(HttpRules.Draft rule, @Nullable Integer index) throws IOException, RpcException {
        return ask("http.rules.add", new HttpRules.AddParams(rule, index), HttpRules.Added.class);
    }

    /** As {@link #replaceRule}. */
    public HttpRules.Added replaceHttpRule(HttpRule rule) throws IOException, RpcException {
        return ask("http.rules.replace", new HttpRules.ReplaceParams(rule), HttpRules.Added.class);
    }

    public void removeHttpRule(String id) throws IOException, RpcException {
        ask("http.rules.remove", new HttpRules.RemoveParams(id), ObjectNode.class);
    }

    public void moveHttpRule(String id, int index) throws IOException, RpcException {
        ask("http.rules.move", new HttpRules.MoveParams(id, index), ObjectNode.class);
    }

    public HttpRules.TestResult testHttpRules(HttpRules.TestParams request) throws IOException, RpcException {
        return ask("http.rules.test", request, HttpRules.TestResult.class);
    }

    public Check.Report doctor() throws IOException, RpcException {
        return ask("doctor", Map.of(), Check.Report.class);
    }

    /** One page of exchanges, newest first; the next with {@code beforeId} = the last one's id. */
    public Exchanges.Page exchanges(Exchanges.ListParams params) throws IOException, RpcException {
        return ask("exchanges.list", params, Exchanges.Page.class);
    }

    /** As {@link #watchFlows}: which exchanges are new or changed, at most four times a second. */
    public long watchExchanges(Consumer<Exchanges.Changed> changes) throws IOException, RpcException {
        var watch = ask("exchanges.watch", Map.of(), Flows.Watch.class).watch();
        exchangeWatches.add(watch, changes);
        return watch;
    }

    public void unwatchExchanges(long watch) throws IOException, RpcException {
        exchangeWatches.remove(watch);
        ask("exchanges.unwatch", new Flows.Watch(watch), ObjectNode.class);
    }

    /** @param redact whether secrets are replaced */
    public ExchangeDetail exchange(long id, boolean redact) throws IOException, RpcException {
        return ask("exchanges.get", new Exchanges.GetParams(id, redact), ExchangeDetail.class);
    }

    /** A piece of a captured body; empty at its end. */
    public Exchanges.Chunk body(long id, String side, long offset) throws IOException, RpcException {
        return ask("exchanges.body", new Exchanges.BodyParams(id, side, offset, null, null), Exchanges.Chunk.class);
    }

    /** The same without its content coding, where {@link Exchanges.Chunk#decoded} says so. */
    public Exchanges.Chunk decodedBody(long id, String side, long offset) throws IOException, RpcException {
        return ask("exchanges.body", new Exchanges.BodyParams(id, side, offset, null, true), Exchanges.Chunk.class);
    }

    /** Captured WebSocket messages from {@code offset} on, which is 0 or the page before's {@code next}. */
    public Exchanges.Messages messages(long id, long offset) throws IOException, RpcException {
        return ask("exchanges.messages", new Exchanges.MessagesParams(id, offset), Exchanges.Messages.class);
    }

    /** One page of flows of this run and earlier ones; the next with {@code beforeId} = the last one's id. */
    public History.Page history(History.FlowsParams params) throws IOException, RpcException {
        return ask("history.flows", params, History.Page.class);
    }

    /** Forgets all flows, exchanges and bodies that are on the disk. */
    public void clearHistory() throws IOException, RpcException {
        ask("history.clear", Map.of(), ObjectNode.class);
    }

    public Settings settings() throws IOException, RpcException {
        return ask("settings.get", Map.of(), Settings.class);
    }

    /** @param change what is null in it stays as it is */
    public Settings changeSettings(Settings change) throws IOException, RpcException {
        return ask("settings.set", change, Settings.class);
    }

    public void watchEvents(Events listener) throws IOException, RpcException {
        events = listener;
        ask("events.watch", Map.of(), ObjectNode.class);
    }

    /** Waits until the connection is lost or closed. */
    public void awaitClosed() throws InterruptedException {
        connection.awaitClosed();
    }

    @Override
    public void close() {
        connection.close();
    }

    private <T> T ask(String method, Object params, Class<T> type) throws IOException, RpcException {
        var json = RpcCodec.json();
        var answer = connection.ask(method, json.valueToTree(params));
        try {
            return json.treeToValue(answer, type);
        } catch (JacksonException e) {
            throw new NotUnderstoodException(
                    "the engine's answer to " + method + " was not understood: " + e.getOriginalMessage(), e);
        }
    }

    private void notified(RpcMessage.Notification notification) {
        try {
            switch (notification.method()) {
                case "flows.batch" -> flowWatches.tell(read(notification, Flows.Batch.class));
                case "exchanges.changed" -> exchangeWatches.tell(read(notification, Exchanges.Changed.class));
                case "status.changed" ->
                    tell(listener -> listener.statusChanged(
                            read(notification, Status.Changed.class).status()));
                case "rules.changed" ->
                    tell(listener -> listener.rulesChanged(
                            read(notification, Rules.Changed.class).revision()));
                case "approvals.changed" ->
                    tell(listener -> listener.approvalsChanged(
                            read(notification, Approvals.Changed.class).pending()));
                case "settings.changed" ->
                    tell(listener -> listener.settingsChanged(read(notification, Settings.class)));
                case "history.cleared" -> tell(Events::historyCleared);
                default -> {
                    // A newer engine may tell more than we know.
                }
            }
        } catch (JacksonException e) {
            // One notification that we cannot read is no reason to lose the others.
        }
    }

    private void tell(Consumer<Events> what) {
        var listener = events;
        if (listener != null) {
            what.accept(listener);
        }
    }

    private static <T> T read(RpcMessage.Notification notification, Class<T> type) {
        return RpcCodec.json().treeToValue(notification.params(), type);
    }
}
