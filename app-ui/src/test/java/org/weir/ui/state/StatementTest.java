package org.weir.ui.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.weir.api.control.Check;
import org.weir.api.control.Status;
import org.weir.ui.TestFlows;
import org.weir.ui.TestStatus;
import org.weir.ui.engine.Link;
import org.weir.ui.engine.Snapshot;
import org.weir.ui.text.Texts;

class StatementTest {
    private final Texts texts = new Texts(Locale.ENGLISH);

    private static Snapshot snapshot(Link link, @Nullable Status status) {
        return new Snapshot(
                link, status, Snapshot.NOTHING.approvals(), Snapshot.NOTHING.rules(), Snapshot.NOTHING.traffic());
    }

    @ParameterizedTest
    @EnumSource(Status.State.class)
    void everyStateOfTheEngineHasItsOwnWords(Status.State state) {
        var condition = Condition.of(snapshot(Link.UP, TestStatus.of(state.word())));
        assertThat(condition.word()).isEqualTo(state.word());
        for (var locale : List.of(Locale.ENGLISH, Locale.GERMAN)) {
            var said = Statement.of(snapshot(Link.UP, TestStatus.of(state.word())), new Texts(locale));
            assertThat(said.word()).isNotEmpty().doesNotContain("state.");
            assertThat(said.sentence()).endsWith(".").doesNotContain("state.");
        }
    }

    @Test
    void noTwoConditionsLookAlike() {
        var looks = new HashSet<String>();
        for (var condition : Condition.values()) {
            if (condition != Condition.NOT_UNDERSTOOD && condition != Condition.UNKNOWN) {
                assertThat(looks.add(condition.shape().name()))
                        .as("shape of " + condition)
                        .isTrue();
            }
        }
    }

    @Test
    void aPauseSaysUntilWhen() {
        var paused = snapshot(Link.UP, TestStatus.paused(1_790_000_000_000L));
        var time = texts.formats().timeOfDay(1_790_000_000_000L);
        assertThat(Statement.of(paused, texts).word()).isEqualTo("Paused until " + time);
        assertThat(Statement.of(paused, texts).sentence()).contains(time);
    }

    @Test
    void aPauseUntilRestartSaysSo() {
        var paused = Statement.of(snapshot(Link.UP, TestStatus.of("paused")), texts);
        assertThat(paused.word()).isEqualTo("Paused until restart");
        assertThat(paused.sentence()).contains("until Weir is started anew");
    }

    @Test
    void degradedSaysWhy() {
        var status = TestStatus.with("degraded", List.of(Check.warning("x", "IPv6 is not captured", "", null)));
        assertThat(Statement.of(snapshot(Link.UP, status), texts).sentence()).contains("IPv6 is not captured");
    }

    @Test
    void anEngineThatIsAwayIsNoBrokenNetwork() {
        var away = snapshot(new Link(Link.State.AWAY, "Connection refused"), TestStatus.of("inspecting"));
        assertThat(Condition.of(away)).isEqualTo(Condition.AWAY);
        assertThat(Statement.of(away, texts).sentence()).contains("Your network works without it");
    }

    @Test
    void aSlowEngineKeepsItsStateAndSaysSo() {
        var slow = snapshot(new Link(Link.State.SLOW, ""), TestStatus.of("observing"));
        assertThat(Condition.of(slow)).isEqualTo(Condition.OBSERVING);
        assertThat(Statement.of(slow, texts).sentence()).contains("slow");
    }

    @Test
    void aStateFromTheFutureIsUnknown() {
        assertThat(Condition.of(snapshot(Link.UP, TestStatus.of("levitating")))).isEqualTo(Condition.UNKNOWN);
        assertThat(Condition.of(snapshot(Link.UP, TestStatus.of("away")))).isEqualTo(Condition.UNKNOWN);
    }

    @Test
    void beforeAnythingIsKnown() {
        assertThat(Condition.of(Snapshot.NOTHING)).isEqualTo(Condition.CONNECTING);
    }

    @Test
    void outcomesOfFlows() {
        assertThat(Outcome.of(TestFlows.refused(1, "a", "h"))).isEqualTo(Outcome.REFUSED);
        assertThat(Outcome.of(TestFlows.inspected(1, "a", "h"))).isEqualTo(Outcome.INSPECTED);
        assertThat(Outcome.of(TestFlows.flow(1, "a", "h", "block", null))).isEqualTo(Outcome.BLOCKED);
        assertThat(Outcome.of(TestFlows.flow(1, "a", "h", null, null))).isEqualTo(Outcome.PENDING);
        assertThat(Arrays.stream(Outcome.values()).map(Outcome::word))
                .allMatch(word -> texts.has("state.outcome." + word));
    }
}
