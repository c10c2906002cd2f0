package org.weir.ui.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.weir.api.control.Approvals;
import org.weir.api.control.Status;
import org.weir.api.rpc.RpcCodec;
import org.weir.testkit.control.ScriptedEngine;
import org.weir.ui.engine.Link;
import org.weir.ui.engine.Snapshot;
import org.weir.ui.engine.Traffic;

class ApprovalNewsTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final ApprovalNews news = new ApprovalNews();

    private static Snapshot with(String state, String... open) {
        var items = Arrays.stream(open)
                .map(id -> new Approvals.Item(
                        id,
                        new Approvals.App(id, id, null, null),
                        "lab.test",
                        id.startsWith("decided") ? "decided" : "open",
                        "certain",
                        "",
                        1,
                        0,
                        0,
                        List.of(),
                        null,
                        null))
                .toList();
        try {
            var golden =
                    ScriptedEngine.golden("status.response.json").get("result").toString();
            var status = RpcCodec.json().readValue(golden.replace("observing", state), Status.class);
            return new Snapshot(
                    Link.UP,
                    status,
                    new Approvals.Listing(items, items.size(), items.size()),
                    Snapshot.NOTHING.rules(),
                    Traffic.NONE);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static Snapshot with(List<String> open) {
        return with("observing", open.toArray(String[]::new));
    }

    private List<String> told(Snapshot snapshot, boolean inFront, long seconds) {
        return news.next(snapshot, inFront, seconds * SECOND).stream()
                .map(Approvals.Item::id)
                .toList();
    }

    @Test
    void whatWaitedBeforeIsNoNews() {
        assertThat(told(Snapshot.NOTHING, false, 0)).isEmpty();
        assertThat(told(with(List.of("a", "b")), false, 1)).isEmpty();
        assertThat(told(with(List.of("a", "b")), false, 100)).isEmpty();
    }

    @Test
    void eachIsToldOnceAndTogetherWithWhatCameInTheSameMinute() {
        told(with(List.of()), false, 0);
        assertThat(told(with(List.of("a")), false, 1)).containsExactly("a");
        assertThat(told(with(List.of("a", "b")), false, 30)).isEmpty();
        assertThat(told(with(List.of("a", "b", "c", "decided")), false, 60)).isEmpty();
        assertThat(told(with(List.of("a", "b", "c", "decided")), false, 61)).containsExactly("b", "c");
        assertThat(told(with(List.of("a", "b", "c")), false, 500)).isEmpty();
    }

    @Test
    void nothingIsToldToWhomLooksAtTheWindow() {
        told(with(List.of()), false, 0);
        assertThat(told(with(List.of("a")), true, 1)).isEmpty();
        assertThat(told(with(List.of("a")), false, 2)).as("it was seen").isEmpty();
    }

    @Test
    void inAPauseItWaits() {
        told(with(List.of()), false, 0);
        assertThat(told(with("paused", "a"), false, 1)).isEmpty();
        assertThat(told(with(List.of("a")), false, 2)).containsExactly("a");
    }

    @Test
    void whatWaitsAgainIsNews() {
        told(with(List.of()), false, 0);
        assertThat(told(with(List.of("a")), false, 1)).containsExactly("a");
        assertThat(told(with(List.of()), false, 2)).isEmpty();
        assertThat(told(with(List.of("a")), false, 70)).containsExactly("a");
    }
}
