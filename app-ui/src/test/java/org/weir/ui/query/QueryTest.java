package org.weir.ui.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.weir.api.control.FlowView;
import org.weir.ui.TestFlows;

class QueryTest {
    private static final long NOW = TestFlows.BEGAN + Duration.ofMinutes(10).toMillis();

    private final FlowView refused = TestFlows.refused(1, "firefox", "www.example.com");
    private final FlowView passed = TestFlows.flow(2, "curl", "api.example.org", "pass", null);

    private boolean finds(String query, FlowView flow) {
        return Query.parse(query).matches(flow, NOW);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "firefox",
                "FIREFOX",
                "example",
                "192.0.2.10",
                "app:firefox",
                "app:fire*",
                "app:/usr/bin/firefox",
                "host:*.example.com",
                "host:example.com",
                "decision:refused",
                "decision:ref",
                "decision:inspect",
                "why:refused",
                "why:unknown_ca",
                "why:\"did not accept\"",
                "port:443",
                "port:80,443",
                "port:400-500",
                "protocol:tls",
                "proto:h2",
                "state:ended",
                "user:u",
                "user:1000",
                "pid:4711",
                "rule:r2",
                "age:<1h",
                "age:>5m",
                "up:<1kb",
                "down:>4kb",
                "down:>=4kib",
                "-app:curl",
                "app:firefox host:*.example.com decision:refused port:443 age:<30m",
                "app:",
                "ip:192.0.2.*"
            })
    void findsTheRefusedOne(String query) {
        assertThat(Query.parse(query).problem()).isNull();
        assertThat(finds(query, refused)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "curl",
                "app:curl",
                "host:*.com.example",
                "host:example.co?",
                "decision:passed",
                "port:80",
                "port:1-442",
                "state:open",
                "age:<5m",
                "up:>1kb",
                "-firefox",
                "-port:443",
                "app:firefox host:nowhere",
                "user:root"
            })
    void doesNotFindIt(String query) {
        assertThat(finds(query, refused)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "colour:red, field, colour",
        "port:https, value-number, https",
        "port:9-1, value-number, 9-1",
        "age:soon, value-time, soon",
        "age:5x, value-time, 5x",
        "up:big, value-size, big",
        "decision:maybe, value-word, maybe",
        "state:closed, value-word, closed"
    })
    void saysWhatItDoesNotUnderstandAndLeavesItOut(String query, String kind, String word) {
        var parsed = Query.parse("app:firefox " + query);
        assertThat(parsed.problem()).isEqualTo(new Query.Problem(kind, word));
        assertThat(parsed.matches(refused, NOW)).isTrue();
        assertThat(parsed.matches(passed, NOW)).isFalse();
    }

    @Test
    void anAddressIsNoField() {
        assertThat(Query.parse("2001:db8::1").problem()).isNull();
        assertThat(Query.parse("::1").problem()).isNull();
    }

    @Test
    void quotedTextsKeepTheirSpaces() {
        assertThat(Query.parse("why:\"no rule\"").terms()).hasSize(1);
        assertThat(finds("why:\"no rule\"", passed)).isTrue();
        assertThat(Query.parse("why:\"never closed").terms()).hasSize(1);
    }

    @Test
    void flowsThatLackEverythingAreNoTrouble() {
        var bare = TestFlows.flow(3, "x", null, null, null);
        for (var field : Field.values()) {
            finds(field.word() + ":1", bare);
            finds(field.word() + ":*", bare);
        }
        assertThat(finds("decision:pending", bare)).isTrue();
    }

    /** Whatever is typed or pasted: no exception, and an answer at once. */
    @Test
    void hostileTextIsOnlyText() {
        var pieces = new String[] {
            "app:",
            "host:",
            "-",
            "\"",
            ",",
            ":",
            "*",
            "?",
            " ",
            "a",
            "port:",
            "age:<",
            "999999999999",
            "%",
            "\\",
            "\0",
            "\uD800",
            "\u202E",
            "é",
            "(",
            "[",
            "{",
            "$",
            "up:>",
            "5m",
            "::"
        };
        var random = new Random(42);
        for (var round = 0; round < 20_000; round++) {
            var text = new StringBuilder();
            for (var i = random.nextInt(30); i > 0; i--) {
                text.append(pieces[random.nextInt(pieces.length)]);
            }
            var query = Query.parse(text.toString());
            query.matches(refused, NOW);
            Completion.of(text.toString(), random.nextInt(text.length() + 1), Vocabulary.EMPTY);
        }
    }

    @Test
    void aPatternMadeToBeSlowIsNot() {
        var slow = Query.parse("host:" + "*a".repeat(400) + "b");
        var victim = TestFlows.flow(1, "x", "a".repeat(5_000), "pass", null);
        var begun = System.nanoTime();
        assertThat(slow.matches(victim, NOW)).isFalse();
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void aHugeTextIsCut() {
        assertThat(Query.parse("x ".repeat(100_000)).terms()).hasSizeLessThanOrEqualTo(Query.MAX_TERMS);
    }
}
