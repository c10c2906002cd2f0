package org.weir.engine.store.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.weir.api.control.HttpAction;
import org.weir.api.control.HttpRule;
import org.weir.api.control.Rule;
import org.weir.engine.http.edit.EditRule;
import org.weir.engine.http.edit.RuleFiles;
import org.weir.engine.policy.RuleException;
import org.weir.engine.policy.UserLookup;

/** HTTP rules in rules.json and in the store. */
class HttpRulesFileTest {
    private static final HttpRule BLOCK =
            new HttpRule("h1", true, null, null, "a.test", null, null, null, List.of(HttpAction.block()), null);
    private static final HttpRule EVERYTHING = new HttpRule(
            "mine",
            false,
            "curl",
            "u",
            "*.a.test",
            "https://*/x",
            "GET",
            "text/html",
            List.of(
                    HttpAction.header("set-response-header", "A", "b \"c\""),
                    HttpAction.header("remove-response-header", "D", null),
                    HttpAction.replace("replace-response", "o(l)d", "n$1", true),
                    HttpAction.inject("inject-style", "a{}", null)),
            "n\u00f6te");
    private static final HttpRule ANSWER = new HttpRule(
            "h2",
            true,
            null,
            null,
            null,
            null,
            null,
            null,
            List.of(HttpAction.answer(503, List.of(new HttpAction.Header("Retry-After", "1")), "later", null)),
            null);
    private static final Rule RULE = new Rule("r1", true, "x", null, null, null, null, null, "inspect", null, null);

    @TempDir
    private Path folder;

    private Path file() {
        return folder.resolve("rules.json");
    }

    private long edits = 1_000_000;

    private void put(String text) throws IOException {
        Files.writeString(file(), text);
        Files.setLastModifiedTime(file(), FileTime.from(Instant.ofEpochSecond(edits++)));
    }

    private static RulesFile.Content read(String text) throws BadRulesException {
        return RulesFile.read(text.getBytes(StandardCharsets.UTF_8), UserLookup.NONE, RuleFiles.DISK);
    }

    private static String written(HttpRule... rules) {
        return new String(RulesFile.write(List.of(RULE), List.of(rules)), StandardCharsets.UTF_8);
    }

    @Test
    void whatIsWrittenIsReadBack() throws Exception {
        assertThat(read(written(BLOCK, EVERYTHING, ANSWER)).http())
                .extracting(EditRule::rule)
                .containsExactly(BLOCK, EVERYTHING, ANSWER);
        assertThat(written()).as("older engines read it as well").doesNotContain("http");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[1]|2|10|expected an HTTP rule",
                "[{~'actions':[{'action':'blok'}]}]|3|22|actions[0].action: unknown action 'blok'",
                "[{~'actions':[{'action':'map'}]}]|3|12|actions[0].target: missing",
                "[{'actions':[]}]|2|21|actions: missing",
                "[{}]|2|10|actions: missing",
                "[{'what':1}]|2|18|unknown field 'what'",
                "[{'actions':[{'what':1}]}]|2|30|unknown field 'what'",
                "[{'url':'x','actions':[{'action':'block'}]}]|2|17|url: 'x' starts",
                "[{'actions':[{'action':'answer','status':'x'}]}]|2|50|status: must be a whole number",
                "[{'actions':[{'action':'answer','headers':[{'x':1}]}]}]|2|56|unknown field 'x' of a header",
                "[{'id':'a','actions':[{'action':'block'}]},{'id':'a','actions':[{'action':'block'}]}]|2|59|id: 'a' stands twice"
            })
    void saysWhereTheMistakeIs(String http, int line, int column, String problem) {
        var text = ("{'version':1,'rules':[],~ 'http':" + http + "}")
                .replace('~', '\n')
                .replace('\'', '"');
        assertThatThrownBy(() -> read(text)).isInstanceOfSatisfying(BadRulesException.class, e -> {
            assertThat(e.getMessage()).contains(problem.replace('\'', problem.contains("'") ? '\'' : '"'));
            assertThat(e.line()).as(e.getMessage()).isEqualTo(line);
            // Columns point at the value, or at the action or rule that lacks it.
            assertThat(e.column()).as(e.getMessage()).isBetween(column - 3, column + 3);
        });
    }

    @Test
    void httpRulesSurviveARestartAndKeepTheirOrder() throws Exception {
        try (var store = new RuleStore(file(), UserLookup.NONE)) {
            assertThat(store.addHttp(BLOCK.withId(""), null).rule().id()).isEqualTo("h1");
            assertThat(store.addHttp(ANSWER.withId(""), 0).rule().id()).isEqualTo("h2");
            assertThat(store.add(RULE, null).rule().id()).isEqualTo("r1");
            assertThat(store.moveHttp("h2", 1)).isPresent();
            assertThatThrownBy(() -> store.moveHttp("h2", 2)).isInstanceOf(RuleException.class);
            assertThat(store.removeHttp("h9")).isEmpty();
        }
        try (var again = new RuleStore(file(), UserLookup.NONE)) {
            assertThat(again.snapshot().httpRules()).containsExactly(BLOCK, ANSWER);
            assertThat(again.snapshot().rules()).containsExactly(RULE);
            again.removeHttp("h1");
            assertThat(again.addHttp(BLOCK.withId(""), null).rule().id()).isEqualTo("h3");
        }
    }

    @Test
    void aMissingFileIsAProblemOfThatRuleOnly() throws Exception {
        put("{\"version\":1,\"rules\":[],\"http\":[{\"actions\":[{\"action\":\"answer\",\"file\":\"/no/such\"}]},"
                + "{\"actions\":[{\"action\":\"block\"}]}]}");
        try (var store = new RuleStore(file(), UserLookup.NONE)) {
            assertThat(store.snapshot().httpRules()).hasSize(2);
            assertThat(store.snapshot().problems())
                    .containsExactly(
                            "HTTP rule h1 is not applied: actions[0].file: there is no /no/such that the engine"
                                    + " can see");
            assertThatThrownBy(() -> store.addHttp(
                            new HttpRule(
                                    "",
                                    true,
                                    null,
                                    null,
                                    null,
                                    null,
                                    null,
                                    null,
                                    List.of(HttpAction.answer(200, null, null, "/no/such")),
                                    null),
                            null))
                    .hasMessageContaining("there is no /no/such");
        }
    }

    /** A broken list of HTTP rules must neither forget the connection rules nor block anything. */
    @Test
    void aBrokenListLeavesAllGoodRulesInForce() throws Exception {
        put(written(BLOCK));
        try (var store = new RuleStore(file(), UserLookup.NONE)) {
            put(written(BLOCK).replace("\"block\"", "\"blok\""));
            store.poll();
            store.poll();
            assertThat(store.snapshot().problems()).singleElement().asString().contains("unknown action 'blok'");
            assertThat(store.snapshot().rules()).containsExactly(RULE);
            assertThat(store.snapshot().httpRules()).containsExactly(BLOCK);
        }
        try (var store = new RuleStore(file(), UserLookup.NONE)) {
            assertThat(store.snapshot().httpRules()).as("the last good ones").containsExactly(BLOCK);
        }
    }

    @Test
    void aFileOfANewerWeirIsReportedAndNeverWrittenOver() throws Exception {
        var newer = "{\"version\":2,\"rules\":{\"of\":\"the future\"}}";
        put(newer);
        try (var store = new RuleStore(file(), UserLookup.NONE)) {
            assertThat(store.snapshot().problems())
                    .singleElement()
                    .asString()
                    .contains("version: 2 is of a newer Weir");
            assertThat(store.addHttp(BLOCK.withId(""), null).notStored()).contains("left alone");
            for (var i = 0; i < 12; i++) {
                store.poll();
            }
            assertThat(store.snapshot().httpRules()).as("in force all the same").hasSize(1);
            assertThat(Files.readString(file())).isEqualTo(newer);
            put("{\"version\":1,\"rules\":[]}");
            store.poll();
            assertThat(store.snapshot().problems()).isEmpty();
            assertThat(store.addHttp(BLOCK.withId(""), null).notStored()).isNull();
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {81, 82, 83})
    void mutatedFilesAreGoodOrBadAndNothingElse(long seed) {
        var random = new Random(seed);
        var pieces = List.of(
                "\"", "{", "}", "[", "]", ",", ":", "null", "1e999", "true", "*", "/", "$1", "\"url\"", "\u00fc", "\n",
                "(");
        for (var round = 0; round < 2_000; round++) {
            var text = new StringBuilder(written(BLOCK, EVERYTHING, ANSWER));
            for (var i = 1 + random.nextInt(3); i > 0; i--) {
                var at = random.nextInt(text.length());
                text.replace(
                        at, Math.min(text.length(), at + random.nextInt(4)), pieces.get(random.nextInt(pieces.size())));
            }
            try {
                assertThat(read(text.toString()).http()).hasSizeLessThanOrEqualTo(3);
            } catch (BadRulesException e) {
                assertThat(e.line())
                        .as("seed %d round %d: %s", seed, round, text)
                        .isPositive();
            }
        }
    }

    @Test
    void truncatedAtEveryLengthItIsBad() {
        var bytes = written(BLOCK, EVERYTHING).strip().getBytes(StandardCharsets.UTF_8);
        for (var end = 0; end < bytes.length; end++) {
            var piece = java.util.Arrays.copyOf(bytes, end);
            assertThatThrownBy(() -> RulesFile.read(piece, UserLookup.NONE, RuleFiles.DISK))
                    .as("%d bytes", end)
                    .isInstanceOf(BadRulesException.class);
        }
    }
}
