package org.weir.engine.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.weir.api.control.ControlClient;
import org.weir.api.control.Exchanges;
import org.weir.api.control.Settings;
import org.weir.api.control.Status;
import org.weir.api.rpc.RpcException;
import org.weir.engine.flow.AppIdentity;
import org.weir.engine.flow.Flow;
import org.weir.engine.history.History;
import org.weir.engine.http.ExchangeObserver.Recorder;
import org.weir.engine.http.Headers;
import org.weir.engine.http.RequestHead;
import org.weir.engine.http.ResponseHead;

/** What clients of control.sock are told of the history. */
@Timeout(30)
class HistoryEventsTest {
    @TempDir
    Path state;

    private History history;
    private TestServer server;
    private ControlClient client;

    @BeforeEach
    void start() throws Exception {
        history = History.open(state, Clock.systemUTC());
        server = new TestServer(Session.Timing.USUAL, List.of(history.methods()));
        client = server.client();
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        server.close();
        history.close();
    }

    @Test
    void whoWatchesIsToldOfNewAndChangedExchangesAndFindsThem() throws Exception {
        BlockingQueue<Exchanges.Changed> told = new LinkedBlockingQueue<>();
        var watch = client.watchExchanges(told::add);

        var recorder = begin("/a");
        var first = told.poll(10, TimeUnit.SECONDS);
        assertThat(first.watch()).isEqualTo(watch);
        assertThat(first.dropped()).isZero();
        var id = first.ids().getFirst();
        assertThat(first.ids()).hasSize(1);
        assertThat(client.exchange(id, false).state()).isEqualTo("open");

        finish(recorder);
        assertThat(told.poll(10, TimeUnit.SECONDS).ids()).containsExactly(id);
        assertThat(client.exchange(id, false).state()).isEqualTo("done");
    }

    @Test
    void manyChangesAreToldTogether() throws Exception {
        BlockingQueue<Exchanges.Changed> told = new LinkedBlockingQueue<>();
        client.watchExchanges(told::add);
        for (var i = 0; i < 500; i++) {
            finish(begin("/" + i));
        }
        var ids = new java.util.TreeSet<Long>();
        var batches = 0;
        while (ids.size() < 500) {
            var batch = told.poll(10, TimeUnit.SECONDS);
            assertThat(batch.ids()).doesNotHaveDuplicates();
            ids.addAll(batch.ids());
            batches++;
        }
        assertThat(batches).isLessThan(50);
    }

    @Test
    void whoEndedTheWatchIsToldNothing() throws Exception {
        BlockingQueue<Exchanges.Changed> told = new LinkedBlockingQueue<>();
        var other = server.client();
        BlockingQueue<Exchanges.Changed> toldOther = new LinkedBlockingQueue<>();
        var watch = client.watchExchanges(told::add);
        other.watchExchanges(toldOther::add);
        client.unwatchExchanges(watch);
        begin("/a");
        assertThat(toldOther.poll(10, TimeUnit.SECONDS)).isNotNull();
        // Asked after the other was told: what was on its way to this client has come.
        client.status();
        assertThat(told).isEmpty();
        other.close();
    }

    @Test
    void settingsAndTheEndOfTheHistoryAreEvents() throws Exception {
        BlockingQueue<Object> events = new LinkedBlockingQueue<>();
        client.watchEvents(new ControlClient.Events() {
            @Override
            public void statusChanged(Status status) {}

            @Override
            public void rulesChanged(long revision) {}

            @Override
            public void settingsChanged(Settings settings) {
                events.add(settings.history().historyDays());
            }

            @Override
            public void historyCleared() {
                events.add("cleared");
            }
        });
        client.changeSettings(
                new Settings(new Settings.History(7, null, null, null, null, null, null, null, null, null, null)));
        assertThat(events.poll(10, TimeUnit.SECONDS)).isEqualTo(7);
        client.clearHistory();
        assertThat(events.poll(10, TimeUnit.SECONDS)).isEqualTo("cleared");
    }

    @Test
    void withoutAFolderThereIsNothingToWatch() throws Exception {
        try (var nothing = History.open(null, Clock.systemUTC());
                var other = new TestServer(Session.Timing.USUAL, List.of(nothing.methods()));
                var asking = other.client()) {
            assertThatThrownBy(() -> asking.watchExchanges(_ -> {}))
                    .isInstanceOf(RpcException.class)
                    .hasMessageContaining("no history is kept");
        }
    }

    private Recorder begin(String path) {
        var flow = new Flow(
                history.lastFlowId() + 1,
                Instant.now(),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 1),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 2),
                AppIdentity.UNKNOWN);
        return history.exchanges()
                .begin(
                        flow,
                        new RequestHead(RequestHead.Version.HTTP_1_1, "GET", "https", "h", path, Headers.EMPTY),
                        List.of());
    }

    private static void finish(Recorder recorder) {
        recorder.requestEnd(Headers.EMPTY);
        recorder.response(new ResponseHead(RequestHead.Version.HTTP_1_1, 204, "No Content", Headers.EMPTY), List.of());
        recorder.end(Headers.EMPTY);
    }
}
