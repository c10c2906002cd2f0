package org.weir.engine.store.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weir.api.control.Rule;
import org.weir.engine.policy.RuleException;
import org.weir.engine.policy.UserLookup;

class RuleStoreTest {
    private static final String GOOD =
            "{\"version\":1,\"rules\":[{\"id\":\"r7\",\"app\":\"curl\",\"action\":\"block\"}]}";

    @TempDir
    private Path folder;

    private Path file() {
        return folder.resolve("state/rules.json");
    }

    private RuleStore open() {
        return new RuleStore(file(), UserLookup.NONE);
    }

    private void put(String text) throws IOException {
        Files.createDirectories(file().getParent());
        Files.writeString(file(), text);
        // Two edits within one tick of the clock must differ all the same.
        Files.setLastModifiedTime(file(), FileTime.from(Instant.ofEpochSecond(edits++)));
    }

    private long edits = 1_000_000;

    private static Rule rule(String app) {
        return new Rule("", true, app, null, null, null, null, null, "block", null, null);
    }

    private static List<String> apps(RuleStore store) {
        return store.snapshot().rules().stream().map(Rule::app).toList();
    }

    private List<String> files() throws IOException {
        try (var list = Files.list(file().getParent())) {
            return list.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void noFileIsNoRulesAndNoProblem() {
        try (var store = open()) {
            assertThat(store.snapshot().rules()).isEmpty();
            assertThat(store.snapshot().problems()).isEmpty();
        }
    }

    @Test
    void aReplacedRuleKeepsItsPlaceAndItsId() throws Exception {
        try (var store = open()) {
            store.add(rule("a"), null);
            store.add(rule("b"), null);
            store.add(rule("c"), null);
            assertThat(store.replace(rule("d").withId("r2").withEnabled(false)))
                    .hasValueSatisfying(change -> assertThat(change.index()).isEqualTo(1));
            assertThat(apps(store)).containsExactly("a", "d", "c");
            assertThat(store.replace(rule("e").withId("r9"))).isEmpty();
            var wrong = new Rule("r1", true, "a", null, null, null, "70000", null, "block", null, null);
            assertThatThrownBy(() -> store.replace(wrong)).isInstanceOf(RuleException.class);
        }
        try (var again = open()) {
            assertThat(apps(again)).as("written, and the wrong one was not").containsExactly("a", "d", "c");
            assertThat(again.snapshot().rules().get(1).enabled()).isFalse();
        }
    }

    @Test
    void rulesSurviveARestart() throws Exception {
        try (var store = open()) {
            assertThat(store.add(rule("a"), null).rule().id()).isEqualTo("r1");
            assertThat(store.add(rule("b"), null).rule().id()).isEqualTo("r2");
            assertThat(store.add(rule("c"), 0).index()).isZero();
            assertThat(store.move("r1", 2))
                    .hasValueSatisfying(c -> assertThat(c.index()).isEqualTo(2));
            assertThat(store.remove("r2")).isPresent();
            assertThat(store.remove("r2")).isEmpty();
            assertThat(apps(store)).containsExactly("c", "a");
        }
        try (var again = open()) {
            assertThat(apps(again)).containsExactly("c", "a");
            assertThat(again.add(rule("d"), null).rule().id()).isEqualTo("r4");
        }
        assertThat(files()).containsExactly("rules.json", "rules.json.good");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
    }

    @Test
    void anIdIsNotGivenTwiceInOneRun() throws Exception {
        try (var store = open()) {
            store.add(rule("a"), null);
            store.remove("r1");
            assertThat(store.add(rule("b"), null).rule().id()).isEqualTo("r2");
        }
    }

    @Test
    void aWrongRuleChangesNothing() throws Exception {
        try (var store = open()) {
            store.add(rule("a"), null);
            var before = store.snapshot();
            assertThatThrownBy(() -> store.add(
                            new Rule("", true, null, null, null, "10.0.0.0/33", null, null, "pass", null, null), null))
                    .isInstanceOf(RuleException.class)
                    .hasMessageStartingWith("cidr: ");
            assertThatThrownBy(() -> store.add(rule("b"), 5)).hasMessageStartingWith("index: ");
            assertThatThrownBy(() -> store.move("r1", 1)).hasMessageStartingWith("index: ");
            assertThat(store.snapshot()).isSameAs(before);
        }
    }

    @Test
    void listenersHearOfEachChangeAndRevisionsGrow() throws Exception {
        try (var store = open()) {
            var calls = new AtomicInteger();
            store.onChange(() -> {
                throw new IllegalStateException("a bad listener");
            });
            store.onChange(calls::incrementAndGet);
            var revision = store.snapshot().revision();
            store.add(rule("a"), null);
            assertThat(calls.get()).isEqualTo(1);
            assertThat(store.snapshot().revision()).isGreaterThan(revision);
            store.poll();
            assertThat(calls.get()).isEqualTo(1);
        }
    }

    @Test
    void anEditByHandIsTakenOver() throws Exception {
        put(GOOD);
        try (var store = open()) {
            put("{\"version\":1,\"rules\":[{\"app\":\"wget\",\"action\":\"pass\"}]}");
            store.poll();
            assertThat(store.snapshot().rules()).singleElement().satisfies(r -> {
                assertThat(r.app()).isEqualTo("wget");
                assertThat(r.id()).isEqualTo("r1");
            });
        }
    }

    @Test
    void aBadEditLeavesTheGoodRulesInForceAndIsReportedOnce() throws Exception {
        put(GOOD);
        try (var store = open()) {
            var calls = new AtomicInteger();
            store.onChange(calls::incrementAndGet);
            put("{\"version\":1,\n \"rules\":[{\"action\":\"alow\"}]}");
            store.poll();
            assertThat(store.snapshot().problems())
                    .as("an editor may be half way through")
                    .isEmpty();
            store.poll();
            store.poll();
            assertThat(apps(store)).containsExactly("curl");
            assertThat(calls.get()).isEqualTo(1);
            assertThat(store.snapshot().problems())
                    .singleElement()
                    .asString()
                    .startsWith("line 2, column 21: action: unknown action 'alow'")
                    .contains("rules.json.bad-");
            put(GOOD);
            store.poll();
            assertThat(store.snapshot().problems()).isEmpty();
        }
    }

    @Test
    void aBadFileAtStartFallsBackToTheLastGoodOne() throws Exception {
        put(GOOD);
        open().close();
        put(GOOD.substring(0, 40));
        for (var round = 0; round < 3; round++) {
            try (var store = open()) {
                assertThat(apps(store)).containsExactly("curl");
                assertThat(store.snapshot().problems()).hasSize(1);
            }
        }
        assertThat(files().stream().filter(name -> name.contains(".bad-")))
                .as("the same bad file is kept once")
                .hasSize(1);
        assertThat(Files.readString(file()))
                .as("the author's file is left to the author")
                .hasSize(40);
    }

    @Test
    void badFilesAreKeptInBoundedNumber() throws Exception {
        put(GOOD);
        for (var i = 0; i < 12; i++) {
            put("{bad " + i);
            open().close();
        }
        assertThat(files().stream().filter(name -> name.contains(".bad-"))).hasSize(RulesFolder.MAX_BAD);
    }

    @Test
    void aDeletedFolderIsMadeAgainByTheNextChange() throws Exception {
        try (var store = open()) {
            store.add(rule("a"), null);
            for (var name : files()) {
                Files.delete(file().resolveSibling(name));
            }
            Files.delete(file().getParent());
            store.poll();
            assertThat(apps(store)).containsExactly("a");
            assertThat(store.snapshot().problems()).singleElement().asString().contains("gone");
            assertThat(store.add(rule("b"), null).notStored()).isNull();
            assertThat(store.snapshot().problems()).isEmpty();
        }
        try (var again = open()) {
            assertThat(apps(again)).containsExactly("a", "b");
        }
    }

    @Test
    void whatCannotBeWrittenStaysInMemoryAndIsTriedAgain() throws Exception {
        // A file where the folder should be: fails for root as well, as a full disk does.
        Files.writeString(file().getParent(), "in the way");
        try (var store = open()) {
            var change = store.add(rule("a"), null);
            assertThat(change.notStored()).isNotNull();
            assertThat(apps(store)).containsExactly("a");
            assertThat(store.snapshot().problems()).anyMatch(problem -> problem.contains("in memory only"));
            Files.delete(file().getParent());
            for (var i = 0; i < 10; i++) {
                store.poll();
            }
            assertThat(store.snapshot().problems()).isEmpty();
            assertThat(Files.readString(file())).contains("\"app\" : \"a\"");
        }
    }

    @Test
    void randomFilesNeverThrowAndNeverDropTheGoodRules() throws Exception {
        var random = new Random(41);
        put(GOOD);
        try (var store = open()) {
            for (var round = 0; round < 200; round++) {
                var bytes = GOOD.getBytes(StandardCharsets.UTF_8);
                if (random.nextBoolean()) {
                    bytes = java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length));
                } else {
                    random.nextBytes(bytes);
                }
                Files.write(file(), bytes);
                Files.setLastModifiedTime(file(), FileTime.from(Instant.ofEpochSecond(edits++)));
                store.poll();
                store.poll();
                assertThat(apps(store)).as("round %d", round).containsExactly("curl");
                assertThat(store.snapshot().problems()).as("round %d", round).hasSize(1);
            }
        }
    }

    @Test
    void withoutAFileRulesAreInMemory() throws Exception {
        try (var store = new RuleStore(null, UserLookup.NONE)) {
            store.start();
            assertThat(store.add(rule("a"), null).notStored()).isNull();
            store.poll();
            assertThat(apps(store)).containsExactly("a");
        }
    }
}
