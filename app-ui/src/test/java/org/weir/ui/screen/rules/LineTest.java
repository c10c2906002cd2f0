package org.weir.ui.screen.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.weir.api.control.Approvals;
import org.weir.api.control.Rule;
import org.weir.ui.text.Texts;

class LineTest {
    private static final long NOW = 1_790_000_000_000L;
    private final LineTexts texts = new LineTexts(new Texts(Locale.ENGLISH));

    private static Approvals.Item item(String id, Approvals.Verdict verdict, Long passesUntil) {
        return new Approvals.Item(
                id,
                new Approvals.App("/usr/bin/node", "node", "/usr/bin/node", null),
                "lab.test",
                "open",
                "certain",
                "",
                1,
                0,
                0,
                List.of(new Approvals.Host("api.lab.test", 443, "certain", 1, passesUntil)),
                null,
                verdict);
    }

    @Test
    void onlyWhatHoldsIsAnException() {
        var lines = Line.of(
                List.of(),
                List.of(),
                List.of(
                        item("a", null, null),
                        item("b", null, NOW + 90 * 60_000),
                        item("c", new Approvals.Verdict("inspect", "domain", "lab.test", "app", null, 0), null)),
                Map.of());
        assertThat(lines).extracting(Line::key).containsExactly("xb", "xc");
        assertThat(texts.left(lines.getFirst(), NOW)).isEqualTo("1 h 30 min");
        assertThat(texts.source(lines.getFirst())).isEqualTo("learned");
        assertThat(texts.action(lines.getFirst())).isEqualTo("Pass through");
        assertThat(texts.left(lines.getLast(), NOW)).isEqualTo("until it quits");
        assertThat(texts.action(lines.getLast())).isEqualTo("Inspect");
    }

    @Test
    void aRuleSaysWhereItComesFrom() {
        var preset = new Rule("r1", true, null, null, "*.bank.test", null, null, null, "pass", null, "preset:banks");
        var lines = Line.of(List.of(preset), List.of(), List.of(), Map.of("r1", 1234L));
        assertThat(texts.source(lines.getFirst())).isEqualTo("preset banks");
        assertThat(texts.hits(lines.getFirst())).isEqualTo("1,234");
        assertThat(texts.app(lines.getFirst())).isEqualTo("any");
    }
}
