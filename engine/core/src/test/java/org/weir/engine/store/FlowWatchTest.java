package org.weir.engine.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.weir.api.control.FlowFilter;
import org.weir.engine.flow.Flow;

class FlowWatchTest {
    private final FlowTable table = new FlowTable(100);

    private Flow open(long id) {
        var flow = TestFlows.flow(id);
        table.opened(flow, reason -> {});
        return flow;
    }

    private static List<Long> ids(FlowWatch watch) {
        return watch.take(100_000).stream().map(Flow::id).toList();
    }

    @Test
    void aChangedFlowIsTakenOnceHoweverOftenItChanged() {
        var watch = table.watch(FlowMatcher.ALL);
        var flow = open(1);
        table.changed(flow);
        table.changed(flow);
        open(2);

        assertThat(ids(watch)).containsExactly(1L, 2L);
        assertThat(ids(watch)).isEmpty();
        table.changed(flow);
        assertThat(ids(watch)).containsExactly(1L);
    }

    @Test
    void flowsThatAreThereAlreadyAreNotReported() {
        var old = open(1);
        old.addUp(5);
        var watch = table.watch(FlowMatcher.ALL);

        watch.refreshBytes();

        assertThat(ids(watch)).isEmpty();
    }

    @Test
    void growingBytesOfOpenFlowsAreReportedAtTheNextRefresh() {
        var flow = open(1);
        open(2);
        var watch = table.watch(FlowMatcher.ALL);
        flow.addDown(9);

        assertThat(watch.isEmpty()).isTrue();
        watch.refreshBytes();

        assertThat(ids(watch)).containsExactly(1L);
    }

    @Test
    void onlyMatchingFlowsAreTaken() {
        var watch =
                table.watch(new FlowMatcher(new FlowFilter(null, null, null, null, null, null, "ended", null, null)));
        var one = open(1);
        open(2);
        TestFlows.ended(one);
        table.ended(one);

        assertThat(ids(watch)).containsExactly(1L);
    }

    @Test
    void whatDoesNotFitIsCountedAsDroppedAndTheRestIsKept() {
        var watch = table.watch(FlowMatcher.ALL);
        LongStream.rangeClosed(1, FlowWatch.MAX_PENDING + 3L).forEach(this::open);

        assertThat(ids(watch)).hasSize(FlowWatch.MAX_PENDING);
        assertThat(watch.takeDropped()).isEqualTo(3);
        assertThat(watch.takeDropped()).isZero();
    }

    @Test
    void aBatchIsBoundedAndTheRestComesNext() {
        var watch = table.watch(FlowMatcher.ALL);
        LongStream.rangeClosed(1, 5).forEach(this::open);

        assertThat(watch.take(3)).hasSize(3);
        assertThat(watch.take(3)).hasSize(2);
        assertThat(watch.isEmpty()).isTrue();
    }

    @Test
    void aClosedWatchIsToldNothing() {
        var watch = table.watch(FlowMatcher.ALL);
        watch.close();
        open(1);

        assertThat(watch.isEmpty()).isTrue();
    }

    /** Whoever takes last has seen every flow's last state: no change gets lost between threads. */
    @Test
    void noChangeIsLostWhileTaking() throws Exception {
        var flows = LongStream.rangeClosed(1, 200).mapToObj(this::open).toList();
        var watch = table.watch(FlowMatcher.ALL);
        var seen = new HashMap<Long, Long>();
        try (var threads = Executors.newFixedThreadPool(2)) {
            var halves = new ArrayList<java.util.concurrent.Future<?>>();
            for (var half : List.of(flows.subList(0, 100), flows.subList(100, 200))) {
                halves.add(threads.submit(() -> {
                    for (var round = 0; round < 200; round++) {
                        for (var flow : half) {
                            flow.addUp(1);
                            table.changed(flow);
                        }
                    }
                }));
            }
            while (!halves.stream().allMatch(java.util.concurrent.Future::isDone)) {
                watch.take(50).forEach(flow -> seen.put(flow.id(), flow.bytesUp()));
            }
        }
        watch.take(1_000).forEach(flow -> seen.put(flow.id(), flow.bytesUp()));

        assertThat(seen).hasSize(200);
        assertThat(seen.values()).allMatch(bytes -> bytes == 200);
    }
}
