package org.weir.engine.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.weir.api.control.CaptureSet;
import org.weir.api.control.ControlClient;
import org.weir.api.control.FlowFilter;
import org.weir.api.control.FlowView;
import org.weir.api.control.Flows;
import org.weir.api.control.RuleDraft;
import org.weir.api.control.Status;
import org.weir.api.rpc.ErrorCode;
import org.weir.api.rpc.RpcException;
import org.weir.engine.flow.CloseReason;
import org.weir.engine.flow.Flow;
import org.weir.engine.store.TestFlows;

/** Every method through a real client over a real socket. */
class ControlServerTest {
    private TestServer server;
    private ControlClient client;
    private final List<CloseReason> closes = new CopyOnWriteArrayList<>();

    @BeforeEach
    void start() throws Exception {
        server = new TestServer();
        client = server.client();
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        server.close();
    }

    private Flow open(long id) {
        var flow = TestFlows.flow(id);
        server.flows.opened(flow, closes::add);
        return flow;
    }

    private static void refused(ErrorCode code, String message, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(RpcException.class, e -> {
            assertThat(e.error().code()).isEqualTo(code.number());
            assertThat(e.getMessage()).contains(message);
        });
    }

    private static RuleDraft draft(String action) {
        return new RuleDraft(null, "curl", null, null, null, null, null, action, null, null);
    }

    @Test
    void helloTellsVersionAndAccess() {
        assertThat(client.engine().protocol()).isEqualTo(1);
        assertThat(client.engine().version()).isEqualTo("0.1.0");
        assertThat(client.engine().access()).isEqualTo("full");
    }

    @Test
    void statusShowsCaptureFlowsAndRules() throws Exception {
        open(1);
        client.addRule(draft("pass"), null);

        var status = client.status();

        assertThat(status.state()).isEqualTo("observing");
        assertThat(status.wanted()).isEqualTo("on");
        assertThat(status.interceptor().state()).isEqualTo("capturing");
        assertThat(status.flows().open()).isEqualTo(1);
        assertThat(status.rules().count()).isEqualTo(1);
        assertThat(status.pid()).isEqualTo(ProcessHandle.current().pid());
    }

    @Test
    void captureIsSetAndTheStatusComesBack() throws Exception {
        assertThat(client.capture(CaptureSet.off()).state()).isEqualTo("off");
        assertThat(client.capture(CaptureSet.pause(Duration.ofMinutes(15))).state())
                .isEqualTo("paused");
        var held = client.capture(CaptureSet.on("hold"));
        assertThat(held.state()).isEqualTo("observing");
        assertThat(held.mode()).isEqualTo("hold");
        var paused = client.capture(CaptureSet.pauseUntilRestart());
        assertThat(paused.state()).isEqualTo("paused");
        assertThat(paused.resumeAtMs()).isNull();
        assertThat(client.capture(CaptureSet.on(null)).state()).isEqualTo("observing");
    }

    @Test
    void captureRefusesWhatMakesNoSense() {
        refused(ErrorCode.INVALID_PARAMS, "on", () -> client.capture(new CaptureSet(null, null, null, null)));
        refused(ErrorCode.INVALID_PARAMS, "mode", () -> client.capture(CaptureSet.on("ajar")));
        refused(ErrorCode.INVALID_PARAMS, "pause_seconds", () -> client.capture(new CaptureSet(true, 5L, null, null)));
        refused(ErrorCode.INVALID_PARAMS, "pause_seconds", () -> client.capture(new CaptureSet(false, 0L, null, null)));
        refused(
                ErrorCode.INVALID_PARAMS,
                "pause_seconds",
                () -> client.capture(new CaptureSet(false, 604_801L, null, null)));
        refused(
                ErrorCode.INVALID_PARAMS,
                "until_restart",
                () -> client.capture(new CaptureSet(true, null, true, null)));
        refused(ErrorCode.INVALID_PARAMS, "until_restart", () -> client.capture(new CaptureSet(false, 5L, true, null)));
    }

    @Test
    void flowsAreListedWithFilterAndLimit() throws Exception {
        LongStream.rangeClosed(1, 5).forEach(this::open);
        var since = new FlowFilter(null, null, null, null, null, null, null, 2L, null);

        var page = client.flows(since, 2);

        assertThat(page.flows()).extracting(FlowView::id).containsExactly(5L, 4L);
        assertThat(page.total()).isEqualTo(3);
        assertThat(page.flows().getFirst().app().executable()).isEqualTo("/usr/bin/curl");
    }

    @Test
    void aListThatDoesNotFitIntoOneLineComesInPages() throws Exception {
        LongStream.rangeClosed(1, 4_000).forEach(this::open);

        var page = client.flows(FlowFilter.ALL, Flows.MAX_LIMIT);

        assertThat(page.flows()).hasSize(4_000).doesNotHaveDuplicates();
        assertThat(page.total()).isEqualTo(4_000);
    }

    @Test
    void badFiltersAndLimitsAreRefusedByName() {
        var badPort = new FlowFilter(null, null, null, null, 70_000, null, null, null, null);
        refused(ErrorCode.INVALID_PARAMS, "filter.port", () -> client.flows(badPort, 1));
        refused(ErrorCode.INVALID_PARAMS, "limit", () -> client.flows(FlowFilter.ALL, 0));
        refused(ErrorCode.INVALID_PARAMS, "limit", () -> client.flows(FlowFilter.ALL, 20_001));
        refused(
                ErrorCode.INVALID_PARAMS,
                "filter.port",
                () -> client.watchFlows(badPort, Duration.ofMillis(250), batch -> {}));
        refused(
                ErrorCode.INVALID_PARAMS,
                "interval_ms",
                () -> client.watchFlows(FlowFilter.ALL, Duration.ofMillis(99), batch -> {}));
    }

    @Test
    void aWatchTellsEachChangeUntilItIsEnded() throws Exception {
        var batches = new LinkedBlockingQueue<Flows.Batch>();
        var watch = client.watchFlows(FlowFilter.ALL, Duration.ofMillis(100), batches::add);

        var flow = open(1);
        assertThat(next(batches).flows()).extracting(FlowView::state).containsExactly("open");
        flow.addUp(3);
        assertThat(next(batches).flows()).extracting(FlowView::bytesUp).containsExactly(3L);
        TestFlows.ended(flow);
        server.flows.ended(flow);
        assertThat(next(batches).flows()).extracting(FlowView::close).containsExactly("client-closed");

        client.unwatchFlows(watch);
        // The answer to a later request comes after the watch was taken down.
        client.status();
        batches.clear();
        open(2);
        assertThat(batches.poll(300, TimeUnit.MILLISECONDS)).isNull();
    }

    private static Flows.Batch next(LinkedBlockingQueue<Flows.Batch> batches) throws InterruptedException {
        var batch = batches.poll(5, TimeUnit.SECONDS);
        assertThat(batch).as("a batch").isNotNull();
        return batch;
    }

    @Test
    void manyChangesComeInSeveralBatchesNoneIsLost() throws Exception {
        var seen = new CopyOnWriteArrayList<FlowView>();
        client.watchFlows(FlowFilter.ALL, Duration.ofMillis(100), batch -> seen.addAll(batch.flows()));

        LongStream.rangeClosed(1, 3_000).forEach(this::open);

        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(seen).hasSize(3_000));
        assertThat(seen).extracting(FlowView::id).doesNotHaveDuplicates();
    }

    @Test
    void aClientMayHaveFourWatches() throws Exception {
        for (var i = 0; i < 4; i++) {
            client.watchFlows(FlowFilter.ALL, Duration.ofMillis(100), batch -> {});
        }
        refused(
                ErrorCode.TOO_LARGE,
                "4 watches",
                () -> client.watchFlows(FlowFilter.ALL, Duration.ofMillis(100), batch -> {}));
    }

    @Test
    void flowsAreClosedById() throws Exception {
        open(1);
        var ended = open(2);
        TestFlows.ended(ended);
        server.flows.ended(ended);

        assertThat(client.closeFlow(1)).isTrue();
        assertThat(client.closeFlow(2)).isFalse();
        refused(ErrorCode.NOT_FOUND, "no flow 3", () -> client.closeFlow(3));
        assertThat(closes).containsExactly(CloseReason.CLOSED_BY_USER);
    }

    @Test
    void rulesAreAddedMovedRemovedAndRefused() throws Exception {
        var first = client.addRule(draft("pass"), null).rule().id();
        var second = client.addRule(draft("block"), 0).rule().id();
        assertThat(client.rules().rules()).extracting(rule -> rule.id()).containsExactly(second, first);
        client.moveRule(second, 1);
        assertThat(client.rules().rules()).extracting(rule -> rule.id()).containsExactly(first, second);
        client.removeRule(first);
        assertThat(client.rules().rules()).extracting(rule -> rule.id()).containsExactly(second);

        refused(ErrorCode.INVALID_PARAMS, "alow", () -> client.addRule(draft("alow"), null));
        refused(ErrorCode.STORAGE_FAILED, "no space", () -> client.addRule(draft("full-disk"), null));
        refused(ErrorCode.NOT_FOUND, "r99", () -> client.removeRule("r99"));
    }

    @Test
    void doctorReports() throws Exception {
        assertThat(client.doctor().checks()).extracting(check -> check.title()).containsExactly("All is well");
    }

    @Test
    void eventsTellOfStatusAndRules() throws Exception {
        var states = new LinkedBlockingQueue<String>();
        var revisions = new LinkedBlockingQueue<Long>();
        client.watchEvents(new ControlClient.Events() {
            @Override
            public void statusChanged(Status status) {
                states.add(status.state());
            }

            @Override
            public void rulesChanged(long revision) {
                revisions.add(revision);
            }
        });
        server.capture.set(false, null, null);
        assertThat(states.poll(5, TimeUnit.SECONDS)).isEqualTo("off");
        client.addRule(draft("pass"), null);
        assertThat(revisions.poll(5, TimeUnit.SECONDS)).isEqualTo(1);
        assertThat(states.poll(5, TimeUnit.SECONDS))
                .as("the status has the rules' number")
                .isEqualTo("off");
    }

    @Test
    void aDefectIsAnErrorAndNotTheEnd() throws Exception {
        server.rules.defect = new IllegalStateException("broken");
        refused(ErrorCode.INTERNAL_ERROR, "rules.list failed", client::rules);
        server.rules.defect = null;
        assertThat(client.rules().rules()).isEmpty();
    }

    @Test
    void aClientThatLeavesTakesItsWatchesWithIt() throws Exception {
        client.watchFlows(FlowFilter.ALL, Duration.ofMillis(100), batch -> {});
        client.close();
        await().until(() -> server.server.connected() == 0);
        open(1);
        try (var other = server.client()) {
            assertThat(other.status().flows().open()).isEqualTo(1);
        }
    }
}
