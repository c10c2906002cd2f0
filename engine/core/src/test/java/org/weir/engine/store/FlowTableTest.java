package org.weir.engine.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.weir.engine.flow.CloseReason;
import org.weir.engine.flow.Decision;
import org.weir.engine.flow.Flow;
import org.weir.engine.flow.Inspection;

class FlowTableTest {
    private static final int KEPT = 10;

    private final FlowTable table = new FlowTable(KEPT);
    private final List<CloseReason> closes = new ArrayList<>();

    private Flow open(Flow flow) {
        table.opened(flow, closes::add);
        return flow;
    }

    private void end(Flow flow) {
        TestFlows.ended(flow);
        table.ended(flow);
    }

    private List<Long> ids() {
        return table.query(FlowMatcher.ALL, 1_000).flows().stream()
                .map(Flow::id)
                .toList();
    }

    @Test
    void tellsWhetherAYoungFlowIsOpen() {
        var one = open(TestFlows.flow(1));
        assertThat(table.isOpenSince(one.started())).isTrue();
        assertThat(table.isOpenSince(one.started().plusMillis(1))).as("older").isFalse();
        end(one);
        assertThat(table.isOpenSince(one.started())).as("ended").isFalse();
    }

    @Test
    void newestFlowsComeFirstWhetherOpenOrEnded() {
        var one = open(TestFlows.flow(1));
        open(TestFlows.flow(2));
        open(TestFlows.flow(3));
        end(one);

        assertThat(ids()).containsExactly(3L, 2L, 1L);
    }

    @Test
    void theRingForgetsTheOldestEndedFlowsOnly() {
        open(TestFlows.flow(1));
        LongStream.rangeClosed(2, KEPT + 3).forEach(id -> end(open(TestFlows.flow(id))));

        assertThat(ids()).hasSize(KEPT + 1).contains(1L, 4L, 13L).doesNotContain(2L, 3L);
    }

    @Test
    void theLimitCutsTheListAndTheTotalStays() {
        LongStream.rangeClosed(1, 5).forEach(id -> open(TestFlows.flow(id)));

        var found = table.query(FlowMatcher.ALL, 2);

        assertThat(found.flows()).extracting(Flow::id).containsExactly(5L, 4L);
        assertThat(found.total()).isEqualTo(5);
    }

    @Test
    void countersFollowDecisionsOnce() {
        var passed = open(TestFlows.decided(1, new Decision.Action.Pass()));
        var blocked = open(TestFlows.decided(2, new Decision.Action.Block()));
        var rerouted =
                open(TestFlows.decided(3, new Decision.Action.Reroute(new Decision.Target.Direct("192.0.2.1", 1))));
        var inspected = open(TestFlows.decided(4, new Decision.Action.Inspect()));
        open(TestFlows.flow(5));
        for (var flow : List.of(passed, blocked, rerouted, inspected)) {
            table.changed(flow);
            table.changed(flow);
        }
        end(blocked);

        var counters = table.counters();

        assertThat(counters.open()).isEqualTo(4);
        assertThat(counters.total()).isEqualTo(5);
        assertThat(counters.passed())
                .as("what is to be inspected and is not yet passes")
                .isEqualTo(2);
        assertThat(counters.blocked()).isEqualTo(1);
        assertThat(counters.rerouted()).isEqualTo(1);
        assertThat(counters.inspected()).isZero();
    }

    @Test
    void inspectedFlowsAreCountedByWhatBecameOfThem() {
        var id = 0;
        for (var state : Inspection.State.values()) {
            var flow = open(TestFlows.decided(++id, new Decision.Action.Inspect()));
            flow.inspection(Inspection.of(state, "test"));
            table.changed(flow);
            if (state != Inspection.State.STARTING) {
                end(flow);
            }
        }

        assertThat(table.counters().inspected()).isEqualTo(1);
        assertThat(table.counters().passed()).as("starting, stepped aside").isEqualTo(2);
    }

    @Test
    void bytesOfOpenAndEndedFlowsAreCounted() {
        var one = open(TestFlows.flow(1));
        var two = open(TestFlows.flow(2));
        one.addUp(10);
        two.addUp(5);
        two.addDown(7);
        end(one);

        assertThat(table.counters().bytesUp()).isEqualTo(15);
        assertThat(table.counters().bytesDown()).isEqualTo(7);
    }

    @Test
    void closeEndsAnOpenFlowAndSaysWhenThereIsNone() {
        open(TestFlows.flow(1));
        end(open(TestFlows.flow(2)));

        assertThat(table.close(1)).isEqualTo(FlowTable.CloseOutcome.CLOSED);
        assertThat(table.close(2)).isEqualTo(FlowTable.CloseOutcome.ENDED_BEFORE);
        assertThat(table.close(3)).isEqualTo(FlowTable.CloseOutcome.NOT_FOUND);
        assertThat(closes).containsExactly(CloseReason.CLOSED_BY_USER);
    }

    @Test
    void aFlowThatWasNeverOpenedDoesNotCount() {
        end(TestFlows.flow(1));

        assertThat(ids()).isEmpty();
        assertThat(table.counters().total()).isZero();
    }

    /** While flows open and end on several threads, a query sees each flow at most once and never loses an open one. */
    @Test
    void queriesAreCompleteWhileFlowsComeAndGo() throws Exception {
        var lasting = LongStream.rangeClosed(1, 100)
                .mapToObj(TestFlows::flow)
                .map(this::open)
                .toList();
        var stop = new AtomicBoolean();
        var started = new CountDownLatch(3);
        try (var threads = Executors.newFixedThreadPool(3)) {
            var work = new ArrayList<Future<?>>();
            for (var t = 1; t <= 3; t++) {
                var first = t * 1_000_000L;
                work.add(threads.submit(() -> {
                    started.countDown();
                    for (var id = first; !stop.get(); id++) {
                        var flow = TestFlows.flow(id);
                        table.opened(flow, closes::add);
                        flow.addUp(ThreadLocalRandom.current().nextInt(100));
                        table.changed(flow);
                        TestFlows.ended(flow);
                        table.ended(flow);
                    }
                }));
            }
            assertThat(started.await(5, TimeUnit.SECONDS)).isTrue();
            for (var round = 0; round < 300; round++) {
                var seen = table.query(FlowMatcher.ALL, 100_000).flows();
                assertThat(new HashSet<>(seen)).hasSameSizeAs(seen).containsAll(lasting);
            }
            stop.set(true);
            for (var each : work) {
                each.get(5, TimeUnit.SECONDS);
            }
        }
        assertThat(table.counters().open()).isEqualTo(100);
    }

    /** A flow that ends during a query is found open or ended, never neither. */
    @Test
    void aFlowThatEndsIsNeverMissing() throws Exception {
        var rounds = 2_000;
        var big = new FlowTable(rounds);
        var flows = LongStream.rangeClosed(1, rounds).mapToObj(TestFlows::flow).toList();
        flows.forEach(flow -> big.opened(flow, closes::add));
        try (var ender = Executors.newSingleThreadExecutor()) {
            var all = ender.submit(() -> flows.forEach(flow -> {
                TestFlows.ended(flow);
                big.ended(flow);
            }));
            do {
                assertThat(big.query(FlowMatcher.ALL, 1).total()).isEqualTo(rounds);
            } while (!all.isDone());
        }
    }
}
