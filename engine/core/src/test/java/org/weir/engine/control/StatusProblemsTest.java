package org.weir.engine.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.weir.api.control.Check;
import org.weir.api.control.Rule;
import org.weir.api.control.Rules;

class StatusProblemsTest {
    private static final Rules.Listing NO_RULES = new Rules.Listing(List.of(), 0, List.of());

    @ParameterizedTest
    @CsvSource({
        "false, true, idle, full, off",
        "false, false, unknown, unknown, off",
        "true, false, unknown, unknown, cannot-intercept",
        "true, true, capturing, full, observing",
        "true, true, capturing, limited, degraded",
        "true, true, lifted, full, passing-through",
        "true, true, holding, full, passing-through",
        "true, true, idle, full, passing-through",
        "true, true, guarding, full, degraded"
    })
    void stateWord(boolean wanted, boolean connected, String state, String attribution, String word) {
        var capture = FakeCapture.status(wanted, null, connected, state, attribution);

        assertThat(StatusProblems.state(capture, NO_RULES, List.of()).word()).isEqualTo(word);
    }

    @ParameterizedTest
    @CsvSource({"inspect, true, inspecting", "inspect, false, observing", "pass, true, observing"})
    void anInspectRuleThatIsEnabledIsSaid(String action, boolean enabled, String word) {
        var capture = FakeCapture.status(true, null, true, "capturing", "full");
        var rule = Rule.of("r1", enabled, "curl", null, null, null, null, null, action, null, null, null);

        assertThat(StatusProblems.state(capture, new Rules.Listing(List.of(rule), 1, List.of()), List.of())
                        .word())
                .isEqualTo(word);
    }

    @Test
    void aPauseHasItsOwnWord() {
        var capture = FakeCapture.status(false, Instant.EPOCH, true, "idle", "full");

        assertThat(StatusProblems.state(capture, NO_RULES, List.of()).word()).isEqualTo("paused");
    }

    @Test
    void anErrorDegradesAndAWarningDoesNot() {
        var capture = FakeCapture.status(true, null, true, "capturing", "full");

        assertThat(StatusProblems.state(capture, NO_RULES, List.of(Check.warning("w", "", "", null)))
                        .word())
                .isEqualTo("observing");
        assertThat(StatusProblems.state(capture, NO_RULES, List.of(Check.error("e", "", "", null)))
                        .word())
                .isEqualTo("degraded");
    }

    @Test
    void aGuardIsAnErrorWithAWayOut() {
        assertThat(StatusProblems.ofCapture(FakeCapture.status(true, null, true, "guarding", "full")))
                .hasValueSatisfying(problem -> {
                    assertThat(problem.severity()).isEqualTo(Check.ERROR);
                    assertThat(problem.fix()).contains("weir off");
                });
    }

    @Test
    void nothingIsWrongWhenAllIsWell() {
        assertThat(StatusProblems.ofCapture(FakeCapture.status(true, null, true, "capturing", "full")))
                .isEmpty();
        assertThat(StatusProblems.ofCapture(FakeCapture.status(false, null, false, "unknown", "unknown")))
                .isEmpty();
    }
}
