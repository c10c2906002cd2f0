package org.weir.engine.store.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.weir.api.control.Rule;
import org.weir.engine.http.edit.RuleFiles;
import org.weir.engine.policy.CompiledRule;
import org.weir.engine.policy.UserLookup;

class RulesFileTest {

    private static List<Rule> read(String text) throws BadRulesException {
        return RulesFile.read(text.getBytes(StandardCharsets.UTF_8), UserLookup.NONE, RuleFiles.DISK).rules().stream()
                .map(CompiledRule::rule)
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`` | 1 | 1",
                "[] | 1 | 1",
                "{} | 1 | 2",
                "{\"version\":2,\"rules\":[]} | 1 | 12",
                "{\"version\":1} | 1 | 13",
                "{\"version\":1,\"rules\":{}} | 1 | 22",
                "{\"version\":1,\"rules\":[1]} | 1 | 23",
                "{\"version\":1,\"rules\":[],\"x\":1} | 1 | 25",
                "{\"version\":1,\"rules\":[]} x | 1 | 26",
                "{\"version\":1,~\"rules\":[~{\"acton\":\"pass\"}]} | 3 | 2",
                "{\"version\":1,~\"rules\":[~{\"action\":\"alow\"}]} | 3 | 11",
                "{\"version\":1,~\"rules\":[~{\"action\":\"pass\",~ \"cidr\":\"10.0.0.0/33\"}]} | 4 | 9",
                "{\"version\":1,~\"rules\":[~{\"app\":\"x\"}]} | 3 | 1",
                "{\"version\":1,\"rules\":[{\"action\":\"pass\",\"enabled\":1}]} | 1 | 50",
                "{\"version\":1,\"rules\":[{\"action\":\"pass\",\"app\":1}]} | 1 | 46",
                "{\"version\":1,\"rules\":[{\"action\":\"inspect\",\"on_refusal\":\"x\"}]} | 1 | 56",
                "{\"version\":1,\"rules\":[{\"on_refusal\":\"block\",\"action\":\"pass\"}]} | 1 | 37",
                "{\"version\":1,\"rules\":[{\"id\":\"a b\",\"action\":\"pass\"}]} | 1 | 29",
            })
    void saysWhereTheMistakeIs(String text, int line, int column) {
        assertThatThrownBy(() -> read(text.replace('~', '\n')))
                .isInstanceOfSatisfying(
                        BadRulesException.class,
                        e -> assertThat(List.of(e.line(), e.column()))
                                .as(e.getMessage())
                                .containsExactly(line, column));
    }

    @Test
    void whatIsWrittenIsReadBack() throws Exception {
        var rules = List.of(
                new Rule(
                        "r1",
                        true,
                        "x.py",
                        "u",
                        "*.lab.test",
                        "10.0.0.0/8",
                        "80,443",
                        "tls",
                        "block",
                        null,
                        "n\u00f6te \"q\""),
                new Rule(
                        "mine", false, null, null, null, null, null, null, "reroute", "socks5://a:b@p.test:1080", null),
                new Rule("r2", true, "x", null, null, null, null, null, "inspect", null, null, "block"));
        assertThat(read(new String(RulesFile.write(rules, List.of()), StandardCharsets.UTF_8)))
                .isEqualTo(rules);
    }

    @Test
    void numbersForPortAndUserAndAByteOrderMarkAreFine() throws Exception {
        var rules =
                read("\ufeff{\"version\":1,\"rules\":[{\"port\":443,\"user\":1000,\"action\":\"pass\",\"app\":null}]}");
        assertThat(rules).singleElement().satisfies(rule -> {
            assertThat(rule.port()).isEqualTo("443");
            assertThat(rule.user()).isEqualTo("1000");
            assertThat(rule.id()).isEqualTo("r1");
        });
    }

    @Test
    void idsAndFieldsStandOnce() {
        assertThatThrownBy(
                        () -> read(
                                "{\"version\":1,\"rules\":[{\"id\":\"a\",\"action\":\"pass\"},{\"id\":\"a\",\"action\":\"pass\"}]}"))
                .hasMessageContaining("stands twice");
        assertThatThrownBy(() -> read("{\"version\":1,\"version\":1,\"rules\":[]}"))
                .hasMessageContaining("line 1");
    }

    @Test
    void missingIdsDoNotTakeTheOnesThatAreThere() throws Exception {
        var rules = read("{\"version\":1,\"rules\":[{\"action\":\"pass\"},{\"id\":\"r1\",\"action\":\"block\"}]}");
        assertThat(rules).extracting(Rule::id).containsExactly("r2", "r1");
    }

    @Test
    void limits() {
        var many = new StringBuilder("{\"version\":1,\"rules\":[");
        for (var i = 0; i <= RulesFile.MAX_RULES; i++) {
            many.append(i == 0 ? "" : ",").append("{\"action\":\"pass\"}");
        }
        assertThatThrownBy(() -> read(many + "]}")).hasMessageContaining("more than 5000 rules");
        assertThatThrownBy(() -> read(" ".repeat(RulesFile.MAX_BYTES + 1))).hasMessageContaining("1048576");
        assertThatThrownBy(() -> read("[".repeat(100_000))).isInstanceOf(BadRulesException.class);
        assertThatThrownBy(() -> RulesFile.read(new byte[] {'{', '\n', (byte) 0xff}, UserLookup.NONE, RuleFiles.DISK))
                .hasMessage("line 2, column 1: not UTF-8");
    }

    @Test
    void truncatedAtEveryLengthItIsBadAndNothingWorse() {
        var text = "{\"version\":1,\"rules\":[{\"id\":\"r1\",\"app\":\"\u00e4\",\"action\":\"block\"}]}";
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        for (var end = 0; end < bytes.length; end++) {
            var piece = java.util.Arrays.copyOf(bytes, end);
            assertThatThrownBy(() -> RulesFile.read(piece, UserLookup.NONE, RuleFiles.DISK))
                    .as("%d bytes", end)
                    .isInstanceOf(BadRulesException.class);
        }
    }

    /** Good files with pieces changed: good or bad, never anything else. */
    @ParameterizedTest(name = "seed {0}")
    @org.junit.jupiter.params.provider.ValueSource(longs = {71, 72, 73})
    void mutatedFiles(long seed) {
        var random = new java.util.Random(seed);
        var pieces = List.of(
                "\"", "{", "}", "[", "]", ",", ":", "null", "1e999", "\\u0000", "*", "/", "-", "\"app\"", "::",
                "\u00fc", "\n");
        var rules = List.of(
                new Rule("r1", true, "x*", "u", "*.a.test", "2001:db8::/32", "1-2,3", "tls", "block", null, null),
                new Rule("r2", false, null, "0", null, null, null, null, "reroute", "http://u:p@[::1]:1", "n"));
        for (var round = 0; round < 5_000; round++) {
            var text = new StringBuilder(new String(RulesFile.write(rules, List.of()), StandardCharsets.UTF_8));
            for (var i = 1 + random.nextInt(3); i > 0; i--) {
                var at = random.nextInt(text.length());
                text.replace(
                        at, Math.min(text.length(), at + random.nextInt(4)), pieces.get(random.nextInt(pieces.size())));
            }
            try {
                assertThat(read(text.toString()))
                        .as("seed %d round %d", seed, round)
                        .hasSizeLessThanOrEqualTo(2);
            } catch (BadRulesException e) {
                assertThat(e.line())
                        .as("seed %d round %d: %s", seed, round, text)
                        .isPositive();
            }
        }
    }
}
