package org.weir.ui.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.weir.api.control.FlowView;
import org.weir.ui.TestFlows;

class FlowRingTest {
    private final FlowRing ring = new FlowRing(3);

    private static List<Long> ids(List<FlowView> flows) {
        return flows.stream().map(FlowView::id).toList();
    }

    @Test
    void keepsTheNewestAndSaysWhichWent() {
        ring.tell(LongStream.rangeClosed(1, 5).mapToObj(TestFlows::flow).toList());
        assertThat(ids(ring.all())).containsExactly(3L, 4L, 5L);
        var changes = ring.take();
        assertThat(ids(changes.changed())).containsExactly(3L, 4L, 5L);
        assertThat(changes.gone()).containsExactly(1L, 2L);
    }

    @Test
    void whatIsOpenIsPushedOutLast() {
        ring.tell(List.of(TestFlows.open(1, "a", "h"), TestFlows.flow(2), TestFlows.flow(3)));
        ring.tell(List.of(TestFlows.flow(4)));
        assertThat(ids(ring.all())).containsExactly(1L, 3L, 4L);
    }

    @Test
    void openOnesThatNeverEndAreNoBurden() {
        var large = new FlowRing(20_000);
        var begun = System.nanoTime();
        large.tell(LongStream.rangeClosed(1, 100_000)
                .mapToObj(id -> TestFlows.open(id, "a", "h"))
                .toList());
        assertThat(large.all()).hasSize(20_000);
        assertThat((System.nanoTime() - begun) / 1e9).isLessThan(5);
    }

    @Test
    void aListDoesNotUndoWhatWasToldMeanwhile() {
        ring.tell(List.of(TestFlows.flow(1)));
        ring.fill(List.of(TestFlows.open(1, "curl", "web.lab.test"), TestFlows.flow(2)));
        assertThat(ring.all().getFirst().state()).isEqualTo("ended");
        assertThat(ids(ring.all())).containsExactly(1L, 2L);
    }

    @Test
    void olderThanEverythingDoesNotPushOut() {
        ring.tell(LongStream.rangeClosed(11, 13).mapToObj(TestFlows::flow).toList());
        ring.fill(List.of(TestFlows.flow(1)));
        assertThat(ids(ring.all())).containsExactly(11L, 12L, 13L);
    }

    @Test
    void changesAreTakenOnce() {
        ring.tell(List.of(TestFlows.flow(1)));
        ring.take();
        assertThat(ring.take().isEmpty()).isTrue();
    }

    @Test
    void aFlowThatChangesTwiceIsToldOnce() {
        ring.tell(List.of(TestFlows.open(1, "a", "h")));
        ring.tell(List.of(TestFlows.flow(1)));
        assertThat(ring.take().changed()).containsExactly(TestFlows.flow(1));
    }

    @Test
    void clearingSaysSo() {
        ring.tell(List.of(TestFlows.flow(1)));
        ring.clear();
        ring.tell(List.of(TestFlows.flow(9)));
        var changes = ring.take();
        assertThat(changes.reset()).isTrue();
        assertThat(ids(changes.changed())).containsExactly(9L);
    }
}
